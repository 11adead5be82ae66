// Cursors of long lists: what is given out is taken back, and nothing else is.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Refusal } from '../errors/index.ts'
import { afterCursor, pageOf } from './paging.ts'

const ID = '019a0000-0000-7000-8000-000000000001'
const rows = [
  { name: 'Ashford', id: ID },
  { name: 'Dover “quoted”', id: ID },
  { name: 'Thanet', id: ID },
]

test('a page names the place of its last row and the next page begins after it', () => {
  const page = pageOf(rows, 2, (row) => [row.name, row.id])
  assert.equal(page.rows.length, 2)
  assert.deepEqual(afterCursor(page.next, 2), ['Dover “quoted”', ID])
})

test('the last page has no next', () => {
  assert.equal(pageOf(rows, 3, (row) => [row.name, row.id]).next, undefined)
})

test('a cursor that was not given out is refused in words', () => {
  for (const text of [
    'x',
    'W10',
    Buffer.from('["a","b"]').toString('base64url'),
    Buffer.from('{"a":1}').toString('base64url'),
  ]) {
    assert.throws(
      () => afterCursor(text, 2),
      (error) => error instanceof Refusal && error.kind === 'invalid',
    )
  }
})
