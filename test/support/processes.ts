// The program as a newcomer runs it: real processes over a data directory of their own, on loopback.
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../src/app/main.ts', import.meta.url))
const PATIENCE_MS = 90_000

export type Home = {
  readonly directory: string
  readonly env: Readonly<Record<string, string>>
  remove(): Promise<void>
}

/** A data directory and a key of its own. `database` makes the processes share a PostgreSQL server. */
export async function home(database?: string): Promise<Home> {
  const directory = await mkdtemp(join(tmpdir(), 'connects-'))
  const env = {
    CONNECTS_DATA: join(directory, 'data'),
    CONNECTS_KEY_FILE: join(directory, 'key', 'secrets.key'),
    CONNECTS_LOG_LEVEL: 'warn',
    ...(database === undefined ? {} : { DATABASE_URL: database }),
  }
  return { directory, env, remove: () => rm(directory, { recursive: true, force: true }) }
}

export type Ran = { readonly code: number | null; readonly out: string; readonly err: string }

const inherited = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined &&
        !entry[0].startsWith('CONNECTS_') &&
        entry[0] !== 'DATABASE_URL' &&
        !entry[0].startsWith('NODE_TEST'),
    ),
  )

function started(
  place: Home,
  words: readonly string[],
  more: Readonly<Record<string, string>> = {},
): ChildProcess {
  return spawn(process.execPath, [MAIN, ...words], {
    env: { ...inherited(), ...place.env, ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** Runs a command to its end. */
export function run(
  place: Home,
  words: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = started(place, words, more)
    let out = ''
    let err = ''
    child.stdout?.on('data', (piece: Buffer) => (out += piece.toString()))
    child.stderr?.on('data', (piece: Buffer) => (err += piece.toString()))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, out, err }))
  })
}

export type Server = {
  readonly url: string
  readonly child: ChildProcess
  /** Asks it to stop, and waits until it has. */
  stop(): Promise<number | null>
  /** SIGKILL: nothing is asked. */
  kill(): Promise<void>
}

/** Starts a process that stays and waits for the line that says it is ready. */
export function serve(
  place: Home,
  words: readonly string[] = ['serve'],
  more: Readonly<Record<string, string>> = {},
): Promise<Server> {
  return new Promise((resolve, reject) => {
    const child = started(place, words, {
      PORT: '0',
      CONNECTS_REQUESTS_PER_MINUTE: '1000000',
      CONNECTS_API_REQUESTS_PER_MINUTE: '1000000',
      ...more,
    })
    const ended = new Promise<number | null>((over) => child.on('close', over))
    let out = ''
    let err = ''
    const late = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`${words.join(' ')} was not ready in time.\n${out}\n${err}`))
    }, PATIENCE_MS)
    child.stderr?.on('data', (piece: Buffer) => (err += piece.toString()))
    child.stdout?.on('data', (piece: Buffer) => {
      out += piece.toString()
      const ready = /^Connects is (?:ready at (\S+)|working)/m.exec(out)
      if (ready === null) return
      clearTimeout(late)
      resolve({
        url: ready[1] ?? '',
        child,
        stop: async () => {
          child.kill('SIGTERM')
          return ended
        },
        kill: async () => {
          child.kill('SIGKILL')
          await ended
        },
      })
    })
    child.on('close', (code) => {
      clearTimeout(late)
      reject(new Error(`${words.join(' ')} ended with ${code}.\n${out}\n${err}`))
    })
  })
}

/** The command line that sets an empty county up. */
export const SETUP = [
  'setup',
  '--organisation-code',
  'example-council',
  '--organisation-name',
  'Example Council',
  '--organisation-kind',
  'county_council',
  '--administrator-name',
  'Ada Example',
  '--administrator-mail',
  'ada@council.example',
  '--partnership-code',
  'example-partnership',
  '--partnership-name',
  'Example Partnership',
  '--partnership-kind',
  'technology',
  '--partnership-purpose',
  'Working together',
] as const

/** A token for the administrator of a county made by SETUP. */
export async function tokenOf(place: Home, mail = 'ada@council.example'): Promise<string> {
  const ran = await run(place, ['auth', 'token', 'create', '--person', mail, '--days', '1'])
  const last = ran.out.trim().split('\n').at(-1) ?? ''
  if (ran.code !== 0 || !last.startsWith('connects_'))
    throw new Error(`No token was made.\n${ran.out}\n${ran.err}`)
  return last
}
