// Reports through their actions: drafted, submitted, withdrawn, and refused in words; over a database undone after each
// test.
import assert from 'node:assert/strict'
import { startEmployment } from '#modules/organisations/index.ts'
import type { Scope } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { Refusal } from '#platform/errors/index.ts'
import { countyDatabase } from '#test/support/county.ts'
import { FIRST_REPORT, reportedBefore, reporting, type Reporting } from '#test/support/reporting.ts'
import { releasePost } from './actions/letting-go.ts'
import { reopenSubmission, saveSubmission, submitSubmission } from './actions/submissions.ts'
import { readActivity } from './declared.ts'
import { planByCode } from './queries/plans.ts'
import { isReporter } from './queries/reporting.ts'
import { lastAnswers, submissionOf } from './queries/submissions.ts'
import { staleIn } from './rules.ts'

const database = countyDatabase()
const code = (expected: string) => ({ code: expected })

const CONFIRMED = {
  status: 'on_track',
  progressIs: 'still-true',
  dates: ['still-true'],
  hasMilestones: 'no',
  boardsAre: 'still-true',
} as const

const EXCEPTION = {
  ...FIRST_REPORT,
  status: 'remedial_action',
  issues: [{ code: 'capacity', words: 'Two posts are empty' }, { code: 'legal' }],
  mitigationsAre: 'changed',
  mitigations: 'Agency staff until March',
  registersAre: 'recorded',
  registers: ['service', 'directorate'],
  riskReference: 'SR-014',
} as const

type Raw = Readonly<Record<string, unknown>>
const on = (at: Reporting, number: number, more: Raw): Raw => ({
  round: at.q3,
  activity: at.activities[number - 1],
  ...more,
})
const ravi = (at: Reporting) => at.house.as(at.person.ravi)
const reportOf = async (at: Reporting, number: number, round = at.q3) =>
  (await submissionOf(await ravi(at).reader(), round, at.activities[number - 1] ?? '')) ??
  assert.fail('nothing was reported')
const faultsOf = async (report: Promise<unknown>): Promise<string[]> => {
  const reason: unknown = await report.then(
    () => undefined,
    (error: unknown) => error,
  )
  assert.ok(reason instanceof Refusal, String(reason))
  return reason.faults.map((one) => one.field)
}

database.test('a draft keeps what was typed as it was typed, and is no report', async (db) => {
  const at = await reporting(db)
  const typed = {
    status: 'remedial_action',
    progress: 'Half a sent',
    dates: ['end'],
    revisedEnd: '2027-06-30',
  }
  const { version } = await ravi(at).perform(saveSubmission, on(at, 1, typed))
  assert.equal(version, 1)
  const draft = await reportOf(at, 1)
  assert.deepEqual([draft.state, draft.status, draft.given], ['draft', null, typed])
  await ravi(at).perform(saveSubmission, on(at, 1, { ...typed, progress: 'A sentence', version }))
  assert.equal((await reportOf(at, 1)).given?.['progress'], 'A sentence')
})

database.test('a report is submitted whole or refused with everything it lacks', async (db) => {
  const at = await reporting(db)
  assert.deepEqual(await faultsOf(ravi(at).perform(submitSubmission, on(at, 1, {}))), [
    'status',
    'progress',
    'hasMilestones',
    'dates',
  ])
  await ravi(at).perform(submitSubmission, on(at, 1, EXCEPTION))
  const report = await reportOf(at, 1)
  assert.deepEqual(
    [report.state, report.status, report.mitigation_ticked, report.registers, report.risk_reference],
    ['submitted', 'remedial_action', 'yes', ['service', 'directorate'], 'SR-014'],
  )
  assert.deepEqual(
    report.issues.map((one) => [one.code, one.label, one.words, one.answer]),
    [
      ['capacity', 'Capacity', 'Two posts are empty', 'raised'],
      ['legal', 'Legal', null, 'raised'],
    ],
  )
  assert.equal(report.boards.length, 4)
  assert.deepEqual([report.prepared_by_person_id, report.is_late], [at.person.ravi, false])
})

