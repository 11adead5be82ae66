import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { hasDeliveryTables, withDeliveryTables } from '../../../scripts/delivery-tables.ts'

test('the README shows the figures of 2019 as the two files give them; npm run figures:delivery writes them', () => {
  const readme = readFileSync(new URL('./README.md', import.meta.url), 'utf8')
  assert.ok(hasDeliveryTables(readme))
  assert.equal(readme, withDeliveryTables(readme))
})
