// The file a backup is: a zip whose manifest names every entry with its length and SHA-256, so that a damaged or
// tampered backup is noticed before anything is restored from it.
import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { openPromise, type Entry, type ZipFile } from 'yauzl'
import { ZipFile as ZipWriter } from 'yazl'
import { Refusal } from '../errors/index.ts'

export type Sealed = { readonly name: string; readonly bytes: number; readonly sha256: string }
type Chunks = AsyncIterable<string | Buffer>

export type ArchiveWriter = {
  /** Adds an entry; the promise ends when its content has been read to the end. */
  readonly add: (name: string, content: Chunks) => Promise<Sealed>
  /** Adds the manifest and puts the file in its place, on the disk. Until then there is no file of that name. */
  readonly finish: (manifest: object) => Promise<void>
  readonly abandon: () => Promise<void>
}

const MANIFEST = 'manifest.json'
const MANIFEST_MOST = 64 * 1024 * 1024
const NAME = /^(database\/[a-z0-9_]+\.[a-z0-9_]+\.rows|files\/[^\\]+)$/

/** Begins an archive, to be read by its owner alone: it holds everything the installation knows. */
export function writeArchive(path: string, at: Temporal.Instant): ArchiveWriter {
  const partial = `${path}.partial`
  const zip = new ZipWriter()
  const options = { mtime: new Date(at.epochMilliseconds), mode: 0o100600 }
  const broken = new Promise<never>((_, fail) => zip.on('error', fail))
  const written = pipeline(
    Readable.from(zip.outputStream as Readable),
    createWriteStream(partial, { mode: 0o600 }),
  )
  // Each is awaited where it matters; a fault elsewhere must not end the process.
  broken.catch(() => undefined)
  written.catch(() => undefined)

  function add(name: string, content: Chunks): Promise<Sealed> {
    const sealed = new Promise<Sealed>((done, fail) => {
      zip.addReadStreamLazy(name, options, (give) => {
        const stream = Readable.from(seal(name, content, done), { objectMode: false })
        stream.once('error', fail)
        give(null, stream)
      })
    })
    return Promise.race([sealed, broken, written.then(() => sealed)])
  }

  return {
    add,
    async finish(manifest) {
      const text = Buffer.from(JSON.stringify(manifest, null, 1))
      zip.addBuffer(text, MANIFEST, options)
      zip.end()
      await Promise.race([written, broken])
      await flushFile(partial)
      await rename(partial, path)
    },
    abandon: () => rm(partial, { force: true }),
  }
}

async function* seal(name: string, content: Chunks, done: (sealed: Sealed) => void): AsyncGenerator<Buffer> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of content) {
    const part = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
    hash.update(part)
    bytes += part.length
    yield part
  }
  done({ name, bytes, sha256: hash.digest('hex') })
}

async function flushFile(path: string): Promise<void> {
  const file = await open(path, 'r+')
  await file.sync().finally(() => file.close())
}

export type ArchiveReader = {
  readonly manifest: unknown
  readonly names: readonly string[]
  readonly read: (name: string) => Promise<Readable>
  /** Reads everything once, and refuses unless each entry is exactly what the manifest says. */
  readonly verify: (sealed: readonly Sealed[]) => Promise<void>
  readonly close: () => void
}

/** Opens an archive and its manifest; refuses what is not one of ours or holds a name that has no business in it. */
export async function readArchive(path: string): Promise<ArchiveReader> {
  const zip = await openPromise(path, { autoClose: false, strictFileNames: true }).catch((error: unknown) => {
    throw damaged(path, error instanceof Error ? error.message : String(error))
  })
  try {
    const entries = await entriesOf(path, zip)
    const read = async (name: string): Promise<Readable> => {
      const entry = entries.get(name)
      if (entry === undefined) throw damaged(path, `it lacks ${name}`)
      return zip.openReadStreamPromise(entry)
    }
    const manifest = await readManifest(path, entries, read)
    entries.delete(MANIFEST)
    const names = [...entries.keys()]
    const verify = (sealed: readonly Sealed[]): Promise<void> => verifyAll(path, names, sealed, read)
    return { manifest, names, read, verify, close: () => zip.close() }
  } catch (error) {
    zip.close()
    throw error
  }
}

async function entriesOf(path: string, zip: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>()
  const folded = new Set<string>()
  for await (const entry of zip.eachEntry()) {
    const name = entry.fileName
    const isLink = ((entry.externalFileAttributes >>> 16) & 0o170000) === 0o120000
    const strange =
      isLink ||
      entry.isEncrypted() ||
      name.split('/').some((part) => part === '..' || part === '.' || part === '')
    if (strange || (name !== MANIFEST && !NAME.test(name)))
      throw damaged(path, `it holds an entry named ${JSON.stringify(name)}`)
    if (folded.has(name.toLowerCase())) throw damaged(path, `it holds ${name} twice`)
    folded.add(name.toLowerCase())
    entries.set(name, entry)
  }
  return entries
}

async function readManifest(
  path: string,
  entries: ReadonlyMap<string, Entry>,
  read: (name: string) => Promise<Readable>,
): Promise<unknown> {
  const size = entries.get(MANIFEST)?.uncompressedSize ?? 0
  if (size === 0 || size > MANIFEST_MOST) throw damaged(path, 'it has no manifest')
  try {
    return JSON.parse(Buffer.concat(await (await read(MANIFEST)).toArray()).toString('utf8'))
  } catch {
    throw damaged(path, 'its manifest cannot be read')
  }
}

async function verifyAll(
  path: string,
  names: readonly string[],
  sealed: readonly Sealed[],
  read: (name: string) => Promise<Readable>,
): Promise<void> {
  const said = new Set(sealed.map(({ name }) => name))
  const unsaid = names.find((name) => !said.has(name))
  if (unsaid !== undefined || said.size !== names.length)
    throw damaged(path, `its manifest does not match its entries at ${unsaid ?? 'the end'}`)
  for (const { name, bytes, sha256 } of sealed) {
    const hash = createHash('sha256')
    let length = 0
    try {
      for await (const chunk of await read(name)) {
        hash.update(chunk as Buffer)
        length += (chunk as Buffer).length
      }
    } catch (error) {
      throw damaged(path, `${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
    }
    if (length !== bytes || hash.digest('hex') !== sha256)
      throw damaged(path, `${name} is not what was written`)
  }
}

/** The refusal of a backup that cannot be trusted. */
export function damaged(path: string, why: string): Refusal {
  return new Refusal(
    'invalid',
    'platform.database.backup-damaged',
    `${path} cannot be restored: ${why}. Nothing was changed. Use another backup.`,
  )
}
