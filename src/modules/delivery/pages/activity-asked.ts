// What the pages of one activity read before they choose a view: the activity of the address, whose it is, and the
// frame of a form about it.
import { notFound, refuse } from '#platform/errors/index.ts'
import type { FormState, View, Visit } from '#platform/http/index.ts'
import { formPage, type FormPageMore } from '#web/forms.ts'
import { activityByNumber, type ActivityFound, type ActivityRow } from '../queries/activities.ts'
import { delegatesOf } from '../queries/history.ts'
import { unitsOf } from '../queries/plans.ts'
import { holdsFor, KEEP } from '../queries/seeing.ts'
import { activityHref } from '../views/standing.ts'
import { mustHold } from './asked.ts'

/** The number of the address; what is no number is no activity. */
export function numberOf(visit: Visit): number {
  const text = visit.params['number'] ?? ''
  return /^\d{1,9}$/.test(text) ? Number(text) : notFound('activity')
}

export const theActivity = (visit: Visit): Promise<ActivityFound> =>
  activityByNumber(visit, visit.params['plan'] ?? '', numberOf(visit))

/** The activity of the address for a form of those who keep its plan. */
export const activityKeptFor =
  (permission: string) =>
  async (visit: Visit): Promise<ActivityFound> => {
    const found = await theActivity(visit)
    mustHold(visit, permission, found.plan)
    return found
  }

/** The activity of the address for a form of those whose it is, and of those who keep its plan. */
export const ownActivityFor =
  (permission: string) =>
  async (visit: Visit): Promise<ActivityFound> => {
    const found = await activityKeptFor(permission)(visit)
    const keeps = holdsFor(visit, KEEP, found.plan)
    if (!keeps && !(await isTheirs(visit, found.activity)))
      refuse(
        'forbidden',
        'delivery.activity.not-yours',
        'This is for the lead of the activity, its director, those it was given to, and the officers of the plan. Ask one of them.',
      )
    return found
  }

/** Whether the visitor leads or directs the activity, or was given it to report on (V4). */
export async function isTheirs(visit: Visit, activity: ActivityRow): Promise<boolean> {
  const me = visit.actor.kind === 'person' ? visit.actor.id : null
  if (me === null) return false
  if (activity.lead_person_id === me || activity.director_person_id === me) return true
  const units = await unitsOf(visit, activity.plan_id)
  if (units.some((unit) => unit.id === activity.unit_id && unit.director_person_id === me)) return true
  return (await delegatesOf(visit, activity.id)).some((one) => one.id === me)
}

/** A form about one activity under its heading. */
export const activityForm =
  (title: string, more: FormPageMore) =>
  (_visit: Visit, { plan, activity }: ActivityFound, state: FormState): View =>
    formPage(
      title,
      state,
      { href: activityHref(plan, activity), text: `${activity.number} ${activity.title}` },
      more,
    )
