// Getting people on (G12): the profile is handed out while the live certificate leads to what it would tell devices to
// trust, and held back in words when it does not.
import assert from 'node:assert/strict'
import { createHash, randomUUIDv7, X509Certificate } from 'node:crypto'
import type { Db } from '#platform/database/index.ts'
import { Refusal } from '#platform/errors/index.ts'
import { testAuthority, type Wanted } from '#test/support/certificates.ts'
import { countyDatabase } from '#test/support/county.ts'
import { roamingCounty, type RoamingCounty } from '#test/support/roaming-register.ts'
import { describeProfile, publishProfile, withdrawProfile } from './actions/profiles.ts'
import { handedOut } from './queries/profiles.ts'
import { memberById } from './queries/members.ts'
import { profileText } from './rules/device-profiles.ts'

const database = countyDatabase()
const NAME = 'radius.medway.gov.uk'
const VALID = { names: [NAME], startsAt: '2026-11-01T00:00:00Z', days: 90 }

const is =
  (code: string) =>
  (error: unknown): boolean =>
    error instanceof Refusal && error.code === code

async function trusts(db: Db, at: RoamingCounty, pem: string): Promise<void> {
  const certificate = new X509Certificate(pem)
  await db
    .insertInto('roaming.trust')
    .values({
      id: randomUUIDv7(),
      member_id: at.member.medway,
      purpose: 'eap',
      pem,
      subject: certificate.subject,
      fingerprint: certificate.fingerprint256,
      not_before: certificate.validFromDate.toISOString(),
      not_after: certificate.validToDate.toISOString(),
      added_at: at.house.clock.now(),
    })
    .execute()
}

/** Medway's server was seen to show this. */
async function shows(db: Db, at: RoamingCounty, chain: readonly string[]): Promise<void> {
  const id = randomUUIDv7()
  const now = at.house.clock.now()
  await db
    .insertInto('roaming.certificate')
    .values({
      id,
      fingerprint: createHash('sha256').update(chain.join('')).digest('hex'),
      subject: '',
      issuer: '',
      names: [],
      not_before: now,
      not_after: now,
      key_kind: 'rsa',
      key_bits: 2048,
      signature: 'sha256-rsa',
      usages: [],
      is_authority: false,
      chain: JSON.stringify(chain),
    })
    .execute()
  await db
    .insertInto('roaming.certificate_seen')
    .values({
      id: randomUUIDv7(),
      certificate_id: id,
      purpose: 'eap',
      realm_id: at.realm.medway,
      first_at: now,
      last_at: now,
    })
    .execute()
}

const AGAIN = {
  displayName: 'Medway Council',
  methods: ['ttls-pap'],
  serverNames: NAME,
  outerName: 'anonymous',
  version: 1,
}

async function described(at: RoamingCounty, more: object = {}) {
  await at.contact('medway', at.person.helena, 'technical')
  const helena = at.house.as(at.person.helena)
  await helena.perform(describeProfile, {
    member: at.member.medway,
    displayName: 'Medway Council',
    methods: ['ttls-pap'],
    serverNames: ` ${NAME.toUpperCase()}\n\n`,
    outerName: 'anonymous',
    version: 0,
    ...more,
  })
  return helena
}

const offered = async (at: RoamingCounty) => {
  const reader = await at.house.visitor.reader()
  return (await handedOut(reader, await memberById(reader, at.member.medway)))[0]
}

database.test(
  'a profile is offered once the live certificate leads to its authority, and the same each time',
  async ({ db }) => {
    const at = await roamingCounty({ db })
    const helena = await described(at)
    const authority = testAuthority()
    await assert.rejects(
      helena.perform(publishProfile, { member: at.member.medway, version: 1 }),
      (error) => error instanceof Refusal && /No certificate authority/.test(error.message),
    )
    await trusts(db, at, authority.pem)
    await assert.rejects(
      helena.perform(publishProfile, { member: at.member.medway, version: 1 }),
      (error) => error instanceof Refusal && /not been seen yet/.test(error.message),
    )
    await shows(db, at, [authority.issue(VALID).certificate])
    await helena.perform(publishProfile, { member: at.member.medway, version: 1 })
    const one = await offered(at)
    assert.equal(one?.because, null)
    const text = profileText('mobileconfig', one!.facts!)
    assert.ok(text.includes(new X509Certificate(authority.pem).raw.toString('base64')))
    at.house.clock.advance({ hours: 24 })
    assert.equal(profileText('mobileconfig', (await offered(at))!.facts!), text)
  },
)

