// Where the risks of a register stand on its matrix: a real table whose cells say their band in words and lead to
// their risks, and for documents the same as a drawing whose bands differ by pattern.
import { html, type Html } from '#platform/html/index.ts'
import { tableOf } from '#platform/tables/index.ts'
import { emptyState, hint, link } from '#web/parts.ts'
import type { MatrixVersion } from '../queries/matrices.ts'
import { bandOf, BANDS, scoreOf, type BandName, type Measure } from '../rules.ts'
import { bandTag } from './words.ts'

export type Placed = {
  readonly id: string
  readonly reference: string
  readonly title: string
  readonly href: string
  readonly likelihood: number
  readonly impact: number
  /** Where it stood at the beginning of the quarter; null when it was not scored then. */
  readonly before: { readonly likelihood: number; readonly impact: number } | null
}

export type HeatMap = {
  readonly matrix: MatrixVersion
  readonly measure: Measure
  readonly placed: readonly Placed[]
}

export const inCell = (map: HeatMap, likelihood: number, impact: number): readonly Placed[] =>
  map.placed.filter((one) => one.likelihood === likelihood && one.impact === impact)

/** The steps of likelihood from the highest down, as a matrix is read. */
const rowsOf = (matrix: MatrixVersion) =>
  matrix.likelihood.map((step, at) => ({ words: step.words, likelihood: at + 1 })).toReversed()

/** The heat map as a table: likelihood down, impact across, each count a link to its risks. */
export function heatTable(map: HeatMap, href: (likelihood: number, impact: number) => string): Html {
  const { matrix, measure } = map
  type Row = ReturnType<typeof rowsOf>[number]
  return tableOf<Row>(
    [
      {
        key: 'likelihood',
        label: 'Likelihood',
        kind: 'text',
        value: (row) => `${row.likelihood} ${row.words}`,
      },
      ...matrix.impact.map((step, at) => ({
        key: `impact-${at + 1}`,
        label: `Impact ${at + 1} ${step.words}`,
        kind: 'text' as const,
        value: () => '',
        show: (row: Row) => cell(map, { ...row, impact: at + 1 }, step.words, href),
      })),
    ],
    rowsOf(matrix),
    {
      caption: `Risks by likelihood and impact, ${measure} score`,
      captionSize: 's',
      sortedBy: 'Most likely first',
    },
  )
}

function cell(
  map: HeatMap,
  place: { readonly words: string; readonly likelihood: number; readonly impact: number },
  impactWords: string,
  href: (likelihood: number, impact: number) => string,
): Html {
  const count = inCell(map, place.likelihood, place.impact).length
  const band = bandOf(map.matrix, place)
  if (count === 0) return html`${bandTag(band)}<span class="govuk-visually-hidden"> no risks</span>`
  return html`${link(href(place.likelihood, place.impact), html`<strong>${count}</strong>`, {
    hidden: `${count === 1 ? 'risk' : 'risks'} at ${place.words.toLowerCase()}, ${impactWords.toLowerCase()}`,
  })} ${bandTag(band)}`
}

/** What moved since the quarter began, in words. */
export function movement(map: HeatMap, since: string): Html {
  const moved = map.placed.filter((one) => changed(one) !== 0 || isNew(one) || sideways(one))
  return tableOf<Placed>(
    [
      {
        key: 'risk',
        label: 'Risk',
        kind: 'text',
        value: (row) => row.title,
        show: (row) => html`${link(row.href, row.title)} ${hint(row.reference)}`,
      },
      { key: 'from', label: 'Stood at', kind: 'text', value: (row) => placeWords(map.matrix, row.before) },
      { key: 'to', label: 'Stands at', kind: 'text', value: (row) => placeWords(map.matrix, row) },
      { key: 'way', label: 'Movement', kind: 'text', value: wayWords },
    ],
    moved,
    {
      caption: `Moved since ${since}`,
      captionSize: 's',
      sortedBy: 'As in the register',
      empty: emptyState('Nothing moved', `No ${map.measure} score has changed since ${since}.`),
    },
  )
}

const isNew = (one: Placed): boolean => one.before === null
const changed = (one: Placed): number => (one.before === null ? 0 : scoreOf(one) - scoreOf(one.before))
const sideways = (one: Placed): boolean =>
  one.before !== null && (one.before.likelihood !== one.likelihood || one.before.impact !== one.impact)

