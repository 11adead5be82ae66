// A plan and what was reported of it, from a file that is loaded as it stands. A line that is no activity stops the
// file and is named; a cell that cannot be read for certain does not, and is asked about (V12).
import { sql } from '#platform/database/index.ts'
import type { Inside } from '#platform/actions/index.ts'
import { hasProblemText } from '#platform/fields/index.ts'
import type { ImportKind, ImportLine, ImportOutcome, ImportRow } from '#platform/module/index.ts'
import { formatDate } from '#platform/time/index.ts'
import { personByMail } from '#modules/organisations/index.ts'
import { nameActivity } from '../actions/activities.ts'
import { fileReports, insertActivities, type Filed } from '../actions/filing.ts'
import { today, type LockedPlan, type LockedRound } from '../actions/locking.ts'
import { insertUnit } from '../actions/plans.ts'
import { refreeze } from '../actions/refreezing.ts'
import {
  answersGiven,
  cellsKept,
  definitionsOf,
  openQuestions,
  questionKey,
  reportKey,
} from '../queries/filed.ts'
import { worksForBody } from '../queries/people.ts'
import { codelistOn, type Activity } from '../queries/plans.ts'
import {
  ACTIVITY_COLUMNS,
  asAt,
  cellsOf,
  doubtKind,
  OPTIONAL_COLUMNS,
  PEOPLE_COLUMNS,
  PLAN_COLUMNS,
  quartersIn,
  readReport,
  saysSomething,
  unguarded,
  unitCode,
  type FileWorld,
  type Quarter,
} from '../rules.ts'
import { IMPORT, importedPlan, importedRound, onlyOptions, type ImportedPlan } from './parents.ts'

export const planFile: ImportKind = {
  kind: 'delivery-plan',
  title: 'A delivery plan and its reports',
  permission: IMPORT,
  headers: PLAN_COLUMNS,
  optionalHeaders: OPTIONAL_COLUMNS,
  load: loadPlan,
}

const MOST_CHARACTERS = 4000
const MOST_TITLE = 400

type Line = {
  readonly line: number
  readonly number: number
  readonly title: string
  readonly outcome: number
  readonly cells: Readonly<Record<string, string>>
}

async function loadPlan(
  inside: Inside,
  rows: readonly ImportRow[],
  options: Readonly<Record<string, string>>,
): Promise<ImportOutcome> {
  onlyOptions(options, ['plan', 'organisation', 'title', 'from', 'until', 'approved', 'outcomes', 'audience'])
  const { lines, faults } = linesOf(rows)
  if (faults.length > 0) return stopped(faults)
  const imported = await importedPlan(inside, options, outcomesIn(lines))
  const quarters = quartersIn(Object.keys(rows[0]?.cells ?? {}))
  const rounds = new Map<Quarter, LockedRound>()
  for (const quarter of quarters) rounds.set(quarter, await importedRound(inside, imported.plan, quarter))
  const world = await worldOf(inside, imported, lines)
  const loaded = lines.map((line) => readLine(line, rounds, world))
  const standing = loaded.flatMap((one) => faultsOf(one, world))
  return standing.length > 0 ? stopped(standing) : write(inside, loaded, rounds, world)
}

const stopped = (faults: readonly ImportLine[]): ImportOutcome => ({
  created: 0,
  changed: 0,
  unchanged: 0,
  faults: faults.toSorted((one, other) => one.line - other.line),
})

/** The activities of a file, and every line that is none. */
function linesOf(rows: readonly ImportRow[]): { readonly lines: Line[]; readonly faults: ImportLine[] } {
  const first = new Map<number, number>()
  const lines: Line[] = []
  const faults: ImportLine[] = []
  for (const row of rows) {
    const cells = Object.fromEntries(Object.entries(row.cells).map(([name, cell]) => [name, unguarded(cell)]))
    const messages = [...lineFaults(cells), ...textFaults(cells)]
    const number = Number(cells['number'])
    const earlier = first.get(number)
    if (earlier !== undefined) messages.push(`Activity ${number} stands on line ${earlier} already`)
    else first.set(number, row.line)
    faults.push(...messages.map((message) => ({ line: row.line, message })))
    lines.push({
      line: row.line,
      number,
      title: (cells['title'] ?? '').trim(),
      outcome: Number(cells['outcome']),
      cells,
    })
  }
  return { lines, faults }
}

