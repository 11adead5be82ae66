// The bodies that meet, the rules they meet under, and who may see or do what with their meetings.
import { query, type Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { Defect, refuse } from '#platform/errors/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { profileOn, type DayBasis, type QuorumRule } from '../rules.ts'

export type BodyCard = {
  readonly id: string
  readonly name: string
  readonly group_id: string | null
  readonly group_code: string | null
  readonly partnership_id: string | null
  readonly partnership_name: string | null
  readonly decides: boolean
  readonly profile_code: string
  readonly notice_days: number | null
  readonly version: number
}

export type RuleProfile = {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly statutory: boolean
  readonly noticeDays: number
  readonly basis: DayBasis
  readonly quorum: QuorumRule
  readonly fromOn: Temporal.PlainDate
  readonly source: string
  readonly sourceUrl: string | null
}

export const MEETING_READ = 'governance.meeting.read'

const bodyCards = (reader: Pick<Reader, 'db'>) =>
  reader.db
    .selectFrom('governance.body as body')
    .leftJoin('groups.group_card as group', 'group.id', 'body.group_id')
    .leftJoin('partnerships.partnership_card as partnership', 'partnership.id', 'group.partnership_id')
    .select([
      'body.id',
      'body.name',
      'body.group_id',
      'group.code as group_code',
      'group.partnership_id',
      'partnership.name as partnership_name',
      sql<boolean>`coalesce("group".decides, false)`.as('decides'),
      'body.profile_code',
      'body.notice_days',
      'body.version',
    ])

/** The body of a group; opened with the group, so there is one for every group. */
export async function bodyOfGroup(
  reader: Pick<Reader, 'db'>,
  groupId: string,
): Promise<BodyCard | undefined> {
  return bodyCards(reader).where('body.group_id', '=', groupId).executeTakeFirst()
}

export async function bodyById(reader: Pick<Reader, 'db'>, id: string): Promise<BodyCard | undefined> {
  return bodyCards(reader).where('body.id', '=', id).executeTakeFirst()
}

/** The bodies whose meetings the reader may do something with, by name. */
export async function bodiesFor(reader: Reader, permission: string): Promise<BodyCard[]> {
  const rows = await bodyCards(reader)
    .where('group.ended_on', 'is', null)
    .orderBy('partnership.name')
    .orderBy('body.name')
    .execute()
  return rows.filter((body) => holdsFor(reader, permission, body))
}

type Placed = { readonly group_id: string | null; readonly partnership_id: string | null }

/** Whether the reader holds the permission for this body: for its group or for its partnership. */
export function holdsFor(reader: Reader, permission: string, body: Placed): boolean {
  if (body.group_id !== null && reader.may(permission, { kind: 'group', id: body.group_id })) return true
  return (
    body.partnership_id !== null && reader.may(permission, { kind: 'partnership', id: body.partnership_id })
  )
}

/** Refuses unless the reader holds the permission for this body. */
export function mayFor(reader: Reader, permission: string, body: Placed): void {
  if (holdsFor(reader, permission, body)) return
  refuse(
    'forbidden',
    'governance.body.not-yours',
    "This is for the body's secretary and chair or the partnership's officer. Ask one of them.",
  )
}

/** Refuses unless the reader presides over the body's group: an office in the deciding group gives none in the others. */
export function mustPreside(reader: Reader, permission: string, body: Placed): void {
  if (body.group_id !== null && reader.may(permission, { kind: 'group', id: body.group_id })) return
  refuse(
    'forbidden',
    'governance.body.not-the-chair',
    'This is for the chair of the body, or the vice-chair in their place.',
  )
}

/** Conditions for lists: the bodies whose meetings this reader may see. `group` must be joined under that name. */
export function seenBy(reader: Reader) {
  const partnerships = reader.scopes(MEETING_READ, 'partnership')
  const groups = reader.scopes(MEETING_READ, 'group')
  if (partnerships === 'all' || groups === 'all') return sql<boolean>`true`
  const ids = (list: readonly string[]) => sql`${[...list]}::uuid[]`
  return sql<boolean>`("group".partnership_id = any (${ids(partnerships)}) or "group".id = any (${ids(groups)}))`
}

/** Every dated version of every profile, by name, newest first. */
export async function profiles(reader: Pick<Reader, 'db'>): Promise<RuleProfile[]> {
  const rows = await reader.db
    .selectFrom('governance.rule_profile')
    .selectAll()
    .orderBy('statutory')
    .orderBy('name')
    .orderBy('from_on', 'desc')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    code: row.code,
    name: row.name,
    statutory: row.statutory,
    noticeDays: row.notice_days,
    basis: row.day_basis,
    quorum: {
      of: row.quorum_of,
      numerator: row.quorum_numerator,
      denominator: row.quorum_denominator,
      least: row.quorum_least,
    },
    fromOn: row.from_on,
    source: row.source,
    sourceUrl: row.source_url,
  }))
}

/** The rules that bind the body on a day, its own number of clear days among them. */
export async function rulesOf(
  reader: Pick<Reader, 'db'>,
  body: Pick<BodyCard, 'profile_code' | 'notice_days'>,
  on: Temporal.PlainDate,
): Promise<RuleProfile> {
  const versions = (await profiles(reader)).filter((profile) => profile.code === body.profile_code)
  const profile = profileOn(versions, on) ?? versions.at(-1)
  if (profile === undefined) throw new Defect(`There is no rule profile ${body.profile_code}.`)
  return body.notice_days === null || profile.statutory
    ? profile
    : { ...profile, noticeDays: body.notice_days }
}

export const listBodies = query({
  name: 'governance.body.list',
  title: 'List the bodies that meet',
  permission: MEETING_READ,
  doors: ['api', 'command'],
  parameters: {},
  async run(reader) {
    const today = londonDate(reader.now)
    const rows = []
    for (const body of await bodiesFor(reader, MEETING_READ)) {
      const rules = await rulesOf(reader, body, today)
      rows.push({ ...body, rules: rules.name, clear_days: rules.noticeDays })
    }
    return { rows }
  },
})

export const listProfiles = query({
  name: 'governance.profile.list',
  title: 'List rule profiles',
  permission: MEETING_READ,
  doors: ['page', 'api', 'command'],
  parameters: {},
  async run(reader) {
    return { rows: await profiles(reader) }
  },
})
