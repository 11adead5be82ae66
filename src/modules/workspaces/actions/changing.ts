// What becomes of a booking by those whose it is: a hold confirmed, a change, a cancellation. A hold that nobody confirms
// lapses by itself.
import { personOf, action, type Inside } from '#platform/actions/index.ts'
import { json, sql, type Selectable } from '#platform/database/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { formatDateTime } from '#platform/time/index.ts'
import { bookingById, bookingRows, BOOK, heldWhere, isTheirs, type Booking } from '../queries/bookings.ts'
import { groundsOf, type Grounds } from '../queries/deciding.ts'
import { holdsAt, MANAGE } from '../queries/seeing.ts'
import { cancelBy, firstState, holdsTime, type BookingState } from '../rules.ts'
import type { BookingTable } from '../schema.ts'
import { spanOf, when } from './asking.ts'
import { countedIn, holdCounters, summed } from './counting.ts'
import { endBookings } from './ending.ts'
import { offerWhatCameFree } from './freeing.ts'
import { mustBeCurrent } from './locking.ts'
import { changeBooking as reseatBooking } from './reseating.ts'
import { placeAt } from './series.ts'

const MOST_LAPSED = 500

export const confirmBooking = action({
  name: 'workspaces.booking.confirm',
  title: 'Confirm what is held',
  permission: BOOK,
  doors: ['page', 'api', 'command'],
  fields: {
    booking: field.id('Booking'),
    purpose: field.text('What it is for', { most: 200 }).optional(),
    isPrivate: field.yesNo('Keep it private?').optional(),
  },
  async run(inside, answers) {
    const booking = await own(inside, answers.booking)
    const confirmed = await confirmHeld(inside, booking.order_id, answers)
    return {
      subject: null,
      result: { id: booking.id, order: booking.order_id, bookings: confirmed },
      facts: { booking: booking.id, places: confirmed.length },
    }
  },
})

type Row = Selectable<BookingTable>
type Confirmed = { readonly id: string; readonly state: BookingState }

/** Confirms everything that is held under one order; refuses when the time to do that is over. */
export async function confirmHeld(
  inside: Inside,
  orderId: string,
  more: { readonly purpose?: string | null; readonly isPrivate?: boolean | null } = {},
): Promise<Confirmed[]> {
  const rows = await inside.tx
    .selectFrom('workspaces.booking')
    .selectAll()
    .where('order_id', '=', orderId)
    .where('state', '=', 'held')
    .orderBy('id')
    .execute()
  const [first] = rows
  const isLate = rows.some(
    (row) => row.held_until === null || Temporal.Instant.compare(row.held_until, inside.now) <= 0,
  )
  if (first === undefined || isLate) notHeld()
  const becoming = await statesOf(inside, rows)
  // What waits for approval without its time gives that back, counters first (W2).
  const letGo = rows.filter((row) => becoming.get(row.id)?.holds === false)
  await holdCounters(
    inside,
    letGo.flatMap((row) => row.uses),
  )
  const after = rows.map((row) => ({
    id: row.id,
    version: row.version,
    state: becoming.get(row.id)?.state ?? 'confirmed',
    lets_go: letGo.includes(row),
    step: inside.id(),
  }))
  const { rows: done } = await sql<Confirmed>`
    with after as materialized (
      select * from jsonb_to_recordset(${json(after)}::jsonb) as after (id uuid, version integer, state text, lets_go boolean, step uuid)),
    counted as (${countedIn(
      summed(
        letGo.flatMap((row) => row.uses),
        -1,
      ),
    )}),
    freed as (delete from workspaces.claim claim using after where claim.booking_id = after.id and after.lets_go),
    stepped as (
      insert into workspaces.step (id, booking_id, state, person_id, at)
      select step, id, state, ${personOf(inside)}::uuid, ${inside.now}::timestamptz from after)
    update workspaces.booking booking set state = after.state, held_until = null, changed_at = ${inside.now},
      uses = case when after.lets_go then '[]'::jsonb else booking.uses end, purpose = coalesce(${more.purpose ?? null}::text, purpose),
      private = coalesce(${more.isPrivate ?? null}::boolean, private), sequence = sequence + 1, version = booking.version + 1
    from after where booking.id = after.id and booking.state = 'held' and booking.version = after.version
    returning booking.id, booking.state`.execute(inside.tx)
  // W5: one of them lapsed or was cancelled at this moment, so nothing is confirmed.
  if (done.length !== rows.length) notHeld()
  await offerWhatCameFree(
    inside,
    letGo.map((row) => ({
      siteId: row.site_id,
      resourceId: row.resource_id,
      startsAt: row.starts_at,
      endsAt: row.ends_at,
    })),
  )
  for (const one of done) await inside.announce('workspaces.booking.made', one.id, { booking: one.id })
  return done
}

