import { test } from 'node:test'
import assert from 'node:assert/strict'
import { orderedIds } from './ordered-id.ts'

test('Ids rise strictly, more than four thousand in a millisecond and when the clock is set back', () => {
  const first = '01a1f8ba-f65b-7000-8000-000000000000'
  let sources = Array.from({ length: 5000 }, () => first).concat('01a1f8ba-0000-7000-8000-000000000000')
  const next = orderedIds(() => sources.shift() ?? first)
  const ids = Array.from({ length: 5001 }, () => next())
  ids.forEach((id, index) => {
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-8000-000000000000$/)
    if (index > 0) assert.ok(id > (ids[index - 1] ?? ''))
  })
})
