// A machine with a RADIUS server and its agent: a directory with the server's own files, a Connects that publishes what a
// test wants, and the packs of a small federation at loopback addresses of their own.
import { spawn, type ChildProcess } from 'node:child_process'
import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  randomUUID,
  sign,
  type KeyObject,
} from 'node:crypto'
import { mkdir, mkdtemp, readlink, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openStore, type Store } from '#modules/roaming/agent/store.ts'
import { runAgent } from '#modules/roaming/agent/run.ts'
import type { Settings } from '#modules/roaming/agent/settings.ts'
import type { AgentState, Report } from '#modules/roaming/agent/state.ts'
import { fill, renderMember } from '#modules/roaming/rules/engines/index.ts'
import type { FederationModel, MemberModel, ServerModel } from '#modules/roaming/rules/model.ts'
import { probesOf } from '#modules/roaming/rules/probes.ts'
import { signedWords, type Bundle, type Wanted } from '#modules/roaming/rules/signing.ts'
import { openLog } from '#platform/log/index.ts'
import { openLine, statusServer, type StatusAnswer, type Target } from '#platform/radius/index.ts'
import { systemClock } from '#platform/time/index.ts'
import { testAuthority } from './certificates.ts'

const REALM = 'kent.example'
const TOKEN = 'connects_test-agent'
const SECRET = 'x'.repeat(20)

export type Posted = {
  readonly action: string
  readonly answers: Record<string, unknown>
  readonly handedOut: string | undefined
}

/** What stands in for Connects: it publishes one bundle, and remembers what it was told. */
export type FakeConnects = {
  readonly url: string
  readonly key: KeyObject
  readonly posted: Posted[]
  readonly reports: Report[]
  /** What is published now; as it is, so that a test may spoil it. */
  publish(wanted: Wanted | null): void
  signed(bundle: Bundle): Wanted
  /** Seconds by which its clock differs. */
  skew(seconds: number): void
  /** Waits until a report came that the test wants. */
  until(isIt: (report: Report) => boolean): Promise<Report>
  /** Waits until it was asked once more from the start. */
  untilAsked(): Promise<void>
  /** Waits until something was posted, and gives it; `about` a generation that it must hand out. */
  untilPosted(action: string, handsOut?: string): Promise<Record<string, unknown>>
  /** Whether it breaks every connection off. */
  away(isAway: boolean): void
  /** What the logs have brought, taken as Connects takes it: from where it ended, and from nowhere else. */
  keepsLogs(): {
    lines(kind: string): readonly string[]
    cut(): number
    until(holds: (lines: readonly string[]) => boolean): Promise<void>
  }
  close(): Promise<void>
}

