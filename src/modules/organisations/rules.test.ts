// The rules of people, posts and mail domains.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Refusal } from '#platform/errors/index.ts'
import {
  domainFault,
  domainOf,
  endingFaults,
  mayForgetName,
  mayLoseAdministrator,
  mayStartPost,
  nameKeptUntil,
  overlap,
  runsOn,
} from './rules.ts'

const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text)
const refused = (code: string) => (error: unknown) => error instanceof Refusal && error.code === code

test('a post ends on a day that counts, and the next may begin the day after', () => {
  const post = { from: day('2024-01-01'), to: day('2024-06-30') }
  assert.equal(runsOn(post, day('2024-06-30')), true)
  assert.equal(runsOn(post, day('2024-07-01')), false)
  assert.equal(overlap(post, { from: day('2024-06-30'), to: null }), true)
  assert.equal(overlap(post, { from: day('2024-07-01'), to: null }), false)
})

test('O2: a second post in the same organisation is refused while the first runs', () => {
  assert.throws(
    () => mayStartPost([{ from: day('2024-01-01'), to: null }], day('2025-01-01')),
    refused('organisations.employment.overlaps'),
  )
  mayStartPost([{ from: day('2024-01-01'), to: day('2024-12-31') }], day('2025-01-01'))
})

test('O6: a last day in the future, or before the first, is a fault beside its field', () => {
  const today = day('2026-11-20')
  assert.equal(
    endingFaults({ startedOn: day('2024-01-01'), endsOn: day('2026-11-21'), today }, 'leftOn')[0]?.field,
    'leftOn',
  )
  assert.equal(
    endingFaults({ startedOn: day('2024-01-01'), endsOn: day('2023-12-31'), today }, 'leftOn').length,
    1,
  )
  assert.deepEqual(endingFaults({ startedOn: day('2024-01-01'), endsOn: today, today }, 'leftOn'), [])
})

test('O5: nobody takes the last administrator away', () => {
  assert.throws(() => mayLoseAdministrator(0), refused('organisations.office.last-administrator'))
  mayLoseAdministrator(1)
})

test('O4: a name is kept for six years, and earlier only a ruling forgets it', () => {
  const left = { state: 'left', leftOn: day('2020-02-29') } as const
  assert.equal(nameKeptUntil(left.leftOn).toString(), '2026-02-28')
  assert.throws(() => mayForgetName(left, day('2026-02-27'), null), refused('organisations.person.name-kept'))
  mayForgetName(left, day('2026-02-28'), null)
  mayForgetName(left, day('2021-01-01'), 'ICO 2021/17')
  assert.throws(
    () => mayForgetName({ state: 'active', leftOn: null }, day('2026-01-01'), 'x'),
    refused('organisations.person.not-left'),
  )
})

test('O7: a domain shared by many organisations proves nothing about one of them', () => {
  assert.equal(domainFault('medway.example'), undefined)
  assert.match(domainFault('nhs.net') ?? '', /shared by many/)
  for (const bad of ['medway', 'a b.uk', '-a.uk', 'a..uk', '.uk', 'x'.repeat(300)])
    assert.ok(domainFault(bad), bad)
})

test('the domain of an address is what stands after its last @, in lower case', () => {
  assert.equal(domainOf('Somebody@Medway.Example'), 'medway.example')
})
