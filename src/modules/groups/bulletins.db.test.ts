// Bulletins under the Traffic Light Protocol through their actions: who sees what, who may change a mark, and where
// a bulletin may be sent.
import assert from 'node:assert/strict'
import { endEmployment } from '#modules/organisations/actions/employment.ts'
import { readerOf, type Reader } from '#platform/actions/index.ts'
import type { Database } from '#platform/database/index.ts'
import { linksOf } from '#platform/notifications/index.ts'
import { lookFor, titlesBeginning } from '#platform/search/index.ts'
import { county, countyDatabase } from '#test/support/county.ts'
import type { Acting } from '#test/support/house.ts'
import {
  correctBulletin,
  expireBulletins,
  forwardBulletin,
  publishBulletin,
  remarkBulletin,
  setMarkPeriod,
  shortenBulletin,
  withdrawBulletin,
} from './actions/bulletins.ts'
import { createGroup, editGroup } from './actions/groups.ts'
import { addMember, appointMember, endMembership, joinGroup, leaveGroup } from './actions/memberships.ts'
import { duties } from './duties.ts'
import { bulletinLetter } from './letters.ts'
import {
  bulletinSeen,
  bulletinsSeen,
  changesOf,
  listBulletins,
  readBulletin,
  readershipOf,
} from './queries/bulletins.ts'
import { MARKS, type Mark } from './rules/bulletins.ts'

const database = countyDatabase()

/** The GIS group: Ravi (KCC) is its secretary and Molly (Dover) a member; Helena (Medway) was one. Yusra works at Dover, Noor at Swale, Basil for no partner. */
async function gisGroup(db: Pick<Database, 'db'>) {
  const made = await county(db)
  const { house, gis, person } = made
  for (const one of [person.ravi, person.molly, person.helena])
    await house.as(one).perform(joinGroup, { group: gis })
  await house.operator.perform(appointMember, { group: gis, person: person.ravi, office: 'secretary' })
  house.clock.set('2026-11-21T10:00:00Z')
  await house.as(person.helena).perform(leaveGroup, { group: gis })
  const publish = async (mark: Mark, more: Readonly<Record<string, unknown>> = {}, by = person.ravi) =>
    (
      await house.as(by).perform(publishBulletin, {
        group: gis,
        mark,
        title: `Needle about ${mark}`,
        body: 'Patch the mapping server.\n\nThen restart it.',
        source: 'National centre',
        ...(mark === 'red' ? { recipients: [person.molly] } : {}),
        ...more,
      })
    ).id
  return { ...made, publish }
}

async function findsIt(db: Pick<Database, 'db'>, acting: Acting, id: string): Promise<boolean> {
  const entry = await db.db
    .selectFrom('platform.search_entry as entry')
    .innerJoin('platform.search_audience as audience', 'audience.id', 'entry.audience_id')
    .select('audience.keys')
    .where('entry.id', '=', id)
    .executeTakeFirst()
  const keys = (await acting.reader()).keys()
  return entry !== undefined && keys !== 'all' && entry.keys.some((key) => keys.includes(key))
}

type Onlooker = 'author' | 'member' | 'colleague' | 'partner' | 'former' | 'foreign' | 'visitor'

const SEES: Readonly<Record<Mark, readonly Onlooker[]>> = {
  red: ['author', 'member'],
  'amber-strict': ['author', 'member'],
  amber: ['author', 'member', 'colleague'],
  green: ['author', 'member', 'colleague', 'partner', 'former'],
  clear: ['author', 'member', 'colleague', 'partner', 'former', 'foreign', 'visitor'],
}

