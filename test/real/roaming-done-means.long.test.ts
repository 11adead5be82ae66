// What issue 6 asks of a new user on a machine with the packages: the Kent register, a generation applied to loopback by real
// agents beside real servers, a Medway login in Kent, a secret rotated under logins, Medway's server stopped and named as
// such within ten minutes, and the quarter's report.
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { addAccount } from '#modules/roaming/actions/accounts.ts'
import { enrolAgent } from '#modules/roaming/actions/agents.ts'
import { editFederation } from '#modules/roaming/actions/federation.ts'
import { describeProfile } from '#modules/roaming/actions/profiles.ts'
import { approveFederation } from '#modules/roaming/actions/publishing.ts'
import { beginRotation, finishRotation, moveRotation } from '#modules/roaming/actions/rotating.ts'
import { addTrust } from '#modules/roaming/actions/trust.ts'
import { prepareMachine } from '#modules/roaming/agent/prepare.ts'
import { runAgent } from '#modules/roaming/agent/run.ts'
import { openStore, type Store } from '#modules/roaming/agent/store.ts'
import { federationOf } from '#modules/roaming/queries/federation.ts'
import { generationByNumber } from '#modules/roaming/queries/generations.ts'
import { memberByCode } from '#modules/roaming/queries/members.ts'
import { profileOf } from '#modules/roaming/queries/profiles.ts'
import { perform, type Action } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { openLog } from '#platform/log/index.ts'
import { openLine, programAt, runEapolTest, tryLogin, type Target } from '#platform/radius/index.ts'
import { systemClock } from '#platform/time/index.ts'
import { committedApp, type Committed } from '#test/support/app.ts'
import { testAuthority } from '#test/support/certificates.ts'
import { command } from '#test/support/command.ts'
import { skipUnless } from '#test/support/requirements.ts'

const skip = skipUnless(
  'FreeRADIUS and eapol_test (Debian packages freeradius and eapoltest)',
  programAt('freeradius') !== undefined && programAt('eapol_test') !== undefined,
)

const TESS = 'roaming@kcc.example'
const ADA = 'administrator@kcc.example'
const JONAS = 'wifi@medway.example'
const PASSWORD = 'a long password of the test'
const ACCESS_POINT = { address: '127.10.1.200', secret: 'between access point and server' }
const DEVICE = '02-00-00-00-00-07'

