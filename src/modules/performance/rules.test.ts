// Periods, reading, ratings and trends by example.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  codeOf,
  colourOf,
  definitionFaults,
  lastEnded,
  evened,
  medianWords,
  movement,
  mustHaveEnded,
  periodBefore,
  periodDue,
  periodWords,
  ranked,
  rate,
  readCell,
  readPeriod,
  readTolerance,
  ruleWords,
  shortWords,
  targetWords,
  valueWords,
  type Agreed,
  type Direction,
  type Given,
  type Judged,
  type Measure,
  type Target,
} from './rules.ts'

const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text)
const scale = (measure: Measure, decimals = 0, more: Partial<Judged> = {}): Judged => ({
  measure,
  decimals,
  unit: null,
  bands: [],
  direction: 'higher',
  ...more,
})
const BANDS = ['Poor', 'Fair', 'Good', 'Excellent']

/** What a cell is read as: the value in words, or what is doubted. */
const read = (raw: string, of: Judged): string => {
  const found = readCell(raw, of)
  return found === null ? 'nothing' : found.kind === 'value' ? valueWords(found.amount, of) : found.doubt
}

void test('periods are named and found again by their codes', () => {
  const quarter = lastEnded('quarterly', day('2026-11-20'))
  assert.equal(codeOf(quarter), '2026-27-q2')
  assert.equal(shortWords(quarter), 'Q2 2026-27')
  assert.equal(periodWords(quarter), 'Quarter 2 of 2026-27 (1 July 2026 to 30 September 2026)')
  assert.equal(codeOf(lastEnded('quarterly', day('2027-04-01'))), '2026-27-q4')
  assert.equal(codeOf(periodBefore(readPeriod('2026-27-q1', 'quarterly')!)), '2025-26-q4')
  assert.equal(codeOf(lastEnded('monthly', day('2026-01-01'))), '2025-12')
  assert.equal(codeOf(lastEnded('financial-year', day('2026-04-01'))), '2025-26')
  assert.equal(codeOf(lastEnded('academic-year', day('2026-08-31'))), '2024-25')
  assert.equal(codeOf(lastEnded('calendar-year', day('2026-12-31'))), '2025')
})

void test('a period is read as people write it, and what is none is not bent into one', () => {
  for (const text of ['2026-27-q2', '2026_27_Q2', 'Q2 2026-27', '2026/27 Q2'])
    assert.equal(readPeriod(text, 'quarterly')?.from.toString(), '2026-07-01', text)
  assert.equal(readPeriod('2026-27-q4', 'quarterly')?.from.toString(), '2027-01-01')
  assert.equal(readPeriod('2006_07', 'financial-year')?.to.toString(), '2007-03-31')
  assert.equal(readPeriod('1999-00', 'academic-year')?.from.toString(), '1999-09-01')
  for (const [text, frequency] of [
    ['2006-08', 'financial-year'],
    ['2006', 'financial-year'],
    ['2026-13', 'monthly'],
    ['2026-27-q5', 'quarterly'],
    ['2026-27', 'quarterly'],
    ['26', 'calendar-year'],
    ['', 'monthly'],
  ] as const)
    assert.equal(readPeriod(text, frequency), undefined, `${text} ${frequency}`)
})

void test('M1: what is certain is read, with its commas, its unit and its sign', () => {
  assert.equal(read('74.3', scale('percent', 1)), '74.3%')
  assert.equal(read('90%', scale('percent')), '90%')
  assert.equal(read(' 90 % ', scale('percent')), '90%')
  assert.equal(read('1,250', scale('count')), '1,250')
  assert.equal(read('1250 calls', scale('count', 0, { unit: 'calls' })), '1,250')
  assert.equal(read('£20,000', scale('money')), '£20,000')
  assert.equal(read('20000.5', scale('money', 2)), '£20,000.50')
  assert.equal(read('2 days', scale('days')), '2 days')
  assert.equal(read('1', scale('hours')), '1 hour')
  assert.equal(read('4.5:1', scale('ratio', 1)), '4.5 to 1')
  assert.equal(read('-3', scale('count')), '−3')
  assert.equal(read('90.0', scale('count')), '90')
  assert.equal(read('good', scale('band', 0, { bands: BANDS })), 'Good')
  assert.equal(read('', scale('count')), 'nothing')
})

