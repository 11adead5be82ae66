// Groups and memberships through their actions, over a database that is undone after each test.
import assert from 'node:assert/strict'
import { endEmployment } from '#modules/organisations/actions/employment.ts'
import { leavePartnership } from '#modules/partnerships/index.ts'
import { forgetLeaver } from '#platform/personal/index.ts'
import { county, countyDatabase } from '#test/support/county.ts'
import { closeGroup, createGroup, editGroup } from './actions/groups.ts'
import { addMember, appointMember, endMembership, joinGroup, leaveGroup } from './actions/memberships.ts'
import { groupsFile } from './imports.ts'
import { personal } from './personal.ts'
import {
  decidingGroupOf,
  groupByCode,
  listGroups,
  listMembers,
  membersOfGroup,
  officeHeld,
  rolesHeldBy,
} from './queries.ts'
import { action } from '#platform/actions/index.ts'

const database = countyDatabase()
const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text)

database.test('G4: anybody whom a partner employs joins an open group by themselves', async (db) => {
  const { house, gis, person, organisation } = await county(db)
  await house.as(person.molly).perform(joinGroup, { group: gis })
  const [member] = await membersOfGroup(await house.operator.reader(), gis, day('2026-11-20'))
  assert.equal(member?.person_name, 'Molly Gridref')
  assert.equal(member?.organisation_id, organisation.dover)
})

database.test(
  'G3: whoever works for no partner joins nothing, and nobody speaks for a stranger',
  async (db) => {
    const { house, gis, person, organisation } = await county(db)
    await assert.rejects(house.as(person.basil).perform(joinGroup, { group: gis }), {
      code: 'groups.membership.not-a-partner',
    })
    await assert.rejects(
      house.as(person.molly).perform(joinGroup, { group: gis, organisation: organisation.kcc }),
      {
        code: 'groups.membership.not-employed',
      },
    )
  },
)

database.test('G4: the Leadership Group is not joined but added to, by its officers only', async (db) => {
  const { house, leadership, person } = await county(db)
  await assert.rejects(house.as(person.ravi).perform(joinGroup, { group: leadership }), {
    code: 'groups.membership.by-invitation',
  })
  await assert.rejects(
    house.as(person.yusra).perform(addMember, { group: leadership, person: person.ravi }),
    { kind: 'forbidden' },
  )
  await house.as(person.priya).perform(addMember, { group: leadership, person: person.ravi })
  assert.equal(await officeHeld(await house.operator.reader(), person.ravi, leadership), 'member')
})

database.test('the secretary of one group has no say in another', async (db) => {
  const { house, gis, person } = await county(db)
  await assert.rejects(house.as(person.priya).perform(addMember, { group: gis, person: person.ravi }), {
    code: 'groups.group.not-yours',
  })
})

database.test('G1: nobody is twice in a group', async (db) => {
  const { house, gis, person } = await county(db)
  await house.as(person.molly).perform(joinGroup, { group: gis })
  await assert.rejects(house.as(person.molly).perform(joinGroup, { group: gis }), {
    code: 'groups.membership.already-in',
  })
})

database.test(
  'G2: appointing a chair makes the former one a member, and the record keeps both by date',
  async (db) => {
    const { house, leadership, person } = await county(db)
    house.clock.set('2027-02-01T10:00:00Z')
    await house
      .as(person.helena)
      .perform(appointMember, { group: leadership, person: person.marcus, office: 'chair' })
    const reader = await house.operator.reader()
    const officeOn = async (who: string, on: string) =>
      (await membersOfGroup(reader, leadership, day(on))).find((member) => member.person_id === who)?.office
    assert.equal(await officeOn(person.helena, '2027-01-31'), 'chair')
    assert.equal(await officeOn(person.helena, '2027-02-01'), 'member')
    assert.equal(await officeOn(person.marcus, '2027-02-01'), 'chair')
  },
)

database.test('only a member can be appointed', async (db) => {
  const { house, leadership, person } = await county(db)
  await assert.rejects(
    house
      .as(person.helena)
      .perform(appointMember, { group: leadership, person: person.molly, office: 'vice-chair' }),
    { code: 'groups.membership.not-in' },
  )
})

database.test('a member leaves, and loses what membership gave', async (db) => {
  const { house, leadership, person } = await county(db)
  assert.equal(
    (await house.as(person.yusra).reader()).may('groups.membership.leave', { kind: 'group', id: leadership }),
    true,
  )
  await house.as(person.yusra).perform(leaveGroup, { group: leadership })
  assert.equal(
    (await house.as(person.yusra).reader()).may('groups.membership.leave', { kind: 'group', id: leadership }),
    false,
  )
  await assert.rejects(
    house.as(person.priya).perform(endMembership, { group: leadership, person: person.yusra }),
    {
      code: 'groups.membership.not-in',
    },
  )
})

database.test('G5: a partnership has one group that decides', async (db) => {
  const { house, partnership } = await county(db)
  const another = {
    partnership,
    code: 'board',
    name: 'Board',
    access: 'members',
    cadence: 'quarterly',
    decides: 'yes',
  }
  await assert.rejects(house.operator.perform(createGroup, another), { code: 'groups.group.one-decides' })
  assert.equal((await decidingGroupOf(await house.operator.reader(), partnership))?.code, 'leadership')
})

