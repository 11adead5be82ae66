import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  codeAsTyped,
  codeInPrint,
  codeMayBeTried,
  deviceInWords,
  domainOf,
  freshUntil,
  isFresh,
  isOpen,
  localPath,
  mayBeIssuer,
  mayTouch,
  recognise,
  RECOGNITION_WORDS,
  scopesAllow,
  windowStart,
} from './rules.ts'

const at = (text: string) => Temporal.Instant.from(`2026-11-20T${text}Z`)
const session = { lastSeenAt: at('10:00:00'), idleMinutes: 30, endsAt: at('20:00:00'), endedAt: null }

test('a session stands until it is idle, too old or ended, whichever is first (A9)', () => {
  assert.equal(isOpen(session, at('10:29:59')), true)
  assert.equal(isOpen(session, at('10:30:00')), false)
  assert.equal(isOpen({ ...session, lastSeenAt: at('19:59:00') }, at('20:00:00')), false)
  assert.equal(isOpen({ ...session, endedAt: at('10:01:00') }, at('10:02:00')), false)
})

test('a sign-in is fresh for some minutes from the moment it was proved (A10)', () => {
  const proved = freshUntil(at('10:00:00'), at('10:00:05'), 15)
  assert.equal(isFresh({ freshUntil: proved }, at('10:14:59')), true)
  assert.equal(isFresh({ freshUntil: proved }, at('10:15:00')), false)
  assert.equal(isFresh(null, at('10:00:00')), false)
})

test('a provider that does not say when it asked proves nothing fresh, nor does one from the future (A10)', () => {
  assert.equal(isFresh({ freshUntil: freshUntil(null, at('10:00:00'), 15) }, at('10:00:00')), false)
  assert.equal(freshUntil(at('12:00:00'), at('10:00:00'), 15).toString(), at('10:15:00').toString())
})

test('last seen is written once a minute at most', () => {
  assert.equal(mayTouch(at('10:00:00'), at('10:00:59')), false)
  assert.equal(mayTouch(at('10:00:00'), at('10:01:00')), true)
})

test('a code may be tried five times within ten minutes, once used or replaced never again (A5)', () => {
  const code = { expiresAt: at('10:10:00'), tries: 4, usedAt: null, voidAt: null }
  assert.equal(codeMayBeTried(code, at('10:09:59')), true)
  assert.equal(codeMayBeTried(code, at('10:10:00')), false)
  assert.equal(codeMayBeTried({ ...code, tries: 5 }, at('10:01:00')), false)
  assert.equal(codeMayBeTried({ ...code, usedAt: at('10:00:30') }, at('10:01:00')), false)
  assert.equal(codeMayBeTried({ ...code, voidAt: at('10:00:30') }, at('10:01:00')), false)
})

test('a code is read with the spaces people put into it', () => {
  assert.equal(codeAsTyped(' 1234 5678 '), '12345678')
  assert.equal(codeAsTyped('1234-5678'), '12345678')
  assert.equal(codeAsTyped('1234567'), undefined)
  assert.equal(codeAsTyped('١٢٣٤٥٦٧٨'), undefined)
  assert.equal(codeInPrint('12345678'), '1234 5678')
})

test('after sign-in a reader goes only to a path of this site (A12)', () => {
  for (const path of ['/', '/module.nouns/1?tab=costs#top', '/a/b']) assert.equal(localPath(path), path)
  const elsewhere = [
    '',
    'https://attacker.example',
    '//attacker.example',
    '/\\attacker.example',
    '\\\\attacker.example',
    '/.//attacker.example',
    '/a/..//attacker.example',
    '/%2e//attacker.example',
    '/\tx',
    '/\n/attacker.example',
    'javascript:alert(1)',
    '/sign-in?to=/sign-in',
    '/sign-in/again',
    '/sign-out',
    `/${'x'.repeat(2001)}`,
  ]
  assert.equal(localPath(undefined), '/')
  for (const path of elsewhere) assert.equal(localPath(path), '/', path)
})

test('a mail domain is what stands behind the last @', () => {
  assert.equal(domainOf('a@B.Example'), 'b.example')
  assert.equal(domainOf('"a@b"@c.example'), 'c.example')
  assert.equal(domainOf('@c.example'), undefined)
  assert.equal(domainOf('nobody'), undefined)
})

