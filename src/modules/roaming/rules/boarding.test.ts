// The checklist of boarding: what is done follows from the register, and each step says who takes it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { boardingOf, isBoarded, nextStep, type BoardingFacts } from './boarding.ts'

const NOW = Temporal.Instant.from('2026-11-20T10:00:00Z')
const NOTHING: BoardingFacts = {
  hasConsent: false,
  duties: [],
  claimedRealms: 0,
  provenRealms: 0,
  servers: 0,
  liveServers: 0,
  homeServers: 0,
  links: 0,
  shownLinks: 0,
  provenLinks: 0,
  testAccounts: 0,
  firstGoodAt: null,
  certificates: 0,
  certificateEndsAt: null,
  hasProfile: false,
  locations: 0,
  ticked: [],
}
const EVERYTHING: BoardingFacts = {
  hasConsent: true,
  duties: ['technical', 'service', 'security', 'secrets'],
  claimedRealms: 0,
  provenRealms: 1,
  servers: 1,
  liveServers: 1,
  homeServers: 1,
  links: 2,
  shownLinks: 2,
  provenLinks: 2,
  testAccounts: 1,
  firstGoodAt: NOW,
  certificates: 1,
  certificateEndsAt: NOW.add({ hours: 24 * 90 }),
  hasProfile: true,
  locations: 1,
  ticked: ['standard', 'firewall'],
}
const isDone = (facts: BoardingFacts, step: string): boolean | undefined =>
  boardingOf(facts, NOW).find((one) => one.step === step)?.isDone

test('a body that was invited a moment ago has everything before it, consent first', () => {
  const steps = boardingOf(NOTHING, NOW)
  assert.equal(steps.length, 13)
  assert.ok(steps.every((step) => !step.isDone && step.who !== '' && step.next !== ''))
  assert.equal(nextStep(steps)?.step, 'consent')
})

test('with every step done it may go live, and with any one undone it may not', () => {
  assert.ok(isBoarded(boardingOf(EVERYTHING, NOW)))
  const undone: Partial<BoardingFacts>[] = [
    { hasConsent: false },
    { duties: ['technical', 'service', 'security'] },
    { provenRealms: 0, claimedRealms: 1 },
    { liveServers: 0, homeServers: 0 },
    { shownLinks: 1 },
    { provenLinks: 1 },
    { testAccounts: 0 },
    { firstGoodAt: null },
    { certificates: 0, certificateEndsAt: null },
    { certificateEndsAt: NOW.add({ hours: 24 * 29 }) },
    { hasProfile: false },
    { locations: 0 },
    { ticked: ['standard'] },
  ]
  for (const one of undone)
    assert.ok(!isBoarded(boardingOf({ ...EVERYTHING, ...one }, NOW)), JSON.stringify(Object.keys(one)))
})

test('without a link nothing was shown and nothing seen to talk', () => {
  const facts = { ...EVERYTHING, links: 0, shownLinks: 0, provenLinks: 0 }
  assert.equal(isDone(facts, 'secret'), false)
  assert.equal(isDone(facts, 'link'), false)
})

test('a body that only lets guests in needs no realm, account, certificate or profile', () => {
  const facts = { ...NOTHING, servers: 1, liveServers: 1, homeServers: 0 }
  assert.deepEqual(
    boardingOf(facts, NOW).map((one) => one.step),
    ['consent', 'contacts', 'standard', 'server', 'firewall', 'secret', 'link', 'first-login', 'location'],
  )
  assert.equal(boardingOf({ ...facts, claimedRealms: 1 }, NOW).length, 13)
})
