// Reports of a frozen round through their actions: who may begin, write into and issue one, what becomes of it when the
// round is corrected, and that a file is the same whenever it is asked for.
import assert from 'node:assert/strict'
import { createHash, randomUUIDv7 } from 'node:crypto'
import { appointToOffice } from '#modules/organisations/index.ts'
import { sql, type Database } from '#platform/database/index.ts'
import { duty } from '#platform/module/index.ts'
import { countyDatabase } from '#test/support/county.ts'
import { withRows } from '#test/support/frozen-2019.ts'
import { freezeAs, frozenRound, type FrozenRound } from '#test/support/frozen-round.ts'
import { editReport, issueReport, proposeReport, writeReport } from './actions/reports.ts'
import { readReport, reportFile, scorecardsFile } from './documents.ts'
import { findingsOfFrozen } from './queries/findings.ts'
import { rowsToFreeze } from './queries/freezing.ts'
import { exportable } from './rules/report/exporting.ts'
import { personal } from './personal.ts'
import { searchKinds } from './search.ts'

const database = countyDatabase()
const code = (expected: string) => ({ code: expected })

const priya = (at: FrozenRound) => at.house.as(at.person.priya)
const findingsOf = (at: FrozenRound): number => findingsOfFrozen(at.frozen, []).findings.length

async function drafted(at: FrozenRound, more: Readonly<Record<string, unknown>> = {}): Promise<string> {
  return (await priya(at).perform(writeReport, { round: at.round, ...more })).id
}

const issuing = (
  at: FrozenRound,
  report: string,
  version: number,
  more: Readonly<Record<string, unknown>> = {},
) =>
  priya(at).perform(issueReport, {
    report,
    audience: 'plan',
    findings: findingsOf(at),
    seen: 'yes',
    version,
    ...more,
  })

/** The next version: activity 4 is on track after all. */
async function corrected(db: Pick<Database, 'db'>, at: FrozenRound): Promise<FrozenRound> {
  const second = withRows(at.frozen, { 4: { status: 'on_track' } })
  const frozen = {
    ...second,
    id: randomUUIDv7(),
    version: 2,
    hash: '1'.repeat(64),
    why: 'Activity 4 was misread.',
    frozenAt: '2019-10-08T09:00:00Z',
  }
  await freezeAs(db, frozen)
  return { ...at, frozen }
}

database.test(
  'a correction of a file’s round takes in no activity that the plan was given since, and its slices still make the whole',
  async (db) => {
    const at = await frozenRound(db)
    const [fourth, added] = [randomUUIDv7(), randomUUIDv7()]
    await sql`insert into platform.subject (id, module, noun, title, audience)
    values (${fourth}, 'delivery', 'outcome', 'A fourth', 'staff'), (${added}, 'delivery', 'activity', 'Added', 'staff')`.execute(
      db.db,
    )
    await sql`insert into delivery.outcome (id, plan_id, number, title, is_enabling) values (${fourth}, ${at.plan}, 4, 'A fourth', false)`.execute(
      db.db,
    )
    await sql`insert into delivery.activity (id, plan_id, outcome_id, number, title, added_on) values (${added}, ${at.plan}, ${fourth}, 80, 'Added', '2026-11-21')`.execute(
      db.db,
    )
    await sql`update delivery.activity set outcome_id = ${fourth} where plan_id = ${at.plan} and number = 4`.execute(
      db.db,
    )
    // Activity 4 is loaded anew: as the plan has it by now.
    await sql`insert into delivery.submission (id, round_id, activity_id, state, status, confirmed, explained, doubts, saved_at)
    select ${randomUUIDv7()}, ${at.round}, activity.id, 'submitted', 'on_track', '{}', '[]', '[]', '2026-11-21T09:00:00Z'
    from delivery.activity activity where plan_id = ${at.plan} and number = 4`.execute(db.db)
    const { head, rows } = await rowsToFreeze(db, at.round)
    assert.equal(rows.length, 79)
    assert.equal(rows[3]?.outcome, 4)
    assert.ok(head.plan.outcomes.some(({ number, title }) => number === 4 && title === 'A fourth'))
    assert.equal(exportable({ ...at.frozen, head, rows }, 'outcome:4').slice?.title, 'Outcome 4: A fourth')
  },
)

const wanted = { plan: 'sdp-2019-20', round: '2019-q2', slice: null }
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const textOf = async (at: FrozenRound, person: string, more: object = {}): Promise<string> =>
  Buffer.from(
    (await reportFile(await at.house.as(person).reader(), { ...wanted, ...more, format: 'html' })).bytes,
  ).toString()

