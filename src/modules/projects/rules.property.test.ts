// What holds of every project's dates, whatever they are.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { invoiceKey, isOverdue, monthOf, monthsDue, overLineWarning, slippageDays } from './rules.ts'

const START = Temporal.PlainDate.from('2024-01-01')
const date = fc.nat(1500).map((days) => START.add({ days }))

test('months due are first days, in order, after the month of opening, up to today, and never one that was reported', () => {
  fc.assert(
    fc.property(date, date, fc.array(date, { maxLength: 20 }), (openedOn, today, reportedOn) => {
      const reported = reportedOn.map(monthOf)
      const due = monthsDue(openedOn, reported, today)
      assert.deepEqual(due.map(String), due.map(String).toSorted())
      for (const month of due) {
        assert.equal(month.day, 1)
        assert.ok(
          Temporal.PlainDate.compare(month, openedOn) > 0 && Temporal.PlainDate.compare(month, today) <= 0,
        )
        assert.ok(!reported.some((one) => one.equals(month)))
      }
    }),
  )
})

test('reporting every month that is due leaves none', () => {
  fc.assert(
    fc.property(date, date, (openedOn, today) => {
      assert.deepEqual(monthsDue(openedOn, monthsDue(openedOn, [], today), today), [])
    }),
  )
})

test('slippage counts from the baseline alone: moving the forecast twice is the same as moving it once', () => {
  fc.assert(
    fc.property(
      date,
      fc.integer({ min: -200, max: 400 }),
      fc.integer({ min: -200, max: 400 }),
      (baselineOn, first, second) => {
        assert.equal(
          slippageDays({
            baselineOn,
            forecastOn: baselineOn.add({ days: first }).add({ days: second }),
            actualOn: null,
          }),
          first + second,
        )
      },
    ),
  )
})

test('a milestone that is met is never overdue', () => {
  fc.assert(
    fc.property(date, date, date, date, (baselineOn, forecastOn, actualOn, today) => {
      assert.equal(isOverdue({ baselineOn, forecastOn, actualOn }, today), false)
    }),
  )
})

test('an invoice number keeps its key under spaces, case and punctuation', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z0-9]{1,20}$/), (number) => {
      assert.equal(invoiceKey(`  ${number.split('').join(' ')} .`), invoiceKey(number.toUpperCase()))
    }),
  )
})

test('a budget line warns exactly when more was spent than planned', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 10_000n }),
      fc.bigInt({ min: -10_000n, max: 20_000n }),
      (budgetPence, spentPence) => {
        assert.equal(
          overLineWarning({ title: 'Line', budgetPence, spentPence }) !== undefined,
          spentPence > budgetPence,
        )
      },
    ),
  )
})
