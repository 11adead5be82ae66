// A swap with a colleague: asked, then accepted or declined. Both bookings change hands or none, as they were when it
// was asked; places and times stay where they are.
import { personOf, action, type Inside } from '#platform/actions/index.ts'
import { json, sql, type Selectable } from '#platform/database/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { bookingById, BOOK } from '../queries/bookings.ts'
import { groundsOf } from '../queries/deciding.ts'
import { swappableWith, swapsAsked } from '../queries/swaps.ts'
import {
  ceilingOf,
  count,
  keyOf,
  quotaReason,
  reasonsAgainst,
  usesOf,
  type Situation,
  type Use,
} from '../rules.ts'
import type { BookingTable } from '../schema.ts'
import { countedIn, holdCounters, summed } from './counting.ts'
import { mustActFor, mustNotHaveBegun } from './handing-over.ts'
import { mustBeCurrent } from './locking.ts'
import { bookingRow } from './reseating.ts'
import { refuseFor } from './refusing.ts'

export const askSwap = action({
  name: 'workspaces.swap.ask',
  title: 'Ask a colleague to swap',
  permission: BOOK,
  doors: ['page', 'api'],
  fields: {
    booking: field.id('Booking'),
    other: field.pick('For which booking of theirs?', { from: 'workspaces.booking' }),
    version: field.version(),
  },
  async run(inside, answers) {
    const booking = await bookingById(inside, answers.booking)
    await mustActFor(inside, booking)
    mustBeCurrent(booking, answers.version)
    mustNotHaveBegun(booking)
    if (booking.state !== 'confirmed')
      refuse(
        'conflict',
        'workspaces.swap.waits',
        'Your booking waits for approval, so it cannot be swapped yet. Ask again when it is approved.',
      )
    const other = (await swappableWith(inside, booking)).find((one) => one.id === answers.other)
    if (other === undefined)
      return invalid('workspaces.swap.not-offered', [
        { field: 'other', message: 'Choose a booking of a colleague from the list' },
      ])
    const id = inside.id()
    const made = await inside.tx
      .insertInto('workspaces.swap')
      .values({
        id,
        booking_id: booking.id,
        other_booking_id: other.id,
        booking_version: booking.version,
        other_booking_version: other.version,
        state: 'asked',
        made_at: inside.now,
      })
      .onConflict((on) => on.doNothing())
      .returning('id')
      .executeTakeFirst()
    if (made !== undefined) await inside.announce('workspaces.swap.asked', id, { swap: id })
    return {
      subject: null,
      result: { swap: made?.id ?? null },
      facts: { booking: booking.id, other: other.id },
    }
  },
})

const ANSWERS = { accept: 'Swap', decline: 'Keep mine' } as const

export const answerSwap = action({
  name: 'workspaces.swap.answer',
  title: 'Answer who asked you to swap',
  permission: BOOK,
  doors: ['page', 'api'],
  fields: { swap: field.id('Swap'), answer: field.choice('Your answer', ANSWERS) },
  async run(inside, { swap: id, answer }) {
    // Only what is asked of this person, and still is what was asked.
    const asked = (await swapsAsked(inside)).find((one) => one.id === id)
    if (asked === undefined) return notFound('swap')
    if (!asked.isMineToAnswer)
      refuse('forbidden', 'workspaces.swap.not-yours-to-answer', 'Your colleague answers this, not you.')
    if (answer === 'accept') await exchange(inside, id)
    await close(inside, id, answer === 'accept' ? 'accepted' : 'declined')
    await inside.announce('workspaces.swap.answered', id, { swap: id })
    return { subject: null, result: { swapped: answer === 'accept' }, facts: { swap: id, answer } }
  },
})

export const withdrawSwap = action({
  name: 'workspaces.swap.withdraw',
  title: 'Withdraw a swap that you asked for',
  permission: BOOK,
  doors: ['page', 'api'],
  fields: { swap: field.id('Swap') },
  async run(inside, { swap: id }) {
    const asked = (await swapsAsked(inside)).find((one) => one.id === id && !one.isMineToAnswer)
    if (asked === undefined) return notFound('swap')
    await close(inside, id, 'withdrawn')
    return { subject: null, result: { withdrawn: true }, facts: { swap: id } }
  },
})

/** Answered once: whoever comes second finds nothing to answer. */
async function close(
  inside: Inside,
  id: string,
  state: 'accepted' | 'declined' | 'withdrawn',
): Promise<void> {
  const { numUpdatedRows } = await inside.tx
    .updateTable('workspaces.swap')
    .set({ state, answered_at: inside.now })
    .where('id', '=', id)
    .where('state', '=', 'asked')
    .executeTakeFirst()
  if (numUpdatedRows !== 1n)
    refuse('conflict', 'workspaces.swap.answered', 'This was answered or withdrawn a moment ago.')
}