async function statesOf(inside: Inside, rows: readonly Row[]) {
  const [first] = rows
  const grounds = await groundsOf(
    inside,
    { resourceIds: rows.map((row) => row.resource_id) },
    {
      organisationId: first!.organisation_id,
      personId: first!.for_person_id,
      isVisitor: first!.visitor_id !== null,
    },
    { startsAt: first!.starts_at, endsAt: first!.ends_at },
  )
  return new Map(
    rows.map((row) => {
      const situation = grounds.situation(row.resource_id, { startsAt: row.starts_at, endsAt: row.ends_at })
      if (situation === undefined) return notFound('workspace')
      const state = firstState(situation, 'booker')
      return [row.id, { state, holds: holdsTime(situation, state) }] as const
    }),
  )
}

function notHeld(): never {
  refuse(
    'conflict',
    'workspaces.booking.hold-lapsed',
    'It was held for you for a few minutes, and they are over. Look whether it is still free, then book it again.',
  )
}

export const cancelBooking = action({
  name: 'workspaces.booking.cancel',
  title: 'Cancel a booking',
  permission: BOOK,
  doors: ['page', 'api', 'command'],
  fields: {
    booking: field.id('Booking'),
    because: field.text('Reason', { most: 300, hint: 'Whoever is booked reads it' }).optional(),
    together: field.yesNo('Cancel everything that was booked with it?').optional(),
  },
  async run(inside, answers) {
    const booking = await bookingById(inside, answers.booking)
    const isOwn = await isTheirBooking(inside, booking.id)
    if (!isOwn && !holdsAt(inside, MANAGE, booking)) notTheirs()
    const wanted = answers.together === true ? await togetherWith(inside, booking, isOwn) : [booking]
    if (isOwn) await mustBeInTime(inside, wanted)
    else if (answers.because === null)
      invalid('workspaces.booking.because', [
        { field: 'because', message: 'Say why: the person whose booking it is reads it' },
      ])
    const ids = wanted.map((one) => one.id)
    const ended = await endBookings(inside, ids, 'cancelled', answers.because, {
      onlyFrom: isOwn ? ['held', 'pending', 'confirmed'] : ['held', 'pending', 'confirmed', 'checked-in'],
    })
    if (!ended.some((one) => one.id === booking.id)) alreadyOver()
    return {
      subject: null,
      result: { id: booking.id, cancelled: ended.length },
      facts: { booking: booking.id, cancelled: ended.length, own: isOwn },
    }
  },
})

async function isTheirBooking(inside: Inside, id: string): Promise<boolean> {
  const { rows } =
    await sql`select 1 from workspaces.booking booking where booking.id = ${id} and ${isTheirs(inside)}`.execute(
      inside.tx,
    )
  return rows.length > 0
}

/** What was booked with it and is still ahead: theirs as far as it is theirs, a manager's as far as they run the place. */
async function togetherWith(inside: Inside, booking: Booking, isOwn: boolean): Promise<Booking[]> {
  const { rows } = await bookingRows(
    inside,
    sql`booking.order_id = ${booking.order_id} and booking.id <> ${booking.id} and booking.starts_at > ${inside.now}
      and booking.state in ('held', 'pending', 'confirmed')
      and ${isOwn ? isTheirs(inside) : heldWhere(inside, [MANAGE])}`,
  )
  return [booking, ...rows]
}

/** Until when the terms let whoever booked them cancel. A hold may be let go at any moment. */
async function mustBeInTime(inside: Inside, wanted: readonly Booking[]): Promise<void> {
  for (const booking of wanted) mustStand(inside, booking)
  const standing = wanted.filter((one) => one.state !== 'held')
  for (const some of Map.groupBy(
    standing,
    (one) => `${one.organisation_id} ${one.visitor_id !== null}`,
  ).values())
    await mustBeEarlyEnough(inside, some)
}

function mustStand(inside: Inside, booking: Booking): void {
  if (booking.state === 'held') return
  if (booking.state === 'checked-in')
    refuse(
      'conflict',
      'workspaces.booking.under-way',
      'You are checked in. Leave the place instead, and the rest of its time is given back.',
    )
  if (booking.state !== 'pending' && booking.state !== 'confirmed') alreadyOver()
  if (Temporal.Instant.compare(booking.ends_at, inside.now) <= 0) alreadyOver()
}

/** Bookings of one body: one statement for all of them. */
async function mustBeEarlyEnough(inside: Inside, some: readonly Booking[]): Promise<void> {
  const [first] = some
  if (first === undefined) return
  const starts = some.map((one) => one.starts_at).toSorted(Temporal.Instant.compare)
  const ends = some.map((one) => one.ends_at).toSorted(Temporal.Instant.compare)
  const grounds = await groundsOf(
    inside,
    { resourceIds: [...new Set(some.map((one) => one.resource_id))] },
    { organisationId: first.organisation_id, personId: null, isVisitor: first.visitor_id !== null },
    { startsAt: starts[0]!, endsAt: ends.at(-1)! },
  )
  for (const booking of some) mustNotBeTooLate(inside, booking, grounds)
}

