// A whole look over the network, against small servers in this process: what is asked, what is kept, what is not sent.
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { createServer, type TlsOptions } from 'node:tls'
import { sql, type Database, type Db } from '#platform/database/index.ts'
import { systemClock } from '#platform/time/index.ts'
import { testAuthority, type Wanted } from '#test/support/certificates.ts'
import { countyDatabase } from '#test/support/county.ts'
import { FAKE_NAME, fakeServer, type FakeServer } from '#test/support/radius.ts'
import { watchedFederation, type WatchedFederation } from '#test/support/watched.ts'
import { certificatesShown, placesUnseen } from './queries/certificates.ts'
import { stateOf } from './queries/watch.ts'
import { look } from './watching/looking.ts'

const database = countyDatabase()
const CODES = ['proxy-1', 'proxy-2', 'kcc-1', 'medway-1', 'swale-1'] as const
const SECRET = 'a secret of tests'
const REALMS = ['kcc', 'medway', 'swale'] as const

type Network = { readonly world: WatchedFederation; readonly fakes: ReadonlyMap<string, FakeServer> }

/** Proxies that are homes of all realms at once: what stands behind them is not this test's concern. */
async function network({ db }: Pick<Database, 'db'>, t: TestContext): Promise<Network> {
  const fakes = new Map<string, FakeServer>()
  for (const [at, code] of CODES.entries()) {
    const accounts = Object.fromEntries(
      REALMS.map((realm) => [`watch@${realm}.example`, `password of ${realm}`]),
    )
    fakes.set(code, await fakeServer({ address: `127.67.3.${at + 1}`, accounts, secret: SECRET }, t))
  }
  const world = await watchedFederation(
    { db },
    {
      probeAddress: '127.67.3.100',
      at: (code) => {
        const { target } = fakes.get(code)!
        return { address: target.address, port: target.port }
      },
    },
  )
  world.house.clock.set(systemClock.now().toString())
  for (const code of CODES) await world.keep(`roaming.portal:${world.server[code]}`, SECRET)
  for (const realm of REALMS) {
    await world.keep(`roaming.account:${world.account[realm]}`, `password of ${realm}`)
    await sql`insert into roaming.trust (id, member_id, purpose, pem, subject, fingerprint, not_before, not_after, added_at)
      values (gen_random_uuid(), ${world.member[realm]}, 'eap', ${testAuthority().pem}, 'CN', 'x', '2026-01-01', '2036-01-01',
        '2026-01-01')`.execute(db)
    await sql`insert into roaming.profile (id, member_id, methods, server_names, display_name)
      values (gen_random_uuid(), ${world.member[realm]}, '{ttls-pap}', ${[FAKE_NAME]}, ${realm})`.execute(db)
  }
  return { world, fakes }
}

const found = async ({ db }: Pick<Database, 'db'>, kind: string) =>
  (
    await sql<{ what: string; words: string | null }>`
      select concat_ws(' ', realm.name, server.code, watch.found) as what, watch.words from roaming.watch watch
      left join roaming.realm realm on realm.id = watch.realm_id left join roaming.server server on server.id = watch.server_id
      where watch.kind = ${kind} and (watch.through_id is null or watch.through_id in
        (select id from roaming.server where code = 'proxy-1')) order by 1`.execute(db)
  ).rows

database.test('a look asks every server, reads every certificate, signs in everywhere', async ({ db, t }) => {
  const { world, fakes } = await network({ db }, t)
  assert.deepEqual(await look(world.house.errand), { looked: 14 })
  assert.deepEqual(
    (await found({ db }, 'status')).map((one) => one.what),
    ['kcc-1 answered', 'medway-1 answered', 'proxy-1 answered', 'proxy-2 answered', 'swale-1 answered'],
  )
  assert.deepEqual(
    (await found({ db }, 'login')).map((one) => one.what),
    ['kcc.example accepted', 'medway.example accepted', 'swale.example accepted'],
  )
  const { rows } = await sql<{ many: number }>`
    select count(*)::int as many from roaming.certificate_seen where purpose = 'eap'`.execute(db)
  assert.deepEqual(rows, [{ many: 3 }], 'each realm’s certificate is kept')
  assert.equal(fakes.get('proxy-1')!.passwords() + fakes.get('proxy-2')!.passwords(), 6)
  assert.deepEqual(await look(world.house.errand), { looked: 0 }, 'nothing is due twice')
})

