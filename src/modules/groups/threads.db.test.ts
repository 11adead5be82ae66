// Discussions through their actions: who takes part, how long a post may be changed, what is mailed to whom.
import assert from 'node:assert/strict'
import { mailChoice } from '#platform/notifications/index.ts'
import { county, countyDatabase, type County } from '#test/support/county.ts'
import { addMember, appointMember, joinGroup, leaveGroup } from './actions/memberships.ts'
import { DAILY_LETTER, EACH_LETTER, replyToken, tellDaily, tellGroup } from './actions/telling.ts'
import {
  chooseThreadMail,
  closeThread,
  editPost,
  followThread,
  pinThread,
  startThread,
  withdrawPost,
  writePost,
} from './actions/threads.ts'
import { discussionLetters } from './letters/discussions.ts'
import { discussionsOf, listThreads, postsOf, readThread, threadsOf } from './queries/threads.ts'
import { groupById } from './queries.ts'
import { threadKind } from './search/threads.ts'

const database = countyDatabase()

/** Ravi chairs the GIS group, Molly and Marcus sit in it. */
async function scene(db: Parameters<typeof county>[0]) {
  const made = await county(db)
  const { house, gis, person } = made
  for (const one of [person.ravi, person.molly, person.marcus])
    await house.as(one).perform(joinGroup, { group: gis })
  await house.operator.perform(appointMember, { group: gis, person: person.ravi, office: 'chair' })
  return made
}

const begin = ({ house, gis, person }: County, more: object = {}) =>
  house
    .as(person.ravi)
    .perform(startThread, { group: gis, title: 'Addresses', body: 'Which register?', ...more })

/** The mails that wait, and to whom. */
async function queuedMail(db: Parameters<typeof county>[0], template: string): Promise<string[]> {
  const rows = await db.db
    .selectFrom('platform.notification')
    .select('to_subject')
    .where('template', '=', template)
    .orderBy('queued_at')
    .execute()
  return rows.map((row) => row.to_subject ?? '').toSorted()
}

const links = {
  at: (path: string) => `https://connects.example${path}`,
  stop: (who: string, list: string) => `https://connects.example/mail/stop/${who}/${list}/x`,
  replyTo: (token: string) => `reply+${token}@reply.example`,
}

/** The letters that wait for a person, as they would be written now. */
async function lettersTo(db: Parameters<typeof county>[0], made: County, who: string, to = links) {
  const rows = await db.db
    .selectFrom('platform.notification')
    .selectAll()
    .where('to_subject', '=', who)
    .execute()
  const letters = []
  for (const row of rows) {
    const template = discussionLetters.find(({ name }) => name === row.template)
    const letter = await template?.render({
      db: db.db,
      now: made.house.clock.now(),
      ids: row.ids,
      opened: null,
      to: who,
      links: to,
    })
    letters.push(letter ?? null)
  }
  return letters
}

database.test('D1: members start and answer; nobody else sees that there is anything', async (db) => {
  const made = await scene(db)
  const { house, gis, person } = made
  const { id } = await begin(made)
  await house.as(person.molly).perform(writePost, { thread: id, body: 'The gazetteer.' })
  const read = await house.as(person.marcus).ask(readThread, { thread: id })
  assert.deepEqual(
    read.rows.map((post) => [post.author_name, post.body]),
    [
      ['Ravi Contour', 'Which register?'],
      ['Molly Gridref', 'The gazetteer.'],
    ],
  )
  for (const outsider of [person.priya, person.noor]) {
    await assert.rejects(house.as(outsider).ask(readThread, { thread: id }), { kind: 'not-found' })
    await assert.rejects(
      house.as(outsider).perform(writePost, { thread: id, body: 'x' }),
      (error: { kind: string }) => ['not-found', 'forbidden'].includes(error.kind),
    )
  }
  assert.deepEqual(
    (
      await threadsOf(
        await house.as(person.noor).reader(),
        (await groupById(await house.operator.reader(), gis))!,
      )
    ).rows,
    [],
  )
  await assert.rejects(house.visitor.ask(listThreads, { group: 'gis' }), { kind: 'unauthenticated' })
  await assert.rejects(begin(made, { audience: 'partners' }), { code: 'groups.thread.members-only' })
})

