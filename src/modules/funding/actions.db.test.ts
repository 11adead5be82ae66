// The life of business cases and of the fund, through the actions, over a database that is undone after each test.
import assert from 'node:assert/strict'
import { declareInterest } from '#modules/governance/index.ts'
import { closeProject, addLesson, recordOutcome } from '#modules/projects/actions/closing.ts'
import { recordSpend, reverseSpend } from '#modules/projects/actions/money.ts'
import { changeTier } from '#modules/partnerships/actions/members.ts'
import {
  membersOn,
  raiseSubscriptions,
  recordPayment,
  reversePayment,
  setTier,
  chargesOf,
} from '#modules/partnerships/index.ts'
import { sql } from '#platform/database/index.ts'
import { countyDatabase } from '#test/support/county.ts'
import { assessed, decide, draft, fund, meetingUnderWay, submitted, type Fund } from '#test/support/fund.ts'
import { assessCase, nameAssessors, scoreCase } from './actions/assessment.ts'
import { resumeCase, submitCase, withdrawCase } from './actions/cases.ts'
import { screenCase, startCase } from './actions/drafts.ts'
import { costCase } from './actions/sections.ts'
import { bookPayment, correctLedger, payIn } from './actions/ledger.ts'
import { createProgramme, publishCriteria } from './actions/programmes.ts'
import { settleCase } from './actions/decisions.ts'
import { caseById, caseList } from './queries/cases.ts'
import { checkLedger, readCase } from './queries/declared.ts'
import { awardOfCase, balanceOn, proveLedger } from './queries/ledger.ts'

const database = countyDatabase()
const cheap = { costs: [{ title: 'Cheaper', yearStarting: '2026', amount: '1' }] }
const reading = (at: Fund) => at.house.operator.reader()
const stateOf = async (at: Fund, id: string) => (await caseById(await reading(at), id))?.state
const balance = async (at: Fund, on?: string) =>
  balanceOn(await reading(at), at.programme, on === undefined ? undefined : Temporal.PlainDate.from(on))
const proved = async (at: Fund) =>
  (await proveLedger(await reading(at), { id: at.programme, partnershipId: at.partnership })).filter(
    (proof) => !proof.holds,
  )

/** An approved case with its project open, the meeting over. */
async function approved(at: Fund, pounds = '20000') {
  const made = await assessed(at, pounds)
  const items = await meetingUnderWay(at)
  await decide(at, items.get(made.id) ?? '')
  await at.house.drain()
  const award = await awardOfCase(await reading(at), made.id)
  assert.ok(award)
  return { ...made, award }
}

database.test('a case goes from its draft to the decision, the award and the project', async (db) => {
  const at = await fund(db)
  const made = await approved(at)
  assert.equal(await stateOf(at, made.id), 'approved')
  assert.equal(made.award.amountPence, 20_000_00n)
  const project = await db.db
    .selectFrom('projects.project')
    .selectAll()
    .where('id', '=', made.award.projectId)
    .executeTakeFirstOrThrow()
  assert.deepEqual(
    [project.award_pence, project.from_subject_id, project.manager_person_id, project.opened_on.toString()],
    [20_000_00n, made.id, at.person.ravi, '2026-12-08'],
  )
  const count = async (table: 'projects.budget_line' | 'projects.milestone' | 'projects.measure') =>
    (await db.db.selectFrom(table).select('id').where('project_id', '=', project.id).execute()).length
  assert.deepEqual(
    [await count('projects.budget_line'), await count('projects.milestone'), await count('projects.measure')],
    [2, 2, 1],
  )
  assert.deepEqual(await proved(at), [])
})

database.test(
  'an approval above what is available is refused with the figures, and nothing is recorded (F3)',
  async (db) => {
    const at = await fund(db, '15000')
    const made = await assessed(at, '20000')
    const items = await meetingUnderWay(at)
    await assert.rejects(decide(at, items.get(made.id) ?? ''), {
      code: 'funding.case.over-available',
      figures: {
        asked_pence: '2000000',
        available_pence: '1500000',
        short_pence: '500000',
        on: '2026-12-08',
      },
    })
    assert.equal((await db.db.selectFrom('governance.decision').select('id').execute()).length, 0)
    assert.equal((await balance(at)).available, 15_000_00n)
    await decide(at, items.get(made.id) ?? '', 'deferred')
  },
)

