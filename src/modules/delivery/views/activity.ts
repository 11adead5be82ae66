// One activity on one page: where it stands, what is to be done about it, and its whole history below.
import { html, type Html } from '#platform/html/index.ts'
import type { View } from '#platform/http/index.ts'
import { formatDate } from '#platform/time/index.ts'
import { undertakingBullets, type DecisionCard } from '#modules/governance/index.ts'
import { indicatorList } from '#modules/performance/index.ts'
import { riskList } from '#modules/risk/index.ts'
import {
  actionsList,
  bullets,
  details,
  emptyState,
  heading,
  inset,
  link,
  paragraph,
  summaryList,
  table,
  tag,
  tags,
} from '#web/parts.ts'
import type { DeepDive } from '../queries/deep-dive.ts'
import type { Milestone } from '../queries/history.ts'
import { certaintyWord, isMilestoneOverdue } from '../rules.ts'
import { dateHistory, issueHistory, roundHistory } from './activity-history.ts'
import { outcomeHref, outcomeName, planHref, upper } from './plan-words.ts'
import { activityHref, closingTag, endWords, isPastItsEnd, planCrumbs, statusTag } from './standing.ts'
import { endLink, threadTree } from './thread.ts'

export type ActivityShown = DeepDive & {
  readonly today: Temporal.PlainDate
  /** Whether this permission is held for the plan, and the plan may still be changed. */
  readonly may: (permission: string) => boolean
  /** Whether the activity is the reader's own to report and to keep its milestones. */
  readonly isTheirs: boolean
  readonly namesPeople: boolean
  readonly mayRaiseRisk: boolean
  readonly mayMeasure: boolean
  readonly mileposts: ReadonlyMap<string, string>
}

export function activityView(shown: ActivityShown): View {
  const { plan, activity, today } = shown
  const { words } = plan.template
  return {
    title: `${activity.number} ${activity.title}: ${plan.title}`,
    wide: true,
    breadcrumbs: [
      ...planCrumbs(plan),
      { text: upper(words.activities), href: `${planHref(plan)}/activities` },
    ],
    body: html`${heading(activity.title, { caption: `${upper(words.activity)} ${activity.number}, ${plan.title}` })}
      ${tags(
        shown.seesRounds && statusTag(activity.status),
        activity.closing_kind !== null && closingTag(activity.closing_kind),
        !activity.is_monitored && tag('Not monitored', 'grey'),
        isPastItsEnd(activity, today) && tag('Past its end', 'red'),
      )}
      ${activity.description === null ? null : paragraph(activity.description)}
      ${asks(shown)} ${buttons(shown)} ${facts(shown)}
      ${section('What was reported', 'rounds', roundHistory(shown))}
      ${section('Dates', 'dates', dateHistory(shown))}
      ${section('Milestones', 'milestones', milestones(shown))}
      ${shown.seesRounds ? section('Issues', 'issues', issueHistory(shown)) : null}
      ${section('Risks', 'risks', risks(shown))} ${section('Indicators', 'indicators', indicators(shown))}
      ${section('Decisions', 'decisions', decisions(shown))}
      ${section('What it serves, and what serves it', 'thread', thread(shown))}
      ${section('What people are doing', 'actions', actions(shown))}`,
  }
}

const section = (title: string, id: string, content: Html): Html =>
  html`<section>${heading(title, { level: 2, id })}${content}</section> `

const mayKeep = (shown: ActivityShown, permission: string): boolean =>
  shown.may(permission) && (shown.isTheirs || shown.may('delivery.activity.edit'))

/** What waits for somebody, each with its step. */
function asks(shown: ActivityShown): Html {
  const { plan, activity, may, openRound, now } = shown
  const href = activityHref(plan, activity)
  const reports = mayKeep(shown, 'delivery.milestone.add') && openRound !== undefined && activity.is_monitored
  return html`${
    activity.lead_person_id === null
      ? inset(
          html`Nobody leads it, so nobody reports on it. ${may('delivery.activity.hand-over') ? html`${link(`${href}/people`, 'Name its lead')}.` : null}`,
        )
      : null
  }
  ${
    reports && (now === undefined || now.state === 'draft' || now.state === 'returned')
      ? inset(
          html`${openRound.title} is open. ${link(`${planHref(plan)}/rounds/${openRound.code}/activities/${activity.number}`, now === undefined ? 'Report on it' : 'Go on with your report')}.`,
        )
      : null
  }`
}

