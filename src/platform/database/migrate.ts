// Brings a database to the shape this version needs: plain SQL files, each owner's in the order of their names,
// each in its own transaction, under a lock so that two starting processes do not both do it.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql, type Kysely } from 'kysely'
import { Defect, Refusal } from '../errors/index.ts'
import type { AnyTables } from './open.ts'

/** A part of the platform or a module, and where its migrations lie. */
export type Owner = { readonly name: string; readonly directory: string | URL }
export type Applied = { readonly owner: string; readonly name: string }

type Migration = Applied & { readonly text: string; readonly sha256: string }
type Recorded = Applied & { readonly sha256: string }

// Any number, as long as it is ours: "connects" in ASCII, cut to eight bytes.
const LOCK = 0x636f6e6e65637473n
const FILE = /^\d{4}-\d{2}-\d{2}-[a-z0-9-]+\.sql$/

/** Applies what is missing, in the order of the owners given, and says what it applied. */
export async function migrate(
  database: { readonly db: Kysely<AnyTables> },
  owners: readonly Owner[],
): Promise<readonly Applied[]> {
  const wanted = owners.flatMap(migrationsOf)
  return database.db.connection().execute(async (connection) => {
    await sql`select set_config('statement_timeout', '0', false)`.execute(connection)
    await sql`select pg_advisory_lock(${LOCK})`.execute(connection)
    try {
      await createRecord(connection)
      const missing = missingOf(wanted, await recordOf(connection))
      for (const migration of missing) await apply(connection, migration)
      return missing.map(({ owner, name }) => ({ owner, name }))
    } finally {
      await sql`select pg_advisory_unlock(${LOCK})`.execute(connection)
      await sql`reset statement_timeout`.execute(connection)
    }
  })
}

/** Applies exactly the migrations named, inside a transaction that is not ours: a restore is all or nothing. */
export async function migrateInside(
  tx: Kysely<AnyTables>,
  owners: readonly Owner[],
  named: readonly Recorded[],
): Promise<void> {
  await sql`select pg_advisory_xact_lock(${LOCK})`.execute(tx)
  await createRecord(tx)
  const wanted = owners.flatMap(migrationsOf)
  missingOf(wanted, named)
  const names = new Set(named.map(keyOf))
  for (const migration of wanted) if (names.has(keyOf(migration))) await applyInside(tx, migration)
}

/** What `migrate` would apply, without applying it; refuses for the same reasons. */
export async function pendingMigrations(
  database: { readonly db: Kysely<AnyTables> },
  owners: readonly Owner[],
): Promise<readonly Applied[]> {
  const missing = missingOf(owners.flatMap(migrationsOf), await recordOf(database.db))
  return missing.map(({ owner, name }) => ({ owner, name }))
}

/** The owners under a `src` directory: the platform's parts in their order, then the modules as named. Those without migrations are left out. */
export function ownersUnder(source: string | URL, modules: readonly string[]): readonly Owner[] {
  const root = typeof source === 'string' ? source : fileURLToPath(source)
  const platform = PLATFORM_ORDER.map((name) => ({
    name,
    directory: join(root, 'platform', name, 'migrations'),
  }))
  const others = modules.map((name) => ({ name, directory: join(root, 'modules', name, 'migrations') }))
  return [...platform, ...others].filter((owner) => existsSync(owner.directory))
}

const PLATFORM_ORDER: readonly string[] = [
  'database',
  'calendar',
  'secrets',
  'files',
  'audit',
  'jobs',
  'actions',
  'auth',
  'http',
  'live',
  'ingest',
  'search',
  'feeds',
  'figures',
  'documents',
  'notifications',
  'personal',
]

/** Everything an owner's migrations say, for the key of a template or a release's record. */
export function migrationHashes(owners: readonly Owner[]): readonly Recorded[] {
  return owners.flatMap(migrationsOf).map(({ owner, name, sha256 }) => ({ owner, name, sha256 }))
}

function migrationsOf(owner: Owner): Migration[] {
  const directory = typeof owner.directory === 'string' ? owner.directory : fileURLToPath(owner.directory)
  const names = readdirSync(directory)
    .filter((name) => name.endsWith('.sql'))
    .sort()
  return names.map((name) => {
    if (!FILE.test(name))
      throw new Defect(`${owner.name}/migrations/${name} is not named YYYY-MM-DD-what.sql.`)
    // A checkout on another system may change line ends, which is no change of the migration.
    const text = readFileSync(join(directory, name), 'utf8').replaceAll('\r\n', '\n')
    if (!text.startsWith('-- '))
      throw new Defect(`${owner.name}/migrations/${name} does not open with a sentence for why.`)
    return { owner: owner.name, name, text, sha256: createHash('sha256').update(text).digest('hex') }
  })
}

// The record of migrations is the one thing that must be there before the first of them.
async function createRecord(connection: Kysely<AnyTables>): Promise<void> {
  await sql`create schema if not exists platform`.execute(connection)
  await sql`
    create table if not exists platform.migration (
      owner text not null,
      name text not null,
      sha256 text not null,
      applied_at timestamptz not null default now(),
      constraint platform_migration_key primary key (owner, name)
    )`.execute(connection)
}

async function recordOf(connection: Kysely<AnyTables>): Promise<readonly Recorded[]> {
  const found = await sql<{
    there: boolean
  }>`select to_regclass('platform.migration') is not null as there`.execute(connection)
  if (found.rows[0]?.there !== true) return []
  return (await sql<Recorded>`select owner, name, sha256 from platform.migration`.execute(connection)).rows
}

function keyOf(migration: Applied): string {
  return `${migration.owner}/${migration.name}`
}

function missingOf(wanted: readonly Migration[], record: readonly Recorded[]): Migration[] {
  const known = new Map(wanted.map((migration) => [keyOf(migration), migration]))
  for (const applied of record) {
    const file = known.get(keyOf(applied))
    if (file === undefined) {
      throw new Refusal(
        'conflict',
        'platform.database.newer',
        `The database has already been through the migration ${keyOf(applied)}, which this version of Connects does not bring. Run the version that wrote the database, or a newer one.`,
      )
    }
    if (file.sha256 !== applied.sha256) {
      throw new Refusal(
        'conflict',
        'platform.database.migration-changed',
        `The migration ${keyOf(applied)} was changed after it was applied. Put the file back as it was, and make the change in a new migration.`,
      )
    }
  }
  const applied = new Set(record.map(keyOf))
  return wanted.filter((migration) => !applied.has(keyOf(migration)))
}

async function apply(connection: Kysely<AnyTables>, migration: Migration): Promise<void> {
  await connection.transaction().execute((tx) => applyInside(tx, migration))
}

async function applyInside(tx: Kysely<AnyTables>, migration: Migration): Promise<void> {
  const { owner, name, sha256, text } = migration
  try {
    await sql.raw(text).execute(tx)
    await sql`insert into platform.migration (owner, name, sha256) values (${owner}, ${name}, ${sha256})`.execute(
      tx,
    )
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Defect(`The migration ${owner}/${name} failed: ${why}`, { cause: error })
  }
}
