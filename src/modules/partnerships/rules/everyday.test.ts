// Shared services, champions and signposts by their rules alone.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  apart,
  claimFaults,
  claimYears,
  dateFaults,
  mayConfirm,
  mayLeave,
  moveFaults,
  mustGoOn,
  overlapsOf,
  partyFaults,
  STAGES_ON,
  type StageOn,
} from './arrangements.ts'
import { endingFaults, mustBeVacant, mustWorkThere, reviewDue } from './champions.ts'
import { gapsOf, matrixOf } from './matrix.ts'
import { KIND, kindOf, kindTitle } from './membership.ts'
import { nameKey, namesIn, servicesByName } from './service-list.ts'
import { isStale, PHONE, reviewFaults, signpostFaults, WEB } from './signposts.ts'

const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text)
const TODAY = day('2026-11-20')
const fields = (faults: readonly { field: string }[]): string[] => faults.map((one) => one.field)

test('P11: the lead and at least one other body, each once', () => {
  const named = (partners: string[], coOpted: string[]) =>
    fields(partyFaults({ lead: 'a', partners, coOpted }))
  assert.deepEqual(named(['b'], ['c']), [])
  assert.deepEqual(named([], ['c']), [])
  assert.deepEqual(named([], []), ['partners'])
  assert.deepEqual(named(['a'], []), ['partners'])
  assert.deepEqual(named(['b'], ['b']), ['coOpted'])
  assert.deepEqual(named(['b'], ['a']), ['coOpted'])
})

test('P11: the lead and the last two stay', () => {
  const party = (organisationId: string, role: 'lead' | 'partner') => ({ organisationId, role, from: null })
  const [a, b, c] = [party('a', 'lead'), party('b', 'partner'), party('c', 'partner')]
  mayLeave(c, [a, b, c], 'C')
  assert.throws(() => mayLeave(a, [a, b, c], 'A'), { code: 'partnerships.arrangement.lead-stays' })
  assert.throws(() => mayLeave(b, [a, b], 'B'), { code: 'partnerships.arrangement.last-two' })
})

test('nothing is live or expected before it was begun, or live in the future', () => {
  const dates = (startedOn: string | null, expectedOn: string | null, liveOn: string | null) =>
    fields(
      dateFaults(
        {
          startedOn: startedOn === null ? null : day(startedOn),
          expectedOn: expectedOn === null ? null : day(expectedOn),
          liveOn: liveOn === null ? null : day(liveOn),
        },
        TODAY,
      ),
    )
  assert.deepEqual(dates('2026-01-01', '2027-01-01', '2026-11-20'), [])
  assert.deepEqual(dates(null, null, '2026-11-21'), ['liveOn'])
  assert.deepEqual(dates('2026-02-01', '2026-01-31', '2026-01-31'), ['expectedOn', 'liveOn'])
})

test('P12: any step back needs a reason and no step forward does', () => {
  const stages = Object.keys(STAGES_ON) as StageOn[]
  fc.assert(
    fc.property(
      fc.constantFrom(...stages),
      fc.constantFrom(...stages),
      fc.boolean(),
      (from, to, withReason) => {
        const faults = fields(
          moveFaults(
            { stage: from, asOfYear: null, since: null },
            { to, on: TODAY, reason: withReason ? 'Because' : null },
            TODAY,
          ),
        )
        const isBack = stages.indexOf(to) < stages.indexOf(from)
        assert.equal(faults.includes('reason'), isBack && !withReason)
        assert.equal(faults.includes('stage'), from === to)
      },
    ),
  )
  assert.deepEqual(
    fields(
      moveFaults(
        { stage: 'exploring', asOfYear: null, since: day('2026-05-01') },
        { to: 'ended', on: day('2026-04-30'), reason: null },
        TODAY,
      ),
    ),
    ['endedOn', 'reason'],
  )
})

test('P12: what the papers of a year say, and what has ended, is not touched', () => {
  assert.throws(() => mustGoOn({ stage: 'exploring', asOfYear: 2010 }), {
    code: 'partnerships.arrangement.history',
  })
  assert.throws(() => mustGoOn({ stage: 'ended', asOfYear: null }), {
    code: 'partnerships.arrangement.ended',
  })
  mustGoOn({ stage: 'exploring', asOfYear: null })
})

test('P13: a year that has begun and did not end before the work', () => {
  assert.deepEqual(claimFaults(2026, day('2026-09-01'), TODAY), [])
  assert.deepEqual(fields(claimFaults(2027, null, TODAY)), ['year'])
  assert.deepEqual(fields(claimFaults(2025, day('2026-04-01'), TODAY)), ['year'])
  assert.deepEqual(claimYears(day('2024-05-01'), TODAY), [2026, 2025, 2024])
})

test('P13: nobody confirms their own claim, and more than was claimed is never confirmed in silence', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 1n, max: 10n ** 12n }),
      fc.bigInt({ min: 0n, max: 10n ** 12n }),
      (claimedPence, pence) => {
        const claim = { claimedBy: 'a', claimedPence, confirmedPence: null }
        assert.equal(mayConfirm(claim, { by: 'b', pence, reason: null }).length, pence > claimedPence ? 1 : 0)
        assert.deepEqual(mayConfirm(claim, { by: 'b', pence, reason: 'An invoice' }), [])
        assert.throws(() => mayConfirm(claim, { by: 'a', pence, reason: 'An invoice' }), {
          kind: 'forbidden',
        })
      },
    ),
  )
  const confirmed = { claimedBy: 'a', claimedPence: 10n, confirmedPence: 8n }
  assert.deepEqual(mayConfirm(confirmed, { by: 'b', pence: 8n, reason: null }), [])
  assert.deepEqual(fields(mayConfirm(confirmed, { by: 'b', pence: 7n, reason: null })), ['reason'])
})

