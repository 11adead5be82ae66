// The form in which an officer reports on one activity: on a phone, without a script, in the few minutes they have.
import { html, type Html } from '#platform/html/index.ts'
import type { FormState, View } from '#platform/http/index.ts'
import { formatDateTime } from '#platform/time/index.ts'
import { errorSummary } from '#web/forms.ts'
import { govuk } from '#web/govuk.ts'
import { details, heading, link, noticeBanner, paragraph } from '#web/parts.ts'
import type { Plan } from '../queries/plans.ts'
import type { Basis } from '../queries/reporting.ts'
import type { Round } from '../queries/rounds.ts'
import type { Submission } from '../queries/submissions.ts'
import { questionWord, type Given, type Settled } from '../rules.ts'
import { leaving, questions } from './report-questions.ts'
import { earlyWords, periodWords, reportHref, roundHref, windowWords } from './round-words.ts'
import { activityHref, planCrumbs } from './standing.ts'

export type ReportPlace = {
  readonly plan: Plan
  readonly round: Round
  readonly activity: { readonly id: string; readonly number: number; readonly title: string }
}

export const CHECK = 'check'

export const reportCrumbs = ({ plan, round }: ReportPlace) => [
  ...planCrumbs(plan),
  { text: round.title, href: roundHref(plan, round) },
]

export const reportTitle = ({ activity }: ReportPlace): string => `${activity.number} ${activity.title}`

type FormFacts = ReportPlace & {
  readonly state: FormState
  readonly basis: Basis
  readonly given: Given
  readonly settled: Settled
  readonly submission: Submission | undefined
  /** Somebody asked what is still missing. */
  readonly isChecked: boolean
  readonly isLate: boolean
}

export function reportForm(facts: FormFacts): View {
  const { plan, round, activity, state, submission, settled, basis } = facts
  const stale = settled.stale.filter((one) => one !== 'status').map((one) => questionWord[one].toLowerCase())
  const address = reportHref(plan, round, activity.number)
  return {
    title: `Report on ${reportTitle(facts)}`,
    breadcrumbs: reportCrumbs(facts),
    body: html`${errorSummary(state)}${checked(facts)}${heading(reportTitle(facts), { caption: `${plan.title}: ${round.title}` })}${returned(submission)}
      ${windowLine(facts)}
      ${paragraph(
        basis.last === null
          ? 'This is the first report on this activity. The next one shows your answers again.'
          : `What was said in ${basis.last.roundTitle} is shown with each question: confirm it, or say what has changed.`,
      )}
      <form method="post" action="${address}" novalidate class="connects-report" data-keep>
        ${hiddenOf(facts)}<button type="submit" name="_more" value="${CHECK}" class="govuk-visually-hidden" tabindex="-1" aria-hidden="true">Check my answers</button>
        ${questions({ state, basis, given: facts.given, settled })}${leaving({ state, basis, given: facts.given, settled }, stale)}
        <div class="govuk-button-group">${govuk.button({ text: 'Submit the report', preventDoubleClick: true })}
          <button type="submit" class="govuk-button govuk-button--secondary" data-module="govuk-button" name="_more" value="${CHECK}">Check my answers</button>
          <button type="submit" class="govuk-button govuk-button--secondary" data-module="govuk-button" formaction="${address}/draft">Save and finish later</button>
        </div>
      </form>
      ${paragraph(html`${link(activityHref(plan, activity), 'What this activity has reported so far')}`)}`,
  }
}

// After a conflict the reader has seen what stands there now, so sending again is against that.
function hiddenOf({ state, submission, round, activity }: FormFacts): Html {
  const now = state.problem?.current?.['version']
  const version = now === undefined ? (state.values['version'] ?? submission?.version ?? '') : now
  const all = {
    ...state.hidden,
    round: round.id,
    activity: activity.id,
    version: typeof version === 'number' ? String(version) : version,
  }
  return html`${Object.entries(all).map(([name, value]) => html`<input type="hidden" name="${name}" value="${typeof value === 'string' ? value : ''}"> `)}`
}

const checked = ({ isChecked, settled, state }: FormFacts): Html | null =>
  isChecked && settled.faults.length === 0 && state.faults.length === 0
    ? noticeBanner('Nothing is missing. Submit the report at the end of the page.', { title: 'Checked' })
    : null

function windowLine({ round, isLate, submission }: FormFacts): Html {
  const saved =
    submission === undefined || submission.state !== 'draft' || submission.version === 0
      ? ''
      : ` A draft was saved on ${formatDateTime(submission.saved_at)}.`
  const until =
    round.closes_at === null
      ? ''
      : isLate
        ? `The window closed on ${formatDateTime(round.closes_at)}; you may report late, and the report is marked so.`
        : `The window closes on ${formatDateTime(round.closes_at)}.`
  return html`${paragraph(`${until}${saved}`)}${details(
    'Which period this is about',
    html`${paragraph(`The round reports on ${periodWords(round)}. Its window: ${windowWords(round)}.`)}${earlyWords(round) === null ? null : paragraph(`${earlyWords(round)} Report what you expect of the rest of it.`)}`,
  )}`
}

const returned = (submission: Submission | undefined): Html | null =>
  submission?.state === 'returned' && submission.returned_words !== null
    ? noticeBanner(
        html`<p class="govuk-notification-banner__heading">This report came back to you</p>
          ${paragraph(submission.returned_words)}`,
        { title: 'Returned' },
      )
    : null
