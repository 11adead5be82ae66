import assert from 'node:assert/strict'
import { createSecretKey, randomBytes } from 'node:crypto'
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { inspect } from 'node:util'
import { Refusal } from '#platform/errors/index.ts'
import { open, rewrap, seal } from './envelope.ts'
import { addKey, openKeyRing, secret } from './index.ts'

const place = {
  id: '01935d1f-7b3c-7def-8a00-1234567890ab',
  owner: 'organisation:1',
  name: 'oidc client secret',
}

async function folder(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'connects-keys-'))
  t.after(() => rm(directory, { recursive: true }))
  return directory
}

test('a secret says [secret] wherever it is printed, and its words only when asked', () => {
  const value = secret('hunter2')
  const shown = [
    String(value),
    `${value}`,
    JSON.stringify({ value }),
    inspect(value),
    inspect({ a: [value] }),
    value + '',
  ]
  for (const text of shown) assert.doesNotMatch(text, /hunter2/)
  assert.equal(JSON.stringify({ value }), '{"value":"[secret]"}')
  assert.deepEqual(Object.keys(value), [])
  assert.equal(value.reveal(), 'hunter2')
})

test('what was sealed opens with its key and for its place', () => {
  const master = createSecretKey(randomBytes(32))
  for (const words of ['', 'hunter2', 'ünïcode ✓ 你好', 'x'.repeat(100_000)])
    assert.equal(open(seal(words, place, 'k1', master), place, 'k1', master), words)
})

test('the same words sealed twice look different, and the words are not in what is kept', () => {
  const master = createSecretKey(randomBytes(32))
  const one = seal('hunter2hunter2hunter2', place, 'k1', master)
  const two = seal('hunter2hunter2hunter2', place, 'k1', master)
  assert.notDeepEqual(one.ciphertext, two.ciphertext)
  assert.ok(!Buffer.from(one.ciphertext).includes('hunter2'))
})

test('a sealed secret does not open for another owner, name, row, key id or key, nor with a byte changed', () => {
  const master = createSecretKey(randomBytes(32))
  const sealed = seal('hunter2', place, 'k1', master)
  assert.throws(() => open(sealed, { ...place, owner: 'organisation:2' }, 'k1', master))
  assert.throws(() => open(sealed, { ...place, name: 'other' }, 'k1', master))
  assert.throws(() => open(sealed, { ...place, id: '01935d1f-7b3c-7def-8a00-1234567890ac' }, 'k1', master))
  assert.throws(() => open(sealed, place, 'k2', master))
  assert.throws(() => open(sealed, place, 'k1', createSecretKey(randomBytes(32))))
  for (const part of ['wrappedKey', 'nonce', 'ciphertext'] as const) {
    const changed = Buffer.from(sealed[part])
    changed[0] = (changed[0] ?? 0) ^ 1
    assert.throws(() => open({ ...sealed, [part]: changed }, place, 'k1', master))
  }
})

test('a data key wrapped anew opens under the new key and no longer under the old', () => {
  const from = { keyId: 'k1', master: createSecretKey(randomBytes(32)) }
  const to = { keyId: 'k2', master: createSecretKey(randomBytes(32)) }
  const sealed = seal('hunter2', place, from.keyId, from.master)
  const again = { ...sealed, wrappedKey: rewrap(sealed.wrappedKey, place, from, to) }
  assert.equal(open(again, place, 'k2', to.master), 'hunter2')
  assert.throws(() => open(again, place, 'k1', from.master))
})

test('the key file is made on first start for its owner only, and found again', async (t) => {
  const file = join(await folder(t), 'settings', 'connects', 'secrets.key')
  const made = await openKeyRing(file, { make: true })
  assert.equal(made.made, true)
  assert.equal((await stat(file)).mode & 0o777, 0o600)
  const again = await openKeyRing(file, { make: true })
  assert.equal(again.made, false)
  assert.equal(again.current, made.current)
})

test('processes that start together end up with one key', async (t) => {
  const file = join(await folder(t), 'secrets.key')
  const rings = await Promise.all(Array.from({ length: 8 }, () => openKeyRing(file, { make: true })))
  assert.equal(new Set(rings.map((ring) => ring.current)).size, 1)
  assert.equal(rings.filter((ring) => ring.made).length, 1)
})

test('a key added is in force and the earlier one stays in the ring', async (t) => {
  const file = join(await folder(t), 'secrets.key')
  const before = await openKeyRing(file, { make: true })
  const after = await addKey(file)
  assert.notEqual(after.current, before.current)
  assert.ok(after.keys.has(before.current))
  assert.equal((await stat(file)).mode & 0o777, 0o600)
  assert.doesNotMatch(
    inspect(after, { depth: 5 }),
    new RegExp((await readFile(file, 'utf8')).split('\n')[2]?.slice(0, 20) ?? '-'),
  )
})

test('a missing, open, empty or damaged key file is refused with what to do', async (t) => {
  const file = join(await folder(t), 'secrets.key')
  const refusal = async () => {
    const error: unknown = await openKeyRing(file, { make: false }).catch((thrown: unknown) => thrown)
    assert.ok(error instanceof Refusal)
    return error.message
  }
  assert.match(await refusal(), /There is no key file .* CONNECTS_KEY_FILE/)
  await writeFile(file, '# nothing\n', { mode: 0o600 })
  assert.match(await refusal(), /holds no key/)
  await writeFile(file, 'hunter2\n')
  assert.match(await refusal(), /Line 1 .*openssl rand -base64 32/)
  assert.doesNotMatch(await refusal(), /hunter2/)
  await chmod(file, 0o644)
  assert.match(await refusal(), /chmod 600/)
})
