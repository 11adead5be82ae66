import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { withDatabase } from '#test/support/database.ts'
import { secret } from '../secrets/index.ts'
import { testHouse } from '#test/support/house.ts'
import { sql, type Database } from '../database/index.ts'
import { refuse, Refusal } from '../errors/index.ts'
import { field } from '../fields/index.ts'
import { module, type Module } from '../module/index.ts'
import { action, ask, composeHouse, fill, gate, listen, query, slot } from './index.ts'

const idea = slot<{ about: string }, string>('test.idea')

const note = action({
  name: 'first.note.write',
  title: 'Write a note',
  doors: ['page', 'api', 'command'],
  fields: { title: field.text('Title', { most: 40 }) },
  async run(inside, { title }) {
    const id = inside.id()
    await inside.subject({ id, module: 'first', noun: 'note', title, audience: 'public' })
    await inside.pass('first.note.write', id, 'written', { length: title.length })
    await inside.announce('first.note.written', id, { note: id })
    return { subject: id, result: { id }, facts: { length: title.length }, personal: { title } }
  },
})

const decide = action({
  name: 'first.note.decide',
  title: 'Decide',
  doors: ['page'],
  fresh: true,
  fields: {},
  run: async () => ({ subject: null, result: null }),
})

const hear = action({
  name: 'second.note.hear',
  title: 'Hear of a note',
  doors: [],
  fields: { announcement: field.id('Announcement'), note: field.id('Note') },
  async run(inside, answers) {
    await sql`update platform.subject set title = title || '!' where id = ${answers.note}`.execute(inside.tx)
    return { subject: answers.note, result: null }
  },
})

const remember = action({
  name: 'first.secret.remember',
  title: 'Remember a secret',
  doors: ['api'],
  fields: { words: field.text('Words', { secret: true }) },
  async run(inside, answers) {
    await inside.keepSecret({ owner: 'first:1', name: 'value', value: secret(answers.words) })
    const kept = await inside.secret({ owner: 'first:1', name: 'value' })
    return { subject: null, result: { length: kept?.reveal().length }, facts: { owner: 'first:1' } }
  },
})

const notes = query({
  name: 'first.note.list',
  title: 'Notes',
  doors: ['page', 'api'],
  parameters: { most: field.integer('Most', { most: 10 }).optional() },
  run: async (reader) =>
    (
      await sql<{
        title: string
      }>`select title from platform.subject where module = 'first' order by id`.execute(reader.db)
    ).rows.map((row) => row.title),
})

const first: Module = module({
  name: 'first',
  title: 'First',
  uses: [],
  actions: [note, decide, remember],
  queries: [notes],
  permissions: {
    'first.note.write': ['writer'],
    'first.note.list': ['visitor'],
    'first.note.decide': ['signed-in'],
    'first.secret.remember': [],
  },
  rolesHeld: (personId) =>
    sql`select 'writer' as role, 'desk' as kind, 'd' as id where ${personId}::text like '%1'`,
})
const second: Module = module({
  name: 'second',
  title: 'Second',
  uses: ['first'],
  actions: [hear],
  listeners: [listen({ to: 'first.note.written', action: hear })],
  gates: [
    gate({
      at: 'first.note.write',
      name: 'second.note.short',
      async pass(_inside, _subject, _outcome, details) {
        if (Number(details['length']) > 20)
          refuse(
            'conflict',
            'second.note.too-long',
            'The second module takes notes of at most 20 characters.',
          )
      },
    }),
  ],
  fills: [
    fill(idea, {
      name: 'second.idea.all',
      permission: 'public',
      run: async (_reader, { about }) => [`second on ${about}`],
    }),
  ],
})

const WRITER = '01a1f8a7-471e-78c0-86f6-864984306eb1'
const READER = '01a1f8a7-471e-78c0-86f6-864984306eb2'
const is =
  (code: string) =>
  (error: unknown): boolean =>
    error instanceof Refusal && error.code === code
const entries = async (database: Pick<Database, 'db'>): Promise<string[]> =>
  (
    await sql<{ action: string }>`select action from platform.audit_entry order by id`.execute(database.db)
  ).rows.map((row) => row.action)

test('an action writes its record, its audit entry and its announcement together', () =>
  withDatabase(async (database) => {
    const house = testHouse(database, [first, second])
    const { id } = await house.as(WRITER).perform(note, { title: 'Hello' })
    assert.deepEqual(await entries(database), ['first.note.write'])
    assert.deepEqual(
      house.queued.map((one) => one.job),
      ['announce:second.note.hear'],
    )
    await house.drain()
    assert.deepEqual(await house.visitor.ask(notes, {}), ['Hello!'])
    assert.match(id, /^[0-9a-f-]{36}$/)
  }))

test('a gate of a later module refuses, and nothing is left behind', () =>
  withDatabase(async (database) => {
    const house = testHouse(database, [first, second])
    await assert.rejects(
      house.as(WRITER).perform(note, { title: 'A title that is far too long' }),
      is('second.note.too-long'),
    )
    assert.deepEqual(await house.visitor.ask(notes, {}), [])
    assert.deepEqual(await entries(database), [])
    assert.equal(house.queued.length, 0)
  }))