database.test('a password goes to nobody whose certificate is not vouched for', async ({ db, t }) => {
  const { world, fakes } = await network({ db }, t)
  await sql`update roaming.trust set pem = ${testAuthority('Another').pem} where member_id = ${world.member.medway}`.execute(
    db,
  )
  await sql`delete from roaming.trust where member_id = ${world.member.swale}`.execute(db)
  await look(world.house.errand)
  assert.deepEqual(
    (await found({ db }, 'login')).map((one) => one.what),
    ['kcc.example accepted', 'medway.example untrusted', 'swale.example no-trust'],
  )
  assert.equal(fakes.get('proxy-1')!.passwords(), 1)
})

database.test(
  'what stands in the way of watching is said, and no secret is in any words',
  async ({ db, t }) => {
    const { world } = await network({ db }, t)
    await sql`update roaming.test_account set method = 'peap-mschapv2' where id = ${world.account.kcc}`.execute(
      db,
    )
    await world.keep(`roaming.account:${world.account.medway}`, 'not the password')
    const path = process.env['PATH']
    await look(world.house.errand)
    process.env['PATH'] = path
    const logins = await found({ db }, 'login')
    assert.deepEqual(
      logins.map((one) => one.what),
      ['medway.example rejected', 'swale.example accepted'],
    )
    assert.doesNotMatch(JSON.stringify(logins), /password of|not the password|a secret of/)
    const [peap] = await found({ db }, 'login-peap')
    // Where eapol_test is installed it asks, and this server knows no PEAP.
    assert.match(peap?.what ?? '', /^kcc\.example (?:no-program|no-method|rejected)$/)
  },
)

database.test('until the settings say where our probes come from, nothing is asked', async ({ db, t }) => {
  const { world, fakes } = await network({ db }, t)
  await sql`update roaming.federation set probe_address = null`.execute(db)
  await look(world.house.errand)
  assert.deepEqual(
    [...new Set((await found({ db }, 'status')).map((one) => one.what.split(' ')[1]))],
    ['no-address'],
  )
  assert.ok([...fakes.values()].every((one) => one.heard.length === 0))
})

const RADSEC = testAuthority('RadSec authority of tests')
/** A key takes longer to make than all that it is used for here. */
const KEY = RADSEC.issue({ names: ['key.radius.example'] })
const tlsName = (code: string) => `${code}.radius.example`

/** A server that speaks RadSec as far as its certificate; its port. */
async function radsecServer(t: TestContext, address: string, wanted: Wanted, more: TlsOptions = {}) {
  const { certificate, key } = RADSEC.issue({ ...wanted, keyOf: KEY })
  const server = createServer({ cert: certificate, key, ...more }).on('tlsClientError', () => undefined)
  await new Promise<void>((done) => server.listen(0, address, done))
  t.after(() => void server.close())
  const at = server.address()
  return at !== null && typeof at === 'object' ? at.port : 0
}

const named = (code: string) => ({
  names: [tlsName(code)],
  usages: ['server', 'client'] as const,
  days: 200,
})