void test('M1: what is not certain is doubted, and the question says what may be meant', () => {
  const cases: readonly (readonly [string, Judged, string])[] = [
    ['Lower', scale('percent'), 'words'],
    ['<2 days', scale('days'), 'limit'],
    ['at least 90%', scale('percent'), 'limit'],
    ['about 20', scale('count'), 'limit'],
    ['n/a', scale('count'), 'not-applicable'],
    ['N/A', scale('band', 0, { bands: BANDS }), 'not-applicable'],
    ['-', scale('money'), 'not-applicable'],
    ['£20k', scale('money'), 'thousands'],
    ['1.2m', scale('count'), 'thousands'],
    ['90%', scale('count'), 'unit'],
    ['£5', scale('count'), 'unit'],
    ['2 hours', scale('days'), 'unit'],
    ['3 weeks', scale('days'), 'unit'],
    ['0.9', scale('percent', 1), 'fraction'],
    ['74.35', scale('percent', 1), 'decimals'],
    ['1,25', scale('percent', 2), 'figure'],
    ['5-6', scale('count'), 'figure'],
    ['007', scale('count'), 'figure'],
    ['-0', scale('count'), 'figure'],
    ['12*', scale('count'), 'figure'],
    ['1234567890123456', scale('count'), 'figure'],
    ['Middling', scale('band', 0, { bands: BANDS }), 'words'],
  ]
  for (const [raw, of, doubt] of cases) assert.equal(read(raw, of), doubt, raw)
  const question = (raw: string, of: Judged): string => {
    const found = readCell(raw, of)
    return found?.kind === 'doubt' ? found.question : ''
  }
  assert.match(question('£20k', scale('money')), /may be £20,000\. What is the figure, written out/)
  assert.match(question('1.25m', scale('count')), /may be 1,250,000/)
  assert.match(question('0.9', scale('percent', 1)), /0\.9%, or a share of one/)
  assert.match(question('Middling', scale('band', 0, { bands: BANDS })), /Poor, Fair, Good, Excellent/)
  assert.equal(read('0.9%', scale('percent', 1)), '0.9%')
})

const target = (
  amount: bigint,
  tolerance: Target['tolerance'] = null,
  upper: bigint | null = null,
): Target => ({
  amount,
  upper,
  tolerance,
})

void test('M4: the colour follows the printed rule at its very edges', () => {
  const percent = scale('percent', 1)
  const agreed = target(950n, { kind: 'absolute', amount: 20n })
  assert.equal(
    ruleWords(agreed, percent),
    'Green: at or above 95.0%. Amber: below that, down to 93.0% (2 percentage points). Red: below 93.0%.',
  )
  assert.equal(colourOf(950n, agreed, percent), 'green')
  assert.equal(colourOf(949n, agreed, percent), 'amber')
  assert.equal(colourOf(930n, agreed, percent), 'amber')
  assert.equal(colourOf(929n, agreed, percent), 'red')
  const days = scale('days', 0, { direction: 'lower' })
  const within5 = target(10n, { kind: 'percent', amount: 500n })
  assert.equal(
    ruleWords(within5, days),
    'Green: at or below 10 days. Amber: above that, up to 10.5 days (5% of the target). Red: above 10.5 days.',
  )
  assert.equal(colourOf(10n, within5, days), 'green')
  assert.equal(colourOf(11n, within5, days), 'red')
  assert.equal(ruleWords(target(10n), days), 'Green: at or below 10 days. Red: above 10 days.')
  const money = scale('money', 0, { direction: 'within' })
  const between = target(100_000n, { kind: 'percent', amount: 1000n }, 200_000n)
  assert.equal(
    ruleWords(between, money),
    'Green: from £1,000 to £2,000. Amber: outside that, from £900 to £2,200 (10% of the target). Red: anything else.',
  )
  assert.equal(targetWords(between, money), 'from £1,000 to £2,000')
  for (const [amount, colour] of [
    [100_000n, 'green'],
    [99_999n, 'amber'],
    [220_000n, 'amber'],
    [220_001n, 'red'],
    [89_999n, 'red'],
  ] as const)
    assert.equal(colourOf(amount, between, money), colour, String(amount))
  const words = scale('band', 0, { bands: BANDS })
  assert.equal(
    ruleWords(target(2n, { kind: 'absolute', amount: 1n }), words),
    'Green: Good, Excellent. Amber: Fair. Red: Poor.',
  )
  assert.equal(colourOf(1n, target(2n), scale('count', 0, { direction: 'none' })), null)
})