database.test(
  'the plan’s officer begins a report; those who only read it, or nothing, do not',
  async (db) => {
    const at = await frozenRound(db)
    await assert.rejects(
      at.house.as(at.person.ravi).perform(writeReport, { round: at.round }),
      code('platform.permission.missing'),
    )
    await assert.rejects(
      at.house.as(at.person.molly).perform(writeReport, { round: at.round }),
      code('platform.permission.missing'),
    )
    const report = await drafted(at)
    await assert.rejects(drafted(at), code('delivery.report.drafted'))
    await drafted(at, { slice: 'outcome:1' })
    await assert.rejects(drafted(at, { slice: 'outcome:9' }), code('platform.record.not-found'))
    await assert.rejects(issuing(at, report, 2), code('delivery.plan.stale'))
  },
)

database.test('a round that is not frozen has no report yet', async (db) => {
  const at = await frozenRound(db)
  const round = randomUUIDv7()
  await sql`insert into platform.subject (id, module, noun, title, audience) values (${round}, 'delivery', 'round', 'Quarter 3', 'staff')`.execute(
    db.db,
  )
  await sql`insert into delivery.round (id, plan_id, code, title, period_from, period_until, state, is_imported)
    values (${round}, ${at.plan}, '2019-q3', 'Quarter 3', '2019-10-01', '2019-12-31', 'closed', true)`.execute(
    db.db,
  )
  await assert.rejects(priya(at).perform(writeReport, { round }), code('delivery.report.not-frozen'))
  await assert.rejects(
    reportFile(await priya(at).reader(), { ...wanted, round: '2019-q3', format: 'json' }),
    code('platform.record.not-found'),
  )
})

database.test(
  'a number its author typed is a figure, or asserted in their own name, before it is kept (V13)',
  async (db) => {
    const at = await frozenRound(db)
    const report = await drafted(at)
    const edit = (words: string, version: number, numbers: readonly object[] = []) =>
      priya(at).perform(editReport, { report, section: 'headline', words, version, numbers })
    const words = 'Thirteen are off track; they cost £20k.'
    await assert.rejects(edit(words, 1), {
      code: 'delivery.report.numbers-unmarked',
      message: /Say of each number below where it comes from: “Thirteen”, “£20k”/,
    })
    await assert.rejects(
      edit(words, 1, [
        { at: 0, text: 'Thirteen', becomes: 'figure:nothing' },
        { at: 34, text: '£20k', becomes: 'asserted' },
      ]),
      code('delivery.report.no-such-figure'),
    )
    await edit(words, 1, [
      { at: 0, text: 'Thirteen', becomes: 'figure:not-on-track' },
      { at: 34, text: '£20k', becomes: 'asserted' },
    ])
    await assert.rejects(
      edit('[[asserted:99|Helena Estuary]] homes', 2),
      code('delivery.report.not-your-assertion'),
    )
    const draft = await textOf(at, at.person.priya)
    assert.match(draft, />13<\/a> are off track; they cost £20k \(asserted by Priya Orchard\)\./)
    assert.doesNotMatch(await textOf(at, at.person.ravi), /they cost/, 'a draft is its author’s')
  },
)

database.test(
  'a report is issued when its findings were seen, and only by whoever saw all of them',
  async (db) => {
    const at = await frozenRound(db)
    const report = await drafted(at)
    assert.ok(findingsOf(at) > 0)
    await assert.rejects(issuing(at, report, 1, { findings: 0 }), code('delivery.report.findings-changed'))
    await assert.rejects(issuing(at, report, 1, { seen: 'no' }), code('delivery.report.findings-not-seen'))
    await issuing(at, report, 1)
    await assert.rejects(
      priya(at).perform(editReport, { report, section: 'risk', words: 'More', version: 2 }),
      code('delivery.report.issued'),
    )
    assert.match(await textOf(at, at.person.ravi), /Issued[\s\S]*20 November 2026 at 10am by Priya Orchard/)
    await assert.rejects(textOf(at, at.person.molly), code('platform.record.not-found'))
  },
)

