// How the chair of a group goes round: the length of a term and the order of its organisations (R1).
import { action } from '#platform/actions/index.ts'
import { refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { organisationsToSit } from '../queries/rotation.ts'
import { mustBeOpen } from '../rules.ts'
import { lockedGroup, mayFor } from './groups.ts'

export const setRotation = action({
  name: 'groups.rotation.set',
  title: 'Set the rotation of the chair',
  doors: ['page', 'api', 'command'],
  fields: {
    group: field.id('Group'),
    termMonths: field
      .integer('Months in the chair', { least: 1, most: 60, hint: 'Leave it empty where there is no term' })
      .optional(),
    order: field
      .rows(
        'Order of the organisations',
        { organisation: field.pick('Organisation', { from: 'organisations.organisation' }) },
        { most: 60, hint: 'The first follows the last. Leave it empty where the chair does not rotate' },
      )
      .optional(),
  },
  async run(inside, answers) {
    const group = await lockedGroup(inside, answers.group)
    mayFor(inside, 'groups.rotation.set', { partnershipId: group.partnership_id, groupId: group.id })
    mustBeOpen({ name: group.name, endedOn: group.ended_on })
    const order = (answers.order ?? []).map((row) => row.organisation)
    if (new Set(order).size < order.length)
      refuse('invalid', 'groups.rotation.twice', 'An organisation stands in the order once.', {
        faults: [{ field: 'order', message: 'Select each organisation once' }],
      })
    const partners = new Set((await organisationsToSit(inside, group.partnership_id)).map((one) => one.id))
    if (order.some((one) => !partners.has(one)))
      refuse('invalid', 'groups.rotation.no-partner', 'Only partners take the chair.', {
        faults: [{ field: 'order', message: 'Select organisations that are partners today' }],
      })
    await inside.tx.deleteFrom('groups.rotation_place').where('group_id', '=', group.id).execute()
    if (order.length > 0)
      await inside.tx
        .insertInto('groups.rotation_place')
        .values(
          order.map((organisation, at) => ({
            group_id: group.id,
            place: at + 1,
            organisation_id: organisation,
          })),
        )
        .execute()
    await inside.tx
      .updateTable('groups.group')
      .set({ chair_term_months: answers.termMonths, version: group.version + 1 })
      .where('id', '=', group.id)
      .execute()
    return {
      subject: group.id,
      result: { id: group.id, code: group.code },
      facts: { termMonths: answers.termMonths, organisations: order.length },
    }
  },
})
