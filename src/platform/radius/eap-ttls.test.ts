import assert from 'node:assert/strict'
import { test } from 'node:test'
import { secret } from '#platform/secrets/index.ts'
import { testAuthority, type Wanted } from '#test/support/certificates.ts'
import { FAKE_NAME, fakeServer, type Misbehaviour } from '#test/support/radius.ts'
import { openLine, readCertificate, tryLogin, type LoginQuestion } from './index.ts'
import { TYPE, textOf } from './packet.ts'

const HERE = '127.61.0.1'
const BOB = 'bob@a.example'
const ACCOUNTS = { [BOB]: 'correct horse' }

/** Long enough for an answer on a busy machine, where the test is that none is taken. */
const SOON = { timeoutMs: 600 }

const login = (more: Partial<LoginQuestion> = {}): LoginQuestion => ({
  userName: BOB,
  password: 'correct horse',
  outer: '@a.example',
  trust: [testAuthority().pem],
  serverNames: [FAKE_NAME],
  timeoutMs: 3000,
  ...more,
})

test('a login goes through, with the keys of the tunnel and the identity that the home gives', async (t) => {
  const server = await fakeServer({ address: HERE, accounts: ACCOUNTS, cui: 'c0ffee' }, t)
  const tried = await tryLogin(
    server.target,
    login({ password: secret('correct horse'), operatorName: '1b.example', callingStation: '02-AA' }),
  )
  assert.equal(tried.outcome, 'accepted')
  assert.equal(tried.stage, 'end')
  assert.equal(tried.cui, 'c0ffee')
  assert.equal(tried.keys, true)
  assert.equal(tried.tlsVersion, 'TLSv1.2')
  assert.equal(tried.chain.length, 1)
  assert.equal(server.passwords(), 1)
  for (const request of server.heard) {
    assert.equal(textOf(request, TYPE.userName), '@a.example')
    assert.equal(textOf(request, TYPE.operatorName), '1b.example')
    assert.equal(textOf(request, TYPE.callingStation), '02-AA')
    const sent = Buffer.concat(request.attributes.map(({ value }) => value)).toString('latin1')
    assert.doesNotMatch(sent, /bob|correct horse/, 'neither name nor password leaves the tunnel')
  }
})

test('a long password and names in other scripts go through whole', async (t) => {
  const accounts = { 'zoë@a.example': 'ü'.repeat(40), 'x@a.example': 'sixteen letters!' }
  const server = await fakeServer({ address: HERE, accounts }, t)
  for (const [userName, password] of Object.entries(accounts))
    assert.equal((await tryLogin(server.target, login({ userName, password }))).outcome, 'accepted')
})

test('several logins at once share a line', async (t) => {
  const server = await fakeServer({ address: HERE, accounts: ACCOUNTS }, t)
  const line = openLine(server.target)
  t.after(() => line.close())
  const tries = await Promise.all(Array.from({ length: 8 }, () => tryLogin(line, login())))
  assert.deepEqual(new Set(tries.map(({ outcome }) => outcome)), new Set(['accepted']))
  assert.equal(server.senders(), 1)
})

test('how far a login came tells which part broke', async (t) => {
  const server = await fakeServer({ address: HERE, accounts: ACCOUNTS, realms: ['a.example'] }, t)
  // A line that is closed when the server keeps silent stands for one on which the time runs out.
  const ends = async (how: Misbehaviour, more: Partial<LoginQuestion> = {}): Promise<string> => {
    const line = openLine(server.target)
    server.behave({ ...how, silent: () => line.close() })
    const { outcome, stage, words } = await tryLogin(line, login(more))
    line.close()
    assert.match(words, /\.$/)
    return `${outcome} at ${stage}`
  }
  assert.equal(await ends({}), 'accepted at end')
  assert.equal(await ends({}, { outer: '@nowhere.example' }), 'rejected at start')
  assert.equal(await ends({ rejectAt: 'start' }), 'rejected at start')
  assert.equal(await ends({ rejectAt: 'tls' }), 'rejected at tls')
  assert.equal(await ends({}, { password: 'wrong' }), 'rejected at inner')
  assert.equal(await ends({}, { userName: 'carol@a.example' }), 'rejected at inner')
  assert.equal(await ends({ silentAt: 'start' }), 'silence at start')
  assert.equal(await ends({ silentAt: 'tls' }), 'silence at tls')
  assert.equal(await ends({ silentAt: 'inner' }), 'silence at inner')
  assert.equal(await ends({ signsWith: 'other' }, SOON), 'wrong-secret at start')
})

