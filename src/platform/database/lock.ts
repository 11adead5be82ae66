// One process owns an embedded data directory: two would overwrite each other's pages and lose both their data.
// The lock is SQLite's on a file beside it, because the operating system releases it when the owner dies.
import { DatabaseSync } from 'node:sqlite'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Refusal } from '../errors/index.ts'

export type DirectoryLock = { readonly release: () => void }

/** Takes the data directory for this process, or refuses in words when another has it. */
export function lockDirectory(dataDir: string): DirectoryLock {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const file = new DatabaseSync(join(dataDir, 'database.lock'), { timeout: 0 })
  try {
    file.exec('begin exclusive')
  } catch (error) {
    file.close()
    if (!isBusy(error)) throw error
    throw new Refusal(
      'conflict',
      'platform.database.in-use',
      `The data in ${dataDir} is in use by another Connects process, and an embedded database has one owner at a time. Stop that process, or give this one another directory in CONNECTS_DATA.`,
    )
  }
  return { release: () => file.close() }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && (error.errcode === 5 || error.errcode === 6)
}
