// Milestones by kind and month, and every date that was revised, with its direction, its days and why.
import { formatDate } from '#platform/time/index.ts'
import { daysMoved, movedWords } from '../dates.ts'
import type { FrozenRow } from '../frozen.ts'
import { saidOf, type ReportBlock, type ReportTable, type ReportWords } from './content.ts'
import { asFarAsKnown, countOf, isPartialRun, shareOf, type Gathering } from './gathering.ts'
import { dayOf, dayWords } from './rows.ts'
import { activityNamed } from './tables.ts'

type Milestone = FrozenRow['milestones'][number]

const MOST_BARS = 40
const MONTHS_SHOWN = 36

export function milestones(gather: Gathering): readonly ReportBlock[] {
  const identified = gather.measured('with-milestones')
  const said: readonly ReportBlock[] =
    identified === undefined
      ? []
      : [
          {
            kind: 'says',
            words: [
              countOf(identified),
              saidOf(
                countOf(identified),
                ' activity says that it has identified key milestones (',
                ' activities say that they have identified key milestones (',
              ),
              shareOf(identified),
              ').',
            ],
          },
        ]
  if (gather.rows.every((row) => row.milestones.length === 0))
    return [
      ...said,
      {
        kind: 'says',
        words: 'No milestone is listed with its date, so there is none to show by kind or month.',
      },
    ]
  const months = byMonth(gather)
  return [
    ...said,
    { kind: 'table', table: byKind(gather) },
    {
      kind: 'chart',
      chart: {
        code: 'milestones-by-month',
        title: 'Milestones by month',
        description: `How many milestones are due in each month, from ${String(months.rows[0]?.[0])} to ${String(months.rows.at(-1)?.[0])}.`,
        shape: 'bars',
        table: months,
      },
    },
    { kind: 'table', table: everyMilestone(gather) },
  ]
}

const counting =
  (is: (one: Milestone) => boolean) =>
  (row: FrozenRow): number =>
    row.milestones.filter(is).length

function byKind(gather: Gathering): ReportTable {
  const until = gather.frozen.head.round.periodUntil
  const states: readonly (readonly [string, string, (one: Milestone) => boolean])[] = [
    ['met', 'Met', (one) => one.metOn !== null],
    ['overdue', 'Due in the period and not met', (one) => one.metOn === null && one.dueOn <= until],
    ['to-come', 'Still to come', (one) => one.metOn === null && one.dueOn > until],
  ]
  const cells = (code: string, label: string, is: (one: Milestone) => boolean): readonly ReportWords[] => [
    ...states.map(([state, words, stands]) => [
      gather.tallied({
        code: `milestones.${code}.${state}`,
        title: `${label}: ${words.toLowerCase()}`,
        rows: gather.rows,
        counts: counting((one) => is(one) && stands(one)),
      }),
    ]),
    [
      gather.tallied({
        code: `milestones.${code}`,
        title: `Milestones: ${label.toLowerCase()}`,
        rows: gather.rows,
        counts: counting(is),
      }),
    ],
  ]
  return {
    code: 'milestones-by-kind',
    caption: 'Milestones by kind',
    columns: [
      { label: 'Kind' },
      ...states.map(([, label]) => ({ label, align: 'right' as const })),
      { label: 'All', align: 'right' },
    ],
    rows: kindsIn(gather).map(({ code, label }) => [
      label,
      ...cells(code, label, (one) => one.kind === code),
    ]),
    totals: ['All', ...cells('all', 'All', () => true)],
  }
}

function kindsIn(gather: Gathering): readonly { readonly code: string; readonly label: string }[] {
  const known = gather.frozen.head.milestoneKinds
  const found = new Set(gather.rows.flatMap((row) => row.milestones.map(({ kind }) => kind)))
  const strange = [...found].filter((kind) => !known.some(({ code }) => code === kind)).toSorted()
  return [...known, ...strange.map((code) => ({ code, label: code }))]
}

