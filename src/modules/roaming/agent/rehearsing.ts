// `connects roaming rehearse`: every server of a register on this one machine, each with its agent, as they would stand in
// the county. The agents know Connects by its address and their tokens only, as everywhere.
import { randomBytes, X509Certificate } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { refuse, Refusal } from '#platform/errors/index.ts'
import type { Log } from '#platform/log/index.ts'
import { programAt } from '#platform/radius/index.ts'
import { systemClock } from '#platform/time/index.ts'
import { issueServer, makeAuthority, type Issued } from '../authority.ts'
import { accessPointOf, type RehearsalPlan, type RehearsedServer } from '../rules/rehearsal.ts'
import { reachConnects } from './connects.ts'
import { daemonsOf, openDaemon } from './daemon.ts'
import { lockOf, runAgent } from './run.ts'
import { readSettings, type Settings } from './settings.ts'
import { openStore, type Store } from './store.ts'

/** What only the operator of Connects may do for the agents. */
export type Operator = {
  enrol(server: string): Promise<{ readonly token: string; readonly publicKey: string }>
  revoke(server: string): Promise<unknown>
  trust(given: {
    readonly purpose: 'eap' | 'radsec'
    readonly member?: string
    readonly text: string
  }): Promise<unknown>
}

export type Rehearsing = {
  readonly plan: RehearsalPlan
  /** Kept from one rehearsal to the next: the agents' tokens, the authority, what ran last. */
  readonly directory: string
  readonly operator: Operator
  readonly log: Log
  readonly signal: AbortSignal
  readonly version: string
  readonly everySeconds?: number
}

export type Prepared = {
  readonly servers: readonly Machine[]
  readonly login: Login
  /** Lets go of the directory. */
  readonly release: () => void
}

export type Machine = { readonly server: RehearsedServer; readonly settings: Settings; readonly store: Store }

/** An account that every member has, and the access point that every member has. */
export type Login = {
  readonly user: string
  readonly password: string
  readonly accessPointSecret: string
  /** Whom devices are to trust. */
  readonly authority: string
  /** The address from which the access point beside a server asks. */
  readonly accessPoint: (server: RehearsedServer) => string
  /** What `eapol_test` reads, for a member's account. */
  readonly file: (member: string) => string
}

const EVERY_SECONDS = 5
const AUTHORITY_DAYS = 3650
const SERVER_DAYS = 365
const RENEW_DAYS = 30

/** The Debian packages that are missing for a rehearsal of these servers, and for the login to try in it. */
export function missingPackages(servers: readonly Pick<RehearsedServer, 'engine'>[]) {
  const needed = [...new Set(servers.map(({ engine }) => engine))].filter(
    (engine) => engine === 'freeradius' || engine === 'radsecproxy',
  )
  return {
    servers: needed.filter((one) => programAt(one) === undefined),
    login: programAt('eapol_test') === undefined ? ['eapoltest'] : [],
  }
}

/** Makes what each server needs of its own, and enrols its agent, unless that was done before. */
export async function prepareRehearsal(given: Rehearsing): Promise<Prepared> {
  await takeDirectory(given.directory)
  // Before anything is touched: what another rehearsal keeps and runs here is not ours to end.
  const lock = await lockOf(
    given.directory,
    `A rehearsal runs in ${given.directory} already. End that one first, with Ctrl-C in its window.`,
  )
  const release = (): void => void lock.close()
  try {
    return { ...(await prepareIn(given)), release }
  } catch (error) {
    release()
    throw error
  }
}

async function prepareIn(given: Rehearsing): Promise<Omit<Prepared, 'release'>> {
  const { plan, directory, operator } = given
  await endOthers(given)
  await refuseTaken(given)
  const authority = await authorityIn(directory)
  const login = await loginIn(given, authority)
  for (const { id } of plan.members)
    await operator.trust({ purpose: 'eap', member: id, text: authority.certificate })
  const servers: Machine[] = []
  for (const server of plan.servers) {
    const settings = await enrolled(server, given)
    const store = await openStore(settings.directory)
    await keepCertificate(server, store, authority)
    await keepLocal(server, store, given, login)
    servers.push({ server, settings, store })
  }
  return { servers, login }
}

/** Runs the agents until it is told to stop, or one of them cannot run; no server is left behind. */
export async function runRehearsal(
  { servers, release }: Prepared,
  { log, signal, version }: Rehearsing,
): Promise<void> {
  const failed = new AbortController()
  const running = servers.map(async ({ settings }) => {
    try {
      await runAgent(settings, { log, signal: AbortSignal.any([signal, failed.signal]), version })
    } catch (error) {
      failed.abort()
      throw error
    }
  })
  const ended = await Promise.allSettled(running)
  const broken = ended.find((one) => one.status === 'rejected')
  await Promise.all(servers.map(({ store }) => endServer(store)))
  release()
  if (broken !== undefined) throw broken.reason
}

