// Floors and zones of a workplace: added, renamed, drawn on the plan, and ended when nothing stands on them any more.
import { action, type Inside } from '#platform/actions/index.ts'
import { invalid, notFound, refuse, type Fault } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { sql } from '#platform/database/index.ts'
import { MANAGE } from '../queries/seeing.ts'
import { workplaceByCode, type Workplace } from '../queries/workplaces.ts'
import { PLACE_CODE, PLACE_CODE_WORDS } from '../rules.ts'
import { mustBeCurrent, today, workplaceToChange } from './locking.ts'

export const placeCode = (label: string, hint: string) =>
  field.text(label, {
    most: 40,
    pattern: PLACE_CODE,
    wording: `${label} must be ${PLACE_CODE_WORDS}`,
    hint: `${hint}. It never changes`,
  })

const floorFields = {
  name: field.text('Name', { most: 80, hint: 'Like Ground floor' }),
  level: field.integer('Level', { least: -20, most: 200, hint: '0 is the ground floor, -1 the one below' }),
}

const planFields = {
  planWidth: field.integer('Width of the plan', {
    least: 100,
    most: 10_000,
    hint: 'In steps of the plan: 1,200 for most',
  }),
  planHeight: field.integer('Height of the plan', { least: 100, most: 10_000 }),
}

/** The workplace of this code, its row held, if it is ours to change. */
export async function placeToChange(inside: Inside, siteCode: string): Promise<Workplace> {
  const { site_id } = await workplaceByCode(inside, siteCode)
  return workplaceToChange(inside, site_id)
}

export async function lockedFloor(inside: Inside, id: string) {
  const known = await inside.tx
    .selectFrom('workspaces.floor')
    .select('site_id')
    .where('id', '=', id)
    .executeTakeFirst()
  if (known === undefined) return notFound('floor')
  const workplace = await workplaceToChange(inside, known.site_id, MANAGE, { noun: 'floor' })
  const floor = await inside.tx
    .selectFrom('workspaces.floor')
    .selectAll()
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow()
  if (floor.ended_on !== null) return notFound('floor')
  return { workplace, floor }
}

export async function lockedZone(inside: Inside, id: string) {
  const known = await inside.tx
    .selectFrom('workspaces.zone')
    .select('site_id')
    .where('id', '=', id)
    .executeTakeFirst()
  if (known === undefined) return notFound('zone')
  const workplace = await workplaceToChange(inside, known.site_id, MANAGE, { noun: 'zone' })
  const zone = await inside.tx
    .selectFrom('workspaces.zone')
    .selectAll()
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow()
  if (zone.ended_on !== null) return notFound('zone')
  return { workplace, zone }
}

export const addFloor = action({
  name: 'workspaces.floor.add',
  title: 'Add a floor',
  permission: MANAGE,
  doors: ['page', 'api', 'command'],
  fields: {
    site: field.code('Site'),
    code: placeCode('Code', 'Short name for addresses, like first'),
    ...floorFields,
    ...planFields,
  },
  async run(inside, answers) {
    const workplace = await placeToChange(inside, answers.site)
    await mustBeNew(inside, 'floor', workplace.site_id, answers.code)
    const id = inside.id()
    await inside.tx
      .insertInto('workspaces.floor')
      .values({
        id,
        site_id: workplace.site_id,
        code: answers.code,
        name: answers.name,
        level: answers.level,
        plan_width: answers.planWidth,
        plan_height: answers.planHeight,
      })
      .execute()
    return {
      subject: workplace.site_id,
      result: { id, code: answers.code, site: workplace.code },
      facts: { floor: id },
    }
  },
})

