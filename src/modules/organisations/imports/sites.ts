// Files of buildings.
import type { Inside } from '#platform/actions/index.ts'
import { field } from '#platform/fields/index.ts'
import { readLines, type ImportLine, type ImportOutcome, type ImportRow } from '#platform/module/index.ts'
import { organisationsByCode } from '../queries/organisations.ts'
import { inChunks, nothing, subjects } from './writing.ts'
import { PHONE } from '../actions/organisations.ts'
import { coordinate, writeAccess, writeHours } from '../actions/site-facts.ts'
import { accessOf, weekOf, type AccessRow } from '../queries/sites.ts'
import {
  ACCESS_ANSWERS,
  ACCESS_FACTS,
  hoursInWords,
  readHours,
  readPostcode,
  WEEK,
  WEEKDAYS,
  type AccessAnswer,
  type AccessFact,
  type Span,
} from '../rules.ts'

const siteColumns = {
  id: field.code('id'),
  office: field.text('office', { most: 120 }),
  town: field.text('town', { most: 80 }),
  owner: field.code('owner'),
  address: field.longText('address', { most: 400 }).optional(),
  postcode: field.text('postcode', { most: 10 }).optional(),
  latitude: coordinate('latitude', 90, '51.3894'),
  longitude: coordinate('longitude', 180, '0.5272'),
  reception_phone: field
    .text('reception_phone', {
      most: 30,
      pattern: PHONE,
      wording: 'reception_phone must be like 01632 960 001',
    })
    .optional(),
  transport: field.longText('transport', { most: 600 }).optional(),
  parking: field.longText('parking', { most: 600 }).optional(),
}

type FactsOf = {
  readonly columns: {
    readonly postcode: string | null
    readonly latitude: string | null
    readonly longitude: string | null
    readonly reception_phone: string | null
    readonly transport: string | null
    readonly parking: string | null
  }
  /** Null where the line says nothing of the hours. */
  readonly week: readonly (readonly Span[])[] | null
  readonly access: readonly AccessRow[]
}

/** The headers a file of sites may have besides its own: weekdays, and ways in and about. */
export const SITE_HEADERS: readonly string[] = [
  'address',
  'postcode',
  'latitude',
  'longitude',
  'reception_phone',
  'transport',
  'parking',
  ...WEEK,
  ...Object.keys(ACCESS_FACTS),
]

/** Loads the lines inside the import’s transaction. */
export async function loadSites(inside: Inside, rows: readonly ImportRow[]): Promise<ImportOutcome> {
  const ownColumns = Object.keys(siteColumns)
  const { lines, faults } = readLines(
    rows.map(({ line, cells }) => ({
      line,
      cells: Object.fromEntries(Object.entries(cells).filter(([name]) => ownColumns.includes(name))),
    })),
    siteColumns,
    (row) => row.id,
  )
  const facts = new Map<string, FactsOf>()
  for (const { line, answers } of lines) {
    const cells = rows.find((row) => row.line === line)?.cells ?? {}
    facts.set(answers.id, factsIn(line, answers, cells, faults))
  }
  const owners = await organisationsByCode(
    inside,
    lines.map(({ answers }) => answers.owner),
  )
  for (const { line, answers } of lines) {
    if (!owners.has(answers.owner))
      faults.push({
        line,
        message: `There is no organisation "${answers.owner}". Load the organisations first`,
      })
  }
  if (faults.length > 0) return nothing(faults)
  const known = new Map(
    (await inside.tx.selectFrom('organisations.site').selectAll().execute()).map((row) => [row.code, row]),
  )
  const fresh = lines
    .filter(({ answers }) => !known.has(answers.id))
    .map(({ answers }) => ({ ...answers, code: answers.id, id: inside.id() }))
  await subjects(
    inside,
    fresh.map(({ id, office }) => ({ id, noun: 'site', title: office, audience: 'public' })),
  )
  await inChunks(fresh, (some) =>
    inside.tx
      .insertInto('organisations.site')
      .values(
        some.map(({ id, code, office, town, address, owner }) => ({
          id,
          code,
          organisation_id: owners.get(owner)?.id ?? '',
          name: office,
          town,
          address,
        })),
      )
      .execute(),
  )
  for (const { id, code } of fresh) await applyFacts(inside, id, facts.get(code))
  let changed = 0
  for (const { answers } of lines) {
    const old = known.get(answers.id)
    if (old === undefined) continue
    const address = answers.address ?? old.address
    const owner = owners.get(answers.owner)?.id ?? old.organisation_id
    const isDescribed = await applyFacts(inside, old.id, facts.get(answers.id))
    const isRenamed =
      old.name !== answers.office ||
      old.town !== answers.town ||
      old.address !== address ||
      old.organisation_id !== owner
    if (isDescribed || isRenamed) changed += 1
    if (!isRenamed) continue
    await inside.subject({
      id: old.id,
      module: 'organisations',
      noun: 'site',
      title: answers.office,
      audience: 'public',
    })
    await inside.tx
      .updateTable('organisations.site')
      .set({
        name: answers.office,
        town: answers.town,
        address,
        organisation_id: owner,
        version: old.version + 1,
      })
      .where('id', '=', old.id)
      .execute()
  }
  return { created: fresh.length, changed, unchanged: lines.length - fresh.length - changed, faults: [] }
}

