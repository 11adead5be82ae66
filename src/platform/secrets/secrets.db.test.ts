import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { testDatabase } from '#test/support/database.ts'
import {
  addKey,
  forgetSecret,
  keepSecret,
  openable,
  openKeyRing,
  placeCanary,
  readSecret,
  rotate,
  secret,
  secretsOf,
} from './index.ts'

const NOW = Temporal.Instant.from('2026-11-20T09:30:00Z')
const database = testDatabase()

async function keyFile(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'connects-keys-'))
  t.after(() => rm(directory, { recursive: true }))
  return join(directory, 'secrets.key')
}

const named = { owner: 'organisation:1', name: 'client secret' }

database.test(
  'a secret that is kept is read again, replaced by a later one, listed without its words, and forgotten',
  async ({ db, t }) => {
    const ring = await openKeyRing(await keyFile(t), { make: true })
    await keepSecret(db, ring, { ...named, id: randomUUIDv7(), value: secret('first'), now: NOW })
    const later = NOW.add({ hours: 1 })
    await keepSecret(db, ring, { ...named, id: randomUUIDv7(), value: secret('second'), now: later })
    assert.equal((await readSecret(db, ring, named))?.reveal(), 'second')
    assert.deepEqual(
      (await secretsOf(db, named.owner)).map(({ name, changedAt }) => [name, changedAt.equals(later)]),
      [['client secret', true]],
    )
    await forgetSecret(db, named)
    assert.equal(await readSecret(db, ring, named), undefined)
  },
)

database.test('after a rotation every secret opens with the new key alone', async ({ db, t }) => {
  const file = await keyFile(t)
  const before = await openKeyRing(file, { make: true })
  for (const name of ['a', 'b', 'c'])
    await keepSecret(db, before, { owner: 'o', name, id: randomUUIDv7(), value: secret(name), now: NOW })
  const ring = await addKey(file)
  await keepSecret(db, ring, { owner: 'o', name: 'd', id: randomUUIDv7(), value: secret('d'), now: NOW })
  assert.deepEqual(await rotate(db, ring), { rewrapped: 3, retired: [before.current] })
  assert.deepEqual(await rotate(db, ring), { rewrapped: 0, retired: [before.current] })
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n')
  await writeFile(file, `${lines.at(-1)}\n`)
  const alone = await openKeyRing(file, { make: false })
  assert.equal(alone.keys.size, 1)
  for (const name of ['a', 'b', 'c', 'd'])
    assert.equal((await readSecret(db, alone, { owner: 'o', name }))?.reveal(), name)
})

database.test(
  'readiness opens the canary, and says which key is missing when the key file is another',
  async ({ db, t }) => {
    const ring = await openKeyRing(await keyFile(t), { make: true })
    assert.deepEqual(await openable(db, ring), {
      opens: false,
      because: 'There is no secret to try the key file on. Start the server once.',
    })
    await placeCanary(db, ring, randomUUIDv7(), NOW)
    await placeCanary(db, ring, randomUUIDv7(), NOW)
    assert.deepEqual(await openable(db, ring), { opens: true })
    const other = await openKeyRing(await keyFile(t), { make: true })
    const answer = await openable(db, other)
    assert.equal(answer.opens, false)
    assert.match(answer.opens ? '' : answer.because, new RegExp(ring.current))
    await assert.rejects(rotate(db, other), { name: 'Failure', code: 'platform.secrets.key-missing' })
  },
)

database.test('a row copied to another owner does not open', async ({ db, t }) => {
  const ring = await openKeyRing(await keyFile(t), { make: true })
  await keepSecret(db, ring, { ...named, id: randomUUIDv7(), value: secret('words'), now: NOW })
  await db
    .updateTable('platform.secret')
    .set({ owner: 'organisation:2' })
    .where('owner', '=', named.owner)
    .execute()
  await assert.rejects(readSecret(db, ring, { ...named, owner: 'organisation:2' }), {
    code: 'platform.secrets.not-opened',
  })
})
