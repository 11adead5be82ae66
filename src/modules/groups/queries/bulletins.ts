// Bulletins as each reader may see them: the mark is decided in the query, so that one they may not see leaves no
// trace in a list or a count.
import { query, type Reader } from '#platform/actions/index.ts'
import { sql, type Db } from '#platform/database/index.ts'
import { notFound, refuse } from '#platform/errors/index.ts'
import { field, isRecordId } from '#platform/fields/index.ts'
import { afterCursor, pageOf, type Listed } from '#platform/tables/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { membersOfGroup } from '../queries.ts'
import { EXPORTED, MARKS, sightOf, titleOnStone, type BulletinState, type Mark } from '../rules/bulletins.ts'
import type { BulletinChangeKind } from '../schema.ts'
import { cursorMoment } from './cursors.ts'

export const MEMBERS = 'groups.audience.members'
export const ORGANISATIONS = 'groups.audience.organisations'
export const PARTNERS = 'groups.audience.partners'
export const OVERSEE = 'groups.bulletin.oversee'

export type BulletinCard = {
  readonly id: string
  readonly group_id: string
  readonly group_code: string
  readonly group_name: string
  readonly partnership_id: string
  readonly author_id: string
  readonly author_name: string
  readonly mark: Mark
  readonly title: string
  readonly source: string
  readonly version: number
  readonly state: BulletinState
  readonly published_at: Temporal.Instant
  readonly visible_until: Temporal.PlainDate
  readonly read_by: Temporal.PlainDate | null
}

export type BulletinRow = BulletinCard & { readonly is_read: boolean }

export type Bulletin = BulletinCard & {
  readonly body: string
  readonly link: string | null
  readonly file_id: string | null
}

/** One bulletin as this reader sees it. A stone has no text, link nor file, and a RED one no title. */
export type SeenBulletin = { readonly sight: 'text' | 'stone'; readonly bulletin: Bulletin }

const cards = (db: Db) =>
  db
    .selectFrom('groups.bulletin as bulletin')
    .innerJoin('groups.group as group', 'group.id', 'bulletin.group_id')
    .innerJoin('organisations.person_card as author', 'author.id', 'bulletin.author_id')
    .select([
      'bulletin.id',
      'bulletin.group_id',
      'group.code as group_code',
      'group.name as group_name',
      'group.partnership_id',
      'bulletin.author_id',
      'author.name as author_name',
      'bulletin.mark',
      'bulletin.title',
      'bulletin.source',
      'bulletin.version',
      'bulletin.state',
      'bulletin.published_at',
      'bulletin.visible_until',
      'bulletin.read_by',
    ])

type Condition = ReturnType<typeof sql<boolean>>

// Names of members are for whoever is signed in: to a visitor it is the group that speaks.
const SPEAKS = 'groups.membership.read'
function asTold<Card extends { readonly author_name: string; readonly group_name: string }>(
  reader: Reader,
  card: Card,
): Card {
  return reader.may(SPEAKS) ? card : { ...card, author_name: card.group_name }
}

const me = (reader: Reader): string | null => (reader.actor.kind === 'person' ? reader.actor.id : null)

/** B1, for a list: the condition that a row's mark lets this reader see it. Expects `bulletin` and `"group"`. */
function seenBy(reader: Reader): Condition {
  const within = (column: Condition, permission: string, kind: string): Condition => {
    const scopes = reader.scopes(permission, kind)
    return scopes === 'all' ? sql`true` : sql`${column} = any(${[...scopes]}::uuid[])`
  }
  const members = within(sql`bulletin.group_id`, MEMBERS, 'group')
  return sql<boolean>`(
    bulletin.mark = 'clear'
    or (bulletin.mark = 'green' and ${within(sql`"group".partnership_id`, PARTNERS, 'partnership')})
    or (bulletin.mark = 'amber' and ${within(sql`bulletin.group_id`, ORGANISATIONS, 'group')})
    or (bulletin.mark = 'amber-strict' and ${members})
    or (bulletin.mark = 'red' and ${members} and exists (
      select 1 from groups.bulletin_recipient named
      where named.bulletin_id = bulletin.id and named.person_id = ${me(reader)}))
  )`
}

