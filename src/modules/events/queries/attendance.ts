// The register of an event, who came by organisation, and the certificates of those who did.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { londonMidnight } from '#platform/time/index.ts'
import type { Mode } from '../rules.ts'

export type WalkIn = Awaited<ReturnType<typeof walkInsOf>>[number]

/** Who came without a place, by name. Names: the caller must organise the event. */
export async function walkInsOf(reader: Pick<Reader, 'db'>, eventId: string) {
  return reader.db
    .selectFrom('events.walk_in as walk_in')
    .innerJoin('organisations.person_card as person', 'person.id', 'walk_in.person_id')
    .innerJoin(
      'organisations.organisation_card as organisation',
      'organisation.id',
      'walk_in.organisation_id',
    )
    .select([
      'walk_in.id',
      'walk_in.person_id',
      'walk_in.mode',
      'person.name as person_name',
      'organisation.name as organisation_name',
    ])
    .where('walk_in.event_id', '=', eventId)
    .orderBy('person.name')
    .orderBy('walk_in.id')
    .execute()
}

/** Whether a person was at the event: marked present, or a walk-in; where no register was kept, booked. */
export async function cameTo(
  reader: Pick<Reader, 'db'>,
  eventId: string,
  personId: string,
): Promise<boolean> {
  const { rows } = await sql<{ came: boolean }>`
    select exists (select 1 from events.walk_in where event_id = ${eventId} and person_id = ${personId})
      or exists (select 1 from events.booking mine
        where mine.event_id = ${eventId} and mine.person_id = ${personId} and mine.state = 'booked'
          and (mine.attendance = 'attended' or (mine.attendance is null and not exists (
            select 1 from events.booking kept where kept.event_id = ${eventId} and kept.attendance is not null)))) as came`.execute(
    reader.db,
  )
  return rows[0]?.came === true
}

export type Certificate = Awaited<ReturnType<typeof certificateOf>>

const certificates = (reader: Pick<Reader, 'db'>) =>
  reader.db
    .selectFrom('events.certificate as certificate')
    .innerJoin('events.event as event', 'event.id', 'certificate.event_id')
    .innerJoin('organisations.person_card as person', 'person.id', 'certificate.person_id')
    .innerJoin('partnerships.partnership_card as partnership', 'partnership.id', 'event.partnership_id')
    .select([
      'certificate.number',
      'certificate.made_at',
      'certificate.withdrawn_at',
      'certificate.person_id',
      'person.name as person_name',
      'event.id as event_id',
      'event.code',
      'event.title',
      'event.summary',
      'event.starts_at',
      'event.ends_at',
      'event.time_zone',
      'partnership.name as partnership_name',
    ])

/** The valid certificate of a person for an event. */
export async function certificateOf(reader: Pick<Reader, 'db'>, eventId: string, personId: string) {
  return certificates(reader)
    .where('certificate.event_id', '=', eventId)
    .where('certificate.person_id', '=', personId)
    .where('certificate.withdrawn_at', 'is', null)
    .executeTakeFirst()
}

/** What anybody may learn by a number: the event and its day, nothing of the person (E20). */
export async function checkedNumber(
  reader: Pick<Reader, 'db'>,
  number: string,
): Promise<{ title: string; starts_at: Temporal.Instant; time_zone: string } | undefined> {
  return certificates(reader)
    .clearSelect()
    .select(['event.title', 'event.starts_at', 'event.time_zone'])
    .where('certificate.number', '=', number)
    .where('certificate.withdrawn_at', 'is', null)
    .executeTakeFirst()
}

export type Counted = {
  readonly organisation_id: string
  readonly organisation_name: string
  readonly booked: number
  readonly attended: number
}

/** Booked and attended by organisation, for one event. */
export async function attendanceByOrganisation(
  reader: Pick<Reader, 'db'>,
  eventId: string,
): Promise<Counted[]> {
  const { rows } = await sql<Counted>`
    select body.id as organisation_id, body.name as organisation_name,
      (count(*) filter (where came.booked))::int as booked,
      (count(*) filter (where came.attended))::int as attended
    from (
      select organisation_id, true as booked, attendance = 'attended' as attended
        from events.booking where event_id = ${eventId} and state = 'booked'
      union all
      select organisation_id, false, true from events.walk_in where event_id = ${eventId}) came
    join organisations.organisation_card body on body.id = came.organisation_id
    group by body.id, body.name order by body.name`.execute(reader.db)
  return rows
}

/** How many came, by how they took part. */
export async function presentByMode(
  reader: Pick<Reader, 'db'>,
  eventId: string,
): Promise<Readonly<Record<Mode, number>>> {
  const { rows } = await sql<{ room: number; online: number }>`
    select (count(*) filter (where mode = 'room'))::int as room, (count(*) filter (where mode = 'online'))::int as online
    from (select mode from events.booking where event_id = ${eventId} and attendance = 'attended'
      union all select mode from events.walk_in where event_id = ${eventId}) came`.execute(reader.db)
  return rows[0] ?? { room: 0, online: 0 }
}

export type TrainingCount = {
  readonly organisation_id: string
  readonly organisation_name: string
  /** Trainings at which the partner had anybody booked or present. */
  readonly events: number
  readonly booked: number
  readonly attended: number
}

export type TrainingHeld = {
  readonly id: string
  readonly code: string
  readonly title: string
  readonly starts_at: Temporal.Instant
  readonly booked: number
  readonly attended: number
}

type Period = {
  readonly partnershipId: string
  readonly from: Temporal.PlainDate
  readonly to: Temporal.PlainDate
}

const heldIn = ({ partnershipId, from, to }: Period, now: Temporal.Instant) => sql`
  select id, code, title, starts_at from events.event
  where kind = 'training' and state = 'open' and partnership_id = ${partnershipId}
    and starts_at >= ${londonMidnight(from).toString()}::timestamptz
    and starts_at < ${londonMidnight(to.add({ days: 1 })).toString()}::timestamptz
    and ends_at <= ${now.toString()}::timestamptz`

const whoCame = sql`
  select event_id, organisation_id, true as booked, attendance = 'attended' as attended
    from events.booking where state = 'booked'
  union all
  select event_id, organisation_id, false, true from events.walk_in`

/** Training held in a period, with how many were booked and came. */
export async function trainingHeld(reader: Reader, period: Period): Promise<TrainingHeld[]> {
  const { rows } = await sql<TrainingHeld>`
    select held.id, held.code, held.title, held.starts_at,
      (count(*) filter (where came.booked))::int as booked,
      (count(*) filter (where came.attended))::int as attended
    from (${heldIn(period, reader.now)}) held left join (${whoCame}) came on came.event_id = held.id
    group by held.id, held.code, held.title, held.starts_at order by held.starts_at, held.id`.execute(
    reader.db,
  )
  return rows
}

/** The same by partner. */
export async function trainingByOrganisation(reader: Reader, period: Period): Promise<TrainingCount[]> {
  const { rows } = await sql<TrainingCount>`
    select body.id as organisation_id, body.name as organisation_name,
      count(distinct held.id)::int as events,
      (count(*) filter (where came.booked))::int as booked,
      (count(*) filter (where came.attended))::int as attended
    from (${heldIn(period, reader.now)}) held join (${whoCame}) came on came.event_id = held.id
    join organisations.organisation_card body on body.id = came.organisation_id
    group by body.id, body.name order by body.name`.execute(reader.db)
  return rows
}
