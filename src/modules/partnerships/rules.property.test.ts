// Money is neither lost nor made, whatever is paid, reversed or taken off.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { shareOf } from '#platform/money/index.ts'
import { isMemberOnDay, mayJoin, type Membership } from './rules/membership.ts'
import {
  adjustmentOnLeaving,
  chargeState,
  fundPart,
  outstanding,
  subscriptionFor,
} from './rules/subscriptions.ts'

const START = Temporal.PlainDate.from('2020-01-01')
const dates = fc.nat(4000).map((days) => START.add({ days }))
const pence = fc.bigInt({ min: 1n, max: 10_000_000n })

test('P6: the fund’s parts of all payments and reversals add up to the share of what is paid, to the penny', () => {
  fc.assert(
    fc.property(
      fc.array(pence, { maxLength: 12 }),
      fc.array(fc.nat(11), { maxLength: 6 }),
      fc.integer({ min: 0, max: 1000 }),
      (amounts, reversed, perMille) => {
        const state = { paidPence: 0n, fundPence: 0n }
        const move = (amount: bigint): void => {
          state.fundPence += fundPart(state, amount, perMille)
          state.paidPence += amount
          assert.equal(state.fundPence, shareOf(state.paidPence, perMille))
          assert.ok(state.fundPence >= 0n && state.fundPence <= state.paidPence)
        }
        amounts.forEach((amount) => move(amount))
        for (const at of new Set(reversed)) {
          const amount = amounts[at]
          if (amount !== undefined) move(-amount)
        }
      },
    ),
  )
})

test('leaving never costs more than staying, and never turns a charge negative', () => {
  fc.assert(
    fc.property(
      dates,
      fc.nat(1500),
      fc.integer({ min: 2019, max: 2032 }),
      pence,
      fc.constantFrom('by-month' as const, 'whole-year' as const),
      (joinedOn, stay, yearStarting, yearly, rule) => {
        const owed = subscriptionFor({ joinedOn, leftOn: null }, yearStarting, yearly, rule)
        if (owed === undefined) return
        const leaving = { joinedOn, leftOn: joinedOn.add({ days: stay }) }
        const charge = { yearStarting, months: owed.months, amountPence: owed.amountPence, adjustedPence: 0n }
        const adjusted = adjustmentOnLeaving(charge, leaving, rule)
        assert.ok(adjusted <= 0n)
        assert.ok(owed.amountPence + adjusted >= 0n)
        // A second time there is nothing more to take off.
        assert.equal(adjustmentOnLeaving({ ...charge, adjustedPence: adjusted }, leaving, rule), 0n)
      },
    ),
  )
})

test('a charge is owed, settled or in credit, and its state says which', () => {
  fc.assert(
    fc.property(
      pence,
      fc.bigInt({ min: 0n, max: 10_000_000n }),
      fc.bigInt({ min: 0n, max: 10_000_000n }),
      (amountPence, off, paidPence) => {
        const balance = { amountPence, adjustedPence: -(off > amountPence ? amountPence : off), paidPence }
        const left = outstanding(balance)
        const state = chargeState(balance)
        assert.equal(left > 0n, state === 'open' || state === 'part-paid')
        assert.equal(left < 0n, state === 'in-credit')
      },
    ),
  )
})

test('P1: whatever memberships are accepted, no day has the same body as a member twice', () => {
  const memberships = fc.tuple(fc.option(dates, { nil: null }), fc.option(fc.nat(900), { nil: null }))
  fc.assert(
    fc.property(fc.array(memberships, { maxLength: 6 }), dates, (wanted, day) => {
      const accepted: Membership[] = []
      for (const [joinedOn, stay] of wanted) {
        try {
          mayJoin(accepted, joinedOn, 'A body')
          accepted.push({ joinedOn, leftOn: stay === null ? null : (joinedOn ?? START).add({ days: stay }) })
        } catch {
          continue
        }
      }
      assert.ok(accepted.filter((one) => isMemberOnDay(one, day)).length <= 1)
    }),
  )
})
