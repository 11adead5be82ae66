// The register: who takes part and from when, whose a realm is, which servers talk to which (G1).
import assert from 'node:assert/strict'
import { action } from '#platform/actions/index.ts'
import { sql, type Database } from '#platform/database/index.ts'
import { Refusal } from '#platform/errors/index.ts'
import { createSite } from '#modules/organisations/index.ts'
import { countyDatabase } from '#test/support/county.ts'
import { fakeDns } from '#test/support/fake-dns.ts'
import { roamingCounty, type RoamingCounty } from '#test/support/roaming-register.ts'
import { addAccount } from './actions/accounts.ts'
import { giveConsent, nameContact, tickStep, withdrawConsent } from './actions/boarding.ts'
import { appointOperator, editFederation, setUpFederation } from './actions/federation.ts'
import { describeLocation, endLocation, listLocation } from './actions/locations.ts'
import {
  describeMember,
  goLive,
  inviteMember,
  leaveFederation,
  resumeMember,
  suspendMember,
} from './actions/members.ts'
import {
  claimRealm,
  giveUpClaims,
  proveRealm,
  recordLooks,
  TAKEN,
  vouchForRealm,
  withdrawRealm,
} from './actions/realms.ts'
import { addServer, editServer, makeServerLive, retireServer } from './actions/servers.ts'
import { registerFiles } from './imports/register.ts'
import { boardingFacts, boardingSteps } from './queries/boarding.ts'
import { federationOf, operatorsOf } from './queries/federation.ts'
import { locationsSeen } from './queries/locations.ts'
import { contactsOf, memberByCode, ourMemberByCode } from './queries/members.ts'
import { endedClaims, memberOfRealm, realmsOf, realmsSeen } from './queries/realms.ts'
import { linksOf, serverByCode, serversOf } from './queries/servers.ts'
import { registerDuties } from './register-duties.ts'
import { registerJobs } from './register-jobs.ts'

const database = countyDatabase()

const refusal =
  (code: string, message?: RegExp) =>
  (error: unknown): boolean => {
    assert.ok(error instanceof Refusal, String(error))
    assert.equal(error.code, code)
    if (message !== undefined)
      assert.match([error.message, ...error.faults.map((one) => one.message)].join(' '), message)
    return true
  }

const faultsOf = (error: unknown): string[] =>
  error instanceof Refusal ? error.faults.map((one) => one.field) : [String(error)]

const SERVER = {
  place: 'member',
  name: 'Radius',
  engine: 'freeradius',
  does: 'both',
  transport: 'udp',
  authPort: '1812',
  nextPort: '11812',
  radsecPort: '2083',
  answersStatus: 'yes',
  position: '1',
}

/** Molly keeps Dover's register; two proxies and an upstream stand. */
async function there(db: Database): Promise<RoamingCounty> {
  const at = await roamingCounty(db)
  await at.contact('dover', at.person.molly, 'technical')
  return at
}

async function proxy(
  at: RoamingCounty,
  code: string,
  address: string,
  place = 'federation',
): Promise<string> {
  const operator = at.house.as(at.person.priya)
  const { id } = await operator.perform(addServer, { ...SERVER, place, code, name: code, address })
  await operator.perform(makeServerLive, { server: id, version: '1' })
  return id
}

const jobNamed = (name: string) => {
  const job = registerJobs.find((one) => one.name === name)
  assert.ok(job?.errand)
  return job.errand
}

const ABOUT = {
  id: 'x',
  job: 'x',
  attempt: 1,
  key: null,
  sealed: null,
  now: Temporal.Instant.from('2026-11-20T10:00:00Z'),
  signal: new AbortController().signal,
}

database.test(
  'a realm somebody else holds is refused in one wording, whether the same, above or below',
  async (db) => {
    const at = await there(db)
    const molly = at.house.as(at.person.molly)
    const claim = (realm: string) => molly.perform(claimRealm, { member: at.member.dover, realm })
    for (const realm of [
      'kent.gov.uk',
      'KENT.gov.uk.',
      'staff.kent.gov.uk',
      'a.b.medway.gov.uk',
      'gov.uk',
      'roaming.kent.gov.uk',
    ])
      await assert.rejects(claim(realm), (error: unknown) => {
        assert.ok(refusal('roaming.realm.taken')(error))
        assert.equal((error as Refusal).message, TAKEN)
        return true
      })
    await assert.rejects(claim('dover.gov.uk'), refusal('roaming.realm.claimed'))
    assert.equal(
      (await claim('staff.dover.gov.uk')).name,
      'staff.dover.gov.uk',
      'one’s own sub-realm is fine',
    )
    assert.equal((await claim('eastkent.gov.uk')).name, 'eastkent.gov.uk')
    await assert.rejects(claim('nonsense'), refusal('roaming.realm.name', /one dot/))
  },
)

