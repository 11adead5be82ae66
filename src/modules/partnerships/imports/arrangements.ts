// Files of shared-service arrangements, kept as the history of one year.
import type { Inside } from '#platform/actions/index.ts'
import { field } from '#platform/fields/index.ts'
import { readLines, type ImportOutcome, type ImportRow } from '#platform/module/index.ts'
import { organisationsByCode } from '#modules/organisations/index.ts'
import { readArrangement } from '../rules/arrangements.ts'
import { codesOf, unknownCodes } from './codes.ts'

const arrangementColumns = {
  area: field.text('area', { most: 80 }),
  service: field.text('service', { most: 120 }),
  organisations: field.longText('organisations', { most: 2000 }),
  arrangement: field.text('arrangement', { most: 200 }),
}

/** Loads the lines inside the import’s transaction; the option year says whose papers they are. */
export async function loadArrangements(
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
