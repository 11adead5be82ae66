// The questions of a report in their order: six when nothing has changed. What an answer asks for stands under it.
import { html, type Content, type Html } from '#platform/html/index.ts'
import type { FormState } from '#platform/http/index.ts'
import { formatDate } from '#platform/time/index.ts'
import { bullets, inset, warning } from '#web/parts.ts'
import { reportFields } from '../actions/submissions.ts'
import type { Basis } from '../queries/reporting.ts'
import {
  isNotOnTrack,
  lateEndWords,
  movesWords,
  STATUSES,
  statusWord,
  type Given,
  type Settled,
} from '../rules.ts'
import {
  anyOf,
  control,
  hiddenAnswer,
  lastSaid,
  oneOf,
  question,
  wanted,
  type Option,
} from './report-controls.ts'
import { exceptions, openIssues } from './report-exceptions.ts'
import { boardList, dateOr, lastStatusWords, milestoneWords, quoted } from './report-words.ts'

export type Asked = {
  readonly state: FormState
  readonly basis: Basis
  /** What can be read of what is typed so far, and what it comes to. */
  readonly given: Given
  readonly settled: Settled
}

/** Every question, numbered. */
export function questions(asked: Asked): Html {
  const all = [
    statusQuestion,
    progressQuestion,
    datesQuestion,
    milestonesQuestion,
    ...(asked.basis.boardEntries.length === 0 ? [] : [boardsQuestion]),
    remarksQuestion,
  ]
  return html`${all.map((one, at) => one(asked, at + 1))}`
}

function statusQuestion(asked: Asked, number: number): Html {
  const { state, basis, given } = asked
  const { last } = basis
  const options = STATUSES.map((status): Option => ({
    value: status,
    text: statusWord[status],
    hint: last?.status === status ? `As in ${last.roundTitle}` : undefined,
  }))
  const late = given.status === 'on_track' ? null : lateEndWords(basis, asked.settled.report.dates)
  return html`${question(
    'status',
    html`${oneOf(state, {
      name: 'status',
      title: `${number}. How is it going?`,
      hint: html`${last === null ? null : html`${lastStatusWords(last)} `}On track means: to time, to budget and with the necessary approvals.`,
      options,
    })}${late === null || isNotOnTrack(given.status) ? null : warning(`${late}. It cannot be called on track.`)}`,
  )}${openIssues(asked)}${exceptions(asked)}`
}

function progressQuestion({ state, basis }: Asked, number: number): Html {
  const { last } = basis
  const title = `${number}. What has been done?`
  const hint = 'Two or three sentences that somebody outside your team understands.'
  if (last === null || last.progress === null)
    return question(
      'progress',
      control(state, 'progress', wanted(reportFields.progress), {
        label: title,
        labelSize: 'm',
        hint,
        lines: 5,
      }),
    )
  return question(
    'progress',
    oneOf(state, {
      name: 'progressIs',
      title,
      hint: lastSaid(html`<p>${last.roundTitle}:</p>${quoted(last.progress)}`),
      options: [
        { value: 'still-true', text: 'Still true: nothing to add' },
        {
          value: 'changed',
          text: 'Changed',
          unfolds: control(state, 'progress', wanted(reportFields.progress), { hint, lines: 5 }),
        },
      ],
    }),
  )
}

function datesQuestion(asked: Asked, number: number): Html {
  const { state, basis, given } = asked
  const moved = (to: Temporal.PlainDate | null, from: Temporal.PlainDate | null): Html | null =>
    to === null ? null : inset(`${movesWords(from, to, basis.originalEnd)}.`)
  const stands = [
    `Original end: ${dateOr(basis.originalEnd, 'not known')}`,
    `Revised end: ${dateOr(basis.end)}`,
    `Go live: ${dateOr(basis.goLive)}`,
  ]
  return question(
    'dates',
    html`${anyOf(state, {
      name: 'dates',
      title: `${number}. Are the dates still true?`,
      hint: lastSaid(bullets(stands)),
      alone: 'still-true',
      options: [
        { value: 'still-true', text: 'Still true' },
        {
          value: 'end',
          text: 'The end date has changed',
          unfolds: html`${control(state, 'revisedEnd', wanted(reportFields.revisedEnd))}${moved(given.revisedEnd, basis.end ?? basis.originalEnd)}${control(
            state,
            'endReason',
            wanted(reportFields.endReason),
            { lines: 2 },
          )}${control(state, 'endCause', wanted(reportFields.endCause), { label: 'Cause' })}`,
        },
        {
          value: 'go-live',
          text: 'The go-live date has changed',
          unfolds: html`${control(state, 'revisedGoLive', wanted(reportFields.revisedGoLive))}${moved(given.revisedGoLive, basis.goLive)}${control(
            state,
            'goLiveReason',
            wanted(reportFields.goLiveReason),
            { lines: 2 },
          )}${control(state, 'goLiveCause', wanted(reportFields.goLiveCause), { label: 'Cause' })}`,
        },
      ],
    })}${reasons(asked, 'dates')}`,
  )
}

