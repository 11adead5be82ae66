// Writing a version of a round down for good (V11): called with the round locked, so that what is submitted at the
// same moment is either in it whole or comes too late.
import { personOf, type Inside } from '#platform/actions/index.ts'
import { json, sql } from '#platform/database/index.ts'
import { rowsToFreeze, type RowsToFreeze } from '../queries/freezing.ts'
import { hashOf } from '../queries/frozen.ts'
import { type LockedRound } from './locking.ts'

export type FrozenNow = { readonly id: string; readonly number: number; readonly hash: string }

/**
 * Freezes a locked round as it stands; why is null for the first version only. Whether it may be frozen is its caller's
 * to ask. The dates that were reported are the plan's since they were submitted.
 */
export async function freeze(inside: Inside, round: LockedRound, why: string | null): Promise<FrozenNow> {
  const content = await rowsToFreeze(inside, round.id)
  const frozen = await writeVersion(inside, round, why, content)
  await inside.tx
    .updateTable('delivery.round')
    .set({ state: 'frozen', version: sql`version + 1` })
    .where('id', '=', round.id)
    .execute()
  return frozen
}

async function writeVersion(
  inside: Inside,
  round: LockedRound,
  why: string | null,
  { head, rows }: RowsToFreeze,
): Promise<FrozenNow> {
  const { newest } = await inside.tx
    .selectFrom('delivery.frozen')
    .select(({ fn }) => fn.max('number').as('newest'))
    .where('round_id', '=', round.id)
    .executeTakeFirstOrThrow()
  const frozen = { id: inside.id(), number: (newest ?? 0) + 1, hash: hashOf(head, rows) }
  await inside.tx
    .insertInto('delivery.frozen')
    .values({
      ...frozen,
      round_id: round.id,
      head: json(head),
      why,
      made_at: inside.now,
      made_by_person_id: personOf(inside),
    })
    .execute()
  await sql`insert into delivery.frozen_row (frozen_id, activity_id, number, content)
    select ${frozen.id}::uuid, (content ->> 'activityId')::uuid, (content ->> 'number')::int, content
    from jsonb_array_elements(${JSON.stringify(rows)}::jsonb) as one (content)`.execute(inside.tx)
  return frozen
}
