// Indicators, their figures, targets and benchmarks through their actions, over a database undone after each test.
import assert from 'node:assert/strict'
import { action } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { duty, type ImportOutcome } from '#platform/module/index.ts'
import { forgetLeaver, undeclaredReferences } from '#platform/personal/index.ts'
import { recordLeaver } from '#modules/organisations/index.ts'
import { partnershipReport } from '#modules/partnerships/index.ts'
import { countyDatabase } from '#test/support/county.ts'
import { aim, give, made, measuredCounty, type Measured } from '#test/support/indicators.ts'
import {
  createIndicator,
  defineIndicator,
  editIndicator,
  handOverIndicator,
  retireIndicator,
} from './actions/indicators.ts'
import { addBenchmark, answerDoubt, correctValue } from './actions/values.ts'
import { listIndicators, readIndicator } from './declared.ts'
import { indicatorsFile } from './imports.ts'
import { writePack } from './packs.ts'
import { personal } from './personal.ts'
import { duesOf } from './queries/duties.ts'
import { definitionsOf, indicatorByCode } from './queries/indicators.ts'
import { indicatorsAbout, indicatorsServing } from './queries/measured.ts'
import { standingsSeen, type Standing } from './queries/standings.ts'
import { everyValueOf } from './queries/values.ts'

const database = countyDatabase()
const code = (expected: string) => ({ code: expected })

type Raw = Readonly<Record<string, unknown>>

async function standing(at: Measured, organisation = at.organisation.kcc): Promise<Standing> {
  const [first] = await standingsSeen(await at.house.operator.reader(), { organisation })
  assert.ok(first)
  return first
}

database.test('an indicator is measured, aimed and rated by the rule beside it', async (db) => {
  const at = await measuredCounty(db)
  const { id, address } = await made(at)
  assert.equal(address, '/performance/kcc/ict-01')
  assert.match((await standing(at)).ragRule, /Nothing was given yet/)
  await aim(
    at,
    { indicator: id, period: '2025-26-q4', target: '95' },
    { through: '2026-27-q4', tolerance: 'absolute', toleranceBy: '2' },
  )
  await give(at, { indicator: id, period: '2026-27-q1', value: '94.2' })
  await give(at, { indicator: id, period: '2026-27-q2', value: '92.9%' })
  const now = await standing(at)
  assert.equal(now.latestWords, '92.9%')
  assert.equal(now.periodWords, 'Q2 2026-27')
  assert.equal(now.rag, 'red')
  assert.equal(
    now.ragRule,
    'Green: at or above 95.0%. Amber: below that, down to 93.0% (2 percentage points). Red: below 93.0%.',
  )
  assert.equal(now.trend, 'worse')
  assert.equal(now.trendWhy, 'Down from 94.2% in Q1 2026-27.')
  assert.deepEqual(now.course, [94.2, 92.9])
  assert.equal(now.due, null)
})

database.test(
  'M2: a correction is another row, and the former one stays with who, when and why',
  async (db) => {
    const at = await measuredCounty(db)
    const { id } = await made(at)
    const { value } = await give(at, { indicator: id, period: '2026-27-q2', value: '92' })
    await assert.rejects(
      give(at, { indicator: id, period: '2026-27-q2', value: '93' }),
      code('performance.value.given-already'),
    )
    await at.house
      .as(at.person.marcus)
      .perform(correctValue, { figure: value, value: '93', reason: 'A week was counted twice' })
    const rows = await everyValueOf(await at.house.operator.reader(), id)
    assert.deepEqual(
      rows.map((row) => [row.raw, row.how, row.given_by, row.reason, row.superseded_at === null]),
      [
        ['93', 'corrected', 'Marcus Chalkdown', 'A week was counted twice', true],
        ['92', 'given', 'Ravi Contour', null, false],
      ],
    )
    await assert.rejects(
      at.house.as(at.person.ravi).perform(correctValue, { figure: value, value: '94', reason: 'No' }),
      { code: 'performance.value.superseded', message: /It says 93\.0% now/ },
    )
    for (const change of ["update performance.value set raw = '1'", 'delete from performance.value'])
      await assert.rejects(
        db.db.transaction().execute((tx) => sql.raw(change).execute(tx)),
        /never changed/,
      )
  },
)

