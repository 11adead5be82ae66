// The files of delivery: the plan of 2019 as it stands, what is asked about instead of guessed, and what stops a file.
import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { action } from '#platform/actions/index.ts'
import { sql, type Database } from '#platform/database/index.ts'
import type { ImportKind, ImportOutcome } from '#platform/module/index.ts'
import { readCsv } from '#platform/tables/index.ts'
import { delivery } from '#modules/delivery/module.ts'
import { governance } from '#modules/governance/module.ts'
import { groups } from '#modules/groups/module.ts'
import { organisations } from '#modules/organisations/module.ts'
import { partnerships } from '#modules/partnerships/module.ts'
import { projects } from '#modules/projects/module.ts'
import { risk } from '#modules/risk/module.ts'
import { countyDatabase, county } from '#test/support/county.ts'
import { testHouse, type TestHouse } from '#test/support/house.ts'
import { reopenClosing } from './actions/closings.ts'
import { defineColumn, settleDoubt } from './actions/doubts.ts'
import { freeze } from './actions/freezing.ts'
import { submitSubmission } from './actions/submissions.ts'
import { reopenActivities } from './actions/versions.ts'
import { figuresFile } from './imports/figures.ts'
import { ownersFile } from './imports/owners.ts'
import { planFile } from './imports/plan.ts'
import { roundsFile } from './imports/rounds.ts'
import { personal } from './personal.ts'
import { columnsWithoutMeaning, doubtsOf, roundsWaiting } from './queries/doubts.ts'
import { frozenOf, frozenVersions } from './queries/frozen.ts'
import { planByCode, unitsOf } from './queries/plans.ts'
import { roundByCode } from './queries/rounds.ts'
import type { Frozen, Status } from './rules.ts'

const database = countyDatabase()
type Cells = Readonly<Record<string, string>>
type Options = Readonly<Record<string, string>>

const fileOf = (name: string, kind: ImportKind): readonly Cells[] =>
  readCsv(readFileSync(new URL(`../../../data/kent/${name}`, import.meta.url)), {
    required: kind.headers,
    optional: kind.optionalHeaders ?? [],
  }).rows.map((row) => row.cells)

const PLAN = fileOf('delivery-plan-2019-20.csv', planFile)
const FIGURES = fileOf('reported-2019-q2.csv', figuresFile)
const ROUNDS = fileOf('delivery-rounds-2019.csv', roundsFile)
const OPTIONS = { plan: 'sdp-2019-20', organisation: 'kcc' }

async function load(
  house: TestHouse,
  kind: ImportKind,
  lines: readonly Cells[],
  options: Options = OPTIONS,
): Promise<ImportOutcome> {
  const loading = action({
    name: 'delivery.test.load',
    title: 'Load',
    permission: 'public',
    doors: ['command'],
    fields: {},
    run: async (inside) => ({
      subject: null,
      result: await kind.load(
        inside,
        lines.map((cells, nth) => ({ line: nth + 2, cells })),
        options,
      ),
    }),
  })
  return house.operator.perform(loading, {})
}

const housed = async (db: Database) => {
  await county(db)
  return testHouse(
    db,
    [organisations, partnerships, groups, governance, risk, projects, delivery],
    '2026-11-22T10:00:00Z',
  )
}

async function frozen(house: TestHouse, round: string, version?: number): Promise<Frozen> {
  const reader = await house.operator.reader()
  return frozenOf(reader, (await roundByCode(reader, 'sdp-2019-20', round)).round.id, version)
}

/** As an officer's correction does; who may is its own action's to ask. */
async function correctedBy(house: TestHouse, roundId: string): Promise<void> {
  const correcting = action({
    name: 'delivery.test.correct',
    title: 'Correct',
    permission: 'public',
    doors: ['command'],
    fields: {},
    async run(inside) {
      const round = await inside.tx
        .selectFrom('delivery.round')
        .selectAll()
        .where('id', '=', roundId)
        .executeTakeFirstOrThrow()
      return { subject: null, result: await freeze(inside, round, 'Questions were answered') }
    },
  })
  house.clock.set('2026-11-22T12:00:00Z')
  await house.operator.perform(correcting, {})
}

const counted = ({ rows }: Frozen, status: Status): number =>
  rows.filter((row) => row.status === status).length
const row = (frozen: Frozen, number: number) => {
  const found = frozen.rows.find((one) => one.number === number)
  assert.ok(found, `activity ${number}`)
  return found
}

