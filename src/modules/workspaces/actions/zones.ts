// Zones of a floor: what rules and allocations are about, and the frame that the plan draws around desks.
import { action } from '#platform/actions/index.ts'
import { invalid, notFound } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { MANAGE } from '../queries/seeing.ts'
import { lockedFloor, lockedZone, mustBeEmpty, mustBeNew, placeCode } from './floors.ts'
import { mustBeCurrent, today } from './locking.ts'

const onPlan = (label: string) => field.integer(label, { least: 0, most: 10_000 }).optional()
const zoneFields = {
  name: field.text('Name', { most: 80, hint: 'Like Riverside' }),
  where: field
    .text('Where it is', { most: 300, hint: 'In words: "left of the lift, by the windows"' })
    .optional(),
  x: onPlan('On the plan: from the left'),
  y: onPlan('On the plan: from the top'),
  width: onPlan('On the plan: how wide'),
  height: onPlan('On the plan: how high'),
}

type Frame = { x: number | null; y: number | null; width: number | null; height: number | null }

function framed({ x, y, width, height }: Frame) {
  const known = [x, y, width, height].filter((one) => one !== null).length
  if (known !== 0 && known !== 4)
    invalid('workspaces.zone.frame', [
      { field: 'x', message: 'Say all four of left, top, width and height, or none of them' },
    ])
  return { plan_x: x, plan_y: y, plan_width: width, plan_height: height }
}

export const addZone = action({
  name: 'workspaces.zone.add',
  title: 'Add a zone',
  permission: MANAGE,
  doors: ['page', 'api', 'command'],
  fields: {
    floor: field.pick('Floor', { from: 'workspaces.floor' }),
    code: placeCode('Code', 'Short name for addresses, like river'),
    ...zoneFields,
  },
  async run(inside, answers) {
    const { workplace, floor } = await lockedFloor(inside, answers.floor)
    await mustBeNew(inside, 'zone', workplace.site_id, answers.code)
    const id = inside.id()
    await inside.tx
      .insertInto('workspaces.zone')
      .values({
        id,
        site_id: workplace.site_id,
        floor_id: floor.id,
        code: answers.code,
        name: answers.name,
        where_words: answers.where,
        ...framed(answers),
      })
      .execute()
    return {
      subject: workplace.site_id,
      result: { id, code: answers.code, site: workplace.code },
      facts: { zone: id },
    }
  },
})

export const editZone = action({
  name: 'workspaces.zone.edit',
  title: 'Change a zone',
  permission: MANAGE,
  doors: ['page', 'api', 'command'],
  fields: { zone: field.id('Zone'), ...zoneFields, version: field.version() },
  async run(inside, answers) {
    const { workplace, zone } = await lockedZone(inside, answers.zone)
    mustBeCurrent(zone, answers.version, {
      name: zone.name,
      where: zone.where_words,
      x: zone.plan_x,
      y: zone.plan_y,
      width: zone.plan_width,
      height: zone.plan_height,
    })
    await inside.tx
      .updateTable('workspaces.zone')
      .set({ name: answers.name, where_words: answers.where, ...framed(answers), version: zone.version + 1 })
      .where('id', '=', zone.id)
      .execute()
    return {
      subject: workplace.site_id,
      result: { code: zone.code, site: workplace.code },
      facts: { zone: zone.id },
    }
  },
})

export const endZone = action({
  name: 'workspaces.zone.end',
  title: 'Take a zone away',
  permission: MANAGE,
  doors: ['page', 'api', 'command'],
  fields: { zone: field.id('Zone'), version: field.version() },
  async run(inside, answers) {
    const { workplace, zone } = await lockedZone(inside, answers.zone)
    mustBeCurrent(zone, answers.version)
    await mustBeEmpty(inside, 'zone_id', zone.id, zone.name)
    const { numUpdatedRows } = await inside.tx
      .updateTable('workspaces.zone')
      .set({ ended_on: today(inside), version: zone.version + 1 })
      .where('id', '=', zone.id)
      .executeTakeFirstOrThrow()
    if (numUpdatedRows === 0n) return notFound('zone')
    return { subject: workplace.site_id, result: { site: workplace.code }, facts: { zone: zone.id } }
  },
})
