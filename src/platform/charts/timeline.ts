// What became of one thing over a row of periods: its state in each as a word with a pattern, and under it the dates
// it was given, so that a date that keeps moving is seen as a line that climbs.
import { html, type Html } from '../html/index.ts'
import { formatDate, formatMonth } from '../time/index.ts'
import {
  BRAND,
  brandClass,
  checkSeries,
  fillOf,
  GRID,
  idOf,
  INK,
  patterns,
  QUIET,
  rounded,
  svg,
  text,
  widthOf,
  WIDTH,
  wrapped,
  type Chart,
  type ChartWords,
} from './drawing.ts'
import { DASHES, marker } from './marks.ts'

/** A date over the periods; null where none was given. */
export type TimelineDates = {
  readonly name: string
  readonly values: readonly (Temporal.PlainDate | null)[]
}

const STRIP = 42
const TALL = 170
const NAMES = 150
const LEFT = 74

type Frame = { readonly top: number; readonly step: number; readonly right: number }

export function timelineChart(
  words: Omit<ChartWords, 'kind'> & {
    /** The periods, the oldest first. */
    readonly points: readonly string[]
    readonly pointHeading?: string
    /** Every state there is, in the order of its patterns: at most five. */
    readonly states: readonly string[]
    /** The state in each period; null where nothing is known, which leaves a gap. */
    readonly stateOf: readonly (string | null)[]
    readonly stateHeading?: string
    readonly dates: readonly TimelineDates[]
  },
): Chart {
  checkSeries(words.states.length)
  checkSeries(words.dates.length)
  const { points, states, dates, stateOf } = words
  const id = idOf({ ...words, kind: 'number' })
  const colour = words.colour ?? BRAND
  const shown = states.filter((state) => stateOf.includes(state))
  const key = legend(
    shown.map((name) => ({ name, at: states.indexOf(name) })),
    id,
    colour,
  )
  const right = WIDTH - NAMES
  const frame: Frame = { top: key.height, step: (right - LEFT) / Math.max(points.length, 1), right }
  const given = dates.filter((one) => one.values.some((value) => value !== null))
  const plot = given.length === 0 ? 0 : TALL + 30
  return {
    title: words.title,
    svg: svg({ ...words, kind: 'number' }, key.height + STRIP + plot + 34, [
      patterns(id, colour),
      key.drawing,
      strip(stateOf, states, frame, { id, colour }),
      given.length === 0 ? null : drift(given, frame, colour),
      labels(points, frame, key.height + STRIP + plot + 22),
    ]),
    columns: [
      words.pointHeading ?? 'When',
      words.stateHeading ?? 'State',
      ...dates.map((one) => one.name),
    ].map((label, at) => ({
      key: String(at),
      label,
      kind: 'text' as const,
      value: (row) => row[at] ?? null,
    })),
    rows: points.map((point, at) => [
      point,
      stateOf[at] ?? null,
      ...dates.map((one) => {
        const date = one.values[at] ?? null
        return date === null ? null : formatDate(date)
      }),
    ]),
  }
}

/** What the patterns mean; only those that occur. */
function legend(
  entries: readonly { readonly name: string; readonly at: number }[],
  id: string,
  colour: string,
): { drawing: Html; height: number } {
  let x = 0
  let y = 4
  const drawn = entries.map(({ name, at }) => {
    const width = widthOf(name) + 46
    if (x > 0 && x + width > WIDTH) {
      x = 0
      y += 26
    }
    const entry = html`<rect${brandClass(at)} x="${rounded(x + 1)}" y="${y}" width="22" height="16" fill="${fillOf(id, at, colour)}" stroke="${INK}" stroke-width="1"/>${text(x + 30, y + 13, name)}`
    x += width
    return entry
  })
  return { drawing: html`${drawn}`, height: entries.length === 0 ? 4 : y + 32 }
}

type Run = { readonly state: string; readonly from: number; until: number }

/** Periods of the same state beside each other are one box, so that there is room for its word. */
function runsOf(stateOf: readonly (string | null)[]): Run[] {
  const runs: Run[] = []
  for (const [at, state] of stateOf.entries()) {
    const last = runs.at(-1)
    if (state === null) continue
    if (last !== undefined && last.state === state && last.until === at) last.until = at + 1
    else runs.push({ state, from: at, until: at + 1 })
  }
  return runs
}

function strip(
  stateOf: readonly (string | null)[],
  states: readonly string[],
  { top, step }: Frame,
  more: { readonly id: string; readonly colour: string },
): Html {
  return html`${runsOf(stateOf).map(({ state, from, until }) => {
    const at = states.indexOf(state)
    const [x, width] = [LEFT + from * step, (until - from) * step]
    const lines = wrapped(state, width - 10, 2)
    const isWhole = lines.every((one) => !one.endsWith('…'))
    // Where the word has no room the key has it, and the table.
    const said = isWhole ? wordsIn(lines, x + width / 2, top, at === 0) : null
    return html`<rect${brandClass(at)} x="${rounded(x)}" y="${top}" width="${rounded(width)}" height="${STRIP}" fill="${fillOf(more.id, at, more.colour)}" stroke="${INK}" stroke-width="1"/>${said}`
  })}`
}

