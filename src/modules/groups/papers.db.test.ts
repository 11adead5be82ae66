// Resources, terms of reference, the rotation of the chair and the public face, through their actions.
import assert from 'node:assert/strict'
import { action, type Inside } from '#platform/actions/index.ts'
import { forgetLeaver } from '#platform/personal/index.ts'
import { county, countyDatabase } from '#test/support/county.ts'
import type { Acting } from '#test/support/house.ts'
import { createGroup, editGroup, presentGroup } from './actions/groups.ts'
import { appointMember, endMembership, joinGroup } from './actions/memberships.ts'
import {
  addResource,
  assignResource,
  replaceResource,
  retireResource,
  reviewResource,
} from './actions/resources.ts'
import { setRotation } from './actions/rotation.ts'
import { recordTerms } from './actions/terms.ts'
import { duties } from './duties.ts'
import { groupsFile } from './imports.ts'
import { resourcesFile } from './imports/resources.ts'
import { personal } from './personal.ts'
import { groupByCode, membershipHistory } from './queries.ts'
import { listResources, resourceSeen, termsOf } from './queries/papers.ts'
import { turnsOf } from './queries/rotation.ts'

const database = countyDatabase()
type World = Parameters<typeof county>[0]

/** Ravi (KCC) is secretary of the GIS group, Molly (Dover) and Noor (Swale) are members. */
async function gisGroup(db: World) {
  const made = await county(db)
  const { house, gis, person } = made
  for (const one of [person.ravi, person.molly, person.noor])
    await house.as(one).perform(joinGroup, { group: gis })
  await house.operator.perform(appointMember, { group: gis, person: person.ravi, office: 'secretary' })
  const add = (more: Readonly<Record<string, unknown>> = {}) =>
    house.as(person.ravi).perform(addResource, {
      group: gis,
      title: 'Coordinate systems',
      link: 'https://maps.example/systems',
      audience: 'members',
      owner: person.molly,
      reviewOn: '2026-12-10',
      ...more,
    })
  return { ...made, add }
}

async function asked(acting: Acting): Promise<string[]> {
  const reader = await acting.reader()
  const found = []
  for (const one of duties) if (reader.may(one.permission)) found.push(...(await one.run(reader, {})))
  return found.map((one) => one.title)
}

database.test('K5: a resource is read by its audience, and by nobody else', async (db) => {
  const { house, person, add } = await gisGroup(db)
  const ids = {
    members: (await add()).id,
    partners: (await add({ title: 'For partners', audience: 'partners' })).id,
    public: (await add({ title: 'For all', audience: 'public' })).id,
  }
  const sees = async (acting: Acting): Promise<string[]> => {
    const reader = await acting.reader()
    const found: string[] = []
    for (const [audience, id] of Object.entries(ids))
      if ((await resourceSeen(reader, id)) !== undefined) found.push(audience)
    const listed = (await acting.ask(listResources, {})).rows.map((row) => row.audience)
    assert.deepEqual(listed.toSorted(), found.toSorted())
    return found
  }
  assert.deepEqual(await sees(house.as(person.molly)), ['members', 'partners', 'public'])
  assert.deepEqual(await sees(house.as(person.yusra)), ['partners', 'public'])
  assert.deepEqual(await sees(house.as(person.basil)), ['public'])
  assert.deepEqual(await sees(house.visitor), ['public'])
})

database.test('its owner reviews, replaces and retires a resource; another member may not', async (db) => {
  const { house, person, add } = await gisGroup(db)
  const { id } = await add()
  assert.deepEqual(await asked(house.as(person.molly)), ['Review “Coordinate systems”'])
  await assert.rejects(
    house.as(person.noor).perform(reviewResource, { resource: id, reviewOn: '2027-11-20' }),
    { code: 'groups.group.not-yours' },
  )
  await house.as(person.molly).perform(reviewResource, { resource: id, reviewOn: '2027-11-20' })
  assert.deepEqual(await asked(house.as(person.molly)), [])
  await house
    .as(person.molly)
    .perform(replaceResource, { resource: id, link: 'https://maps.example/new', reviewOn: '2027-11-20' })
  assert.equal(
    (await resourceSeen(await house.as(person.molly).reader(), id))?.link,
    'https://maps.example/new',
  )
  await assert.rejects(add(), { code: 'groups.resource.title-taken' })
  await house.as(person.molly).perform(retireResource, { resource: id })
  await assert.rejects(
    house.as(person.molly).perform(reviewResource, { resource: id, reviewOn: '2027-11-20' }),
    { code: 'groups.resource.retired' },
  )
  const entries = await db.db
    .selectFrom('platform.search_entry')
    .select('id')
    .where('kind', '=', 'groups.resource')
    .execute()
  assert.deepEqual(entries, [])
})

