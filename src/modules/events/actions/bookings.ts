// Places and the waiting list as people meet them: booking, for oneself or for somebody, confirming a place that was
// given, and giving one up. Every one of them holds the event's row first.
import { action, type Inside } from '#platform/actions/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { notify } from '#platform/notifications/index.ts'
import { isMemberOfGroup } from '#modules/groups/index.ts'
import { bookingById, bookingOf, lockedBooking } from '../queries/bookings.ts'
import { eventById, holdsFor, lockedEvent, mayFor, ORGANISE, type EventCard } from '../queries/events.ts'
import { employersFor, type Employer } from '../queries/standing.ts'
import { isOver, mayBook, modeFor, MODES, needsFaults, needsKeptUntil, type Mode } from '../rules.ts'
import { endBooking, fillPlaces } from './places.ts'

const asked = {
  mode: field.choice('How will you take part?', MODES).optional(),
  organisation: field
    .pick('Organisation', { from: 'organisations.organisation', hint: 'For whom you come' })
    .optional(),
}

export const makeBooking = action({
  name: 'events.booking.make',
  title: 'Book a place',
  doors: ['page', 'api', 'command'],
  fields: {
    event: field.id('Event'),
    ...asked,
    access: field
      .text('What you need to take part', {
        most: 200,
        hint: 'Say what to provide, like a hearing loop or step-free access. Please do not describe a condition',
      })
      .optional(),
    dietary: field
      .text('What you do not eat', { most: 200, hint: 'For example, no nuts, or vegetarian' })
      .optional(),
  },
  async run(inside, answers) {
    if (inside.actor.kind !== 'person')
      refuse('conflict', 'events.booking.nobody', 'Only a person can book a place for themselves.')
    const event = await lockedEvent(inside, answers.event)
    return book(inside, event, { ...answers, person: inside.actor.id, byOrganiser: false })
  },
})

export const makeBookingFor = action({
  name: 'events.booking.make-for',
  title: 'Book a place for somebody',
  doors: ['page', 'api', 'command'],
  fields: {
    event: field.id('Event'),
    person: field.pick('Person', { from: 'organisations.person' }),
    mode: field.choice('How they take part', MODES).optional(),
    organisation: field
      .pick('Organisation they come for', {
        from: 'organisations.organisation',
        hint: 'Leave it empty when they work for one partner only',
      })
      .optional(),
  },
  async run(inside, answers) {
    const event = await lockedEvent(inside, answers.event)
    mayFor(inside, 'events.booking.make-for', event)
    return book(inside, event, { ...answers, access: null, dietary: null, byOrganiser: true })
  },
})

export const confirmBooking = action({
  name: 'events.booking.confirm',
  title: 'Confirm a place',
  doors: ['page', 'api', 'command'],
  fields: { booking: field.id('Booking') },
  async run(inside, answers) {
    const { event, booking } = await lockedOwn(inside, answers.booking)
    if (inside.actor.kind !== 'person' || booking.person_id !== inside.actor.id) notFound('booking')
    if (booking.state !== 'booked' || booking.offered_at === null)
      refuse(
        'conflict',
        'events.booking.nothing-to-confirm',
        'There is no place waiting to be confirmed here.',
      )
    const isTooLate =
      booking.confirmed_at === null &&
      booking.confirm_by !== null &&
      Temporal.Instant.compare(booking.confirm_by, inside.now) <= 0
    if (isTooLate)
      refuse(
        'conflict',
        'events.booking.too-late',
        'This place was not confirmed in time and passes to the next person. Book again to wait for another.',
      )
    await inside.tx
      .updateTable('events.booking')
      .set(({ eb }) => ({ confirmed_at: inside.now, version: eb('version', '+', 1) }))
      .where('id', '=', booking.id)
      .where('confirmed_at', 'is', null)
      .execute()
    return {
      subject: event.id,
      result: { id: booking.id, event: event.code },
      facts: { booking: booking.id },
    }
  },
})

export const cancelBooking = action({
  name: 'events.booking.cancel',
  title: 'Give up a place',
  doors: ['page', 'api', 'command'],
  fields: { booking: field.id('Booking') },
  async run(inside, answers) {
    const { event, booking } = await lockedOwn(inside, answers.booking)
    const isOwn = inside.actor.kind === 'person' && booking.person_id === inside.actor.id
    if (!isOwn && !holdsFor(inside, ORGANISE, event)) notFound('booking')
    if (booking.state === 'cancelled')
      refuse('conflict', 'events.booking.cancelled', 'This booking was cancelled already.')
    if (isOver(event, inside.now))
      refuse('conflict', 'events.booking.past', `${event.title} is over. Who was booked stays on the record.`)
    if (booking.attendance !== null)
      refuse(
        'conflict',
        'events.booking.marked',
        'The register of this event says already whether this person came, so the booking stays on the record. If the mark is wrong, its organiser can change it.',
      )
    await endBooking(inside, booking.id, isOwn ? 'given-up' : 'by-organiser')
    if (!isOwn) await tell(inside, booking.person_id, 'events.booking.ended', booking.id)
    const given = await fillPlaces(inside, event)
    return {
      subject: event.id,
      result: { id: booking.id, event: event.code, given: given.size },
      facts: { booking: booking.id, given: given.size },
    }
  },
})

type Wish = {
  readonly person: string
  readonly mode: Mode | null
  readonly organisation: string | null
  readonly access: string | null
  readonly dietary: string | null
  readonly byOrganiser: boolean
}