test('the Kent register runs a federation on loopback', { skip, timeout: 300_000 }, async (t) => {
  const app = await committedApp(t, { listens: true })
  app.clock.set(systemClock.now().toString())
  const probes = '127.10.0.100'
  const federation = await federationOf(app.connects.db)
  await as(app, TESS)(editFederation, { ...settingsOf(federation!), probeAddress: probes })
  const realm = await realmOf(app, 'medway.gov.uk')
  const medway = await memberByCode(await app.connects.readerFor({ kind: 'operator', user: 't' }), 'medway')
  await as(app, JONAS)(addAccount, {
    member: medway.id,
    realm,
    userName: 'roaming-test',
    method: 'ttls-pap',
    password: PASSWORD,
  })
  const authority = testAuthority('Loopback')
  await as(app, JONAS)(addTrust, { member: medway.id, purpose: 'eap', text: authority.pem })
  await as(app, JONAS)(describeProfile, {
    member: medway.id,
    displayName: 'Medway Council',
    methods: ['ttls-pap'],
    serverNames: nameOf('medway-1'),
    outerName: 'anonymous',
    version: (await profileOf(app.connects.db, medway.id))?.version ?? 0,
  })

  await publish(app, 'A federation on loopback')
  const machines = new Map<string, Machine>()
  for (const code of ['county-1', 'county-2', 'kcc-1', 'medway-1'])
    machines.set(code, await machineBeside(t, app, code))
  await allRun(app, machines)

  await t.test('a Medway login succeeds in Kent, by eapol_test', async () => {
    const login = await runEapolTest(kentsAccessPoint(), {
      method: 'ttls-pap',
      userName: 'roaming-test@medway.gov.uk',
      password: PASSWORD,
      outer: 'anonymous@medway.gov.uk',
      trust: [authority.pem],
      serverNames: [nameOf('medway-1')],
      timeoutMs: 15_000,
      callingStation: DEVICE,
    })
    assert.equal(login.outcome, 'accepted', login.log)
  })

  await t.test('a secret is rotated, and no login fails', async () => {
    const logins = keepLoggingIn(authority.pem)
    const links = await linksOf(app, 'medway-1')
    assert.equal(links.length, 2)
    const jonas = as(app, JONAS)
    const credentials = new Map<string, string>()
    for (const link of links) credentials.set(link, (await jonas(beginRotation, { link })).credential)
    await publish(app, 'Both secrets are accepted')
    await allRun(app, machines)
    // Both sides are seen to use the new one before it may be used for logins.
    for (const [link, credential] of credentials)
      await until(() =>
        jonas(moveRotation, { link, credential }).then(
          () => true,
          () => false,
        ),
      )
    await publish(app, 'The new secret is used')
    await allRun(app, machines)
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
    await allRun(app, machines)
    const { tried, again, failed } = await logins.stop()
    t.diagnostic(`${tried} logins during the rotation, ${again} tried twice, ${failed.length} failed`)
    assert.deepEqual(failed, [])
    assert.ok(tried > 50, `only ${tried} logins were tried`)
  })

  await t.test('Medway’s server is stopped, and named as such within ten minutes', async () => {
    await minutes(app, 2, async () => false)
    assert.deepEqual(await troubles(app), [], 'nothing is broken before')
    await machines.get('medway-1')?.stop()
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

const settingsOf = (federation: NonNullable<Awaited<ReturnType<typeof federationOf>>>) => ({
  name: federation.name,
  ssid: federation.ssid,
  operatorRealm: federation.operator_realm,
  country: federation.country,
  networks: federation.networks.join('\n'),
  traceDays: federation.trace_days,
  lookupDays: federation.lookup_days,
  rotateDays: federation.rotate_days,
  version: federation.version,
})

/** Generates and checks at the machine, has somebody else approve it, and applies it. */
async function publish(app: Committed, because: string): Promise<void> {
  const made = await command(app.connects, ['roaming', 'federation', 'generate', '--because', because])
  assert.equal(made.exit, 0, `${made.text}${made.problem}`)
  const number = Number(/Generation (\d+)/.exec(made.text)?.[1])
  const { version } = await generationByNumber({ db: app.connects.db }, number)
  await as(app, ADA)(approveFederation, { number, version })
  const applied = await command(app.connects, ['roaming', 'federation', 'apply', '--number', String(number)])
  assert.equal(applied.exit, 0, `${applied.text}${applied.problem}`)
}

type Machine = { readonly store: Store; readonly log: () => string; stop(): Promise<void> }

const nameOf = (code: string): string => `${code}.radius.example`

/** A machine of its own: prepared, its certificate signed, its agent enrolled and running. */
async function machineBeside(t: TestContext, app: Committed, code: string): Promise<Machine> {
  const { token, publicKey } = await as(app, TESS)(enrolAgent, { server: code })
  const directory = await mkdtemp(join(tmpdir(), `done-means-${code}-`))
  await prepareMachine({ directory, name: nameOf(code), server: code })
  const authority = testAuthority('Loopback')
  const issued = authority.issue({ names: [nameOf(code)] })
  const certs = join(directory, 'local', 'certs')
  await writeFile(join(certs, 'server.pem'), issued.certificate, { mode: 0o640 })
  await writeFile(join(certs, 'server.key'), issued.key, { mode: 0o640 })
  await writeFile(join(certs, 'ca.pem'), authority.pem, { mode: 0o640 })
  if (code === 'kcc-1')
    await writeFile(
      join(directory, 'local', 'clients.conf'),
      `client access-point {\n\tipaddr = ${ACCESS_POINT.address}\n\tsecret = '${ACCESS_POINT.secret}'\n\trequire_message_authenticator = yes\n\tshortname = access-point\n}\n`,
      { mode: 0o640 },
    )
  const tokenFile = join(directory, 'token')
  await writeFile(tokenFile, token, { mode: 0o600 })
  const stopping = new AbortController()
  let said = ''
  const log = openLog({ level: 'debug', to: { write: (line) => (said += line) } })
  const settings = {
    url: app.url,
    server: code,
    tokenFile,
    directory,
    publicKey,
    restart: { start: true } as const,
    everySeconds: 1,
  }
  const over = runAgent(settings, { log, signal: stopping.signal, version: 'test' })
  over.catch(() => undefined)
  const stop = async (): Promise<void> => {
    stopping.abort()
    await over
  }
  t.after(async () => {
    await stop().catch(() => undefined)
    await rm(directory, { recursive: true, force: true })
  })
  return { store: await openStore(directory), log: () => said, stop }
}

/** Until every machine runs what is published. */
async function allRun(app: Committed, machines: ReadonlyMap<string, Machine>): Promise<void> {
  app.clock.set(systemClock.now().toString())
  for (const [code, machine] of machines)
    await until(
      async () => {
        const { rows } = await sql<{ runs: boolean }>`
          select exists (select 1 from roaming.agent agent join roaming.server server on server.id = agent.server_id
            join roaming.generation generation on generation.id = agent.running_id
            where server.code = ${code} and agent.revoked_at is null and generation.state = 'published') as runs`.execute(
          app.connects.db,
        )
        return rows[0]?.runs === true
      },
      () => `${code} does not run what is published:\n${machine.log().slice(-4000)}`,
    )
}

async function until(holds: () => Promise<boolean>, words: () => string = () => ''): Promise<void> {
  const late = performance.now() + 90_000
  while (!(await holds())) {
    if (performance.now() > late) throw new Error(`It did not come about in time. ${words()}`)
    await pause(100)
  }
}

const kentsAccessPoint = (): Target => ({
  transport: 'udp',
  address: '127.10.1.1',
  port: 1812,
  secret: ACCESS_POINT.secret,
  from: ACCESS_POINT.address,
})

/**
 * Eight devices that log in again and again, until they are stopped. A device that is turned away tries once more at once,
 * as devices do: a home server that restarts forgets the logins that are half way.
 */
function keepLoggingIn(trusted: string) {
  const line = openLine(kentsAccessPoint())
  let isOver = false
  let tried = 0
  let again = 0
  const failed: string[] = []
  const login = () =>
    tryLogin(line, {
      userName: 'roaming-test@medway.gov.uk',
      password: PASSWORD,
      outer: 'anonymous@medway.gov.uk',
      trust: [trusted],
      serverNames: [nameOf('medway-1')],
      timeoutMs: 30_000,
      callingStation: DEVICE,
    })
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

async function realmOf(app: Committed, name: string): Promise<string> {
  const row = await app.connects.db
    .selectFrom('roaming.realm')
    .select('id')
    .where('name', '=', name)
    .executeTakeFirstOrThrow()
  return row.id
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
