// Bookings that were made elsewhere, many at once: judged by the same rules, locked in the same order (W2), counted and
// claimed like every other. What is over is a fact and is only kept from overlapping; what is to come must be allowed.
import { personOf, type Inside } from '#platform/actions/index.ts'
import { json, sql } from '#platform/database/index.ts'
import { groundsOf, type Grounds } from '../queries/deciding.ts'
import {
  candidate,
  checkInTimes,
  claimsOf,
  givesBack,
  type Asked,
  type BookingState,
  type Candidate,
  type Reason,
} from '../rules.ts'
import { decideUnderLocks } from './claiming.ts'
import { countedIn, holdCounters, summed } from './counting.ts'

/** To bring in bookings by file: held for the owner of the workplace, or for it. */
export const RECORD = 'workspaces.booking.import'

export type Recorded = {
  /** The line it stands on. */
  readonly at: number
  readonly resourceId: string
  readonly siteId: string
  readonly organisationId: string
  readonly personId: string | null
  readonly startsAt: Temporal.Instant
  readonly endsAt: Temporal.Instant
  readonly state: Extract<BookingState, 'confirmed' | 'checked-in' | 'completed' | 'released' | 'cancelled'>
  readonly reference: string
  readonly purpose: string | null
  readonly isPrivate: boolean
  readonly people: number
}

export type RecordingFault = { readonly at: number; readonly message: string }

export type RecordOutcome = {
  readonly created: number
  readonly unchanged: number
  readonly faults: readonly RecordingFault[]
  /** The lines that were taken, and those that were here already. */
  readonly taken: ReadonlySet<number>
  readonly here: ReadonlySet<number>
}

type Judged = Recorded & Omit<Candidate, 'reasons'> & { readonly takes: boolean }

/** What took or takes its time, and its units of quotas and allocations. */
const tookTime = (state: Recorded['state']): boolean => !givesBack(state)

const before = (one: Temporal.Instant, other: Temporal.Instant): boolean =>
  Temporal.Instant.compare(one, other) < 0

/**
 * Takes the bookings in. All or nothing writes none where anything stands in the way of one; otherwise what can be taken
 * is. A reference that is known at the workplace is left as it stands here.
 */
export async function recordBookings(
  inside: Inside,
  wanted: readonly Recorded[],
  how: { readonly isAllOrNothing: boolean; readonly standsInTheWay?: boolean },
): Promise<RecordOutcome> {
  const here = await knownAlready(inside, wanted)
  const fresh = wanted.filter((one) => !here.has(one.at))
  const faults: Faults = new Map()
  const judged = await judge(inside, fresh, faults)
  const standing = withoutOverlaps(
    judged.filter((one) => !faults.has(one.at)),
    faults,
  )
  const isBarred = how.standsInTheWay === true || (how.isAllOrNothing && faults.size > 0)
  const kept = await underLocks(inside, standing, faults)
  if (!isBarred && (!how.isAllOrNothing || faults.size === 0)) await write(inside, kept)
  return {
    created: kept.length,
    unchanged: here.size,
    faults: [...faults].map(([at, message]) => ({ at, message })),
    taken: new Set(kept.map((one) => one.at)),
    here,
  }
}

async function knownAlready(inside: Inside, wanted: readonly Recorded[]): Promise<ReadonlySet<number>> {
  const { rows } = await sql<{ at: number }>`
    select told.at from json_to_recordset(${json(
      wanted.map((one) => ({ at: one.at, site_id: one.siteId, reference: one.reference })),
    )}::json) as told(at integer, site_id uuid, reference text)
    join workspaces.booking booking on booking.site_id = told.site_id and booking.reference = told.reference`.execute(
    inside.tx,
  )
  return new Set(rows.map((row) => row.at))
}

/** What stands in the way, by line. The first that was found is told. */
type Faults = Map<number, string>
const tell = (faults: Faults, at: number, message: string): void => {
  if (!faults.has(at)) faults.set(at, message)
}

