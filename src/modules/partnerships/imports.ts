// Files of partnerships with their members, and of shared-service arrangements as history. A file is loaded whole or
// not at all; loading it again changes nothing. A file never ends a membership: leaving has a date of its own.
import type { Inside } from '#platform/actions/index.ts'
import { Refusal } from '#platform/errors/index.ts'
import { field, readFields, type Answers, type Fields } from '#platform/fields/index.ts'
import type { ImportKind, ImportLine, ImportOutcome, ImportRow } from '#platform/module/index.ts'
import { organisationsByCode } from '#modules/organisations/index.ts'
import { join } from './actions/members.ts'
import type { Partnership } from './queries/partnerships.ts'
import { assumedJoining, PARTNERSHIP_KINDS } from './rules/membership.ts'
import { readArrangement } from './rules/arrangements.ts'

type Line<F extends Fields> = { readonly line: number; readonly answers: Answers<F> }

function readLines<F extends Fields>(
  rows: readonly ImportRow[],
  fields: F,
  key: (answers: Answers<F>) => string,
): { lines: Line<F>[]; faults: ImportLine[] } {
  const lines: Line<F>[] = []
  const faults: ImportLine[] = []
  const seen = new Map<string, number>()
  for (const { line, cells } of rows) {
    try {
      const answers = readFields(fields, cells)
      const first = seen.get(key(answers))
      seen.set(key(answers), first ?? line)
      if (first === undefined) lines.push({ line, answers })
      else faults.push({ line, message: `"${key(answers)}" stands on line ${first} already` })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      for (const fault of error.faults) faults.push({ line, message: fault.message })
    }
  }
  return { lines, faults }
}

const codesOf = (cell: string): string[] =>
  cell
    .split(';')
    .map((code) => code.trim())
    .filter((code) => code !== '')

function unknownCodes(
  lines: readonly { readonly line: number; readonly codes: readonly string[] }[],
  known: ReadonlyMap<string, unknown>,
): ImportLine[] {
  return lines.flatMap(({ line, codes }) => {
    const missing = codes.filter((code) => !known.has(code))
    const twice = codes.filter((code, at) => codes.indexOf(code) !== at)
    return [
      ...(missing.length === 0
        ? []
        : [
            {
              line,
              message: `There is no organisation ${missing.map((code) => `"${code}"`).join(', ')}. Load the organisations first`,
            },
          ]),
      ...(twice.length === 0
        ? []
        : [{ line, message: `${twice.map((code) => `"${code}"`).join(', ')} is named twice` }]),
    ]
  })
}

const partnershipColumns = {
  id: field.code('id'),
  name: field.text('name', { most: 120 }),
  kind: field.choice('kind', PARTNERSHIP_KINDS),
  established: field.integer('established', { least: 1800, most: 2200 }).optional(),
  purpose: field.longText('purpose', { most: 1000 }),
  members: field.longText('members', { most: 5000 }),
}
type PartnershipLine = Answers<typeof partnershipColumns>

async function loadPartnerships(inside: Inside, rows: readonly ImportRow[]): Promise<ImportOutcome> {
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
      kind: answers.kind,
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
    old.kind === answers.kind &&
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
      kind: answers.kind,
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

const arrangementColumns = {
  area: field.text('area', { most: 80 }),
  service: field.text('service', { most: 120 }),
  organisations: field.longText('organisations', { most: 2000 }),
  arrangement: field.text('arrangement', { most: 200 }),
}

async function loadArrangements(
  inside: Inside,
  rows: readonly ImportRow[],
  options: Readonly<Record<string, string>>,
): Promise<ImportOutcome> {
  const year =
    options['year'] === undefined
      ? null
      : /^(19|20|21)\d\d$/.test(options['year'])
        ? Number(options['year'])
        : undefined
  if (year === undefined)
    return {
      created: 0,
      changed: 0,
      unchanged: 0,
      faults: [{ line: 0, message: 'The option year must be a calendar year, like 2010' }],
    }
  const { lines, faults } = readLines(rows, arrangementColumns, (row) => `${row.area}: ${row.service}`)
  const read = lines.map((one) => ({
    ...one,
    codes: codesOf(one.answers.organisations),
    stage: readArrangement(one.answers.arrangement),
  }))
  const bodies = await organisationsByCode(
    inside,
    read.flatMap((one) => one.codes),
  )
  const unclear = read
    .filter((one) => one.stage === undefined)
    .map(({ line, answers }) => ({
      line,
      message: `"${answers.arrangement}" is no stage of an arrangement. Use: shared service, joint management, in development, exploring or ended, with a note in brackets`,
    }))
  const allFaults = [...faults, ...unclear, ...unknownCodes(read, bodies)].toSorted(
    (one, other) => one.line - other.line,
  )
  if (allFaults.length > 0) return { created: 0, changed: 0, unchanged: 0, faults: allFaults }
  const outcome = { created: 0, changed: 0, unchanged: 0, faults: [] }
  for (const { answers, codes, stage } of read) {
    if (stage === undefined) continue
    const parties = codes.flatMap((code) => bodies.get(code)?.id ?? []).toSorted()
    outcome[
      await keepArrangement(inside, { area: answers.area, service: answers.service, year, ...stage, parties })
    ] += 1
  }
  return outcome
}

type KeptArrangement = {
  area: string
  service: string
  year: number | null
  stage: NonNullable<ReturnType<typeof readArrangement>>['stage']
  note: string | null
  parties: readonly string[]
}

async function keepArrangement(
  inside: Inside,
  row: KeptArrangement,
): Promise<'created' | 'changed' | 'unchanged'> {
  const { area, service, year, stage, note, parties } = row
  const old = await inside.tx
    .selectFrom('partnerships.arrangement')
    .selectAll()
    .where('area', '=', area)
    .where('service', '=', service)
    .where('as_of_year', 'is not distinct from', year)
    .executeTakeFirst()
  const id = old?.id ?? inside.id()
  if (old === undefined) {
    await inside.tx
      .insertInto('partnerships.arrangement')
      .values({ id, area, service, stage, note, as_of_year: year })
      .execute()
  } else {
    const were = await inside.tx
      .selectFrom('partnerships.arrangement_party')
      .select('organisation_id')
      .where('arrangement_id', '=', id)
      .orderBy('organisation_id')
      .execute()
    const same =
      old.stage === stage &&
      old.note === note &&
      were
        .map((one) => one.organisation_id)
        .toSorted()
        .join() === parties.join()
    if (same) return 'unchanged'
    await inside.tx
      .updateTable('partnerships.arrangement')
      .set({ stage, note })
      .where('id', '=', id)
      .execute()
    await inside.tx.deleteFrom('partnerships.arrangement_party').where('arrangement_id', '=', id).execute()
  }
  if (parties.length > 0)
    await inside.tx
      .insertInto('partnerships.arrangement_party')
      .values(parties.map((organisation_id) => ({ arrangement_id: id, organisation_id })))
      .execute()
  return old === undefined ? 'created' : 'changed'
}

/** The kinds of file this module loads. */
export const imports: readonly ImportKind[] = [
  {
    kind: 'partnerships',
    title: 'Partnerships and their members',
    permission: 'partnerships.partnership.create',
    headers: ['id', 'name', 'kind', 'purpose', 'members'],
    optionalHeaders: ['established'],
    load: loadPartnerships,
  },
  {
    kind: 'shared-services',
    title: 'Shared-service arrangements',
    permission: 'partnerships.arrangement.import',
    headers: ['area', 'service', 'organisations', 'arrangement'],
    load: loadArrangements,
  },
]
