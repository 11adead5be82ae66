// F-Ticks and trace lines as they are found in the wild, and what may never be kept of them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readFticks, sampleOf } from './fticks.ts'
import { INVALID_REALM, MALFORMED, realmOf, timeBefore, UNKNOWN_PLACE } from './log-line.ts'
import { isCounted, nameOrOthers, tallied, type Writer } from './tally.ts'
import { deviceHash } from '../device-hash.ts'
import { causeOf, macOf, readTrace } from './trace-line.ts'

const NOW = Date.UTC(2026, 10, 22, 9, 30)
const BODY = 'REALM=kent.gov.uk#VISCOUNTRY=GB#VISINST=1medway.gov.uk#CSI=70-6f-6c#RESULT=OK#'
const LOGIN = {
  kind: 'login',
  at: NOW,
  realm: 'kent.gov.uk',
  visited: 'medway.gov.uk',
  result: 'ok',
  more: [],
}

const variants: readonly (readonly [name: string, line: string, differs?: object])[] = [
  ['plain', `F-TICKS/govroam/1.0#${BODY}`],
  ['of another federation', `F-TICKS/eduroam/1.0#${BODY}`],
  ['without the last #', `F-TICKS/govroam/1.0#${BODY.slice(0, -1)}`],
  [
    'with the seconds that FreeRADIUS writes',
    `1763803800 F-TICKS/govroam/1.0#${BODY}`,
    { at: 1763803800000 },
  ],
  [
    'with the prefix of RFC 3164',
    `<134>Nov 22 01:00:38 proxy1 fticks: F-TICKS/govroam/1.0#${BODY}`,
    { at: Date.UTC(2026, 10, 22, 1, 0, 38) },
  ],
  [
    'of last December, seen in January or later',
    `Dec  1 01:00:38 proxy1 radsecproxy[12]: F-TICKS/govroam/1.0#${BODY}`,
    { at: Date.UTC(2025, 11, 1, 1, 0, 38) },
  ],
  [
    'with the prefix of RFC 5424',
    `<134>1 2026-11-22T01:00:38.123+01:00 proxy1 fticks - - - F-TICKS/govroam/1.0#${BODY}`,
    { at: Date.UTC(2026, 10, 22, 0, 0, 38, 123) },
  ],
  ['of a clock that runs ahead', `1893456000 F-TICKS/govroam/1.0#${BODY}`],
  ['of a clock that was never set', `0000000012 F-TICKS/govroam/1.0#${BODY}`],
  [
    'without VISINST',
    'F-TICKS/govroam/1.0#REALM=kent.gov.uk#VISCOUNTRY=GB#CSI=x#RESULT=OK#',
    { visited: UNKNOWN_PLACE },
  ],
  [
    'with VISINST=UNKNOWN',
    'F-TICKS/govroam/1.0#REALM=kent.gov.uk#VISINST=UNKNOWN#RESULT=FAIL',
    { visited: UNKNOWN_PLACE, result: 'fail' },
  ],
  [
    'with a realm in capitals and a dot',
    `F-TICKS/govroam/1.0#${BODY.replace('kent', 'KENT').replace('.uk#VISC', '.uk.#VISC')}`,
  ],
  ['with a name where the realm belongs', `F-TICKS/govroam/1.0#${BODY.replace('=kent', '=j.smith@kent')}`],
  ['with PN and USERNAME', `F-TICKS/govroam/1.0#PN=abc#USERNAME=j.smith@kent.gov.uk#${BODY}`],
  [
    'with keys that nobody knows',
    `F-TICKS/govroam/1.0#${BODY}OUTER=j.smith#TLS_V=1.2#`,
    { more: ['OUTER', 'TLS_V'] },
  ],
  ['with a line end of Windows', `F-TICKS/govroam/1.0#${BODY}\r`],
]

for (const [name, line, differs] of variants)
  test(`F-Ticks ${name} is read.`, () => {
    assert.deepEqual(readFticks(line, NOW), { ...LOGIN, ...differs })
  })

