// Signing in with an organisation's own provider, whole: our pages, a real OpenID Connect provider on loopback,
// and everything that may come back wrong.
import assert from 'node:assert/strict'
import { after, before, type TestContext } from 'node:test'
import type { Db } from '#platform/database/index.ts'
import { systemClock } from '#platform/time/index.ts'
import { testDatabase } from '#test/support/database.ts'
import { startProvider, type TestProvider } from '#test/support/provider.ts'
import { signInWorld, type SignInWorld } from '#test/support/sign-in.ts'
import {
  queryOf,
  signInServer,
  visitorOf,
  type Answered,
  type TestVisitor,
} from '#test/support/sign-in-server.ts'

const database = testDatabase()
const MAIL = 'officer@body.example'
const CLIENT = { id: 'connects', secret: 'a secret of the provider & ours' }
const running = new Map<'provider', TestProvider>()

before(async () => void running.set('provider', await startProvider()))
after(() => running.get('provider')?.stop())

type Scene = {
  readonly world: SignInWorld
  readonly provider: TestProvider
  readonly body: string
  readonly person: string
  readonly id: string
  readonly visitor: TestVisitor
  newVisitor(): TestVisitor
}

async function scene(db: Db, t: TestContext, vouches = 'no'): Promise<Scene> {
  const provider = running.get('provider')!
  // The provider reads the machine's clock, so ours stands where that does.
  const world = await signInWorld({ db }, {}, systemClock.now().round('millisecond').toString())
  const body = await world.organisation('A body', ['body.example'])
  const person = await world.person('Officer One', MAIL, body)
  const added = await world.operator.perform(world.auth.actions.addProvider, {
    owner: body,
    issuer: provider.issuer,
    clientId: CLIENT.id,
    secret: CLIENT.secret,
    vouches,
  })
  await provider.register({ ...CLIENT, returnTo: [added.returnTo] })
  Object.assign(provider, { account: { subject: 'subject-1', mail: MAIL, verified: true }, declines: false })
  const app = await signInServer(world)
  t.after(() => app.close())
  return {
    world,
    provider,
    body,
    person,
    id: added.id,
    visitor: visitorOf(app),
    newVisitor: () => visitorOf(app),
  }
}

/** Asks to sign in, and gives the address at the provider that our page links to. */
async function left(visitor: TestVisitor, to = ''): Promise<string> {
  const asked = await visitor.post(`/sign-in${to}`, { mail: MAIL })
  assert.match(asked.location ?? '', /^\/sign-in\/leave\?trip=/)
  return linked(await visitor.get(asked.location ?? ''))
}

function linked(shown: Answered): string {
  assert.equal(shown.status, 200, shown.body)
  return (/href="(http:\/\/127[^"]*)"/.exec(shown.body)?.[1] ?? '').replaceAll('&amp;', '&')
}

const local = (address: string): string => address.replace('http://localhost:3000', '')

async function roundTrip(
  { provider, visitor }: Pick<Scene, 'provider' | 'visitor'>,
  to = '',
): Promise<Answered> {
  return visitor.get(local(await provider.visit(await left(visitor, to))))
}

const isSignedIn = async (visitor: TestVisitor): Promise<boolean> =>
  (await visitor.get('/account')).status === 200

database.test(
  'a person signs in with their organisation, is bound once, and comes back to their page',
  async ({ db, t }) => {
    const s = await scene(db, t)
    const back = await roundTrip(s, '?to=%2Faccount')
    assert.deepEqual([back.status, back.location], [303, '/account'])
    assert.ok(await isSignedIn(s.visitor))
    const bound = await db.selectFrom('auth.identity').select(['issuer', 'subject', 'person']).execute()
    assert.deepEqual(bound, [{ issuer: s.provider.issuer, subject: 'subject-1', person: s.person }])
    const session = await db.selectFrom('auth.session').selectAll().executeTakeFirstOrThrow()
    assert.equal(session.way, 'provider')
    // The provider has just asked, and says so: the sign-in is fresh.
    assert.ok(Temporal.Instant.compare(session.fresh_until, s.world.clock.now()) > 0)
    // Afterwards the subject is known, whatever address it shows within its domains.
    s.provider.account = { subject: 'subject-1', mail: 'new.name@body.example', verified: true }
    const second = s.newVisitor()
    assert.equal((await roundTrip({ ...s, visitor: second })).status, 303)
    assert.ok(await isSignedIn(second))
  },
)