database.test(
  'claims stand side by side until one is proven; then the others end, and their owners are told, not by whom',
  async (db) => {
    const at = await there(db)
    await at.contact('medway', at.person.helena, 'technical')
    const molly = at.house.as(at.person.molly)
    const helena = at.house.as(at.person.helena)
    const claim = async (by: typeof molly, member: string, realm: string) =>
      (await by.perform(claimRealm, { member, realm })).id
    const { dover, medway } = at.member
    const squatted = await claim(molly, dover, 'port.example.org')
    const below = await claim(molly, dover, 'wifi.port.example.org')
    const apart = await claim(molly, dover, 'sport.example.org')
    const above = await claim(helena, medway, 'example.org')
    const honest = await claim(helena, medway, 'port.example.org')
    await assert.rejects(claim(helena, medway, 'port.example.org'), refusal('roaming.realm.claimed'))
    const counts = await at.house.system.perform(recordLooks, {
      looks: [{ realm: honest, found: 'found' }],
    })
    assert.deepEqual([counts.proven, counts.ended], [1, 2])
    const { rows } = await sql<{ id: string; state: string; why: string | null }>`
      select id, state, ended_because as why from roaming.realm where id = any(${[squatted, below, apart, above, honest]}::uuid[])`.execute(
      db.db,
    )
    const now = new Map(rows.map((row) => [row.id, `${row.state} ${row.why ?? ''}`.trim()]))
    assert.deepEqual(
      [squatted, below, apart, above, honest].map((id) => now.get(id)),
      ['withdrawn taken', 'withdrawn taken', 'claimed', 'claimed', 'proven'],
    )
    const { rows: told } = await sql<{ person: string; ids: { realm: string } }>`
      select to_subject as person, ids from platform.notification where template = 'roaming.realm.ended'`.execute(
      db.db,
    )
    assert.deepEqual(
      told.map(({ person, ids }) => [person, ids.realm]).toSorted(),
      [squatted, below].map((id) => [at.person.molly, id]).toSorted(),
    )
    assert.deepEqual(
      (await endedClaims({ db: db.db }, dover, at.house.clock.now().subtract({ hours: 1 })))
        .map(({ id }) => id)
        .toSorted(),
      [squatted, below].toSorted(),
    )
    const over = refusal('roaming.realm.ended', /Another member has proven/)
    await assert.rejects(molly.perform(proveRealm, { realm: squatted }), over)
    await assert.rejects(molly.perform(withdrawRealm, { realm: squatted, version: '1' }), over)
    await assert.rejects(claim(molly, dover, 'wifi.port.example.org'), refusal('roaming.realm.taken'))
    // An operator who vouches takes it from claims in the same way.
    const rival = await claim(molly, dover, 'a.example.net')
    const vouched = await claim(helena, medway, 'example.net')
    await at.house.as(at.person.priya).perform(vouchForRealm, {
      realm: vouched,
      version: '1',
      evidence: 'Letter of 3 November, checked by phone',
    })
    await assert.rejects(molly.perform(proveRealm, { realm: rival }), refusal('roaming.realm.ended'))
  },
)

database.test(
  'a claim is another member’s secret: its own contacts and the operators see it, nobody else finds it',
  async (db) => {
    const at = await there(db)
    const { id } = await at.house
      .as(at.person.molly)
      .perform(claimRealm, { member: at.member.dover, realm: 'port.example.org' })
    const seen = async (who: string) =>
      (await realmsSeen(await at.house.as(who).reader())).some((realm) => realm.id === id)
    assert.ok(await seen(at.person.molly))
    assert.ok(await seen(at.person.priya))
    assert.ok(!(await seen(at.person.ravi)))
    const found = await sql<{
      audience: string[]
    }>`select audience.keys as audience from platform.search_entry entry join platform.search_audience audience on audience.id = entry.audience_id where entry.id = ${id}`.execute(
      db.db,
    )
    const audience = found.rows[0]?.audience ?? []
    assert.ok(
      audience.length > 0 &&
        audience.every((key) => key === 'roaming.member.read' || key.endsWith(at.organisation.dover)),
    )
  },
)

