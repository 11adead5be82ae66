// The agent's settings: a JSON file that only its own user and those beside it may read, and two files it names.
import { createPublicKey, type KeyObject } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { isAbsolute } from 'node:path'
import { invalid, refuse, type Fault } from '#platform/errors/index.ts'

export type Restart =
  /** The agent is the daemon's parent. */
  | { readonly start: true }
  /** Another program, such as the service manager, restarts it. */
  | { readonly command: readonly [string, ...string[]] }

export type Settings = {
  /** Where Connects answers. */
  readonly url: string
  /** The server's code in the register; what was made for another is refused. */
  readonly server: string
  readonly tokenFile: string
  readonly directory: string
  /** The federation's public key, as it was shown at enrolment: Ed25519, SPKI in base64. */
  readonly publicKey: string
  readonly restart: Restart
  readonly everySeconds: number
  /** How long a server that was started may be silent before the former comes back. */
  readonly patienceSeconds?: number
}

export const SETTINGS_KEYS: readonly (keyof Settings)[] = [
  'url',
  'server',
  'tokenFile',
  'directory',
  'publicKey',
  'restart',
  'everySeconds',
  'patienceSeconds',
]

const SERVER_CODE = /^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/

/** Reads and checks the settings; whatever is wrong is said at once. */
export async function readSettings(file: string): Promise<Settings> {
  const text = await readPrivately(file, 'The settings')
  let raw: unknown
  try {
    raw = JSON.parse(text)
  } catch (error) {
    refuse('invalid', 'roaming.agent.settings', `${file} is not JSON: ${(error as Error).message}`)
  }
  return settingsOf(raw, file)
}

/** A file with something confidential in it: refused when anybody on the machine can read it. */
export async function readPrivately(file: string, what: string): Promise<string> {
  const facts = await stat(file).catch(() =>
    refuse('invalid', 'roaming.agent.settings', `${what} could not be found at ${file}.`),
  )
  if (!facts.isFile()) refuse('invalid', 'roaming.agent.settings', `${what}: ${file} is not a file.`)
  if ((facts.mode & 0o007) !== 0)
    refuse(
      'invalid',
      'roaming.agent.readable',
      `Everybody on this machine can read ${file}. Allow it to the agent's own user only: chmod 0600 ${file}`,
    )
  return readFile(file, 'utf8')
}

/** Settings out of whatever the file held. */
export function settingsOf(raw: unknown, file = 'the settings'): Settings {
  if (raw === null || typeof raw !== 'object' || Array.isArray(raw))
    refuse('invalid', 'roaming.agent.settings', `${file} must hold one JSON object.`)
  const given = raw as Record<string, unknown>
  const faults: Fault[] = []
  const fault = (field: string, message: string): void => {
    faults.push({ field, message })
  }
  const words = (key: keyof Settings, wants: string, isGood: (value: string) => boolean): string => {
    const value = given[key]
    if (typeof value === 'string' && isGood(value)) return value
    fault(key, `"${key}" in ${file} must be ${wants}.`)
    return ''
  }
  for (const key of Object.keys(given))
    if (!(SETTINGS_KEYS as readonly string[]).includes(key))
      fault(key, `"${key}" in ${file} is not a setting. There are: ${SETTINGS_KEYS.join(', ')}.`)
  const url = words('url', 'the address of Connects, such as "https://connects.example"', isAddress)
  const server = words('server', 'the code of this server in the register', (one) => SERVER_CODE.test(one))
  const tokenFile = words('tokenFile', 'the whole path of the file with the token', isAbsolute)
  const directory = words('directory', 'the whole path of the directory the agent keeps', isAbsolute)
  const publicKey = words('publicKey', 'the federation’s public key, as shown at enrolment', isKey)
  const restart = restartOf(given['restart'])
  if (restart === undefined)
    fault('restart', `"restart" in ${file} must be {"start": true} or {"command": ["program", "word", …]}.`)
  const everySeconds = given['everySeconds'] ?? 30
  if (typeof everySeconds !== 'number' || !(everySeconds >= 1 && everySeconds <= 3600))
    fault('everySeconds', `"everySeconds" in ${file} must be a number from 1 to 3600.`)
  const patienceSeconds = given['patienceSeconds']
  if (
    patienceSeconds !== undefined &&
    (typeof patienceSeconds !== 'number' || !(patienceSeconds >= 1 && patienceSeconds <= 600))
  )
    fault('patienceSeconds', `"patienceSeconds" in ${file} must be a number from 1 to 600.`)
  if (faults.length > 0 || restart === undefined) invalid('roaming.agent.settings', faults)
  return {
    url: url.replace(/\/+$/, ''),
    server,
    tokenFile,
    directory,
    publicKey,
    restart,
    everySeconds: everySeconds as number,
    ...(patienceSeconds === undefined ? {} : { patienceSeconds: patienceSeconds as number }),
  }
}

// A token goes over this line: in the clear only to this machine itself.
function isAddress(value: string): boolean {
  const url = URL.parse(value)
  if (url === null || url.username !== '' || url.search !== '' || url.hash !== '') return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && isOwnMachine(url.hostname))
}

const isOwnMachine = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || /^127(\.\d+){3}$/.test(host)

/** The key that was pinned. */
export const pinnedKey = (words: string): KeyObject =>
  createPublicKey({ key: Buffer.from(words, 'base64'), format: 'der', type: 'spki' })

function isKey(value: string): boolean {
  try {
    return pinnedKey(value).asymmetricKeyType === 'ed25519'
  } catch {
    return false
  }
}

function restartOf(value: unknown): Restart | undefined {
  if (value === null || typeof value !== 'object') return undefined
  const [key, ...others] = Object.keys(value)
  if (others.length > 0) return undefined
  if (key === 'start' && (value as { start: unknown }).start === true) return { start: true }
  const command = key === 'command' ? (value as { command: unknown }).command : undefined
  if (!Array.isArray(command) || command.length === 0) return undefined
  if (!command.every((word): word is string => typeof word === 'string' && word !== '')) return undefined
  return { command: command as [string, ...string[]] }
}
