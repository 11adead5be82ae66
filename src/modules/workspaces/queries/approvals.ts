// What waits for somebody's yes: for a workplace, and as a duty on the home page of whoever approves.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import type { Duty } from '#platform/module/index.ts'
import { afterCursor, pageOf, type Listed } from '#platform/tables/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { APPROVE, bookingRows, heldWhere, type Booking } from './bookings.ts'

export type Waiting = Booking & { readonly holds: boolean }

/** Bookings of a workplace that wait for approval, the soonest first, and whether their time is held meanwhile (W6). */
export async function awaitingApproval(
  reader: Reader,
  siteId: string,
  listed: { readonly after?: string | undefined; readonly most: number },
): Promise<Listed<Waiting>> {
  const after = afterCursor(listed.after, 2)
  const { rows } = await bookingRows(
    reader,
    sql`booking.site_id = ${siteId} and booking.state = 'pending' and booking.ends_at > ${reader.now} and ${heldWhere(reader, [APPROVE])}
      and ${after === null ? sql`true` : sql`(booking.starts_at, booking.id) > (${after[0]}::timestamptz, ${after[1]}::uuid)`}`,
    sql`order by booking.starts_at, booking.id limit ${listed.most + 1}`,
  )
  const held = await holding(reader, rows)
  return pageOf(
    rows.map((row) => ({ ...row, holds: held.has(row.id) })),
    listed.most,
    (row) => [row.starts_at.toString(), row.id],
  )
}

/** Which of these bookings have time of their own now. */
export async function holding(
  reader: Pick<Reader, 'db'>,
  rows: readonly Pick<Booking, 'id'>[],
): Promise<ReadonlySet<string>> {
  if (rows.length === 0) return new Set()
  const held = await reader.db
    .selectFrom('workspaces.claim')
    .select('booking_id')
    .distinct()
    .where(
      'booking_id',
      'in',
      rows.map((row) => row.id),
    )
    .execute()
  return new Set(held.flatMap((row) => row.booking_id ?? []))
}

type Due = {
  readonly code: string
  readonly name: string
  readonly waiting: number
  readonly first_at: Temporal.Instant
}

/** One duty for each workplace where bookings wait for the reader's answer. */
export async function approvalDuties(reader: Reader): Promise<Duty[]> {
  if (reader.actor.kind !== 'person') return []
  const { rows } = await sql<Due>`
    select site.code, site.name, count(*)::integer as waiting, min(booking.starts_at) as first_at
    from workspaces.booking booking join organisations.site_card site on site.id = booking.site_id
    where booking.state = 'pending' and booking.ends_at > ${reader.now} and ${heldWhere(reader, [APPROVE])}
    group by site.code, site.name order by first_at limit 20`.execute(reader.db)
  return rows.map((row) => ({
    title:
      row.waiting === 1
        ? `A booking at ${row.name} waits for your approval`
        : `${row.waiting} bookings at ${row.name} wait for your approval`,
    href: `/workspaces/${row.code}/manage/approvals`,
    due: londonDate(row.first_at),
    context: 'The day on which the first of them begins',
    step: 'Approve or decline',
  }))
}
