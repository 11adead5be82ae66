// Where the meeting's decision meets the fund. The gate stands at the recording of a decision, in its transaction,
// and writes the commitment or refuses; the listener carries out afterwards what the gate allowed.
import { personOf, action, gate, type Inside } from '#platform/actions/index.ts'
import { Defect, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { decimalPounds, formatPounds } from '#platform/money/index.ts'
import { openProject } from '#modules/projects/index.ts'
import { caseParts } from '../queries/cases.ts'
import { awardOfProject, dailyEntries } from '../queries/ledger.ts'
import { lowestAvailableFrom, mayCommit, mayDraw, mustAllow } from '../rules.ts'
import type { DecidedOutcome } from '../schema.ts'
import { answerOf, changeCase, lockedCase, type LockedCase } from './case.ts'

const OUTCOMES: readonly string[] = ['approved', 'declined', 'deferred'] satisfies DecidedOutcome[]
const isOutcome = (outcome: string): outcome is DecidedOutcome => OUTCOMES.includes(outcome)

/** F1, F3: a decision about a case is recorded only when the case is assessed, and an approval only when the money is there. Two approvals wait for each other at the fund's row. */
export const fundsGate = gate({
  at: 'governance.decision.record',
  name: 'funding.case.funds-available',
  async pass(inside, subject, outcome, details) {
    const record = await lockedCase(inside, subject)
    if (record === undefined) return
    const { decision, decidedOn } = details
    if (typeof decision !== 'string' || typeof decidedOn !== 'string')
      throw new Defect('A decision came to the gate without its id or date.')
    if (!isOutcome(outcome))
      refuse(
        'invalid',
        'funding.case.outcome',
        `A business case is approved, declined or deferred; "${outcome}" is none of these.`,
      )
    mustAllow('decide', record)
    mustBeUndecided(record)
    const on = Temporal.PlainDate.from(decidedOn)
    if (outcome === 'approved') await commit(inside, record, on)
    await changeCase(inside, record, { decision_id: decision, decided_outcome: outcome, decided_on: on })
  },
})

// Between the meeting's record and its settlement the state still says assessed, but the decision is made.
function mustBeUndecided(record: LockedCase): void {
  if (record.decided_outcome === null) return
  refuse(
    'conflict',
    'funding.case.decided',
    `Business case ${record.reference} was ${record.decided_outcome} already. The words of a decision can be corrected; another outcome needs a new case.`,
  )
}

async function commit(inside: Inside, record: LockedCase, on: Temporal.PlainDate): Promise<void> {
  await lockFund(inside, record.programme_id)
  const asked = record.asked_pence ?? 0n
  mayCommit(record.reference, asked, lowestAvailableFrom(await dailyEntries(inside, record.programme_id), on))
  await inside.tx
    .insertInto('funding.ledger_entry')
    .values({
      id: inside.id(),
      programme_id: record.programme_id,
      kind: 'committed',
      amount_pence: asked,
      occurred_on: on,
      recorded_at: inside.now,
      recorded_by: personOf(inside),
      case_id: record.id,
    })
    .execute()
}

/** Nobody reads the balance to commit against it while another does. */
export async function lockFund(inside: Inside, programmeId: string): Promise<void> {
  await inside.tx
    .selectFrom('funding.programme')
    .select('id')
    .where('id', '=', programmeId)
    .forUpdate()
    .executeTakeFirstOrThrow()
}

/** After the decision is recorded: settles the case, and for an approval makes the award and opens its project with copies of what was decided. */
export const settleCase = action({
  name: 'funding.case.settle',
  title: 'Carry out the decision about a case',
  doors: [],
  fields: {
    announcement: field.id('Announcement'),
    decision: field.id('Decision'),
    subject: field.id('Subject'),
  },
  async run(inside, answers) {
    const record = await lockedCase(inside, answers.subject)
    // Not a case, or a decision that was settled before: nothing to carry out.
    if (
      record === undefined ||
      record.state !== 'assessed' ||
      record.decided_outcome === null ||
      record.decision_id === null
    )
      return { subject: null, result: null }
    await changeCase(inside, record, { state: record.decided_outcome })
    if (record.decided_outcome === 'approved') await award(inside, record, record.decision_id)
    await inside.announce('funding.case.decided', record.id, { case: record.id })
    return {
      subject: record.id,
      result: answerOf(record),
      facts: { outcome: record.decided_outcome, asked_pence: record.asked_pence },
    }
  },
})

async function award(inside: Inside, record: LockedCase, decisionId: string): Promise<void> {
  const parts = await caseParts(inside, record.id)
  const amount = record.asked_pence ?? 0n
  const madeOn = record.decided_on ?? inside.now.toZonedDateTimeISO('Europe/London').toPlainDate()
  const project = await inside.act(openProject, {
    partnership: record.partnership_id,
    group: record.group_id,
    sponsor: record.sponsor_organisation_id,
    manager: record.manager_person_id,
    title: record.title,
    summary: record.problem,
    from: record.id,
    decision: decisionId,
    openedOn: madeOn.toString(),
    award: decimalPounds(amount),
    lines: parts.costs.map((line) => ({
      title: line.title,
      yearStarting: line.yearStarting,
      amount: decimalPounds(line.amountPence),
    })),
    milestones: parts.milestones.map((one) => ({ title: one.title, on: one.on.toString() })),
    measures: parts.benefits.map((one) => ({
      title: one.title,
      measure: one.measure,
      unit: one.unit,
      baseline: one.baseline,
      target: one.target,
      dueOn: one.dueOn.toString(),
    })),
  })
  await inside.tx
    .insertInto('funding.award')
    .values({
      id: inside.id(),
      case_id: record.id,
      programme_id: record.programme_id,
      project_id: project.id,
      amount_pence: amount,
      made_on: madeOn,
      decision_id: decisionId,
    })
    .execute()
}

/** F5: a spend draws on its project's award, within it; the pair is written with the spend. A project without an award is not the fund's. */
export const spendGate = gate({
  at: 'projects.spend.record',
  name: 'funding.award.draw',
  async pass(inside, subject, _outcome, { amountPence, spend, spentOn }) {
    const award = await awardOfProject(inside, subject)
    if (award === undefined) return
    if (typeof amountPence !== 'bigint' || typeof spend !== 'string' || typeof spentOn !== 'string')
      throw new Defect('A spend came to the gate without its amount, id or date.')
    mayDraw(
      { reference: award.caseReference, amountPence: award.amountPence, drawnPence: award.spentPence },
      amountPence,
    )
    for (const kind of ['drawn', 'spent'] as const) {
      await inside.tx
        .insertInto('funding.ledger_entry')
        .values({
          id: inside.id(),
          programme_id: award.programmeId,
          kind,
          amount_pence: amountPence,
          occurred_on: spentOn,
          recorded_at: inside.now,
          recorded_by: personOf(inside),
          project_id: subject,
          spend_id: spend,
        })
        .execute()
    }
  },
})

/** What a project did not spend goes back to the fund when it ends. */
export const releaseGate = gate({
  at: 'projects.project.close',
  name: 'funding.award.release',
  async pass(inside, subject, _outcome, { closedOn }) {
    const award = await awardOfProject(inside, subject)
    const unspent = award === undefined ? 0n : award.amountPence - award.spentPence
    if (award === undefined || unspent <= 0n) return
    if (typeof closedOn !== 'string') throw new Defect('A closure came to the gate without its date.')
    await inside.tx
      .insertInto('funding.ledger_entry')
      .values({
        id: inside.id(),
        programme_id: award.programmeId,
        kind: 'released',
        amount_pence: unspent,
        occurred_on: closedOn,
        recorded_at: inside.now,
        recorded_by: personOf(inside),
        project_id: subject,
        note: `${formatPounds(award.spentPence)} of ${formatPounds(award.amountPence)} was spent.`,
      })
      .execute()
  },
})
