// G4 over every column of the database: what is generated, published, fetched and brought back leaves no secret anywhere.
import assert from 'node:assert/strict'
import { createPrivateKey } from 'node:crypto'
import { sql, type Database } from '#platform/database/index.ts'
import { countyDatabase } from '#test/support/county.ts'
import {
  addRealm,
  agentOf,
  published,
  saying,
  smallFederation,
  type SmallFederation,
} from '#test/support/generations.ts'
import { agentCollect } from './actions/bundles.ts'
import { rollbackFederation } from './actions/publishing.ts'

const database = countyDatabase()

database.test('G4: no row, answer or entry holds a secret; only what an agent collects does', async (db) => {
  const at = await smallFederation(db)
  const made = await published(at)
  const agent = await agentOf(at, 'medway-1')
  const { wanted } = await agent.acts.perform(agentCollect, saying(at), {
    idempotency: { key: 'api:once' },
  })
  await addRealm(db, at.member.medway, 'staff.medway.gov.uk')
  await published(at)
  await at.house.as(at.person.priya).perform(rollbackFederation, { number: 1, because: 'x' })
  const secrets = await everySecret(at, db)
  assert.ok(secrets.length >= 8, `${secrets.length} secrets`)
  assert.ok(
    secrets.some((one) => JSON.stringify(wanted).includes(one)),
    'the files are filled in',
  )
  assert.ok(secrets.every((one) => !JSON.stringify(made).includes(one)))
  const words = [...secrets, agent.token]
  assert.deepEqual(await placesOf(db, words), [])
  // The search itself finds what is there.
  await sql`update roaming.generation set because = ${words[0] ?? ''} where number = 1`.execute(db.db)
  assert.deepEqual(await placesOf(db, words), ['roaming.generation.because'])
})

/** The words of every kept secret; of the signing key the line that only it has. */
async function everySecret(at: SmallFederation, { db }: Pick<Database, 'db'>): Promise<string[]> {
  const { rows } = await sql<{
    owner: string
  }>`select owner from platform.secret where owner like 'roaming.%'`.execute(db)
  const kept = await at.house.errand.secretsOf(
    rows.map((row) => row.owner),
    'value',
  )
  return [...kept.values()].map((one) => {
    const words = one.reveal()
    if (!words.includes('PRIVATE KEY')) return words
    createPrivateKey(words)
    return words.split('\n')[1] ?? ''
  })
}

/** The columns of the whole database in which one of these words stands. */
async function placesOf({ db }: Pick<Database, 'db'>, words: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ table_schema: string; table_name: string; column_name: string }>`
    select table_schema, table_name, column_name from information_schema.columns join information_schema.tables using (table_schema, table_name)
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')
      and data_type in ('text', 'jsonb', 'json', 'bytea', 'ARRAY', 'character varying') order by 1, 2, 3`.execute(
    db,
  )
  const found: string[] = []
  for (const { table_schema, table_name, column_name } of rows) {
    const text = sql`${sql.ref(column_name)}::text`
    const { rows: hits } = await sql<{
      hit: boolean
    }>`select exists (select 1 from ${sql.table(`${table_schema}.${table_name}`)}
      where ${text} like any(${words.map((one) => `%${one}%`)}::text[])) as hit`.execute(db)
    if (hits[0]?.hit === true) found.push(`${table_schema}.${table_name}.${column_name}`)
  }
  return found
}
