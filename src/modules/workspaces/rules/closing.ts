// What it means to close a place for days, in words that the people there read.
import { formatDate, formatDateRange } from '#platform/time/index.ts'
import type { PlaceKind } from './words.ts'

export const MOVES = {
  anywhere: 'To an equal place in the workplace, or the nearest other that lets them in',
  site: 'To an equal place in the same workplace only',
  nobody: 'Nobody is moved: their bookings are withdrawn, and they are told',
} as const
export type Moves = keyof typeof MOVES

/** The sites to which people may be moved from a site; null for all. */
export const sitesFor = (moves: Moves, siteId: string): readonly string[] | null =>
  moves === 'anywhere' ? null : moves === 'site' ? [siteId] : []

/** When a whole workplace cannot be used, its own places are avoided, so everywhere means elsewhere. */
export const sitesElsewhere = (moves: 'anywhere' | 'nobody'): readonly string[] | null =>
  moves === 'anywhere' ? null : []

export type ClosedPlace = { readonly kind: PlaceKind; readonly id: string; readonly name: string }

/** "The second floor of Gun Wharf", "Desk 12 at Gun Wharf", "Gun Wharf". */
export const placeWords = (place: Pick<ClosedPlace, 'kind' | 'name'>, site: string): string =>
  place.kind === 'site' ? site : `${place.name} at ${site}`

/** "Gun Wharf is closed from 3 to 5 December 2026: boiler repairs." */
export function closedWords(
  place: string,
  reason: string,
  { first, last }: { readonly first: Temporal.PlainDate; readonly last: Temporal.PlainDate | null },
): string {
  const sentence = /[.!?]$/.test(reason) ? reason : `${reason}.`
  if (last === null) return `${place} is closed from ${formatDate(first)}: ${sentence}`
  return `${place} is closed ${first.equals(last) ? `on ${formatDate(first)}` : formatDateRange(first, last)}: ${sentence}`
}
