import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import { allOwners, testDatabase } from '#test/support/database.ts'
import { compareSchema, directionFaults, namingFaults, sql } from './index.ts'

const database = testDatabase()
const source = fileURLToPath(new URL('../../', import.meta.url))

database.test('Every schema.ts says what the migrated database holds', async ({ db }) => {
  assert.deepEqual(await compareSchema(db, source), [])
})

database.test('Constraints are named after their module, noun and what they keep', async ({ db }) => {
  assert.deepEqual(await namingFaults(db), [])
})

database.test('Foreign keys point up the list', async ({ db }) => {
  assert.deepEqual(
    await directionFaults(
      db,
      allOwners().map((owner) => owner.name),
    ),
    [],
  )
})

database.test('A column, a nullability and a name that differ are findings', async ({ db }) => {
  await sql`alter table platform.subject add column weight int not null default 0`.execute(db)
  await sql`alter table platform.subject alter column title drop not null`.execute(db)
  await sql`alter table platform.installation alter column id type text`.execute(db)
  await sql`alter table platform.installation alter column demonstration type int using 0`.execute(db)
  await sql`alter table platform.subject add constraint wrong check (weight >= 0)`.execute(db)
  const findings = (await compareSchema(db, source)).filter((finding) =>
    /platform\.(subject|installation)/.test(finding),
  )
  assert.deepEqual(
    findings.map((finding) => finding.replace(/^\S+ /, '')),
    [
      'platform.installation.demonstration is int4 in the database and declared as boolean',
      'platform.subject.title may be null in the database and is declared as never null',
      'platform.subject.weight is in the database and not declared',
    ],
  )
  assert.ok((await namingFaults(db)).some((fault) => fault.includes('wrong')))
})
