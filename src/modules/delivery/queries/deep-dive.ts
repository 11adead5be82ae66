// Everything that is known of one activity, for its page and for a program: its rounds, dates, milestones, endings,
// risks, decisions, actions, and its thread up and down.
import type { Reader } from '#platform/actions/index.ts'
import { decisionsAbout, undertakingsAbout } from '#modules/governance/index.ts'
import { indicatorsAbout, indicatorsServing } from '#modules/performance/index.ts'
import { risksAbout } from '#modules/risk/index.ts'
import { issueLives } from '../rules.ts'
import { activityByNumber } from './activities.ts'
import { frozenRowsOfActivity } from './frozen.ts'
import { closingsOf, dateChangesOf, delegatesOf, milestonesOf, type DateChange } from './history.ts'
import { openRoundOf } from './rounds.ts'
import { holdsFor, READ } from './seeing.ts'
import { submissionOf } from './submissions.ts'
import { threadDown, threadUp } from './threads.ts'

export type DeepDive = Awaited<ReturnType<typeof deepDive>>

/**
 * The history of an activity. What was said in its rounds is for those who work with the plan; whoever reads it only
 * because it is public has the issued reports for that.
 */
export async function deepDive(reader: Reader, planCode: string, number: number) {
  const { plan, activity, newest } = await activityByNumber(reader, planCode, number)
  const seesRounds = holdsFor(reader, READ, plan)
  const rounds = seesRounds ? await frozenRowsOfActivity(reader, activity.id) : []
  const openRound = seesRounds ? await openRoundOf(reader, plan.id) : undefined
  const down = await threadDown(reader, [activity.id])
  const dates = await dateChangesOf(reader, activity.id)
  const closings = await closingsOf(reader, activity.id)
  return {
    plan,
    activity: seesRounds ? activity : { ...activity, status: null },
    newest: seesRounds ? newest : undefined,
    seesRounds,
    rounds,
    issues: issueLives(rounds),
    openRound,
    now: openRound === undefined ? undefined : await submissionOf(reader, openRound.id, activity.id),
    delegates: seesRounds ? await delegatesOf(reader, activity.id) : [],
    dates: seesRounds ? dates : dates.map(withoutWords),
    milestones: await milestonesOf(reader, activity.id),
    closings: seesRounds ? closings : closings.map((one) => ({ ...one, made_by: null })),
    risks: await risksAbout(reader, activity.id),
    indicators: await indicatorsOf(reader, activity.id),
    decisions: seesRounds ? await decisionsAbout(reader, activity.id) : [],
    up: await threadUp(reader, [activity.id]),
    down,
    undertakings: await undertakingsAbout(reader, [activity.id, ...down.map((step) => step.id)]),
  }
}

/** A date for everybody: that it changed. Why, and who said so, is what was said in a round. */
const withoutWords = (change: DateChange): DateChange => ({
  ...change,
  ...(change.round_code === null ? {} : { reason: null, cause: null }),
  made_by: null,
})

/** The indicators about the activity, and those whose owners say that they serve it; each once. */
async function indicatorsOf(reader: Reader, activityId: string) {
  const about = await indicatorsAbout(reader, [activityId])
  const serving = await indicatorsServing(reader, [activityId])
  return [...about, ...serving.filter((one) => !about.some((other) => other.id === one.id))]
}