function wayWords(one: Placed): string {
  if (one.before === null) return 'New'
  const by = changed(one)
  return by === 0 ? 'Sideways' : by > 0 ? `Up by ${by}` : `Down by ${-by}`
}

function placeWords(
  matrix: MatrixVersion,
  score: { readonly likelihood: number; readonly impact: number } | null,
): string {
  return score === null
    ? 'Not scored'
    : `${score.likelihood} × ${score.impact} = ${scoreOf(score)}, ${BANDS[bandOf(matrix, score)].toLowerCase()}`
}

const CELL = { wide: 108, tall: 52 } as const
const LEFT = 150
const TOP = 8
const INK = '#0b0c0c'

// Pattern and depth of colour tell the bands apart, and the word stands in each cell.
const FILLS: Readonly<Record<BandName, { readonly colour: string; readonly lines: number }>> = {
  low: { colour: '#e6f2ea', lines: 0 },
  medium: { colour: '#fff4cc', lines: 1 },
  high: { colour: '#fcd9bd', lines: 2 },
  'very-high': { colour: '#f3b3b0', lines: 3 },
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** The same as a drawing for a document. */
export function heatSvg(map: HeatMap): string {
  const { matrix } = map
  const rows = rowsOf(matrix)
  const wide = LEFT + matrix.impact.length * CELL.wide + 4
  const tall = TOP + rows.length * CELL.tall + 48
  const cells = rows.flatMap((row, at) =>
    matrix.impact.map((_, impact) =>
      square(
        map,
        { x: LEFT + impact * CELL.wide, y: TOP + at * CELL.tall },
        {
          likelihood: row.likelihood,
          impact: impact + 1,
        },
      ),
    ),
  )
  const left = rows.map(
    (row, at) =>
      `<text x="${LEFT - 10}" y="${TOP + at * CELL.tall + CELL.tall / 2 + 5}" text-anchor="end" font-size="14" fill="${INK}">${escaped(`${row.likelihood} ${row.words}`)}</text>`,
  )
  const below = matrix.impact.map(
    (step, at) =>
      `<text x="${LEFT + at * CELL.wide + CELL.wide / 2}" y="${TOP + rows.length * CELL.tall + 20}" text-anchor="middle" font-size="14" fill="${INK}">${escaped(`${at + 1} ${step.words}`)}</text>`,
  )
  const axis = `<text x="${LEFT + (matrix.impact.length * CELL.wide) / 2}" y="${tall - 6}" text-anchor="middle" font-size="14" font-weight="600" fill="${INK}">Impact (across) and likelihood (up)</text>`
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${wide} ${tall}" width="${wide}" height="${tall}" font-family="Source Sans 3, sans-serif">${cells.join('')}${left.join('')}${below.join('')}${axis}</svg>`
}

function square(
  map: HeatMap,
  at: { readonly x: number; readonly y: number },
  score: { readonly likelihood: number; readonly impact: number },
): string {
  const band = bandOf(map.matrix, score)
  const count = inCell(map, score.likelihood, score.impact).length
  const { colour, lines } = FILLS[band]
  const hatch = Array.from({ length: lines * 3 }, (_, line) => {
    const x = at.x + ((line + 1) * CELL.wide) / (lines * 3 + 1)
    return `<line x1="${x}" y1="${at.y + CELL.tall - 7}" x2="${x + 6}" y2="${at.y + CELL.tall - 2}" stroke="${INK}" stroke-width="1"/>`
  }).join('')
  const figure =
    count === 0
      ? ''
      : `<text x="${at.x + CELL.wide / 2}" y="${at.y + 22}" text-anchor="middle" font-size="18" font-weight="700" fill="${INK}">${count}</text>`
  return `<rect x="${at.x}" y="${at.y}" width="${CELL.wide}" height="${CELL.tall}" fill="${colour}" stroke="#505a5f" stroke-width="1"/>${hatch}${figure}<text x="${at.x + CELL.wide / 2}" y="${at.y + 39}" text-anchor="middle" font-size="12" fill="${INK}">${BANDS[band]}</text>`
}
