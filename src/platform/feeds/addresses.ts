// Addresses that are their own key: made once, kept as a digest, read with the eyes of the person who made them.
import { createHash, randomBytes } from 'node:crypto'
import type { Db, Tx } from '../database/index.ts'

export type CalendarAddress = {
  readonly id: string
  readonly kind: string
  readonly of: string
  readonly person: string
  readonly name: string
  /** Says when time is taken, and nothing else. */
  readonly busyOnly: boolean
  readonly createdAt: Temporal.Instant
  readonly lastReadOn: Temporal.PlainDate | null
}

/** How a secret of 256 random bits is kept: nothing slower is needed, as there is nothing to guess. */
const digest = (secret: string): Buffer => createHash('sha256').update(secret).digest()

/** Keeps a new address and gives its secret words: the only time they are known. */
export async function keepAddress(tx: Tx, address: Omit<CalendarAddress, 'lastReadOn'>): Promise<string> {
  const secret = randomBytes(32).toString('base64url')
  await tx
    .insertInto('platform.calendar_address')
    .values({
      id: address.id,
      of_kind: address.kind,
      of_id: address.of,
      person: address.person,
      secret_hash: digest(secret),
      name: address.name,
      busy_only: address.busyOnly,
      created_at: address.createdAt,
    })
    .execute()
  return secret
}

/** What this secret opens, or undefined: never made, taken back, or its person gone. All three are one query. */
export async function addressOfSecret(db: Db, secret: string): Promise<CalendarAddress | undefined> {
  const row = await live(db).where('secret_hash', '=', digest(secret)).executeTakeFirst()
  return row === undefined ? undefined : addressIn(row)
}

/** A person's addresses that still open something, the newest first. */
export async function addressesOf(db: Db, person: string): Promise<CalendarAddress[]> {
  const rows = await live(db)
    .where('person', '=', person)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .execute()
  return rows.map(addressIn)
}

/** Writes that it was read on this day, unless that is known. */
export async function touchAddress(
  db: Db,
  address: CalendarAddress,
  today: Temporal.PlainDate,
): Promise<void> {
  if (address.lastReadOn !== null && Temporal.PlainDate.compare(address.lastReadOn, today) >= 0) return
  await db
    .updateTable('platform.calendar_address')
    .set({ last_read_on: today })
    .where('id', '=', address.id)
    .execute()
}

const live = (db: Db) =>
  db
    .selectFrom('platform.calendar_address')
    .select(['id', 'of_kind', 'of_id', 'person', 'name', 'busy_only', 'created_at', 'last_read_on'])
    .where('revoked_at', 'is', null)

type Row = {
  id: string
  of_kind: string
  of_id: string
  person: string
  name: string
  busy_only: boolean
  created_at: Temporal.Instant
  last_read_on: Temporal.PlainDate | null
}

const addressIn = (row: Row): CalendarAddress => ({
  id: row.id,
  kind: row.of_kind,
  of: row.of_id,
  person: row.person,
  name: row.name,
  busyOnly: row.busy_only,
  createdAt: row.created_at,
  lastReadOn: row.last_read_on,
})
