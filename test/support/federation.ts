// A whole roaming federation of real programs on loopback: a national proxy, the county's, three members (one with two
// servers and two realms) and an outsider below the national proxy. Every server runs as a plain process over a directory
// that the generator wrote; an access point and a device are played by eapol_test.
import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { TestContext } from 'node:test'
import {
  fill,
  LOCAL_FOLDERS,
  renderMember,
  renderProxy,
  startCommand,
} from '#modules/roaming/rules/engines/index.ts'
import type { FederationModel, Pack, SecretRef, ServerModel } from '#modules/roaming/rules/model.ts'
import type { Engine, Method, Transport } from '#modules/roaming/rules/words.ts'
import { programAt, statusServer, type StatusAnswer, type UdpTarget } from '#platform/radius/index.ts'
import { testAuthority, type Issued } from './certificates.ts'
import { countyModel, MEMBERS, nationalModel, PORTS, PROBE_AT, THAMES } from './federation-model.ts'
import { skipUnless } from './requirements.ts'

/** Why tests of a real federation are skipped here, or false. */
export const withoutPrograms = skipUnless(
  'freeradius and eapol_test (Debian packages freeradius, freeradius-utils and eapoltest)',
  programAt('freeradius') !== undefined && programAt('eapol_test') !== undefined,
)

/** What every password of the federation's people is; each is 'alice', 'bob' or 'dave' of a realm. */
export const PASSWORD = 'battery-staple-7'
export const PEOPLE = ['alice', 'bob', 'dave'] as const

export type Wanted = {
  /** Three numbers of loopback that nobody else uses: '127.62.1'. */
  readonly block: string
  readonly transport?: Transport
  /** Of the county's proxy. */
  readonly engine?: Extract<Engine, 'freeradius' | 'radsecproxy'>
  /** Leaves out the national proxy and the outsider. */
  readonly alone?: boolean
  /** Changes what stands in the county's register before anything starts. */
  readonly register?: (federation: FederationModel) => FederationModel
}

export type Login = {
  /** The realm of the person. */
  readonly home: string
  /** The member whose Wi-Fi it is. */
  readonly visited: string
  readonly method: Method
  readonly person?: string
  readonly password?: string
  /** The name outside the tunnel; anonymous@home without. */
  readonly outer?: string
  /** The name inside the tunnel; person@home without. */
  readonly inner?: string
  readonly mac?: string
  /** Which server of the visited member the access point asks. */
  readonly server?: string
  /** The certificate of a person, for the method tls. */
  readonly holder?: string
  readonly trust?: string
  readonly serverName?: string
  /** More attributes from the access point, as eapol_test writes them: '126:s:1thames.gov.uk'. */
  readonly attributes?: readonly string[]
  readonly timeoutSeconds?: number
  /** How often the device signs in again after the first time. */
  readonly again?: number
}

export type LoginResult = {
  readonly accepted: boolean
  readonly milliseconds: number
  readonly cui: string | null
  /** Names of the attributes of the last answer. */
  readonly attributes: readonly string[]
  readonly log: string
}

export type Federation = {
  /** The register as it stands; `change` sets another and writes the files of those servers that it changes. */
  readonly model: FederationModel
  readonly directory: string
  readonly codes: readonly string[]
  change(to: (before: FederationModel) => FederationModel): Promise<readonly string[]>
  server(code: string): ServerModel
  pack(code: string): Pack
  secretOf(ref: SecretRef): string
  login(login: Login): Promise<LoginResult>
  /** How our own worker asks a server; `as` another server asks with the secret of their link. */
  target(code: string, how?: { readonly as?: string; readonly port?: number }): UdpTarget
  status(code: string): Promise<StatusAnswer>
  stop(code: string): Promise<void>
  start(code: string): Promise<void>
  restart(code: string): Promise<void>
  /** 'fticks', 'trace' or 'radius'. Empty while nothing was written. */
  logOf(code: string, which: 'fticks' | 'trace' | 'radius'): Promise<string>
  /** Waits until a log holds what is wanted, and gives it. */
  untilLog(code: string, which: 'fticks' | 'trace', holds: (text: string) => boolean): Promise<string>
  pidOf(code: string): number | undefined
  readonly accessPointOf: (member: string) => string
  readonly strangerAddress: string
  close(): Promise<void>
}

/** Brings a federation up and takes it down when the test is over. */
export async function startFederation(t: TestContext | null, wanted: Wanted): Promise<Federation> {
  const federation = await prepareFederation(wanted)
  t?.after(() => federation.close())
  try {
    // radsecproxy connects to its peers when it starts, and waits long before it tries again.
    const last = wanted.engine === 'radsecproxy' ? ['county'] : []
    await Promise.all(
      federation.codes.filter((code) => !last.includes(code)).map((code) => federation.start(code)),
    )
    for (const code of last) await federation.start(code)
  } catch (error) {
    await federation.close()
    throw error
  }
  return federation
}

