// The embedded database: PGlite in a thread of its own, reached by node-postgres as if it were a socket, with
// its files in the data directory or in memory.
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Duplex } from 'node:stream'
import { Worker } from 'node:worker_threads'
import { Failure, Refusal } from '../errors/index.ts'
import type { Answer, Ask, WorkerData } from './embedded-worker.ts'
import { flushTree } from './files-on-disk.ts'

/** The PostgreSQL release inside the embedded engine; a directory of another release is refused. */
export const EMBEDDED_RELEASE = '18'

export type EmbeddedEngine = {
  /** A new connection, in the shape of the socket that node-postgres expects. */
  readonly socket: () => Duplex
  /** The whole data directory as a tar archive, to start databases in memory from. */
  readonly dump: () => Promise<Uint8Array>
  readonly close: () => Promise<void>
}

type Waiting = { readonly done: (answer: Answer) => void; readonly failed: (error: Error) => void }

/** The thread and the queue of those waiting for its answers, which come in the order of the questions. */
class Thread {
  readonly ready: Promise<void>
  readonly #worker: Worker
  readonly #waiting: Waiting[] = []
  #stopped: Error | undefined

  constructor(data: WorkerData) {
    // The flags of this process (a test runner's, say) are not the thread's.
    const options = { workerData: data, execArgv: [] }
    this.#worker = new Worker(new URL('./embedded-worker.ts', import.meta.url), options)
    this.#worker.unref()
    this.#worker.on('message', (answer: Answer) => this.#receive(answer))
    this.#worker.on('error', (error: Error) => this.#stop(error.message))
    this.#worker.on('exit', () => this.#stop('The embedded database ended.'))
    this.ready = this.#expect().then(() => undefined)
    // Whoever asks next hears of a failed start; until then it must not count as unhandled.
    this.ready.catch(() => undefined)
  }

  get stopped(): boolean {
    return this.#stopped !== undefined
  }

  async ask(ask: Ask): Promise<Answer> {
    if (this.#stopped !== undefined) throw this.#stopped
    const answer = this.#expect()
    this.#worker.postMessage(ask)
    return answer
  }

  // The thread keeps the process alive only while somebody waits for it.
  #expect(): Promise<Answer> {
    this.#worker.ref()
    return new Promise((done, failed) => this.#waiting.push({ done, failed }))
  }

  #receive(answer: Answer): void {
    if (typeof answer === 'object' && 'broken' in answer) return this.#stop(answer.broken)
    this.#waiting.shift()?.done(answer)
    if (this.#waiting.length === 0) this.#worker.unref()
  }

  #stop(why: string): void {
    this.#stopped ??= new Failure('platform.database.stopped', `The embedded database stopped. ${why}`)
    for (const waiting of this.#waiting.splice(0)) waiting.failed(this.#stopped)
  }
}

/** Starts the embedded engine over a directory made before, or in memory. */
export async function startEmbedded(data: WorkerData): Promise<EmbeddedEngine> {
  let thread = new Thread(data)
  await thread.ready
  let closed = false
  // An engine in memory that stopped has lost everything; only one with files can be started again.
  const alive = async (): Promise<Thread> => {
    if (thread.stopped && !closed && data.directory !== undefined) thread = new Thread(data)
    await thread.ready
    return thread
  }
  return {
    socket: () => new EmbeddedSocket(alive),
    async dump() {
      const answer = await (await alive()).ask('dump')
      return answer instanceof Uint8Array ? answer : new Uint8Array(0)
    },
    async close() {
      closed = true
      if (!thread.stopped) await thread.ask('close').catch(() => undefined)
    },
  }
}

/** What node-postgres takes for a socket: what it writes goes to the thread, the answers come back to be read. */
class EmbeddedSocket extends Duplex {
  readonly #alive: () => Promise<Thread>
  #thread: Thread | undefined

  constructor(alive: () => Promise<Thread>) {
    super({ highWaterMark: 1 << 20 })
    this.#alive = alive
  }

  connect(): this {
    this.#alive().then(
      (thread) => {
        this.#thread = thread
        this.emit('connect')
      },
      (error: Error) => this.destroy(error),
    )
    return this
  }

  setNoDelay(): this {
    return this
  }

  setKeepAlive(): this {
    return this
  }

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }

  override _read(): void {}

  override _write(bytes: Uint8Array, _encoding: string, done: () => void): void {
    this.#send(bytes)
    done()
  }

  // node-postgres corks the five messages of a query, so that they make one round trip to the thread.
  override _writev(chunks: { chunk: Uint8Array }[], done: () => void): void {
    this.#send(Buffer.concat(chunks.map((part) => part.chunk)))
    done()
  }

  override _final(done: () => void): void {
    this.push(null)
    done()
  }

  #send(bytes: Uint8Array): void {
    const thread = this.#thread
    if (thread === undefined) return
    thread.ask(new Uint8Array(bytes)).then(
      (answer) => {
        if (!(answer instanceof Uint8Array) || answer.byteLength === 0 || this.destroyed) return
        this.push(Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength))
      },
      (error: Error) => this.destroy(error),
    )
  }
}

/** The directory of the pages, made complete under another name first, so that an interrupted start leaves nothing half made. */
export async function prepareDirectory(dataDir: string, cacheDir: string): Promise<string> {
  const directory = join(dataDir, 'database')
  if (existsSync(join(directory, 'PG_VERSION'))) {
    refuseOtherRelease(directory)
    return directory
  }
  const making = join(dataDir, 'database.making')
  rmSync(making, { recursive: true, force: true })
  const cached = join(cacheDir, `embedded-${engineVersion()}`)
  if (existsSync(join(cached, 'PG_VERSION'))) cpSync(cached, making, { recursive: true })
  else {
    mkdirSync(making, { recursive: true, mode: 0o700 })
    const engine = await startEmbedded({ directory: making })
    await engine.close()
    keepForNextTime(making, cached)
  }
  chmodSync(making, 0o700)
  flushTree(making)
  renameSync(making, directory)
  flushTree(dataDir, { deep: false })
  return directory
}

/** PGlite's own version, which names the caches: another version may write its pages in another way. */
export function engineVersion(): string {
  const path = new URL('../package.json', import.meta.resolve('@electric-sql/pglite'))
  const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version: string }
  return version
}

function refuseOtherRelease(directory: string): void {
  const release = readFileSync(join(directory, 'PG_VERSION'), 'utf8').trim()
  if (release === EMBEDDED_RELEASE) return
  throw new Refusal(
    'conflict',
    'platform.database.other-release',
    `The data in ${directory} was written by the embedded PostgreSQL ${release}, and this version of Connects brings ${EMBEDDED_RELEASE}. With the version of Connects that wrote it, run "connects database backup --to <file>"; then, with this version and an empty directory, run "connects database restore --from <file>".`,
  )
}

// Making a database from nothing takes seconds, copying one a fraction; a read-only installation goes without.
function keepForNextTime(made: string, cached: string): void {
  try {
    const partial = `${cached}.${process.pid}`
    cpSync(made, partial, { recursive: true })
    if (existsSync(cached)) rmSync(partial, { recursive: true })
    else renameSync(partial, cached)
  } catch {
    return
  }
}