database.test(
  'what was said last time is confirmed, changed, or left unconfirmed on purpose (V6)',
  async (db) => {
    const at = await reporting(db)
    await reportedBefore(at, 1)
    assert.deepEqual(await faultsOf(ravi(at).perform(submitSubmission, on(at, 1, { status: 'on_track' }))), [
      'progressIs',
      'dates',
      'hasMilestones',
      'boardsAre',
    ])
    await ravi(at).perform(submitSubmission, on(at, 1, { status: 'on_track', leaveUnconfirmed: 'yes' }))
    const left = await reportOf(at, 1)
    assert.deepEqual(staleIn(left), ['progress', 'dates', 'milestones', 'boards'])
    assert.equal(left.progress, 'Contracts are out.')
    await ravi(at).perform(reopenSubmission, on(at, 1, { version: '1' }))
    await ravi(at).perform(submitSubmission, on(at, 1, { ...CONFIRMED, version: '2' }))
    const confirmed = await reportOf(at, 1)
    assert.deepEqual(staleIn(confirmed), [])
    assert.equal(confirmed.boards.length, 4)
  },
)

database.test('an issue of last time is carried or closed, and on track closes them all (V7)', async (db) => {
  const at = await reporting(db)
  await reportedBefore(at, 1, EXCEPTION)
  const last = await lastAnswers(await ravi(at).reader(), at.activities[0] ?? '', at.q3)
  assert.deepEqual(
    last?.openIssues.map((one) => one.label),
    ['Capacity', 'Legal'],
  )
  assert.deepEqual(await faultsOf(ravi(at).perform(submitSubmission, on(at, 1, CONFIRMED))), [
    'status',
    'openIssues-0-answer',
    'openIssues-1-answer',
  ])
  const [capacity, legal] = last?.openIssues ?? []
  const still = {
    ...CONFIRMED,
    status: 'remedial_action',
    mitigationsAre: 'still-true',
    registersAre: 'still-true',
    openIssues: [
      { issue: capacity?.id, answer: 'carried', words: 'One post is empty' },
      { issue: legal?.id, answer: 'closed', outcome: 'resolved', outcomeWords: 'Counsel agreed' },
    ],
  }
  await ravi(at).perform(submitSubmission, on(at, 1, still))
  const report = await reportOf(at, 1)
  assert.deepEqual(
    report.issues.map((one) => [one.label, one.answer, one.words, one.outcome, one.carried_from_id]),
    [
      ['Capacity', 'carried', 'One post is empty', null, capacity?.id],
      ['Legal', 'closed', null, 'resolved', legal?.id],
    ],
  )
  assert.equal(report.mitigations, 'Agency staff until March')
  assert.deepEqual(report.registers, ['service', 'directorate'])
})

database.test('a report that is changed keeps its issues and their ids', async (db) => {
  const at = await reporting(db)
  await ravi(at).perform(submitSubmission, on(at, 1, EXCEPTION))
  const before = await reportOf(at, 1)
  await ravi(at).perform(reopenSubmission, on(at, 1, { version: '1' }))
  await ravi(at).perform(
    submitSubmission,
    on(at, 1, { ...EXCEPTION, issues: [{ code: 'capacity' }, { code: 'financial' }], version: '2' }),
  )
  const after = await reportOf(at, 1)
  assert.equal(after.issues[0]?.id, before.issues[0]?.id)
  assert.deepEqual(
    after.issues.map((one) => one.code),
    ['capacity', 'financial'],
  )
})

database.test(
  'a changed date says why, moves the plan, and goes back when it is withdrawn (V8)',
  async (db) => {
    const at = await reporting(db)
    const moved = { ...FIRST_REPORT, dates: ['end'], revisedEnd: '2027-09-30' }
    assert.deepEqual(await faultsOf(ravi(at).perform(submitSubmission, on(at, 1, moved))), [
      'endReason',
      'endCause',
    ])
    const told = { ...moved, endReason: 'The supplier is late', endCause: 'external' }
    await ravi(at).perform(submitSubmission, on(at, 1, told))
    const datesOf = async () =>
      db.db
        .selectFrom('delivery.date_change')
        .select(['former', 'becomes', 'reason', 'cause', 'round_id', 'source'])
        .where('activity_id', '=', at.activities[0] ?? '')
        .orderBy('number')
        .execute()
    const [first] = await datesOf()
    assert.deepEqual(
      [
        first?.former,
        first?.becomes?.toString(),
        first?.reason,
        first?.cause,
        first?.round_id,
        first?.source,
      ],
      [null, '2027-09-30', 'The supplier is late', 'external', at.q3, 'report'],
    )
    await ravi(at).perform(reopenSubmission, on(at, 1, { version: '1' }))
    await ravi(at).perform(submitSubmission, on(at, 1, { ...FIRST_REPORT, version: '2' }))
    const { revised_end } = await db.db
      .selectFrom('delivery.activity')
      .select('revised_end')
      .where('id', '=', at.activities[0] ?? '')
      .executeTakeFirstOrThrow()
    assert.equal(revised_end, null)
    assert.equal((await datesOf()).length, 2, 'every date it was ever given stays')
  },
)

