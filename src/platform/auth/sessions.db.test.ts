import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import type { Grant } from '#platform/actions/index.ts'
import type { Tx } from '#platform/database/index.ts'
import { Refusal } from '#platform/errors/index.ts'
import { testDatabase } from '#test/support/database.ts'
import { signInWorld, testBrowser, type SignInWorld } from '#test/support/sign-in.ts'
import { gatekeeperOf, type Asked } from './gatekeeper.ts'
import { beginSession, endSessionsOf, sessionOf, sessionsOf, touchSession } from './sessions.ts'
import { tokenOf } from './tokens.ts'

const database = testDatabase()
const MAIL = 'chair@kent-connects.example'

async function begin(
  world: SignInWorld,
  person: string,
  device = 'Firefox on Linux',
): Promise<{ id: string; cookie: string }> {
  const id = randomUUIDv7()
  const now = world.clock.now()
  const cookie = await world.db.transaction().execute((tx) =>
    beginSession(tx as Tx, world.auth.parts.settings, {
      id,
      person,
      way: 'code',
      provider: null,
      device,
      now,
      provedAt: now,
      replaces: null,
    }),
  )
  return { id, cookie }
}

async function peopled(world: SignInWorld): Promise<string> {
  return world.person('Chair One', MAIL, await world.organisation('A body', ['kent-connects.example']))
}

const refusedWith = (code: string) => (error: unknown) => error instanceof Refusal && error.code === code

database.test('a session stands while it is used, and not past its end (A9)', async ({ db }) => {
  const world = await signInWorld({ db })
  const { cookie } = await begin(world, await peopled(world))
  for (let hour = 1; hour < 12; hour += 1) {
    world.clock.advance({ hours: 1 })
    const session = await sessionOf(db, cookie, world.clock.now())
    assert.ok(session, `after ${hour} hours`)
    await touchSession(db, session, world.clock.now())
  }
  world.clock.advance({ hours: 1 })
  assert.equal(await sessionOf(db, cookie, world.clock.now()), null)
})

database.test(
  'a session that nobody uses ends by itself, and an unknown cookie opens nothing (A9)',
  async ({ db }) => {
    const world = await signInWorld({ db })
    const { cookie } = await begin(world, await peopled(world))
    world.clock.advance({ minutes: 119 })
    assert.ok(await sessionOf(db, cookie, world.clock.now()))
    world.clock.advance({ minutes: 1 })
    assert.equal(await sessionOf(db, cookie, world.clock.now()), null)
    assert.equal(await sessionOf(db, 'A'.repeat(43), world.clock.now()), null)
  },
)

database.test('last seen is written once a minute', async ({ db }) => {
  const world = await signInWorld({ db })
  const { cookie } = await begin(world, await peopled(world))
  world.clock.advance({ seconds: 59 })
  const seen = async () => (await sessionOf(db, cookie, world.clock.now()))!
  const start = (await seen()).lastSeenAt.toString()
  await touchSession(db, await seen(), world.clock.now())
  assert.equal((await seen()).lastSeenAt.toString(), start)
  world.clock.advance({ seconds: 1 })
  await touchSession(db, await seen(), world.clock.now())
  assert.equal((await seen()).lastSeenAt.toString(), world.clock.now().toString())
})

database.test(
  'sessions are listed, revoked one by one or all but this one, and never somebody else’s',
  async ({ db }) => {
    const world = await signInWorld({ db })
    const person = await peopled(world)
    const other = await world.person(
      'Other One',
      'other@kent-connects.example',
      [...world.directory.domains.keys()][0] ?? '',
    )
    const here = await begin(world, person)
    const phone = await begin(world, person, 'Safari on iPhone')
    await begin(world, person, 'Chrome on Windows')
    const foreign = await begin(world, other)
    const listed = await sessionsOf(db, person, here.id, world.clock.now())
    assert.deepEqual(
      listed.filter((one) => one.isCurrent).map((one) => one.id),
      [here.id],
    )
    assert.equal(listed.length, 3)
    const me = world.as(person)
    await me.perform(world.auth.actions.revokeSession, { session: phone.id })
    assert.equal(await sessionOf(db, phone.cookie, world.clock.now()), null)
    for (const session of [foreign.id, randomUUIDv7()])
      await assert.rejects(
        me.perform(world.auth.actions.revokeSession, { session }),
        refusedWith('platform.record.not-found'),
      )
    assert.deepEqual(await me.perform(world.auth.actions.revokeOtherSessions, { session: here.id }), {
      ended: 1,
    })
    await me.perform(world.auth.actions.endOwnSession, { session: here.id })
    assert.deepEqual(await sessionsOf(db, person, null, world.clock.now()), [])
    assert.ok(await sessionOf(db, foreign.cookie, world.clock.now()))
  },
)