async function judge(inside: Inside, fresh: readonly Recorded[], faults: Faults): Promise<Judged[]> {
  if (fresh.length === 0) return []
  const grounds = await groundsByBody(inside, fresh)
  const people = await aboutPeople(inside, fresh)
  return fresh.flatMap((one) => {
    const told = messageOf(inside, one)
    if (told !== undefined) tell(faults, one.at, told)
    // Nobody's wants count: what a manager's file is told of a desk kept for access would tell of its person (W16).
    const situation = grounds.get(one.organisationId)?.situation(one.resourceId, one)
    if (situation === undefined) {
      tell(faults, one.at, 'There is no such place')
      return []
    }
    const { reasons, ...rest } = candidate(situation, askedOf(inside, one), one.personId)
    const [reason] = reasons
    // What was given up elsewhere takes nothing here, so nothing stands against it.
    if (reason !== undefined && tookTime(one.state)) tell(faults, one.at, `${reason.text} (${reason.whose})`)
    const day = one.startsAt.toZonedDateTimeISO(situation.workplace.zone).toPlainDate().toString()
    if (one.personId !== null && !people.worksFor(one.personId, one.organisationId, day))
      tell(faults, one.at, 'The person does not work for the organisation on that day')
    return [{ ...one, ...rest, takes: tookTime(one.state) }]
  })
}

const askedOf = (inside: Inside, one: Recorded): Asked => ({
  startsAt: one.startsAt,
  endsAt: one.endsAt,
  now: inside.now,
  people: one.people,
  as: 'import',
})

// The longest that the table of bookings takes, whoever brings it in.
const MOST_HOURS = 31 * 24

/** A time that no booking has, or a state that the time contradicts. */
function messageOf({ now }: Inside, { state, startsAt, endsAt }: Recorded): string | undefined {
  if (endsAt.since(startsAt).total('hours') > MOST_HOURS) return 'A booking lasts at most 31 days'
  const isOver = !before(now, endsAt)
  if (isOver && (state === 'confirmed' || state === 'checked-in'))
    return 'It is over: its state is completed, released or cancelled'
  if (!isOver && state === 'completed') return 'It is not over yet, so it cannot be completed'
  if (before(now, startsAt) && (state === 'checked-in' || state === 'released'))
    return `It has not begun yet, so it cannot be ${state}`
  return undefined
}

async function groundsByBody(
  inside: Inside,
  fresh: readonly Recorded[],
): Promise<ReadonlyMap<string, Grounds>> {
  const found = new Map<string, Grounds>()
  for (const [organisationId, rows] of Map.groupBy(fresh, (one) => one.organisationId)) {
    const starts = rows.map((one) => one.startsAt).toSorted(Temporal.Instant.compare)
    const ends = rows.map((one) => one.endsAt).toSorted(Temporal.Instant.compare)
    const [startsAt, endsAt] = [starts[0], ends.at(-1)]
    if (startsAt === undefined || endsAt === undefined) continue
    const resourceIds = [...new Set(rows.map((one) => one.resourceId))]
    found.set(
      organisationId,
      await groundsOf(inside, { resourceIds }, { organisationId, personId: null }, { startsAt, endsAt }),
    )
  }
  return found
}

type People = {
  readonly worksFor: (personId: string, organisationId: string, day: string) => boolean
}

async function aboutPeople(inside: Inside, fresh: readonly Recorded[]): Promise<People> {
  const ids = [...new Set(fresh.flatMap((one) => one.personId ?? []))]
  const { rows } = await sql<{
    person_id: string
    organisation_id: string
    from_on: string
    to_on: string | null
  }>`
    select post.person_id, post.organisation_id, post.started_on::text as from_on, post.ended_on::text as to_on
    from organisations.employment_card post
    where post.person_id = any(${ids}::uuid[])`.execute(inside.tx)
  const posts = Map.groupBy(rows, (row) => `${row.person_id} ${row.organisation_id}`)
  return {
    worksFor: (personId, organisationId, day) =>
      posts
        .get(`${personId} ${organisationId}`)
        ?.some((row) => row.from_on <= day && (row.to_on === null || day <= row.to_on)) === true,
  }
}

