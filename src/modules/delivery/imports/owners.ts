// Who leads and who directs which activity, and in which unit, for many at once. An empty cell leaves what is there.
import type { Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import type { ImportKind, ImportLine, ImportOutcome, ImportRow } from '#platform/module/index.ts'
import { personByMail } from '#modules/organisations/index.ts'
import { plansToLoad, IMPORT, onlyOptions } from './parents.ts'
import { insertUnit } from '../actions/plans.ts'
import { worksForBody } from '../queries/people.ts'
import type { LockedPlan } from '../actions/locking.ts'
import { unguarded, unitCode } from '../rules.ts'

export const ownersFile: ImportKind = {
  kind: 'activity-owners',
  title: 'Leads and directors of activities',
  permission: IMPORT,
  headers: ['plan', 'number'],
  optionalHeaders: ['lead_mail', 'director_mail', 'unit'],
  load: loadOwners,
}

type World = {
  readonly plan: LockedPlan
  readonly activities: ReadonlyMap<number, Standing>
  readonly units: Map<string, string>
}
type Standing = {
  readonly id: string
  readonly unit_id: string | null
  readonly lead_person_id: string | null
  readonly director_person_id: string | null
}

async function loadOwners(
  inside: Inside,
  rows: readonly ImportRow[],
  options: Readonly<Record<string, string>>,
): Promise<ImportOutcome> {
  onlyOptions(options, [])
  const worlds = new Map<string, World | null>()
  const people = new Map<string, string | null>()
  const faults: ImportLine[] = []
  const first = new Map<string, number>()
  const outcome = { created: 0, changed: 0, unchanged: 0 }
  for (const { line, cells } of rows) {
    const cell = (name: string): string => unguarded(cells[name] ?? '').trim()
    const fault = (message: string): void => void faults.push({ line, message })
    const world = await once(worlds, cell('plan'), (code) => worldOf(inside, code))
    const activity = world?.activities.get(Number(cell('number')))
    const key = `${cell('plan')} ${Number(cell('number'))}`
    const earlier = first.get(key)
    first.set(key, earlier ?? line)
    if (world === null) fault(`There is no plan "${cell('plan')}" that you may load into`)
    else if (activity === undefined) fault(`The plan has no activity "${cell('number')}"`)
    else if (earlier !== undefined) fault(`Activity ${cell('number')} stands on line ${earlier} already`)
    else {
      const find = (mail: string) =>
        once(people, `${world.plan.id} ${mail.toLowerCase()}`, async () => {
          const person = await personByMail(inside, mail.toLowerCase())
          return person !== undefined && (await worksForBody(inside, world.plan, person.id))
            ? person.id
            : null
        })
      const named = async (name: string, now: string | null): Promise<string | null> => {
        if (cell(name) === '') return now
        const found = await find(cell(name))
        if (found === null)
          fault(`"${name}": nobody here has the address "${cell(name)}" and works for the body of the plan`)
        return found
      }
      const next: Standing = {
        id: activity.id,
        lead_person_id: await named('lead_mail', activity.lead_person_id),
        director_person_id: await named('director_mail', activity.director_person_id),
        unit_id: cell('unit') === '' ? activity.unit_id : await unitOf(inside, world, cell('unit')),
      }
      const isSame =
        next.lead_person_id === activity.lead_person_id &&
        next.director_person_id === activity.director_person_id &&
        next.unit_id === activity.unit_id
      outcome[isSame ? 'unchanged' : 'changed'] += 1
      if (!isSame && faults.length === 0) await give(inside, next)
    }
  }
  return faults.length > 0 ? { created: 0, changed: 0, unchanged: 0, faults } : { ...outcome, faults: [] }
}

async function once<T>(known: Map<string, T>, key: string, find: (key: string) => Promise<T>): Promise<T> {
  const there = known.get(key)
  if (there !== undefined) return there
  const found = await find(key)
  known.set(key, found)
  return found
}

async function worldOf(inside: Inside, code: string): Promise<World | null> {
  const plan = await plansToLoad(inside, code)
  if (plan === undefined) return null
  const activities = await inside.tx
    .selectFrom('delivery.activity')
    .select(['id', 'number', 'unit_id', 'lead_person_id', 'director_person_id'])
    .where('plan_id', '=', plan.id)
    .forUpdate()
    .execute()
  const units = await inside.tx
    .selectFrom('delivery.unit')
    .select(['id', 'code', 'name'])
    .where('plan_id', '=', plan.id)
    .execute()
  return {
    plan,
    activities: new Map(activities.map((one) => [one.number, one])),
    units: new Map(
      units.flatMap((one) => [one.code, unitCode(one.name)].map((name) => [name, one.id] as const)),
    ),
  }
}

async function unitOf(inside: Inside, { plan, units }: World, name: string): Promise<string | null> {
  const code = unitCode(name)
  const there = units.get(code)
  if (there !== undefined || code === '') return there ?? null
  const { id } = await insertUnit(inside, plan, { code, name })
  units.set(code, id)
  return id
}

async function give(inside: Inside, { id, ...owners }: Standing): Promise<void> {
  await inside.tx
    .updateTable('delivery.activity')
    .set({ ...owners, version: sql`version + 1` })
    .where('id', '=', id)
    .execute()
  inside.found('delivery.activity', id)
}