database.test('when a person leaves, their sessions, tokens and codes end at once (A9)', async ({ db }) => {
  const world = await signInWorld({ db })
  const person = await peopled(world)
  const { cookie } = await begin(world, person)
  const made = await world.operator.perform(world.auth.actions.createToken, { person: MAIL, days: 1 })
  await world.visitor.perform(world.auth.actions.askForCode, { mail: MAIL, ...testBrowser() })
  await db.transaction().execute((tx) => endSessionsOf(tx as Tx, person, world.clock.now()))
  assert.equal(await sessionOf(db, cookie, world.clock.now()), null)
  assert.equal(await tokenOf(db, made.token, world.clock.now()), null)
  assert.equal(await world.deliverMail(), undefined)
})

database.test('a token is shown once, lies there as a digest, expires and is revoked', async ({ db }) => {
  const world = await signInWorld({ db })
  const person = await peopled(world)
  const made = await world.operator.perform(world.auth.actions.createToken, { person: MAIL, days: 1 })
  assert.match(made.token, /^connects_[A-Za-z0-9_-]{43}$/)
  assert.ok(!JSON.stringify(await db.selectFrom('auth.token').selectAll().execute()).includes(made.token))
  const found = await tokenOf(db, made.token, world.clock.now())
  assert.deepEqual([found?.person, found?.scopes, found?.fresh], [person, ['*'], true])
  const { rows } = await world.as(person).ask(world.auth.queries.listTokens, {})
  assert.equal(rows.length, 1)
  assert.equal(await tokenOf(db, made.token, world.clock.now().add({ hours: 24 })), null)
  await world.as(person).perform(world.auth.actions.revokeToken, { token: made.id })
  assert.equal(await tokenOf(db, made.token, world.clock.now()), null)
})

database.test(
  'a person makes tokens for themselves only, with scopes, by a fresh sign-in, without its rights (A13)',
  async ({ db }) => {
    const world = await signInWorld({ db })
    const person = await peopled(world)
    const me = world.as(person)
    const create = (raw: Record<string, unknown>, more = {}) =>
      me.perform(world.auth.actions.createToken, raw, more)
    await assert.rejects(
      create({ days: 1, scopes: ['*'] }, { fresh: false }),
      refusedWith('auth.sign-in.stale'),
    )
    await assert.rejects(create({ days: 1 }), refusedWith('auth.token.no-scope'))
    await assert.rejects(create({ days: 366, scopes: ['*'] }), refusedWith('platform.form.invalid'))
    await assert.rejects(
      create({ days: 1, scopes: ['*'], person: MAIL }),
      refusedWith('auth.token.not-yours'),
    )
    const made = await create({ days: 365, scopes: ['auth.session.list'], name: 'Report' })
    assert.equal((await tokenOf(db, made.token, world.clock.now()))?.fresh, false)
  },
)

const grants: readonly Grant[] = [
  { permission: 'auth.session.list', scope: null },
  { permission: 'auth.token.create', scope: null },
]

function asked(world: SignInWorld, cookies: Asked['cookies']): Asked {
  return {
    cookies,
    authorization: undefined,
    address: '127.0.0.1',
    host: 'localhost',
    headers: {},
    now: world.clock.now(),
  }
}

database.test(
  'a first visit gets a browser cookie and a form token bound to it; a session changes the token',
  async ({ db }) => {
    const world = await signInWorld({ db })
    const person = await peopled(world)
    const keeper = gatekeeperOf(world.auth.parts, db, async () => grants)
    const first = await keeper.browser(asked(world, {}))
    assert.equal(first.actor.kind, 'visitor')
    const cookies = Object.fromEntries(first.cookies.map(({ name, value }) => [name, value]))
    assert.ok(keeper.csrfMatches(first, asked(world, cookies), first.csrf))
    assert.ok(!keeper.csrfMatches(first, asked(world, {}), first.csrf))
    const { id, cookie } = await begin(world, person)
    const both = { ...cookies, connects_session: cookie }
    const signedIn = await keeper.browser(asked(world, both))
    assert.deepEqual(
      [signedIn.actor, signedIn.sessionId, signedIn.fresh],
      [{ kind: 'person', id: person }, id, true],
    )
    assert.deepEqual(signedIn.cookies, [])
    assert.ok(!keeper.csrfMatches(signedIn, asked(world, both), first.csrf))
    assert.ok(keeper.csrfMatches(signedIn, asked(world, both), signedIn.csrf))
    for (const forged of [
      '',
      'x',
      `${signedIn.csrf.slice(0, -1)}${signedIn.csrf.endsWith('A') ? 'B' : 'A'}x`,
    ])
      assert.ok(!keeper.csrfMatches(signedIn, asked(world, both), forged))
    world.clock.advance({ minutes: 15 })
    assert.equal((await keeper.browser(asked(world, both))).fresh, false)
  },
)

