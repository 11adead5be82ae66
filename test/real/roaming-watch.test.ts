// The watch over real FreeRADIUS servers: each part is broken in turn, and the verdict names it within ten minutes by the
// test's clock, and nothing else.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { modules } from '#app/modules.ts'
import { action } from '#platform/actions/index.ts'
import { sql, type Db } from '#platform/database/index.ts'
import { field } from '#platform/fields/index.ts'
import { tryLogin } from '#platform/radius/index.ts'
import { secret } from '#platform/secrets/index.ts'
import { systemClock } from '#platform/time/index.ts'
import type { FederationModel } from '#modules/roaming/rules/model.ts'
import { look } from '#modules/roaming/watching/looking.ts'
import { testAuthority } from '#test/support/certificates.ts'
import { county } from '#test/support/county.ts'
import { committedDatabase } from '#test/support/database.ts'
import { linked, PROBE_AT, serverModel } from '#test/support/federation-model.ts'
import { PASSWORD, startFederation, withoutPrograms, type Federation } from '#test/support/federation.ts'
import { testHouse, type TestHouse } from '#test/support/house.ts'

const BODIES: Readonly<Record<string, string>> = { kent: 'kcc', medway: 'medway', police: 'swale' }

/** A second proxy beside the county's, for the members only. */
const withTwoProxies =
  (block: string) =>
  (model: FederationModel): FederationModel => {
    const members = model.members.flatMap((one) => one.servers)
    return {
      ...model,
      proxies: [...model.proxies, serverModel(block, 2, 'county-2', { place: 'federation' })],
      links: [...model.links, ...members.map(({ id }) => linked(id, 'county-2'))],
    }
  }

type World = {
  readonly db: Db
  readonly house: TestHouse
  readonly federation: Federation
  readonly block: string
  keep(owner: string, words: string): Promise<void>
}

const keepIt = action({
  name: 'roaming.test.keep',
  title: 'Keep',
  doors: [],
  fields: { owner: field.text('Owner'), words: field.text('Words') },
  async run(inside, { owner, words }) {
    await inside.keepSecret({ owner, name: 'value', value: secret(words) })
    return { subject: null, result: undefined }
  },
})

/** The running federation as a register that is watched; ids by code. */
async function registered(db: Db, federation: Federation, block: string): Promise<World> {
  const there = await county({ db })
  const house = testHouse({ db }, modules, systemClock.now().toString())
  const keep = async (owner: string, words: string): Promise<void> =>
    void (await house.system.perform(keepIt, { owner, words }))
  const { model } = federation
  const on = '2026-01-05'
  await sql`insert into roaming.federation (id, name, organisation_id, operator_realm, probe_address)
    values (gen_random_uuid(), 'Govroam', ${there.organisation.kcc}, 'county.test', ${`${block}.${PROBE_AT}`})`.execute(
    db,
  )
  await sql`insert into roaming.operator (id, person_id, from_on)
    values (gen_random_uuid(), ${there.person.priya}, ${on})`.execute(db)
  const place = async (one: FederationModel['proxies'][number], memberId: string | null): Promise<void> => {
    const id = crypto.randomUUID()
    await sql`insert into roaming.server (id, place, member_id, code, name, address, auth_port, next_port, status_port, state)
      values (${id}, ${one.place}, ${memberId}, ${one.code}, ${one.code}, ${one.address}, ${one.authPort}, ${one.nextPort},
        ${one.statusPort}, 'live')`.execute(db)
    await keep(`roaming.portal:${id}`, federation.secretOf(`roaming.portal:${one.code}`))
  }
  for (const one of [...model.proxies, ...model.upstream]) await place(one, null)
  for (const member of model.members) {
    const id = crypto.randomUUID()
    const body = there.organisation[BODIES[member.code] as 'kcc']
    await sql`insert into roaming.member (id, organisation_id, code, state) values (${id}, ${body}, ${member.code}, 'live')`.execute(
      db,
    )
    await sql`insert into roaming.trust (id, member_id, purpose, pem, subject, fingerprint, not_before, not_after, added_at)
      values (gen_random_uuid(), ${id}, 'eap', ${testAuthority(member.code).pem}, 'CN', ${member.code}, ${on}, '2036-01-01', ${on})`.execute(
      db,
    )
    await sql`insert into roaming.profile (id, member_id, methods, server_names, display_name)
      values (gen_random_uuid(), ${id}, '{ttls-pap}', ${[`radius.${member.code}.test`]}, ${member.code})`.execute(
      db,
    )
    for (const server of member.servers) await place(server, id)
    for (const name of member.realms) {
      const [realm, account] = [crypto.randomUUID(), crypto.randomUUID()]
      await sql`insert into roaming.realm (id, member_id, name, shown, state, challenge, claimed_at, proven_at)
        values (${realm}, ${id}, ${name}, ${name}, 'proven', 'x', ${on}, ${on})`.execute(db)
      await sql`insert into roaming.test_account (id, member_id, realm_id, user_name, made_at)
        values (${account}, ${id}, ${realm}, 'alice', ${on})`.execute(db)
      await keep(`roaming.account:${account}`, PASSWORD)
    }
  }
  return { db, house, federation, block, keep }
}

