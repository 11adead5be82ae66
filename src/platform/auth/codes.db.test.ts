import assert from 'node:assert/strict'
import { testDatabase } from '#test/support/database.ts'
import { codeIn, signInWorld, testBrowser, type SignInWorld } from '#test/support/sign-in.ts'
import { Refusal } from '#platform/errors/index.ts'
import { digest } from './keys.ts'
import { sessionOf } from './sessions.ts'

const database = testDatabase()
const MAIL = 'fund.officer@kent-connects.example'

type Browser = ReturnType<typeof testBrowser>

async function asked(world: SignInWorld, browser: Browser, mail = MAIL): Promise<string> {
  await world.visitor.perform(world.auth.actions.askForCode, { mail, ...browser })
  return codeIn(await world.deliverMail())
}

const tried = (world: SignInWorld, browser: Browser, code: string) =>
  world.visitor.perform(world.auth.actions.beginWithCode, { code, ...browser })

async function peopled(world: SignInWorld): Promise<string> {
  return world.person('Officer One', MAIL, await world.organisation('A body', ['kent-connects.example']))
}

const tooMany = (error: unknown): boolean =>
  error instanceof Refusal && error.kind === 'too-many' && /Wait until 11am/.test(error.message)

const otherThan = (code: string): string => (code.startsWith('0000') ? '1111 1111' : '0000 0000')

database.test(
  'a code that was mailed opens a session once, in the browser that asked (A5)',
  async ({ db }) => {
    const world = await signInWorld({ db })
    const person = await peopled(world)
    const browser = testBrowser()
    const code = await asked(world, browser)
    assert.match(code, /^\d{4} \d{4}$/)
    assert.equal((await tried(world, testBrowser(), code)).ok, false)
    const begun = await tried(world, browser, code)
    assert.ok(begun.ok)
    const session = await sessionOf(db, begun.cookie, world.clock.now())
    assert.equal(session?.person, person)
    assert.equal((await tried(world, browser, code)).ok, false)
  },
)

database.test('neither code, cookie nor address lies in the database (A7)', async ({ db }) => {
  const world = await signInWorld({ db })
  await peopled(world)
  const browser = testBrowser()
  const code = await asked(world, browser)
  const begun = await tried(world, browser, code)
  assert.ok(begun.ok)
  const rows = [
    await db.selectFrom('auth.sign_in_code').selectAll().execute(),
    await db.selectFrom('auth.session').selectAll().execute(),
    await db.selectFrom('auth.attempt').selectAll().execute(),
    world.queued,
  ]
  const text = JSON.stringify(rows)
  for (const words of [code, code.replace(' ', ''), begun.cookie, MAIL]) assert.ok(!text.includes(words))
})

database.test('an unknown address gets the same answer, row and job, and no mail (A4)', async ({ db }) => {
  const world = await signInWorld({ db })
  await peopled(world)
  const browser = testBrowser()
  const known = await world.visitor.perform(world.auth.actions.askForCode, { mail: MAIL, ...testBrowser() })
  await world.deliverMail()
  const queued = world.queued.length
  const unknown = await world.visitor.perform(world.auth.actions.askForCode, {
    mail: 'nobody@kent-connects.example',
    ...browser,
  })
  assert.deepEqual(unknown, known)
  assert.equal(world.queued.length, queued + 1)
  assert.equal(await world.deliverMail(), undefined)
  const rows = await db.selectFrom('auth.sign_in_code').select('person').orderBy('id').execute()
  assert.equal(rows.length, 2)
  const wrong = await tried(world, browser, '0000 0000')
  assert.ok(!wrong.ok)
  assert.match(wrong.message, /4 times more/)
})

/** Counts the statements that a piece of work sends to the database. */
async function statements(
  world: SignInWorld,
  work: (db: SignInWorld['db']) => Promise<unknown>,
): Promise<number> {
  let count = 0
  const counting = world.db.withPlugin({
    transformQuery({ node }) {
      count += 1
      return node
    },
    transformResult: async ({ result }) => result,
  })
  await work(counting)
  return count
}

