import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { holdsOn, OFFICES, rolesOf, type Office } from './rules.ts'

const offices = Object.keys(OFFICES) as Office[]
const dayOf = (offset: number): Temporal.PlainDate =>
  Temporal.PlainDate.from('2020-01-01').add({ days: offset })

test('two memberships that follow each other on one day never both hold, and leave no day between', () => {
  fc.assert(
    fc.property(fc.nat(1000), fc.nat(1000), fc.nat(2000), (start, length, asked) => {
      const change = dayOf(start + length)
      const former = { startedOn: dayOf(start), endedOn: change }
      const later = { startedOn: change, endedOn: null }
      const on = dayOf(asked)
      const begun = Temporal.PlainDate.compare(on, former.startedOn) >= 0
      assert.equal(Number(holdsOn(former, on)) + Number(holdsOn(later, on)), begun ? 1 : 0)
    }),
  )
})

test('whoever presides over the deciding group also votes in it', () => {
  fc.assert(
    fc.property(fc.constantFrom(...offices), fc.boolean(), (office, decides) => {
      const roles = new Set(
        rolesOf({ groupId: 'g', partnershipId: 'p', decides, office }).map((one) => one.role),
      )
      assert.ok(roles.has('group-member'))
      assert.ok(!roles.has('decision-chair') || roles.has('decision-maker'))
      assert.equal(roles.has('decision-maker'), decides && office !== 'secretary')
    }),
  )
})
