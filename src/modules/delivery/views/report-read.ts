// A report as it stands once nobody is writing in it: what was said, by whom and when, and what can still be done.
import { html, type Content, type Html } from '#platform/html/index.ts'
import type { View } from '#platform/http/index.ts'
import { formatDateTime } from '#platform/time/index.ts'
import {
  actionsList,
  bullets,
  buttonLink,
  heading,
  link,
  noticeBanner,
  panel,
  paragraph,
  summaryList,
  tag,
  tags,
  taskList,
} from '#web/parts.ts'
import type { OwnActivity } from '../queries/completion.ts'
import type { Basis } from '../queries/reporting.ts'
import type { Submission } from '../queries/submissions.ts'
import { questionWord, staleIn, statusWord, type Question } from '../rules.ts'
import { reportCrumbs, reportTitle, type ReportPlace } from './report-form.ts'
import { boardList, dateOr, issueLine, registersWords } from './report-words.ts'
import { periodWords, reportHref, roundHref, standingTag, windowWords } from './round-words.ts'
import { activityHref, planCrumbs, statusTag } from './standing.ts'

type ReadFacts = ReportPlace & {
  readonly submission: Submission | undefined
  readonly basis: Basis
  readonly preparedBy: string | null
  readonly signedBy: string | null
  /** Why nothing can be reported now; null where it can. */
  readonly closed: string | null
  /** Whether the reader may report on it. */
  readonly isReporter: boolean
  /** Whether more time can be asked for: the window is closed and the round not frozen. */
  readonly takesLate: boolean
  /** What was written for the director is for whoever signs. */
  readonly showsRemarks: boolean
}

const isTold = (submission: Submission | undefined): submission is Submission =>
  submission !== undefined && (submission.state === 'submitted' || submission.state === 'signed')

/** The report that can be read, and the way to change it where there is one. */
export function reportRead(facts: ReadFacts): View {
  const { plan, round, activity, submission, isReporter, takesLate, closed } = facts
  const at = reportHref(plan, round, activity.number)
  const mayWithdraw = isReporter && closed === null && submission?.state === 'submitted'
  return {
    title: `Report on ${reportTitle(facts)}`,
    breadcrumbs: reportCrumbs(facts),
    body: html`${heading(reportTitle(facts), { caption: `${plan.title}: ${round.title}` })}${
      isTold(submission)
        ? tags(standingTag(submission.state), submission.is_late && tag('Late', 'orange'))
        : null
    }${whoAndWhen(facts)}${closed !== null && !isTold(submission) ? noticeBanner(closed) : null}${actionsList(
      [
        mayWithdraw && { href: `${at}/reopen`, text: 'Withdraw it to change it', look: 'secondary' },
        !isTold(submission) &&
          isReporter &&
          takesLate && { href: `${at}/late`, text: 'Ask for a late entry' },
      ],
    )}${isTold(submission) ? told(facts, submission) : paragraph('Nothing was submitted.')}
      ${paragraph(`The round reports on ${periodWords(round)}. Its window: ${windowWords(round)}.`)}
      ${paragraph(html`${link(activityHref(plan, activity), 'Everything about this activity')}`)}`,
  }
}

function whoAndWhen({ submission, preparedBy, signedBy }: ReadFacts): Html | null {
  if (!isTold(submission)) return null
  const { submitted_at: submitted, signed_at: signed } = submission
  const by = (name: string | null): string => (name === null ? '' : ` by ${name}`)
  return paragraph(
    [
      submitted === null ? '' : `Submitted on ${formatDateTime(submitted)}${by(preparedBy)}.`,
      signed === null
        ? 'It waits to be signed off.'
        : `Signed off on ${formatDateTime(signed)}${by(signedBy)}.`,
    ].join(' '),
  )
}

/** What a report says, question by question. */
function told({ basis, showsRemarks }: ReadFacts, submission: Submission): Html {
  const stale = new Set(staleIn(submission))
  const key = (question: Question, words: string = questionWord[question]): Content =>
    stale.has(question) ? html`${words}<br>${tag('Not confirmed', 'yellow')}` : words
  const { issues, boards, explained } = submission
  return html`${summaryList([
    {
      key: key('status'),
      value:
        submission.status === null
          ? null
          : html`${statusTag(submission.status)} ${statusWord[submission.status]}`,
    },
    issues.length > 0 && { key: 'Issues', value: bullets(issues.map(issueLine)) },
    (submission.mitigations !== null || submission.mitigation_ticked !== null) && {
      key: key('mitigations'),
      value:
        submission.mitigations ??
        (submission.mitigation_ticked === 'no' ? 'Nothing yet' : 'Ticked, without words'),
    },
    (submission.is_recorded_in_register !== null || (submission.registers ?? []).length > 0) && {
      key: key('registers'),
      value: registersWords({
        isRecorded: submission.is_recorded_in_register,
        registers: submission.registers ?? [],
        riskReference: submission.risk_reference,
      }),
    },
    { key: key('progress'), value: submission.progress },
    {
      key: key('dates', 'Revised end'),
      value: dateLine(submission.revised_end, submission.revised_end_reason, submission.revised_end_cause),
    },
    {
      key: key('dates', 'Go live'),
      value: dateLine(submission.revised_go_live, submission.go_live_reason, submission.go_live_cause),
    },
    {
      key: key('milestones', 'Key milestones identified'),
      value: submission.has_milestones === null ? null : submission.has_milestones ? 'Yes' : 'No',
    },
    boards.length > 0 && { key: key('boards'), value: boardList(boards, basis.boardEntries) },
    explained.length > 0 && {
      key: 'Confirmed with a reason',
      value: bullets(explained.map((one) => one.reason)),
    },
    showsRemarks && submission.remarks !== null && { key: 'For the director', value: submission.remarks },
  ])}`
}

