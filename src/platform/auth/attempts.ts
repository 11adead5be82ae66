// Counting what may be tried only so often: codes asked for an address, guesses from a network. In the database,
// so that it holds for all processes together and survives a restart (A6).
import { sql, type Tx } from '#platform/database/index.ts'
import { refuse } from '#platform/errors/index.ts'
import { formatTime } from '#platform/time/index.ts'
import { windowStart, type Limit } from './rules.ts'

/** Counts one attempt. False, and nothing is written, when the window is full. */
export async function countAttempt(
  tx: Tx,
  limit: Limit,
  key: Uint8Array,
  now: Temporal.Instant,
): Promise<boolean> {
  const start = windowStart(now, limit.minutes)
  const counted = await sql<{ count: number }>`
    insert into auth.attempt as known (what, key_hash, window_start, count)
    values (${limit.what}, ${key}, ${start.toString()}, 1)
    on conflict (what, key_hash, window_start) do update set count = known.count + 1
      where known.count < ${limit.most}
    returning count`.execute(tx)
  return counted.rows.length > 0
}

/** Counts one attempt, and refuses with the time to come back when there were too many. */
export async function requireAttempt(
  tx: Tx,
  limit: Limit,
  key: Uint8Array,
  now: Temporal.Instant,
): Promise<void> {
  if (await countAttempt(tx, limit, key, now)) return
  const again = windowStart(now, limit.minutes).add({ minutes: limit.minutes })
  refuse(
    'too-many',
    'auth.sign-in.too-many',
    `There were too many attempts to sign in. Wait until ${formatTime(again)} and try again.`,
    { figures: { most: limit.most, minutes: limit.minutes } },
  )
}
