// A command as it is given at the machine, carried out over a test's application.
import { readCommandLine } from '#app/arguments.ts'
import { commandFor } from '#app/commands/index.ts'
import type { Connects } from '#app/open.ts'
import { exitCodeOf, Failure, Refusal } from '#platform/errors/index.ts'

export type Printed = {
  readonly exit: number
  readonly text: string
  readonly problem: string
  /** The refusal's permanent code. */
  readonly code: string | undefined
}

/** Runs `connects <words and options>`; files are named relative to `directory`. */
export async function command(
  connects: Connects,
  parts: readonly string[],
  directory: string = process.cwd(),
): Promise<Printed> {
  try {
    const line = readCommandLine(parts)
    const found = commandFor(line.words)
    if (found === undefined)
      return {
        exit: 1,
        text: '',
        problem: `There is no command "connects ${line.words.join(' ')}".`,
        code: 'platform.command.unknown',
      }
    if (found.kind !== 'open')
      throw new Error(`"${found.words.join(' ')}" does not run over an open installation.`)
    const { text, exit, problem } = await found.run({ connects, line, user: 'tester', directory })
    return { exit, text, problem: problem ?? '', code: undefined }
  } catch (error) {
    if (!(error instanceof Refusal) && !(error instanceof Failure)) throw error
    const faults = error instanceof Refusal ? error.faults.map((fault) => fault.message).join('; ') : ''
    return { exit: exitCodeOf(error), text: '', problem: `${error.message} ${faults}`, code: error.code }
  }
}
