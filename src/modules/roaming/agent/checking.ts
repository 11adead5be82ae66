// The engine's own check of a directory, as the release is checked before it is approved and again beside the server that
// is to run it. What it says is kept short, and no secret of the directory is repeated.
import { spawn } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '#platform/errors/index.ts'
import { programAt } from '#platform/radius/index.ts'
import { checkCommand, startCommand } from '../rules/engines/index.ts'
import type { Engine } from '../rules/words.ts'

export type EngineChecked = { readonly passed: boolean; readonly words: string }

type Checking = {
  readonly signal?: AbortSignal
  /** Where the program is, when not where Debian puts it. */
  readonly program?: string
  readonly timeoutMs?: number
}

const TIMEOUT_MS = 60_000
const MOST_WORDS = 8 * 1024

/** Whether an agent can run an engine: the others are set up by hand. */
export const canRun = (engine: Engine): boolean => startCommand(engine, '') !== null

/** The engine's program on this machine. */
export function programOf(engine: Engine): string | undefined {
  const name = checkCommand(engine, '')?.program
  return name === undefined ? undefined : programAt(name)
}

/** Runs the engine's check over a directory. What it refuses is told in its words; that it cannot be run is a failure. */
export async function runEngineCheck(
  engine: Engine,
  directory: string,
  { signal, program, timeoutMs = TIMEOUT_MS }: Checking = {},
): Promise<EngineChecked> {
  const command = checkCommand(engine, directory)
  const found = program ?? programOf(engine)
  if (command === null || found === undefined)
    throw new Failure(
      'roaming.engine.missing',
      `The program that checks the files of ${engine} is not on this machine. Install its package.`,
    )
  const secrets = await secretsIn(directory)
  const { code, said, why } = await ran(found, command.args, directory, timeoutMs, signal)
  const words = [said, why].filter(Boolean).join('\n')
  return { passed: code === 0 && why === '', words: short(scrubbed(words, directory, secrets)) }
}

function ran(
  program: string,
  args: readonly string[],
  directory: string,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<{ code: number | null; said: string; why: string }> {
  const limit = AbortSignal.timeout(timeoutMs)
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: directory,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8' },
      signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
      killSignal: 'SIGKILL',
    })
    let said = ''
    // The end of what it says names the fault; the middle of a long answer may go.
    const heard = (piece: Buffer): void => {
      said = `${said}${piece.toString('utf8')}`.slice(-4 * MOST_WORDS)
    }
    child.stdout.on('data', heard)
    child.stderr.on('data', heard)
    let broken: Error | undefined
    child.on('error', (error) => (broken = error))
    child.on('close', (code) => {
      if (signal?.aborted === true) reject(signal.reason as Error)
      else if (limit.aborted)
        resolve({ code, said, why: `The check did not end in ${Math.round(timeoutMs / 1000)} seconds.` })
      else if (broken !== undefined)
        reject(new Failure('roaming.engine.missing', `${program} could not be run.`, { cause: broken }))
      else resolve({ code, said, why: '' })
    })
  })
}

// A message may quote the line it could not read, and a line may be a secret.
async function secretsIn(directory: string): Promise<readonly string[]> {
  const here = await readdir(directory, { recursive: true, withFileTypes: true })
  // Beside a server this is a link, which is not followed of itself.
  const local = await readdir(join(directory, 'local'), { withFileTypes: true }).catch(() => [])
  const entries = [...here, ...local]
  const found = new Set<string>()
  for (const entry of entries.slice(0, 5000)) {
    if (!entry.isFile() || entry.name.endsWith('.pem')) continue
    const text = await readFile(join(entry.parentPath, entry.name), 'utf8').catch(() => '')
    for (const [, , value = ''] of text.matchAll(
      /\b(secret|password|key)(?:[ \t]*:?=[ \t]*|[ \t]+)["']?([^"'\r\n]{6,250}?)["']?[ \t]*\r?$/gim,
    ))
      found.add(value)
  }
  return [...found].toSorted((one, other) => other.length - one.length)
}

function scrubbed(words: string, directory: string, secrets: readonly string[]): string {
  let clean = words.replaceAll(`${directory}/`, '')
  for (const one of secrets) if (clean.includes(one)) clean = clean.replaceAll(one, '(secret)')
  return clean
    .replaceAll(/^\w{3} \w{3} +\d+ [\d:]{8} \d{4} : /gm, '')
    .replaceAll(/(secret|password)(\s*:?=\s*)\S+/gi, '$1$2(secret)')
    .replaceAll(/[A-Za-z0-9_-]{43,}/g, '(secret)')
    .replaceAll(/[^\P{Cc}\n\t]/gu, '')
    .trim()
}

const short = (words: string): string =>
  Buffer.byteLength(words) <= MOST_WORDS
    ? words
    : `…${Buffer.from(words)
        .subarray(-(MOST_WORDS - 8))
        .toString('utf8')
        .replace(/^�+/, '')}`
