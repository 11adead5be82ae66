// The controlled list of services: added, renamed, ended. The name a service once bore stays known as an alias, and
// an arrangement whose words the list did not know is matched as soon as it does.
import { action, type Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { invalid, notFound, refuse, versionCheck } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { servicesNamed, type Service } from '../queries/service-list.ts'
import { nameKey, namesIn, servicesByName } from '../rules/service-list.ts'

const mustBeCurrent = versionCheck('partnerships.service.stale', 'service')

const named = field.text('Name', { most: 120, hint: 'As the local government services list has it' })
const heading = field.text('Heading', {
  most: 60,
  hint: 'Such as Corporate, Housing, or Waste and environment',
})
const alsoCalled = field
  .text('Also called', { most: 500, hint: 'Other names it is known by, divided by semicolons' })
  .optional()

/** Adds a service. Refused: a name or an alias that another service bears. */
export const addService = action({
  name: 'partnerships.service.add',
  title: 'Add a service',
  doors: ['page', 'api', 'command'],
  fields: {
    code: field.code('Code', {
      hint: 'Short name for addresses and files, like internal-audit. It never changes',
    }),
    name: named,
    heading,
    alsoCalled,
  },
  async run(inside, { code, alsoCalled: cell, ...rest }) {
    if (code === 'add')
      invalid('partnerships.service.code-reserved', [
        { field: 'code', message: 'Code must be another word: “add” is an address of its own' },
      ])
    const aliases = namesIn(cell ?? '')
    await mustBeFreeNames(inside, [rest.name, ...aliases], null)
    const { id } = await enterService(inside, { code, ...rest, aliases })
    await matchNames(inside)
    return { subject: id, result: { id, code }, facts: { code } }
  },
})

/** Renames a service or moves it under another heading; its old name stays as an alias. */
export const renameService = action({
  name: 'partnerships.service.rename',
  title: 'Change a service',
  doors: ['page', 'api', 'command'],
  fields: { service: field.code('Service'), name: named, heading, alsoCalled, version: field.version() },
  async run(inside, { service, name: newName, heading: newHeading, alsoCalled: cell, version }) {
    const found = await lockedService(inside, service)
    mustBeCurrent(found, version, { name: found.name, heading: found.heading })
    const old = nameKey(found.name) === nameKey(newName) ? [] : [found.name]
    const kept = cell === null ? found.aliases : namesIn(cell)
    const aliases = [...new Map([...kept, ...old].map((one) => [nameKey(one), one])).values()].filter(
      (one) => nameKey(one) !== nameKey(newName),
    )
    await mustBeFreeNames(inside, [newName, ...aliases], found.id)
    await inside.tx
      .updateTable('partnerships.service')
      .set({ name: newName, heading: newHeading, version: version + 1 })
      .where('id', '=', found.id)
      .execute()
    await keepAliases(inside, found.id, aliases)
    await noteService(inside, found.id, newName)
    await matchNames(inside)
    await renameArrangements(inside, found.id, newName)
    return { subject: found.id, result: { id: found.id, code: found.code }, facts: { code: found.code } }
  },
})

// Arrangements of today go by the name of their service; those of earlier years stay as they were written.
async function renameArrangements(inside: Inside, service: string, name: string): Promise<void> {
  const rows = await inside.tx
    .selectFrom('partnerships.arrangement')
    .select(['id', 'area', 'as_of_year'])
    .where('service_id', '=', service)
    .execute()
  for (const { id, area, as_of_year } of rows) {
    const title = `${name}, ${area}`
    if (as_of_year !== null) inside.found('partnerships.arrangement', id)
    else await inside.subject({ id, module: 'partnerships', noun: 'arrangement', title, audience: 'staff' })
  }
}

/** Ends a service: nothing new is recorded for it; what there is stays. */
export const endService = action({
  name: 'partnerships.service.end',
  title: 'End a service',
  doors: ['page', 'api', 'command'],
  fields: { service: field.code('Service'), version: field.version() },
  async run(inside, { service, version }) {
    const found = await lockedService(inside, service)
    mustBeCurrent(found, version, { name: found.name, heading: found.heading })
    if (found.ended_on !== null)
      refuse('conflict', 'partnerships.service.ended', 'This service has ended already.')
    await inside.tx
      .updateTable('partnerships.service')
      .set({ ended_on: londonDate(inside.now), version: version + 1 })
      .where('id', '=', found.id)
      .execute()
    return { subject: found.id, result: { id: found.id, code: found.code }, facts: { code: found.code } }
  },
})

type NewService = {
  readonly code: string
  readonly name: string
  readonly heading: string
  readonly aliases: readonly string[]
}

/** Writes a new service with its aliases, whose names nobody else bears. */
export async function enterService(inside: Inside, service: NewService): Promise<{ id: string }> {
  const id = inside.id()
  const { code, name, heading: under, aliases } = service
  await noteService(inside, id, name)
  await inside.tx
    .insertInto('partnerships.service')
    .values({ id, code, name, heading: under, ended_on: null })
    .execute()
  await keepAliases(inside, id, aliases)
  return { id }
}

/** Sets the aliases of a service. */
export async function keepAliases(
  inside: Inside,
  service: string,
  aliases: readonly string[],
): Promise<void> {
  await inside.tx.deleteFrom('partnerships.service_alias').where('service_id', '=', service).execute()
  if (aliases.length > 0)
    await inside.tx
      .insertInto('partnerships.service_alias')
      .values(aliases.map((alias) => ({ id: inside.id(), service_id: service, name: alias })))
      .execute()
}

export const noteService = (inside: Inside, id: string, title: string): Promise<void> =>
  inside.subject({ id, module: 'partnerships', noun: 'service', title, audience: 'public' })

/** Gives every arrangement whose words the list now knows its service; the others stay as they are written. */
export async function matchNames(inside: Inside): Promise<void> {
  const waiting = await inside.tx
    .selectFrom('partnerships.arrangement')
    .select(['id', 'service'])
    .where('service_id', 'is', null)
    .execute()
  if (waiting.length === 0) return
  const known = servicesByName(await servicesNamed(inside, { ended: true }))
  for (const row of waiting) {
    const service = known.get(nameKey(row.service))
    if (service === undefined) continue
    await inside.tx
      .updateTable('partnerships.arrangement')
      .set({ service_id: service })
      .where('id', '=', row.id)
      .execute()
    inside.found('partnerships.arrangement', row.id)
  }
}

/** One at a time: two services of one name, or a name that is another's alias, no index can refuse. */
export async function lockNames(inside: Inside): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('partnerships.service'))`.execute(inside.tx)
}

async function mustBeFreeNames(inside: Inside, names: readonly string[], own: string | null): Promise<void> {
  await lockNames(inside)
  const keys = names.map(nameKey)
  const known = servicesByName(await servicesNamed(inside, { ended: true }))
  for (const [at, key] of keys.entries()) {
    const where = at === 0 ? 'name' : 'alsoCalled'
    if (keys.indexOf(key) !== at)
      invalid('partnerships.service.name-twice', [{ field: where, message: `“${names[at]}” is named twice` }])
    const other = known.get(key)
    if (other !== undefined && other !== own)
      invalid('partnerships.service.name-taken', [
        { field: where, message: `Another service is called “${names[at]}” already, or once was` },
      ])
  }
}

async function lockedService(inside: Inside, code: string): Promise<Service> {
  const row = await inside.tx
    .selectFrom('partnerships.service')
    .select('id')
    .where('code', '=', code)
    .forUpdate()
    .executeTakeFirst()
  const found = (await servicesNamed(inside, { ended: true })).find((one) => one.id === row?.id)
  return found ?? notFound('service')
}
