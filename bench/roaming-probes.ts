// How many RADIUS servers one process can watch: full logins (EAP-TTLS with a password, a new TLS handshake each),
// certificate readings and Status-Server a second, against a real FreeRADIUS beside it on the same cores, and what each
// costs the prober in CPU. The ceiling is Status-Server: one packet there and back.
import { readFileSync } from 'node:fs'
import {
  openLine,
  programAt,
  readCertificate,
  statusServer,
  tryLogin,
  type Target,
} from '#platform/radius/index.ts'
import { testAuthority } from '#test/support/certificates.ts'
import { startHomeServer } from '#test/support/freeradius.ts'
import { fakeServer } from '#test/support/radius.ts'
import { show, type Row } from './support/figure.ts'

const MILLISECONDS = Number(process.env['BENCH_MILLISECONDS'] ?? 6000)
const ADDRESS = '127.61.2.1'
const ACCOUNTS = { 'bob@a.example': 'correct horse' }
const LEAST = 100

type Probe = (target: Target) => Promise<string>
type Rate = {
  readonly perSecond: number
  readonly cpuMs: number
  readonly slowest: number
  readonly count: number
}

const login: Probe = async (target) => (await tryLogin(target, question)).outcome
const question = {
  userName: 'bob@a.example',
  password: 'correct horse',
  outer: '@a.example',
  trust: [testAuthority().pem],
  serverNames: ['radius.a.example'],
  timeoutMs: 10_000,
}
const certificate: Probe = async (target) =>
  (await readCertificate(target, { identity: '@a.example', timeoutMs: 10_000 })).outcome
const status: Probe = async (target) =>
  (await statusServer(target, { timeoutMs: 10_000 })).answered ? 'answered' : 'silence'

/** Keeps so many probes under way until the time is up. */
async function rate(probe: Probe, target: Target, atOnce: number, milliseconds: number): Promise<Rate> {
  const [began, before] = [performance.now(), process.cpuUsage()]
  const ends = began + milliseconds
  const seen = { count: 0, slowest: 0 }
  const keep = async (): Promise<void> => {
    while (performance.now() < ends) {
      const started = performance.now()
      const outcome = await probe(target)
      if (!['accepted', 'read', 'answered'].includes(outcome))
        throw new Error(`A probe ended with ${outcome}.`)
      seen.count += 1
      seen.slowest = Math.max(seen.slowest, performance.now() - started)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, keep))
  const { user, system } = process.cpuUsage(before)
  return {
    ...seen,
    perSecond: seen.count / ((performance.now() - began) / 1000),
    cpuMs: (user + system) / 1000 / seen.count,
  }
}

const row = (what: string, { perSecond, cpuMs, slowest }: Rate, more: readonly string[] = []): Row => ({
  what,
  values: [
    `${perSecond.toFixed(0)} a second`,
    `${cpuMs.toFixed(2)} ms of CPU each`,
    `the slowest ${slowest.toFixed(0)} ms`,
    ...more,
  ],
})

/** The CPU that another process has taken, in milliseconds, as Linux counts it in hundredths of a second. */
function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * 10
}

if (programAt('freeradius') === undefined) {
  process.stdout.write(
    '\nFull logins need freeradius (Debian package freeradius); only the stand-in is measured.\n',
  )
} else {
  const home = await startHomeServer({
    address: ADDRESS,
    realm: 'a.example',
    accounts: ACCOUNTS,
    first: 'ttls',
  })
  const target: Target = { transport: 'udp', address: ADDRESS, port: home.port, secret: home.secret }
  try {
    await rate(login, target, 16, MILLISECONDS / 4)
    const rows = [row('certificates, 16 at once', await rate(certificate, target, 16, MILLISECONDS / 3))]
    const found: number[] = []
    for (const atOnce of [1, 16, 32]) {
      const before = cpuOf(home.pid)
      const logins = await rate(login, target, atOnce, MILLISECONDS)
      const servers = (cpuOf(home.pid) - before) / logins.count
      rows.push(
        row(`full logins, ${atOnce} at once`, logins, [`the server's CPU ${servers.toFixed(2)} ms each`]),
      )
      if (atOnce > 1) found.push(logins.perSecond)
    }
    const line = openLine(target)
    const shared = await rate(
      async () => (await tryLogin(line, question)).outcome,
      target,
      32,
      MILLISECONDS / 2,
    )
    line.close()
    rows.push(row('the same, one socket for all 32', shared))
    // Last and short: the server keeps every answer for five seconds, and drops what comes once it keeps 16,384.
    rows.unshift(row('Status-Server, 16 at once', await rate(status, target, 16, 500)))
    show({
      name: 'Full probes of a FreeRADIUS home server from one process',
      rows,
      says: 'the lower of 16 and 32 at once, probes a second:',
      value: Math.min(...found),
      unit: '×',
      target: { least: LEAST },
    })
  } finally {
    await home.stop()
  }
}

const stand = await fakeServer({ address: ADDRESS, accounts: ACCOUNTS })
try {
  await rate(login, stand.target, 16, MILLISECONDS / 4)
  const logins = await rate(login, stand.target, 16, MILLISECONDS / 2)
  show({
    name: 'Full probes of the stand-in for tests, which runs in the same process',
    rows: [row('full logins, 16 at once', logins, ['both ends in this CPU'])],
    says: 'probes a second:',
    value: logins.perSecond,
    unit: '×',
  })
} finally {
  await stand.close()
}
