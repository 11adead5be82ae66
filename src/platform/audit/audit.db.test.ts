import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Defect } from '#platform/errors/index.ts'
import { migrate, openDatabase, ownersUnder, sql, type Database } from '#platform/database/index.ts'
import { erasePersonal, historyOf, noteRestore, seal, verify, writeEntry, type Entry } from './index.ts'

const at = Temporal.Instant.from('2026-11-20T10:00:00Z')
const SOURCE = new URL('../../', import.meta.url)

function entryOf(more: Partial<Entry> = {}): Entry {
  return {
    id: randomUUIDv7(),
    at,
    action: 'example.thing.change',
    door: 'page',
    actorKind: 'person',
    actor: '0190a000-0000-7000-8000-000000000001',
    subject: null,
    facts: { amountPence: 1200n, outcome: 'approved' },
    request: 'r-1',
    ...more,
  }
}

type Scene = {
  database: Database
  headsFile: string
  write(more?: Partial<Entry>): Promise<string>
  seal(): Promise<number>
}

// One engine for the file, emptied for each scene; its transactions commit, since sealing looks at what others committed.
let database: Database
before(async () => {
  database = await openDatabase({ memory: true })
  await migrate(
    database,
    ownersUnder(SOURCE, []).filter((owner) => ['database', 'audit'].includes(owner.name)),
  )
})
after(() => database.close())

async function inScene(play: (scene: Scene) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'audit-'))
  const headsFile = join(directory, 'audit-heads.log')
  const audited = sql`platform.audit_entry, platform.audit_personal, platform.audit_seal, platform.audit_sealed`
  await tamper(database, sql`truncate ${audited}`)
  try {
    await play({
      database,
      headsFile,
      async write(more) {
        const entry = entryOf(more)
        await database.db.transaction().execute((tx) => writeEntry(tx, entry))
        return entry.id
      },
      seal: async () => (await seal(database, { now: at, headsFile })).entries,
    })
  } finally {
    await rm(directory, { recursive: true })
  }
}

/** What somebody with the whole database in their hands could do. */
async function tamper(database: Database, statement: ReturnType<typeof sql>): Promise<void> {
  await database.db.transaction().execute(async (tx) => {
    await sql`set local session_replication_role = replica`.execute(tx)
    await statement.execute(tx)
  })
}

test('A chain of sealed entries verifies, inside the database and against the heads outside it', () =>
  inScene(async ({ database, headsFile, write, seal }) => {
    await write()
    await write({ personal: { name: 'Ada Example', owed: 5n } })
    assert.equal(await seal(), 2)
    assert.equal(await seal(), 0, 'there was nothing new to seal')
    await write()
    assert.equal(await seal(), 1)
    await write()
    const verdict = await verify(database, headsFile)
    assert.deepEqual(verdict.problems, [])
    assert.equal(verdict.whole, true)
    assert.equal(verdict.seals, 2n)
    assert.equal(verdict.entries, 3)
    assert.equal(verdict.unsealed.count, 1)
    assert.equal(verdict.unsealed.oldest?.toString(), at.toString())
    assert.deepEqual(verdict.heads, { checked: 2, newest: 2n, setAsideByRestore: 0 })
    assert.equal((await readFile(headsFile, 'utf8')).split('\n').length, 3)
  }))

test('The database refuses to change, delete or empty what was audited', () =>
  inScene(async ({ database, write, seal }) => {
    await write({ personal: { name: 'Ada Example' } })
    await seal()
    for (const statement of [
      sql`update platform.audit_entry set action = 'example.thing.other'`,
      sql`delete from platform.audit_entry`,
      sql`truncate platform.audit_entry cascade`,
      sql`update platform.audit_seal set entries = 2`,
      sql`delete from platform.audit_sealed`,
      sql`update platform.audit_personal set contents = '{}'`,
    ]) {
      await assert.rejects(statement.execute(database.db), /append-only/)
    }
  }))

