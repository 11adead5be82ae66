// Which events there are, as far as the reader may know of them: what is public to anybody, the rest to staff of the
// partners or members of the group, drafts to whoever organises them.
import { query, type Inside, type Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { afterCursor, pageOf, type Listed } from '#platform/tables/index.ts'
import { londonMidnight } from '#platform/time/index.ts'
import { EVENT_KINDS, VISIBILITIES } from '../rules.ts'

export const EVENT_READ = 'events.event.read'
export const READ_PARTNERS = 'events.event.read-partners'
export const READ_GROUP = 'events.event.read-group'
/** Held by whoever organises an event: its organiser, its group's chair and secretary, the partnership's officer. */
export const ORGANISE = 'events.event.edit'

export type EventCard = Awaited<ReturnType<ReturnType<typeof eventCards>['execute']>>[number]

const eventCards = (reader: Pick<Reader, 'db'>) =>
  reader.db
    .selectFrom('events.event as event')
    .innerJoin('partnerships.partnership_card as partnership', 'partnership.id', 'event.partnership_id')
    .leftJoin('groups.group_card as group', 'group.id', 'event.group_id')
    .leftJoin('organisations.site_card as site', 'site.id', 'event.site_id')
    .innerJoin('organisations.person_card as organiser', 'organiser.id', 'event.organiser_person_id')
    .selectAll('event')
    .select([
      'partnership.code as partnership_code',
      'partnership.name as partnership_name',
      'group.code as group_code',
      'group.name as group_name',
      'site.name as site_name',
      'site.town as site_town',
      'organiser.name as organiser_name',
    ])

type Place = {
  readonly id: string
  readonly partnership_id: string
  readonly group_id: string | null
}

/** Whether the reader holds the permission for this event: as its organiser, for its group or for its partnership. */
export function holdsFor(reader: Reader, permission: string, event: Place): boolean {
  return (
    reader.may(permission, { kind: 'event', id: event.id }) ||
    reader.may(permission, { kind: 'partnership', id: event.partnership_id }) ||
    (event.group_id !== null && reader.may(permission, { kind: 'group', id: event.group_id }))
  )
}

/** Refuses unless the reader organises this event. */
export function mayFor(reader: Reader, permission: string, event: Place): void {
  if (holdsFor(reader, permission, event)) return
  refuse(
    'forbidden',
    'events.event.not-yours',
    "This is for the event's organiser, its group's chair or secretary, or the partnership's officer. Ask one of them.",
  )
}

const ids = (list: readonly string[]) => sql`${[...list]}::uuid[]`

/** The condition that the reader may know of an event; `event` is its name in the statement. */
export function seenBy(reader: Reader) {
  const scopes = {
    partners: reader.scopes(READ_PARTNERS, 'partnership'),
    groups: reader.scopes(READ_GROUP, 'group'),
    partnerships: reader.scopes(READ_GROUP, 'partnership'),
    own: reader.scopes(ORGANISE, 'event'),
    ownGroups: reader.scopes(ORGANISE, 'group'),
    ownPartnerships: reader.scopes(ORGANISE, 'partnership'),
  }
  const { partners, groups, partnerships, own, ownGroups, ownPartnerships } = scopes
  if (
    partners === 'all' ||
    groups === 'all' ||
    partnerships === 'all' ||
    own === 'all' ||
    ownGroups === 'all' ||
    ownPartnerships === 'all'
  )
    return sql<boolean>`true`
  const person = reader.actor.kind === 'person' ? reader.actor.id : null
  return sql<boolean>`(event.published_at is not null and (
      event.visibility = 'public'
      or (event.visibility = 'partners' and event.partnership_id = any (${ids(partners)}))
      or (event.visibility = 'group'
        and (event.group_id = any (${ids(groups)}) or event.partnership_id = any (${ids(partnerships)})))
      or (${person}::uuid is not null and exists (
        select 1 from events.booking mine
        where mine.event_id = event.id and mine.person_id = ${person}::uuid and mine.state <> 'cancelled'))
      or (${person}::uuid is not null and exists (
        select 1 from events.walk_in mine where mine.event_id = event.id and mine.person_id = ${person}::uuid)))
    or event.id = any (${ids(own)}) or event.group_id = any (${ids(ownGroups)})
    or event.partnership_id = any (${ids(ownPartnerships)}))`
}

/** The event, if the reader may know of it. */
export async function eventById(reader: Reader, id: string): Promise<EventCard | undefined> {
  return eventCards(reader).where('event.id', '=', id).where(seenBy(reader)).executeTakeFirst()
}

export async function eventByCode(reader: Reader, code: string): Promise<EventCard | undefined> {
  return eventCards(reader).where('event.code', '=', code).where(seenBy(reader)).executeTakeFirst()
}

/**
 * The event as it stands, its row held against every other booking, offer and edit until this transaction ends. The
 * row comes first and bookings after it, always: two who lock them the other way round would wait for each other.
 */
export async function lockedEvent(inside: Inside, id: string): Promise<EventCard> {
  const held = await inside.tx
    .selectFrom('events.event')
    .select('id')
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return (held && (await eventById(inside, id))) ?? notFound('event')
}

/** Events still to come that the reader may know of, the nearest first: for a group's, a partnership's, anybody's page. */
export async function upcomingEvents(
  reader: Reader,
  of: { readonly partnershipId?: string; readonly groupId?: string; readonly most?: number },
): Promise<EventCard[]> {
  let rows = eventCards(reader)
    .where('event.ends_at', '>', reader.now)
    .where('event.state', '=', 'open')
    .where(seenBy(reader))
    .orderBy('event.starts_at')
    .orderBy('event.id')
    .limit(of.most ?? 10)
  if (of.partnershipId !== undefined) rows = rows.where('event.partnership_id', '=', of.partnershipId)
  if (of.groupId !== undefined) rows = rows.where('event.group_id', '=', of.groupId)
  return rows.execute()
}

/** Events that were held in the period, oldest first. */
export async function eventsHeld(
  reader: Reader,
  of: { readonly partnershipId: string; readonly from: Temporal.PlainDate; readonly to: Temporal.PlainDate },
): Promise<EventCard[]> {
  return eventCards(reader)
    .where('event.partnership_id', '=', of.partnershipId)
    .where('event.state', '=', 'open')
    .where('event.starts_at', '>=', londonMidnight(of.from))
    .where('event.starts_at', '<', londonMidnight(of.to.add({ days: 1 })))
    .where('event.ends_at', '<=', reader.now)
    .where(seenBy(reader))
    .orderBy('event.starts_at')
    .orderBy('event.id')
    .execute()
}

/** One page of events. */
export const listEvents = query({
  name: 'events.event.list',
  title: 'List events',
  permission: EVENT_READ,
  doors: ['page', 'api', 'command'],
  parameters: {
    when: field
      .choice('When', { upcoming: 'Still to come', past: 'Past', drafts: 'Drafts of yours', all: 'All' })
      .optional(),
    partnership: field.id('Partnership').optional(),
    group: field.id('Group').optional(),
    kind: field.choice('Kind', EVENT_KINDS).optional(),
    visibility: field.choice('For whom', VISIBILITIES).optional(),
    month: field.month('Month').optional(),
    online: field.choice('Taking part', { yes: 'Online', no: 'In a room' }).optional(),
    search: field.text('Words in the title or summary', { most: 100 }).optional(),
    after: field.text('After', { most: 500, hint: 'Where the page before ended' }).optional(),
    most: field.integer('Most rows', { least: 1, most: 1000 }).optional(),
  },
  async run(reader, asked): Promise<Listed<EventCard>> {
    const { partnership, group, kind, visibility, month, online, search, after } = asked
    const most = asked.most ?? 50
    const when = asked.when ?? (month === null ? 'upcoming' : 'all')
    const isBackwards = when === 'past'
    const cursor = afterCursor(after, 2)
    let rows = eventCards(reader)
      .where(seenBy(reader))
      .limit(most + 1)
    rows = isBackwards
      ? rows.orderBy('event.starts_at', 'desc').orderBy('event.id', 'desc')
      : rows.orderBy('event.starts_at').orderBy('event.id')
    if (when === 'upcoming') rows = rows.where('event.ends_at', '>', reader.now)
    if (when === 'past') rows = rows.where('event.ends_at', '<=', reader.now)
    rows =
      when === 'drafts' ? rows.where('event.state', '=', 'draft') : rows.where('event.state', '<>', 'draft')
    if (partnership !== null) rows = rows.where('event.partnership_id', '=', partnership)
    if (group !== null) rows = rows.where('event.group_id', '=', group)
    if (kind !== null) rows = rows.where('event.kind', '=', kind)
    if (visibility !== null) rows = rows.where('event.visibility', '=', visibility)
    if (online !== null) rows = rows.where(online === 'yes' ? 'event.online' : 'event.in_room', '=', true)
    if (month !== null)
      rows = rows
        .where('event.starts_at', '>=', londonMidnight(month))
        .where('event.starts_at', '<', londonMidnight(month.add({ months: 1 })))
    if (search !== null)
      rows = rows.where(({ eb, or }) =>
        or([
          eb('event.title', 'ilike', containing(search)),
          eb('event.summary', 'ilike', containing(search)),
        ]),
      )
    if (cursor !== null) {
      const place = sql`(${momentOf(cursor[0])}::timestamptz, ${cursor[1]}::uuid)`
      rows = rows.where(sql<boolean>`(event.starts_at, event.id) ${isBackwards ? sql`<` : sql`>`} ${place}`)
    }
    const found = (await rows.execute()).map((event) => seenPublicly(reader, event))
    return pageOf(found, most, (row) => [row.starts_at.toString(), row.id])
  },
})

const containing = (words: string): string => `%${words.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`

// A cursor is an address that anybody can type; what is no moment would otherwise reach the database as one.
function momentOf(text = ''): string {
  try {
    return Temporal.Instant.from(text).toString()
  } catch {
    return refuse('invalid', 'events.list.cursor', 'Start again from the first page of the list.', {
      faults: [{ field: 'after', message: 'Start again from the first page of the list' }],
    })
  }
}

/** One event, as anybody who may know of it reads it: no joining details, no names but the organiser's. */
export const readEvent = query({
  name: 'events.event.read',
  title: 'Show an event',
  permission: EVENT_READ,
  doors: ['page', 'api', 'command'],
  parameters: { event: field.code('Event code') },
  async run(reader, { event }) {
    return seenPublicly(reader, (await eventByCode(reader, event)) ?? notFound('event'))
  },
})

/** What of an event a reader is shown: a visitor learns no name. */
export function seenPublicly(reader: Reader, event: EventCard): EventCard {
  return reader.actor.kind === 'visitor' ? { ...event, organiser_name: '' } : event
}