database.test(
  'where the plan has the rule a late end is not on track, from its period on (V16)',
  async (db) => {
    const at = await reporting(db)
    const rule = (from: string) =>
      sql`insert into delivery.policy (id, plan_id, rule, applies_from, words, made_at)
      values (gen_random_uuid(), ${at.plan}, 'late-end-is-not-on-track', ${from}, 'A late end is not on track', now())`.execute(
        db.db,
      )
    const late = {
      ...FIRST_REPORT,
      dates: ['end'],
      revisedEnd: '2027-09-30',
      endReason: 'The supplier is late',
      endCause: 'external',
    }
    await rule('2027-01-01')
    await ravi(at).perform(submitSubmission, on(at, 1, late))
    await ravi(at).perform(reopenSubmission, on(at, 1, { version: '1' }))
    await rule('2026-10-01')
    await assert.rejects(ravi(at).perform(submitSubmission, on(at, 1, { ...late, version: '2' })), {
      message: /“A late end is not on track”.*183 days later/,
    })
  },
)

database.test('milestones are moved and met in the report', async (db) => {
  const at = await reporting(db)
  const { rows } = await sql<{ id: string }>`
    insert into delivery.milestone (id, activity_id, kind, title, due_on, certainty)
    values (gen_random_uuid(), ${at.activities[0]}, 'go_live', 'Opens', '2026-11-01', 'estimated') returning id`.execute(
    db.db,
  )
  const still = { ...FIRST_REPORT, hasMilestones: null, milestonesAre: 'still-true' }
  assert.deepEqual(await faultsOf(ravi(at).perform(submitSubmission, on(at, 1, still))), [
    'explained-0-reason',
  ])
  const met = { milestone: rows[0]?.id, dueOn: '2026-11-01', certainty: 'specific', metOn: '2026-11-02' }
  await ravi(at).perform(
    submitSubmission,
    on(at, 1, { ...still, milestonesAre: 'changed', milestones: [met] }),
  )
  const milestone = await db.db.selectFrom('delivery.milestone').selectAll().executeTakeFirstOrThrow()
  assert.deepEqual(
    [milestone.met_on?.toString(), milestone.certainty, milestone.version],
    ['2026-11-02', 'specific', 2],
  )
  assert.equal((await reportOf(at, 1)).has_milestones, true)
})

database.test('a suspicious date is taken with its reason, which stays (V9)', async (db) => {
  const at = await reporting(db)
  await sql`update delivery.activity set original_end = '2026-10-31' where id = ${at.activities[0]}`.execute(
    db.db,
  )
  assert.deepEqual(await faultsOf(ravi(at).perform(submitSubmission, on(at, 1, FIRST_REPORT))), [
    'explained-0-reason',
  ])
  const reason = 'It is done; the closing goes to the board in December'
  await ravi(at).perform(
    submitSubmission,
    on(at, 1, { ...FIRST_REPORT, explained: [{ doubt: 'end-past', reason }] }),
  )
  assert.deepEqual((await reportOf(at, 1)).explained, [{ doubt: 'end-past', reason }])
})

