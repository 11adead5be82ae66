// The store of bytes: each content once, under its SHA-256, in the data directory. What is written is whole
// and on the disk before anybody is told so; nothing in it is ever changed.
import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, type ReadStream } from 'node:fs'
import { chmod, mkdir, open, readdir, rename, rm, stat, utimes, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure, refuse } from '#platform/errors/index.ts'
import { isWordByte, startOf, type FileType } from './kinds.ts'
import { officeTypeOf } from './office.ts'

/** Bytes that were received: whole on the disk, of a type the platform knows, not yet belonging to a record. */
export type Received = { readonly sha256: string; readonly type: FileType; readonly bytes: number }

export type FileStore = {
  readonly directory: string
  /** Takes bytes in while hashing, measuring and looking at them. Refuses what is too large or of no known type. */
  receive(
    source: Uint8Array | AsyncIterable<Uint8Array>,
    limits: { mostBytes: number; now: Temporal.Instant },
  ): Promise<Received>
  has(sha256: string): Promise<boolean>
  /** A stream of the bytes; a Failure when they are gone from the disk. */
  read(sha256: string): Promise<ReadStream>
  /** The SHA-256 of what lies there now, to compare with its name. */
  recount(sha256: string): Promise<string>
  /** Contents last received before then. */
  listed(before: Temporal.Instant): AsyncGenerator<string>
  remove(sha256: string): Promise<void>
  /** Removes what was left half received by a process that was killed. */
  removeUnfinished(before: Temporal.Instant): Promise<number>
}

/** Opens the store in a directory, which it makes for its owner only. */
export async function openFileStore(directory: string): Promise<FileStore> {
  const incoming = join(directory, 'incoming')
  await mkdir(incoming, { recursive: true, mode: 0o700 }).catch(diskFailed)
  const placeOf = (sha256: string): string => join(directory, sha256.slice(0, 2), sha256.slice(2, 4), sha256)

  return {
    directory,
    receive: (source, limits) => receive(source, limits, incoming, placeOf),
    has: (sha256) => stat(placeOf(sha256)).then(() => true, absent),
    async read(sha256) {
      const stream = createReadStream(placeOf(sha256))
      await new Promise((resolve, reject) => stream.once('open', resolve).once('error', reject)).catch(gone)
      return stream
    },
    async recount(sha256) {
      const hash = createHash('sha256')
      for await (const piece of createReadStream(placeOf(sha256))) hash.update(piece as Buffer)
      return hash.digest('hex')
    },
    listed: (before) => listed(directory, before),
    remove: (sha256) => rm(placeOf(sha256), { force: true }),
    async removeUnfinished(before) {
      let removed = 0
      for (const name of await readdir(incoming)) {
        if (!(await isOlder(join(incoming, name), before))) continue
        await rm(join(incoming, name), { force: true })
        removed += 1
      }
      return removed
    },
  }
}

async function receive(
  source: Uint8Array | AsyncIterable<Uint8Array>,
  { mostBytes, now }: { mostBytes: number; now: Temporal.Instant },
  incoming: string,
  placeOf: (sha256: string) => string,
): Promise<Received> {
  const temporary = join(incoming, randomUUID())
  const handle = await open(temporary, 'wx', 0o600).catch(diskFailed)
  try {
    const written = await write(handle, source, mostBytes).finally(() => handle.close())
    const type = await typeOf(temporary, written)
    const place = placeOf(written.sha256)
    await putInPlace(temporary, place, now).catch(diskFailed)
    return { sha256: written.sha256, type, bytes: written.bytes }
  } finally {
    await rm(temporary, { force: true })
  }
}

type Written = { sha256: string; bytes: number; head: Uint8Array; words: boolean }

async function write(
  handle: FileHandle,
  source: Uint8Array | AsyncIterable<Uint8Array>,
  mostBytes: number,
): Promise<Written> {
  const hash = createHash('sha256')
  const text = new TextDecoder('utf-8', { fatal: true })
  let bytes = 0
  let head = new Uint8Array()
  let words = true
  for await (const piece of source instanceof Uint8Array ? [source] : source) {
    bytes += piece.length
    if (bytes > mostBytes) tooLarge(mostBytes)
    hash.update(piece)
    if (head.length < 4096)
      head = new Uint8Array(Buffer.concat([head, piece.subarray(0, 4096 - head.length)]))
    words = words && isWords(text, piece)
    await handle.writeFile(piece).catch(diskFailed)
  }
  if (bytes === 0) refuse('invalid', 'platform.file.empty', 'The file is empty. Choose the file again.')
  await handle.sync().catch(diskFailed)
  return { sha256: hash.digest('hex'), bytes, head, words: words && endsWell(text) }
}

