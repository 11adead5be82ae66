// When a body would meet next by its group's rhythm: while nothing is planned, the day in turn after its last meeting.
import type { Reader } from '#platform/actions/index.ts'
import { holidays } from '#platform/calendar/index.ts'
import { LONDON, londonDate, londonMidnight } from '#platform/time/index.ts'
import { groupsOf, nextMeetingProposed } from '#modules/groups/index.ts'
import { sql } from '#platform/database/index.ts'
import { holdsFor } from './bodies.ts'

const PLAN = 'governance.meeting.plan'

export type Proposed = {
  readonly group_id: string
  readonly group_name: string
  readonly on: Temporal.PlainDate
  /** The last meeting, whose time and place the next one takes over. */
  readonly last: { readonly starts_at: Temporal.Instant; readonly ends_at: Temporal.Instant } | null
  readonly place: string | null
  readonly site_id: string | null
  readonly joining: string | null
}

/** The next meetings to be arranged by this reader: of the one group, or of all whose meetings they plan. */
export async function meetingsProposed(reader: Reader, groupId?: string): Promise<Proposed[]> {
  if (!reader.may(PLAN)) return []
  const today = londonDate(reader.now)
  const from = londonMidnight(today)
  let rows = reader.db
    .selectFrom('governance.body as body')
    .innerJoin('groups.group_card as group', 'group.id', 'body.group_id')
    .leftJoin(
      (query) =>
        query
          .selectFrom('governance.meeting as meeting')
          .distinctOn('meeting.body_id')
          .select([
            'meeting.body_id',
            'meeting.starts_at',
            'meeting.ends_at',
            'meeting.place',
            'meeting.site_id',
            'meeting.joining',
          ])
          .where('meeting.state', '<>', 'cancelled')
          // One held today is the last already, or the next would be reckoned from the one before it.
          .where(({ eb, or }) =>
            or([eb('meeting.starts_at', '<', from), eb('meeting.state', 'not in', ['planned', 'published'])]),
          )
          .orderBy('meeting.body_id')
          .orderBy('meeting.starts_at', 'desc')
          .as('last'),
      (join) => join.onRef('last.body_id', '=', 'body.id'),
    )
    .select([
      'group.id as group_id',
      'group.name as group_name',
      'group.partnership_id',
      'last.starts_at',
      'last.ends_at',
      'last.place',
      'last.site_id',
      'last.joining',
    ])
    .where('group.ended_on', 'is', null)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('governance.meeting as next')
            .select(sql`1`.as('one'))
            .whereRef('next.body_id', '=', 'body.id')
            .where('next.state', 'in', ['planned', 'published'])
            .where('next.starts_at', '>=', from),
        ),
      ),
    )
    .orderBy('group.name')
  if (groupId !== undefined) rows = rows.where('group.id', '=', groupId)
  const own = (await rows.execute()).filter((row) => holdsFor(reader, PLAN, row))
  if (own.length === 0) return []
  const cadences = await cadencesIn(reader, [...new Set(own.map((row) => row.partnership_id))])
  const known = await holidays(reader.db)
  return own.flatMap((row) => {
    const { starts_at, ends_at } = row
    const last = starts_at === null || ends_at === null ? null : { starts_at, ends_at }
    const lastOn = last === null ? null : londonDate(last.starts_at)
    const on = nextMeetingProposed(cadences.get(row.group_id) ?? 'as-needed', lastOn, today, known)
    return on === null ? [] : [{ ...row, on, last }]
  })
}

async function cadencesIn(reader: Reader, partnershipIds: readonly string[]) {
  const groups = []
  for (const id of partnershipIds) groups.push(...(await groupsOf(reader, id)))
  return new Map(groups.map((group) => [group.id, group.cadence]))
}

/** When it would begin and end: at the hours of the last meeting, else at ten for two hours. */
export function hoursOf(proposed: Proposed): {
  readonly starts: Temporal.Instant
  readonly ends: Temporal.Instant
} {
  const at = (time: Temporal.PlainTime): Temporal.Instant =>
    proposed.on.toPlainDateTime(time).toZonedDateTime(LONDON).toInstant()
  if (proposed.last === null) {
    const starts = at(Temporal.PlainTime.from('10:00'))
    return { starts, ends: starts.add({ hours: 2 }) }
  }
  const starts = at(proposed.last.starts_at.toZonedDateTimeISO(LONDON).toPlainTime())
  return { starts, ends: starts.add(proposed.last.starts_at.until(proposed.last.ends_at)) }
}