function lineFaults(cells: Line['cells']): string[] {
  const [number, title, outcome] = PLAN_COLUMNS.map((name) => (cells[name] ?? '').trim())
  return [
    ...(/^[1-9]\d{0,5}$/.test(number ?? '')
      ? []
      : [`"number" must be a whole number from 1; it is "${number}"`]),
    ...(title === '' ? ['"title" is empty'] : []),
    ...((title ?? '').length > MOST_TITLE ? [`"title" is longer than ${MOST_TITLE} characters`] : []),
    ...(/^\d{1,3}$/.test(outcome ?? '')
      ? []
      : [`"outcome" must be the number of an outcome; it is "${outcome}"`]),
  ]
}

const textFaults = (cells: Line['cells']): string[] =>
  Object.entries(cells).flatMap(([name, cell]) => {
    const problem = hasProblemText(cell)
    return [
      ...(problem === undefined ? [] : [`"${name}" holds ${problem}`]),
      ...(cell.length > MOST_CHARACTERS ? [`"${name}" is longer than ${MOST_CHARACTERS} characters`] : []),
    ]
  })

const outcomesIn = (lines: readonly Line[]): readonly number[] =>
  [...new Set(lines.map((line) => line.outcome))].toSorted((one, other) => one - other)

type World = Omit<FileWorld, 'answers' | 'asAt'> & {
  readonly imported: ImportedPlan
  readonly issuesVersionId: string
  /** By their codes. */
  readonly units: ReadonlyMap<string, string>
  readonly activities: ReadonlyMap<number, Activity>
  readonly cells: Awaited<ReturnType<typeof cellsKept>>
  readonly answers: Awaited<ReturnType<typeof answersGiven>>
  readonly asked: Awaited<ReturnType<typeof openQuestions>>
}

async function worldOf(inside: Inside, imported: ImportedPlan, lines: readonly Line[]): Promise<World> {
  const { plan } = imported
  const list = await codelistOn(inside, imported.issues, plan.from_on)
  const activities = await inside.tx
    .selectFrom('delivery.activity')
    .selectAll()
    .where('plan_id', '=', plan.id)
    .orderBy('number')
    .forUpdate()
    .execute()
  const answers = await answersGiven(inside, plan.id)
  const mails = lines.flatMap((line) => PEOPLE_COLUMNS.map((name) => line.cells[name] ?? ''))
  const people = await peopleBy(inside, plan, mails)
  // Who was named in answer to a question is named by their reference, unless they have left since.
  const named = [...answers.values()].flat().filter((one) => doubtKind(one.column) === 'person')
  for (const answer of new Set(named.map((one) => one.answer)))
    if (answer !== '' && (await worksForBody(inside, plan, answer))) people.set(answer, answer)
  return {
    imported,
    issues: list.entries,
    issuesVersionId: list.versionId,
    definitions: await definitionsOf(inside, plan.id),
    people,
    approvedOn: plan.approved_on,
    units: await unitsFor(inside, plan, lines),
    activities: new Map(activities.map((one) => [one.number, one])),
    cells: await cellsKept(inside, plan.id),
    asked: await openQuestions(inside, plan.id),
    answers,
  }
}

/** Who is found by these addresses among those who work for the body of the plan; about all others it is asked. */
async function peopleBy(
  inside: Inside,
  plan: LockedPlan,
  mails: readonly string[],
): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  const asked = new Set(mails.map((mail) => mail.trim().toLowerCase()).filter((mail) => mail !== ''))
  for (const mail of asked) {
    const person = await personByMail(inside, mail)
    if (person !== undefined && (await worksForBody(inside, plan, person.id))) found.set(mail, person.id)
  }
  return found
}

