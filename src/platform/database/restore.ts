// Brings a backup back, of either engine into either: everything in it is verified first, the database comes
// back in one transaction, and the files take their place with it or not at all.
import { createWriteStream, existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { pipeline } from 'node:stream/promises'
import { sql, type Kysely } from 'kysely'
import { Refusal } from '../errors/index.ts'
import { damaged, readArchive, type ArchiveReader } from './archive.ts'
import { copied, filesUnder, FORMAT, UNFINISHED, type Copied, type Manifest } from './backup.ts'
import { fill, plainWriting, schemasIn } from './content.ts'
import { flushTree } from './files-on-disk.ts'
import { migrate, migrateInside, type Applied, type Owner } from './migrate.ts'
import type { AnyTables } from './open.ts'

export type RestoreOptions = {
  readonly from: string
  readonly filesDir: string
  readonly owners: readonly Owner[]
  /** Told to put the backup in the place of what is there now. */
  readonly replace?: boolean
}
export type Restored = Copied & { readonly made: string; readonly migrated: readonly Applied[] }

type Target = { readonly db: Kysely<AnyTables> }

/** Restores into an empty installation, or over another one when told to; then applies the migrations that are newer than the backup. */
export async function restore(database: Target, options: RestoreOptions): Promise<Restored> {
  const archive = await readArchive(options.from)
  try {
    const manifest = manifestOf(options.from, archive.manifest)
    await archive.verify(manifest.entries)
    if (options.replace !== true) await refuseOccupied(database, options.filesDir)
    const staged = `${options.filesDir}.restoring`
    const files = await stageFiles(archive, staged)
    let swapped = false
    try {
      await database.db.transaction().execute(async (tx) => {
        await bringBack(tx, archive, manifest, options.owners)
        await swap(staged, options.filesDir)
        swapped = true
      })
    } catch (error) {
      if (swapped) await swapBack(options.filesDir)
      throw error
    } finally {
      await rm(staged, { recursive: true, force: true })
    }
    await rm(`${options.filesDir}.replaced`, { recursive: true, force: true })
    const migrated = await migrate(database, options.owners)
    return { ...copied(manifest.contents, files), made: manifest.made, migrated }
  } finally {
    archive.close()
  }
}

async function bringBack(
  tx: Kysely<AnyTables>,
  archive: ArchiveReader,
  manifest: Manifest,
  owners: readonly Owner[],
): Promise<void> {
  await plainWriting(tx)
  const ours = new Set([
    ...owners.map(({ name }) => name),
    ...manifest.contents.tables.map(({ table }) => table.split('.')[0]!),
  ])
  for (const schema of await schemasIn(tx)) {
    if (ours.has(schema)) await sql`drop schema ${sql.id(schema)} cascade`.execute(tx)
  }
  await migrateInside(tx, owners, manifest.migrations)
  await fill(tx, manifest.contents, (table) => rowsFrom(archive, table))
}

async function* rowsFrom(archive: ArchiveReader, table: string): AsyncGenerator<readonly string[]> {
  const lines = createInterface({ input: await archive.read(`database/${table}.rows`), crlfDelay: Infinity })
  let rows: string[] = []
  let letters = 0
  for await (const line of lines) {
    const row = JSON.parse(line) as string
    rows.push(row)
    letters += row.length
    if (rows.length < 500 && letters < 1_000_000) continue
    yield rows
    rows = []
    letters = 0
  }
  if (rows.length > 0) yield rows
}

function manifestOf(path: string, found: unknown): Manifest {
  const manifest = found as Partial<Manifest> | null
  if (typeof manifest !== 'object' || manifest === null || typeof manifest.format !== 'number') {
    throw damaged(path, 'its manifest is not one of ours')
  }
  if (manifest.format !== FORMAT)
    throw damaged(
      path,
      `it was written in format ${manifest.format}, and this version reads format ${FORMAT}`,
    )
  const lists = [
    manifest.migrations,
    manifest.entries,
    manifest.contents?.tables,
    manifest.contents?.sequences,
  ]
  if (!lists.every(Array.isArray)) throw damaged(path, 'its manifest is not one of ours')
  return manifest as Manifest
}

/** Refuses where there is something that a restore or a move would overwrite. */
export async function refuseOccupied(database: Target, filesDir?: string): Promise<void> {
  const tables = (await schemasIn(database.db)).length
  const files = filesDir === undefined ? 0 : (await filesUnder(filesDir)).length
  if (tables === 0 && files === 0) return
  throw new Refusal(
    'conflict',
    'platform.database.not-empty',
    tables > 0
      ? 'The database to be filled already holds tables. Give an empty one, or say that it is to be replaced.'
      : `There are already files in ${filesDir ?? ''}. Give an empty directory, or say that it is to be replaced.`,
  )
}

async function stageFiles(archive: ArchiveReader, staged: string): Promise<number> {
  await rm(staged, { recursive: true, force: true })
  await mkdir(join(staged, UNFINISHED), { recursive: true, mode: 0o700 })
  const names = archive.names.filter((name) => name.startsWith('files/'))
  for (const name of names) {
    const path = join(staged, name.slice('files/'.length))
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await pipeline(await archive.read(name), createWriteStream(path, { mode: 0o600 }))
  }
  flushTree(staged)
  return names.length
}

// The files change places just before the commit, and back again if it does not come about.
async function swap(staged: string, filesDir: string): Promise<void> {
  await rm(`${filesDir}.replaced`, { recursive: true, force: true })
  if (existsSync(filesDir)) await rename(filesDir, `${filesDir}.replaced`)
  await rename(staged, filesDir)
}

async function swapBack(filesDir: string): Promise<void> {
  await rm(filesDir, { recursive: true, force: true })
  if (existsSync(`${filesDir}.replaced`)) await rename(`${filesDir}.replaced`, filesDir)
}
