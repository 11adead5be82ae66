// What issue 6 asks of a new user on a machine with the packages: the Kent register, a generation applied to loopback by real
// agents beside real servers, a Medway login in Kent, a secret rotated under logins, Medway's server stopped and named as
// such within ten minutes, and the quarter's report.
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { approveFederation } from '#modules/roaming/actions/publishing.ts'
import { beginRotation, finishRotation, moveRotation } from '#modules/roaming/actions/rotating.ts'
import {
  prepareRehearsal,
  runRehearsal,
  standingOf,
  type Login,
  type Operator,
  type Prepared,
} from '#modules/roaming/agent/rehearsing.ts'
import { generationByNumber } from '#modules/roaming/queries/generations.ts'
import type { RehearsalPlan } from '#modules/roaming/rules/rehearsal.ts'
import { perform, type Action } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { openLog } from '#platform/log/index.ts'
import { openLine, programAt, runEapolTest, tryLogin, type Target } from '#platform/radius/index.ts'
import { systemClock } from '#platform/time/index.ts'
import { committedApp, type Committed } from '#test/support/app.ts'
import { command } from '#test/support/command.ts'
import { skipUnless } from '#test/support/requirements.ts'

const skip = skipUnless(
  'FreeRADIUS and eapol_test (Debian packages freeradius and eapoltest)',
  programAt('freeradius') !== undefined && programAt('eapol_test') !== undefined,
)

const TESS = 'roaming@kcc.example'
const ADA = 'administrator@kcc.example'
const JONAS = 'wifi@medway.example'
const SERVERS = ['county-1', 'county-2', 'kcc-1', 'medway-1']
const DEVICE = '02-00-00-00-00-07'

test('the Kent register runs a federation on loopback', { skip, timeout: 300_000 }, async (t) => {
  const app = await committedApp(t, { listens: true })
  app.clock.set(systemClock.now().toString())
  const { prepared, log } = await rehearsed(t, app)
  const { login } = prepared
  const runs = (): Promise<void> => allRun(app, log)
  await runs()

  await t.test('a Medway login succeeds in Kent, by eapol_test', async () => {
    const tried = await runEapolTest(kentsAccessPoint(login), {
      method: 'ttls-pap',
      ...medwayLogin(login),
      timeoutMs: 15_000,
    })
    assert.equal(tried.outcome, 'accepted', tried.log)
  })

  await t.test('a secret is rotated, and no login fails', async () => {
    const logins = keepLoggingIn(login)
    const links = await linksOf(app, 'medway-1')
    assert.equal(links.length, 2)
    const jonas = as(app, JONAS)
    const credentials = new Map<string, string>()
    for (const link of links) credentials.set(link, (await jonas(beginRotation, { link })).credential)
    await publish(app, 'Both secrets are accepted')
    await runs()
    // Both sides are seen to use the new one before it may be used for logins.
    for (const [link, credential] of credentials)
      await until(() =>
        jonas(moveRotation, { link, credential }).then(
          () => true,
          () => false,
        ),
      )
    await publish(app, 'The new secret is used')
    await runs()
    for (const link of links) {
      const retiring = await otherCredential(app, link)
      await until(() =>
        jonas(finishRotation, { link, credential: retiring }).then(
          () => true,
          () => false,
        ),
      )
    }
    await publish(app, 'The old secret is gone')
    await runs()
    const { tried, again, failed } = await logins.stop()
    t.diagnostic(`${tried} logins during the rotation, ${again} tried twice, ${failed.length} failed`)
    assert.deepEqual(failed, [])
    assert.ok(tried > 50, `only ${tried} logins were tried`)
  })

  await t.test('Medway’s server is stopped, and named as such within ten minutes', async () => {
    await minutes(app, 2, async () => false)
    assert.deepEqual(await troubles(app), [], 'nothing is broken before')
    const medway = (await standingOf(prepared)).find(({ code }) => code === 'medway-1')
    // It hangs, as the rehearsal says how to; its agent would bring back what ended.
    process.kill(medway?.pid ?? assert.fail('Medway’s server does not run'), 'SIGSTOP')
    const after = await minutes(app, 10, async () => (await troubles(app)).length > 0)
    t.diagnostic(`named after ${after} minutes`)
    assert.deepEqual(await troubles(app), [{ part: 'home-radius', code: 'medway' }])
    const page = (await (await app.browser()).get('/govroam/status')).body
    assert.match(page, /Medway Council/)
    assert.doesNotMatch(page, /127\.10\./)
  })

  await t.test('the quarter’s report is a page and a PDF', async () => {
    const browser = await app.browser(TESS)
    const list = (await browser.get('/govroam/report')).body
    const quarter = /\/govroam\/report\/(\d{4}-q[1-4])/.exec(list)?.[1]
    assert.ok(quarter !== undefined, 'a quarter is listed')
    assert.equal((await browser.get(`/govroam/report/${quarter}`)).status, 200)
    const pdf = await browser.get(`/govroam/report/${quarter}/report.pdf`)
    assert.equal(pdf.status, 200)
    assert.match(pdf.bytes.subarray(0, 8).toString(), /^%PDF-/)
  })
})

