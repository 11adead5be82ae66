// What a command is, and what it leaves behind: text for the terminal and an exit code.
import type { Config } from '#platform/config/index.ts'
import type { CommandLine } from '../arguments.ts'
import type { Connects } from '../open.ts'

export type Output = {
  readonly text: string
  readonly exit: number
  readonly problem?: string
  /** A document for standard output, in base64, as it crosses the socket; `text` is then empty. */
  readonly bytes?: string
}

/** Works over an open installation: in the running server, or in the command's own process. */
export type OpenCommand = Described & {
  readonly kind: 'open'
  readonly needsStopped?: boolean
  readonly run: (given: {
    connects: Connects
    line: CommandLine
    user: string
    directory: string
    /** What came by standard input, where an option says "-"; in base64, as it crosses the socket. */
    input?: string
  }) => Promise<Output>
}

/** Works on the data while nothing has it open. */
export type OfflineCommand = Described & {
  readonly kind: 'offline'
  readonly needsStopped: true
  readonly run: (given: {
    config: Config
    line: CommandLine
    user: string
    directory: string
  }) => Promise<Output>
}

/** Is itself a process that stays: the server, the worker. */
export type ProcessCommand = Described & {
  readonly kind: 'process'
  readonly run: (given: { config: Config; line: CommandLine }) => Promise<number>
}

type Described = {
  readonly words: readonly string[]
  readonly title: string
  /** What may follow the words, as in "<kind> <file.csv>". */
  readonly takes?: string
  readonly options?: Readonly<Record<string, string>>
  readonly about?: string
}

export type Command = OpenCommand | OfflineCommand | ProcessCommand

/** Text and success. */
export const said = (text: string): Output => ({ text, exit: 0 })

/** JSON or text, whichever was asked for. */
export function answer(line: CommandLine, value: unknown, text: string): Output {
  return said(
    line.json
      ? JSON.stringify(value, (_key, one: unknown) => (typeof one === 'bigint' ? Number(one) : one), 2)
      : text,
  )
}
