// Which groups there are, who sits in them and which office they hold. Which groups exist anybody may read;
// names of members are for people who are signed in.
import { query, type Reader } from '#platform/actions/index.ts'
import { sql, type Db } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import type { RolesHeld } from '#platform/module/index.ts'
import { afterCursor, pageOf, type Listed } from '#platform/tables/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { employersOf } from '#modules/organisations/index.ts'
import { cursorDay } from './queries/cursors.ts'
import {
  ACCESS,
  KINDS,
  OFFICE_NAMES,
  rolesOf,
  type Access,
  type Cadence,
  type GroupKind,
  type Office,
} from './rules.ts'

export type GroupCard = {
  readonly id: string
  readonly code: string
  readonly partnership_id: string
  readonly partnership_code: string
  readonly partnership_name: string
  readonly name: string
  readonly access: Access
  readonly cadence: Cadence
  readonly purpose: string
  readonly decides: boolean
  readonly ended_on: Temporal.PlainDate | null
  readonly version: number
  readonly kind: GroupKind
  readonly parent_id: string | null
  readonly parent_code: string | null
  readonly parent_name: string | null
  readonly is_public: boolean
  readonly public_introduction: string
  readonly how_to_join: string
  readonly public_contact: string
  readonly chair_term_months: number | null
}

export type GroupRow = GroupCard & { readonly members: number }

export type MemberCard = {
  readonly id: string
  readonly group_id: string
  readonly person_id: string
  readonly person_name: string
  readonly job_title: string | null
  readonly organisation_id: string
  readonly organisation_code: string
  readonly organisation_name: string
  readonly office: Office
  readonly started_on: Temporal.PlainDate
  readonly ended_on: Temporal.PlainDate | null
  /** Why the office was taken out of turn. */
  readonly reason: string
}

export type PersonMembership = {
  readonly id: string
  readonly group_id: string
  readonly group_code: string
  readonly group_name: string
  readonly partnership_id: string
  readonly decides: boolean
  readonly organisation_id: string
  readonly organisation_name: string
  readonly office: Office
  readonly started_on: Temporal.PlainDate
  readonly ended_on: Temporal.PlainDate | null
}

const groupCards = (reader: Pick<Reader, 'db'>) =>
  reader.db
    .selectFrom('groups.group as group')
    .innerJoin('partnerships.partnership_card as partnership', 'partnership.id', 'group.partnership_id')
    .leftJoin('groups.group as parent', 'parent.id', 'group.parent_id')
    .select([
      'group.id',
      'group.code',
      'group.partnership_id',
      'partnership.code as partnership_code',
      'partnership.name as partnership_name',
      'group.name',
      'group.access',
      'group.cadence',
      'group.purpose',
      'group.decides',
      'group.ended_on',
      'group.version',
      'group.kind',
      'group.parent_id',
      'parent.code as parent_code',
      'parent.name as parent_name',
      'group.is_public',
      'group.public_introduction',
      'group.how_to_join',
      'group.public_contact',
      'group.chair_term_months',
    ])

export async function groupById(reader: Reader, id: string): Promise<GroupCard | undefined> {
  return groupCards(reader).where('group.id', '=', id).executeTakeFirst()
}

export async function groupByCode(reader: Reader, code: string): Promise<GroupCard | undefined> {
  return groupCards(reader).where('group.code', '=', code).executeTakeFirst()
}

/** The open groups of a partnership: the deciding one first, then by name. */
export async function groupsOf(reader: Reader, partnershipId: string): Promise<GroupCard[]> {
  return groupCards(reader)
    .where('group.partnership_id', '=', partnershipId)
    .where('group.ended_on', 'is', null)
    .orderBy('group.decides', 'desc')
    .orderBy('group.name')
    .orderBy('group.id')
    .execute()
}

/** Every open group, by partnership and name: for choosing one of any partnership. */
export async function allGroups(reader: Reader): Promise<GroupCard[]> {
  return groupCards(reader)
    .where('group.ended_on', 'is', null)
    .orderBy('partnership.name')
    .orderBy('group.name')
    .limit(1000)
    .execute()
}

/** The open groups that stand under this one. */
export async function subGroupsOf(reader: Reader, groupId: string): Promise<GroupCard[]> {
  return groupCards(reader)
    .where('group.parent_id', '=', groupId)
    .where('group.ended_on', 'is', null)
    .orderBy('group.name')
    .orderBy('group.id')
    .execute()
}

