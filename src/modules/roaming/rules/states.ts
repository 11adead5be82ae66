// How a member, and the federation, are today in one word, from the troubles that are open and from what is watched at
// all. Not watched is not good: then it is not known.
import type { BrokenPart } from './words.ts'

export const STATES = ['good', 'degraded', 'down', 'unknown'] as const
export type State = (typeof STATES)[number]

/** A word for each; the page puts a shape before it, so that nobody needs the colour. */
export const STATE_WORDS: Readonly<Record<State, string>> = {
  good: 'Working',
  degraded: 'Working in part',
  down: 'Not working',
  unknown: 'Not known',
}

/** By what a member's state is known: whole logins, its servers' own answers only, or nothing. */
export type WatchedBy = 'login' | 'status' | 'nothing'

type Open = {
  readonly part: BrokenPart
  readonly member_id: string | null
  readonly server_id: string | null
  readonly realm_id: string | null
  readonly is_partial: boolean
}

const STOPS: ReadonlySet<BrokenPart> = new Set([
  'home-radius',
  'home-directory',
  'unknown-realm',
  'certificate',
])

const isWhole = (one: Open, part: BrokenPart): boolean =>
  one.part === part && one.member_id === null && one.server_id === null && !one.is_partial

/** Whether our own watching is at fault, so that nothing is known. */
export const areBlind = (open: readonly Open[]): boolean =>
  open.some((one) => isWhole(one, 'probe') || isWhole(one, 'clock'))

export function stateOfMember(
  memberId: string,
  open: readonly Open[],
  seen: { readonly by: WatchedBy; readonly realms: number },
): State {
  if (areBlind(open)) return 'unknown'
  const own = open.filter((one) => one.member_id === memberId)
  const stopping = own.filter((one) => STOPS.has(one.part) && !one.is_partial)
  const stopped = new Set(stopping.flatMap((one) => one.realm_id ?? []))
  if (stopping.some((one) => one.realm_id === null) || (stopped.size > 0 && stopped.size >= seen.realms))
    return 'down'
  if (open.some((one) => isWhole(one, 'federation'))) return 'down'
  const isLimited = own.some((one) => STOPS.has(one.part) || one.part === 'visited')
  if (isLimited) return 'degraded'
  return seen.by === 'nothing' ? 'unknown' : 'good'
}

export function stateOfFederation(open: readonly Open[], isWatched: boolean): State {
  if (areBlind(open)) return 'unknown'
  const shared = open.filter((one) => one.part === 'federation' || one.part === 'upstream')
  if (shared.some((one) => isWhole(one, 'federation'))) return 'down'
  if (shared.length > 0) return 'degraded'
  return isWatched ? 'good' : 'unknown'
}
