// Our RADIUS client against a real FreeRADIUS: what it says of a server must be what is so, over UDP and over RadSec, and
// eapol_test must come to the same end.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import {
  programAt,
  readCertificate,
  runEapolTest,
  statusServer,
  tryLogin,
  type EapolTest,
  type LoginQuestion,
  type RadSecTarget,
  type UdpTarget,
} from '#platform/radius/index.ts'
import { testAuthority } from '#test/support/certificates.ts'
import { HOME_SECRET, startHomeServer, type HomeServer } from '#test/support/freeradius.ts'
import { skipUnless } from '#test/support/requirements.ts'

const ADDRESS = '127.61.1.1'
const OURS = '127.61.9.9'
const REALM = 'a.example'
const NAME = `radius.${REALM}`
const BOB = `bob@${REALM}`
const PASSWORD = 'correct “horse” #1'

const skip = skipUnless('freeradius (Debian package freeradius)', programAt('freeradius') !== undefined)
const skipEapol =
  skip || skipUnless('eapol_test (Debian package eapoltest)', programAt('eapol_test') !== undefined)

const radsec = () => testAuthority('RadSec authority of tests')
let home: HomeServer

before(async () => {
  if (skip !== false) return
  const own = radsec().issue({ names: [NAME], usages: ['server', 'client'] })
  home = await startHomeServer({
    address: ADDRESS,
    realm: REALM,
    accounts: { [BOB]: PASSWORD },
    radsec: { ...own, ca: radsec().pem },
    rejectDelay: 0,
  })
})
after(() => home?.stop())

const udp = (more: Partial<UdpTarget> = {}): UdpTarget => ({
  transport: 'udp',
  address: ADDRESS,
  port: home.port,
  secret: HOME_SECRET,
  from: OURS,
  ...more,
})

function overTls(more: Partial<RadSecTarget['tls']> = {}): RadSecTarget {
  const own = radsec().issue({ names: ['proxy.example'], usages: ['client'] })
  const tls = { ca: radsec().pem, cert: own.certificate, key: own.key, servername: NAME, ...more }
  return { transport: 'radsec', address: ADDRESS, port: home.radsecPort, from: OURS, tls }
}

const login = (more: Partial<LoginQuestion> = {}): LoginQuestion => ({
  userName: BOB,
  password: PASSWORD,
  outer: `@${REALM}`,
  trust: [testAuthority().pem],
  serverNames: [NAME],
  timeoutMs: 10_000,
  operatorName: '1b.example',
  ...more,
})

const eapol = (more: object = {}): EapolTest =>
  ({ ...login(), method: 'peap-mschapv2', ...more }) as EapolTest

test('it answers Status-Server, with what it has counted at the port for that', { skip }, async () => {
  const plain = await statusServer(udp(), { timeoutMs: 5000 })
  assert.ok(plain.answered)
  const counted = await statusServer(udp({ port: home.statusPort }), { timeoutMs: 5000 })
  assert.ok(counted.answered && (counted.counters['Total-Access-Requests'] ?? 0) > 0)
  assert.ok((counted.counters['Stats-Start-Time'] ?? 0) > 1_700_000_000)
  const overRadsec = await statusServer(overTls(), { timeoutMs: 5000 })
  assert.ok(overRadsec.answered)
})

test('its certificate is read without an account', { skip }, async () => {
  for (const target of [udp(), overTls()]) {
    const reading = await readCertificate(target, { identity: `@${REALM}`, timeoutMs: 10_000 })
    assert.equal(reading.outcome, 'read')
    assert.equal(reading.chain[0], testAuthority().issue({ names: [NAME] }).certificate)
  }
})

test('a login is accepted or rejected, and where it was rejected is told', { skip }, async () => {
  for (const target of [udp(), overTls()]) {
    const accepted = await tryLogin(target, login())
    assert.deepEqual([accepted.outcome, accepted.stage, accepted.keys], ['accepted', 'end', true])
    assert.equal(accepted.cui, 'cui-of-tests')
    const ends = async (more: Partial<LoginQuestion>): Promise<string> => {
      const { outcome, stage } = await tryLogin(target, login(more))
      return `${outcome} at ${stage}`
    }
    assert.equal(await ends({ password: 'wrong' }), 'rejected at inner')
    assert.equal(await ends({ userName: `carol@${REALM}` }), 'rejected at inner')
    assert.equal(await ends({ outer: '@nowhere.example' }), 'rejected at start')
    assert.equal(await ends({ trust: [radsec().pem] }), 'untrusted at tls')
    assert.equal(await ends({ serverNames: ['radius.b.example'] }), 'wrong-name at tls')
  }
})

