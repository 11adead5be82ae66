// Saying yes or no to what waits for approval, once (W5). A yes asks everything again under the same locks (W6): what
// waited without holding its time may have lost it to somebody else.
import { action, type Inside } from '#platform/actions/index.ts'
import { refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { APPROVE, bookingById, type Booking } from '../queries/bookings.ts'
import { holdsAt } from '../queries/seeing.ts'
import { endBookings } from './ending.ts'
import { bookingRow, reseat } from './reseating.ts'

export const approveBooking = action({
  name: APPROVE,
  title: 'Approve a booking',
  doors: ['page', 'api', 'command'],
  fields: { booking: field.id('Booking') },
  async run(inside, answers) {
    const booking = await toDecide(inside, answers.booking)
    const row = await bookingRow(inside, booking.id)
    if (row.state !== 'pending') decided()
    await reseat(inside, row, {
      resourceId: row.resource_id,
      startsAt: row.starts_at,
      endsAt: row.ends_at,
      purpose: row.purpose,
      isPrivate: row.private,
      people: row.people,
      as: 'booker',
      state: () => 'confirmed',
      reason: 'Approved',
    })
    return {
      subject: null,
      result: { id: booking.id, site: booking.site_code },
      facts: { booking: booking.id, approved: true },
    }
  },
})

export const declineBooking = action({
  name: 'workspaces.booking.decline',
  title: 'Decline a booking',
  permission: APPROVE,
  doors: ['page', 'api', 'command'],
  fields: {
    booking: field.id('Booking'),
    because: field.text('Why not', { most: 300, hint: 'Whoever asked reads it' }),
  },
  async run(inside, answers) {
    const booking = await toDecide(inside, answers.booking)
    const ended = await endBookings(inside, [booking.id], 'cancelled', `Declined: ${answers.because}`, {
      onlyFrom: ['pending'],
    })
    if (ended.length === 0) decided()
    return {
      subject: null,
      result: { id: booking.id, site: booking.site_code },
      facts: { booking: booking.id, approved: false },
    }
  },
})

async function toDecide(inside: Inside, id: string): Promise<Booking> {
  const booking = await bookingById(inside, id)
  if (!holdsAt(inside, APPROVE, booking))
    refuse(
      'forbidden',
      'workspaces.booking.not-approver',
      `Somebody who approves bookings for ${booking.owner_name} decides this. You see it under your bookings when they have.`,
    )
  if (booking.state !== 'pending') decided()
  return booking
}

function decided(): never {
  refuse(
    'conflict',
    'workspaces.booking.decided',
    'This booking does not wait for approval any more: somebody else decided, or it was withdrawn. Look at the list again.',
  )
}