export async function fakeConnects(): Promise<FakeConnects> {
  const { privateKey: key } = generateKeyPairSync('ed25519')
  let published: Wanted | null = null
  let skewSeconds = 0
  const posted: Posted[] = []
  const reports: Report[] = []
  const logs = new Map<string, KeptLog>()
  const waiting = new Set<() => void>()
  let asked = 0
  let isAway = false
  const now = (): string => systemClock.now().add({ seconds: skewSeconds }).toString()
  const stands = (query: Record<string, unknown>): boolean =>
    published !== null && ![query['running'], query['declined']].includes(published.generation)
  const answer = (name: string, given: Record<string, unknown>): unknown => {
    if (name === 'roaming/agent/wanted') {
      asked += 1
      return { collect: stands(given), generation: published?.generation ?? null, now: now() }
    }
    const handedOut = name === 'roaming/agent/collect' && stands(given) ? published : null
    posted.push({ action: name, answers: given, handedOut: handedOut?.generation })
    if (name === 'roaming/agent/collect') return { wanted: handedOut, now: now() }
    if (name === 'roaming/agent/report') reports.push(given as unknown as Report)
    const log = logs.get(String(given['kind']))
    if (name === 'roaming/log/position')
      return { identity: log?.identity ?? null, position: log?.position ?? 0 }
    return name === 'roaming/log/send' ? keepLog(logs, given as unknown as SentLog) : {}
  }
  const server = createServer((request, response) => {
    if (isAway) {
      asked += 1
      request.socket.destroy()
      for (const look of waiting) look()
      return
    }
    void (async () => {
      const url = new URL(request.url ?? '', 'http://localhost')
      const given = request.method === 'POST' ? await bodyOf(request) : Object.fromEntries(url.searchParams)
      const known = request.headers.authorization === `Bearer ${TOKEN}`
      response.writeHead(known ? 200 : 401, { 'content-type': 'application/json' })
      response.end(JSON.stringify(known ? answer(url.pathname.slice(5), given) : { detail: 'no token' }))
      for (const look of waiting) look()
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const untilHolds = (holds: () => boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error(`It was not told in time; reports: ${JSON.stringify(reports, null, 1)}`)),
        60_000,
      )
      const look = (): void => {
        if (!holds()) return
        waiting.delete(look)
        clearTimeout(late)
        resolve()
      }
      waiting.add(look)
      look()
    })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    key,
    posted,
    reports,
    keepsLogs: () => ({
      lines: (kind) => logs.get(kind)?.lines ?? [],
      cut: () => [...logs.values()].reduce((sum, one) => sum + one.cut, 0),
      until: (holds) => untilHolds(() => holds([...logs.values()].flatMap(({ lines }) => lines))),
    }),
    publish(wanted) {
      published = wanted
    },
    signed(bundle) {
      const digest = createHash('sha256').update(signedWords(bundle)).digest('hex')
      const signature = sign(null, Buffer.from(digest), key).toString('base64')
      return { ...bundle, digest, signature, publicKey: publicWords(key) }
    },
    skew(seconds) {
      skewSeconds = seconds
    },
    async until(isIt) {
      await untilHolds(() => reports.some(isIt))
      return reports.find(isIt) as Report
    },
    async untilPosted(action, handsOut) {
      const isIt = (one: Posted): boolean => one.action === action && one.handedOut === handsOut
      await untilHolds(() => posted.some(isIt))
      return posted.find(isIt)?.answers ?? {}
    },
    away(is) {
      isAway = is
    },
    untilAsked() {
      const before = asked
      // The second from here began after whatever the test did last.
      return untilHolds(() => asked > before + 1)
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

type KeptLog = { identity: string; position: number; cut: number; readonly lines: string[] }
type SentLog = {
  readonly kind: string
  readonly fileIdentity: string
  readonly from: number
  readonly to: number
  readonly cut: number
  readonly lines: readonly string[]
}

function keepLog(logs: Map<string, KeptLog>, sent: SentLog) {
  const log = logs.get(sent.kind) ?? { identity: sent.fileIdentity, position: 0, cut: 0, lines: [] }
  logs.set(sent.kind, log)
  const taken = log.identity === sent.fileIdentity ? log.position === sent.from : sent.from === 0
  if (taken) {
    log.identity = sent.fileIdentity
    log.position = sent.to
    log.cut += sent.cut
    log.lines.push(...sent.lines)
  }
  return { taken, identity: log.identity, position: log.position }
}

const publicWords = (key: KeyObject): string =>
  createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64')

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = ''
  for await (const piece of request) text += String(piece)
  return JSON.parse(text === '' ? '{}' : text) as Record<string, unknown>
}

/** How a process ended. */
type Ended = { readonly code: number | null; readonly signal: NodeJS.Signals | null }

export type Machine = {
  readonly settings: Settings
  readonly settingsFile: string
  readonly server: ServerModel
  readonly store: Store
  /** The bundle of a generation; what a test wants different is put on top. */
  bundle(number: number, more?: Partial<ServerModel>): Bundle
  /** How it is asked: from its own address, as its agent does. */
  status(tries?: number): Promise<StatusAnswer>
  readonly target: Target
  current(): Promise<string>
  /** Waits until its server answers. */
  untilAnswers(): Promise<void>
  /** Waits until the agent has written a state that the test wants. */
  untilState(isIt: (state: AgentState) => boolean): Promise<AgentState>
  /** Runs the agent in this process; `stop` ends it and its server. */
  run(more?: Partial<Settings>): {
    stop(): Promise<void>
    readonly log: () => string
    readonly over: Promise<void>
  }
  /** Runs it as a process of its own. */
  spawn(limits?: { readonly mostKilobytes: number }): {
    readonly child: ChildProcess
    kill(): Promise<Ended>
    end(): Promise<Ended>
  }
  remove(): Promise<void>
}

/** A machine at one address of loopback, with everything its server needs of its own. */
export async function machineAt(address: string, connects: FakeConnects): Promise<Machine> {
  const base = await mkdtemp(join(tmpdir(), 'agent-'))
  const directory = join(base, 'radius')
  const tokenFile = join(base, 'token')
  const settingsFile = join(base, 'settings.json')
  const settings: Settings = {
    url: connects.url,
    server: 'kent-1',
    tokenFile,
    directory,
    publicKey: publicWords(connects.key),
    restart: { start: true },
    everySeconds: 1,
  }
  await writeFile(tokenFile, `${TOKEN}\n`, { mode: 0o600 })
  await writeFile(settingsFile, JSON.stringify(settings), { mode: 0o600 })
  const store = await openStore(directory)
  const certificate = testAuthority('kent').issue({ names: ['radius.kent.example'] })
  await writeLocal(directory, {
    'local/certs/server.pem': certificate.certificate,
    'local/certs/server.key': certificate.key,
    'local/certs/ca.pem': testAuthority('kent').pem,
    'local/users': `alice@${REALM}\tCleartext-Password := "battery-staple-7"\n`,
    'local/clients.conf': '',
  })
  const { federation, member, server } = federationAt(address)
  const target: Target = {
    transport: 'udp',
    address,
    port: server.authPort,
    secret: SECRET,
    from: address,
  }
  return {
    settings,
    settingsFile,
    server,
    store,
    target,
    bundle(number, more = {}) {
      const changed: ServerModel = { ...server, ...more }
      const whole = { ...member, servers: [changed] }
      const model = { ...federation, members: [whole] }
      const fillText = (text: string): string => text.replaceAll(/\{\{secret:[^}]*\}\}/g, SECRET)
      return {
        generation: randomUUID(),
        number,
        server: changed.code,
        engine: 'freeradius',
        files: fill(renderMember(model, whole, changed), () => SECRET),
        probes: probesOf(model)(changed).map((probe) => ({ ...probe, secret: fillText(probe.secret) })),
      }
    },
    status: (tries = 2) => statusServer(target, { timeoutMs: 1000, tries }),
    current: () => readlink(join(directory, 'current')),
    untilAnswers: () =>
      until(async () => (await statusServer(target, { timeoutMs: 500, tries: 2 })).answered),
    async untilState(isIt) {
      await until(async () => isIt(await store.state()))
      return store.state()
    },
    run(more = {}) {
      const stopping = new AbortController()
      let said = ''
      const log = openLog({ level: 'debug', to: { write: (line) => (said += line) } })
      const over = runAgent({ ...settings, ...more }, { log, signal: stopping.signal, version: 'test' })
      over.catch(() => undefined)
      return {
        over,
        log: () => said,
        async stop() {
          stopping.abort()
          await over
        },
      }
    },
    spawn(limits) {
      const words = ['--input-type=module', '-e', PROGRAM, settingsFile]
      // The shell counts in blocks of 512 bytes; what it becomes is the agent itself.
      const shell = `ulimit -f ${(limits?.mostKilobytes ?? 0) * 2}; exec "$0" "$@"`
      const [program, all] =
        limits === undefined ? [process.execPath, words] : ['sh', ['-c', shell, process.execPath, ...words]]
      const child = spawn(program, all, {
        cwd: new URL('../..', import.meta.url).pathname,
        stdio: ['ignore', 'ignore', 'inherit'],
      })
      const ended = new Promise<Ended>((resolve) =>
        child.once('exit', (code, signal) => resolve({ code, signal })),
      )
      const by = (signal: NodeJS.Signals) => (): Promise<Ended> => {
        child.kill(signal)
        return ended
      }
      return { child, kill: by('SIGKILL'), end: by('SIGTERM') }
    },
    remove: () => rm(base, { recursive: true, force: true }),
  }
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const late = performance.now() + 60_000
  while (!(await holds())) {
    if (performance.now() > late) throw new Error('It did not come about in time.')
    await sleep(50)
  }
}

const PROGRAM = `
  const { runAgent } = await import('#modules/roaming/agent/run.ts')
  const { readSettings } = await import('#modules/roaming/agent/settings.ts')
  const { openLog } = await import('#platform/log/index.ts')
  const stopping = new AbortController()
  process.on('SIGTERM', () => stopping.abort())
  const settings = await readSettings(process.argv[1])
  await runAgent(settings, { log: openLog({ level: 'silent' }), signal: stopping.signal, version: 'test' })`

/** Asks a server from so many sides on and on, each question sent again as an access point would. */
export function continuously(machine: Machine, sides: number) {
  const line = openLine(machine.target)
  let isOver = false
  let asked = 0
  let failed = 0
  const one = async (): Promise<void> => {
    while (!isOver) {
      const answer = await statusServer(line, { timeoutMs: 10_000, tries: 20 })
      asked += 1
      if (!answer.answered) failed += 1
      await sleep(20)
    }
  }
  const all = Promise.all(Array.from({ length: sides }, one))
  return {
    async end() {
      isOver = true
      await all
      line.close()
      return { asked, failed }
    },
  }
}

async function writeLocal(directory: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true, mode: 0o750 })
    await writeFile(join(directory, path), text, { mode: 0o640 })
  }
}