const open = async ({ db }: World): Promise<string[]> =>
  (
    await sql<{ key: string }>`
      select concat_ws(' ', trouble.part, member.code, server.code, realm.name) as key from roaming.trouble trouble
      left join roaming.member member on member.id = trouble.member_id
      left join roaming.server server on server.id = trouble.server_id
      left join roaming.realm realm on realm.id = trouble.realm_id
      where trouble.closed_at is null order by 1`.execute(db)
  ).rows.map((row) => row.key)

/** Looks minute by minute until what is open is this; how many minutes it took. */
async function until(world: World, wanted: readonly string[], most = 10): Promise<number> {
  const before = await open(world)
  for (let minute = 1; minute <= most; minute += 1) {
    world.house.clock.advance({ minutes: 1 })
    await look(world.house.errand)
    const now = await open(world)
    if (JSON.stringify(now) === JSON.stringify(wanted)) return minute
    assert.ok(
      now.every((one) => wanted.includes(one) || before.includes(one)),
      `blamed ${now.join(' and ')}, not ${wanted.join(' and ')}`,
    )
  }
  assert.deepEqual(await open(world), wanted, `not within ${most} minutes`)
  return most
}

/** Waits until both proxies believe that a member's server is back, which takes them three answers, six seconds apart. */
async function passes({ federation }: World, member: string): Promise<void> {
  const until = performance.now() + 60_000
  const question = {
    userName: `alice@${member}.gov.uk`,
    password: PASSWORD,
    outer: `anonymous@${member}.gov.uk`,
    trust: [testAuthority(member).pem],
    serverNames: [`radius.${member}.test`],
    timeoutMs: 2000,
  }
  for (const proxy of ['county', 'county-2'])
    for (;;) {
      const { outcome } = await tryLogin(federation.target(proxy), question)
      if (outcome === 'accepted') break
      if (performance.now() > until) throw new Error(`${proxy} lets nobody of ${member} through again.`)
    }
}

/** Stops and starts servers; starting one that runs does nothing. */
function servers({ federation }: World) {
  const stopped = new Set<string>()
  return {
    async stop(code: string): Promise<void> {
      stopped.add(code)
      await federation.stop(code)
    },
    async start(code: string): Promise<void> {
      if (stopped.delete(code)) await federation.start(code)
    },
  }
}

type Watching = (name: string, run: (world: World) => Promise<string | void>) => void

/** Scenes over one federation of their own, one after the other, each with a database of its own. */
function scenes(block: string, tell: (watching: Watching) => void): void {
  describe(`over ${block}`, { concurrency: 1 }, () => {
    let started: Promise<Federation> | undefined
    const federation = (): Promise<Federation> =>
      (started ??= startFederation(null, { block, register: withTwoProxies(block) }))
    after(async () => (await started)?.close())
    tell((name, run) => {
      test(name, async (t) => {
        const [there, { db }] = await Promise.all([federation(), committedDatabase(t)])
        const world = await registered(db, there, block)
        await look(world.house.errand)
        const { rows } = await sql<{ what: string }>`
          select concat_ws(' ', watch.kind, server.code, realm.name, watch.found, watch.words) as what from roaming.watch watch
          left join roaming.server server on server.id = coalesce(watch.server_id, watch.through_id)
          left join roaming.realm realm on realm.id = watch.realm_id
          where watch.outcome <> 'good' or watch.found is null`.execute(db)
        assert.deepEqual(rows, [], 'all is well at first')
        const said = await run(world)
        if (typeof said === 'string') t.diagnostic(said)
      })
    })
  })
}

