// What unfolds when an activity is not on track: its issues, what is being done, and where the risk is recorded. Issues
// of last time stand here whatever the status is: each is carried or closed (V7).
import { html, type Html } from '#platform/html/index.ts'
import { govuk } from '#web/govuk.ts'
import { reportFields } from '../actions/submissions.ts'
import type { Asked } from './report-questions.ts'
import {
  anyOf,
  control,
  faultAt,
  hiddenAnswer,
  lastSaid,
  legend,
  oneOf,
  wanted,
  type Option,
} from './report-controls.ts'
import { quoted, registersWords } from './report-words.ts'

type Row = Readonly<Record<string, unknown>>

const rowsOf = (asked: Asked, name: string): readonly Row[] => {
  const rows = asked.state.values[name]
  return Array.isArray(rows) ? (rows as readonly Row[]) : []
}

/** Each issue that was open last time: still one, or closed with its outcome and words. */
export function openIssues(asked: Asked): Html | null {
  const open = asked.basis.last?.openIssues ?? []
  if (open.length === 0) return null
  const fields = reportFields.openIssues.rows ?? {}
  const rows = rowsOf(asked, 'openIssues')
  return html`<div class="connects-issues">${open.map((issue, at) => {
    const row = rows.find((one) => one['issue'] === issue.id) ?? {}
    const name = (part: string): string => `openIssues-${at}-${part}`
    const state = {
      ...asked.state,
      values: Object.fromEntries(Object.entries(row).map(([part, value]) => [name(part), value])),
    }
    return html`${hiddenAnswer(name('issue'), issue.id)}${oneOf(state, {
      name: name('answer'),
      title: `“${issue.label}” was an issue in ${asked.basis.last?.roundTitle ?? 'the last report'}. Is it still?`,
      size: 's',
      ...(issue.words === null ? {} : { hint: issue.words }),
      options: [
        {
          value: 'carried',
          text: 'Still an issue',
          unfolds: control(state, name('words'), fields['words'] ?? reportFields.endReason, { lines: 2 }),
        },
        {
          value: 'closed',
          text: 'No longer: it is closed',
          unfolds: html`${control(state, name('outcome'), wanted(fields['outcome'] ?? reportFields.endCause), { as: 'select' })}${control(
            state,
            name('outcomeWords'),
            wanted(fields['outcomeWords'] ?? reportFields.endReason),
            { lines: 2 },
          )}`,
        },
      ],
    })}`
  })}</div> `
}

/** Asked only of what requires remedial action or is unlikely to be achieved. */
export const exceptions = (asked: Asked): Html =>
  html`<div class="connects-exceptions">${issues(asked)}${mitigations(asked)}${registers(asked)}</div> `

function issues(asked: Asked): Html | null {
  const { basis, state } = asked
  const carried = new Set((basis.last?.openIssues ?? []).map((one) => one.code))
  const offered = basis.issueCodes.filter((one) => !carried.has(one.code))
  const rows = rowsOf(asked, 'issues')
  const fields = reportFields.issues.rows ?? {}
  return html`<div id="issues" tabindex="-1">${govuk.checkboxes({
    idPrefix: 'issues',
    name: 'issues',
    fieldset: legend(carried.size === 0 ? 'What stands in the way?' : 'What else stands in the way?', 's'),
    hint: { text: 'Select all that apply.' },
    classes: 'govuk-checkboxes--small',
    ...faultAt(state, 'issues'),
    items: offered.map((entry, at) => {
      const given = rows.findIndex((row) => row['code'] === entry.code)
      const name = `issues-${at}-words`
      // What was not ticked is not in the answers, so the place of a fault is that of the ticked ones.
      const faults = state.faults
        .filter((one) => given >= 0 && one.field.startsWith(`issues-${given}-`))
        .map((one) => ({ ...one, field: name }))
      const own = { ...state, faults, values: { [name]: rows[given]?.['words'] ?? '' } }
      return {
        id: `issues-${at}-code`,
        name: `issues-${at}-code`,
        value: entry.code,
        text: entry.label,
        checked: given >= 0,
        conditional: {
          html: control(
            own,
            name,
            entry.code === 'other'
              ? wanted(fields['words'] ?? reportFields.endReason)
              : (fields['words'] ?? reportFields.endReason),
            { lines: 2 },
          ),
        },
      }
    }),
  })}</div> `
}

function mitigations({ state, basis }: Asked): Html {
  const { last } = basis
  const former = last?.mitigations ?? null
  const ticked = former === null && last?.mitigationTicked === 'yes'
  const options: readonly Option[] = [
    ...(former === null ? [] : [{ value: 'still-true', text: 'Still true' }]),
    {
      value: 'changed',
      text: former === null ? 'Something is being done' : 'Changed',
      unfolds: control(state, 'mitigations', wanted(reportFields.mitigations), {
        label: 'What, by whom and until when',
        lines: 4,
      }),
    },
    { value: 'none', text: 'Nothing yet' },
  ]
  return oneOf(state, {
    name: 'mitigationsAre',
    title: 'What is being done about it?',
    size: 's',
    ...(former !== null
      ? { hint: lastSaid(html`<p>${last?.roundTitle ?? ''}:</p>${quoted(former)}`) }
      : ticked
        ? { hint: `${last?.roundTitle ?? 'Last time'}: ticked, without a word of what is being done.` }
        : {}),
    options,
  })
}

function registers({ state, basis }: Asked): Html {
  const { last, risks } = basis
  const isKnown = (last?.isRecorded ?? null) !== null
  const risk = {
    ...state,
    options: { risk: risks.map((one) => ({ value: one.id, text: `${one.reference} ${one.title}` })) },
  }
  const where = html`${anyOf(state, {
    name: 'registers',
    title: 'Which registers?',
    size: 's',
    options: (reportFields.registers.choices ?? []).map((one) => ({ value: one.value, text: one.text })),
  })}${
    risks.length === 0
      ? null
      : control(risk, 'risk', reportFields.risk, {
          as: 'select',
          label: 'Which of the risks about this activity',
        })
  }${control(state, 'riskReference', reportFields.riskReference, {
    label: risks.length === 0 ? 'Its reference there' : 'Or its reference in another register',
  })}`
  return oneOf(state, {
    name: 'registersAre',
    title: 'Is it recorded in a risk register?',
    size: 's',
    ...(last === null || !isKnown ? {} : { hint: lastSaid(`${last.roundTitle}: ${registersWords(last)}.`) }),
    options: [
      ...(isKnown ? [{ value: 'still-true', text: 'Still true' }] : []),
      { value: 'recorded', text: isKnown ? 'Recorded elsewhere, or now' : 'Yes', unfolds: where },
      { value: 'not-recorded', text: 'No' },
    ],
  })
}