function isWords(text: InstanceType<typeof TextDecoder>, piece: Uint8Array): boolean {
  try {
    text.decode(piece, { stream: true })
    return piece.every(isWordByte)
  } catch {
    return false
  }
}

function endsWell(text: InstanceType<typeof TextDecoder>): boolean {
  try {
    text.decode()
    return true
  } catch {
    return false
  }
}

async function typeOf(path: string, { head, bytes, words }: Written): Promise<FileType> {
  const start = startOf(head)
  if (start === 'pdf' || start === 'png' || start === 'jpeg') return start
  if (start === 'zip') return (await officeTypeOf(path, bytes)) ?? unknownType()
  if (start === 'old-office')
    refuse(
      'invalid',
      'platform.file.old-office',
      'The file is in an office format from before 2007, or is protected by a password. Save it as .docx, .xlsx or PDF without a password and put that up.',
    )
  if (words) return 'txt'
  if (start === 'words')
    refuse(
      'invalid',
      'platform.file.not-utf-8',
      'The text in the file is not in UTF-8. In Excel choose “CSV UTF-8” when saving; in other programs choose UTF-8 as the encoding.',
    )
  return unknownType()
}

function unknownType(): never {
  return refuse(
    'invalid',
    'platform.file.unknown-type',
    'The file is of a type that is not taken here, whatever its name says. Save it as PDF and put that up.',
  )
}

function tooLarge(mostBytes: number): never {
  const most =
    mostBytes >= 1024 * 1024
      ? `${Math.floor(mostBytes / 1024 / 1024)} MB`
      : `${Math.floor(mostBytes / 1024)} kB`
  return refuse(
    'invalid',
    'platform.file.too-large',
    `The file is larger than ${most}. Make it smaller, for example by reducing its pictures, and put it up again.`,
  )
}

// Written, synced, then renamed, then the directory synced: after a power cut there is the whole file or none.
async function putInPlace(temporary: string, place: string, now: Temporal.Instant): Promise<void> {
  const directory = join(place, '..')
  await mkdir(directory, { recursive: true, mode: 0o700 })
  await chmod(temporary, 0o400)
  // The time of receipt keeps the clean-up from taking a content that is being received a second time.
  await utimes(temporary, now.epochMilliseconds / 1000, now.epochMilliseconds / 1000)
  await rename(temporary, place)
  for (const each of [directory, join(directory, '..'), join(directory, '..', '..')])
    await syncDirectory(each)
}

async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(directory, 'r')
  await handle.sync().finally(() => handle.close())
}

async function* listed(directory: string, before: Temporal.Instant): AsyncGenerator<string> {
  const names = await readdir(directory, { recursive: true, withFileTypes: true })
  for (const entry of names)
    if (
      entry.isFile() &&
      /^[0-9a-f]{64}$/.test(entry.name) &&
      (await isOlder(join(entry.parentPath, entry.name), before))
    )
      yield entry.name
}

async function isOlder(path: string, before: Temporal.Instant): Promise<boolean> {
  return stat(path).then(({ mtimeMs }) => mtimeMs < before.epochMilliseconds, absent)
}

function absent(error: NodeJS.ErrnoException): false {
  if (error.code === 'ENOENT') return false
  return diskFailed(error)
}

function gone(error: NodeJS.ErrnoException): never {
  if (error.code !== 'ENOENT') diskFailed(error)
  throw new Failure(
    'platform.file.gone',
    'The bytes of a file are missing from the data directory. Restore it from the backup.',
    { cause: error },
  )
}

function diskFailed(cause: NodeJS.ErrnoException): never {
  const because =
    cause.code === 'ENOSPC'
      ? 'The disk is full.'
      : `The disk did not take or give it (${cause.code ?? cause.message}).`
  throw new Failure('platform.file.disk', `A file could not be stored or read. ${because}`, { cause })
}
