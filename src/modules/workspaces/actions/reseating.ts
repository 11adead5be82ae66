// Changing what a booking has: another time, another place, more people; and giving time to one that waited for approval
// without holding any. What is new is taken before what is old is let go, under the same locks (W2).
import { personOf, type Inside } from '#platform/actions/index.ts'
import { json, sql, type Selectable } from '#platform/database/index.ts'
import { notFound, refuse } from '#platform/errors/index.ts'
import { groundsOf } from '../queries/deciding.ts'
import {
  candidate,
  checkInTimes,
  claimsOf,
  firstState,
  holdsTime,
  type Asked,
  type BookingState,
  type Situation,
} from '../rules.ts'
import type { BookingTable } from '../schema.ts'
import { decideUnderLocks } from './claiming.ts'
import { countedIn, summed } from './counting.ts'
import { offerWhatCameFree } from './freeing.ts'
import { mustBeCurrent } from './locking.ts'
import { refuseFor } from './refusing.ts'

export type Changes = {
  readonly resourceId?: string
  readonly startsAt?: Temporal.Instant
  readonly endsAt?: Temporal.Instant
  readonly purpose?: string | null
  readonly isPrivate?: boolean
  readonly people?: number
}

type Row = Selectable<BookingTable>

/** What a booking becomes. */
type Next = {
  readonly resourceId: string
  readonly startsAt: Temporal.Instant
  readonly endsAt: Temporal.Instant
  readonly purpose: string | null
  readonly isPrivate: boolean
  readonly people: number
  readonly as: Asked['as']
  /** Whose wants count; their own where nothing is said. Nobody's, where somebody else would learn them (W16). */
  readonly wantsOf?: string | null
  /** The state it is in afterwards, told what is known of the place. */
  readonly state: (situation: Situation) => BookingState
  readonly reason: string | null
}

const CHANGEABLE: readonly BookingState[] = ['held', 'pending', 'confirmed', 'checked-in']

/** Changes a booking that stands; refuses one that somebody changed meanwhile, and shows what it says now (G8). */
export async function changeBooking(
  inside: Inside,
  bookingId: string,
  version: number,
  changes: Changes,
  as: Asked['as'] = 'booker',
): Promise<{ readonly id: string; readonly state: BookingState; readonly version: number }> {
  const row = await bookingRow(inside, bookingId)
  mustBeCurrent(row, version, shown(row))
  if (!CHANGEABLE.includes(row.state))
    refuse(
      'conflict',
      'workspaces.booking.ended',
      'This booking has ended, so it stays as it was. Make a new one.',
    )
  const next = {
    resourceId: changes.resourceId ?? row.resource_id,
    startsAt: changes.startsAt ?? row.starts_at,
    endsAt: changes.endsAt ?? row.ends_at,
    purpose: changes.purpose === undefined ? row.purpose : changes.purpose,
    isPrivate: changes.isPrivate ?? row.private,
    people: changes.people ?? row.people,
  }
  if (
    row.state === 'checked-in' &&
    (next.resourceId !== row.resource_id || !next.startsAt.equals(row.starts_at))
  )
    refuse(
      'conflict',
      'workspaces.booking.under-way',
      'You are checked in, so only the end can be changed. Leave this place, then book the other one.',
    )
  const state = (situation: Situation): BookingState => {
    if (row.state === 'held' || row.state === 'checked-in') return row.state
    // What was approved stays so while it takes no more than that.
    return row.state === 'confirmed' && isWithin(next, had(row)) ? 'confirmed' : firstState(situation, as)
  }
  const isElsewhere = next.resourceId !== row.resource_id
  const wants =
    as === 'manager' && isElsewhere && row.for_person_id !== personOf(inside) ? { wantsOf: null } : {}
  return reseat(inside, row, { ...next, ...wants, as, state, reason: 'Changed' })
}

type Taking = Pick<Next, 'resourceId' | 'startsAt' | 'endsAt'>

/** Whether it takes no more than the other. */
const isWithin = (one: Taking, other: Taking): boolean =>
  one.resourceId === other.resourceId &&
  Temporal.Instant.compare(one.startsAt, other.startsAt) >= 0 &&
  Temporal.Instant.compare(one.endsAt, other.endsAt) <= 0

const had = (row: Row) => ({
  siteId: row.site_id,
  resourceId: row.resource_id,
  startsAt: row.starts_at,
  endsAt: row.ends_at,
})

const shown = (row: Row | undefined): Readonly<Record<string, unknown>> =>
  row === undefined
    ? {}
    : {
        resource: row.resource_id,
        startsAt: row.starts_at.toString(),
        endsAt: row.ends_at.toString(),
        people: row.people,
        private: row.private,
        purpose: row.purpose,
        state: row.state,
      }

export async function bookingRow(inside: Inside, id: string): Promise<Row> {
  const row = await inside.tx
    .selectFrom('workspaces.booking')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  return row ?? notFound('booking')
}

// What stands against beginning does not stand against going on.
const BEFORE_IT_BEGAN = [
  'workspaces.booking.past',
  'workspaces.booking.notice',
  'workspaces.booking.too-early',
]

