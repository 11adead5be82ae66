// The directory that sign-in asks: people and organisations from their register, roles from every module's
// memberships, said in words.
import type { CastMember, Directory } from '#platform/auth/index.ts'
import type { Db } from '#platform/database/index.ts'
import type { Module, RoleHeld } from '#platform/module/index.ts'
import type { Clock } from '#platform/time/index.ts'
import {
  activePeople,
  directoryPersonById,
  directoryPersonByMail,
  organisationNames,
  organisationOfDomain,
  provenDomainsOf,
} from '#modules/organisations/index.ts'
import { grantsOf } from './grants.ts'

// Whom a newcomer wants to be first, in this order: one person for each of these roles, then everybody else.
const FIRST = [
  'fund-officer',
  'decision-chair',
  'group-secretary',
  'partnership-officer',
  'finance-officer',
  'project-manager',
  'group-chair',
  'administrator',
  'decision-maker',
]

// Everybody who works anywhere is staff; said of everybody, it says nothing. Whose risk, control or event it is would
// tell of records that not everybody may know of.
const UNSAID = new Set([
  'staff',
  'partner-staff',
  'group-organisation',
  'risk-officer',
  'risk-owner',
  'control-owner',
  'event-organiser',
])

/** Builds the directory over the register of people. The demonstration's cast is everybody in it. */
export function directoryOf(modules: readonly Module[], clock: Clock, isDemonstration: boolean): Directory {
  const titles = new Map(
    modules.flatMap((one) => (one.roles ?? []).map((role) => [role.name, role.title] as const)),
  )
  const grants = grantsOf(modules)

  async function inWords(db: Db, all: readonly RoleHeld[]): Promise<string[]> {
    // Who chairs a group or writes its minutes is a member too; that goes without saying.
    const offices = new Set(
      all.flatMap(({ role, scope }) =>
        role === 'group-chair' || role === 'group-secretary' ? [scope?.id] : [],
      ),
    )
    const held = all.filter(
      ({ role, scope }) => !UNSAID.has(role) && !(role === 'group-member' && offices.has(scope?.id)),
    )
    const ids = held.flatMap(({ scope }) => (scope === null ? [] : [scope.id]))
    const names =
      ids.length === 0
        ? []
        : await db.selectFrom('platform.subject').select(['id', 'title']).where('id', 'in', ids).execute()
    const nameOf = new Map(names.map((row) => [row.id, row.title]))
    return [
      ...new Set(
        held.map(({ role, scope }) => {
          const title = titles.get(role) ?? role
          const name = scope === null ? undefined : nameOf.get(scope.id)
          return name === undefined ? title : `${title}, ${name}`
        }),
      ),
    ]
  }

  return {
    personByMail: directoryPersonByMail,
    personById: directoryPersonById,
    ownerOfDomain: async (db, domain) => (await organisationOfDomain(db, domain))?.id ?? null,
    domainsOf: (db, owner) => provenDomainsOf(db, owner),
    ownerName: async (db, owner) =>
      (await organisationNames(db, [owner])).get(owner) ?? 'an organisation that is no longer listed',
    rolesInWords: async (db, person) => inWords(db, await grants.rolesOf(db, person, clock.now())),
    async cast(db): Promise<CastMember[]> {
      if (!isDemonstration) return []
      // In the order in which they were entered: the file of the cast names its leading parts first.
      const people = (await activePeople(db)).toSorted((a, b) => (a.id < b.id ? -1 : 1))
      const names = await organisationNames(
        db,
        people.flatMap((person) => person.organisationIds.slice(0, 1)),
      )
      const cast: (CastMember & { readonly held: ReadonlySet<string> })[] = []
      for (const person of people) {
        const roles = await grants.rolesOf(db, person.id, clock.now())
        cast.push({
          person: person.id,
          name: person.name,
          mail: person.mail,
          organisation: names.get(person.organisationIds[0] ?? '') ?? '',
          roles: await inWords(db, roles),
          held: new Set(roles.map(({ role }) => role)),
        })
      }
      const first: typeof cast = []
      for (const role of FIRST) {
        const one = cast.find((member) => member.held.has(role))
        if (one !== undefined && !first.some((member) => member.held.has(role))) first.push(one)
      }
      return [...first, ...cast.filter((member) => !first.includes(member))].map(
        ({ held: _held, ...member }) => member,
      )
    },
  }
}
