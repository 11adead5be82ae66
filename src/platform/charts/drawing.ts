// What all charts share: their words, how values are written, and looks that do not rest on colour.
import { Defect } from '../errors/index.ts'
import { html, safe, type Content, type Html } from '../html/index.ts'
import { formatPounds } from '../money/index.ts'
import type { Column } from '../tables/index.ts'

/** Money is pence in a bigint; the others are numbers. */
export type ChartKind = 'money' | 'number' | 'percent'
export type ChartValue = bigint | number

export type ChartWords = {
  readonly title: string
  /** The one sentence a reader should take from it: the alternative text. */
  readonly description: string
  readonly kind: ChartKind
  /** Unique on the page; made from the title when left out. */
  readonly id?: string
  /** The main colour as hex. The page's own brand replaces it there. */
  readonly colour?: string
}

/** A drawn chart with the table of its figures. */
export type Chart = {
  readonly title: string
  readonly svg: Html
  readonly columns: readonly Column<readonly (string | ChartValue | null)[]>[]
  readonly rows: readonly (readonly (string | ChartValue | null)[])[]
}

export const WIDTH = 640
export const INK = '#0b0c0c'
export const QUIET = '#484949'
export const GRID = '#cecece'
export const BRAND = '#0b4f5c'
const FONT = "'Source Sans 3', 'Segoe UI', Roboto, 'Noto Sans', Arial, sans-serif"

const FIGURES = new Intl.NumberFormat('en-GB')

export const written = (value: ChartValue, kind: ChartKind): string => {
  if (kind === 'money') return formatPounds(BigInt(value))
  // The sign that the table beside it has.
  const figure = FIGURES.format(value).replace('-', '−')
  return kind === 'percent' ? `${figure}%` : figure
}

/** A value as a coordinate's number. Exactness ends here: it is a picture. */
export const amount = (value: ChartValue): number => Number(value)

export const rounded = (value: number): string => String(Math.round(value * 10) / 10)

export const idOf = (words: ChartWords): string =>
  words.id ??
  `chart-${words.title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')}`

/** The drawing with its name and description for those who cannot see it. */
export function svg(words: ChartWords, height: number, content: Content): Html {
  const id = idOf(words)
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${rounded(height)}" width="${WIDTH}" height="${rounded(height)}" role="img" aria-labelledby="${id}-title ${id}-desc" font-family="${FONT}" font-size="15" fill="${INK}">
    <title id="${id}-title">${words.title}</title>
    <desc id="${id}-desc">${words.description}</desc>
    ${content}</svg>`
}

type TextMore = {
  readonly anchor?: 'start' | 'middle' | 'end'
  readonly fill?: string
  readonly bold?: boolean
  readonly size?: number
}

export function text(x: number, y: number, content: string, more: TextMore = {}): Html {
  return html`<text x="${rounded(x)}" y="${rounded(y)}"${more.anchor === undefined || more.anchor === 'start' ? null : html` text-anchor="${more.anchor}"`}${
    more.fill === undefined ? null : html` fill="${more.fill}"`
  }${more.bold === true ? html` font-weight="700"` : null}${more.size === undefined ? null : html` font-size="${more.size}"`}>${content}</text>`
}

/** About how wide words are at 15 units. */
export const widthOf = (words: string, size = 15): number => words.length * size * 0.57

/** Words in at most `lines` lines of a width; what does not fit ends in "…" and stands whole in the table. */
export function wrapped(words: string, width: number, lines: number): string[] {
  const result: string[] = []
  let line = ''
  for (const word of words.split(/\s+/)) {
    const longer = line === '' ? word : `${line} ${word}`
    if (widthOf(longer) <= width || line === '') line = longer
    else {
      result.push(line)
      line = word
    }
  }
  result.push(line)
  const kept = result.slice(0, lines)
  const shorten = (one: string, more: boolean): string => {
    const room = Math.max(3, Math.floor(width / (15 * 0.57)))
    return one.length > room || more ? `${one.slice(0, room - 1).trimEnd()}…` : one
  }
  return kept.map((one, at) => shorten(one, at === lines - 1 && result.length > lines))
}

/** How many series can be told apart without colour; more than these belong in a table. */
export const MOST_SERIES = 5

export function checkSeries(count: number): void {
  if (count > MOST_SERIES)
    throw new Defect(`A chart of ${count} series cannot be read; the most is ${MOST_SERIES}`)
}

/** Fill patterns, told apart in black and white: solid, diagonal, dots, cross, empty. */
export function patterns(id: string, colour: string): Html {
  const brand = html`class="connects-chart__brand" `
  return html`<defs>${[
    html`<pattern id="${id}-p1" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="7" height="7" fill="#fff" /><rect ${brand}width="3" height="7" fill="${colour}"/></pattern>`,
    html`<pattern id="${id}-p2" width="7" height="7" patternUnits="userSpaceOnUse"><rect width="7" height="7" fill="#fff" /><circle ${brand}cx="3.500" cy="3.500" r="1.700" fill="${colour}"/></pattern>`,
    html`<pattern id="${id}-p3" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" fill="#fff" /><path d="M0 4h8M4 0v8" stroke="${QUIET}" stroke-width="1.500"/></pattern>`,
  ]}</defs>`
}

/** The fill of one series. */
export const fillOf = (id: string, at: number, colour: string): string =>
  at === 0 ? colour : at === 4 ? '#ffffff' : `url(#${id}-p${at})`

/** The class by which the page puts its own brand in place of the solid fill. */
export const brandClass = (at: number): Html | null =>
  at === 0 ? safe(' class="connects-chart__brand"') : null