const isRead = (reader: Reader) =>
  sql<boolean>`exists (
    select 1 from groups.bulletin_receipt receipt where receipt.bulletin_id = bulletin.id
      and receipt.version = bulletin.version and receipt.person_id = ${me(reader)})`.as('is_read')

type Wanted = {
  readonly groupId?: string | null
  readonly mark?: Mark | null
  readonly marks?: readonly Mark[]
  readonly search?: string | null
  readonly after?: string | null
  readonly most?: number | null
}

/** The bulletins this reader may see today, the latest first; of a group also those that were sent on to it. */
export async function bulletinsSeen(reader: Reader, wanted: Wanted): Promise<Listed<BulletinRow>> {
  const size = wanted.most ?? 50
  let rows = cards(reader.db)
    .select(isRead(reader))
    .where('bulletin.state', '=', 'published')
    .where('bulletin.visible_until', '>=', londonDate(reader.now))
    .where(seenBy(reader))
    .orderBy('bulletin.published_at', 'desc')
    .orderBy('bulletin.id', 'desc')
    .limit(size + 1)
  const { groupId, mark, marks, search } = wanted
  if (groupId !== undefined && groupId !== null)
    rows = rows.where(({ eb, or, exists, selectFrom }) =>
      or([
        eb('bulletin.group_id', '=', groupId),
        exists(
          selectFrom('groups.bulletin_forward as sent')
            .select('sent.bulletin_id')
            .whereRef('sent.bulletin_id', '=', 'bulletin.id')
            .where('sent.group_id', '=', groupId),
        ),
      ]),
    )
  if (mark !== undefined && mark !== null) rows = rows.where('bulletin.mark', '=', mark)
  if (marks !== undefined) rows = rows.where('bulletin.mark', 'in', [...marks])
  if (search !== undefined && search !== null)
    rows = rows.where('bulletin.title', 'ilike', `%${search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`)
  const place = afterCursor(wanted.after, 2)
  if (place !== null)
    rows = rows.where(({ eb, refTuple, tuple }) =>
      eb(
        refTuple('bulletin.published_at', 'bulletin.id'),
        '<',
        tuple(sql<Temporal.Instant>`${cursorMoment(place[0])}::timestamptz`, place[1] ?? ''),
      ),
    )
  return pageOf(await rows.execute(), size, (row) => [row.published_at.toString(), row.id])
}

/** B5: what may stand in a file or the answer to a program: GREEN and CLEAR, for those who may see them. */
export const listBulletins = query({
  name: 'groups.bulletin.list',
  title: 'List bulletins that may be passed on',
  doors: ['page', 'api', 'command'],
  parameters: {
    group: field.id('Group').optional(),
    mark: field.choice('Mark', { green: MARKS.green.name, clear: MARKS.clear.name }).optional(),
    search: field.text('Words in the title', { most: 100 }).optional(),
    after: field.text('After', { most: 500, hint: 'Where the page before ended' }).optional(),
    most: field.integer('Most rows', { least: 1, most: 1000 }).optional(),
  },
  async run(reader, { group, mark, search, after, most }): Promise<Listed<BulletinCard>> {
    const listed = await bulletinsSeen(reader, { groupId: group, mark, search, after, most, marks: EXPORTED })
    return { ...listed, rows: listed.rows.map(({ is_read: _read, ...card }) => asTold(reader, card)) }
  },
})

/** For the officers of a group: its bulletins whose time is over or that were withdrawn (B6), the latest first. */
export async function endedBulletins(reader: Reader, groupId: string): Promise<BulletinCard[]> {
  if (!reader.may(OVERSEE, { kind: 'group', id: groupId })) return []
  const rows = await cards(reader.db)
    .where('bulletin.group_id', '=', groupId)
    .where((where) =>
      where.or([
        where('bulletin.state', '<>', 'published'),
        where('bulletin.visible_until', '<', londonDate(reader.now)),
      ]),
    )
    .orderBy('bulletin.published_at', 'desc')
    .limit(100)
    .execute()
  return rows.map((row) => ({ ...row, title: titleOnStone(row.mark, row.title) }))
}

