// Which command was meant, and where it runs: in the running server when there is one (the embedded database has
// one owner), else in this process, which then opens the data itself.
import { userInfo } from 'node:os'
import { readConfig, type Config } from '#platform/config/index.ts'
import { refuse } from '#platform/errors/index.ts'
import { openLog } from '#platform/log/index.ts'
import { systemClock } from '#platform/time/index.ts'
import type { CommandLine } from './arguments.ts'
import { commandFor, helpOf, overview } from './commands/index.ts'
import type { Output } from './commands/command.ts'
import { readInput, wantsInput } from './commands/reading.ts'
import { openConnects } from './open.ts'
import { askServer } from './socket.ts'

/** Runs a command line and gives the process's exit code. */
export async function runCommand(line: CommandLine): Promise<number> {
  const config = readConfig(process.env)
  if (line.words.length === 0) return printed(overview())
  const command = commandFor(line.words)
  if (command === undefined) return line.help ? printed(overview(line.words)) : refuseUnknown(line)
  if (line.help) return printed(helpOf(command))
  if (command.kind === 'process') return command.run({ config, line })
  const user = userInfo().username
  const input =
    command.kind === 'open' && wantsInput(line.options) ? await readInput(process.stdin) : undefined
  const more = input === undefined ? {} : { input }
  const answered = await askServer(config, { line, user, directory: process.cwd(), ...more })
  if (answered !== undefined) {
    if (command.needsStopped === true)
      refuse(
        'conflict',
        'platform.command.server-runs',
        `A server runs over ${config.dataDirectory}. Stop it first: "${command.words.join(' ')}" needs the data to itself.`,
      )
    return printed(answered)
  }
  return runHere(config, line, user, more)
}

async function runHere(
  config: Config,
  line: CommandLine,
  user: string,
  more: { readonly input?: string },
): Promise<number> {
  const command = commandFor(line.words)
  if (command === undefined || command.kind === 'process') return refuseUnknown(line)
  if (command.kind === 'offline')
    return printed(await command.run({ config, line, user, directory: process.cwd() }))
  const connects = await openConnects({
    config,
    clock: systemClock,
    log: openLog({ level: config.logLevel === 'info' ? 'warn' : config.logLevel }),
    work: false,
  })
  try {
    return printed(await command.run({ connects, line, user, directory: process.cwd(), ...more }))
  } finally {
    await connects.close()
  }
}

// Whoever reads only the beginning (`… | head`) closes the pipe, which is no failure of ours.
function mayCloseEarly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
}

function printed(output: Output): number {
  process.stdout.once('error', mayCloseEarly)
  if (output.bytes !== undefined) process.stdout.write(Buffer.from(output.bytes, 'base64'))
  if (output.text !== '') process.stdout.write(output.text.endsWith('\n') ? output.text : `${output.text}\n`)
  if (output.problem !== undefined) process.stderr.write(`${output.problem}\n`)
  return output.exit
}

function refuseUnknown(line: CommandLine): never {
  return refuse(
    'invalid',
    'platform.command.unknown',
    `There is no command "connects ${line.words.join(' ')}". "connects --help" lists them.`,
  )
}