function buttons(shown: ActivityShown): Html | null {
  const { plan, activity, may } = shown
  const href = activityHref(plan, activity)
  const goesOn = activity.closing_kind === null
  return actionsList([
    goesOn && may('delivery.date.change') && { href: `${href}/date`, text: 'Change a date' },
    goesOn &&
      mayKeep(shown, 'delivery.milestone.add') && {
        href: `${href}/milestones/new`,
        text: 'Add a milestone',
        look: 'secondary',
      },
    may('delivery.activity.edit') && { href: `${href}/edit`, text: 'Change its words', look: 'link' },
    may('delivery.activity.hand-over') && { href: `${href}/people`, text: 'Say who leads it', look: 'link' },
    may('delivery.thread.link') && { href: `${href}/serves`, text: 'Say what it serves', look: 'link' },
    goesOn &&
      may('delivery.closing.record') && { href: `${href}/close`, text: 'Record that it ended', look: 'link' },
    !goesOn &&
      may('delivery.closing.reopen') && { href: `${href}/reopen`, text: 'Open it again', look: 'link' },
  ])
}

const nameOfOutcome = ({ plan, activity }: DeepDive): string =>
  outcomeName(plan.template.words.outcome, {
    number: activity.outcome_number,
    is_enabling: activity.outcome_is_enabling,
  })

function facts(shown: ActivityShown): Html {
  const { plan, activity, delegates, newest, seesRounds, namesPeople, may } = shown
  const href = activityHref(plan, activity)
  return summaryList([
    {
      key: upper(plan.template.words.outcome),
      value: link(
        outcomeHref(plan, activity.outcome_number),
        `${nameOfOutcome(shown)}: ${activity.outcome_title}`,
      ),
    },
    { key: 'Unit', value: activity.unit_name },
    namesPeople && { key: 'Lead', value: activity.lead_name },
    namesPeople && { key: 'Director', value: activity.director_name },
    (delegates.length > 0 || mayKeep(shown, 'delivery.delegation.give')) && {
      key: 'Given to report to',
      value: delegates.map((one) => one.name).join(', '),
      ...(mayKeep(shown, 'delivery.delegation.give')
        ? { actions: [{ href: `${href}/give`, text: 'Change', hidden: 'who may report on it' }] }
        : {}),
    },
    {
      key: 'Original end',
      value: activity.original_end === null ? 'Not known' : formatDate(activity.original_end),
      ...(activity.original_end === null && may('delivery.date.record-original')
        ? { actions: [{ href: `${href}/original-end`, text: 'Record it' }] }
        : {}),
    },
    { key: 'End now', value: endWords(activity) },
    {
      key: 'Go-live',
      value: activity.revised_go_live === null ? null : formatDate(activity.revised_go_live),
    },
    seesRounds && {
      key: 'Status',
      value:
        newest === undefined
          ? 'No round is frozen yet'
          : html`${statusTag(activity.status)} as of ${newest.title}`,
    },
    { key: 'Monitored', value: activity.is_monitored ? 'Yes' : 'No' },
  ])
}

const MILESTONE_TAGS = { planned: null, met: tag('Met', 'green'), dropped: tag('Dropped', 'grey') } as const

function milestones(shown: ActivityShown): Html {
  const { plan, activity, today, mileposts } = shown
  const href = activityHref(plan, activity)
  const keeps = mayKeep(shown, 'delivery.milestone.add')
  const state = (row: Milestone) =>
    isMilestoneOverdue(row, today)
      ? tag('Overdue', 'red')
      : (MILESTONE_TAGS[row.state] ?? tag('Planned', 'blue'))
  return html`${table<Milestone>(
    [
      {
        key: 'title',
        label: 'Milestone',
        kind: 'text',
        value: (row) => row.title,
        show: (row) =>
          html`${row.title} <span class="govuk-hint govuk-!-margin-bottom-0">${mileposts.get(row.kind) ?? row.kind}</span>`,
      },
      {
        key: 'due',
        label: 'When',
        kind: 'date',
        value: (row) => row.due_on,
        show: (row) => html`${row.certainty === 'estimated' ? 'About ' : null}${formatDate(row.due_on)}`,
      },
      {
        key: 'certainty',
        label: 'Certainty',
        kind: 'text',
        value: (row) => certaintyWord[row.certainty],
        downloadOnly: true,
      },
      {
        key: 'state',
        label: 'Stands at',
        kind: 'text',
        value: (row) => row.state,
        show: (row) =>
          html`${state(row)}${row.met_on === null ? null : ` ${formatDate(row.met_on)}`}${row.dropped_why === null ? null : ` ${row.dropped_why}`}`,
      },
      ...(keeps
        ? [
            {
              key: 'do',
              label: 'Change',
              kind: 'text' as const,
              value: () => '',
              show: (row: Milestone) =>
                row.state !== 'planned'
                  ? ''
                  : html`${link(`${href}/milestones/${row.id}/met`, 'Met', { hidden: row.title })},
                  ${link(`${href}/milestones/${row.id}/edit`, 'change', { hidden: row.title })},
                  ${link(`${href}/milestones/${row.id}/drop`, 'drop', { hidden: row.title })}`,
            },
          ]
        : []),
    ],
    shown.milestones,
    {
      caption: 'Milestones, the earliest first',
      captionHidden: true,
      empty: emptyState(
        'No milestones yet',
        'A milestone is a day by which something is reached: an approval, a consultation, a decision, going live.',
        keeps && { href: `${href}/milestones/new`, text: 'Add a milestone' },
      ),
    },
  )}`
}