/** The same with every file written and nothing started. */
export async function prepareFederation(wanted: Wanted): Promise<Federation> {
  const directory = await mkdtemp(join(tmpdir(), 'federation-'))
  const { block, transport = 'udp', engine = 'freeradius', alone = false } = wanted
  const secrets = new Map<string, string>()
  const secretOf = (ref: SecretRef): string => {
    // radclient would take a leading - for an option.
    const known = secrets.get(ref) ?? randomBytes(32).toString('base64url').replace(/^-/, 's')
    secrets.set(ref, known)
    return known
  }
  const register = { block, transport, engine, alone, authority: testAuthority('Federation').pem }
  const national = alone ? null : nationalModel(register)
  let model = countyModel(register)
  model = wanted.register?.(model) ?? model
  const running = new Map<string, Running>()
  const written = new Map<string, Pack>()

  const rendered = (): ReadonlyMap<string, Pack> => packsOf(model, national)
  const codes = [...rendered().keys()]
  const home = (code: string): string => join(directory, code)
  const accessPointOf = (member: string): string =>
    `${block}.${100 + (member === 'thames' ? THAMES.at[0] : MEMBERS[member as keyof typeof MEMBERS].at[0])}`

  const write = async (): Promise<readonly string[]> => {
    const changed: string[] = []
    for (const [code, pack] of rendered()) {
      if (JSON.stringify(written.get(code)?.files) === JSON.stringify(pack.files)) continue
      changed.push(code)
      written.set(code, pack)
      await writeFiles(home(code), fill(pack, secretOf))
    }
    return changed
  }

  const server = (code: string): ServerModel => {
    const all = [...everyServer(model), ...(national === null ? [] : everyServer(national))]
    const found = all.find((one) => one.code === code)
    if (found === undefined) throw new Error(`There is no server ${code} in this federation.`)
    return found
  }

  const target: Federation['target'] = (code, { as, port } = {}) => {
    const { address, authPort } = server(code)
    if (as === undefined)
      return {
        transport: 'udp',
        address,
        port: port ?? authPort,
        secret: secretOf(`roaming.portal:${code}`),
        from: model.probeAddress ?? `${block}.${PROBE_AT}`,
      }
    const link = [...model.links, ...(national?.links ?? [])].find(
      ({ lowerId, upperId }) => [lowerId, upperId].includes(as) && [lowerId, upperId].includes(code),
    )
    const slot = port === PORTS.nextPort ? 'b' : 'a'
    const used = link?.credentials.find((one) => one.slot === slot)
    if (used === undefined) throw new Error(`${as} and ${code} share no secret for this port.`)
    return {
      transport: 'udp',
      address,
      port: port ?? authPort,
      secret: secretOf(`roaming.credential:${used.id}`),
      from: server(as).address,
    }
  }

  const stop = async (code: string): Promise<void> => {
    const process = running.get(code)
    running.delete(code)
    await process?.end()
  }

  const start = async (code: string): Promise<void> => {
    const command = startCommand(written.get(code)?.engine ?? 'freeradius', home(code))
    const program = command === null ? undefined : programAt(command.program)
    if (command === null || program === undefined) throw new Error(`Nothing runs ${code} here.`)
    const process = begin(program, command.args, home(code))
    running.set(code, process)
    await untilReady(target(code), process, code)
  }

  const logOf: Federation['logOf'] = async (code, which) => {
    const path = join(home(code), 'local', 'log', `${which}.log`)
    return await readFile(path, 'utf8').catch(() => '')
  }

  const people = new Map<string, Issued>()
  const devices = await mkdtemp(join(directory, 'devices-'))
  const login: Federation['login'] = async (asked) => {
    const visited = asked.server ?? firstServerOf(asked.visited)
    return await askAsDevice(devices, people, asked, {
      address: server(visited).address,
      port: server(visited).authPort,
      secret: secretOf(`roaming.portal:ap-${asked.visited}`),
      from: accessPointOf(asked.visited),
    })
  }

  await write()
  for (const code of codes)
    await writeLocal(home(code), server(code), model, national, secretOf, accessPointOf)

  return {
    get model() {
      return model
    },
    directory,
    codes,
    async change(to) {
      model = to(model)
      return await write()
    },
    server,
    pack: (code) => {
      const pack = written.get(code)
      if (pack === undefined) throw new Error(`There is no server ${code} in this federation.`)
      return pack
    },
    secretOf,
    login,
    target,
    status: (code) => statusServer(target(code), { timeoutMs: 2000, tries: 1 }),
    stop,
    start,
    async restart(code) {
      await stop(code)
      await start(code)
    },
    logOf,
    async untilLog(code, which, holds) {
      const until = performance.now() + 5000
      for (;;) {
        const text = await logOf(code, which)
        if (holds(text) || performance.now() > until) return text
        await pause(20)
      }
    },
    pidOf: (code) => running.get(code)?.pid,
    accessPointOf,
    strangerAddress: `${block}.99`,
    async close() {
      await Promise.all([...running.keys()].map(stop))
      await rm(directory, { recursive: true, force: true })
    },
  }
}

