// W13 against a simple model: whoever was promised places has them until the horizon, whatever others do in between, and
// no free place is refused that nobody was promised.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { holdsNothing, situation } from '#test/support/desk-sketch.ts'
import { ceilingOf, halvesOf, keptCeiling, usesOf } from './allocations.ts'

const at = (text: string) => Temporal.Instant.from(text)
const BODIES = ['medway', 'swale', 'nobody'] as const
const early = at('2026-11-16T10:00:00Z')

test('what is kept is there for whom it is kept, and the pool is sold to the last place', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 2, maxLength: 2 }),
      fc.array(fc.constantFrom(...BODIES), { maxLength: 30 }),
      (places, kept, wishes) => {
        fc.pre(kept[0]! + kept[1]! <= places)
        const allocations = ['medway', 'swale'].map((body, index) =>
          holdsNothing({ id: `for-${body}`, audienceId: body, amount: kept[index]! }),
        )
        const held: Record<string, number> = { medway: 0, swale: 0, nobody: 0 }
        const taken = () => Object.values(held).reduce((sum, one) => sum + one, 0)
        for (const body of wishes) {
          const asks = situation({ allocations, standing: { organisationId: body } })
          const asked = {
            startsAt: at('2026-11-23T09:00:00Z'),
            endsAt: at('2026-11-23T12:00:00Z'),
            now: early,
          }
          if (taken() === places) continue
          const refused = keptCeiling(asks, asked, {
            used: (id) => held[id.replace('for-', '')]!,
            freeAfter: () => places - taken() - 1,
          })
          // The model: for everybody else, what they may still claim must stay free.
          const promised = (['medway', 'swale'] as const)
            .filter((one) => one !== body)
            .reduce((sum, one) => sum + Math.max(0, kept[one === 'medway' ? 0 : 1]! - held[one]!), 0)
          const ownLeft = body !== 'nobody' && held[body]! < kept[body === 'medway' ? 0 : 1]!
          assert.equal(refused === null, ownLeft || places - taken() - 1 >= promised)
          if (refused === null) held[body] = held[body]! + 1
          for (const [index, one] of (['medway', 'swale'] as const).entries())
            assert.ok(
              places - taken() >= Math.max(0, kept[index]! - held[one]!),
              `${one} finds what was promised`,
            )
        }
      },
    ),
    { numRuns: 300 },
  )
})

test('from the horizon nothing is kept', () => {
  const allocations = [holdsNothing({ amount: 5 })]
  const pool = { used: () => 0, freeAfter: () => 0 }
  const on = { startsAt: at('2026-11-23T09:00:00Z'), endsAt: at('2026-11-23T12:00:00Z') }
  const asks = situation({ allocations })
  assert.equal(keptCeiling(asks, { ...on, now: at('2026-11-18T23:59:00Z') }, pool)?.id, 'kept')
  assert.equal(keptCeiling(asks, { ...on, now: at('2026-11-19T00:00:00Z') }, pool), null)
})

test('a day is split at one o’clock by the clock of the place', () => {
  const halves = (from: string, until: string) =>
    halvesOf(at(from), at(until), 'Europe/London').map((one) => `${one.on} ${one.per}`)
  assert.deepEqual(halves('2026-11-23T09:00:00Z', '2026-11-23T13:00:00Z'), ['2026-11-23 morning'])
  assert.deepEqual(halves('2026-11-23T12:45:00Z', '2026-11-23T13:15:00Z'), [
    '2026-11-23 morning',
    '2026-11-23 afternoon',
  ])
  assert.deepEqual(halves('2027-06-07T12:00:00Z', '2027-06-07T16:00:00Z'), ['2027-06-07 afternoon'])
  assert.deepEqual(halves('2026-11-23T20:00:00Z', '2026-11-24T00:00:00Z'), ['2026-11-23 afternoon'])
  assert.deepEqual(halves('2026-11-23T20:00:00Z', '2026-11-24T08:00:00Z'), [
    '2026-11-23 afternoon',
    '2026-11-24 morning',
  ])
})

test('a booking uses its person’s quotas, its body’s limits in their unit, and what is kept in each half', () => {
  const limit = holdsNothing({
    id: 'limit',
    form: 'limits',
    audienceId: 'kent-police',
    amount: 10,
    unit: 'hours',
    per: 'week',
    horizonWorkingDays: null,
  })
  const asks = situation({ allocations: [limit, holdsNothing({})] })
  const terms = { ...asks.terms, perWeek: { value: 3, rule: null } }
  const asked = { startsAt: at('2026-11-25T09:00:00Z'), endsAt: at('2026-11-25T16:30:00Z') }
  const uses = usesOf({ ...asks, terms }, asked, 'josie')
  assert.deepEqual(uses, [
    ['person', 'josie', 'canterbury', 'desk', 'week', '2026-11-23', 1],
    ['allocation', 'limit', 'canterbury', 'desk', 'week', '2026-11-23', 450],
    ['place', 'site', 'canterbury', 'desk', 'morning', '2026-11-25', 1],
    ['place', 'site', 'canterbury', 'desk', 'afternoon', '2026-11-25', 1],
  ])
  assert.deepEqual(
    uses.map((use) => ceilingOf({ ...asks, terms }, { as: 'booker' }, use)),
    [3, 600, null, null],
  )
  assert.equal(ceilingOf({ ...asks, terms }, { as: 'manager' }, uses[0]!), null)
})
