import { test } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { makesRing, reachedFrom, type ThreadLink } from './thread.ts'

const link = (lower: string, upper: string): ThreadLink => ({ lower, upper })

test('a plan cannot serve what serves it, at whatever remove', () => {
  const links = [link('team', 'unit'), link('unit', 'strategy')]
  assert.equal(makesRing(links, link('strategy', 'team')), true)
  assert.equal(makesRing(links, link('unit', 'team')), true)
  assert.equal(makesRing(links, link('team', 'team')), true)
  assert.equal(makesRing(links, link('team', 'strategy')), false)
  assert.equal(makesRing(links, link('other', 'team')), false)
  assert.deepEqual([...reachedFrom(links, 'team')].toSorted(), ['strategy', 'unit'])
})

test('links taken one after the other, each only if it closes no ring, never close one', () => {
  const plan = fc.constantFrom('a', 'b', 'c', 'd', 'e')
  fc.assert(
    fc.property(fc.array(fc.record({ lower: plan, upper: plan }), { maxLength: 40 }), (asked) => {
      const links: ThreadLink[] = []
      for (const one of asked) if (!makesRing(links, one)) links.push(one)
      for (const at of ['a', 'b', 'c', 'd', 'e']) assert.ok(!reachedFrom(links, at).has(at))
    }),
    { numRuns: 100 },
  )
})

test('following a ring that is there all the same ends', () => {
  assert.deepEqual([...reachedFrom([link('a', 'b'), link('b', 'a')], 'a')].toSorted(), ['a', 'b'])
})