database.test('two approvals against one balance: the second is refused', async (db) => {
  const at = await fund(db, '30000')
  const first = await assessed(at, '20000', 'The first')
  const second = await assessed(at, '20000', 'The second')
  const items = await meetingUnderWay(at)
  await decide(at, items.get(first.id) ?? '')
  await assert.rejects(decide(at, items.get(second.id) ?? ''), { code: 'funding.case.over-available' })
})

database.test('a decision is settled once, however often its announcement is delivered', async (db) => {
  const at = await fund(db)
  const made = await approved(at)
  const { decision_id } = await db.db
    .selectFrom('funding.business_case')
    .select('decision_id')
    .where('id', '=', made.id)
    .executeTakeFirstOrThrow()
  await at.house.system.perform(settleCase, {
    announcement: at.programme,
    decision: decision_id,
    subject: made.id,
  })
  assert.equal((await db.db.selectFrom('projects.project').select('id').execute()).length, 1)
  assert.deepEqual(await proved(at), [])
})

database.test(
  'a deferred case comes back with the sum it asked for, and can then be approved',
  async (db) => {
    const at = await fund(db)
    const made = await assessed(at)
    const items = await meetingUnderWay(at)
    await decide(at, items.get(made.id) ?? '', 'deferred')
    await at.house.drain()
    assert.equal(await stateOf(at, made.id), 'deferred')
    const { version } = (await caseById(await reading(at), made.id)) ?? { version: 0 }
    await at.house.as(at.person.marcus).perform(resumeCase, { case: made.id, version: String(version) })
    const again = await meetingUnderWay(at, '2027-01-12')
    await decide(at, again.get(made.id) ?? '')
    await at.house.drain()
    assert.equal(await stateOf(at, made.id), 'approved')
  },
)

database.test('a declined case commits nothing', async (db) => {
  const at = await fund(db)
  const made = await assessed(at)
  const items = await meetingUnderWay(at)
  await decide(at, items.get(made.id) ?? '', 'declined')
  await at.house.drain()
  assert.equal(await stateOf(at, made.id), 'declined')
  assert.equal((await balance(at)).available, 50_000_00n)
})

database.test(
  'a case cannot be withdrawn once the meeting has decided it, even before it is settled',
  async (db) => {
    const at = await fund(db)
    const made = await assessed(at)
    const items = await meetingUnderWay(at)
    await decide(at, items.get(made.id) ?? '')
    const { version } = (await caseById(await reading(at), made.id)) ?? { version: 0 }
    await assert.rejects(
      at.house
        .as(at.person.marcus)
        .perform(withdrawCase, { case: made.id, version: String(version), why: 'Second thoughts' }),
      { code: 'funding.case.decided' },
    )
  },
)

database.test('an assessed case that is withdrawn leaves the agenda', async (db) => {
  const at = await fund(db)
  const made = await assessed(at)
  await at.house
    .as(at.person.marcus)
    .perform(withdrawCase, { case: made.id, version: '11', why: 'Paid by the government' })
  assert.deepEqual(
    (
      await db.db
        .selectFrom('governance.agenda_item')
        .select('state')
        .where('subject_id', '=', made.id)
        .execute()
    ).map((item) => item.state),
    ['withdrawn'],
  )
})

database.test('what was asked for never changes after submission (F2), whoever tries', async (db) => {
  const at = await fund(db)
  const made = await submitted(at)
  await assert.rejects(
    at.house.as(at.person.ravi).perform(costCase, { case: made.id, version: '9', ...cheap }),
    { code: 'funding.case.not-draft' },
  )
  await assert.rejects(
    db.db.updateTable('funding.business_case').set({ asked_pence: 1n }).where('id', '=', made.id).execute(),
    /never changes/,
  )
})

database.test('an incomplete draft is not submitted and hears everything that is missing', async (db) => {
  const at = await fund(db)
  const ravi = at.house.as(at.person.ravi)
  const made = await ravi.perform(startCase, {
    group: at.gis,
    sponsor: at.organisation.kcc,
    title: 'Too early',
    problem: 'Short.',
  })
  await assert.rejects(
    ravi.perform(submitCase, { case: made.id, version: '1' }),
    (error: { code: string; faults: unknown[] }) =>
      error.code === 'funding.case.incomplete' && error.faults.length === 9,
  )
})