database.test('a realm is proven by the words in its DNS, at once when asked and by itself', async (db) => {
  const at = await there(db)
  const dns = await fakeDns(db.t)
  await sql`update roaming.federation set resolvers = ${[dns.server]}`.execute(db.db)
  const molly = at.house.as(at.person.molly)
  const { id } = await molly.perform(claimRealm, { member: at.member.dover, realm: 'staff.dover.gov.uk' })
  const realm = async () => (await realmsOf({ db: db.db }, at.member.dover)).find((one) => one.id === id)
  await molly.perform(proveRealm, { realm: id })
  assert.ok(at.house.queued.some((one) => one.job === 'roaming.realm.look' && one.ids['realm'] === id))
  const look = () => jobNamed('roaming.realm.look')(at.house.errand, { realm: id }, ABOUT)
  await look()
  assert.match(
    (await realm())?.check_words ?? '',
    /no TXT record at _connects-roaming\.staff\.dover\.gov\.uk yet/,
  )
  dns.set('_connects-roaming.staff.dover.gov.uk', [['v=spf1'], ['connects-roaming=other']])
  await look()
  assert.match((await realm())?.check_words ?? '', /does not hold the words/)
  assert.equal((await realm())?.state, 'claimed')
  const words = (await realm())?.challenge ?? ''
  dns.set('_connects-roaming.staff.dover.gov.uk', [['v=spf1'], [words.slice(0, 20), words.slice(20)]])
  await jobNamed('roaming.realm.await')(at.house.errand, {}, ABOUT)
  assert.equal((await realm())?.state, 'proven')
  assert.equal((await realm())?.proof, 'dns')
  assert.equal(await memberOfRealm({ db: db.db }, 'STAFF.dover.gov.uk'), at.member.dover)
  assert.ok(
    dns.asked.every((name) => name === '_connects-roaming.staff.dover.gov.uk'),
    'nothing else is asked for',
  )
  await assert.rejects(molly.perform(proveRealm, { realm: id }), refusal('roaming.realm.proven'))
})

database.test(
  'a record that has gone is warned of once and nothing is withdrawn; a silent DNS proves nothing',
  async (db) => {
    const at = await there(db)
    const molly = at.house.as(at.person.molly)
    const { id } = await molly.perform(claimRealm, { member: at.member.dover, realm: 'staff.dover.gov.uk' })
    const look = (found: string) => at.house.system.perform(recordLooks, { looks: [{ realm: id, found }] })
    assert.equal((await look('found')).proven, 1)
    const letters = () =>
      sql<{
        n: number
      }>`select count(*)::int as n from platform.notification where template = 'roaming.realm.missing'`.execute(
        db.db,
      )
    assert.equal((await look('no-answer')).missing, 0)
    assert.equal((await look('none')).missing, 1)
    assert.equal((await look('none')).missing, 0, 'told once')
    assert.equal((await look('no-answer')).back, 0)
    assert.equal((await letters()).rows[0]?.n, 1)
    const realm = (await realmsOf({ db: db.db }, at.member.dover)).find((one) => one.id === id)
    assert.equal(realm?.state, 'proven')
    assert.ok(
      (await registerDuties(await molly.reader())).some((one) => /has gone from the DNS/.test(one.title)),
    )
    assert.equal((await look('found')).back, 1)
    assert.ok(!(await registerDuties(await molly.reader())).some((one) => /has gone/.test(one.title)))
  },
)

database.test(
  'an operator vouches with what they saw; the member may not, and a claim nobody proves is given up',
  async (db) => {
    const at = await there(db)
    const molly = at.house.as(at.person.molly)
    const { id } = await molly.perform(claimRealm, { member: at.member.dover, realm: 'staff.dover.gov.uk' })
    const other = await molly.perform(claimRealm, { member: at.member.dover, realm: 'port.example.org' })
    const vouch = { realm: id, version: '1', evidence: 'Letter of 3 November, checked by phone' }
    await assert.rejects(molly.perform(vouchForRealm, vouch), { kind: 'forbidden' })
    await at.house.as(at.person.priya).perform(vouchForRealm, vouch)
    assert.equal(
      (await realmsOf({ db: db.db }, at.member.dover)).find((one) => one.id === id)?.proof,
      'vouched',
    )
    const account = { realm: other.id, userName: 'watch', method: 'ttls-pap', password: '' }
    await molly.perform(addAccount, { ...account, member: at.member.dover })
    at.house.clock.advance({ hours: 24 * 31 })
    assert.equal((await at.house.system.perform(giveUpClaims, {})).given, 1)
    const { ended_at: ended } = await db.db
      .selectFrom('roaming.test_account')
      .select('ended_at')
      .executeTakeFirstOrThrow()
    assert.ok(ended, 'its test account ends with it')
    await assert.rejects(molly.perform(proveRealm, { realm: other.id }), { kind: 'not-found' })
    await molly.perform(claimRealm, { member: at.member.dover, realm: 'port.example.org' })
    await molly.perform(withdrawRealm, { realm: id, version: '2' })
    await assert.rejects(molly.perform(withdrawRealm, { realm: id, version: '3' }), { kind: 'not-found' })
  },
)

