// The address of the next page is made once for every list, so every list must take it under the same name.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { modules } from '#app/modules.ts'

test('every list goes on from "after", the name in the link to its next page', () => {
  const queries = modules.flatMap((one) => one.queries ?? [])
  const others = queries.filter((query) => Object.hasOwn(query.parameters, 'cursor')).map(({ name }) => name)
  assert.deepEqual(others, [])
  assert.ok(queries.filter((query) => Object.hasOwn(query.parameters, 'after')).length >= 10)
})
