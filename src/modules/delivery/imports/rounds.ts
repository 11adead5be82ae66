// Rounds from a file: their periods, and their windows in London where they are known. A round of the past may come
// before or after what was reported in it; a window learnt later makes a correction of what is frozen.
import type { Inside } from '#platform/actions/index.ts'
import { Refusal, refuse } from '#platform/errors/index.ts'
import type { ImportKind, ImportLine, ImportOutcome, ImportRow } from '#platform/module/index.ts'
import { londonMidnight, readDateTime } from '#platform/time/index.ts'
import type { LockedPlan, LockedRound } from '../actions/locking.ts'
import { refreeze } from '../actions/refreezing.ts'
import {
  mustBePlannable,
  mustFollow,
  mustNotBeClosed,
  readDay,
  stateNow,
  unguarded,
  type Cell,
} from '../rules.ts'
import { IMPORT, insertRound, makePlan, onlyOptions, plansToLoad } from './parents.ts'

export const roundsFile: ImportKind = {
  kind: 'delivery-rounds',
  title: 'Rounds of delivery plans',
  permission: IMPORT,
  headers: ['plan', 'code', 'title', 'period_from', 'period_until'],
  optionalHeaders: ['opens', 'closes'],
  load: loadRounds,
}

type Told = {
  readonly line: number
  readonly plan: string
  readonly code: string
  readonly title: string
  readonly from: Temporal.PlainDate
  readonly until: Temporal.PlainDate
  readonly opensAt: Temporal.Instant | null
  readonly closesAt: Temporal.Instant | null
}

async function loadRounds(
  inside: Inside,
  rows: readonly ImportRow[],
  options: Readonly<Record<string, string>>,
): Promise<ImportOutcome> {
  onlyOptions(options, ['organisation', 'title', 'from', 'until', 'approved', 'audience'])
  const read = rows.map((row) => readRound(row))
  const faults = [...read.flatMap((one) => one.faults), ...repeated(read.flatMap((one) => one.told ?? []))]
  const outcome = { created: 0, changed: 0, unchanged: 0 }
  const plans = new Map<string, LockedPlan>()
  const frozen: LockedRound[] = []
  for (const { told } of faults.length > 0 ? [] : read) {
    if (told === null) continue
    const plan =
      plans.get(told.plan) ??
      (await plansToLoad(inside, told.plan)) ??
      (await makePlan(inside, { ...options, plan: told.plan }))
    plans.set(told.plan, plan)
    mustNotBeClosed(plan)
    if (plan.state === 'draft')
      refuse(
        'conflict',
        'delivery.import.draft',
        `${plan.title} is a draft, and nothing is reported of a draft. Record its approval first.`,
      )
    try {
      const kept = await keepRound(inside, plan, told)
      outcome[kept.did] += 1
      if (kept.did === 'changed' && kept.round.state === 'frozen') frozen.push(kept.round)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const messages = error.faults.length > 0 ? error.faults.map((fault) => fault.message) : [error.message]
      faults.push(...messages.map((message) => ({ line: told.line, message })))
    }
  }
  if (faults.length > 0) return { created: 0, changed: 0, unchanged: 0, faults }
  await refreeze(inside, frozen)
  return { ...outcome, faults: [] }
}

const CODE = /^[a-z0-9]+(?:-[a-z0-9]+)*$/

function readRound({ line, cells }: ImportRow): {
  readonly told: Told | null
  readonly faults: ImportLine[]
} {
  const faults: ImportLine[] = []
  const fault = (message: string): null => {
    faults.push({ line, message })
    return null
  }
  const cell = (name: string): string => unguarded(cells[name] ?? '').trim()
  const day = (name: string): Temporal.PlainDate | null => {
    const { value, question }: Cell<Temporal.PlainDate> = readDay(cell(name))
    return value ?? fault(`"${name}": ${question ?? 'give a day such as 2019-09-30'}`)
  }
  // A day in a window is the whole day in London: it opens with its first moment and closes with its last.
  const moment = (name: string, extraDays: number): Temporal.Instant | null => {
    if (cell(name) === '') return null
    const exact = readDateTime(cell(name))
    if (exact !== undefined) return exact
    const on = day(name)
    return on === null ? null : londonMidnight(on.add({ days: extraDays }))
  }
  for (const name of ['plan', 'code'])
    if (!CODE.test(cell(name)))
      fault(`"${name}" must be lower-case letters, numbers and hyphens; it is "${cell(name)}"`)
  if (cell('title') === '' || cell('title').length > 120) fault('"title" must have 1 to 120 characters')
  const [from, until] = [day('period_from'), day('period_until')]
  const [opensAt, closesAt] = [moment('opens', 0), moment('closes', 1)]
  if (from !== null && until !== null && Temporal.PlainDate.compare(until, from) <= 0)
    fault('"period_until" must be later than "period_from"')
  if ((cell('opens') === '') !== (cell('closes') === ''))
    fault('A window has both "opens" and "closes", or neither where nobody knows them')
  if (opensAt !== null && closesAt !== null && Temporal.Instant.compare(closesAt, opensAt) <= 0)
    fault('"closes" must be later than "opens"')
  if (faults.length > 0 || from === null || until === null) return { told: null, faults }
  const told = {
    line,
    plan: cell('plan'),
    code: cell('code'),
    title: cell('title'),
    from,
    until,
    opensAt,
    closesAt,
  }
  return { told, faults }
}

