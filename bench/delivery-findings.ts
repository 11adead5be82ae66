// The findings of a round: 79 activities as they were in 2019, and a plan of 5,000. Nothing but arithmetic, so it is
// measured without a server; the ceiling is reading the same rows from JSON, as the database hands them over.
import { figuresBeside, findingsIn } from '#modules/delivery/index.ts'
import { frozen2019, stated2019 } from '#test/support/frozen-2019.ts'
import { alternately, median, show } from './support/figure.ts'

const MOST_MS = 100
const ROUNDS = { warm: 3, counted: 9 }
const LARGE = 5000

const stated = stated2019()
const small = frozen2019()
const large: typeof small = {
  ...small,
  rows: Array.from({ length: LARGE }, (_, at) => {
    const row = small.rows[at % small.rows.length]
    if (row === undefined) throw new Error('The round of 2019 has no rows.')
    return { ...row, number: at + 1, title: `${row.title} ${at}` }
  }),
}

/** Milliseconds of CPU that one run takes. */
const cost = (run: () => unknown) => (): Promise<number> => {
  const began = process.cpuUsage()
  run()
  const { user, system } = process.cpuUsage(began)
  return Promise.resolve((user + system) / 1000)
}

for (const frozen of [small, large]) {
  const kept = JSON.stringify(frozen)
  const [read, found] = await alternately(
    ROUNDS,
    cost(() => JSON.parse(kept) as unknown),
    cost(() => [findingsIn(frozen, stated), figuresBeside(frozen, stated)]),
  )
  const rows: readonly (readonly [string, readonly number[]])[] = [
    ['The same rows read from JSON', read],
    ['Stated figures and findings', found],
  ]
  show({
    name: `Findings of ${frozen.rows.length.toLocaleString('en-GB')} activities`,
    rows: rows.map(([what, times]) => ({ what, values: [`${median(times).toFixed(2)} ms of CPU`] })),
    says: 'all figures and findings take',
    value: median(found),
    unit: 'ms',
    ...(frozen === small ? { target: { most: MOST_MS } } : {}),
  })
}