const firstServerOf = (member: string): string => `${member}-1`

const everyServer = ({ proxies, members }: FederationModel): readonly ServerModel[] => [
  ...proxies,
  ...members.flatMap(({ servers }) => servers.filter(({ code }) => code !== 'county')),
]

function packsOf(county: FederationModel, national: FederationModel | null): ReadonlyMap<string, Pack> {
  const members = (federation: FederationModel): readonly (readonly [string, Pack])[] =>
    federation.members
      .filter(({ code }) => code !== 'kent-county')
      .flatMap((member) =>
        member.servers.map((server) => [server.code, renderMember(federation, member, server)] as const),
      )
  const place = { waitsSeconds: 6, waitsAboveSeconds: 7, mostHops: 6, federations: ['kent-county'] }
  return new Map([
    ...county.proxies.map((proxy) => [proxy.code, renderProxy(county, proxy)] as const),
    ...members(county),
    ...(national === null
      ? []
      : [
          ...national.proxies.map((proxy) => [proxy.code, renderProxy(national, proxy, place)] as const),
          ...members(national),
        ]),
  ])
}

// ---- directories

async function writeFiles(directory: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true, mode: 0o750 })
    await writeFile(join(directory, path), text, { mode: 0o640 })
  }
}

async function writeLocal(
  directory: string,
  server: ServerModel,
  county: FederationModel,
  national: FederationModel | null,
  secretOf: (ref: SecretRef) => string,
  accessPointOf: (member: string) => string,
): Promise<void> {
  for (const folder of LOCAL_FOLDERS) await mkdir(join(directory, folder), { recursive: true, mode: 0o750 })
  const radsec = testAuthority('Federation').issue({
    names: [server.tlsName ?? server.code],
    usages: ['server', 'client'],
  })
  const files: Record<string, string> = {
    'local/certs/radsec.pem': radsec.certificate,
    'local/certs/radsec.key': radsec.key,
  }
  const member = [...county.members, ...(national?.members ?? [])].find(({ servers }) =>
    servers.some(({ code, place }) => code === server.code && place === 'member'),
  )
  if (member !== undefined && server.code !== 'county') {
    const certificate = testAuthority(member.code).issue({ names: [serverNameOf(member.code)] })
    files['local/certs/server.pem'] = certificate.certificate
    files['local/certs/server.key'] = certificate.key
    files['local/certs/ca.pem'] = testAuthority(member.code).pem
    files['local/users'] = member.realms
      .flatMap((realm) => PEOPLE.map((one) => `${one}@${realm}\tCleartext-Password := "${PASSWORD}"\n`))
      .join('')
    files['local/clients.conf'] =
      `client access-point {\n\tipaddr = ${accessPointOf(member.code)}\n\tsecret = '${secretOf(`roaming.portal:ap-${member.code}`)}'\n\trequire_message_authenticator = yes\n\tshortname = ap-${member.code}\n}\n`
  }
  await writeFiles(directory, files)
}

/** The name in a member's EAP certificate. */
export const serverNameOf = (member: string): string => `radius.${member}.test`

// ---- processes

type Running = { readonly pid: number | undefined; readonly output: () => string; end(): Promise<void> }

const alive = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of alive) child.kill('SIGKILL')
})

function begin(program: string, args: readonly string[], directory: string): Running {
  const child = spawn(program, args, { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] })
  alive.add(child)
  let output = ''
  const collect = (part: Buffer): void => {
    output = (output + part.toString()).slice(-20_000)
  }
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => {
      alive.delete(child)
      resolve()
    })
  })
  return {
    pid: child.pid,
    output: () => (child.exitCode === null && child.signalCode === null ? '' : `ended: ${output}`),
    async end() {
      child.kill('SIGTERM')
      const late = setTimeout(() => child.kill('SIGKILL'), 3000)
      await ended
      clearTimeout(late)
    },
  }
}

async function untilReady(target: UdpTarget, process: Running, code: string): Promise<void> {
  const until = performance.now() + 20_000
  for (;;) {
    const answer = await statusServer(target, { timeoutMs: 250, tries: 1 })
    if (answer.answered) return
    const ended = process.output()
    if (ended !== '') throw new Error(`${code} ${ended}`)
    if (performance.now() > until) throw new Error(`${code} does not answer: ${answer.words}`)
    await pause(20)
  }
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })

// ---- a device