database.test(
  'D1: the file of 2019 makes the plan, both rounds frozen, and every status as printed',
  async (db) => {
    const house = await housed(db)
    assert.deepEqual(await load(house, planFile, PLAN), { created: 79, changed: 0, unchanged: 0, faults: [] })
    const [first, second] = [await frozen(house, '2019-q1'), await frozen(house, '2019-q2')]
    assert.equal(second.rows.length, 79)
    assert.deepEqual(
      (['on_track', 'remedial_action', 'unlikely', 'not_started'] as const).map((status) =>
        counted(second, status),
      ),
      [64, 10, 3, 2],
    )
    assert.deepEqual(
      [first.rows.filter((one) => one.statusSource === 'printed').length, counted(first, 'unlikely')],
      [20, 5],
    )
    const { plan, round } = second.head
    assert.deepEqual(
      [plan.title, plan.owner, plan.fromOn, plan.untilOn, plan.approvedOn],
      [
        'Strategic delivery plan 2019 to 2020',
        'Kent County Council',
        '2019-04-01',
        '2020-03-31',
        '2019-04-01',
      ],
    )
    assert.deepEqual(
      plan.outcomes.map((one) => [one.number, one.isEnabling]),
      [
        [0, true],
        [1, false],
        [2, false],
        [3, false],
      ],
    )
    assert.deepEqual([round.periodFrom, round.opensAt, round.isImported], ['2019-07-01', null, true])
    const four = row(second, 4)
    assert.deepEqual(
      [
        four.status,
        four.previousStatus,
        four.originalEnd,
        four.revisedGoLive,
        four.mitigationTicked,
        four.hasMilestones,
      ],
      ['remedial_action', 'unlikely', '2020-03-31', '2020-09-01', 'yes', true],
    )
    assert.deepEqual(
      four.issues.map((issue) => issue.code),
      ['capacity', 'dependencies'],
    )
    // What was printed for quarter 2 is no part of quarter 1.
    assert.deepEqual(
      [row(first, 4).revisedGoLive, row(first, 4).boards, row(first, 70).closing],
      [null, [], null],
    )
    assert.deepEqual(
      [row(second, 70).closing?.monitoring, row(second, 70).closing?.decidedOn],
      ['kept', null],
    )
    assert.deepEqual(
      row(second, 54).previousIssues.map((issue) => issue.code),
      ['financial'],
    )
  },
)

database.test('X2: what the file of 2019 leaves unclear is asked about, and nothing else is', async (db) => {
  const house = await housed(db)
  await load(house, planFile, PLAN)
  const second = await frozen(house, '2019-q2')
  assert.deepEqual(
    second.rows.flatMap((one) => one.doubts.map((doubt) => [one.number, doubt.column, doubt.raw])),
    [
      [5, 'q2_issues', 'financial_benefits'],
      [15, 'original_end', '2019-08-01'],
      [24, 'original_end', '2019-08-31'],
      [26, 'revised_end', '2019-12-01'],
      [33, 'revised_go_live', '2018-12-12'],
      [51, 'original_end', '2019-06-30'],
      [55, 'original_end', '2019-08-01'],
      [68, 'revised_end', '2020-03-31'],
    ],
  )
  assert.deepEqual(row(second, 5).issues.find((issue) => issue.code === null)?.label, 'financial_benefits')
  assert.ok(row(second, 1).boards.every((board) => board.undefinedTick === 'yes' && board.reported === null))
  assert.deepEqual(
    (await frozen(house, '2019-q1')).rows.flatMap((one) => one.doubts),
    [],
  )
  const columns = await columnsWithoutMeaning(await house.operator.reader(), second.head.plan.id)
  assert.deepEqual(
    columns.map((one) => one.ticks),
    [79, 79, 79, 79],
  )
})

database.test(
  'O10: the same file again writes nothing, and one changed cell makes one correction',
  async (db) => {
    const house = await housed(db)
    await load(house, planFile, PLAN)
    const versions = async (round: string) =>
      (await frozenVersions(await house.operator.reader(), (await frozen(house, round)).head.round.id)).map(
        (one) => one.why,
      )
    assert.deepEqual(await load(house, planFile, PLAN), { created: 0, changed: 0, unchanged: 79, faults: [] })
    assert.deepEqual([await versions('2019-q1'), await versions('2019-q2')], [[null], [null]])
    const changed = PLAN.map((line) =>
      line['number'] === '7' ? { ...line, q2: 'unlikely', revised_end: '2020-06-30' } : line,
    )
    assert.deepEqual(await load(house, planFile, changed), {
      created: 0,
      changed: 1,
      unchanged: 78,
      faults: [],
    })
    assert.deepEqual(
      [await versions('2019-q1'), await versions('2019-q2')],
      [[null], ['Loaded again from a file', null]],
    )
    const [former, newest] = [await frozen(house, '2019-q2', 1), await frozen(house, '2019-q2')]
    assert.deepEqual([row(former, 7).status, row(newest, 7).status], ['on_track', 'unlikely'])
    assert.deepEqual([row(former, 7).revisedEnd, row(newest, 7).revisedEnd], [null, '2020-06-30'])
    const others = (one: Frozen) => one.rows.filter((each) => each.number !== 7)
    assert.deepEqual(others(former), others(newest))
  },
)

