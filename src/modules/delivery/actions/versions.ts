// Freezing a round for good, and correcting it: the next version, with its reason, beside the one that was wrong (V11).
import { personOf, action, type Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { invalid, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { numberedInRound, missingIn } from '../queries/completion.ts'
import { rowsToFreeze } from '../queries/freezing.ts'
import { frozenOf } from '../queries/frozen.ts'
import { asOfNow } from '../queries/rounds.ts'
import { differences, headDifferences, lostAnswers } from '../rules.ts'
import { mustBeAhead } from './extensions.ts'
import { freeze } from './freezing.ts'
import { mustBeCurrent, roundToChange, type LockedRound } from './locking.ts'
import { doneWithRound } from './rounds.ts'
import { tellReturned } from './signing.ts'

export const freezeRound = action({
  name: 'delivery.round.freeze',
  title: 'Freeze a round',
  doors: ['page', 'api', 'command'],
  fields: {
    round: field.id('Round'),
    anyway: field
      .yesNo('Freeze it as it is?', {
        hint: 'What is missing stays missing in this version, and is printed so',
      })
      .optional(),
    version: field.version(),
  },
  async run(inside, answers) {
    const { plan, round } = await roundToChange(inside, 'delivery.round.freeze', answers.round)
    mustBeOver(asOfNow(round, inside.now))
    mustBeCurrent(round, answers.version)
    await mustBeComplete(inside, round, answers.anyway === true)
    const frozen = await freeze(inside, round, null)
    const { number, hash } = frozen
    return doneWithRound(plan, round, { version: number, hash }, { version: number, hash })
  },
})

function mustBeOver(round: LockedRound): void {
  const { state, title } = round
  if (state === 'closed') return
  if (state === 'frozen')
    refuse(
      'conflict',
      'delivery.round.is-frozen',
      `${title} is frozen already. A mistake in it is put right by a correction.`,
    )
  refuse(
    'conflict',
    'delivery.round.not-closed',
    `${title} is still ${state === 'open' ? 'open' : 'to come'}. Close it first: whoever reports in its last minute must be in it.`,
  )
}

async function mustBeComplete(inside: Inside, round: LockedRound, isConfirmed: boolean): Promise<void> {
  if (isConfirmed) return
  const { unreported, unsigned, doubts, asked, running } = await missingIn(inside, round.id)
  if (unreported.length + unsigned.length + doubts.length + asked + running === 0) return
  invalid('delivery.round.incomplete', [
    { field: 'anyway', message: 'Something is missing. Say whether to freeze the round as it is' },
  ])
}

/** A frozen round of a plan, locked, against the version its reader saw. */
async function frozenToCorrect(inside: Inside, permission: string, roundId: string, version: number) {
  const { plan, round } = await roundToChange(inside, permission, roundId)
  if (round.state !== 'frozen')
    refuse(
      'conflict',
      'delivery.round.not-frozen',
      `${round.title} is not frozen, so there is nothing to correct yet.`,
    )
  mustBeCurrent(round, version)
  return { plan, round }
}

export const reopenActivities = action({
  name: 'delivery.round.reopen',
  title: 'Reopen activities of a frozen round to correct them',
  doors: ['page', 'api', 'command'],
  fields: {
    round: field.id('Round'),
    activities: field.text('Activities', { most: 500, hint: 'Their numbers, apart by commas, like 5, 12' }),
    why: field.longText('What is wrong', { most: 1000, hint: 'Those who report read this' }),
    until: field.dateTime('Until when they can be reported anew'),
    version: field.version(),
  },
  async run(inside, answers) {
    const { plan, round } = await frozenToCorrect(
      inside,
      'delivery.round.reopen',
      answers.round,
      answers.version,
    )
    mustBeAhead(inside, answers.until)
    const numbers = numbersIn(answers.activities)
    const found = await numberedInRound(inside, round.id, numbers)
    const strange = numbers.filter((number) => !found.some((one) => one.number === number))
    if (strange.length > 0)
      invalid('delivery.round.no-such-activity', [
        { field: 'activities', message: `${strange.join(', ')} is not in this round` },
      ])
    await giveBack(inside, round.id, found, answers.why)
    await inside.tx
      .insertInto('delivery.extension')
      .values(
        found.map((one) => ({
          id: inside.id(),
          round_id: round.id,
          activity_id: one.id,
          kind: 'correction' as const,
          asked_by_person_id: personOf(inside),
          asked_at: inside.now,
          why: answers.why,
          state: 'granted' as const,
          until_at: answers.until,
          answered_by_person_id: personOf(inside),
          answered_at: inside.now,
        })),
      )
      .execute()
    return doneWithRound(plan, round, { reopened: numbers.length }, { activities: numbers })
  },
})

/** What was submitted or signed goes back to whoever prepared it, with what is wrong. */
async function giveBack(
  inside: Inside,
  roundId: string,
  activities: readonly { readonly id: string }[],
  words: string,
): Promise<void> {
  const { rows } = await sql<{ id: string; prepared_by: string | null; lead: string | null }>`
    update delivery.submission submission set state = 'returned', returned_words = ${words}, signed_by_person_id = null,
      signed_at = null, version = submission.version + 1
    from delivery.activity activity where activity.id = submission.activity_id and submission.round_id = ${roundId}
      and submission.activity_id = any(${activities.map((one) => one.id)}::uuid[])
    returning submission.id, submission.prepared_by_person_id as prepared_by, activity.lead_person_id as lead`.execute(
    inside.tx,
  )
  for (const row of rows) await tellReturned(inside, row.id, [row.prepared_by, row.lead])
}

function numbersIn(text: string): readonly number[] {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '')
  const numbers = parts.map(Number)
  if (parts.length === 0 || parts.some((part) => !/^\d{1,6}$/.test(part)))
    invalid('delivery.round.no-such-activity', [
      { field: 'activities', message: 'Write the numbers of activities, apart by commas, like 5, 12' },
    ])
  return [...new Set(numbers)]
}

export const correctRound = action({
  name: 'delivery.round.correct',
  title: 'Correct a frozen round',
  doors: ['page', 'api', 'command'],
  fields: {
    round: field.id('Round'),
    reason: field.longText('Why it is corrected', {
      most: 1000,
      hint: 'Every report of the new version prints this',
    }),
    anyway: field
      .yesNo('Correct it although a reopened activity was not reported anew?', {
        hint: 'It counts as not reported in the new version',
      })
      .optional(),
    version: field.version(),
  },
  async run(inside, answers) {
    const { plan, round } = await frozenToCorrect(
      inside,
      'delivery.round.correct',
      answers.round,
      answers.version,
    )
    await mustDiffer(inside, round, answers.anyway === true)
    const { number, hash } = await freeze(inside, round, answers.reason)
    await endCorrections(inside, round.id)
    return doneWithRound(plan, round, { version: number, hash }, { version: number, hash })
  },
})

async function mustDiffer(inside: Inside, round: LockedRound, isConfirmed: boolean): Promise<void> {
  const newest = await frozenOf(inside, round.id)
  const next = await rowsToFreeze(inside, round.id)
  const lost = isConfirmed ? [] : lostAnswers(newest.rows, next.rows)
  if (lost.length > 0)
    invalid('delivery.round.answers-lost', [
      {
        field: 'anyway',
        message: `${lost.join(', ')} ${lost.length === 1 ? 'was' : 'were'} reopened and not reported anew. Wait for it, or say that it counts as not reported`,
      },
    ])
  if (differences(newest.rows, next.rows).length + headDifferences(newest.head, next.head).length > 0) return
  refuse(
    'conflict',
    'delivery.round.nothing-to-correct',
    `Nothing has changed since version ${newest.version} was frozen. Reopen an activity, answer an open question or say what a column means first.`,
  )
}

// What was reopened is closed with the version it was reopened for.
const endCorrections = (inside: Inside, roundId: string) =>
  inside.tx
    .updateTable('delivery.extension')
    .set({ until_at: inside.now })
    .where('round_id', '=', roundId)
    .where('kind', '=', 'correction')
    .where('until_at', '>', inside.now)
    .execute()
