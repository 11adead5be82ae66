// Counters of what is used up (W4): held in the order of their keys before anything else is held, changed in the
// transaction of their booking by as much as the booking says, and given back by as much.
import type { Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { keyOf, type Use, type Used } from '../rules.ts'

const columns = (uses: readonly Use[]) =>
  sql`unnest(${uses.map((use) => use[0])}::text[], ${uses.map((use) => use[1])}::uuid[], ${uses.map((use) => use[2])}::uuid[],
    ${uses.map((use) => use[3])}::text[], ${uses.map((use) => use[4])}::text[], ${uses.map((use) => use[5])}::date[],
    ${uses.map((use) => use[6])}::integer[]) with ordinality
    as use (holder, holder_id, owner_id, resource_kind, per, from_on, units, place)`

/** The sum of uses for each counter, in the order in which counters are held. */
export function summed(uses: readonly Use[], sign: 1 | -1 = 1): Use[] {
  const sums = new Map<string, Use>()
  for (const use of uses) {
    const key = keyOf(use)
    const [holder, id, owner, kind, per, from, units] = use
    sums.set(key, [holder, id, owner, kind, per, from, (sums.get(key)?.[6] ?? 0) + sign * units])
  }
  return [...sums].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, use]) => use)
}

/** W2: holds these counters in the order of their keys, each made when it is missing, and says what is used. */
export async function holdCounters(inside: Inside, uses: readonly Use[]): Promise<Used> {
  const keys = summed(uses)
  if (keys.length === 0) return new Map()
  await sql`select set_config('lock_timeout', '2s', true)`.execute(inside.tx)
  const { rows } = await sql<{ key: string; used: number }>`
    insert into workspaces.counter as counter (holder, holder_id, owner_id, resource_kind, per, from_on, used)
    select holder, holder_id, owner_id, resource_kind, per, from_on, 0 from ${columns(keys)} order by place
    on conflict (holder, holder_id, owner_id, resource_kind, per, from_on) do update set used = counter.used
    returning concat_ws('|', holder, holder_id, owner_id, resource_kind, per, from_on) as key, used`.execute(
    inside.tx,
  )
  return new Map(rows.map((row) => [row.key, row.used]))
}

/** The change of counters that are held, for a statement that changes more: rises where units are above zero. */
export const countedIn = (uses: readonly Use[]) =>
  sql`update workspaces.counter counter set used = counter.used + use.units from ${columns(uses)}
    where counter.holder = use.holder and counter.holder_id = use.holder_id and counter.owner_id = use.owner_id
      and counter.resource_kind = use.resource_kind and counter.per = use.per and counter.from_on = use.from_on`
