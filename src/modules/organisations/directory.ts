// What sign-in asks of this module before there is a reader: who has this address, whose is this domain, is
// this person still here. Composition builds the port of platform/auth from these.
import { sql, type Db } from '#platform/database/index.ts'
import { domainOf } from './rules.ts'

export type DirectoryPerson = {
  readonly id: string
  /** Whether the person is still here: not a leaver, and with a current post. */
  readonly active: boolean
  readonly name: string
  /** Empty for a leaver, whose address is not kept. */
  readonly mail: string
  /** The organisations the person works for today, the longest-standing post first. */
  readonly organisationIds: readonly string[]
}

export type DirectoryOrganisation = { readonly id: string; readonly code: string; readonly name: string }

/** The person with this address; null for nobody. An address belongs to one person at most (O1). */
export async function directoryPersonByMail(db: Db, mail: string): Promise<DirectoryPerson | null> {
  return (await found(db, sql`person.mail = ${mail.trim().toLowerCase()}`))[0] ?? null
}

/** The person with this id, still here or not; null for nobody. */
export async function directoryPersonById(db: Db, id: string): Promise<DirectoryPerson | null> {
  return (await found(db, sql`person.id = ${id}`))[0] ?? null
}

/** Everybody who could sign in, by name: the cast of the demonstration. */
export async function activePeople(db: Db): Promise<DirectoryPerson[]> {
  return (await found(db, sql`person.state = 'active'`)).filter((person) => person.active)
}

/** The organisation to which this domain is proven to belong. Only the domain itself: a subdomain may be somebody else's. */
export async function organisationOfDomain(
  db: Db,
  domain: string,
): Promise<DirectoryOrganisation | undefined> {
  return db
    .selectFrom('organisations.mail_domain as domain')
    .innerJoin('organisations.organisation as organisation', 'organisation.id', 'domain.organisation_id')
    .select(['organisation.id', 'organisation.code', 'organisation.name'])
    .where('domain.domain', '=', domain.toLowerCase())
    .where('domain.proven_at', 'is not', null)
    .where('organisation.ended_on', 'is', null)
    .executeTakeFirst()
}

/** The organisation by whose domain this address ends. */
export const organisationOfMail = (db: Db, mail: string): Promise<DirectoryOrganisation | undefined> =>
  organisationOfDomain(db, domainOf(mail))

/** The proven domains of an organisation. */
export async function provenDomainsOf(db: Db, organisationId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('organisations.mail_domain')
    .select('domain')
    .where('organisation_id', '=', organisationId)
    .where('proven_at', 'is not', null)
    .orderBy('domain')
    .execute()
  return rows.map((row) => row.domain)
}

/** The organisation with this code, current or not. */
export async function directoryOrganisation(
  db: Db,
  code: string,
): Promise<DirectoryOrganisation | undefined> {
  return db
    .selectFrom('organisations.organisation')
    .select(['id', 'code', 'name'])
    .where('code', '=', code)
    .executeTakeFirst()
}

/** The names of organisations by id, for saying roles in words. */
export async function organisationNames(
  db: Db,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('organisations.organisation')
    .select(['id', 'name'])
    .where('id', 'in', [...new Set(ids)])
    .execute()
  return new Map(rows.map((row) => [row.id, row.name]))
}

async function found(db: Db, which: ReturnType<typeof sql>): Promise<DirectoryPerson[]> {
  const rows = await sql<{
    id: string
    name: string
    mail: string | null
    state: string
    organisation_id: string | null
  }>`
    select person.id, person.name, person.mail, person.state, post.organisation_id
    from organisations.person
    left join organisations.employment post on post.person_id = person.id and post.ended_on is null
    where ${which}
    order by person.name, person.id, post.started_on, post.id`.execute(db)
  const people = new Map<string, { row: (typeof rows.rows)[number]; organisationIds: string[] }>()
  for (const row of rows.rows) {
    const known = people.get(row.id) ?? { row, organisationIds: [] }
    if (row.organisation_id !== null) known.organisationIds.push(row.organisation_id)
    people.set(row.id, known)
  }
  return [...people.values()].map(({ row, organisationIds }) => ({
    id: row.id,
    active: row.state === 'active' && organisationIds.length > 0,
    name: row.name,
    mail: row.mail ?? '',
    organisationIds,
  }))
}