database.test('K4: a resource whose owner leaves waits for the secretary to name another', async (db) => {
  const { house, gis, person, add } = await gisGroup(db)
  const { id } = await add({ reviewOn: '2027-11-10' })
  await house.as(person.ravi).perform(endMembership, { group: gis, person: person.molly })
  assert.deepEqual(await asked(house.as(person.ravi)), ['“Coordinate systems” has no owner'])
  await assert.rejects(house.as(person.ravi).perform(assignResource, { resource: id, owner: person.yusra }), {
    code: 'groups.resource.owner-outside',
  })
  await house.as(person.ravi).perform(assignResource, { resource: id, owner: person.noor })
  assert.deepEqual(await asked(house.as(person.ravi)), [])
  await db.db
    .transaction()
    .execute((tx) => forgetLeaver(tx, personal, person.noor, Temporal.PlainDate.from('2026-11-20')))
  assert.deepEqual(await asked(house.as(person.ravi)), ['“Coordinate systems” has no owner'])
})

database.test(
  'T1: each version of the terms stays, the latest is found, and its review is a duty',
  async (db) => {
    const { house, gis, person } = await gisGroup(db)
    const record = (more: Readonly<Record<string, unknown>>) =>
      house.as(person.ravi).perform(recordTerms, {
        group: gis,
        sections: [{ heading: 'Purpose', text: 'Maps' }],
        adoptedOn: '2026-01-10',
        adoptedBy: 'Leadership Group',
        ...more,
      })
    await record({})
    await assert.rejects(record({ adoptedOn: '2025-01-10' }), { code: 'groups.terms.order' })
    await assert.rejects(record({ adoptedOn: '2026-12-10' }), { code: 'groups.terms.not-yet' })
    await assert.rejects(record({ sections: [] }), { code: 'groups.terms.empty' })
    const { version, id } = await record({
      sections: [{ heading: 'Purpose', text: 'Maps and places' }],
      adoptedOn: '2026-11-10',
      reviewOn: '2026-12-01',
    })
    assert.equal(version, 2)
    const versions = await termsOf(await house.visitor.reader(), gis)
    assert.deepEqual(
      versions.map((one) => one.sections[0]?.text),
      ['Maps and places', 'Maps'],
    )
    const entries = await db.db
      .selectFrom('platform.search_entry')
      .select('id')
      .where('kind', '=', 'groups.terms')
      .execute()
    assert.deepEqual(entries, [{ id }])
    assert.deepEqual(await asked(house.as(person.ravi)), ['Review the terms of reference'])
    await assert.rejects(house.as(person.molly).perform(recordTerms, {}), { kind: 'forbidden' })
  },
)

database.test('R3: the chair goes round by the order, and out of turn only for a reason', async (db) => {
  const { house, gis, person, organisation } = await gisGroup(db)
  const { kcc, dover, swale, kalc } = organisation
  const set = (order: readonly string[]) =>
    house.as(person.ravi).perform(setRotation, {
      group: gis,
      termMonths: '12',
      order: order.map((one) => ({ organisation: one })),
    })
  await assert.rejects(set([kcc, kcc]), { code: 'groups.rotation.twice' })
  await assert.rejects(set([kcc, kalc]), { code: 'groups.rotation.no-partner' })
  await set([dover, kcc, swale])
  assert.deepEqual(await asked(house.as(person.ravi)), ['Appoint the next chair of the GIS Group'])
  const appoint = (who: string, reason?: string) =>
    house.as(person.ravi).perform(appointMember, { group: gis, person: who, office: 'chair', reason })
  await assert.rejects(appoint(person.noor), { code: 'groups.membership.out-of-turn' })
  await appoint(person.molly)
  assert.deepEqual(await asked(house.as(person.ravi)), [])
  house.clock.set('2027-10-20T10:00:00Z')
  assert.deepEqual(await asked(house.as(person.ravi)), ['Appoint the next chair of the GIS Group'])
  const [turn] = await turnsOf(await house.operator.reader(), [gis])
  assert.deepEqual([turn?.endsOn?.toString(), turn?.next?.id], ['2027-11-19', kcc])
  await appoint(person.noor, 'Kent County Council asked to be passed over')
  const history = await membershipHistory(await house.operator.reader(), gis, { after: null, most: 50 })
  assert.deepEqual(
    history.rows
      .filter((one) => one.office === 'chair')
      .map((one) => [one.person_name, one.started_on.toString(), one.ended_on?.toString(), one.reason]),
    [
      ['Noor Creekside', '2027-10-20', undefined, 'Kent County Council asked to be passed over'],
      ['Molly Gridref', '2026-11-20', '2027-10-20', ''],
    ],
  )
})