database.test('"N/A" for equality is refused with the sentence to write (F7)', async (db) => {
  const at = await fund(db)
  const made = await draft(at)
  await assert.rejects(
    at.house.as(at.person.ravi).perform(screenCase, {
      case: made.id,
      version: '8',
      outcome: 'no-relevance',
      reasoning: 'N/A',
      assessor: at.person.ravi,
      screenedOn: '2026-11-19',
    }),
    { code: 'funding.case.equality', message: /Write a sentence such as/ },
  )
})

database.test('a stale section is a conflict, not an overwrite', async (db) => {
  const at = await fund(db)
  const made = await draft(at)
  await assert.rejects(
    at.house.as(at.person.ravi).perform(costCase, { case: made.id, version: '2', ...cheap }),
    { kind: 'conflict', code: 'funding.case.stale' },
  )
})

database.test(
  'a draft is its group’s and the fund officer’s; for everybody else it does not exist',
  async (db) => {
    const at = await fund(db)
    const made = await draft(at)
    const seenBy = async (person: string) => (await caseList(await at.house.as(person).reader())).rows.length
    assert.deepEqual(
      [await seenBy(at.person.ravi), await seenBy(at.person.molly), await seenBy(at.person.marcus)],
      [1, 1, 1],
    )
    assert.deepEqual([await seenBy(at.person.yusra), await seenBy(at.person.basil)], [0, 0])
    await assert.rejects(
      at.house.as(at.person.yusra).perform(costCase, { case: made.id, version: '8', ...cheap }),
      { kind: 'not-found' },
    )
    await assert.rejects(at.house.as(at.person.basil).perform(submitCase, { case: made.id, version: '8' }), {
      kind: 'forbidden',
    })
  },
)

database.test(
  'the author and whoever declared an interest are not named and do not score (F6)',
  async (db) => {
    const at = await fund(db)
    const made = await submitted(at)
    const officer = at.house.as(at.person.marcus)
    await assert.rejects(
      officer.perform(nameAssessors, { case: made.id, version: '9', people: [at.person.ravi] }),
      { code: 'funding.assessor.unable', message: /wrote the case/ },
    )
    await officer.perform(nameAssessors, {
      case: made.id,
      version: '9',
      people: [at.person.helena, at.person.yusra],
    })
    await at.house
      .as(at.person.yusra)
      .perform(declareInterest, { subject: made.id, nature: 'My council would be paid' })
    const scores = at.criteria.map((criterion) => ({ criterion, score: '4' }))
    await assert.rejects(at.house.as(at.person.yusra).perform(scoreCase, { case: made.id, scores }), {
      code: 'funding.case.interest',
    })
    await at.house.as(at.person.helena).perform(scoreCase, { case: made.id, scores })
    await assert.rejects(
      officer.perform(assessCase, { case: made.id, version: '10', assessment: 'Sound.' }),
      { code: 'funding.case.too-few-scores' },
    )
    await assert.rejects(
      officer.perform(nameAssessors, { case: made.id, version: '10', people: [at.person.yusra] }),
      { message: /declared an interest/ },
    )
  },
)

database.test(
  'F11: while a case is being scored only its fund officer sees what it was given',
  async (db) => {
    const at = await fund(db)
    const made = await submitted(at)
    const officer = at.house.as(at.person.marcus)
    const people = [at.person.helena, at.person.yusra]
    await officer.perform(nameAssessors, { case: made.id, version: '9', people })
    const scores = at.criteria.map((criterion) => ({ criterion, score: '4' }))
    await at.house.as(at.person.helena).perform(scoreCase, { case: made.id, scores })
    const given = async (person: string) =>
      (await at.house.as(person).ask(readCase, { reference: made.reference })).meanPerMille
    assert.equal(await given(at.person.marcus), 1000)
    assert.deepEqual([await given(at.person.ravi), await given(at.person.yusra)], [null, null])
    await at.house.as(at.person.yusra).perform(scoreCase, { case: made.id, scores })
    await officer.perform(assessCase, { case: made.id, version: '10', assessment: 'Sound.' })
    assert.equal(await given(at.person.ravi), 1000)
  },
)

