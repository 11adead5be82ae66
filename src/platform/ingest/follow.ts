// Follows a file as it grows, across rotations, from where it was left. The next lines are read only when those before
// are kept, so memory is bounded by one batch and nothing is lost when this process is killed.
import { createHash } from 'node:crypto'
import { open, readdir, type FileHandle } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { LineSplitter, MOST_LINE_BYTES, MOST_LINES, WAIT_MS, type Batch, type Line } from './lines.ts'

/** How far a file has been read. A file is known by its number on its disk and its first line, so that one written over, or one that took a deleted one's number, is another. */
export type FilePlace = { readonly identity: string; readonly position: number }

/** Lines of one file, from one place to another: whoever keeps them moves on from `from` to `to` in the same transaction. */
export type FileBatch = Batch & { readonly identity: string; readonly from: number; readonly to: number }

export type Following = {
  readonly path: string
  /** Where it was left; null for one that is read from its beginning. */
  readonly from: FilePlace | null
  /**
   * Keeps a batch. It answers with nothing, or with the place to go on from when somebody else has read on meanwhile.
   * What it throws is given to `failed`, and the same lines are read and offered again.
   */
  readonly take: (batch: FileBatch) => Promise<FilePlace | undefined>
  readonly failed?: (error: unknown) => void
  readonly mostLines?: number
  readonly mostLineBytes?: number
  /** How often it looks for more; a batch is given at latest after this long. */
  readonly everyMilliseconds?: number
  /** How long it waits after a failure; longer each time, up to a minute. */
  readonly afterFailureMilliseconds?: number
}

export type Followed = {
  /** Ends when what was being taken is kept. */
  close(): Promise<void>
}

const CHUNK = 64 * 1024
const FIRST_BYTES = 256
// What a batch may hold in memory; a line that has not ended by then is cut there.
const MOST_BATCH_BYTES = 4 * 1024 * 1024
const MOST_SIBLINGS = 200
const MOST_WAIT_MS = 60_000

/** Begins to follow. A file that is not there yet is waited for. */
export function followFile(following: Following): Followed {
  const stop = new AbortController()
  const done = followOn(following, stop.signal)
  return {
    async close() {
      stop.abort()
      await done
    },
  }
}

async function followOn(following: Following, signal: AbortSignal): Promise<void> {
  const reading = new Reading(following)
  const every = following.everyMilliseconds ?? WAIT_MS
  let wait = following.afterFailureMilliseconds ?? 1000
  try {
    while (!signal.aborted) {
      try {
        const more = await reading.step()
        wait = following.afterFailureMilliseconds ?? 1000
        if (!more) await pause(every, signal)
      } catch (error) {
        following.failed?.(error)
        await reading.again()
        await pause(wait, signal)
        wait = Math.min(wait * 2, MOST_WAIT_MS)
      }
    }
  } finally {
    await reading.close()
  }
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined)
}

class Reading {
  readonly #given: Following
  /** Up to where everything is kept; null until the first file is known. */
  #place: FilePlace | null
  #file: FileHandle | undefined
  /** The file that was read to its end before the next is looked for. */
  #finished: Age | undefined

  constructor(given: Following) {
    this.#given = given
    this.#place = given.from
  }

  /** Takes the next batch; false when there is nothing more to read for now. */
  async step(): Promise<boolean> {
    if (this.#file === undefined && !(await this.#openNext())) return false
    const batch = await this.#nextBatch(false)
    if (batch !== undefined) return this.#take(batch)
    if (!(await this.#isReplaced())) return false
    // Whoever writes may have gone on in the old one until now; and its last line never ends any more.
    const rest = await this.#nextBatch(true)
    if (rest !== undefined) return this.#take(rest)
    await this.#leave()
    return true
  }

  /** Opens anew what is not kept yet. */
  async again(): Promise<void> {
    this.#finished = undefined
    await this.close()
  }

  async close(): Promise<void> {
    await this.#file?.close()
    this.#file = undefined
  }

  async #take(batch: FileBatch): Promise<boolean> {
    const elsewhere = await this.#given.take(batch)
    if (elsewhere === undefined) {
      this.#place = { identity: batch.identity, position: batch.to }
      return true
    }
    this.#place = elsewhere
    await this.again()
    // Not at once: two who disagree about a file would ask each other for ever.
    return false
  }

  async #leave(): Promise<void> {
    this.#finished = this.#file === undefined ? undefined : await ageOf(this.#file)
    await this.close()
  }

  /** Opens the file that was being read, wherever a rotation put it; when that is read to its end or gone, the one that followed it. */
  async #openNext(): Promise<boolean> {
    const { path } = this.#given
    const place = this.#place
    if (place !== null && this.#finished === undefined) {
      const same = await fileOfIdentity(path, place.identity)
      if (same !== undefined) return this.#use(same, place.identity, place.position)
    }
    const file = await openOrNone(this.#finished === undefined ? path : await nextAfter(path, this.#finished))
    if (file === undefined) return false
    const identity = await identityOf(file)
    if (identity !== undefined) return this.#use(file, identity, 0)
    // A file without a whole first line is not known yet.
    await file.close()
    return false
  }

  #use(file: FileHandle, identity: string, position: number): true {
    this.#file = file
    this.#place = { identity, position }
    this.#finished = undefined
    return true
  }