test('A changed entry is named', () =>
  inScene(async ({ database, headsFile, write, seal }) => {
    await write()
    const changed = await write()
    await seal()
    await tamper(
      database,
      sql`update platform.audit_entry set facts = '{"amountPence": 1}' where id = ${changed}`,
    )
    const { whole, problems } = await verify(database, headsFile)
    assert.equal(whole, false)
    assert.deepEqual(
      problems.map(({ kind, seal, entry }) => ({ kind, seal, entry })),
      [{ kind: 'entry-changed', seal: 1n, entry: changed }],
    )
  }))

test('An entry that is gone is named', () =>
  inScene(async ({ database, headsFile, write, seal }) => {
    const gone = await write()
    await write()
    await seal()
    await tamper(database, sql`delete from platform.audit_entry where id = ${gone}`)
    const { problems } = await verify(database, headsFile)
    assert.deepEqual(
      problems.map(({ kind, entry }) => ({ kind, entry })),
      [{ kind: 'entry-missing', entry: gone }],
    )
  }))

test('A changed seal is named first, and the next one no longer follows from a rewritten one', () =>
  inScene(async ({ database, headsFile, write, seal }) => {
    for (let count = 0; count < 3; count += 1) {
      await write()
      await seal()
    }
    await tamper(
      database,
      sql`update platform.audit_seal set sealed_at = sealed_at + interval '1 hour' where number = 2`,
    )
    const changed = await verify(database, headsFile)
    assert.deepEqual(
      changed.problems.map(({ kind, seal }) => ({ kind, seal })),
      [{ kind: 'seal-broken', seal: 2n }],
    )
    await tamper(database, sql`update platform.audit_seal set hash = sha256('other') where number = 2`)
    const rewritten = await verify(database, headsFile)
    assert.deepEqual(
      rewritten.problems.map(({ kind, seal }) => ({ kind, seal })),
      [
        { kind: 'seal-broken', seal: 2n },
        { kind: 'seal-broken', seal: 3n },
        { kind: 'head-differs', seal: 2n },
      ],
    )
  }))

test('A tail cut off inside the database is found by the heads outside it', () =>
  inScene(async ({ database, headsFile, write, seal }) => {
    await write()
    await seal()
    const cut = await write()
    await seal()
    await tamper(database, sql`delete from platform.audit_sealed where seal = 2`)
    await tamper(database, sql`delete from platform.audit_seal where number = 2`)
    await tamper(database, sql`delete from platform.audit_entry where id = ${cut}`)
    assert.equal((await verify(database, null)).whole, true, 'inside the database nothing shows')
    const { problems } = await verify(database, headsFile)
    assert.deepEqual(
      problems.map(({ kind, seal }) => ({ kind, seal })),
      [{ kind: 'head-missing', seal: 2n }],
    )
    await noteRestore(headsFile, { number: 1n, hash: '0'.repeat(64), at: at.toString() }, at)
    const restored = await verify(database, headsFile)
    assert.equal(restored.whole, true, 'a declared restore sets the later heads aside')
    assert.equal(restored.heads?.setAsideByRestore, 1)
  }))

test('A seal taken out of the middle is missed', () =>
  inScene(async ({ database, headsFile, write, seal }) => {
    for (let count = 0; count < 3; count += 1) {
      await write()
      await seal()
    }
    await tamper(database, sql`delete from platform.audit_seal where number = 2`)
    const { problems } = await verify(database, headsFile)
    assert.equal(problems[0]?.kind, 'seal-missing')
    assert.equal(problems[0]?.seal, 2n)
  }))

test('An entry put in behind a seal is found, and never sealed', () =>
  inScene(async ({ database, headsFile, write, seal }) => {
    const old = await write()
    await write()
    await seal()
    const inserted = randomUUIDv7()
    await tamper(
      database,
      sql`insert into platform.audit_entry (id, at, action, door, actor_kind, xid)
          select ${inserted}, at, action, door, actor_kind, xid from platform.audit_entry where id = ${old}`,
    )
    assert.equal(await seal(), 0)
    const { problems } = await verify(database, headsFile)
    assert.deepEqual(
      problems.map(({ kind, entry }) => ({ kind, entry })),
      [{ kind: 'entry-extra', entry: inserted }],
    )
  }))