function federationAt(address: string): {
  federation: FederationModel
  member: MemberModel
  server: ServerModel
} {
  const common = {
    nextPort: 11812,
    statusPort: 18121,
    authPort: 1812,
    radsecPort: 2083,
    transport: 'udp',
    does: 'both',
    engine: 'freeradius',
    tlsName: null,
    answersStatus: true,
  } as const
  const server: ServerModel = { ...common, id: 'kent-1', code: 'kent-1', place: 'member', address }
  const proxy: ServerModel = {
    ...common,
    id: 'county',
    code: 'county',
    place: 'federation',
    address: address.replace(/\d+$/, '1'),
  }
  const member: MemberModel = {
    id: 'kent',
    code: 'kent',
    realms: [REALM],
    operatorRealm: REALM,
    servers: [server],
    accounts: [],
  }
  return {
    member,
    server,
    federation: {
      operatorRealm: 'county.example',
      country: 'GB',
      hashMonth: '2026-11',
      probeAddress: null,
      proxies: [proxy],
      upstream: [],
      members: [member],
      links: [
        {
          id: randomUUID(),
          lowerId: 'kent-1',
          upperId: 'county',
          credentials: [{ id: randomUUID(), slot: 'a', uses: true }],
        },
      ],
      radsecAuthorities: [],
    },
  }
}
