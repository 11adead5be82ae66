// The key file: one master key a line, the last the one in force, older ones kept until everything they
// wrapped was wrapped anew. It lies outside the data directory and only its owner may read it.
import { createHmac, createSecretKey, randomBytes, randomUUID, type KeyObject } from 'node:crypto'
import { link, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Failure, refuse } from '#platform/errors/index.ts'

export type KeyRing = {
  readonly file: string
  /** The id of the key new secrets are wrapped with. */
  readonly current: string
  readonly keys: ReadonlyMap<string, KeyObject>
  /** True when this start made the file: say so, and where it lies. */
  readonly made: boolean
}

const HEADING = [
  '# The keys that open the secrets kept by Connects: one a line, the last in force.',
  '# Keep a copy where the backups are not. Without it the secrets are lost for good.',
  '',
].join('\n')

/** Reads the key file, and makes it with one new key where there is none and `make` allows it. */
export async function openKeyRing(file: string, options: { readonly make: boolean }): Promise<KeyRing> {
  const before = await textOf(file)
  if (before !== undefined) return ringOf(file, before, false)
  if (!options.make)
    refuse(
      'invalid',
      'platform.secrets.no-key-file',
      `There is no key file ${file}. Put it back, or name another with CONNECTS_KEY_FILE.`,
    )
  const made = await makeFile(file)
  const text = await textOf(file)
  if (text === undefined)
    throw new Failure(
      'platform.secrets.key-file',
      `The key file ${file} could not be read after it was made.`,
    )
  return ringOf(file, text, made)
}

/** Adds a new key, which is in force from now on. Re-wrap with `rotate` next. */
export async function addKey(file: string): Promise<KeyRing> {
  const text = await textOf(file)
  if (text === undefined) return openKeyRing(file, { make: true })
  ringOf(file, text, false)
  const temporary = `${file}.${randomUUID()}`
  try {
    await write(temporary, `${text.trimEnd()}\n${newLine()}`)
    await rename(temporary, file)
    await syncDirectory(dirname(file))
  } catch (error) {
    await rm(temporary, { force: true })
    throw unwritable(file, error)
  }
  return openKeyRing(file, { make: false })
}

// Two processes that start together must end up with the same key: the file is linked into place whole,
// and whoever comes second reads what the first has made.
async function makeFile(file: string): Promise<boolean> {
  const temporary = `${file}.${randomUUID()}`
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    await write(temporary, HEADING + newLine())
    await link(temporary, file)
    await syncDirectory(dirname(file))
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw unwritable(file, error)
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined)
  }
}

function unwritable(file: string, cause: unknown): Failure {
  const { code = 'unknown error' } = cause as NodeJS.ErrnoException
  const message = `The key file ${file} could not be written (${code}). Make its directory writable for this user, or name another file with CONNECTS_KEY_FILE.`
  return new Failure('platform.secrets.key-file', message, { cause })
}

function newLine(): string {
  return `${randomBytes(32).toString('base64')}\n`
}

async function write(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600)
  try {
    await handle.writeFile(text, 'utf8')
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(directory, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    const { mode } = await stat(file)
    // A service manager may show its credentials with a group that may read; nobody else ever may.
    if (process.platform !== 'win32' && (mode & 0o027) !== 0)
      refuse(
        'invalid',
        'platform.secrets.key-file-open',
        `The key file ${file} can be read or changed by other users. Close it: chmod 600 ${file}`,
      )
    return await readFile(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    if (code === 'EACCES' || code === 'EISDIR' || code === 'ENOTDIR')
      refuse(
        'invalid',
        'platform.secrets.key-file-unreadable',
        `The key file ${file} cannot be read by this user (${code}). Check its owner, or name another with CONNECTS_KEY_FILE.`,
      )
    throw error
  }
}

function ringOf(file: string, text: string, made: boolean): KeyRing {
  const lines = text.split(/\r?\n/).map((line) => line.trim())
  const keys = new Map<string, KeyObject>()
  lines.forEach((line, index) => {
    if (line === '' || line.startsWith('#')) return
    const bytes = /^[A-Za-z0-9+/]{43}=$/.test(line) ? Buffer.from(line, 'base64') : undefined
    if (bytes?.length !== 32)
      return refuse(
        'invalid',
        'platform.secrets.key-file-wrong',
        `Line ${index + 1} of the key file ${file} is not a key: it should be 32 bytes in base64, as \`openssl rand -base64 32\` prints them.`,
      )
    keys.set(keyIdOf(bytes), createSecretKey(bytes))
  })
  const current = [...keys.keys()].at(-1)
  if (current === undefined)
    refuse(
      'invalid',
      'platform.secrets.key-file-wrong',
      `The key file ${file} holds no key. Put the copy back.`,
    )
  return { file, current, keys, made }
}

// The id is derived from the key, so that the file needs no second column that could be wrong.
function keyIdOf(bytes: Uint8Array): string {
  return createHmac('sha256', bytes).update('connects key id').digest('hex').slice(0, 12)
}