const given = (raw: string, of: Judged, reading: Given['reading'] = 'value'): Given => {
  const found = readCell(raw, of)
  return { ...of, raw, reading, amount: reading === 'value' && found?.kind === 'value' ? found.amount : null }
}
const agreed = (raw: string, of: Judged): Agreed => ({
  ...given(raw, of),
  upper_amount: null,
  tolerance: null,
  tolerance_amount: null,
})

void test('M4: where a figure or target is missing or in doubt there is no rating, and it says why', () => {
  const percent = scale('percent')
  const why = (actual: Given | undefined, of: Agreed | undefined): string => {
    const { rag, rule } = rate('Q2', actual, of)
    assert.equal(rag, 'none')
    return rule
  }
  assert.equal(why(undefined, agreed('90', percent)), 'Nothing was given for Q2.')
  assert.equal(why(given('90', percent), undefined), 'No target was set for Q2.')
  assert.match(
    why(given('£20k', percent, 'doubt'), agreed('90', percent)),
    /“£20k” for Q2 waits for an answer/,
  )
  assert.match(why(given('<2', percent, 'limit'), agreed('90', percent)), /is a limit and not a figure/)
  assert.match(why(given('n/a', percent, 'not-applicable'), agreed('90', percent)), /does not apply in Q2/)
  assert.match(
    why(given('90', scale('percent', 0, { direction: 'none' })), agreed('90', percent)),
    /Neither more nor less/,
  )
  assert.match(why(given('90', percent), agreed('90', scale('count'))), /another definition/)
  assert.match(
    why(given('90', percent), agreed('90', scale('percent', 0, { direction: 'lower' }))),
    /another definition/,
  )
  assert.equal(rate('Q2', given('90.5', scale('percent', 1)), agreed('90', percent)).rag, 'green')
  assert.equal(rate('Q2', given('90', percent), agreed('90.5', scale('percent', 1))).rag, 'red')
})

void test('M6: better and worse go by the direction, and what cannot be compared is not', () => {
  const trend = (now: string, before: string, direction: Direction): string => {
    const of = scale('count', 0, { direction })
    return movement({ row: given(now, of), target: undefined }, { row: given(before, of), period: 'Q1' })
      .trend
  }
  assert.equal(trend('5', '4', 'higher'), 'better')
  assert.equal(trend('5', '4', 'lower'), 'worse')
  assert.equal(trend('4', '4', 'lower'), 'no-change')
  assert.equal(trend('5', '4', 'none'), 'cannot-say')
  assert.equal(trend('5', '4', 'within'), 'cannot-say')
  const within = scale('count', 0, { direction: 'within' })
  const between: Agreed = { ...agreed('10', within), upper_amount: 12n }
  const near = (now: string, before: string): string =>
    movement({ row: given(now, within), target: between }, { row: given(before, within), period: 'Q1' }).trend
  assert.equal(near('11', '10'), 'no-change')
  assert.equal(near('13', '8'), 'better')
  assert.equal(near('15', '12'), 'worse')
  const other = movement(
    { row: given('5', scale('count')), target: undefined },
    { row: given('5', scale('percent')), period: 'Q1' },
  )
  assert.equal(other.trend, 'cannot-say')
  assert.match(other.why, /measured by another definition \(5%\)/)
  const gap = movement(
    { row: given('5', scale('count')), target: undefined },
    { row: undefined, period: 'Q1' },
  )
  assert.match(gap.why, /Nothing was given for the period before, Q1/)
})

