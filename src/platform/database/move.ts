// Moving an installation from the embedded engine to a server, and looking whether a database is whole.
import { sql, type Kysely } from 'kysely'
import { Refusal } from '../errors/index.ts'
import { copied, type Copied } from './backup.ts'
import { contentsOf, fill, plainWriting, rowsOf, snapshot, type TableContent } from './content.ts'
import { migrateInside, migrationHashes, pendingMigrations, type Owner } from './migrate.ts'
import { open, type AnyTables, type Engine } from './open.ts'
import { refuseOccupied } from './restore.ts'

type Source = { readonly db: Kysely<AnyTables> }

/** Copies every table into the empty database at the address, proves each by count and checksum, and leaves this one as it is. */
export async function moveTo(database: Source, url: string, owners: readonly Owner[]): Promise<Copied> {
  await refusePending(database, owners)
  const target = await open<AnyTables>({ url, connections: 2 })
  try {
    await refuseOccupied(target)
    return await snapshot(database.db, (from) =>
      target.db.transaction().execute(async (to) => {
        await plainWriting(to)
        await migrateInside(to, owners, migrationHashes(owners))
        const contents = await contentsOf(from)
        await fill(to, contents, (table) => rowsOf(from, table))
        return copied(contents, 0)
      }),
    )
  } finally {
    await target.close()
  }
}

async function refusePending(database: Source, owners: readonly Owner[]): Promise<void> {
  const pending = await pendingMigrations(database, owners)
  if (pending.length === 0) return
  throw new Refusal(
    'conflict',
    'platform.database.pending',
    `${pending.length} migrations have not been applied to this database. Start Connects once, which applies them, then move it.`,
  )
}

export type Checked = {
  readonly engine: Engine
  readonly promise: string
  readonly tables: readonly TableContent[]
  /** What is wrong, each in a sentence; none is good news. */
  readonly findings: readonly string[]
}

type Checkable = Source & { readonly engine: Engine; readonly promise: string }

/** Reads every row of every table, and looks for migrations not applied and for constraints and indexes that are not in force. */
export async function check(database: Checkable, owners: readonly Owner[]): Promise<Checked> {
  const pending = await pendingMigrations(database, owners)
  const findings = pending.map(({ owner, name }) => `The migration ${owner}/${name} has not been applied.`)
  return snapshot(database.db, async (tx) => {
    findings.push(...(await notInForce(tx)))
    const { tables } = await contentsOf(tx)
    return { engine: database.engine, promise: database.promise, tables, findings }
  })
}

async function notInForce(tx: Kysely<AnyTables>): Promise<readonly string[]> {
  const { rows } = await sql<{ finding: string }>`
    select format('The constraint %s on %s has never been checked.', conname, conrelid::regclass) as finding
    from pg_constraint where not convalidated
    union all
    select format('The index %s is not complete.', indexrelid::regclass) from pg_index where not indisvalid
    union all
    select format('The trigger %s on %s is switched off.', tgname, tgrelid::regclass)
    from pg_trigger where not tgisinternal and tgenabled = 'D'
    order by 1`.execute(tx)
  return rows.map(({ finding }) => finding)
}