/** What nobody should believe without a reason, asked where it belongs (V9). */
function reasons({ state, settled, basis }: Asked, about: 'dates' | 'milestones'): Content {
  const asked = settled.suspicious.map((one, at) => ({ ...one, at })).filter((one) => one.about === about)
  if (asked.length === 0) return null
  return html`<div class="connects-doubts">${asked.map(({ doubt, words, at }) => {
    const before = basis.last?.explained.find((one) => one.doubt === doubt)?.reason
    const given = reasonGiven(state, doubt)
    const name = `explained-${at}-reason`
    return html`${hiddenAnswer(`explained-${at}-doubt`, doubt)}${control(
      // The question says what is suspicious; its fault need not say it again.
      {
        ...state,
        values: { [name]: given },
        faults: state.faults.map((fault) => ({
          ...fault,
          message: 'Say why it is right, or change it above',
        })),
      },
      name,
      wanted(reportFields.explained.rows?.['reason'] ?? reportFields.endReason),
      {
        label: `${words}. Why is this right?`,
        lines: 2,
        hint:
          before === undefined
            ? 'If it is not right, change it above.'
            : `Last time: “${before}”. If it is not right, change it above.`,
      },
    )}`
  })}</div> `
}

function reasonGiven(state: FormState, doubt: string): unknown {
  const rows = state.values['explained']
  if (!Array.isArray(rows)) return ''
  return (
    (rows as readonly Readonly<Record<string, unknown>>[]).find((row) => row['doubt'] === doubt)?.[
      'reason'
    ] ?? ''
  )
}

function milestonesQuestion(asked: Asked, number: number): Html {
  const { state, basis } = asked
  if (basis.milestones.length === 0) {
    const said = basis.last?.hasMilestones ?? null
    return question(
      'milestones',
      oneOf(state, {
        name: 'hasMilestones',
        title: `${number}. Have key milestones been identified?`,
        hint: said === null ? undefined : `${basis.last?.roundTitle ?? 'Last time'}: ${said ? 'yes' : 'no'}.`,
        inline: true,
        options: [
          { value: 'yes', text: 'Yes' },
          { value: 'no', text: 'No' },
        ],
      }),
    )
  }
  return question(
    'milestones',
    html`${oneOf(state, {
      name: 'milestonesAre',
      title: `${number}. Are the milestones still true?`,
      hint: lastSaid(bullets(basis.milestones.map(milestoneWords))),
      options: [
        { value: 'still-true', text: 'Still true' },
        { value: 'changed', text: 'Changed', unfolds: milestoneRows(asked) },
      ],
    })}${reasons(asked, 'milestones')}`,
  )
}

function milestoneRows({ state, basis }: Asked): Html {
  const rows = (state.values['milestones'] ?? []) as readonly Readonly<Record<string, unknown>>[]
  const fields = reportFields.milestones.rows ?? {}
  return html`${basis.milestones
    .filter((one) => one.metOn === null)
    .map((one, at) => {
      const row = rows.find((given) => given['milestone'] === one.id)
      const name = (part: string): string => `milestones-${at}-${part}`
      const values = {
        [name('dueOn')]: row?.['dueOn'] ?? one.dueOn.toString(),
        [name('certainty')]: row?.['certainty'] ?? one.certainty,
        [name('metOn')]: row?.['metOn'] ?? '',
      }
      const own = { ...state, values }
      return html`<fieldset class="govuk-fieldset connects-milestone">
        <legend class="govuk-fieldset__legend govuk-fieldset__legend--s">${one.title} <span class="govuk-caption-m">${basis.milestoneKinds.get(one.kind) ?? one.kind}</span></legend>
        ${hiddenAnswer(name('milestone'), one.id)}${control(own, name('dueOn'), wanted(fields['dueOn'] ?? reportFields.revisedEnd), { hint: `It was ${formatDate(one.dueOn)}` })}${control(
          own,
          name('certainty'),
          wanted(fields['certainty'] ?? reportFields.endCause),
          { as: 'select' },
        )}${control(own, name('metOn'), fields['metOn'] ?? reportFields.revisedEnd, { hint: 'Where it is done' })}
      </fieldset> `
    })}`
}

