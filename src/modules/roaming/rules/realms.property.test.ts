// Whatever is claimed and proven in whatever order: a claim keeps nobody away, a proof keeps all others away (G1).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { overlap, provenRealms, settleProofs, type HeldRealm } from './realms.ts'

const NAMES = ['a.uk', 'x.a.uk', 'y.a.uk', 'z.x.a.uk', 'b.uk', 'x.b.uk'] as const
const step = fc.record({
  memberId: fc.constantFrom('kent', 'medway', 'dover'),
  name: fc.constantFrom(...NAMES),
  /** Claims first, or claims of which some are proven at the same moment. */
  proves: fc.array(fc.nat({ max: 20 }), { maxLength: 3 }),
})

test('a proven realm overlaps nothing of another member, and a claim ends by a proof only', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      let held: HeldRealm[] = []
      for (const [at, { memberId, name, proves }] of steps.entries()) {
        const others = held.filter((one) => one.memberId !== memberId && overlap(one.name, name))
        assert.equal(
          provenRealms(held).isTakenFrom({ memberId, name }),
          others.some((one) => one.state === 'proven'),
          'claims keep nobody away',
        )
        const isThere = held.some((one) => one.memberId === memberId && one.name === name)
        if (others.every((one) => one.state === 'claimed') && !isThere)
          held.push({ id: `${at}`, memberId, name, state: 'claimed' })
        const proofs = held.flatMap(({ id }, nth) => (proves.includes(nth) ? [id] : []))
        const { proven, ended } = settleProofs(held, proofs)
        const before = held
        held = held
          .filter(({ id }) => !ended.includes(id))
          .map((one) => (proven.includes(one.id) ? { ...one, state: 'proven' as const } : one))
        const stands = held.filter((one) => one.state === 'proven')
        for (const one of held)
          for (const other of stands)
            assert.ok(one.memberId === other.memberId || !overlap(one.name, other.name))
        for (const id of ended) {
          const claim = before.find((one) => one.id === id)
          assert.equal(claim?.state, 'claimed', 'what is proven stays')
          assert.ok(provenRealms(stands).isTakenFrom(claim))
        }
        // Of proofs that were seen, each counts or was kept away by another's.
        for (const id of proofs) assert.ok(ended.includes(id) || stands.some((one) => one.id === id))
      }
    }),
  )
})

test('of two proofs seen at once the earlier claim has the realm', () => {
  const held: HeldRealm[] = [
    { id: '1', memberId: 'kent', name: 'a.uk', state: 'claimed' },
    { id: '2', memberId: 'dover', name: 'x.a.uk', state: 'claimed' },
    { id: '3', memberId: 'kent', name: 'y.a.uk', state: 'claimed' },
  ]
  assert.deepEqual(settleProofs(held, ['1', '2']), { proven: ['1'], ended: ['2'] })
  assert.deepEqual(settleProofs(held, ['2', '1']), { proven: ['2'], ended: ['1'] })
  assert.deepEqual(settleProofs(held, []), { proven: [], ended: [] })
})
