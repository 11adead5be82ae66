// Which servers talk to which: each live server of a member with each live proxy, and each proxy with each server of the
// national operator. Links follow from the servers, in the transaction that changes one, set by set.
import type { Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'

const WANTED = sql`
  select lower.id as lower_id, upper.id as upper_id from roaming.server lower
    join roaming.server upper on upper.state = 'live'
      and ((lower.place = 'member' and upper.place = 'federation') or (lower.place = 'federation' and upper.place = 'upstream'))
  where lower.state = 'live'`

/** How many rows go into one statement: PostgreSQL takes 65,535 values. */
const MOST_AT_ONCE = 10_000

/**
 * Makes the links that are missing and ends those that are no more. What an ended link's secret is still needed for (a
 * configuration that runs until the next is published) is not decided here: its credentials are retired by rotation.
 */
export async function relink(
  inside: Inside,
): Promise<{ readonly made: readonly string[]; readonly ended: readonly string[] }> {
  const { rows: ended } = await sql<{ id: string }>`
    update roaming.link link set ended_at = ${inside.now}
    where link.ended_at is null and not exists (
      select 1 from (${WANTED}) wanted where wanted.lower_id = link.lower_id and wanted.upper_id = link.upper_id)
    returning link.id`.execute(inside.tx)
  const { rows: missing } = await sql<{ lower_id: string; upper_id: string }>`
    select wanted.lower_id, wanted.upper_id from (${WANTED}) wanted
    where not exists (select 1 from roaming.link link where link.ended_at is null
      and link.lower_id = wanted.lower_id and link.upper_id = wanted.upper_id)
    order by wanted.lower_id, wanted.upper_id`.execute(inside.tx)
  const made = missing.map((pair) => ({ id: inside.id(), ...pair }))
  for (let at = 0; at < made.length; at += MOST_AT_ONCE)
    await inside.tx
      .insertInto('roaming.link')
      .values(made.slice(at, at + MOST_AT_ONCE))
      .execute()
  return { made: made.map(({ id }) => id), ended: ended.map(({ id }) => id) }
}
