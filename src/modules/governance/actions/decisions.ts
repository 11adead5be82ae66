// Recording what a meeting decided. Later modules stand at this action: a decision to fund cannot be recorded if
// the money is not there. A decision is never edited; a correction supersedes its words and says why.
import { personOf, action, type Inside } from '#platform/actions/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { mustPreside, type BodyCard } from '../queries/bodies.ts'
import { decisionById, wordingsOf } from '../queries/decisions.ts'
import { hasInterest } from '../queries/interests.ts'
import type { ItemCard } from '../queries/items.ts'
import { attendanceOf, type MeetingCard } from '../queries/meetings.ts'
import { matterOf, participationIn } from '../queries/voters.ts'
import {
  decisionFaults,
  interestsInWords,
  mustBeCarried,
  mustBeQuorate,
  outcomeInWords,
  OUTCOMES,
  tallyOf,
  usualDecision,
  votesCast,
} from '../rules.ts'
import { raiseItem } from './agenda.ts'
import { lockedItem, lockedItemOnAgenda } from './locking.ts'

const reasons = field.longText('Reasons', { most: 4000 })
const alternatives = field.longText('Alternatives considered and not chosen', {
  most: 4000,
  hint: 'Write "None" if there were none; it is recorded as your answer',
})

export const recordDecision = action({
  name: 'governance.decision.record',
  title: 'Record the decision',
  doors: ['page', 'api', 'command'],
  fresh: true,
  fields: {
    item: field.id('Agenda item'),
    outcome: field.choice('What was decided', OUTCOMES),
    decision: field
      .longText('The decision in words', {
        most: 4000,
        hint: 'Leave it empty for the outcome and the title, like "Approved: A county data drill"',
      })
      .optional(),
    reasons,
    alternatives,
    against: field
      .picks('Voted against', {
        from: 'organisations.organisation',
        hint: 'Whoever is present and is not named here or below voted for it',
      })
      .optional(),
    abstained: field.picks('Abstained', { from: 'organisations.organisation' }).optional(),
    castingVote: field.yesNo('On a tie: did the chair give a casting vote for it?').optional(),
  },
  async run(inside, answers) {
    const { item, body, meeting } = await lockedItemOnAgenda(inside, answers.item)
    await mayRecord(inside, { item, body, meeting })
    if (!item.outcomes.includes(answers.outcome)) {
      const offered = item.outcomes.map(outcomeInWords).join(', ')
      invalid('governance.decision.not-offered', [{ field: 'outcome', message: `Select one of: ${offered}` }])
    }
    const words = {
      decision: answers.decision ?? usualDecision(answers.outcome, item.title),
      reasons: answers.reasons,
      alternatives: answers.alternatives,
    }
    const faults = decisionFaults(words)
    if (faults.length > 0) invalid('governance.decision.not-a-decision', faults)
    const taking = await participationIn(inside, meeting, item)
    mustBeQuorate(taking.present, taking.needed, taking.quorum)
    const votes = votesCast(taking.voters, answers.against ?? [], answers.abstained ?? [])
    const tally = tallyOf(votes)
    mustBeCarried(tally, answers.castingVote === true)
    const decidedOn = londonDate(meeting.starts_at)
    const id = inside.id()
    await inside.tx
      .insertInto('governance.decision')
      .values({
        id,
        reference: await nextReference(inside, body, decidedOn),
        agenda_item_id: item.id,
        meeting_id: meeting.id,
        body_id: body.id,
        subject_id: item.subject_id,
        outcome: answers.outcome,
        ...words,
        interests_text: interestsInWords(taking.barred),
        decided_on: decidedOn,
        recorded_at: inside.now,
        recorded_by: personOf(inside),
        supersedes_id: null,
        corrected_because: null,
      })
      .execute()
    await inside.tx
      .insertInto('governance.vote')
      .values(
        votes.map((vote) => ({
          id: inside.id(),
          decision_id: id,
          organisation_id: vote.organisationId,
          person_id: vote.personId,
          choice: vote.choice,
        })),
      )
      .execute()
    await inside.tx
      .updateTable('governance.agenda_item')
      .set({ state: 'considered' })
      .where('id', '=', item.id)
      .execute()
    inside.found('governance.decision', id)
    inside.found('governance.item', item.id)
    await carryOn(inside, { item, body, meeting }, { id, outcome: answers.outcome, decidedOn })
    return {
      subject: item.subject_id ?? meeting.id,
      result: { id, meeting: meeting.id },
      facts: { decision: id, outcome: answers.outcome, ...tally },
    }
  },
})

type Placed = { readonly item: ItemCard; readonly body: BodyCard; readonly meeting: MeetingCard }

