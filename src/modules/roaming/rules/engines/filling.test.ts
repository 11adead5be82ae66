// Secrets that a server could not hold are refused in words, and none is left out.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Refusal } from '#platform/errors/index.ts'
import type { Pack } from '../model.ts'
import { fill, refuseSecret } from './index.ts'

const pack: Pack = {
  engine: 'freeradius',
  files: { 'clients.conf': "secret = '{{secret:roaming.credential:one}}'" },
  secrets: ['roaming.credential:one'],
}

test('a secret that is not kept is a mistake, not an empty secret', () => {
  assert.throws(() => fill(pack, () => undefined), /is not kept/)
})

test('a secret that breaks out of its quotes is refused, and its words are not repeated', () => {
  const bad = "aaaaaaaaaaaaaaaa' role = 'federation"
  assert.throws(
    () => fill(pack, () => bad),
    (error) =>
      error instanceof Refusal && error.message.includes('quotation mark') && !error.message.includes(bad),
  )
})

for (const [words, why] of [
  ['', /empty/],
  ['short', /shorter/],
  ['a'.repeat(251), /longer/],
  ['back\\slash-and-more-of-it', /backslash/],
  ["single'quote-and-more-of-it", /quotation/],
  ['double"quote-and-more-of-it', /quotation/],
  ['new\nline-and-more-of-it-here', /line break/],
  ['nul\0-and-more-of-it-here-ok', /control/],
  [' leading-space-and-more-of-it', /space/],
  ['trailing-space-and-more-of-it ', /space/],
  ['umlaut-ä-and-more-of-it-here', /ASCII/],
  ['dollar-${confdir}-and-more', /replace/],
  ['percent-%{User-Name}-and-more', /replace/],
  ['{{secret:roaming.portal:kent}}', /replace/],
] as const)
  test(`an imported secret is refused: ${JSON.stringify(words.slice(0, 40))}`, () => {
    assert.match(refuseSecret(words) ?? '', why)
  })

test('secrets that every engine can hold are taken', () => {
  for (const words of [
    'Zk3-_'.repeat(9),
    'with a space in the middle',
    '!"'.replace('"', '#').repeat(10),
    'a,b;c=d(e)f[g]h<i>j',
  ])
    assert.equal(refuseSecret(words), null, words)
})

test('the password of a test account may be short', () => {
  assert.equal(fill(pack, () => 'short')['clients.conf'], "secret = 'short'")
})

test('radsecproxy gets a secret spelt so that it reads the same words', () => {
  const words = 'a%41b c#d,e-and-more'
  const filled = fill({ ...pack, engine: 'radsecproxy' }, () => words)['clients.conf'] ?? ''
  assert.equal(filled, "secret = 'a%2541b%20c%23d%2ce-and-more'")
  assert.equal(decodeURIComponent(filled), `secret = '${words}'`)
  const made = 'Zk3-_'.repeat(8)
  assert.equal(fill({ ...pack, engine: 'radsecproxy' }, () => made)['clients.conf'], `secret = '${made}'`)
})
