import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { apportion, decimalPounds, formatPounds, readPounds, shareOf, sum } from './index.ts'

test('an amount is written as people write it', () => {
  assert.equal(formatPounds(131_900_000n), '£1,319,000')
  assert.equal(formatPounds(1250n), '£12.50')
  assert.equal(formatPounds(5n), '£0.05')
  assert.equal(formatPounds(0n), '£0')
  assert.equal(formatPounds(-4000n), '−£40')
  assert.equal(decimalPounds(-4005n), '-40.05')
})

test('what an officer types is read', () => {
  for (const [text, pence] of [
    ['1319000', 131_900_000n],
    ['£1,319,000', 131_900_000n],
    ['12.5', 1250n],
    [' 0.05 ', 5n],
    ['£ 7', 700n],
  ] as const) {
    assert.equal(readPounds(text), pence, text)
  }
})

test('what could mean two things is not read', () => {
  for (const text of [
    '-5',
    '20k',
    '1,31,900',
    '12.345',
    '',
    '£',
    '1e3',
    '١٢',
    '1,319,00',
    '12.',
    'NaN',
    '99999999999999',
  ])
    assert.equal(readPounds(text), undefined, text)
})

test('reading what was written gives the same amount', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 12n }), (pence) => {
      assert.equal(readPounds(formatPounds(pence)), pence)
      assert.equal(readPounds(decimalPounds(pence)), pence)
    }),
  )
})

test('parts add up to the whole, and no part is off by more than a penny', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 10n ** 12n }),
      fc.array(fc.nat(1000), { minLength: 1, maxLength: 30 }),
      (amount, weights) => {
        const parts = apportion(amount, weights)
        const total = weights.reduce((all, weight) => all + weight, 0)
        assert.equal(sum(parts), total === 0 ? 0n : amount)
        if (total > 0)
          for (const [index, part] of parts.entries()) {
            const exact = amount * BigInt(weights[index] ?? 0)
            assert.ok(
              part * BigInt(total) - exact < BigInt(total) && exact - part * BigInt(total) < BigInt(total),
            )
          }
      },
    ),
  )
})

test('a share never exceeds its whole', () => {
  assert.equal(shareOf(1001n, 333), 333n)
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 10n ** 12n }),
      fc.integer({ min: 0, max: 1000 }),
      (amount, perMille) => shareOf(amount, perMille) <= amount,
    ),
  )
})