function boardsQuestion(asked: Asked, number: number): Html {
  const { state, basis } = asked
  const former = basis.last?.boards ?? []
  return question(
    'boards',
    oneOf(state, {
      name: 'boardsAre',
      title: `${number}. Was it before a board, or will it be?`,
      hint:
        former.length === 0
          ? `This quarter, or in the rest of the year: ${basis.boardEntries.map((one) => one.label).join(', ')}.`
          : lastSaid(html`<p>${basis.last?.roundTitle ?? ''}:</p>${boardList(former, basis.boardEntries)}`),
      options: [
        ...(former.length === 0 ? [] : [{ value: 'still-true', text: 'The same is true of this quarter' }]),
        {
          value: 'changed',
          text: former.length === 0 ? 'Yes' : 'Changed',
          unfolds: boardRows(asked),
        },
        { value: 'none', text: 'No: not this quarter, and none is expected' },
      ],
    }),
  )
}

const BOARD_PARTS = {
  reported: 'Reported this quarter',
  expected: 'Expected later this year',
  booked: 'Slot booked',
}

function boardRows({ state, basis }: Asked): Html {
  const rows = (state.values['boards'] ?? []) as readonly Readonly<Record<string, unknown>>[]
  const yesNo = (value: boolean | null | undefined): string =>
    value === null || value === undefined ? '' : value ? 'yes' : 'no'
  return html`${basis.boardEntries.map((entry, at) => {
    const row = rows.find((one) => one['board'] === entry.code)
    const before = basis.last?.boards.find((one) => one.board === entry.code)
    const selected = (part: keyof typeof BOARD_PARTS): unknown =>
      row === undefined ? yesNo(part === 'reported' ? null : before?.[part]) : shown(row[part])
    return html`<fieldset class="govuk-fieldset connects-board">
      <legend class="govuk-fieldset__legend govuk-fieldset__legend--s">${entry.label}</legend>
      ${entry.note === undefined ? null : html`<p class="govuk-hint">${entry.note}</p>`}${hiddenAnswer(`boards-${at}-board`, entry.code)}
      <div class="connects-board__answers">${(Object.keys(BOARD_PARTS) as (keyof typeof BOARD_PARTS)[]).map(
        (part) => choice(`boards-${at}-${part}`, BOARD_PARTS[part], selected(part)),
      )}</div>
    </fieldset> `
  })}`
}

const shown = (value: unknown): unknown => (value === true ? 'yes' : value === false ? 'no' : value)

// Twelve of these on a page: cheaper than the macro, and the same markup.
const choice = (name: string, label: string, value: unknown): Html =>
  html`<div class="govuk-form-group"><label class="govuk-label" for="${name}">${label}</label><select class="govuk-select" id="${name}" name="${name}">${[
    ['', 'Not answered'],
    ['yes', 'Yes'],
    ['no', 'No'],
  ].map(
    ([code, words]) =>
      html`<option value="${code}"${code === value ? html` selected` : null}>${words}</option>`,
  )}</select></div> `

const remarksQuestion = ({ state }: Asked, number: number): Html =>
  question(
    'remarks',
    control(state, 'remarks', reportFields.remarks, {
      label: `${number}. Anything your director should know?`,
      labelSize: 'm',
      hint: 'Whoever signs this off reads it. No report prints it.',
      lines: 2,
    }),
  )

/** What is not confirmed may stand as it was said; it is printed so (V6). */
export function leaving({ state, settled }: Asked, words: readonly string[]): Html | null {
  if (state.faults.length === 0 || settled.stale.filter((one) => one !== 'status').length === 0) return null
  return html`${anyOf(state, {
    name: 'leaveUnconfirmed',
    title: 'No time to confirm everything?',
    size: 's',
    options: [
      {
        value: 'yes',
        text: `Leave as it was said last time: ${words.join(', ')}`,
        hint: 'The report prints these as not confirmed.',
      },
    ],
  })}`
}
