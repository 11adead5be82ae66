import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Reader } from '../actions/index.ts'
import {
  askFigure,
  assertion,
  checkAssertion,
  compared,
  figure,
  figureValue,
  nearestWhole,
  recounted,
  sharesOf,
  type Rounding,
  type Unit,
} from './index.ts'

function shown(
  unit: Unit,
  rounding: Rounding,
  numerator: number | bigint,
  denominator?: number | bigint,
): [string, string] {
  const value = figureValue(
    { name: 'a.b.count', title: 'A', unit, rounding },
    { numerator, ...(denominator === undefined ? {} : { denominator }), records: [] },
  )
  return [value.text, value.explanation]
}

test('a figure is shown with its unit, its parts and its rounding in words', () => {
  assert.deepEqual(shown('count', 'none', 1234), ['1,234', 'not rounded'])
  assert.deepEqual(shown('money', 'none', 131_900_050n), ['£1,319,000.50', 'not rounded'])
  assert.deepEqual(shown('money', 'whole', 131_900_050n), ['£1,319,001', 'rounded to the nearest pound'])
  assert.deepEqual(shown('money', 'thousands', 131_949_999n), [
    '£1,319,000',
    'rounded to the nearest thousand',
  ])
  assert.deepEqual(shown('percent', 'whole', 9, 17), ['53%', '9 of 17, rounded to the nearest whole number'])
  assert.deepEqual(shown('percent', 'one-decimal', 1, 3), ['33.3%', '1 of 3, rounded to one decimal place'])
  assert.deepEqual(shown('days', 'one-decimal', 25, 2), [
    '12.5 days',
    '25 days over 2, rounded to one decimal place',
  ])
  assert.deepEqual(shown('days', 'whole', 1), ['1 day', 'rounded to the nearest whole number'])
})

test('a share of nothing is not applicable, never a division by zero', () => {
  assert.deepEqual(shown('percent', 'whole', 0, 0), [
    'not applicable',
    '0 of 0: there is nothing to divide by',
  ])
})

test('a half goes up', () => {
  assert.equal(shown('percent', 'whole', 1, 200)[0], '1%')
  assert.equal(shown('percent', 'one-decimal', 1, 2000)[0], '0.1%')
  assert.equal(nearestWhole(-1n, 2n), 0n)
  assert.equal(nearestWhole(-3n, 2n), -1n)
  assert.equal(nearestWhole(-7n, 4n), -2n)
})

test('rounding is never further off than a half, for any numbers', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }),
      fc.bigInt({ min: 1n, max: 10n ** 9n }),
      (numerator, denominator) => {
        const off = 2n * (nearestWhole(numerator, denominator) * denominator - numerator)
        return off <= denominator && off > -denominator
      },
    ),
  )
})

test('shares that round to 101 carry a note, shares that add to 100 do not', () => {
  const uneven = sharesOf([
    { label: 'green', count: 5 },
    { label: 'amber', count: 5 },
    { label: 'red', count: 190 },
  ])
  assert.deepEqual(
    uneven.shares.map(({ text }) => text),
    ['3%', '3%', '95%'],
  )
  assert.equal(uneven.note, 'Percentages add to 101 because each is rounded to the nearest whole number.')
  assert.equal(
    sharesOf([
      { label: 'a', count: 1 },
      { label: 'b', count: 1 },
    ]).note,
    undefined,
  )
  assert.deepEqual(sharesOf([{ label: 'a', count: 0 }]).shares[0]?.text, 'not applicable')
})

test('a percentage without a rounding rule, and a name out of order, are our own mistakes', () => {
  const run = async () => ({ numerator: 1, records: [] })
  assert.throws(
    () =>
      figure({ name: 'a.b.c', title: 'A', unit: 'percent', rounding: 'none', permission: 'a.b.read', run }),
    { name: 'Defect' },
  )
  assert.throws(
    () =>
      figure({ name: 'partners', title: 'A', unit: 'count', rounding: 'none', permission: 'a.b.read', run }),
    { name: 'Defect' },
  )
  assert.throws(() => shown('percent', 'whole', 1), { name: 'Defect' })
  assert.throws(() => shown('days', 'none', 5, 2), { name: 'Defect' })
})

const members = figure({
  name: 'example.member.count',
  title: 'Members',
  unit: 'count',
  rounding: 'none',
  permission: 'example.member.read',
  run: async (_reader, { titles }: { titles: string[] }) => ({
    numerator: titles.length,
    records: titles.map((title) => ({ subject: title, title, href: `/members/${title}` })),
  }),
})

const reader = (may: boolean): Reader => ({ may: () => may }) as unknown as Reader

test('a figure is asked by a reader who holds its permission, and names its records', async () => {
  const value = await askFigure(reader(true), members, { titles: ['a', 'b'] })
  assert.equal(value.text, '2')
  assert.equal(value.records[1]?.href, '/members/b')
  await assert.rejects(askFigure(reader(false), members, { titles: [] }), { kind: 'forbidden' })
})

test('a stated figure that differs from its recount is a finding, one that agrees is not', async () => {
  const stated = assertion({
    name: 'example.member.stated',
    title: 'The number of members stated',
    check: async (asking, { number }: { number: number }) => {
      const value = await askFigure(asking, members, { titles: ['a', 'b', 'c'] })
      const subjects = value.records.map(({ subject }) => subject)
      return compared({
        rule: 'example.member.stated',
        what: 'Members in the paper',
        stated: number,
        recounted: value.text,
        subjects,
      })
    },
  })
  assert.deepEqual(await checkAssertion(reader(true), stated, { number: 3 }), [])
  assert.deepEqual(await checkAssertion(reader(true), stated, { number: 17 }), [
    {
      rule: 'example.member.stated',
      message: 'Members in the paper: 17 is stated, the records give 3.',
      stated: '17',
      recounted: '3',
      subjects: ['a', 'b', 'c'],
    },
  ])
})

test('a figure that is not the sum of the records it names is a finding', () => {
  const of = { name: 'example.spend.total', title: 'Spent', unit: 'money', rounding: 'none' } as const
  const record = { subject: 's', title: 'S', href: '/s' }
  assert.deepEqual(
    recounted(
      figureValue(of, {
        numerator: 300n,
        records: [
          { ...record, amount: 100n },
          { ...record, amount: 200n },
        ],
      }),
    ),
    [],
  )
  assert.equal(
    recounted(figureValue(of, { numerator: 300n, records: [{ ...record, amount: 100n }] }))[0]?.recounted,
    '100',
  )
  const counted = { ...of, unit: 'count' } as const
  assert.equal(
    recounted(figureValue(counted, { numerator: 3, records: [record, record] }))[0]?.recounted,
    '2',
  )
})
