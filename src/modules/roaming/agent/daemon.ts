// The RADIUS server as the agent starts, stops and restarts it: as its parent, or through the service manager. Killed, the
// agent leaves the server running, and finds it again at its next start.
import { spawn, execFile } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { open, readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { Failure } from '#platform/errors/index.ts'
import { startCommand } from '../rules/engines/index.ts'
import type { Engine } from '../rules/words.ts'
import { programOf } from './checking.ts'
import type { Restart } from './settings.ts'
import type { Store } from './store.ts'

export type Daemon = {
  /** Stops what runs and starts the generation; throws when it cannot even be started. */
  restart(number: number, engine: Engine): Promise<void>
  /** The generation that runs; undefined when none does, or when the service manager alone knows. */
  runs(): Promise<number | undefined>
  /** Whether it is for us to see that it lives. */
  readonly isOurs: boolean
  /** Resolves when what runs has ended, looked for until the signal; never for what the service manager keeps. */
  ended(over: AbortSignal): Promise<void>
  stop(): Promise<void>
  /** The end of what it said when it was last started, to be told when it would not run. */
  lastWords(): Promise<string>
}

// FreeRADIUS was seen to take more than ten seconds to end under load. It keeps nothing that would be lost, and devices
// ask again for so long.
const STOP_MS = 2000
const COMMAND_MS = 90_000
const LOOK_MS = 250
const MOST_WORDS = 16 * 1024

export function openDaemon(store: Store, how: Restart, program?: string): Daemon {
  return 'start' in how ? parentOf(store, program) : throughCommand(how.command)
}

function parentOf(store: Store, given: string | undefined): Daemon {
  // Whether a child of ours lives the kernel tells us; the list of processes may not show it yet, or not any more.
  let child: { readonly number: number; lives: boolean } | undefined
  let childEnded: Promise<void> = Promise.resolve()
  let before = 0
  const output = join(store.log, 'daemon.log')
  const own = join(store.log, 'radius.log')

  // Each generation is started by its own path, so that the list of processes says which one runs.
  const found = (): Promise<readonly Found[]> => daemonsOf(store)

  const stopAll = async (): Promise<void> => {
    for (const one of await found()) await stopped(one.pid)
    await childEnded
  }
  return {
    isOurs: true,
    stop: stopAll,
    async restart(number, engine) {
      const path = given ?? programOf(engine)
      const command = startCommand(engine, store.path(number))
      if (path === undefined || command === null)
        throw new Failure('roaming.engine.missing', `${engine} is not on this machine. Install its package.`)
      await stopAll()
      before = (await stat(own).catch(() => undefined))?.size ?? 0
      const to = openSync(output, 'w', 0o640)
      try {
        const started = spawn(path, command.args, {
          cwd: store.path(number),
          detached: true,
          stdio: ['ignore', to, to],
          env: { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8', TZ: 'UTC' },
        })
        const now = { number, lives: true }
        child = now
        childEnded = new Promise((resolve) => {
          const end = (): void => {
            now.lives = false
            resolve()
          }
          started.on('exit', end)
          started.on('error', end)
        })
      } finally {
        closeSync(to)
      }
    },
    async runs() {
      return child?.lives === true ? child.number : (await found())[0]?.number
    },
    async ended(over) {
      if (child !== undefined) return childEnded
      // One that an earlier agent started is nobody's child: it is looked at instead.
      while (!over.aborted && (await found()).length > 0)
        await setTimeout(LOOK_MS, undefined, { signal: over, ref: false }).catch(() => undefined)
      if (over.aborted) return new Promise(() => undefined)
    },
    async lastWords() {
      const said = await readFile(output, 'utf8').catch(() => '')
      const faults = (await textFrom(own, before)).match(/(?<= : Error: ).*$/gm) ?? []
      return [said, ...faults].join('\n').slice(-2000).trim()
    },
  }
}

/** What was written to a file since it had so many bytes. */
async function textFrom(path: string, position: number): Promise<string> {
  const file = await open(path).catch(() => undefined)
  try {
    const read = await file?.read({ buffer: Buffer.alloc(MOST_WORDS), position })
    return read?.buffer.subarray(0, read.bytesRead).toString('utf8') ?? ''
  } finally {
    await file?.close()
  }
}

export type Found = { readonly pid: number; readonly number: number }

/** The servers that run a generation of this directory, whoever started them. */
export async function daemonsOf(store: Store): Promise<readonly Found[]> {
  const found: Found[] = []
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const words = (await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '')).split('\0')
    const place = words.find((word) => word.startsWith(`${store.directory}/generations/`))
    const number = /\/generations\/(\d+)(?:\/|$)/.exec(place ?? '')?.[1]
    // A check (-C) reads the directory too, and is nobody's server.
    if (number === undefined || !words.includes('-f')) continue
    found.push({ pid: Number(name), number: Number(number) })
  }
  return found
}

async function stopped(pid: number): Promise<void> {
  if (!signalled(pid, 'SIGTERM')) return
  for (let waited = 0; waited < STOP_MS; waited += 20) {
    if (await isGone(pid)) return
    await setTimeout(20)
  }
  signalled(pid, 'SIGKILL')
  while (!(await isGone(pid))) await setTimeout(20)
}

function signalled(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal)
    return true
  } catch {
    return false
  }
}

/** Gone, or a zombie that only waits to be read by its parent, and no thread is left that holds its ports. */
async function isGone(pid: number): Promise<boolean> {
  const facts = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  if (facts === undefined) return true
  const threads = await readdir(`/proc/${pid}/task`).catch(() => [])
  return /\) [ZX] /.test(facts) && threads.length <= 1
}

function throughCommand([program, ...words]: readonly [string, ...string[]]): Daemon {
  let last = ''
  return {
    isOurs: false,
    restart: () =>
      new Promise((resolve, reject) => {
        execFile(program, words, { timeout: COMMAND_MS, maxBuffer: 1 << 20 }, (error, out, err) => {
          last = `${out}${err}`.slice(-2000).trim()
          if (error === null) resolve()
          else
            reject(
              new Failure('roaming.agent.restart', `"${[program, ...words].join(' ')}" failed: ${last}`, {
                cause: error,
              }),
            )
        })
      }),
    runs: () => Promise.resolve(undefined),
    ended: () => new Promise(() => undefined),
    // What the service manager keeps is not ours to stop.
    stop: () => Promise.resolve(),
    lastWords: () => Promise.resolve(last),
  }
}
