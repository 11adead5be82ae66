// A whole look over the network, against small servers in this process: what is asked, what is kept, what is not sent.
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { sql, type Database } from '#platform/database/index.ts'
import { systemClock } from '#platform/time/index.ts'
import { testAuthority } from '#test/support/certificates.ts'
import { countyDatabase } from '#test/support/county.ts'
import { FAKE_NAME, fakeServer, type FakeServer } from '#test/support/radius.ts'
import { watchedFederation, type WatchedFederation } from '#test/support/watched.ts'
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
