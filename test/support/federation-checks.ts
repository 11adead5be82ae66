// The acceptance checks of a federation, the same over UDP and over RadSec: who gets in where, what is stopped at the
// edge, what travels and what is written down.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connect, type ConnectionOptions } from 'node:tls'
import type { TestContext } from 'node:test'
import type { Method } from '#modules/roaming/rules/words.ts'
import { readHandshake } from '#platform/radius/index.ts'
import { testAuthority } from './certificates.ts'
import { PASSWORD, serverNameOf, type Federation, type Login, type LoginResult } from './federation.ts'

export type Check = (federation: Federation, t: TestContext) => Promise<void>

const METHODS: readonly Method[] = ['peap-mschapv2', 'ttls-pap', 'tls']
const REALMS = ['kent.gov.uk', 'medway.gov.uk', 'kent.police.uk'] as const
const VISITED = ['kent', 'medway', 'police'] as const
/** As many devices at once; each runs a process of its own. */
const AT_ONCE = 6

/** A line of F-Ticks as the county writes it. */
export const FTICKS =
  /^\d{10} F-TICKS\/govroam\/1\.0#REALM=(?:[a-z0-9.-]+|invalid)#VISCOUNTRY=GB#VISINST=(?:1[a-z0-9.-]+|UNKNOWN)#CSI=(?:[0-9a-f]{40}|none)#RESULT=(?:OK|FAIL)#$/

/** Runs many at a time, and gives what came in order. */
export async function inTurns<T, R>(all: readonly T[], one: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = []
  let next = 0
  const worker = async (): Promise<void> => {
    for (let at = next++; at < all.length; at = next++) results[at] = await one(all[at] as T)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return results
}

const macOf = (nth: number): string =>
  `02:00:00:00:${(nth >> 8).toString(16).padStart(2, '0')}:${(nth & 255).toString(16).padStart(2, '0')}`

const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '')

/** The lines that a log gains while something happens; `until` says when all of them are there. */
async function gained(
  federation: Federation,
  code: string,
  which: 'fticks' | 'trace',
  atLeast: number,
  work: () => Promise<unknown>,
): Promise<readonly string[]> {
  const before = linesOf(await federation.logOf(code, which)).length
  await work()
  const text = await federation.untilLog(code, which, (found) => linesOf(found).length >= before + atLeast)
  return linesOf(text).slice(before)
}

const isAccepted = (login: Login, { accepted, log }: LoginResult): void =>
  assert.ok(accepted, `${JSON.stringify(login)} was not let in:\n${log.slice(-600)}`)

const isRefused = (
  login: Partial<Login>,
  { accepted, log }: LoginResult,
  withinMs?: number,
  took?: number,
): void => {
  assert.ok(!accepted, `${JSON.stringify(login)} was let in`)
  assert.match(log, /code=3 \(Access-Reject\)/, 'it was answered')
  if (withinMs !== undefined) assert.ok((took ?? 0) < withinMs, `it took ${took} ms`)
}

