import assert from 'node:assert/strict'
import { test } from 'node:test'
import { frozen2019, soundRound, stated2019, withRows } from '#test/support/frozen-2019.ts'
import { count, measureFor, measureOf, measures, undecided } from './counting.ts'

const frozen = frozen2019()

/** What the records of quarter 2 give for each statement of its report: numerator, of how many; null: cannot be said. */
const RECOUNTS: Readonly<Record<string, readonly [number, number | null] | null>> = {
  1: [79, 79],
  2: [64, 79],
  3: [10, 79],
  4: [3, 79],
  5: [2, 79],
  6: [67, 79],
  7: [7, 79],
  8: [5, 79],
  9: [48, 79],
  10: [17, 79],
  11: [13, 79],
  12: [9, 13],
  13: [8, 13],
  14: [6, 13],
  15: [6, 13],
  16: [12, 13],
  17: [11, 13],
  18: [2, 13],
  19: [4, 13],
  20: [5, 13],
  21: [2, 13],
  22: [7, 79],
  23: [2, 7],
  24: [8, 79],
  25: [5, 79],
  26: null,
  27: null,
  28: null,
  29: null,
  30: [9, null],
  31: [5, 9],
  32: [6, 9],
}

test('every statement of the report of 2019 is understood, and counted or said to be beyond the data', () => {
  for (const { ref, statement } of stated2019()) {
    const measure = measureFor(statement, frozen.head)
    assert.ok(measure, statement)
    const found = count(frozen, measure.code)
    const expected = RECOUNTS[ref]
    assert.deepEqual(found === null ? null : [found.numerator, found.denominator], expected, statement)
    assert.equal(found?.activities.length ?? null, expected?.[0] ?? null)
  }
})

test('a count names its activities', () => {
  const numbers = (code: string): readonly number[] | undefined => count(frozen, code)?.activities
  assert.deepEqual(numbers('not-on-track'), [4, 5, 6, 10, 11, 21, 30, 52, 56, 59, 63, 70, 74])
  assert.deepEqual(numbers('moved-to-on-track'), [34, 35, 51, 54, 58, 61, 78])
  assert.deepEqual(numbers('moved-to-on-track-redated'), [51, 61])
  assert.deepEqual(numbers('due-in-year-new-end-on-track'), [15, 49, 51, 55, 61])
})

test('a label that is not settled is counted as it was ticked, and where two codes would count otherwise that is said', () => {
  assert.equal(
    count(frozen, 'not-on-track-five-issues')?.doubt,
    'Counted as ticked: activity 5 holds “financial_benefits”, which may be one code or two. Read as two codes, the count would be 1.',
  )
  assert.match(
    count(frozen, 'not-on-track-six-issues')?.doubt ?? '',
    /Read as two codes, the count would be 1\.$/,
  )
  assert.equal(count(frozen, 'not-on-track-several-issues')?.doubt, undefined)
  assert.equal(count(frozen, 'not-on-track-four-issues')?.doubt, undefined)
})

test('whether an activity has an issue cannot be said while one of its labels may be it', () => {
  assert.equal(count(frozen, 'not-on-track-financial'), null)
  assert.deepEqual(undecided(frozen, 'not-on-track-financial'), [5])
  const settled = frozen.rows.find(({ number }) => number === 5)
  const issues = settled?.issues.map((issue) => ({ ...issue, code: issue.code ?? 'benefits' })) ?? []
  assert.equal(count(withRows(frozen, { 5: { issues } }), 'not-on-track-financial')?.numerator, 2)
})

test('a tick counts nowhere until somebody defines its column, and then as what it was defined to be', () => {
  assert.equal(undecided(frozen, 'expected-cabinet-committee').length, 79)
  const defined = {
    ...frozen,
    head: { ...frozen.head, definitions: [{ column: 'cabinet_committee', meaning: 'expected' as const }] },
  }
  assert.equal(count(defined, 'expected-cabinet-committee')?.numerator, 40)
  assert.equal(count(defined, 'reported-cabinet-committee'), null)
  assert.equal(count(defined, 'expected-corporate-board'), null)
})

test('one row that cannot say leaves no count; a row that says no either way decides', () => {
  const sound = soundRound()
  assert.equal(count(sound, 'due-in-year')?.numerator, 3)
  const unknown = withRows(sound, { 2: { originalEnd: null } })
  assert.equal(count(unknown, 'due-in-year'), null)
  assert.deepEqual(undecided(unknown, 'due-in-year'), [2])
  // No new end, so it is not among those with one whenever it was due.
  assert.equal(count(unknown, 'due-in-year-new-end')?.numerator, 0)
  assert.equal(count(unknown, 'due-in-year-new-end')?.denominator, null)
})

test('what did not respond is not counted as having said anything', () => {
  const silent = withRows(soundRound(), {
    1: { responded: false, status: null, hasMilestones: null, boards: [] },
  })
  assert.equal(count(silent, 'responses')?.numerator, 2)
  assert.equal(count(silent, 'on-track')?.numerator, 2)
  assert.equal(count(silent, 'not-on-track')?.numerator, 0)
  assert.equal(count(silent, 'with-milestones')?.numerator, 2)
  assert.equal(count(silent, 'expected-corporate-board')?.numerator, 2)
  assert.equal(count(silent, 'no-response')?.numerator, 1)
})

test('without a last round nothing is said of it', () => {
  const first = { ...frozen, head: { ...frozen.head, previous: null } }
  for (const code of [
    'on-track-last-round',
    'not-on-track-last-round',
    'no-status-last-round',
    'moved-to-on-track',
  ])
    assert.equal(count(first, code), null, code)
})

test('a quarter is the last round only where the last round is that quarter, and a year only that of the plan', () => {
  const { head } = frozen
  assert.equal(measureFor('On track in Q1', head)?.code, 'on-track-last-round')
  assert.equal(measureFor('On track in the previous quarter', head)?.code, 'on-track-last-round')
  assert.equal(measureFor('On track in Q2', head)?.code, 'on-track')
  assert.equal(measureFor('On track in Q4', head), undefined)
  assert.equal(measureFor('On track in Q1'), undefined)
  assert.equal(measureFor('Due to complete in 2019–20', head)?.code, 'due-in-year')
  assert.equal(measureFor('Due to complete in 2020/21', head), undefined)
  assert.equal(measureFor('  ACTIVITIES not   on-track ', head)?.code, 'not-on-track')
  assert.equal(measureFor('Officers who are content', head), undefined)
})

test('measures have one code each, wordings of their own, and wholes that exist', () => {
  const codes = measures.map(({ code }) => code)
  assert.equal(new Set(codes).size, codes.length)
  const claimed = new Map<string, string>()
  for (const { code, title, wordings = [], of } of measures) {
    assert.match(code, /^[a-z]+(-[a-z]+)*$/)
    if (of !== undefined) assert.ok(measureOf(of), `${code} is of ${of}`)
    for (const wording of [title, ...wordings]) {
      assert.equal(claimed.get(wording.toLowerCase()) ?? code, code, wording)
      claimed.set(wording.toLowerCase(), code)
      assert.equal(measureFor(wording, frozen.head)?.code, code, wording)
    }
  }
})
