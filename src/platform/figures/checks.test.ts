import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findingsAmong, type RowAssertion, type RowFinding } from './index.ts'

type Row = {
  readonly key: number
  readonly begins?: string
  readonly ends?: string
  readonly state?: 'running' | 'over' | 'unclear'
  readonly words?: string
  readonly told?: number
  readonly list?: readonly string[]
}

const common = {
  name: 'example.row.rule',
  title: 'It holds',
  severity: 'question',
  message: 'It does not hold',
} as const

const found = (asserted: RowAssertion<Row>, ...rows: readonly Row[]): readonly RowFinding<number>[] =>
  findingsAmong(rows, ({ key }) => key, [asserted])
const keys = (asserted: RowAssertion<Row>, ...rows: readonly Row[]): readonly number[] =>
  found(asserted, ...rows).flatMap((one) => one.rows)

test('a part outside its whole is found, and what is not known breaks nothing', () => {
  const within: RowAssertion<Row> = {
    ...common,
    kind: 'subset',
    part: ({ state }) => (state === 'unclear' ? null : state === 'over'),
    whole: ({ told }) => (told === undefined ? null : told > 0),
  }
  const rows: readonly Row[] = [
    { key: 1, state: 'over', told: 0 },
    { key: 2, state: 'over', told: 1 },
    { key: 3, state: 'over' },
    { key: 4, state: 'unclear', told: 0 },
    { key: 5, state: 'running', told: 0 },
  ]
  assert.deepEqual(found(within, ...rows), [
    {
      rule: 'example.row.rule',
      severity: 'question',
      subject: null,
      title: 'It does not hold',
      message: 'It does not hold: 1.',
      details: [],
      stated: null,
      recounted: null,
      rows: [1],
    },
  ])
  assert.deepEqual(keys({ ...within, among: ({ key }) => key !== 1 }, ...rows), [])
})

test('days out of order are found with the days between them, and so many days of grace are let pass', () => {
  const order: RowAssertion<Row> = {
    ...common,
    kind: 'date-order',
    earlier: ({ begins }) => begins ?? null,
    later: ({ ends }) => ends ?? null,
    graceDays: 30,
  }
  const rows: readonly Row[] = [
    { key: 1, begins: '2023-04-01', ends: '2019-12-01' },
    { key: 2, begins: '2020-01-31', ends: '2020-01-01' },
    { key: 3, begins: '2020-02-01', ends: '2020-01-01' },
    { key: 4, begins: '2020-02-01' },
  ]
  const [finding] = found(order, ...rows)
  assert.deepEqual(finding?.rows, [1, 3])
  assert.equal(
    finding.message,
    'It does not hold: 1 (1 December 2019 is 1,217 days before 1 April 2023); 3 (1 January 2020 is 31 days before 1 February 2020).',
  )
})

test('a day outside its bounds is found on either side, the bounds themselves are within', () => {
  const range: RowAssertion<Row> = {
    ...common,
    kind: 'date-range',
    date: ({ begins }) => begins ?? null,
    from: () => '2020-01-01',
    until: () => '2020-12-31',
  }
  const on = (key: number, begins: string): Row => ({ key, begins })
  assert.deepEqual(
    keys(range, on(1, '2019-12-31'), on(2, '2020-01-01'), on(3, '2020-12-31'), on(4, '2021-01-01'), {
      key: 5,
    }),
    [1, 4],
  )
})

test('a status is held against a day, which must come after, come before or be known', () => {
  const against = (must: 'come-after' | 'come-before' | 'be-known'): RowAssertion<Row> => ({
    ...common,
    kind: 'status-and-date',
    status: ({ state }) => (state === 'unclear' ? null : state === 'running'),
    date: ({ ends }) => ends ?? null,
    must,
    than: () => '2020-06-01',
  })
  const rows: readonly Row[] = [
    { key: 1, state: 'running', ends: '2020-05-31' },
    { key: 2, state: 'running', ends: '2020-06-02' },
    { key: 3, state: 'running' },
    { key: 4, state: 'unclear', ends: '2020-05-31' },
    { key: 5, state: 'over', ends: '2020-05-31' },
  ]
  assert.deepEqual(keys(against('come-after'), ...rows), [1])
  assert.deepEqual(keys(against('come-before'), ...rows), [2])
  assert.deepEqual(keys(against('be-known'), ...rows), [3])
})

test('words that repeat are found whatever their case and signs; short words may repeat', () => {
  const unique: RowAssertion<Row> = {
    ...common,
    kind: 'unique-text',
    text: ({ words }) => words ?? null,
    shortest: 5,
  }
  const said = (key: number, words: string): Row => ({ key, words })
  assert.deepEqual(
    keys(
      unique,
      said(1, 'Going well.'),
      said(2, 'going — WELL'),
      said(3, 'None'),
      said(4, 'none'),
      said(5, 'Other words'),
      {
        key: 6,
      },
    ),
    [1, 2],
  )
})

test('a number beside a list is held against its length', () => {
  const length: RowAssertion<Row> = {
    ...common,
    kind: 'list-length',
    stated: ({ told }) => told ?? null,
    list: ({ list }) => list ?? [],
  }
  const [finding] = found(
    length,
    { key: 1, told: 2, list: ['a'] },
    { key: 2, told: 1, list: ['a'] },
    { key: 3 },
  )
  assert.deepEqual([finding?.rows, finding?.stated, finding?.recounted], [[1], '2', '1'])
})

test('every row is in exactly one part; what is not known may still be in one', () => {
  const parts: RowAssertion<Row> = {
    ...common,
    kind: 'partition',
    parts: {
      early: ({ told }) => (told === undefined ? null : told < 5),
      late: ({ told }) => (told === undefined ? null : told > 3 && told < 9),
    },
  }
  const [finding] = found(parts, { key: 1, told: 1 }, { key: 2, told: 4 }, { key: 3, told: 9 }, { key: 4 })
  assert.equal(finding?.message, 'It does not hold: 2 (in early and in late); 3 (in none of the parts).')
})

test('of many rows the sentence names twenty and says how many more, and the finding lists them all', () => {
  const never: RowAssertion<Row> = { ...common, kind: 'subset', part: () => true, whole: () => false }
  const [finding] = found(never, ...Array.from({ length: 25 }, (_, at) => ({ key: at + 1 })))
  assert.match(finding?.message ?? '', /19, 20 and 5 more\.$/)
  assert.equal(finding?.rows.length, 25)
})

test('an assertion may say all of it in its own words, and each row in words of its own', () => {
  const never: RowAssertion<Row> = { ...common, kind: 'subset', part: () => true, whole: () => false }
  const whole = {
    ...never,
    message: (broken: readonly Row[]) => `${broken.length} are wrong.`,
    subject: 'column',
  }
  assert.deepEqual(
    found(whole, { key: 1 }, { key: 2 }).map(({ message, subject }) => [message, subject]),
    [['2 are wrong.', 'column']],
  )
  assert.equal(
    found({ ...never, detail: ({ key }) => `row ${key}` }, { key: 7 })[0]?.message,
    'It does not hold: 7 (row 7).',
  )
})

test('a rule out of order in its name is our own mistake', () => {
  assert.throws(
    () => found({ ...common, name: 'nonsense', kind: 'subset', part: () => true, whole: () => true }),
    { name: 'Defect' },
  )
})