test('a wrong secret, an unknown address and a server that hangs are silent', { skip }, async () => {
  const short = login({ timeoutMs: 150 })
  assert.equal((await tryLogin(udp({ secret: 'another' }), short)).outcome, 'silence')
  process.kill(home.pid, 'SIGSTOP')
  try {
    assert.equal((await tryLogin(udp(), short)).outcome, 'silence')
    const status = await statusServer(udp(), { timeoutMs: 100 })
    assert.equal(status.answered ? 'answered' : status.because, 'silence')
  } finally {
    process.kill(home.pid, 'SIGCONT')
  }
  assert.equal((await tryLogin(udp(), login())).outcome, 'accepted')
  assert.equal((await tryLogin(udp({ port: 9 }), short)).outcome, 'refused')
})

test('RadSec without a certificate that it knows is refused', { skip }, async () => {
  const stranger = testAuthority().issue({ names: ['x.example'], usages: ['client'] })
  const target = overTls({ cert: stranger.certificate, key: stranger.key })
  assert.equal((await tryLogin(target, login())).outcome, 'refused')
})

test(
  'a server with PEAP alone shows its certificate, and asks for eapol_test',
  { skip: skipEapol },
  async (t) => {
    const peap = await startHomeServer({
      address: '127.61.1.2',
      realm: REALM,
      accounts: { [BOB]: PASSWORD },
      first: 'peap',
      only: true,
      rejectDelay: 0,
    })
    t.after(() => peap.stop())
    const target = udp({ address: peap.address })
    const reading = await readCertificate(target, { identity: `@${REALM}`, timeoutMs: 10_000 })
    assert.deepEqual([reading.outcome, reading.method], ['read', 'peap'])
    assert.equal((await tryLogin(target, login())).outcome, 'no-method')
    assert.equal((await runEapolTest(target, eapol())).outcome, 'accepted')
  },
)

test(
  'eapol_test comes in with PEAP, TTLS and a certificate, over UDP and RadSec',
  { skip: skipEapol },
  async () => {
    const mine = testAuthority().issue({ names: [BOB], usages: ['client'], commonName: BOB })
    const methods = [
      { method: 'peap-mschapv2' },
      { method: 'ttls-pap' },
      { method: 'tls', outer: BOB, certificate: mine.certificate, key: mine.key },
    ]
    for (const target of [udp(), overTls()])
      for (const more of methods) {
        const tried = await runEapolTest(target, eapol(more))
        assert.deepEqual([tried.outcome, tried.keys, tried.cui], ['accepted', true, 'cui-of-tests'])
        assert.equal(tried.chain[0], testAuthority().issue({ names: [NAME] }).certificate)
        assert.doesNotMatch(tried.log, /horse|bob/i)
      }
  },
)

test('eapol_test is told apart as our own client is', { skip: skipEapol }, async () => {
  const ends = async (more: object, target = udp()): Promise<string> => {
    const { outcome, stage } = await runEapolTest(target, eapol(more))
    return `${outcome} at ${stage}`
  }
  assert.equal(await ends({ password: 'wrong' }), 'rejected at inner')
  assert.equal(await ends({ outer: '@nowhere.example' }), 'rejected at start')
  assert.equal(await ends({ trust: [radsec().pem] }), 'untrusted at tls')
  assert.equal(await ends({ serverNames: ['radius.b.example'] }), 'wrong-name at tls')
  assert.equal(await ends({ timeoutMs: 300 }, udp({ secret: 'another' })), 'silence at start')
})

test(
  'eapol_test is never given the secret, nor the password, where others can read it',
  { skip: skipEapol },
  async () => {
    process.kill(home.pid, 'SIGSTOP')
    try {
      const running = runEapolTest(udp(), eapol({ timeoutMs: 600 }))
      const words = await wordsOfChild()
      await running
      assert.ok(words.some((word) => word.includes('eapol_test')))
      assert.ok(!words.join(' ').includes(HOME_SECRET) && !words.join(' ').includes('horse'))
    } finally {
      process.kill(home.pid, 'SIGCONT')
    }
  },
)

/** The arguments of our child that runs eapol_test, as anybody on the machine can read them. */
async function wordsOfChild(): Promise<readonly string[]> {
  const ends = performance.now() + 5000
  while (performance.now() < ends) {
    const children = await readFile(`/proc/self/task/${process.pid}/children`, 'utf8').catch(() => '')
    for (const pid of children.split(' ').filter(Boolean)) {
      const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
      if (line.includes('network.conf')) return line.split('\0')
    }
    await new Promise((next) => setImmediate(next))
  }
  return []
}