void test('bodies are ranked by what is better, equals share a place, and the median is exact', () => {
  const rows = [{ amount: 3n }, { amount: 5n }, { amount: 5n }, { amount: 1n }]
  assert.deepEqual(
    ranked(rows, 'higher').map((row) => [row.amount, row.rank]),
    [
      [5n, 1],
      [5n, 1],
      [3n, 3],
      [1n, 4],
    ],
  )
  assert.equal(ranked(rows, 'lower')[0]?.amount, 1n)
  assert.equal(ranked(rows, 'within')[0]?.rank, null)
  assert.equal(medianWords([1n, 2n], scale('count')), '1.5')
  assert.equal(medianWords([1n, 3n], scale('count')), '2')
  assert.equal(medianWords([-1n, -2n], scale('count')), '−1.5')
  assert.equal(medianWords([1n, 2n], scale('band', 0, { bands: BANDS })), 'between Fair and Good')
})

void test('figures kept with more and with fewer decimals are ranked by what they say', () => {
  const [ours, theirs] = [
    { ...scale('percent', 1), amount: 743n },
    { ...scale('percent', 0), amount: 80n },
  ]
  const { scale: of = ours, amounts } = evened([ours, theirs])
  assert.deepEqual(
    ranked(amounts, 'higher').map(({ row, rank }) => [row, rank]),
    [
      [theirs, 1],
      [ours, 2],
    ],
  )
  assert.equal(
    medianWords(
      amounts.map(({ amount }) => amount),
      of,
    ),
    '77.15%',
  )
  assert.deepEqual(evened([]), { scale: undefined, amounts: [] })
  assert.equal(medianWords([], scale('count')), null)
})

void test('a tolerance is a plain figure, or hundredths of one per cent', () => {
  assert.equal(readTolerance('2', 'absolute', scale('percent', 1)), 20n)
  assert.equal(readTolerance('2 percentage points', 'absolute', scale('percent')), 2n)
  assert.equal(readTolerance('£50', 'absolute', scale('money')), 5000n)
  assert.equal(readTolerance('2.5%', 'percent', scale('count')), 250n)
  assert.equal(readTolerance('-2', 'absolute', scale('count')), undefined)
  assert.equal(readTolerance('some', 'absolute', scale('count')), undefined)
  assert.equal(readTolerance('5', 'percent', scale('band', 0, { bands: BANDS })), undefined)
})

void test('a definition is whole, each fault beside its question', () => {
  const faults = (measure: Measure, decimals: number, direction: Direction, bands: string[] = []): string[] =>
    definitionFaults({ measure, decimals, direction, bands }).map((fault) => fault.field)
  assert.deepEqual(faults('percent', 1, 'higher'), [])
  assert.deepEqual(faults('band', 0, 'within', ['Poor', 'poor']), ['bands', 'direction'])
  assert.deepEqual(faults('band', 0, 'higher', []), ['bands'])
  assert.deepEqual(faults('count', 5, 'higher', ['A']), ['bands', 'decimals'])
  assert.deepEqual(faults('money', 1, 'lower'), ['decimals'])
})

void test('M10: a figure is due four weeks after its period, and none is measured before it is over', () => {
  const of = { frequency: 'quarterly' as const, measured_from: day('2026-09-30') }
  const due = periodDue(of, day('2026-11-20'))
  assert.equal(due?.period.from.toString(), '2026-07-01')
  assert.equal(due?.dueOn.toString(), '2026-10-28')
  assert.equal(periodDue({ ...of, measured_from: day('2026-10-01') }, day('2026-11-20')), null)
  const now = readPeriod('2026-27-q3', 'quarterly')!
  assert.throws(() => mustHaveEnded('actual', now, day('2026-12-31'), 'Q3'), {
    code: 'performance.value.not-over',
  })
  mustHaveEnded('actual', now, day('2027-01-01'), 'Q3')
  mustHaveEnded('estimate', now, day('2026-12-31'), 'Q3')
})