type Asked = {
  readonly address: string
  readonly port: number
  readonly secret: string
  readonly from: string
}

async function askAsDevice(
  directory: string,
  people: Map<string, Issued>,
  login: Login,
  { address, port, secret, from }: Asked,
): Promise<LoginResult> {
  const folder = await mkdtemp(join(directory, 'device-'))
  const home = memberOfRealm(login.home)
  const person = login.person ?? 'alice'
  const inner = login.inner ?? `${person}@${login.home}`
  const authority = join(folder, 'ca.pem')
  await writeFile(authority, login.trust ?? testAuthority(home).pem)
  const lines = [
    'key_mgmt=WPA-EAP',
    `ca_cert="${authority}"`,
    `domain_match="${login.serverName ?? serverNameOf(home)}"`,
    ...(await methodLines(folder, people, login, inner)),
  ]
  const settings = join(folder, 'device.conf')
  await writeFile(settings, `network={\n${lines.map((line) => `\t${line}\n`).join('')}}\n`)
  const timeout = login.timeoutSeconds ?? 15
  const args = [
    ...flags({
      c: settings,
      a: address,
      p: port,
      s: secret,
      A: from,
      M: login.mac ?? '02:00:00:00:00:01',
      t: timeout,
    }),
    ...(login.again === undefined ? [] : flags({ r: login.again })),
    ...(login.attributes ?? []).flatMap((one) => ['-N', one]),
  ]
  const began = performance.now()
  const log = await runToEnd(programAt('eapol_test') ?? 'eapol_test', args)
  const milliseconds = performance.now() - began
  await rm(folder, { recursive: true, force: true })
  return { accepted: log.endsWith('SUCCESS\n'), milliseconds, log, ...lastAnswerOf(log) }
}

const flags = (all: Readonly<Record<string, string | number>>): readonly string[] =>
  Object.entries(all).flatMap(([name, value]) => [`-${name}`, String(value)])

async function methodLines(
  folder: string,
  people: Map<string, Issued>,
  login: Login,
  inner: string,
): Promise<readonly string[]> {
  const outer = login.outer ?? `anonymous@${login.home}`
  if (login.method !== 'tls')
    return [
      `eap=${login.method === 'ttls-pap' ? 'TTLS' : 'PEAP'}`,
      `identity=${hex(inner)}`,
      `anonymous_identity=${hex(outer)}`,
      `password="${login.password ?? PASSWORD}"`,
      `phase2="auth=${login.method === 'ttls-pap' ? 'PAP' : 'MSCHAPV2'}"`,
    ]
  const holder = login.holder ?? inner
  const own = people.get(holder) ?? certificateOf(holder)
  people.set(holder, own)
  await writeFile(join(folder, 'own.pem'), own.certificate)
  await writeFile(join(folder, 'own.key'), own.key)
  return [
    'eap=TLS',
    `identity=${hex(outer)}`,
    `client_cert="${join(folder, 'own.pem')}"`,
    `private_key="${join(folder, 'own.key')}"`,
  ]
}

/** The certificate of a person, from the authority of the member whose realm it is. */
const certificateOf = (holder: string): Issued =>
  testAuthority(memberOfRealm(holder.split('@')[1] ?? '')).issue({
    names: [holder],
    usages: ['client'],
    commonName: holder,
  })

export function memberOfRealm(realm: string): string {
  const wanted = realm.toLowerCase()
  const found = Object.entries({ ...MEMBERS, thames: THAMES }).find(([, { realms }]) =>
    (realms as readonly string[]).includes(wanted),
  )
  return found?.[0] ?? 'kent'
}

const hex = (words: string): string => (words === '' ? '""' : Buffer.from(words).toString('hex'))

function runToEnd(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    alive.add(child)
    const parts: Buffer[] = []
    child.stdout.on('data', (part: Buffer) => parts.push(part))
    child.stderr.on('data', (part: Buffer) => parts.push(part))
    child.once('error', reject)
    child.once('close', () => {
      alive.delete(child)
      resolve(Buffer.concat(parts).toString())
    })
  })
}

/** The attributes of the last packet that came from the server. */
function lastAnswerOf(log: string): { readonly cui: string | null; readonly attributes: readonly string[] } {
  const last = log.split('RADIUS message: code=').findLast((part) => /^(?:2|3|11) /.test(part)) ?? ''
  const own = last.split('\n\n')[0] ?? ''
  const found = [...own.matchAll(/Attribute (\d+) \(([^)]*)\)[^\n]*\n\s+Value: ([^\n]*)/g)]
  const cui = found.find(([, number]) => number === '89')?.[3]
  return {
    attributes: found.map(([, number = '', name = '']) => (name.startsWith('?') ? number : name)),
    cui: cui === undefined ? null : cui.replace(/^'|'$/g, ''),
  }
}