type Row = Selectable<BookingTable>
type Side = {
  readonly row: Row
  readonly to: string
  readonly situation: Situation
  readonly uses: readonly Use[]
}

/**
 * W2: the counters of both by key, both places by id, both bookings by id; then both change hands. They change as they
 * were when it was asked: a swap of the same two that was accepted a moment ago is not taken back by this one.
 */
async function exchange(inside: Inside, id: string): Promise<void> {
  const swap = await inside.tx
    .selectFrom('workspaces.swap')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const rows = [
    await bookingRow(inside, swap.booking_id),
    await bookingRow(inside, swap.other_booking_id),
  ] as const
  const [mine, theirs] = rows
  if (mine.version !== swap.booking_version || theirs.version !== swap.other_booking_version)
    changedMeanwhile()
  if (mine.for_person_id === null || theirs.for_person_id === null) notFound('swap')
  const sides = [
    await sideOf(inside, mine, theirs.for_person_id!),
    await sideOf(inside, theirs, mine.for_person_id!),
  ]
  await sql`select set_config('lock_timeout', '2s', true)`.execute(inside.tx)
  const before = rows.flatMap((row) => row.uses)
  const after = sides.flatMap((side) => side.uses)
  const used = await holdCounters(inside, [...before, ...after])
  await sql`select id from workspaces.resource where id = any(${rows.map((row) => row.resource_id)}::uuid[]) order by id for no key update`.execute(
    inside.tx,
  )
  for (const use of before) count(used, use, -1)
  for (const side of sides) mustFit(inside, side, used)
  await write(inside, sides, summed([...after, ...before.map(negative)]))
}

const negative = ([holder, id, owner, kind, per, from, units]: Use): Use => [
  holder,
  id,
  owner,
  kind,
  per,
  from,
  -units,
]

async function sideOf(inside: Inside, row: Row, to: string): Promise<Side> {
  const span = { startsAt: row.starts_at, endsAt: row.ends_at }
  // A yes or a no would tell whoever answers what the other one wants of a desk (W16).
  const whom = { organisationId: row.organisation_id, personId: null }
  const grounds = await groundsOf(inside, { resourceIds: [row.resource_id] }, whom, span)
  const situation = grounds.situation(row.resource_id, span) ?? notFound('workspace')
  const asked = { ...span, now: inside.now, people: row.people, as: 'booker' as const }
  // The time was had before; of the rules only those that look at the person can speak against the other one.
  const against = reasonsAgainst(situation, asked).filter(
    ({ code }) => code === 'workspaces.booking.held-for-access',
  )
  if (against.length > 0) refuseFor(situation, against)
  return { row, to, situation, uses: row.uses.length === 0 ? [] : usesOf(situation, span, to) }
}

function mustFit(inside: Inside, { row, situation, uses }: Side, used: Map<string, number>): void {
  const asked = {
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    now: inside.now,
    people: row.people,
    as: 'booker',
  } as const
  for (const use of uses) {
    const most = use[0] === 'person' ? ceilingOf(situation, asked, use) : null
    if (most !== null && (used.get(keyOf(use)) ?? 0) + use[6] > most)
      refuseFor(situation, [quotaReason(situation, use)])
    count(used, use, 1)
  }
}

async function write(inside: Inside, sides: readonly Side[], change: readonly Use[]): Promise<void> {
  const inOrder = sides.toSorted((one, other) => (one.row.id < other.row.id ? -1 : 1))
  const ids = inOrder.map(({ row }) => row.id)
  await sql`select id from workspaces.booking where id = any(${ids}::uuid[]) order by id for no key update`.execute(
    inside.tx,
  )
  for (const { row, to, uses } of inOrder) {
    const { numAffectedRows } = await sql`
      update workspaces.booking set for_person_id = ${to},
        made_by_person_id = case when made_by_person_id = for_person_id then ${to}::uuid else made_by_person_id end, uses = ${json(uses)}::jsonb, changed_at = ${inside.now},
        sequence = sequence + 1, version = version + 1
      where id = ${row.id} and version = ${row.version} and state = 'confirmed'`.execute(inside.tx)
    if (numAffectedRows !== 1n) changedMeanwhile()
    await inside.announce('workspaces.booking.changed', row.id, { booking: row.id })
  }
  await sql`
    with counted as (${countedIn(change)})
    insert into workspaces.step (id, booking_id, state, person_id, reason, at)
    select step.id, step.booking_id, 'confirmed', ${personOf(inside)}::uuid, 'Swapped', ${inside.now}::timestamptz
    from unnest(${ids.map(() => inside.id())}::uuid[], ${ids}::uuid[]) as step (id, booking_id)`.execute(
    inside.tx,
  )
}

function changedMeanwhile(): never {
  refuse(
    'conflict',
    'workspaces.swap.changed',
    'One of the two bookings was changed a moment ago, so nothing was swapped. Look at both, then ask again.',
  )
}
