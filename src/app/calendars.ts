// Which records have a calendar, and who may keep an address of it: oneself, a group one sits in, a partnership one
// works for, a workplace one runs, a room one may book. The platform's feeds know none of these words.
import type { Reader } from '#platform/actions/index.ts'
import type { CalendarName } from '#platform/feeds/index.ts'
import { groupByCode, groupById, membershipsOf } from '#modules/groups/index.ts'
import { partnershipByCode, partnershipsNamed } from '#modules/partnerships/index.ts'
import { workplaceCalendars, workspaceCalendarById } from '#modules/workspaces/index.ts'

// What everybody holds who works for a member of the partnership, or runs it.
const OF_THE_PARTNERSHIP = 'partnerships.agreement.list'
const OF_THE_GROUP = 'groups.group.edit'

/** The reader's own calendar. */
const own = (id: string): CalendarName => ({ kind: 'person', id, name: 'Connects: your calendar' })

/** The calendars of which this reader may keep an address, their own first. */
export async function calendarsOf(reader: Reader): Promise<CalendarName[]> {
  if (reader.actor.kind !== 'person') return []
  const groups = await membershipsOf(reader, reader.actor.id)
  const partnerships = await partnershipsNamed(reader)
  return [
    own(reader.actor.id),
    ...groups.map((one) => ({ kind: 'group', id: one.group_id, name: one.group_name })),
    ...partnerships
      .filter((one) => reader.may(OF_THE_PARTNERSHIP, { kind: 'partnership', id: one.id }))
      .map(({ id, name }) => ({ kind: 'partnership', id, name })),
    ...(await workplaceCalendars(reader)),
  ]
}

/** One of them by the id of its record, as the reader stands now: who left the group has no calendar of it. */
export async function calendarById(reader: Reader, id: string): Promise<CalendarName | undefined> {
  if (reader.actor.kind !== 'person') return undefined
  if (id === reader.actor.id) return own(id)
  const group = await groupById(reader, id)
  if (group !== undefined) {
    const memberships = await membershipsOf(reader, reader.actor.id)
    const runs = reader.may(OF_THE_GROUP, { kind: 'partnership', id: group.partnership_id })
    return runs || memberships.some((one) => one.group_id === id)
      ? { kind: 'group', id, name: group.name }
      : undefined
  }
  const partnership = (await partnershipsNamed(reader)).find((one) => one.id === id)
  if (partnership === undefined) return workspaceCalendarById(reader, id)
  return reader.may(OF_THE_PARTNERSHIP, { kind: 'partnership', id })
    ? { kind: 'partnership', id, name: partnership.name }
    : undefined
}

/** What a record's calendar is called for everybody, by the code in its address. */
export async function publicCalendar(
  reader: Reader,
  kind: 'group' | 'partnership',
  code: string,
): Promise<CalendarName | undefined> {
  const found = kind === 'group' ? await groupByCode(reader, code) : await partnershipByCode(reader, code)
  return found === undefined ? undefined : { kind, id: found.id, name: found.name }
}
