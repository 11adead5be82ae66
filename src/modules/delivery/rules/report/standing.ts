// How the activities stand: the headline, every activity in one table, and what changed since the last round as a
// complete table of transitions, nothing picked (D9).
import { movedWords } from '../dates.ts'
import type { FrozenRow } from '../frozen.ts'
import { statusBrief } from '../history.ts'
import { closingWord, isNotOnTrack, STATUSES, statusWord, type Status } from '../words.ts'
import {
  figuresIn,
  percentOf,
  printed,
  saidOf,
  type FigureRun,
  type ReportBlock,
  type ReportTable,
  type ReportWords,
} from './content.ts'
import { countOf, shareOf, type Gathering } from './gathering.ts'
import { activityList, crossTable, figureTable, type Kind } from './tables.ts'
import { dayWords, furthestMove, openIssues, outcomesInOrder } from './rows.ts'

const SILENT = 'none'
const NO_ANSWER = 'No answer'

const statusKinds = (of: (row: FrozenRow) => Status | null): readonly Kind<string>[] => [
  ...STATUSES.map((status) => ({
    code: status,
    label: statusBrief[status],
    is: (row: FrozenRow) => of(row) === status,
  })),
  { code: SILENT, label: NO_ANSWER, is: (row) => of(row) === null },
]

/** The measures that the headline states, in its order, each with its own count from the rows. */
const HEADLINE: readonly (readonly [string, string, (row: FrozenRow) => boolean])[] = [
  ['responses', 'Activities that submitted a response', (row) => row.responded],
  ...STATUSES.map(
    (status) =>
      [measureOfStatus(status), statusWord[status], (row: FrozenRow) => row.status === status] as const,
  ),
  ['not-on-track', 'Activities not on track', (row) => isNotOnTrack(row.status)],
  ['later-than-original', 'With an end or go-live later than the original end', (row) => isLater(row)],
  [
    'closed',
    'Closed as business as usual or completed',
    (row) => row.closing !== null && row.closing.kind !== 'stopped',
  ],
]

const isLater = (row: FrozenRow): boolean => (furthestMove(row) ?? 0) > 0

/** The name of the measure that counts a status. */
function measureOfStatus(status: Status): string {
  return status.replaceAll('_', '-')
}

export function headline(gather: Gathering): readonly ReportBlock[] {
  const table = figureTable(gather, {
    code: 'headline',
    caption: 'Headline figures',
    heading: 'Figure',
    rows: HEADLINE.map(([code, label, is]) => ({ code, label, rows: gather.rows.filter(is) })),
  })
  const outcomes = statusByOutcome(gather)
  const before = statusNowAndBefore(gather)
  return [
    ...headlineSentences(gather),
    { kind: 'table', table },
    ...roundingNote(gather),
    {
      kind: 'chart',
      chart: {
        code: 'status-by-outcome',
        title: 'Status by outcome',
        description: `How many activities of each outcome stand where: ${spokenRows(outcomes)}.`,
        shape: 'stacked',
        table: outcomes,
      },
    },
    ...(gather.frozen.head.previous === null
      ? []
      : [
          {
            kind: 'chart' as const,
            chart: {
              code: 'status-before',
              title: 'Status now and before',
              description: `How many activities stood where in the last round and stand now: ${spokenRows(before)}.`,
              shape: 'stacked' as const,
              table: before,
            },
          },
        ]),
  ]
}

function headlineSentences(gather: Gathering): readonly ReportBlock[] {
  const says = (words: ReportWords): ReportBlock => ({ kind: 'says', words, beside: 'headline' })
  const figure = (code: string) => gather.measured(code)
  const reported = figure('responses')
  const parts = STATUSES.flatMap((status, at): (string | FigureRun)[] => {
    const found = figure(measureOfStatus(status))
    if (found === undefined) return []
    const joined = at === 0 ? '' : at === STATUSES.length - 1 ? ' and ' : ', '
    const [one, many] = AS_VERB[status]
    return [joined, countOf(found), ' (', shareOf(found), `) ${saidOf(countOf(found), one, many)}`]
  })
  const off = figure('not-on-track')
  return [
    ...(reported === undefined
      ? []
      : [says([countOf(reported), ' of the activities reported in this round (', shareOf(reported), ').'])]),
    ...(parts.length === 0 ? [] : [says(['Of all activities, ', ...parts, '.'])]),
    ...(off === undefined
      ? []
      : [
          says([
            countOf(off),
            saidOf(countOf(off), ' is not on track (', ' are not on track ('),
            shareOf(off),
            '): those that require remedial action or are unlikely to be achieved. What has not formally started is neither on track nor off it.',
          ]),
        ]),
  ]
}

const AS_VERB: Readonly<Record<Status, readonly [string, string]>> = {
  on_track: ['is on track for successful delivery', 'are on track for successful delivery'],
  remedial_action: ['requires remedial action', 'require remedial action'],
  unlikely: ['is unlikely to be achieved', 'are unlikely to be achieved'],
  not_started: ['has not formally started', 'have not formally started'],
}

