// One address of one server, and whether it is one of ours.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressOfServer, isIn, readAddress, readNetwork } from './addresses.ts'

const taken = (typed: string, networks: readonly string[] = []): string => {
  const read = addressOfServer(typed, networks)
  assert.ok('address' in read, 'fault' in read ? read.fault : '')
  return read.address
}
const fault = (typed: string, networks: readonly string[] = []): string => {
  const read = addressOfServer(typed, networks)
  assert.ok('fault' in read, `${typed} was taken`)
  return read.fault
}

test('an address is kept in one spelling', () => {
  assert.equal(taken(' 192.0.2.10 '), '192.0.2.10')
  assert.equal(taken('2001:DB8:0:0:0:0:0:1'), '2001:db8::1')
  assert.equal(readAddress('192.0.2.010'), null, 'a leading zero is octal to some')
  assert.equal(readAddress('3221225994'), null)
  assert.equal(readAddress('::g'), null)
})

test('what is no address of one server is refused, each with its reason', () => {
  assert.match(fault('radius.kent.gov.uk'), /not a name/)
  assert.match(fault('10.0.0.0/8'), /not a range/)
  assert.match(fault('10.0.0.1-10.0.0.9'), /not a range/)
  assert.match(fault('10.0.0.1, 10.0.0.2'), /not a range/)
  assert.match(fault('0.0.0.0'), /no address/)
  assert.match(fault('::'), /no address/)
  assert.match(fault('255.255.255.255'), /broadcast/)
  assert.match(fault('239.1.2.3'), /multicast/)
  assert.match(fault('ff02::1'), /multicast/)
  assert.match(fault('169.254.1.1'), /one cable/)
  assert.match(fault('fe80::1'), /one cable/)
  assert.match(fault('::ffff:192.0.2.1'), /as an IPv4/)
  assert.match(fault('127.10.0.1'), /machine itself/)
  assert.match(fault('::1'), /machine itself/)
  assert.match(fault('300.1.1.1'), /like 192\.0\.2\.10/)
})

test('an address stands in the networks of the federation, and on loopback only where they name it', () => {
  const ours = ['10.20.0.0/16', '2001:db8::/32']
  assert.equal(taken('10.20.255.1', ours), '10.20.255.1')
  assert.equal(taken('2001:db8:1::1', ours), '2001:db8:1::1')
  assert.match(fault('10.21.0.1', ours), /not in the networks .*10\.20\.0\.0\/16/)
  assert.match(fault('127.10.0.1', ours), /machine itself/)
  assert.equal(taken('127.10.0.1', ['127.10.0.0/16']), '127.10.0.1')
  assert.ok(
    'address' in addressOfServer('198.51.100.1', ours, true),
    'the national operator stands elsewhere',
  )
})

test('a network is its first address and a prefix', () => {
  assert.equal(readNetwork('10.20.0.0/16'), '10.20.0.0/16')
  assert.equal(readNetwork('10.20.0.1/16'), null, 'with bits beyond the prefix it is a slip')
  assert.equal(readNetwork('2001:db8::/32'), '2001:db8::/32')
  assert.equal(readNetwork('10.20.0.1'), '10.20.0.1/32')
  assert.equal(readNetwork('10.0.0.0/33'), null)
  assert.ok(!isIn('10.20.0.1', '2001:db8::/32'))
})