database.test(
  'D1: in a group with a public face a discussion may be opened to partners, to read',
  async (db) => {
    const made = await scene(db)
    const { house, gis, person } = made
    await db.db.updateTable('groups.group').set({ is_public: true }).where('id', '=', gis).execute()
    const open = await begin(made, { audience: 'partners' })
    const closed = await begin(made, { title: 'Own matters' })
    const noor = house.as(person.noor)
    assert.deepEqual(
      (await noor.ask(listThreads, { group: 'gis' })).rows.map((row) => row.id),
      [open.id],
    )
    assert.equal((await noor.ask(readThread, { thread: open.id })).rows.length, 1)
    await assert.rejects(noor.ask(readThread, { thread: closed.id }), { kind: 'not-found' })
    await assert.rejects(noor.perform(writePost, { thread: open.id, body: 'x' }), { kind: 'forbidden' })
    const [found] = await threadKind.records(db.db, [open.id])
    const keys = (await noor.reader()).keys() as readonly string[]
    assert.ok(found?.audience.some((key) => keys.includes(key)))
    const [own] = await threadKind.records(db.db, [closed.id])
    assert.ok(own?.audience.every((key) => !keys.includes(key)))
  },
)

database.test('D2: a post is changed by its author within a quarter of an hour', async (db) => {
  const made = await scene(db)
  const { house, person } = made
  const { post } = await begin(made)
  await assert.rejects(house.as(person.molly).perform(editPost, { post, body: 'x' }), {
    code: 'groups.post.not-yours',
  })
  house.clock.set('2026-11-20T10:15:00Z')
  await house.as(person.ravi).perform(editPost, { post, body: 'Which gazetteer?' })
  house.clock.set('2026-11-20T10:15:01Z')
  await assert.rejects(house.as(person.ravi).perform(editPost, { post, body: 'x' }), {
    code: 'groups.post.too-late',
  })
})

database.test(
  'D3: a withdrawn post leaves its stone and no words, for its author or the group’s officers',
  async (db) => {
    const made = await scene(db)
    const { house, person } = made
    const { id, post } = await begin(made)
    const second = await house.as(person.molly).perform(writePost, { thread: id, body: 'Secret words.' })
    await assert.rejects(house.as(person.marcus).perform(withdrawPost, { post }), {
      code: 'groups.post.not-yours',
    })
    await house.as(person.ravi).perform(withdrawPost, { post: second.id })
    const { rows } = await postsOf({ db: db.db }, id)
    assert.equal(rows.length, 2)
    assert.equal(rows[1]?.body, '')
    assert.equal(rows[1]?.withdrawn_by, person.ravi)
    await assert.rejects(house.as(person.molly).perform(withdrawPost, { post: second.id }), {
      code: 'groups.post.withdrawn',
    })
    const [found] = await threadKind.records(db.db, [id])
    assert.doesNotMatch(found?.words ?? '', /Secret/)
  },
)

database.test('D4: the chair closes and keeps at the top; a closed discussion takes no posts', async (db) => {
  const made = await scene(db)
  const { house, person } = made
  const first = await begin(made)
  house.clock.set('2026-11-20T11:00:00Z')
  await begin(made, { title: 'Newer' })
  await assert.rejects(house.as(person.molly).perform(closeThread, { thread: first.id }), {
    kind: 'forbidden',
  })
  await house.as(person.ravi).perform(pinThread, { thread: first.id, pinned: true })
  const listed = await house.as(person.molly).ask(listThreads, { group: 'gis', most: 1 })
  assert.equal(listed.rows[0]?.title, 'Addresses')
  const next = await house.as(person.molly).ask(listThreads, { group: 'gis', most: 1, after: listed.next })
  assert.deepEqual(
    next.rows.map((row) => row.title),
    ['Newer'],
  )
  await house.as(person.ravi).perform(closeThread, { thread: first.id })
  await assert.rejects(house.as(person.molly).perform(writePost, { thread: first.id, body: 'x' }), {
    code: 'groups.thread.closed',
  })
})

database.test('Posts come page by page, each once, even when written at the same moment', async (db) => {
  const made = await scene(db)
  const { house, person } = made
  const { id } = await begin(made)
  for (let at = 1; at <= 6; at += 1)
    await house.as(person.molly).perform(writePost, { thread: id, body: `Post ${at}` })
  const seen: string[] = []
  for (let after: string | undefined; ;) {
    const page = await postsOf({ db: db.db }, id, after, 3)
    seen.push(...page.rows.map((row) => row.body))
    if (page.next === undefined) break
    after = page.next
  }
  assert.deepEqual(seen, ['Which register?', 'Post 1', 'Post 2', 'Post 3', 'Post 4', 'Post 5', 'Post 6'])
})

