import { test } from 'node:test'
import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Refusal } from '#platform/errors/index.ts'
import { html } from '#platform/html/index.ts'
import { openJobs, troubles } from '#platform/jobs/index.ts'
import { silentLog } from '#platform/log/index.ts'
import { fixedClock } from '#platform/time/index.ts'
import type { Database } from '#platform/database/index.ts'
import { testDatabase } from '#test/support/database.ts'
import {
  chooseMail,
  isStopSeal,
  linksOf,
  mailChoice,
  mailChoices,
  notify,
  notifyOnce,
  openMailFolder,
  sendJob,
  toldOnce,
  type Links,
  type Notice,
  type Template,
} from './index.ts'
import { listInWords } from './choices.ts'
import { createSecretKey } from 'node:crypto'

const links: Links = {
  at: (path) => `https://connects.example${path}`,
  stop: (person, list) => `https://connects.example/stop/${person}/${list}`,
  replyTo: (token) => `reply+${token}@connects.example`,
}

const FROM = 'Connects <connects@connects.example>'

const templates: readonly Template[] = [
  {
    name: 'example.thing.changed',
    render: async ({ ids }) => ({
      subject: `Thing ${ids['thing']} – changed`,
      text: 'It changed.\n',
      html: html`<p>It changed.</p>`,
      unsubscribe: 'https://connects.example/stop',
    }),
  },
  {
    name: 'example.thing.code',
    render: async ({ opened }) => ({ subject: 'Your code', text: `The code is ${opened}.\n` }),
  },
  { name: 'example.thing.gone', render: async () => null },
  {
    name: 'example.thing.injected',
    render: async () => ({ subject: 'Title\r\nBcc: everybody@connects.example', text: '' }),
  },
]

type Scene = {
  once(key: string): Promise<boolean>
  tell(notice: Notice): Promise<string>
  drain(): Promise<object>
  mails(): Promise<string[]>
  stateOf(id: string): Promise<unknown>
  subject: string
}

async function inScene(database: Database, play: (scene: Scene) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'mail-'))
  const clock = fixedClock('2026-11-20T10:00:00Z')
  const subject = randomUUIDv7()
  await database.db
    .insertInto('platform.subject')
    .values({ id: subject, module: 'example', noun: 'person', title: 'Ada', audience: 'all', ended_on: null })
    .execute()
  const send = sendJob({
    db: database.db,
    templates,
    outlet: openMailFolder(join(directory, 'mail')),
    from: FROM,
    addressOf: async (_db, id) =>
      id === subject ? { mail: 'ada@connects.example', name: 'Ada Example' } : null,
    links,
    open: (sealed) => sealed.split('').reverse().join(''),
  })
  const jobs = await openJobs({
    database,
    jobs: [send],
    perform: async () => undefined,
    clock,
    log: silentLog(),
    work: false,
  })
  try {
    await play({
      subject,
      tell: (notice) =>
        database.db.transaction().execute((tx) =>
          notify(
            {
              tx,
              now: clock.now(),
              id: () => randomUUIDv7(),
              queue: (name, ids, options) => jobs.send(tx, name, ids, options),
            },
            notice,
          ),
        ),
      once: (key) =>
        database.db.transaction().execute((tx) =>
          notifyOnce(
            {
              tx,
              now: clock.now(),
              id: () => randomUUIDv7(),
              queue: (name, ids, options) => jobs.send(tx, name, ids, options),
            },
            { to: { subject }, template: 'example.thing.changed', once: key },
          ),
        ),
      drain: () => jobs.drain(),
      async mails() {
        const names = await readdir(join(directory, 'mail')).catch(() => [])
        return Promise.all(names.sort().map((name) => readFile(join(directory, 'mail', name), 'utf8')))
      },
      stateOf: (id) =>
        database.db
          .selectFrom('platform.notification')
          .select(['state', 'to_mail', 'sealed', 'failure'])
          .where('id', '=', id)
          .executeTakeFirst(),
    })
  } finally {
    await jobs.stop()
    await rm(directory, { recursive: true })
  }
}

