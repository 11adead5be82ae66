// Sessions: who is signed in, on which device, since when, and how it ends. The cookie's value is never kept.
import type { Db, Tx } from '#platform/database/index.ts'
import { areEqual, digest, newSecret } from './keys.ts'
import type { AuthSettings } from './ports.ts'
import { earlierOf, freshUntil, isOpen, mayTouch } from './rules.ts'
import type { SessionEnd, Way } from './schema.ts'

export type Session = {
  readonly id: string
  readonly person: string
  readonly way: Way
  readonly provider: string | null
  readonly device: string
  readonly startedAt: Temporal.Instant
  readonly lastSeenAt: Temporal.Instant
  readonly endsAt: Temporal.Instant
  readonly freshUntil: Temporal.Instant
}

/** How a sign-in ended: with the cookie's value, or with a sentence for the reader. */
export type BeginResult =
  | { readonly ok: true; readonly cookie: string; readonly person: string }
  | { readonly ok: false; readonly because: string; readonly message: string }

type Begin = {
  readonly id: string
  readonly person: string
  readonly way: Way
  readonly provider: string | null
  readonly device: string
  readonly now: Temporal.Instant
  /** When the person proved who they are; null when a provider does not say (A10). */
  readonly provedAt: Temporal.Instant | null
  /** The session this browser had, which ends with the new one (A8). */
  readonly replaces: string | null
}

/** Begins a session, ends the one it replaces, and gives the cookie's value: the only time it is known. */
export async function beginSession(tx: Tx, settings: AuthSettings, begin: Begin): Promise<string> {
  const { now } = begin
  if (begin.replaces !== null) await endSession(tx, begin.replaces, 'replaced', now)
  const cookie = newSecret()
  await tx
    .insertInto('auth.session')
    .values({
      id: begin.id,
      secret_hash: digest(cookie),
      person: begin.person,
      way: begin.way,
      provider: begin.provider,
      device: begin.device,
      started_at: now,
      proved_at: begin.provedAt === null ? now : earlierOf(begin.provedAt, now),
      last_seen_at: now,
      idle_minutes: settings.sessionIdleMinutes,
      ends_at: now.add({ hours: settings.sessionHours }),
      fresh_until: freshUntil(begin.provedAt, now, settings.freshSignInMinutes),
    })
    .execute()
  return cookie
}

/** The session a cookie opens, or null: unknown, ended, idle or too old (A9). */
export async function sessionOf(db: Db, secret: string, now: Temporal.Instant): Promise<Session | null> {
  const hash = digest(secret)
  const row = await db
    .selectFrom('auth.session')
    .selectAll()
    .where('secret_hash', '=', hash)
    .executeTakeFirst()
  if (row === undefined || !areEqual(row.secret_hash, hash)) return null
  const times = {
    lastSeenAt: row.last_seen_at,
    idleMinutes: row.idle_minutes,
    endsAt: row.ends_at,
    endedAt: row.ended_at,
  }
  if (!isOpen(times, now)) return null
  return {
    id: row.id,
    person: row.person,
    way: row.way,
    provider: row.provider,
    device: row.device,
    startedAt: row.started_at,
    lastSeenAt: row.last_seen_at,
    endsAt: row.ends_at,
    freshUntil: row.fresh_until,
  }
}

/** How a session was begun, for asking the same way again. */
export async function sessionById(
  db: Db,
  id: string,
): Promise<Pick<Session, 'id' | 'person' | 'way' | 'provider'> | null> {
  const row = await db
    .selectFrom('auth.session')
    .select(['id', 'person', 'way', 'provider'])
    .where('id', '=', id)
    .executeTakeFirst()
  return row ?? null
}

/** Whose session a cookie was, ended or not: for keeping what its reader had typed. */
export async function formerPersonOf(db: Db, secret: string): Promise<string | null> {
  const row = await db
    .selectFrom('auth.session')
    .select('person')
    .where('secret_hash', '=', digest(secret))
    .executeTakeFirst()
  return row?.person ?? null
}

/** Writes when the session was last seen, once a minute at most, so that reading stays reading. */
export async function touchSession(db: Db, session: Session, now: Temporal.Instant): Promise<void> {
  if (!mayTouch(session.lastSeenAt, now)) return
  await db
    .updateTable('auth.session')
    .set({ last_seen_at: now })
    .where('id', '=', session.id)
    .where('ended_at', 'is', null)
    .where('last_seen_at', '<', now)
    .execute()
}

/** Ends one session; nothing happens when it has ended already. True when it ended now. */
export async function endSession(
  tx: Db,
  id: string,
  because: SessionEnd,
  now: Temporal.Instant,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('auth.session')
    .set({ ended_at: now, ended_because: because })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/**
 * A person leaves: every session, token, code and way back in ends with the same transaction (A9).
 * To be called by whoever records that a person is no longer active. Gives how many sessions ended.
 */
export async function endSessionsOf(tx: Tx, person: string, now: Temporal.Instant): Promise<number> {
  const { numUpdatedRows } = await tx
    .updateTable('auth.session')
    .set({ ended_at: now, ended_because: 'left' })
    .where('person', '=', person)
    .where('ended_at', 'is', null)
    .executeTakeFirstOrThrow()
  await tx
    .updateTable('auth.token')
    .set({ revoked_at: now })
    .where('person', '=', person)
    .where('revoked_at', 'is', null)
    .execute()
  await tx
    .updateTable('auth.sign_in_code')
    .set({ void_at: now })
    .where('person', '=', person)
    .where('used_at', 'is', null)
    .execute()
  await tx.deleteFrom('auth.identity').where('person', '=', person).execute()
  await tx.deleteFrom('auth.break_glass').where('person', '=', person).execute()
  return Number(numUpdatedRows)
}

export type ListedSession = Session & { readonly isCurrent: boolean }

/** A person's open sessions, the last seen first. */
export async function sessionsOf(
  db: Db,
  person: string,
  current: string | null,
  now: Temporal.Instant,
): Promise<ListedSession[]> {
  const rows = await db
    .selectFrom('auth.session')
    .selectAll()
    .where('person', '=', person)
    .where('ended_at', 'is', null)
    .where('ends_at', '>', now)
    .orderBy('last_seen_at', 'desc')
    .orderBy('id')
    .limit(100)
    .execute()
  return rows
    .filter((row) =>
      isOpen(
        { lastSeenAt: row.last_seen_at, idleMinutes: row.idle_minutes, endsAt: row.ends_at, endedAt: null },
        now,
      ),
    )
    .map((row) => ({
      id: row.id,
      person: row.person,
      way: row.way,
      provider: row.provider,
      device: row.device,
      startedAt: row.started_at,
      lastSeenAt: row.last_seen_at,
      endsAt: row.ends_at,
      freshUntil: row.fresh_until,
      isCurrent: row.id === current,
    }))
}