const party = (id: string) => ({ organisation_id: id, code: id, name: id.toUpperCase() })
const laid = (id: string, service: string, ...bodies: string[]) => ({
  id,
  heading: 'H',
  service_name: service,
  service_code: service,
  parties: bodies.map(party),
})

test('the matrix has a cell for every body in every service it shares, and no other', () => {
  const all = [laid('1', 'audit', 'b', 'a'), laid('2', 'audit', 'a', 'c'), laid('3', 'waste', 'c', 'b')]
  const { bodies, rows } = matrixOf(all)
  assert.deepEqual(
    bodies.map((one) => one.id),
    ['a', 'b', 'c'],
  )
  assert.deepEqual(
    rows.map((row) => [
      row.service,
      ...bodies.map((body) => (row.cells.get(body.id) ?? []).map((one) => one.id).join()),
    ]),
    [
      ['audit', '1,2', '1', '2'],
      ['waste', '', '3', '3'],
    ],
  )
})

test('gaps: twice in one service, apart in one service, alone, unshared', () => {
  const all = [
    laid('1', 'audit', 'a', 'b'),
    laid('2', 'audit', 'b', 'c'),
    laid('3', 'audit', 'd', 'e'),
    laid('4', 'waste', 'a', 'b'),
  ]
  const services = ['audit', 'waste', 'parks'].map((one) => ({ name: one, code: one, heading: 'H' }))
  const bodies = ['a', 'f'].map((id) => ({ id, code: id, name: id }))
  const gaps = gapsOf(all, all, services, bodies)
  assert.deepEqual(
    gaps.overlaps.map((one) => [one.body.id, one.arrangements.map((each) => each.id)]),
    [['b', ['1', '2']]],
  )
  assert.deepEqual(
    gaps.apart.map((one) => [one.service, one.arrangements.map((each) => each.id)]),
    [['audit', ['1', '2', '3']]],
  )
  assert.deepEqual(
    [gaps.alone.map((one) => one.id), gaps.unshared.map((one) => one.code)],
    [['f'], ['parks']],
  )
  assert.deepEqual([overlapsOf([]), apart([])], [[], []])
})

test('a service is matched by its name or a name it bore, never by a near one', () => {
  const known = servicesByName([{ id: '1', name: 'Internal audit', aliases: ['Audit'] }])
  assert.equal(known.get(nameKey(' internal   AUDIT ')), '1')
  assert.equal(known.get(nameKey('audit')), '1')
  assert.equal(known.get(nameKey('Internal audits')), undefined)
  assert.deepEqual(namesIn(' a ;; b; '), ['a', 'b'])
})

test('P14: a champion works for the body, alone where the role is for one, and is looked at again', () => {
  assert.throws(() => mustWorkThere(false), { code: 'partnerships.champion.works-elsewhere' })
  assert.throws(() => mustBeVacant(true, ['Ada'], 'Kent'), /Ada/)
  mustBeVacant(false, ['Ada'], 'Kent')
  assert.equal(reviewDue(day('2026-01-31'), 1)?.toString(), '2026-02-28')
  assert.equal(reviewDue(day('2026-01-31'), null), null)
  assert.deepEqual(fields(endingFaults(day('2026-02-01'), day('2026-01-31'), TODAY)), ['endedOn'])
  assert.deepEqual(fields(endingFaults(day('2026-02-01'), day('2026-11-21'), TODAY)), ['endedOn'])
})

test('P15: an entry leads somewhere, has one provider, and is reviewed within two years', () => {
  const nowhere = { web: null, phone: null, mail: null }
  assert.deepEqual(fields(signpostFaults(nowhere, { organisation: null, name: null })), [
    'web',
    'providerName',
  ])
  assert.deepEqual(fields(signpostFaults({ ...nowhere, phone: '1' }, { organisation: 'a', name: 'b' })), [
    'providerName',
  ])
  assert.deepEqual([isStale(day('2026-11-19'), TODAY), isStale(TODAY, TODAY)], [true, false])
  assert.deepEqual(fields(reviewFaults(day('2026-11-19'), TODAY)), ['reviewOn'])
  assert.deepEqual(fields(reviewFaults(day('2028-11-21'), TODAY)), ['reviewOn'])
  for (const web of ['https://a.example.org', 'http://a.example/x?y=1#z', 'https://a.example:8443/'])
    assert.match(web, WEB)
  for (const web of [
    'javascript:alert(1)',
    'a.example.org',
    'https://',
    'https://a b',
    'https://u:p@evil.example',
  ])
    assert.doesNotMatch(web, WEB)
  for (const phone of ['01632 960101', '+44 (0)1632 960101', '01632 960101 ext 12'])
    assert.match(phone, PHONE)
  for (const phone of ['ask Bob', '123', '01632 960101; 01632 960102']) assert.doesNotMatch(phone, PHONE)
})

test('any plain words are a kind of partnership, and come back as they were meant', () => {
  assert.equal(kindOf('Joint committee'), 'joint_committee')
  assert.equal(kindTitle('joint_committee'), 'Joint committee')
  assert.equal(kindTitle('health_board'), 'Health board')
  for (const bad of ['', ' x', 'a/b', 'a__b', 'x;y']) assert.doesNotMatch(bad, KIND)
})
