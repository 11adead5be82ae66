import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  findingsAmongStated,
  percentOf,
  type Recount,
  type StatedAssertion,
  type StatedFigure,
} from './index.ts'

const common = { name: 'example.figure.rule', title: 'It holds', severity: 'contradiction' } as const
const recountOf = (numerator: number, denominator: number | null = null): Recount => ({
  numerator,
  denominator,
  rows: Array.from({ length: numerator }, (_, at) => String(at + 1)),
})
const figure = (name: string, stated: number, more: Partial<StatedFigure> = {}): StatedFigure => ({
  name,
  ref: name.toUpperCase(),
  statement: `How many ${name}`,
  stated,
  of: null,
  percent: null,
  recount: null,
  ...more,
})

type Kinds = { readonly kind: StatedAssertion['kind'] }
const asserted = (kind: Kinds & Record<string, unknown>): StatedAssertion =>
  ({ ...common, ...kind }) as StatedAssertion
const messages = (
  kind: Kinds & Record<string, unknown>,
  figures: readonly StatedFigure[],
  recounts: Readonly<Record<string, number>> = {},
): readonly string[] =>
  findingsAmongStated(figures, (name) => (recounts[name] === undefined ? null : recountOf(recounts[name])), [
    asserted(kind),
  ]).map(({ message }) => message)

test('a stated figure that differs from its recount is found with both, one that cannot be recounted is not', () => {
  const figures = [
    figure('a', 3, { recount: recountOf(2) }),
    figure('b', 2, { recount: recountOf(2) }),
    figure('c', 9),
  ]
  assert.deepEqual(
    findingsAmongStated(figures, () => null, [asserted({ kind: 'recount' })]),
    [
      {
        rule: 'example.figure.rule',
        severity: 'contradiction',
        subject: 'A',
        title: 'A “How many a”: 3 is stated, the records give 2.',
        message: 'A “How many a”: 3 is stated, the records give 2.',
        details: [],
        stated: '3',
        recounted: '2',
        rows: ['1', '2'],
      },
    ],
  )
})

test('another reading of the words is told, and whether it gives what is stated', () => {
  const readings = [{ words: 'all of them', recount: recountOf(3, 9) }]
  const one = { recount: recountOf(2, 5), readings }
  assert.match(
    messages({ kind: 'recount' }, [figure('a', 3, { ...one, of: 9 })])[0] ?? '',
    /Read as all of them, it would be 3 of 9, as stated\.$/,
  )
  assert.match(
    messages({ kind: 'recount' }, [figure('a', 3, { ...one, of: 8 })])[0] ?? '',
    /it would be 3 of 9, not 3 of 8 either\.$/,
  )
})

test('what a figure is stated of is held against its recount', () => {
  assert.deepEqual(messages({ kind: 'base' }, [figure('a', 2, { of: 8, recount: recountOf(2, 7) })]), [
    'A “How many a” is stated of 8, the records give 7.',
  ])
  assert.deepEqual(
    messages({ kind: 'base' }, [
      figure('a', 2, { of: 7, recount: recountOf(2, 7) }),
      figure('b', 2, { of: 7, recount: recountOf(2, null) }),
    ]),
    [],
  )
})

test('a percentage is held against its own two figures, with as many decimals as it has', () => {
  const stated = (count: number, of: number, percent: string) =>
    messages({ kind: 'share' }, [figure('a', count, { of, percent })])
  assert.deepEqual(stated(64, 79, '81'), [])
  assert.deepEqual(stated(1, 8, '13'), [])
  assert.deepEqual(stated(1, 8, '12.5'), [])
  assert.deepEqual(stated(1, 8, '12'), ['A “How many a”: 12% is stated, and 1 of 8 is 13%.'])
  assert.deepEqual(stated(0, 0, '0'), [])
})