database.test('a date that was changed here since is not taken back by a file of the past', async (db) => {
  const house = await housed(db)
  await load(house, planFile, PLAN)
  const second = () =>
    db.db
      .selectFrom('delivery.activity')
      .select('revised_end')
      .where('number', '=', 2)
      .executeTakeFirstOrThrow()
  const told = (revised_end: string) =>
    load(house, planFile, [{ ...PLAN.find((line) => line['number'] === '2'), revised_end }])
  assert.equal((await told('2020-11-01')).changed, 1)
  assert.equal((await second()).revised_end?.toString(), '2020-11-01')
  await db.db
    .updateTable('delivery.activity')
    .set({ revised_end: '2021-01-01' })
    .where('number', '=', 2)
    .execute()
  assert.equal((await told('2020-12-01')).changed, 1)
  assert.equal((await second()).revised_end?.toString(), '2021-01-01')
  assert.equal(
    row(await frozen(house, '2019-q2'), 2).revisedEnd,
    '2020-12-01',
    'the report says what the file says',
  )
})

database.test('a correction of the first quarter leaves the dates of the second out of it', async (db) => {
  const house = await housed(db)
  await load(house, planFile, PLAN)
  const before = await frozen(house, '2019-q1')
  const changed = PLAN.map((line) => (line['number'] === '2' ? { ...line, q1_issues: 'legal' } : line))
  assert.equal((await load(house, planFile, changed)).changed, 1)
  const after = await frozen(house, '2019-q1')
  assert.equal(after.version, 2)
  assert.deepEqual(
    row(after, 2).issues.map((issue) => issue.code),
    ['legal'],
  )
  assert.deepEqual({ ...row(after, 2), issues: [] }, { ...row(before, 2), issues: [] })
  // The second quarter shows what was open in the first, so it is corrected with it.
  assert.deepEqual(
    row(await frozen(house, '2019-q2'), 2).previousIssues.map((issue) => issue.code),
    ['legal'],
  )
})

database.test(
  'a line that is no activity stops the file and is named; nothing of it is written',
  async (db) => {
    const house = await housed(db)
    const [line = {}] = PLAN
    const refused = async (more: Cells): Promise<string> => {
      const { created, faults } = await load(house, planFile, [line, { ...line, number: '2', ...more }])
      assert.deepEqual([created, faults[0]?.line], [0, 3], JSON.stringify(faults))
      return faults[0]?.message ?? ''
    }
    assert.match(await refused({ number: '' }), /"number" must be a whole number/)
    assert.match(await refused({ number: '2.5' }), /it is "2.5"/)
    assert.match(await refused({ title: ' ' }), /"title" is empty/)
    assert.match(await refused({ outcome: 'Two' }), /number of an outcome/)
    assert.match(await refused({ number: '1' }), /Activity 1 stands on line 2 already/)
    assert.match(await refused({ title: 'A\u0000B' }), /"title" holds/)
    await load(house, planFile, PLAN)
    const { faults } = await load(house, planFile, [{ ...line, outcome: '7' }])
    assert.match(faults[0]?.message ?? '', /has no outcome 7/)
    const fixed = await load(house, planFile, [{ ...line, number: '2', original_end: '2021-04-01' }])
    assert.match(
      fixed.faults[0]?.message ?? '',
      /original end of activity 2 is 1 April 2020 and never changes/,
    )
  },
)