test('without the permission nothing is even parsed, and a visitor is asked to sign in', () =>
  withDatabase(async (database) => {
    const house = testHouse(database, [first, second])
    await assert.rejects(
      house.as(READER).perform(note, { nonsense: true }),
      is('platform.permission.missing'),
    )
    await assert.rejects(house.visitor.perform(note, {}), is('auth.sign-in.required'))
  }))

test('a door that is not declared does not exist', () =>
  withDatabase(async (database) => {
    const house = testHouse(database, [first, second])
    await assert.rejects(house.system.perform(hear, {}, { door: 'api' }), is('platform.action.no-door'))
  }))

test('deciding asks for a recent sign-in', () =>
  withDatabase(async (database) => {
    const house = testHouse(database, [first, second])
    await house.as(READER).perform(decide, {})
    await assert.rejects(house.as(READER).perform(decide, {}, { fresh: false }), is('auth.sign-in.stale'))
  }))

test('the same request twice gives the first answer and does the thing once', () =>
  withDatabase(async (database) => {
    const house = testHouse(database, [first, second])
    const key = { idempotency: { key: 'k1' } }
    const once = await house.as(WRITER).perform(note, { title: 'Once' }, key)
    const twice = await house.as(WRITER).perform(note, { title: 'Once' }, key)
    assert.deepEqual(twice, once)
    assert.deepEqual(await house.visitor.ask(notes, {}), ['Once'])
    await assert.rejects(
      house.as(WRITER).perform(note, { title: 'Other' }, key),
      is('platform.request.key-reused'),
    )
  }))

test('a second delivery of an announcement does nothing', () =>
  withDatabase(async (database) => {
    const house = testHouse(database, [first, second])
    await house.as(WRITER).perform(note, { title: 'Hear me' })
    const { ids } = house.queued[0] ?? { ids: {} }
    await house.drain()
    const { deliver } = await import('./perform.ts')
    await deliver(house.house, hear, database.db, house.clock.now(), ids)
    assert.deepEqual(await house.visitor.ask(notes, {}), ['Hear me!'])
  }))

test('a slot is filled by later modules for a reader who may see it', () =>
  withDatabase(async (database) => {
    const house = testHouse(database, [first, second])
    assert.deepEqual(await (await house.visitor.reader()).fills(idea, { about: 'desks' }), [
      'second on desks',
    ])
  }))

test('a permission is held for a scope, or for all by system and operator', () =>
  withDatabase(async (database) => {
    const house = testHouse(database, [first, second])
    const writer = await house.as(WRITER).reader()
    assert.equal(writer.may('first.note.write', { kind: 'desk', id: 'd' }), true)
    assert.equal(writer.may('first.note.write', { kind: 'desk', id: 'e' }), false)
    assert.deepEqual(writer.scopes('first.note.write', 'desk'), ['d'])
    assert.equal((await house.operator.reader()).scopes('first.note.write', 'desk'), 'all')
  }))

test('a name used twice, a foreign name and a permission nobody holds stop the start', () => {
  const outbox = { send: async () => undefined, nudge: () => undefined }
  assert.throws(() => composeHouse([first, { ...first }], outbox), /declared twice/)
  assert.throws(() => composeHouse([{ ...first, name: 'other' }], outbox), /whose names begin with/)
  assert.throws(() => composeHouse([{ ...first, permissions: {} }], outbox), /which roles hold/)
})

test('a query that discloses is recorded before it answers', () =>
  withDatabase(async (database) => {
    const telling = query({
      name: 'first.secret.read',
      title: 'Read',
      doors: ['page'],
      permission: 'public',
      discloses: true,
      parameters: {},
      run: async () => 'told',
    })
    const house = testHouse(database, [{ ...first, queries: [notes, telling] }, second])
    assert.equal(await house.visitor.ask(telling, {}), 'told')
    assert.deepEqual(await entries(database), ['first.secret.read'])
    assert.ok(ask)
  }))

test('a receipt is kept with the entry of the disclosure, and where it refuses neither is written', () =>
  withDatabase(async (database) => {
    const subject = '01a1f8a7-471e-78c0-86f6-864984306eb8'
    const told: string[] = []
    const telling = query({
      name: 'first.secret.read',
      title: 'Read',
      doors: ['page'],
      permission: 'public',
      discloses: true,
      parameters: { word: field.text('Word') },
      async receipt(_reader, { word }) {
        if (word === 'no') refuse('not-found', 'first.secret.not-found', 'There is no such secret.')
        told.push(word)
        return { subject, facts: { version: 1 } }
      },
      run: async () => 'told',
    })
    const house = testHouse(database, [{ ...first, queries: [notes, telling] }, second])
    await assert.rejects(house.visitor.ask(telling, { word: 'no' }), { kind: 'not-found' })
    assert.deepEqual(await entries(database), [])
    assert.equal(await house.visitor.ask(telling, { word: 'yes' }), 'told')
    assert.deepEqual(told, ['yes'])
    const entry = await database.db
      .selectFrom('platform.audit_entry')
      .select('subject')
      .executeTakeFirstOrThrow()
    assert.equal(entry.subject, subject)
  }))

