// What a plan needs of those who keep it: leads and directors that are missing. Rounds and reports
// say for themselves what they need.
import { fill, type Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { duty, type Duty } from '#platform/module/index.ts'
import { KEEP } from './queries/seeing.ts'

type Missing = {
  readonly code: string
  readonly title: string
  readonly leads: number
  readonly directors: number
  readonly officers: number
}

const ids = (reader: Reader, kinds: readonly string[]): string[] =>
  kinds.flatMap((kind) => {
    const held = reader.scopes(KEEP, kind)
    return held === 'all' ? [] : [...held]
  })

/** One query, however many plans a person keeps: those they are officer of, and those of their body that have no officer. */
async function missingIn(reader: Reader): Promise<readonly Missing[]> {
  const [plans, bodies] = [ids(reader, ['plan']), ids(reader, ['organisation', 'partnership'])]
  if (plans.length + bodies.length === 0) return []
  const { rows } = await sql<Missing>`
    with kept as (
      select plan.id, plan.code, plan.title,
        (select count(*)::int from delivery.officer officer where officer.plan_id = plan.id and officer.ended_on is null) as officers
      from delivery.plan plan where plan.state = 'approved'
        and (plan.id = any(${plans}::uuid[]) or coalesce(plan.organisation_id, plan.partnership_id) = any(${bodies}::uuid[])))
    select kept.code, kept.title, kept.officers,
      (select count(*)::int from delivery.activity activity where activity.plan_id = kept.id and activity.is_monitored
        and activity.lead_person_id is null) as leads,
      (select count(*)::int from delivery.unit unit where unit.plan_id = kept.id and unit.director_person_id is null) as directors
    from kept where kept.id = any(${plans}::uuid[]) or kept.officers = 0
    order by kept.title`.execute(reader.db)
  return rows
}

function dutiesOf(plan: Missing): Duty[] {
  const at = `/delivery/${plan.code}`
  const one = (title: string, href: string, step: string): Duty => ({
    title,
    href,
    due: null,
    context: plan.title,
    step,
  })
  const several = (count: number, single: string, plural: string): string =>
    count === 1 ? single : `${count} ${plural}`
  return [
    ...(plan.officers === 0
      ? [one(`Name an officer of "${plan.title}"`, `${at}/setup/officers/new`, 'Name the officer')]
      : []),
    ...(plan.leads > 0
      ? [
          one(
            `Name the ${several(plan.leads, 'lead of an activity', 'leads of activities that have none')}`,
            `${at}/activities?lead=nobody`,
            'Name them',
          ),
        ]
      : []),
    ...(plan.directors > 0
      ? [
          one(
            `Name the ${several(plan.directors, 'director of a unit', 'directors of units that have none')}`,
            `${at}/setup`,
            'Name them',
          ),
        ]
      : []),
  ]
}

export const planDuties = fill(duty, {
  name: 'delivery.plan.to-do',
  permission: KEEP,
  async run(reader) {
    if (reader.actor.kind !== 'person') return []
    return (await missingIn(reader)).flatMap(dutiesOf)
  },
})