database.test('a plan that is not there needs a year, a title and somebody whose it is', async (db) => {
  const house = await housed(db)
  const refused = (options: Options) => load(house, planFile, PLAN.slice(0, 1), options)
  await assert.rejects(refused({}), /Say which plan/)
  await assert.rejects(refused({ plan: 'recovery' }), /its code tells no year/)
  await assert.rejects(
    refused({ plan: 'recovery', from: '2019-04-01', until: '2020-03-31' }),
    /Give its title/,
  )
  await assert.rejects(
    refused({ plan: 'sdp-2019-20', organisation: 'atlantis' }),
    /no organisation "atlantis"/,
  )
  await assert.rejects(refused({ plan: 'sdp-2019-20', organization: 'kcc' }), /no option --organization/)
  await assert.rejects(refused({ plan: 'sdp-2019-20', approved: 'soon' }), /--approved must be a day/)
  await assert.rejects(
    refused({ plan: 'sdp-2019-20', outcomes: 'One;Two' }),
    /has 1 outcomes and --outcomes names 2/,
  )
  await assert.rejects(
    refused({ plan: 'long', title: 'Long', from: '2019-04-01', until: '2022-03-31' }),
    /nobody can tell when its quarter 1 is/,
  )
  // The county has one county council, so nobody has to say whose.
  const made = await load(house, planFile, PLAN.slice(0, 1), { plan: 'sdp-2019-20', outcomes: 'Best start' })
  assert.equal(made.created, 1)
  assert.equal((await frozen(house, '2019-q2')).head.plan.outcomes[0]?.title, 'Best start')
})

database.test(
  'a plan without any report is loaded too, and its unclear cells are asked about all the same',
  async (db) => {
    const house = await housed(db)
    const lines = [
      {
        number: '1',
        title: 'Open a school',
        outcome: '1',
        unit: 'Children',
        lead_mail: 'priya@kcc.example',
        original_end: '2021-03-01',
      },
      {
        number: '2',
        title: 'Mend a road',
        outcome: '2',
        unit: 'children',
        lead_mail: 'who@kcc.example',
        original_end: 'spring',
      },
    ]
    const options = { plan: 'sdp-2020-21' }
    assert.equal((await load(house, planFile, lines, options)).created, 2)
    const reader = await house.operator.reader()
    const plan = await planByCode(reader, 'sdp-2020-21')
    const doubts = await doubtsOf(reader, plan.id)
    assert.deepEqual(
      doubts.map((doubt) => [doubt.number, doubt.round_code, doubt.column_name, doubt.raw]),
      [
        [2, null, 'lead_mail', 'who@kcc.example'],
        [2, null, 'original_end', 'spring'],
      ],
    )
    assert.equal((await unitsOf(reader, plan.id)).length, 1)
    assert.deepEqual(await load(house, planFile, lines, options), {
      created: 0,
      changed: 0,
      unchanged: 2,
      faults: [],
    })
    const basil = await sql<{
      id: string
    }>`select id from organisations.person where mail = 'basil@kalc.example'`.execute(reader.db)
    assert.equal(basil.rows.length, 1)
    await assert.rejects(
      house.operator.perform(settleDoubt, {
        doubt: doubts[0]?.id,
        how: 'otherwise',
        person: basil.rows[0]?.id,
        version: '1',
      }),
      { code: 'delivery.doubt.answer' },
      'whoever leads works for the body of the plan',
    )
    const day = doubts.find((doubt) => doubt.column_name === 'original_end')
    await house.operator.perform(settleDoubt, {
      doubt: day?.id,
      how: 'otherwise',
      day: '2021-03-21',
      version: '1',
    })
    const activities = await reader.db
      .selectFrom('delivery.activity')
      .select(['number', 'original_end'])
      .where('plan_id', '=', plan.id)
      .orderBy('number')
      .execute()
    assert.deepEqual(
      activities.map((one) => one.original_end?.toString()),
      ['2021-03-01', '2021-03-21'],
    )
    assert.equal((await load(house, planFile, lines, options)).unchanged, 2)
  },
)

database.test(
  'V12: an answer is kept with who gave it, waits for a correction, and stays when the file comes again',
  async (db) => {
    const house = await housed(db)
    await load(house, planFile, PLAN)
    const reader = await house.operator.reader()
    const { plan, round } = await roundByCode(reader, 'sdp-2019-20', '2019-q2')
    const doubts = await doubtsOf(reader, plan.id)
    const find = (column: string, number: number) =>
      doubts.find((one) => one.column_name === column && one.number === number)
    house.clock.set('2026-11-22T11:00:00Z')
    const { priya } = (await county(db)).person
    await assert.rejects(
      house.as(priya).perform(settleDoubt, { doubt: find('q2_issues', 5)?.id, how: 'nothing', version: '1' }),
      /do not have the permission|those who keep the plan/,
    )
    await house.operator.perform(settleDoubt, {
      doubt: find('q2_issues', 5)?.id,
      how: 'otherwise',
      codes: ['financial', 'benefits'],
      version: '1',
    })
    await house.operator.perform(settleDoubt, {
      doubt: find('revised_go_live', 33)?.id,
      how: 'right',
      why: 'The plan was adopted in parts',
      version: '1',
    })
    await house.operator.perform(settleDoubt, {
      doubt: find('revised_end', 26)?.id,
      how: 'otherwise',
      day: '2023-12-01',
      version: '1',
    })
    await assert.rejects(
      house.operator.perform(settleDoubt, { doubt: find('q2_issues', 5)?.id, how: 'nothing', version: '1' }),
      /has changed this since you opened it/,
    )
    assert.equal(
      row(await frozen(house, '2019-q2'), 5).issues.filter((issue) => issue.code === null).length,
      1,
    )
    assert.deepEqual(await roundsWaiting(reader, plan.id), [
      { code: '2019-q2', title: 'Quarter 2 of 2019/20', answers: 3 },
    ])
    assert.equal((await load(house, planFile, PLAN)).unchanged, 79)
    await correctedBy(house, round.id)
    const second = await frozen(house, '2019-q2')
    assert.deepEqual(
      row(second, 5).issues.map((issue) => issue.code),
      ['benefits', 'capacity', 'complexity', 'dependencies', 'financial', 'stakeholders'],
    )
    assert.deepEqual(
      row(second, 33).explained.map((one) => one.reason),
      ['The plan was adopted in parts'],
    )
    assert.deepEqual([row(second, 26).revisedEnd, row(second, 26).doubts], ['2023-12-01', []])
    assert.deepEqual(await roundsWaiting(reader, plan.id), [])
  },
)

