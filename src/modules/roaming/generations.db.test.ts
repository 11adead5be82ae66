// Generations over a database undone after each test: made from the register, approved by somebody else, published,
// fetched by a server's own agent, brought back.
import assert from 'node:assert/strict'
import { createPublicKey } from 'node:crypto'
import { sql } from '#platform/database/index.ts'
import { duty } from '#platform/module/index.ts'
import { countyDatabase } from '#test/support/county.ts'
import {
  addRealm,
  addServer,
  agentOf,
  approved,
  checked,
  published,
  saying,
  smallFederation,
  versionOf,
} from '#test/support/generations.ts'
import { enrolAgent, revokeAgent } from './actions/agents.ts'
import { agentCollect, agentObserve, agentReport, agentWanted } from './actions/bundles.ts'
import { generateFederation } from './actions/generating.ts'
import {
  applyFederation,
  approveFederation,
  rollbackFederation,
  withdrawFederation,
} from './actions/publishing.ts'
import { checkFederation, recordCheck } from './actions/recording-checks.ts'
import { COLLECT } from './devices.ts'
import { agentStates } from './queries/agents.ts'
import { generationByNumber } from './queries/generations.ts'
import { readRegister } from './queries/model.ts'
import { targetsOf } from './queries/targets.ts'
import { faultsOf, renderMember } from './rules/engines/index.ts'
import { isSigned } from './signing.ts'

const database = countyDatabase()
const code = (expected: string) => ({ code: expected })

database.test('a first generation holds every server, its secrets made, and says so', async (db) => {
  const at = await smallFederation(db)
  const made = await at.house.as(at.person.priya).perform(generateFederation, { because: 'Begin' })
  assert.deepEqual([made.number, made.servers, made.changed], [1, 3, 3])
  assert.match(made.changes[0]?.what ?? '', /1 proxy, 2 members with 2 realms and 2 servers/)
  assert.deepEqual(at.house.queued, [
    { job: 'roaming.generation.check', ids: { generation: made.generation } },
  ])
  const { rows } = await sql<{ state: string }>`select state from roaming.credential`.execute(db.db)
  assert.deepEqual(
    rows.map((row) => row.state),
    ['standing', 'standing'],
  )
})

database.test('an unchanged register gives no second generation unless it is asked for', async (db) => {
  const at = await smallFederation(db)
  const priya = at.house.as(at.person.priya)
  await priya.perform(generateFederation, {})
  await assert.rejects(priya.perform(generateFederation, {}), code('roaming.generation.pending'))
  await at.house.as(at.person.priya).perform(withdrawFederation, { number: 1, version: 1 })
  await published(at)
  await assert.rejects(priya.perform(generateFederation, {}), code('roaming.generation.unchanged'))
  const again = await priya.perform(generateFederation, { again: 'yes' })
  assert.deepEqual([again.number, again.changed, again.changes], [3, 0, []])
})

database.test('only the packs that changed are new, and the change is told in words', async (db) => {
  const at = await smallFederation(db)
  await published(at)
  await addRealm(db, at.member.medway, 'staff.medway.gov.uk')
  await addRealm(db, at.member.dover, 'unproven.example', 'claimed')
  const made = await at.house.as(at.person.priya).perform(generateFederation, {})
  assert.deepEqual(made.changes, [{ server: 'medway', what: 'The realm staff.medway.gov.uk is added' }])
  assert.deepEqual(made.leftOut, [{ what: 'The realm unproven.example', why: 'it is not proven by DNS yet' }])
  const targets = await targetsOf(await at.house.system.reader(), made.generation)
  assert.deepEqual(
    targets.map((one) => [one.server_code, one.check_state]),
    [
      ['county-a', 'waiting'],
      ['dover-1', 'unchanged'],
      ['medway-1', 'waiting'],
    ],
  )
})