const broken: readonly (readonly [string, keyof typeof MALFORMED])[] = [
  ['Login OK: [j.smith]', 'other'],
  ['F-TICKS/govroam#REALM=a.example#RESULT=OK#', 'head'],
  ['F-TICKS/govroam/1.0#REALM=a.example#RESULT#', 'pairs'],
  // A # in a user's own realm must not give them another RESULT.
  ['F-TICKS/govroam/1.0#REALM=a.example#RESULT=OK#VISINST=1b.example#RESULT=FAIL#', 'twice'],
  ['F-TICKS/govroam/1.0#VISINST=1b.example#RESULT=OK#', 'realm'],
  ['F-TICKS/govroam/1.0#REALM=a.example#', 'result'],
  ['F-TICKS/govroam/1.0#REALM=a.example#RESULT=MAYBE#', 'result'],
]
for (const [line, why] of broken)
  test(`A line is not counted: ${MALFORMED[why]} (${line.slice(-24)}).`, () => {
    assert.deepEqual(readFticks(line, NOW), { kind: 'malformed', why })
  })

test('What people type where a realm belongs is counted without its words.', () => {
  for (const typed of ['', 'jsmith', 'hunter2!', 'a b.example', '-.example', 'invalid', 'a..b'])
    assert.equal(realmOf(typed), INVALID_REALM)
  assert.equal(realmOf('xn--kent-x.gov.uk'), 'xn--kent-x.gov.uk')
})

test('Our own probes are no visits.', () => {
  assert.deepEqual(readFticks('F-TICKS/govroam/1.0#REALM=kent.gov.uk#VISINST=1portal#RESULT=OK#', NOW), {
    kind: 'probe',
  })
  const probe = `1763803800\tok\tkent.gov.uk\tportal\t-\t1medway.gov.uk\t-\t-\t1812\t-`
  assert.deepEqual(readTrace(probe, NOW), { kind: 'probe' })
  assert.deepEqual(
    readTrace(probe.replace('portal', 'medway').replace('\t-\t-\t1812', '\t-\tconnects-probe\t1812'), NOW),
    {
      kind: 'probe',
    },
  )
})

test('A trace line is read, whatever the spelling of the device’s address.', () => {
  const line =
    '1763803800\tfail\tkent.gov.uk\tmedway-1\tAA:BB:CC:11:22:33\t1medway.gov.uk\t0x616263\tap-7\t1812\thome: user "j.smith" from 10.0.0.7 unknown'
  assert.deepEqual(readTrace(line, NOW), {
    kind: 'trace',
    at: 1763803800000,
    result: 'fail',
    realm: 'kent.gov.uk',
    visited: 'medway.gov.uk',
    client: 'medway-1',
    mac: 'aabbcc112233',
    cui: 'abc',
    nas: 'ap-7',
    port: 1812,
    cause: 'home: user … from 10.0.0.7 unknown',
  })
  for (const spelling of ['aabb.cc11.2233', 'AABBCC112233', 'aa-bb-cc-11-22-33:govroam', 'aa bb cc 11 22 33'])
    assert.equal(macOf(spelling), 'aabbcc112233')
  for (const none of ['-', '', 'none', 'aa-bb-cc-11-22', 'aabbcc1122334']) assert.equal(macOf(none), null)
  assert.notDeepEqual(deviceHash('one', 'aabbcc112233'), deviceHash('two', 'aabbcc112233'))
  assert.deepEqual(readTrace('1763803800\tok\tkent.gov.uk', NOW), { kind: 'malformed', why: 'columns' })
})

test('A cause keeps no name, no address and no number that may be one.', () => {
  assert.equal(
    causeOf('mschap: j.smith@kent.gov.uk at aa-bb-cc-11-22-33 refused 12345'),
    'mschap: … at … refused …',
  )
  assert.equal(causeOf('-'), 'No cause given')
})

test('A sample holds no user name, whatever the line.', () => {
  const name = fc.stringMatching(/^[a-z]{6,12}$/).map((word) => `zz${word}zz`)
  fc.assert(
    fc.property(
      name,
      fc.constantFrom('USERNAME=', 'username=', 'User-Name='),
      fc.string(),
      (who, key, noise) => {
        const lines = [
          `F-TICKS/govroam/1.0#${key}${who}#${noise}`,
          `F-TICKS/x#REALM=${who}@kent.gov.uk#`,
          `Login incorrect: [${who}] ${noise}`,
          `F-TICKS/govroam/1.0#REALM=a.example#RESULT=${noise}#${key}${who}#x`,
        ]
        for (const line of lines) {
          const read = readFticks(line, NOW)
          if (read.kind !== 'malformed') continue
          const sample = sampleOf(line, read.why)
          assert.ok(!sample.includes(who) && sample.length <= 200)
        }
      },
    ),
    { numRuns: 100 },
  )
})