function byMonth(gather: Gathering): ReportTable {
  const due = Map.groupBy(
    gather.rows.flatMap((row) => row.milestones.map(({ dueOn }) => ({ row, month: dueOn.slice(0, 7) }))),
    ({ month }) => month,
  )
  const found = [...due.keys()].toSorted()
  const first = Temporal.PlainYearMonth.from(found[0] ?? gather.frozen.head.round.periodFrom.slice(0, 7))
  const last = Temporal.PlainYearMonth.from(found.at(-1) ?? first.toString())
  const length = first.until(last, { largestUnit: 'month' }).months + 1
  const months =
    length <= MONTHS_SHOWN ? Array.from({ length }, (_, at) => first.add({ months: at }).toString()) : found
  return {
    code: 'milestones-by-month',
    caption: 'Milestones by month: the figures',
    columns: [{ label: 'Month' }, { label: 'Milestones due', align: 'right' }],
    rows: months.map((month) => {
      const label = formatDate(Temporal.PlainDate.from(`${month}-01`)).replace(/^1 /, '')
      return [
        label,
        [
          gather.tallied({
            code: `milestones.in.${month}`,
            title: `Milestones due in ${label}`,
            rows: [...new Set((due.get(month) ?? []).map(({ row }) => row))],
            counts: counting(({ dueOn }) => dueOn.startsWith(month)),
          }),
        ],
      ]
    }),
  }
}

function everyMilestone(gather: Gathering): ReportTable {
  const labels = new Map(kindsIn(gather).map(({ code, label }) => [code, label]))
  const lines = gather.rows
    .flatMap((row) => row.milestones.map((one) => ({ row, one })))
    .toSorted((a, b) =>
      a.one.dueOn === b.one.dueOn ? a.row.number - b.row.number : a.one.dueOn < b.one.dueOn ? -1 : 1,
    )
  return {
    code: 'every-milestone',
    caption: 'Every milestone, the earliest first',
    isLong: true,
    columns: [
      { label: 'Due' },
      { label: 'Kind' },
      { label: 'Milestone' },
      { label: 'Activity' },
      { label: 'Met' },
    ],
    rows: lines.map(({ row, one }) => [
      `${dayWords(one.dueOn)}${one.certainty === 'estimated' ? ' (estimated)' : ''}`,
      labels.get(one.kind) ?? one.kind,
      one.title,
      activityNamed(row),
      one.metOn === null ? 'Not yet' : dayWords(one.metOn),
    ]),
  }
}

type Revised = {
  readonly row: FrozenRow
  readonly what: 'end' | 'go-live'
  readonly was: string | null
  readonly now: string | null
  /** Against the original end. */
  readonly days: number | null
  readonly reason: string | null
  readonly cause: 'internal' | 'external' | null
  /** Whether it was changed in this round. */
  readonly isNew: boolean
}

/** What was revised, read once for each activity: a plan may have thousands. */
type RevisedOf = ReadonlyMap<FrozenRow, readonly Revised[]>

const WHAT = { end: 'End', 'go-live': 'Go-live' } as const

/** Every date that is not the original one, and every change of this round. */
function revisedIn(row: FrozenRow): readonly Revised[] {
  return (['end', 'go-live'] as const).flatMap((what) => {
    const now = what === 'end' ? row.revisedEnd : row.revisedGoLive
    const change = row.dateChanges.findLast((one) => one.what === what)
    if (now === null && change === undefined) return []
    return [
      {
        row,
        what,
        was: change?.from ?? row.originalEnd,
        now,
        days: now === null ? null : daysMoved(dayOf(row.originalEnd), dayOf(now)),
        reason: change?.reason ?? null,
        cause: change?.cause ?? null,
        isNew: change !== undefined,
      },
    ]
  })
}

