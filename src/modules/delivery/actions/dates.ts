// How the dates of an activity change: each change is written down and stays; the activity shows the newest.
import { personOf, action, type Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import {
  causeWord,
  daysMoved,
  mayChangeDate,
  type Cause,
  type DateKind,
  type DateSource,
  type PlanState,
} from '../rules.ts'
import { activityToChange, doneWith } from './holding.ts'
import { mustBeCurrent, type LockedActivity } from './locking.ts'

const COLUMNS = { 'original-end': 'original_end', end: 'revised_end', 'go-live': 'revised_go_live' } as const

export type DateChanged = {
  readonly id: string
  readonly former: Temporal.PlainDate | null
  readonly becomes: Temporal.PlainDate | null
  readonly days: number | null
}

/**
 * Gives a locked activity another date (V1, V8): appends to its history and lets the activity show it. Null when the
 * date is what it was already. The original end of an approved plan is recorded once, where it was unknown.
 */
export async function changeDate(
  inside: Inside,
  change: {
    readonly activity: LockedActivity
    readonly what: DateKind
    readonly becomes: Temporal.PlainDate | null
    readonly reason: string | null
    readonly cause: Cause | null
    /** The round in which it was reported; null outside a round. */
    readonly roundId: string | null
    readonly source: DateSource
    /** Said by whoever holds the plan already; read here otherwise. */
    readonly planState?: PlanState
  },
): Promise<DateChanged | null> {
  const { activity, what, becomes, reason, cause, roundId, source } = change
  const planState = change.planState ?? (await stateOf(inside, activity.plan_id))
  // As it stands in this transaction: a report may move two dates of one activity that it locked once.
  const now = await inside.tx
    .selectFrom('delivery.activity')
    .select(['original_end', 'revised_end', 'revised_go_live'])
    .where('id', '=', activity.id)
    .executeTakeFirstOrThrow()
  const former = now[COLUMNS[what]]
  if (!mayChangeDate({ what, former, becomes, planState, source, reason, cause })) return null
  const id = inside.id()
  await inside.tx
    .insertInto('delivery.date_change')
    .values({
      id,
      activity_id: activity.id,
      number: sql<number>`(select coalesce(max(number), 0) + 1 from delivery.date_change where activity_id = ${activity.id})`,
      round_id: roundId,
      what,
      former,
      becomes,
      reason,
      cause,
      source,
      made_at: inside.now,
      made_by_person_id: personOf(inside),
    })
    .execute()
  await inside.tx
    .updateTable('delivery.activity')
    .set({ [COLUMNS[what]]: becomes, version: sql`version + 1` })
    .where('id', '=', activity.id)
    .execute()
  // A first revised end moves away from the original.
  const from = former ?? (what === 'end' ? now.original_end : null)
  return { id, former, becomes, days: daysMoved(from, becomes) }
}

async function stateOf(inside: Inside, planId: string): Promise<PlanState> {
  const plan = await inside.tx
    .selectFrom('delivery.plan')
    .select('state')
    .where('id', '=', planId)
    .executeTakeFirst()
  return plan?.state ?? notFound('plan')
}

export const changeActivityDate = action({
  name: 'delivery.date.change',
  title: 'Change a date of an activity',
  doors: ['page', 'api', 'command'],
  fields: {
    activity: field.id('Activity'),
    what: field.choice('Which date', { end: 'The end date', 'go-live': 'The go-live date' }),
    becomes: field
      .date('New date', {
        hint: 'Leave it empty where there is no revised date any more. For example, 27 3 2027',
      })
      .optional(),
    // Asked for on an approved plan (V8); while it is a draft, dates move without a word.
    reason: field.longText('Why it changes', { most: 1000 }).optional(),
    cause: field.choice('Cause', causeWord).optional(),
    version: field.version(),
  },
  async run(inside, answers) {
    const { plan, activity } = await activityToChange(inside, 'delivery.date.change', answers.activity)
    const { what, becomes, reason, cause } = answers
    mustBeCurrent(activity, answers.version, { becomes: activity[COLUMNS[what]] })
    const changed = await changeDate(inside, {
      activity,
      what,
      becomes,
      reason,
      cause,
      roundId: null,
      source: 'plan',
      planState: plan.state,
    })
    const days = changed?.days ?? null
    const facts = { what, becomes: becomes?.toString() ?? null, days }
    return doneWith({ plan, activity }, facts, { isChanged: changed !== null, days })
  },
})

export const recordOriginalEnd = action({
  name: 'delivery.date.record-original',
  title: 'Record the original end date',
  doors: ['page', 'api', 'command'],
  fields: {
    activity: field.id('Activity'),
    originalEnd: field.date('Original end date', {
      hint: 'The end the plan was approved with. It is recorded once. For example, 31 3 2028',
    }),
    version: field.version(),
  },
  async run(inside, answers) {
    const held = await activityToChange(inside, 'delivery.date.record-original', answers.activity)
    const { plan, activity } = held
    mustBeCurrent(activity, answers.version, { originalEnd: activity.original_end })
    await changeDate(inside, {
      activity,
      what: 'original-end',
      becomes: answers.originalEnd,
      reason: null,
      cause: null,
      roundId: null,
      source: 'plan',
      planState: plan.state,
    })
    return doneWith(held, { originalEnd: answers.originalEnd.toString() })
  },
})
