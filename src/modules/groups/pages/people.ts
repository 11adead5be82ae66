// The addresses of a group's people: all of them, their history, and how the chair goes round.
import { form, get, page } from '#platform/http/index.ts'
import { everyRow, fileOf, MOST_DOWNLOADED } from '#platform/tables/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { paragraph } from '#web/parts.ts'
import { setRotation } from '../actions/rotation.ts'
import { formerMembers, membershipHistory, membersOfGroup } from '../queries.ts'
import { organisationsToSit, turnsOf } from '../queries/rotation.ts'
import { mayFor } from '../views/papers.ts'
import { historyColumns, historyView, peopleView } from '../views/people.ts'
import { at, formView, groupOf } from './parts.ts'

const showPeople = get('/groups/:group/people', {
  permission: 'groups.membership.read',
  async run(visit) {
    const group = await groupOf(visit)
    const [turn] = await turnsOf(visit, [group.id])
    return page(
      peopleView(
        visit,
        group,
        await membersOfGroup(visit, group.id, londonDate(visit.now)),
        await formerMembers(visit, group.id),
        {
          ends: mayFor(visit, 'groups.membership.end', group.id, group.partnership_id),
          turn,
          rotates: mayFor(visit, 'groups.rotation.set', group.id, group.partnership_id),
        },
      ),
    )
  },
})

const showHistory = get('/groups/:group/history', {
  permission: 'groups.membership.read',
  async run(visit) {
    const group = await groupOf(visit)
    const { format, after } = visit.query
    if (format !== 'csv' && format !== 'xlsx')
      return page(
        historyView(
          visit,
          group,
          await membershipHistory(visit, group.id, { after: after ?? null, most: 50 }),
        ),
      )
    const rows = await everyRow((from) =>
      membershipHistory(visit, group.id, { after: from ?? null, most: MOST_DOWNLOADED }),
    )
    return fileOf(format, `${group.code}-history`, historyColumns, rows)
  },
})

const rotation = form('/groups/:group/rotation', {
  action: setRotation,
  load: groupOf,
  values: async (visit, group) => {
    const [turn] = await turnsOf(visit, [group.id])
    return {
      group: group.id,
      termMonths: group.chair_term_months ?? '',
      order: (turn?.order ?? []).map((one) => ({ organisation: one.id })),
    }
  },
  options: async (visit, group) => ({
    organisation: (await organisationsToSit(visit, group.partnership_id)).map((one) => ({
      value: one.id,
      text: one.name,
    })),
  }),
  view: formView('Set the rotation of the chair', {
    submit: 'Save the rotation',
    before: paragraph(
      'When a term nears its end, the secretary is asked to appoint the next chair, of the organisation whose turn it is. Organisations that nobody speaks for in the group are passed over.',
    ),
  }),
  then: (_result, _visit, group) => ({ to: `${at(group)}/people`, notice: 'The rotation was set.' }),
})

export const peoplePages = [showPeople, showHistory, rotation]
