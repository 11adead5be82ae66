// Bars whose parts add up to a whole, such as spent, committed and available. Parts differ by pattern as well as
// by shade, and each says its own figure where there is room.
import { html, type Html } from '../html/index.ts'
import { tableColumns } from './bar.ts'
import {
  amount,
  BRAND,
  brandClass,
  checkSeries,
  fillOf,
  idOf,
  INK,
  patterns,
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

/** One bar: a value for each series, none of them negative. */
export type StackedBar = { readonly label: string; readonly values: readonly ChartValue[] }

const ROW = 46
const LABELS = 150

export function stackedBarChart(
  words: ChartWords & {
    readonly series: readonly string[]
    readonly bars: readonly StackedBar[]
    readonly labelHeading?: string
  },
): Chart {
  checkSeries(words.series.length)
  const { bars, kind } = words
  const id = idOf(words)
  const colour = words.colour ?? BRAND
  const totals = bars.map((bar) =>
    bar.values.reduce<number>((sum, value) => sum + Math.max(0, amount(value)), 0),
  )
  const sums = bars.map((bar) => totalOf(bar.values))
  const figures = Math.max(60, ...sums.map((sum) => widthOf(written(sum, kind)) + 12))
  const perUnit = (WIDTH - LABELS - figures) / (Math.max(...totals, 0) || 1)
  const key = legend(words.series, id, colour)
  const drawn = bars.map((bar, at) => stackedRow(bar, key.height + at * ROW, { id, kind, perUnit, colour }))
  return {
    title: words.title,
    svg: svg(words, key.height + bars.length * ROW + 4, [patterns(id, colour), key.drawing, drawn]),
    columns: tableColumns([words.labelHeading ?? 'Name', ...words.series, 'Total'], kind),
    rows: bars.map((bar, at) => [bar.label, ...bar.values, sums[at] ?? 0]),
  }
}

function totalOf(values: readonly ChartValue[]): ChartValue {
  return values.some((value) => typeof value === 'bigint')
    ? values.reduce<bigint>((sum, value) => sum + BigInt(value), 0n)
    : values.reduce<number>((sum, value) => sum + Number(value), 0)
}

/** What the patterns mean, in the order of the parts. */
function legend(series: readonly string[], id: string, colour: string): { drawing: Html; height: number } {
  let x = 0
  let y = 4
  const entries = series.map((name, at) => {
    const width = widthOf(name) + 46
    if (x > 0 && x + width > WIDTH) {
      x = 0
      y += 26
    }
    const entry = html`<rect${brandClass(at)} x="${rounded(x + 1)}" y="${y}" width="22" height="16" fill="${fillOf(id, at, colour)}" stroke="${INK}" stroke-width="1"/>${text(x + 30, y + 13, name)}`
    x += width
    return entry
  })
  return { drawing: html`${entries}`, height: y + 30 }
}

function stackedRow(
  bar: StackedBar,
  top: number,
  more: { id: string; kind: ChartKind; perUnit: number; colour: string },
): Html {
  let x = LABELS
  const lines = wrapped(bar.label, LABELS - 12, 2)
  const first = lines.length > 1 ? top + 14 : top + 21
  const parts = bar.values.map((value, at) => {
    const width = Math.max(0, amount(value)) * more.perUnit
    if (width === 0) return null
    const words = written(value, more.kind)
    const wide = widthOf(words, 14) + 12
    const middle = x + width / 2
    // A figure on a pattern needs a plain ground to be readable.
    const ground =
      at === 0
        ? null
        : html`<rect x="${rounded(middle - wide / 2)}" y="${top + 6}" width="${rounded(wide)}" height="20" fill="#fff"/>`
    const figure =
      wide > width - 4
        ? null
        : html`${ground}${text(middle, top + 21, words, { anchor: 'middle', size: 14, fill: at === 0 ? '#ffffff' : INK })}`
    const part = html`<rect${brandClass(at)} x="${rounded(x)}" y="${top}" width="${rounded(width)}" height="32" fill="${fillOf(more.id, at, more.colour)}" stroke="${INK}" stroke-width="1"/>${figure}`
    x += width
    return part
  })
  return html`${lines.map((line, index) => text(LABELS - 10, first + index * 16, line, { anchor: 'end' }))}${parts}${text(x + 7, top + 21, written(totalOf(bar.values), more.kind), { bold: true })}`
}