async function isInAudience(reader: Reader, bulletin: BulletinCard): Promise<boolean> {
  const group = { kind: 'group', id: bulletin.group_id } as const
  switch (bulletin.mark) {
    case 'clear':
      return true
    case 'green':
      return reader.may(PARTNERS, { kind: 'partnership', id: bulletin.partnership_id })
    case 'amber':
      return reader.may(ORGANISATIONS, group)
    case 'amber-strict':
      return reader.may(MEMBERS, group)
    case 'red':
      return reader.may(MEMBERS, group) && (await isNamed(reader.db, bulletin.id, me(reader)))
  }
}

async function isNamed(db: Db, bulletinId: string, personId: string | null): Promise<boolean> {
  const row = await db
    .selectFrom('groups.bulletin_recipient')
    .select('person_id')
    .where('bulletin_id', '=', bulletinId)
    .where('person_id', '=', personId ?? '00000000-0000-0000-0000-000000000000')
    .executeTakeFirst()
  return row !== undefined
}

/** One bulletin as this reader sees it today; undefined for one they may not see and for one that does not exist. */
export async function bulletinSeen(reader: Reader, id: string): Promise<SeenBulletin | undefined> {
  if (!isRecordId(id)) return undefined
  const found = await cards(reader.db)
    .select(['bulletin.body', 'bulletin.link', 'bulletin.file_id'])
    .where('bulletin.id', '=', id)
    .executeTakeFirst()
  if (found === undefined) return undefined
  const bulletin = asTold(reader, found)
  const sight = sightOf({
    state: bulletin.state,
    visibleUntil: bulletin.visible_until,
    today: londonDate(reader.now),
    isInAudience: await isInAudience(reader, bulletin),
    oversees: reader.may(OVERSEE, { kind: 'group', id: bulletin.group_id }),
  })
  if (sight === 'nothing') return undefined
  // A file that came with it before it was marked RED is served to nobody (B4).
  if (sight === 'text')
    return { sight, bulletin: MARKS[bulletin.mark].carriesFile ? bulletin : { ...bulletin, file_id: null } }
  const title = titleOnStone(bulletin.mark, bulletin.title)
  return { sight, bulletin: { ...bulletin, title, body: '', link: null, file_id: null } }
}

/** B7: opening it is a disclosure: the audit entry and the receipt are written before the text is shown. */
export const readBulletin = query({
  name: 'groups.bulletin.read',
  title: 'Read a bulletin',
  doors: ['page'],
  discloses: true,
  parameters: { bulletin: field.id('Bulletin') },
  async receipt(reader, { bulletin: id }) {
    const seen = (await bulletinSeen(reader, id)) ?? notFound('bulletin')
    const { version } = seen.bulletin
    const personId = me(reader)
    if (seen.sight === 'text' && personId !== null)
      await reader.db
        .insertInto('groups.bulletin_receipt')
        .values({ bulletin_id: id, version, person_id: personId, read_at: reader.now })
        .onConflict((conflict) => conflict.columns(['bulletin_id', 'version', 'person_id']).doNothing())
        .execute()
    return { subject: id, facts: { version, sight: seen.sight } }
  },
  async run(reader, { bulletin: id }): Promise<SeenBulletin> {
    const seen = (await bulletinSeen(reader, id)) ?? notFound('bulletin')
    // The receipt was for what stood a moment ago: a correction since then has one of its own.
    if (seen.sight === 'text' && me(reader) !== null && !(await hasReceipt(reader, seen.bulletin)))
      refuse(
        'conflict',
        'groups.bulletin.just-changed',
        'This bulletin was corrected at the moment you opened it. Open it again to read what it says now.',
      )
    return seen
  },
})

async function hasReceipt(reader: Reader, bulletin: Pick<BulletinCard, 'id' | 'version'>): Promise<boolean> {
  const row = await reader.db
    .selectFrom('groups.bulletin_receipt')
    .select('version')
    .where('bulletin_id', '=', bulletin.id)
    .where('version', '=', bulletin.version)
    .where('person_id', '=', me(reader))
    .executeTakeFirst()
  return row !== undefined
}