for (const [mark, seen] of Object.entries(SEES) as [Mark, readonly Onlooker[]][]) {
  database.test(`B1: ${MARKS[mark].name} is seen, listed and found by exactly its audience`, async (db) => {
    const { house, person, publish } = await gisGroup(db)
    const id = await publish(mark)
    const onlookers: Readonly<Record<Onlooker, Acting>> = {
      author: house.as(person.ravi),
      member: house.as(person.molly),
      colleague: house.as(person.yusra),
      partner: house.as(person.noor),
      former: house.as(person.helena),
      foreign: house.as(person.basil),
      visitor: house.visitor,
    }
    for (const [who, acting] of Object.entries(onlookers) as [Onlooker, Acting][]) {
      const reader = await acting.reader()
      const expected = seen.includes(who)
      assert.equal((await bulletinSeen(reader, id))?.sight, expected ? 'text' : undefined, `${who} reads it`)
      const listed = (await bulletinsSeen(reader, {})).rows.some((row) => row.id === id)
      assert.equal(listed, expected, `${who} has it in the list`)
      assert.equal(await findsIt(db, acting, id), expected && MARKS[mark].searched, `${who} finds it`)
      const exported = (await acting.ask(listBulletins, {})).rows.some((row) => row.id === id)
      assert.equal(exported, expected && MARKS[mark].exported, `${who} takes it away in a file`)
    }
  })
}

database.test(
  'B2, B4: RED is for members by name, carries no file and reaches nobody by mail',
  async (db) => {
    const { house, gis, person, publish } = await gisGroup(db)
    await assert.rejects(publish('red', { recipients: [] }), { code: 'groups.bulletin.for-whom' })
    await assert.rejects(publish('red', { recipients: [person.yusra] }), {
      code: 'groups.bulletin.not-members',
    })
    await assert.rejects(publish('red', { file: { name: 'a.txt', bytes: Buffer.from('secret') } }), {
      code: 'groups.bulletin.file-leaves',
    })
    await assert.rejects(publish('green', { recipients: [person.molly] }), {
      code: 'groups.bulletin.names-nobody',
    })
    const id = await publish('red')
    const mails = await db.db.selectFrom('platform.notification').selectAll().execute()
    assert.deepEqual(mails, [])
    const subject = await db.db
      .selectFrom('platform.subject')
      .select('title')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    assert.equal(subject.title, 'A bulletin marked TLP:RED')
    // A member who is not named sees nothing of it; an officer who is not named sees that it is there.
    await house.as(person.noor).perform(joinGroup, { group: gis })
    assert.equal(await bulletinSeen(await house.as(person.noor).reader(), id), undefined)
    await house.operator.perform(appointMember, { group: gis, person: person.noor, office: 'chair' })
    const officer = await bulletinSeen(await house.as(person.noor).reader(), id)
    assert.equal(officer?.sight, 'stone')
    assert.equal(officer?.bulletin.title, 'Title withheld')
    assert.equal(officer?.bulletin.body, '')
  },
)

database.test('B3: a mail says as much as the mark allows, and nothing to somebody outside', async (db) => {
  const { house, person, publish } = await gisGroup(db)
  const written = async (mark: Mark, to: string) => {
    const id = await publish(mark)
    return bulletinLetter.render({
      db: db.db,
      now: house.clock.now(),
      ids: { bulletin: id, person: to },
      opened: null,
      to,
      links: {
        at: (path) => `https://connects.example${path}`,
        stop: () => '',
        replyTo: () => null,
      } satisfies ReturnType<typeof linksOf>,
    })
  }
  assert.equal(await written('red', person.molly), null)
  const strict = await written('amber-strict', person.molly)
  assert.equal(strict?.subject, 'GIS Group: A bulletin marked TLP:AMBER+STRICT')
  assert.doesNotMatch(strict?.text ?? '', /Needle|Patch/)
  const amber = await written('amber', person.molly)
  assert.match(amber?.text ?? '', /Needle about amber/)
  assert.doesNotMatch(amber?.text ?? '', /Patch/)
  assert.match((await written('green', person.molly))?.text ?? '', /Patch the mapping server/)
  assert.equal(await written('amber', person.helena), null)
})

