import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { Db } from '#platform/database/index.ts'
import { testDatabase } from '#test/support/database.ts'
import {
  checkFiles,
  fileResponse,
  filesOf,
  keepFile,
  openFileStore,
  purgeFile,
  receiveFile,
  removeUnreferenced,
  unreferenced,
  type FileStore,
} from './index.ts'

const NOW = Temporal.Instant.from('2026-11-20T09:30:00Z')
const LATER = NOW.add({ hours: 25 })
const database = testDatabase()

async function openStore(t: TestContext): Promise<FileStore> {
  const directory = await mkdtemp(join(tmpdir(), 'connects-files-'))
  t.after(() => rm(directory, { recursive: true }))
  return openFileStore(join(directory, 'files'))
}

async function record(db: Db): Promise<string> {
  const id = randomUUIDv7()
  const row = { id, module: 'example', noun: 'paper', title: 'A paper', audience: 'public', ended_on: null }
  await db.insertInto('platform.subject').values(row).execute()
  return id
}

async function putUp(db: Db, store: FileStore, owner: string, words: string): Promise<string> {
  const file = await receiveFile(
    store,
    { name: 'notes.txt', bytes: Buffer.from(words) },
    { accept: ['txt'], mostBytes: 1000, now: NOW },
  )
  return (await keepFile(db, store, { id: randomUUIDv7(), owner, file, now: NOW })).id
}

database.test('a file is served through its owner and through nobody else', async ({ db, t }) => {
  const store = await openStore(t)
  const [owner, other] = [await record(db), await record(db)]
  const file = await putUp(db, store, owner, 'Hello')
  assert.deepEqual(
    (await filesOf(db, owner)).map(({ id, name, type, bytes }) => [id, name, type, bytes]),
    [[file, 'notes.txt', 'txt', 5n]],
  )
  const { headers, stream } = await fileResponse(db, store, { file, owner })
  assert.equal(headers['content-length'], '5')
  assert.equal(Buffer.concat(await stream.toArray()).toString(), 'Hello')
  await assert.rejects(fileResponse(db, store, { file, owner: other }), { kind: 'not-found' })
  await assert.rejects(fileResponse(db, store, { file: randomUUIDv7(), owner }), { kind: 'not-found' })
})

database.test(
  'a purged file is not served, and its bytes go when no other record holds them',
  async ({ db, t }) => {
    const store = await openStore(t)
    const [owner, other] = [await record(db), await record(db)]
    const file = await putUp(db, store, owner, 'Shared')
    const same = await putUp(db, store, other, 'Shared')
    await purgeFile(db, { file, owner, now: NOW })
    await assert.rejects(fileResponse(db, store, { file, owner }), { kind: 'not-found' })
    await assert.rejects(purgeFile(db, { file, owner, now: NOW }), { kind: 'not-found' })
    assert.deepEqual(await unreferenced(db, store, LATER), [])
    await purgeFile(db, { file: same, owner: other, now: NOW })
    assert.deepEqual(await unreferenced(db, store, NOW), [], 'what was received in the last day stays')
    assert.deepEqual((await unreferenced(db, store, LATER)).length, 1)
    assert.deepEqual(await removeUnreferenced(db, store, LATER), { removed: 1, unfinished: 0 })
    assert.deepEqual(await unreferenced(db, store, LATER), [])
  },
)

database.test('a file cleaned up before it was kept is not recorded', async ({ db, t }) => {
  const store = await openStore(t)
  const owner = await record(db)
  const file = await receiveFile(
    store,
    { name: 'a.txt', bytes: Buffer.from('x') },
    { accept: ['txt'], mostBytes: 10, now: NOW },
  )
  await store.remove(file.sha256)
  await assert.rejects(keepFile(db, store, { id: randomUUIDv7(), owner, file, now: NOW }), {
    code: 'platform.file.gone',
  })
})

database.test('the check names files whose bytes are gone or were changed', async ({ db, t }) => {
  const store = await openStore(t)
  const owner = await record(db)
  await putUp(db, store, owner, 'Whole')
  const gone = await putUp(db, store, owner, 'Gone')
  const changed = await putUp(db, store, owner, 'Changed')
  const rows = await db.selectFrom('platform.file').select(['id', 'sha256']).execute()
  const hash = new Map(rows.map((row) => [row.id, row.sha256]))
  await store.remove(hash.get(gone) ?? '')
  const sha256 = hash.get(changed) ?? ''
  const place = join(store.directory, sha256.slice(0, 2), sha256.slice(2, 4), sha256)
  await chmod(place, 0o600)
  await writeFile(place, 'Something else')
  assert.deepEqual(await checkFiles(db, store), { checked: 3, missing: [gone], changed: [changed] })
})