database.test(
  'G10, G11: a sub-group stands under one of its partnership; a public face names no person’s mail',
  async (db) => {
    const { house, gis, leadership, partnership } = await gisGroup(db)
    const { id: sub } = await house.operator.perform(createGroup, {
      partnership,
      code: 'maps',
      name: 'Maps',
      access: 'open',
      cadence: 'monthly',
      parent: gis,
    })
    assert.equal((await groupByCode(await house.visitor.reader(), 'maps'))?.kind, 'sub-group')
    const edit = (group: string, parent: string) =>
      house.operator.perform(editGroup, {
        group,
        name: 'GIS Group',
        access: 'open',
        cadence: 'quarterly',
        parent,
        version: 1,
      })
    await assert.rejects(edit(gis, sub), { code: 'groups.group.wrong-parent' })
    await edit(gis, leadership)
    const present = (more: Readonly<Record<string, unknown>>) =>
      house.operator.perform(presentGroup, {
        group: gis,
        isPublic: 'yes',
        introduction: 'Maps for all',
        contact: 'Maps office, maps@county.example',
        version: 2,
        ...more,
      })
    await assert.rejects(present({ contact: 'Write to molly@dover.example.' }), {
      code: 'groups.group.persons-mail',
    })
    await assert.rejects(present({ contact: undefined }), { code: 'groups.group.faceless' })
    await present({})
    assert.equal((await groupByCode(await house.visitor.reader(), 'gis'))?.is_public, true)
  },
)

// The imports run inside an action of composition; here a small one stands in its place.
const load = (kind: typeof groupsFile, rows: readonly Readonly<Record<string, string>>[]) =>
  action({
    name: 'groups.test.load',
    title: 'Load',
    doors: [],
    fields: {},
    async run(inside: Inside) {
      const lines = rows.map((cells, at) => ({ line: at + 2, cells }))
      return { subject: null, result: await kind.load(inside, lines, {}) }
    },
  })

database.test(
  'a file of groups brings kind, parent and public face; the second time it changes nothing',
  async (db) => {
    const { house } = await gisGroup(db)
    const row = { partnership: 'kent-connects', access: 'open', cadence: 'monthly', purpose: 'Maps' }
    const rows = [
      { ...row, id: 'town-maps', name: 'Town maps', parent: 'mapping' },
      {
        ...row,
        id: 'mapping',
        name: 'Mapping',
        kind: 'community',
        public_introduction: 'People who make maps',
        public_contact: 'Maps office',
      },
    ]
    const first = await house.system.perform(load(groupsFile, rows), {})
    assert.deepEqual(first, { created: 2, changed: 0, unchanged: 0, faults: [] })
    const reader = await house.visitor.reader()
    assert.equal((await groupByCode(reader, 'town-maps'))?.parent_name, 'Mapping')
    assert.equal((await groupByCode(reader, 'mapping'))?.public_introduction, 'People who make maps')
    const again = await house.system.perform(load(groupsFile, rows), {})
    assert.deepEqual(again, { created: 0, changed: 0, unchanged: 2, faults: [] })
    const { faults } = await house.system.perform(load(groupsFile, [{ ...rows[0]!, parent: 'nowhere' }]), {})
    assert.deepEqual(
      faults.map((one) => one.line),
      [2],
    )
  },
)

database.test('a file of resources names its faults, and loads once', async (db) => {
  const { house } = await gisGroup(db)
  const row = {
    group: 'gis',
    title: 'Map shop',
    link: 'https://maps.example',
    audience: 'public',
    owner: 'molly@dover.example',
    review_on: '2027-06-01',
  }
  const faulty = [
    { ...row, group: 'no' },
    { ...row, link: 'ftp:x' },
    { ...row, title: 'Old', review_on: '2020-01-01' },
  ]
  const refused = await house.system.perform(load(resourcesFile, faulty), {})
  assert.deepEqual(
    refused.faults.map((one) => one.line),
    [2, 3, 4],
  )
  assert.equal((await house.system.perform(load(resourcesFile, [row]), {})).created, 1)
  assert.equal((await house.system.perform(load(resourcesFile, [row]), {})).unchanged, 1)
  const changed = await house.system.perform(
    load(resourcesFile, [{ ...row, link: 'https://maps.example/2' }]),
    {},
  )
  assert.equal(changed.changed, 1)
})
