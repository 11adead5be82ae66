import { test } from 'node:test'
import assert from 'node:assert/strict'
import type { Duty } from '#platform/module/index.ts'
import { dueInWords, groupsOfDuties } from './duties.ts'

const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text)
const FRIDAY = day('2026-11-20')

const dutyDue = (due: string | null): Duty => ({
  title: `Due ${due ?? 'some day'}`,
  href: '/',
  due: due === null ? null : day(due),
  context: '',
  step: 'Do it',
})

test('What needs somebody stands under when it is due, with counts, and nothing under no heading', () => {
  const groups = groupsOfDuties(
    ['2026-11-23', null, '2026-11-22', '2026-11-19', '2026-11-20', '2026-01-01'].map(dutyDue),
    FRIDAY,
  )
  assert.deepEqual(
    groups.map(({ title, duties }) => [title, duties.map(({ due }) => due?.toString() ?? null)]),
    [
      ['Overdue (2)', ['2026-01-01', '2026-11-19']],
      ['This week (2)', ['2026-11-20', '2026-11-22']],
      ['Later (1)', ['2026-11-23']],
      ['No date (1)', [null]],
    ],
  )
  assert.deepEqual(groupsOfDuties([], FRIDAY), [])
})

test('On a Monday the week is all of it, on a Sunday the day alone', () => {
  const titles = (today: string, due: string): string[] =>
    groupsOfDuties([dutyDue(due)], day(today)).map(({ when }) => when)
  assert.deepEqual(titles('2026-11-16', '2026-11-22'), ['week'])
  assert.deepEqual(titles('2026-11-22', '2026-11-22'), ['week'])
  assert.deepEqual(titles('2026-11-22', '2026-11-23'), ['later'])
})

test('Two duties of one day keep the order in which the modules gave them', () => {
  const first = { ...dutyDue('2026-11-25'), title: 'First' }
  const second = { ...dutyDue('2026-11-25'), title: 'Second' }
  assert.deepEqual(
    groupsOfDuties([first, second], FRIDAY)[0]?.duties.map(({ title }) => title),
    ['First', 'Second'],
  )
})

test('A late duty says since when, another by when', () => {
  assert.equal(dueInWords(day('2026-10-31'), 'overdue'), 'since 31 October 2026')
  assert.equal(dueInWords(FRIDAY, 'week'), 'by 20 November 2026')
  assert.equal(dueInWords(null, 'undated'), null)
})
