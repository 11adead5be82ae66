// The steps of a case between its draft and the decision: submitted, brought back after a deferral, withdrawn.
import { personOf, action, type Inside } from '#platform/actions/index.ts'
import { refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { formatPounds } from '#platform/money/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { decidingGroupOf } from '#modules/groups/index.ts'
import { proposeItem, withdrawItem } from '#modules/governance/index.ts'
import { assessmentOf } from '../queries/assessment.ts'
import { caseById, caseParts, contentOf, membersToday } from '../queries/cases.ts'
import { programmeById } from '../queries/programmes.ts'
import { askedPence, mayBeComplete, mayBeInWindow, missingFrom, scoreInWords } from '../rules.ts'
import { answerOf, changeCase, mustWorkOn, type LockedCase } from './case.ts'

/** Submits a complete draft. What is asked for is frozen with it (F2). */
export const submitCase = action({
  name: 'funding.case.submit',
  title: 'Submit the business case',
  doors: ['page', 'api', 'command'],
  fields: { case: field.id('Business case'), version: field.version() },
  async run(inside, answers) {
    const record = await mustWorkOn(inside, 'funding.case.submit', 'submit', answers)
    const today = londonDate(inside.now)
    mayBeInWindow(await programmeById(inside, record.programme_id), today)
    const row = await caseById(inside, record.id)
    const parts = await caseParts(inside, record.id)
    const members = await membersToday(inside, record.partnership_id)
    if (row !== undefined) mayBeComplete(record.reference, missingFrom(contentOf(row, parts, members), today))
    const asked = askedPence(parts.costs, parts.matches)
    await changeCase(inside, record, {
      state: 'submitted',
      asked_pence: asked,
      members_then: members.length,
      submitted_at: inside.now,
      submitted_by: personOf(inside),
    })
    await inside.announce('funding.case.submitted', record.id, { case: record.id })
    return {
      subject: record.id,
      result: answerOf(record),
      facts: { asked_pence: asked, benefiting: parts.benefiting.length, members: members.length },
    }
  },
})

/** Withdraws a case before the decision, and takes it off the agenda. */
export const withdrawCase = action({
  name: 'funding.case.withdraw',
  title: 'Withdraw the business case',
  doors: ['page', 'api', 'command'],
  fields: {
    case: field.id('Business case'),
    version: field.version(),
    why: field.text('Why it is withdrawn', { most: 500 }),
  },
  async run(inside, answers) {
    const record = await mustWorkOn(inside, 'funding.case.withdraw', 'withdraw', answers)
    mustBeUndecided(record)
    await changeCase(inside, record, { state: 'withdrawn', withdrawn_why: answers.why })
    if (record.state === 'assessed') await inside.act(withdrawItem, { subject: record.id })
    return { subject: record.id, result: answerOf(record), facts: { from: record.state } }
  },
})

// Between the meeting's record and its settlement a case is decided, though its state does not say so yet.
function mustBeUndecided(record: LockedCase): void {
  if (record.state !== 'assessed' || record.decided_outcome === null) return
  refuse(
    'conflict',
    'funding.case.decided',
    `Business case ${record.reference} was ${record.decided_outcome} by the meeting, so it can no longer be withdrawn.`,
  )
}

/** Brings a deferred case back for another decision. What it asks for stays as it was (F2). */
export const resumeCase = action({
  name: 'funding.case.resume',
  title: 'Bring the case back for decision',
  doors: ['page', 'api', 'command'],
  fields: { case: field.id('Business case'), version: field.version() },
  async run(inside, answers) {
    const record = await mustWorkOn(inside, 'funding.case.resume', 'resume', answers)
    await changeCase(inside, record, {
      state: 'assessed',
      decision_id: null,
      decided_outcome: null,
      decided_on: null,
    })
    await putToDecision(inside, record)
    return { subject: record.id, result: answerOf(record), facts: {} }
  },
})

/** Puts an assessed case on the agenda of the group that decides for the partnership. */
export async function putToDecision(inside: Inside, record: LockedCase): Promise<void> {
  const group = await decidingGroupOf(inside, record.partnership_id)
  if (group === undefined)
    refuse(
      'conflict',
      'funding.case.nobody-decides',
      'The partnership has no group that decides for it. An officer of the partnership must name one first.',
    )
  const { meanPerMille } = await assessmentOf(inside, { id: record.id, programmeId: record.programme_id })
  const { options } = await caseParts(inside, record.id)
  const score = meanPerMille === undefined ? '' : ` Its assessors score it ${scoreInWords(meanPerMille)}.`
  await inside.act(proposeItem, {
    group: group.id,
    title: `Business case ${record.reference}: ${record.title}`,
    kind: 'decide',
    subject: record.id,
    address: `/funding/cases/${record.reference}`,
    recommendation: `To approve business case ${record.reference} and award ${formatPounds(record.asked_pence ?? 0n)} from the fund.`,
    outcomes: ['approved', 'declined', 'deferred'],
    reasons: `${record.problem.slice(0, 600)}${score}`,
    alternatives:
      options
        .filter((option) => !option.chosen)
        .map((option) => option.title)
        .join('; ') || 'None was put forward.',
    raisedBy: 'funding',
  })
}