database.test('a stale change shows what the group says now', async (db) => {
  const { house, gis } = await county(db)
  const answers = { group: gis, name: 'GIS and maps', access: 'open', cadence: 'monthly', version: 1 }
  await house.operator.perform(editGroup, answers)
  await assert.rejects(house.operator.perform(editGroup, answers), {
    code: 'groups.group.stale',
    current: { name: 'GIS and maps', access: 'open', cadence: 'monthly', purpose: '', version: 2 },
  })
})

database.test('G8: closing a group ends its memberships and takes no more', async (db) => {
  const { house, gis, person } = await county(db)
  await house.as(person.molly).perform(joinGroup, { group: gis })
  assert.equal((await house.operator.perform(closeGroup, { group: gis, version: 1 })).memberships, 1)
  await assert.rejects(house.as(person.ravi).perform(joinGroup, { group: gis }), {
    code: 'groups.group.closed',
  })
})

database.test('a leaver sits in no group any more, and their seat stays on the record', async (db) => {
  const { house, leadership, person } = await county(db)
  await db.db.transaction().execute((tx) => forgetLeaver(tx, personal, person.noor, day('2026-11-20')))
  const reader = await house.operator.reader()
  assert.equal(await officeHeld(reader, person.noor, leadership), undefined)
  const before = await membersOfGroup(reader, leadership, day('2026-11-19'))
  assert.ok(before.some((member) => member.person_id === person.noor))
})

database.test('visitors read which groups there are, and no names', async (db) => {
  const { house, person } = await county(db)
  const listed = await house.visitor.ask(listGroups, {})
  assert.deepEqual(
    listed.rows.map((row) => [row.code, row.members]),
    [
      ['gis', 0],
      ['leadership', 5],
    ],
  )
  await assert.rejects(house.visitor.ask(listMembers, { group: 'leadership' }), { kind: 'unauthenticated' })
  assert.equal((await house.as(person.molly).ask(listMembers, { group: 'leadership' })).rows.length, 5)
})

database.test('a long list goes on where its page ended', async (db) => {
  const { house } = await county(db)
  const first = await house.visitor.ask(listGroups, { most: 1 })
  const second = await house.visitor.ask(listGroups, { most: 1, after: first.next })
  assert.deepEqual(
    [...first.rows, ...second.rows].map((row) => row.code),
    ['gis', 'leadership'],
  )
  assert.equal(second.next, undefined)
})

// The import runs inside an action of composition; here a small one stands in its place.
const load = (rows: readonly Readonly<Record<string, string>>[], options = {}) =>
  action({
    name: 'groups.test.load',
    title: 'Load',
    doors: [],
    fields: {},
    async run(inside) {
      const lines = rows.map((cells, at) => ({ line: at + 2, cells }))
      return { subject: null, result: await groupsFile.load(inside, lines, options) }
    },
  })
const row = (more: Readonly<Record<string, string>> = {}) => ({
  partnership: 'kent-connects',
  id: 'smart',
  name: 'Smart Group',
  access: 'open',
  cadence: 'quarterly',
  purpose: 'Projects for the environment',
  ...more,
})

database.test(
  'a seat confers nothing once its holder works elsewhere, or its organisation is no partner',
  async (db) => {
    const { house, person } = await county(db)
    const rolesOf = async (id: string) =>
      (await rolesHeldBy(await house.operator.reader(), id)).map(({ role }) => role)
    assert.ok((await rolesOf(person.yusra)).includes('decision-maker'))
    assert.ok((await rolesOf(person.helena)).includes('decision-chair'))
    const post = await db.db
      .selectFrom('organisations.employment')
      .select('id')
      .where('person_id', '=', person.yusra)
      .executeTakeFirstOrThrow()
    await house.operator.perform(endEmployment, { employment: post.id, endedOn: '2026-11-19' })
    assert.deepEqual(await rolesOf(person.yusra), [])
    const members = await db.db
      .selectFrom('partnerships.member as member')
      .innerJoin('organisations.organisation_card as body', 'body.id', 'member.organisation_id')
      .select(['member.id', 'member.version'])
      .where('body.code', '=', 'medway')
      .executeTakeFirstOrThrow()
    await house.operator.perform(leavePartnership, {
      member: members.id,
      leftOn: '2026-11-19',
      version: String(members.version),
    })
    assert.deepEqual(await rolesOf(person.helena), [])
  },
)

database.test('a file of groups creates, changes, and the second time does nothing', async (db) => {
  const { house } = await county(db)
  const rows = [row(), row({ id: 'gis', name: 'GIS Group', purpose: 'Maps' })]
  const first = await house.system.perform(load(rows), {})
  assert.deepEqual(first, { created: 1, changed: 1, unchanged: 0, faults: [] })
  const again = await house.system.perform(load(rows), {})
  assert.deepEqual(again, { created: 0, changed: 0, unchanged: 2, faults: [] })
  assert.equal(
    (await groupByCode(await house.operator.reader(), 'smart'))?.purpose,
    'Projects for the environment',
  )
})

database.test('a faulty file of groups names its lines and writes nothing', async (db) => {
  const { house } = await county(db)
  const rows = [row(), row({ id: 'other', partnership: 'nowhere' }), row({ access: 'closed' }), row()]
  const { faults, created } = await house.system.perform(load(rows), {})
  assert.equal(created, 0)
  assert.deepEqual(
    faults.map((fault) => fault.line),
    [3, 4, 5],
  )
  assert.equal(await groupByCode(await house.operator.reader(), 'smart'), undefined)
})
