// Meetings in calendars: those of a group, of a partnership's groups, and of the groups a person sits in. What was
// cancelled stays, marked so, that a calendar which has it takes it out.
import type { Reader } from '#platform/actions/index.ts'
import type { CalendarEntry, CalendarOf } from '#platform/feeds/index.ts'
import { LONDON, londonMidnight } from '#platform/time/index.ts'
import { membershipsOf } from '#modules/groups/index.ts'
import { seenBy } from './queries/bodies.ts'
import { meetingCards, type MeetingCard } from './queries/meetings.ts'

export async function calendarMeetings(reader: Reader, of: CalendarOf): Promise<CalendarEntry[]> {
  const meetings = meetingCards(reader)
    .select('meeting.changed_at')
    .where('meeting.ends_at', '>=', londonMidnight(of.from))
    .where(seenBy(reader))
    .orderBy('meeting.starts_at')
    .orderBy('meeting.id')
    .limit(1000)
  if (of.kind === 'group') return (await meetings.where('body.group_id', '=', of.id).execute()).map(entryOf)
  if (of.kind === 'partnership')
    return (await meetings.where('group.partnership_id', '=', of.id).execute()).map(entryOf)
  if (of.kind !== 'person') return []
  const groups = (await membershipsOf(reader, of.id)).map((one) => one.group_id)
  if (groups.length === 0) return []
  return (await meetings.where('body.group_id', 'in', groups).execute()).map(entryOf)
}

function entryOf(meeting: MeetingCard & { readonly changed_at: Temporal.Instant }): CalendarEntry {
  const lines = [
    meeting.cancelled_because === null ? null : `Cancelled: ${meeting.cancelled_because}`,
    meeting.body_name,
    meeting.joining === null ? null : `Online: ${meeting.joining}`,
  ]
  return {
    uid: meeting.id,
    // The version grows with every change of the record, from one.
    sequence: meeting.version - 1,
    title: meeting.title,
    description: lines.filter((line) => line !== null).join('\n'),
    location: meeting.place,
    href: `/meetings/${meeting.id}`,
    starts: meeting.starts_at.toZonedDateTimeISO(LONDON),
    ends: meeting.ends_at.toZonedDateTimeISO(LONDON),
    status:
      meeting.state === 'cancelled' ? 'cancelled' : meeting.state === 'planned' ? 'tentative' : 'confirmed',
    changedAt: meeting.changed_at,
  }
}