/** The same federation over RadSec: one server is right, one another's, one over, one of the wrong kind, one not there. */
async function overRadsec(db: Db, t: TestContext): Promise<void> {
  const wanting = { requestCert: true, rejectUnauthorized: true, ca: [RADSEC.pem] }
  const over = { ...named('kcc-1'), startsAt: '2020-01-01T00:00:00Z' }
  const ports: Readonly<Record<(typeof CODES)[number], number>> = {
    'proxy-1': await radsecServer(t, '127.67.3.1', named('proxy-1'), { ...wanting, maxVersion: 'TLSv1.2' }),
    'proxy-2': await radsecServer(t, '127.67.3.2', named('proxy-1'), wanting),
    'kcc-1': await radsecServer(t, '127.67.3.3', over),
    'medway-1': await radsecServer(t, '127.67.3.4', { ...named('medway-1'), usages: ['client'] }),
    'swale-1': 9,
  }
  for (const code of CODES)
    await sql`update roaming.server set transport = 'radsec', tls_name = ${tlsName(code)}, radsec_port = ${ports[code]},
      answers_status = code <> 'medway-1' where code = ${code}`.execute(db)
  await sql`insert into roaming.link (id, lower_id, upper_id) select gen_random_uuid(), lower.id, upper.id
    from roaming.server lower, roaming.server upper where lower.place = 'member' and upper.place = 'federation'`.execute(
    db,
  )
  await sql`insert into roaming.trust (id, purpose, pem, subject, fingerprint, not_before, not_after, added_at)
    values (gen_random_uuid(), 'radsec', ${RADSEC.pem}, 'CN', 'r', '2026-01-01', '2036-01-01', '2026-01-01')`.execute(
    db,
  )
}

database.test(
  'what every RadSec server shows its neighbours is read each day, and kept with what is wrong',
  async ({ db, t }) => {
    const { world } = await network({ db }, t)
    await overRadsec(db, t)
    await sql`update roaming.test_account set ended_at = ${world.house.clock.now()}`.execute(db)
    await look(world.house.errand)
    assert.deepEqual(
      (await found({ db }, 'radsec')).map((one) => one.what),
      ['kcc-1 expired', 'medway-1 read', 'proxy-1 read', 'proxy-2 wrong-name', 'swale-1 refused'],
    )
    const priya = await world.house.as(world.person.priya).reader()
    const { rows } = await certificatesShown(priya, { purpose: 'radsec' })
    const wrong = rows.map((one) => [one.place, one.faults.map((fault) => fault.code).join(' ')])
    assert.deepEqual(Object.fromEntries(wrong), {
      'kcc-1': 'expired',
      'medway-1': 'no-server-usage',
      'proxy-1': '',
      'proxy-2': 'name-mismatch',
    })
    assert.deepEqual(await placesUnseen(priya), ['swale-1'], 'what is not there is not a bad certificate')
    const { rows: next } = await sql<{ what: string }>`
      select server.code || ' ' || round(extract(epoch from watch.next_at - watch.last_at) / 60) as what from roaming.watch watch
      join roaming.server server on server.id = watch.server_id where watch.kind = 'radsec' and watch.outcome = 'good' order by 1`.execute(
      db,
    )
    assert.deepEqual(
      next.map((row) => row.what),
      ['medway-1 5', 'proxy-1 1440'],
      'a day later, five minutes where it is the only sign of the server',
    )
    const { medway, swale } = world.member
    const states = await stateOf(priya, [medway, swale])
    const by = [states.get(medway)?.by, states.get(swale)?.by]
    assert.deepEqual(by, ['nothing', 'status'], 'that it shows a certificate is not that it answers')
    // One that shows more than is kept takes nothing from the others.
    const endless = Array.from({ length: 1900 }, (_, at) => `${at}.a-name-that-nobody-needs.radius.example`)
    const port = await radsecServer(t, '127.67.3.5', {
      ...named('swale-1'),
      names: [tlsName('swale-1'), ...endless],
    })
    await sql`update roaming.server set radsec_port = ${port} where code = 'swale-1'`.execute(db)
    await sql`update roaming.watch set next_at = ${world.house.clock.now()} where kind = 'radsec'`.execute(db)
    await look(world.house.errand)
    const radsec = (await found({ db }, 'radsec')).map((one) => one.what)
    assert.deepEqual(radsec.slice(-1), ['swale-1 read'])
    await sql`update roaming.federation set probe_address = '::1'`.execute(db)
    world.house.clock.advance({ minutes: 6 })
    await look(world.house.errand)
    const asked = (await found({ db }, 'status')).map((one) => one.what.split(' ')[1])
    assert.deepEqual([...new Set(asked)], ['no-common-address'])
  },
)
