// The directory the agent keeps: complete generations side by side, a symbolic link to the one that runs, and what is the
// server's own. Whatever moment it is killed at, `current` points to a complete generation.
import { open, chmod, mkdir, readdir, readFile, readlink, rename, rm, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { NOTHING_YET, readState, type AgentState } from './state.ts'
import type { Wanted } from '../rules/signing.ts'

const KEPT = 3

/** What is kept beside a generation's files: its names, and how to see that it works. It holds secrets. */
export type Kept = Omit<Wanted, 'files' | 'publicKey'>

export type Store = {
  readonly directory: string
  readonly local: string
  readonly log: string
  path(number: number): string
  /** The number of the generation `current` points to; null when there is none. */
  current(): Promise<number | null>
  state(): Promise<AgentState>
  saveState(state: AgentState): Promise<void>
  /** Writes a generation aside and answers where; it is not yet one of the complete ones. */
  write(wanted: Wanted): Promise<string>
  /** Makes what was written aside one of the complete ones. */
  complete(number: number): Promise<void>
  /** Throws away what was written aside. */
  discard(number: number): Promise<void>
  /** Makes `current` point to a complete generation, or to none. */
  swap(number: number | null): Promise<void>
  kept(number: number): Promise<Kept | undefined>
  /** Removes all but the newest few, never the ones named. */
  prune(keep: readonly (number | null)[]): Promise<void>
}

/** Opens the directory: makes what is missing and removes what was half written. */
export async function openStore(directory: string): Promise<Store> {
  const generations = join(directory, 'generations')
  const local = join(directory, 'local')
  const log = join(local, 'log')
  for (const one of [directory, generations, local, log, join(local, 'run'), join(local, 'certs')])
    await mkdir(one, { recursive: true, mode: 0o750 })
  for (const name of await readdir(generations))
    if (name.endsWith('.tmp')) await rm(join(generations, name), { recursive: true, force: true })
  for (const name of ['current.tmp', 'state.json.tmp'])
    await rm(join(directory, name), { recursive: true, force: true })

  const path = (number: number): string => join(generations, String(number))
  const aside = (number: number): string => `${path(number)}.tmp`
  const stateFile = join(directory, 'state.json')
  const currentLink = join(directory, 'current')

  const current = async (): Promise<number | null> => {
    const target = await readlink(currentLink).catch(() => '')
    const number = /^generations\/(\d{1,9})$/.exec(target)?.[1]
    return number === undefined ? null : Number(number)
  }
  const kept = async (number: number): Promise<Kept | undefined> => {
    const text = await readFile(join(path(number), 'agent.json'), 'utf8').catch(() => undefined)
    return text === undefined ? undefined : (JSON.parse(text) as Kept)
  }

  return {
    directory,
    local,
    log,
    path,
    current,
    kept,
    async state() {
      const text = await readFile(stateFile, 'utf8').catch(() => undefined)
      const read = text === undefined ? undefined : readState(text)
      if (read !== undefined) return read
      // The file is gone or not ours: what `current` points to is what ran, and its number must not be undercut.
      const number = await current()
      const own = number === null ? undefined : await kept(number)
      if (own === undefined) return NOTHING_YET
      return {
        ...NOTHING_YET,
        running: { number: own.number, generation: own.generation, digest: own.digest },
      }
    },
    async saveState(state) {
      const half = `${stateFile}.tmp`
      await rm(half, { force: true })
      await writeFirmly(half, JSON.stringify(state, null, 2), 0o600)
      await rename(half, stateFile)
      await firmly(directory)
    },
    async write(wanted) {
      const { files, publicKey: _pinned, ...own } = wanted
      const root = aside(wanted.number)
      await rm(root, { recursive: true, force: true })
      await mkdir(root, { mode: 0o750 })
      const directories = new Set([root])
      for (const [name, text] of Object.entries(files)) {
        const file = join(root, name)
        const parent = dirname(file)
        if (!directories.has(parent)) await mkdir(parent, { recursive: true, mode: 0o750 })
        for (let at = parent; at !== root; at = dirname(at)) directories.add(at)
        await writeFirmly(file, text, 0o640)
      }
      await writeFirmly(join(root, 'agent.json'), JSON.stringify(own), 0o600)
      await symlink('../../local', join(root, 'local'))
      for (const one of directories) {
        await chmod(one, 0o750)
        await firmly(one)
      }
      return root
    },
    async complete(number) {
      await rm(path(number), { recursive: true, force: true })
      await rename(aside(number), path(number))
      await firmly(generations)
    },
    discard: (number) => rm(aside(number), { recursive: true, force: true }),
    async swap(number) {
      if (number === null) {
        await rm(currentLink, { force: true })
      } else {
        const half = join(directory, 'current.tmp')
        await rm(half, { force: true })
        await symlink(`generations/${number}`, half)
        await rename(half, currentLink)
      }
      await firmly(directory)
    },
    async prune(keep) {
      const numbers = (await readdir(generations))
        .filter((name) => /^\d{1,9}$/.test(name))
        .map(Number)
        .toSorted((one, other) => other - one)
      for (const number of numbers.slice(KEPT))
        if (!keep.includes(number)) await rm(path(number), { recursive: true, force: true })
    },
  }
}

// Written, on the disk and with exactly these rights, whatever the umask says.
async function writeFirmly(file: string, text: string, mode: number): Promise<void> {
  const handle = await open(file, 'wx', mode)
  try {
    await handle.writeFile(text)
    await handle.chmod(mode)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function firmly(directory: string): Promise<void> {
  const handle = await open(directory, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