/** Two lines that want one place at one time: the later line is told the earlier. */
function withoutOverlaps(judged: readonly Judged[], faults: Faults): Judged[] {
  const claims = judged.flatMap((one) => (one.takes ? claimsOf(one).map((claim) => ({ one, claim })) : []))
  const clashing = new Set<number>()
  for (const at of Map.groupBy(claims, ({ claim }) => claim.resourceId).values()) {
    const inOrder = at.toSorted(
      (a, b) => Temporal.Instant.compare(a.claim.startsAt, b.claim.startsAt) || a.one.at - b.one.at,
    )
    let open = inOrder[0]
    for (const next of inOrder.slice(1)) {
      if (open !== undefined && before(next.claim.startsAt, open.claim.endsAt)) {
        const [earlier, later] = open.one.at < next.one.at ? [open.one, next.one] : [next.one, open.one]
        tell(faults, later.at, `${later.situation.resource.name} is taken at that time by line ${earlier.at}`)
        clashing.add(later.at)
        if (later === open.one || before(open.claim.endsAt, next.claim.endsAt)) open = next
      } else open = next
    }
  }
  return judged.filter((one) => !clashing.has(one.at))
}

/**
 * What is certain under the locks (W2): what cannot be had is told and left out. What has happened is counted before
 * what is to come is decided, so that a limit is not passed by a week that has half gone by.
 */
async function underLocks(
  inside: Inside,
  standing: readonly Judged[],
  faults: Faults,
): Promise<readonly Judged[]> {
  const claiming = standing.filter((one) => one.takes)
  await sql`set local lock_timeout = '2s'`.execute(inside.tx)
  await holdCounters(
    inside,
    claiming.flatMap((one) => one.uses),
  )
  const happened = claiming.filter((one) => one.state === 'completed')
  await count(inside, happened)
  for (const [at, message] of await overlapsThePast(inside, happened)) tell(faults, at, message)
  const candidates = claiming.map((one) => ({
    at: one.at,
    candidate: { ...one, uses: one.state === 'completed' ? [] : one.uses, reasons: [] as readonly Reason[] },
  }))
  await decideUnderLocks(
    inside,
    candidates.map((one) => one.candidate),
  )
  const against = new Map(
    candidates.flatMap(({ at, candidate }) => {
      const [reason] = candidate.reasons
      return reason === undefined ? [] : [[at, `${reason.text} (${reason.whose})`] as const]
    }),
  )
  for (const [at, message] of against) tell(faults, at, message)
  const kept = standing.filter((one) => !faults.has(one.at))
  await count(
    inside,
    kept.filter((one) => one.takes && one.state !== 'completed'),
  )
  // What is left out was counted with what happened, and is no booking here (W4).
  await count(
    inside,
    happened.filter((one) => faults.has(one.at)),
    -1,
  )
  return kept
}

/** What is over holds no claim, so what came in before is compared booking by booking. */
async function overlapsThePast(
  inside: Inside,
  happened: readonly Judged[],
): Promise<(readonly [number, string])[]> {
  const told = happened.map((one) => ({
    at: one.at,
    resource_id: one.resourceId,
    starts_at: one.startsAt,
    ends_at: one.endsAt,
  }))
  const { rows } = await sql<{ at: number; reference: string | null }>`
    select distinct on (told.at) told.at, booking.reference
    from json_to_recordset(${json(told)}::json) as told(at integer, resource_id uuid, starts_at timestamptz, ends_at timestamptz)
    join workspaces.booking booking on booking.resource_id = told.resource_id and booking.state = 'completed'
      and booking.starts_at < told.ends_at and coalesce(booking.left_at, booking.ends_at) > told.starts_at
    order by told.at, booking.starts_at`.execute(inside.tx)
  return rows.map(({ at, reference }) => [
    at,
    `The place was taken at that time by ${reference === null ? 'a booking that is here' : `the booking ${reference}`}`,
  ])
}

async function count(inside: Inside, rows: readonly Judged[], sign: 1 | -1 = 1): Promise<void> {
  const uses = summed(
    rows.flatMap((one) => one.uses),
    sign,
  )
  if (uses.length > 0) await countedIn(uses).execute(inside.tx)
}