database.test(
  'M1: what is not certain is kept as it was written, left out of the rating, and asked about',
  async (db) => {
    const at = await measuredCounty(db)
    const { id } = await made(at, { measure: 'money', decimals: '0', code: 'fin-01', title: 'Savings' })
    await aim(at, { indicator: id, period: '2026-27-q2', target: '£15,000' })
    const { value, reading, question } = await give(at, {
      indicator: id,
      period: '2026-27-q2',
      value: '£20k',
    })
    assert.equal(reading, 'doubt')
    assert.match(question ?? '', /£20,000/)
    const doubted = await standing(at)
    assert.equal(doubted.latestWords, '“£20k”, asked about')
    assert.equal(doubted.doubts, 1)
    assert.equal(doubted.ragRule, '“£20k” for Q2 2026-27 waits for an answer.')
    const ravi = at.house.as(at.person.ravi)
    const duties = await (await ravi.reader()).fills(duty, {})
    assert.ok(duties.some((one) => one.title === 'Say what a figure means: “Savings”'))
    await assert.rejects(
      ravi.perform(answerDoubt, { figure: value, meaning: 'value', value: 'about 20000' }),
      code('performance.value.not-certain'),
    )
    await assert.rejects(ravi.perform(answerDoubt, { figure: value, meaning: 'value' }), {
      code: 'performance.value.no-figure',
    })
    await ravi.perform(answerDoubt, {
      figure: value,
      meaning: 'value',
      value: '20,000',
      reason: 'The ledger',
    })
    const answered = await standing(at)
    assert.equal(answered.latestWords, '£20,000')
    assert.equal(answered.latest?.raw, '£20k', 'what was supplied stays beside it')
    assert.equal(answered.rag, 'green')
    await assert.rejects(
      ravi.perform(answerDoubt, { figure: answered.latest?.id, meaning: 'words' }),
      code('performance.value.not-in-doubt'),
    )
  },
)

database.test('M1: a limit, words and what does not apply may stay what they are', async (db) => {
  const at = await measuredCounty(db)
  const { id } = await made(at, { measure: 'days', decimals: '0', direction: 'lower' })
  await aim(at, { indicator: id, period: '2026-27-q2', target: '5' })
  const { value } = await give(at, { indicator: id, period: '2026-27-q2', value: '<2 days' })
  await at.house.as(at.person.ravi).perform(answerDoubt, { figure: value, meaning: 'limit' })
  const now = await standing(at)
  assert.equal(now.latestWords, '“<2 days”')
  assert.equal(now.doubts, 0)
  assert.match(now.ragRule, /is a limit and not a figure/)
  const { reading } = await give(
    at,
    { indicator: id, period: '2026-27-q1', value: 'Moved house' },
    { meaning: 'not-applicable' },
  )
  assert.equal(reading, 'not-applicable')
})

database.test(
  'M3: a new definition alters neither a past value nor its rating, and does not mix with it',
  async (db) => {
    const at = await measuredCounty(db)
    const { id } = await made(at)
    await aim(at, { indicator: id, period: '2026-27-q1', target: '90' }, { through: '2026-27-q2' })
    await give(at, { indicator: id, period: '2026-27-q1', value: '91.5' })
    const define = (more: Raw, version = '1') =>
      at.house.as(at.person.ravi).perform(defineIndicator, {
        indicator: id,
        measure: 'percent',
        decimals: '1',
        direction: 'higher',
        frequency: 'quarterly',
        reason: 'Counted by the day from now on',
        version,
        ...more,
      })
    await assert.rejects(define({}), code('performance.definition.unchanged'))
    await assert.rejects(define({ measure: 'band', decimals: '0' }), code('performance.definition.not-whole'))
    await define({ measure: 'days', decimals: '0', direction: 'lower' })
    const past = await standing(at)
    assert.equal(past.latestWords, '91.5%')
    assert.equal(past.rag, 'green')
    await give(at, { indicator: id, period: '2026-27-q2', value: '12' })
    const now = await standing(at)
    assert.equal(now.latestWords, '12 days')
    assert.match(now.ragRule, /under another definition/)
    assert.match(now.trendWhy, /measured by another definition \(91\.5%\)/)
    assert.equal((await definitionsOf(await at.house.operator.reader(), id)).length, 2)
    await assert.rejects(define({ measure: 'hours' }), code('performance.indicator.stale'))
    const old = (await everyValueOf(await at.house.operator.reader(), id)).find((row) => row.raw === '91.5')
    await at.house
      .as(at.person.ravi)
      .perform(correctValue, { figure: old?.id, value: '92', reason: 'Late calls' })
    const corrected = (await everyValueOf(await at.house.operator.reader(), id)).find(
      (row) => row.raw === '92',
    )
    assert.equal(
      corrected?.definition_number,
      1,
      'a correction stays under the definition of what it corrects',
    )
  },
)

