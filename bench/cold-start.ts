// From starting the program over a county's data to its first page, on the embedded engine. Ceiling: the bare
// engine opened over the same directory, which answers one page.
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { serve } from '#test/support/processes.ts'
import { county, type Place } from './support/county.ts'
import { alternately, median, show } from './support/figure.ts'
import { program } from './support/program.ts'

const ROUNDS = { warm: 1, counted: 3 }
const MOST_SECONDS = 5

const here = await county()
try {
  const place = await here.embedded()
  const bare = join(place.directory, 'bare')
  await cp(join(place.directory, 'data', 'database'), bare, { recursive: true })
  const [ceiling, connects] = await alternately(
    ROUNDS,
    () => bareStart(bare),
    () => start(place),
  )
  const [atBest, ours] = [median(ceiling), median(connects)]
  show({
    name: 'Cold start with existing data to the first page, on PGlite',
    rows: [
      {
        what: 'ceiling: bare PGlite opened over the same directory, one query, one page',
        values: [seconds(atBest)],
      },
      {
        what: 'Connects: started over the county’s data, home page read',
        values: [seconds(ours), `${(ours / atBest).toFixed(1)} times the ceiling`],
      },
    ],
    says: 'to the first page',
    value: ours,
    unit: 's',
    target: { most: MOST_SECONDS },
  })
} finally {
  await here.close()
}

function seconds(value: number): string {
  return `${value.toFixed(2)} s`
}

async function bareStart(directory: string): Promise<number> {
  const began = performance.now()
  const running = await program('bare-directory', [directory])
  await (await fetch(running.url)).text()
  const took = (performance.now() - began) / 1000
  await running.stop()
  return took
}

async function start(place: Place): Promise<number> {
  const began = performance.now()
  const server = await serve(place, ['start'])
  const answer = await fetch(`${server.url}/`)
  await answer.text()
  const took = (performance.now() - began) / 1000
  await server.stop()
  if (answer.status !== 200) throw new Error(`The home page answered ${answer.status}.`)
  return took
}