export type ChangeRow = {
  readonly id: string
  readonly what: BulletinChangeKind
  readonly version: number
  readonly mark: Mark
  readonly title: string
  readonly body: string
  readonly reason: string
  readonly permission: string
  readonly person_name: string
  readonly changed_at: Temporal.Instant
}

/**
 * What was done to a bulletin, the latest first. For whoever sees its text: what it said, and why it was put right, while
 * its mark was stricter than today's stays with those who answer for it (B8). The originator agreed to what it says now.
 */
export async function changesOf(
  reader: Reader,
  bulletin: Pick<BulletinCard, 'id' | 'mark' | 'version' | 'group_id' | 'author_id'>,
): Promise<ChangeRow[]> {
  const rows = await changeRows(reader, bulletin.id)
  const answers =
    me(reader) === bulletin.author_id || reader.may(OVERSEE, { kind: 'group', id: bulletin.group_id })
  if (answers) return rows
  return rows.map((row) => {
    const isStricter = MARKS[row.mark].strictness > MARKS[bulletin.mark].strictness
    // Who of the originator agreed, and who of the group changed it, are names, and none of a visitor's business.
    const names = reader.may(SPEAKS) ? {} : { permission: '', person_name: 'the group' }
    if (!isStricter) return { ...row, ...names }
    const text = row.version === bulletin.version ? {} : { title: '', body: '' }
    return { ...row, ...names, ...text, permission: '', reason: '' }
  })
}

async function changeRows(reader: Reader, id: string): Promise<ChangeRow[]> {
  return reader.db
    .selectFrom('groups.bulletin_change as change')
    .innerJoin('organisations.person_card as person', 'person.id', 'change.person_id')
    .select([
      'change.id',
      'change.what',
      'change.version',
      'change.mark',
      'change.title',
      'change.body',
      'change.reason',
      'change.permission',
      'person.name as person_name',
      'change.changed_at',
    ])
    .where('change.bulletin_id', '=', id)
    .orderBy('change.changed_at', 'desc')
    .orderBy('change.id', 'desc')
    .execute()
}

export type Readership = {
  readonly person_id: string
  readonly person_name: string
  readonly organisation_name: string
  /** Whether it was meant for them by name or as a member, rather than open to them as staff. */
  readonly is_asked: boolean
  readonly version: number | null
  readonly read_at: Temporal.Instant | null
}

/** For the officers of the group: who of those it is for has read which version, who has not yet, and who else has. */
export async function readershipOf(reader: Reader, bulletin: BulletinCard): Promise<Readership[]> {
  const today = londonDate(reader.now)
  const members = await membersOfGroup(reader, bulletin.group_id, today)
  const named = new Set(await namedOn(reader, bulletin.id))
  const asked = bulletin.mark === 'red' ? members.filter((one) => named.has(one.person_id)) : members
  const receipts = await reader.db
    .selectFrom('groups.bulletin_receipt as receipt')
    .innerJoin('organisations.person_card as person', 'person.id', 'receipt.person_id')
    .select(['receipt.person_id', 'person.name as person_name', 'receipt.version', 'receipt.read_at'])
    .where('receipt.bulletin_id', '=', bulletin.id)
    .orderBy('receipt.version', 'desc')
    .limit(2000)
    .execute()
  const latest = new Map<string, (typeof receipts)[number]>()
  for (const one of receipts) if (!latest.has(one.person_id)) latest.set(one.person_id, one)
  const rows = asked.map((member): Readership => {
    const receipt = latest.get(member.person_id)
    latest.delete(member.person_id)
    return {
      person_id: member.person_id,
      person_name: member.person_name,
      organisation_name: member.organisation_name,
      is_asked: true,
      version: receipt?.version ?? null,
      read_at: receipt?.read_at ?? null,
    }
  })
  const others = [...latest.values()].map((one): Readership => ({
    ...one,
    organisation_name: '',
    is_asked: false,
  }))
  return [...rows, ...others]
}

async function namedOn(reader: Pick<Reader, 'db'>, bulletinId: string): Promise<string[]> {
  const rows = await reader.db
    .selectFrom('groups.bulletin_recipient')
    .select('person_id')
    .where('bulletin_id', '=', bulletinId)
    .execute()
  return rows.map((row) => row.person_id)
}