/** Gives a booking, read without a lock, the place and time it is to have, if the rules and the locks allow it. */
export async function reseat(
  inside: Inside,
  row: Row,
  next: Next,
): Promise<{ readonly id: string; readonly state: BookingState; readonly version: number }> {
  const grounds = await groundsOf(
    inside,
    { resourceIds: [next.resourceId] },
    {
      organisationId: row.organisation_id,
      personId: next.wantsOf === undefined ? row.for_person_id : next.wantsOf,
      isVisitor: row.visitor_id !== null,
    },
    next,
  )
  const situation = grounds.situation(next.resourceId, next) ?? notFound('workspace')
  // W11: what nobody shows them is not there to move to.
  const isSeen = situation.isLetIn && situation.terms.visible.value
  if (next.as === 'booker' && next.resourceId !== row.resource_id && !isSeen) notFound('workspace')
  // W11: another place is one that is shown to them, or it is not there.
  if (next.resourceId !== row.resource_id && !(situation.isLetIn && situation.terms.visible.value))
    notFound('workspace')
  const asked = { ...next, now: inside.now }
  const wish = candidate(situation, asked, row.for_person_id)
  const goesOn = next.startsAt.equals(row.starts_at) && Temporal.Instant.compare(next.endsAt, inside.now) > 0
  // Elsewhere it begins anew: the notice and the window of that place are asked there.
  const passes = next.resourceId === row.resource_id ? BEFORE_IT_BEGAN : BEFORE_IT_BEGAN.slice(0, 1)
  if (goesOn) wish.reasons = wish.reasons.filter(({ code }) => !passes.includes(code))
  if (wish.reasons.length > 0) refuseFor(situation, wish.reasons)
  const having = { bookingId: row.id, uses: row.uses }
  await decideUnderLocks(inside, [wish], having)
  if (wish.reasons.length > 0) refuseFor(situation, wish.reasons)
  const state = next.state(situation)
  const holds = holdsTime(situation, state)
  const uses = holds ? wish.uses : []
  // Whoever only says what it is for has no longer to check in than before.
  const isSame = goesOn && next.resourceId === row.resource_id && state === row.state
  const checkIn = isSame
    ? { from: row.check_in_from, releaseAt: row.release_at }
    : checkInTimes(situation, asked, inside.now)
  const { now } = inside
  // W5: from the state and version that were read; counters that are held are no protection of this row.
  const { numAffectedRows } = await sql`
    update workspaces.booking set resource_id = ${next.resourceId}, site_id = ${situation.workplace.siteId},
      owner_organisation_id = ${situation.workplace.ownerId}, time_zone = ${situation.workplace.zone},
      starts_at = ${next.startsAt}, ends_at = ${next.endsAt}, state = ${state}, held_until = ${state === 'held' ? row.held_until : null},
      check_in_from = ${checkIn.from}, release_at = ${checkIn.releaseAt}, uses = ${json(uses)}::jsonb, private = ${next.isPrivate},
      purpose = ${next.purpose}, people = ${next.people}, changed_at = ${now}, sequence = sequence + 1, version = version + 1
    where id = ${row.id} and version = ${row.version} and state = ${row.state}`.execute(inside.tx)
  if (numAffectedRows !== 1n) {
    const current = await bookingRow(inside, row.id)
    mustBeCurrent(current, row.version, shown(current))
    changedMeanwhile()
  }
  await sql`delete from workspaces.claim where booking_id = ${row.id}`.execute(inside.tx)
  const claims = holds ? claimsOf(wish) : []
  await sql`
    with counted as (${countedIn(summed([...uses, ...negative(row.uses)]))}),
    claimed as (
      insert into workspaces.claim (resource_id, booking_id, starts_at, ends_at)
      select claim.resource_id, ${row.id}, claim.starts_at, claim.ends_at
      from unnest(${claims.map((one) => one.resourceId)}::uuid[], ${claims.map((one) => one.startsAt)}::timestamptz[],
        ${claims.map((one) => one.endsAt)}::timestamptz[]) as claim (resource_id, starts_at, ends_at))
    insert into workspaces.step (id, booking_id, state, person_id, reason, at)
    values (${inside.id()}, ${row.id}, ${state}, ${personOf(inside)}, ${next.reason}, ${now})`.execute(
    inside.tx,
  )
  if (!holds || !isWithin(had(row), next)) await offerWhatCameFree(inside, [had(row)])
  if (state !== 'held') {
    const news = row.state === 'held' ? 'workspaces.booking.made' : 'workspaces.booking.changed'
    await inside.announce(news, row.id, { booking: row.id })
  }
  return { id: row.id, state, version: row.version + 1 }
}

const negative = (uses: Row['uses']): Row['uses'] =>
  uses.map(([holder, id, owner, kind, per, from, units]) => [holder, id, owner, kind, per, from, -units])

function changedMeanwhile(): never {
  refuse(
    'conflict',
    'workspaces.booking.changed',
    'Somebody changed this booking at the same moment. Look at what it says now, then decide again.',
  )
}
