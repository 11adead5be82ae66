// A file of the officers of partnerships: every line is an appointment like any other; loading it again changes
// nothing.
import type { Inside } from '#platform/actions/index.ts'
import { Refusal } from '#platform/errors/index.ts'
import { field, type Answers } from '#platform/fields/index.ts'
import { readLines, type ImportLine, type ImportOutcome, type ImportRow } from '#platform/module/index.ts'
import { personByMail } from '#modules/organisations/index.ts'
import { appointOfficer } from '../actions/officers.ts'
import { officersOf, partnershipByCode } from '../queries/partnerships.ts'
import { OFFICER_ROLES } from '../rules/membership.ts'

const columns = {
  partnership: field.code('partnership'),
  mail: field.mail('mail'),
  office: field.choice('office', OFFICER_ROLES),
}

/** Loads the lines inside the import’s transaction. */
export async function loadOfficers(inside: Inside, rows: readonly ImportRow[]): Promise<ImportOutcome> {
  const { lines, faults } = readLines(
    rows,
    columns,
    (row) => `${row.partnership}: ${row.mail}: ${row.office}`,
  )
  const wrong: ImportLine[] = [...faults]
  let created = 0
  for (const { line, answers } of lines) {
    try {
      if (await appoint(inside, answers)) created += 1
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const said = error.faults.map((fault) => fault.message).join('. ')
      wrong.push({ line, message: said === '' ? error.message : said })
    }
  }
  if (wrong.length === 0) return { created, changed: 0, unchanged: lines.length - created, faults: [] }
  return {
    created: 0,
    changed: 0,
    unchanged: 0,
    faults: wrong.toSorted((one, other) => one.line - other.line),
  }
}

async function appoint(inside: Inside, row: Answers<typeof columns>): Promise<boolean> {
  const partnership = await partnershipByCode(inside, row.partnership)
  if (partnership === undefined)
    throw missing(`There is no partnership "${row.partnership}". Load the partnerships first`)
  const person = await personByMail(inside, row.mail)
  if (person === undefined) throw missing(`Nobody here has the address "${row.mail}". Load the people first`)
  const held = (await officersOf(inside, partnership.id)).some(
    (one) => one.person_id === person.id && one.role === row.office,
  )
  if (held) return false
  await inside.act(appointOfficer, {
    partnership: partnership.code,
    person: person.id,
    role: row.office,
  })
  return true
}

const missing = (message: string): Refusal => new Refusal('invalid', 'partnerships.officer.unknown', message)
