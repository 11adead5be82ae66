// Files of partnerships with their members. A file never ends a membership: leaving has a date of its own.
import type { Inside } from '#platform/actions/index.ts'
import { Refusal } from '#platform/errors/index.ts'
import { field, type Answers } from '#platform/fields/index.ts'
import { readLines, type ImportLine, type ImportOutcome, type ImportRow } from '#platform/module/index.ts'
import { organisationsByCode } from '#modules/organisations/index.ts'
import { join } from '../actions/members.ts'
import type { Partnership } from '../queries/partnerships.ts'
import { assumedJoining, KIND, kindOf, MOST_KIND } from '../rules/membership.ts'
import { codesOf, unknownCodes } from './codes.ts'

const partnershipColumns = {
  id: field.code('id'),
  name: field.text('name', { most: 120 }),
  kind: field.text('kind', {
    most: MOST_KIND,
    pattern: KIND,
    wording: 'kind must be plain words, like covenant',
  }),
  established: field.integer('established', { least: 1800, most: 2200 }).optional(),
  purpose: field.longText('purpose', { most: 1000 }),
  members: field.longText('members', { most: 5000 }),
}
type PartnershipLine = Answers<typeof partnershipColumns>

/** Loads the lines inside the import’s transaction. */
export async function loadPartnerships(inside: Inside, rows: readonly ImportRow[]): Promise<ImportOutcome> {
  const { lines, faults } = readLines(rows, partnershipColumns, (row) => row.id)
  const withCodes = lines.map((one) => ({ ...one, codes: codesOf(one.answers.members) }))
  const bodies = await organisationsByCode(
    inside,
    withCodes.flatMap((one) => one.codes),
  )
  const allFaults = [...faults, ...unknownCodes(withCodes, bodies)].toSorted(
    (one, other) => one.line - other.line,
  )
  if (allFaults.length > 0) return { created: 0, changed: 0, unchanged: 0, faults: allFaults }
  const known = new Map(
    (await inside.tx.selectFrom('partnerships.partnership').selectAll().forUpdate().execute()).map((row) => [
      row.code,
      row,
    ]),
  )
  const outcome = { created: 0, changed: 0, unchanged: 0, faults: [] as ImportLine[] }
  for (const { line, answers, codes } of withCodes) {
    const old = known.get(answers.id)
    const partnership = old ?? (await enter(inside, answers))
    const corrected = old !== undefined && (await correct(inside, old, answers))
    const ids = codes.flatMap((code) => bodies.get(code)?.id ?? [])
    try {
      const joined = await addMissing(inside, partnership, ids)
      outcome[old === undefined ? 'created' : corrected || joined > 0 ? 'changed' : 'unchanged'] += 1
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      outcome.faults.push({ line, message: error.message })
    }
  }
  return outcome
}

async function enter(inside: Inside, answers: PartnershipLine): Promise<Partnership> {
  const id = inside.id()
  await inside.subject({
    id,
    module: 'partnerships',
    noun: 'partnership',
    title: answers.name,
    audience: 'public',
  })
  return inside.tx
    .insertInto('partnerships.partnership')
    .values({
      id,
      code: answers.id,
      name: answers.name,
      kind: kindOf(answers.kind),
      established: answers.established,
      purpose: answers.purpose,
      brand_colour: null,
      mark: null,
      host: null,
      accountable_body_id: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

async function correct(inside: Inside, old: Partnership, answers: PartnershipLine): Promise<boolean> {
  const established = answers.established ?? old.established
  if (
    old.name === answers.name &&
    old.kind === kindOf(answers.kind) &&
    old.purpose === answers.purpose &&
    old.established === established
  )
    return false
  await inside.subject({
    id: old.id,
    module: 'partnerships',
    noun: 'partnership',
    title: answers.name,
    audience: 'public',
  })
  await inside.tx
    .updateTable('partnerships.partnership')
    .set({
      name: answers.name,
      kind: kindOf(answers.kind),
      purpose: answers.purpose,
      established,
      version: old.version + 1,
    })
    .where('id', '=', old.id)
    .execute()
  return true
}

// Who was a member and left stays as it is recorded: the file holds no dates, so it cannot say that they came back.
async function addMissing(
  inside: Inside,
  partnership: Partnership,
  organisationIds: readonly string[],
): Promise<number> {
  const rows = await inside.tx
    .selectFrom('partnerships.member')
    .select('organisation_id')
    .where('partnership_id', '=', partnership.id)
    .execute()
  const known = new Set(rows.map((row) => row.organisation_id))
  const { joinedOn, basis } = assumedJoining(partnership.established)
  const missing = organisationIds.filter((id) => !known.has(id))
  for (const organisation of missing)
    await join(inside, partnership, { organisation, joinedOn, basis, tier: null })
  return missing.length
}
