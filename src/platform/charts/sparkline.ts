// A line the height of a word, beside the figure whose course it shows.
import { html, type Html } from '../html/index.ts'
import { amount, BRAND, rounded, type ChartValue } from './drawing.ts'

const WIDE = 90
const TALL = 22

/** The course of some values. `words` say what it shows ("Rising from 3 to 8"), for those who cannot see it. */
export function sparkline(values: readonly (ChartValue | null)[], words: string, colour = BRAND): Html {
  const known = values.filter((value) => value !== null).map(amount)
  const least = Math.min(...known)
  const span = Math.max(...known) - least
  const spots = values.flatMap((value, at) => {
    if (value === null) return []
    const share = span === 0 ? 0.5 : (amount(value) - least) / span
    return [
      {
        at,
        x: 4 + (values.length < 2 ? 0.5 : at / (values.length - 1)) * (WIDE - 8),
        y: TALL - 4 - share * (TALL - 8),
      },
    ]
  })
  const path = spots
    .map(
      (spot, index) =>
        `${index === 0 || spots[index - 1]?.at !== spot.at - 1 ? 'M' : 'L'}${rounded(spot.x)} ${rounded(spot.y)}`,
    )
    .join('')
  const last = spots.at(-1)
  return html`<svg xmlns="http://www.w3.org/2000/svg" class="connects-spark" viewBox="0 0 ${WIDE} ${TALL}" width="${WIDE}" height="${TALL}" role="img" aria-label="${words}">
    <path class="connects-chart__brand-line" d="${path}" fill="none" stroke="${colour}" stroke-width="2" />
    ${
      last === undefined
        ? null
        : html`<circle class="connects-chart__brand" cx="${rounded(last.x)}" cy="${rounded(last.y)}" r="3" fill="${colour}"/>`
    }</svg>`
}