test('Whatever comes, reading it ends in one of the known ways.', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 200 }), { maxLength: 20 }), (lines) => {
      const tally = tallied([...lines, ...lines.map((line) => `F-TICKS/govroam/1.0#${line}`)], NOW)
      for (const why of tally.malformed.keys()) assert.ok(why in MALFORMED)
    }),
    { numRuns: 100 },
  )
})

test('A login is counted once, although each server it passes writes a line and several logs bring it.', () => {
  const nobody = { fticks: new Set<string | null>(), trace: new Set<string | null>() }
  const log = (place: 'own' | 'federation' | 'member', more: Partial<Writer> = {}): Writer => ({
    place,
    memberId: place === 'member' ? 'medway' : null,
    counts: true,
    sent: nobody,
    after: {},
    ...more,
  })
  const counts = (writer: Writer, home: string | null, visited: string | null): boolean =>
    isCounted(writer, home, visited, 'fticks')
  assert.equal(counts(log('federation'), 'kent', 'medway'), true)
  assert.equal(counts(log('member'), 'kent', 'medway'), false)
  assert.equal(counts(log('member'), 'medway', 'medway'), true)
  assert.equal(counts(log('federation'), 'medway', 'medway'), false)
  assert.equal(counts(log('member'), 'kent', 'kent'), false)
  assert.equal(counts(log('own'), 'kent', 'medway') && counts(log('own'), 'medway', 'medway'), true)
  // What an agent sends is counted there, and only that: what this installation reads itself stands back.
  const beside = log('own', { sent: { ...nobody, fticks: new Set(['medway']) } })
  assert.equal(counts(beside, 'medway', 'medway'), false)
  assert.equal(counts(beside, 'kent', 'kent') && counts(beside, 'kent', 'medway'), true)
  assert.equal(isCounted(beside, 'medway', 'medway', 'trace'), true)
  assert.equal(counts(log('own', { sent: { ...nobody, fticks: new Set([null]) } }), null, 'medway'), false)
  assert.equal(counts(log('federation', { counts: false }), 'kent', 'medway'), false)
})

test('Lines are added up by London’s day; strangers beyond the limit stand together.', () => {
  const summer = Date.UTC(2026, 6, 1, 12)
  const line = (hour: string): string => `2026-06-30T${hour}:10:00Z p F-TICKS/govroam/1.0#${BODY}`
  const { visits } = tallied([line('22'), line('23'), line('23')], summer)
  assert.deepEqual(
    visits.map(({ day, logins }) => [day, logins]),
    [
      ['2026-06-30', 1],
      ['2026-07-01', 2],
    ],
  )
  const counted = new Set(['a.example'])
  assert.equal(nameOrOthers('b.example', counted, 2, '(others)'), 'b.example')
  assert.equal(nameOrOthers('c.example', counted, 2, '(others)'), '(others)')
  assert.equal(nameOrOthers('a.example', counted, 2, '(others)'), 'a.example')
})

test('A time without a zone is UTC, and one that cannot be read is none.', () => {
  assert.equal(timeBefore('2026-11-22T01:00:38 p ', NOW), Date.UTC(2026, 10, 22, 1, 0, 38))
  assert.equal(timeBefore('2026-11-22T01:00:38+0100 p ', NOW), Date.UTC(2026, 10, 22, 0, 0, 38))
  assert.equal(timeBefore('who knows ', NOW), null)
  // Without a year it is the newest it can be: a clock a minute ahead on New Year's Eve is no year behind.
  const eve = Date.UTC(2026, 11, 31, 23, 59, 30)
  assert.equal(timeBefore('Jan  1 00:00:10 p ', eve), Date.UTC(2027, 0, 1, 0, 0, 10))
  assert.equal(timeBefore('Dec 31 23:59:00 p ', Date.UTC(2027, 0, 1)), Date.UTC(2026, 11, 31, 23, 59))
})