/** Of these people, those who are outside a bulletin's audience today (B9). */
export async function outsideAudience(
  reader: Reader,
  bulletin: Pick<BulletinCard, 'id' | 'mark' | 'group_id' | 'partnership_id'>,
  personIds: readonly string[],
): Promise<string[]> {
  if (bulletin.mark === 'clear' || personIds.length === 0) return []
  const today = londonDate(reader.now)
  const members = await membersOfGroup(reader, bulletin.group_id, today)
  const inGroup = new Set(members.map((one) => one.person_id))
  if (bulletin.mark === 'amber-strict') return personIds.filter((one) => !inGroup.has(one))
  if (bulletin.mark === 'red') {
    const named = new Set(await namedOn(reader, bulletin.id))
    return personIds.filter((one) => !inGroup.has(one) || !named.has(one))
  }
  const organisations =
    bulletin.mark === 'amber'
      ? [...new Set(members.map((one) => one.organisation_id))]
      : await partnersOf(reader.db, bulletin.partnership_id, today)
  if (organisations.length === 0) return [...personIds]
  const employed = await reader.db
    .selectFrom('organisations.employment_card')
    .select('person_id')
    .where('person_id', 'in', [...personIds])
    .where('organisation_id', 'in', organisations)
    .where('started_on', '<=', today)
    .where('ended_on', 'is', null)
    .execute()
  const inside = new Set(employed.map((one) => one.person_id))
  return personIds.filter((one) => !inside.has(one))
}

async function partnersOf(db: Db, partnershipId: string, today: Temporal.PlainDate): Promise<string[]> {
  const rows = await db
    .selectFrom('partnerships.member_card')
    .select('organisation_id')
    .where('partnership_id', '=', partnershipId)
    .where((where) => where.or([where('joined_on', 'is', null), where('joined_on', '<=', today)]))
    .where((where) => where.or([where('left_on', 'is', null), where('left_on', '>=', today)]))
    .execute()
  return rows.map((row) => row.organisation_id)
}

/** How long bulletins of each mark are shown at most: what the installation set, else the default. */
export async function markPeriods(reader: Pick<Reader, 'db'>): Promise<Record<Mark, number>> {
  const rows = await reader.db.selectFrom('groups.mark_period').selectAll().execute()
  const set = new Map(rows.map((row) => [row.mark, row.days]))
  const marks = Object.keys(MARKS) as Mark[]
  return Object.fromEntries(marks.map((mark) => [mark, set.get(mark) ?? MARKS[mark].days])) as Record<
    Mark,
    number
  >
}

export type UnreadBulletin = Pick<
  BulletinCard,
  'id' | 'mark' | 'title' | 'group_name' | 'read_by' | 'partnership_id'
>

/** The bulletins that a person is asked to read by a day and has not opened in their present version. */
export async function bulletinsToRead(reader: Reader, personId: string): Promise<UnreadBulletin[]> {
  const groups = reader.scopes(MEMBERS, 'group')
  if (groups === 'all' || groups.length === 0) return []
  return reader.db
    .selectFrom('groups.bulletin as bulletin')
    .innerJoin('groups.group as group', 'group.id', 'bulletin.group_id')
    .select([
      'bulletin.id',
      'bulletin.mark',
      'bulletin.title',
      'bulletin.read_by',
      'group.name as group_name',
      'group.partnership_id',
    ])
    .where('bulletin.state', '=', 'published')
    .where('bulletin.visible_until', '>=', londonDate(reader.now))
    .where('bulletin.read_by', 'is not', null)
    .where('bulletin.group_id', 'in', [...groups])
    .where(
      sql<boolean>`not exists (select 1 from groups.bulletin_receipt receipt
        where receipt.bulletin_id = bulletin.id and receipt.version = bulletin.version and receipt.person_id = ${personId})`,
    )
    .where(
      sql<boolean>`(bulletin.mark <> 'red' or exists (select 1 from groups.bulletin_recipient named
        where named.bulletin_id = bulletin.id and named.person_id = ${personId}))`,
    )
    .orderBy('bulletin.read_by')
    .orderBy('bulletin.id')
    .limit(200)
    .execute()
}
