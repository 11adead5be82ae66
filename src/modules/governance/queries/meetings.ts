// Meetings: the calendar of them, one with its agenda, who was there.
import { query, type Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { afterCursor, pageOf, type Listed } from '#platform/tables/index.ts'
import { londonDate, londonMidnight } from '#platform/time/index.ts'
import { MEETING_STATES, type AttendanceState, type MeetingState } from '../rules.ts'
import { holdsFor, MEETING_READ, seenBy } from './bodies.ts'
import { cursorMoment } from './cursors.ts'

export type MeetingCard = {
  readonly id: string
  readonly body_id: string
  readonly body_name: string
  readonly group_id: string | null
  readonly group_code: string | null
  readonly partnership_id: string | null
  readonly decides: boolean
  readonly title: string
  readonly starts_at: Temporal.Instant
  readonly ends_at: Temporal.Instant
  readonly place: string
  readonly site_id: string | null
  readonly joining: string | null
  readonly state: MeetingState
  readonly published_at: Temporal.Instant | null
  readonly profile_id: string | null
  readonly notice_days: number | null
  readonly urgency: string | null
  readonly cancelled_because: string | null
  readonly minutes_approved_at_meeting_id: string | null
  readonly version: number
}

export type MeetingRow = MeetingCard & { readonly items: number; readonly decisions: number }

export const meetingCards = (reader: Pick<Reader, 'db'>) =>
  reader.db
    .selectFrom('governance.meeting as meeting')
    .innerJoin('governance.body as body', 'body.id', 'meeting.body_id')
    .leftJoin('groups.group_card as group', 'group.id', 'body.group_id')
    .select([
      'meeting.id',
      'meeting.body_id',
      'body.name as body_name',
      'body.group_id',
      'group.code as group_code',
      'group.partnership_id',
      sql<boolean>`coalesce("group".decides, false)`.as('decides'),
      'meeting.title',
      'meeting.starts_at',
      'meeting.ends_at',
      'meeting.place',
      'meeting.site_id',
      'meeting.joining',
      'meeting.state',
      'meeting.published_at',
      'meeting.profile_id',
      'meeting.notice_days',
      'meeting.urgency',
      'meeting.cancelled_because',
      'meeting.minutes_approved_at_meeting_id',
      'meeting.version',
    ])

/** The meeting if this reader may see it, else the one refusal for what is not there. */
export async function meetingFor(reader: Reader, id: string, noun = 'meeting'): Promise<MeetingCard> {
  const meeting = await meetingCards(reader).where('meeting.id', '=', id).executeTakeFirst()
  return meeting !== undefined && holdsFor(reader, MEETING_READ, meeting) ? meeting : notFound(noun)
}

/** The earliest meeting of the body from today on that is planned or published; for whoever waits for one. */
export async function nextMeetingOf(
  reader: Pick<Reader, 'db' | 'now'>,
  bodyId: string,
): Promise<MeetingCard | undefined> {
  return meetingCards(reader)
    .where('meeting.body_id', '=', bodyId)
    .where('meeting.state', 'in', ['planned', 'published'])
    .where('meeting.starts_at', '>=', londonMidnight(londonDate(reader.now)))
    .orderBy('meeting.starts_at')
    .orderBy('meeting.id')
    .executeTakeFirst()
}

/** The next meeting whose agenda is still open: where what is raised today is listed. */
export async function nextPlannedOf(
  reader: Pick<Reader, 'db' | 'now'>,
  bodyId: string,
): Promise<MeetingCard | undefined> {
  return meetingCards(reader)
    .where('meeting.body_id', '=', bodyId)
    .where('meeting.state', '=', 'planned')
    .where('meeting.starts_at', '>=', londonMidnight(londonDate(reader.now)))
    .orderBy('meeting.starts_at')
    .orderBy('meeting.id')
    .executeTakeFirst()
}

/** The meetings of the body before this one whose minutes wait to be approved, earliest first. */
export async function minutedBefore(
  reader: Pick<Reader, 'db'>,
  meeting: Pick<MeetingCard, 'body_id' | 'starts_at'>,
): Promise<MeetingCard[]> {
  return meetingCards(reader)
    .where('meeting.body_id', '=', meeting.body_id)
    .where('meeting.state', '=', 'minuted')
    .where('meeting.starts_at', '<', meeting.starts_at)
    .orderBy('meeting.starts_at')
    .execute()
}

export type AttendanceRow = {
  readonly person_id: string
  readonly person_name: string
  readonly organisation_id: string
  readonly organisation_name: string
  readonly state: AttendanceState
  readonly votes: boolean
}

/** Who was there, who sent apologies, who came for whom; by organisation. */
export async function attendanceOf(reader: Pick<Reader, 'db'>, meetingId: string): Promise<AttendanceRow[]> {
  return reader.db
    .selectFrom('governance.attendance as attendance')
    .innerJoin('organisations.person_card as person', 'person.id', 'attendance.person_id')
    .innerJoin(
      'organisations.organisation_card as organisation',
      'organisation.id',
      'attendance.organisation_id',
    )
    .select([
      'attendance.person_id',
      'person.name as person_name',
      'attendance.organisation_id',
      'organisation.name as organisation_name',
      'attendance.state',
      'attendance.votes',
    ])
    .where('attendance.meeting_id', '=', meetingId)
    .orderBy(sql`attendance.state = 'apologies'`)
    .orderBy('organisation.name')
    .orderBy('person.name')
    .execute()
}

/** Meetings held in a period, for figures and reports: those of a partnership's groups. */
export async function meetingsHeld(
  reader: Reader,
  period: {
    readonly partnershipId?: string
    readonly from: Temporal.PlainDate
    readonly to: Temporal.PlainDate
  },
): Promise<MeetingCard[]> {
  let rows = meetingCards(reader)
    .where('meeting.state', 'in', ['held', 'minuted', 'approved'])
    .where('meeting.starts_at', '>=', londonMidnight(period.from))
    .where('meeting.starts_at', '<', londonMidnight(period.to.add({ days: 1 })))
    .orderBy('meeting.starts_at')
    .orderBy('meeting.id')
  if (period.partnershipId !== undefined) rows = rows.where('group.partnership_id', '=', period.partnershipId)
  return rows.execute()
}

/** One page of meetings, latest first; those to come soonest first. */
export const listMeetings = query({
  name: 'governance.meeting.list',
  title: 'List meetings',
  permission: MEETING_READ,
  doors: ['page', 'api', 'command'],
  parameters: {
    group: field.id('Group').optional(),
    state: field.choice('State', MEETING_STATES).optional(),
    when: field.choice('When', { 'to-come': 'To come', past: 'Past' }).optional(),
    from: field.date('From').optional(),
    to: field.date('To').optional(),
    after: field.text('After', { most: 500, hint: 'Where the page before ended' }).optional(),
    most: field.integer('Most rows', { least: 1, most: 1000 }).optional(),
  },
  async run(reader, asked): Promise<Listed<MeetingRow>> {
    const size = asked.most ?? 50
    const today = londonMidnight(londonDate(reader.now))
    const ascending = asked.when === 'to-come'
    let rows = meetingCards(reader)
      .select([
        sql<number>`(select count(*)::int from governance.agenda_item item
          where item.meeting_id = meeting.id and item.state <> 'withdrawn')`.as('items'),
        sql<number>`(select count(*)::int from governance.decision_card decision
          where decision.meeting_id = meeting.id)`.as('decisions'),
      ])
      .where(seenBy(reader))
      .orderBy('meeting.starts_at', ascending ? 'asc' : 'desc')
      .orderBy('meeting.id', ascending ? 'asc' : 'desc')
      .limit(size + 1)
    if (asked.group !== null) rows = rows.where('body.group_id', '=', asked.group)
    if (asked.state !== null) rows = rows.where('meeting.state', '=', asked.state)
    if (asked.when !== null) rows = rows.where('meeting.starts_at', ascending ? '>=' : '<', today)
    if (asked.from !== null) rows = rows.where('meeting.starts_at', '>=', londonMidnight(asked.from))
    if (asked.to !== null)
      rows = rows.where('meeting.starts_at', '<', londonMidnight(asked.to.add({ days: 1 })))
    const place = afterCursor(asked.after, 2)
    if (place !== null) {
      const beyond = sql.raw(ascending ? '>' : '<')
      rows = rows.where(
        sql<boolean>`(meeting.starts_at, meeting.id) ${beyond} (${cursorMoment(place[0])}::timestamptz, ${place[1] ?? ''}::uuid)`,
      )
    }
    return pageOf(await rows.execute(), size, (row) => [row.starts_at.toString(), row.id])
  },
})
