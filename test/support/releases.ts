// The dumps of releases: what an installation of each released version looked like, kept for ever, so that every
// later version can prove that it upgrades them.
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { backup, type Copied, type Database } from '#platform/database/index.ts'

const RELEASES = fileURLToPath(new URL('../data/releases/', import.meta.url))

export type Release = { readonly version: string; readonly backup: string }

/** Every release kept, oldest first. */
export function releases(): readonly Release[] {
  if (!existsSync(RELEASES)) return []
  const byVersion = new Intl.Collator('en', { numeric: true })
  const versions = readdirSync(RELEASES).sort(byVersion.compare)
  return versions
    .map((version) => ({ version, backup: `${RELEASES}${version}/backup.zip` }))
    .filter((release) => existsSync(release.backup))
}

/** Keeps an installation as the dump of a release; run once, when the version is released. */
export async function keepRelease(
  database: Database,
  release: { version: string; filesDir: string; now: Temporal.Instant },
): Promise<Copied> {
  const directory = `${RELEASES}${release.version}`
  mkdirSync(directory, { recursive: true })
  return backup(database, { to: `${directory}/backup.zip`, filesDir: release.filesDir, now: release.now })
}
