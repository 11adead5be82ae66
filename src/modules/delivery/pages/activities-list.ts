// The list of a plan's activities, as page, file and section of the plan's own page.
import type { Reader } from '#platform/actions/index.ts'
import type { Html } from '#platform/html/index.ts'
import { get, page, type Visit } from '#platform/http/index.ts'
import { everyRow, fileOf, filterOf, formatOf } from '#platform/tables/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { activitiesCounted, activitiesOf, type ActivityFilter } from '../queries/activities.ts'
import { outcomesOf, planByCode, unitsOf, type Plan } from '../queries/plans.ts'
import { holdsFor, READ, READ_PUBLIC } from '../queries/seeing.ts'
import { STATUSES, type Status } from '../rules.ts'
import { planTabs } from '../views/plan.ts'
import { activitiesPart, activitiesView, activityColumns, type ActivitiesShown } from '../views/activities.ts'

const isStatus = (text: string | undefined): text is Status => STATUSES.some((one) => one === text)

/** The filter out of the address. What is no filter of ours is left out. */
function filterIn(visit: Visit, seesRounds: boolean): ActivityFilter {
  const outcome = filterOf(visit, 'outcome')
  const status = filterOf(visit, 'status')
  const only = filterOf(visit, 'only')
  const { monitored } = visit.query
  const [unit, search, after] = ['unit', 'search', 'after'].map((name) => filterOf(visit, name))
  return {
    ...(outcome !== undefined && /^\d{1,6}$/.test(outcome) ? { outcome: Number(outcome) } : {}),
    ...(unit === undefined ? {} : { unit }),
    ...(seesRounds && isStatus(status) ? { status } : {}),
    ...(monitored === 'yes' || monitored === 'no' ? { monitored: monitored === 'yes' } : {}),
    ...(only === 'mine' ? { mine: true } : {}),
    ...(only === 'overdue' ? { overdue: true } : {}),
    ...(only === 'leaderless' || visit.query['lead'] === 'nobody' ? { leaderless: true } : {}),
    ...(only === 'unthreaded' ? { unthreaded: true } : {}),
    ...(search === undefined ? {} : { search }),
    ...(after === undefined ? {} : { after }),
  }
}

async function shownOf(
  reader: Reader,
  plan: Plan,
  filter: ActivityFilter,
  most: number,
): Promise<ActivitiesShown> {
  const { newest, ...listed } = await activitiesOf(reader, plan.id, filter, most)
  return {
    plan,
    listed,
    newest,
    seesRounds: holdsFor(reader, READ, plan),
    namesPeople: reader.actor.kind !== 'visitor',
    counted: await activitiesCounted(reader, plan.id),
    outcomes: await outcomesOf(reader, plan.id),
    units: await unitsOf(reader, plan.id),
    mayAdd: plan.state !== 'closed' && holdsFor(reader, 'delivery.activity.add', plan),
    isPerson: reader.actor.kind === 'person',
    today: londonDate(reader.now),
  }
}

const MOST_ON_THE_PLAN = 20

/** The section of the plan's own page. */
export async function activitiesSection(reader: Reader, plan: Plan): Promise<Html> {
  return activitiesPart(await shownOf(reader, plan, {}, MOST_ON_THE_PLAN))
}

export const showActivities = get('/delivery/:plan/activities', {
  permission: READ_PUBLIC,
  async run(visit) {
    const plan = await planByCode(visit, visit.params['plan'] ?? '')
    const seesRounds = holdsFor(visit, READ, plan)
    const filter = filterIn(visit, seesRounds)
    const format = formatOf(visit)
    if (format !== undefined) {
      const { after: _, ...rest } = filter
      const rows = await everyRow((after) =>
        activitiesOf(visit, plan.id, { ...rest, ...(after === undefined ? {} : { after }) }, 1000),
      )
      const namesPeople = visit.actor.kind !== 'visitor'
      const columns = activityColumns(plan, londonDate(visit.now), {
        seesRounds,
        namesPeople,
        hasUnits: true,
      })
      return fileOf(format, `${plan.code}-activities`, columns, rows)
    }
    return page(
      activitiesView(
        await shownOf(visit, plan, filter, 50),
        planTabs(visit, plan, 'activities'),
        visit.query,
      ),
    )
  },
})
