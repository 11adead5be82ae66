// The page of a round: where it stands, what the reader has to do in it, how far each directorate is, and its versions.
import { chartWithTable, stackedBarChart } from '#platform/charts/index.ts'
import { html, type Html } from '#platform/html/index.ts'
import type { Visit } from '#platform/http/index.ts'
import type { Column, Listed } from '#platform/tables/index.ts'
import { formatDateTime } from '#platform/time/index.ts'
import {
  actionsList,
  bullets,
  downloads,
  emptyState,
  filterPanel,
  heading,
  hint,
  inset,
  link,
  listPages,
  paragraph,
  subNavigation,
  summaryList,
  table,
  tag,
  type FilterField,
} from '#web/parts.ts'
import {
  SHOWN,
  type Completing,
  type CompletionFilter,
  type OwnActivity,
  type UnitCompletion,
} from '../queries/completion.ts'
import type { ExtensionCard } from '../queries/extensions.ts'
import { shortHash, type FrozenVersion } from '../queries/frozen.ts'
import type { Plan } from '../queries/plans.ts'
import type { WindowChange } from '../queries/round-page.ts'
import type { Round } from '../queries/rounds.ts'
import { STANDINGS, statusWord, type Standing } from '../rules.ts'
import {
  earlyWords,
  giveHref,
  moreTimeHref,
  periodWords,
  reportHref,
  roundHref,
  roundTag,
  standingTag,
  windowWords,
} from './round-words.ts'
import { activityHref, statusTag } from './standing.ts'

export type RoundShown = {
  readonly plan: Plan
  readonly round: Round
  readonly before: Round | undefined
  readonly changes: readonly WindowChange[]
  readonly units: readonly UnitCompletion[]
  readonly own: readonly OwnActivity[]
  readonly requests: readonly ExtensionCard[]
  readonly versions: readonly FrozenVersion[]
  readonly listed: Listed<Completing>
  readonly filter: CompletionFilter
  readonly may: (permission: string) => boolean
  readonly toSign: number
}

const ORDER = Object.keys(STANDINGS) as Standing[]

/** Period and window, printed apart, with what is odd about them. */
export function roundFacts({
  plan,
  round,
  before,
  changes,
  units,
  versions,
}: Omit<RoundShown, 'may' | 'listed' | 'filter' | 'own' | 'requests' | 'toSign'>): Html {
  const early = earlyWords(round)
  const total = units.reduce((sum, unit) => sum + unit.total, 0)
  const reported = units.reduce((sum, unit) => sum + unit.submitted + unit.signed, 0)
  const [newest] = versions
  return html`${summaryList([
    { key: 'Period', value: periodWords(round) },
    { key: 'Window', value: windowWords(round) },
    units.length > 0 && { key: 'Reported', value: `${reported} of ${total} activities` },
    before !== undefined && {
      key: 'Round before',
      value: link(roundHref(plan, before), before.title),
    },
    newest !== undefined && {
      key: 'Version',
      value: html`${newest.number}, frozen on ${formatDateTime(newest.made_at)}${newest.made_by === null ? '' : ` by ${newest.made_by}`}`,
    },
    newest !== undefined && { key: 'Hash', value: html`<code class="connects-break">${newest.hash}</code>` },
  ])}
  ${early === null ? null : inset(early)}
  ${changes.length === 0 ? null : bullets(changes.map(changeWords))}`
}

function changeWords({ kind, former_at, becomes_at, reason, made_by }: WindowChange): string {
  const by = made_by === null ? '' : ` by ${made_by}`
  const why = reason === null ? '' : `: ${reason}`
  if (kind === 'opened')
    return `Opened${by} on ${formatDateTime(becomes_at)} instead of ${formatDateTime(former_at)}${why}`
  if (kind === 'closed')
    return `Closed${by} on ${formatDateTime(becomes_at)} instead of ${formatDateTime(former_at)}${why}`
  return `Lengthened${by} from ${formatDateTime(former_at)} to ${formatDateTime(becomes_at)}${why}`
}

