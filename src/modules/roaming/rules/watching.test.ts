// When things are looked at, what a state is made of, and how availability is written.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { availabilityWords, percentOf } from './available.ts'
import { MISSES, nextLook } from './due.ts'
import { outcomeOf } from './found.ts'
import { stateOfFederation, stateOfMember } from './states.ts'
import { publicWords } from './verdict-words.ts'
import { PARTS, type BrokenPart } from './words.ts'

const NOW = Temporal.Instant.from('2026-11-20T10:00:00Z')

test('G5: two misses come within ten minutes of the break, however it falls', () => {
  for (const kind of ['status', 'login', 'login-peap'] as const) {
    // The worst: it breaks just after a good look, and each look waits for the next full minute.
    let at = NOW
    for (let misses = 0; misses < MISSES; misses += 1) {
      const due = nextLook(kind, misses === 0 ? 'good' : 'bad', at)
      at = Temporal.Instant.fromEpochMilliseconds(Math.ceil(due.epochMilliseconds / 60_000) * 60_000)
    }
    assert.ok(at.since(NOW).total('minutes') < 10, kind)
  }
})

test('a look that comes by the minute never misses the minute in which a watch is due', () => {
  const recorded = NOW.add({ seconds: 15 })
  const due = nextLook('status', 'good', recorded)
  assert.ok(Temporal.Instant.compare(due, NOW.add({ minutes: 1 })) <= 0)
})

test('what was not watched is neither good nor bad', () => {
  assert.equal(outcomeOf('login', 'no-trust'), 'unknown')
  assert.equal(outcomeOf('status', null), 'unknown')
  assert.equal(outcomeOf('status', 'answered'), 'good')
  assert.equal(outcomeOf('login', 'read'), 'bad')
})

const open = (
  part: BrokenPart,
  more: { realm_id?: string; is_partial?: boolean; member_id?: string | null } = {},
) => ({
  part,
  member_id: 'medway' as string | null,
  server_id: null,
  realm_id: null as string | null,
  is_partial: false,
  ...more,
})

test('a member’s state: one realm of two is in part, none watched is not known', () => {
  const seen = { by: 'login', realms: 2 } as const
  assert.equal(stateOfMember('medway', [], seen), 'good')
  assert.equal(stateOfMember('medway', [], { by: 'nothing', realms: 2 }), 'unknown')
  assert.equal(stateOfMember('medway', [open('certificate', { realm_id: 'one' })], seen), 'degraded')
  const both = [open('certificate', { realm_id: 'one' }), open('home-directory', { realm_id: 'two' })]
  assert.equal(stateOfMember('medway', both, seen), 'down')
  assert.equal(stateOfMember('medway', [open('home-radius')], seen), 'down')
  assert.equal(stateOfMember('swale', [open('home-radius')], seen), 'good')
  assert.equal(stateOfMember('swale', [open('federation', { member_id: null })], seen), 'down')
  assert.equal(stateOfMember('medway', [open('test-account')], seen), 'good')
  assert.equal(stateOfMember('medway', [open('probe', { member_id: null })], seen), 'unknown')
})

test('the federation’s state is that of what all share', () => {
  assert.equal(stateOfFederation([open('home-radius')], true), 'good')
  assert.equal(stateOfFederation([open('upstream', { member_id: null })], true), 'degraded')
  assert.equal(stateOfFederation([open('federation', { member_id: null })], true), 'down')
  assert.equal(stateOfFederation([], false), 'unknown')
})

test('availability is never rounded up, and says how much was watched', () => {
  assert.equal(percentOf({ watched_hours: 2160, available_hours: 2159.999 }), 99.99)
  assert.equal(percentOf({ watched_hours: 10, available_hours: 10 }), 100)
  assert.equal(percentOf({ watched_hours: 100, available_hours: 57 }), 57)
  assert.equal(percentOf(undefined), null)
  assert.equal(availabilityWords(undefined, 90), 'Not known')
  assert.equal(
    availabilityWords({ watched_hours: 240, available_hours: 240 }, 90),
    '100%, watched for 10 of 90 days',
  )
  assert.equal(availabilityWords({ watched_hours: 2160, available_hours: 2160 }, 90), '100%')
})

test('public words name no server, and our own watching worries nobody', () => {
  for (const part of PARTS)
    for (const isPartial of [true, false]) {
      const words = publicWords(part, { member: 'Medway Council', isPartial })
      assert.doesNotMatch(words ?? '', /RADIUS|proxy|secret|password|certificate|null|undefined/i)
    }
  assert.equal(publicWords('test-account', { member: 'Medway Council', isPartial: true }), null)
})
