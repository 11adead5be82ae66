// Programmes and what they funded, loaded from files. Every line is checked before any is written; a file loaded
// twice changes nothing; the count of what was funded is a count of lines, never the papers' own.
import type { Inside } from '#platform/actions/index.ts'
import { readPounds } from '#platform/money/index.ts'
import { hasProblemText } from '#platform/fields/index.ts'
import type { ImportKind, ImportLine, ImportOutcome, ImportRow } from '#platform/module/index.ts'
import { organisationsNamed } from '#modules/organisations/index.ts'
import { partnershipsNamed } from '#modules/partnerships/index.ts'
import { writeProgramme, type NewProgramme } from './actions/programmes.ts'
import { programmeList } from './queries/programmes.ts'
import type { FundedKind } from './schema.ts'

const CODE = /^[a-z0-9]+(?:-[a-z0-9]+)*$/
const nothing = (faults: readonly ImportLine[]): ImportOutcome => ({
  created: 0,
  changed: 0,
  unchanged: 0,
  faults,
})

const MOST_CHARACTERS = 2000
const textFaults = (row: ImportRow): string[] =>
  Object.entries(row.cells).flatMap(([header, cell]) => {
    const problem = hasProblemText(cell)
    return [
      ...(problem === undefined ? [] : [`"${header}" holds ${problem}`]),
      ...(cell.length > MOST_CHARACTERS
        ? [`"${header}" is longer than ${MOST_CHARACTERS.toLocaleString('en-GB')} characters`]
        : []),
    ]
  })

/** Lines that repeat the key of an earlier line. */
function repeated(rows: readonly ImportRow[], keyOf: (row: ImportRow) => string, what: string): ImportLine[] {
  const first = new Map<string, number>()
  return rows.flatMap((row) => {
    const key = keyOf(row)
    const earlier = first.get(key)
    if (earlier === undefined) first.set(key, row.line)
    return earlier === undefined
      ? []
      : [{ line: row.line, message: `${what} "${key}" stands in line ${earlier} already` }]
  })
}

const cell = (row: ImportRow, name: string): string => (row.cells[name] ?? '').trim()

type Parsed = { readonly made: NewProgramme | undefined; readonly faults: readonly string[] }

function programmeOf(row: ImportRow, partnerships: ReadonlyMap<string, string>): Parsed {
  const [code, name, funder, partnership, route] = [
    'id',
    'name',
    'funder',
    'partnership',
    'paid_through',
  ].map((header) => cell(row, header))
  const partnershipId = partnerships.get(partnership ?? '')
  const bids = cell(row, 'successful_bids')
  const awarded = cell(row, 'awarded_gbp')
  const pence = awarded === '' ? null : readPounds(awarded)
  const faults = [
    ...textFaults(row),
    ...(CODE.test(code ?? '')
      ? []
      : [`"id" must be lower-case letters, numbers and hyphens; it is "${code}"`]),
    ...(name === '' ? ['"name" is empty'] : []),
    ...(funder === '' ? ['"funder" is empty'] : []),
    ...(partnershipId === undefined ? [`There is no partnership "${partnership}"`] : []),
    ...(route === 'accountable_body' || route === 'project_lead'
      ? []
      : [`"paid_through" must be accountable_body or project_lead; it is "${route}"`]),
    ...(bids === '' || /^\d{1,6}$/.test(bids)
      ? []
      : [`"successful_bids" must be a whole number; it is "${bids}"`]),
    ...(pence === undefined ? [`"awarded_gbp" must be an amount in pounds; it is "${awarded}"`] : []),
  ]
  if (faults.length > 0 || partnershipId === undefined) return { made: undefined, faults }
  // The papers name no outside funder for a partnership's own fund: its money is the members'.
  const source = funder?.toLowerCase() === 'partner subscriptions' ? 'internal' : 'external'
  const made: NewProgramme = {
    code: code ?? '',
    name: name ?? '',
    funder: funder ?? '',
    partnershipId,
    source,
    route: route === 'accountable_body' ? 'held' : 'monitored',
    awardedPence: pence ?? null,
    successfulBids: bids === '' ? null : Number(bids),
    note: cell(row, 'note') === '' ? null : cell(row, 'note'),
  }
  return source === 'internal' && made.route === 'monitored'
    ? { made: undefined, faults: ['A fund of partner subscriptions is held by the accountable body'] }
    : { made, faults: [] }
}