database.test('an assessor scores every criterion, and nobody else scores', async (db) => {
  const at = await fund(db)
  const made = await submitted(at)
  await at.house
    .as(at.person.marcus)
    .perform(nameAssessors, { case: made.id, version: '9', people: [at.person.helena] })
  await assert.rejects(
    at.house
      .as(at.person.helena)
      .perform(scoreCase, { case: made.id, scores: [{ criterion: at.criteria[0], score: '4' }] }),
    { code: 'funding.case.scores' },
  )
  await assert.rejects(
    at.house
      .as(at.person.noor)
      .perform(scoreCase, { case: made.id, scores: [{ criterion: at.criteria[0], score: '4' }] }),
    { kind: 'forbidden' },
  )
})

database.test('criteria do not change while a case waits for its scores', async (db) => {
  const at = await fund(db)
  await submitted(at)
  await assert.rejects(
    at.house.as(at.person.marcus).perform(publishCriteria, {
      programme: at.programme,
      criteria: [{ title: 'New', guidance: 'New', weight: '10' }],
    }),
    { code: 'funding.criterion.in-use' },
  )
})

database.test(
  'spending draws on the award within it, reversing gives back, closing releases the rest (F5)',
  async (db) => {
    const at = await fund(db)
    const { award } = await approved(at)
    at.house.clock.set('2027-03-01T10:00:00Z')
    const ravi = at.house.as(at.person.ravi)
    const spend = (amount: string, invoiceNumber: string) =>
      ravi.perform(recordSpend, {
        project: award.projectId,
        supplier: 'Mapwright Ltd',
        invoiceNumber,
        spentOn: '2027-02-10',
        amount,
      })
    const first = await spend('12000', 'M-1')
    await assert.rejects(spend('8000.01', 'M-2'), {
      code: 'funding.award.overdrawn',
      figures: {
        award_pence: '2000000',
        spent_pence: '1200000',
        left_pence: '800000',
        amount_pence: '800001',
      },
    })
    await assert.rejects(spend('10', 'm 1'), { code: 'projects.spend.invoice-paid' })
    assert.deepEqual(await balance(at), {
      paidIn: 50_000_00n,
      awarded: 20_000_00n,
      committed: 8_000_00n,
      spent: 12_000_00n,
      released: 0n,
      available: 30_000_00n,
    })
    await at.house.as(at.person.marcus).perform(reverseSpend, { spend: first.id, reason: 'Wrong supplier' })
    await spend('15000', 'M-1')
    const reader = await reading(at)
    const { measure, project } = {
      measure: await reader.db.selectFrom('projects.measure').select('id').executeTakeFirstOrThrow(),
      project: await reader.db.selectFrom('projects.project').select('version').executeTakeFirstOrThrow(),
    }
    await assert.rejects(
      ravi.perform(closeProject, {
        project: award.projectId,
        version: String(project.version),
        words: 'Done',
      }),
      { code: 'projects.project.not-ready' },
    )
    await ravi.perform(recordOutcome, {
      measure: measure.id,
      version: '1',
      achieved: 'yes',
      result: 'Ninety minutes in the drill',
    })
    await ravi.perform(addLesson, {
      project: award.projectId,
      title: 'Agree the format first',
      whatHappened: 'Two formats',
      whatWeLearnt: 'One format saves a month',
      again: 'differently',
    })
    await ravi.perform(closeProject, {
      project: award.projectId,
      version: String(project.version),
      words: 'Maps are shared',
    })
    assert.deepEqual(await balance(at), {
      paidIn: 50_000_00n,
      awarded: 20_000_00n,
      committed: 0n,
      spent: 15_000_00n,
      released: 5_000_00n,
      available: 35_000_00n,
    })
    assert.equal((await balance(at, '2026-12-31')).committed, 20_000_00n)
    assert.equal(
      (
        await db.db
          .selectFrom('governance.agenda_item')
          .select('kind')
          .where('subject_id', '=', award.projectId)
          .executeTakeFirst()
      )?.kind,
      'note',
    )
    assert.deepEqual(await proved(at), [])
  },
)

