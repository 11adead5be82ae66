// The providers of sign-in that organisations have, whom they introduced, and who may do without one.
import { sql, type Db } from '#platform/database/index.ts'
import type { DirectoryPerson } from './directory.ts'
import type { Parts } from './ports.ts'
import { domainOf } from './rules.ts'

export type Provider = {
  readonly id: string
  readonly owner: string
  readonly issuer: string
  readonly clientId: string
  readonly vouchesForMail: boolean
  readonly version: number
}

/** Where a provider's client secret is kept. */
export const secretNamed = (provider: string) => ({
  owner: `auth.provider:${provider}`,
  name: 'client secret',
})

const columns = ['id', 'owner', 'issuer', 'client_id', 'vouches_for_mail', 'version'] as const

/** A provider that is in use, by its id. */
export async function providerById(db: Db, id: string): Promise<Provider | null> {
  const row = await db
    .selectFrom('auth.provider')
    .select(columns)
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  return row === undefined ? null : providerIn(row)
}

/** The provider an organisation has, if any. */
export async function providerOf(db: Db, owner: string): Promise<Provider | null> {
  const row = await db
    .selectFrom('auth.provider')
    .select(columns)
    .where('owner', '=', owner)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  return row === undefined ? null : providerIn(row)
}

/** Every provider in use, by the name of its issuer. */
export async function providersInUse(db: Db): Promise<Provider[]> {
  const rows = await db
    .selectFrom('auth.provider')
    .select(columns)
    .where('removed_at', 'is', null)
    .orderBy('issuer')
    .limit(1000)
    .execute()
  return rows.map(providerIn)
}

type ProviderRow = {
  id: string
  owner: string
  issuer: string
  client_id: string
  vouches_for_mail: boolean
  version: number
}

function providerIn(row: ProviderRow): Provider {
  return {
    id: row.id,
    owner: row.owner,
    issuer: row.issuer,
    clientId: row.client_id,
    vouchesForMail: row.vouches_for_mail,
    version: row.version,
  }
}

export type SignInRule =
  | { readonly kind: 'provider'; readonly provider: Provider }
  | { readonly kind: 'code' }

/** How people with an address of this domain sign in: by their organisation's provider, or by code. */
export async function signInOf(db: Db, parts: Parts, mail: string): Promise<SignInRule> {
  const owner = await parts.directory.ownerOfDomain(db, domainOf(mail) ?? '')
  const provider = owner === null ? null : await providerOf(db, owner)
  return provider === null ? { kind: 'code' } : { kind: 'provider', provider }
}

// Stands for nobody, so that an unknown address costs the same questions as a known one (A4).
const NOBODY = '00000000-0000-0000-0000-000000000000'

/**
 * Whether a code may be mailed to this person (A3): active, and neither their address's domain nor every
 * organisation they work for has a provider, unless they are named for emergency access. Asks the same of
 * nobody as of somebody.
 */
export async function mayHaveCode(
  db: Db,
  parts: Parts,
  mail: string,
  person: DirectoryPerson | null,
): Promise<boolean> {
  const rule = await signInOf(db, parts, mail)
  const owners = person === null || person.organisationIds.length === 0 ? [NOBODY] : person.organisationIds
  const haveOne = await db
    .selectFrom('auth.provider')
    .select('owner')
    .where('owner', 'in', owners)
    .where('removed_at', 'is', null)
    .execute()
  const named = await isNamedForEmergency(db, person?.id ?? NOBODY)
  const byCode = rule.kind === 'code' && haveOne.length < owners.length
  return person !== null && person.active && (byCode || named)
}

/** Whether a person is named for emergency access. */
export async function isNamedForEmergency(db: Db, person: string): Promise<boolean> {
  const row = await db
    .selectFrom('auth.break_glass')
    .select(sql<number>`1`.as('one'))
    .where('person', '=', person)
    .executeTakeFirst()
  return row !== undefined
}

/** Whom an issuer introduced under this subject. */
export async function personOfSubject(db: Db, issuer: string, subject: string): Promise<string | null> {
  const row = await db
    .selectFrom('auth.identity')
    .select('person')
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .executeTakeFirst()
  return row?.person ?? null
}

/** The subject a person already has at an issuer (A2). */
export async function subjectOfPerson(db: Db, issuer: string, person: string): Promise<string | null> {
  const row = await db
    .selectFrom('auth.identity')
    .select('subject')
    .where('issuer', '=', issuer)
    .where('person', '=', person)
    .executeTakeFirst()
  return row?.subject ?? null
}