database.test(
  'a correction moves the draft; what was issued stays, and the next report names both versions (V11)',
  async (db) => {
    const at = await frozenRound(db)
    const first = await drafted(at)
    await priya(at).perform(editReport, {
      report: first,
      section: 'headline',
      words: 'On track: [[figure:on-track]].',
      version: 1,
    })
    await issuing(at, first, 2)
    const before = await reportFile(await at.house.as(at.person.ravi).reader(), { ...wanted, format: 'json' })
    const after = await corrected(db, at)
    const second = await drafted(after)
    await priya(at).perform(editReport, {
      report: second,
      section: 'headline',
      words: 'On track: [[figure:on-track]].',
      version: 1,
    })
    assert.match(await textOf(after, at.person.priya), /On track: <a[^>]*>65<\/a>/)
    const again = await reportFile(await at.house.as(at.person.ravi).reader(), { ...wanted, format: 'json' })
    assert.equal(hashOf(again.bytes), hashOf(before.bytes), 'what was issued is what is read')
    await issuing(after, second, 2)
    const now = await textOf(after, at.person.ravi)
    assert.match(now, /The report of version 1, by this one of version 2/)
    assert.match(now, /Activity 4 was misread\./)
    const old = await textOf(after, at.person.ravi, { version: 1 })
    assert.match(old, /On track: <a[^>]*>64<\/a>/)
    assert.match(old, /By the report of version 2; this one is of version 1/)
    const { rows } = await sql<{
      state: string
    }>`select state from delivery.report order by issued_at`.execute(db.db)
    assert.deepEqual(
      rows.map(({ state }) => state).toSorted((a, b) => (a < b ? -1 : 1)),
      ['issued', 'replaced'],
    )
  },
)

database.test(
  'everybody reads what was issued to the public, as it was issued, and nothing more',
  async (db) => {
    const at = await frozenRound(db)
    const visitor = await at.house.visitor.reader()
    await assert.rejects(
      reportFile(visitor, { ...wanted, format: 'json' }),
      code('platform.record.not-found'),
    )
    await issuing(at, await drafted(at, { slice: 'outcome:1' }), 1, { audience: 'public' })
    await assert.rejects(
      reportFile(visitor, { ...wanted, format: 'json' }),
      code('platform.record.not-found'),
      'the whole was not issued',
    )
    const part = await reportFile(visitor, { ...wanted, slice: 'outcome:1', format: 'html' })
    assert.equal(part.name, 'sdp-2019-20-2019-q2-outcome-1-v1.html')
    await corrected(db, at)
    await assert.rejects(
      reportFile(visitor, { ...wanted, slice: 'outcome:1', version: 2, format: 'json' }),
      code('platform.record.not-found'),
    )
    const again = await reportFile(visitor, { ...wanted, slice: 'outcome:1', format: 'html' })
    assert.equal(hashOf(again.bytes), hashOf(part.bytes))
    const found = await searchKinds.find(({ kind }) => kind === 'delivery.report')?.records(db.db, 'all')
    assert.equal(found?.length, 1)
    assert.ok(found?.[0]?.audience.includes('public'))
  },
)

database.test('a report for the readers of a public plan is not found by everybody', async (db) => {
  const at = await frozenRound(db, { audience: 'public' })
  await issuing(at, await drafted(at), 1)
  const visitor = await at.house.visitor.reader()
  await assert.rejects(reportFile(visitor, { ...wanted, format: 'json' }), code('platform.record.not-found'))
  const [found] =
    (await searchKinds.find(({ kind }) => kind === 'delivery.report')?.records(db.db, 'all')) ?? []
  assert.equal(found?.audience.includes('public'), false)
  assert.ok(found?.audience.includes(`delivery.plan.read@${at.organisation.kcc}`))
})

database.test(
  'who may not read the plan reads of a public report what everybody does, wherever they work',
  async (db) => {
    const at = await frozenRound(db)
    await issuing(at, await drafted(at, { slice: 'outcome:1' }), 1, { audience: 'public' })
    await sql`update delivery.plan set audience = 'group', audience_id = ${at.gis}, group_id = ${at.gis} where id = ${at.plan}`.execute(
      db.db,
    )
    await assert.rejects(textOf(at, at.person.ravi), code('platform.record.not-found'), 'the whole')
    const part = await textOf(at, at.person.ravi, { slice: 'outcome:1' })
    assert.doesNotMatch(part, /by Priya Orchard/)
  },
)

database.test('a program reads the report with every figure, its version and its hash', async (db) => {
  const at = await frozenRound(db)
  const { plan, round } = wanted
  const report = await at.house.as(at.person.ravi).ask(readReport, { plan, round })
  assert.deepEqual([report.version, report.hash, report.state], [1, at.frozen.hash, 'generated'])
  const onTrack = report.figures.find((one) => one.code === 'on-track')
  assert.equal(onTrack?.explanation, '64 of 79, which is 81%, rounded to the nearest whole number, halves up')
  assert.equal(onTrack?.activities.length, 64)
  const part = await at.house.as(at.person.ravi).ask(readReport, { plan, round, slice: 'outcome:3' })
  assert.equal(part.figures.find((one) => one.code === 'activities')?.numerator, 17)
})

