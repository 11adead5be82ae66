// Eighteen owners with 500 places each and two million bookings on PostgreSQL: a day of one office, and a search over
// all of them. Made in some minutes.
import { openDatabase } from '#platform/database/index.ts'
import { systemClock } from '#platform/time/index.ts'
import { serve } from '#test/support/processes.ts'
import { castWith, county } from './support/county.ts'
import { show } from './support/figure.ts'
import { timed, wire, within } from './support/load.ts'
import { fillCounty } from './support/office.ts'
import { signedIn } from './support/visitor.ts'

const BOOKINGS = Number(process.env['BENCH_BOOKINGS'] ?? 2_000_000)
const MILLISECONDS = 8000

const here = await county()
try {
  const place = await here.postgres()
  if (place.database === undefined) throw new Error('There is no database to fill.')
  const today = systemClock.now().toZonedDateTimeISO('Europe/London').toPlainDate()
  const began = performance.now()
  const database = await openDatabase({ url: place.database, connections: 2 })
  const { sites } = await fillCounty(database.db, today, BOOKINGS)
  await database.close()
  process.stdout.write(`Filled in ${((performance.now() - began) / 1000).toFixed(0)} s\n`)
  const server = await serve(place, ['start'], { CONNECTS_WORKERS: 'no' })
  try {
    const { name } = await castWith('partnership-officer@kent-connects')
    const visitor = await signedIn(server.url, name)
    const on = (days: number): string => today.add({ days }).toString()
    const measure = async (what: string, most: number, path: (turn: number) => string): Promise<void> => {
      const run = async (milliseconds: number) => {
        const ends = performance.now() + milliseconds
        return timed(server.url, { clients: 1, statuses: [200] }, (_, turn) =>
          performance.now() < ends
            ? wire(server.url, {
                method: 'GET',
                path: path(turn),
                headers: { cookie: visitor.cookie(), accept: 'text/html' },
              })
            : undefined,
        )
      }
      await run(3000)
      const { answers, cpuMs } = await run(MILLISECONDS)
      const took = answers.map((one) => one.ms)
      show({
        name: `With ${BOOKINGS.toLocaleString('en-GB')} bookings over ${(sites.length * 500).toLocaleString('en-GB')} places: ${what}`,
        rows: [
          {
            what: 'Connects',
            values: [
              `half within ${within(took, 0.5).toFixed(0)} ms`,
              `95 of 100 within ${within(took, 0.95).toFixed(0)} ms`,
              `${cpuMs.toFixed(1)} ms of CPU each`,
              `${answers.length} pages`,
            ],
          },
        ],
        says: '95 of 100 pages took at most',
        value: within(took, 0.95),
        unit: 'ms',
        target: { most },
      })
    }
    await measure(
      'the day of an office',
      150,
      (turn) => `/workspaces/${sites[turn % sites.length]!.code}?on=${on(1 + (turn % 14))}`,
    )
    await measure(
      'a search over all partners',
      400,
      (turn) => `/workspaces/search?kind=desk&on=${on(1 + (turn % 14))}&from=09:00&until=17:00`,
    )
  } finally {
    await server.stop()
  }
} finally {
  await here.close()
}