function repeated(told: readonly Told[]): ImportLine[] {
  const first = new Map<string, number>()
  return told.flatMap(({ plan, code, line }) => {
    const earlier = first.get(`${plan} ${code}`)
    if (earlier === undefined) first.set(`${plan} ${code}`, line)
    return earlier === undefined
      ? []
      : [{ line, message: `Round "${code}" stands on line ${earlier} already` }]
  })
}

type Kept = { readonly did: 'created' | 'changed' | 'unchanged'; readonly round: LockedRound }

async function keepRound(inside: Inside, plan: LockedPlan, told: Told): Promise<Kept> {
  const rounds = await inside.tx
    .selectFrom('delivery.round')
    .selectAll()
    .where('plan_id', '=', plan.id)
    .forUpdate()
    .execute()
  const there = rounds.find((one) => one.code === told.code)
  const isOver =
    told.closesAt === null
      ? Temporal.Instant.compare(londonMidnight(told.until.add({ days: 1 })), inside.now) <= 0
      : Temporal.Instant.compare(told.closesAt, inside.now) <= 0
  if (there !== undefined && saysTheSame(there, told)) return { did: 'unchanged', round: there }
  const others = rounds.filter((one) => one.id !== there?.id)
  const { opensAt, closesAt } = told
  mustFollow(told.from, others)
  if (!isOver) {
    if (opensAt === null || closesAt === null)
      throw stop('Its period is not over, so it needs a window: give "opens" and "closes"')
    mustBePlannable({ period: told, window: { opensAt, closesAt } }, others)
  }
  if (there === undefined)
    return {
      did: 'created',
      round: await insertRound(inside, plan, { ...told, state: isOver ? 'closed' : 'planned' }),
    }
  if (!there.is_imported && stateNow(there, inside.now) !== 'planned')
    throw stop(`${there.title} is reported here. Move its window on its own page`)
  if (!there.is_imported && isOver && closesAt !== null)
    throw stop(`${there.title} has not opened yet: it would be over before anybody could report`)
  if (there.is_imported && !isOver) throw stop(`${there.title} is over: its window cannot lie ahead`)
  return { did: 'changed', round: await changeRound(inside, there, told) }
}

const stop = (message: string): Refusal => new Refusal('invalid', 'delivery.import.round', message)

const isSameMoment = (one: Temporal.Instant | null, other: Temporal.Instant | null): boolean =>
  one === null || other === null ? one === other : one.equals(other)

/** A window that the file does not tell is left as it is. */
const saysTheSame = (round: LockedRound, told: Told): boolean =>
  round.title === told.title &&
  round.period_from.equals(told.from) &&
  round.period_until.equals(told.until) &&
  (told.opensAt === null || isSameMoment(round.opens_at, told.opensAt)) &&
  (told.closesAt === null || isSameMoment(round.closes_at, told.closesAt))

async function changeRound(inside: Inside, round: LockedRound, told: Told): Promise<LockedRound> {
  inside.found('delivery.round', round.id)
  return inside.tx
    .updateTable('delivery.round')
    .set({
      title: told.title,
      period_from: told.from,
      period_until: told.until,
      opens_at: told.opensAt ?? round.opens_at,
      closes_at: told.closesAt ?? round.closes_at,
      version: round.version + 1,
    })
    .where('id', '=', round.id)
    .returningAll()
    .executeTakeFirstOrThrow()
}