test('an answer that a device would not take is no success', async (t) => {
  const after = async (behaves: Misbehaviour, more: Partial<LoginQuestion> = {}) => {
    const server = await fakeServer({ address: HERE, accounts: ACCOUNTS, behaves }, t)
    const { outcome, stage, keys } = await tryLogin(server.target, login(more))
    return { outcome, stage, keys, passwords: server.passwords() }
  }
  const [unsigned, cut, atOnce, others, missing] = await Promise.all([
    after({ unsigned: true }, SOON),
    after({ cutsFlight: true }, SOON),
    after({ acceptsAtOnce: true }),
    after({ keys: 'others' }),
    after({ keys: 'missing' }),
  ])
  assert.deepEqual(unsigned, { outcome: 'broken', stage: 'start', keys: undefined, passwords: 0 })
  assert.deepEqual(cut, { outcome: 'broken', stage: 'tls', keys: undefined, passwords: 0 })
  assert.deepEqual(atOnce, { outcome: 'broken', stage: 'start', keys: undefined, passwords: 0 })
  // It is accepted, and yet nobody gets onto the Wi-Fi: the keys were enciphered with another secret on the way.
  assert.deepEqual(others, { outcome: 'broken', stage: 'end', keys: false, passwords: 1 })
  assert.deepEqual(missing, others)
})

test('a lost packet is sent again', async (t) => {
  const server = await fakeServer({ address: HERE, accounts: ACCOUNTS, behaves: { loses: 1 } }, t)
  const line = openLine(server.target)
  t.after(() => line.close())
  // As if the conversation were impatient: it sends again after three seconds, this line after 30 milliseconds.
  const hasty = {
    ...line,
    ask: (question: Parameters<typeof line.ask>[0]) => line.ask({ ...question, tries: 100 }),
  }
  assert.equal((await tryLogin(hasty, login())).outcome, 'accepted')
})

test('the password goes to no server whose certificate is wrong', async (t) => {
  const wrong: Readonly<Record<string, Wanted>> = {
    'wrong-name': { names: ['radius.b.example'] },
    'another name, common name alone': { names: [], commonName: 'radius.b.example' },
    expired: { names: [FAKE_NAME], startsAt: '2020-01-01T00:00:00Z', days: 30 },
    'not yet': { names: [FAKE_NAME], startsAt: '2090-01-01T00:00:00Z' },
    'for no server': { names: [FAKE_NAME], usages: ['client'] },
    short: { names: [FAKE_NAME], bits: 1024 },
  }
  for (const [what, wanted] of Object.entries(wrong)) {
    const keyOf = testAuthority().issue({ names: [FAKE_NAME] })
    const certificate = testAuthority().issue(wanted.bits === undefined ? { ...wanted, keyOf } : wanted)
    const server = await fakeServer({ address: HERE, accounts: ACCOUNTS, certificate }, t)
    const tried = await tryLogin(server.target, login())
    assert.match(
      tried.outcome,
      what.includes('name') ? /^wrong-name$/ : /^untrusted$/,
      `${what}: ${tried.outcome}`,
    )
    assert.equal(tried.stage, 'tls')
    assert.equal(tried.chain.length, 1, 'what it showed is told all the same')
    assert.equal(server.passwords(), 0, what)
  }
  const server = await fakeServer({ address: HERE, accounts: ACCOUNTS }, t)
  const another = [testAuthority('Another authority').pem]
  assert.equal((await tryLogin(server.target, login({ trust: another }))).outcome, 'untrusted')
  const nobody = await tryLogin(server.target, login({ trust: [] }))
  assert.equal(nobody.outcome, 'untrusted')
  assert.match(nobody.words, /No authority was named/)
  const spoilt = await tryLogin(server.target, login({ trust: ['-----BEGIN CERTIFICATE-----\nAAAA\n'] }))
  assert.equal(spoilt.outcome, 'untrusted')
  assert.equal((await tryLogin(server.target, login({ serverNames: [] }))).outcome, 'wrong-name')
  assert.equal(server.passwords(), 0)
})