const person = { id: 'p1', active: true, organisationIds: ['o0', 'o1'] }
const facts = {
  claims: { subject: 's1', mail: 'one@body.example', mailVerified: true as boolean | undefined },
  provider: { owner: 'o1', domains: ['body.example'], vouchesForMail: false },
  bound: null as typeof person | null,
  byMail: person as typeof person | null,
  subjectOfPerson: null as string | null,
  again: null as string | null,
}
const problemOf = (change: Partial<typeof facts>): string => {
  const answer = recognise({ ...facts, ...change })
  return answer.ok ? `ok${answer.bind ? ', bound' : ''}` : answer.because
}

test('a provider introduces an active person of its organisation once, then they are known by subject (A1)', () => {
  assert.equal(problemOf({}), 'ok, bound')
  assert.equal(problemOf({ bound: person, byMail: null }), 'ok')
})

test('a provider speaks for its own domains, people and verified addresses only (A1)', () => {
  const { claims } = facts
  assert.equal(problemOf({ claims: { ...claims, mail: undefined as never } }), 'no-mail')
  assert.equal(problemOf({ claims: { ...claims, mail: 'one@other.example' } }), 'domain-not-proven')
  assert.equal(problemOf({ claims: { ...claims, mail: 'one@sub.body.example' } }), 'domain-not-proven')
  assert.equal(
    problemOf({ claims: { ...claims, mail: 'one@other.example' }, bound: person }),
    'domain-not-proven',
  )
  assert.equal(problemOf({ claims: { ...claims, mailVerified: false } }), 'mail-not-verified')
  assert.equal(problemOf({ claims: { ...claims, mailVerified: undefined } }), 'mail-not-verified')
  assert.equal(problemOf({ byMail: null }), 'nobody')
  assert.equal(problemOf({ byMail: { ...person, active: false } }), 'nobody')
  assert.equal(problemOf({ bound: { ...person, active: false } }), 'nobody')
  assert.equal(problemOf({ byMail: { ...person, organisationIds: ['o2'] } }), 'not-of-organisation')
})

test('a directory that vouches may leave email_verified out, but not say no (A1)', () => {
  const provider = { ...facts.provider, vouchesForMail: true }
  assert.equal(problemOf({ provider, claims: { ...facts.claims, mailVerified: undefined } }), 'ok, bound')
  assert.equal(problemOf({ provider, claims: { ...facts.claims, mailVerified: false } }), 'mail-not-verified')
})

test('a second subject for the same person is refused (A2)', () => {
  assert.equal(problemOf({ subjectOfPerson: 's0' }), 'other-subject')
})

test('whoever signs in again must come back as themselves', () => {
  assert.equal(problemOf({ again: 'p2' }), 'someone-else')
  assert.equal(problemOf({ again: 'p1' }), 'ok, bound')
})

test('every problem of recognition has a sentence for the reader', () => {
  for (const words of Object.values(RECOGNITION_WORDS)) assert.match(words, /\.$/)
})

test('a device is named as its owner would name it', () => {
  const windows =
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0'
  assert.equal(deviceInWords(`${windows} Safari/537.36 Edg/130.0`), 'Edge on Windows')
  assert.equal(deviceInWords(`${windows} Safari/537.36`), 'Chrome on Windows')
  assert.equal(
    deviceInWords('Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0'),
    'Firefox on Linux',
  )
  assert.equal(deviceInWords('curl/8'), 'An unknown browser')
  assert.equal(deviceInWords(undefined), 'An unknown browser')
})

test('windows of time start at the same moment for every process', () => {
  assert.equal(windowStart(at('10:29:59'), 15).toString(), at('10:15:00').toString())
  assert.equal(windowStart(at('10:30:00'), 15).toString(), at('10:30:00').toString())
})

test('a token does what its scopes name and no more (A13)', () => {
  assert.equal(scopesAllow(['*'], 'module.noun.read'), true)
  assert.equal(scopesAllow(['module.noun.read'], 'module.noun.read'), true)
  assert.equal(scopesAllow(['module.noun'], 'module.noun.read'), false)
  assert.equal(scopesAllow([], 'module.noun.read'), false)
})

test('an issuer is reached by https, or by http on this very machine', () => {
  for (const yes of ['https://login.body.example/tenant', 'http://localhost:4000', 'http://127.0.0.1:4000/'])
    assert.equal(mayBeIssuer(yes), true, yes)
  for (const wrong of [
    'http://login.body.example',
    'https://a:b@body.example',
    'https://body.example?x=1',
    'ftp://x',
    '',
  ])
    assert.equal(mayBeIssuer(wrong), false, wrong)
})