/** The rule on the record: a meeting under way, an item for decision, a presiding chair who was there and has no interest in it. */
async function mayRecord(inside: Inside, { item, body, meeting }: Placed): Promise<void> {
  mustPreside(inside, 'governance.decision.record', body)
  if (meeting.state !== 'held') {
    refuse(
      'conflict',
      'governance.decision.not-held',
      'A decision is made in a meeting that is being held. Record the attendance first.',
    )
  }
  if (item.kind !== 'decide') {
    refuse('conflict', 'governance.decision.nothing-asked', 'This item asks for no decision.')
  }
  if (item.state !== 'listed') {
    refuse('conflict', 'governance.decision.made', 'This item was decided or withdrawn already.')
  }
  const person = personOf(inside)
  if (person === null) return
  if (await hasInterest(inside, person, matterOf(item))) {
    refuse(
      'forbidden',
      'governance.decision.interest-declared',
      'You declared an interest in this matter, so the vice-chair presides over it and records the decision.',
    )
  }
  const there = (await attendanceOf(inside, meeting.id)).some(
    (one) => one.person_id === person && one.state !== 'apologies',
  )
  if (!there) {
    refuse(
      'forbidden',
      'governance.decision.not-there',
      'You are not on the attendance of this meeting. Whoever presided over it records the decision.',
    )
  }
}

/** What follows at once: gates of later modules, the announcement, and a deferred matter of our own coming back. */
async function carryOn(
  inside: Inside,
  { item, body, meeting }: Placed,
  made: { readonly id: string; readonly outcome: string; readonly decidedOn: Temporal.PlainDate },
): Promise<void> {
  if (item.subject_id !== null) {
    await inside.pass('governance.decision.record', item.subject_id, made.outcome, {
      decision: made.id,
      meeting: meeting.id,
      decidedOn: made.decidedOn.toString(),
    })
    await inside.announce('governance.decision.recorded', item.subject_id, {
      decision: made.id,
      subject: item.subject_id,
    })
    return
  }
  if (made.outcome !== 'deferred') return
  const { title, kind, address, recommendation, reasons: why, alternatives: others, outcomes } = item
  await raiseItem(inside, body, {
    title,
    kind,
    subjectId: null,
    address,
    recommendation,
    reasons: why,
    alternatives: others,
    outcomes,
    raisedBy: 'governance',
  })
}

/** "leadership/2026/4": the body's decisions of a year, counted under the body's lock. */
async function nextReference(inside: Inside, body: BodyCard, on: Temporal.PlainDate): Promise<string> {
  const made = await inside.tx
    .selectFrom('governance.decision')
    .select(({ fn }) => fn.countAll<bigint>().as('count'))
    .where('body_id', '=', body.id)
    .where('supersedes_id', 'is', null)
    .where('decided_on', '>=', new Temporal.PlainDate(on.year, 1, 1))
    .where('decided_on', '<=', new Temporal.PlainDate(on.year, 12, 31))
    .executeTakeFirstOrThrow()
  return `${body.group_code ?? body.id}/${on.year}/${Number(made.count) + 1}`
}

export const correctDecision = action({
  name: 'governance.decision.correct',
  title: 'Correct the words of a decision',
  doors: ['page', 'api', 'command'],
  fresh: true,
  fields: {
    corrects: field.id('Decision'),
    decision: field.longText('The decision in words', { most: 4000 }),
    reasons,
    alternatives,
    because: field.longText('Why the record is corrected', {
      most: 1000,
      hint: 'The outcome stays as it was decided. A different outcome is a new decision at another meeting.',
    }),
  },
  async run(inside, answers) {
    const found = (await decisionById(inside, answers.corrects)) ?? notFound('decision')
    const { body } = await lockedItem(inside, found.agenda_item_id, 'decision')
    mustPreside(inside, 'governance.decision.correct', body)
    const wordings = await wordingsOf(inside, found.agenda_item_id)
    const standing = wordings.find((one) => !wordings.some((later) => later.supersedes_id === one.id))
    if (standing?.id !== found.id) {
      refuse(
        'conflict',
        'governance.decision.superseded',
        'This wording was corrected already. Correct the latest one.',
      )
    }
    const faults = decisionFaults(answers)
    if (faults.length > 0) invalid('governance.decision.not-a-decision', faults)
    const id = inside.id()
    const first = wordings.find((one) => one.supersedes_id === null) ?? found
    await inside.tx
      .insertInto('governance.decision')
      .values({
        id,
        reference: `${first.reference}-${wordings.length + 1}`,
        agenda_item_id: found.agenda_item_id,
        meeting_id: found.meeting_id,
        body_id: found.body_id,
        subject_id: found.subject_id,
        outcome: found.outcome,
        decision: answers.decision,
        reasons: answers.reasons,
        alternatives: answers.alternatives,
        interests_text: found.interests_text,
        decided_on: found.decided_on,
        recorded_at: inside.now,
        recorded_by: personOf(inside),
        supersedes_id: found.id,
        corrected_because: answers.because,
      })
      .execute()
    for (const changed of [id, found.id]) inside.found('governance.decision', changed)
    if (found.subject_id !== null) {
      const ids = { decision: id, subject: found.subject_id }
      await inside.announce('governance.decision.corrected', found.subject_id, ids)
    }
    return {
      subject: found.subject_id ?? found.meeting_id,
      result: { id, meeting: found.meeting_id },
      facts: { decision: id, supersedes: found.id },
    }
  },
})