const HELD_BACK: readonly (readonly [string, Wanted, RegExp])[] = [
  ['for another name', { ...VALID, names: ['radius.kent.gov.uk'] }, /is for radius\.kent\.gov\.uk/],
  ['without serverAuth', { ...VALID, usages: ['client'] }, /serverAuth/],
  ['that has ended', { names: [NAME], startsAt: '2026-01-01T00:00:00Z', days: 30 }, /has ended/],
]
for (const [what, wanted, words] of HELD_BACK)
  database.test(`a profile is held back while the server shows a certificate ${what}`, async ({ db }) => {
    const at = await roamingCounty({ db })
    const helena = await described(at)
    const authority = testAuthority()
    await trusts(db, at, authority.pem)
    await shows(db, at, [authority.issue(wanted).certificate])
    await assert.rejects(
      helena.perform(publishProfile, { member: at.member.medway, version: 1 }),
      (error) => error instanceof Refusal && words.test(error.message),
    )
    await db.updateTable('roaming.profile').set({ is_published: true }).execute()
    assert.match((await offered(at))?.because ?? '', words)
  })

database.test(
  'an authority between is followed, a stranger’s is not, and an old sight counts no more',
  async ({ db }) => {
    const at = await roamingCounty({ db })
    const helena = await described(at)
    const root = testAuthority()
    const between = root.below('Medway issuing authority')
    await trusts(db, at, root.pem)
    await shows(db, at, [between.issue(VALID).certificate, between.pem])
    await helena.perform(publishProfile, { member: at.member.medway, version: 1 })
    assert.equal((await offered(at))?.because, null)
    at.house.clock.advance({ hours: 73 })
    assert.match((await offered(at))?.because ?? '', /more than 3 days/)
    const stranger = testAuthority('Stranger')
    await shows(db, at, [stranger.issue(VALID).certificate, stranger.pem])
    assert.match((await offered(at))?.because ?? '', /does not lead to an authority/)
    await helena.perform(withdrawProfile, { member: at.member.medway, version: 2 })
    assert.match((await offered(at))?.because ?? '', /not published/)
  },
)

database.test(
  'of a root and what is below it the root is the anchor, in whatever order they were added',
  async ({ db }) => {
    const at = await roamingCounty({ db })
    const helena = await described(at)
    const root = testAuthority()
    const between = root.below('Medway issuing authority')
    await trusts(db, at, between.pem)
    await trusts(db, at, root.pem)
    await shows(db, at, [between.issue(VALID).certificate, between.pem])
    await helena.perform(publishProfile, { member: at.member.medway, version: 1 })
    const { facts } = (await offered(at))!
    assert.equal(facts?.anchor.der, new X509Certificate(root.pem).raw.toString('base64'))
    assert.deepEqual(
      facts?.authorities.map((one) => one.isRoot),
      [false, true],
    )
  },
)

database.test('a profile is held back when the authority has ended before what it signed', async ({ db }) => {
  const at = await roamingCounty({ db })
  const helena = await described(at)
  const root = testAuthority()
  await trusts(db, at, root.pem)
  await shows(db, at, [root.issue({ ...VALID, days: 6000 }).certificate])
  await helena.perform(publishProfile, { member: at.member.medway, version: 1 })
  at.house.clock.advance({ hours: 4000 * 24 })
  await db.updateTable('roaming.certificate_seen').set({ last_at: at.house.clock.now() }).execute()
  assert.match((await offered(at))?.because ?? '', /authority CN=Test authority has ended/)
})

database.test('a star, a word that is no name, and a stale version are refused', async ({ db }) => {
  const at = await roamingCounty({ db })
  const helena = await described(at)
  for (const serverNames of ['*.medway.gov.uk', 'medway', 'radius_1.medway.gov.uk'])
    await assert.rejects(
      helena.perform(describeProfile, { ...AGAIN, member: at.member.medway, serverNames }),
      is('roaming.profile.names'),
    )
  await assert.rejects(
    helena.perform(describeProfile, { ...AGAIN, member: at.member.medway, version: 0 }),
    is('roaming.record.stale'),
  )
})

database.test('another member’s profile is not changed', async ({ db }) => {
  const at = await roamingCounty({ db })
  await at.contact('kcc', at.person.ravi, 'technical')
  await assert.rejects(
    at.house.as(at.person.ravi).perform(describeProfile, {
      member: at.member.medway,
      displayName: 'x',
      methods: ['ttls-pap'],
      serverNames: NAME,
      outerName: 'anonymous',
      version: 0,
    }),
    is('roaming.member.not-yours'),
  )
})
