import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Defect, Failure, Refusal } from '../errors/index.ts'
import { headersOf } from './headers.ts'
import { mayMeasure } from './health.ts'
import { meantBy, problemOf } from './problem.ts'
import { originOf } from './page.ts'
import { checkHost, checkOrigin, isLocalPath, isUnsafe } from './safety.ts'

const post = (headers: Record<string, string>) => () =>
  checkOrigin({ method: 'POST', host: 'county.example', headers })
const isForeign = (error: unknown): boolean =>
  error instanceof Refusal && error.code === 'platform.request.foreign'

test('a post from our own page is taken, with or without the headers browsers add', () => {
  post({})()
  post({ origin: 'https://county.example', 'sec-fetch-site': 'same-origin' })()
  post({ 'sec-fetch-site': 'none' })()
})

test('a post from another site is refused', () => {
  for (const headers of [
    { origin: 'https://evil.example' },
    { origin: 'https://county.example.evil.example' },
    { origin: 'null' },
    { origin: 'nonsense' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ]) {
    assert.throws(post(headers as Record<string, string>), isForeign)
  }
})

test('only reading is safe', () => {
  assert.deepEqual(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'DELETE', 'PATCH'].map(isUnsafe), [
    false,
    false,
    false,
    true,
    true,
    true,
    true,
  ])
})

test('only a path of ours is a place to go to after signing in', () => {
  for (const path of ['/', '/funding/cases?x=1', '/a#b']) assert.ok(isLocalPath(path), path)
  for (const path of [
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '',
    'x',
    '/a b',
    '/a\\b',
    '/\t/evil.example',
  ])
    assert.equal(isLocalPath(path), false, path)
})

test('over plain http nothing is upgraded; over https everything is', () => {
  const plain = new Map(headersOf({ nonce: 'n', secure: false, formTargets: [] }))
  const secure = new Map(headersOf({ nonce: 'n', secure: true, formTargets: ['https://idp.example'] }))
  assert.equal(plain.has('strict-transport-security'), false)
  assert.doesNotMatch(plain.get('content-security-policy') ?? '', /upgrade-insecure/)
  assert.match(secure.get('content-security-policy') ?? '', /form-action 'self' https:\/\/idp.example/)
  assert.ok(secure.has('strict-transport-security'))
})

test('a defect’s own words are never shown', () => {
  const problem = problemOf(new Defect('select secret from person'), 'r')
  assert.equal(problem.status, 500)
  assert.doesNotMatch(JSON.stringify(problem), /secret/)
  assert.equal(problemOf(new Failure('a.b.c', 'The mail server does not answer.'), 'r').status, 503)
  assert.equal(problemOf(Object.assign(new Error('x'), { statusCode: 413 }), 'r').status, 413)
  assert.equal(problemOf(Object.assign(new Error('x'), { statusCode: 418 }), 'r').status, 400)
})

test('the measures are for this machine, or for whoever knows the token', () => {
  const here = { token: undefined, authorization: undefined, address: '127.0.0.1', isForwarded: false }
  assert.equal(mayMeasure(here), true)
  assert.equal(mayMeasure({ ...here, isForwarded: true }), false)
  assert.equal(mayMeasure({ ...here, address: '10.0.0.9' }), false)
  const guarded = { ...here, token: 'a-token-of-some-length', address: '10.0.0.9' }
  assert.equal(mayMeasure(guarded), false)
  assert.equal(mayMeasure({ ...guarded, authorization: 'Bearer a-token-of-some-length' }), true)
  assert.equal(mayMeasure({ ...guarded, authorization: 'Bearer another' }), false)
})

test('a value that no column could hold is a record that does not exist, or an answer to correct', () => {
  const unholdable = Object.assign(new Error('invalid input syntax for type uuid'), { code: '22P02' })
  assert.equal(problemOf(meantBy(unholdable, 'GET'), 'r').status, 404)
  assert.equal(problemOf(meantBy(unholdable, 'POST'), 'r').status, 422)
  assert.equal(problemOf(meantBy(Object.assign(new Error('x'), { code: '42P01' }), 'GET'), 'r').status, 500)
  const gone = new Error('Client has encountered a connection error and is not queryable')
  const problem = problemOf(meantBy(gone, 'POST'), 'r')
  assert.equal(problem.status, 503)
  assert.doesNotMatch(problem.detail, /Nothing was changed/, 'nobody knows what became of the commit')
})

test('a host that could stand in no link is refused before any page', () => {
  for (const host of [
    'county.example',
    'County.Example:8443',
    '10.0.0.5:3000',
    '[::1]:3000',
    'connects_app:3000',
    '',
  ])
    checkHost(host)
  for (const host of [
    'evil.example/path',
    'a@evil.example',
    '"><script>',
    'county.example:port',
    ':3000',
    'a b',
    '[evil]',
  ])
    assert.throws(
      () => checkHost(host),
      (error) => problemOf(error, 'r').status === 400,
      host,
    )
})

test('links from paper and screens are https, but on this very machine', () => {
  assert.deepEqual(
    [
      'county.example',
      '127.0.0.1:3000',
      'localhost',
      '[::1]:3000',
      '127.evil.example',
      'localhost.evil.example',
    ].map((host) => originOf({ host })),
    [
      'https://county.example',
      'http://127.0.0.1:3000',
      'http://localhost',
      'http://[::1]:3000',
      'https://127.evil.example',
      'https://localhost.evil.example',
    ],
  )
})