database.test('a target that stands is changed knowingly and with a reason', async (db) => {
  const at = await measuredCounty(db)
  const { id } = await made(at)
  const { targets } = await aim(at, { indicator: id, period: '2026-27-q2', target: '90' })
  await assert.rejects(
    aim(at, { indicator: id, period: '2026-27-q2', target: '80' }),
    code('performance.target.stands'),
  )
  await assert.rejects(
    aim(at, { indicator: id, period: '2026-27-q2', target: '80' }, { replaces: targets[0] }),
    code('performance.target.no-reason'),
  )
  await aim(
    at,
    { indicator: id, period: '2026-27-q2', target: '80' },
    { replaces: targets[0], reason: 'Agreed in June' },
  )
  const faulty = (target: string, more: Raw = {}) =>
    aim(at, { indicator: id, period: '2026-27-q3', target }, more)
  await assert.rejects(faulty('high'), code('performance.value.not-certain'))
  await assert.rejects(faulty('90', { upper: '95' }), code('performance.target.upper'))
  await assert.rejects(faulty('90', { toleranceBy: '2' }), code('performance.target.tolerance'))
  await assert.rejects(faulty('90', { tolerance: 'absolute' }), code('performance.target.tolerance'))
  await assert.rejects(faulty('90', { through: '2026-27-q1' }), code('performance.target.too-many'))
  const rows = await everyValueOf(await at.house.operator.reader(), id)
  assert.deepEqual(
    rows.map((row) => [row.raw, row.superseded_at === null]),
    [
      ['80', true],
      ['90', false],
    ],
  )
})

database.test(
  'M10, M11: periods that are not over, are none, or of a retired indicator take no figure',
  async (db) => {
    const at = await measuredCounty(db)
    const { id } = await made(at)
    await assert.rejects(
      give(at, { indicator: id, period: '2026-27-q3', value: '90' }),
      code('performance.value.not-over'),
    )
    await assert.rejects(
      give(at, { indicator: id, period: '2026-10', value: '90' }),
      code('performance.value.no-such-period'),
    )
    assert.equal(
      (await give(at, { indicator: id, period: '2026-27-q3', value: '90' }, { kind: 'estimate' })).reading,
      'value',
    )
    await at.house.as(at.person.marcus).perform(retireIndicator, { indicator: id, why: 'Done', version: '1' })
    await assert.rejects(
      give(at, { indicator: id, period: '2026-27-q2', value: '90' }),
      code('performance.indicator.retired'),
    )
  },
)

database.test('figures of other bodies stand beside ours, each body once', async (db) => {
  const at = await measuredCounty(db)
  const { id } = await made(at)
  const ravi = at.house.as(at.person.ravi)
  const add = (more: Raw) =>
    ravi.perform(addBenchmark, {
      indicator: id,
      period: '2026-27-q2',
      value: '88',
      source: 'Their website',
      ...more,
    })
  await add({ organisation: at.organisation.medway })
  await add({ name: 'Essex' })
  await assert.rejects(add({ name: ' essex ' }), code('performance.benchmark.given-already'))
  await assert.rejects(add({}), code('performance.benchmark.whose'))
  await assert.rejects(add({ organisation: at.organisation.kcc }), code('performance.benchmark.own'))
})