database.test(
  'B6: it is shown for the days of its mark at most; afterwards officers see a stone',
  async (db) => {
    const { house, person, publish } = await gisGroup(db)
    const id = await publish('green')
    const reader = async (who: string): Promise<Reader> => house.as(who).reader()
    assert.equal(
      (await bulletinSeen(await reader(person.molly), id))?.bulletin.visible_until.toString(),
      '2027-05-20',
    )
    await assert.rejects(publish('red', { visibleUntil: '2026-12-06' }), { code: 'groups.bulletin.too-long' })
    await assert.rejects(publish('red', { visibleUntil: '2026-11-20' }), {
      code: 'groups.bulletin.over-already',
    })
    await house.operator.perform(setMarkPeriod, { mark: 'red', days: 30 })
    await publish('red', { visibleUntil: '2026-12-06' })
    await house.as(person.ravi).perform(shortenBulletin, { bulletin: id, visibleUntil: '2026-11-25' })
    await assert.rejects(
      house.as(person.ravi).perform(shortenBulletin, { bulletin: id, visibleUntil: '2026-11-26' }),
      { code: 'groups.bulletin.too-long' },
    )
    house.clock.set('2026-11-25T23:00:00Z')
    assert.equal((await bulletinSeen(await reader(person.molly), id))?.sight, 'text')
    house.clock.set('2026-11-26T00:30:00Z')
    assert.equal(await bulletinSeen(await reader(person.molly), id), undefined)
    assert.equal((await bulletinSeen(await reader(person.ravi), id))?.sight, 'stone')
    assert.equal(await findsIt(db, house.as(person.molly), id), true)
    await house.system.perform(expireBulletins, {})
    assert.equal(await findsIt(db, house.as(person.molly), id), false)
  },
)

database.test(
  'B7: opening it leaves one receipt per person and version, and an entry in the audit',
  async (db) => {
    const { house, person, publish } = await gisGroup(db)
    const id = await publish('amber')
    const molly = house.as(person.molly)
    await molly.ask(readBulletin, { bulletin: id })
    await molly.ask(readBulletin, { bulletin: id })
    await house.as(person.yusra).ask(readBulletin, { bulletin: id })
    await assert.rejects(house.as(person.noor).ask(readBulletin, { bulletin: id }), { kind: 'not-found' })
    const entries = await db.db
      .selectFrom('platform.audit_entry')
      .select(['actor', 'subject'])
      .where('action', '=', 'groups.bulletin.read')
      .execute()
    assert.deepEqual(
      entries.map((entry) => [entry.actor, entry.subject]),
      [
        [person.molly, id],
        [person.molly, id],
        [person.yusra, id],
      ],
    )
    const reader = await house.as(person.ravi).reader()
    const seen = await bulletinSeen(reader, id)
    assert.ok(seen)
    assert.deepEqual(
      (await readershipOf(reader, seen.bulletin)).map((row) => [row.person_name, row.is_asked, row.version]),
      [
        ['Ravi Contour', true, null],
        ['Molly Gridref', true, 1],
        ['Yusra Whitecliff', false, 1],
      ],
    )
    await house.as(person.ravi).perform(correctBulletin, {
      bulletin: id,
      title: 'Needle, corrected',
      body: 'Restart it first.',
      source: 'National centre',
      reason: 'The order was wrong',
      version: 1,
    })
    const [row] = (await bulletinsSeen(await molly.reader(), {})).rows
    assert.equal(row?.is_read, false)
    await assert.rejects(
      house.as(person.molly).perform(correctBulletin, {
        bulletin: id,
        title: 'Mine',
        body: 'Mine',
        source: 'Me',
        reason: 'Because',
        version: 2,
      }),
      { code: 'groups.bulletin.not-yours' },
    )
  },
)