test('parts add up to their whole; an unstated part comes from the records, and an unknown one ends the sum', () => {
  const sum = { kind: 'sum', parts: ['a', 'b', 'c'], whole: 'all' } as const
  const figures = [figure('a', 2), figure('b', 4), figure('all', 13)]
  assert.deepEqual(messages(sum, figures, { c: 0 }), [
    'Statements A, B add up to 2 + 4 = 6 and ALL “How many all” is stated as 13.',
  ])
  assert.deepEqual(messages(sum, figures, { c: 7 }), [])
  assert.deepEqual(messages(sum, figures, { c: 1 }), [
    'Statements A, B add up to 2 + 4 + 1 = 7, of which 1 only the records give, and ALL “How many all” is stated as 13.',
  ])
  assert.deepEqual(messages(sum, figures), [])
  assert.deepEqual(messages(sum, [figure('a', 2), figure('all', 13)], { b: 0, c: 0 }), [])
})

test('parts that are stated of one number add up to it', () => {
  const sum = { kind: 'sum', parts: ['a', 'b'] } as const
  assert.deepEqual(messages(sum, [figure('a', 2, { of: 5 }), figure('b', 3, { of: 5 })]), [])
  assert.deepEqual(messages(sum, [figure('a', 2, { of: 6 }), figure('b', 3, { of: 6 })]), [
    'Statements A, B add up to 2 + 3 = 5 and each is stated of 6.',
  ])
  assert.deepEqual(messages(sum, [figure('a', 2, { of: 6 }), figure('b', 3, { of: 7 })]), [])
})

test('a part is not more than its whole', () => {
  const within = { kind: 'at-most', part: 'a', whole: 'b' } as const
  assert.deepEqual(messages(within, [figure('a', 3), figure('b', 3)]), [])
  assert.deepEqual(messages(within, [figure('a', 4), figure('b', 3)]), [
    'A “How many a” is stated as 4, more than the 3 of which it is a part: B “How many b”.',
  ])
})

test('percentages that add up to 101 are said to', () => {
  const hundred = { kind: 'hundred', parts: ['a', 'b'] } as const
  assert.deepEqual(
    messages(hundred, [figure('a', 1, { percent: '51' }), figure('b', 1, { percent: '49' })]),
    [],
  )
  assert.deepEqual(
    messages(hundred, [figure('a', 1, { percent: '51' }), figure('b', 1, { percent: '50' })]),
    ['The stated percentages add up to 51 + 50 = 101, because each is rounded for itself.'],
  )
  assert.deepEqual(messages(hundred, [figure('a', 1, { percent: '51' })]), [])
})

test('where only a percentage is stated, it is held against the share of the records, as exactly as it is written', () => {
  const only = (percent: string) => [
    { ...figure('a', 0, { percent, recount: recountOf(2, 3) }), stated: null },
  ]
  assert.deepEqual(messages({ kind: 'recount' }, only('67')), [])
  assert.deepEqual(messages({ kind: 'recount' }, only('66.7')), [])
  assert.deepEqual(messages({ kind: 'recount' }, only('66')), [
    'A “How many a”: 66% is stated, the records give 67% (2 of 3).',
  ])
  assert.deepEqual(
    messages({ kind: 'recount' }, [{ ...figure('a', 0, { percent: '66' }), stated: null }]),
    [],
  )
})

test('percentages with decimals are added exactly, and rounding is blamed only for what it can do', () => {
  const hundred = { kind: 'hundred', parts: ['a', 'b', 'c'] } as const
  const said = (...percents: readonly string[]) =>
    messages(
      hundred,
      percents.map((percent, at) => figure('abc'[at] ?? '', 1, { percent })),
    )
  assert.deepEqual(said('16.1', '48.2', '35.7'), [])
  assert.deepEqual(said('16.6', '16.6', '66.7'), [
    'The stated percentages add up to 16.6 + 16.6 + 66.7 = 99.9, because each is rounded for itself.',
  ])
  assert.deepEqual(said('50', '30', '10'), [
    'The stated percentages add up to 50 + 30 + 10 = 90, more than rounding explains.',
  ])
})

test('a share is never off by more than half of its last digit', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 10_000 }),
      fc.integer({ min: 1, max: 10_000 }),
      fc.integer({ min: 0, max: 3 }),
      (numerator, denominator, decimals) => {
        const shown = Number(percentOf(numerator, denominator, decimals))
        return Math.abs(shown - (100 * numerator) / denominator) <= 0.5 / 10 ** decimals + 1e-9
      },
    ),
  )
  assert.equal(percentOf(1, 0), null)
  assert.equal(percentOf(1, null), null)
})