database.test('D7: a meaning given to a column counts its ticks from the next correction on', async (db) => {
  const house = await housed(db)
  await load(house, planFile, PLAN)
  const reader = await house.operator.reader()
  const { plan, round } = await roundByCode(reader, 'sdp-2019-20', '2019-q2')
  const define = (meaning: string) =>
    house.operator.perform(defineColumn, {
      plan: plan.id,
      column: 'cabinet_committee',
      meaning,
      source: 'The democratic services manager, by letter',
    })
  house.clock.set('2026-11-22T11:00:00Z')
  await define('reported')
  await define('expected')
  assert.equal(
    row(await frozen(house, '2019-q2'), 1).boards.find((one) => one.board === 'cabinet_committee')?.expected,
    null,
  )
  assert.equal((await roundsWaiting(reader, plan.id))[0]?.answers, 1)
  await correctedBy(house, round.id)
  const second = await frozen(house, '2019-q2')
  assert.deepEqual(second.head.definitions, [{ column: 'cabinet_committee', meaning: 'expected' }])
  const boards = second.rows.map((one) => one.boards.find((board) => board.board === 'cabinet_committee'))
  const ticked = PLAN.filter((line) => line['cabinet_committee'] === 'yes').length
  assert.equal(boards.filter((board) => board?.expected === true).length, ticked)
  assert.ok(boards.every((board) => board?.undefinedTick === null && board.reported === null))
  assert.equal((await columnsWithoutMeaning(reader, plan.id)).length, 3)
  assert.equal((await load(house, planFile, PLAN)).unchanged, 79)
})

database.test(
  'what a report stated is kept as it is written, and read only where it is a number',
  async (db) => {
    const house = await housed(db)
    await load(house, planFile, PLAN)
    const options = { plan: 'sdp-2019-20', round: '2019-q2' }
    assert.deepEqual(await load(house, figuresFile, FIGURES, options), {
      created: 32,
      changed: 0,
      unchanged: 0,
      faults: [],
    })
    assert.equal((await load(house, figuresFile, FIGURES, options)).unchanged, 32)
    const loose = [
      {
        ref: 'a',
        statement: 'Contradictions',
        stated_count: 'about a dozen',
        stated_of: 'n/a',
        stated_percent: '12.5%',
      },
    ]
    assert.equal((await load(house, figuresFile, loose, options)).created, 1)
    const kept = () =>
      db.db.selectFrom('delivery.stated_figure').selectAll().where('ref', '=', 'a').executeTakeFirstOrThrow()
    const { stated_count, stated_of, stated_percent, raw } = await kept()
    assert.deepEqual([stated_count, stated_of, stated_percent], [null, null, '12.5'])
    assert.deepEqual([raw['stated_count'], raw['stated_of']], ['about a dozen', 'n/a'])
    assert.equal((await load(house, figuresFile, [{ ...loose[0], stated_count: '12' }], options)).changed, 1)
    assert.equal((await kept()).stated_count, 12)
    const twice = await load(house, figuresFile, [...loose, ...loose], options)
    assert.match(twice.faults[0]?.message ?? '', /"a" stands on line 2 already/)
    await assert.rejects(load(house, figuresFile, FIGURES, { ...options, round: '2019-q9' }), /round/)
  },
)