/** Percentages that add to 99 or 101 say so; no share is bent (D8). */
function roundingNote(gather: Gathering): readonly ReportBlock[] {
  const total = gather.rows.length
  const shares = statusKinds((row) => row.status).map(
    ({ is }) => percentOf(gather.rows.filter(is).length, total) ?? 0,
  )
  const added = shares.reduce((sum, share) => sum + share, 0)
  if (total === 0 || added === 100) return []
  return [
    {
      kind: 'says',
      words: [
        { strong: 'Note. ' },
        'The percentages of the statuses add to ',
        gather.stated({
          code: 'rounding.statuses',
          title: 'What the rounded percentages of the statuses add to',
          numerator: added,
        }),
        ' because each is rounded to the nearest whole number. None was changed to make them fit.',
      ],
    },
  ]
}

function statusByOutcome(gather: Gathering): ReportTable {
  const outcomes = outcomesInOrder(gather.frozen.head.plan.outcomes)
  const shown = outcomes.filter(({ number }) => gather.rows.some((row) => row.outcome === number))
  return crossTable(gather, {
    code: 'status-by-outcome',
    caption: 'Status by outcome: the figures',
    corner: 'Outcome',
    down: shown.map(({ number, title, isEnabling }) => ({
      code: String(number),
      label: isEnabling ? title : `${number}. ${title}`,
      is: (row) => row.outcome === number,
    })),
    across: statusKinds((row) => row.status),
    title: (outcome, status) => `${outcome}: ${status.toLowerCase()}`,
    stands: (status) => (status === SILENT ? undefined : measureOfStatus(status as Status)),
  })
}

function statusNowAndBefore(gather: Gathering): ReportTable {
  const total = gather.rows.length
  const line = (label: string, when: string, of: (row: FrozenRow) => Status | null) => [
    label,
    ...statusKinds(of).map(({ code, label: status, is }) => [
      gather.tallied({
        code: when === 'now' && code !== SILENT ? measureOfStatus(code as Status) : `status-${when}.${code}`,
        title: `${status}, ${label.toLowerCase()}`,
        rows: gather.rows.filter(is),
        of: total,
      }),
    ]),
    [gather.tallied({ code: 'activities', title: 'Activities in the plan', rows: gather.rows })],
  ]
  return {
    code: 'status-before',
    caption: 'Status now and before: the figures',
    columns: [
      { label: 'Round' },
      ...statusKinds((row) => row.status).map(({ label }) => ({ label, align: 'right' as const })),
      { label: 'All', align: 'right' },
    ],
    rows: [
      line(gather.frozen.head.previous?.title ?? 'Before', 'before', (row) => row.previousStatus),
      line(gather.frozen.head.round.title, 'now', (row) => row.status),
    ],
  }
}

/** A table in one sentence, for those who cannot see the drawing. */
function spokenRows(table: ReportTable): string {
  const labels = table.columns.map(({ label }) => label.toLowerCase())
  return table.rows
    .map(([name = '', ...cells]) => {
      const parts = cells.flatMap((cell, at) =>
        figuresIn(cell)
          .filter(({ value }) => value !== 0 && at < cells.length - 1)
          .map((run) => `${printed(run)} ${labels[at + 1] ?? ''}`),
      )
      return `${typeof name === 'string' ? name : ''}: ${parts.join(', ') || 'none'}`
    })
    .join('; ')
}

export function activities(gather: Gathering): readonly ReportBlock[] {
  const outcomes = new Map(gather.frozen.head.plan.outcomes.map((one) => [one.number, one]))
  return [
    {
      kind: 'table',
      table: {
        code: 'activities',
        caption: 'Every activity',
        isLong: true,
        columns: [
          { label: 'No.', align: 'right' },
          { label: 'Activity' },
          { label: 'Outcome', align: 'right' },
          { label: 'Status now' },
          { label: 'Status before' },
          { label: 'Issues open' },
          { label: 'End' },
          { label: 'Closed' },
        ],
        rows: gather.rows.map((row) => [
          [{ activity: row.number }],
          row.title,
          outcomeWords(outcomes.get(row.outcome)),
          row.status === null ? NO_ANSWER : statusBrief[row.status],
          beforeWords(row),
          openIssues(row)
            .map(({ label }) => label)
            .join(', '),
          endWords(row),
          row.closing === null
            ? ''
            : `${closingWord[row.closing.kind]}${row.closing.monitoring === 'kept' ? ', still monitored' : ''}`,
        ]),
      },
    },
  ]
}

const outcomeWords = (
  outcome: { readonly number: number; readonly title: string; readonly isEnabling: boolean } | undefined,
): string => (outcome === undefined ? '' : outcome.isEnabling ? 'Enabling' : String(outcome.number))

const beforeWords = (row: FrozenRow): string =>
  row.previousStatus === null
    ? ''
    : row.previousStatus === row.status
      ? 'The same'
      : statusBrief[row.previousStatus]

