// The command, and the server it starts: `connects start | serve | work | setup | <module> <noun> <verb> …`.
import { Failure, Refusal, exitCodeOf } from '#platform/errors/index.ts'
import { readCommandLine } from './arguments.ts'
import { runCommand } from './cli.ts'

try {
  process.exitCode = await runCommand(readCommandLine(process.argv.slice(2)))
} catch (error) {
  const expected = error instanceof Refusal || error instanceof Failure
  console.error(expected ? error.message : error)
  if (error instanceof Refusal) for (const fault of error.faults.slice(0, 200)) if (fault.message !== error.message) console.error(`  ${fault.message}`)
  process.exitCode = exitCodeOf(error)
}
