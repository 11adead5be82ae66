// What follows the @ of a user name, and whose it is. To whom a claimed realm belongs is for its own member and for those
// who run the federation (G1); which proven ones there are, all staff may know.
import type { Reader } from '#platform/actions/index.ts'
import { sql, type Db, type Selectable } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { isRecordId } from '#platform/fields/index.ts'
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

/** All realms by name: the proven ones, and of the claimed ones those whose details this reader may see. */
export async function realmsSeen(
  reader: Reader,
  wanted: { readonly state?: RealmState; readonly search?: string } = {},
): Promise<Realm[]> {
  const bodies = reader.scopes(DETAILS, 'organisation')
  let realms = rows(reader.db)
    .where('realm.state', '<>', 'withdrawn')
    .orderBy('realm.name')
    .orderBy('realm.id')
    .limit(5000)
  if (bodies !== 'all')
    realms = realms.where(
      sql<boolean>`(realm.state = 'proven' or member.organisation_id = any(${[...bodies]}::uuid[]))`,
    )
  if (wanted.state !== undefined) realms = realms.where('realm.state', '=', wanted.state)
  if (wanted.search !== undefined) {
    const words = `%${wanted.search.toLowerCase().replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`
    realms = realms.where(({ eb, or }) =>
      or([eb('realm.name', 'like', words), eb('realm.shown', 'like', words)]),
    )
  }
  return realms.execute()
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
