import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Refusal } from '#platform/errors/index.ts'
import { holdsOn, mayStartOn, mayTakeUp, mustBeOpen, rolesOf, votes, type Joining } from './rules.ts'

const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text)
const code = (run: () => void): string | undefined => {
  try {
    run()
    return undefined
  } catch (error) {
    assert.ok(error instanceof Refusal)
    return error.code
  }
}

const joining = (more: Partial<Joining> = {}): Joining => ({
  group: { name: 'GIS Group', access: 'open', endedOn: null },
  organisation: { name: 'Dover District Council', isPartner: true, employs: true },
  alreadyIn: false,
  added: false,
  ...more,
})

test('a membership covers its first day and not its last', () => {
  const term = { startedOn: day('2026-04-01'), endedOn: day('2026-09-30') }
  assert.equal(holdsOn(term, day('2026-03-31')), false)
  assert.equal(holdsOn(term, day('2026-04-01')), true)
  assert.equal(holdsOn(term, day('2026-09-29')), true)
  assert.equal(holdsOn(term, day('2026-09-30')), false)
})

test('everybody but the secretary votes', () => {
  assert.deepEqual((['member', 'chair', 'vice-chair', 'secretary'] as const).map(votes), [
    true,
    true,
    true,
    false,
  ])
})

test('the chair of the deciding group is a decision maker and its chair for the whole partnership', () => {
  const roles = rolesOf({ groupId: 'g', partnershipId: 'p', decides: true, office: 'chair' }).map(
    (one) => one.role,
  )
  assert.deepEqual(roles, [
    'group-organisation',
    'group-member',
    'group-chair',
    'decision-maker',
    'decision-chair',
  ])
})

test('the secretary of the deciding group is no decision maker', () => {
  const roles = rolesOf({ groupId: 'g', partnershipId: 'p', decides: true, office: 'secretary' })
  assert.deepEqual(
    roles.map((one) => one.role),
    ['group-organisation', 'group-member', 'group-secretary'],
  )
})

test('the chair of a group that does not decide holds nothing for the partnership', () => {
  const roles = rolesOf({ groupId: 'g', partnershipId: 'p', decides: false, office: 'chair' })
  assert.ok(roles.every((one) => one.scope.kind === 'group'))
})

test('anybody employed by a partner may join an open group', () => {
  assert.equal(
    code(() => mayTakeUp(joining())),
    undefined,
  )
})

test('a members-only group is joined by being added, not by oneself', () => {
  const group = { name: 'Leadership Group', access: 'members', endedOn: null } as const
  assert.equal(
    code(() => mayTakeUp(joining({ group }))),
    'groups.membership.by-invitation',
  )
  assert.equal(
    code(() => mayTakeUp(joining({ group, added: true }))),
    undefined,
  )
})

test('nobody speaks for an organisation that is no partner or does not employ them', () => {
  const organisation = { name: 'KALC', isPartner: false, employs: true }
  assert.equal(
    code(() => mayTakeUp(joining({ organisation }))),
    'groups.membership.not-a-partner',
  )
  const elsewhere = { name: 'Dover', isPartner: true, employs: false }
  assert.equal(
    code(() => mayTakeUp(joining({ organisation: elsewhere }))),
    'groups.membership.not-employed',
  )
})

test('nobody is twice in the same group, and a closed group takes nobody', () => {
  assert.equal(
    code(() => mayTakeUp(joining({ alreadyIn: true }))),
    'groups.membership.already-in',
  )
  const group = { name: 'GIS Group', access: 'open', endedOn: day('2026-03-31') } as const
  assert.equal(
    code(() => mayTakeUp(joining({ group }))),
    'groups.group.closed',
  )
  assert.equal(
    code(() => mustBeOpen(group)),
    'groups.group.closed',
  )
})

test('a membership is not recorded before it begins', () => {
  assert.equal(
    code(() => mayStartOn(day('2026-11-21'), day('2026-11-20'))),
    'groups.membership.not-yet',
  )
  assert.equal(
    code(() => mayStartOn(day('2026-11-20'), day('2026-11-20'))),
    undefined,
  )
})
