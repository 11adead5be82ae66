// Handing a booking over to a colleague: the same place and time, asked again on their account.
import { personOf, action, type Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { bookingById, BOOK, type Booking } from '../queries/bookings.ts'
import { mayBookFor } from '../queries/delegation.ts'
import { holdsAt, MANAGE } from '../queries/seeing.ts'
import { mustBeCurrent } from './locking.ts'
import { bookingRow, reseat } from './reseating.ts'

export const handOver = action({
  name: 'workspaces.booking.hand-over',
  title: 'Hand a booking over to a colleague',
  permission: BOOK,
  doors: ['page', 'api'],
  fields: {
    booking: field.id('Booking'),
    colleague: field.pick('Who takes it?', {
      from: 'organisations.person',
      hint: 'Somebody of the same organisation. The rules of the office are asked again for them',
    }),
    version: field.version(),
  },
  async run(inside, answers) {
    const booking = await bookingById(inside, answers.booking)
    await mustActFor(inside, booking)
    mustBeCurrent(booking, answers.version)
    mustNotHaveBegun(booking)
    if (answers.colleague === booking.for_person_id)
      invalid('workspaces.booking.theirs-already', [
        { field: 'colleague', message: 'It is theirs already. Choose somebody else' },
      ])
    await mustBeColleague(inside, booking, answers.colleague)
    const row = await bookingRow(inside, booking.id)
    mustBeCurrent(row, answers.version)
    const done = await reseat(
      inside,
      { ...row, for_person_id: answers.colleague },
      {
        resourceId: row.resource_id,
        startsAt: row.starts_at,
        endsAt: row.ends_at,
        purpose: row.purpose,
        isPrivate: row.private,
        people: row.people,
        as: 'booker',
        // A yes or a no would tell the giver what the colleague wants of a desk (W16).
        wantsOf: null,
        state: () => row.state,
        reason: 'Handed over',
      },
    )
    // Who gave it away has nothing to do with it any more.
    await sql`update workspaces.booking set for_person_id = ${answers.colleague},
      made_by_person_id = case when made_by_person_id = ${row.for_person_id} then ${answers.colleague}::uuid else made_by_person_id end
      where id = ${row.id}`.execute(inside.tx)
    return {
      subject: null,
      result: { id: row.id, version: done.version },
      facts: { booking: row.id, from: row.for_person_id, to: answers.colleague },
    }
  },
})

/** Whose it is, who made it, who may book for them, and whoever manages the workplace. */
export async function mustActFor(inside: Inside, booking: Booking): Promise<void> {
  const me = personOf(inside)
  if (me !== null && me === booking.made_by_person_id) return
  if (booking.for_person_id !== null && (await mayBookFor(inside, booking.for_person_id))) return
  if (holdsAt(inside, MANAGE, booking)) return
  refuse('forbidden', 'workspaces.booking.not-yours', 'This booking is somebody else’s to hand on. Ask them.')
}

export function mustNotHaveBegun(booking: Pick<Booking, 'state' | 'visitor_id'>): void {
  if (booking.visitor_id !== null)
    refuse(
      'conflict',
      'workspaces.booking.of-a-visitor',
      'This booking is a visitor’s, so no colleague can take it.',
    )
  if (booking.state === 'pending' || booking.state === 'confirmed') return
  refuse(
    'conflict',
    'workspaces.booking.not-to-hand-over',
    booking.state === 'checked-in'
      ? 'Somebody has checked in already, so it stays with them. Leave, and the place is free again.'
      : 'This booking has ended or is only held, so it cannot change hands.',
  )
}

/** W11 for people: whoever works elsewhere, or nowhere, is nobody to choose. */
export async function mustBeColleague(inside: Inside, booking: Booking, personId: string): Promise<void> {
  const on = booking.starts_at.toZonedDateTimeISO(booking.time_zone).toPlainDate().toString()
  const { rows } = await sql<{ person_id: string }>`
    select post.person_id from organisations.employment_card post
    join organisations.person_card card on card.id = post.person_id and card.state = 'active'
    where post.person_id = ${personId} and post.organisation_id = ${booking.organisation_id}
      and post.started_on <= ${on}::date and (post.ended_on is null or post.ended_on >= ${on}::date) limit 1`.execute(
    inside.tx,
  )
  if (rows.length === 0) notFound('colleague')
}
