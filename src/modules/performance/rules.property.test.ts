// What holds of every cell and every rating: the reader never guesses, a better value is never rated worse, and periods
// follow each other without a gap.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  codeOf,
  colourOf,
  FREQUENCIES,
  MEASURES,
  periodBefore,
  periodOn,
  ranked,
  readCell,
  readPeriod,
  samePeriod,
  trendOf,
  valueWords,
  type Frequency,
  type Judged,
  type Measure,
  type Target,
} from './rules.ts'

const measures = (Object.keys(MEASURES) as Measure[]).filter((one) => one !== 'band')

const scales: fc.Arbitrary<Judged> = fc.record({
  measure: fc.constantFrom(...measures),
  decimals: fc.integer({ min: 0, max: 4 }),
  unit: fc.constantFrom(null, 'calls'),
  bands: fc.constant([]),
  direction: fc.constantFrom('higher' as const, 'lower' as const),
})

const amounts = fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n })

// Strings near to what people write, where a careless reader would go wrong.
const cells = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.stringMatching(/^[-−£<~]{0,2}[\d,. ]{1,9}(%|k|m|days?| ?days|:1|\*|-\d)?$/),
)

// What a number written by hand is, once its commas, its unit and needless noughts are gone.
const bare = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[,£\s]/g, '')
    .replaceAll(/%|days?|hours?|calls|:1$|to1$/g, '')
    .replaceAll('−', '-')
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '')

void test('M1: whatever is read prints back as it was written', () => {
  fc.assert(
    fc.property(cells, scales, (raw, scale) => {
      const read = readCell(raw, scale)
      if (read?.kind !== 'value') return
      assert.equal(bare(valueWords(read.amount, scale)), bare(raw))
    }),
    { numRuns: 2000 },
  )
})

void test('M1: what is printed is read as the same value again', () => {
  fc.assert(
    fc.property(amounts, scales, (amount, scale) => {
      const words = valueWords(amount, scale)
      const read = readCell(words, scale)
      assert.deepEqual(read, { kind: 'value', amount }, words)
    }),
  )
})

// Small and close together, so that values fall on both sides of every limit.
const near = fc.bigInt({ min: -60n, max: 60n })

const targets: fc.Arbitrary<Target> = fc.record({
  amount: near,
  upper: fc.constant(null),
  tolerance: fc.option(
    fc.record({
      kind: fc.constantFrom('absolute' as const, 'percent' as const),
      amount: fc.bigInt({ min: 0n, max: 30n }),
    }),
  ),
})

const WORTH = { red: 0, amber: 1, green: 2 } as const

void test('M5: a value that is better is never rated worse, and meeting the target is green', () => {
  fc.assert(
    fc.property(near, fc.bigInt({ min: 0n, max: 60n }), targets, scales, (value, more, target, scale) => {
      const better = scale.direction === 'higher' ? value + more : value - more
      const [before, after] = [colourOf(value, target, scale), colourOf(better, target, scale)]
      assert.ok(before !== null && after !== null && WORTH[after] >= WORTH[before])
      assert.equal(colourOf(target.amount, target, scale), 'green')
    }),
  )
})

void test('M6: what is better one way is worse the other way, and in rank', () => {
  fc.assert(
    fc.property(amounts, amounts, scales, (one, other, scale) => {
      const trend = (now: bigint, before: bigint, direction: Judged['direction']) =>
        trendOf(
          { amount: now, scale: { ...scale, direction }, target: null },
          { amount: before, scale: { ...scale, direction }, target: null },
        )
      const forth = trend(one, other, 'higher')
      assert.equal(trend(other, one, 'lower'), forth)
      if (forth === 'better')
        assert.equal(ranked([{ amount: other }, { amount: one }], 'higher')[0]?.amount, one)
    }),
  )
})

void test('every day lies in one period of each rhythm, and the period is found by its code', () => {
  const days = fc
    .integer({ min: 0, max: 60_000 })
    .map((at) => Temporal.PlainDate.from('1990-01-01').add({ days: at }))
  fc.assert(
    fc.property(days, fc.constantFrom(...(Object.keys(FREQUENCIES) as Frequency[])), (on, frequency) => {
      const period = periodOn(frequency, on)
      assert.ok(
        Temporal.PlainDate.compare(period.from, on) <= 0 && Temporal.PlainDate.compare(on, period.to) <= 0,
      )
      assert.equal(periodBefore(period).to.add({ days: 1 }).toString(), period.from.toString())
      const found = readPeriod(codeOf(period), frequency)
      assert.ok(found !== undefined && samePeriod(found, period))
    }),
  )
})
