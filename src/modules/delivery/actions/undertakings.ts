// What a person does for an activity is an undertaking like any other (governance keeps it); who may give one here is
// the plan's own rule.
import { action, type Inside } from '#platform/actions/index.ts'
import { invalid } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { recordUndertaking } from '#modules/governance/index.ts'
import { placesFor } from '../queries/history.ts'
import { addressOf, doneWith, mustBeOfBody, ownActivityToChange, type Held } from './holding.ts'

export const giveAction = action({
  name: 'delivery.action.give',
  title: 'Give somebody an action for an activity',
  doors: ['page', 'api', 'command'],
  fields: {
    activity: field.id('Activity'),
    what: field.text('What is to be done', { most: 500 }),
    owner: field.pick('Who', { from: 'organisations.person' }),
    dueOn: field.date('By when'),
    partnership: field
      .pick('Partnership', {
        from: 'partnerships.partnership',
        hint: 'In whose list of actions it stands; asked where the body belongs to several',
      })
      .optional(),
  },
  async run(inside, answers) {
    const held = await ownActivityToChange(inside, 'delivery.action.give', answers.activity)
    await mustBeOfBody(inside, held.plan, answers.owner, 'owner')
    const { id } = await inside.act(recordUndertaking, {
      about: held.activity.id,
      address: addressOf(held.plan, held.activity),
      ...(await placeOf(inside, held, answers.partnership)),
      what: answers.what,
      owner: answers.owner,
      dueOn: answers.dueOn.toString(),
    })
    return doneWith(held, { undertaking: id, owner: answers.owner }, { undertaking: id })
  },
})

/** In whose list the action stands: the group or partnership of the plan, or one that its organisation belongs to. */
async function placeOf(inside: Inside, { plan }: Held, asked: string | null) {
  if (plan.group_id !== null) return { group: plan.group_id }
  const possible = await placesFor(inside, plan)
  const chosen = asked ?? (possible.length === 1 ? possible[0]?.id : undefined)
  if (chosen !== undefined && possible.some((one) => one.id === chosen)) return { partnership: chosen }
  return invalid('delivery.action.no-partnership', [
    {
      field: 'partnership',
      message:
        possible.length === 0
          ? 'Actions are undertaken in a partnership, and the body of this plan belongs to none. Write what is done as a milestone instead'
          : 'Choose the partnership in whose list the action stands',
    },
  ])
}