function mustNotBeTooLate(inside: Inside, booking: Booking, grounds: Grounds): void {
  const span = { startsAt: booking.starts_at, endsAt: booking.ends_at }
  const cancel = grounds.situation(booking.resource_id, span)?.terms.cancelMinutes
  const by = cancelBy(booking.starts_at, cancel?.value ?? 0)
  const rule = cancel?.rule ?? null
  const place = rule === null ? '' : `, for ${rule.placeName}`
  if (Temporal.Instant.compare(inside.now, by) <= 0) return
  refuse(
    'conflict',
    'workspaces.booking.too-late-to-cancel',
    `${booking.resource_name} can be cancelled until ${formatDateTime(by, booking.time_zone)} (${booking.owner_name}${place}). Tell its workspace manager that you are not coming.`,
  )
}

function notTheirs(): never {
  refuse(
    'forbidden',
    'workspaces.booking.not-yours',
    'This booking is somebody else’s. They, their delegate, or a manager of the workplace can change it.',
  )
}

function alreadyOver(): never {
  refuse('conflict', 'workspaces.booking.ended', 'This booking has ended already, so it stays as it was.')
}

export const changeBooking = action({
  name: 'workspaces.booking.change',
  title: 'Change a booking',
  permission: BOOK,
  doors: ['page', 'api', 'command'],
  fields: {
    booking: field.id('Booking'),
    version: field.version(),
    place: field.pick('Place', { from: 'workspaces.resource' }).optional(),
    ...when,
    people: field.integer('How many people come', { least: 1, most: 1000 }).optional(),
    purpose: field.text('What it is for', { most: 200 }).optional(),
    isPrivate: field.yesNo('Keep it private?').optional(),
  },
  async run(inside, answers) {
    const booking = await bookingById(inside, answers.booking)
    const isOwn = await isTheirBooking(inside, booking.id)
    const isManager = holdsAt(inside, MANAGE, booking)
    if (!isOwn && !isManager) notTheirs()
    mustBeCurrent(booking, answers.version, shownOf(booking, isOwn))
    const resourceId = answers.place ?? booking.resource_id
    // Whoever runs the workplace where it is runs no other one: there it is asked for like anybody's.
    const as = isOwn || !(await isAtSame(inside, booking, resourceId)) ? 'booker' : 'manager'
    // What a private booking is for is its person's: a manager neither reads nor rewrites it (B7).
    const isSecret = !isOwn && booking.private
    const done = await reseatBooking(
      inside,
      booking.id,
      answers.version,
      {
        resourceId,
        // By the clock of where it goes (W8).
        ...spanOf(answers, (await placeAt(inside, resourceId)).time_zone),
        people: answers.people ?? booking.people,
        purpose: isSecret ? booking.purpose : answers.purpose,
        isPrivate: isSecret || (answers.isPrivate ?? booking.private),
      },
      as,
    )
    return {
      subject: null,
      result: done,
      facts: { booking: booking.id, resource: resourceId, own: isOwn, version: done.version },
    }
  },
})

async function isAtSame(inside: Inside, booking: Booking, resourceId: string): Promise<boolean> {
  if (resourceId === booking.resource_id) return true
  const place = await inside.tx
    .selectFrom('workspaces.resource')
    .select('site_id')
    .where('id', '=', resourceId)
    .executeTakeFirst()
  return place?.site_id === booking.site_id
}

/** What the booking says now, by the names of the form's questions, for whoever changed an older one (G8). */
function shownOf(booking: Booking, isOwn: boolean): Readonly<Record<string, unknown>> {
  const [starts, ends] = [booking.starts_at, booking.ends_at].map((one) =>
    one.toZonedDateTimeISO(booking.time_zone),
  )
  return {
    place: booking.resource_id,
    on: starts!.toPlainDate(),
    from: starts!.toPlainTime(),
    until: ends!.toPlainTime(),
    people: booking.people,
    purpose: isOwn || !booking.private ? booking.purpose : null,
    isPrivate: booking.private,
  }
}

export const lapseHolds = action({
  name: 'workspaces.booking.lapse',
  title: 'Let go what was held and not confirmed',
  doors: [],
  fields: {},
  async run(inside) {
    // What the waiting list offers lapses by its own hand, because the next in the line is asked then.
    const { rows } = await sql<{ id: string }>`
      select booking.id from workspaces.booking booking where booking.state = 'held' and booking.held_until <= ${inside.now}
        and not exists (select 1 from workspaces.waiting waiting where waiting.offer_booking_id = booking.id and waiting.state = 'offered')
      order by booking.id limit ${MOST_LAPSED}`.execute(inside.tx)
    const ended = await endBookings(
      inside,
      rows.map((row) => row.id),
      'cancelled',
      'Held and not confirmed in time',
      { onlyFrom: ['held'] },
    )
    return { subject: null, result: { lapsed: ended.length }, facts: { lapsed: ended.length } }
  },
})

async function own(inside: Inside, id: string): Promise<Booking> {
  const booking = await bookingById(inside, id)
  if (!(await isTheirBooking(inside, booking.id))) notTheirs()
  return booking
}
