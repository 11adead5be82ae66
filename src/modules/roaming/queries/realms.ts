// What follows the @ of a user name, and whose it is. To whom a claimed realm belongs is for its own member and for those
// who run the federation (G1); which proven ones there are, all staff may know.
import type { Reader } from '#platform/actions/index.ts'
import { sql, type Db, type Selectable } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { isRecordId } from '#platform/fields/index.ts'
import { afterCursor, pageOf, type Listed } from '#platform/tables/index.ts'
import type { RealmState } from '../rules/words.ts'
import type { RealmTable } from '../schema.ts'
import { DETAILS } from './seeing.ts'

export type Realm = Selectable<RealmTable> & {
  readonly member_code: string
  readonly organisation_id: string
  readonly organisation_name: string
}

const rows = (db: Db) =>
  db
    .selectFrom('roaming.realm as realm')
    .innerJoin('roaming.member as member', 'member.id', 'realm.member_id')
    .innerJoin('organisations.organisation_card as body', 'body.id', 'member.organisation_id')
    .selectAll('realm')
    .select(['member.code as member_code', 'member.organisation_id', 'body.name as organisation_name'])

/** A member's realms in the order of their claim: the first proven one is its Operator-Name. */
export async function realmsOf(reader: Pick<Reader, 'db'>, memberId: string): Promise<Realm[]> {
  return rows(reader.db)
    .where('realm.member_id', '=', memberId)
    .where('realm.state', '<>', 'withdrawn')
    .orderBy('realm.claimed_at')
    .orderBy('realm.id')
    .execute()
}

/** Claims of a member that others' proofs or time have ended since that moment, the newest first. */
export async function endedClaims(
  reader: Pick<Reader, 'db'>,
  memberId: string,
  since: Temporal.Instant,
): Promise<Realm[]> {
  return rows(reader.db)
    .where('realm.member_id', '=', memberId)
    .where('realm.ended_because', 'is not', null)
    .where('realm.withdrawn_at', '>', since)
    .orderBy('realm.withdrawn_at', 'desc')
    .orderBy('realm.id')
    .limit(20)
    .execute()
}

type Wanted = {
  readonly state?: RealmState
  readonly search?: string
  readonly memberIds?: readonly string[]
}

/** All realms by name: the proven ones, and of the claimed ones those whose details this reader may see. */
export const realmsSeen = (reader: Reader, wanted: Wanted = {}): Promise<Realm[]> =>
  rowsSeen(reader, wanted).limit(5000).execute()

/** One page of them. */
export async function realmsListed(
  reader: Reader,
  { after, most, ...wanted }: Wanted & { readonly after: string | undefined; readonly most: number },
): Promise<Listed<Realm>> {
  let realms = rowsSeen(reader, wanted).limit(most + 1)
  const cursor = afterCursor(after, 2)
  if (cursor !== null)
    realms = realms.where(sql<boolean>`(realm.name, realm.id) > (${cursor[0]}, ${cursor[1]}::uuid)`)
  return pageOf(await realms.execute(), most, (realm) => [realm.name, realm.id])
}

function rowsSeen(reader: Reader, { state, search, memberIds }: Wanted) {
  const bodies = reader.scopes(DETAILS, 'organisation')
  let realms = rows(reader.db)
    .where('realm.state', '<>', 'withdrawn')
    .orderBy('realm.name')
    .orderBy('realm.id')
  if (bodies !== 'all')
    realms = realms.where(
      sql<boolean>`(realm.state = 'proven' or member.organisation_id = any(${[...bodies]}::uuid[]))`,
    )
  if (state !== undefined) realms = realms.where('realm.state', '=', state)
  if (memberIds !== undefined)
    realms = realms.where(sql<boolean>`realm.member_id = any(${[...memberIds]}::uuid[])`)
  if (search === undefined) return realms
  const words = `%${search.toLowerCase().replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`
  return realms.where(({ eb, or }) => or([eb('realm.name', 'like', words), eb('realm.shown', 'like', words)]))
}

export async function realmById(reader: Pick<Reader, 'db'>, id: string): Promise<Realm> {
  if (!isRecordId(id)) return notFound('realm')
  return (await rows(reader.db).where('realm.id', '=', id).executeTakeFirst()) ?? notFound('realm')
}

/** Whose a proven realm is; undefined for a realm that nobody here has. */
export async function memberOfRealm(reader: Pick<Reader, 'db'>, realm: string): Promise<string | undefined> {
  return (await membersOfRealms(reader, [realm])).get(realm.toLowerCase())
}

/** Whose these proven realms are, by realm; of nobody is left out. */
export async function membersOfRealms(
  reader: Pick<Reader, 'db'>,
  realms: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (realms.length === 0) return new Map()
  const found = await reader.db
    .selectFrom('roaming.realm')
    .select(['name', 'member_id'])
    .where('state', '=', 'proven')
    .where(sql<boolean>`name = any(${realms.map((realm) => realm.toLowerCase())}::text[])`)
    .execute()
  return new Map(found.map((realm) => [realm.name, realm.member_id]))
}

export type RealmToLookUp = { readonly id: string; readonly name: string; readonly challenge: string }

/** Realms whose record is to be looked for, the one that was looked for longest ago first. What was vouched for has none. */
export async function realmsToLookUp(
  reader: Pick<Reader, 'db'>,
  wanted: { readonly ids?: readonly string[]; readonly state?: 'claimed' | 'proven'; readonly most: number },
): Promise<RealmToLookUp[]> {
  let realms = reader.db
    .selectFrom('roaming.realm')
    .select(['id', 'name', 'challenge'])
    .where('state', '<>', 'withdrawn')
    .where(sql<boolean>`proof is distinct from 'vouched'`)
    .orderBy(sql`checked_at nulls first`)
    .orderBy('id')
    .limit(wanted.most)
  if (wanted.ids !== undefined) realms = realms.where(sql<boolean>`id = any(${[...wanted.ids]}::uuid[])`)
  if (wanted.state !== undefined) realms = realms.where('state', '=', wanted.state)
  return realms.execute()
}

/** The proven realms of all members, by member, in the order of their claim. */
export async function realmsByMember(
  reader: Pick<Reader, 'db'>,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = await reader.db
    .selectFrom('roaming.realm')
    .select(['member_id', 'name'])
    .where('state', '=', 'proven')
    .orderBy('claimed_at')
    .orderBy('id')
    .execute()
  const byMember = new Map<string, string[]>()
  for (const { member_id, name } of found) byMember.set(member_id, [...(byMember.get(member_id) ?? []), name])
  return byMember
}
