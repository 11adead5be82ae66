// When one place is free on a day: between its claims, within the hours in which it is open to whoever asks.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { freeBetween, type FreeSpan, type Situation } from '../rules.ts'

type Taken = { readonly starts_at: Temporal.Instant; readonly ends_at: Temporal.Instant }

/** What a resource, or any of its parts, has taken in these spans of time, its own buffers included. */
async function takenOf(
  reader: Reader,
  { resource }: Situation,
  spans: readonly FreeSpan[],
): Promise<FreeSpan[]> {
  const { rows } = await sql<Taken>`
    select distinct claim.starts_at, claim.ends_at from workspaces.claim claim
    join unnest(${spans.map((one) => one.from.toString())}::timestamptz[], ${spans.map((one) => one.until.toString())}::timestamptz[]) as span(starts_at, ends_at)
      on claim.starts_at < span.ends_at and claim.ends_at > span.starts_at
    where claim.resource_id = any(${[...resource.parts]}::uuid[]) order by claim.starts_at limit 1000`.execute(
    reader.db,
  )
  // Between two bookings there must be time to clear up after the one and to set up for the other.
  return rows.map((one) => ({
    from: one.starts_at.subtract({ minutes: resource.clearMinutes }),
    until: one.ends_at.add({ minutes: resource.setupMinutes }),
  }))
}

export type FreeDay = {
  readonly day: Temporal.PlainDate
  readonly isOpen: boolean
  readonly spans: readonly FreeSpan[]
}

/** The free times of a place on a few days from now on, by the terms of the situation. */
export async function freeTimesOn(
  reader: Reader,
  situation: Situation,
  days: readonly Temporal.PlainDate[],
): Promise<FreeDay[]> {
  const { zone } = situation.workplace
  const { weekdays, opensAt, closesAt, gridMinutes, leastMinutes } = situation.terms
  const at = (day: Temporal.PlainDate, time: Temporal.PlainTime): Temporal.Instant =>
    day.toZonedDateTime({ timeZone: zone, plainTime: time }).toInstant()
  const begun = onGrid(reader.now, gridMinutes.value)
  const open = days.map((day) => ({
    day,
    isOpen: weekdays.value.includes(day.dayOfWeek),
    from: laterOf(at(day, opensAt.value), begun),
    until: at(day, closesAt.value),
  }))
  const taken = await takenOf(reader, situation, open)
  return open.map(({ day, isOpen, ...span }) => ({
    day,
    isOpen,
    spans:
      isOpen && Temporal.Instant.compare(span.from, span.until) < 0
        ? freeBetween(span, taken, leastMinutes.value)
        : [],
  }))
}

const laterOf = (a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant =>
  Temporal.Instant.compare(a, b) > 0 ? a : b

/** The step that has begun: it may still be booked. */
const onGrid = (now: Temporal.Instant, minutes: number): Temporal.Instant => {
  const step = minutes * 60_000
  return Temporal.Instant.fromEpochMilliseconds(Math.floor(now.epochMilliseconds / step) * step)
}