database.test(
  'M8, M9: who sees an indicator, who may give its figures, and who finds nothing',
  async (db) => {
    const at = await measuredCounty(db)
    const { id } = await made(at)
    const seen = async (person: string): Promise<number> =>
      (await standingsSeen(await at.house.as(person).reader())).length
    assert.equal(await seen(at.person.priya), 1, 'staff of the body')
    assert.equal(await seen(at.person.molly), 0, 'another body')
    await assert.rejects(
      give(at, { indicator: id, period: '2026-27-q2', value: '90' }, { by: at.person.molly }),
      { kind: 'forbidden' },
    )
    await assert.rejects(
      give(at, { indicator: id, period: '2026-27-q2', value: '90' }, { by: at.person.priya }),
      { kind: 'forbidden' },
    )
    await assert.rejects(
      made(at, { code: 'mine', owner: at.person.helena }),
      code('performance.indicator.foreign-owner'),
    )
    await assert.rejects(
      made(at, { code: 'p', audience: 'partners' }),
      code('performance.indicator.no-partnership'),
    )
    const words = { title: 'Calls', indicator: id, version: '1' }
    const marcus = at.house.as(at.person.marcus)
    await marcus.perform(editIndicator, { ...words, audience: 'partners', partnership: at.partnership })
    assert.equal(await seen(at.person.molly), 1, 'a partner of the partnership')
    assert.equal(await seen(at.person.basil), 0, 'no partner')
    const visitor = await at.house.visitor.reader()
    assert.equal((await standingsSeen(visitor)).length, 0)
    await marcus.perform(editIndicator, {
      ...words,
      audience: 'staff',
      partnership: at.partnership,
      version: '2',
    })
    assert.equal(await seen(at.person.molly), 0, 'for staff, although it is measured for the partnership')
    await marcus.perform(editIndicator, { ...words, audience: 'public', version: '3' })
    assert.equal((await standingsSeen(visitor)).length, 1)
    // Molly owns an indicator of her own body, and gives for it alone.
    const own = await at.house.operator.perform(createIndicator, {
      organisation: at.organisation.dover,
      code: 'dov-1',
      title: 'Dover',
      audience: 'staff',
      owner: at.person.molly,
      measure: 'count',
      direction: 'higher',
      frequency: 'quarterly',
      measuredFrom: '2026-01-01',
    })
    await give(at, { indicator: own.id, period: '2026-27-q2', value: '5' }, { by: at.person.molly })
    await assert.rejects(
      give(at, { indicator: own.id, period: '2026-27-q1', value: '5' }),
      code('platform.record.not-found'),
      'to Ravi it is not there',
    )
  },
)

database.test('what is due stands on the owner’s home page, and one who leaves is followed', async (db) => {
  const at = await measuredCounty(db)
  const { id } = await made(at)
  const titles = async (person: string): Promise<string[]> =>
    (await (await at.house.as(person).reader()).fills(duty, {})).map((one) => one.title)
  assert.ok(
    (await titles(at.person.ravi)).includes('Give the figure of Q2 2026-27 for “Calls answered in time”'),
  )
  assert.equal((await duesOf(await at.house.as(at.person.marcus).reader())).length, 1)
  await give(at, { indicator: id, period: '2026-27-q2', value: '90' })
  assert.equal((await duesOf(await at.house.as(at.person.marcus).reader())).length, 0)
  await at.house.operator.perform(recordLeaver, {
    person: at.person.ravi,
    leftOn: '2026-11-20',
    version: '1',
  })
  await db.db
    .transaction()
    .execute((tx) => forgetLeaver(tx, personal, at.person.ravi, Temporal.PlainDate.from('2026-11-20')))
  assert.ok(
    (await titles(at.person.marcus)).includes('Name the owner of one indicator of Kent County Council'),
  )
  await at.house
    .as(at.person.marcus)
    .perform(handOverIndicator, { indicator: id, owner: at.person.priya, version: '2' })
  const { owner_name } = await indicatorByCode(await at.house.operator.reader(), 'kcc', 'ict-01')
  assert.equal(owner_name, 'Priya Orchard')
})

database.test(
  'indicators about a record and serving one are found by it, for whoever may see them',
  async (db) => {
    const at = await measuredCounty(db)
    await made(at, { about: at.gis, serves: at.leadership, audience: 'public' })
    const reader = await at.house.as(at.person.molly).reader()
    const [row] = await indicatorsAbout(reader, [at.gis])
    assert.equal(row?.title, 'Calls answered in time')
    assert.equal(row.ragRule, 'Nothing was given yet.')
    assert.equal((await indicatorsServing(reader, [at.leadership]))[0]?.serves_subject_id, at.leadership)
    assert.deepEqual(await indicatorsAbout(reader, []), [])
  },
)