test('Personal values can be erased without breaking the chain, but not changed', () =>
  inScene(async ({ database, headsFile, write, seal }) => {
    const first = await write({ personal: { name: 'Ada Example' } })
    const second = await write({ personal: { name: 'Bea Example' } })
    await seal()
    assert.equal(await database.db.transaction().execute((tx) => erasePersonal(tx, [first])), 1)
    const erased = await verify(database, headsFile)
    assert.equal(erased.whole, true)
    assert.equal(erased.erased, 1)
    await tamper(
      database,
      sql`update platform.audit_personal set contents = '{"name": "Cay Example"}' where entry = ${second}`,
    )
    const { problems } = await verify(database, headsFile)
    assert.deepEqual(
      problems.map(({ kind, entry }) => ({ kind, entry })),
      [{ kind: 'personal-changed', entry: second }],
    )
  }))

test('After a move to another server the chain still verifies, its unsealed tail is sealed, and new entries follow', () =>
  inScene(async ({ database, headsFile, write, seal }) => {
    await write()
    await seal()
    await write()
    // A restore elsewhere: the same rows, but their transaction numbers are another server's and far ahead of ours.
    await tamper(database, sql`update platform.audit_seal set server = '1:1', to_xid = '900000'`)
    await tamper(
      database,
      sql`update platform.audit_entry set xid = '900001' where not exists (select 1 from platform.audit_sealed where entry = id)`,
    )
    const restored = await verify(database, headsFile)
    assert.equal(restored.unsealed.count, 1)
    assert.deepEqual(
      restored.problems.map(({ kind }) => kind),
      ['seal-broken'],
      'only our forging of the server shows',
    )
    assert.equal(await seal(), 1, 'the entry from the other server')
    await write()
    await write()
    assert.equal(await seal(), 2)
    assert.equal(await seal(), 0)
    const after = await verify(database, headsFile)
    assert.equal(after.seals, 3n)
    assert.equal(after.entries, 4)
    assert.equal(after.unsealed.count, 0)
    assert.deepEqual(
      after.problems.map(({ kind, seal }) => ({ kind, seal })),
      [{ kind: 'seal-broken', seal: 1n }],
    )
  }))

test('More entries than one seal holds become several seals', () =>
  inScene(async ({ database, headsFile, seal }) => {
    await sql`
      insert into platform.audit_entry (id, at, action, door, actor_kind)
      select gen_random_uuid(), now(), 'example.thing.change', 'command', 'system' from generate_series(1, 4500)`.execute(
      database.db,
    )
    assert.equal(await seal(), 4500)
    const verdict = await verify(database, headsFile)
    assert.deepEqual([verdict.whole, verdict.seals, verdict.entries], [true, 3n, 4500])
  }))

test('A line of the heads file torn by a power cut does no harm; a garbled one is reported', () =>
  inScene(async ({ database, headsFile, write, seal }) => {
    await write()
    await seal()
    await appendFile(headsFile, 'head 2 abc')
    assert.equal((await verify(database, headsFile)).whole, true)
    await write()
    await seal()
    const verdict = await verify(database, headsFile)
    assert.deepEqual(
      verdict.problems.map(({ kind }) => kind),
      ['heads-garbled'],
    )
    assert.equal(verdict.heads?.newest, 2n)
  }))

test('Facts that are words are refused: they could not be erased again', () =>
  inScene(async ({ write }) => {
    await assert.rejects(write({ facts: { reason: 'because she said so' } }), Defect)
    await assert.rejects(write({ facts: { mail: 'ada@example.org' } }), Defect)
  }))

test('The history of a record comes newest first, page by page', () =>
  inScene(async ({ database, write }) => {
    const subject = randomUUIDv7()
    // Ids made within one millisecond have no order of their own; the history goes by them all the same.
    const ids = [await write({ subject }), await write({ subject }), await write({ subject })].toSorted()
    await write()
    const first = await historyOf(database.db, { subject, most: 2 })
    assert.deepEqual(
      first.map((row) => row.id),
      [ids[2], ids[1]],
    )
    assert.deepEqual(first[0]?.facts, { amountPence: 1200, outcome: 'approved' })
    const rest = await historyOf(database.db, { subject, most: 2, before: first[1]!.id })
    assert.deepEqual(
      rest.map((row) => row.id),
      [ids[0]],
    )
  }))
