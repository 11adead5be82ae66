// Signing a report off, or giving it back with words (V5): by the director of the activity or of its unit, by an
// officer of the plan where a director is missing, and never by whoever prepared it.
import { personOf, action, type Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { notify } from '#platform/notifications/index.ts'
import { asOfNow } from '../queries/rounds.ts'
import { holdsFor, KEEP, planSeen } from '../queries/seeing.ts'
import { mustSign, type SubmissionState } from '../rules.ts'
import { mustBeCurrent, roundToChange, type LockedPlan, type LockedRound } from './locking.ts'
import { doneWithRound } from './rounds.ts'

/** The letter to whoever prepared a report that came back. */
export const RETURNED_LETTER = 'delivery.submission.returned'

const MOST_AT_ONCE = 200

type Signable = {
  readonly id: string
  readonly activity_id: string
  readonly number: number
  readonly title: string
  readonly state: SubmissionState
  readonly version: number
  readonly prepared_by_person_id: string | null
  readonly lead_person_id: string | null
  readonly activity_director: string | null
  readonly unit_director: string | null
}

export const signSubmissions = action({
  name: 'delivery.submission.sign',
  title: 'Sign reports off',
  doors: ['page', 'api', 'command'],
  fields: {
    round: field.id('Round'),
    submissions: field.picks('Reports', {
      from: 'delivery.submission',
      most: MOST_AT_ONCE,
      missing: 'Tick at least one report that you have read',
    }),
    /** Which version of each was read: `id:version`, apart by spaces. What changed meanwhile is not signed unread. */
    read: field.text('Versions read', {
      most: 20_000,
      hint: 'Id and version of each, like 0190…:3, apart by spaces',
    }),
  },
  async run(inside, answers) {
    const { plan, round } = await roundToChange(inside, 'delivery.submission.sign', answers.round, 'share')
    const found = await lockedSubmissions(inside, round, answers.submissions)
    const read = versionsIn(answers.read)
    for (const one of found) {
      await mustBeSignable(inside, plan, round, one)
      if (read.get(one.id) !== one.version) changedMeanwhile(one)
    }
    await inside.tx
      .updateTable('delivery.submission')
      .set({
        state: 'signed',
        signed_by_person_id: personOf(inside),
        signed_at: inside.now,
        returned_words: null,
        version: sql`version + 1`,
      })
      .where(
        'id',
        'in',
        found.map((one) => one.id),
      )
      .execute()
    const numbers = found.map((one) => one.number)
    return doneWithRound(
      plan,
      round,
      { activities: numbers },
      { signed: numbers.length, activities: numbers },
    )
  },
})

const versionsIn = (text: string): ReadonlyMap<string, number> =>
  new Map(
    text.split(/\s+/).flatMap((one) => {
      const [id, version] = one.split(':')
      return id === undefined || version === undefined ? [] : [[id, Number(version)] as const]
    }),
  )

function changedMeanwhile(one: Signable): never {
  refuse(
    'conflict',
    'delivery.submission.changed',
    `The report on ${one.number} ${one.title} was changed while you read it. Nothing was signed: read it again.`,
  )
}

export const returnSubmission = action({
  name: 'delivery.submission.return',
  title: 'Return a report to whoever prepared it',
  doors: ['page', 'api', 'command'],
  fields: {
    submission: field.id('Report'),
    words: field.longText('What has to change', { most: 2000, hint: 'Whoever prepared it reads this' }),
    version: field.version(),
  },
  async run(inside, answers) {
    const asked = await inside.tx
      .selectFrom('delivery.submission as submission')
      .innerJoin('delivery.activity as activity', 'activity.id', 'submission.activity_id')
      .innerJoin('delivery.plan as plan', 'plan.id', 'activity.plan_id')
      .select('submission.round_id')
      .where('submission.id', '=', answers.submission)
      .where(planSeen(inside))
      .executeTakeFirst()
    const roundId = (asked ?? notFound('report')).round_id
    const { plan, round } = await roundToChange(inside, 'delivery.submission.return', roundId, 'share')
    const [one] = await lockedSubmissions(inside, round, [answers.submission])
    if (one === undefined) return notFound('report')
    await mustBeSignable(inside, plan, round, one)
    mustBeCurrent(one, answers.version)
    await inside.tx
      .updateTable('delivery.submission')
      .set({ state: 'returned', returned_words: answers.words, version: sql`version + 1` })
      .where('id', '=', one.id)
      .execute()
    await tellReturned(inside, one.id, [one.prepared_by_person_id, one.lead_person_id])
    return doneWithRound(plan, round, { activity: one.number }, { number: one.number })
  },
})

/** Whoever prepared it, and the lead who answers for it, are told that a report came back. */
export async function tellReturned(
  inside: Inside,
  submissionId: string,
  people: readonly (string | null)[],
): Promise<void> {
  for (const person of new Set(people))
    if (person !== null)
      await notify(inside, {
        to: { subject: person },
        template: RETURNED_LETTER,
        ids: { submission: submissionId },
      })
}

/** The reports, locked, always in one order so that two directors wait and never block. All are there, or none is. */
async function lockedSubmissions(
  inside: Inside,
  round: LockedRound,
  ids: readonly string[],
): Promise<readonly Signable[]> {
  const { rows } = await sql<Signable>`
    select submission.id, submission.activity_id, activity.number, activity.title, submission.state, submission.version,
      submission.prepared_by_person_id, activity.lead_person_id, activity.director_person_id as activity_director,
      unit.director_person_id as unit_director
    from delivery.submission submission join delivery.activity activity on activity.id = submission.activity_id
    left join delivery.unit unit on unit.id = activity.unit_id
    where submission.round_id = ${round.id} and submission.id = any(${[...ids]}::uuid[])
    order by submission.id for update of submission`.execute(inside.tx)
  if (rows.length !== ids.length)
    invalid('delivery.submission.unknown', [
      { field: 'submissions', message: 'One of the reports is not in this round. Look at the page again' },
    ])
  return rows
}

async function mustBeSignable(
  inside: Inside,
  plan: LockedPlan,
  round: LockedRound,
  one: Signable,
): Promise<void> {
  mustSign(
    {
      activityDirector: one.activity_director,
      unitDirector: one.unit_director,
      preparedBy: one.prepared_by_person_id,
    },
    personOf(inside),
    holdsFor(inside, KEEP, plan),
  )
  if (one.state !== 'submitted')
    refuse(
      'conflict',
      'delivery.submission.not-submitted',
      one.state === 'signed'
        ? `The report on ${one.number} ${one.title} is signed off already.`
        : `The report on ${one.number} ${one.title} was not submitted, so there is nothing to sign off yet.`,
    )
  if (asOfNow(round, inside.now).state === 'frozen' && !(await isReopened(inside, round.id, one.activity_id)))
    refuse(
      'conflict',
      'delivery.round.is-frozen',
      `${round.title} is frozen and stays as it is. A mistake in it is put right by a correction: ask an officer of the plan.`,
    )
}

/** Whether the activity was reopened for a correction since the newest version was frozen. */
async function isReopened(inside: Inside, roundId: string, activityId: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from delivery.extension where round_id = ${roundId} and activity_id = ${activityId} and kind = 'correction'
      and state = 'granted' and asked_at >= (select max(made_at) from delivery.frozen where round_id = ${roundId})`.execute(
    inside.tx,
  )
  return rows.length > 0
}
