// What a series would be: its dates, the bank holidays among them, and what else is on at the same time.
import type { Reader } from '#platform/actions/index.ts'
import { holidays } from '#platform/calendar/index.ts'
import { sql } from '#platform/database/index.ts'
import { refuse } from '#platform/errors/index.ts'
import { occurrencesOf } from '#platform/feeds/index.ts'
import { mustNotOverlapItself, patternFaults, ruleOf, type Pattern } from '../rules/series.ts'
import { seenBy, type EventCard } from './events.ts'

export type PlannedDate = {
  readonly starts: Temporal.Instant
  readonly ends: Temporal.Instant
  readonly holiday: string | null
  /** Another event in the same room at that time. */
  readonly inRoom: Clash | null
  /** Another event of the same group at that time. */
  readonly ofGroup: Clash | null
}

/** What stands in the way; without its code and by no name where the reader may not know of it. */
export type Clash = { readonly code: string | null; readonly title: string }
export const UNSEEN = 'Another event'

export type SeriesPlan = { readonly rule: string; readonly dates: readonly PlannedDate[] }

/** The dates after the first, which is the event itself; refuses what cannot be followed, in words (E14, E15). */
export async function planOf(reader: Reader, event: EventCard, pattern: Pattern): Promise<SeriesPlan> {
  const first = event.starts_at.toZonedDateTimeISO(event.time_zone)
  const faults = patternFaults(first.toPlainDate(), pattern)
  if (faults.length > 0) refuse('invalid', 'events.series.pattern', faults[0]?.message ?? '', { faults })
  const rule = ruleOf(first.toPlainDate(), pattern)
  const found = occurrencesOf(rule, first)
  if (found.kind === 'refused') {
    const message = `A series has at most 60 dates in three years, and ${found.because}`
    refuse('invalid', 'events.series.too-long', message, {
      faults: [{ field: pattern.until === null ? 'times' : 'until', message }],
    })
  }
  const length = first
    .toPlainDateTime()
    .until(event.ends_at.toZonedDateTimeISO(event.time_zone).toPlainDateTime())
  const spans = found.moments.map((moment) => ({
    starts: moment.toInstant(),
    // The same hours by the clock on the wall, on both sides of a change of the clock.
    ends: moment.toPlainDateTime().add(length).toZonedDateTime(moment.timeZoneId).toInstant(),
  }))
  mustNotOverlapItself(spans)
  const later = spans.slice(1)
  const { days } = await holidays(reader.db)
  const clashes = await clashesWith(reader, event, later)
  return {
    rule,
    dates: later.map((span, at) => ({
      ...span,
      holiday: days.get(span.starts.toZonedDateTimeISO(event.time_zone).toPlainDate().toString()) ?? null,
      inRoom: clashes.find((one) => one.at === at && one.in_room) ?? null,
      ofGroup: clashes.find((one) => one.at === at && one.of_group) ?? null,
    })),
  }
}

async function clashesWith(
  reader: Reader,
  event: EventCard,
  spans: readonly { readonly starts: Temporal.Instant; readonly ends: Temporal.Instant }[],
) {
  const starts = spans.map((one) => one.starts.toString())
  const ends = spans.map((one) => one.ends.toString())
  const { rows } = await sql<{
    at: number
    code: string | null
    title: string
    in_room: boolean
    of_group: boolean
  }>`
    select (span.nth - 1)::int as at, case when ${seenBy(reader)} then event.code end as code,
      case when ${seenBy(reader)} then event.title else ${UNSEEN} end as title,
      coalesce(event.site_id = ${event.site_id}::uuid and lower(event.room) = lower(${event.room}), false) as in_room,
      coalesce(event.group_id = ${event.group_id}::uuid, false) as of_group
    from unnest(${starts}::timestamptz[], ${ends}::timestamptz[]) with ordinality as span (starts_at, ends_at, nth)
    join events.event event on event.starts_at < span.ends_at and event.ends_at > span.starts_at
    where event.state <> 'cancelled' and event.id <> ${event.id}
      and (event.group_id = ${event.group_id}::uuid
        or (event.site_id = ${event.site_id}::uuid and lower(event.room) = lower(${event.room})))
    order by span.nth, event.starts_at`.execute(reader.db)
  return rows
}

/** The events of a series, in order, with what changes and calendars need of them. */
export async function eventsOfSeries(reader: Pick<Reader, 'db'>, seriesId: string) {
  return datesOf(reader, seriesId).execute()
}

/** Those of them that the reader may know of: one date may be for fewer people than another. */
export async function eventsSeenOfSeries(reader: Reader, seriesId: string) {
  return datesOf(reader, seriesId).where(seenBy(reader)).execute()
}

const datesOf = (reader: Pick<Reader, 'db'>, seriesId: string) =>
  reader.db
    .selectFrom('events.event as event')
    .select(['id', 'code', 'title', 'state', 'starts_at', 'ends_at', 'version', 'published_at', 'time_zone'])
    .where('series_id', '=', seriesId)
    .orderBy('starts_at')
    .orderBy('id')

export async function seriesOf(reader: Pick<Reader, 'db'>, seriesId: string) {
  return reader.db.selectFrom('events.series').selectAll().where('id', '=', seriesId).executeTakeFirst()
}
