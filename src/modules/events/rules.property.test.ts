import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { holidaysOf } from '#platform/time/index.ts'
import { admitted, confirmationDue, HOURS_BEFORE_START, type PoolNow, type Waiting } from './rules.ts'

// Few partners, small shares and many people: a rule that forgets a share or a place must be caught at once.
const PARTNERS = ['ashford', 'dover', 'medway']

const queue = fc
  .array(fc.constantFrom(...PARTNERS), { maxLength: 40, size: 'max' })
  .chain((partners) =>
    fc
      .shuffledSubarray([...partners.keys()], { minLength: partners.length })
      .map((order) =>
        order.map((at): Waiting => ({ id: String(at), organisation: partners[at] ?? '', arrival: at + 1 })),
      ),
  )

const pool: fc.Arbitrary<PoolNow> = fc.record({
  places: fc.option(fc.integer({ min: 1, max: 20 })),
  share: fc.option(fc.integer({ min: 1, max: 4 })),
  released: fc.boolean(),
  takenBy: fc.constant(new Map<string, number>()),
})

const byPartner = (given: readonly Waiting[]): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const { organisation } of given) counts.set(organisation, (counts.get(organisation) ?? 0) + 1)
  return counts
}

test('E3 and E5: never more than the places, and before the release never more than a share', () => {
  fc.assert(
    fc.property(pool, queue, (pool, waiting) => {
      const given = admitted(pool, waiting)
      assert.ok(given.length <= (pool.places ?? Infinity))
      if (pool.released || pool.share === null) return
      for (const taken of byPartner(given).values()) assert.ok(taken <= pool.share)
    }),
  )
})

test('E6: no place stays empty while somebody entitled to it waits', () => {
  fc.assert(
    fc.property(pool, queue, (pool, waiting) => {
      const given = admitted(pool, waiting)
      if (given.length === pool.places) return
      const taken = byPartner(given)
      for (const one of waiting) {
        if (given.includes(one)) continue
        assert.ok(!pool.released && pool.share !== null && (taken.get(one.organisation) ?? 0) >= pool.share)
      }
    }),
  )
})

test('E5: among those entitled nobody is served before somebody who came earlier', () => {
  fc.assert(
    fc.property(pool, queue, (pool, waiting) => {
      const given = admitted(pool, waiting)
      const arrivals = given.map((one) => one.arrival)
      assert.deepEqual(
        arrivals,
        [...arrivals].sort((a, b) => a - b),
      )
      // Of one partner, the served came before all who wait; after the release that holds for everybody.
      const served = new Set(given)
      for (const one of given)
        for (const other of waiting)
          if (
            !served.has(other) &&
            (pool.released || pool.share === null || other.organisation === one.organisation)
          )
            assert.ok(one.arrival < other.arrival)
    }),
  )
})

test('serving one at a time as they come gives the same places as serving all at once', () => {
  fc.assert(
    fc.property(pool, queue, (pool, waiting) => {
      const inOrder = waiting.toSorted((a, b) => a.arrival - b.arrival)
      const takenBy = new Map<string, number>()
      const served: Waiting[] = []
      let left: Waiting[] = []
      for (const one of inOrder) {
        left.push(one)
        for (const given of admitted({ ...pool, takenBy }, left)) {
          served.push(given)
          takenBy.set(given.organisation, (takenBy.get(given.organisation) ?? 0) + 1)
          left = left.filter((other) => other !== given)
        }
      }
      assert.deepEqual(
        served.map((one) => one.id).sort(),
        admitted(pool, waiting)
          .map((one) => one.id)
          .sort(),
      )
    }),
  )
})

test('E7: whoever must confirm has twelve hours at least, and the next person twelve hours before the start', () => {
  const start = Temporal.Instant.from('2027-06-01T09:00:00Z')
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 60 * 24 * 30 }), (minutesBefore) => {
      const now = start.subtract({ minutes: minutesBefore })
      const due = confirmationDue(now, start, holidaysOf([]))
      if (due === null) return
      assert.ok(due.since(now).total('hours') >= HOURS_BEFORE_START)
      assert.ok(start.since(due).total('hours') >= HOURS_BEFORE_START)
    }),
  )
})
