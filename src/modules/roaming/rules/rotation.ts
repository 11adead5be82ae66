// A shared secret changes in three steps that bear each other's order (G6). Both servers of a link have two listeners, so
// both secrets are accepted for a while; which one either side asks with is said by the generation it runs.
//
//   still ──begin──► prepared ──move──► moved ──finish──► still
//     ▲                 │                │ ▲
//     └─────abandon─────┘                └─┴── abandon (the two change places)
//
//   still     one standing: accepted and used by both sides
//   prepared  the new one is accepted in the free slot; everybody still asks with the old one
//   moved     the new one stands and is asked with; the old one is still accepted
//
// Servers take up generations when they can, one before the other, and some fall back. So a step is allowed by what the
// servers were seen to run, not by what was published.
//
// radsecproxy keeps one secret for each neighbour. With it no proof can be had before both ask with the new one, and none
// of its logins passes from when the first server takes that up until the second does. Somebody agrees to that gap.
import type { CredentialState } from './words.ts'

export type Phase = 'still' | 'prepared' | 'moved'

type Kept = { readonly state: CredentialState }

/** Where a link stands, by its credentials that are not retired; null for one that has none yet. */
export function phaseOf(credentials: readonly Kept[]): Phase | null {
  const has = (state: CredentialState) => credentials.some((one) => one.state === state)
  if (!has('standing')) return null
  return has('prepared') ? 'prepared' : has('retiring') ? 'moved' : 'still'
}

/** What is known of one server of a link, about the secret that is to be, or is, the standing one. */
export type Side = {
  readonly name: string
  /** Without a program of ours beside it nobody sees what it runs. */
  readonly hasAgent: boolean
  /** Whether the generation that it runs accepts the new secret. */
  readonly accepts: boolean
  /** Whether it runs a generation that asks with the new secret, and no other that does not can be on its way to it. */
  readonly uses: boolean
  /** When its asking under the new secret was last answered. */
  readonly provedAt: Temporal.Instant | null
  /** Whether it could be seen to ask: one that only signs people in asks nobody, one without answers cannot be asked. */
  readonly canProve: boolean
  /** Whether it keeps one secret for each neighbour, and gets the new one only when it is to ask with it. */
  readonly changesAtOnce: boolean
}

export type Sides = { readonly lower: Side; readonly upper: Side }

/** Whether the secret of these two cannot be changed without a short gap. */
export const needsGap = ({ lower, upper }: Sides): boolean => lower.changesAtOnce || upper.changesAtOnce

/** What stands in the way of asking with the new secret; nothing when it is safe. */
export function obstaclesToMove({ lower, upper }: Sides): string[] {
  return [
    ...[lower, upper]
      .filter((side) => side.hasAgent && !side.accepts)
      .map(
        (side) =>
          `${side.name} does not run a generation yet that accepts the new secret. Make, approve and publish one; its agent takes it within minutes.`,
      ),
    ...(needsGap({ lower, upper }) ? [] : [...notProved(lower, upper), ...notProved(upper, lower)]),
  ]
}

const notProved = (side: Side, other: Side): string[] =>
  side.provedAt !== null || !side.canProve
    ? []
    : [`${side.name} was not yet seen to be answered by ${other.name} under the new secret.`]

/** What stands in the way of taking the old secret away; nothing when it is safe. */
export function obstaclesToFinish({ lower, upper }: Sides): string[] {
  return [
    ...[lower, upper]
      .filter((side) => side.hasAgent && !side.uses)
      .map(
        (side) =>
          `${side.name} does not run a generation yet that asks with the new secret. Make, approve and publish one; its agent takes it within minutes.`,
      ),
    ...[lower, upper]
      .filter((side) => !side.hasAgent && side.canProve && side.provedAt === null)
      .map((side) => `${side.name} was not yet seen to ask with the new secret.`),
  ]
}

/** Whether somebody has to say that it is done, because no program of ours is there to see it. */
export const needsWord = ({ lower, upper }: Sides): boolean => !lower.hasAgent || !upper.hasAgent

/** The day on which a secret is due to be changed. */
export const dueOn = (madeOn: Temporal.PlainDate, rotateDays: number): Temporal.PlainDate =>
  madeOn.add({ days: rotateDays })