database.test(
  'D5: who wants each post gets it at once, but not their own, nor what they follow no longer',
  async (db) => {
    const made = await scene(db)
    const { house, gis, person } = made
    const { id } = await begin(made)
    await house.drain()
    for (const who of [person.molly, person.ravi, person.marcus])
      await house.as(who).perform(chooseThreadMail, { group: gis, choice: 'each' })
    await house.as(person.marcus).perform(followThread, { thread: id, follow: false })
    await house.as(person.molly).perform(writePost, { thread: id, body: 'The gazetteer.' })
    await house.drain()
    assert.deepEqual(await queuedMail(db, EACH_LETTER), [person.ravi])
    const [letter] = await lettersTo(db, made, person.ravi)
    assert.match(letter?.subject ?? '', /^\[GIS Group\] Addresses$/)
    assert.match(letter?.text ?? '', /Molly Gridref, Dover District Council:\n\nThe gazetteer\./)
    assert.match(letter?.replyTo ?? '', /^reply\+[a-z2-7]{32}@reply\.example$/)
    const [silent] = await lettersTo(db, made, person.ravi, { ...links, replyTo: () => null as never })
    assert.equal(silent?.replyTo, undefined)
    assert.match(
      silent?.text ?? '',
      /Answer on the page: https:\/\/connects\.example\/groups\/gis\/discussions\//,
    )
    await house.as(person.ravi).perform(leaveGroup, { group: gis })
    assert.deepEqual(await lettersTo(db, made, person.ravi), [null], 'whoever has left is told nothing')
  },
)

database.test(
  'D5: once a day one mail says what is new, is never empty, and tells nothing twice',
  async (db) => {
    const made = await scene(db)
    const { house, gis, person } = made
    const { id } = await begin(made)
    await house.as(person.marcus).perform(chooseThreadMail, { group: gis, choice: 'none' })
    house.clock.set('2026-11-21T07:00:00Z')
    const tell = async (): Promise<void> => {
      await house.system.perform(tellDaily, {})
      for (const { job, ids } of house.queued.filter((one) => one.job === 'groups.thread.tell').slice(-1))
        if (job !== '') await house.system.perform(tellGroup, ids)
    }
    await tell()
    assert.deepEqual(await queuedMail(db, DAILY_LETTER), [person.molly], 'not the author, not who wants none')
    const [letter] = await lettersTo(db, made, person.molly)
    assert.match(letter?.subject ?? '', /One new post/)
    assert.match(letter?.text ?? '', /Which register\?/)
    await tell()
    await house.system.perform(tellGroup, { group: gis })
    assert.equal((await queuedMail(db, DAILY_LETTER)).length, 1)
    house.clock.set('2026-11-22T07:00:00Z')
    await house.as(person.molly).perform(writePost, { thread: id, body: 'News.' })
    house.clock.set('2026-11-25T07:00:00Z')
    await tell()
    assert.deepEqual(
      await queuedMail(db, DAILY_LETTER),
      [person.molly, person.ravi].toSorted(),
      'a missed day is made up',
    )
  },
)

database.test('A choice of mail is the member’s own, and stays when they are not asked', async (db) => {
  const made = await scene(db)
  const { house, gis, person } = made
  await assert.rejects(house.as(person.noor).perform(chooseThreadMail, { group: gis, choice: 'each' }), {
    kind: 'forbidden',
  })
  await house.as(person.molly).perform(chooseThreadMail, { group: gis, choice: 'each' })
  assert.equal(await mailChoice(db.db, person.molly, discussionsOf(gis)), 'each')
  await house.operator.perform(addMember, { group: gis, person: person.yusra })
})

database.test(
  'D6: an address for answers is kept as a digest, and goes when its person follows no longer',
  async (db) => {
    const made = await scene(db)
    const { house, person } = made
    const { id } = await begin(made)
    const token = await replyToken(db.db, { thread: id, person: person.molly, now: house.clock.now() })
    const rows = await db.db.selectFrom('groups.reply_address').selectAll().execute()
    assert.equal(rows.length, 1)
    assert.ok(!Buffer.from(rows[0]?.token_digest ?? []).includes(token))
    await house.as(person.molly).perform(followThread, { thread: id, follow: false })
    assert.deepEqual(await db.db.selectFrom('groups.reply_address').selectAll().execute(), [])
  },
)
