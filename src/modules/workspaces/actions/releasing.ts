// Giving time back on the day: what nobody came to, what was left early, what is over (B3). Each a compare-and-swap of
// the state under the lock (W5), in batches, and as often as one likes.
import { action, type Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { Failure, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { notify } from '#platform/notifications/index.ts'
import { formatDateTime } from '#platform/time/index.ts'
import { READ } from '../queries/seeing.ts'
import { noShowLimits } from '../queries/series-on-the-day.ts'
import { deadlineAfter, gapSince, seriesAfter } from '../rules/day.ts'
import { bookingOfTheDay } from './checking-in.ts'
import { endBookings } from './placing.ts'
import { SETTLE_WAITING } from './waiting.ts'

export const WATCH = 'workspaces.day.watch'
export const RELEASE = 'workspaces.booking.release'
export const COMPLETE = 'workspaces.booking.complete'
const MOST_AT_ONCE = 200

export const leaveEarly = action({
  name: 'workspaces.booking.leave',
  title: 'Leave and give back the rest',
  permission: READ,
  doors: ['page', 'api', 'command'],
  fields: { booking: field.id('Booking') },
  async run(inside, answers) {
    const booking = await bookingOfTheDay(inside, answers.booking, { isLocked: false })
    const result = { id: booking.id }
    if (booking.state === 'completed') return { subject: booking.id, result, facts: { again: true } }
    if (booking.state !== 'checked-in')
      refuse(
        'conflict',
        'workspaces.check-in.none',
        'Nobody has checked in, so there is nothing to leave. Cancel the booking if you are not coming.',
      )
    const ended = await endBookings(inside, [booking.id], 'completed', 'Left early', {
      onlyFrom: ['checked-in'],
    })
    return { subject: booking.id, result, facts: { again: ended.length === 0 } }
  },
})

/** Every minute: says that the service runs, puts off what a gap of it made impossible, and sees what is due. */
export const watchTheDay = action({
  name: WATCH,
  title: 'See what is due at the workplaces',
  doors: [],
  fields: {},
  async run(inside) {
    const putOff = await putOffForGap(inside)
    const { rows } = await sql<{ release: boolean; over: boolean; offers: boolean }>`
      select exists (select 1 from workspaces.booking where state = 'confirmed' and release_at <= ${inside.now}) as release,
        exists (select 1 from workspaces.booking where state in ('pending', 'confirmed', 'checked-in') and ends_at <= ${inside.now}) as over,
        exists (select 1 from workspaces.waiting left join workspaces.booking on booking.id = waiting.offer_booking_id
          where (waiting.state = 'waiting' and waiting.ends_at <= ${inside.now})
            or (waiting.state = 'offered' and (booking.state <> 'held' or booking.held_until <= ${inside.now}))) as offers`.execute(
      inside.tx,
    )
    const due = rows[0]
    if (due?.release === true) await inside.queue(RELEASE, {})
    if (due?.over === true) await inside.queue(COMPLETE, {})
    if (due?.offers === true) await inside.queue(SETTLE_WAITING, {})
    return { subject: null, result: { putOff }, facts: { putOff } }
  },
})

export const releaseUnattended = action({
  name: RELEASE,
  title: 'Give back what nobody came to',
  doors: [],
  fields: {},
  async run(inside) {
    // It may have been queued before a gap. What that puts off is written first, and released in a transaction of its
    // own: those rows are held now, and counters and resources come before them (W2).
    const putOff = await putOffForGap(inside)
    const released = putOff === 0 ? await releaseDue(inside) : 0
    if (putOff > 0 || released === MOST_AT_ONCE) await inside.queue(RELEASE, {})
    return { subject: null, result: { released }, facts: { putOff, released } }
  },
})

/**
 * Gives back what nobody has checked in to by its deadline; how many. A whole day is given back from now to its end, its
 * morning and its afternoon. Whoever checks in at the same moment is decided by the lock on the booking (W5).
 */
export async function releaseDue(inside: Inside, most = MOST_AT_ONCE): Promise<number> {
  const due = await inside.tx
    .selectFrom('workspaces.booking')
    .select('id')
    .where('state', '=', 'confirmed')
    .where('release_at', '<=', inside.now)
    .orderBy('release_at')
    .limit(most)
    .execute()
  if (due.length === 0) return 0
  const ended = await endBookings(
    inside,
    due.map((one) => one.id),
    'released',
    'Nobody checked in',
    { onlyFrom: ['confirmed'] },
  )
  const ids = ended.map((one) => one.id)
  await mustHaveBeenDue(inside, ids)
  await countNoShows(inside, ids)
  return due.length
}

/** One that was moved to later while its lock was waited for is not due any more: nothing is given back, and all is looked at again. */
async function mustHaveBeenDue(inside: Inside, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const moved = await inside.tx
    .selectFrom('workspaces.booking')
    .select('id')
    .where('id', 'in', [...ids])
    .where((eb) => eb.or([eb('release_at', 'is', null), eb('release_at', '>', inside.now)]))
    .executeTakeFirst()
  if (moved !== undefined)
    throw new Failure('workspaces.release.crossed', 'A booking was moved while it was given back.')
}

/**
 * That the service runs, minute by minute. After a gap, whoever could not check in meanwhile has that time again; where
 * nothing is left of the booking, nobody can know whether they came, and it is not released.
 */
export async function putOffForGap(inside: Inside): Promise<number> {
  const before = await sql<{ ran_at: Temporal.Instant | null }>`
    insert into workspaces.watch (name, ran_at) values ('release', ${inside.now})
    on conflict on constraint workspaces_watch_key do update set before_at = watch.ran_at,
      ran_at = greatest(watch.ran_at, excluded.ran_at)
    returning before_at as ran_at`.execute(inside.tx)
  const gap = gapSince(before.rows[0]?.ran_at ?? null, inside.now)
  if (gap === null) return 0
  const waiting = await inside.tx
    .selectFrom('workspaces.booking')
    .select(['id', 'check_in_from', 'starts_at', 'ends_at', 'release_at', 'time_zone'])
    .where('state', '=', 'confirmed')
    .where('release_at', '>', gap.from)
    .where('check_in_from', '<', gap.until)
    .orderBy('id')
    .forNoKeyUpdate()
    .execute()
  const changed = waiting.flatMap((one) => {
    if (one.release_at === null) return []
    const from = one.check_in_from ?? one.starts_at
    const deadline = deadlineAfter({ check_in_from: from, release_at: one.release_at }, gap)
    if (Temporal.Instant.compare(deadline, one.release_at) <= 0) return []
    const isTooLate = Temporal.Instant.compare(deadline, one.ends_at) >= 0
    return [{ ...one, deadline: isTooLate ? null : deadline }]
  })
  if (changed.length === 0) return 0
  await sql`
    update workspaces.booking set release_at = later.release_at, changed_at = ${inside.now}
    from jsonb_to_recordset(${JSON.stringify(changed.map((one) => ({ id: one.id, release_at: one.deadline?.toString() ?? null })))}::jsonb)
      as later (id uuid, release_at timestamptz)
    where booking.id = later.id`.execute(inside.tx)
  await inside.tx
    .insertInto('workspaces.step')
    .values(
      changed.map((one) => ({
        id: inside.id(),
        booking_id: one.id,
        state: 'confirmed' as const,
        person_id: null,
        reason:
          one.deadline === null
            ? 'Connects did not answer while they could have checked in, so it is not released'
            : `Connects did not answer for a while, so there is time to check in until ${formatDateTime(one.deadline, one.time_zone)}`,
        at: inside.now,
      })),
    )
    .execute()
  return changed.length
}

/** One more no-show in a row for the series of these; the person is warned first, then the rest is given back (B3). */
async function countNoShows(inside: Inside, bookingIds: readonly string[]): Promise<void> {
  if (bookingIds.length === 0) return
  const { rows } = await sql<SeriesCounted>`
    with missed as (
      select series_id, count(*)::int as times from workspaces.booking
      where id = any(${[...bookingIds]}::uuid[]) and series_id is not null group by series_id
    )
    update workspaces.series set no_shows = no_shows + missed.times from missed
    where series.id = missed.series_id and series.ended_at is null
    returning series.id, series.no_shows, series.warned_at, series.for_person_id, series.made_by_person_id`.execute(
    inside.tx,
  )
  if (rows.length === 0) return
  const limits = await noShowLimits(
    inside,
    rows.map((one) => one.id),
  )
  const step = (one: SeriesCounted) =>
    seriesAfter({ noShows: one.no_shows, isWarned: one.warned_at !== null }, limits.get(one.id) ?? 3)
  await warnSeries(
    inside,
    rows.filter((one) => step(one) === 'warn'),
  )
  await giveBackSeries(
    inside,
    rows.filter((one) => step(one) === 'give-back'),
  )
}

type SeriesCounted = {
  readonly id: string
  readonly no_shows: number
  readonly warned_at: Temporal.Instant | null
  readonly for_person_id: string | null
  readonly made_by_person_id: string | null
}

async function warnSeries(inside: Inside, series: readonly SeriesCounted[]): Promise<void> {
  if (series.length === 0) return
  await inside.tx
    .updateTable('workspaces.series')
    .set({ warned_at: inside.now })
    .where(
      'id',
      'in',
      series.map((one) => one.id),
    )
    .execute()
  await tellOf(inside, series, 'workspaces.series.warned')
}

async function giveBackSeries(inside: Inside, series: readonly SeriesCounted[]): Promise<void> {
  if (series.length === 0) return
  const ids = series.map((one) => one.id)
  const ahead = await inside.tx
    .selectFrom('workspaces.booking as booking')
    .innerJoin('workspaces.series as series', 'series.id', 'booking.series_id')
    .select('booking.id')
    .where('series.id', 'in', ids)
    .where('booking.state', 'in', ['pending', 'confirmed'])
    .where('booking.starts_at', '>', inside.now)
    // A date that was handed on is somebody else's now.
    .where(sql<boolean>`booking.for_person_id is not distinct from series.for_person_id`)
    .orderBy('booking.id')
    .execute()
  if (ahead.length > 0)
    await endBookings(
      inside,
      ahead.map((one) => one.id),
      'released',
      'Nobody came to this series several times in a row, after a warning',
      { onlyFrom: ['pending', 'confirmed'] },
    )
  await inside.tx
    .updateTable('workspaces.series')
    .set({ ended_at: inside.now })
    .where('id', 'in', ids)
    .execute()
  await tellOf(inside, series, 'workspaces.series.given-back')
}

async function tellOf(inside: Inside, series: readonly SeriesCounted[], template: string): Promise<void> {
  for (const one of series) {
    const person = one.for_person_id ?? one.made_by_person_id
    if (person !== null) await notify(inside, { to: { subject: person }, template, ids: { series: one.id } })
  }
}

/** Every minute: what is over is over; what nobody approved in its time is cancelled. */
export const completeBookings = action({
  name: COMPLETE,
  title: 'End bookings whose time is over',
  doors: [],
  fields: {},
  async run(inside) {
    const over = await overNow(inside, ['confirmed', 'checked-in'])
    if (over.length > 0)
      await endBookings(inside, over, 'completed', null, { onlyFrom: ['confirmed', 'checked-in'] })
    const unanswered = await overNow(inside, ['pending'])
    if (unanswered.length > 0)
      await endBookings(inside, unanswered, 'cancelled', 'Nobody answered in time', {
        onlyFrom: ['pending'],
      })
    if (over.length === MOST_AT_ONCE || unanswered.length === MOST_AT_ONCE) await inside.queue(COMPLETE, {})
    return {
      subject: null,
      result: { completed: over.length },
      facts: { completed: over.length, unanswered: unanswered.length },
    }
  },
})

async function overNow(
  inside: Inside,
  states: readonly ('pending' | 'confirmed' | 'checked-in')[],
): Promise<readonly string[]> {
  const rows = await inside.tx
    .selectFrom('workspaces.booking')
    .select('id')
    .where('state', 'in', states)
    .where('ends_at', '<=', inside.now)
    // Whoever did not check in by the deadline is a no-show, even where that is the end: releasing comes first.
    .where((eb) => eb.or([eb('state', '<>', 'confirmed'), eb('release_at', 'is', null)]))
    .orderBy('ends_at')
    .limit(MOST_AT_ONCE)
    .execute()
  return rows.map((row) => row.id)
}
