// What a director reads before signing: of each report its status, what changed, its issues, and what was left open.
import { html, type Html } from '#platform/html/index.ts'
import { formatDate, formatDateTime } from '#platform/time/index.ts'
import type { FormState } from '#platform/http/index.ts'
import { bullets, emptyState, heading, hint, link, paragraph, summaryList, tag } from '#web/parts.ts'
import { errorSummary } from '#web/forms.ts'
import { govuk } from '#web/govuk.ts'
import { hiddenInputs } from '#web/forms/control.ts'
import type { Plan } from '../queries/plans.ts'
import type { ToSign } from '../queries/round-page.ts'
import type { Round } from '../queries/rounds.ts'
import { daysMoved, issueOutcomeWord, movedWords } from '../rules.ts'
import { reportHref, roundHref } from './round-words.ts'
import { statusTag } from './standing.ts'

export type SignOffShown = {
  readonly plan: Plan
  readonly round: Round
  /** The reader's to sign. */
  readonly mine: readonly ToSign[]
  /** What waits for somebody else. */
  readonly others: readonly (ToSign & { readonly waitsFor: string })[]
}

/** The page: every report with a box to tick, and one button for all that were read. */
export function signOffView({ plan, round, mine, others }: SignOffShown, state: FormState): Html {
  const ticked = chosenIn(state.values['submissions'])
  return html`${errorSummary(state)}${heading('Sign off reports', { caption: `${round.title}, ${plan.title}` })}
  ${
    mine.length === 0
      ? emptyState(
          'Nothing to sign off',
          'Reports on activities that you direct appear here once they are submitted.',
          {
            href: roundHref(plan, round),
            text: 'Go to the round',
          },
        )
      : html`${paragraph('Tick what you have read and agree with. A report that has to change is returned with your words.')}
        <form method="post" action="${state.action}" novalidate>${hiddenInputs(state)}<input type="hidden" name="round" value="${round.id}" /><input type="hidden" name="read" value="${mine.map((one) => `${one.id}:${one.version}`).join(' ')}" />
          <div id="submissions">${mine.map((one) => reportCard(plan, round, one, ticked.includes(one.id)))}</div>
          <div class="govuk-button-group">${govuk.button({ text: 'Sign off what is ticked', preventDoubleClick: true })}<a class="govuk-link" href="${roundHref(plan, round)}">Cancel</a></div>
        </form>`
  }
  ${
    others.length === 0
      ? null
      : html`${heading('Waiting for somebody else', { level: 2 })}
        ${bullets(others.map((one) => html`${link(reportHref(plan, round, one.number), `${one.number} ${one.title}`)}: ${one.waitsFor}`))}`
  }`
}

const chosenIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.map(String) : typeof value === 'string' ? [value] : []

function reportCard(plan: Plan, round: Round, one: ToSign, isTicked: boolean): Html {
  const name = `${one.number} ${one.title}`
  return html`<section class="connects-card" aria-labelledby="report-${one.number}">
    <h2 class="govuk-heading-s" id="report-${one.number}">${name}</h2>
    ${paragraph(html`${statusTag(one.status)}${statusChange(one)}${one.is_late ? html` ${tag('Late', 'red')}` : null}`)}
    ${summaryList([
      { key: 'Prepared by', value: preparedWords(one) },
      one.lead !== null && one.lead !== one.prepared_by && { key: 'Lead', value: one.lead },
      one.progress !== null && { key: 'Progress', value: one.progress },
      ...datesOf(one),
      one.issues.length > 0 && { key: 'Issues', value: bullets(one.issues.map(issueWords)) },
      one.mitigations !== null && { key: 'What is being done', value: one.mitigations },
      one.explained.length > 0 && {
        key: 'Confirmed with a reason',
        value: bullets(one.explained.map(({ reason }) => reason)),
      },
      one.unconfirmed.length > 0 && {
        key: 'Not confirmed',
        value: `${one.unconfirmed.length} answers of last time`,
      },
      one.remarks !== null && { key: 'For you', value: one.remarks },
    ])}
    <div class="govuk-checkboxes govuk-checkboxes--small" data-module="govuk-checkboxes">
      <div class="govuk-checkboxes__item">
        <input class="govuk-checkboxes__input" id="submissions-${one.number}" name="submissions" type="checkbox" value="${one.id}"${isTicked ? html` checked` : null} />
        <label class="govuk-label govuk-checkboxes__label" for="submissions-${one.number}">Sign off<span class="govuk-visually-hidden"> ${name}</span></label>
      </div>
    </div>
    ${paragraph(html`${link(reportHref(plan, round, one.number), 'Read the whole report', { hidden: `on ${name}` })}, ${link(`${reportHref(plan, round, one.number)}/return`, 'return it', { hidden: `on ${name}` })}`)}
  </section> `
}

function statusChange(one: ToSign): Html | string {
  if (one.previous_status === null) return ''
  if (one.previous_status === one.status) return ' as last time'
  return html` was ${statusTag(one.previous_status)}`
}

const preparedWords = ({ prepared_by, submitted_at }: ToSign): string =>
  `${prepared_by ?? 'Not known'}${submitted_at === null ? '' : `, submitted on ${formatDateTime(submitted_at)}`}`

function datesOf(one: ToSign) {
  const end = one.revised_end
  const from = one.former_end ?? one.original_end
  return [
    one.end_moved && {
      key: 'End date',
      value: html`${tag('Changed', 'yellow')} ${moved(from, end)}${because(one.revised_end_reason)}`,
    },
    one.go_live_moved && {
      key: 'Go live',
      value: html`${tag('Changed', 'yellow')} ${moved(one.former_go_live, one.revised_go_live)}${because(one.go_live_reason)}`,
    },
  ]
}

const dayWords = (day: Temporal.PlainDate | null): string => (day === null ? 'not set' : formatDate(day))

function moved(from: Temporal.PlainDate | null, to: Temporal.PlainDate | null): string {
  const days = daysMoved(from, to)
  return `${dayWords(from)} to ${dayWords(to)}${days === null ? '' : `, ${movedWords(days)}`}`
}

const because = (reason: string | null): Html | null => (reason === null ? null : html`<br />${reason}`)

const ANSWERS = { raised: 'New', carried: 'Still an issue', closed: 'Closed' } as const

function issueWords({ label, words, answer, outcome }: ToSign['issues'][number]): string {
  const ended = outcome === null ? '' : `, ${issueOutcomeWord[outcome].toLowerCase()}`
  return `${label}: ${ANSWERS[answer].toLowerCase()}${ended}${words === null ? '' : `. ${words}`}`
}

/** Beside the form that returns one report. */
export const returnIntro = (): Html =>
  hint(
    'It goes back to whoever prepared it, with your words. They can change and submit it while the window is open, or within more time that an officer grants.',
  )