export type Standing = {
  readonly code: string
  readonly running: number | null
  readonly pid: number | null
  /** Why what is published does not run; null when it does, or when nothing was tried yet. */
  readonly declined: string | null
}

/** How each server stands now. */
export const standingOf = ({ servers }: Prepared): Promise<readonly Standing[]> =>
  Promise.all(
    servers.map(async ({ server, store }) => {
      const { running, declined } = await store.state()
      // While another generation is tried, its process is not that of the one that ran.
      const daemon = (await daemonsOf(store)).find(({ number }) => number === running?.number)
      return {
        code: server.code,
        running: running?.number ?? null,
        pid: daemon?.pid ?? null,
        declined: declined?.words ?? null,
      }
    }),
  )

/** Tells every change of how a server stands, and once that all of them run or say why not. */
export async function watchRehearsal(
  prepared: Prepared,
  signal: AbortSignal,
  tell: { readonly changed: (now: Standing) => void; readonly settled: (all: readonly Standing[]) => void },
): Promise<void> {
  const told = new Map<string, string>()
  let isSettled = false
  while (!signal.aborted) {
    const all = await standingOf(prepared)
    for (const one of all) {
      const words = JSON.stringify(one)
      // One that is just being started again has no process for a moment.
      if (one.running !== null && one.pid === null && told.has(one.code)) continue
      if (told.get(one.code) !== words) tell.changed(one)
      told.set(one.code, words)
    }
    if (!isSettled && all.every((one) => one.pid !== null || one.declined !== null)) {
      isSettled = true
      tell.settled(all)
    }
    await setTimeout(1000, undefined, { signal }).catch(() => undefined)
  }
}

const MARK = 'rehearsal.txt'
const MARK_WORDS = `Made by "connects roaming rehearse": servers that take each other for a county's, on this machine alone.
It may be removed when no rehearsal runs; the next one makes it again.
`

/** An empty directory, or one of an earlier rehearsal: nothing else is written into. */
async function takeDirectory(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o750 })
  const there = await readdir(directory)
  if (there.length > 0 && !there.includes(MARK))
    refuse(
      'conflict',
      'roaming.rehearsal.directory',
      `${directory} holds something else. Name an empty directory for the rehearsal, or one that does not exist yet.`,
    )
  await writeFile(join(directory, MARK), MARK_WORDS, { mode: 0o640 })
  await mkdir(join(directory, 'servers'), { recursive: true, mode: 0o750 })
}

const placeOf = (directory: string, code: string): string => join(directory, 'servers', code)

/** A rehearsal that was killed leaves its servers: those that are still in the register are taken over, the others end. */
async function endOthers({ directory, plan }: Rehearsing): Promise<void> {
  for (const code of await readdir(join(directory, 'servers')))
    if (!plan.servers.some((one) => one.code === code))
      await endServer(await openStore(placeOf(directory, code)))
}

/** Before anybody's token is taken away: another program, or a rehearsal in another directory, may have the place. */
async function refuseTaken({ directory, plan }: Rehearsing): Promise<void> {
  for (const { code, address, port } of plan.servers) {
    const own = await daemonsOf(await openStore(placeOf(directory, code)))
    if (own.length > 0 || (await isFree(address, port))) continue
    refuse(
      'conflict',
      'roaming.rehearsal.taken',
      `Another program has ${address}:${port}, the place of ${code}. If a rehearsal runs in another directory, end that one, or go on in its directory.`,
    )
  }
}

function isFree(address: string, port: number): Promise<boolean> {
  const socket = createSocket('udp4')
  return new Promise((resolve) => {
    socket.once('error', () => resolve(false))
    socket.bind({ address, port, exclusive: true }, () => socket.close(() => resolve(true)))
  })
}

const endServer = (store: Store): Promise<void> => openDaemon(store, { start: true }).stop()

const PRIVATE = { mode: 0o600 } as const
const read = (path: string): Promise<string | undefined> => readFile(path, 'utf8').catch(() => undefined)

const AUTHORITY = 'Rehearsal on one machine'

async function authorityIn(directory: string): Promise<Issued & { readonly name: string }> {
  const [file, keyFile] = [join(directory, 'authority.pem'), join(directory, 'authority.key')]
  const [certificate, key] = await Promise.all([read(file), read(keyFile)])
  if (certificate !== undefined && key !== undefined && lastsLong(certificate))
    return { certificate, key, name: AUTHORITY }
  const made = makeAuthority(AUTHORITY, { from: anHourAgo(), days: AUTHORITY_DAYS })
  await writeFile(keyFile, made.key, PRIVATE)
  await writeFile(file, made.certificate, { mode: 0o644 })
  return { ...made, name: AUTHORITY }
}

const anHourAgo = (): Temporal.Instant => systemClock.now().subtract({ hours: 1 })

const lastsLong = (pem: string): boolean =>
  new X509Certificate(pem).validToDate.getTime() >
  systemClock.now().add({ hours: 24 * RENEW_DAYS }).epochMilliseconds

