// One file that holds the database and the files together, written while the installation runs. The key to the
// secrets is never in it: whoever has only the backup cannot read them.
import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { sql, type Kysely } from 'kysely'
import { writeArchive, type Sealed } from './archive.ts'
import { contentsOf, rowsOf, snapshot, type Contents } from './content.ts'
import { engineVersion } from './embedded.ts'
import type { AnyTables, Engine } from './open.ts'

export const FORMAT = 1

export type Manifest = {
  readonly format: typeof FORMAT
  readonly made: string
  readonly engine: Engine
  readonly engineVersion: string
  readonly postgres: string
  readonly migrations: readonly { readonly owner: string; readonly name: string; readonly sha256: string }[]
  readonly contents: Contents
  readonly entries: readonly Sealed[]
}

export type Copied = { readonly tables: number; readonly rows: number; readonly files: number }

export type BackupOptions = {
  readonly to: string
  /** The store of files, copied whole. */
  readonly filesDir: string
  readonly now: Temporal.Instant
}

/** Writes the backup. The embedded engine answers nobody else until its tables are written; a server goes on. */
export async function backup(
  database: { readonly db: Kysely<AnyTables>; readonly engine: Engine },
  options: BackupOptions,
): Promise<Copied> {
  const archive = writeArchive(options.to, options.now)
  try {
    const entries: Sealed[] = []
    const described = await snapshot(database.db, async (tx) => {
      const contents = await contentsOf(tx)
      for (const { table } of contents.tables) {
        entries.push(await archive.add(`database/${table}.rows`, linesOf(tx, table)))
      }
      return { contents, ...(await describe(tx)) }
    })
    const files = await filesUnder(options.filesDir)
    for (const path of files) {
      const name = relative(options.filesDir, path).split(sep).join('/')
      entries.push(await archive.add(`files/${name}`, createReadStream(path)))
    }
    const manifest: Manifest = {
      format: FORMAT,
      made: options.now.toString(),
      engine: database.engine,
      engineVersion: database.engine === 'pglite' ? engineVersion() : described.postgres,
      ...described,
      entries,
    }
    await archive.finish(manifest)
    return copied(described.contents, files.length)
  } catch (error) {
    await archive.abandon()
    throw error
  }
}

/** How much there is, for the sentence a command ends with. */
export function copied(contents: Contents, files: number): Copied {
  return {
    tables: contents.tables.length,
    rows: contents.tables.reduce((sum, table) => sum + table.rows, 0),
    files,
  }
}

async function describe(tx: Kysely<AnyTables>): Promise<Pick<Manifest, 'postgres' | 'migrations'>> {
  const version = await sql<{
    postgres: string
  }>`select current_setting('server_version') as postgres`.execute(tx)
  const migrations = await sql<Manifest['migrations'][number]>`
    select owner, name, sha256 from platform.migration order by applied_at, owner, name`.execute(tx)
  return { postgres: version.rows[0]!.postgres, migrations: migrations.rows }
}

// A row's text may hold line ends, so each stands as a JSON string.
async function* linesOf(tx: Kysely<AnyTables>, table: string): AsyncGenerator<string> {
  for await (const rows of rowsOf(tx, table)) yield rows.map((row) => `${JSON.stringify(row)}\n`).join('')
}

/** Where the store of files keeps what is half received: no part of a backup. */
export const UNFINISHED = 'incoming'

/** Every finished file of the store. */
export async function filesUnder(directory: string): Promise<readonly string[]> {
  const found = await readdir(directory, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return []
      throw error
    },
  )
  const files = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return files.filter((path) => !relative(directory, path).startsWith(`${UNFINISHED}${sep}`)).sort()
}
