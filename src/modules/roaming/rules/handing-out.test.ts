import assert from 'node:assert/strict'
import { test } from 'node:test'
import { whyNotHandedOut, type Standing } from './handing-out.ts'

const NOW = Temporal.Instant.from('2026-11-24T10:00:00Z')
const GOOD: Standing = {
  isPublished: true,
  serverNames: ['radius.medway.gov.uk'],
  authorities: 1,
  live: {
    names: ['radius.medway.gov.uk'],
    notBefore: NOW.subtract({ hours: 24 }),
    notAfter: NOW.add({ hours: 24 * 90 }),
    isForServers: true,
    seenAt: NOW.subtract({ hours: 20 }),
  },
  isAnchored: true,
  endedAuthority: null,
}
const live = (more: Partial<NonNullable<Standing['live']>>): Standing => ({
  ...GOOD,
  live: { ...GOOD.live!, ...more },
})

test('a profile is handed out while what it says is what the server shows', () => {
  assert.equal(whyNotHandedOut(GOOD, NOW), null)
  assert.equal(whyNotHandedOut({ ...GOOD, serverNames: ['RADIUS.medway.gov.uk'] }, NOW), null)
})

for (const [what, standing, words] of [
  ['unpublished', { ...GOOD, isPublished: false }, /not published/],
  ['without an authority', { ...GOOD, authorities: 0 }, /No certificate authority/],
  ['without a server name', { ...GOOD, serverNames: [] }, /No server name/],
  ['never seen', { ...GOOD, live: null }, /not been seen yet/],
  ['not seen for four days', live({ seenAt: NOW.subtract({ hours: 96 }) }), /more than 3 days ago/],
  ['ended this moment', live({ notAfter: NOW }), /has ended/],
  ['not valid yet', live({ notBefore: NOW.add({ seconds: 1 }) }), /not valid yet/],
  ['not for servers', live({ isForServers: false }), /serverAuth/],
  ['of another authority', { ...GOOD, isAnchored: false }, /does not lead to an authority/],
  ['of an authority that has ended', { ...GOOD, endedAuthority: 'CN=Old' }, /CN=Old has ended/],
  ['of another name', live({ names: ['radius.kent.gov.uk'] }), /is for radius\.kent\.gov\.uk/],
  ['of no name', live({ names: [] }), /is for no name/],
] as const)
  test(`a profile is not handed out: ${what}`, () => {
    assert.match(whyNotHandedOut(standing, NOW) ?? '', words)
  })
