import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import type { TestContext } from 'node:test'
import { signInReferences } from '#platform/auth/index.ts'
import { sql, type Db, type Tx } from '#platform/database/index.ts'
import { testDatabase } from '#test/support/database.ts'
import { codeIn, signInWorld, testBrowser } from '#test/support/sign-in.ts'
import { signInServer, visitorOf } from '#test/support/sign-in-server.ts'

const database = testDatabase()
const MAIL = 'fund.officer@kent-connects.example'

// What differs from one answer to the next by chance, or because the address itself is named.
const tidy = (text: string): string =>
  text.replaceAll(/[0-9a-f-]{36}|nonce="[^"]*"|value="[^"]*"|\/sign-in\/a[a-z]/g, '')

async function served(db: Db, t: TestContext, isDemonstration = false) {
  const world = await signInWorld({ db }, { isDemonstration })
  const person = await world.person(
    'Officer One',
    MAIL,
    await world.organisation('A body', ['kent-connects.example']),
  )
  if (isDemonstration)
    await db
      .insertInto('platform.installation')
      .values({ id: randomUUIDv7(), created_at: world.clock.now(), demonstration: true })
      .execute()
  const app = await signInServer(world)
  t.after(() => app.close())
  return { world, person, app, visitor: visitorOf(app) }
}

database.test('a reader signs in with a code and goes on to the page they wanted', async ({ db, t }) => {
  const { world, visitor } = await served(db, t)
  assert.equal((await visitor.get('/account')).location, '/sign-in?to=%2Faccount')
  const asked = await visitor.post('/sign-in?to=%2Faccount', { mail: MAIL })
  assert.deepEqual([asked.status, asked.location], [303, '/sign-in/code?to=%2Faccount'])
  const code = codeIn(await world.deliverMail())
  const wrong = await visitor.post('/sign-in/code?to=%2Faccount', {
    code: code.startsWith('0') ? '1111 1111' : '0000 0000',
  })
  assert.equal(wrong.status, 422)
  assert.match(wrong.body, /You can try 4 times more/)
  const begun = await visitor.post('/sign-in/code?to=%2Faccount', { code })
  assert.deepEqual([begun.status, begun.location], [303, '/account'])
  const account = await visitor.get('/account')
  assert.equal(account.status, 200)
  assert.match(account.body, /Officer One/)
  assert.match(account.body, /An unknown browser/)
  const out = await visitor.post('/sign-out', {})
  assert.equal(out.location, '/')
  assert.equal(visitor.cookies.has('connects_session'), false)
  assert.equal((await visitor.get('/account')).status, 303)
})

database.test('an unknown address is answered with the same page as a known one', async ({ db, t }) => {
  const { app } = await served(db, t)
  const pages = []
  for (const mail of [MAIL, 'nobody@kent-connects.example']) {
    const visitor = visitorOf(app)
    const asked = await visitor.post('/sign-in', { mail })
    const next = await visitor.get(asked.location ?? '')
    pages.push([
      asked.status,
      asked.location,
      next.status,
      next.body.replaceAll(/nonce="[^"]*"|value="[^"]*"|nonce-[^']*/g, ''),
    ])
  }
  assert.deepEqual(pages[0], pages[1])
})

database.test('a form without its browser’s token, or from elsewhere, signs nobody in', async ({ db, t }) => {
  const { visitor, app } = await served(db, t)
  assert.equal((await visitor.post('/sign-in', { mail: MAIL, _csrf: 'forged' })).status, 403)
  const other = await visitorOf(app).get('/sign-in')
  const token = /name="_csrf" value="([^"]*)"/.exec(other.body)?.[1] ?? ''
  assert.equal((await visitor.post('/sign-in', { mail: MAIL, _csrf: token })).status, 403)
  assert.equal(
    (await visitor.post('/sign-in', { mail: MAIL }, { origin: 'https://attacker.example' })).status,
    403,
  )
})

database.test('after sign-in nobody is sent to another site (A12)', async ({ db, t }) => {
  const { world, visitor } = await served(db, t)
  const to = encodeURIComponent('//attacker.example')
  const asked = await visitor.post(`/sign-in?to=${to}`, { mail: MAIL })
  assert.equal(asked.location, '/sign-in/code')
  const begun = await visitor.post(`/sign-in/code?to=${to}`, { code: codeIn(await world.deliverMail()) })
  assert.equal(begun.location, '/')
})

database.test(
  'in a demonstration the cast signs in by name, again by one press, and is shown a token once',
  async ({ db, t }) => {
    const { visitor, person } = await served(db, t, true)
    const shown = await visitor.get('/sign-in')
    assert.match(shown.body, /Sign in as Officer One/)
    const begun = await visitor.post('/sign-in/as?to=%2Faccount', { person })
    assert.deepEqual([begun.status, begun.location], [303, '/account'])
    const first = visitor.cookies.get('connects_session')
    const again = await visitor.get('/sign-in/again?to=%2Faccount')
    assert.match(again.body, /one press is enough/)
    assert.equal((await visitor.post('/sign-in/as?to=%2Faccount', { person })).location, '/account')
    assert.notEqual(visitor.cookies.get('connects_session'), first)
    const made = await visitor.post('/account/tokens/new', { days: '7', scopes: '*', name: 'Report' })
    assert.equal(made.status, 200)
    assert.match(made.body, /connects_[A-Za-z0-9_-]{43}/)
    const listed = await visitor.get('/account')
    assert.doesNotMatch(listed.body, /connects_[A-Za-z0-9_-]{43}/)
    assert.match(listed.body, /Everything you may do/)
  },
)

