// The kinds of value a setting can have. Each reads the text of an environment variable and answers with
// either the value or what is wrong with it; none of them guesses.
import { isIP } from 'node:net'
import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'

/** Where the settings are read: the environment, and the directory relative paths start at. */
export type Surroundings = {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly directory: string
}

/** A reading that failed: the fault of the value, and what it should be. */
export class WrongValue extends Error {}

export type Setting<T> = {
  /** The name of the environment variable. */
  readonly name: string
  /** What is written in the table of settings under "Value". */
  readonly kind: string
  /** The text that stands for a value nobody gave; undefined when there is none. */
  readonly default: string | undefined
  readonly description: string
  /** Never printed and never logged. */
  readonly secret: boolean
  readonly read: (text: string, surroundings: Surroundings) => T
  /** The value when nobody gave one. */
  readonly absent: (surroundings: Surroundings) => T
}

type About = { readonly name: string; readonly description: string; readonly secret?: boolean }

function setting<T>(
  about: About,
  kind: string,
  fallback: string | undefined,
  read: Setting<T>['read'],
): Setting<T> {
  return {
    name: about.name,
    description: about.description,
    secret: about.secret ?? false,
    kind,
    default: fallback,
    read,
    absent: (surroundings) => read(fallback ?? '', surroundings),
  }
}

/** The same setting, undefined when nobody gave it. */
export function optional<T>(given: Setting<T>): Setting<T | undefined> {
  return { ...given, default: undefined, absent: () => undefined }
}

export function wholeNumber(about: About, fallback: number, least: number, most: number): Setting<number> {
  return setting(about, `whole number, ${least} to ${most}`, String(fallback), (text) => {
    const value = Number(text)
    if (!/^\d{1,15}$/.test(text) || value < least || value > most)
      throw new WrongValue(`it should be a whole number from ${least} to ${most}`)
    return value
  })
}

export function yesNo(about: About, fallback: 'yes' | 'no'): Setting<boolean> {
  const words: Readonly<Record<string, boolean>> = {
    yes: true,
    no: false,
    '1': true,
    '0': false,
    true: true,
    false: false,
  }
  return setting(about, '`yes` or `no`', fallback, (text) => {
    const value = words[text]
    if (value === undefined) throw new WrongValue('it should be yes or no')
    return value
  })
}

export function oneOf<const T extends string>(about: About, choices: readonly T[], fallback: T): Setting<T> {
  return setting(about, choices.map((choice) => `\`${choice}\``).join(', '), fallback, (text) => {
    const value = choices.find((choice) => choice === text)
    if (value === undefined) throw new WrongValue(`it should be one of ${choices.join(', ')}`)
    return value
  })
}

/** A path: `~/` is the home directory, a relative one starts at the working directory. */
export function path(about: About, fallback: string): Setting<string> {
  return setting(about, 'path', fallback, (text, surroundings) => {
    if (text.includes('\0')) throw new WrongValue('it holds a NUL character, which no path can')
    if (text.startsWith('~/')) return join(home(surroundings), text.slice(2))
    return isAbsolute(text) ? resolve(text) : resolve(surroundings.directory, text)
  })
}

export function home({ env }: Surroundings): string {
  return env['HOME'] !== undefined && env['HOME'] !== '' ? env['HOME'] : homedir()
}

/** A web address of one of the given schemes; `origin` refuses everything behind the port. */
export function address(
  about: About,
  schemes: readonly string[],
  example: string,
  more: { readonly origin?: boolean } = {},
): Setting<string> {
  const kind = more.origin === true ? 'address without a path' : 'address'
  return setting(about, `${kind}, such as \`${example}\``, example, (text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined
    const should = `it should be an address such as ${example}`
    if (url === undefined || !schemes.includes(url.protocol) || url.hostname === '')
      throw new WrongValue(should)
    if (more.origin !== true) return text
    if (url.pathname !== '/' || url.search !== '' || url.hash !== '' || url.username !== '')
      throw new WrongValue(`${should}, with nothing after the host and port`)
    return url.origin
  })
}

export function hostName(about: About, fallback: string): Setting<string> {
  return setting(about, 'host name or address', fallback, (text) => {
    if (isIP(text) === 0 && !/^[a-zA-Z0-9]([a-zA-Z0-9.-]{0,251}[a-zA-Z0-9])?$/.test(text))
      throw new WrongValue('it should be a host name or an IP address, such as 127.0.0.1')
    return text
  })
}

/** "Name <mail@host>" or a bare mail address; no line breaks, which would add headers to every mail. */
export function sender(about: About, fallback: string): Setting<string> {
  return setting(about, 'mail address, with or without a name', fallback, (text) => {
    if (!/^(?:[^\p{Cc}<>"]+ <[^\s<>@,;"]+@[^\s<>@,;"]+>|[^\s<>@,;"]+@[^\s<>@,;"]+)$/u.test(text))
      throw new WrongValue('it should be a mail address, such as Connects <connects@council.example>')
    return text
  })
}

/** IP addresses and networks, separated by commas. */
export function networks(about: About): Setting<readonly string[]> {
  return setting(about, 'IP addresses or networks, separated by commas', '', (text) => {
    const parts = text === '' ? [] : text.split(',').map((part) => part.trim())
    for (const part of parts)
      if (!isNetwork(part))
        throw new WrongValue(
          `“${part}” should be an address such as 10.0.0.5 or a network such as 10.0.0.0/8`,
        )
    return parts
  })
}

function isNetwork(text: string): boolean {
  const [ip = '', bits, ...rest] = text.split('/')
  const version = isIP(ip)
  if (version === 0 || rest.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
}

/** Absolute paths of files. */
export function paths(about: About): Setting<readonly string[]> {
  return setting(about, 'absolute paths, separated by commas', '', (text) => {
    const parts = text === '' ? [] : text.split(',').map((part) => part.trim())
    for (const part of parts)
      if (!isAbsolute(part) || part.includes('\0'))
        throw new WrongValue(`“${part}” should be an absolute path such as /var/log/radius/fticks.log`)
    return parts
  })
}

/** An address of this machine and a port. */
export function socketAddress(about: About): Setting<{ readonly address: string; readonly port: number }> {
  return setting(about, 'an address and a port, as `127.0.0.1:5514`', '', (text) => {
    const [, ip = '', port = ''] = /^\[?([0-9a-fA-F.:]+?)\]?:(\d{1,5})$/.exec(text) ?? []
    if (isIP(ip) === 0 || Number(port) > 65535)
      throw new WrongValue('it should be an address and a port such as 127.0.0.1:5514 or [::1]:5514')
    return { address: ip, port: Number(port) }
  })
}

/** A secret of at least so many characters. */
export function phrase(about: About, least: number): Setting<string> {
  return setting({ ...about, secret: true }, `at least ${least} characters`, '', (text) => {
    if (text.length < least || /\s/.test(text))
      throw new WrongValue(`it should be at least ${least} characters without spaces`)
    return text
  })
}

/** A default that depends on where the process runs, said in words in the table of settings. */
export function derived<T>(
  given: Setting<T>,
  words: string,
  absent: (surroundings: Surroundings) => T,
): Setting<T> {
  return { ...given, default: words, absent }
}