database.test('the lead, whom it was given to, and the keepers report; nobody else does (V4)', async (db) => {
  const at = await reporting(db)
  const { house, person } = at
  await ravi(at).perform(saveSubmission, on(at, 2, { status: 'on_track' }))
  await house.as(person.marcus).perform(saveSubmission, on(at, 1, { status: 'on_track' }))
  await assert.rejects(ravi(at).perform(saveSubmission, on(at, 3, {})), code('delivery.submission.not-yours'))
  await assert.rejects(
    house.as(person.priya).perform(saveSubmission, on(at, 1, { version: '1' })),
    code('delivery.submission.not-yours'),
    'a director signs and does not report',
  )
  await assert.rejects(house.as(person.molly).perform(saveSubmission, on(at, 1, {})), { kind: 'forbidden' })
  await assert.rejects(
    ravi(at).perform(saveSubmission, { round: at.q3, activity: at.plan }),
    code('platform.record.not-found'),
  )
})

database.test(
  'only what is received in the window counts, or by an extension, marked late (V2, V3)',
  async (db) => {
    const at = await reporting(db)
    at.house.clock.set('2026-11-13T08:59:59Z')
    await assert.rejects(ravi(at).perform(saveSubmission, on(at, 1, {})), code('delivery.round.not-open'))
    at.house.clock.set('2026-11-27T17:00:00Z')
    await assert.rejects(
      ravi(at).perform(submitSubmission, on(at, 1, FIRST_REPORT)),
      code('delivery.round.closed'),
    )
    await sql`update delivery.round set state = 'closed', closed_at = '2026-11-27T17:00:00Z' where id = ${at.q3}`.execute(
      db.db,
    )
    at.house.clock.set('2026-11-27T16:59:59Z')
    await ravi(at).perform(submitSubmission, on(at, 1, FIRST_REPORT))
    assert.equal((await reportOf(at, 1)).is_late, false, 'the closing was written down first')
    await sql`insert into delivery.extension (id, round_id, activity_id, asked_at, why, state, until_at)
    values (gen_random_uuid(), ${at.q3}, ${at.activities[1]}, '2026-11-27T18:00Z', 'Ill', 'granted', '2026-12-01T17:00Z')`.execute(
      db.db,
    )
    at.house.clock.set('2026-11-30T10:00:00Z')
    await ravi(at).perform(submitSubmission, on(at, 2, FIRST_REPORT))
    assert.equal((await reportOf(at, 2)).is_late, true)
  },
)

database.test('two people on one report: the second sees what the first said', async (db) => {
  const at = await reporting(db)
  await ravi(at).perform(saveSubmission, on(at, 1, { status: 'on_track', progress: 'Of Ravi' }))
  const marcus = at.house.as(at.person.marcus)
  const second = marcus.perform(saveSubmission, on(at, 1, { progress: 'Of Marcus' }))
  const refused: unknown = await second.catch((error: unknown) => error)
  assert.ok(refused instanceof Refusal)
  assert.equal(refused.code, 'delivery.submission.stale')
  assert.deepEqual(refused.current, { status: 'on_track', progress: 'Of Ravi', version: 1 })
  await marcus.perform(saveSubmission, on(at, 1, { progress: 'Of Marcus', version: '1' }))
})

database.test('what is submitted is withdrawn before it is changed, and what is signed stays', async (db) => {
  const at = await reporting(db)
  await assert.rejects(
    ravi(at).perform(reopenSubmission, on(at, 1, {})),
    code('delivery.submission.not-submitted'),
  )
  await ravi(at).perform(submitSubmission, on(at, 1, FIRST_REPORT))
  await assert.rejects(
    ravi(at).perform(saveSubmission, on(at, 1, { version: '1' })),
    code('delivery.submission.submitted'),
  )
  await sql`update delivery.submission set state = 'signed', signed_by_person_id = ${at.person.priya}, signed_at = now()`.execute(
    db.db,
  )
  await assert.rejects(
    ravi(at).perform(reopenSubmission, on(at, 1, { version: '1' })),
    code('delivery.submission.signed'),
  )
})

database.test('what is no longer monitored is not reported on', async (db) => {
  const at = await reporting(db)
  await sql`update delivery.activity set is_monitored = false where id = ${at.activities[0]}`.execute(db.db)
  await assert.rejects(
    ravi(at).perform(saveSubmission, on(at, 1, {})),
    code('delivery.submission.not-monitored'),
  )
})

