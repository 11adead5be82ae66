// Tables that the sections of a report have in common: figures down and across with their sums, and lists of activities.
import type { FrozenRow } from '../frozen.ts'
import {
  percentOf,
  printed,
  type FigureRun,
  type ReportRun,
  type ReportTable,
  type ReportWords,
} from './content.ts'
import { asFarAsKnown, isPartialRun, type Gathering } from './gathering.ts'

const RIGHT = 'right' as const

export type Kind<K extends string> = {
  readonly code: K
  readonly label: string
  readonly is: (row: FrozenRow) => boolean
}

/** "4, 5 and 6", each leading to the activity. */
export function activityList(rows: readonly { readonly number: number }[]): readonly ReportRun[] {
  return rows.flatMap((row, at): ReportRun[] => [
    ...(at === 0 ? [] : [at === rows.length - 1 ? ' and ' : ', ']),
    { activity: row.number },
  ])
}

/** The activity by its number and title. */
export const activityNamed = (row: FrozenRow): readonly ReportRun[] => [
  { activity: row.number },
  ` ${row.title}`,
]

/**
 * Every activity counted once down and once across, with the sums of both. `stands` names the figure of a sum where it
 * is a measure of its own.
 */
export function crossTable(
  gather: Gathering,
  sketch: {
    readonly code: string
    readonly caption: string
    readonly corner: string
    readonly down: readonly Kind<string>[]
    readonly across: readonly Kind<string>[]
    readonly title: (down: string, across: string) => string
    readonly stands?: (across: string) => string | undefined
  },
): ReportTable {
  const { code, down, across } = sketch
  const cell = (rows: readonly FrozenRow[], more: string, title: string): readonly FigureRun[] => [
    gather.tallied({ code: more, title, rows, of: gather.rows.length }),
  ]
  return {
    code,
    caption: sketch.caption,
    columns: [
      { label: sketch.corner },
      ...across.map(({ label }) => ({ label, align: RIGHT })),
      { label: 'All', align: RIGHT },
    ],
    rows: down.map((row) => {
      const own = gather.rows.filter(row.is)
      return [
        row.label,
        ...across.map((column) =>
          cell(
            own.filter(column.is),
            `${code}.${row.code}.${column.code}`,
            sketch.title(row.label, column.label),
          ),
        ),
        cell(own, `${code}.${row.code}`, row.label),
      ]
    }),
    totals: [
      'All',
      ...across.map((column) =>
        cell(
          gather.rows.filter(column.is),
          sketch.stands?.(column.code) ?? `${code}.all.${column.code}`,
          column.label,
        ),
      ),
      cell(gather.rows, 'activities', 'Activities in the plan'),
    ],
  }
}

/** A figure a row: what it counts, how many, and its share of all. */
export function figureTable(
  gather: Gathering,
  sketch: {
    readonly code: string
    readonly caption: string
    readonly heading: string
    readonly of?: string
    readonly rows: readonly {
      readonly code: string
      readonly label: string
      readonly rows: readonly FrozenRow[]
      readonly of?: readonly FrozenRow[]
    }[]
    readonly totals?: readonly ReportWords[]
  },
): ReportTable {
  return {
    code: sketch.code,
    caption: sketch.caption,
    columns: [
      { label: sketch.heading },
      { label: 'Activities', align: RIGHT },
      { label: 'Of', align: RIGHT },
      { label: 'Share', align: RIGHT },
    ],
    rows: sketch.rows.map(({ code, label, rows, of = gather.rows }) => {
      const counted = gather.tallied({ code, title: label, rows, of: of.length })
      const known = gather.figures.get(counted.figure)
      const share: FigureRun = {
        figure: counted.figure,
        as: 'percent',
        value: percentOf(rows.length, of.length),
      }
      return [
        isPartialRun(counted) ? asFarAsKnown(label) : label,
        [counted],
        known?.denominator === null ? '' : printed({ as: 'count', value: of.length }),
        known?.denominator === null ? '' : [share],
      ]
    }),
    ...(sketch.totals === undefined ? {} : { totals: sketch.totals }),
  }
}
