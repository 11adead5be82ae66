// The check of a generation (G3): each changed server's files as they would lie on it, in a private directory with
// stand-ins for what is the machine's own, read by the engine itself and by our assertions for what that lets pass.
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Errand } from '#platform/actions/index.ts'
import { Refusal } from '#platform/errors/index.ts'
import type { Secret } from '#platform/secrets/index.ts'
import { filesFilled } from './actions/filling.ts'
import { recordCheck } from './actions/recording-checks.ts'
import { programOf, runEngineCheck } from './agent/checking.ts'
import { filesOf, targetsToCheck, type Files, type Target } from './queries/targets.ts'
import { faultsOf, LOCAL_FOLDERS, localNeedsOf, standInFor } from './rules/engines/index.ts'
import { hasAgent } from './rules/generations.ts'
import { SECRET_NAME } from './rules/model.ts'
import type { CheckState } from './rules/words.ts'

export type Found = {
  readonly server: string
  readonly state: Exclude<CheckState, 'waiting' | 'unchanged'>
  readonly words: string | null
}

type Asked = {
  readonly generation: string
  readonly signal?: AbortSignal
  /** Where the private directory is made; where the system keeps such things when left out. */
  readonly under?: string
}

const AT_ONCE = 40
const TIMEOUT_MS = 30_000
const MOST_WORDS = 8000

/** Checks what is still to be checked of a generation and records it, some servers at a time. */
export async function checkGeneration(errand: Errand, asked: Asked): Promise<{ readonly checked: number }> {
  const under = asked.under ?? privateRoot()
  await sweep(under)
  const directory = await mkdtemp(join(under, `${PREFIX}${ownMark()}-`))
  try {
    let checked = 0
    for (;;) {
      const targets = await targetsToCheck(errand.reader(), asked.generation, AT_ONCE)
      const found = await checkAll(errand, targets, directory, asked.signal)
      await errand.perform(recordCheck, { generation: asked.generation, found })
      checked += found.length
      if (targets.length < AT_ONCE) return { checked }
    }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

async function checkAll(
  errand: Errand,
  targets: readonly Target[],
  directory: string,
  signal: AbortSignal | undefined,
): Promise<Found[]> {
  const files = await filesOf(
    errand.reader(),
    targets.map((one) => one.pack_digest),
  )
  const secrets = await errand.secretsOf([...new Set(targets.flatMap((one) => one.secrets))], SECRET_NAME)
  const found: Found[] = []
  const waiting = [...targets]
  const worker = async (): Promise<void> => {
    for (let target = waiting.shift(); target !== undefined; target = waiting.shift()) {
      const place = join(directory, target.server_id)
      try {
        const own = files.get(target.pack_digest) ?? {}
        found.push(await checkOne(target, own, secrets, place, signal))
      } finally {
        await rm(place, { recursive: true, force: true })
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, worker))
  return found
}

async function checkOne(
  target: Target,
  files: Files,
  secrets: ReadonlyMap<string, Secret>,
  place: string,
  signal: AbortSignal | undefined,
): Promise<Found> {
  const { engine, server_id: server } = target
  const pack = { engine, files, secrets: target.secrets }
  const faults = faultsOf(pack)
  if (faults.length > 0) return { server, state: 'failed', words: shortened(faults.join('\n')) }
  const missing = target.secrets.find((ref) => !secrets.has(ref))
  if (missing !== undefined)
    return { server, state: 'failed', words: 'A secret that these files need is not kept. Generate again.' }
  if (!hasAgent(engine)) return { server, state: 'passed', words: null }
  try {
    const filled = filesFilled(target, files, secrets)
    if (programOf(engine) === undefined)
      return {
        server,
        state: 'not-possible',
        words: `${ENGINE_NAMES[engine] ?? engine} is not installed where Connects runs. The agent beside the server runs its check before it swaps.`,
      }
    await lay(place, filled, localNeedsOf(pack))
    const { passed, words } = await runEngineCheck(engine, place, {
      timeoutMs: TIMEOUT_MS,
      ...(signal === undefined ? {} : { signal }),
    })
    return passed
      ? { server, state: 'passed', words: null }
      : { server, state: 'failed', words: shortened(withoutSecrets(words, target, secrets)) }
  } catch (error) {
    // A secret that the engine cannot hold is the files' fault, and said without the secret.
    if (error instanceof Refusal) return { server, state: 'failed', words: error.message }
    throw error
  }
}

const ENGINE_NAMES: Readonly<Partial<Record<Target['engine'], string>>> = {
  freeradius: 'FreeRADIUS',
  radsecproxy: 'radsecproxy',
}

/** The files as they lie on their server, readable by nobody else, with what the machine would have of its own. */
async function lay(place: string, files: Files, local: readonly string[]): Promise<void> {
  const standIns = local.map((path) => [path, standInFor(path)] as const)
  for (const folder of LOCAL_FOLDERS) await mkdir(join(place, folder), { recursive: true, mode: 0o700 })
  for (const [path, text] of [...Object.entries(files), ...standIns]) {
    await mkdir(dirname(join(place, path)), { recursive: true, mode: 0o700 })
    await writeFile(join(place, path), text, { mode: 0o600 })
  }
}

// The engine may repeat the line that it could not read.
function withoutSecrets(words: string, target: Target, secrets: ReadonlyMap<string, Secret>): string {
  let clean = words
  for (const ref of target.secrets) {
    const secret = secrets.get(ref)?.reveal() ?? ''
    if (secret !== '') clean = clean.replaceAll(secret, '(secret)')
  }
  return clean
}

const shortened = (words: string): string =>
  words.length <= MOST_WORDS ? words : `${words.slice(0, MOST_WORDS)} …`

const PREFIX = 'connects-check-'

/** The service manager's own directory for the process, which is in memory; else where temporary files go. */
const privateRoot = (): string => process.env['RUNTIME_DIRECTORY'] ?? tmpdir()

/** Which process made a directory: its number and the moment of its start, as numbers come again. */
const ownMark = (): string => `${process.pid}-${Math.round(performance.timeOrigin)}`

/** Removes what a check left behind whose process was killed: it holds secrets. */
export async function sweep(under: string): Promise<void> {
  for (const name of await readdir(under)) {
    const mark = /^connects-check-((\d+)-\d+)-/.exec(name)
    if (mark === null || mark[1] === ownMark()) continue
    const path = join(under, name)
    const facts = await stat(path).catch(() => undefined)
    if (facts === undefined || facts.uid !== process.getuid?.()) continue
    if (Number(mark[2]) === process.pid || !isAlive(Number(mark[2])))
      await rm(path, { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