  async #nextBatch(last: boolean): Promise<FileBatch | undefined> {
    const [file, place] = [this.#file, this.#place]
    if (file === undefined || place === null) return undefined
    const most = this.#given.mostLines ?? MOST_LINES
    const splitter = new LineSplitter(this.#given.mostLineBytes ?? MOST_LINE_BYTES)
    const lines: Line[] = []
    let offset = place.position
    const chunk = Buffer.allocUnsafe(CHUNK)
    while (lines.length < most && offset - place.position < MOST_BATCH_BYTES) {
      const { bytesRead } = await file.read(chunk, 0, CHUNK, offset)
      if (bytesRead === 0) break
      offset += bytesRead
      lines.push(...splitter.push(chunk.subarray(0, bytesRead)))
    }
    const endless = offset - place.position >= MOST_BATCH_BYTES
    const unended = lines.length === 0 && (last || endless) ? splitter.end() : undefined
    const taken = unended === undefined ? lines.slice(0, most) : [unended]
    // Cut and written anew while it was read: those are another file's lines. Looked at afterwards, so that none slips by.
    if (taken.length === 0 || (await identityOf(file)) !== place.identity) return undefined
    return {
      identity: place.identity,
      from: place.position,
      to: place.position + taken.reduce((sum, line) => sum + line.bytes, 0),
      lines: taken.map((line) => line.text),
      cut: taken.filter((line) => line.cut).length,
      dropped: 0,
    }
  }

  /** Whether another file stands under the name, or this one was written over. */
  async #isReplaced(): Promise<boolean> {
    const place = this.#place
    if (place === null) return false
    const now = await openOrNone(this.#given.path)
    if (now === undefined) return false
    try {
      const identity = await identityOf(now)
      return identity !== undefined && identity !== place.identity
    } finally {
      await now.close()
    }
  }
}

async function openOrNone(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** By what a file is known; undefined while its first line is not whole. */
async function identityOf(file: FileHandle): Promise<string | undefined> {
  const { dev, ino } = await file.stat({ bigint: true })
  const first = Buffer.alloc(FIRST_BYTES)
  const { bytesRead } = await file.read(first, 0, FIRST_BYTES, 0)
  const end = first.subarray(0, bytesRead).indexOf(10)
  if (end < 0 && bytesRead < FIRST_BYTES) return undefined
  const line = first.subarray(0, end < 0 ? FIRST_BYTES : end)
  const digest = createHash('sha256').update(line).digest('base64url').slice(0, 16)
  return `${dev}-${ino}-${digest}`
}

/** The file with this identity, by its own name or by one that rotation gave it beside it (log.1, log-20261122). */
async function fileOfIdentity(path: string, identity: string): Promise<FileHandle | undefined> {
  for (const name of await siblingsOf(path)) {
    const file = await openOrNone(name)
    if (file === undefined) continue
    if ((await identityOf(file).catch(() => undefined)) === identity) return file
    await file.close()
  }
  return undefined
}

type Age = { readonly ino: bigint; readonly writtenNs: bigint }

const ageOf = async (file: FileHandle): Promise<Age> => {
  const { ino, mtimeNs } = await file.stat({ bigint: true })
  return { ino, writtenNs: mtimeNs }
}

/** The file that was written next after one that was renamed: whoever was stopped over several rotations reads them all. */
async function nextAfter(path: string, finished: Age): Promise<string> {
  const own = await ageIn(path)
  // Copied and cut instead of renamed: what lies beside it is a copy of what was read.
  if (own === undefined || own.ino === finished.ino) return path
  let next = { name: path, ...own }
  for (const name of await siblingsOf(path)) {
    const age = await ageIn(name)
    if (age === undefined || age.ino === finished.ino || age.writtenNs <= finished.writtenNs) continue
    if (age.writtenNs < next.writtenNs) next = { name, ...age }
  }
  return next.name
}

async function ageIn(name: string): Promise<Age | undefined> {
  const file = await openOrNone(name)
  try {
    return file === undefined ? undefined : await ageOf(file)
  } finally {
    await file?.close()
  }
}

const PACKED = /\.(?:gz|xz|bz2|zst|zip)$/

async function siblingsOf(path: string): Promise<string[]> {
  const names = await readdir(dirname(path)).catch(() => [])
  const own = basename(path)
  const beside = names.filter((name) => name.startsWith(own) && name !== own && !PACKED.test(name))
  return [own, ...beside.toSorted()].slice(0, MOST_SIBLINGS).map((name) => join(dirname(path), name))
}