/** The units that lines name, by code or name; one that is not there is made. */
async function unitsFor(
  inside: Inside,
  plan: LockedPlan,
  lines: readonly Line[],
): Promise<ReadonlyMap<string, string>> {
  const there = await inside.tx
    .selectFrom('delivery.unit')
    .select(['id', 'code', 'name'])
    .where('plan_id', '=', plan.id)
    .execute()
  const units = new Map(
    there.flatMap((one) => [one.code, unitCode(one.name)].map((code) => [code, one.id] as const)),
  )
  for (const line of lines) {
    const name = (line.cells['unit'] ?? '').trim()
    const code = unitCode(name)
    if (code !== '' && !units.has(code)) units.set(code, (await insertUnit(inside, plan, { code, name })).id)
  }
  return units
}

type Loaded = {
  readonly line: Line
  readonly activity: Activity | undefined
  /** What the activity becomes; null where the file does not say. */
  readonly said: {
    readonly title: string
    readonly description: string | null
    readonly outcomeId: string | undefined
    readonly unitId: string | null
    readonly leadPersonId: string | null
    readonly directorPersonId: string | null
    readonly originalEnd: Temporal.PlainDate | null
  }
  readonly reports: readonly (Omit<Filed, 'activityId'> & { readonly isChanged: boolean })[]
}

type Rounds = ReadonlyMap<Quarter, LockedRound>

function readLine(line: Line, rounds: Rounds, world: World): Loaded {
  const { imported } = world
  const activity = world.activities.get(line.number)
  const quarters = [...rounds.keys()]
  const newest = quarters.at(-1)
  const reports = quarters.flatMap((quarter) => {
    const round = rounds.get(quarter)
    const own = cellsOf(line.cells, quarter, quarter === newest)
    if (round === undefined || !saysSomething(own)) return []
    return [reportIn({ line, round, quarter, own, isNewest: quarter === newest }, activity, world)]
  })
  // Of an activity without a report, its own cells are read all the same; what they leave open has no round.
  if (reports.length === 0)
    reports.push(reportIn({ line, round: null, quarter: 1, own: {}, isNewest: true }, activity, world))
  const newestReport = reports.at(-1)?.report
  return {
    line,
    activity,
    said: {
      title: line.title,
      description: (line.cells['description'] ?? '').trim() || null,
      outcomeId: imported.outcomes.get(line.outcome),
      unitId: world.units.get(unitCode(line.cells['unit'] ?? '')) ?? null,
      leadPersonId: newestReport?.leadPersonId ?? null,
      directorPersonId: newestReport?.directorPersonId ?? null,
      originalEnd: newestReport?.originalEnd ?? null,
    },
    reports,
  }
}

type Place = {
  readonly line: Line
  readonly round: LockedRound | null
  readonly quarter: Quarter
  readonly own: Readonly<Record<string, string>>
  /** The activity's own cells are read with its newest report. */
  readonly isNewest: boolean
}

/** A report as the file and everything answered since tell it. Cells of another file for the same report stay. */
function reportIn(place: Place, activity: Activity | undefined, world: World): Loaded['reports'][number] {
  const { line, round, quarter, own, isNewest } = place
  const key = activity === undefined ? '' : reportKey(activity.id, round?.id ?? null)
  const kept = world.cells.get(key)
  const raw = { ...kept, ...own }
  const about = isNewest ? ACTIVITY_COLUMNS : []
  const report = readReport(
    { ...raw, ...Object.fromEntries(about.flatMap((name) => entryOf(line, name))) },
    quarter,
    {
      ...world,
      answers: world.answers.get(key) ?? [],
      asAt: round === null ? world.imported.plan.from_on : asAt(round),
    },
  )
  const asked = new Set(world.asked.get(key))
  const isChanged =
    activity === undefined ||
    Object.keys(own).some((name) => own[name] !== kept?.[name]) ||
    (report.originalEnd !== null &&
      (activity.original_end === null ||
        (world.imported.plan.state === 'draft' && !activity.original_end.equals(report.originalEnd)))) ||
    report.doubts.length !== asked.size ||
    report.doubts.some((doubt) => !asked.has(questionKey(doubt.column, doubt.raw)))
  return { roundId: round?.id ?? null, raw, report, isChanged }
}

