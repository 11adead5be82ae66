// A lead may give an activity to somebody else to report. The lead stays accountable: their name stands in the report.
import { personOf, action, type Inside } from '#platform/actions/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { planSeen, holdsFor, KEEP } from '../queries/seeing.ts'
import { doneWith, mustBeOfBody, ownActivityToChange, type Held } from './holding.ts'
import { today } from './locking.ts'

const GIVE = 'delivery.delegation.give'
const END = 'delivery.delegation.end'

export const giveDelegation = action({
  name: GIVE,
  title: 'Give an activity to somebody to report',
  doors: ['page', 'api', 'command'],
  fields: {
    activity: field.id('Activity'),
    person: field.pick('Who reports it', { from: 'organisations.person' }),
  },
  async run(inside, answers) {
    const held = await ownActivityToChange(inside, GIVE, answers.activity)
    mustLead(inside, held)
    await mustBeAbleToReport(inside, held, answers.person)
    const id = inside.id()
    await inside.tx
      .insertInto('delivery.delegation')
      .values({
        id,
        activity_id: held.activity.id,
        person_id: answers.person,
        given_by_person_id: personOf(inside),
        from_on: today(inside),
      })
      .execute()
    return doneWith(held, { delegation: id, person: answers.person }, { delegation: id })
  },
})

export const endDelegation = action({
  name: END,
  title: 'Take an activity back from whom it was given to',
  doors: ['page', 'api', 'command'],
  fields: { delegation: field.id('Delegation') },
  async run(inside, answers) {
    const asked = await inside.tx
      .selectFrom('delivery.delegation as delegation')
      .innerJoin('delivery.activity as activity', 'activity.id', 'delegation.activity_id')
      .innerJoin('delivery.plan as plan', 'plan.id', 'activity.plan_id')
      .select('delegation.activity_id')
      .where('delegation.id', '=', answers.delegation)
      .where(planSeen(inside))
      .executeTakeFirst()
    const held = await ownActivityToChange(inside, END, (asked ?? notFound('delegation')).activity_id)
    const delegation = await inside.tx
      .selectFrom('delivery.delegation')
      .selectAll()
      .where('id', '=', answers.delegation)
      .forUpdate()
      .executeTakeFirstOrThrow()
    if (delegation.person_id !== personOf(inside)) mustLead(inside, held)
    if (delegation.ended_on !== null)
      refuse('conflict', 'delivery.delegation.over', 'The activity was taken back already.')
    await inside.tx
      .updateTable('delivery.delegation')
      .set({ ended_on: today(inside) })
      .where('id', '=', delegation.id)
      .execute()
    return doneWith(held, { delegation: delegation.id, person: delegation.person_id })
  },
})

/** Whom an activity was given to does not give it on. */
function mustLead(inside: Inside, { plan, activity }: Held): void {
  if (holdsFor(inside, KEEP, plan) || activity.lead_person_id === personOf(inside)) return
  refuse(
    'forbidden',
    'delivery.delegation.not-the-lead',
    'The lead of the activity gives it to others, or an officer of the plan does. Ask one of them.',
  )
}

async function mustBeAbleToReport(inside: Inside, { plan, activity }: Held, person: string): Promise<void> {
  if (person === activity.lead_person_id)
    invalid('delivery.delegation.lead', [
      { field: 'person', message: 'This person leads the activity and reports it already' },
    ])
  await mustBeOfBody(inside, plan, person, 'person')
}
