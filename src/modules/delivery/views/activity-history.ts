// The history of one activity: how it stood in each round, as a chart with its table and in the words of its reports;
// every date it was given; and what became of its issues.
import { chartWithTable, timelineChart } from '#platform/charts/index.ts'
import { html, type Html } from '#platform/html/index.ts'
import { formatDate, formatDateTime, londonDate } from '#platform/time/index.ts'
import { bullets, details, emptyState, hint, link, paragraph, summaryList, table, tag } from '#web/parts.ts'
import type { DeepDive } from '../queries/deep-dive.ts'
import type { FrozenOfActivity } from '../queries/frozen.ts'
import type { DateChange } from '../queries/history.ts'
import {
  dateWord,
  daysMoved,
  issueOutcomeWord,
  movedWords,
  NOT_REPORTED,
  statusBrief,
  statusWord,
  timelineOf,
  timelineWords,
  type FrozenRow,
  type IssueLife,
} from '../rules.ts'
import { planHref } from './plan-words.ts'
import { statusTag } from './standing.ts'

const MOST_OPEN = 4

export function roundHistory(shown: DeepDive): Html {
  const { rounds, seesRounds, openRound, plan } = shown
  if (!seesRounds)
    return paragraph(
      'What was said in its rounds is for those who work with the plan. What was issued from them for everybody stands among the reports of the plan.',
    )
  const open =
    openRound === undefined
      ? null
      : hint(
          html`${link(`${planHref(plan)}/rounds/${openRound.code}`, openRound.title)} is open. ${nowWords(shown)}`,
        )
  if (rounds.length === 0)
    return html`${open}${emptyState(
      'No frozen round yet',
      'Once a round is frozen, what was reported about this activity stays here: status, progress, dates, issues.',
    )}`
  const newest = rounds.toReversed()
  return html`${open}${chart(shown)}
  ${newest.slice(0, MOST_OPEN).map((one) => said(one, shown))}
  ${
    newest.length > MOST_OPEN
      ? details(
          `The ${newest.length - MOST_OPEN} rounds before`,
          html`${newest.slice(MOST_OPEN).map((one) => said(one, shown))}`,
        )
      : null
  }`
}

const STATE_WORDS = {
  draft: 'A report is begun and not yet handed in',
  submitted: 'It is reported and awaits the director',
  returned: 'Its report was returned to the lead',
  signed: 'It is reported and signed off',
} as const

function nowWords({ now }: DeepDive): string {
  if (now === undefined) return 'Nothing was reported in it yet.'
  const status = now.status === null ? '' : `: ${statusWord[now.status].toLowerCase()}`
  return `${STATE_WORDS[now.state]}${status}, saved ${formatDateTime(now.saved_at)}.`
}

/** The status of each round as word and pattern, over the lines of its dates. */
function chart({ rounds, activity }: DeepDive): Html {
  const { points, stateOf, end, originalEnd, goLive } = timelineOf(rounds)
  const isAsPlanned = end.every((date, at) => String(date) === String(originalEnd[at]))
  return chartWithTable(
    timelineChart({
      title: 'Status and dates over the rounds',
      description: `${activity.title}. ${timelineWords(rounds)}`,
      points,
      pointHeading: 'Round',
      states: [...Object.values(statusBrief), NOT_REPORTED],
      stateOf,
      stateHeading: 'Status',
      dates: [
        { name: isAsPlanned ? 'End date, as planned' : 'End date', values: end },
        // Two lines that lie on each other cannot be told apart.
        ...(isAsPlanned ? [] : [{ name: 'Original end date', values: originalEnd }]),
        ...(goLive.some((date) => date !== null) ? [{ name: 'Go-live', values: goLive }] : []),
      ],
    }),
    { level: 3, note: timelineWords(rounds) },
  )
}

const isoWords = (text: string | null): string | null =>
  text === null ? null : formatDate(Temporal.PlainDate.from(text))

/** What one round said, in its own words. */
function said({ row, roundTitle, roundCode, version }: FrozenOfActivity, { plan }: DeepDive): Html {
  const issues = row.issues.filter((issue) => issue.answer !== 'closed')
  const closed = row.issues.filter((issue) => issue.answer === 'closed')
  const title = html`<h3 class="govuk-heading-s govuk-!-margin-bottom-1">${link(`${planHref(plan)}/rounds/${roundCode}`, roundTitle)} ${statusTag(row.status)}${version === 1 ? null : html` ${tag(`Version ${version}`, 'purple')}`}${row.isLate ? html` ${tag('Late', 'orange')}` : null}</h3>`
  return html`${title}${summaryList([
    row.status !== null && {
      key: 'Status',
      value: `${statusWord[row.status]}${row.statusSource === 'implied' ? ' (implied: the source printed only what was not on track)' : ''}`,
    },
    row.progress !== null && { key: 'Progress', value: row.progress },
    endOfRow(row) !== null && { key: 'End', value: isoWords(endOfRow(row)) },
    row.revisedGoLive !== null && { key: 'Go-live', value: isoWords(row.revisedGoLive) },
    issues.length > 0 && { key: 'Issues', value: bullets(issues.map(issueWords)) },
    closed.length > 0 && { key: 'Issues closed', value: bullets(closed.map(issueWords)) },
    mitigated(row) !== null && { key: 'Mitigations', value: mitigated(row) },
    row.registers.length > 0 && {
      key: 'Recorded in registers',
      value: `${row.registers.join(', ')}${row.riskReference === null ? '' : `: ${row.riskReference}`}`,
    },
    row.explained.length > 0 && {
      key: 'Confirmed with a reason',
      value: bullets(row.explained.map((one) => `${one.doubt}: ${one.reason}`)),
    },
    row.doubts.length > 0 && {
      key: 'Left in doubt',
      value: bullets(row.doubts.map((one) => `${one.column}, “${one.raw}”: ${one.question}`)),
    },
    row.stale.length > 0 && {
      key: 'Not confirmed',
      value: `Taken over unconfirmed: ${row.stale.join(', ')}`,
    },
  ])}`
}