database.test('a server says every fault at once, and then nothing is saved', async (db) => {
  const at = await there(db)
  const molly = at.house.as(at.person.molly)
  const wrong = {
    ...SERVER,
    member: at.member.dover,
    code: 'dover-1',
    address: '10.0.0.0/8',
    nextPort: '1812',
    transport: 'radsec',
  }
  await assert.rejects(molly.perform(addServer, wrong), (error: unknown) => {
    assert.deepEqual(faultsOf(error).toSorted(), ['address', 'nextPort', 'tlsName'])
    return true
  })
  assert.deepEqual(await serversOf({ db: db.db }), [])
  const right = { ...SERVER, member: at.member.dover, code: 'dover-1', address: '10.9.0.1' }
  const { id } = await molly.perform(addServer, right)
  await assert.rejects(molly.perform(addServer, right), (error: unknown) => {
    assert.deepEqual(faultsOf(error).toSorted(), ['address', 'code'])
    return true
  })
  const { place: _, member: __, code: ___, ...said } = right
  void [_, __, ___]
  await molly.perform(editServer, { ...said, name: 'Radius one', server: id, version: '1' })
  await assert.rejects(molly.perform(editServer, { ...said, server: id, version: '1' }), (error: unknown) => {
    assert.ok(refusal('roaming.record.stale')(error))
    assert.equal((error as Refusal).current?.['name'], 'Radius one')
    return true
  })
  await sql`update roaming.federation set networks = '{10.8.0.0/16}'`.execute(db.db)
  await assert.rejects(
    molly.perform(addServer, { ...right, code: 'dover-2', address: '10.9.0.2' }),
    refusal('roaming.server.said', /not in the networks/),
  )
})

database.test(
  'servers in use are linked to every proxy and proxies to what is above, and links end with a server',
  async (db) => {
    const at = await there(db)
    const pairs = async () =>
      (await linksOf({ db: db.db })).map((link) => `${link.lower_code}>${link.upper_code}`)
    await proxy(at, 'county-1', '10.1.0.1')
    await proxy(at, 'nrps', '198.51.100.1', 'upstream')
    const molly = at.house.as(at.person.molly)
    const { id } = await molly.perform(addServer, {
      ...SERVER,
      member: at.member.dover,
      code: 'dover-1',
      address: '10.9.0.1',
    })
    assert.deepEqual(await pairs(), ['county-1>nrps'], 'a planned server is linked to nothing')
    assert.equal((await molly.perform(makeServerLive, { server: id, version: '1' })).linked, 1)
    const second = await proxy(at, 'county-2', '10.1.0.2')
    assert.deepEqual(await pairs(), [
      'county-1>nrps',
      'county-2>nrps',
      'dover-1>county-1',
      'dover-1>county-2',
    ])
    assert.equal(
      (await at.house.as(at.person.priya).perform(retireServer, { server: second, version: '2' })).ended,
      2,
    )
    assert.deepEqual(await pairs(), ['county-1>nrps', 'dover-1>county-1'])
    await assert.rejects(
      molly.perform(makeServerLive, { server: id, version: '2' }),
      refusal('roaming.server.live'),
    )
    const reader = await molly.reader()
    await assert.rejects(serverByCode(reader, 'county-1'), { kind: 'not-found' })
    assert.equal((await serverByCode(reader, 'dover-1')).address, '10.9.0.1')
    await assert.rejects(serverByCode(await at.house.as(at.person.helena).reader(), 'dover-1'), {
      kind: 'not-found',
    })
  },
)

database.test(
  'what is another member’s is changed by nobody else, and the federation’s own by its operators',
  async (db) => {
    const at = await there(db)
    const molly = at.house.as(at.person.molly)
    const county = await proxy(at, 'county-1', '10.1.0.1')
    await assert.rejects(
      molly.perform(claimRealm, { member: at.member.kcc, realm: 'x.example.org' }),
      refusal('roaming.member.not-yours'),
    )
    await assert.rejects(
      molly.perform(addServer, { ...SERVER, member: at.member.kcc, code: 'k', address: '10.9.0.1' }),
      refusal('roaming.member.not-yours'),
    )
    await assert.rejects(
      molly.perform(addServer, { ...SERVER, place: 'federation', code: 'p', address: '10.9.0.1' }),
      refusal('roaming.server.not-yours'),
    )
    await assert.rejects(molly.perform(retireServer, { server: county, version: '2' }), { kind: 'not-found' })
    const { id: theirs } = await at.house.operator.perform(addServer, {
      ...SERVER,
      member: at.member.kcc,
      code: 'kcc-9',
      address: '10.9.0.9',
    })
    await assert.rejects(molly.perform(retireServer, { server: theirs, version: '1' }), { kind: 'not-found' })
    const { id: claim } = await at.house.operator.perform(claimRealm, {
      member: at.member.kcc,
      realm: 'county.example.net',
    })
    await assert.rejects(molly.perform(proveRealm, { realm: claim }), { kind: 'not-found' })
    await assert.rejects(molly.perform(withdrawRealm, { realm: claim, version: '1' }), { kind: 'not-found' })
    await assert.rejects(
      at.house.as(at.person.ravi).perform(claimRealm, { member: at.member.kcc, realm: 'x.example.org' }),
      { kind: 'forbidden' },
    )
    const reader = await at.house.as(at.person.ravi).reader()
    assert.equal((await memberByCode(reader, 'dover')).isOurs, false)
    await assert.rejects(ourMemberByCode(reader, 'dover'), { kind: 'not-found' })
  },
)