/** "yes", "no", "ask: ring the bell at the side door". */
const ANSWER = /^(yes|no|ask|unknown)(?:\s*:\s*(.{1,200}))?$/i

function factsIn(
  line: number,
  answers: FactsOf['columns'],
  cells: Readonly<Record<string, string>>,
  faults: ImportLine[],
): FactsOf {
  const { reception_phone, transport, parking } = answers
  const latitude = degrees(answers.latitude)
  const longitude = degrees(answers.longitude)
  if ((latitude === null) !== (longitude === null))
    faults.push({ line, message: 'Give latitude and longitude, or neither' })
  const postcode = answers.postcode === null ? null : readPostcode(answers.postcode)
  if (postcode === undefined) faults.push({ line, message: 'postcode must be like ME4 4TR' })
  const saysHours = WEEK.some((day) => (cells[day] ?? '').trim() !== '')
  const week = WEEK.map((day) => {
    const spans = readHours(cells[day] ?? '')
    if (spans === undefined)
      faults.push({ line, message: `${WEEKDAYS[day]} must be like "8:30am to 5pm" or "closed"` })
    return spans ?? []
  })
  const access = (Object.keys(ACCESS_FACTS) as AccessFact[]).flatMap((fact): AccessRow[] => {
    const cell = (cells[fact] ?? '').trim()
    if (cell === '') return []
    const found = ANSWER.exec(cell)
    if (found === null) {
      const words = Object.keys(ACCESS_ANSWERS).join(', ')
      faults.push({ line, message: `${fact} must be one of ${words}, with a note after a colon` })
      return []
    }
    return [{ fact, answer: found[1]?.toLowerCase() as AccessAnswer, note: found[2] ?? null }]
  })
  return {
    columns: { postcode: postcode ?? null, latitude, longitude, reception_phone, transport, parking },
    week: saysHours ? week : null,
    access,
  }
}

/** As the database writes it, so that the same place loaded again is no change. */
const degrees = (typed: string | null): string | null => (typed === null ? null : Number(typed).toFixed(6))

/** Writes what the line says beside the name; true where that was a change. An empty cell leaves what is there (O10). */
async function applyFacts(inside: Inside, siteId: string, facts: FactsOf | undefined): Promise<boolean> {
  if (facts === undefined) return false
  let isChanged = false
  const said = Object.fromEntries(Object.entries(facts.columns).filter(([, value]) => value !== null))
  if (Object.keys(said).length > 0) {
    const old = await inside.tx
      .selectFrom('organisations.site')
      .select(['postcode', 'latitude', 'longitude', 'reception_phone', 'transport', 'parking'])
      .where('id', '=', siteId)
      .executeTakeFirstOrThrow()
    if (Object.entries(said).some(([name, value]) => old[name as keyof typeof old] !== value)) {
      await inside.tx.updateTable('organisations.site').set(said).where('id', '=', siteId).execute()
      isChanged = true
    }
  }
  if (facts.week !== null) {
    const old = await weekOf(inside, siteId)
    const differs = facts.week.some(
      (spans, nth) => hoursInWords(spans) !== hoursInWords(old.filter((span) => span.weekday === nth + 1)),
    )
    if (differs) await writeHours(inside, siteId, facts.week)
    isChanged ||= differs
  }
  const known = await accessOf(inside, siteId)
  const news = facts.access.filter((row) => {
    const old = known.find((one) => one.fact === row.fact)
    return old?.answer !== row.answer || old.note !== row.note
  })
  await writeAccess(inside, siteId, news)
  inside.found('organisations.site', siteId)
  return isChanged || news.length > 0
}