export const everyoneEverywhere: Check = async (federation) => {
  const logins = REALMS.flatMap((home) =>
    VISITED.flatMap((visited) => METHODS.map((method) => ({ home, visited, method }) as const)),
  )
  const homes = ['kent-1', 'kent-2', 'medway-1', 'police-1']
  const before = await Promise.all(homes.map((code) => federation.logOf(code, 'fticks')))
  const lines = await gained(federation, 'county', 'fticks', 18, async () => {
    await inTurns(logins, async (login) => {
      const nth = logins.indexOf(login)
      isAccepted(login, await federation.login({ ...login, mac: macOf(nth) }))
    })
  })
  assert.equal(lines.length, 18, 'one line for each login away from home')
  for (const line of lines) assert.match(line, FTICKS)
  assert.ok(lines.every((line) => line.endsWith('#RESULT=OK#')))
  assert.equal(
    new Set(lines.map((line) => line.replace(/^\d+|#CSI=[^#]*/g, ''))).size,
    6,
    'each pair of members',
  )
  const after = await Promise.all(homes.map((code) => federation.logOf(code, 'fticks')))
  const counted = homes.map((_, at) => linesOf(after[at] ?? '').length - linesOf(before[at] ?? '').length)
  assert.equal(
    counted.reduce((sum, one) => sum + one, 0),
    9,
    'each login at home is counted there',
  )
}

export const beyondTheCounty: Check = async (federation) => {
  const logins = [
    { home: 'thames.gov.uk', visited: 'medway', method: 'ttls-pap' },
    { home: 'kent.gov.uk', visited: 'thames', method: 'peap-mschapv2' },
  ] as const
  for (const login of logins) isAccepted(login, await federation.login(login))
  const trace = linesOf(await federation.logOf('county', 'trace'))
  assert.ok(
    trace.some((line) => line.includes('\tkent.gov.uk\tnational\t') && line.includes('\t1thames.gov.uk\t')),
  )
}

export const rightsAndWrongs: Check = async (federation) => {
  const at = { home: 'kent.gov.uk', visited: 'medway' } as const
  const refused: readonly Login[] = [
    { ...at, method: 'peap-mschapv2', password: 'wrong-password-1' },
    { ...at, method: 'ttls-pap', password: 'wrong-password-1' },
    { ...at, method: 'ttls-pap', person: 'nobody' },
    { ...at, method: 'peap-mschapv2', person: 'nobody' },
  ]
  await inTurns(refused, async (login) => {
    const result = await federation.login(login)
    isRefused(login, result)
    assert.ok(
      result.milliseconds > 900 && result.milliseconds < 3500,
      `a wrong password costs a second: ${result.milliseconds}`,
    )
  })
  const causes = (await Promise.all(['kent-1', 'kent-2'].map((code) => federation.logOf(code, 'trace'))))
    .flatMap(linesOf)
    .filter((line) => line.includes('\tfail\t'))
    .map((line) => line.split('\t')[9])
  assert.deepEqual(causes.toSorted(), [
    'the account is not known here',
    'the account is not known here',
    'the password is wrong',
    'the password is wrong',
  ])
  isAccepted(
    { ...at, method: 'ttls-pap' },
    await federation.login({
      ...at,
      method: 'ttls-pap',
      outer: 'anonymous@KENT.gov.UK',
      inner: 'alice@Kent.GOV.uk',
    }),
  )
  const untrusting: readonly Login[] = [
    { ...at, method: 'ttls-pap', trust: testAuthority('medway').pem, timeoutSeconds: 4 },
    { ...at, method: 'peap-mschapv2', serverName: serverNameOf('medway'), timeoutSeconds: 4 },
  ]
  await inTurns(untrusting, async (login) =>
    assert.ok(!(await federation.login(login)).accepted, 'the device refuses'),
  )
}

export const oneName: Check = async (federation) => {
  const visited = 'police'
  const mixed: readonly Login[] = [
    { home: 'medway.gov.uk', visited, method: 'peap-mschapv2', inner: 'alice@kent.gov.uk' },
    { home: 'medway.gov.uk', visited, method: 'ttls-pap', inner: 'alice' },
    { home: 'kent.gov.uk', visited, method: 'peap-mschapv2', inner: 'alice@staff.kent.gov.uk' },
    { home: 'kent.gov.uk', visited, method: 'ttls-pap', inner: 'alice@staff.kent.gov.uk' },
    { home: 'kent.gov.uk', visited, method: 'tls', outer: 'bob@kent.gov.uk', holder: 'dave@kent.gov.uk' },
    { home: 'kent.gov.uk', visited, method: 'tls', holder: 'alice@medway.gov.uk' },
    { home: 'kent.gov.uk', visited, method: 'tls', holder: 'alice@staff.kent.gov.uk' },
    { home: 'kent.gov.uk', visited, method: 'tls', holder: 'printer-without-realm' },
  ]
  await inTurns(mixed, async (login) => isRefused(login, await federation.login(login)))
  isAccepted(
    { home: 'staff.kent.gov.uk', visited, method: 'ttls-pap' },
    await federation.login({ home: 'staff.kent.gov.uk', visited, method: 'ttls-pap' }),
  )
  const unknown: Login = {
    home: 'kent.gov.uk',
    visited,
    method: 'ttls-pap',
    outer: 'anonymous@nobody.example',
  }
  const result = await federation.login(unknown)
  isRefused(unknown, result)
  assert.ok(result.milliseconds < 900, `an unknown realm is refused at once: ${result.milliseconds} ms`)
}

/** Names that are no user@realm, or of realms that never roam. */
const MALFORMED = [
  'alice',
  '@',
  'alice@',
  'alice@@kent.gov.uk',
  'alice@bob@kent.gov.uk',
  'alice@kent..gov.uk',
  'alice@.kent.gov.uk',
  'alice@kent.gov.uk.',
  'alice @kent.gov.uk',
  'alice@kent.gov.uk ',
  ' alice@kent.gov.uk',
  'alice@kent',
  'alice#RESULT=OK#@kent.gov.uk',
  'alice@kent.gov.uk#RESULT=OK#',
  'alice@kënt.gov.uk',
  '%{User-Name}',
  'alice@10.1.2.3',
  'alice@wlan.mnc001.mcc234.3gppnetwork.org',
  'KENT\\alice',
  `alice@${'k'.repeat(200)}.uk`,
  'alice@-kent.gov.uk',
] as const

export const nothingMalformed: Check = async (federation) => {
  assert.equal(MALFORMED.length, 21)
  const lines = await gained(federation, 'county', 'trace', 0, async () => {
    await inTurns(MALFORMED, async (outer) => {
      const login: Login = {
        home: 'kent.gov.uk',
        visited: 'medway',
        method: 'ttls-pap',
        outer,
        timeoutSeconds: 6,
      }
      isRefused(login, await federation.login(login))
    })
  })
  assert.deepEqual(lines, [], 'none of them reaches the county')
  const data: Login = {
    home: 'kent.gov.uk',
    visited: 'medway',
    method: 'ttls-pap',
    outer: '$(id)@kent.gov.uk',
  }
  isAccepted(data, await federation.login(data))
}

type Packet = Readonly<Record<string, string>>

type Asked = {
  readonly address: string
  readonly port: number
  readonly secret: unknown
  readonly from?: string
}
type Pairs = Packet | readonly (readonly [string, string])[]

/** Sends one packet with radclient, and gives the name of what came; null for silence. */
export const ask = (target: Asked, packet: Pairs): Promise<string | null> => sent(target, packet, 4)

/** Whether a packet stays without an answer, sent with another secret than the right one or from elsewhere. */
export const isSilent = async (
  target: Asked,
  packet: Pairs,
  secret = String(target.secret),
): Promise<boolean> => (await sent({ ...target, secret }, packet, 1)) === null

async function sent(target: Asked, packet: Pairs, seconds: number): Promise<string | null> {
  const pairs = Array.isArray(packet) ? packet : Object.entries(packet)
  const from = target.from === undefined ? [] : [['Packet-Src-IP-Address', target.from] as const]
  const text = [...pairs, ...from].map(([name, value]) => `${name} = ${value}\n`).join('')
  const args = ['-x', '-r', '1', '-t', String(seconds), `${target.address}:${target.port}`, 'auth']
  const said = await new Promise<string>((resolve, reject) => {
    const child = spawn('radclient', [...args, String(target.secret)])
    const parts: Buffer[] = []
    child.stdout.on('data', (part: Buffer) => parts.push(part))
    child.stderr.on('data', (part: Buffer) => parts.push(part))
    child.once('error', reject)
    child.once('close', () => resolve(Buffer.concat(parts).toString()))
    child.stdin.on('error', () => undefined)
    child.stdin.end(text)
  })
  assert.match(said, /^Sent /m, 'it was asked')
  return /^Received (\S+) /m.exec(said)?.[1] ?? null
}

const identity = (name: string): string =>
  `0x02010${(5 + name.length).toString(16).padStart(3, '0')}01${Buffer.from(name).toString('hex')}`

/** The first packet of a login, as a proxy would pass it on. */
export const first = (name: string, more: Packet = {}): Packet => ({
  'User-Name': `"${name}"`,
  'EAP-Message': identity(name),
  'Calling-Station-Id': '"02-00-00-00-77-01"',
  'Message-Authenticator': '0x00',
  ...more,
})

export const noLoops: Check = async (federation) => {
  const asKent = federation.target('county', { as: 'kent-1' })
  const asNational = federation.target('county', { as: 'national' })
  const lines = await gained(federation, 'county', 'trace', 5, async () => {
    assert.equal(
      await ask(asKent, first('alice@kent.gov.uk')),
      'Access-Reject',
      'its own realm comes back up',
    )
    assert.equal(
      await ask(asKent, first('alice@misregistered.test')),
      'Access-Reject',
      'a realm that leads round',
    )
    assert.equal(
      await ask(asNational, first('alice@nobody.test')),
      'Access-Reject',
      'a realm of nobody below',
    )
    const passedOn = Array.from({ length: 6 }, (_, at) => ['Proxy-State', `0x0${at}`] as const)
    assert.equal(
      await ask(asKent, [...Object.entries(first('alice@medway.gov.uk')), ...passedOn]),
      'Access-Reject',
      'passed on too often',
    )
    assert.equal(
      await ask(asKent, [...Object.entries(first('alice@medway.gov.uk')), ...passedOn.slice(2)]),
      'Access-Challenge',
      'four hops are borne',
    )
    const { 'EAP-Message': _, ...plain } = first('alice@medway.gov.uk', { 'User-Password': '"x"' })
    assert.equal(await ask(asKent, plain), 'Access-Reject', 'no EAP')
  })
  assert.deepEqual(
    lines.map((line) => line.split('\t')[9]),
    [
      'the realm belongs to the one who asks',
      'the national operator’s proxy refused',
      'nobody here has this realm',
      'the question was passed on too often',
      'the question holds no EAP',
    ],
  )
  assert.ok(await isSilent(asKent, first('alice@medway.gov.uk'), 'a-wrong-secret-of-some-length'))
  assert.ok(
    await isSilent({ ...asKent, from: federation.strangerAddress }, first('alice@medway.gov.uk')),
    'a stranger is not answered',
  )
  const home = federation.target('kent-1', { as: 'county' })
  assert.equal(
    await ask(home, first('alice@medway.gov.uk')),
    'Access-Reject',
    'nothing comes back up from a member',
  )
}

export const onlyWhatMayTravel: Check = async (federation) => {
  const forged: Login = {
    home: 'kent.gov.uk',
    visited: 'medway',
    method: 'ttls-pap',
    mac: '02:00:00:00:88:01',
    attributes: ['126:s:1thames.gov.uk', '11:s:open-filter', '32:s:AP one\tok\n1'],
  }
  const lines = await gained(federation, 'county', 'trace', 1, async () => {
    const result = await federation.login(forged)
    isAccepted(forged, result)
    const allowed = [
      'Vendor-Specific',
      'EAP-Message',
      'Message-Authenticator',
      'User-Name',
      'Chargeable-User-Identity',
    ]
    assert.deepEqual(
      result.attributes.filter((name) => !allowed.includes(name)),
      [],
      'nothing else comes back',
    )
    assert.match(result.log, /MPPE keys OK: 1 {2}mismatch: 0/)
  })
  assert.equal(lines.length, 1)
  const [, result, realm, client, station, operator, cui, nas, port, cause, ...more] = (lines[0] ?? '').split(
    '\t',
  )
  assert.deepEqual(
    [result, realm, client, station, operator, nas, cause, more],
    ['ok', 'kent.gov.uk', 'medway', '02-00-00-00-88-01', '1medway.gov.uk', '-', '-', []],
  )
  assert.match(cui ?? '', /^[0-9a-f]{40}$/)
  assert.match(port ?? '', /^\d+$/)
  // As its neighbour would say it on the county's own line: the registered name stands, whatever came.
  const asMedway = federation.target('county', { as: 'medway-1' })
  const said = await gained(federation, 'county', 'fticks', 1, async () => {
    await ask(asMedway, first('alice@nobody.test', { 'Operator-Name': '"1kent.gov.uk"' }))
  })
  assert.match(said[0] ?? '', /#VISINST=1medway\.gov\.uk#/)
}

export const oneOpaqueName: Check = async (federation) => {
  const names = async (visited: string, person: string): Promise<readonly (string | null)[]> =>
    await inTurns(METHODS, async (method) => {
      const login: Login = {
        home: 'kent.gov.uk',
        visited,
        method,
        person,
        ...(method === 'tls' ? { outer: '@kent.gov.uk' } : {}),
      }
      const result = await federation.login(login)
      isAccepted(login, result)
      return result.cui
    })
  const [there, elsewhere, other] = [
    await names('medway', 'alice'),
    await names('police', 'alice'),
    await names('medway', 'bob'),
  ]
  for (const some of [there, elsewhere, other]) {
    assert.equal(new Set(some).size, 1, `the same for every method: ${some.join(' ')}`)
    assert.match(some[0] ?? '', /^[0-9a-f]{40}$/)
  }
  assert.equal(
    new Set([there[0], elsewhere[0], other[0]]).size,
    3,
    'another at another place, another for another',
  )
}

export const aliveAndCounting: Check = async (federation) => {
  const main = await federation.status('county')
  assert.ok(main.answered)
  const { authPort, statusPort } = federation.server('county')
  const counters = await ask({ ...federation.target('county'), port: statusPort ?? 0 }, STATUS)
  assert.equal(counters, 'Access-Accept')
  for (const code of federation.codes.filter((one) => one !== 'thames-1' && one !== 'national'))
    assert.ok((await federation.status(code)).answered, `${code} answers`)
  const asKent = federation.target('county', { as: 'kent-1' })
  assert.equal(
    await ask({ ...asKent, port: authPort }, STATUS),
    'Access-Accept',
    'a member asks whether the county is there',
  )
  assert.ok(await isSilent(asKent, STATUS, 'a-wrong-secret-of-some-length'))
}

export const STATUS: Packet = { 'Packet-Type': 'Status-Server', 'Message-Authenticator': '0x00' }

export const nothingWrittenTooMuch: Check = async (federation) => {
  const counted = linesOf(await federation.logOf('county', 'fticks'))
  assert.ok(counted.length > 20)
  for (const line of counted) assert.match(line, FTICKS)
  for (const code of ['county', 'national']) {
    for (const which of ['fticks', 'trace', 'radius'] as const) {
      const text = await federation.logOf(code, which)
      for (const person of ['alice', 'bob@', 'dave', PASSWORD])
        assert.ok(!text.includes(person), `${code} ${which} names ${person}`)
    }
  }
  const probe = await gained(federation, 'county', 'fticks', 0, async () => {
    assert.equal(await ask(federation.target('county'), first('anonymous@nobody.test')), 'Access-Reject')
    await federation.untilLog('county', 'trace', (text) => text.includes('\tportal\t'))
  })
  assert.deepEqual(probe, [], 'our own probe is nobody’s visit')
}

/** Over RadSec a certificate serves at the address of its own server only, and strangers do not get as far as a question. */
/** Read from the handshake, without a certificate of ours; by our own address only. */
export const showsItsCertificate: Check = async (federation) => {
  const from = federation.target('county').from ?? ''
  const shown = async (code: string, asking = from): Promise<string> => {
    const { address, radsecPort } = federation.server(code)
    const seen = await readHandshake({ address, port: radsecPort, from: asking }, { timeoutMs: 5000 })
    const [leaf] = seen.chain.map((pem) => new X509Certificate(pem))
    return leaf?.subjectAltName ?? seen.outcome
  }
  const codes = federation.codes.filter((code) => federation.server(code).transport === 'radsec')
  for (const code of codes) assert.equal(await shown(code), `DNS:${code}.radius.test`)
  assert.equal(await shown('county', federation.strangerAddress), 'closed')
  assert.ok((await federation.status('county')).answered, 'a handshake that is broken off hurts nobody')
}

export const onlyWithItsOwnCertificate: Check = async (federation) => {
  const { address, radsecPort } = federation.server('county')
  const stranger = testAuthority('Nobody').issue({ names: ['kent-1.radius.test'], usages: ['client'] })
  const own = testAuthority('Federation').issue({ names: ['kent-1.radius.test'], usages: ['client'] })
  const tries = [
    [
      'from an address that is nobody’s',
      { localAddress: federation.strangerAddress, cert: own.certificate, key: own.key },
    ],
    ['without a certificate', { localAddress: federation.server('kent-1').address }],
    [
      'of another authority',
      { localAddress: federation.server('kent-1').address, cert: stranger.certificate, key: stranger.key },
    ],
  ] as const
  for (const [what, from] of tries)
    assert.ok(await isClosed({ host: address, port: radsecPort, rejectUnauthorized: false, ...from }), what)
  const another = testAuthority('Federation').issue({
    names: ['police-1.radius.test'],
    usages: ['server', 'client'],
  })
  const certificates = join(federation.directory, 'medway-1', 'local', 'certs')
  await writeFile(join(certificates, 'radsec.pem'), another.certificate)
  await writeFile(join(certificates, 'radsec.key'), another.key)
  await federation.restart('medway-1')
  const login: Login = { home: 'kent.gov.uk', visited: 'medway', method: 'ttls-pap' }
  isRefused(login, await federation.login(login))
  const trace = await federation.untilLog('county', 'trace', (text) => text.includes('another server’s'))
  assert.match(trace, /\tmedway\t.*\tthe certificate is another server’s$/m)
  // Nor is it asked: a server that has another's certificate does not answer for it.
  const there = await federation.login({ home: 'medway.gov.uk', visited: 'kent', method: 'ttls-pap' })
  assert.ok(!there.accepted)
  assert.match(
    await federation.logOf('county', 'radius'),
    /Certificate CN \(police-1\.radius\.test\) does not match/,
  )
}

/** Whether a server ends a connection by itself. */
function isClosed(to: ConnectionOptions & { readonly localAddress: string }): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(to)
    const late = setTimeout(() => {
      resolve(false)
      socket.destroy()
    }, 5000)
    socket.on('error', () => undefined)
    socket.once('close', () => {
      clearTimeout(late)
      resolve(true)
    })
    socket.resume()
  })
}