/** The word in its box, in one line or two; on a pattern it needs a plain ground to be readable. */
function wordsIn(lines: readonly string[], middle: number, top: number, isSolid: boolean): Html {
  const wide = Math.max(...lines.map((one) => widthOf(one, 14))) + 2
  const first = lines.length > 1 ? top + 18 : top + 25
  const ground = isSolid
    ? null
    : html`<rect x="${rounded(middle - wide / 2)}" y="${first - 13}" width="${rounded(wide)}" height="${lines.length * 14 + 3}" fill="#fff"/>`
  return html`${ground}${lines.map((one, at) =>
    text(middle, first + at * 14, one, { anchor: 'middle', size: 14, fill: isSolid ? '#ffffff' : INK }),
  )}`
}

const dayNumber = (date: Temporal.PlainDate): number =>
  Math.round(date.toZonedDateTime('UTC').epochMilliseconds / 86_400_000)

const dayOf = (number: number): Temporal.PlainDate =>
  Temporal.Instant.fromEpochMilliseconds(number * 86_400_000)
    .toZonedDateTimeISO('UTC')
    .toPlainDate()

/** The dates as lines: the later, the higher. */
function drift(dates: readonly TimelineDates[], frame: Frame, colour: string): Html {
  const days = dates.flatMap((one) => one.values).flatMap((date) => (date === null ? [] : [dayNumber(date)]))
  // At least two months from bottom to top, so that a week does not look like a year.
  const middle = (Math.min(...days) + Math.max(...days)) / 2
  const half = Math.max((Math.max(...days) - Math.min(...days)) / 2, 30) * 1.1
  const base = frame.top + STRIP + 18
  const y = (day: number): number => base + TALL - ((day - (middle - half)) / (2 * half)) * TALL
  const x = (at: number): number => LEFT + (at + 0.5) * frame.step
  return html`${ticksOf(middle - half, middle + half).map(
    (tick) =>
      html`<line x1="${LEFT}" y1="${rounded(y(dayNumber(tick)))}" x2="${rounded(frame.right)}" y2="${rounded(y(dayNumber(tick)))}" stroke="${GRID}" stroke-width="1"/>${text(LEFT - 6, y(dayNumber(tick)) + 5, shortMonth(tick), { anchor: 'end', size: 13, fill: QUIET })}`,
  )}${dates.map((one, at) => line(one, at, { x, y, colour }))}${names(dates, frame, y, base)}`
}

const shortMonth = (date: Temporal.PlainDate): string => {
  const [month = '', year = ''] = formatMonth(date).split(' ')
  return `${month.slice(0, 3)} ${year}`
}

/** Firsts of months, some five of them. */
function ticksOf(least: number, most: number): Temporal.PlainDate[] {
  const first = dayOf(Math.ceil(least)).with({ day: 1 }).add({ months: 1 })
  const months = (most - least) / 30.4
  const every = [1, 2, 3, 6, 12, 24, 60, 120].find((one) => months / one <= 6) ?? 240
  const all: Temporal.PlainDate[] = []
  for (let at = first; dayNumber(at) <= most && all.length < 200; at = at.add({ months: 1 }))
    if ((at.year * 12 + at.month - 1) % every === 0) all.push(at)
  return all
}

function line(
  one: TimelineDates,
  at: number,
  { x, y, colour }: { x: (at: number) => number; y: (day: number) => number; colour: string },
): Html {
  const stroke = at === 0 ? colour : INK
  const spots = one.values.flatMap((date, index) =>
    date === null ? [] : [{ index, x: x(index), y: y(dayNumber(date)) }],
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

/** Each line is named at its end; names that would cover each other are moved apart. */
function names(
  dates: readonly TimelineDates[],
  frame: Frame,
  y: (day: number) => number,
  base: number,
): Html {
  const ends = dates
    .map((one) => {
      const last = one.values.findLast((date) => date !== null)
      return { name: one.name, y: last === null || last === undefined ? base : y(dayNumber(last)) }
    })
    .toSorted((one, other) => one.y - other.y)
  let lowest = 0
  return html`${ends.map((end) => {
    const lines = wrapped(end.name, NAMES - 16, 2)
    const at = Math.max(end.y + 5, lowest)
    lowest = at + lines.length * 16 + 2
    return lines.map((words, index) =>
      text(frame.right + 10, at + index * 16, words, { bold: true, size: 14 }),
    )
  })}`
}

/** As many names of periods as fit beside each other, the last always among them. */
function labels(points: readonly string[], { step }: Frame, y: number): Html {
  const widest = Math.max(...points.map((point) => widthOf(point, 13)), 1) + 10
  const every = Math.max(1, Math.ceil(widest / step))
  return html`${points.map((point, at) =>
    (points.length - 1 - at) % every === 0
      ? text(LEFT + (at + 0.5) * step, y, point, { anchor: 'middle', size: 13, fill: QUIET })
      : null,
  )}`
}