function risks(shown: ActivityShown): Html {
  const { activity, mayRaiseRisk } = shown
  const raise = { href: `/risks/raise?about=${activity.id}`, text: 'Raise a risk about it' }
  return html`${riskList(
    shown.risks,
    emptyState(
      'No open risks',
      'Risks about this activity appear here, out of every register that you may see.',
    ),
  )}${mayRaiseRisk ? paragraph(link(raise.href, raise.text)) : null}`
}

const indicators = (shown: ActivityShown): Html =>
  indicatorList(
    shown.indicators,
    emptyState(
      'No indicators yet',
      'An indicator appears here once somebody measures something about this activity.',
      shown.mayMeasure && {
        href: `/performance/new?about=${shown.activity.id}`,
        text: 'Measure something about it',
      },
    ),
  )

function decisions(shown: ActivityShown): Html {
  if (shown.decisions.length + shown.closings.length === 0)
    return emptyState(
      'No decisions yet',
      'What a meeting decided about this activity appears here, and how it ended once that is recorded.',
    )
  return html`${bullets(
    shown.closings.map((one) => closingWords(one, shown.decisions)),
    { spaced: true },
  )}
  ${
    shown.decisions.length === 0
      ? null
      : bullets(
          shown.decisions.map(
            (one) =>
              html`${decisionLink(one)}: ${one.decision} (${one.body_name}, ${formatDate(one.decided_on)})`,
          ),
          { spaced: true },
        )
  }`
}

const decisionLink = (one: DecisionCard): Html =>
  link(`/decisions/${one.id}`, `${one.reference} ${one.title}`)

const KEPT = {
  kept: 'It stays in the rounds all the same.',
  removed: 'It leaves the rounds that opened after that.',
} as const

function closingWords(one: DeepDive['closings'][number], decisions: readonly DecisionCard[]): Html {
  const by = one.decided_by_words === null ? '' : ` by ${one.decided_by_words}`
  const on = one.decided_on === null ? '' : ` on ${formatDate(one.decided_on)}`
  const decision = decisions.find((card) => card.agenda_item_id === one.decision_subject_id)
  return html`${closingTag(one.kind)} ${by === '' && on === '' ? 'The source does not say who decided it, or when.' : `Decided${by}${on}.`}
  ${one.reason === null ? null : `${one.reason}. `}${KEPT[one.monitoring]}
  ${decision === undefined ? null : html`Decision: ${decisionLink(decision)}. `}${
    one.reopened_on === null
      ? null
      : html`Opened again on ${formatDate(one.reopened_on)}: ${one.reopened_why ?? 'no reason was given'}`
  }`
}

function thread(shown: ActivityShown): Html {
  const { plan, activity, up, down, may } = shown
  const href = activityHref(plan, activity)
  return html`${heading('It serves', { level: 3 })}
    ${bullets([
      html`${link(outcomeHref(plan, activity.outcome_number), `${nameOfOutcome(shown)}: ${activity.outcome_title}`)}, in this plan`,
      ...up.filter((step) => step.step === 1).map((step) => html`${endLink(step)}`),
    ])}
    ${may('delivery.thread.link') ? paragraph(link(`${href}/serves`, 'Say what it serves in another plan')) : null}
    ${heading('It is served by', { level: 3 })}
    ${
      down.length === 0
        ? emptyState(
            'Nothing of another plan serves it yet',
            'Activities of other plans that serve this one appear here, with what serves them in turn.',
          )
        : threadTree(activity.id, down, new Map())
    }`
}

function actions(shown: ActivityShown): Html {
  const { plan, activity, undertakings, today } = shown
  const give = mayKeep(shown, 'delivery.action.give') && {
    href: `${activityHref(plan, activity)}/actions/new`,
    text: 'Give somebody an action',
  }
  if (undertakings.length === 0)
    return emptyState(
      'Nobody was given an action yet',
      'What people undertook to do for this activity appears here, with its day.',
      give,
    )
  const open = undertakings.filter((one) => one.state === 'open')
  const closed = undertakings.filter((one) => one.state !== 'open')
  return html`${open.length === 0 ? null : undertakingBullets(open, today)}
  ${closed.length === 0 ? null : details(`Done or dropped (${closed.length})`, undertakingBullets(closed, today))}
  ${give === false ? null : paragraph(link(give.href, give.text))}`
}

/** What stands at the head of the forms about this activity. */
export const standingNow = ({ activity }: Pick<DeepDive, 'activity'>): Html =>
  summaryList([
    {
      key: 'Original end',
      value: activity.original_end === null ? 'Not known' : formatDate(activity.original_end),
    },
    { key: 'End now', value: endWords(activity) },
    {
      key: 'Go-live',
      value: activity.revised_go_live === null ? 'Not given' : formatDate(activity.revised_go_live),
    },
  ])
