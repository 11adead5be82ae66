// The directory that sign-in asks: people and organisations from their register, roles from every module's
// memberships, said in words.
import type { CastMember, Directory, DirectoryPerson as SignInPerson } from '#platform/auth/index.ts'
import type { Db } from '#platform/database/index.ts'
import type { Module } from '#platform/module/index.ts'
import type { Clock } from '#platform/time/index.ts'
import { activePeople, activePersonById, activePersonByMail, organisationNames, organisationOfDomain, provenDomainsOf, type DirectoryPerson } from '#modules/organisations/index.ts'
import { grantsOf } from './grants.ts'

// Everybody who works anywhere is staff; said of everybody, it says nothing.
const UNSAID = new Set(['staff', 'partner-staff'])

const seen = (person: DirectoryPerson | undefined): SignInPerson | null =>
  person === undefined ? null : { id: person.id, active: true, organisationIds: person.organisationIds, mail: person.mail, name: person.name }

/** Builds the directory over the register of people. The demonstration's cast is everybody in it. */
export function directoryOf(modules: readonly Module[], clock: Clock, isDemonstration: boolean): Directory {
  const titles = new Map(modules.flatMap((one) => (one.roles ?? []).map((role) => [role.name, role.title] as const)))
  const grants = grantsOf(modules)

  async function rolesInWords(db: Db, person: string): Promise<string[]> {
    const held = (await grants.rolesOf(db, person, clock.now())).filter(({ role }) => !UNSAID.has(role))
    const ids = held.flatMap(({ scope }) => (scope === null ? [] : [scope.id]))
    const names = ids.length === 0 ? [] : await db.selectFrom('platform.subject').select(['id', 'title']).where('id', 'in', ids).execute()
    const nameOf = new Map(names.map((row) => [row.id, row.title]))
    return [...new Set(held.map(({ role, scope }) => {
      const title = titles.get(role) ?? role
      const name = scope === null ? undefined : nameOf.get(scope.id)
      return name === undefined ? title : `${title}, ${name}`
    }))]
  }

  return {
    personByMail: async (db, mail) => seen(await activePersonByMail(db, mail)),
    personById: async (db, id) => seen(await activePersonById(db, id)),
    ownerOfDomain: async (db, domain) => (await organisationOfDomain(db, domain))?.id ?? null,
    domainsOf: (db, owner) => provenDomainsOf(db, owner),
    ownerName: async (db, owner) => (await organisationNames(db, [owner])).get(owner) ?? 'an organisation that is no longer listed',
    rolesInWords,
    async cast(db): Promise<CastMember[]> {
      if (!isDemonstration) return []
      const people = await activePeople(db)
      const names = await organisationNames(db, people.flatMap((person) => person.organisationIds.slice(0, 1)))
      const cast: CastMember[] = []
      for (const person of people) {
        cast.push({ person: person.id, name: person.name, mail: person.mail, organisation: names.get(person.organisationIds[0] ?? '') ?? '', roles: await rolesInWords(db, person.id) })
      }
      // Those who can do most come first: a newcomer wants an officer, not a reader.
      return cast.toSorted((a, b) => b.roles.length - a.roles.length || (a.name < b.name ? -1 : 1))
    },
  }
}