/** What those who keep the plan can do to the round as it stands. */
export function roundActions({ plan, round, may, toSign }: RoundShown): Html | null {
  const at = roundHref(plan, round)
  const { state } = round
  const when = (wanted: Round['state'], permission: string): boolean => state === wanted && may(permission)
  return actionsList([
    toSign > 0 && {
      href: `${at}/sign-off`,
      text: `Sign off ${toSign === 1 ? 'one report' : `${toSign} reports`}`,
    },
    when('open', 'delivery.sheet.upload') && {
      href: `${at}/sheet`,
      text: 'Report by sheet',
      look: 'secondary',
    },
    when('planned', 'delivery.round.open-now') && { href: `${at}/open-now`, text: 'Open it now' },
    when('planned', 'delivery.round.edit') && {
      href: `${at}/edit`,
      text: 'Change the round',
      look: 'secondary',
    },
    when('planned', 'delivery.round.cancel') && {
      href: `${at}/cancel`,
      text: 'Cancel the round',
      look: 'link',
    },
    when('open', 'delivery.round.lengthen') && {
      href: `${at}/lengthen`,
      text: 'Lengthen the window',
      look: 'secondary',
    },
    when('open', 'delivery.round.close-now') && {
      href: `${at}/close-now`,
      text: 'Close it now',
      look: 'link',
    },
    when('closed', 'delivery.round.freeze') && { href: `${at}/freeze`, text: 'Freeze the round' },
    when('frozen', 'delivery.round.correct') && {
      href: `${at}/correct`,
      text: 'Correct the round',
      look: 'secondary',
    },
    !round.is_imported &&
      when('frozen', 'delivery.round.reopen') && {
        href: `${at}/reopen`,
        text: 'Reopen activities',
        look: 'link',
      },
  ])
}

/** The reader's own activities, with the one step each needs. */
export function ownPart({ plan, round, own }: RoundShown): Html | null {
  if (own.length === 0) return null
  return html`${heading('Your activities', { level: 2 })}
  ${table<OwnActivity>(
    [
      {
        key: 'activity',
        label: 'Activity',
        kind: 'text',
        value: (row) => `${row.number} ${row.title}`,
        show: (row) => link(reportHref(plan, round, row.number), `${row.number} ${row.title}`),
      },
      {
        key: 'standing',
        label: 'Where it stands',
        kind: 'text',
        value: (row) => STANDINGS[row.standing],
        show: ownStanding,
      },
      {
        key: 'next',
        label: 'Next',
        kind: 'text',
        value: () => null,
        show: (row) => nextStep(plan, round, row),
      },
    ],
    own,
    { caption: 'Your activities', captionHidden: true },
  )}`
}

const ownStanding = (row: OwnActivity): Html =>
  html`${standingTag(row.standing)}${row.standing === 'returned' && row.returned_words !== null ? html`<br />${row.returned_words}` : null}`

const isDone = (standing: Standing): boolean => standing === 'submitted' || standing === 'signed'

function nextStep(plan: Plan, round: Round, row: OwnActivity): Html {
  const hidden = `on ${row.title}`
  const report = link(reportHref(plan, round, row.number), isDone(row.standing) ? 'Read it' : 'Report', {
    hidden,
  })
  const give = row.is_lead
    ? html`, ${link(giveHref(plan, row.number), 'Give it to somebody', { hidden: `to report: ${row.title}` })}`
    : null
  if (round.state === 'open') return html`${report}${isDone(row.standing) ? null : give}`
  if (round.state !== 'closed' || isDone(row.standing)) return report
  if (row.extension === 'asked') return html`More time was asked for`
  if (row.extension === 'granted') return report
  return link(moreTimeHref(plan, round, row.number), 'Ask for more time', { hidden: `for ${row.title}` })
}

const EXTENSION_WORDS = { asked: 'Not answered', granted: 'Granted', declined: 'Declined' } as const

/** Late entries that were asked for, with the way to answer. */
export function requestsPart({ plan, round, requests, may }: RoundShown): Html | null {
  if (requests.length === 0) return null
  const at = roundHref(plan, round)
  return html`${heading('Requests for more time', { level: 2, id: 'requests' })}
  ${table<ExtensionCard>(
    [
      {
        key: 'activity',
        label: 'Activity',
        kind: 'text',
        value: (row) => `${row.activity_number} ${row.activity_title}`,
        show: (row) =>
          link(reportHref(plan, round, row.activity_number), `${row.activity_number} ${row.activity_title}`),
      },
      {
        key: 'asked',
        label: 'Why',
        kind: 'text',
        value: (row) => row.why,
        show: (row) =>
          html`${row.why}<br /><span class="govuk-hint govuk-!-margin-bottom-0">${row.kind === 'correction' ? 'Reopened to correct it' : 'Asked'} on ${formatDateTime(row.asked_at)}${row.asked_by === null ? '' : ` by ${row.asked_by}`}</span>`,
      },
      {
        key: 'state',
        label: 'Answer',
        kind: 'text',
        value: (row) => EXTENSION_WORDS[row.state],
        show: (row) => answerCell(row, at, round.state === 'closed' && may('delivery.extension.grant')),
      },
    ],
    requests,
    { caption: 'Requests for more time', captionHidden: true, sortedBy: 'Unanswered first' },
  )}`
}