database.test('what is planned, suspended or without servers is left out and named', async (db) => {
  const at = await smallFederation(db)
  await addServer(db, at.member.medway, 'medway-2', '127.64.1.2', { state: 'planned' })
  await sql`update roaming.member set state = 'suspended' where code = 'dover'`.execute(db.db)
  const { model, leftOut } = await readRegister(await at.house.system.reader(), at.house.clock.now())
  assert.deepEqual(
    model.members.map((one) => [one.code, one.servers.map((server) => server.code)]),
    [['medway', ['medway-1']]],
  )
  assert.deepEqual(
    model.links.map((one) => one.id),
    [at.link.medway],
  )
  assert.deepEqual(leftOut, [
    { what: 'The member dover', why: 'it is suspended' },
    { what: 'The server medway-2', why: 'it is planned, not live' },
  ])
})

database.test('G3: a generation whose check failed is faulty and cannot be approved', async (db) => {
  const at = await smallFederation(db)
  const made = await checked(at, ['medway-1'])
  assert.equal(made.state, 'faulty')
  await assert.rejects(
    at.house.as(at.person.marcus).perform(approveFederation, { number: 1, version: await versionOf(at, 1) }),
    code('roaming.generation.not-checked'),
  )
  await at.house.as(at.person.priya).perform(checkFederation, { number: 1 })
  assert.equal((await generationByNumber(await at.house.system.reader(), 1)).state, 'drafted')
})

database.test('G3: somebody else than its maker approves, on the state that they saw', async (db) => {
  const at = await smallFederation(db)
  await checked(at)
  const version = await versionOf(at, 1)
  const priya = at.house.as(at.person.priya)
  const marcus = at.house.as(at.person.marcus)
  await assert.rejects(
    priya.perform(approveFederation, { number: 1, version }),
    code('roaming.generation.same-hand'),
  )
  await assert.rejects(
    marcus.perform(approveFederation, { number: 1, version: version - 1 }),
    code('roaming.record.stale'),
  )
  await marcus.perform(approveFederation, { number: 1, version })
  await assert.rejects(priya.perform(applyFederation, { number: 1, version }), code('roaming.record.stale'))
})

database.test('G3: neither one user of the machine nor one human is two people', async (db) => {
  const at = await smallFederation(db)
  const made = await at.house.operator.perform(generateFederation, { as: 'Priya@kcc.example' })
  const targets = await targetsOf(await at.house.system.reader(), made.generation)
  await at.house.system.perform(recordCheck, {
    generation: made.generation,
    found: targets.map((one) => ({ server: one.server_id, state: 'passed', words: null })),
  })
  const version = await versionOf(at, 1)
  const priya = at.house.as(at.person.priya)
  for (const sameHand of [
    at.house.operator.perform(approveFederation, { number: 1, version, as: 'marcus@kcc.example' }),
    priya.perform(approveFederation, { number: 1, version }),
  ])
    await assert.rejects(sameHand, code('roaming.generation.same-hand'))
  await at.house.as(at.person.marcus).perform(approveFederation, { number: 1, version })
  const kept = await generationByNumber(await at.house.system.reader(), 1)
  assert.deepEqual(
    [kept.made_by, kept.made_by_user, kept.approved_by, kept.approved_by_user],
    [at.person.priya, 'tester', at.person.marcus, null],
  )
})

database.test('at the machine it is said for whom, on a page it is not', async (db) => {
  const at = await smallFederation(db)
  const { operator } = at.house
  await assert.rejects(operator.perform(generateFederation, {}), code('roaming.generation.for-nobody'))
  for (const as of ['helena@medway.example', 'nobody@kcc.example'])
    await assert.rejects(operator.perform(generateFederation, { as }), code('roaming.generation.for-nobody'))
  await assert.rejects(
    at.house.as(at.person.priya).perform(generateFederation, { as: 'marcus@kcc.example' }),
    code('roaming.generation.as-yourself'),
  )
})

database.test('what is not approved is not published, nor what the register has overtaken', async (db) => {
  const at = await smallFederation(db)
  await checked(at)
  const priya = at.house.as(at.person.priya)
  const current = async () => ({ number: 1, version: await versionOf(at, 1) })
  await assert.rejects(
    priya.perform(applyFederation, await current()),
    code('roaming.generation.not-approved'),
  )
  await at.house.as(at.person.marcus).perform(approveFederation, await current())
  await addRealm(db, at.member.medway, 'staff.medway.gov.uk')
  await assert.rejects(
    priya.perform(applyFederation, await current()),
    code('roaming.generation.register-moved'),
  )
  const applied = await priya.perform(applyFederation, { ...(await current()), moved: 'yes' })
  assert.deepEqual(applied, { number: 1, state: 'published', signed: 3, replaced: null })
})