database.test('every reference to a person is declared, and the queries answer every door', async (db) => {
  const at = await measuredCounty(db)
  const { id } = await made(at, { partnership: at.partnership, audience: 'partners' })
  await aim(at, { indicator: id, period: '2026-27-q2', target: '90' })
  await give(at, { indicator: id, period: '2026-27-q2', value: '95' })
  const undeclared = await undeclaredReferences(db.db, personal, { schema: 'organisations', table: 'person' })
  assert.deepEqual(
    undeclared.filter((column) => column.startsWith('performance.')),
    [],
  )
  const held = new Map<string, number>()
  for (const one of personal) held.set(one.column, (await one.held(db.db, at.person.ravi)).length)
  assert.equal(held.get('performance.value.given_by_person_id'), 2)
  assert.equal(held.get('performance.indicator.owner_person_id'), 1)
  const listed = await at.house.operator.ask(listIndicators, { organisation: 'kcc', rating: 'green' })
  assert.equal(listed.rows.length, 1)
  const shown = await at.house.operator.ask(readIndicator, { organisation: 'kcc', indicator: 'ict-01' })
  assert.deepEqual(
    shown.values.map((row) => row.period),
    ['2026-27-q2', '2026-27-q2'],
  )
  const pack = await at.house.operator.ask(writePack, { organisation: 'kcc', format: 'html' })
  assert.match(pack.content, /Green: at or above 90\.0%/)
  const sections = await (
    await at.house.as(at.person.helena).reader()
  ).fills(partnershipReport, {
    partnershipId: at.partnership,
    from: Temporal.PlainDate.from('2026-04-01'),
    to: Temporal.PlainDate.from('2026-11-20'),
  })
  const section = sections.find((one) => one.heading === 'How it performs')
  assert.deepEqual(
    section?.figures.map((figure) => [figure.text, figure.explanation]),
    [
      ['100%', '1 of 1, rounded to the nearest whole number'],
      ['1', 'not rounded'],
      ['0', 'not rounded'],
      ['0', 'not rounded'],
    ],
  )
  assert.doesNotMatch(
    JSON.stringify([section?.blocks, section?.figures.map((one) => one.records)]),
    /Calls answered/,
    'its title is for the partners',
  )
})

type Line = Readonly<Record<string, string>>

async function load(
  at: Measured,
  lines: readonly Line[],
  options: Line = { organisation: 'kcc' },
): Promise<ImportOutcome> {
  const loading = action({
    name: 'performance.test.load',
    title: 'Load',
    permission: 'public',
    doors: ['page'],
    fields: {},
    run: async (inside) => ({
      subject: null,
      result: await indicatorsFile.load(
        inside,
        lines.map((cells, nth) => ({ line: nth + 2, cells })),
        options,
      ),
    }),
  })
  return at.house.system.perform(loading, {})
}

const WIDE: readonly Line[] = [
  {
    unit: 'Information Services Group',
    indicator: 'Premises covered',
    measure: 'percent',
    better: 'higher',
    actual_2006_07: '40',
    estimate_2007_08: '74.3',
    target_2008_09: '',
  },
  {
    unit: 'Information Services Group',
    indicator: 'Time to mend',
    measure: 'days',
    better: 'lower',
    actual_2006_07: '<2 days',
    estimate_2007_08: 'Lower',
    target_2008_09: 'n/a',
  },
]