const DIRECTIONS: readonly (readonly [string, string, (days: number | null) => boolean])[] = [
  ['later', 'Later than the original end', (days) => days !== null && days > 0],
  ['earlier', 'Earlier', (days) => days !== null && days < 0],
  ['same', 'The same day', (days) => days === 0],
  ['unknown', 'Not to be compared: a date is not known', (days) => days === null],
]

export function dates(gather: Gathering): readonly ReportBlock[] {
  const of = new Map(gather.rows.map((row): [FrozenRow, readonly Revised[]] => [row, revisedIn(row)]))
  const revised = [...of.values()].flat()
  if (revised.length === 0) return [{ kind: 'says', words: 'No end date or go-live date has been revised.' }]
  const later = gather.measured('later-than-original')
  return [
    ...(later === undefined
      ? []
      : [
          {
            kind: 'says' as const,
            beside: 'dates-later',
            words: [
              countOf(later),
              saidOf(
                countOf(later),
                ' activity has an end date or go-live date later than its original end (',
                ' activities have an end date or go-live date later than their original end (',
              ),
              shareOf(later),
              ').',
            ],
          },
        ]),
    { kind: 'table', table: laterTable(gather, of) },
    { kind: 'table', table: directions(gather, of) },
    ...movedChart(gather, of),
    { kind: 'table', table: everyRevised(revised) },
  ]
}

function laterTable(gather: Gathering, of: RevisedOf): ReportTable {
  const days = (row: FrozenRow): number => Math.max(0, ...(of.get(row) ?? []).map((one) => one.days ?? 0))
  const later = gather.rows.filter((row) => days(row) > 0)
  const counted = gather.tallied({
    code: 'later-than-original',
    title: 'Activities with an end or go-live later than the original end',
    rows: later,
    of: gather.rows.length,
  })
  return {
    code: 'dates-later',
    caption: 'Activities that end later than first planned',
    columns: [{ label: 'Figure' }, { label: 'How many', align: 'right' }, { label: 'Share', align: 'right' }],
    rows: [
      [
        isPartialRun(counted)
          ? asFarAsKnown('Activities with an end or go-live later than the original end')
          : 'Activities with an end or go-live later than the original end',
        [counted],
        [
          {
            figure: counted.figure,
            as: 'percent',
            value: gather.figures.get(counted.figure)?.percent ?? null,
          },
        ],
      ],
      [
        'Days later in all, each activity by the latest of its dates',
        [
          gather.tallied({
            code: 'dates.days-later',
            title: 'Days later than the original ends, each activity by the latest of its dates',
            rows: gather.rows,
            counts: days,
          }),
        ],
        '',
      ],
    ],
  }
}

function directions(gather: Gathering, of: RevisedOf): ReportTable {
  const count =
    (what: readonly Revised['what'][], is: (days: number | null) => boolean) => (row: FrozenRow) =>
      (of.get(row) ?? []).filter((one) => what.includes(one.what) && is(one.days)).length
  const cells = (code: string, label: string, what: readonly Revised['what'][]): readonly ReportWords[] => [
    ...DIRECTIONS.map(([direction, words, is]) => [
      gather.tallied({
        code: `dates.${code}.${direction}`,
        title: `${label}: ${words.toLowerCase()}`,
        rows: gather.rows,
        counts: count(what, is),
      }),
    ]),
    [
      gather.tallied({
        code: `dates.${code}`,
        title: `${label} dates that were revised`,
        rows: gather.rows,
        counts: count(what, () => true),
      }),
    ],
  ]
  return {
    code: 'dates-directions',
    caption: 'Dates that were revised, by direction',
    columns: [
      { label: 'Date' },
      ...DIRECTIONS.map(([, label]) => ({ label, align: 'right' as const })),
      { label: 'All', align: 'right' },
    ],
    rows: (['end', 'go-live'] as const).map((what) => [WHAT[what], ...cells(what, WHAT[what], [what])]),
    totals: ['All', ...cells('all', 'All', ['end', 'go-live'])],
  }
}

