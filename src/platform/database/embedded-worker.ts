// The thread in which the embedded database runs, so that a heavy query never holds up the pages. It is spoken to
// in PostgreSQL's own wire protocol: bytes in, bytes out, one answer a message, in order.
import { parentPort, workerData } from 'node:worker_threads'
import { readFileSync } from 'node:fs'
import { PGlite, type PGliteOptions } from '@electric-sql/pglite'
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist'
import { DurableFiles } from './durable-files.ts'

export type WorkerData = {
  /** Where the pages live; undefined is memory. */
  readonly directory?: string | undefined
  /** A dump of a data directory to start a database in memory from. */
  readonly template?: string | undefined
}
export type Ask = { readonly bytes: Uint8Array } | { readonly dump: true } | { readonly close: true }
export type Answer =
  | { readonly ready: true }
  | { readonly bytes: Uint8Array }
  | { readonly broken: string }
  | { readonly closed: true }

const port = parentPort
if (port === null) throw new Error('embedded-worker.ts runs only as a worker thread')
const { directory, template } = workerData as WorkerData

// PGlite turns fsync off (-F); we leave it on, for a directory, and the files below carry it out.
const withFsync = [...PGlite.defaultStartParams.filter((flag) => flag !== '-F'), '-c', 'wal_sync_method=fsync']
const options: PGliteOptions = {
  extensions: { btree_gist },
  ...(directory === undefined ? {} : { fs: new DurableFiles(directory, broken), startParams: withFsync }),
  ...(template === undefined ? {} : { loadDataDir: new Blob([readFileSync(template)]) }),
}

// An engine that has stopped cannot be asked anything more, and would loop for ever if it were. The thread ends;
// the next connection starts a new one, which recovers from the log as PostgreSQL does after a crash.
function broken(why: string): never {
  port!.postMessage({ broken: why } satisfies Answer)
  process.exit(1)
}

const TERMINATE = 'X'.charCodeAt(0)
const STARTUP = 0
let sessions = 0

async function answer(database: PGlite, bytes: Uint8Array): Promise<Uint8Array> {
  if (bytes[0] === TERMINATE) return new Uint8Array(0)
  if (bytes[0] === STARTUP && sessions++ > 0) await forgetSession(database)
  return exchange(database, bytes)
}

async function exchange(database: PGlite, bytes: Uint8Array): Promise<Uint8Array> {
  const parts: Buffer[] = []
  const onRawData = (part: Uint8Array) => void parts.push(Buffer.from(part))
  await database.execProtocolRawStream(bytes, { syncToFs: false, onRawData })
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts)
}

// PGlite has one session for ever: what a lost connection left open must not reach the next one.
async function forgetSession(database: PGlite): Promise<void> {
  for (const text of ['rollback', 'discard all']) {
    const body = Buffer.from(`${text}\0`)
    const message = Buffer.alloc(5 + body.length)
    message.write('Q', 0)
    message.writeInt32BE(4 + body.length, 1)
    body.copy(message, 5)
    await exchange(database, message)
  }
}

try {
  const database = await PGlite.create(options)
  port.on('message', (ask: Ask) => void serve(database, ask))
  port.postMessage({ ready: true } satisfies Answer)
} catch (error) {
  broken(error instanceof Error ? error.message : String(error))
}

async function serve(database: PGlite, ask: Ask): Promise<void> {
  try {
    if ('bytes' in ask) {
      post(await answer(database, ask.bytes))
    } else if ('dump' in ask) {
      post(Buffer.from(await (await database.dumpDataDir('none')).arrayBuffer()))
    } else {
      if (options.fs instanceof DurableFiles) options.fs.closing = true
      await database.close()
      port!.postMessage({ closed: true } satisfies Answer)
      process.exit(0)
    }
  } catch (error) {
    broken(error instanceof Error ? error.message : String(error))
  }
}

function post(bytes: Uint8Array): void {
  // A small Buffer is a view of Node's shared pool, which cannot be handed over; those are copied.
  const owned = bytes.byteLength > 0 && bytes.byteLength === bytes.buffer.byteLength
  port!.postMessage({ bytes } satisfies Answer, owned ? [bytes.buffer as ArrayBuffer] : [])
}
