// Which files a generation may bring: names that mean one file below one directory on every system, and not too many.

const MOST_FILES = 2_000
const MOST_BYTES_OF_ONE = 16 * 1024 * 1024
const MOST_BYTES = 48 * 1024 * 1024
const MOST_DEPTH = 6
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/

/** What the agent itself keeps in a generation's directory: no file of the bundle may take its place. */
export const OWN_NAMES: readonly string[] = ['local', 'agent.json']

/** Why the files of a bundle are not written; none when they may be. */
export function faultsOfFiles(files: unknown): readonly string[] {
  if (files === null || typeof files !== 'object' || Array.isArray(files))
    return ['The files are not a table of paths.']
  const entries = Object.entries(files)
  if (entries.length === 0) return ['There is no file in it.']
  if (entries.length > MOST_FILES)
    return [`There are ${entries.length} files in it; more than ${MOST_FILES} are not taken.`]
  const faults: string[] = []
  let total = 0
  const seen = new Set<string>()
  for (const [path, text] of entries) {
    const why = faultOfPath(path)
    if (why !== undefined) faults.push(`${JSON.stringify(path.slice(0, 120))} ${why}`)
    if (typeof text !== 'string') {
      faults.push(`${JSON.stringify(path.slice(0, 120))} is not text`)
      continue
    }
    const bytes = Buffer.byteLength(text)
    total += bytes
    if (bytes > MOST_BYTES_OF_ONE) faults.push(`${path} is larger than a file of a RADIUS server ever is`)
    const lower = path.toLowerCase()
    if (seen.has(lower)) faults.push(`${path} is there twice, apart from its capitals`)
    seen.add(lower)
  }
  if (total > MOST_BYTES) faults.push('Together the files are larger than a configuration ever is')
  for (const path of Object.keys(files)) {
    const parents = path.split('/').slice(0, -1)
    for (let depth = 1; depth <= Math.min(parents.length, MOST_DEPTH); depth += 1)
      if (Object.hasOwn(files, parents.slice(0, depth).join('/')))
        faults.push(`${path.slice(0, 120)} would lie below a file`)
  }
  return faults.slice(0, 20)
}

/** Why a path is none of ours. */
export function faultOfPath(path: string): string | undefined {
  const parts = path.split('/')
  if (parts.length > MOST_DEPTH) return 'is too deep'
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return 'is not below the directory'
  if (parts.includes('..') || parts.includes('.')) return 'leads out of the directory'
  if (!parts.every((part) => NAME.test(part))) return 'has a name that no generated file has'
  if (OWN_NAMES.includes((parts[0] ?? '').toLowerCase())) return 'is the agent’s own place'
  return undefined
}
