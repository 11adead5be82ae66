// Lines over time, each named at its end, told apart by the shape of their points and the dash of the line.
import { html, type Html } from '../html/index.ts'
import { tableColumns } from './bar.ts'
import {
  amount,
  BRAND,
  checkSeries,
  GRID,
  INK,
  QUIET,
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
import { DASHES, marker } from './marks.ts'

/** One line; null where nothing was measured, which leaves a gap and is not drawn as nought. */
export type LineSeries = { readonly name: string; readonly values: readonly (ChartValue | null)[] }

const TOP = 14
const TALL = 220
const NAMES = 130

type Frame = {
  readonly left: number
  readonly right: number
  readonly y: (value: number) => number
  readonly x: (at: number) => number
}

export function lineChart(
  words: ChartWords & {
    readonly points: readonly string[]
    readonly series: readonly LineSeries[]
    readonly pointHeading?: string
  },
): Chart {
  checkSeries(words.series.length)
  const { kind, points, series } = words
  const values = series
    .flatMap((one) => one.values)
    .filter((value) => value !== null)
    .map(amount)
  const ticks = ticksOf(Math.min(0, ...values), Math.max(0, ...values), kind)
  const low = ticks[0] ?? 0
  const high = ticks.at(-1) ?? 1
  const left = Math.max(...ticks.map((tick) => widthOf(tickWords(tick, kind), 14))) + 10
  const right = WIDTH - NAMES
  const frame: Frame = {
    left,
    right,
    y: (value) => TOP + TALL - ((value - low) / (high - low || 1)) * TALL,
    x: (at) =>
      points.length < 2 ? (left + right) / 2 : left + 8 + (at / (points.length - 1)) * (right - left - 16),
  }
  const colour = words.colour ?? BRAND
  return {
    title: words.title,
    svg: svg(words, TOP + TALL + 30, [
      axes(ticks, points, kind, frame),
      series.map((one, at) => drawnLine(one, at, frame, colour)),
      names(series, frame),
    ]),
    columns: tableColumns([words.pointHeading ?? 'When', ...series.map((one) => one.name)], kind),
    rows: points.map((point, at) => [point, ...series.map((one) => one.values[at] ?? null)]),
  }
}

const tickWords = (tick: number, kind: ChartKind): string =>
  written(kind === 'money' ? BigInt(Math.round(tick)) : tick, kind)

/** Round figures for the axis: 1, 2 or 5 times a power of ten, some four of them. */
function ticksOf(least: number, most: number, kind: ChartKind): number[] {
  const rough = (most - least || 1) / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const smallest = kind === 'money' ? 100 : kind === 'number' ? 1 : 0
  const step = Math.max(([1, 2, 5, 10].find((times) => times * power >= rough) ?? 10) * power, smallest)
  const first = Math.floor(least / step) * step
  const count = Math.min(12, Math.ceil((most - first) / step) + 1)
  return Array.from({ length: Math.max(count, 2) }, (_, at) => Math.round((first + at * step) * 1e6) / 1e6)
}

function axes(ticks: readonly number[], points: readonly string[], kind: ChartKind, frame: Frame): Html {
  const lines = ticks.map(
    (tick) =>
      html`<line x1="${rounded(frame.left)}" y1="${rounded(frame.y(tick))}" x2="${rounded(frame.right)}" y2="${rounded(frame.y(tick))}" stroke="${tick === 0 ? INK : GRID}" stroke-width="1"/>${text(frame.left - 6, frame.y(tick) + 5, tickWords(tick, kind), { anchor: 'end', size: 14, fill: QUIET })}`,
  )
  // As many names of points as fit beside each other, the last always among them.
  const widest = Math.max(...points.map((point) => widthOf(point, 14)), 1) + 12
  const every = Math.max(1, Math.ceil((points.length * widest) / (frame.right - frame.left)))
  const labels = points.map((point, at) =>
    (points.length - 1 - at) % every === 0
      ? // The first begins at its point: centred, a long one would run out of the drawing.
        text(frame.x(at), TOP + TALL + 22, point, {
          anchor: at === 0 ? 'start' : 'middle',
          size: 14,
          fill: QUIET,
        })
      : null,
  )
  return html`${lines}${labels}`
}

function drawnLine(series: LineSeries, at: number, frame: Frame, colour: string): Html {
  const stroke = at === 0 ? colour : INK
  const spots = series.values.flatMap((value, index) =>
    value === null ? [] : [{ index, x: frame.x(index), y: frame.y(amount(value)) }],
  )
  const path = spots
    .map(
      (spot, index) =>
        `${index === 0 || spots[index - 1]?.index !== spot.index - 1 ? 'M' : 'L'}${rounded(spot.x)} ${rounded(spot.y)}`,
    )
    .join('')
  const dash = DASHES[at] ?? null
  return html`<path d="${path}" fill="none" stroke="${stroke}" stroke-width="2.500" stroke-linejoin="round"${dash === null ? null : html` stroke-dasharray="${dash}"`}${at === 0 ? html` class="connects-chart__brand-line"` : null}/>${spots.map((spot) => marker(at, spot.x, spot.y, stroke))}`
}

/** The names at the ends of the lines, moved apart where they would cover each other, and up from what is under the axis. */
function names(series: readonly LineSeries[], frame: Frame): Html {
  const ends = series
    .map((one) => {
      const last = one.values.findLastIndex((value) => value !== null)
      const value = one.values[last]
      const end = value === null || value === undefined ? TOP + TALL : frame.y(amount(value))
      return { lines: wrapped(one.name, NAMES - 16, 2), y: end + 5 }
    })
    .toSorted((a, b) => a.y - b.y)
  let next = 0
  for (const end of ends) {
    end.y = Math.max(end.y, next)
    next = end.y + tall(end.lines)
  }
  let under = TOP + TALL + 5 + LINE
  for (const end of ends.toReversed()) {
    end.y = Math.min(end.y, under - tall(end.lines))
    under = end.y
  }
  return html`${ends.map(({ lines, y }) =>
    lines.map((line, index) => text(frame.right + 10, y + index * LINE, line, { bold: true, size: 14 })),
  )}`
}

const LINE = 16
const tall = (lines: readonly string[]): number => lines.length * LINE + 2