/** The groups above it, up to the one under which all stand; a chain of groups is never longer than a handful. */
export async function groupsAbove(reader: Pick<Reader, 'db'>, groupId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with recursive above as (
      select id, parent_id, 1 as step from groups."group" where id = ${groupId}
      union all
      select upper_group.id, upper_group.parent_id, above.step + 1
      from groups."group" upper_group join above on upper_group.id = above.parent_id where above.step < 20
    ) select id from above`.execute(reader.db)
  return rows.map((row) => row.id)
}

/** The group that decides for the partnership (G5), or undefined where none does. */
export async function decidingGroupOf(reader: Reader, partnershipId: string): Promise<GroupCard | undefined> {
  return groupCards(reader)
    .where('group.partnership_id', '=', partnershipId)
    .where('group.decides', '=', true)
    .where('group.ended_on', 'is', null)
    .executeTakeFirst()
}

const memberCards = (reader: Pick<Reader, 'db'>) =>
  reader.db
    .selectFrom('groups.membership as membership')
    .innerJoin('organisations.person_card as person', 'person.id', 'membership.person_id')
    .innerJoin(
      'organisations.organisation_card as organisation',
      'organisation.id',
      'membership.organisation_id',
    )
    .select([
      'membership.id',
      'membership.group_id',
      'membership.person_id',
      'person.name as person_name',
      'person.job_title',
      'membership.organisation_id',
      'organisation.code as organisation_code',
      'organisation.name as organisation_name',
      'membership.office',
      'membership.started_on',
      'membership.ended_on',
      'membership.reason',
    ])

const byOffice = sql`array_position(array['chair', 'vice-chair', 'secretary', 'member'], membership.office)`

// A seat is an organisation's: it stands for nothing once its holder works elsewhere or the organisation is no partner.
export const seatStandsOn = (on: Temporal.PlainDate) => sql<boolean>`
  exists (
    select 1 from organisations.employment_card post
    where post.person_id = membership.person_id and post.organisation_id = membership.organisation_id
      and post.started_on <= ${on.toString()}::date and (post.ended_on is null or post.ended_on >= ${on.toString()}::date)
  ) and exists (
    select 1 from partnerships.member_card partner join groups.group sitting on sitting.partnership_id = partner.partnership_id
    where sitting.id = membership.group_id and partner.organisation_id = membership.organisation_id
      and (partner.joined_on is null or partner.joined_on <= ${on.toString()}::date)
      and (partner.left_on is null or partner.left_on >= ${on.toString()}::date)
  )`

/** Who sat in the group on that day: chair, vice-chair, secretary, then members by name. */
export async function membersOfGroup(
  reader: Reader,
  groupId: string,
  on: Temporal.PlainDate,
): Promise<MemberCard[]> {
  return memberCards(reader)
    .where('membership.group_id', '=', groupId)
    .where('membership.started_on', '<=', on)
    .where((where) =>
      where.or([where('membership.ended_on', 'is', null), where('membership.ended_on', '>', on)]),
    )
    .where(seatStandsOn(on))
    .orderBy(byOffice)
    .orderBy('person.name')
    .orderBy('membership.id')
    .execute()
}

/** Former memberships of the group, the latest to end first. */
export async function formerMembers(reader: Reader, groupId: string): Promise<MemberCard[]> {
  return memberCards(reader)
    .where('membership.group_id', '=', groupId)
    .where('membership.ended_on', 'is not', null)
    .whereRef('membership.ended_on', '>', 'membership.started_on')
    .orderBy('membership.ended_on', 'desc')
    .orderBy('membership.id')
    .limit(200)
    .execute()
}

/** Every seat and office there ever was in the group, the latest first: who was the chair when. */
export async function membershipHistory(
  reader: Reader,
  groupId: string,
  place: { readonly after: string | null; readonly most: number },
): Promise<Listed<MemberCard>> {
  let rows = memberCards(reader)
    .where('membership.group_id', '=', groupId)
    .where((where) =>
      where.or([
        where('membership.ended_on', 'is', null),
        where('membership.ended_on', '>', where.ref('membership.started_on')),
      ]),
    )
    .orderBy('membership.started_on', 'desc')
    .orderBy('membership.id', 'desc')
    .limit(place.most + 1)
  const from = afterCursor(place.after, 2)
  if (from !== null)
    rows = rows.where(({ eb, refTuple, tuple }) =>
      eb(
        refTuple('membership.started_on', 'membership.id'),
        '<',
        tuple(sql<Temporal.PlainDate>`${cursorDay(from[0])}::date`, sql<string>`${from[1] ?? ''}::uuid`),
      ),
    )
  return pageOf(await rows.execute(), place.most, (row) => [row.started_on.toString(), row.id])
}

/** The membership as it stands, locked against a change at the same moment. */
export async function currentMembership(
  reader: Pick<Reader, 'db'>,
  groupId: string,
  personId: string,
): Promise<
  { id: string; office: Office; organisation_id: string; started_on: Temporal.PlainDate } | undefined
> {
  return reader.db
    .selectFrom('groups.membership')
    .select(['id', 'office', 'organisation_id', 'started_on'])
    .where('group_id', '=', groupId)
    .where('person_id', '=', personId)
    .where('ended_on', 'is', null)
    .forUpdate()
    .executeTakeFirst()
}

const personMemberships = (db: Db, personId: string) =>
  db
    .selectFrom('groups.membership as membership')
    .innerJoin('groups.group as group', 'group.id', 'membership.group_id')
    .innerJoin(
      'organisations.organisation_card as organisation',
      'organisation.id',
      'membership.organisation_id',
    )
    .select([
      'membership.id',
      'membership.group_id',
      'group.code as group_code',
      'group.name as group_name',
      'group.partnership_id',
      'group.decides',
      'membership.organisation_id',
      'organisation.name as organisation_name',
      'membership.office',
      'membership.started_on',
      'membership.ended_on',
    ])
    .where('membership.person_id', '=', personId)
    .orderBy('group.name')
    .orderBy('membership.started_on')

/** The groups a person sits in today, and for whom. */
export async function membershipsOf(
  reader: Pick<Reader, 'db'>,
  personId: string,
): Promise<PersonMembership[]> {
  return personMemberships(reader.db, personId).where('membership.ended_on', 'is', null).execute()
}

/** Every membership a person has or had. */
export async function allMembershipsOf(
  reader: Pick<Reader, 'db'>,
  personId: string,
): Promise<PersonMembership[]> {
  return personMemberships(reader.db, personId).execute()
}

/** The office a person holds in the group today; undefined for somebody who is not in it. */
export async function officeHeld(
  reader: Reader,
  personId: string,
  groupId: string,
): Promise<Office | undefined> {
  const row = await reader.db
    .selectFrom('groups.membership')
    .select('office')
    .where('group_id', '=', groupId)
    .where('person_id', '=', personId)
    .where('ended_on', 'is', null)
    .executeTakeFirst()
  return row?.office
}

export async function isMemberOfGroup(reader: Reader, personId: string, groupId: string): Promise<boolean> {
  return (await officeHeld(reader, personId, groupId)) !== undefined
}

/**
 * The roles a person holds in groups today, by their own seats and by their organisations'. A seat is an organisation's:
 * it confers nothing once its holder works elsewhere or the organisation is no partner. Which roles a seat confers is
 * the rule's to say (`rolesOf`), for every office there is.
 */
export function rolesHeld(personId: string, now: Temporal.Instant): RolesHeld {
  const today = londonDate(now).toString()
  return sql`
    select conferred.role, conferred.kind, case conferred.kind when 'group' then seat.group_id else seat.partnership_id end as id
    from (
      select sitting.id as group_id, sitting.partnership_id, sitting.decides,
        max(membership.office) filter (where membership.person_id = ${personId}) as office
      from organisations.employment_card mine
      join groups.membership on membership.organisation_id = mine.organisation_id and membership.ended_on is null
      join organisations.employment_card post on post.person_id = membership.person_id
        and post.organisation_id = membership.organisation_id and post.started_on <= ${today} and post.ended_on is null
      join groups."group" sitting on sitting.id = membership.group_id
      join partnerships.member_card partner on partner.partnership_id = sitting.partnership_id
        and partner.organisation_id = membership.organisation_id
        and (partner.joined_on is null or partner.joined_on <= ${today})
        and (partner.left_on is null or partner.left_on >= ${today})
      where mine.person_id = ${personId} and mine.started_on <= ${today} and mine.ended_on is null
      group by sitting.id, sitting.partnership_id, sitting.decides
    ) seat
    join (values ${sql.join(CONFERRED.map((one) => sql`(${one.office}::text, ${one.decides}::boolean, ${one.role}::text, ${one.kind}::text)`))})
      as conferred (office, decides, role, kind)
      on conferred.decides = seat.decides and conferred.office is not distinct from seat.office`
}

const CONFERRED = [null, ...OFFICE_NAMES].flatMap((office) =>
  [true, false].flatMap((decides) =>
    rolesOf({ groupId: '', partnershipId: '', office, decides }).map(({ role, scope }) => ({
      office,
      decides,
      role,
      kind: scope.kind,
    })),
  ),
)

/** The roles a person holds in groups today, each with the group or partnership it is held for. */
export async function rolesHeldBy(
  reader: Pick<Reader, 'db' | 'now'>,
  personId: string,
): Promise<readonly { role: string; id: string | null }[]> {
  const { rows } = await rolesHeld(personId, reader.now).execute(reader.db)
  return rows
}

/** The organisations that employ the person, and which of them are partners today: for whom they could speak in a group. */
export async function organisationsToSpeakFor(
  reader: Reader,
  partnershipId: string,
  personId: string,
): Promise<{ id: string; name: string; is_partner: boolean }[]> {
  const today = londonDate(reader.now)
  const posts = await employersOf(reader, personId, today)
  const partners = await reader.db
    .selectFrom('partnerships.member_card')
    .select('organisation_id')
    .where('partnership_id', '=', partnershipId)
    .where((where) => where.or([where('joined_on', 'is', null), where('joined_on', '<=', today)]))
    .where((where) => where.or([where('left_on', 'is', null), where('left_on', '>=', today)]))
    .execute()
  const employers = new Map(posts.map((post) => [post.organisation_id, post.organisation_name]))
  return [...employers].map(([id, name]) => ({
    id,
    name,
    is_partner: partners.some((partner) => partner.organisation_id === id),
  }))
}

/** One page of groups with how many sit in each. */
export const listGroups = query({
  name: 'groups.group.list',
  title: 'List groups',
  permission: 'groups.group.read',
  doors: ['page', 'api', 'command'],
  parameters: {
    partnership: field.id('Partnership').optional(),
    access: field.choice('Access', ACCESS).optional(),
    kind: field.choice('Kind', KINDS).optional(),
    search: field.text('Words in the name or purpose', { most: 100 }).optional(),
    state: field.choice('State', { open: 'Open groups', closed: 'Closed groups' }).optional(),
    after: field.text('After', { most: 500, hint: 'Where the page before ended' }).optional(),
    most: field.integer('Most rows', { least: 1, most: 1000 }).optional(),
  },
  async run(reader, { partnership, access, kind, search, state, after, most }): Promise<Listed<GroupRow>> {
    const size = most ?? 50
    let rows = groupCards(reader)
      .select(
        sql<number>`(select count(*)::int from groups.membership
          where membership.group_id = "group".id and membership.ended_on is null)`.as('members'),
      )
      .where('group.ended_on', state === 'closed' ? 'is not' : 'is', null)
      .orderBy('partnership.name')
      .orderBy('group.name')
      .orderBy('group.id')
      .limit(size + 1)
    if (partnership !== null) rows = rows.where('group.partnership_id', '=', partnership)
    if (access !== null) rows = rows.where('group.access', '=', access)
    if (kind !== null) rows = rows.where('group.kind', '=', kind)
    if (search !== null) {
      const words = `%${search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
      rows = rows.where((where) =>
        where.or([where('group.name', 'ilike', words), where('group.purpose', 'ilike', words)]),
      )
    }
    const place = afterCursor(after, 3)
    if (place !== null) {
      rows = rows.where(({ eb, refTuple, tuple }) =>
        eb(
          refTuple('partnership.name', 'group.name', 'group.id'),
          '>',
          tuple(place[0] ?? '', place[1] ?? '', place[2] ?? ''),
        ),
      )
    }
    return pageOf(await rows.execute(), size, (row) => [row.partnership_name, row.name, row.id])
  },
})

/** One group by its code. */
export const readGroup = query({
  name: 'groups.group.read',
  title: 'Show a group',
  doors: ['page', 'api', 'command'],
  parameters: { group: field.code('Group') },
  async run(reader, { group }) {
    return (await groupByCode(reader, group)) ?? notFound('group')
  },
})

/** Who sits in a group today, or sat in it on a day. */
export const listMembers = query({
  name: 'groups.membership.list',
  title: 'List the members of a group',
  permission: 'groups.membership.read',
  doors: ['page', 'api', 'command'],
  parameters: { group: field.code('Group'), on: field.date('On the day').optional() },
  async run(reader, { group, on }): Promise<Listed<MemberCard>> {
    const found = (await groupByCode(reader, group)) ?? notFound('group')
    return { rows: await membersOfGroup(reader, found.id, on ?? londonDate(reader.now)) }
  },
})