database.test('rounds may come before or after what was reported in them', async (db) => {
  const house = await housed(db)
  assert.equal((await load(house, roundsFile, ROUNDS, {})).created, 2)
  assert.equal((await load(house, planFile, PLAN)).created, 79)
  const second = await frozen(house, '2019-q2')
  assert.deepEqual(
    [second.version, second.head.round.opensAt, second.head.round.closesAt],
    // British Summer Time: the first moment of 30 August, and the end of 13 September.
    [1, '2019-08-29T23:00:00Z', '2019-09-13T23:00:00Z'],
  )
  assert.equal((await frozen(house, '2019-q1')).head.round.opensAt, null)
  assert.equal((await load(house, roundsFile, ROUNDS, {})).unchanged, 2)
})

database.test('a window learnt after the freeze makes a correction', async (db) => {
  const house = await housed(db)
  await load(house, planFile, PLAN)
  assert.deepEqual(await load(house, roundsFile, ROUNDS, {}), {
    created: 0,
    changed: 1,
    unchanged: 1,
    faults: [],
  })
  const second = await frozen(house, '2019-q2')
  assert.deepEqual([second.version, second.head.round.closesAt], [2, '2019-09-13T23:00:00Z'])
})

database.test('a file of rounds is refused line by line', async (db) => {
  const house = await housed(db)
  const line = ROUNDS[1] ?? {}
  const fault = async (more: Cells) =>
    (await load(house, roundsFile, [{ ...line, ...more }], {})).faults[0]?.message ?? ''
  assert.match(await fault({ opens: '' }), /both "opens" and "closes"/)
  assert.match(await fault({ closes: '2019-08-01' }), /"closes" must be later/)
  assert.match(await fault({ period_until: '2019-06-31' }), /"period_until": There is no day/)
  assert.match(await fault({ period_from: '01/07/2019' }), /could be 1 July 2019 or 7 January 2019/)
  assert.match(await fault({ code: 'Q 2' }), /"code" must be/)
  assert.match(
    await fault({ period_from: '2026-10-01', period_until: '2026-12-31', opens: '', closes: '' }),
    /needs a window/,
  )
})

database.test(
  'a file moves no window that has opened, also before the clock wrote it down (V2)',
  async (db) => {
    const house = await housed(db)
    await load(house, planFile, PLAN)
    const next = {
      plan: 'sdp-2019-20',
      code: '2026-q4',
      title: 'The last quarter',
      period_from: '2027-01-01',
      period_until: '2027-03-31',
      opens: '2027-01-10',
      closes: '2027-01-20',
    }
    assert.equal((await load(house, roundsFile, [next], {})).created, 1)
    const past = await load(house, roundsFile, [{ ...next, opens: '2026-11-01', closes: '2026-11-10' }], {})
    assert.match(past.faults[0]?.message ?? '', /has not opened yet/)
    house.clock.set('2027-01-12T10:00:00Z')
    const { faults } = await load(house, roundsFile, [{ ...next, closes: '2027-02-20' }], {})
    assert.match(faults[0]?.message ?? '', /is reported here/)
  },
)

database.test('no file brings rounds to a plan that is a draft or closed', async (db) => {
  const house = await housed(db)
  await load(house, roundsFile, ROUNDS, { organisation: 'kcc' })
  const more = [{ ...ROUNDS[1], code: '2019-q3', period_from: '2019-10-01', period_until: '2019-12-31' }]
  for (const [state, reason] of [
    ['draft', 'delivery.import.draft'],
    ['closed', 'delivery.plan.closed'],
  ] as const) {
    await sql`update delivery.plan set state = ${state}, approved_on = ${state === 'draft' ? null : '2019-04-01'}`.execute(
      db.db,
    )
    await assert.rejects(load(house, roundsFile, more, {}), { code: reason })
  }
})

database.test('leads and directors are given to many activities at once, or to none', async (db) => {
  const house = await housed(db)
  await load(house, planFile, PLAN)
  const lines = [
    {
      plan: 'sdp-2019-20',
      number: '1',
      lead_mail: 'Priya@kcc.example',
      director_mail: 'marcus@kcc.example',
      unit: 'Children',
    },
    { plan: 'sdp-2019-20', number: '2', lead_mail: '', unit: 'Children' },
  ]
  assert.deepEqual(await load(house, ownersFile, lines, {}), {
    created: 0,
    changed: 2,
    unchanged: 0,
    faults: [],
  })
  assert.equal((await load(house, ownersFile, lines, {})).unchanged, 2)
  const faults = await load(
    house,
    ownersFile,
    [
      { plan: 'sdp-2019-20', number: '80', lead_mail: '' },
      { plan: 'sdp-2019-20', number: '3', lead_mail: 'nobody@kcc.example' },
      { plan: 'sdp-2019-20', number: '4', lead_mail: 'basil@kalc.example' },
      { plan: 'none', number: '3', lead_mail: '' },
    ],
    {},
  )
  assert.deepEqual(
    faults.faults.map((fault) => fault.line),
    [2, 3, 4, 5],
  )
  assert.match(faults.faults[1]?.message ?? '', /nobody here has the address/)
  assert.match(faults.faults[2]?.message ?? '', /basil.*works for the body of the plan/)
})