database.test(
  'asking and trying take the same statements for somebody as for nobody (A4)',
  async ({ db }) => {
    const world = await signInWorld({ db })
    await peopled(world)
    const counts: number[][] = []
    for (const mail of [MAIL, 'nobody@kent-connects.example']) {
      const browser = testBrowser()
      const ask = { mail, ...browser }
      const attempt = { code: '0000 0000', ...browser }
      counts.push([
        await statements(world, (counted) =>
          world.visitor.perform(world.auth.actions.askForCode, ask, { db: counted }),
        ),
        await statements(world, (counted) =>
          world.visitor.perform(world.auth.actions.beginWithCode, attempt, { db: counted }),
        ),
      ])
    }
    assert.deepEqual(counts[0], counts[1])
    assert.ok((counts[0]?.[0] ?? 0) > 5)
  },
)

database.test('even the right code of nobody opens nothing (A4)', async ({ db }) => {
  const world = await signInWorld({ db })
  const browser = testBrowser()
  await world.visitor.perform(world.auth.actions.askForCode, { mail: MAIL, ...browser })
  const row = await db.selectFrom('auth.sign_in_code').select('id').executeTakeFirstOrThrow()
  assert.equal((await tried(world, browser, world.auth.parts.keys.codeOf(row.id))).ok, false)
})

database.test('five wrong codes spend it, and the right one then no longer works (A5)', async ({ db }) => {
  const world = await signInWorld({ db })
  await peopled(world)
  const browser = testBrowser()
  const code = await asked(world, browser)
  const told: string[] = []
  for (let at = 0; at < 5; at += 1) {
    const answer = await tried(world, browser, otherThan(code))
    told.push(answer.ok ? 'signed in' : answer.message)
  }
  assert.match(told[3] ?? '', /once more/)
  assert.match(told[4] ?? '', /last try/)
  assert.equal((await tried(world, browser, code)).ok, false)
})

database.test('a code ends after ten minutes, and when a newer one was asked for (A5)', async ({ db }) => {
  const world = await signInWorld({ db })
  await peopled(world)
  const browser = testBrowser()
  const first = await asked(world, browser)
  const second = await asked(world, browser)
  assert.equal((await tried(world, browser, first)).ok, false)
  world.clock.advance({ minutes: 10 })
  assert.equal((await tried(world, browser, second)).ok, false)
})

database.test('words that are no code are refused beside the field and cost no try', async ({ db }) => {
  const world = await signInWorld({ db })
  await peopled(world)
  const browser = testBrowser()
  await asked(world, browser)
  await assert.rejects(tried(world, browser, 'abc'), (error: unknown) => {
    return error instanceof Refusal && error.kind === 'invalid' && error.faults[0]?.field === 'code'
  })
  const row = await db.selectFrom('auth.sign_in_code').select('tries').executeTakeFirstOrThrow()
  assert.equal(row.tries, 0)
})

database.test(
  'codes are limited by browser and by address, and the count stays when others refuse (A6)',
  async ({ db }) => {
    const world = await signInWorld({ db })
    await peopled(world)
    const browser = testBrowser()
    for (let at = 0; at < 10; at += 1)
      await world.visitor.perform(world.auth.actions.askForCode, {
        mail: `p${at}@kent-connects.example`,
        ...browser,
      })
    await assert.rejects(
      world.visitor.perform(world.auth.actions.askForCode, { mail: MAIL, ...browser }),
      tooMany,
    )
    for (let at = 0; at < 10; at += 1)
      await world.visitor.perform(world.auth.actions.askForCode, { mail: MAIL, ...testBrowser() })
    await assert.rejects(
      world.visitor.perform(world.auth.actions.askForCode, { mail: MAIL, ...testBrowser() }),
      tooMany,
    )
    // Somebody else's network does not lock the officer out of theirs.
    await world.visitor.perform(world.auth.actions.askForCode, { mail: MAIL, ...testBrowser('two') })
    world.clock.advance({ hours: 1 })
    await world.visitor.perform(world.auth.actions.askForCode, { mail: MAIL, ...browser })
  },
)