database.test(
  'a subscription payment books the fund’s part once, and its reversal takes it back',
  async (db) => {
    const at = await fund(db, '0')
    const { operator } = at.house
    const tier = await operator.perform(setTier, {
      partnership: 'kent-connects',
      code: 'standard',
      name: 'Standard',
      fromYear: '2026',
      yearly: '6500',
      fundPerMille: '400',
    })
    for (const member of await membersOn(
      await reading(at),
      at.partnership,
      Temporal.PlainDate.from('2026-11-20'),
    ))
      await operator.perform(changeTier, {
        member: member.id,
        tier: tier.id,
        version: String(member.version),
      })
    await operator.perform(raiseSubscriptions, { partnership: 'kent-connects', year: '2026' })
    const [charge] = await chargesOf(await reading(at), at.partnership, { yearStarting: 2026 })
    assert.ok(charge)
    const paid = await operator.perform(recordPayment, {
      charge: charge.id,
      amount: '3250',
      receivedOn: '2026-11-02',
      reference: 'BACS 1',
    })
    await at.house.drain()
    await at.house.system.perform(bookPayment, {
      announcement: at.programme,
      payment: paid.id,
      charge: charge.id,
      partnership: at.partnership,
    })
    assert.equal((await balance(at)).available, 1_300_00n)
    assert.equal((await balance(at, '2026-11-01')).available, 0n)
    await operator.perform(reversePayment, { payment: paid.id, reason: 'Bounced' })
    await at.house.drain()
    assert.equal((await balance(at)).available, 0n)
    assert.deepEqual(await proved(at), [])
  },
)

database.test(
  'a ledger entry is neither edited nor deleted (F4), and a correction cannot take more than there is',
  async (db) => {
    const at = await fund(db)
    for (const harm of [
      sql`update funding.ledger_entry set amount_pence = 1`,
      sql`delete from funding.ledger_entry`,
    ]) {
      await assert.rejects(harm.execute(db.db), /never edited or deleted/)
    }
    const finance = at.house.as(at.person.priya)
    await assert.rejects(
      finance.perform(correctLedger, {
        programme: at.programme,
        direction: 'take',
        amount: '50000.01',
        note: 'Too much',
      }),
      { code: 'funding.ledger.over-available' },
    )
    await finance.perform(correctLedger, {
      programme: at.programme,
      direction: 'take',
      amount: '100',
      note: 'Typed twice',
    })
    assert.equal((await balance(at)).available, 49_900_00n)
    await assert.rejects(
      at.house
        .as(at.person.marcus)
        .perform(correctLedger, { programme: at.programme, direction: 'add', amount: '1', note: 'No' }),
      { kind: 'forbidden' },
    )
  },
)

database.test(
  'the check proves a true ledger and refuses a false one, naming what does not agree',
  async (db) => {
    const at = await fund(db)
    await approved(at)
    const answer = await at.house.operator.ask(checkLedger, {})
    assert.equal(answer.ok, true)
    assert.equal(answer.proved.length, 6)
    await sql`insert into funding.ledger_entry (id, programme_id, kind, amount_pence, occurred_on, recorded_at, note) values (gen_random_uuid(), ${at.programme}, 'paid-in', 5, '2026-01-01', now(), 'x')`.execute(
      db.db,
    )
    assert.equal((await at.house.operator.ask(checkLedger, {})).ok, true)
    await sql`alter table projects.spend disable trigger projects_spend_kept`.execute(db.db)
    await sql`insert into projects.spend (id, project_id, supplier, invoice_number, spent_on, amount_pence, recorded_at) select gen_random_uuid(), id, 'Nobody', '1', '2026-12-09', 100, now() from projects.project`.execute(
      db.db,
    )
    await assert.rejects(at.house.operator.ask(checkLedger, {}), {
      code: 'funding.ledger.does-not-hold',
      message: /not in the ledger as a pair/,
    })
  },
)

database.test('a partnership has one fund, and another partnership’s officer keeps out of it', async (db) => {
  const at = await fund(db)
  await assert.rejects(
    at.house.as(at.person.marcus).perform(createProgramme, {
      code: 'second',
      partnership: at.partnership,
      name: 'Second',
      funder: 'Partners',
      source: 'internal',
      route: 'held',
    }),
    { code: 'funding.programme.one-fund' },
  )
  await assert.rejects(
    at.house
      .as(at.person.ravi)
      .perform(payIn, { programme: at.programme, amount: '1', receivedOn: '2026-11-01', note: 'x' }),
    { kind: 'forbidden' },
  )
})
