// Reads a command line: words, then options as --name value, --name=value or --name alone.
import { refuse } from '#platform/errors/index.ts'

export type CommandLine = {
  readonly words: readonly string[]
  readonly options: Readonly<Record<string, string>>
  readonly json: boolean
  readonly help: boolean
}

// Options that stand alone: what follows them is the next word, not their value.
const ALONE = new Set(['json', 'help', 'dry-run', 'yes'])

/** Splits a command line. An option given twice is refused; "--" ends the options. */
export function readCommandLine(parts: readonly string[]): CommandLine {
  const words: string[] = []
  const options: Record<string, string> = {}
  for (let at = 0; at < parts.length; at += 1) {
    const part = parts[at] ?? ''
    if (part === '--') {
      words.push(...parts.slice(at + 1))
      break
    }
    if (!part.startsWith('--')) {
      words.push(part)
      continue
    }
    const [given = '', inline] = splitOnce(part.slice(2))
    const next = parts[at + 1]
    const takesNext =
      inline === undefined && !ALONE.has(given) && next !== undefined && !next.startsWith('--')
    const value = inline ?? (takesNext ? next : 'yes')
    if (takesNext) at += 1
    if (Object.hasOwn(options, given))
      refuse('invalid', 'platform.command.twice', `The option --${given} is given twice.`)
    options[given] = value
  }
  const { json, help, ...rest } = options
  return { words, options: rest, json: json !== undefined, help: help !== undefined }
}

function splitOnce(text: string): [string, string | undefined] {
  const at = text.indexOf('=')
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
}

/** "asked-pence" as the field's name "askedPence". */
export function fieldNameOf(option: string): string {
  return option.replaceAll(/-([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase())
}

/** "askedPence" as the option's name "asked-pence". */
export function optionNameOf(field: string): string {
  return field.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