test('a rehearsal answers as if it had been done, and leaves nothing', () =>
  withDatabase(async (database) => {
    const rehearse = action({
      name: 'first.note.rehearse',
      title: 'Rehearse',
      doors: ['page'],
      permission: 'public',
      fields: {},
      async run(inside) {
        await inside.subject({
          id: inside.id(),
          module: 'first',
          noun: 'note',
          title: 'Gone',
          audience: 'public',
        })
        return inside.rehearsed({ would: 1 })
      },
    })
    const house = testHouse(database, [{ ...first, actions: [note, decide, rehearse] }, second])
    assert.deepEqual(await house.visitor.perform(rehearse, {}), { would: 1 })
    assert.deepEqual(await house.visitor.ask(notes, {}), [])
    assert.deepEqual(await entries(database), [])
  }))

test('what an action remembers of its refusal is kept though all else is undone, and a fault of that changes nothing', () =>
  withDatabase(async (database) => {
    const declining = (remember: () => Promise<object>) =>
      action({
        name: 'first.note.decline',
        title: 'Decline',
        doors: ['page'],
        permission: 'public',
        fields: {},
        async run(inside): Promise<never> {
          await inside.subject({
            id: inside.id(),
            module: 'first',
            noun: 'note',
            title: 'Gone',
            audience: 'public',
          })
          return refuse('conflict', 'first.note.full', 'There is no room for another note.')
        },
        whenRefused: remember,
      })
    const tell = async (remember: () => Promise<object>): Promise<Refusal> => {
      const decline = declining(remember)
      const house = testHouse(database, [{ ...first, actions: [note, decide, decline] }, second])
      return house.visitor.perform(decline, {}).then(
        () => assert.fail('It was not refused.'),
        (error: unknown) => error as Refusal,
      )
    }
    const refusal = await tell(async () => ({ facts: { asked: 1 }, current: { free: 'Tuesday' } }))
    assert.deepEqual([refusal.code, refusal.current], ['first.note.full', { free: 'Tuesday' }])
    const entry = await database.db
      .selectFrom('platform.audit_entry')
      .select(['action', 'facts'])
      .executeTakeFirstOrThrow()
    assert.deepEqual(entry, {
      action: 'first.note.decline',
      facts: { asked: 1, refused: 'first.note.full' },
    })
    assert.deepEqual(await testHouse(database, [first, second]).visitor.ask(notes, {}), [])
    assert.equal((await tell(() => Promise.reject(new Error('broken')))).code, 'first.note.full')
    assert.equal((await entries(database)).length, 1)
  }))

test('a device does what was given to it and nothing else, and the audit names it', () =>
  withDatabase(async (database) => {
    const house = testHouse(database, [first, second])
    const device = house.device(READER, [{ permission: 'first.secret.remember', scope: null }])
    assert.deepEqual(await device.perform(remember, { words: 'open sesame' }), { length: 11 })
    await assert.rejects(device.perform(decide, {}), is('platform.action.no-door'))
    await assert.rejects(
      house.device(READER, []).perform(remember, { words: 'x' }),
      is('platform.permission.missing'),
    )
    const { rows } = await sql<{ actor_kind: string; actor: string; facts: unknown }>`
      select actor_kind, actor, facts from platform.audit_entry`.execute(database.db)
    assert.deepEqual(rows, [{ actor_kind: 'device', actor: READER, facts: { owner: 'first:1' } }])
  }))

test('an errand reads and opens secrets with no transaction open, and performs as the system', () =>
  withDatabase(async (database) => {
    const house = testHouse(database, [first, second])
    await house.errand.perform(remember, { words: 'open sesame' })
    const kept = await house.errand.secretsOf(['first:1', 'first:2'], 'value')
    assert.deepEqual([...kept.keys()], ['first:1'])
    assert.equal(kept.get('first:1')?.reveal(), 'open sesame')
    assert.equal(house.errand.reader().actor.kind, 'system')
  }))

test('what is kept to know a repeated request again cannot be guessed from without the key', () =>
  withDatabase(async (database) => {
    const house = testHouse(database, [first, second])
    const device = house.device(READER, [{ permission: 'first.secret.remember', scope: null }])
    const raw = { words: 'hunter2' }
    await device.perform(remember, raw, { idempotency: { key: 'once' } })
    await device.perform(remember, raw, { idempotency: { key: 'once' } })
    await assert.rejects(
      device.perform(remember, { words: 'hunter3' }, { idempotency: { key: 'once' } }),
      is('platform.request.key-reused'),
    )
    const { rows } = await sql<{ digest: string }>`select digest from platform.idempotency`.execute(
      database.db,
    )
    const plain = createHash('sha256')
      .update(`first.secret.remember\0${JSON.stringify(raw)}`)
      .digest('hex')
    assert.equal(rows.length, 1)
    assert.notEqual(rows[0]?.digest, plain)
  }))
