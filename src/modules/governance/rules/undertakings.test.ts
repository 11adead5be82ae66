// How an undertaking stands, what may still be done with it, and how a plan adds up.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mayFallDue, mayMove, mustBeOpen, OTHER_ACTIONS, planLines, standingOf } from './undertakings.ts'

const day = (text: string) => Temporal.PlainDate.from(text)
const TODAY = day('2026-11-20')
const row = (heading: string | null, state: 'open' | 'done' | 'dropped', due: string) => ({
  heading,
  state,
  due_on: day(due),
})

test('what is open is overdue from the day after its day', () => {
  assert.equal(standingOf(row(null, 'open', '2026-11-20'), TODAY), 'open')
  assert.equal(standingOf(row(null, 'open', '2026-11-19'), TODAY), 'overdue')
  assert.equal(standingOf(row(null, 'done', '2026-11-19'), TODAY), 'done')
  assert.equal(standingOf(row(null, 'dropped', '2026-11-19'), TODAY), 'dropped')
})

test('B14: another day is another, and not one that has passed', () => {
  const due = day('2026-12-01')
  assert.throws(() => mayMove(due, due, TODAY), { code: 'governance.undertaking.same-day' })
  assert.throws(() => mayMove(due, day('2026-11-19'), TODAY), { code: 'governance.undertaking.day-passed' })
  assert.doesNotThrow(() => mayMove(due, TODAY, TODAY))
  assert.throws(() => mayFallDue(day('2026-11-19'), TODAY, 'today'), {
    code: 'governance.undertaking.due-before',
  })
  assert.doesNotThrow(() => mayFallDue(TODAY, TODAY, 'today'))
})

test('B15: what is closed stays closed', () => {
  assert.doesNotThrow(() => mustBeOpen('open'))
  for (const state of ['done', 'dropped'] as const)
    assert.throws(() => mustBeOpen(state), { code: 'governance.undertaking.closed' })
})

test('a plan adds up by heading in the order of its headings, what has none last', () => {
  const rows = [
    row(null, 'open', '2026-12-01'),
    row('Housing', 'done', '2026-10-01'),
    row('Employment', 'open', '2026-11-01'),
    row('Housing', 'open', '2026-12-01'),
    row('Housing', 'dropped', '2026-12-01'),
  ]
  const lines = planLines(rows, TODAY)
  assert.deepEqual(
    lines.map((line) => line.heading),
    ['Housing', 'Employment', OTHER_ACTIONS],
  )
  assert.deepEqual(lines[0]?.counts, { overdue: 0, open: 1, done: 1, dropped: 1 })
  assert.deepEqual(lines[1]?.counts, { overdue: 1, open: 0, done: 0, dropped: 0 })
  const sum = lines.flatMap((line) => Object.values(line.counts)).reduce((all, one) => all + one, 0)
  assert.equal(sum, rows.length)
  assert.deepEqual(planLines([], TODAY), [])
})
