// Checking in (B2): by the button, by the link, by the sheet on the desk. Decided once, on the booking's locked row (W5):
// of a check-in and a release at the same moment the later finds what the earlier made of it.
import { personOf, action, type Inside } from '#platform/actions/index.ts'
import { sql, type Selectable } from '#platform/database/index.ts'
import { notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { formatDateTime, formatTime } from '#platform/time/index.ts'
import { ARRIVALS } from '../queries/arrivals.ts'
import { isTheirs } from '../queries/bookings.ts'
import { isOnSite } from '../queries/on-site.ts'
import { holdsAt, READ } from '../queries/seeing.ts'
import { checkInFrom, checkInOf } from '../rules/day.ts'
import type { BookingTable } from '../schema.ts'

type Row = Pick<
  Selectable<BookingTable>,
  | 'id'
  | 'site_id'
  | 'resource_id'
  | 'series_id'
  | 'owner_organisation_id'
  | 'state'
  | 'starts_at'
  | 'ends_at'
  | 'time_zone'
  | 'check_in_from'
  | 'release_at'
  | 'ended_because'
>

export type BookingOfTheDay = Row & {
  /** Theirs, or somebody's for whom they book; or of a workplace where they receive people. */
  readonly standing: 'own' | 'reception'
}

/**
 * A booking as far as its day needs it, its row held. Whoever is about to give time back leaves it unlocked: counters and
 * resources come first (W2). What is nobody's business of theirs is not there.
 */
export async function bookingOfTheDay(
  inside: Inside,
  id: string,
  more: { readonly isLocked?: boolean } = {},
): Promise<BookingOfTheDay> {
  const { rows } = await sql<Row & { is_theirs: boolean }>`
    select booking.id, booking.site_id, booking.resource_id, booking.series_id, booking.owner_organisation_id, booking.state,
      booking.starts_at, booking.ends_at, booking.time_zone, booking.check_in_from, booking.release_at, booking.ended_because,
      ${isTheirs(inside)} as is_theirs
    from workspaces.booking booking where booking.id = ${id}
    ${more.isLocked === false ? sql`` : sql`for no key update of booking`}`.execute(inside.tx)
  const booking = rows[0] ?? notFound('booking')
  if (booking.is_theirs) return { ...booking, standing: 'own' }
  return holdsAt(inside, ARRIVALS, booking) ? { ...booking, standing: 'reception' } : notFound('booking')
}

export const checkIn = action({
  name: 'workspaces.booking.check-in',
  title: 'Check in',
  permission: READ,
  // The page says from which network somebody asks; a program could say anything.
  doors: ['page'],
  fields: {
    booking: field.id('Booking'),
    from: field.text('Address of the network', { most: 100 }).optional(),
    token: field.text('Word of the day from the screen', { most: 40 }).optional(),
  },
  async run(inside, answers) {
    const booking = await bookingOfTheDay(inside, answers.booking)
    const isNew = await checkInBooking(inside, booking, {
      from: answers.from,
      token: answers.token,
    })
    return {
      subject: booking.id,
      result: { id: booking.id, isNew },
      facts: { booking: booking.id, again: !isNew },
    }
  },
})

/** Checks somebody in, once: false when they were already. The booking must be held. */
export async function checkInBooking(
  inside: Inside,
  booking: BookingOfTheDay,
  proof: { readonly from: string | null; readonly token: string | null },
): Promise<boolean> {
  const verdict = checkInOf(booking, inside.now)
  if (verdict === 'already') return false
  if (verdict !== 'may') refuseCheckIn(booking, verdict)
  if (booking.standing === 'own' && !(await isOnSite(inside, booking, proof))) refuseFromAfar()
  await inside.tx
    .updateTable('workspaces.booking')
    .set({ state: 'checked-in', checked_in_at: inside.now, changed_at: inside.now })
    .where('id', '=', booking.id)
    .execute()
  await inside.tx
    .insertInto('workspaces.step')
    .values({
      id: inside.id(),
      booking_id: booking.id,
      state: 'checked-in',
      person_id: personOf(inside),
      reason: booking.standing === 'reception' ? 'At reception' : null,
      at: inside.now,
    })
    .execute()
  if (booking.series_id !== null) await forgiveSeries(inside, booking.series_id)
  return true
}

/** Whoever comes has come: the no-shows of their series are counted anew. */
const forgiveSeries = (inside: Inside, seriesId: string) =>
  sql`update workspaces.series set no_shows = 0, warned_at = null where id = ${seriesId} and no_shows > 0`.execute(
    inside.tx,
  )

type Refused = Exclude<ReturnType<typeof checkInOf>, 'may' | 'already'>

function refuseCheckIn(booking: BookingOfTheDay, why: Refused): never {
  const { time_zone: zone } = booking
  const words: Record<Refused, string> = {
    early: `You can check in from ${formatDateTime(checkInFrom(booking), zone)}. Come back then.`,
    pending: 'This booking still waits for approval, so you cannot check in yet. Ask the workspace manager.',
    held: 'This place is only held for you. Confirm the booking, then check in.',
    released: `This booking was given back${booking.release_at === null ? '' : ` at ${formatTime(booking.release_at, zone)}`}, because nobody had checked in. Book it again if it is still free.`,
    over: `This booking was over at ${formatTime(booking.ends_at, zone)}. Book a new one if you need the place.`,
    ended: `This booking was ended${booking.ended_because === null ? '' : `: ${booking.ended_because}`}. Book a new one if you need a place.`,
  }
  refuse('conflict', `workspaces.check-in.${why}`, words[why])
}

function refuseFromAfar(): never {
  refuse(
    'conflict',
    'workspaces.check-in.not-here',
    'This office asks you to check in from inside: join its Wi-Fi, scan the code on the screen in the foyer, or tell reception that you are here. Then try again.',
  )
}