function dateLine(
  date: Temporal.PlainDate | null,
  reason: string | null,
  cause: 'internal' | 'external' | null,
): string {
  const why = [reason, cause === null ? null : `${cause} cause`].filter((one) => one !== null)
  return why.length === 0 ? dateOr(date, 'None') : `${dateOr(date, 'None')}: ${why.join('; ')}`
}

type SentFacts = ReportPlace & {
  readonly signatory: string | null
  readonly isLate: boolean
  /** Those of the reader's that are not reported yet. */
  readonly left: readonly OwnActivity[]
}

/** What happens next, and the next report to make. */
export function reportSent(facts: SentFacts): View {
  const { plan, round, activity, signatory, left, isLate } = facts
  const [next] = left
  return {
    title: `Reported: ${reportTitle(facts)}`,
    breadcrumbs: reportCrumbs(facts),
    body: html`${panel('Report submitted', reportTitle(facts))}${heading('What happens next', { level: 2 })}${bullets(
      [
        `${signatory ?? 'An officer of the plan'} reads it and signs it off, or returns it to you with a word of what to change.`,
        round.closes_at === null || isLate
          ? 'It came after the window and is marked as late.'
          : `Until the window closes on ${formatDateTime(round.closes_at)} you can withdraw and change it, as long as it is not signed off.`,
        'When the round is frozen it becomes part of the report, as it stands then.',
      ],
    )}${
      next === undefined
        ? paragraph('That was the last of your activities in this round. Thank you.')
        : html`${buttonLink(reportHref(plan, round, next.number), `Report on ${next.number} ${next.title}`)}${paragraph(
            left.length === 1 ? 'It is the last of yours.' : `${left.length} of yours are left.`,
          )}`
    }${paragraph(
      html`${link(`${roundHref(plan, round)}/mine`, 'Your activities in this round')}, ${link(reportHref(plan, round, activity.number), 'read this report again')}`,
    )}`,
  }
}

type MineFacts = Pick<ReportPlace, 'plan' | 'round'> & { readonly own: readonly OwnActivity[] }

/** The reader's activities in a round, each with where its report stands. */
export function myReports({ plan, round, own }: MineFacts): View {
  const isDone = (one: OwnActivity): boolean => one.standing === 'submitted' || one.standing === 'signed'
  const done = own.filter(isDone).length
  return {
    title: `Your activities: ${round.title}`,
    breadcrumbs: [...planCrumbs(plan), { text: round.title, href: roundHref(plan, round) }],
    body: html`${heading('Your activities in this round', { caption: `${plan.title}: ${round.title}` })}${paragraph(
      `The round reports on ${periodWords(round)}. Its window: ${windowWords(round)}.`,
    )}${
      own.length === 0
        ? paragraph(
            html`You lead no activity of this plan, and none was given to you. ${link(roundHref(plan, round), 'See who reports in this round')}.`,
          )
        : html`${paragraph(`${done} of ${own.length} reported.`)}${taskList(
            own.map((one) => ({
              title: `${one.number} ${one.title}`,
              href: reportHref(plan, round, one.number),
              ...(hintOf(one) === null ? {} : { hint: hintOf(one) }),
              status: STATUS_WORDS[one.standing],
              ...(isDone(one)
                ? {}
                : { colour: one.standing === 'returned' ? ('orange' as const) : ('blue' as const) }),
            })),
          )}`
    }`,
  }
}

const STATUS_WORDS: Readonly<Record<OwnActivity['standing'], string>> = {
  'not-begun': 'To report',
  draft: 'Draft saved',
  returned: 'Returned to you',
  submitted: 'Submitted',
  signed: 'Signed off',
}

const hintOf = (one: OwnActivity): string | null =>
  one.standing === 'returned' && one.returned_words !== null
    ? one.returned_words
    : one.extension === 'asked'
      ? 'You asked for more time'
      : one.extension === 'granted'
        ? 'More time was granted'
        : one.is_lead
          ? null
          : 'Given to you'