database.test('a stale sign-in keeps the form and asks again before it makes a token', async ({ db, t }) => {
  const { visitor, person, world } = await served(db, t, true)
  await visitor.post('/sign-in/as', { person })
  world.clock.advance({ minutes: 20 })
  const stale = await visitor.post('/account/tokens/new', { days: '9', scopes: '*', name: 'Kept words' })
  assert.match(stale.location ?? '', /^\/sign-in\/again\?to=%2Faccount%2Ftokens%2Fnew&kept=[0-9a-f-]{36}$/)
  const query = (stale.location ?? '').split('?')[1] ?? ''
  const back = await visitor.post(`/sign-in/as?${query}`, { person })
  assert.match(back.location ?? '', /^\/account\/tokens\/new\?kept=/)
  assert.match((await visitor.get(back.location ?? '')).body, /Kept words/)
})

database.test(
  'the sign-in by name does not exist elsewhere: it answers as any unknown address (A11)',
  async ({ db, t }) => {
    const demonstration = await served(db, t, true)
    for (const headers of [
      { 'x-forwarded-for': '192.0.2.1' },
      { via: '1.1 proxy' },
      { host: 'connects.county.example' },
    ]) {
      const { visitor, person } = demonstration
      const known = await visitor.get('/sign-in/as', headers)
      const unknown = await visitor.get('/sign-in/az', headers)
      assert.equal(known.status, 404)
      assert.equal(tidy(known.body), tidy(unknown.body))
      const posted = await visitor.post('/sign-in/as', { person }, headers)
      assert.equal(posted.status, 404)
      assert.doesNotMatch((await visitor.get('/sign-in', headers)).body, /Sign in as/)
    }
    assert.equal(demonstration.visitor.cookies.has('connects_session'), false)
  },
)

database.test('in an ordinary installation the sign-in by name is not even a route', async ({ db, t }) => {
  const { visitor, person } = await served(db, t)
  assert.equal((await visitor.get('/sign-in/as')).status, 404)
  assert.equal((await visitor.post('/sign-in/as', { person })).status, 404)
  assert.doesNotMatch((await visitor.get('/sign-in')).body, /Sign in as/)
})

database.test('another person’s session answers as one that does not exist', async ({ db, t }) => {
  const { visitor, person, app, world } = await served(db, t, true)
  const [body = ''] = [...world.directory.domains.keys()]
  const other = await world.person('Officer Two', 'other@kent-connects.example', body)
  await visitor.post('/sign-in/as', { person })
  const { id } = await db.selectFrom('auth.session').select('id').executeTakeFirstOrThrow()
  const stranger = visitorOf(app)
  assert.equal((await stranger.get(`/account/sessions/${id}/end`)).status, 303)
  await stranger.post('/sign-in/as', { person: other })
  const foreign = await stranger.get(`/account/sessions/${id}/end`)
  const unknown = await stranger.get(`/account/sessions/${randomUUIDv7()}/end`)
  assert.deepEqual([foreign.status, tidy(foreign.body)], [404, tidy(unknown.body)])
  assert.equal((await stranger.get('/account/tokens/not-a-token/revoke')).status, 404)
  assert.equal((await visitor.get(`/account/sessions/${id}/end`)).status, 200)
})

database.test(
  'everything sign-in holds about a person is shown, then forgotten, and no other reference exists',
  async ({ db, t }) => {
    const { world, visitor, person } = await served(db, t, true)
    await visitor.post('/sign-in/as', { person })
    await visitor.post('/account/tokens/new', { days: '7', scopes: '*', name: 'Report' })
    await world.visitor.perform(world.auth.actions.askForCode, { mail: MAIL, ...testBrowser() })
    await world.operator.perform(world.auth.actions.addBreakGlass, { person: MAIL, reason: 'On call' })
    const held = await Promise.all(signInReferences.map((one) => one.held(db, person)))
    assert.deepEqual(
      held.map((rows) => rows.length),
      [1, 1, 0, 1, 1, 0, 0],
    )
    const today = Temporal.PlainDate.from('2026-11-20')
    await db.transaction().execute(async (tx) => {
      for (const { leaving } of signInReferences) await leaving.forget(tx as Tx, person, today)
    })
    const left = await Promise.all(signInReferences.map((one) => one.held(db, person)))
    assert.ok(left.every((rows) => rows.length === 0))
    const pointing = await sql<{ column: string }>`
    select n.nspname || '.' || c.relname || '.' || a.attname as column
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = k.conrelid and a.attnum = any (k.conkey)
    where k.contype = 'f' and n.nspname = 'auth' and k.confrelid = 'platform.subject'::regclass and a.attname <> 'owner'`.execute(
      db,
    )
    assert.deepEqual(
      pointing.rows.map((row) => row.column).toSorted(),
      signInReferences.map((one) => one.column).toSorted(),
    )
  },
)