async function loadProgrammes(inside: Inside, rows: readonly ImportRow[]): Promise<ImportOutcome> {
  const partnerships = new Map((await partnershipsNamed(inside)).map((one) => [one.code, one.id]))
  const parsed = rows.map((row) => ({ row, ...programmeOf(row, partnerships) }))
  const faults = [
    ...parsed.flatMap(({ row, faults: own }) => own.map((message) => ({ line: row.line, message }))),
    ...repeated(rows, (row) => cell(row, 'id'), 'The programme'),
  ]
  const known = new Map((await programmeList(inside)).map((one) => [one.code, one]))
  for (const { row, made } of parsed) {
    const there = made && known.get(made.code)
    if (
      there &&
      (there.source !== made.source ||
        there.route !== made.route ||
        there.partnershipId !== made.partnershipId)
    )
      faults.push({
        line: row.line,
        message: `"${there.name}" stands here with another partnership, kind or route, and these never change`,
      })
  }
  if (faults.length > 0) return nothing(faults.toSorted((a, b) => a.line - b.line))
  const outcome = { created: 0, changed: 0, unchanged: 0, faults: [] }
  for (const { made } of parsed) {
    if (made === undefined) continue
    const there = known.get(made.code)
    if (there === undefined) {
      await writeProgramme(inside, made)
      outcome.created += 1
    } else if (
      there.name === made.name &&
      there.funder === made.funder &&
      there.note === made.note &&
      there.awardedPence === made.awardedPence &&
      there.successfulBids === made.successfulBids
    )
      outcome.unchanged += 1
    else {
      await inside.tx
        .updateTable('funding.programme')
        .set({
          name: made.name,
          funder: made.funder,
          note: made.note ?? null,
          awarded_pence: made.awardedPence ?? null,
          successful_bids: made.successfulBids ?? null,
          version: there.version + 1,
        })
        .where('id', '=', there.id)
        .execute()
      inside.found('funding.programme', there.id)
      await inside.subject({
        id: there.id,
        module: 'funding',
        noun: 'programme',
        title: made.name,
        audience: 'public',
      })
      outcome.changed += 1
    }
  }
  return outcome
}

/** A programme office and a fund stand in the papers' lists among the projects; they are not projects (F8). */
function kindOf(name: string): FundedKind {
  if (/programme management office/i.test(name)) return 'programme-office'
  return /\bfund$/i.test(name) ? 'fund' : 'project'
}

async function loadFundedProjects(inside: Inside, rows: readonly ImportRow[]): Promise<ImportOutcome> {
  const programmes = new Set((await programmeList(inside)).map((one) => one.code))
  const organisations = new Map((await organisationsNamed(inside)).map((one) => [one.code, one.id]))
  const faults: ImportLine[] = repeated(
    rows,
    (row) => `${cell(row, 'programme')} ${cell(row, 'name')}`,
    'The entry',
  )
  for (const row of rows) {
    const say = (message: string): void => void faults.push({ line: row.line, message })
    for (const message of textFaults(row)) say(message)
    const strange = cell(row, 'programme')
      .split('_')
      .filter((code) => !programmes.has(code))
    if (strange.length > 0)
      say(`There is no programme "${strange.join('", "')}". Load funding-programmes first`)
    if (cell(row, 'name') === '') say('"name" is empty')
    if (cell(row, 'lead') !== '' && !organisations.has(cell(row, 'lead')))
      say(`There is no organisation "${cell(row, 'lead')}"`)
  }
  if (faults.length > 0) return nothing(faults.toSorted((a, b) => a.line - b.line))
  const known = new Map(
    (await inside.tx.selectFrom('funding.funded_project').selectAll().execute()).map((one) => [
      `${one.label} ${one.name}`,
      one,
    ]),
  )
  const outcome = { created: 0, changed: 0, unchanged: 0, faults: [] }
  for (const row of rows) {
    const [label, name] = [cell(row, 'programme'), cell(row, 'name')]
    const made = {
      label,
      name,
      kind: kindOf(name),
      lead_organisation_id: organisations.get(cell(row, 'lead')) ?? null,
    }
    const there = known.get(`${label} ${name}`)
    if (there === undefined) {
      await inside.tx
        .insertInto('funding.funded_project')
        .values({ id: inside.id(), ...made })
        .execute()
      outcome.created += 1
    } else if (there.lead_organisation_id === made.lead_organisation_id && there.kind === made.kind)
      outcome.unchanged += 1
    else {
      await inside.tx.updateTable('funding.funded_project').set(made).where('id', '=', there.id).execute()
      outcome.changed += 1
    }
  }
  return outcome
}

export const imports: readonly ImportKind[] = [
  {
    kind: 'funding-programmes',
    title: 'Funding programmes',
    permission: 'funding.programme.create',
    headers: [
      'id',
      'name',
      'funder',
      'partnership',
      'successful_bids',
      'awarded_gbp',
      'paid_through',
      'note',
    ],
    load: loadProgrammes,
  },
  {
    kind: 'funded-projects',
    title: 'What programmes funded',
    permission: 'funding.programme.create',
    headers: ['programme', 'name', 'lead'],
    load: loadFundedProjects,
  },
]
