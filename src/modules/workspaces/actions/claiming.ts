// The locks of everybody who takes time (W2): counters by key, then resources by id, then a look at the claims. A look
// before the locks sells twice; the database's constraint alone, without them, ends in storms of deadlocks.
import type { Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { foundIn, usedOf, wantedOf, type InTheWay } from '../queries/claims.ts'
import { count, decideInOrder, reasonsAgainst, watchedBy, type Candidate, type Use } from '../rules.ts'
import { summed } from './counting.ts'

/** What a booking already has, which does not stand in its own way when it is changed. */
export type Having = { readonly bookingId: string; readonly uses: readonly Use[] }

type Held = {
  readonly used: readonly { readonly key: string; readonly used: number }[]
  readonly held: readonly { readonly id: string; readonly retired_on: string | null }[]
  readonly taken: readonly InTheWay[]
}

/**
 * Holds everything these candidates need and says of each whether it may be had, in their order: one that is had counts
 * for those after it. Candidates with reasons against them already are left as they are.
 */
export async function decideUnderLocks(
  inside: Inside,
  candidates: readonly Candidate[],
  having: Having | null = null,
): Promise<void> {
  const open = candidates.filter((one) => one.reasons.length === 0)
  if (open.length === 0) return
  const before = having?.uses ?? []
  const held = await hold(
    inside,
    open,
    [...open.flatMap((one) => one.uses), ...before],
    having?.bookingId ?? null,
  )
  const used = new Map(held.used.map((row) => [row.key, row.used]))
  noteRetired(open, held)
  // The row of the pool's place is held, so what others use of it stands still too.
  const others = await usedOf(
    { db: inside.tx },
    open.flatMap((one) => watchedBy(one)),
  )
  for (const [key, units] of others) if (!used.has(key)) used.set(key, units)
  for (const use of before) count(used, use, -1)
  const found = await foundIn({ db: inside.tx }, open, held.taken, having?.bookingId)
  decideInOrder(open, used, found)
}

async function hold(
  inside: Inside,
  open: readonly Candidate[],
  uses: readonly Use[],
  besides: string | null,
): Promise<Held> {
  const keys = summed(uses)
  const ids = new Set(open.flatMap(({ situation }) => [situation.resource.id, ...situation.resource.parts]))
  const { places, resources, starts, ends } = wantedOf(open)
  const { rows } = await sql<{ held: Held }>`
    select workspaces.hold(${keys.map((use) => use[0])}::text[], ${keys.map((use) => use[1])}::uuid[], ${keys.map((use) => use[2])}::uuid[],
      ${keys.map((use) => use[3])}::text[], ${keys.map((use) => use[4])}::text[], ${keys.map((use) => use[5])}::date[],
      ${[...ids]}::uuid[], ${places}::integer[], ${resources}::uuid[], ${starts}::timestamptz[], ${ends}::timestamptz[], ${besides}::uuid) as held`.execute(
    inside.tx,
  )
  return rows[0]!.held
}

/** Whoever retires a resource holds its row too, so what it says now is what it is. */
function noteRetired(open: readonly Candidate[], { held }: Held): void {
  const retired = new Map(held.map((row) => [row.id, row.retired_on]))
  for (const one of open) {
    const { resource } = one.situation
    const on = retired.get(resource.id) ?? null
    if (on === (resource.retiredOn?.toString() ?? null)) continue
    const retiredOn = on === null ? null : Temporal.PlainDate.from(on)
    one.reasons = reasonsAgainst({ ...one.situation, resource: { ...resource, retiredOn } }, one.asked)
  }
}
