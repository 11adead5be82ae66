// The rounds of a plan, and which activities stand in one.
import type { Reader } from '#platform/actions/index.ts'
import { sql, type Selectable } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { stateNow, type RoundState } from '../rules.ts'
import type { RoundTable } from '../schema.ts'
import { planByCode, type Plan } from './plans.ts'
import { planSeen } from './seeing.ts'

/** A round as a reader meets it: `state` is that of the clock at this moment, whatever is written down yet (V2). */
export type Round = Selectable<RoundTable>

type Asking = Pick<Reader, 'db' | 'now'>

/** The round with the state it has at this moment. */
export const asOfNow = (round: Round, now: Temporal.Instant): Round => ({
  ...round,
  state: stateNow(round, now) satisfies RoundState,
})

/** The round of that code in the plan of that code, if the reader may see the plan; not found otherwise. */
export async function roundByCode(
  reader: Reader,
  planCode: string,
  roundCode: string,
): Promise<{ readonly plan: Plan; readonly round: Round }> {
  const plan = await planByCode(reader, planCode)
  const round = await reader.db
    .selectFrom('delivery.round')
    .selectAll()
    .where('plan_id', '=', plan.id)
    .where('code', '=', roundCode)
    .executeTakeFirst()
  return { plan, round: round === undefined ? notFound('round') : asOfNow(round, reader.now) }
}

/** The round of that id, if the reader may see its plan. */
export async function roundById(reader: Reader, id: string): Promise<Round> {
  const round = await reader.db
    .selectFrom('delivery.round as round')
    .innerJoin('delivery.plan as plan', 'plan.id', 'round.plan_id')
    .selectAll('round')
    .where('round.id', '=', id)
    .where(planSeen(reader))
    .executeTakeFirst()
  return round === undefined ? notFound('round') : asOfNow(round, reader.now)
}

/** The rounds of a plan, the newest period first. Ask only about a plan that the reader sees. */
export async function roundsOf(reader: Asking, planId: string): Promise<Round[]> {
  const rounds = await reader.db
    .selectFrom('delivery.round')
    .selectAll()
    .where('plan_id', '=', planId)
    .orderBy('period_from', 'desc')
    .orderBy('code', 'desc')
    .execute()
  return rounds.map((round) => asOfNow(round, reader.now))
}

/** The round that is open at this moment, if one is. */
export async function openRoundOf(reader: Asking, planId: string): Promise<Round | undefined> {
  return (await roundsOf(reader, planId)).find((round) => round.state === 'open')
}

/** The round before this one in the same plan, by period. */
export async function roundBefore(
  reader: Pick<Reader, 'db'>,
  round: Pick<Round, 'plan_id' | 'period_from' | 'id'>,
): Promise<Round | undefined> {
  return reader.db
    .selectFrom('delivery.round')
    .selectAll()
    .where('plan_id', '=', round.plan_id)
    .where('period_from', '<', round.period_from)
    .orderBy('period_from', 'desc')
    .orderBy('code', 'desc')
    .limit(1)
    .executeTakeFirst()
}

// Day by day in London, as an officer reads a window.
const dayOf = (moment: string) => sql`(${sql.ref(moment)} at time zone 'Europe/London')::date`

/** For `delivery.round as round`: the last day of its window. One that ends at midnight ends with the day before. */
export const lastDay = sql`((round.closes_at - interval '1 microsecond') at time zone 'Europe/London')::date`

const monitored = sql`(activity.added_on <= ${lastDay}
  and not exists (select 1 from delivery.closing closing where closing.activity_id = activity.id
    and closing.monitoring = 'removed'
    and coalesce(closing.decided_on, ${dayOf('closing.made_at')}) <= ${dayOf('round.opens_at')}
    and (closing.reopened_on is null or closing.reopened_on > ${lastDay})))`

/**
 * For `delivery.activity as activity` and `delivery.round as round`: whether the activity is monitored in the round.
 * One that was added after it closed or taken out of monitoring before it opened is not, unless it reported all the
 * same. A round that a file brought holds every activity of its plan.
 */
export const standsInRound = sql<boolean>`(activity.plan_id = round.plan_id and (round.is_imported or ${monitored}
  or exists (select 1 from delivery.submission reported where reported.round_id = round.id and reported.activity_id = activity.id)))`

/** The same where the report of the activity in the round is joined as `submission` already. */
export const standsWithReport = sql<boolean>`(activity.plan_id = round.plan_id and (round.is_imported
  or submission.id is not null or ${monitored}))`
