// The action log: what was undertaken, by whom, until when, and about which record; in meetings and beside them.
import { query, type Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { afterCursor, pageOf, type Listed } from '#platform/tables/index.ts'
import { londonDate } from '#platform/time/index.ts'
import type { UndertakingChange, UndertakingState } from '../rules.ts'
import { MEETING_READ } from './bodies.ts'
import { cursorDay } from './cursors.ts'

export type UndertakingRow = {
  readonly id: string
  readonly what: string
  readonly heading: string | null
  readonly owner_person_id: string
  readonly owner_name: string
  readonly owner_state: 'active' | 'left'
  readonly owner_organisation: string | null
  readonly due_on: Temporal.PlainDate
  readonly state: UndertakingState
  readonly progress: string | null
  readonly progress_on: Temporal.PlainDate | null
  readonly closed_on: Temporal.PlainDate | null
  readonly closing_note: string | null
  readonly given_on: Temporal.PlainDate
  readonly agenda_item_id: string | null
  readonly meeting_id: string | null
  readonly meeting_title: string | null
  readonly about_subject_id: string | null
  readonly about_title: string | null
  readonly about_address: string | null
  readonly group_id: string | null
  readonly group_code: string | null
  readonly partnership_id: string | null
  /** The group it belongs to, or the partnership where it belongs to none of its groups. */
  readonly place_name: string
  readonly version: number
}

export const undertakingRows = (reader: Pick<Reader, 'db'>) =>
  reader.db
    .selectFrom('governance.undertaking as undertaking')
    .innerJoin('organisations.person_card as owner', 'owner.id', 'undertaking.owner_person_id')
    .leftJoin('governance.meeting as meeting', 'meeting.id', 'undertaking.meeting_id')
    .leftJoin('groups.group_card as group', 'group.id', 'undertaking.group_id')
    .leftJoin('partnerships.partnership_card as partnership', 'partnership.id', 'undertaking.partnership_id')
    .leftJoin('platform.subject as about', 'about.id', 'undertaking.about_subject_id')
    .select([
      'undertaking.id',
      'undertaking.what',
      'undertaking.heading',
      'undertaking.owner_person_id',
      'owner.name as owner_name',
      'owner.state as owner_state',
      'owner.organisation_name as owner_organisation',
      'undertaking.due_on',
      'undertaking.state',
      'undertaking.progress',
      'undertaking.progress_on',
      'undertaking.closed_on',
      'undertaking.closing_note',
      'undertaking.given_on',
      'undertaking.agenda_item_id',
      'undertaking.meeting_id',
      'meeting.title as meeting_title',
      'undertaking.about_subject_id',
      'about.title as about_title',
      'undertaking.about_address',
      'undertaking.group_id',
      'group.code as group_code',
      'undertaking.partnership_id',
      sql<string>`coalesce("group".name, partnership.name, meeting.title, '')`.as('place_name'),
      'undertaking.version',
    ])
    .orderBy('undertaking.due_on')
    .orderBy('undertaking.id')

const uuids = (list: readonly string[]) => sql`${[...list]}::uuid[]`

/**
 * Condition for lists: the undertakings this reader may see. Their own always; else those of their groups and
 * partnerships, unless they are about a record that is not everybody's there. The names are those of `undertakingRows`.
 */
export function undertakingsSeenBy(reader: Reader) {
  const partnerships = reader.scopes(MEETING_READ, 'partnership')
  const groups = reader.scopes(MEETING_READ, 'group')
  if (partnerships === 'all' || groups === 'all') return sql<boolean>`true`
  const self = reader.actor.kind === 'person' ? reader.actor.id : null
  return sql<boolean>`(
    undertaking.owner_person_id = ${self}::uuid
    or ((undertaking.partnership_id = any (${uuids(partnerships)}) or undertaking.group_id = any (${uuids(groups)}))
      and (about.id is null or ${knownTo(reader)})))`
}

/** Whether the reader may know of the record `about`: its title stands beside the undertaking. */
function knownTo(reader: Reader) {
  const keys = reader.keys()
  if (keys === 'all') return sql<boolean>`true`
  const partnerships = reader.scopes(MEETING_READ, 'partnership')
  const own = partnerships === 'all' ? [] : partnerships.map((id) => `partnership:${id}`)
  return sql<boolean>`about.audience = any (${['public', 'staff', ...own, ...keys]}::text[])`
}

/** The undertaking if this reader may see it, else the one refusal for what is not there. */
export async function undertakingFor(reader: Reader, id: string): Promise<UndertakingRow> {
  const found = await undertakingRows(reader)
    .where('undertaking.id', '=', id)
    .where(undertakingsSeenBy(reader))
    .executeTakeFirst()
  return found ?? notFound('undertaking')
}

/** The record an undertaking may be about, if this reader may know of it. */
export async function subjectFor(reader: Reader, id: string) {
  const found = await reader.db
    .selectFrom('platform.subject as about')
    .select(['about.id', 'about.module', 'about.noun', 'about.title'])
    .where('about.id', '=', id)
    .where(knownTo(reader))
    .executeTakeFirst()
  return found ?? notFound('record')
}

/** What was undertaken about these records, as far as this reader may see it: open first, earliest due first. */
export async function undertakingsAbout(
  reader: Reader,
  subjectIds: readonly string[],
): Promise<UndertakingRow[]> {
  if (subjectIds.length === 0) return []
  return undertakingRows(reader)
    .clearOrderBy()
    .where('undertaking.about_subject_id', 'in', subjectIds)
    .where(undertakingsSeenBy(reader))
    .orderBy(sql`undertaking.state <> 'open'`)
    .orderBy('undertaking.due_on')
    .orderBy('undertaking.id')
    .limit(500)
    .execute()
}

/** The open undertakings of a group, as far as this reader may see them, earliest due first. */
export async function undertakingsOfGroup(reader: Reader, groupId: string): Promise<UndertakingRow[]> {
  return undertakingRows(reader)
    .where('undertaking.group_id', '=', groupId)
    .where('undertaking.state', '=', 'open')
    .where(undertakingsSeenBy(reader))
    .limit(500)
    .execute()
}

/** The open undertakings of a group that fall due first, and how many there are. */
export async function firstOfGroup(
  reader: Reader,
  groupId: string,
  most: number,
): Promise<{ readonly rows: UndertakingRow[]; readonly all: number }> {
  const { rows } = await sql<{ id: string; count: number }>`
    select undertaking.id, (count(*) over ())::int as count
    from governance.undertaking
    left join platform.subject about on about.id = undertaking.about_subject_id
    where undertaking.group_id = ${groupId} and undertaking.state = 'open' and ${undertakingsSeenBy(reader)}
    order by undertaking.due_on, undertaking.id
    limit ${most}`.execute(reader.db)
  if (rows.length === 0) return { rows: [], all: 0 }
  const ids = rows.map((row) => row.id)
  const first = await undertakingRows(reader).where('undertaking.id', 'in', ids).execute()
  return { rows: first, all: rows[0]?.count ?? 0 }
}

export type OwnUndertaking = {
  readonly id: string
  readonly what: string
  readonly due_on: Temporal.PlainDate
  /** Where it came from: the record, the meeting, the heading. */
  readonly origin: string | null
  readonly place_name: string
}

/** What is open of one person, earliest due first. Its owner is known, so no card is joined: home pages are asked often. */
export async function ownOpenUndertakings(
  reader: Pick<Reader, 'db'>,
  personId: string,
): Promise<OwnUndertaking[]> {
  return reader.db
    .selectFrom('governance.undertaking as undertaking')
    .leftJoin('governance.meeting as meeting', 'meeting.id', 'undertaking.meeting_id')
    .leftJoin('groups.group_card as group', 'group.id', 'undertaking.group_id')
    .leftJoin('partnerships.partnership_card as partnership', 'partnership.id', 'undertaking.partnership_id')
    .leftJoin('platform.subject as about', 'about.id', 'undertaking.about_subject_id')
    .select([
      'undertaking.id',
      'undertaking.what',
      'undertaking.due_on',
      sql<string | null>`coalesce(undertaking.heading, about.title, meeting.title)`.as('origin'),
      sql<string>`coalesce("group".name, partnership.name, '')`.as('place_name'),
    ])
    .where('undertaking.owner_person_id', '=', personId)
    .where('undertaking.state', '=', 'open')
    .orderBy('undertaking.due_on')
    .orderBy('undertaking.id')
    .limit(1000)
    .execute()
}

/** Everything in the plan of a group with its sub-groups, or of a partnership with all its groups: by heading, then by day. */
export async function undertakingsInPlan(
  reader: Reader,
  of: { readonly group: string } | { readonly partnership: string },
): Promise<UndertakingRow[]> {
  const rows = undertakingRows(reader)
    .clearOrderBy()
    .where(undertakingsSeenBy(reader))
    .orderBy(sql`min(undertaking.id::text) over (partition by undertaking.heading)`)
    .orderBy('undertaking.due_on')
    .orderBy('undertaking.id')
    .limit(2000)
  return 'group' in of
    ? rows
        .where(
          sql<boolean>`undertaking.group_id in (
            select id from groups.group_card where ${of.group}::uuid in (id, parent_id))`,
        )
        .execute()
    : rows.where('undertaking.partnership_id', '=', of.partnership).execute()
}

/** How many of a partnership's undertakings this reader may see are open, how many of them overdue, and done. */
export async function undertakingsCounted(
  reader: Reader,
  partnershipId: string,
): Promise<{ readonly open: number; readonly overdue: number; readonly done: number }> {
  const today = londonDate(reader.now).toString()
  const { rows } = await sql<{ open: number; overdue: number; done: number }>`
    select count(*) filter (where undertaking.state = 'open')::int as open,
      count(*) filter (where undertaking.state = 'open' and undertaking.due_on < ${today}::date)::int as overdue,
      count(*) filter (where undertaking.state = 'done')::int as done
    from governance.undertaking
    left join platform.subject about on about.id = undertaking.about_subject_id
    where undertaking.partnership_id = ${partnershipId} and ${undertakingsSeenBy(reader)}`.execute(reader.db)
  return rows[0] ?? { open: 0, overdue: 0, done: 0 }
}

export type UndertakingPast = {
  readonly kind: UndertakingChange
  readonly made_at: Temporal.Instant
  readonly made_by_name: string | null
  readonly words: string
  readonly due_before: Temporal.PlainDate | null
  readonly owner_before_name: string | null
}

/** What became of an undertaking so far, the latest first. */
export async function changesOf(reader: Pick<Reader, 'db'>, id: string): Promise<UndertakingPast[]> {
  return reader.db
    .selectFrom('governance.undertaking_change as change')
    .leftJoin('organisations.person_card as maker', 'maker.id', 'change.made_by')
    .leftJoin('organisations.person_card as former', 'former.id', 'change.owner_before')
    .select([
      'change.kind',
      'change.made_at',
      'maker.name as made_by_name',
      'change.words',
      'change.due_before',
      'former.name as owner_before_name',
    ])
    .where('change.undertaking_id', '=', id)
    .orderBy('change.made_at', 'desc')
    .orderBy('change.id', 'desc')
    .limit(200)
    .execute()
}

export const listUndertakings = query({
  name: 'governance.undertaking.list',
  title: 'List undertakings',
  permission: MEETING_READ,
  doors: ['page', 'api', 'command'],
  parameters: {
    state: field
      .choice('State', {
        open: 'Open',
        overdue: 'Overdue',
        closed: 'Closed',
        done: 'Done',
        dropped: 'Dropped',
      })
      .optional(),
    group: field.id('Group').optional(),
    partnership: field.id('Partnership').optional(),
    about: field.id('About the record').optional(),
    owner: field.id('Owner').optional(),
    after: field.text('After', { most: 500, hint: 'Where the page before ended' }).optional(),
    most: field.integer('Most rows', { least: 1, most: 1000 }).optional(),
  },
  async run(reader, asked): Promise<Listed<UndertakingRow>> {
    const size = asked.most ?? 50
    let rows = undertakingRows(reader)
      .where(undertakingsSeenBy(reader))
      .limit(size + 1)
    const state = asked.state ?? 'open'
    if (state === 'closed') rows = rows.where('undertaking.state', '<>', 'open')
    else rows = rows.where('undertaking.state', '=', state === 'overdue' ? 'open' : state)
    if (state === 'overdue') rows = rows.where('undertaking.due_on', '<', londonDate(reader.now))
    if (asked.group !== null) rows = rows.where('undertaking.group_id', '=', asked.group)
    if (asked.partnership !== null) rows = rows.where('undertaking.partnership_id', '=', asked.partnership)
    if (asked.about !== null) rows = rows.where('undertaking.about_subject_id', '=', asked.about)
    if (asked.owner !== null) rows = rows.where('undertaking.owner_person_id', '=', asked.owner)
    const place = afterCursor(asked.after, 2)
    if (place !== null) {
      rows = rows.where(
        sql<boolean>`(undertaking.due_on, undertaking.id) > (${cursorDay(place[0])}::date, ${place[1] ?? ''}::uuid)`,
      )
    }
    return pageOf(await rows.execute(), size, (row) => [row.due_on.toString(), row.id])
  },
})