function endWords(row: FrozenRow): string {
  const moved = furthestMove(row)
  const end = row.revisedEnd ?? row.revisedGoLive ?? row.originalEnd
  if (end === null) return ''
  return moved === null || moved === 0 ? dayWords(end) : `${dayWords(end)} (${movedWords(moved)})`
}

type Movement = {
  readonly code: string
  readonly label: string
  readonly is: (from: Status | null, to: Status | null) => boolean
}

/** What may become of a status between two rounds; every pair is one of them and no more. */
const MOVEMENTS: readonly Movement[] = [
  { code: 'moved.same', label: 'Stayed as they were', is: (from, to) => from !== null && from === to },
  {
    code: 'moved-to-on-track',
    label: 'Came on track from remedial action or unlikely',
    is: (from, to) => isNotOnTrack(from) && to === 'on_track',
  },
  {
    code: 'moved.off-track',
    label: 'Went off track: from on track to remedial action or unlikely',
    is: (from, to) => from === 'on_track' && isNotOnTrack(to),
  },
  {
    code: 'moved.between',
    label: 'Moved between remedial action and unlikely',
    is: (from, to) => isNotOnTrack(from) && isNotOnTrack(to) && from !== to,
  },
  {
    code: 'moved.started',
    label: 'Started: no longer “not formally started”',
    is: (from, to) => from === 'not_started' && to !== null && to !== 'not_started',
  },
  {
    code: 'moved.not-started',
    label: 'Became “not formally started”',
    is: (from, to) => to === 'not_started' && from !== null && from !== 'not_started',
  },
  {
    code: 'moved.unknown',
    label: 'No answer in one of the two rounds',
    is: (from, to) => from === null || to === null,
  },
]

export function changes(gather: Gathering): readonly ReportBlock[] {
  const { previous } = gather.frozen.head
  if (previous === null)
    return [{ kind: 'says', words: 'There was no round before this one, so there is nothing to compare.' }]
  const moved = MOVEMENTS.map((one) => ({
    ...one,
    rows: gather.rows.filter((row) => one.is(row.previousStatus, row.status)),
  }))
  const table = figureTable(gather, {
    code: 'movements',
    caption: `What became of each status since ${previous.title}`,
    heading: 'Since the last round',
    rows: moved,
  })
  const run = (code: string): FigureRun =>
    gather.tallied({
      code,
      title: '',
      rows: moved.find((one) => one.code === code)?.rows ?? [],
    })
  return [
    {
      kind: 'says',
      beside: 'movements',
      words: [
        `Since ${previous.title}, `,
        run('moved-to-on-track'),
        ' came on track, ',
        run('moved.off-track'),
        ' went off track, ',
        run('moved.not-started'),
        ' became “not formally started” and ',
        run('moved.same'),
        ' stayed the same.',
      ],
    },
    ...impliedNote(gather),
    { kind: 'table', table },
    { kind: 'table', table: transitions(gather, previous.title) },
    ...movedLists(gather),
  ]
}

function transitions(gather: Gathering, previous: string): ReportTable {
  return crossTable(gather, {
    code: 'transition',
    caption: 'Every transition: the former status down, the status now across',
    corner: previous,
    down: statusKinds((row) => row.previousStatus),
    across: statusKinds((row) => row.status),
    title: (from, to) => `From “${from.toLowerCase()}” to “${to.toLowerCase()}”`,
    stands: (status) => (status === SILENT ? undefined : measureOfStatus(status as Status)),
  })
}

function impliedNote(gather: Gathering): readonly ReportBlock[] {
  const implied = gather.rows.filter((row) => row.previousStatusSource === 'implied')
  if (implied.length === 0) return []
  return [
    {
      kind: 'says',
      words: [
        'The source printed the former status of only some activities. For ',
        gather.tallied({
          code: 'status-before.implied',
          title: 'Former status implied by the source',
          rows: implied,
          of: gather.rows.length,
        }),
        ' it follows from the source’s silence.',
      ],
    },
  ]
}

/** The activities behind every cell of the table in which the status changed. */
function movedLists(gather: Gathering): readonly ReportBlock[] {
  const kinds = [...STATUSES, null]
  const points = kinds.flatMap((from) =>
    kinds.flatMap((to) => {
      const rows = gather.rows.filter((row) => row.previousStatus === from && row.status === to)
      if (from === to || rows.length === 0) return []
      const word = (status: Status | null): string =>
        `“${(status === null ? NO_ANSWER : statusBrief[status]).toLowerCase()}”`
      const figure = gather.tallied({
        code: `transition.${from ?? SILENT}.${to ?? SILENT}`,
        title: `From ${word(from)} to ${word(to)}`,
        rows,
        of: gather.rows.length,
      })
      return [[`From ${word(from)} to ${word(to)} (`, figure, '): ', ...activityList(rows)]]
    }),
  )
  return points.length === 0
    ? [{ kind: 'says', words: 'No status changed.' }]
    : [
        { kind: 'subheading', text: 'Which activities changed' },
        { kind: 'list', points },
      ]
}
