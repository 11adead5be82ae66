import assert from 'node:assert/strict'
import { test } from 'node:test'
import { faultsOfLookup, whyNotReleased, type Wanted } from './lookups.ts'

const NOW = Temporal.Instant.from('2026-11-24T10:00:00Z')
const GOOD: Wanted = {
  from: NOW.subtract({ hours: 3 }),
  until: NOW.subtract({ hours: 2 }),
  reason: 'A laptop attacked our mail server at 8am',
  site: true,
  device: 'none',
  cui: false,
}
const fields = (more: Partial<Wanted>): string[] =>
  faultsOfLookup({ ...GOOD, ...more }, NOW, 92).map(({ field }) => field)

test('an hour at a site with a reason can be looked up', () => assert.deepEqual(fields({}), []))

for (const [what, more, expected] of [
  ['backwards', { until: GOOD.from }, ['until']],
  ['in the future', { from: NOW.add({ hours: 1 }), until: NOW.add({ hours: 2 }) }, ['from']],
  ['into the future', { until: NOW.add({ minutes: 1 }), from: NOW.subtract({ hours: 1 }) }, ['until']],
  ['older than is kept', { from: NOW.subtract({ hours: 93 * 24 }) }, ['from', 'until']],
  ['everybody for a day', { from: NOW.subtract({ hours: 26 }) }, ['until']],
  ['one device for fifteen days', { device: 'read', from: NOW.subtract({ hours: 15 * 24 + 3 }) }, ['until']],
  ['an address that is none', { device: 'unreadable' }, ['device']],
  ['without a reason', { reason: '   because   ' }, ['reason']],
  [
    'all of it at once',
    { until: GOOD.from, reason: '', device: 'unreadable' },
    ['until', 'device', 'reason'],
  ],
] as const)
  test(`a look-up is refused: ${what}`, () => assert.deepEqual(fields(more), expected))

test('one device or one CUI may be looked up for fourteen days', () => {
  assert.deepEqual(fields({ device: 'read', from: NOW.subtract({ hours: 14 * 24 }) }), [])
  assert.deepEqual(fields({ cui: true, from: NOW.subtract({ hours: 14 * 24 }) }), [])
})

test('a question is released once, in time, by somebody else than who asked', () => {
  const asked = { state: 'asked', askedBy: 'a', expiresAt: NOW.add({ hours: 1 }) } as const
  assert.equal(whyNotReleased(asked, 'b', NOW), null)
  assert.match(whyNotReleased(asked, 'a', NOW) ?? '', /yourself/)
  assert.match(whyNotReleased(asked, null, NOW) ?? '', /Only a person/)
  assert.match(whyNotReleased({ ...asked, state: 'released' }, 'b', NOW) ?? '', /already/)
  assert.match(whyNotReleased({ ...asked, expiresAt: NOW }, 'b', NOW) ?? '', /expired/)
})
