// A series from an event: its later dates as drafts of their own, and what is done to one of them and all that follow.
import { action, type Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { invalid, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { formatDate } from '#platform/time/index.ts'
import { lockedEvent, mayFor, ORGANISE, seenBy, type EventCard } from '../queries/events.ts'
import { eventsOfSeries, planOf, type PlannedDate } from '../queries/series.ts'
import { EVERY, ON } from '../rules/series.ts'
import { cancelEvent, publishEvent } from './events.ts'
import { TELL_BOOKED } from './telling.ts'
import { letSessionsFollow } from './programme.ts'

export const patternFields = {
  every: field.choice('How often', EVERY),
  on: field.choice('On which day of the month', ON).optional(),
  times: field.integer('How many times, with the first', { least: 2, most: 60 }).optional(),
  until: field.date('Or until', { hint: 'The last date it may be on' }).optional(),
  skipHolidays: field.yesNo('Leave out bank holidays?').optional(),
}

export const createSeries = action({
  name: 'events.series.create',
  title: 'Repeat an event',
  doors: ['page', 'api', 'command'],
  fields: { event: field.id('Event'), ...patternFields },
  async run(inside, answers) {
    const event = await lockedEvent(inside, answers.event)
    mayFor(inside, ORGANISE, event)
    if (event.state === 'cancelled')
      refuse('conflict', 'events.event.cancelled', 'This event is cancelled. Repeat one that is held.')
    if (event.series_id !== null)
      refuse(
        'conflict',
        'events.series.exists',
        'This event belongs to a series already. Look at its dates first.',
      )
    const plan = await planOf(inside, event, answers)
    const dates = plan.dates.filter((one) => one.holiday === null || answers.skipHolidays !== true)
    mustHaveRoom(dates)
    if (dates.length === 0)
      invalid('events.series.no-dates', [
        { field: 'skipHolidays', message: 'Every later date is a bank holiday. Choose another day' },
      ])
    const series = inside.id()
    await inside.tx
      .insertInto('events.series')
      .values({
        id: series,
        partnership_id: event.partnership_id,
        title: event.title,
        rule: plan.rule,
        created_by: inside.actor.kind === 'person' ? inside.actor.id : null,
        created_at: inside.now,
      })
      .execute()
    await inside.tx
      .updateTable('events.event')
      .set({ series_id: series })
      .where('id', '=', event.id)
      .execute()
    for (const date of dates) await draftOf(inside, event, series, date)
    return {
      subject: event.id,
      result: { series, event: event.code, drafts: dates.length, left: plan.dates.length - dates.length },
      facts: { series, drafts: dates.length },
    }
  },
})

/** E15: two events are not planned in one room at one time. */
function mustHaveRoom(dates: readonly PlannedDate[]): void {
  const taken = dates.filter((one) => one.inRoom !== null)
  const first = taken[0]?.inRoom ?? undefined
  if (first === undefined) return
  refuse(
    'conflict',
    'events.series.room-taken',
    `The room is taken on ${taken.length === 1 ? 'one of the dates' : `${taken.length} of the dates`}, first by ${first.code === null ? 'an event that you may not see' : `“${first.title}”`}. Choose another room or another rhythm.`,
  )
}

async function draftOf(inside: Inside, event: EventCard, series: string, date: PlannedDate): Promise<void> {
  const id = inside.id()
  const day = date.starts.toZonedDateTimeISO(event.time_zone).toPlainDate()
  const days = event.starts_at
    .toZonedDateTimeISO(event.time_zone)
    .toPlainDate()
    .until(day, { largestUnit: 'days' })
  const moved = (moment: Temporal.Instant | null): Temporal.Instant | null =>
    moment?.toZonedDateTimeISO(event.time_zone).add(days).toInstant() ?? null
  await inside.subject({ id, module: 'events', noun: 'event', title: event.title, audience: 'staff' })
  await inside.tx
    .insertInto('events.event')
    .values({
      id,
      // A code is at most 60 letters; the date keeps it apart from its fellows, the id from anybody else's.
      code: await freeCode(inside, `${event.code.slice(0, 49)}-${day.toString()}`),
      partnership_id: event.partnership_id,
      group_id: event.group_id,
      series_id: series,
      title: event.title,
      summary: event.summary,
      description: event.description,
      kind: event.kind,
      visibility: event.visibility,
      starts_at: date.starts,
      ends_at: date.ends,
      time_zone: event.time_zone,
      in_room: event.in_room,
      online: event.online,
      site_id: event.site_id,
      room: event.room,
      organiser_person_id: event.organiser_person_id,
      room_places: event.room_places,
      online_places: event.online_places,
      room_share: event.room_share,
      online_share: event.online_share,
      release_at: moved(event.release_at),
      booking_closes_at: moved(event.booking_closes_at),
      asks_needs: event.asks_needs,
      published_at: null,
      cancelled_at: null,
      cancelled_because: null,
      changed_at: inside.now,
    })
    .execute()
}

async function freeCode(inside: Inside, wanted: string): Promise<string> {
  const taken = await inside.tx
    .selectFrom('events.event')
    .select('id')
    .where('code', '=', wanted)
    .executeTakeFirst()
  return taken === undefined ? wanted : `${wanted.slice(0, 51)}-${inside.id().slice(-8)}`
}

const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/
const clock = (label: string) =>
  field.text(label, { most: 5, pattern: CLOCK, wording: `${label} must be a time like 09:30 or 14:00` })

/** "This and later": the hours, the title and the room, which are what a series changes as a whole. */
export const changeLater = action({
  name: 'events.series.change',
  title: 'Change this and later dates',
  permission: ORGANISE,
  doors: ['page', 'api', 'command'],
  fields: {
    event: field.id('Event'),
    title: field.text('Title', { most: 150 }),
    from: clock('From'),
    to: clock('To'),
    room: field.text('Room or place', { most: 200 }).optional(),
  },
  async run(inside, answers) {
    const { series, later } = await thisAndLater(inside, answers.event)
    let changed = 0
    for (const { id } of later) {
      const event = await lockedEvent(inside, id)
      if (event.state === 'cancelled' || Temporal.Instant.compare(event.ends_at, inside.now) <= 0) continue
      // One date of a series may be somebody else's to organise.
      mayFor(inside, ORGANISE, event)
      await moveEvent(inside, event, answers)
      changed += 1
    }
    await mustBeFree(
      inside,
      later.map((one) => one.id),
    )
    return {
      subject: answers.event,
      result: { changed, event: later[0]?.code ?? '' },
      facts: { series, changed },
    }
  },
})

async function moveEvent(
  inside: Inside,
  event: EventCard,
  answers: {
    readonly title: string
    readonly from: string
    readonly to: string
    readonly room: string | null
  },
): Promise<void> {
  const day = event.starts_at.toZonedDateTimeISO(event.time_zone).toPlainDate()
  const lastDay = event.ends_at.toZonedDateTimeISO(event.time_zone).toPlainDate()
  const at = (on: Temporal.PlainDate, time: string): Temporal.Instant =>
    on.toZonedDateTime({ timeZone: event.time_zone, plainTime: time }).toInstant()
  const [starts, ends] = [at(day, answers.from), at(lastDay, answers.to)]
  if (Temporal.Instant.compare(ends, starts) <= 0)
    invalid('events.event.wrong', [{ field: 'to', message: 'The event must end after it starts' }])
  if (event.release_at !== null && Temporal.Instant.compare(event.release_at, starts) > 0)
    refuse(
      'conflict',
      'events.series.release',
      `On ${formatDate(day)} places would be released after the start. Change that date by itself.`,
    )
  const room = event.in_room ? answers.room : null
  const hasMoved = !starts.equals(event.starts_at) || !ends.equals(event.ends_at) || room !== event.room
  if (!hasMoved && answers.title === event.title) return
  const isMovedBack = !starts.equals(event.starts_at) && Temporal.Instant.compare(starts, inside.now) <= 0
  if (isMovedBack && event.state === 'open')
    invalid('events.event.in-the-past', [
      { field: 'from', message: 'An event that takes bookings is moved to a time that is still to come' },
    ])
  const closes = event.booking_closes_at
  await inside.tx
    .updateTable('events.event')
    .set({
      title: answers.title,
      starts_at: starts,
      ends_at: ends,
      room,
      booking_closes_at: closes !== null && Temporal.Instant.compare(closes, starts) > 0 ? starts : closes,
      sequence: event.sequence + (hasMoved && event.state === 'open' ? 1 : 0),
      changed_at: inside.now,
      version: event.version + 1,
    })
    .where('id', '=', event.id)
    .execute()
  await letSessionsFollow(inside, event, { starts, ends })
  const audience = event.visibility === 'public' && event.state === 'open' ? 'public' : 'staff'
  await inside.subject({ id: event.id, module: 'events', noun: 'event', title: answers.title, audience })
  if (!hasMoved || event.state !== 'open') return
  await inside.announce('events.event.moved', event.id, { event: event.id })
  await inside.queue(TELL_BOOKED, { event: event.id, what: 'moved' })
}

/** E15, after the change: none of these is in a room that another event has at that time. */
async function mustBeFree(inside: Inside, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  // What stands in the way is the "event" of this statement, because the reader may have to know of it to be told.
  const clash = await inside.tx
    .selectFrom('events.event as ours')
    .innerJoin('events.event as event', (join) =>
      join
        .onRef('event.site_id', '=', 'ours.site_id')
        .on(sql<boolean>`lower(event.room) = lower(ours.room)`)
        .onRef('event.id', '<>', 'ours.id')
        .onRef('event.starts_at', '<', 'ours.ends_at')
        .onRef('event.ends_at', '>', 'ours.starts_at'),
    )
    .select(sql<string | null>`case when ${seenBy(inside)} then event.title end`.as('title'))
    .where('ours.id', 'in', ids)
    .where('ours.state', '<>', 'cancelled')
    .where('event.state', '<>', 'cancelled')
    .executeTakeFirst()
  if (clash !== undefined)
    invalid('events.series.room-taken', [
      {
        field: 'room',
        message: `The room is taken by ${clash.title === null ? 'another event' : `“${clash.title}”`} at that time. Choose another room or time`,
      },
    ])
}

export const publishSeries = action({
  name: 'events.series.publish',
  title: 'Publish every draft of the series',
  doors: ['page', 'api', 'command'],
  fields: { event: field.id('Event') },
  async run(inside, answers) {
    const { series, later } = await thisAndLater(inside, answers.event)
    const drafts = later.filter(
      (one) => one.state === 'draft' && Temporal.Instant.compare(one.starts_at, inside.now) > 0,
    )
    for (const { id, version } of drafts) await inside.act(publishEvent, { event: id, version })
    return {
      subject: answers.event,
      result: { published: drafts.length, event: later[0]?.code ?? '' },
      facts: { series, published: drafts.length },
    }
  },
})

export const cancelLater = action({
  name: 'events.series.cancel',
  title: 'Cancel this and later dates',
  doors: ['page', 'api', 'command'],
  fields: {
    event: field.id('Event'),
    because: field.longText('Why they are cancelled', {
      most: 1000,
      hint: 'Everybody who has a place or waits for one is told this',
    }),
  },
  async run(inside, answers) {
    const { series, later } = await thisAndLater(inside, answers.event)
    const held = later.filter(
      (one) => one.state !== 'cancelled' && Temporal.Instant.compare(one.ends_at, inside.now) > 0,
    )
    for (const { id, version } of held)
      await inside.act(cancelEvent, { event: id, because: answers.because, version })
    return {
      subject: answers.event,
      result: { cancelled: held.length, event: later[0]?.code ?? '' },
      facts: { series, cancelled: held.length },
    }
  },
})

async function thisAndLater(inside: Inside, id: string) {
  const event = await lockedEvent(inside, id)
  mayFor(inside, ORGANISE, event)
  if (event.series_id === null)
    return refuse(
      'conflict',
      'events.series.none',
      'This event does not belong to a series. Change it by itself.',
    )
  const all = await eventsOfSeries(inside, event.series_id)
  const later = all.filter((one) => Temporal.Instant.compare(one.starts_at, event.starts_at) >= 0)
  return { series: event.series_id, later }
}