/** Its agent's settings, with a token that this Connects knows. */
async function enrolled(server: RehearsedServer, given: Rehearsing): Promise<Settings> {
  const { plan, operator, everySeconds = EVERY_SECONDS } = given
  const directory = placeOf(given.directory, server.code)
  const file = join(directory, 'settings.json')
  const before = await readSettings(file).catch(() => undefined)
  const kept = { url: plan.url, everySeconds }
  if (before !== undefined && server.hasAgent && (await isKnown({ ...before, ...kept }, given))) {
    await writeFile(file, JSON.stringify({ ...before, ...kept }, null, 2), PRIVATE)
    return { ...before, ...kept }
  }
  // What lies there is of another Connects, whose generations are signed with another key and numbered for themselves.
  if (before !== undefined) {
    await endServer(await openStore(directory))
    await rm(directory, { recursive: true, force: true })
  }
  if (server.hasAgent) await operator.revoke(server.code)
  const { token, publicKey } = await operator.enrol(server.code)
  await openStore(directory)
  const tokenFile = join(directory, 'token')
  await writeFile(tokenFile, token, PRIVATE)
  const settings: Settings = {
    ...kept,
    server: server.code,
    tokenFile,
    directory,
    publicKey,
    restart: { start: true },
  }
  await writeFile(file, JSON.stringify(settings, null, 2), PRIVATE)
  return settings
}

async function isKnown(settings: Settings, { version, signal }: Rehearsing): Promise<boolean> {
  try {
    await reachConnects(settings, version, signal).wanted({})
    return true
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
}

/** A certificate of the rehearsal's authority for the names that devices expect, renewed in time. */
async function keepCertificate(
  { names }: RehearsedServer,
  store: Store,
  authority: Issued & { readonly name: string },
): Promise<void> {
  const certs = join(store.local, 'certs')
  const there = await read(join(certs, 'server.pem'))
  await writeFile(join(certs, 'ca.pem'), authority.certificate, { mode: 0o644 })
  if (there !== undefined && lastsLong(there) && isFor(there, names, authority)) return
  const { certificate, key } = issueServer(authority, { names, from: anHourAgo(), days: SERVER_DAYS })
  for (const one of ['server', 'radsec']) {
    await writeFile(join(certs, `${one}.key`), key, PRIVATE)
    await writeFile(join(certs, `${one}.pem`), certificate, { mode: 0o644 })
  }
}

function isFor(pem: string, names: readonly string[], authority: Issued): boolean {
  const certificate = new X509Certificate(pem)
  return (
    certificate.verify(new X509Certificate(authority.certificate).publicKey) &&
    names.every((name) => certificate.checkHost(name) !== undefined)
  )
}

const USER = 'rehearsal'

/** One password and one access point's secret for the whole rehearsal, kept so that the lines of yesterday still work. */
async function loginIn({ directory, plan }: Rehearsing, authority: Issued): Promise<Login> {
  const kept = async (name: string): Promise<string> => {
    const path = join(directory, name)
    const before = await read(path)
    if (before !== undefined) return before
    const made = randomBytes(18).toString('base64url')
    await writeFile(path, made, PRIVATE)
    return made
  }
  const taken = new Set(plan.servers.map(({ address }) => address))
  const login: Login = {
    user: USER,
    password: await kept('password'),
    accessPointSecret: await kept('access-point-secret'),
    authority: authority.certificate,
    accessPoint: ({ address }) => accessPointOf(address, taken),
    file: (member) => join(directory, `login-${member}.conf`),
  }
  for (const member of plan.members)
    await writeFile(login.file(member.code), networkOf(member, plan, login, directory), PRIVATE)
  return login
}

function networkOf(
  { code, realms }: RehearsalPlan['members'][number],
  { servers }: RehearsalPlan,
  { user, password }: Login,
  directory: string,
): string {
  const realm = realms[0] ?? ''
  const name = servers.find((one) => one.member === code)?.names[0] ?? ''
  return `network={
  key_mgmt=WPA-EAP
  eap=TTLS
  phase2="auth=PAP"
  anonymous_identity="anonymous@${realm}"
  identity="${user}@${realm}"
  password="${password}"
  ca_cert="${join(directory, 'authority.pem')}"
  domain_match="${name}"
}
`
}

/** The account of each realm, and the access point beside the server. */
async function keepLocal(
  server: RehearsedServer,
  store: Store,
  { plan }: Rehearsing,
  login: Login,
): Promise<void> {
  const realms = plan.members.find((one) => one.code === server.member)?.realms ?? []
  const users = realms.map((realm) => `${login.user}@${realm}\tCleartext-Password := "${login.password}"\n`)
  const clients = `client access-point {
	ipaddr = ${login.accessPoint(server)}
	secret = '${login.accessPointSecret}'
	require_message_authenticator = yes
	shortname = access-point
}
`
  const isMembers = server.member !== null
  await writeFile(join(store.local, 'users'), users.join(''), PRIVATE)
  await writeFile(join(store.local, 'clients.conf'), isMembers ? clients : '', PRIVATE)
}
