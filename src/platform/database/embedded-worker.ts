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
// Bytes travel bare, in an array of exactly their length: a view of a larger buffer would be copied with all of it,
// which costs more than the query.
export type Ask = Uint8Array | 'dump' | 'close'
export type Answer = Uint8Array | 'ready' | 'closed' | { readonly broken: string }

const port = parentPort
if (port === null) throw new Error('embedded-worker.ts runs only as a worker thread')
const { directory, template } = workerData as WorkerData

// PGlite turns fsync off (-F); we leave it on, for a directory, and the files below carry it out.
const withFsync = [
  ...PGlite.defaultStartParams.filter((flag) => flag !== '-F'),
  '-c',
  'wal_sync_method=fsync',
]
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
// Copying a small answer is cheaper than handing its memory over.
const HANDED_OVER_FROM = 65_536
let sessions = 0

async function answer(database: PGlite, bytes: Uint8Array): Promise<Uint8Array> {
  if (bytes[0] === TERMINATE) return new Uint8Array(0)
  if (bytes[0] === STARTUP && sessions++ > 0) await forgetSession(database)
  return exchange(database, bytes)
}

async function exchange(database: PGlite, bytes: Uint8Array): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  const onRawData = (part: Uint8Array) => void parts.push(part.slice())
  await database.execProtocolRawStream(bytes, { syncToFs: false, onRawData })
  return parts.length === 1 ? parts[0]! : joined(parts)
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.byteLength, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.byteLength
  }
  return whole
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
  port.postMessage('ready' satisfies Answer)
} catch (error) {
  broken(error instanceof Error ? error.message : String(error))
}

async function serve(database: PGlite, ask: Ask): Promise<void> {
  try {
    if (typeof ask !== 'string') {
      post(await answer(database, ask))
    } else if (ask === 'dump') {
      post(new Uint8Array(await (await database.dumpDataDir('none')).arrayBuffer()))
    } else {
      if (options.fs instanceof DurableFiles) options.fs.closing = true
      await database.close()
      port!.postMessage('closed' satisfies Answer)
      process.exit(0)
    }
  } catch (error) {
    broken(error instanceof Error ? error.message : String(error))
  }
}

function post(bytes: Uint8Array): void {
  const large = bytes.byteLength > HANDED_OVER_FROM
  port!.postMessage(bytes satisfies Answer, large ? [bytes.buffer as ArrayBuffer] : [])
}
