// Writes into the README of delivery what the report of 2019 stated beside what its records give: npm run
// figures:delivery. A test compares.
import { readFileSync, writeFileSync } from 'node:fs'
import { withDeliveryTables } from './delivery-tables.ts'

const PATH = 'src/modules/delivery/README.md'
const before = readFileSync(PATH, 'utf8')
const after = withDeliveryTables(before)
if (after !== before) writeFileSync(PATH, after)
process.stdout.write(`${PATH}: ${after === before ? 'as it was' : 'written'}\n`)