// Most of the time is spent waiting for somebody who does not answer, so the long scenes wait side by side.
describe('the watch over real servers', { skip: withoutPrograms, concurrency: 3 }, () => {
  scenes('127.67.2', (watching) => {
    watching(
      'G8: Medway’s server is stopped: its home RADIUS is named, the federation is not',
      async (world) => {
        const { stop, start } = servers(world)
        await stop('medway-1')
        try {
          const minutes = await until(world, ['home-radius medway'])
          for (let more = 0; more < 3; more += 1) await until(world, ['home-radius medway'], 1)
          await start('medway-1')
          await passes(world, 'medway')
          const back = await until(world, [])
          await until(world, [], 1)
          return `named after ${minutes} minutes, over after ${back}`
        } finally {
          await start('medway-1')
        }
      },
    )
  })

  scenes('127.67.3', (watching) => {
    watching('one proxy of two is stopped: degraded; both: the federation, once', async (world) => {
      const { stop, start } = servers(world)
      await stop('county-2')
      try {
        const one = await until(world, ['federation county-2'])
        await stop('county')
        const all = await until(world, ['federation', 'federation county-2'])
        await start('county')
        await until(world, ['federation county-2'])
        await start('county-2')
        await until(world, [])
        return `one after ${one} minutes, all after ${all}`
      } finally {
        await start('county')
        await start('county-2')
      }
    })
  })

  scenes('127.67.1', (watching) => {
    watching(
      'all is well: every server, every certificate, every login through both proxies',
      async ({ db }) => {
        const { rows } = await sql<{ kind: string; many: number }>`
      select kind, count(*)::int as many from roaming.watch group by kind order by kind`.execute(db)
        assert.deepEqual(rows, [
          { kind: 'certificate', many: 4 },
          { kind: 'login', many: 8 },
          { kind: 'status', many: 7 },
        ])
        const seen = await sql<{ realm: string; names: string[] }>`
      select realm.name as realm, certificate.names from roaming.certificate_seen seen
      join roaming.certificate certificate on certificate.id = seen.certificate_id
      join roaming.realm realm on realm.id = seen.realm_id where realm.name = 'medway.gov.uk'`.execute(db)
        assert.deepEqual(seen.rows, [{ realm: 'medway.gov.uk', names: ['radius.medway.test'] }])
      },
    )

    watching(
      'a wrong password is the test account; all of Kent’s at once are its directory',
      async (world) => {
        const { rows } = await sql<{ id: string; realm: string }>`
      select account.id, realm.name as realm from roaming.test_account account
      join roaming.realm realm on realm.id = account.realm_id`.execute(world.db)
        const setAll = async (words: string, which: RegExp): Promise<void> => {
          for (const one of rows.filter(({ realm }) => which.test(realm)))
            await world.keep(`roaming.account:${one.id}`, words)
        }
        await setAll('another one', /medway/)
        const account = await until(world, ['test-account medway medway.gov.uk'])
        await setAll(PASSWORD, /medway/)
        await until(world, [])
        await setAll('another one', /^(?:staff\.)?kent\.gov\.uk$/)
        const directory = await until(world, ['home-directory kent'])
        await setAll(PASSWORD, /kent/)
        await until(world, [])
        return `the account after ${account} minutes, the directory after ${directory}`
      },
    )

    watching('the national operator’s server is stopped: upstream, and nobody of ours', async (world) => {
      const { stop, start } = servers(world)
      await stop('national')
      try {
        const minutes = await until(world, ['upstream'])
        await start('national')
        await until(world, [])
        return `after ${minutes} minutes`
      } finally {
        await start('national')
      }
    })

    watching('no server knows our address any more: our own side', async (world) => {
      await sql`update roaming.federation set probe_address = ${`${world.block}.77`}`.execute(world.db)
      const minutes = await until(world, ['probe'])
      await sql`update roaming.federation set probe_address = ${`${world.block}.${PROBE_AT}`}`.execute(
        world.db,
      )
      await until(world, [])
      return `after ${minutes} minutes`
    })
  })
})