const database = testDatabase()

database.test('A mail to a subject is written when it is sent, with headers that machines heed', (world) =>
  inScene(world, async ({ tell, drain, mails, stateOf, subject }) => {
    const id = await tell({ to: { subject }, template: 'example.thing.changed', ids: { thing: '12' } })
    assert.deepEqual(await mails(), [], 'nothing leaves before the job')
    await drain()
    const [mail = ''] = await mails()
    assert.match(mail, /^To: Ada Example <ada@connects\.example>$/m)
    assert.match(mail, /^From: Connects <connects@connects\.example>$/m)
    assert.match(mail, /^Subject: =\?UTF-8\?/m)
    assert.match(mail, new RegExp(`^Message-ID: <${id}@connects\\.example>$`, 'm'))
    assert.match(mail, /^Auto-Submitted: auto-generated$/m)
    assert.match(mail, /^List-Unsubscribe: <https:\/\/connects\.example\/stop>$/m)
    assert.match(mail, /^List-Unsubscribe-Post: List-Unsubscribe=One-Click$/m)
    assert.match(mail, /^Date: Fri, 20 Nov 2026 10:00:00 \+0000$/m)
    assert.match(mail, /multipart\/alternative/)
    assert.deepEqual(await stateOf(id), { state: 'sent', to_mail: null, sealed: null, failure: null })
  }),
)

database.test('A sealed value stands in no table in clear, and nowhere once the mail is sent', (world) =>
  inScene(world, async ({ tell, drain, mails, stateOf }) => {
    const id = await tell({
      to: { mail: 'new@connects.example' },
      template: 'example.thing.code',
      sealed: '654321',
    })
    const queued = await world.db.selectFrom('platform.notification').selectAll().execute()
    assert.ok(
      !JSON.stringify(queued, (_key, value: unknown) =>
        typeof value === 'bigint' ? String(value) : value,
      ).includes('123456'),
    )
    await drain()
    assert.match((await mails())[0] ?? '', /The code is 123456\./)
    assert.deepEqual(await stateOf(id), { state: 'sent', to_mail: null, sealed: null, failure: null })
  }),
)

database.test('A mail with nothing left to say, or nobody to send it to, is dropped', (world) =>
  inScene(world, async ({ tell, drain, mails, stateOf, subject }) => {
    const other = randomUUIDv7()
    await world.db
      .insertInto('platform.subject')
      .values({ id: other, module: 'example', noun: 'person', title: 'Bea', audience: 'all', ended_on: null })
      .execute()
    const gone = await tell({ to: { subject }, template: 'example.thing.gone' })
    const nowhere = await tell({ to: { subject: other }, template: 'example.thing.changed' })
    await drain()
    assert.deepEqual(await mails(), [])
    for (const id of [gone, nowhere])
      assert.deepEqual(await stateOf(id), { state: 'dropped', to_mail: null, sealed: null, failure: null })
  }),
)

database.test(
  'A line break in a header stops the mail, and a false address is declined before it is queued',
  (world) =>
    inScene(world, async ({ tell, drain, mails, stateOf, subject }) => {
      const id = await tell({ to: { subject }, template: 'example.thing.injected' })
      await drain()
      assert.deepEqual(await mails(), [])
      assert.equal((await troubles(world.db))[0]?.trouble.kind, 'defect')
      assert.deepEqual(await stateOf(id), {
        state: 'failed',
        to_mail: null,
        sealed: null,
        failure: 'platform.notification.defect',
      })
      for (const mail of [
        'a@b.example\nBcc: c@d.example',
        'a@b.example, c@d.example',
        '<a@b.example>',
        'nobody',
        'a b@c.example',
      ]) {
        await assert.rejects(
          tell({ to: { mail }, template: 'example.thing.changed' }),
          (error: unknown) => error instanceof Refusal && error.kind === 'invalid',
        )
      }
    }),
)