database.test(
  'contacts work for the body; secrets go to one person, whom somebody else named',
  async (db) => {
    const at = await there(db)
    const priya = at.house.as(at.person.priya)
    const name = (person: string, duty: string) =>
      priya.perform(nameContact, { member: at.member.dover, person, duty })
    await assert.rejects(name(at.person.helena, 'security'), refusal('roaming.contact.not-employed'))
    await name(at.person.molly, 'secrets')
    await assert.rejects(name(at.person.yusra, 'secrets'), refusal('roaming.contact.secrets-held'))
    await assert.rejects(name(at.person.molly, 'secrets'), refusal('roaming.contact.secrets-held'))
    await assert.rejects(name(at.person.molly, 'technical'), refusal('roaming.contact.there'))
    await assert.rejects(
      priya.perform(nameContact, { member: at.member.kcc, person: at.person.priya, duty: 'secrets' }),
      refusal('roaming.contact.own-secrets'),
    )
    assert.deepEqual(
      (await contactsOf({ db: db.db }, [at.member.dover])).map((one) => `${one.name} ${one.duty}`),
      ['Molly Gridref secrets', 'Molly Gridref technical'],
    )
  },
)

database.test(
  'consent is given by the body’s own lead or service contact, never by those who run the federation',
  async (db) => {
    const at = await there(db)
    await at.contact('dover', at.person.yusra, 'service')
    const give = { member: at.member.dover, agree: 'yes', version: '1' }
    await assert.rejects(at.house.as(at.person.priya).perform(giveConsent, give), { kind: 'forbidden' })
    await assert.rejects(at.house.as(at.person.molly).perform(giveConsent, give), { kind: 'forbidden' })
    await assert.rejects(at.house.system.perform(giveConsent, give), refusal('roaming.consent.not-a-person'))
    const yusra = at.house.as(at.person.yusra)
    await assert.rejects(
      yusra.perform(giveConsent, { ...give, member: at.member.kcc }),
      refusal('roaming.member.not-yours'),
    )
    await assert.rejects(
      yusra.perform(giveConsent, { ...give, version: '2' }),
      refusal('roaming.record.stale'),
    )
    await yusra.perform(giveConsent, give)
    await assert.rejects(yusra.perform(giveConsent, give), refusal('roaming.consent.there'))
    const { rows } = await sql<{ statement: string }>`select statement from roaming.consent`.execute(db.db)
    assert.match(
      rows[0]?.statement ?? '',
      /Dover District Council takes part in the roaming federation “Kent”/,
    )
    await yusra.perform(withdrawConsent, { member: at.member.dover })
    await assert.rejects(
      yusra.perform(withdrawConsent, { member: at.member.dover }),
      refusal('roaming.consent.none'),
    )
  },
)

database.test('a body boards by itself and goes live only when every step is done', async (db) => {
  const at = await there(db)
  const { house } = at
  const invited = await house
    .as(at.person.priya)
    .perform(inviteMember, { organisation: at.organisation.swale })
  assert.equal(invited.code, 'swale')
  await assert.rejects(
    house.as(at.person.priya).perform(inviteMember, { organisation: at.organisation.swale }),
    refusal('roaming.member.there'),
  )
  const name = (duty: string) =>
    house.operator.perform(nameContact, { member: invited.id, person: at.person.noor, duty })
  for (const duty of ['technical', 'service', 'security', 'secrets']) await name(duty)
  const noor = house.as(at.person.noor)
  assert.deepEqual(
    (await registerDuties(await noor.reader())).map((one) => one.title),
    ['Consent to take part: Swale Borough Council'],
  )
  await noor.perform(giveConsent, { member: invited.id, agree: 'yes', version: '1' })
  for (const step of ['standard', 'firewall']) await noor.perform(tickStep, { member: invited.id, step })
  const { id: realm } = await noor.perform(claimRealm, { member: invited.id, realm: 'swale.gov.uk' })
  await house.system.perform(recordLooks, { looks: [{ realm, found: 'found' }] })
  await proxy(at, 'county-1', '10.1.0.1')
  const server = await noor.perform(addServer, {
    ...SERVER,
    member: invited.id,
    code: 'swale-1',
    address: '10.9.0.7',
  })
  await noor.perform(makeServerLive, { server: server.id, version: '1' })
  const site = (
    await house.operator.perform(createSite, {
      code: 'swale-house',
      organisation: at.organisation.swale,
      name: 'Swale House',
      town: 'Sittingbourne',
    })
  ).id
  await noor.perform(listLocation, {
    member: invited.id,
    site,
    isPublic: 'yes',
    nasIdentifiers: 'ap-1\nap-2',
  })
  const open = async () =>
    (await boardingSteps(await noor.reader(), invited.id))
      .filter((step) => !step.isDone)
      .map((step) => step.step)
  assert.deepEqual(await open(), ['secret', 'link', 'test-account', 'first-login', 'certificate', 'profile'])
  const live = { member: invited.id, version: '1' }
  await assert.rejects(
    noor.perform(goLive, live),
    refusal('roaming.member.not-boarded', /Shared secret received/),
  )
  assert.equal((await locationsSeen(await house.visitor.reader())).length, 0, 'not before it is live')
  await everythingElse(db, invited.id, realm, at)
  assert.deepEqual(await open(), [])
  assert.deepEqual(
    (await registerDuties(await noor.reader())).map((one) => one.step),
    ['Go live'],
  )
  await noor.perform(goLive, live)
  assert.equal((await memberByCode(await noor.reader(), 'swale')).state, 'live')
  assert.deepEqual(
    (await locationsSeen(await house.visitor.reader())).map((one) => [one.name, one.nas_identifiers]),
    [['Swale House', null]],
  )
  await assert.rejects(
    noor.perform(goLive, { ...live, version: '2' }),
    refusal('roaming.member.state', /live now/),
  )
})