database.test(
  'B8: a mere member may not lower a mark, nor an officer; the author may, with permission',
  async (db) => {
    const { house, gis, person, publish } = await gisGroup(db)
    const id = await publish('amber', {}, person.molly)
    const lower = (who: string, more = {}) =>
      house
        .as(who)
        .perform(remarkBulletin, { bulletin: id, mark: 'green', reason: 'All should know', ...more })
    await house.as(person.noor).perform(joinGroup, { group: gis })
    await assert.rejects(lower(person.noor, { permission: 'I think so' }), {
      code: 'groups.bulletin.may-not-lower',
      kind: 'forbidden',
    })
    await assert.rejects(lower(person.ravi, { permission: 'The centre, by telephone' }), {
      code: 'groups.bulletin.may-not-lower',
    })
    await assert.rejects(lower(person.helena), { kind: 'not-found' })
    await assert.rejects(lower(person.molly), { code: 'groups.bulletin.originator-unasked' })
    assert.equal(await findsIt(db, house.as(person.helena), id), false)
    await lower(person.molly, { permission: 'Duty desk of the centre, 21 November' })
    assert.equal(await findsIt(db, house.as(person.helena), id), true)
    await assert.rejects(
      house.as(person.noor).perform(remarkBulletin, { bulletin: id, mark: 'amber', reason: 'x' }),
      { code: 'groups.bulletin.not-yours' },
    )
    await house.as(person.ravi).perform(remarkBulletin, {
      bulletin: id,
      mark: 'red',
      reason: 'It names a server',
      recipients: [person.molly],
    })
    assert.equal(await findsIt(db, house.as(person.molly), id), false)
    assert.equal(await bulletinSeen(await house.as(person.noor).reader(), id), undefined)
    const said = await db.db
      .selectFrom('groups.bulletin_change')
      .select(['what', 'mark', 'permission'])
      .where('bulletin_id', '=', id)
      .orderBy('changed_at')
      .orderBy('id')
      .execute()
    assert.deepEqual(
      said.map((one) => [one.what, one.mark, one.permission]),
      [
        ['published', 'amber', ''],
        ['lowered', 'green', 'Duty desk of the centre, 21 November'],
        ['raised', 'red', ''],
      ],
    )
  },
)

database.test('B9: a bulletin goes to another group only where nobody would newly see it', async (db) => {
  const { house, leadership, partnership, person, publish } = await gisGroup(db)
  const send = (id: string, group: string) =>
    house.as(person.ravi).perform(forwardBulletin, { bulletin: id, group })
  const amber = await publish('amber')
  await assert.rejects(send(amber, leadership), (error: Error & { code?: string }) => {
    assert.equal(error.code, 'groups.bulletin.wrong-list')
    assert.match(error.message, /2 people beyond that: Helena Estuary, Noor Creekside/)
    return true
  })
  await assert.rejects(send(await publish('red'), leadership), { code: 'groups.bulletin.red-stays' })
  await assert.rejects(send(await publish('amber-strict'), leadership), {
    code: 'groups.bulletin.wrong-list',
  })
  await send(await publish('green'), leadership)
  const { id: near } = await house.operator.perform(createGroup, {
    partnership,
    code: 'near',
    name: 'Near Group',
    access: 'members',
    cadence: 'monthly',
  })
  await house.operator.perform(addMember, { group: near, person: person.yusra })
  await send(amber, near)
  await assert.rejects(send(amber, near), { code: 'groups.bulletin.there-already' })
  // Whoever joins the other group later sees no more for it.
  await house.operator.perform(addMember, { group: near, person: person.noor })
  const listed = await bulletinsSeen(await house.as(person.noor).reader(), { groupId: near })
  assert.deepEqual(listed.rows, [])
  const forYusra = await bulletinsSeen(await house.as(person.yusra).reader(), { groupId: near })
  assert.equal(forYusra.rows[0]?.id, amber)
})