async function book(inside: Inside, event: EventCard, wish: Wish) {
  const organisation = await whomTheyComeFor(inside, event, wish)
  const already = await bookingOf(inside, event.id, wish.person)
  mayBook(
    {
      event: { ...event, partnership: event.partnership_name },
      organisation,
      alreadyIn: already !== undefined,
      byOrganiser: wish.byOrganiser,
    },
    inside.now,
  )
  await mustBeInGroup(inside, event, wish.person)
  await mustNotHaveWalkedIn(inside, event, wish.person)
  const mode = modeFor(event, wish.mode)
  const faults = needsFaults(event.asks_needs, wish)
  if (faults.length > 0) invalid('events.need.not-asked', faults)
  const id = await insertWaiting(inside, event, { ...wish, mode, organisation: organisation.id })
  if (wish.access !== null || wish.dietary !== null)
    await inside.tx
      .insertInto('events.need')
      .values({
        booking_id: id,
        access: wish.access,
        dietary: wish.dietary,
        delete_on: needsKeptUntil(event.ends_at),
      })
      .execute()
  // Everybody waits for a moment: whether this person has a place is the same question as for those before them.
  const given = await fillPlaces(inside, event, id)
  const hasPlace = given.has(id)
  await tell(inside, wish.person, hasPlace ? 'events.booking.made' : 'events.booking.waiting', id)
  return {
    subject: event.id,
    result: { id, event: event.code, state: hasPlace ? ('booked' as const) : ('waiting' as const) },
    facts: { booking: id, organisation: organisation.id, mode, waits: !hasPlace },
  }
}

/** E4: the next in the order of arrival, which the event's row keeps anybody else from taking at the same moment. */
async function insertWaiting(
  inside: Inside,
  event: EventCard,
  wish: {
    readonly person: string
    readonly mode: Mode
    readonly organisation: string
    readonly byOrganiser: boolean
  },
): Promise<string> {
  const id = inside.id()
  const last = await inside.tx
    .selectFrom('events.booking')
    .select(({ fn }) => fn.max('arrival').as('arrival'))
    .where('event_id', '=', event.id)
    .executeTakeFirst()
  await inside.tx
    .insertInto('events.booking')
    .values({
      id,
      event_id: event.id,
      person_id: wish.person,
      organisation_id: wish.organisation,
      mode: wish.mode,
      state: 'waiting',
      arrival: (last?.arrival ?? 0) + 1,
      booked_at: inside.now,
      booked_by: wish.byOrganiser && inside.actor.kind === 'person' ? inside.actor.id : null,
      offered_at: null,
      confirm_by: null,
      confirmed_at: null,
      cancelled_at: null,
      cancelled_how: null,
      attendance: null,
      attended_at: null,
      recorded_by: null,
    })
    .execute()
  return id
}

/** The organisation answered, or the one partner they work for; asked for when they work for several. */
async function whomTheyComeFor(
  inside: Inside,
  event: EventCard,
  wish: { readonly person: string; readonly organisation: string | null },
): Promise<{ id: string; name: string; isPartner: boolean; employs: boolean }> {
  const employers = await employersFor(inside, event.partnership_id, wish.person)
  const as = (one: Employer) => ({ id: one.id, name: one.name, isPartner: one.is_partner, employs: true })
  if (wish.organisation === null) {
    const partners = employers.filter((one) => one.is_partner)
    const [only, another] = partners.length > 0 ? partners : employers
    if (only === undefined)
      refuse(
        'conflict',
        'events.booking.no-employer',
        `Places are for staff of the partners of ${event.partnership_name}. This person works for none of them today.`,
      )
    if (another !== undefined && only.is_partner)
      invalid('events.booking.which-organisation', [
        { field: 'organisation', message: 'Select which organisation this place is for' },
      ])
    return as(only)
  }
  const employer = employers.find((one) => one.id === wish.organisation)
  if (employer !== undefined) return as(employer)
  const other = await inside.tx
    .selectFrom('organisations.organisation_card')
    .select(['id', 'name'])
    .where('id', '=', wish.organisation)
    .executeTakeFirst()
  return other === undefined ? notFound('organisation') : { ...other, isPartner: true, employs: false }
}

/** E10: a group's own event is for its members. */
async function mustBeInGroup(inside: Inside, event: EventCard, personId: string): Promise<void> {
  if (event.visibility !== 'group' || event.group_id === null) return
  if (await isMemberOfGroup(inside, personId, event.group_id)) return
  refuse(
    'conflict',
    'events.booking.not-in-group',
    `${event.title} is for members of ${event.group_name ?? 'its group'}. Join the group first.`,
  )
}

/** E19: who was put on the register without a place is on it already. */
async function mustNotHaveWalkedIn(inside: Inside, event: EventCard, personId: string): Promise<void> {
  const there = await inside.tx
    .selectFrom('events.walk_in')
    .select('id')
    .where('event_id', '=', event.id)
    .where('person_id', '=', personId)
    .executeTakeFirst()
  if (there !== undefined)
    refuse(
      'conflict',
      'events.booking.on-register',
      `This person is on the register of ${event.title} already, as somebody who came without a place. They need no booking.`,
    )
}

/** The event and then the booking, locked in that order; the booking as it stands once the event is held. */
async function lockedOwn(inside: Inside, bookingId: string) {
  const found = (await bookingById(inside, bookingId)) ?? notFound('booking')
  // Whose event it is says nothing yet to somebody who may not know of the booking.
  const isOwn = inside.actor.kind === 'person' && found.person_id === inside.actor.id
  const seen = await eventById(inside, found.event_id)
  if (!isOwn && (seen === undefined || !holdsFor(inside, ORGANISE, seen))) notFound('booking')
  const event = await lockedEvent(inside, found.event_id)
  const booking = (await lockedBooking(inside, bookingId)) ?? notFound('booking')
  return { event, booking }
}

async function tell(inside: Inside, personId: string, template: string, booking: string): Promise<void> {
  await notify(inside, { to: { subject: personId }, template, ids: { booking } })
}