test('Two templates of one name are a defect found at the start', () => {
  const twice = [...templates, ...templates]
  assert.throws(
    () =>
      sendJob({
        db: {} as never,
        templates: twice,
        outlet: openMailFolder('mail'),
        from: FROM,
        addressOf: async () => null,
        links,
      }),
    /same name/,
  )
})

database.test(
  'Mail that goes round reaches each person once under a key, however often it begins again',
  (world) =>
    inScene(world, async ({ once, drain, mails, subject }) => {
      assert.equal(await once('round:1'), true)
      assert.equal(await once('round:1'), false)
      await drain()
      assert.equal(await once('round:1'), false, 'sent is told as well')
      assert.equal(await once('round:2'), true)
      await drain()
      assert.equal((await mails()).length, 2)
      assert.deepEqual([...(await toldOnce(world.db, [subject, randomUUIDv7()], 'round:1'))], [subject])
      assert.equal((await toldOnce(world.db, [], 'round:1')).size, 0)
    }),
)

database.test('A choice of mail stands until the next one, and is nobody else’s', (world) =>
  inScene(world, async ({ subject }) => {
    const now = Temporal.Instant.from('2026-11-20T10:00:00Z')
    const inside = { tx: world.db, now }
    assert.equal(await mailChoice(world.db, subject, 'example.round'), undefined)
    await chooseMail(inside, { person: subject, list: 'example.round', choice: 'none' })
    await chooseMail(inside, { person: subject, list: 'example.round', choice: 'weekly' })
    assert.equal(await mailChoice(world.db, subject, 'example.round'), 'weekly')
    assert.deepEqual([...(await mailChoices(world.db, 'example.round'))], [[subject, 'weekly']])
    assert.equal(await mailChoice(world.db, subject, 'example.other'), undefined)
    const lists = [{ name: 'example.round', words: 'mail about', again: 'Ask.' }]
    assert.equal((await listInWords(world.db, lists, `example.round.${subject}`)).words, 'mail about Ada')
    assert.equal((await listInWords(world.db, lists, 'example.round')).words, 'mail about')
    assert.equal((await listInWords(world.db, lists, 'nothing.like-it')).words, 'mail of this kind')
  }),
)

test('The address that stops mail opens for its person and list only, and after a change of keys', () => {
  const settings = {
    publicUrl: 'https://connects.example',
    host: '127.0.0.1',
    port: 3000,
    replyDomain: undefined,
  }
  const keyOf = (fill: number) => createSecretKey(Buffer.alloc(32, fill))
  const older = { current: 'a', keys: new Map([['a', keyOf(1)]]) }
  const newer = { current: 'b', keys: new Map([...older.keys, ['b', keyOf(2)]]) }
  const [person, other] = [randomUUIDv7(), randomUUIDv7()]
  const address = linksOf(settings, older).stop(person, 'example.round')
  const [, ofPerson = '', list = '', seal = ''] = /stop\/([^/]+)\/([^/]+)\/([^/]+)$/.exec(address) ?? []
  assert.deepEqual([ofPerson, list], [person, 'example.round'])
  assert.ok(isStopSeal(newer, { person, list, seal }), 'the earlier key still opens it')
  for (const wrong of [
    { person: other, list, seal },
    { person, list: 'example.other', seal },
    { person, list, seal: '' },
    { person, list, seal: `${seal}x` },
    { person, list, seal: 'A'.repeat(43) },
  ])
    assert.ok(!isStopSeal(newer, wrong))
  assert.equal(linksOf(settings, older).replyTo('abc'), null)
  assert.equal(
    linksOf({ ...settings, replyDomain: 'reply.example' }, older).replyTo('abc'),
    'reply+abc@reply.example',
  )
})