/** What other parts of govroam bring: the secret shown and proven, an account, a certificate, a good login, a profile. */
async function everythingElse(db: Database, member: string, realm: string, at: RoamingCounty): Promise<void> {
  const now = at.house.clock.now()
  await sql`insert into roaming.credential (id, link_id, slot, state, made_at, shown_at, lower_proved_at, upper_proved_at)
    select gen_random_uuid(), link.id, 'a', 'standing', ${now}, ${now}, ${now}, ${now} from roaming.link link
    join roaming.server lower on lower.id = link.lower_id where lower.member_id = ${member}`.execute(db.db)
  await sql`insert into roaming.test_account (id, member_id, realm_id, user_name, made_at) values (gen_random_uuid(), ${member}, ${realm}, 'probe', ${now})`.execute(
    db.db,
  )
  await sql`insert into roaming.watch (id, kind, realm_id, since, next_at, last_good_at) values (gen_random_uuid(), 'login', ${realm}, ${now}, ${now}, ${now})`.execute(
    db.db,
  )
  await sql`with made as (insert into roaming.certificate (id, fingerprint, subject, issuer, names, not_before, not_after, key_kind, key_bits, signature, usages, is_authority, chain)
      values (gen_random_uuid(), 'f', 's', 'i', '{}', ${now}, ${now.add({ hours: 24 * 200 })}, 'rsa', 2048, 'x', '{}', false, '[]') returning id)
    insert into roaming.certificate_seen (id, certificate_id, purpose, realm_id, first_at, last_at) select gen_random_uuid(), id, 'eap', ${realm}, ${now}, ${now} from made`.execute(
    db.db,
  )
  await sql`insert into roaming.profile (id, member_id, methods, server_names, display_name, is_published) values (gen_random_uuid(), ${member}, '{ttls-pap}', '{radius.swale.gov.uk}', 'Swale', true)`.execute(
    db.db,
  )
}

database.test(
  'a suspended member comes back; one that leaves takes everything with it and may be invited again',
  async (db) => {
    const at = await there(db)
    const priya = at.house.as(at.person.priya)
    const molly = at.house.as(at.person.molly)
    await proxy(at, 'county-1', '10.1.0.1')
    const server = await molly.perform(addServer, {
      ...SERVER,
      member: at.member.dover,
      code: 'dover-1',
      address: '10.9.0.1',
    })
    await molly.perform(makeServerLive, { server: server.id, version: '1' })
    const step = (version: string) => ({ member: at.member.dover, version, because: 'They asked for it' })
    await assert.rejects(molly.perform(suspendMember, step('1')), { kind: 'forbidden' })
    await priya.perform(suspendMember, step('1'))
    await assert.rejects(
      priya.perform(suspendMember, step('2')),
      refusal('roaming.member.state', /suspended now/),
    )
    await priya.perform(resumeMember, { member: at.member.dover, version: '2' })
    const left = await priya.perform(leaveFederation, step('3'))
    assert.deepEqual(left, { code: 'dover', realms: 1, servers: 1, links: 1 })
    assert.deepEqual(await contactsOf({ db: db.db }, [at.member.dover]), [])
    await assert.rejects(molly.perform(describeMember, { member: at.member.dover, version: '4' }), {
      kind: 'forbidden',
    })
    // The realm is free again, and its address too.
    await at.contact('medway', at.person.helena, 'technical')
    const helena = at.house.as(at.person.helena)
    await helena.perform(claimRealm, { member: at.member.medway, realm: 'dover.gov.uk' })
    await helena.perform(addServer, {
      ...SERVER,
      member: at.member.medway,
      code: 'medway-1',
      address: '10.9.0.1',
    })
    assert.equal(
      (await priya.perform(inviteMember, { organisation: at.organisation.dover })).id,
      at.member.dover,
    )
  },
)