database.test(
  'B10: withdrawing leaves a stone for those who could see it, and nothing for others',
  async (db) => {
    const { house, person, publish } = await gisGroup(db)
    const id = await publish('amber')
    await assert.rejects(house.as(person.molly).perform(withdrawBulletin, { bulletin: id, reason: 'No' }), {
      code: 'groups.bulletin.not-yours',
    })
    await house.as(person.ravi).perform(withdrawBulletin, { bulletin: id, reason: 'A false alarm' })
    const stone = await bulletinSeen(await house.as(person.yusra).reader(), id)
    assert.deepEqual(
      [stone?.sight, stone?.bulletin.title, stone?.bulletin.body],
      ['stone', 'Needle about amber', ''],
    )
    assert.equal(await bulletinSeen(await house.as(person.noor).reader(), id), undefined)
    assert.equal(await findsIt(db, house.as(person.molly), id), false)
    await assert.rejects(
      house
        .as(person.ravi)
        .perform(remarkBulletin, { bulletin: id, mark: 'red', reason: 'x', recipients: [person.molly] }),
      { code: 'groups.bulletin.over' },
    )
  },
)

database.test(
  'B11: who leaves the group, or the employer they spoke for, loses sight at once',
  async (db) => {
    const { house, gis, person, publish } = await gisGroup(db)
    const strict = await publish('amber-strict')
    const red = await publish('red')
    const amber = await publish('amber')
    const sees = async (who: string, id: string) => {
      const reader = await house.as(who).reader()
      const isSeen = (await bulletinSeen(reader, id)) !== undefined
      const isListed = (await bulletinsSeen(reader, {})).rows.some((row) => row.id === id)
      assert.equal(isListed, isSeen)
      return isSeen
    }
    assert.deepEqual(
      [await sees(person.molly, strict), await sees(person.molly, red), await sees(person.yusra, amber)],
      [true, true, true],
    )
    await house.as(person.ravi).perform(endMembership, { group: gis, person: person.molly })
    assert.deepEqual(
      [await sees(person.molly, strict), await sees(person.molly, red), await sees(person.yusra, amber)],
      [false, false, false],
    )
    const post = await db.db
      .selectFrom('organisations.employment')
      .select('id')
      .where('person_id', '=', person.ravi)
      .executeTakeFirstOrThrow()
    await house.operator.perform(endEmployment, { employment: post.id, endedOn: '2026-11-20' })
    assert.equal(await sees(person.ravi, strict), false)
  },
)

database.test(
  'a bulletin to be read by a day is a duty until it is opened; RED without its title',
  async (db) => {
    const { house, person, publish } = await gisGroup(db)
    const red = await publish('red', { readBy: '2026-11-24' })
    await publish('green', { readBy: '2026-11-23' })
    await publish('amber')
    const asked = async (who: string) => {
      const reader = await house.as(who).reader()
      const found = []
      for (const one of duties) if (reader.may(one.permission)) found.push(...(await one.run(reader, {})))
      return found.map((one) => [one.title, one.due?.toString()])
    }
    assert.deepEqual(await asked(person.molly), [
      ['Needle about green', '2026-11-23'],
      ['A bulletin marked TLP:RED', '2026-11-24'],
    ])
    assert.deepEqual(await asked(person.noor), [])
    await house.as(person.molly).ask(readBulletin, { bulletin: red })
    assert.equal((await asked(person.molly)).length, 1)
    await assert.rejects(publish('red', { readBy: '2027-01-24' }), { code: 'groups.bulletin.read-by' })
  },
)

database.test('the operator at the machine is in no audience of a RED bulletin', async (db) => {
  const { house, publish } = await gisGroup(db)
  const id = await publish('red')
  const reader = readerOf({
    db: db.db,
    now: house.clock.now(),
    actor: { kind: 'operator', user: 'root' },
    grants: [],
    fills: () => [],
  })
  assert.deepEqual((await bulletinsSeen(reader, {})).rows, [])
  assert.equal((await bulletinSeen(reader, id))?.sight, 'stone')
})

