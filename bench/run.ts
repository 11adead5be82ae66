// `npm run bench`: makes the county once, measures every figure against its ceiling, one after the other, and
// sets them side by side at the end. `npm run bench form-post` measures that one.
import { fork } from 'node:child_process'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { countyForRun } from './support/county.ts'
import { reaches, verdict, type Figure } from './support/figure.ts'

const FIGURES = [
  'cold-start',
  'list-page',
  'form-post',
  'audited-writes',
  'pages',
  'home-page',
  'group-page',
  'delivery-plan',
  'delivery-saves',
  'search',
  'delivery-findings',
  'delivery-report',
  'workspaces',
  'workspaces-scale',
  'roaming-probes',
  'roaming-ingest',
  'roaming-generation',
  'roaming-change',
  'roaming-rate',
]

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !FIGURES.includes(name))
if (unknown.length > 0) {
  process.stderr.write(`There is no figure ${unknown.join(', ')}. There are: ${FIGURES.join(', ')}.\n`)
  process.exit(1)
}
process.exitCode = await run(FIGURES.filter((name) => wanted.length === 0 || wanted.includes(name)))

async function run(names: readonly string[]): Promise<number> {
  const began = performance.now()
  const county = await countyForRun()
  const figures: Figure[] = []
  const failed: string[] = []
  try {
    for (const name of names) if (!(await measured(name, county.env, figures))) failed.push(name)
  } finally {
    await county.close()
  }
  const share = coreShare()
  const minutes = ((performance.now() - began) / 60_000).toFixed(1)
  process.stdout.write(
    `\nAll figures (${minutes} minutes, Node ${process.version}, ${cpus().length} cores, of one of which a process now gets ${share})\n`,
  )
  for (const figure of figures)
    process.stdout.write(`  ${reaches(figure) ? '✔' : '✖'} ${figure.name}\n      ${verdict(figure)}\n`)
  for (const name of failed) process.stdout.write(`  ✖ ${name} could not be measured.\n`)
  // A figure that misses on a busy machine is to be looked at; one that cannot be measured is broken.
  return failed.length === 0 ? 0 : 1
}

/** How busy the machine is with other things: the part of a core that a process gets when it wants all of one. */
function coreShare(): string {
  const [began, before] = [performance.now(), process.cpuUsage()]
  while (performance.now() - began < 1000) continue
  const { user, system } = process.cpuUsage(before)
  return `${Math.round((user + system) / 10 / (performance.now() - began))} %`
}

function measured(name: string, env: Readonly<Record<string, string>>, figures: Figure[]): Promise<boolean> {
  const path = fileURLToPath(new URL(`./${name}.ts`, import.meta.url))
  const child = fork(path, { env: { ...process.env, ...env }, execArgv: [] })
  child.on('message', (figure) => figures.push(figure as Figure))
  return new Promise((done) => child.on('close', (code) => done(code === 0)))
}