/** A bar for each date while they can be read; beyond that the dates in bands. */
function movedChart(gather: Gathering, of: RevisedOf): readonly ReportBlock[] {
  const known = [...of.values()].flat().filter(({ days }) => days !== null)
  if (known.length === 0) return []
  // The bands are counted either way: a slice may have few dates where the whole has many, and they add up to it (V14).
  const bands = movedBands(gather, of)
  const table = known.length <= MOST_BARS ? movedDays(gather, known) : bands
  return [
    {
      kind: 'chart',
      chart: {
        code: 'days-moved',
        title: 'Days moved against the original end',
        description: describedMoves(known),
        shape: 'bars',
        table,
      },
    },
  ]
}

function describedMoves(known: readonly Revised[]): string {
  const most = known.toSorted((a, b) => (b.days ?? 0) - (a.days ?? 0))[0]
  return most === undefined || (most.days ?? 0) <= 0
    ? 'No date moved later than the original end.'
    : `The furthest is activity ${most.row.number}, ${WHAT[most.what].toLowerCase()}: ${movedWords(most.days)}.`
}

function movedDays(gather: Gathering, known: readonly Revised[]): ReportTable {
  return {
    code: 'days-moved',
    caption: 'Days moved against the original end: the figures',
    columns: [{ label: 'Activity and date' }, { label: 'Days', align: 'right' }],
    rows: known
      .toSorted((a, b) => (b.days ?? 0) - (a.days ?? 0) || a.row.number - b.row.number)
      .map(({ row, what, days }) => [
        `Activity ${row.number}, ${WHAT[what].toLowerCase()}`,
        [
          gather.tallied({
            code: `days-moved.${row.number}.${what}`,
            title: `Days by which the ${WHAT[what].toLowerCase()} of activity ${row.number} stands later than its original end`,
            rows: [row],
            counts: () => days ?? 0,
          }),
        ],
      ]),
  }
}

const BANDS: readonly (readonly [string, string, (days: number) => boolean])[] = [
  ['earlier', 'Earlier, or the same day', (days) => days <= 0],
  ['90', 'Up to 90 days later', (days) => days > 0 && days <= 90],
  ['180', '91 to 180 days later', (days) => days > 90 && days <= 180],
  ['365', '181 to 365 days later', (days) => days > 180 && days <= 365],
  ['more', 'More than a year later', (days) => days > 365],
]

function movedBands(gather: Gathering, of: RevisedOf): ReportTable {
  return {
    code: 'days-moved',
    caption: 'Days moved against the original end: the figures',
    columns: [{ label: 'Moved' }, { label: 'Dates', align: 'right' }],
    rows: BANDS.map(([code, label, is]) => [
      label,
      [
        gather.tallied({
          code: `dates.moved.${code}`,
          title: `Dates: ${label.toLowerCase()}`,
          rows: gather.rows,
          counts: (row) => (of.get(row) ?? []).filter(({ days }) => days !== null && is(days)).length,
        }),
      ],
    ]),
  }
}

function everyRevised(revised: readonly Revised[]): ReportTable {
  return {
    code: 'every-revised-date',
    caption: 'Every revised date',
    isLong: true,
    columns: [
      { label: 'Activity' },
      { label: 'Date' },
      { label: 'Was' },
      { label: 'Is now' },
      { label: 'Against the original end' },
      { label: 'Why, and whose cause' },
    ],
    rows: revised.map((one) => [
      activityNamed(one.row),
      WHAT[one.what],
      one.was === null ? 'Not known' : dayWords(one.was),
      one.now === null ? 'None' : dayWords(one.now),
      movedWords(one.days),
      one.isNew ? whyWords(one) : 'Changed in an earlier round',
    ]),
  }
}

const whyWords = ({ reason, cause }: Revised): string =>
  reason === null && cause === null
    ? 'No reason and no cause were given'
    : `${reason ?? 'No reason was given'} (${cause === null ? 'cause not said' : `${cause} cause`})`