database.test('the federation is set up once, with settings that are refused together', async (db) => {
  const at = await there(db)
  const priya = at.house.as(at.person.priya)
  const said = {
    name: 'Kent govroam',
    ssid: 'govroam',
    operatorRealm: 'roaming.kent.gov.uk',
    country: 'gb',
    traceDays: '92',
    lookupDays: '28',
    rotateDays: '365',
  }
  await assert.rejects(
    priya.perform(setUpFederation, { ...said, organisation: at.organisation.kcc }),
    refusal('roaming.federation.there'),
  )
  await assert.rejects(
    priya.perform(editFederation, {
      ...said,
      operatorRealm: 'no',
      networks: '10.0.0.1/8',
      resolvers: 'dns.kent',
      probeAddress: '127.0.0.1',
      version: '1',
    }),
    (error: unknown) => {
      assert.deepEqual(faultsOf(error).toSorted(), ['networks', 'operatorRealm', 'probeAddress', 'resolvers'])
      return true
    },
  )
  await assert.rejects(
    priya.perform(editFederation, { ...said, operatorRealm: 'kent.gov.uk', version: '1' }),
    refusal('roaming.federation.realm'),
  )
  await priya.perform(editFederation, {
    ...said,
    networks: '10.0.0.0/8\n2001:db8::/32',
    probeAddress: '10.0.0.9',
    version: '1',
  })
  const federation = await federationOf(db.db)
  assert.deepEqual(
    [federation?.country, federation?.probe_address, federation?.networks],
    ['GB', '10.0.0.9', ['10.0.0.0/8', '2001:db8::/32']],
  )
  // RADIUS knows who asks by the address: probes and servers have their own.
  const server = { ...SERVER, member: at.member.dover, code: 'dover-1' }
  const molly = at.house.as(at.person.molly)
  await assert.rejects(
    molly.perform(addServer, { ...server, address: '10.0.0.9' }),
    refusal('roaming.server.said', /Our own probes/),
  )
  // Without a proxy any kind of address may be the first; what the proxies cannot reach is refused.
  await proxy(at, 'proxy-9', '10.0.0.20')
  await assert.rejects(
    molly.perform(addServer, { ...server, address: '2001:db8::10' }),
    refusal('roaming.server.said', /proxies have no IPv6 address/),
  )
  await molly.perform(addServer, { ...server, address: '10.0.0.10' })
  await assert.rejects(
    priya.perform(editFederation, {
      ...said,
      networks: '10.0.0.0/8',
      probeAddress: '10.0.0.10',
      version: '2',
    }),
    refusal('roaming.federation.probe', /dover-1/),
  )
  await assert.rejects(
    priya.perform(inviteMember, { organisation: at.organisation.swale, code: 'portal' }),
    refusal('roaming.member.reserved'),
  )
  await assert.rejects(priya.perform(appointOperator, { person: at.person.ravi }), { kind: 'forbidden' })
  await at.house.operator.perform(appointOperator, { person: at.person.ravi })
  assert.equal((await operatorsOf({ db: db.db })).length, 2)
})

database.test('the names of access points stand at one site, and a site is its own body’s', async (db) => {
  const at = await there(db)
  const make = async (code: string, organisation: string) =>
    (await at.house.operator.perform(createSite, { code, organisation, name: code, town: 'Dover' })).id
  const [one, two, foreign] = [
    await make('harbour', at.organisation.dover),
    await make('castle', at.organisation.dover),
    await make('gate', at.organisation.kcc),
  ]
  const molly = at.house.as(at.person.molly)
  const list = (site: string, more = {}) =>
    molly.perform(listLocation, { member: at.member.dover, site, isPublic: 'yes', ...more })
  await assert.rejects(list(foreign), refusal('roaming.location.site'))
  await list(one, { nasIdentifiers: 'ap-1\nap-2' })
  await assert.rejects(
    list(two, { nasIdentifiers: 'ap-2' }),
    refusal('roaming.location.nas', /another site of yours already/),
  )
  await assert.rejects(list(one), refusal('roaming.location.listed'))
  // Another member’s names are its own affair, and are not told by a refusal.
  await at.house.operator.perform(listLocation, {
    member: at.member.kcc,
    site: foreign,
    isPublic: 'no',
    nasIdentifiers: 'ap-1',
  })
  const { rows: found } = await sql<{ keys: string[] }>`
    select audience.keys from platform.search_entry entry join platform.search_audience audience on audience.id = entry.audience_id
    where entry.id = ${foreign} and entry.kind = 'roaming.location'`.execute(db.db)
  assert.ok(found.length === 1 && found[0]!.keys.every((key) => key.startsWith('roaming.federation.read')))
  await sql`update roaming.location set from_on = '2030-01-01' where site_id = ${foreign}`.execute(db.db)
  await at.house.operator.perform(endLocation, { site: foreign, version: '1' })
  await list(two, { isPublic: 'no' })
  const names = async (reader: Parameters<typeof locationsSeen>[0]) =>
    (await locationsSeen(reader)).map((site) => site.name)
  assert.deepEqual(await names(await at.house.visitor.reader()), ['harbour'])
  assert.deepEqual(await names(await at.house.as(at.person.ravi).reader()), ['castle', 'harbour'])
  await molly.perform(describeLocation, { site: one, isPublic: 'no', version: '1' })
  assert.deepEqual(await names(await at.house.visitor.reader()), [])
})