database.test(
  'a round in which people report here is theirs, and no file of a plan enters it',
  async (db) => {
    const house = await housed(db)
    const open = [
      { ...ROUNDS[1], opens: '2026-11-20', closes: '2026-12-01', period_until: '2026-12-31' },
    ] as Cells[]
    assert.equal((await load(house, roundsFile, open, {})).created, 1)
    await assert.rejects(load(house, planFile, PLAN), /is reported here.*sheet of the round/)
  },
)

/** One activity that ended, with a label nobody can read for certain. */
const ENDED: Cells = {
  number: '1',
  title: 'Hubs in villages',
  outcome: '1',
  q2: 'remedial_action',
  q2_issues: 'Financial Benefits',
  closing_status: 'completed',
  monitoring_decision: 'removed',
}

const answer = async (house: TestHouse, codes: readonly string[]): Promise<void> => {
  const reader = await house.operator.reader()
  const plan = await planByCode(reader, 'sdp-2019-20')
  const [doubt] = (await doubtsOf(reader, plan.id)).filter((one) => one.column_name === 'q2_issues')
  await house.operator.perform(settleDoubt, {
    doubt: doubt?.id,
    how: 'otherwise',
    codes,
    version: String(doubt?.version),
  })
}

database.test('an activity that was opened again stays open when a question is answered', async (db) => {
  const house = await housed(db)
  await load(house, planFile, [ENDED])
  const activity = () =>
    db.db.selectFrom('delivery.activity').select(['id', 'version', 'is_monitored']).executeTakeFirstOrThrow()
  const { id, version } = await activity()
  await house.operator.perform(reopenClosing, {
    activity: id,
    reason: 'The second phase was funded',
    version: String(version),
  })
  await answer(house, ['financial'])
  assert.equal((await activity()).is_monitored, true)
  await load(house, planFile, [{ ...ENDED, q2_progress: 'Nearly there.' }])
  assert.equal((await activity()).is_monitored, true)
  const { version: second, rows } = await frozen(house, '2019-q2')
  assert.deepEqual([second, rows[0]?.closing?.kind], [2, 'completed'], 'in that quarter it had ended')
})

database.test('an answer about something else does not take back who leads by now', async (db) => {
  const house = await housed(db)
  const { priya, ravi } = (await county(db)).person
  await load(house, planFile, [{ ...ENDED, lead_mail: 'old.lead@kcc.example' }])
  const reader = await house.operator.reader()
  const plan = await planByCode(reader, 'sdp-2019-20')
  const doubt = (await doubtsOf(reader, plan.id)).find((one) => one.column_name === 'lead_mail')
  const lead = async () =>
    (await db.db.selectFrom('delivery.activity').select('lead_person_id').executeTakeFirstOrThrow())
      .lead_person_id
  await house.operator.perform(settleDoubt, {
    doubt: doubt?.id,
    how: 'otherwise',
    person: priya,
    version: '1',
  })
  assert.equal(await lead(), priya)
  await db.db.updateTable('delivery.activity').set({ lead_person_id: ravi }).execute()
  await answer(house, ['financial'])
  assert.equal(await lead(), ravi)
  const address = personal.find((one) => one.column === 'delivery.doubt.answer')
  assert.equal((await address?.held(db.db, priya))?.length, 1)
  assert.ok(address !== undefined && 'forget' in address.leaving)
  const { forget } = address.leaving
  await db.db.transaction().execute((tx) => forget(tx, priya, Temporal.PlainDate.from('2026-12-01')))
  assert.equal((await doubtsOf(reader, plan.id)).filter((one) => one.raw.includes('@')).length, 0)
})

database.test(
  'a draft takes the original end of the newer file; an approved plan refuses it (V1)',
  async (db) => {
    const house = await housed(db)
    const line = { number: '1', title: 'Hubs in villages', outcome: '1', original_end: '2020-03-31' }
    await load(house, planFile, [line])
    await sql`update delivery.plan set state = 'draft', approved_on = null`.execute(db.db)
    assert.equal((await load(house, planFile, [{ ...line, original_end: '2020-06-30' }])).changed, 1)
    const end = async () =>
      (await db.db.selectFrom('delivery.activity').select('original_end').executeTakeFirstOrThrow())
        .original_end
    assert.equal((await end())?.toString(), '2020-06-30')
    assert.equal((await load(house, planFile, [{ ...line, original_end: '2020-06-30' }])).unchanged, 1)
    await sql`update delivery.plan set state = 'approved', approved_on = '2019-04-01'`.execute(db.db)
    assert.equal((await load(house, planFile, [line])).faults.length, 1)
    assert.equal((await end())?.toString(), '2020-06-30')
  },
)

