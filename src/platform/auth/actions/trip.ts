// A trip to a provider: begun for one browser, good for some minutes, used once.
import type { Inside } from '#platform/actions/index.ts'
import type { Db } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { requireAttempt } from '../attempts.ts'
import { areEqual } from '../keys.ts'
import type { Parts } from '../ports.ts'
import { providerById } from '../providers.ts'
import { localPath, TRIP_MINUTES } from '../rules.ts'
import { bytesOf, type Asker } from './asker.ts'

type Leaving = {
  readonly provider: string
  readonly to: string | null
  /** The person who signs in again before something grave. */
  readonly again: string | null
}

/** Begins a trip and gives its id. */
export async function beginTrip(
  parts: Parts,
  inside: Inside,
  leaving: Leaving,
  asker: Asker,
): Promise<string> {
  const { tx, now } = inside
  await requireAttempt(tx, parts.limits.tripsPerNetwork, bytesOf(asker.network), now)
  const provider = (await providerById(tx, leaving.provider)) ?? notFound('provider')
  const id = inside.id()
  await tx
    .insertInto('auth.trip')
    .values({
      id,
      provider: provider.id,
      browser_hash: bytesOf(asker.browser),
      again: leaving.again,
      continue_to: localPath(leaving.to ?? undefined),
      started_at: now,
      expires_at: now.add({ minutes: TRIP_MINUTES }),
    })
    .execute()
  return id
}

export type OpenTrip = {
  readonly id: string
  readonly provider: string
  readonly again: string | null
  readonly continueTo: string
}

/** A trip that can still be finished by this browser; null for any other. */
export async function tripOf(
  db: Db,
  id: string,
  browser: string,
  now: Temporal.Instant,
): Promise<OpenTrip | null> {
  if (!/^[0-9a-f-]{36}$/.test(id)) return null
  const row = await db.selectFrom('auth.trip').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined || row.used_at !== null || !areEqual(row.browser_hash, bytesOf(browser))) return null
  if (Temporal.Instant.compare(row.expires_at, now) <= 0) return null
  return { id: row.id, provider: row.provider, again: row.again, continueTo: row.continue_to }
}