database.test(
  'no code is mailed where the organisation has a provider, but to those named for emergency (A3)',
  async ({ db }) => {
    const world = await signInWorld({ db })
    const body = await world.organisation('A body', ['kent-connects.example'])
    const person = await world.person('Officer One', MAIL, body)
    await world.operator.perform(world.auth.actions.addProvider, {
      owner: body,
      issuer: 'https://login.kent-connects.example',
      clientId: 'connects',
      secret: 'words',
      vouches: 'no',
    })
    const browser = testBrowser()
    const led = await world.visitor.perform(world.auth.actions.askForCode, { mail: MAIL, ...browser })
    assert.equal(led.kind, 'trip')
    const emergency = { mail: MAIL, emergency: 'yes', ...browser }
    assert.equal((await world.visitor.perform(world.auth.actions.askForCode, emergency)).kind, 'code')
    assert.equal(await world.deliverMail(), undefined)
    await world.operator.perform(world.auth.actions.addBreakGlass, { person: MAIL, reason: 'On call' })
    await world.visitor.perform(world.auth.actions.askForCode, emergency)
    const code = codeIn(await world.deliverMail())
    const begun = await tried(world, browser, code)
    assert.ok(begun.ok)
    assert.equal(begun.person, person)
  },
)

database.test(
  'a code asked for before its organisation got a provider no longer works (A3)',
  async ({ db }) => {
    const world = await signInWorld({ db })
    await peopled(world)
    const browser = testBrowser()
    const code = await asked(world, browser)
    const [body] = [...world.directory.domains.keys()]
    await world.operator.perform(world.auth.actions.addProvider, {
      owner: body,
      issuer: 'https://login.kent-connects.example',
      clientId: 'connects',
      secret: 'words',
      vouches: 'no',
    })
    assert.equal((await tried(world, browser, code)).ok, false)
  },
)

database.test('signing in again rotates the cookie and ends the session before (A8)', async ({ db }) => {
  const world = await signInWorld({ db })
  const person = await peopled(world)
  const browser = testBrowser()
  const first = await tried(world, browser, await asked(world, browser))
  assert.ok(first.ok)
  const before = await sessionOf(db, first.cookie, world.clock.now())
  world.clock.advance({ minutes: 20 })
  const again = { ...browser, replaces: before?.id ?? null }
  await world.as(person).perform(world.auth.actions.askAgain, again)
  const second = await tried(world, again, codeIn(await world.deliverMail()))
  assert.ok(second.ok)
  assert.notEqual(second.cookie, first.cookie)
  assert.equal(await sessionOf(db, first.cookie, world.clock.now()), null)
  const session = await sessionOf(db, second.cookie, world.clock.now())
  assert.ok(session && Temporal.Instant.compare(session.freshUntil, world.clock.now()) > 0)
})

database.test('sign-ins and failures stand in the audit without an address', async ({ db }) => {
  const world = await signInWorld({ db })
  await peopled(world)
  const browser = testBrowser()
  const code = await asked(world, browser)
  await tried(world, browser, otherThan(code))
  await tried(world, browser, code)
  const entries = await db
    .selectFrom('platform.audit_entry')
    .select(['action', 'facts'])
    .orderBy('id')
    .execute()
  assert.deepEqual(
    entries.map((one) => one.action),
    ['auth.code.ask', 'auth.session.begin-with-code', 'auth.session.begin-with-code'],
  )
  assert.ok(!JSON.stringify(entries).includes(MAIL))
  assert.ok(!JSON.stringify(entries).includes(digest(code).toString('hex')))
})
