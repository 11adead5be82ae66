// Files of the controlled list of services. A file adds and renames; it never ends a service, and a name that was
// replaced stays as an alias.
import type { Inside } from '#platform/actions/index.ts'
import { Refusal } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { readLines, type ImportLine, type ImportOutcome, type ImportRow } from '#platform/module/index.ts'
import { enterService, lockNames, matchNames, renameService } from '../actions/service-list.ts'
import { servicesNamed } from '../queries/service-list.ts'
import { nameKey, namesIn, servicesByName } from '../rules/service-list.ts'

const columns = {
  id: field.code('id'),
  name: field.text('name', { most: 120 }),
  heading: field.text('heading', { most: 60 }),
  aliases: field.text('aliases', { most: 500 }).optional(),
}

/** Loads the lines inside the import’s transaction. */
export async function loadServices(inside: Inside, rows: readonly ImportRow[]): Promise<ImportOutcome> {
  const { lines, faults } = readLines(rows, columns, (row) => row.id)
  if (faults.length > 0) return { created: 0, changed: 0, unchanged: 0, faults }
  await lockNames(inside)
  const listed = await servicesNamed(inside, { ended: true })
  const known = new Map(listed.map((one) => [one.code, one]))
  const borne = new Map(servicesByName(listed))
  const outcome = { created: 0, changed: 0, unchanged: 0, faults: [] as ImportLine[] }
  for (const { line, answers } of lines) {
    const old = known.get(answers.id)
    const aliases = namesIn(answers.aliases ?? '')
    try {
      if (old === undefined) {
        const names = [answers.name, ...aliases]
        const taken = names.find((name, at) => {
          const key = nameKey(name)
          return borne.has(key) || names.findIndex((one) => nameKey(one) === key) !== at
        })
        if (taken !== undefined) {
          outcome.faults.push({ line, message: `Another service is called “${taken}” already, or once was` })
          continue
        }
        const { id } = await enterService(inside, {
          code: answers.id,
          name: answers.name,
          heading: answers.heading,
          aliases,
        })
        for (const name of names) borne.set(nameKey(name), id)
        outcome.created += 1
        continue
      }
      const all = [...new Map([...old.aliases, ...aliases].map((one) => [nameKey(one), one])).values()]
      if (old.name === answers.name && old.heading === answers.heading && all.length === old.aliases.length) {
        outcome.unchanged += 1
        continue
      }
      await renameService.run(inside, {
        service: old.code,
        name: answers.name,
        heading: answers.heading,
        alsoCalled: all.length === 0 ? null : all.join('; '),
        version: old.version,
      })
      outcome.changed += 1
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      outcome.faults.push({ line, message: error.message })
    }
  }
  await matchNames(inside)
  return outcome
}