const entryOf = ({ cells }: Line, name: string): readonly (readonly [string, string])[] =>
  cells[name] === undefined ? [] : [[name, cells[name]]]

/** What stands in the way of one line: an outcome the plan does not have, or another original end (V1). */
function faultsOf({ line, activity, said }: Loaded, { imported }: World): ImportLine[] {
  const { plan } = imported
  const original = activity?.original_end ?? null
  const moves = original !== null && said.originalEnd !== null && !original.equals(said.originalEnd)
  return [
    ...(said.outcomeId === undefined ? [`${plan.title} has no outcome ${line.outcome}`] : []),
    ...(moves && plan.state !== 'draft'
      ? [
          `The original end of activity ${line.number} is ${formatDate(original)} and never changes. Give a revised end instead`,
        ]
      : []),
  ].map((message) => ({ line: line.line, message }))
}

async function write(
  inside: Inside,
  loaded: readonly Loaded[],
  rounds: Rounds,
  world: World,
): Promise<ImportOutcome> {
  const { imported } = world
  const ids = new Map(loaded.map((one) => [one.line.number, one.activity?.id ?? inside.id()]))
  const fresh = loaded.filter((one) => one.activity === undefined)
  await insertActivities(
    inside,
    imported.plan,
    fresh.map(({ line, said }) => ({
      ...said,
      id: ids.get(line.number) ?? '',
      number: line.number,
      outcomeId: said.outcomeId ?? '',
      addedOn: imported.isNew ? imported.plan.from_on : today(inside),
    })),
  )
  const edited = loaded.filter((one) => one.activity !== undefined && saysOtherwise(one.activity, one.said))
  for (const one of edited) await editActivity(inside, imported.plan, one)
  const filed = loaded.map((one) => ({
    number: one.line.number,
    reports: one.reports.filter((report) => report.isChanged),
  }))
  await fileReports(
    inside,
    filed.flatMap(({ number, reports }) =>
      reports.map((report) => ({ ...report, activityId: ids.get(number) ?? '' })),
    ),
    world.issuesVersionId,
  )
  const changed = new Set([
    ...edited.map((one) => one.line.number),
    ...filed.filter((one) => one.reports.length > 0).map((one) => one.number),
  ])
  const isOver = (round: LockedRound): boolean => round.state === 'frozen'
  await refreeze(
    inside,
    [...rounds.values()].filter((round) => changed.size > 0 || !isOver(round)),
  )
  const created = fresh.length
  return { created, changed: changed.size - created, unchanged: loaded.length - changed.size, faults: [] }
}

function saysOtherwise(activity: Activity, said: Loaded['said']): boolean {
  const isOther = (now: string | null, told: string | null | undefined): boolean =>
    told !== null && told !== undefined && told !== now
  return (
    isOther(activity.title, said.title) ||
    isOther(activity.description, said.description) ||
    isOther(activity.outcome_id, said.outcomeId) ||
    isOther(activity.unit_id, said.unitId) ||
    isOther(activity.lead_person_id, said.leadPersonId) ||
    isOther(activity.director_person_id, said.directorPersonId)
  )
}

/** An empty cell leaves what is recorded as it is. */
async function editActivity(inside: Inside, plan: LockedPlan, { activity, said }: Loaded): Promise<void> {
  if (activity === undefined) return
  await inside.tx
    .updateTable('delivery.activity')
    .set({
      title: said.title,
      description: said.description ?? activity.description,
      outcome_id: said.outcomeId ?? activity.outcome_id,
      unit_id: said.unitId ?? activity.unit_id,
      lead_person_id: said.leadPersonId ?? activity.lead_person_id,
      director_person_id: said.directorPersonId ?? activity.director_person_id,
      version: sql`version + 1`,
    })
    .where('id', '=', activity.id)
    .execute()
  await nameActivity(inside, plan, { ...activity, title: said.title })
}
