// Divisible rooms: the parts that a room claims when it is booked whole (W1).
import { action } from '#platform/actions/index.ts'
import { invalid, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { MANAGE } from '../queries/seeing.ts'
import { partFaults } from '../rules.ts'
import { mustBeCurrent } from './locking.ts'
import { lockResources, takenAhead } from './resource-rows.ts'
import { lockedResource } from './resources.ts'

export const divideRoom = action({
  name: 'workspaces.room.divide',
  title: 'Say how a room is divided',
  permission: MANAGE,
  doors: ['page', 'api', 'command'],
  fields: {
    resource: field.id('Room'),
    parts: field
      .picks('Parts', {
        from: 'workspaces.resource',
        most: 12,
        hint: 'Rooms on the same floor. Whoever books the whole room takes them all. None: it is not divided',
      })
      .optional(),
    version: field.version(),
  },
  async run(inside, answers) {
    const partIds = answers.parts ?? []
    const known = await inside.tx
      .selectFrom('workspaces.part')
      .select('part_id')
      .where('whole_id', '=', answers.resource)
      .execute()
    const { workplace } = await lockedResource(inside, answers.resource)
    const affected = [...new Set([answers.resource, ...partIds, ...known.map((one) => one.part_id)])]
    await lockResources(inside, affected)
    const rooms = await inside.tx
      .selectFrom('workspaces.resource')
      .select(['id', 'code', 'name', 'kind', 'floor_id', 'version', 'retired_on'])
      .where('id', 'in', affected)
      .where('site_id', '=', workplace.site_id)
      .execute()
    const pairs = await inside.tx
      .selectFrom('workspaces.part')
      .selectAll()
      .where((where) => where.or([where('whole_id', 'in', affected), where('part_id', 'in', affected)]))
      .execute()
    const whole = rooms.find((one) => one.id === answers.resource)
    mustBeCurrent(whole, answers.version)
    if (whole === undefined) return invalid('workspaces.room.parts', [])
    const parts = partIds.map((id) => rooms.find((one) => one.id === id && one.retired_on === null))
    if (parts.includes(undefined))
      invalid('workspaces.room.parts', [
        { field: 'parts', message: 'Select parts from the rooms of this workplace' },
      ])
    const faults = partFaults({
      code: whole.code,
      kind: whole.kind,
      isPart: pairs.some((one) => one.part_id === whole.id),
      parts: parts.flatMap((one) =>
        one === undefined
          ? []
          : [
              {
                code: one.code,
                kind: one.kind,
                hasParts: pairs.some((pair) => pair.whole_id === one.id),
                isSameFloor: one.floor_id === whole.floor_id,
              },
            ],
      ),
    })
    if (faults.length > 0)
      invalid(
        'workspaces.room.parts',
        faults.map((message) => ({ field: 'parts', message })),
      )
    // What was booked claims the parts there were; other parts would let somebody in beside it.
    if ((await takenAhead(inside, affected)).size > 0)
      refuse(
        'conflict',
        'workspaces.room.booked',
        `${whole.name} or one of its parts is booked ahead. How it is divided can change when nothing is.`,
      )
    await inside.tx.deleteFrom('workspaces.part').where('whole_id', '=', whole.id).execute()
    if (partIds.length > 0)
      await inside.tx
        .insertInto('workspaces.part')
        .values(partIds.map((part_id) => ({ whole_id: whole.id, part_id })))
        .execute()
    await inside.tx
      .updateTable('workspaces.resource')
      .set({ version: whole.version + 1 })
      .where('id', '=', whole.id)
      .execute()
    return {
      subject: workplace.site_id,
      result: { code: whole.code, site: workplace.code, parts: partIds.length },
      facts: { resource: whole.id, parts: partIds.length },
    }
  },
})