database.test('an older one than what is published is not published any more', async (db) => {
  const at = await smallFederation(db)
  await approved(at)
  await addRealm(db, at.member.medway, 'staff.medway.gov.uk')
  await published(at)
  await assert.rejects(
    at.house
      .as(at.person.priya)
      .perform(applyFederation, { number: 1, version: await versionOf(at, 1), moved: 'yes' }),
    code('roaming.generation.overtaken'),
  )
})

database.test('G5: an agent collects its own server’s signed files and nothing else', async (db) => {
  const at = await smallFederation(db)
  const made = await published(at)
  const agent = await agentOf(at, 'medway-1')
  assert.match(agent.token, /^cra_[\w-]{43}$/)
  const asked = await agent.acts.ask(agentWanted, {})
  assert.deepEqual([asked.collect, asked.number], [true, 1])
  const { wanted } = await agent.acts.perform(agentCollect, saying(at))
  assert.ok(wanted !== null)
  assert.deepEqual([wanted.server, wanted.number, wanted.engine], ['medway-1', 1, 'freeradius'])
  assert.equal(wanted.publicKey, agent.publicKey)
  const pinned = createPublicKey({
    key: Buffer.from(agent.publicKey, 'base64'),
    format: 'der',
    type: 'spki',
  })
  assert.ok(isSigned(wanted, pinned))
  assert.ok(!isSigned({ ...wanted, number: 2 }, pinned), 'another number')
  assert.ok(!isSigned({ ...wanted, files: { ...wanted.files, 'clients.conf': '' } }, pinned), 'another file')
  assert.ok(!isSigned({ ...wanted, probes: [] }, pinned), 'other probes')
  const text = JSON.stringify(wanted)
  assert.doesNotMatch(text, /\{\{secret:/)
  const probe = wanted.probes.find((one) => one.proves !== null)
  assert.match(probe?.secret ?? '', /^[\w-]{43}$/)
  assert.equal(probe?.name, 'county-a')
  const after = await agent.acts.perform(agentCollect, saying(at, { running: made.generation }))
  assert.equal(after.wanted, null)
  assert.equal((await agent.acts.ask(agentWanted, { running: made.generation })).collect, false)
  const declined = await agent.acts.perform(agentCollect, saying(at, { declined: made.generation }))
  assert.equal(declined.wanted, null, 'what it rolled back from is not offered again')
})

database.test('an agent whose token is for another server, or revoked, gets nothing', async (db) => {
  const at = await smallFederation(db)
  await published(at)
  const medway = await agentOf(at, 'medway-1')
  const scope = { kind: 'server', id: at.server['dover-1'] ?? '' }
  const stranger = at.house.device(medway.agent, [{ permission: COLLECT, scope }])
  await assert.rejects(stranger.perform(agentCollect, saying(at)), code('platform.record.not-found'))
  await assert.rejects(
    at.house.as(at.person.priya).perform(agentCollect, saying(at), { door: 'api' }),
    code('platform.permission.missing'),
  )
  await at.house.as(at.person.helena).perform(revokeAgent, { server: 'medway-1' })
  await assert.rejects(medway.acts.perform(agentCollect, saying(at)), code('platform.record.not-found'))
})

database.test(
  'a clock more than five minutes off gets nothing, and the agent is in trouble for it',
  async (db) => {
    const at = await smallFederation(db)
    await published(at)
    const agent = await agentOf(at, 'medway-1')
    const sentAt = at.house.clock.now().add({ seconds: 301 }).toString()
    await assert.rejects(agent.acts.perform(agentCollect, { programVersion: '1', sentAt }), {
      code: 'roaming.agent.clock',
      message: /5 minutes ahead/,
    })
    await assert.rejects(
      agent.acts.perform(agentCollect, { programVersion: '1', sentAt: 'yesterday' }),
      code('roaming.agent.sent-at'),
    )
    const [state] = await agentStates(await at.house.system.reader())
    assert.deepEqual([state?.trouble, state?.clock_skew_seconds], ['clock', 301])
    await agent.acts.perform(agentCollect, saying(at))
    assert.equal((await agentStates(await at.house.system.reader()))[0]?.trouble, null)
  },
)

database.test(
  'a server whose files did not change is offered nothing, and runs what is published',
  async (db) => {
    const at = await smallFederation(db)
    const first = await published(at)
    const [medway, dover] = [await agentOf(at, 'medway-1'), await agentOf(at, 'dover-1')]
    for (const agent of [medway, dover]) {
      await agent.acts.perform(agentCollect, saying(at))
      await agent.acts.perform(agentReport, { generation: first.generation, outcome: 'applied' })
    }
    await addRealm(db, at.member.medway, 'staff.medway.gov.uk')
    const second = await published(at)
    const running = saying(at, { running: first.generation })
    assert.equal((await dover.acts.perform(agentCollect, running)).wanted, null)
    assert.equal((await dover.acts.ask(agentWanted, { running: first.generation })).collect, false)
    const { wanted } = await medway.acts.perform(agentCollect, running)
    assert.equal(wanted?.number, 2)
    const standing = async () =>
      (await agentStates(await at.house.system.reader())).map((one) => [
        one.server_code,
        one.running,
        one.wanted,
      ])
    assert.deepEqual(await standing(), [
      ['dover-1', 2, 2],
      ['medway-1', 1, 2],
    ])
    // Whoever comes to it later gets it as it was signed then.
    const fresh = await dover.acts.perform(agentCollect, saying(at))
    assert.deepEqual([fresh.wanted?.generation, fresh.wanted?.number], [first.generation, 1])
    assert.ok(fresh.wanted)
    const key = createPublicKey({
      key: Buffer.from(fresh.wanted.publicKey, 'base64'),
      format: 'der',
      type: 'spki',
    })
    assert.ok(isSigned(fresh.wanted, key))
    // What did not work there is offered anew with the next; and one that changes nothing is for everybody.
    await dover.acts.perform(agentReport, {
      generation: first.generation,
      outcome: 'rolled-back',
      words: 'x',
    })
    await addRealm(db, at.member.medway, 'more.medway.gov.uk')
    const third = await published(at)
    assert.deepEqual(
      (await dover.acts.perform(agentCollect, saying(at, { declined: first.generation }))).wanted?.generation,
      third.generation,
    )
    await medway.acts.perform(agentReport, { generation: third.generation, outcome: 'applied' })
    assert.deepEqual((await standing())[1], ['medway-1', 3, 3])
    const again = await published(at, { again: 'yes' })
    const { rows } = await sql<{ anew: number; all: number }>`
    select count(*) filter (where signed_id is null)::int as anew, count(*)::int as all
    from roaming.generation_target where generation_id = ${again.generation}`.execute(db.db)
    assert.deepEqual(rows, [{ anew: 3, all: 3 }])
    assert.notEqual(second.generation, third.generation)
  },
)

database.test('a change in the steps of a server set up by hand is offered to no agent', async (db) => {
  const at = await smallFederation(db)
  await sql`update roaming.server set engine = 'nps' where code = 'dover-1'`.execute(db.db)
  await published(at)
  await sql`update roaming.server set engine = 'ise' where code = 'dover-1'`.execute(db.db)
  const second = await published(at)
  const { rows } = await sql<{ code: string; stands: boolean }>`
    select server.code, target.signed_id is not null as stands from roaming.generation_target target
    join roaming.server server on server.id = target.server_id
    where target.generation_id = ${second.generation} and target.signature is not null order by 1`.execute(
    db.db,
  )
  assert.deepEqual(rows, [
    { code: 'county-a', stands: true },
    { code: 'medway-1', stands: true },
  ])
})

database.test('an agent reports what became of it, and silence for ten minutes is a trouble', async (db) => {
  const at = await smallFederation(db)
  const made = await published(at)
  const agent = await agentOf(at, 'medway-1')
  await agent.acts.perform(agentCollect, saying(at))
  await agent.acts.perform(agentReport, {
    generation: made.generation,
    outcome: 'applied',
    words: null,
    probes: 5,
    tookMilliseconds: 700,
  })
  const state = async () => (await agentStates(await at.house.system.reader()))[0]
  assert.deepEqual(
    [(await state())?.running, (await state())?.wanted, (await state())?.trouble],
    [1, 1, null],
  )
  await agent.acts.perform(agentReport, {
    generation: made.generation,
    outcome: 'rolled-back',
    words: 'No answer',
  })
  assert.equal((await state())?.trouble, 'rolled-back')
  at.house.clock.set(at.house.clock.now().add({ minutes: 11 }).toString())
  assert.equal((await state())?.trouble, 'silent')
  assert.equal((await agent.acts.ask(agentWanted, { running: made.generation })).collect, true, 'it calls')
})

database.test('a proof counts for the side whose agent brings it, and for its own links only', async (db) => {
  const at = await smallFederation(db)
  await published(at)
  const { rows } = await sql<{
    id: string
    link_id: string
  }>`select id, link_id from roaming.credential`.execute(db.db)
  const agent = await agentOf(at, 'medway-1')
  const proofs = rows.map((one) => ({ link: one.link_id, credential: one.id, good: 'yes' }))
  const { proved } = await agent.acts.perform(agentObserve, { proofs })
  assert.equal(proved, 1)
  const { rows: after } = await sql<{ link_id: string; side: string }>`
    select link_id, case when lower_proved_at is null then 'none' else 'lower' end || case when upper_proved_at is null then '' else ' upper' end as side
    from roaming.credential order by link_id = ${at.link.medway} desc`.execute(db.db)
  assert.deepEqual(
    after.map((one) => one.side),
    ['lower', 'none'],
  )
})

database.test(
  'an earlier generation is brought back under a new number, and its operators are told',
  async (db) => {
    const at = await smallFederation(db)
    await published(at)
    await addRealm(db, at.member.medway, 'staff.medway.gov.uk')
    await published(at)
    const priya = at.house.as(at.person.priya)
    await assert.rejects(
      priya.perform(rollbackFederation, { number: 2, because: 'x' }),
      code('roaming.generation.never-published'),
    )
    const back = await priya.perform(rollbackFederation, { number: 1, because: 'Medway cannot sign in' })
    assert.deepEqual(back, { number: 3, restores: 1, state: 'published', signed: 2 })
    const reader = await at.house.system.reader()
    const [first, third] = await Promise.all([generationByNumber(reader, 1), generationByNumber(reader, 3)])
    assert.equal(third.restores, 1)
    assert.deepEqual(third.changes, [{ server: 'medway', what: 'The realm staff.medway.gov.uk is gone' }])
    const packs = async (id: string) => (await targetsOf(reader, id)).map((one) => one.pack_digest)
    assert.deepEqual(await packs(third.id), await packs(first.id))
    const { rows } = await sql<{ told: number }>`
    select count(*)::int as told from platform.notification where template = 'roaming.generation.brought-back'`.execute(
      db.db,
    )
    assert.equal(rows[0]?.told, 2)
  },
)

database.test('G6: what uses a shared secret that is retired is not brought back', async (db) => {
  const at = await smallFederation(db)
  await published(at)
  await addRealm(db, at.member.medway, 'staff.medway.gov.uk')
  await published(at)
  await sql`update roaming.credential set state = 'retired', retired_at = now() where link_id = ${at.link.medway}`.execute(
    db.db,
  )
  await assert.rejects(
    at.house.as(at.person.priya).perform(rollbackFederation, { number: 1, because: 'x' }),
    { code: 'roaming.generation.secret-retired', message: /medway-1 and county-a/ },
  )
})

database.test(
  'G6: what does not know the secret with which servers ask now is not brought back',
  async (db) => {
    const at = await smallFederation(db)
    await published(at)
    await addRealm(db, at.member.medway, 'staff.medway.gov.uk')
    await published(at)
    await sql`update roaming.credential set state = 'retiring' where link_id = ${at.link.medway}`.execute(
      db.db,
    )
    await sql`insert into roaming.credential (id, link_id, slot, state, made_at, live_at)
    values (${crypto.randomUUID()}, ${at.link.medway}, 'b', 'standing', now(), now())`.execute(db.db)
    await assert.rejects(
      at.house.as(at.person.priya).perform(rollbackFederation, { number: 1, because: 'x' }),
      { code: 'roaming.generation.shuts-out', message: /medway-1 and county-a/ },
    )
  },
)

database.test('only those who run the federation make, approve or publish', async (db) => {
  const at = await smallFederation(db)
  await checked(at)
  for (const person of [at.person.helena, at.person.ravi]) {
    const acts = at.house.as(person)
    const version = await versionOf(at, 1)
    const missing = code('platform.permission.missing')
    await assert.rejects(acts.perform(generateFederation, {}), missing)
    await assert.rejects(acts.perform(approveFederation, { number: 1, version }), missing)
    await assert.rejects(acts.perform(applyFederation, { number: 1, version }), missing)
    await assert.rejects(acts.perform(rollbackFederation, { number: 1, because: 'x' }), missing)
  }
})

database.test('a member’s technical contact enrols its own server’s agent, and no other’s', async (db) => {
  const at = await smallFederation(db)
  const helena = at.house.as(at.person.helena)
  assert.equal((await helena.perform(enrolAgent, { server: 'medway-1' })).server, 'medway-1')
  await assert.rejects(helena.perform(enrolAgent, { server: 'medway-1' }), code('roaming.agent.enrolled'))
  await assert.rejects(helena.perform(enrolAgent, { server: 'dover-1' }), code('platform.record.not-found'))
  await assert.rejects(helena.perform(enrolAgent, { server: 'county-a' }), code('platform.record.not-found'))
})

database.test('radsecproxy at a member is set up by hand, and stops nobody else’s generation', async (db) => {
  const at = await smallFederation(db)
  const id = await addServer(db, at.member.medway, 'medway-2', '127.64.1.2', { engine: 'radsecproxy' })
  await sql`update roaming.server set does = 'visited' where id = ${id}`.execute(db.db)
  const { model } = await readRegister(await at.house.system.reader(), at.house.clock.now())
  const medway = model.members.find((one) => one.code === 'medway')
  const server = medway?.servers.find((one) => one.code === 'medway-2')
  assert.ok(medway && server)
  assert.deepEqual(faultsOf(renderMember(model, medway, server)), [])
  await assert.rejects(
    at.house.as(at.person.helena).perform(enrolAgent, { server: 'medway-2' }),
    code('roaming.agent.no-engine'),
  )
})

database.test(
  'an agent whose server was changed to a program set up by hand is offered nothing',
  async (db) => {
    const at = await smallFederation(db)
    const first = await published(at)
    const agent = await agentOf(at, 'medway-1')
    await sql`update roaming.server set engine = 'nps' where code = 'medway-1'`.execute(db.db)
    await published(at)
    const { wanted } = await agent.acts.perform(agentCollect, saying(at, { running: first.generation }))
    assert.equal(wanted, null)
  },
)

database.test(
  'a new month asks the operators for a generation that takes its key to the servers',
  async (db) => {
    const at = await smallFederation(db)
    await published(at)
    const asked = async () =>
      (await (await at.house.as(at.person.priya).reader()).fills(duty, {})).filter(({ href }) =>
        href.endsWith('/generations/new'),
      )
    assert.deepEqual(await asked(), [])
    at.house.clock.set('2026-12-01T09:00:00Z')
    const [one, ...others] = await asked()
    assert.deepEqual(
      [one?.title, one?.context, others.length],
      [
        'Generate the govroam configuration for December 2026',
        'Devices’ addresses are still hashed with the key of November 2026',
        0,
      ],
    )
    await checked(at)
    assert.deepEqual(await asked(), [], 'it is on its way')
  },
)