database.test('the facts of many members come in one statement', async (db) => {
  const at = await there(db)
  assert.equal((await boardingFacts({ db: db.db })).size, 3)
  assert.equal((await boardingFacts({ db: db.db }, [at.member.kcc])).get(at.member.kcc)?.provenRealms, 1)
})

const kind = (name: string) => registerFiles.find((one) => one.kind === name)!

const load = (at: RoamingCounty, name: string, rows: readonly Readonly<Record<string, string>>[]) =>
  at.house.operator.perform(
    action({
      name: 'roaming.member.invite',
      title: 'Load',
      doors: ['command'],
      fields: {},
      async run(inside) {
        const result = await kind(name).load(
          inside,
          rows.map((cells, nth) => ({ line: nth + 2, cells })),
          {},
        )
        return { subject: null, result }
      },
    }),
    {},
  )

database.test(
  'a register comes in by files, twice without a difference, and every wrong line is named',
  async (db) => {
    const at = await there(db)
    const members = [
      {
        organisation: 'swale',
        state: 'live',
        technical: 'noor@swale.example',
        secrets: 'noor@swale.example',
      },
      { organisation: 'dover', helpdesk_mail: 'help@dover.example' },
    ]
    const first = await load(at, 'roaming-members', members)
    assert.deepEqual([first.created, first.changed, first.faults], [1, 1, []])
    assert.equal((await load(at, 'roaming-members', members)).unchanged, 2)
    const wrong = await load(at, 'roaming-members', [
      { organisation: 'nobody' },
      { organisation: 'swale', technical: 'helena@medway.example' },
      { organisation: 'medway', code: 'dover' },
    ])
    assert.deepEqual(
      wrong.faults.map((one) => one.line),
      [2, 3, 4, 4],
    )
    const realms = [
      { member: 'swale', realm: 'Swale.gov.uk', evidence: 'The register of the former federation' },
      { member: 'swale', realm: 'staff.swale.gov.uk' },
    ]
    assert.equal((await load(at, 'roaming-realms', realms)).created, 2)
    assert.equal((await load(at, 'roaming-realms', realms)).unchanged, 2)
    const taken = await load(at, 'roaming-realms', [
      { member: 'swale', realm: 'x.dover.gov.uk' },
      { member: 'swale', realm: 'a.example.org' },
      { member: 'medway', realm: 'b.a.example.org' },
      { member: 'medway', realm: 'no' },
    ])
    assert.deepEqual(
      taken.faults.map((one) => one.line),
      [2, 4, 5],
    )
    const servers = [
      { code: 'county-1', place: 'federation', address: '10.1.0.1', state: 'live' },
      { code: 'swale-1', member: 'swale', address: '10.9.0.1', engine: 'nps', state: 'live' },
    ]
    assert.equal((await load(at, 'roaming-servers', servers)).created, 2)
    assert.equal((await load(at, 'roaming-servers', servers)).unchanged, 2)
    assert.equal((await linksOf({ db: db.db })).length, 1)
    const twice = await load(at, 'roaming-servers', [
      { code: 'swale-2', member: 'swale', address: '10.9.0.1' },
      { code: 'swale-3', member: 'swale', address: '10.9.0.0/24' },
      { code: 'swale-4', address: '10.9.0.4' },
    ])
    assert.deepEqual(
      twice.faults.map((one) => one.line),
      [2, 3, 4],
    )
  },
)

database.test(
  'a file neither moves a server to another body nor undoes what a person decided',
  async (db) => {
    const at = await there(db)
    await load(at, 'roaming-members', [
      {
        organisation: 'swale',
        state: 'live',
        technical: 'noor@swale.example',
        secrets: 'noor@swale.example',
      },
    ])
    const server = { code: 'swale-1', member: 'swale', address: '10.9.0.1' }
    await load(at, 'roaming-servers', [server])
    const moved = await load(at, 'roaming-servers', [{ ...server, member: 'dover' }])
    assert.match(moved.faults[0]?.message ?? '', /belongs to Swale .* never changes hands/)
    await sql`update roaming.member set state = 'suspended' where code = 'swale'`.execute(db.db)
    const back = await load(at, 'roaming-members', [{ organisation: 'swale', state: 'live' }])
    assert.match(back.faults[0]?.message ?? '', /is suspended/)
    const { rows: mails } = await sql<{ mail: string; id: string }>`
    select person.mail, person.id from organisations.person person join organisations.employment post on post.person_id = person.id
    join organisations.organisation body on body.id = post.organisation_id where body.code = 'dover' order by person.mail`.execute(
      db.db,
    )
    const [first, second] = mails
    assert.ok(first !== undefined && second !== undefined)
    assert.deepEqual(
      (await load(at, 'roaming-members', [{ organisation: 'dover', secrets: first.mail }])).faults,
      [],
    )
    const another = await load(at, 'roaming-members', [{ organisation: 'dover', secrets: second.mail }])
    assert.match(another.faults[0]?.message ?? '', /shown to somebody else already/)
  },
)