async function write(inside: Inside, kept: readonly Judged[]): Promise<void> {
  if (kept.length === 0) return
  const rows = kept.map((one) => ({ id: inside.id(), one }))
  await writeRows(inside, rows)
  const claims = rows.flatMap(({ id, one }) =>
    // What is over is claimed by nobody: the claims are those of what is still to come (W1).
    (one.state === 'completed' || !one.takes ? [] : claimsOf(one)).map((claim) => ({
      resource_id: claim.resourceId,
      booking_id: id,
      starts_at: claim.startsAt,
      ends_at: claim.endsAt,
    })),
  )
  await sql`
    insert into workspaces.claim (resource_id, booking_id, starts_at, ends_at)
    select resource_id, booking_id, starts_at, ends_at from json_to_recordset(${json(claims)}::json)
      as told(resource_id uuid, booking_id uuid, starts_at timestamptz, ends_at timestamptz)`.execute(
    inside.tx,
  )
}

async function writeRows(inside: Inside, rows: readonly { id: string; one: Judged }[]): Promise<void> {
  const told = rows.map(({ id, one }) => {
    const { workplace } = one.situation
    const isStanding = one.state === 'confirmed' || one.state === 'checked-in'
    const wasThere = one.state === 'checked-in' || one.state === 'completed'
    // As when it was made: before it began, or now where it is still to come.
    const checkIn = checkInTimes(
      one.situation,
      one,
      before(inside.now, one.startsAt) ? inside.now : one.startsAt,
    )
    return {
      id,
      resource_id: one.resourceId,
      site_id: one.siteId,
      organisation_id: one.organisationId,
      owner_organisation_id: workplace.ownerId,
      for_person_id: one.personId,
      starts_at: one.startsAt,
      ends_at: one.endsAt,
      time_zone: workplace.zone,
      state: one.state,
      check_in_from: checkIn.from,
      release_at: checkIn.releaseAt,
      checked_in_at: wasThere ? one.startsAt : null,
      left_at: one.state === 'completed' ? one.endsAt : null,
      ended_at: isStanding ? null : endOf(one, checkIn.releaseAt, inside.now),
      // What gave its units back when it ended elsewhere has none here.
      uses: one.takes ? one.uses : [],
      private: one.isPrivate,
      purpose: one.purpose,
      people: one.people,
      reference: one.reference,
      step_id: inside.id(),
    }
  })
  await sql`
    insert into workspaces.booking (id, order_id, resource_id, site_id, organisation_id, owner_organisation_id, for_person_id,
      made_by_person_id, starts_at, ends_at, time_zone, state, check_in_from, release_at, checked_in_at, left_at, ended_at,
      uses, private, purpose, people, made_at, changed_at, reference)
    select id, id, resource_id, site_id, organisation_id, owner_organisation_id, for_person_id,
      ${personOf(inside)}::uuid, starts_at, ends_at, time_zone, state, check_in_from, release_at, checked_in_at, left_at, ended_at,
      uses, private, purpose, people, ${inside.now}::timestamptz, ${inside.now}::timestamptz, reference
    from json_to_recordset(${json(told)}::json) as told(id uuid, resource_id uuid, site_id uuid, organisation_id uuid,
      owner_organisation_id uuid, for_person_id uuid, starts_at timestamptz, ends_at timestamptz, time_zone text, state text,
      check_in_from timestamptz, release_at timestamptz, checked_in_at timestamptz, left_at timestamptz, ended_at timestamptz,
      uses jsonb, private boolean, purpose text, people integer, reference text)`.execute(inside.tx)
  await sql`
    insert into workspaces.step (id, booking_id, state, person_id, reason, at)
    select step_id, id, state, ${personOf(inside)}::uuid, 'Brought in from another system', ${inside.now}::timestamptz
    from json_to_recordset(${json(told)}::json) as told(step_id uuid, id uuid, state text)`.execute(inside.tx)
}

function endOf(one: Recorded, releaseAt: Temporal.Instant | null, now: Temporal.Instant): Temporal.Instant {
  if (one.state === 'completed') return one.endsAt
  if (one.state === 'released') return releaseAt ?? one.endsAt
  return before(now, one.startsAt) ? now : one.startsAt
}