database.test(
  'the address to the provider carries state, nonce and a code challenge, and no row gives them away',
  async ({ db, t }) => {
    const s = await scene(db, t)
    const query = queryOf(await left(s.visitor))
    assert.equal(query['response_type'], 'code')
    assert.equal(query['code_challenge_method'], 'S256')
    const rows = JSON.stringify(await db.selectFrom('auth.trip').selectAll().execute())
    for (const name of ['nonce', 'code_challenge'])
      assert.ok((query[name]?.length ?? 0) >= 43 && !rows.includes(query[name] ?? ''))
    assert.ok(!rows.includes(query['state']?.split('.')[1] ?? '-'))
  },
)

const refusals: readonly (readonly [string, Partial<TestProvider['account']>, RegExp])[] = [
  [
    'an address outside the organisation’s domains',
    { mail: 'officer@other.example' },
    /outside its own domains/,
  ],
  ['an address under one of its domains', { mail: 'officer@sub.body.example' }, /outside its own domains/],
  ['an address that is not verified', { verified: false }, /does not say that your mail address is verified/],
  ['an address nobody here has', { mail: 'stranger@body.example' }, /no active person/],
]
for (const [what, change, words] of refusals) {
  database.test(`a provider that brings ${what} signs nobody in, and that is recorded`, async ({ db, t }) => {
    const s = await scene(db, t)
    s.provider.account = { ...s.provider.account, ...change }
    const back = await roundTrip(s)
    assert.equal(back.status, 403)
    assert.match(back.body, words)
    assert.equal(await isSignedIn(s.visitor), false)
    const entry = await db
      .selectFrom('platform.audit_entry')
      .select('facts')
      .where('action', '=', 'auth.session.begin-with-provider')
      .executeTakeFirstOrThrow()
    assert.equal((entry.facts as Record<string, unknown>)['ok'], false)
  })
}

for (const [vouches, status] of [
  ['no', 403],
  ['yes', 303],
] as const) {
  database.test(
    `a provider that says nothing of verification, vouched for: ${vouches}, gives ${status}`,
    async ({ db, t }) => {
      const s = await scene(db, t, vouches)
      s.provider.account = { subject: 'subject-1', mail: MAIL }
      assert.equal((await roundTrip(s)).status, status)
    },
  )
}

database.test(
  'a second subject that claims the same person is refused until the first is released (A2)',
  async ({ db, t }) => {
    const s = await scene(db, t)
    await roundTrip(s)
    s.provider.account = { subject: 'subject-2', mail: MAIL, verified: true }
    const second = s.newVisitor()
    const refused = await roundTrip({ ...s, visitor: second })
    assert.equal(refused.status, 403)
    assert.match(refused.body, /Another account of your organisation/)
    await s.world.operator.perform(s.world.auth.actions.releaseIdentity, { person: MAIL })
    assert.equal(await isSignedIn(s.visitor), false)
    assert.equal((await roundTrip({ ...s, visitor: second })).status, 303)
  },
)

database.test(
  'a person who has left stays out, though their subject is known and somebody has their address',
  async ({ db, t }) => {
    const s = await scene(db, t)
    await roundTrip(s)
    const one = s.world.directory.people.find(({ id }) => id === s.person)!
    Object.assign(one, { active: false, mail: 'gone@body.example' })
    await s.world.person('Officer Two', MAIL, s.body)
    assert.equal(await isSignedIn(s.visitor), false)
    assert.match((await roundTrip({ ...s, visitor: s.newVisitor() })).body, /no active person/)
  },
)

database.test('another browser cannot finish a trip, nor can anybody finish it twice', async ({ db, t }) => {
  const s = await scene(db, t)
  const back = local(await s.provider.visit(await left(s.visitor)))
  const thief = s.newVisitor()
  await thief.get('/sign-in')
  const stolen = await thief.get(back)
  assert.equal(stolen.status, 409)
  assert.match(stolen.body, /begun in another browser/)
  assert.equal((await s.visitor.get(back)).status, 303)
  assert.equal((await s.visitor.get(back)).status, 409)
})

database.test('a changed state, or a trip that took too long, is not finished', async ({ db, t }) => {
  const s = await scene(db, t)
  const back = local(await s.provider.visit(await left(s.visitor)))
  const { state = '' } = queryOf(back)
  const changed = `${state.slice(0, -2)}${state.endsWith('AA') ? 'BB' : 'AA'}`
  assert.equal((await s.visitor.get(back.replace(state, changed))).status, 409)
  assert.equal((await s.visitor.get(back.replace(/state=[^&]*&?/, ''))).status, 409)
  s.world.clock.advance({ minutes: 10 })
  assert.equal((await s.visitor.get(back)).status, 409)
  assert.equal(await isSignedIn(s.visitor), false)
})