const endOfRow = (row: FrozenRow): string | null => row.revisedEnd ?? row.originalEnd

const mitigated = (row: FrozenRow): string | null =>
  row.mitigations ?? (row.mitigationTicked === null ? null : `Ticked “${row.mitigationTicked}” without words`)

function issueWords(issue: FrozenRow['issues'][number]): string {
  const words = issue.words === null ? '' : `: ${issue.words}`
  const outcome =
    issue.outcome === null
      ? ''
      : ` (${issueOutcomeWord[issue.outcome].toLowerCase()}${issue.outcomeWords === null ? '' : `: ${issue.outcomeWords}`})`
  return `${issue.label}${words}${outcome}`
}

export function dateHistory({ dates, activity, seesRounds }: DeepDive): Html {
  const from = (row: DateChange) => row.former ?? (row.what === 'end' ? activity.original_end : null)
  const moved = (row: DateChange) => (row.what === 'original-end' ? null : daysMoved(from(row), row.becomes))
  return table<DateChange>(
    [
      { key: 'on', label: 'Changed on', kind: 'date', value: (row) => londonDate(row.made_at) },
      { key: 'what', label: 'Date', kind: 'text', value: (row) => dateWord[row.what] },
      { key: 'from', label: 'Was', kind: 'date', value: (row) => row.former },
      { key: 'to', label: 'Became', kind: 'date', value: (row) => row.becomes },
      {
        key: 'days',
        label: 'Moved',
        kind: 'text',
        value: (row) => (moved(row) === null ? '' : movedWords(moved(row))),
      },
      { key: 'why', label: 'Why', kind: 'text', value: (row) => row.reason },
      {
        key: 'cause',
        label: 'Cause',
        kind: 'text',
        value: (row) => (row.cause === null ? '' : row.cause === 'internal' ? 'Internal' : 'External'),
      },
      {
        key: 'in',
        label: 'In',
        kind: 'text',
        value: (row) => row.round_title ?? (row.source === 'file' ? 'A file' : 'The plan'),
      },
      ...(seesRounds
        ? [{ key: 'by', label: 'By', kind: 'text' as const, value: (row: DateChange) => row.made_by }]
        : []),
    ],
    dates.toReversed(),
    {
      caption: 'Every date it was given',
      captionHidden: true,
      sortedBy: 'Newest first; nothing is overwritten',
      rowHeader: null,
      empty: emptyState(
        'No dates yet',
        'Its original end appears here, and every date that is given after it, with the days moved and why.',
      ),
    },
  )
}

const LIFE_TAGS = {
  open: tag('Open', 'orange'),
  closed: tag('Closed', 'green'),
  unsaid: tag('Not mentioned again', 'red'),
} as const

export function issueHistory({ issues }: DeepDive): Html {
  return table<IssueLife>(
    [
      {
        key: 'issue',
        label: 'Issue',
        kind: 'text',
        value: (row) => row.label,
        show: (row) =>
          html`${row.label}${row.words === null ? null : html` <span class="govuk-hint govuk-!-margin-bottom-0">${row.words}</span>`}`,
      },
      { key: 'from', label: 'First reported in', kind: 'text', value: (row) => row.raisedIn },
      { key: 'rounds', label: 'Rounds', kind: 'number', value: (row) => row.rounds },
      { key: 'last', label: 'Last reported in', kind: 'text', value: (row) => row.lastIn },
      {
        key: 'state',
        label: 'What became of it',
        kind: 'text',
        value: (row) => row.state,
        show: (row) =>
          html`${LIFE_TAGS[row.state]}${row.outcome === null ? null : ` ${issueOutcomeWord[row.outcome]}`}${row.outcomeWords === null ? null : `: ${row.outcomeWords}`}`,
      },
    ],
    issues,
    {
      caption: 'Issues over the rounds',
      captionHidden: true,
      sortedBy: 'Newest first',
      empty: emptyState(
        'No issues were reported',
        'What stands in the way appears here from the round in which it is reported until it is closed with its outcome.',
      ),
    },
  )
}
