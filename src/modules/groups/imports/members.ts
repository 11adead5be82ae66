// A file of who sits in which group, and in which office: every line goes through the same actions as everybody's
// work, so that the same rules hold; loading it again changes nothing.
import type { Inside } from '#platform/actions/index.ts'
import { Refusal } from '#platform/errors/index.ts'
import { field, type Answers } from '#platform/fields/index.ts'
import {
  readLines,
  type ImportKind,
  type ImportLine,
  type ImportOutcome,
  type ImportRow,
} from '#platform/module/index.ts'
import { organisationByCode, personByMail } from '#modules/organisations/index.ts'
import { addMember, appointMember } from '../actions/memberships.ts'
import { groupByCode, officeHeld } from '../queries.ts'
import { OFFICES } from '../rules.ts'

const columns = {
  group: field.code('group'),
  mail: field.mail('mail'),
  office: field.choice('office', OFFICES).optional(),
  organisation: field.code('organisation').optional(),
}

export const membersFile: ImportKind = {
  kind: 'group-members',
  title: 'Members of groups',
  permission: 'groups.group.import',
  headers: ['group', 'mail'],
  optionalHeaders: ['office', 'organisation'],
  load: loadMembers,
}

async function loadMembers(inside: Inside, rows: readonly ImportRow[]): Promise<ImportOutcome> {
  const { lines, faults } = readLines(rows, columns, (row) => `${row.group}: ${row.mail}`)
  const outcome = { created: 0, changed: 0, unchanged: 0 }
  const wrong: ImportLine[] = [...faults]
  for (const { line, answers } of lines) {
    try {
      outcome[await seat(inside, answers)] += 1
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      wrong.push({ line, message: error.message })
    }
  }
  if (wrong.length === 0) return { ...outcome, faults: [] }
  return {
    created: 0,
    changed: 0,
    unchanged: 0,
    faults: wrong.toSorted((one, other) => one.line - other.line),
  }
}

async function seat(
  inside: Inside,
  row: Answers<typeof columns>,
): Promise<'created' | 'changed' | 'unchanged'> {
  const group = await groupByCode(inside, row.group)
  if (group === undefined) throw missing(`There is no group "${row.group}". Load the groups first`)
  const person = await personByMail(inside, row.mail)
  if (person === undefined) throw missing(`Nobody here has the address "${row.mail}". Load the people first`)
  const body = row.organisation === null ? null : await organisationByCode(inside, row.organisation)
  if (body === undefined) throw missing(`There is no organisation "${row.organisation}"`)
  const held = await officeHeld(inside, person.id, group.id)
  const office = row.office ?? held ?? 'member'
  if (held === office) return 'unchanged'
  if (held === undefined)
    await inside.act(addMember, {
      group: group.id,
      person: person.id,
      ...(body === null ? {} : { organisation: body.id }),
    })
  if (office !== 'member' || held !== undefined)
    await inside.act(appointMember, { group: group.id, person: person.id, office })
  return held === undefined ? 'created' : 'changed'
}

const missing = (message: string): Refusal => new Refusal('invalid', 'groups.member.unknown', message)