/** Performs as somebody of the cast, signed in a moment ago. */
function as(app: Committed, mail: string) {
  return async <R>(action: Action<any, R>, raw: Readonly<Record<string, unknown>>): Promise<R> => {
    // eslint-disable-line @typescript-eslint/no-explicit-any
    const context = await app.connects.contextOf({ kind: 'person', id: app.personOf(mail) }, 'page')
    return perform(app.connects.house, action, { ...context, fresh: true }, raw)
  }
}

/** Generates and checks at the machine, has somebody else approve it, and applies it. */
async function publish(app: Committed, because: string): Promise<void> {
  const generate = ['roaming', 'federation', 'generate', '--because', because, '--as', TESS]
  const made = await command(app.connects, generate)
  assert.equal(made.exit, 0, `${made.text}${made.problem}`)
  const number = Number(/Generation (\d+)/.exec(made.text)?.[1])
  const { version } = await generationByNumber({ db: app.connects.db }, number)
  await as(app, ADA)(approveFederation, { number, version })
  const applied = await command(app.connects, ['roaming', 'federation', 'apply', '--number', String(number)])
  assert.equal(applied.exit, 0, `${applied.text}${applied.problem}`)
}

/** What `connects roaming rehearse` does, with four of the servers. */
async function rehearsed(t: TestContext, app: Committed) {
  const directory = await mkdtemp(join(tmpdir(), 'done-means-'))
  const stopping = new AbortController()
  let said = ''
  const plan = (await asked(app, ['roaming', 'rehearse', 'plan'])) as RehearsalPlan
  const rehearsal = {
    plan: { ...plan, servers: plan.servers.filter(({ code }) => SERVERS.includes(code)) },
    directory,
    operator: operatorOf(app),
    log: openLog({ level: 'debug', to: { write: (line) => (said += line) } }),
    signal: stopping.signal,
    version: 'test',
    everySeconds: 1,
  }
  const prepared: Prepared = await prepareRehearsal(rehearsal)
  const over = runRehearsal(prepared, rehearsal)
  over.catch(() => undefined)
  await assert.rejects(
    prepareRehearsal(rehearsal),
    { code: 'roaming.agent.twice' },
    'one at a time in a directory',
  )
  t.after(async () => {
    stopping.abort()
    await over
    assert.deepEqual(
      (await standingOf(prepared)).filter(({ pid }) => pid !== null),
      [],
      'no server is left',
    )
    await rm(directory, { recursive: true, force: true })
  })
  return { prepared, log: (): string => said }
}

async function asked(
  app: Committed,
  words: readonly string[],
  options: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const given = Object.entries(options).map(([name, value]) => `--${name}=${value}`)
  const { exit, text, problem } = await command(app.connects, [...words, ...given, '--json'])
  assert.equal(exit, 0, problem)
  return JSON.parse(text) as unknown
}

const operatorOf = (app: Committed): Operator => ({
  enrol: async (server) =>
    (await asked(app, ['roaming', 'agent', 'enrol'], { server })) as Awaited<ReturnType<Operator['enrol']>>,
  revoke: (server) => asked(app, ['roaming', 'agent', 'revoke'], { server }),
  trust: (given) => asked(app, ['roaming', 'trust', 'add'], given),
})

