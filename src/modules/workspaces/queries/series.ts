// A series as whoever has to do with it sees it: its rule in words, and its dates with what became of each.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { isRecordId } from '#platform/fields/index.ts'
import { MOST_DATES, recurrenceWords } from '../rules/recurrence.ts'
import type { Recurrence } from '../rules.ts'
import { bookingRows, heldWhere, isTheirs, type Booking } from './bookings.ts'
import { MANAGE } from './seeing.ts'

/** To book a series, and to read one's own. */
export const SERIES = 'workspaces.series.make'

export type Series = {
  readonly id: string
  readonly resource_id: string
  readonly resource_name: string
  readonly resource_code: string
  readonly site_id: string
  readonly site_code: string
  readonly site_name: string
  readonly owner_organisation_id: string
  readonly time_zone: string
  readonly organisation_id: string
  readonly organisation_name: string
  readonly for_person_id: string | null
  readonly for_name: string | null
  readonly made_by_person_id: string | null
  readonly rule: Recurrence
  readonly first_on: Temporal.PlainDate
  readonly starts_at: Temporal.PlainTime
  readonly ends_at: Temporal.PlainTime
  readonly ends_next_day: boolean
  readonly ended_at: Temporal.Instant | null
  readonly version: number
  /** How many of its dates are still to come. */
  readonly ahead: number
  readonly next_at: Temporal.Instant | null
}

const MOST_LISTED = 200

const rows = (reader: Reader, where: ReturnType<typeof sql>) =>
  sql<Series>`
    select booking.id, booking.resource_id, resource.name as resource_name, resource.code as resource_code,
      booking.site_id, site.code as site_code, site.name as site_name, site.organisation_id as owner_organisation_id,
      workplace.time_zone, booking.organisation_id, body.name as organisation_name, booking.for_person_id, whom.name as for_name,
      booking.made_by_person_id, booking.rule, booking.first_on, booking.starts_at, booking.ends_at, booking.ends_next_day,
      booking.ended_at, booking.version, coalesce(coming.many, 0)::integer as ahead, coming.next_at
    from (select series.*, site_card.organisation_id as owner_organisation_id, null::uuid as visitor_id
      from workspaces.series series join organisations.site_card site_card on site_card.id = series.site_id) booking
    join workspaces.resource resource on resource.id = booking.resource_id
    join workspaces.workplace workplace on workplace.site_id = booking.site_id
    join organisations.site_card site on site.id = booking.site_id
    join organisations.organisation_card body on body.id = booking.organisation_id
    left join organisations.person_card whom on whom.id = booking.for_person_id
    left join lateral (select count(*) as many, min(one.starts_at) as next_at from workspaces.booking one
      where one.series_id = booking.id and one.state in ('pending', 'confirmed') and one.starts_at > ${reader.now}) coming on true
    where ${where} order by coming.next_at nulls last, booking.id limit ${MOST_LISTED}`.execute(reader.db)

/** One's own series and those made by or for one's delegates, the next date first. What is wholly over is left out. */
export async function seriesSeen(reader: Reader): Promise<readonly Series[]> {
  if (reader.actor.kind !== 'person') return []
  return (await rows(reader, sql`${isTheirs(reader)} and coming.next_at is not null`)).rows
}

/** A series of one's own, of somebody one books for, or at a workplace that one manages; else it is not there. */
export async function seriesById(reader: Reader, id: string): Promise<Series> {
  if (!isRecordId(id)) return notFound('series')
  const found = await rows(
    reader,
    sql`booking.id = ${id} and (${isTheirs(reader)} or ${heldWhere(reader, [MANAGE])})`,
  )
  return found.rows[0] ?? notFound('series')
}

/** The bookings of a series, by the dates they stand for. */
export async function datesOfSeries(reader: Reader, series: Pick<Series, 'id'>): Promise<readonly Booking[]> {
  const found = await bookingRows(
    reader,
    sql`booking.series_id = ${series.id}`,
    sql`order by booking.series_on, booking.starts_at, booking.id limit ${MOST_DATES * 2}`,
  )
  return found.rows
}

/** "every Monday until 30 June 2027" */
export const ruleOfSeries = (series: Pick<Series, 'rule' | 'first_on'>): string =>
  recurrenceWords(series.rule, series.first_on)