database.test('B8: a lowered mark opens what a bulletin says now, not what it said before', async (db) => {
  const { house, person, publish } = await gisGroup(db)
  const bulletin = await publish('amber-strict', { body: 'The informant is Bob.' })
  const author = house.as(person.ravi)
  const words = { title: 'Needle', source: 'National centre', version: 1 }
  await author.perform(correctBulletin, {
    ...words,
    bulletin,
    body: 'There is an informant.',
    reason: 'Bob was named',
  })
  await author.perform(remarkBulletin, {
    bulletin,
    mark: 'clear',
    reason: 'For all',
    permission: 'Una Origin, today',
  })
  const said = async (acting: Acting): Promise<string> => {
    const reader = await acting.reader()
    const seen = await bulletinSeen(reader, bulletin)
    assert.equal(seen?.sight, 'text')
    return JSON.stringify(await changesOf(reader, seen.bulletin))
  }
  assert.match(await said(author), /The informant is Bob/)
  const partner = await said(house.as(person.noor))
  assert.doesNotMatch(partner, /Bob|Needle about/)
  assert.match(partner, /There is an informant/)
  assert.match(partner, /Una Origin/)
  assert.doesNotMatch(await said(house.visitor), /Bob|Una Origin/)
})

database.test('B6: a bulletin whose day has passed is not shown again by shortening it', async (db) => {
  const { house, person, publish } = await gisGroup(db)
  const bulletin = await publish('amber', { visibleUntil: '2026-11-21' })
  house.clock.set('2026-11-22T00:01:00Z')
  await assert.rejects(
    house.as(person.ravi).perform(shortenBulletin, { bulletin, visibleUntil: '2026-11-22' }),
    { code: 'groups.bulletin.over' },
  )
})

database.test('B5: search tells a program nothing of a bulletin stricter than GREEN', async (db) => {
  const { house, person, publish } = await gisGroup(db)
  for (const mark of ['amber-strict', 'amber', 'green', 'clear'] as const) await publish(mark)
  const none = { kind: null, body: null, from: null, to: null, after: null }
  for (const acting of [house.as(person.molly), house.operator]) {
    const reader = await acting.reader()
    assert.equal((await lookFor(reader, 'needle', none)).count, 4)
    const told = await lookFor(reader, 'needle', none, 'program')
    assert.deepEqual(told.rows.map((row) => row.title).toSorted(), [
      'Needle about clear',
      'Needle about green',
    ])
    const asked = { beginning: 'need:*', keys: reader.keys(), asker: 'program', most: 9 } as const
    assert.equal((await titlesBeginning(db.db, asked)).length, 2)
  }
})

database.test('B7: a version that was corrected after the receipt is not shown for it', async (db) => {
  const { house, person, publish } = await gisGroup(db)
  const bulletin = await publish('amber')
  const member = house.as(person.molly)
  await member.ask(readBulletin, { bulletin })
  const correction = { title: 'Needle', body: 'Other.', source: 'Us', reason: 'Wrong', version: 1 }
  await house.as(person.ravi).perform(correctBulletin, { ...correction, bulletin })
  // What the answer would be where the correction came between the receipt and the reading.
  await assert.rejects(async () => readBulletin.run(await member.reader(), { bulletin }), {
    code: 'groups.bulletin.just-changed',
  })
  assert.equal((await member.ask(readBulletin, { bulletin })).bulletin.version, 2)
})

database.test('what is found by the name of its group is found by its new one', async (db) => {
  const { house, gis, person, publish } = await gisGroup(db)
  const bulletin = await publish('green')
  const row = db.db.selectFrom('groups.group').select('version').where('id', '=', gis)
  const { version } = await row.executeTakeFirstOrThrow()
  const changed = { name: 'Cartographers', access: 'open', cadence: 'quarterly', version }
  await house.operator.perform(editGroup, { group: gis, ...changed })
  const none = { kind: 'groups.bulletin', body: null, from: null, to: null, after: null }
  const looked = await lookFor(await house.as(person.molly).reader(), 'cartographers', none)
  assert.deepEqual(
    looked.rows.map((one) => one.id),
    [bulletin],
  )
})