function answerCell(row: ExtensionCard, at: string, mayAnswer: boolean): Html {
  if (row.state === 'asked') {
    if (!mayAnswer) return html`${tag('Not answered', 'yellow')}`
    const hidden = `for ${row.activity_title}`
    return html`${link(`${at}/extensions/${row.id}/grant`, 'Grant', { hidden })}, ${link(`${at}/extensions/${row.id}/decline`, 'Decline', { hidden })}`
  }
  const until = row.until_at === null ? '' : ` until ${formatDateTime(row.until_at)}`
  return html`${EXTENSION_WORDS[row.state]}${until}${row.answer_words === null ? null : html`<br />${row.answer_words}`}`
}

const FEW_UNITS = 12

/** How far each directorate is: a drawing with its figures, and the same as a table whose figures lead to their lists. */
export function boardPart({ plan, round, units }: RoundShown): Html | null {
  // A file says what was reported and not who signed it off: there is nothing to follow.
  if (round.is_imported) return null
  const at = roundHref(plan, round)
  const drawn = units.slice(0, FEW_UNITS)
  const total = units.reduce((sum, unit) => sum + unit.total, 0)
  const begun = total - units.reduce((sum, unit) => sum + unit['not-begun'], 0)
  const cell = (unit: UnitCompletion, shown: Standing | 'late', count: number) =>
    count === 0
      ? '0'
      : link(`${at}?unit=${unit.code ?? 'none'}&shown=${shown}#activities`, String(count), {
          hidden: `${SHOWN[shown].toLowerCase()} in ${unit.name}`,
        })
  return html`${heading('How far it has come', { level: 2 })}
  ${
    total === 0
      ? emptyState(
          'No activities',
          'Activities that are monitored in this round appear here once the plan has some.',
        )
      : chartWithTable(
          stackedBarChart({
            title: 'Reports by directorate',
            description: `${begun} of ${total} activities were begun.`,
            kind: 'number',
            series: ORDER.map((one) => STANDINGS[one]),
            labelHeading: 'Directorate',
            bars: drawn.map((unit) => ({ label: unit.name, values: ORDER.map((one) => unit[one]) })),
          }),
          {
            level: 3,
            ...(units.length > drawn.length
              ? { note: `The first ${drawn.length} of ${units.length} directorates; all stand in the table.` }
              : {}),
          },
        )
  }
  ${
    total === 0
      ? null
      : table<UnitCompletion>(
          [
            { key: 'unit', label: 'Directorate', kind: 'text', value: (unit) => unit.name },
            ...ORDER.map((one): Column<UnitCompletion> => ({
              key: one,
              label: STANDINGS[one],
              kind: 'number',
              value: (unit) => unit[one],
              show: (unit) => cell(unit, one, unit[one]),
              total: true,
            })),
            { key: 'total', label: 'Activities', kind: 'number', value: (unit) => unit.total, total: true },
            {
              key: 'late',
              label: 'Of them late',
              kind: 'number',
              value: (unit) => unit.late,
              show: (unit) => cell(unit, 'late', unit.late),
              total: true,
            },
          ],
          units,
          { caption: 'Each directorate, with the way to its activities', captionSize: 's' },
        )
  }`
}

const allColumns = (plan: Plan, round: Round): readonly Column<Completing>[] => [
  { key: 'number', label: 'Number', kind: 'number', value: (row) => row.number },
  {
    key: 'activity',
    label: 'Activity',
    kind: 'text',
    value: (row) => row.title,
    show: (row) => link(activityHref(plan, row), row.title),
  },
  { key: 'unit', label: 'Directorate', kind: 'text', value: (row) => row.unit },
  { key: 'lead', label: 'Lead', kind: 'text', value: (row) => row.lead },
  { key: 'director', label: 'Director', kind: 'text', value: (row) => row.director, downloadOnly: true },
  {
    key: 'standing',
    label: 'Where it stands',
    kind: 'text',
    value: (row) => STANDINGS[row.standing],
    show: (row) =>
      html`${link(reportHref(plan, round, row.number), standingTag(row.standing), { hidden: `report on ${row.title}` })}${row.is_late ? html` ${tag('Late', 'red')}` : null}`,
  },
  {
    key: 'status',
    label: 'Status',
    kind: 'text',
    value: (row) => (row.status === null ? null : statusWord[row.status]),
    show: (row) =>
      row.status === null || !isDone(row.standing)
        ? html`<span class="connects-none">Not reported</span>`
        : statusTag(row.status),
  },
  { key: 'late', label: 'Late', kind: 'text', value: (row) => row.is_late, downloadOnly: true },
  {
    key: 'submitted',
    label: 'Submitted',
    kind: 'instant',
    value: (row) => row.submitted_at,
    downloadOnly: true,
  },
  { key: 'signed', label: 'Signed off', kind: 'instant', value: (row) => row.signed_at, downloadOnly: true },
]

// A file says what was reported, not how it came to be.
const OF_LIVE_ROUNDS = ['standing', 'late', 'submitted', 'signed', 'director']

