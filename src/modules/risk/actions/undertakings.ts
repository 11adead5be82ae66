// An action about a risk is an undertaking like any other; who may give one here is the risk's own rule.
import { action } from '#platform/actions/index.ts'
import { refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { recordUndertaking } from '#modules/governance/index.ts'
import { mustNotBeClosed } from '../rules.ts'
import { addressOf, doneWith, mustBeOfBody, riskToChange } from './locking.ts'

export const giveAction = action({
  name: 'risk.action.give',
  title: 'Give somebody an action about a risk',
  doors: ['page', 'api', 'command'],
  fields: {
    risk: field.id('Risk'),
    what: field.text('What is to be done', { most: 500 }),
    owner: field.pick('Who', { from: 'organisations.person' }),
    dueOn: field.date('By when'),
  },
  async run(inside, answers) {
    const { risk, register } = await riskToChange(inside, 'risk.action.give', answers.risk)
    mustNotBeClosed(risk.state)
    if (register.partnership_id === null)
      refuse(
        'conflict',
        'risk.action.no-partnership',
        'Actions are undertaken in a partnership, and this register is of one organisation. Write what is done as a control instead.',
      )
    await mustBeOfBody(inside, register, answers.owner)
    const { id } = await inside.act(recordUndertaking, {
      about: risk.id,
      address: addressOf(register, risk.reference),
      ...(register.group_id === null
        ? { partnership: register.partnership_id }
        : { group: register.group_id }),
      what: answers.what,
      owner: answers.owner,
      dueOn: answers.dueOn.toString(),
    })
    return doneWith(risk, register, { undertaking: id, owner: answers.owner })
  },
})