database.test('an answer made for another nonce is refused', async ({ db, t }) => {
  const s = await scene(db, t)
  const address = new URL(await left(s.visitor))
  address.searchParams.set('nonce', 'not-ours')
  const back = await s.visitor.get(local(await s.provider.visit(address.href)))
  assert.equal(back.status, 409)
  assert.match(back.body, /does not fit what was asked/)
  assert.equal(await isSignedIn(s.visitor), false)
})

database.test('a code obtained on one trip does not finish another (PKCE)', async ({ db, t }) => {
  const s = await scene(db, t)
  const first = local(await s.provider.visit(await left(s.visitor)))
  const second = local(await s.provider.visit(await left(s.visitor)))
  const mixed = second.replace(queryOf(second)['code'] ?? '', queryOf(first)['code'] ?? '')
  const back = await s.visitor.get(mixed)
  assert.equal(back.status, 409)
  assert.match(back.body, /does not fit what was asked/)
})

database.test('declining at the provider is said in words and recorded', async ({ db, t }) => {
  const s = await scene(db, t)
  s.provider.declines = true
  const back = await roundTrip(s)
  assert.equal(back.status, 409)
  assert.match(back.body, /did not sign you in/)
  const entry = await db
    .selectFrom('platform.audit_entry')
    .select('facts')
    .where('action', '=', 'auth.trip.fail')
    .executeTakeFirstOrThrow()
  assert.equal((entry.facts as Record<string, unknown>)['because'], 'declined')
})

database.test(
  'signing in again asks again at the provider, rotates the session, and wants the same person',
  async ({ db, t }) => {
    const s = await scene(db, t)
    await roundTrip(s)
    const first = s.visitor.cookies.get('connects_session')
    s.world.clock.advance({ seconds: 5 })
    const again = await s.visitor.get('/sign-in/again?to=%2Faccount')
    assert.match(again.body, /will ask you again/)
    const address = async (): Promise<string> => {
      const leave = await s.visitor.post('/sign-in/again/provider?to=%2Faccount', {})
      return linked(await s.visitor.get(leave.location ?? ''))
    }
    const there = await address()
    assert.deepEqual([queryOf(there)['prompt'], queryOf(there)['max_age']], ['login', '0'])
    const back = await s.visitor.get(local(await s.provider.visit(there)))
    assert.deepEqual([back.status, back.location], [303, '/account'])
    assert.notEqual(s.visitor.cookies.get('connects_session'), first)
    await s.world.person('Officer Two', 'two@body.example', s.body)
    s.provider.account = { subject: 'subject-2', mail: 'two@body.example', verified: true }
    const other = await s.visitor.get(local(await s.provider.visit(await address())))
    assert.equal(other.status, 403)
    assert.match(other.body, /came back as somebody else/)
  },
)

database.test('a provider that is down is said in words, with what to do meanwhile', async ({ db, t }) => {
  const s = await scene(db, t)
  const down = await startProvider()
  await db.updateTable('auth.provider').set({ issuer: down.issuer }).execute()
  await down.stop()
  const asked = await s.visitor.post('/sign-in', { mail: MAIL })
  const shown = await s.visitor.get(asked.location ?? '')
  assert.equal(shown.status, 503)
  assert.match(shown.body, /is not answering/)
  assert.match(shown.body, /emergency access/)
  const failing = await startProvider()
  await db.updateTable('auth.provider').set({ issuer: failing.issuer, version: 2 }).execute()
  assert.equal((await s.visitor.get(asked.location ?? '')).status, 503)
  await failing.stop()
})

database.test('a provider that forgot our secret, or was removed, signs nobody in', async ({ db, t }) => {
  const s = await scene(db, t)
  await roundTrip(s)
  await s.provider.register({
    ...CLIENT,
    secret: 'another',
    returnTo: [`http://localhost:3000/sign-in/return/${s.id}`],
  })
  const visitor = s.newVisitor()
  assert.match((await roundTrip({ ...s, visitor })).body, /does not fit what was asked/)
  const ended = await s.world.operator.perform(s.world.auth.actions.removeProvider, {
    provider: s.id,
    version: 1,
  })
  assert.equal(ended.sessions, 1)
  assert.equal(await isSignedIn(s.visitor), false)
  assert.equal((await s.visitor.post('/sign-in', { mail: MAIL })).location, '/sign-in/code')
})

database.test('an administrator can check that a provider answers', async ({ db, t }) => {
  const s = await scene(db, t)
  const checked = await s.world.operator.ask(s.world.auth.queries.checkProvider, { provider: s.id })
  assert.equal(checked.authorizationEndpoint, `${s.provider.issuer}/auth`)
})