/** The columns of the list of activities, for the page and for files. */
export const completionColumns = (plan: Plan, round: Round): readonly Column<Completing>[] =>
  allColumns(plan, round).filter((column) => !round.is_imported || !OF_LIVE_ROUNDS.includes(column.key))

const LIST_TITLES: Partial<Record<keyof typeof SHOWN, string>> = {
  'not-begun': 'Who has not begun',
  missing: 'What was not submitted',
  late: 'What came late',
}

const standingFilter = (value: string | undefined): FilterField => ({
  kind: 'select',
  name: 'shown',
  label: 'Where it stands',
  value,
  any: 'All activities',
  options: Object.entries(SHOWN).map(([shown, text]) => ({ value: shown, text })),
})

export function activitiesPart(visit: Visit, { plan, round, listed, filter, units }: RoundShown): Html {
  const at = roundHref(plan, round)
  const shown = filter.shown
  const title =
    shown === undefined
      ? 'Activities in this round'
      : (LIST_TITLES[shown] ?? `Activities: ${SHOWN[shown].toLowerCase()}`)
  return html`${heading(title, { level: 2, id: 'activities' })}
  ${filterPanel({
    action: at,
    fields: [
      ...(round.is_imported ? [] : [standingFilter(visit.query['shown'] ?? shown)]),
      {
        kind: 'select',
        name: 'unit',
        label: 'Directorate',
        value: filter.unit,
        options: units.map((unit) => ({ value: unit.code ?? 'none', text: unit.name })),
      },
      { kind: 'text', name: 'search', label: 'Number or words', value: filter.search },
    ],
  })}
  ${table(completionColumns(plan, round), listed.rows, {
    caption: title,
    captionHidden: true,
    sortedBy: 'By number',
    rowHeader: 'activity',
    empty: emptyState(
      'No activities here',
      shown === 'not-begun'
        ? 'Everybody has begun.'
        : 'No activity stands so. Choose another filter to see the others.',
    ),
  })}
  ${downloads(at, visit.query)} ${listPages(at, visit.query, listed.next)}`
}

/** The versions of a frozen round, each to be read, and two of them beside each other. */
export function versionsPart({ plan, round, versions }: RoundShown): Html | null {
  if (versions.length === 0) return null
  const at = roundHref(plan, round)
  return html`${heading('Versions', { level: 2, id: 'versions' })}
  ${table<FrozenVersion>(
    [
      {
        key: 'version',
        label: 'Version',
        kind: 'text',
        value: (row) => `Version ${row.number}`,
        show: (row) => link(`${at}?version=${row.number}`, `Version ${row.number}`),
      },
      { key: 'made', label: 'Frozen', kind: 'instant', value: (row) => row.made_at },
      { key: 'by', label: 'By', kind: 'text', value: (row) => row.made_by ?? 'From a file' },
      {
        key: 'why',
        label: 'Why',
        kind: 'text',
        value: (row) => row.why ?? (row.number === 1 ? 'The first version' : ''),
      },
      {
        key: 'hash',
        label: 'Hash',
        kind: 'text',
        value: (row) => row.hash,
        show: (row) => html`<code>${shortHash(row.hash)}</code>`,
      },
      {
        key: 'compare',
        label: 'Changes',
        kind: 'text',
        value: () => null,
        show: (row) =>
          row.number === 1
            ? 'None'
            : link(
                `${at}/compare?from=${row.number - 1}&to=${row.number}`,
                `Against version ${row.number - 1}`,
              ),
      },
    ],
    versions,
    { caption: 'Versions', captionHidden: true, sortedBy: 'Newest first' },
  )}`
}

export const roundHead = ({ plan, round }: { readonly plan: Plan; readonly round: Round }): Html =>
  html`${heading(round.title, { caption: plan.title })}
  ${paragraph(html`${roundTag(round.state)}${round.is_imported ? ' Loaded from a file' : ''}`)}`

/** The pages of a round: what was made of it once it is frozen, and the sheet to report by while it is not. */
export function roundTabs({ plan, round, own, may }: RoundShown): Html | null {
  const at = roundHref(plan, round)
  const reports = own.length > 0 || may('delivery.round.edit')
  const further = [
    round.state === 'frozen' && { href: `${at}/report`, text: 'Report' },
    round.state === 'frozen' && { href: `${at}/findings`, text: 'Findings' },
    round.state === 'frozen' && { href: `${at}/what-if`, text: 'What if' },
    (round.state === 'open' || round.state === 'closed') &&
      reports && { href: `${at}/sheet`, text: 'Report by sheet' },
  ]
  if (further.every((one) => one === false)) return null
  return subNavigation('Pages of the round', [{ href: at, text: 'The round', current: true }, ...further])
}

/** What everybody else may know of a round. */
export const publicNote = (): Html =>
  hint('What was reported is published in the report of the round, once it is issued.')