database.test('the same version gives the same bytes in every format, dated by the freezing', async (db) => {
  const at = await frozenRound(db)
  const reader = await at.house.as(at.person.ravi).reader()
  for (const format of ['html', 'json', 'docx'] as const) {
    const [one, other] = [
      await reportFile(reader, { ...wanted, format }),
      await reportFile(reader, { ...wanted, format }),
    ]
    assert.equal(hashOf(one.bytes), hashOf(other.bytes), format)
    assert.equal(one.name, `sdp-2019-20-2019-q2-v1.${format}`)
  }
  const card = await scorecardsFile(reader, wanted, 10)
  assert.equal(card.name, 'sdp-2019-20-2019-q2-scorecard-10-v1.pdf')
  assert.equal(Buffer.from(card.bytes.subarray(0, 5)).toString(), '%PDF-')
  await assert.rejects(scorecardsFile(reader, wanted, 80), code('platform.record.not-found'))
})

database.test('an issued report goes to the next meeting of the plan’s group', async (db) => {
  const at = await frozenRound(db)
  const report = await drafted(at)
  const propose = () => priya(at).perform(proposeReport, { report, kind: 'note' })
  await assert.rejects(propose(), code('delivery.report.not-issued'))
  await issuing(at, report, 1)
  await assert.rejects(propose(), code('delivery.report.no-group'))
  await sql`update delivery.plan set group_id = ${at.leadership} where id = ${at.plan}`.execute(db.db)
  const proposed = await propose()
  const { rows } = await sql<{
    title: string
    subject_id: string
  }>`select title, subject_id from governance.agenda_item where id = ${proposed.id}`.execute(db.db)
  assert.deepEqual(rows, [
    { title: 'Strategic Delivery Plan 2019/20: Quarter 2 of 2019/20', subject_id: report },
  ])
})

database.test(
  'the officer is asked to issue the report of a round, and of each correction, until it is issued',
  async (db) => {
    const at = await frozenRound(db)
    const asked = async (): Promise<string[]> =>
      (await (await priya(at).reader()).fills(duty, {}))
        .map(({ title }) => title)
        .filter((title) => title.startsWith('Issue the report'))
    assert.deepEqual(await asked(), [], 'nobody is asked about a round of the past that a file brought')
    await sql`update delivery.round set is_imported = false where id = ${at.round}`.execute(db.db)
    assert.deepEqual(await asked(), ['Issue the report of Quarter 2 of 2019/20'])
    await issuing(at, await drafted(at), 1)
    assert.deepEqual(await asked(), [])
    await corrected(db, at)
    assert.deepEqual(await asked(), ['Issue the report of Quarter 2 of 2019/20'])
    const kept = personal.filter(({ column }) => column.startsWith('delivery.report.'))
    assert.equal(kept.length, 2)
    for (const one of kept) assert.equal((await one.held(db.db, at.person.priya)).length, 1)
  },
)

database.test('a report of a plan one does not see is no report at all, in the same words', async (db) => {
  const at = await frozenRound(db)
  const report = await drafted(at)
  const known = async () =>
    (
      await sql<{ audience: string }>`select audience from platform.subject where id = ${report}`.execute(
        db.db,
      )
    ).rows[0]?.audience
  assert.equal(await known(), `delivery.plan.read@${at.organisation.kcc}`)
  await at.house.operator.perform(appointToOffice, {
    person: at.person.helena,
    role: 'organisation-lead',
    organisation: at.organisation.medway,
  })
  const words = (id: string): Promise<string[]> =>
    Promise.all(
      [
        () => at.house.as(at.person.helena).perform(proposeReport, { report: id, kind: 'note' }),
        () =>
          at.house
            .as(at.person.helena)
            .perform(editReport, { report: id, section: 'risk', words: 'Mine', version: 1 }),
      ].map((attempt) =>
        attempt().then(
          () => 'done',
          (error: unknown) => (error as Error).message,
        ),
      ),
    )
  assert.deepEqual(await words(report), await words(at.plan))
  assert.match((await words(report))[0] ?? '', /There is no such report/)
  // A draft of the report of a public plan is known to those who read along, not to everybody.
  await sql`update delivery.plan set audience = 'public' where id = ${at.plan}`.execute(db.db)
  await issuing(at, report, 1)
  assert.equal(await known(), `delivery.plan.read@${at.organisation.kcc}`)
})

database.test('a draft is read by those who write it; a command reads what stands', async (db) => {
  const at = await frozenRound(db)
  const report = await drafted(at)
  await priya(at).perform(editReport, {
    report,
    section: 'risk',
    words: 'Not yet said aloud.',
    version: 1,
  })
  assert.match(await textOf(at, at.person.priya), /Not yet said aloud/)
  const operator = await reportFile(await at.house.operator.reader(), { ...wanted, format: 'html' })
  assert.doesNotMatch(Buffer.from(operator.bytes).toString(), /Not yet said aloud|Draft/)
})