database.test('M12: a wide file is loaded as it stands, and loading it again changes nothing', async (db) => {
  const at = await measuredCounty(db)
  assert.deepEqual(await load(at, WIDE), { created: 2, changed: 0, unchanged: 0, faults: [] })
  assert.deepEqual(await load(at, WIDE), { created: 0, changed: 0, unchanged: 2, faults: [] })
  const reader = await at.house.operator.reader()
  const first = await indicatorByCode(reader, 'kcc', 'isg-01')
  assert.equal(first.decimals, 1, 'as many as the file writes')
  assert.equal(first.measured_from.toString(), '2006-04-01')
  const second = await indicatorByCode(reader, 'kcc', 'isg-02')
  const rows = await everyValueOf(reader, second.id)
  assert.deepEqual(
    rows.map((row) => [row.raw, row.reading, row.doubt]),
    [
      ['n/a', 'doubt', 'not-applicable'],
      ['Lower', 'doubt', 'words'],
      ['<2 days', 'doubt', 'limit'],
    ],
  )
  await at.house.operator.perform(answerDoubt, { figure: rows[2]?.id, meaning: 'limit' })
  assert.equal((await load(at, WIDE)).unchanged, 2, 'an answer is not undone by the same file')
  const [estimate] = await everyValueOf(reader, first.id)
  await at.house.operator.perform(correctValue, { figure: estimate?.id, value: '74', reason: 'Misread' })
  assert.equal((await load(at, WIDE)).unchanged, 2, 'nor is a correction')
  const later = WIDE.map((line) => ({ ...line, estimate_2007_08: '75' }))
  assert.equal((await load(at, later)).changed, 2)
  const [, stands] = await everyValueOf(reader, second.id)
  assert.deepEqual([stands?.raw, stands?.reason], ['75', 'Loaded from a file'])
})

database.test('a target in doubt keeps its tolerance until somebody says what it means', async (db) => {
  const at = await measuredCounty(db)
  const file = [
    {
      code: 'fin-09',
      title: 'Savings',
      measure: 'money',
      better: 'higher',
      frequency: 'quarterly',
      period: '2026-27-q2',
      actual: '19500',
      target: '£20k',
      tolerance_percent: '5',
    },
  ]
  await load(at, file)
  const reader = await at.house.operator.reader()
  const { id } = await indicatorByCode(reader, 'kcc', 'fin-09')
  const doubted = (await everyValueOf(reader, id)).find(({ kind }) => kind === 'target')
  await at.house
    .as(at.person.marcus)
    .perform(answerDoubt, { figure: doubted?.id, meaning: 'value', value: '20000' })
  const target = (await everyValueOf(reader, id)).find(
    ({ kind, superseded_at }) => kind === 'target' && superseded_at === null,
  )
  assert.deepEqual(
    [target?.amount, target?.tolerance, target?.tolerance_amount],
    [2_000_000n, 'percent', 500n],
  )
  assert.equal((await load(at, file)).unchanged, 1, 'and the same file does not undo the answer')
})

database.test(
  'a long file brings targets, tolerances and other bodies; a line that is none is named',
  async (db) => {
    const at = await measuredCounty(db)
    const line = (more: Line): Line => ({
      code: 'ict-09',
      title: 'Calls',
      measure: 'percent',
      better: 'higher',
      frequency: 'quarterly',
      ...more,
    })
    const outcome = await load(at, [
      line({ period: '2026-27-q1', actual: '91', target: '95', tolerance: '5' }),
      line({ period: '2026-27-q2', actual: '96', target: '95', tolerance_percent: '2' }),
      line({ period: '2026-27-q2', benchmark: '93', benchmark_of: 'medway', source: 'Their report' }),
      line({ period: '2026-27-q2', benchmark: '£20k', benchmark_of: 'Essex' }),
    ])
    assert.deepEqual(outcome, { created: 1, changed: 0, unchanged: 0, faults: [] })
    assert.match((await standing(at)).ragRule, /down to 93\.1% \(2% of the target\)/)
    const fault = async (more: Line, options?: Line): Promise<string> => {
      const { created, faults } = await load(at, [line({ code: 'ict-10', ...more })], options)
      assert.equal(created, 0)
      assert.equal(faults[0]?.line, 2, JSON.stringify(faults))
      return faults[0]?.message ?? ''
    }
    assert.match(await fault({ measure: 'grade' }), /measure must be one of/)
    assert.match(
      await fault({ period: '2026-27', actual: '1' }),
      /no period of an indicator measured every quarter/,
    )
    assert.match(await fault({ actual: '1' }), /needs its "period"/)
    assert.match(await fault({ period: '2027-28-q1', actual: '1' }), /is not over/)
    assert.match(await fault({ owner: 'nobody@kcc.example' }), /Nobody has the address/)
    assert.match(await fault({ period: '2026-27-q2', benchmark: '1' }), /benchmark_of/)
    assert.match(await fault({ organisation: 'nowhere' }), /no organisation "nowhere"/)
    assert.match(await fault({}, {}), /--organisation kcc/)
    assert.match(await fault({ measure: 'band' }), /at least two words/)
  },
)
