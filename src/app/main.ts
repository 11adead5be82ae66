// The command, and the server it starts: `connects start | serve | work | setup | <module> <noun> <verb> …`.
import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

// Half of a start goes into reading the sources. What was read once is kept beside the packages, where that can be
// written; Node looks at each file's contents before it takes what it kept. So nothing is imported before this.
enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/connects/compiled/', import.meta.url)))
const { Failure, Refusal, exitCodeOf } = await import('#platform/errors/index.ts')
const { readCommandLine } = await import('./arguments.ts')
const { runCommand } = await import('./cli.ts')

try {
  process.exitCode = await runCommand(readCommandLine(process.argv.slice(2)))
} catch (error) {
  const expected = error instanceof Refusal || error instanceof Failure
  console.error(expected ? error.message : error)
  if (error instanceof Refusal)
    for (const fault of error.faults.slice(0, 200))
      if (fault.message !== error.message) console.error(`  ${fault.message}`)
  process.exitCode = exitCodeOf(error)
}