database.test(
  'somebody who is no longer active is a visitor, by cookie and by token (A9)',
  async ({ db }) => {
    const world = await signInWorld({ db })
    const person = await peopled(world)
    const keeper = gatekeeperOf(world.auth.parts, db, async () => grants)
    const { cookie } = await begin(world, person)
    const made = await world.operator.perform(world.auth.actions.createToken, { person: MAIL, days: 1 })
    const one = world.directory.people.find(({ id }) => id === person)!
    one.active = false
    assert.equal((await keeper.browser(asked(world, { connects_session: cookie }))).actor.kind, 'visitor')
    assert.equal(await keeper.bearer(made.token, asked(world, {})), undefined)
  },
)

database.test('a bearer token carries its scopes and no more (A13)', async ({ db }) => {
  const world = await signInWorld({ db })
  const person = await peopled(world)
  const keeper = gatekeeperOf(world.auth.parts, db, async () => grants)
  const all = await world.operator.perform(world.auth.actions.createToken, { person: MAIL, days: 1 })
  const some = await world
    .as(person)
    .perform(world.auth.actions.createToken, { days: 1, scopes: ['auth.session.list'] })
  const held = async (token: string) =>
    (await keeper.bearer(token, asked(world, {})))?.grants.map((one) => one.permission)
  assert.deepEqual(await held(all.token), ['auth.session.list', 'auth.token.create'])
  assert.deepEqual(await held(some.token), ['auth.session.list'])
  assert.equal(await held('connects_'.padEnd(52, 'A')), undefined)
  assert.equal(await held('Bearer nonsense'), undefined)
})

database.test(
  'a form of an ended session is kept sealed, for the same person in the same browser',
  async ({ db }) => {
    const world = await signInWorld({ db })
    const person = await peopled(world)
    const other = await world.person(
      'Other One',
      'other@kent-connects.example',
      [...world.directory.domains.keys()][0] ?? '',
    )
    const keeper = gatekeeperOf(world.auth.parts, db, async () => grants)
    const browser = Object.fromEntries(
      (await keeper.browser(asked(world, {}))).cookies.map(({ name, value }) => [name, value]),
    )
    const old = await begin(world, person)
    world.clock.advance({ hours: 3 })
    const form = { path: '/things/new', values: { title: 'A long sentence', rows: [{ a: '1' }] } }
    const kept = await keeper.keepForm(asked(world, { ...browser, connects_session: old.cookie }), form)
    assert.match(kept, /^[0-9a-f-]{36}$/)
    const secrets = await db.selectFrom('platform.secret').selectAll().execute()
    assert.ok(!secrets.some((row) => Buffer.from(row.ciphertext).includes('sentence')))
    const back = (await begin(world, person)).cookie
    const stranger = (await begin(world, other)).cookie
    assert.deepEqual(await keeper.keptForm(asked(world, { ...browser, connects_session: back }), kept), form)
    assert.equal(
      await keeper.keptForm(asked(world, { ...browser, connects_session: stranger }), kept),
      undefined,
    )
    assert.equal(await keeper.keptForm(asked(world, { connects_session: back }), kept), undefined)
    assert.equal(await keeper.keepForm(asked(world, browser), form), '')
    world.clock.advance({ hours: 13 })
    await world.system.perform(world.auth.actions.clearLeavings, {})
    assert.equal((await db.selectFrom('auth.kept_form').select('id').execute()).length, 0)
    const left = await db
      .selectFrom('platform.secret')
      .select('owner')
      .where('owner', 'like', 'auth.kept-form:%')
      .execute()
    assert.equal(left.length, 0)
  },
)

database.test(
  'the cast signs in by name only where the installation is marked as a demonstration (A11)',
  async ({ db }) => {
    const world = await signInWorld({ db }, { isDemonstration: true })
    const person = await peopled(world)
    const installation = { id: randomUUIDv7(), created_at: world.clock.now(), demonstration: false }
    await db.insertInto('platform.installation').values(installation).execute()
    const asCast = () => world.visitor.perform(world.auth.actions.beginAsCast, { person, ...testBrowser() })
    await assert.rejects(asCast(), refusedWith('platform.record.not-found'))
    await db.updateTable('platform.installation').set({ demonstration: true }).execute()
    const begun = await asCast()
    assert.ok(begun.ok)
    assert.equal((await sessionOf(db, begun.cookie, world.clock.now()))?.way, 'cast')
  },
)
