// A small plan to report in: one outcome, some activities with their leads, a round that is over and one that is open.
import { modules } from '#app/modules.ts'
import { submitSubmission } from '#modules/delivery/actions/submissions.ts'
import { createPerson } from '#modules/organisations/index.ts'
import type { Database } from '#platform/database/index.ts'
import { county, type County } from './county.ts'
import { testHouse, type TestHouse } from './house.ts'
import { planToReportIn, type PlanMade } from './reporting-plan.ts'

export { planToReportIn, type PlanMade }

type Db = Pick<Database, 'db'>

export const IN_Q2 = '2026-10-05T10:00:00Z'
export const IN_Q3 = '2026-11-20T10:00:00Z'

export type Reporting = County &
  PlanMade & {
    readonly house: TestHouse
    readonly leads: readonly string[]
  }

/**
 * A plan of Kent County Council with so many activities. Ravi leads the first and was given the second, which Marcus
 * leads; Priya directs all of them and Marcus keeps the plan. Every further one has a lead of its own.
 */
export async function reporting(database: Db, activities = 3): Promise<Reporting> {
  const at = await county(database)
  const house = testHouse(database, modules, IN_Q3)
  const leads = [at.person.ravi, at.person.marcus]
  for (let number = 3; number <= activities; number += 1)
    leads.push(
      (
        await house.operator.perform(createPerson, {
          mail: `lead.${number}@kcc.example`,
          name: `Lead of ${number}`,
          organisation: 'kcc',
          jobTitle: 'Lead officer',
          startedOn: '2024-04-01',
        })
      ).id,
    )
  const made = await planToReportIn(database, {
    organisation: at.organisation.kcc,
    officer: at.person.marcus,
    director: at.person.priya,
    leads: leads.slice(0, activities),
    given: at.person.ravi,
  })
  return { ...at, house, leads, ...made }
}

/** Answers of an activity on track, in the first report there is. */
export const FIRST_REPORT = {
  status: 'on_track',
  progress: 'Contracts are out.',
  dates: ['still-true'],
  hasMilestones: 'no',
  boardsAre: 'none',
} as const

/** The activity as it was reported by its lead in the round that is over. */
export async function reportedBefore(
  at: Reporting,
  number: number,
  answers: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  at.house.clock.set(IN_Q2)
  await at.house.as(at.leads[number - 1] ?? '').perform(submitSubmission, {
    round: at.q2,
    activity: at.activities[number - 1],
    ...FIRST_REPORT,
    ...answers,
  })
  at.house.clock.set(IN_Q3)
}
