// Files of shared-service arrangements: with the option year the history of that year as its papers put it, without
// it the arrangements of today. A service that the list does not know by name is kept as it is written.
import type { Inside } from '#platform/actions/index.ts'
import { Refusal } from '#platform/errors/index.ts'
import { field, type Answers } from '#platform/fields/index.ts'
import { readLines, type ImportLine, type ImportOutcome, type ImportRow } from '#platform/module/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { organisationsByCode } from '#modules/organisations/index.ts'
import { enterArrangement, keepMove } from '../actions/arrangements.ts'
import { arrangementsOf } from '../queries/arrangements.ts'
import { partnershipsNamed } from '../queries/partnerships.ts'
import { servicesNamed } from '../queries/service-list.ts'
import { readArrangement, type Stage } from '../rules/arrangements.ts'
import { nameKey, servicesByName } from '../rules/service-list.ts'
import { codesOf, unknownCodes } from './codes.ts'

const arrangementColumns = {
  area: field.text('area', { most: 80 }),
  service: field.text('service', { most: 120 }),
  organisations: field.longText('organisations', { most: 2000 }),
  arrangement: field.text('arrangement', { most: 200 }),
  lead: field.code('lead').optional(),
  partnership: field.code('partnership').optional(),
  started: field.date('started').optional(),
  expected: field.date('expected').optional(),
  live: field.date('live').optional(),
  review: field.date('review').optional(),
}

type ReadLine = {
  readonly line: number
  readonly answers: Answers<typeof arrangementColumns>
  readonly codes: readonly string[]
  readonly stage: ReturnType<typeof readArrangement>
}

const nothing = (faults: readonly ImportLine[]): ImportOutcome => ({
  created: 0,
  changed: 0,
  unchanged: 0,
  faults,
})

/** Loads the lines inside the import’s transaction; the option year says whose papers they are. */
export async function loadArrangements(
  inside: Inside,
  rows: readonly ImportRow[],
  options: Readonly<Record<string, string>>,
): Promise<ImportOutcome> {
  const { year } = options
  if (year !== undefined && !/^(19|20|21)\d\d$/.test(year))
    return nothing([{ line: 0, message: 'The option year must be a calendar year, like 2010' }])
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
  if (allFaults.length > 0) return nothing(allFaults)
  const idOf = (code: string): string => bodies.get(code)?.id ?? ''
  return year === undefined
    ? loadToday(inside, read, idOf)
    : loadHistory(inside, read, Number(year), (codes) => codes.map(idOf).toSorted())
}

async function loadHistory(
  inside: Inside,
  read: readonly ReadLine[],
  year: number,
  idsOf: (codes: readonly string[]) => readonly string[],
): Promise<ImportOutcome> {
  const services = servicesByName(await servicesNamed(inside, { ended: true }))
  const outcome = { created: 0, changed: 0, unchanged: 0, faults: [] }
  for (const { answers, codes, stage } of read) {
    if (stage === undefined) continue
    outcome[
      await keepHistory(inside, {
        area: answers.area,
        service: answers.service,
        serviceId: services.get(nameKey(answers.service)) ?? null,
        year,
        ...stage,
        parties: idsOf(codes),
      })
    ] += 1
  }
  return outcome
}

type KeptArrangement = {
  readonly area: string
  readonly service: string
  readonly serviceId: string | null
  readonly year: number
  readonly stage: Stage
  readonly note: string | null
  readonly parties: readonly string[]
}

