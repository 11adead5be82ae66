// What may be a realm, in which spelling it is compared, and what stands in its way (G1).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { domainToASCII, domainToUnicode } from 'node:url'
import { namesAbove, overlap, readRealm } from './realms.ts'

const read = (typed: string) => readRealm(typed, { ascii: domainToASCII, letters: domainToUnicode })
const name = (typed: string): string => {
  const found = read(typed)
  assert.ok('name' in found, `${typed}: ${'fault' in found ? found.fault : ''}`)
  return found.name
}
const fault = (typed: string): string => {
  const found = read(typed)
  assert.ok('fault' in found, `${typed} was taken`)
  return found.fault
}

test('a realm is compared in lower case, as A-labels, without what was typed around it', () => {
  assert.equal(name('Kent.GOV.uk'), 'kent.gov.uk')
  assert.equal(name(' @kent.gov.uk. '), 'kent.gov.uk')
  assert.deepEqual(read('münchen.de'), { name: 'xn--mnchen-3ya.de', shown: 'münchen.de' })
  assert.deepEqual(read('XN--mnchen-3ya.DE'), { name: 'xn--mnchen-3ya.de', shown: 'münchen.de' })
  assert.equal(name('mu\u0308nchen.de'), 'xn--mnchen-3ya.de', 'the same letters put together otherwise')
  assert.equal(
    name('staff.example.technology'),
    'staff.example.technology',
    'long top-level domains are real',
  )
})

test('what is no name of one organisation is refused, each with its reason', () => {
  assert.match(fault('kent'), /at least one dot/)
  assert.match(fault('kent..gov.uk'), /between any two dots/)
  assert.match(fault('.kent.gov.uk'), /between any two dots/)
  assert.match(fault('kent .gov.uk'), /no spaces/)
  assert.match(fault('*.kent.gov.uk'), /without a \*/)
  assert.match(fault('alice@kent.gov.uk'), /only what follows/)
  assert.match(fault('192.0.2.1'), /not an address/)
  assert.match(fault('[2001:db8::1]'), /not an address/)
  assert.match(fault('kent.local'), /no organisation here/)
  assert.match(fault('wlan.mnc001.mcc234.3gppnetwork.org'), /no organisation here/)
  assert.match(fault('myabc.com'), /no organisation here/)
  assert.match(fault('-kent.gov.uk'), /ends with no hyphen/)
  assert.match(fault('kent_it.gov.uk'), /letters, numbers and hyphens/)
  assert.match(fault('kent.gov.u1'), /top-level domain/)
  assert.match(fault(`${'a'.repeat(64)}.uk`), /63 characters|DNS could hold/)
  assert.match(fault(`${`${'a'.repeat(60)}.`.repeat(5)}uk`), /253|DNS could hold/)
  for (const sly of [
    'kent.gov.uk/x',
    'kent.gov.uk?x',
    'a%2eb.uk',
    'kent.gov.uk#RESULT=OK',
    '%{User-Name}.uk',
    'xn--a.b',
  ])
    fault(sly)
})

test('a realm stands in the way of the same, of those above and of those below', () => {
  assert.deepEqual(namesAbove('a.kent.gov.uk'), ['kent.gov.uk', 'gov.uk', 'uk'])
  assert.ok(overlap('staff.kent.gov.uk', 'kent.gov.uk'))
  assert.ok(overlap('kent.gov.uk', 'staff.kent.gov.uk'))
  assert.ok(!overlap('eastkent.gov.uk', 'kent.gov.uk'), 'names that merely end alike do not overlap')
})