database.test('why a date moved is for those who work with the plan, also where it is public', async (db) => {
  const at = await reporting(db)
  await ravi(at).perform(
    submitSubmission,
    on(at, 1, {
      ...FIRST_REPORT,
      dates: ['end'],
      revisedEnd: '2027-03-24',
      endReason: 'The builder is early',
      endCause: 'external',
    }),
  )
  await sql`update delivery.plan set audience = 'public' where id = ${at.plan}`.execute(db.db)
  const asked = { plan: 'sdp', number: '1' }
  const said = async (door: { readonly ask: typeof at.house.visitor.ask }) =>
    (await door.ask(readActivity, asked)).dates.map((one) => [
      String(one.becomes),
      one.reason,
      one.cause,
      one.made_by,
    ])
  assert.deepEqual(await said(ravi(at)), [['2027-03-24', 'The builder is early', 'external', 'Ravi Contour']])
  assert.deepEqual(await said(at.house.visitor), [['2027-03-24', null, null, null]])
})

database.test(
  'an office in a plan gives no power to whoever works for its body no more, and ends with the post',
  async (db) => {
    const at = await reporting(db)
    const { house, person } = at
    const ended = { announcement: person.ravi, person: person.ravi, organisation: at.organisation.kcc }
    assert.equal((await house.system.perform(releasePost, ended)).offices, 0, 'the post still holds')
    await ravi(at).perform(saveSubmission, on(at, 1, { status: 'on_track' }))
    // Ravi and Marcus go to Medway.
    for (const who of [person.ravi, person.marcus]) {
      await sql`update organisations.employment set ended_on = '2026-11-19' where person_id = ${who}`.execute(
        db.db,
      )
      await house.operator.perform(startEmployment, {
        person: who,
        organisation: at.organisation.medway,
        jobTitle: 'Officer',
        startedOn: '2026-11-20',
      })
    }
    const draft = on(at, 1, { status: 'on_track', version: '1' })
    await assert.rejects(ravi(at).perform(saveSubmission, draft), { kind: 'forbidden' })
    await assert.rejects(planByCode(await ravi(at).reader(), 'sdp'), code('platform.record.not-found'))
    await assert.rejects(planByCode(await house.as(person.marcus).reader(), 'sdp'), {
      kind: 'not-found',
    })
    // Also where they may read it, and report elsewhere.
    await sql`update delivery.plan set audience = 'public' where id = ${at.plan}`.execute(db.db)
    const reader = await ravi(at).reader()
    const elsewhere = {
      ...reader,
      may: (permission: string, scope?: Scope) => scope === undefined || reader.may(permission, scope),
    }
    const plan = await planByCode(reader, 'sdp')
    const activity = { id: at.activities[0] ?? '', lead_person_id: person.ravi }
    assert.equal(await isReporter(elsewhere, plan, activity), false)
    assert.equal((await house.system.perform(releasePost, ended)).offices, 2)
    const standing = await db.db
      .selectFrom('delivery.activity')
      .select(['lead_person_id', 'director_person_id'])
      .where('plan_id', '=', at.plan)
      .orderBy('number')
      .execute()
    assert.deepEqual(
      standing.map((one) => [one.lead_person_id, one.director_person_id]),
      [
        [null, person.priya],
        [person.marcus, person.priya],
        [at.leads[2], person.priya],
      ],
    )
    const given = await sql`select 1 from delivery.delegation where ended_on is null`.execute(db.db)
    assert.equal(given.rows.length, 0)
    const marcus = { ...ended, announcement: person.marcus, person: person.marcus }
    assert.equal((await house.system.perform(releasePost, marcus)).offices, 2, 'the officer and the lead')
  },
)

database.test('the audit knows what was done and no word of it', async (db) => {
  const at = await reporting(db)
  await ravi(at).perform(submitSubmission, on(at, 1, EXCEPTION))
  const { rows } = await sql<{ facts: Record<string, unknown> }>`
    select facts from platform.audit_entry where action = 'delivery.submission.submit'`.execute(db.db)
  assert.deepEqual(rows[0]?.facts, {
    plan: 'sdp',
    round: 'q3',
    activity: 1,
    status: 'remedial_action',
    issuesRaised: 2,
    issuesCarried: 0,
    issuesClosed: 0,
    changed: 0,
    confirmed: 1,
    unconfirmed: 0,
    explained: 0,
    end: null,
    goLive: null,
    late: false,
  })
})