/** Until every server runs what is published. */
async function allRun(app: Committed, log: () => string): Promise<void> {
  app.clock.set(systemClock.now().toString())
  await until(
    async () => {
      const { rows } = await sql<{ running: number }>`
        select count(*)::int as running from roaming.agent agent
        join roaming.generation generation on generation.id = agent.running_id
        where agent.revoked_at is null and generation.state = 'published'`.execute(app.connects.db)
      return rows[0]?.running === SERVERS.length
    },
    () => `Not all run what is published:\n${log().slice(-6000)}`,
  )
}

async function until(holds: () => Promise<boolean>, words: () => string = () => ''): Promise<void> {
  const late = performance.now() + 90_000
  while (!(await holds())) {
    if (performance.now() > late) throw new Error(`It did not come about in time. ${words()}`)
    await pause(100)
  }
}

const kentsAccessPoint = (login: Login): Target => ({
  transport: 'udp',
  address: '127.10.1.1',
  port: 1812,
  secret: login.accessPointSecret,
  from: '127.10.1.200',
})

const medwayLogin = ({ user, password, authority }: Login) => ({
  userName: `${user}@medway.gov.uk`,
  password,
  outer: 'anonymous@medway.gov.uk',
  trust: [authority],
  serverNames: ['radius.medway.gov.uk'],
  callingStation: DEVICE,
})

/**
 * Eight devices that log in again and again, until they are stopped. A device that is turned away tries once more at once,
 * as devices do: a home server that restarts forgets the logins that are half way.
 */
function keepLoggingIn(given: Login) {
  const line = openLine(kentsAccessPoint(given))
  let isOver = false
  let tried = 0
  let again = 0
  const failed: string[] = []
  const login = () => tryLogin(line, { ...medwayLogin(given), timeoutMs: 30_000 })
  const one = async (): Promise<void> => {
    while (!isOver) {
      tried += 1
      if ((await login()).outcome === 'accepted') continue
      again += 1
      const second = await login()
      if (second.outcome !== 'accepted') failed.push(`${second.outcome} at ${second.stage}: ${second.words}`)
    }
  }
  const all = Promise.all(Array.from({ length: 8 }, one))
  return {
    async stop() {
      isOver = true
      await all
      line.close()
      return { tried, again, failed }
    },
  }
}

async function linksOf(app: Committed, code: string): Promise<string[]> {
  const rows = await app.connects.db
    .selectFrom('roaming.link as link')
    .innerJoin('roaming.server as lower', 'lower.id', 'link.lower_id')
    .select('link.id')
    .where('lower.code', '=', code)
    .where('link.ended_at', 'is', null)
    .orderBy('link.id')
    .execute()
  return rows.map((row) => row.id)
}

async function otherCredential(app: Committed, link: string): Promise<string> {
  const row = await app.connects.db
    .selectFrom('roaming.credential')
    .select('id')
    .where('link_id', '=', link)
    .where('state', '=', 'retiring')
    .executeTakeFirstOrThrow()
  return row.id
}

/** Minutes go by, in each of which what is due is looked at, until it holds; how many it took. */
async function minutes(app: Committed, most: number, holds: () => Promise<boolean>): Promise<number> {
  for (let minute = 1; minute <= most; minute += 1) {
    app.clock.advance({ minutes: 1 })
    await app.connects.jobs.sendScheduled()
    await app.drain()
    if (await holds()) return minute
  }
  return most
}

async function troubles(app: Committed): Promise<{ part: string; code: string | null }[]> {
  const { rows } = await sql<{ part: string; code: string | null }>`
    select trouble.part, member.code from roaming.trouble trouble
    left join roaming.member member on member.id = trouble.member_id
    left join roaming.server server on server.id = trouble.server_id
    where trouble.closed_at is null and (member.code = 'medway' or trouble.part in ('federation', 'probe'))
    order by trouble.opened_at, trouble.id`.execute(app.connects.db)
  return rows
}