async function keepHistory(
  inside: Inside,
  row: KeptArrangement,
): Promise<'created' | 'changed' | 'unchanged'> {
  const { area, service, year, stage, note, parties } = row
  const old = await inside.tx
    .selectFrom('partnerships.arrangement')
    .selectAll()
    .where('area', '=', area)
    .where('service', '=', service)
    .where('as_of_year', '=', year)
    .executeTakeFirst()
  const id = old?.id ?? inside.id()
  if (old === undefined) {
    await inside.subject({
      id,
      module: 'partnerships',
      noun: 'arrangement',
      title: `${service}, ${area}`,
      audience: 'public',
    })
    await inside.tx
      .insertInto('partnerships.arrangement')
      .values({ ...BLANK, id, area, service, service_id: row.serviceId, stage, note, as_of_year: year })
      .execute()
  } else {
    const were = await inside.tx
      .selectFrom('partnerships.arrangement_party')
      .select('organisation_id')
      .where('arrangement_id', '=', id)
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
    inside.found('partnerships.arrangement', id)
  }
  if (parties.length > 0)
    await inside.tx
      .insertInto('partnerships.arrangement_party')
      .values(
        parties.map((organisation_id) => ({
          id: inside.id(),
          arrangement_id: id,
          organisation_id,
          role: 'partner' as const,
          from_on: null,
          until_on: null,
        })),
      )
      .execute()
  return old === undefined ? 'created' : 'changed'
}

const BLANK = {
  partnership_id: null,
  agreement_id: null,
  lead_person_id: null,
  legal_basis: null,
  started_on: null,
  expected_on: null,
  live_on: null,
  review_on: null,
  ended_on: null,
} as const

// Today's arrangements need what a person would be asked for: a service of the list, a lead. A file that comes again
// moves the stage where it says another one, and leaves the rest to those who keep the arrangement.
async function loadToday(
  inside: Inside,
  read: readonly ReadLine[],
  idOf: (code: string) => string,
): Promise<ImportOutcome> {
  const services = servicesByName(await servicesNamed(inside))
  const partnerships = new Map((await partnershipsNamed(inside)).map((one) => [one.code, one.id]))
  const today = await arrangementsOf(inside, { year: null })
  const outcome = { created: 0, changed: 0, unchanged: 0, faults: [] as ImportLine[] }
  for (const { line, answers, codes, stage } of read) {
    const service = services.get(nameKey(answers.service))
    const partnership = answers.partnership === null ? null : partnerships.get(answers.partnership)
    const lead = answers.lead ?? codes[0] ?? ''
    if (stage === undefined) continue
    const fault = (message: string) => outcome.faults.push({ line, message })
    if (service === undefined) {
      fault(
        `"${answers.service}" is not on the list of services. Add it, or add it as another name of one that is`,
      )
      continue
    }
    if (partnership === undefined) {
      fault(`There is no partnership "${answers.partnership}"`)
      continue
    }
    if (!codes.includes(lead)) {
      fault(`The lead "${lead}" is not one of its organisations`)
      continue
    }
    const same = today.filter((one) => one.service_id === service && one.area === answers.area)
    const [old] = same
    if (same.length > 1) {
      fault(
        `There are ${same.length} arrangements of ${answers.service} in ${answers.area} already. Change them on their pages`,
      )
    } else if (old !== undefined) {
      outcome[await movedByFile(inside, old, stage.stage)] += 1
    } else {
      try {
        const { id } = await enterArrangement(inside, {
          service,
          stage: stage.stage,
          lead: idOf(lead),
          partners: codes.filter((code) => code !== lead).map(idOf),
          coOpted: [],
          area: answers.area,
          partnership,
          leadPerson: null,
          startedOn: answers.started,
          expectedOn: answers.expected,
          liveOn: answers.live,
          reviewOn: answers.review,
          legalBasis: null,
          note: stage.note,
        })
        inside.found('partnerships.arrangement', id)
        outcome.created += 1
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        fault(error.message)
      }
    }
  }
  return outcome
}

async function movedByFile(
  inside: Inside,
  old: { readonly id: string; readonly stage: Stage; readonly version: number },
  stage: Stage,
): Promise<'changed' | 'unchanged'> {
  if (old.stage === stage) return 'unchanged'
  await inside.tx
    .updateTable('partnerships.arrangement')
    .set({ stage, version: old.version + 1 })
    .where('id', '=', old.id)
    .execute()
  const on = londonDate(inside.now)
  await keepMove(inside, old.id, old.stage, { to: stage, on, reason: 'As a loaded file says' })
  inside.found('partnerships.arrangement', old.id)
  return 'changed'
}