database.test('what was reported anew here is not overwritten by the file it came from', async (db) => {
  const house = await housed(db)
  const told = { ...ENDED, revised_end: '2020-09-30', cabinet_committee: 'yes' }
  await load(house, planFile, [told])
  const { round } = await roundByCode(await house.operator.reader(), 'sdp-2019-20', '2019-q2')
  await house.operator.perform(reopenActivities, {
    round: round.id,
    activities: '1',
    why: 'The status is wrong',
    until: '2026-12-01T17:00',
    version: String(round.version),
  })
  const report = () =>
    db.db
      .selectFrom('delivery.submission')
      .select(['activity_id', 'version', 'status', 'progress', 'doubts'])
      .executeTakeFirstOrThrow()
  const { activity_id: activity, version } = await report()
  await house.operator.perform(submitSubmission, {
    round: round.id,
    activity,
    version: String(version),
    status: 'on_track',
    progress: 'All of it opened.',
    dates: ['still-true'],
    explained: [{ doubt: 'end-past', reason: 'It was to come when this was reported' }],
    hasMilestones: 'no',
    boardsAre: 'none',
  })
  assert.deepEqual((await report()).doubts, [])
  await answer(house, ['financial', 'benefits'])
  await load(house, planFile, [{ ...told, q2: 'unlikely', revised_end: '2020-12-01' }])
  const { id: plan } = await planByCode(await house.operator.reader(), 'sdp-2019-20')
  await house.operator.perform(defineColumn, {
    plan,
    column: 'cabinet_committee',
    meaning: 'booked',
    source: 'The form of 2019',
  })
  const { status, progress } = await report()
  assert.deepEqual([status, progress], ['on_track', 'All of it opened.'])
  await correctedBy(house, round.id)
  const { issues, revisedEnd, boards } = row(await frozen(house, '2019-q2'), 1)
  assert.deepEqual(
    [issues, revisedEnd, boards.find((one) => one.board === 'cabinet_committee')?.booked],
    [[], '2020-09-30', false],
  )
})

database.test('a label is settled although a later round carried its issue on', async (db) => {
  const house = await housed(db)
  await load(house, planFile, [ENDED])
  const issue = await db.db.selectFrom('delivery.submission_issue').selectAll().executeTakeFirstOrThrow()
  // The next quarter was reported here.
  const [round, submission] = [randomUUIDv7(), randomUUIDv7()]
  await sql`insert into platform.subject (id, module, noun, title, audience) values (${round}, 'delivery', 'round', 'Quarter 3', 'staff')`.execute(
    db.db,
  )
  await sql`insert into delivery.round (id, plan_id, code, title, period_from, period_until, opens_at, closes_at, state)
    select ${round}, plan_id, '2019-q3', 'Quarter 3', '2019-10-01', '2019-12-31', '2020-01-01', '2020-01-15', 'closed'
    from delivery.round limit 1`.execute(db.db)
  await sql`insert into delivery.submission (id, round_id, activity_id, state, confirmed, explained, doubts, saved_at)
    select ${submission}, ${round}, id, 'submitted', '{}', '[]', '[]', '2020-01-10' from delivery.activity`.execute(
    db.db,
  )
  await sql`insert into delivery.submission_issue (id, submission_id, label, words, answer, carried_from_id)
    values (${randomUUIDv7()}, ${submission}, ${issue.label}, 'Still short', 'carried', ${issue.id})`.execute(
    db.db,
  )
  await answer(house, ['financial', 'benefits'])
  const issues = await db.db
    .selectFrom('delivery.submission_issue as issue')
    .leftJoin('delivery.submission_issue as former', 'former.id', 'issue.carried_from_id')
    .select(['issue.code', 'issue.label', 'issue.words', 'issue.answer', 'former.code as former'])
    .where('issue.submission_id', '=', submission)
    .orderBy('issue.code')
    .execute()
  assert.deepEqual(
    issues.map((one) => [one.code, one.former, one.words, one.answer]),
    [
      ['benefits', 'benefits', 'Still short', 'carried'],
      ['financial', 'financial', 'Still short', 'carried'],
    ],
  )
})
