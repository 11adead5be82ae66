// The bodies that take part, who answers for each, and what each has consented to.
import type { Reader } from '#platform/actions/index.ts'
import { sql, type Selectable } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { isRecordId } from '#platform/fields/index.ts'
import { afterCursor, pageOf, type Listed } from '#platform/tables/index.ts'
import type { ContactDuty, MemberState } from '../rules/words.ts'
import type { MemberTable } from '../schema.ts'
import { DETAILS, holdsFor, runsFederation } from './seeing.ts'

export type Member = Selectable<MemberTable> & {
  readonly organisation_code: string
  readonly organisation_name: string
  /** Whether this reader sees more than that it takes part: its contacts, servers, secrets' age. */
  readonly isOurs: boolean
  /** Whether this reader runs the federation. */
  readonly readerRuns: boolean
}

const rows = (reader: Pick<Reader, 'db'>) =>
  reader.db
    .selectFrom('roaming.member as member')
    .innerJoin('organisations.organisation_card as body', 'body.id', 'member.organisation_id')
    .selectAll('member')
    .select(['body.code as organisation_code', 'body.name as organisation_name'])

const seen = <M extends { readonly organisation_id: string }>(reader: Reader, member: M) => ({
  ...member,
  isOurs: holdsFor(reader, DETAILS, member),
  readerRuns: runsFederation(reader),
})

/** All members by name, those that left only when asked for. All staff see who takes part. */
export async function membersOf(
  reader: Reader,
  wanted: { readonly state?: MemberState; readonly left?: boolean } = {},
): Promise<Member[]> {
  let members = rows(reader).orderBy('body.name').orderBy('member.id').limit(5000)
  if (wanted.state !== undefined) members = members.where('member.state', '=', wanted.state)
  else if (wanted.left !== true) members = members.where('member.state', '<>', 'left')
  return (await members.execute()).map((member) => seen(reader, member))
}

/** One page of them by name; of a state, or whose name or proven realm holds the words searched for. */
export async function membersListed(
  reader: Reader,
  wanted: {
    readonly state?: MemberState
    readonly search?: string
    readonly after: string | undefined
    readonly most: number
  },
): Promise<Listed<Member>> {
  const { state, search, after, most } = wanted
  let members = rows(reader)
    .where('member.state', state === undefined ? '<>' : '=', state ?? 'left')
    .orderBy('body.name')
    .orderBy('member.id')
    .limit(most + 1)
  if (search !== undefined) {
    const words = `%${search.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`
    members = members.where(
      sql<boolean>`(body.name ilike ${words} or exists (select 1 from roaming.realm realm
        where realm.member_id = member.id and realm.state = 'proven' and (realm.name ilike ${words} or realm.shown ilike ${words})))`,
    )
  }
  const cursor = afterCursor(after, 2)
  if (cursor !== null)
    members = members.where(sql<boolean>`(body.name, member.id) > (${cursor[0]}, ${cursor[1]}::uuid)`)
  const found = (await members.execute()).map((member) => seen(reader, member))
  return pageOf(found, most, (member) => [member.organisation_name, member.id])
}

/** The member with this code, or the refusal that it is not there. */
export async function memberByCode(reader: Reader, code: string): Promise<Member> {
  const member = await rows(reader).where('member.code', '=', code).executeTakeFirst()
  return member === undefined ? notFound('member') : seen(reader, member)
}

/** The same for one whose details this reader may see; to all others it is not there. */
export async function ourMemberByCode(reader: Reader, code: string): Promise<Member> {
  const member = await memberByCode(reader, code)
  return member.isOurs ? member : notFound('member')
}

export async function memberById(reader: Reader, id: string): Promise<Member> {
  if (!isRecordId(id)) return notFound('member')
  const member = await rows(reader).where('member.id', '=', id).executeTakeFirst()
  return member === undefined ? notFound('member') : seen(reader, member)
}

/** The members of these bodies, for pages of organisations and files that name them. */
export async function membersOfBodies(reader: Reader, organisationIds: readonly string[]): Promise<Member[]> {
  if (organisationIds.length === 0) return []
  const members = await rows(reader)
    .where(sql<boolean>`member.organisation_id = any(${[...organisationIds]}::uuid[])`)
    .execute()
  return members.map((member) => seen(reader, member))
}

/** Ids by code, of those that have not left. */
export async function memberIds(reader: Pick<Reader, 'db'>): Promise<ReadonlyMap<string, string>> {
  const members = await reader.db
    .selectFrom('roaming.member')
    .select(['id', 'code'])
    .where('state', '<>', 'left')
    .execute()
  return new Map(members.map((member) => [member.code, member.id]))
}

export type Contact = {
  readonly id: string
  readonly member_id: string
  readonly person_id: string
  readonly duty: ContactDuty
  readonly name: string
  readonly job_title: string | null
  readonly from_on: Temporal.PlainDate
}

/** Who answers for these members today, by duty and name. For those whose details the reader may see. */
export async function contactsOf(
  reader: Pick<Reader, 'db'>,
  memberIdsAsked: readonly string[],
): Promise<Contact[]> {
  if (memberIdsAsked.length === 0) return []
  return reader.db
    .selectFrom('roaming.contact as contact')
    .innerJoin('organisations.person_card as person', 'person.id', 'contact.person_id')
    .select(['contact.id', 'contact.member_id', 'contact.person_id', 'contact.duty', 'contact.from_on'])
    .select(['person.name', 'person.job_title'])
    .where(sql<boolean>`contact.member_id = any(${[...memberIdsAsked]}::uuid[])`)
    .where('contact.ended_on', 'is', null)
    .orderBy('contact.duty')
    .orderBy('person.name')
    .orderBy('contact.id')
    .execute()
}

export type Consent = {
  readonly member_id: string
  readonly statement: string
  readonly given_at: Temporal.Instant
  readonly name: string
}

/** The consent that stands; undefined when none was given or it was withdrawn. */
export async function consentOf(reader: Pick<Reader, 'db'>, memberId: string): Promise<Consent | undefined> {
  return reader.db
    .selectFrom('roaming.consent as consent')
    .innerJoin('organisations.person_card as person', 'person.id', 'consent.person_id')
    .select(['consent.member_id', 'consent.statement', 'consent.given_at', 'person.name'])
    .where('consent.member_id', '=', memberId)
    .where('consent.withdrawn_at', 'is', null)
    .executeTakeFirst()
}
