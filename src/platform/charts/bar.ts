// One bar a row, lying, with its name before it and its figure behind it: nothing to look up in a legend.
import { html, type Html } from '../html/index.ts'
import type { Column } from '../tables/index.ts'
import {
  amount,
  BRAND,
  INK,
  rounded,
  svg,
  text,
  widthOf,
  WIDTH,
  wrapped,
  written,
  type Chart,
  type ChartKind,
  type ChartValue,
  type ChartWords,
} from './drawing.ts'

export type Bar = { readonly label: string; readonly value: ChartValue }

const ROW = 38
const LABELS = 210

/** Bars to compare one figure of several things, in the order given. */
export function barChart(
  words: ChartWords & {
    readonly bars: readonly Bar[]
    readonly labelHeading?: string
    readonly valueHeading?: string
  },
): Chart {
  const { bars, kind } = words
  const values = bars.map((bar) => amount(bar.value))
  const least = Math.min(0, ...values)
  const span = Math.max(0, ...values) - least || 1
  const figures = Math.max(60, ...bars.map((bar) => widthOf(written(bar.value, kind)) + 10))
  const room = WIDTH - LABELS - figures
  const zero = LABELS + ((0 - least) / span) * room
  const rows = bars.map((bar, at) =>
    drawnBar(bar, at, { kind, zero, perUnit: room / span, colour: words.colour ?? BRAND }),
  )
  const height = bars.length * ROW + 8
  const axis = html`<line x1="${rounded(zero)}" y1="2" x2="${rounded(zero)}" y2="${height - 4}" stroke="${INK}" stroke-width="1"/>`
  return {
    title: words.title,
    svg: svg(words, height, [rows, axis]),
    columns: tableColumns([words.labelHeading ?? 'Name', words.valueHeading ?? 'Figure'], kind),
    rows: bars.map((bar) => [bar.label, bar.value]),
  }
}

type Scale = {
  readonly kind: ChartKind
  readonly zero: number
  readonly perUnit: number
  readonly colour: string
}

function drawnBar(bar: Bar, at: number, { kind, zero, perUnit, colour }: Scale): Html {
  const top = at * ROW + 6
  const value = amount(bar.value)
  const length = Math.abs(value) * perUnit
  const left = value < 0 ? zero - length : zero
  const lines = wrapped(bar.label, LABELS - 12, 2)
  const first = lines.length > 1 ? top + 10 : top + 18
  return html`${lines.map((line, index) => text(LABELS - 10, first + index * 16, line, { anchor: 'end' }))}<rect class="connects-chart__brand" x="${rounded(left)}" y="${top}" width="${rounded(Math.max(length, value === 0 ? 0 : 1))}" height="${ROW - 12}" fill="${colour}"/>${text((value < 0 ? zero : left + length) + 6, top + 18, written(bar.value, kind), { bold: true })}`
}

/** The columns of a chart's table: the name, then a figure each. */
export function tableColumns(
  headings: readonly string[],
  kind: ChartKind,
): Column<readonly (string | ChartValue | null)[]>[] {
  return headings.map((label, at) => ({
    key: String(at),
    label,
    kind: at === 0 ? 'text' : kind,
    value: (row) => row[at] ?? null,
  }))
}
