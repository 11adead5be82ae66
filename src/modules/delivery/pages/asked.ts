// What the pages of plans read before they choose a view: the plan of the address, and the frame of a form about it.
import { refuse } from '#platform/errors/index.ts'
import type { Choice } from '#platform/fields/index.ts'
import type { FormState, View, Visit } from '#platform/http/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { formPage, type FormPageMore } from '#web/forms.ts'
import { personChoice } from '#modules/organisations/index.ts'
import { possiblePeople } from '../queries/people.ts'
import { planByCode, type Plan } from '../queries/plans.ts'
import { holdsFor } from '../queries/seeing.ts'
import { HOME, planHref, PLANS } from '../views/plan-words.ts'

export const todayOf = (visit: Pick<Visit, 'now'>): Temporal.PlainDate => londonDate(visit.now)

/** The plan of the address, if the visitor may see it. */
export const thePlan = (visit: Visit): Promise<Plan> => planByCode(visit, visit.params['plan'] ?? '')

/** The plan of the address for a form of those who hold this permission in it; whoever sees it and does not is told so. */
export const planKeptFor =
  (permission: string) =>
  async (visit: Visit): Promise<Plan> => {
    const plan = await thePlan(visit)
    mustHold(visit, permission, plan)
    return plan
  }

export function mustHold(visit: Visit, permission: string, plan: Plan): void {
  if (!holdsFor(visit, permission, plan))
    refuse(
      'forbidden',
      'delivery.plan.not-yours',
      'This is for those who keep the plan: its officers, and the lead or partnership officer of its body. Ask one of them.',
    )
  if (plan.state === 'closed')
    refuse('conflict', 'delivery.plan.closed', `${plan.title} is closed. Its record stays as it is.`)
}

export const personChoices = async (visit: Visit, plan: Plan): Promise<Choice[]> =>
  (await possiblePeople(visit, plan)).map(personChoice)

/** A form about a plan. */
export const planForm =
  (title: string, more: FormPageMore) =>
  (_visit: Visit, plan: Plan, state: FormState): View =>
    formPage(title, state, { href: planHref(plan), text: plan.title }, more)

export const trail = (plan?: Plan) => [
  HOME,
  PLANS,
  ...(plan === undefined ? [] : [{ text: plan.title, href: planHref(plan) }]),
]
