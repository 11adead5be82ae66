// The rules of a project, read as sentences.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { Refusal } from '#platform/errors/index.ts'
import {
  invoiceKey,
  isOverdue,
  mayDecideChange,
  mayEnd,
  mayMeet,
  mayReport,
  maySpendOn,
  missingForClosure,
  missingForStopping,
  monthsDue,
  mustBeOpen,
  overLineWarning,
  projectReference,
  slippageDays,
  slippageWords,
} from './rules.ts'

const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text)
const refuses = (code: string, work: () => void): void => {
  assert.throws(work, (error) => error instanceof Refusal && error.code === code)
}
const milestone = (baseline: string, forecast: string, actual: string | null = null) => ({
  title: 'Go live',
  baselineOn: day(baseline),
  forecastOn: day(forecast),
  actualOn: actual === null ? null : day(actual),
})

test('a project is spoken of by its number', () => {
  assert.equal(projectReference(12), 'P-0012')
})

test('a closed project takes nothing more (P5)', () => {
  refuses('projects.project.ended', () => mustBeOpen({ reference: 'P-0001', state: 'closed' }))
  mustBeOpen({ reference: 'P-0001', state: 'open' })
})

test('slippage is counted from the baseline to the forecast, or to the day the milestone was met (P1)', () => {
  assert.equal(slippageDays(milestone('2026-06-01', '2026-06-13')), 12)
  assert.equal(slippageDays(milestone('2026-06-01', '2026-06-13', '2026-05-29')), -3)
  assert.deepEqual(
    [slippageWords(12), slippageWords(-1), slippageWords(0)],
    ['12 days late', '1 day early', 'on its date'],
  )
})

test('a milestone is overdue when its forecast has passed and it is not met', () => {
  assert.equal(isOverdue(milestone('2026-06-01', '2026-06-13'), day('2026-06-14')), true)
  assert.equal(isOverdue(milestone('2026-06-01', '2026-06-13'), day('2026-06-13')), false)
  assert.equal(isOverdue(milestone('2026-06-01', '2026-06-13', '2026-06-20'), day('2026-07-01')), false)
})

test('a milestone is not met tomorrow, nor before the project began', () => {
  refuses('projects.milestone.in-future', () =>
    mayMeet(day('2026-07-02'), day('2026-01-01'), day('2026-07-01')),
  )
  refuses('projects.milestone.before-opening', () =>
    mayMeet(day('2025-12-31'), day('2026-01-01'), day('2026-07-01')),
  )
  mayMeet(day('2026-07-01'), day('2026-01-01'), day('2026-07-01'))
})

test('a status is due for every month after that of opening', () => {
  assert.deepEqual(monthsDue(day('2026-04-20'), [day('2026-05-01')], day('2026-07-03')).map(String), [
    '2026-06-01',
    '2026-07-01',
  ])
  assert.deepEqual(monthsDue(day('2026-04-02'), [], day('2026-05-31')).map(String), ['2026-05-01'])
  assert.deepEqual(monthsDue(day('2026-04-20'), [], day('2026-04-30')).map(String), [])
})

test('nobody is on track with an overdue milestone, and an issue is written down', () => {
  const project = { openedOn: day('2026-01-10'), milestones: [milestone('2026-06-01', '2026-06-13')] }
  const report = { month: day('2026-07-01'), overall: 'on-track', helpNeeded: null, issues: null } as const
  refuses('projects.status.milestone-overdue', () => mayReport(report, project, day('2026-07-02')))
  refuses('projects.status.no-issue', () =>
    mayReport({ ...report, overall: 'at-risk' }, project, day('2026-07-02')),
  )
  refuses('projects.status.no-such-month', () =>
    mayReport({ ...report, month: day('2026-08-01') }, project, day('2026-07-02')),
  )
  mayReport({ ...report, overall: 'at-risk', issues: 'The supplier is late' }, project, day('2026-07-02'))
})

test('the same invoice is the same whatever its punctuation (P3)', () => {
  assert.equal(invoiceKey('INV-0042 / a'), invoiceKey('inv 0042A'))
  assert.notEqual(invoiceKey('INV-0042'), invoiceKey('INV-0043'))
})

test('money is spent within the life of the project', () => {
  refuses('projects.spend.before-opening', () =>
    maySpendOn(day('2026-01-09'), { openedOn: day('2026-01-10') }, day('2026-07-01')),
  )
  refuses('projects.spend.in-future', () =>
    maySpendOn(day('2026-07-02'), { openedOn: day('2026-01-10') }, day('2026-07-01')),
  )
})

test('a line that is overspent within the award is said, not hidden', () => {
  assert.equal(overLineWarning({ title: 'Licences', budgetPence: 100_00n, spentPence: 100_00n }), undefined)
  assert.match(
    overLineWarning({ title: 'Licences', budgetPence: 100_00n, spentPence: 130_00n }) ?? '',
    /overspent by £30/,
  )
})

test('who asks for a change cannot agree to it (P4)', () => {
  refuses('projects.change.own', () => mayDecideChange({ proposedBy: 'a', state: 'proposed' }, 'a'))
  refuses('projects.change.decided', () => mayDecideChange({ proposedBy: 'a', state: 'agreed' }, 'b'))
  mayDecideChange({ proposedBy: 'a', state: 'proposed' }, 'b')
})

test('a project closes only with every outcome and a lesson (P5); a stopped one owes the lesson', () => {
  const check = {
    measures: [
      { title: 'Staff trained', achieved: null },
      { title: 'Calls', achieved: 'yes' },
    ],
    lessons: 0,
    proposedChanges: 1,
  } as const
  assert.equal(missingForClosure(check).length, 3)
  assert.equal(missingForStopping(check).length, 2)
  refuses('projects.project.not-ready', () => mayEnd('P-0001', missingForClosure(check)))
  mayEnd('P-0001', [])
})