test('a server that speaks another method first is asked for ours, and one without it is told as such', async (t) => {
  const both = await fakeServer({ address: HERE, accounts: ACCOUNTS, methods: ['peap', 'ttls'] }, t)
  assert.equal((await tryLogin(both.target, login())).outcome, 'accepted')
  const peap = await fakeServer({ address: HERE, accounts: ACCOUNTS, methods: ['peap'] }, t)
  const tried = await tryLogin(peap.target, login())
  assert.equal(tried.outcome, 'no-method')
  assert.match(tried.words, /EAP type 25/)
})

test('the certificate is read without an account, whichever tunnel the server builds', async (t) => {
  for (const methods of [['ttls'], ['peap'], ['tls'], ['md5', 'peap'], ['peap', 'ttls']] as const) {
    const server = await fakeServer({ address: HERE, methods }, t)
    const reading = await readCertificate(server.target, { identity: '@a.example', timeoutMs: 3000 })
    assert.equal(reading.outcome, 'read')
    assert.equal(
      reading.method,
      methods.find((one) => one !== 'md5'),
    )
    assert.equal(reading.tlsVersion, 'TLSv1.2')
    assert.deepEqual(reading.chain, [testAuthority().issue({ names: [FAKE_NAME] }).certificate])
    assert.equal(server.passwords(), 0)
  }
  const none = await fakeServer({ address: HERE, methods: ['md5'] }, t)
  assert.equal(
    (await readCertificate(none.target, { identity: '@a.example', timeoutMs: 3000 })).outcome,
    'no-method',
  )
})

test('a certificate that nobody should trust is read like any other, with what is sent below it', async (t) => {
  const below = testAuthority().below('Below')
  const own = below.issue({
    names: ['radius.b.example'],
    startsAt: '2020-01-01T00:00:00Z',
    days: 30,
    bits: 1024,
  })
  const certificate = { ...own, below: [below.pem, testAuthority().pem] }
  const server = await fakeServer({ address: HERE, certificate }, t)
  const reading = await readCertificate(server.target, { identity: '@b.example', timeoutMs: 3000 })
  assert.deepEqual(reading.chain, [own.certificate, below.pem, testAuthority().pem])
  assert.ok(server.heard.length > 3, 'it came in several pieces')
})

test('where no certificate can be read the reason is told', async (t) => {
  const server = await fakeServer({ address: HERE, realms: ['a.example'] }, t)
  const ends = async (how: Misbehaviour, identity = '@a.example'): Promise<string> => {
    const line = openLine(server.target)
    server.behave({ ...how, silent: () => line.close() })
    const reading = await readCertificate(line, { identity, ...(how.unsigned ? SOON : { timeoutMs: 3000 }) })
    line.close()
    assert.deepEqual(reading.chain, [])
    return `${reading.outcome} at ${reading.stage}`
  }
  assert.equal(await ends({}, '@nowhere.example'), 'rejected at start')
  assert.equal(await ends({ silentAt: 'start' }), 'silence at start')
  assert.equal(await ends({ silentAt: 'tls' }), 'silence at tls')
  assert.equal(await ends({ rejectAt: 'tls' }), 'rejected at tls')
  assert.equal(await ends({ unsigned: true }), 'broken at start')
})

test('a name that no packet can carry is an answer, not an accident', async (t) => {
  const server = await fakeServer({ address: HERE, accounts: ACCOUNTS }, t)
  const outer = `anonymous@${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.uk`
  for (const tried of [
    await tryLogin(server.target, login({ outer })),
    await readCertificate(server.target, { identity: outer, timeoutMs: 3000 }),
  ]) {
    assert.equal(`${tried.outcome} at ${tried.stage}`, 'broken at start')
    assert.match(tried.words, /longer than RADIUS can carry/)
  }
  assert.equal(server.heard.length, 0)
})
