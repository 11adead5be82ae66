import { test } from 'node:test'
import assert from 'node:assert/strict'
import { Refusal } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { filesRead, readInput, wantsInput } from './reading.ts'

const fields = { message: field.file('Message', { accept: ['eml'] }), secret: field.text('Secret') }

async function* pieces(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text, 'latin1')
}

test('"-" is standard input: bytes for a file, words without their last line end for anything else', async () => {
  const input = await readInput(pieces('Caf\xe9', '\r\n'))
  const { message, secret } = await filesRead(fields, { message: '-' }, '/', input)
  assert.deepEqual(message, { name: 'standard-input', bytes: Buffer.from('Caf\xe9\r\n', 'latin1') })
  assert.equal(secret, undefined)
  const words = await filesRead(fields, { secret: '-' }, '/', await readInput(pieces('s3cret\n')))
  assert.equal(words['secret'], 's3cret')
})

test('Without standard input "-" is what it is', async () => {
  assert.equal((await filesRead(fields, { secret: '-' }, '/'))['secret'], '-')
  await assert.rejects(filesRead(fields, { message: '-' }, '/'), Refusal)
})

test('One option at most asks for it', () => {
  assert.equal(wantsInput({ message: '-', more: 'x' }), true)
  assert.equal(wantsInput({ message: 'x' }), false)
  assert.throws(() => wantsInput({ message: '-', more: '-' }), { code: 'platform.command.input-twice' })
})

test('More than a command may take is refused while it comes', async () => {
  const megabyte = 'x'.repeat(1024 * 1024)
  await assert.rejects(readInput(pieces(...Array.from({ length: 17 }, () => megabyte))), {
    code: 'platform.command.large-input',
  })
})
