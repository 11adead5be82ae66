// Whatever the dates are, posts of one person in one organisation never share a day.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { mayStartPost, overlap, runsOn, type Period } from './rules.ts'

const START = Temporal.PlainDate.from('2020-01-01')
const periods = fc
  .tuple(fc.nat(2000), fc.option(fc.nat(400), { nil: null }))
  .map(([from, length]): Period => ({
    from: START.add({ days: from }),
    to: length === null ? null : START.add({ days: from + length }),
  }))

test('two periods overlap exactly when some day lies in both', () => {
  fc.assert(
    fc.property(periods, periods, (one, other) => {
      const later = Temporal.PlainDate.compare(one.from, other.from) >= 0 ? one.from : other.from
      assert.equal(overlap(one, other), runsOn(one, later) && runsOn(other, later))
      assert.equal(overlap(one, other), overlap(other, one))
    }),
  )
})

test('O2: whatever posts are accepted one after the other, no two of them share a day', () => {
  fc.assert(
    fc.property(fc.array(periods, { maxLength: 8 }), (wanted) => {
      const accepted: Period[] = []
      for (const one of wanted) {
        try {
          mayStartPost(accepted, one.from)
          accepted.push(one)
        } catch {
          continue
        }
      }
      for (const [at, one] of accepted.entries())
        for (const other of accepted.slice(at + 1)) assert.equal(overlap(one, other), false)
    }),
  )
})
