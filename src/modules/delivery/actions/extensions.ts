// More time for one activity (V3): asked for by whoever reports it once the window has closed, granted or declined by
// an officer of the plan. What comes by it is marked late for good.
import { personOf, action, type Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { notify } from '#platform/notifications/index.ts'
import { formatDateTime } from '#platform/time/index.ts'
import { asOfNow, standsInRound } from '../queries/rounds.ts'
import { extensionFor, type Extension } from '../queries/extensions.ts'
import { planSeen } from '../queries/seeing.ts'
import { hasReported, mustTakeLateEntries } from '../rules.ts'
import { ownActivityToChange } from './holding.ts'
import { mustBeCurrent, roundToChange, type LockedPlan, type LockedRound } from './locking.ts'
import { roundAddress } from './rounds.ts'

/** The letter to whoever asked. */
export const ANSWERED_LETTER = 'delivery.extension.answered'

const ASK = 'delivery.extension.ask'

export const askExtension = action({
  name: ASK,
  title: 'Ask for more time to report an activity',
  doors: ['page', 'api', 'command'],
  fields: {
    round: field.id('Round'),
    activity: field.id('Activity'),
    why: field.longText('Why it is late', {
      most: 1000,
      hint: 'An officer of the plan reads this and answers',
    }),
  },
  async run(inside, answers) {
    const { plan, round } = await roundHeld(inside, ASK, answers.round)
    const { activity } = await ownActivityToChange(inside, ASK, answers.activity)
    await mustStandInRound(inside, round.id, activity.id)
    mustTakeLateEntries(round, inside.now)
    await mustNotBeReported(inside, round.id, activity.id)
    mustNotHaveTime(await extensionFor(inside, round.id, activity.id), inside.now)
    const id = inside.id()
    await inside.tx
      .insertInto('delivery.extension')
      .values({
        id,
        round_id: round.id,
        activity_id: activity.id,
        asked_by_person_id: personOf(inside),
        asked_at: inside.now,
        why: answers.why,
      })
      .execute()
    return done(plan, round, { id, number: activity.number })
  },
})

const done = (
  plan: LockedPlan,
  round: LockedRound,
  { id, number }: { readonly id: string; readonly number: number },
) => ({
  subject: round.id,
  result: { id, number, address: roundAddress(plan, round) },
  facts: { plan: plan.code, round: round.code, activity: number, extension: id },
})

async function roundHeld(inside: Inside, permission: string, id: string) {
  const { plan, round } = await roundToChange(inside, permission, id, 'share')
  return { plan, round: asOfNow(round, inside.now) }
}

export async function mustStandInRound(inside: Inside, roundId: string, activityId: string): Promise<void> {
  const { rows } = await sql`
    select 1 from delivery.round round join delivery.activity activity on activity.id = ${activityId}
    where round.id = ${roundId} and ${standsInRound}`.execute(inside.tx)
  if (rows.length === 0) notFound('activity')
}

async function mustNotBeReported(inside: Inside, roundId: string, activityId: string): Promise<void> {
  const submission = await inside.tx
    .selectFrom('delivery.submission')
    .select('state')
    .where('round_id', '=', roundId)
    .where('activity_id', '=', activityId)
    .executeTakeFirst()
  if (hasReported(submission ?? null))
    refuse(
      'conflict',
      'delivery.extension.reported',
      'This activity was reported. If its report is wrong, ask its director to return it.',
    )
}

function mustNotHaveTime(extension: Extension | null, now: Temporal.Instant): void {
  if (extension?.until_at === null || extension === null) return
  if (Temporal.Instant.compare(now, extension.until_at) < 0)
    refuse(
      'conflict',
      'delivery.extension.granted',
      `More time was granted until ${formatDateTime(extension.until_at)}. Report now.`,
    )
}

type Answered = {
  readonly plan: LockedPlan
  readonly round: LockedRound
  readonly extension: Extension
  readonly number: number
}

/** The request, locked, if an officer may still answer it. */
async function requestToAnswer(
  inside: Inside,
  permission: string,
  id: string,
  version: number,
): Promise<Answered> {
  const asked = await inside.tx
    .selectFrom('delivery.extension as extension')
    .innerJoin('delivery.activity as activity', 'activity.id', 'extension.activity_id')
    .innerJoin('delivery.plan as plan', 'plan.id', 'activity.plan_id')
    .select(['extension.round_id', 'activity.number'])
    .where('extension.id', '=', id)
    .where(planSeen(inside))
    .executeTakeFirst()
  if (asked === undefined) return notFound('request')
  const { plan, round } = await roundHeld(inside, permission, asked.round_id)
  const extension = await inside.tx
    .selectFrom('delivery.extension')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow()
  if (extension.state !== 'asked')
    refuse(
      'conflict',
      'delivery.extension.answered',
      'Somebody has answered this request. Look at the round again.',
    )
  mustBeCurrent(extension, version)
  mustTakeLateEntries(round, inside.now)
  return { plan, round, extension, number: asked.number }
}

export const grantExtension = action({
  name: 'delivery.extension.grant',
  title: 'Grant more time',
  doors: ['page', 'api', 'command'],
  fields: {
    extension: field.id('Request'),
    until: field.dateTime('Until when', { hint: 'What is received at this moment or later is refused' }),
    words: field.longText('What you say to it', { most: 1000 }).optional(),
    version: field.version(),
  },
  async run(inside, answers) {
    const found = await requestToAnswer(
      inside,
      'delivery.extension.grant',
      answers.extension,
      answers.version,
    )
    mustBeAhead(inside, answers.until)
    await answer(inside, found.extension, {
      state: 'granted',
      until_at: answers.until,
      answer_words: answers.words,
    })
    return done(found.plan, found.round, { id: found.extension.id, number: found.number })
  },
})

export const declineExtension = action({
  name: 'delivery.extension.decline',
  title: 'Decline more time',
  doors: ['page', 'api', 'command'],
  fields: {
    extension: field.id('Request'),
    words: field.longText('Why not', { most: 1000, hint: 'Whoever asked reads this' }),
    version: field.version(),
  },
  async run(inside, answers) {
    const found = await requestToAnswer(
      inside,
      'delivery.extension.decline',
      answers.extension,
      answers.version,
    )
    await answer(inside, found.extension, { state: 'declined', until_at: null, answer_words: answers.words })
    return done(found.plan, found.round, { id: found.extension.id, number: found.number })
  },
})

export function mustBeAhead(inside: Inside, until: Temporal.Instant): void {
  if (Temporal.Instant.compare(until, inside.now) > 0) return
  invalid('delivery.extension.past', [{ field: 'until', message: 'Choose a moment that is still to come' }])
}

async function answer(
  inside: Inside,
  extension: Extension,
  given: Pick<Extension, 'state' | 'until_at' | 'answer_words'>,
): Promise<void> {
  await inside.tx
    .updateTable('delivery.extension')
    .set({
      ...given,
      answered_by_person_id: personOf(inside),
      answered_at: inside.now,
      version: sql`version + 1`,
    })
    .where('id', '=', extension.id)
    .execute()
  if (extension.asked_by_person_id !== null)
    await notify(inside, {
      to: { subject: extension.asked_by_person_id },
      template: ANSWERED_LETTER,
      ids: { extension: extension.id },
    })
}
