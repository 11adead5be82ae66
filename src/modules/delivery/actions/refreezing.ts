// Rounds that a file brings are over, so they are frozen as soon as they are loaded; a file that is loaded again and
// says otherwise makes a correction, and one that says the same makes nothing (V11).
import type { Inside } from '#platform/actions/index.ts'
import { rowsToFreeze } from '../queries/freezing.ts'
import { hashOf } from '../queries/frozen.ts'
import { freeze } from './freezing.ts'
import type { LockedRound } from './locking.ts'

export const LOADED_AGAIN = 'Loaded again from a file'

/** Freezes locked rounds of a file, the oldest first; those whose content changed since are corrected. How many were written. */
export async function refreeze(inside: Inside, rounds: readonly LockedRound[]): Promise<number> {
  let written = 0
  const inOrder = rounds.toSorted((one, other) =>
    Temporal.PlainDate.compare(one.period_from, other.period_from),
  )
  for (const round of inOrder) {
    if (round.state === 'frozen' && (await saysTheSame(inside, round.id))) continue
    await freeze(inside, round, round.state === 'frozen' ? LOADED_AGAIN : null)
    written += 1
  }
  return written
}

async function saysTheSame(inside: Inside, roundId: string): Promise<boolean> {
  const newest = await inside.tx
    .selectFrom('delivery.frozen')
    .select('hash')
    .where('round_id', '=', roundId)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  const { head, rows } = await rowsToFreeze(inside, roundId)
  return newest?.hash === hashOf(head, rows)
}