export const editFloor = action({
  name: 'workspaces.floor.edit',
  title: 'Change a floor',
  permission: MANAGE,
  doors: ['page', 'api', 'command'],
  fields: { floor: field.id('Floor'), ...floorFields, ...planFields, version: field.version() },
  async run(inside, answers) {
    const { workplace, floor } = await lockedFloor(inside, answers.floor)
    mustBeCurrent(floor, answers.version, {
      name: floor.name,
      level: floor.level,
      planWidth: floor.plan_width,
      planHeight: floor.plan_height,
    })
    await mustHoldItsPlaces(inside, floor.id, answers.planWidth, answers.planHeight)
    await inside.tx
      .updateTable('workspaces.floor')
      .set({
        name: answers.name,
        level: answers.level,
        plan_width: answers.planWidth,
        plan_height: answers.planHeight,
        version: floor.version + 1,
      })
      .where('id', '=', floor.id)
      .execute()
    return {
      subject: workplace.site_id,
      result: { code: floor.code, site: workplace.code },
      facts: { floor: floor.id },
    }
  },
})

async function mustHoldItsPlaces(
  inside: Inside,
  floorId: string,
  width: number,
  height: number,
): Promise<void> {
  const { rows } = await sql<{ x: number | null; y: number | null }>`
    select max(plan_x)::integer as x, max(plan_y)::integer as y from workspaces.resource where floor_id = ${floorId} and retired_on is null`.execute(
    inside.tx,
  )
  const { x, y } = rows[0] ?? { x: null, y: null }
  const faults: Fault[] = []
  if (x !== null && width < x)
    faults.push({
      field: 'planWidth',
      message: `Width of the plan must be ${x} or more: a place stands there`,
    })
  if (y !== null && height < y)
    faults.push({
      field: 'planHeight',
      message: `Height of the plan must be ${y} or more: a place stands there`,
    })
  if (faults.length > 0) invalid('workspaces.floor.plan', faults)
}

export const endFloor = action({
  name: 'workspaces.floor.end',
  title: 'Take a floor away',
  permission: MANAGE,
  doors: ['page', 'api', 'command'],
  fields: { floor: field.id('Floor'), version: field.version() },
  async run(inside, answers) {
    const { workplace, floor } = await lockedFloor(inside, answers.floor)
    mustBeCurrent(floor, answers.version)
    await mustBeEmpty(inside, 'floor_id', floor.id, floor.name)
    await inside.tx
      .updateTable('workspaces.zone')
      .set(({ eb }) => ({ ended_on: today(inside), version: eb('version', '+', 1) }))
      .where('floor_id', '=', floor.id)
      .where('ended_on', 'is', null)
      .execute()
    await inside.tx
      .updateTable('workspaces.floor')
      .set({ ended_on: today(inside), version: floor.version + 1 })
      .where('id', '=', floor.id)
      .execute()
    return { subject: workplace.site_id, result: { site: workplace.code }, facts: { floor: floor.id } }
  },
})

export async function mustBeEmpty(
  inside: Inside,
  column: 'floor_id' | 'zone_id',
  id: string,
  name: string,
): Promise<void> {
  const { rows } = await sql<{ count: number }>`select count(*)::integer as count from workspaces.resource
    where ${sql.ref(column)} = ${id} and (retired_on is null or retired_on > ${today(inside).toString()}::date)`.execute(
    inside.tx,
  )
  const count = rows[0]?.count ?? 0
  if (count > 0)
    refuse(
      'conflict',
      'workspaces.place.not-empty',
      `${name} still has ${count === 1 ? '1 place' : `${count} places`}. Retire them first, or move them to another zone: what is booked there is then told.`,
    )
}

export async function mustBeNew(
  inside: Inside,
  what: 'floor' | 'zone',
  siteId: string,
  code: string,
): Promise<void> {
  const there = await inside.tx
    .selectFrom(`workspaces.${what}`)
    .select('id')
    .where('site_id', '=', siteId)
    .where('code', '=', code)
    .executeTakeFirst()
  if (there !== undefined)
    invalid(`workspaces.${what}.code`, [
      { field: 'code', message: `There is, or was, a ${what} "${code}" here. Choose another code` },
    ])
}
