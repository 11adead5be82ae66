// What somebody finds who stands at a desk or a door with its code: their booking, or whether it is free just now and
// until when, and what is near where it is not.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import type { Reason } from '../rules.ts'
import { alternativesTo, type Alternative } from './alternatives.ts'
import { bookingRows, isTheirs, type Booking } from './bookings.ts'
import { situationsOf, whyNot } from './deciding.ts'
import { resourcesByIds, type Resource } from './estate.ts'
import { freeTimesOn } from './free-times.ts'
import { ownBodies } from './preferences.ts'
import { placesShown } from './shown.ts'

/** The resource with this code, if the reader is shown it or has it booked; else there is no such page (W11). */
export async function resourceAtCode(reader: Reader, code: string): Promise<Resource> {
  const row = await reader.db
    .selectFrom('workspaces.resource')
    .select('id')
    .where('check_in_code', '=', code)
    .where('retired_on', 'is', null)
    .executeTakeFirst()
  if (row === undefined) return notFound('place')
  const [resource] = await resourcesByIds(reader, [row.id])
  if (resource === undefined) return notFound('place')
  const isShown = (await placesShown(reader, { resourceIds: [row.id] })).has(row.id)
  return isShown || (await bookingAt(reader, row.id)) !== undefined ? resource : notFound('place')
}

/** Their booking of it, or of the room it is a part of: the one under way or next within a day. */
export async function bookingAt(reader: Reader, resourceId: string): Promise<Booking | undefined> {
  const { rows } = await bookingRows(
    reader,
    sql`booking.resource_id in (select ${resourceId}::uuid union all select whole_id from workspaces.part where part_id = ${resourceId}
        union all select part_id from workspaces.part where whole_id = ${resourceId})
      and booking.starts_at < ${reader.now.add({ hours: 18 })}
      and (booking.ends_at > ${reader.now} or (booking.state = 'released' and booking.ends_at > ${reader.now.subtract({ hours: 1 })}))
      and booking.state in ('held', 'pending', 'confirmed', 'checked-in', 'released') and ${isTheirs(reader)}`,
    sql`order by booking.state = 'released', booking.starts_at, booking.id limit 1`,
  )
  return rows[0]
}

export type JustNow =
  | { readonly is: 'free'; readonly startsAt: Temporal.Instant; readonly endsAt: Temporal.Instant }
  | {
      readonly is: 'not-free'
      readonly reasons: readonly Reason[]
      /** When it is taken at this moment: until when. */
      readonly takenUntil: Temporal.Instant | null
      readonly instead: readonly Alternative[]
      /** The hour that was asked about. */
      readonly asked: { readonly startsAt: Temporal.Instant; readonly endsAt: Temporal.Instant }
    }

/** Whether it can be had from this moment on, and until when; or what stands against it and what is near. */
export async function justNow(reader: Reader, resource: Pick<Resource, 'id'>): Promise<JustNow> {
  const [body] = await ownBodies(reader)
  const whom = {
    organisationId: body?.id ?? null,
    personId: reader.actor.kind === 'person' ? reader.actor.id : null,
  }
  const soon = { startsAt: reader.now, endsAt: reader.now.add({ hours: 1 }) }
  const [situation] = await situationsOf(reader, { resourceIds: [resource.id], ...whom, ...soon })
  if (situation === undefined) return notFound('place')
  const grid = situation.terms.gridMinutes.value
  const begins = onGridBefore(reader.now, situation.workplace.zone, grid)
  const today = reader.now.toZonedDateTimeISO(situation.workplace.zone).toPlainDate()
  const [day] = await freeTimesOn(reader, situation, [today])
  const span = day?.spans[0]
  const longest = begins.add({ minutes: situation.terms.mostMinutes.value })
  const isFreeNow =
    span !== undefined && Temporal.Instant.compare(span.from, begins.add({ minutes: grid })) <= 0
  if (isFreeNow) {
    const endsAt = Temporal.Instant.compare(span.until, longest) < 0 ? span.until : longest
    const asked = { startsAt: begins, endsAt }
    const reasons = (await whyNot(reader, { resourceIds: [resource.id], ...whom, ...asked })).get(resource.id)
    if (reasons?.length === 0) return { is: 'free', ...asked }
  }
  const least = Math.max(situation.terms.leastMinutes.value, 60)
  const asked = { startsAt: begins, endsAt: begins.add({ minutes: least }) }
  const reasons = (await whyNot(reader, { resourceIds: [resource.id], ...whom, ...asked })).get(resource.id)
  if (reasons?.length === 0) return { is: 'free', ...asked }
  const instead = await alternativesTo(reader, { resourceId: resource.id, ...whom, ...asked })
  return {
    is: 'not-free',
    reasons: reasons ?? [],
    takenUntil: await takenUntil(reader, situation.resource.parts),
    asked,
    instead: instead.filter((one) => one.is === 'another-place').slice(0, 4),
  }
}

function onGridBefore(now: Temporal.Instant, zone: string, gridMinutes: number): Temporal.Instant {
  const local = now.toZonedDateTimeISO(zone)
  const minutes = local.hour * 60 + local.minute
  return local
    .subtract({ minutes: minutes % gridMinutes })
    .round({ smallestUnit: 'minute', roundingMode: 'floor' })
    .toInstant()
}

async function takenUntil(reader: Reader, parts: readonly string[]): Promise<Temporal.Instant | null> {
  const { rows } = await sql<{ ends_at: Temporal.Instant | null }>`
    select max(coalesce(booking.ends_at, claim.ends_at)) as ends_at from workspaces.claim claim
    left join workspaces.booking booking on booking.id = claim.booking_id
    where claim.resource_id = any(${[...parts]}::uuid[]) and claim.starts_at <= ${reader.now} and claim.ends_at > ${reader.now}`.execute(
    reader.db,
  )
  return rows[0]?.ends_at ?? null
}
