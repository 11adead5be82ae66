// What a form post costs the server: session, CSRF, permission, answers, the action's transaction, audit and the
// queued job. The form is the one that records a subscriber's payment. Ceiling: reading the same form.
import { randomUUIDv7 } from 'node:crypto'
import { serve } from '#test/support/processes.ts'
import { castWith, county, type Place } from './support/county.ts'
import { alternately, median, show } from './support/figure.ts'
import { costed, drive, wire, type Costed } from './support/load.ts'
import { hiddenIn, signedIn, type Visitor } from './support/visitor.ts'

const ROUNDS = { warm: 2, counted: 5 }
const MILLISECONDS = 1200
const MOST_MS = 5

const here = await county()
try {
  // A web process beside a worker of its own, as on a real server; and the one process of a trial, which does both.
  await measure(
    'A form post on PostgreSQL, the jobs carried out by a worker of their own',
    await here.postgres(),
    { CONNECTS_WORKERS: 'no' },
    { most: MOST_MS },
  )
  await measure('The same on PostgreSQL, one process doing the jobs too', await here.postgres(), {})
  await measure('The same on PGlite, one process with the database in it', await here.embedded(), {})
} finally {
  await here.close()
}

async function measure(
  name: string,
  place: Place,
  settings: Readonly<Record<string, string>>,
  target?: { most: number },
): Promise<void> {
  const server = await serve(place, ['start'], settings)
  try {
    const accounts = await castWith('finance-officer@kent-connects')
    const visitor = await signedIn(server.url, accounts.name)
    const { path, csrf } = await openForm(visitor)
    const headers = { cookie: visitor.cookie(), origin: server.url }
    const get = wire(server.url, { method: 'GET', path, headers })
    const post = (): Buffer =>
      wire(server.url, {
        method: 'POST',
        path,
        headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
        body: payment(csrf),
      })
    const one = { clients: 1, milliseconds: MILLISECONDS }
    const [reads, posts] = await alternately(
      ROUNDS,
      () => costed(server.url, () => drive(server.url, { ...one, expect: 200 }, () => get)),
      () => costed(server.url, () => drive(server.url, { ...one, expect: 303 }, post)),
    )
    const cpu = (all: readonly Costed[]): number => median(all.map(({ cpuMs }) => cpuMs))
    show({
      name,
      rows: [
        { what: 'ceiling: reading the same form', values: [`${cpu(reads).toFixed(2)} ms of CPU`] },
        {
          what: 'Connects: a payment recorded',
          values: [
            `${cpu(posts).toFixed(2)} ms of CPU`,
            `${(cpu(posts) / cpu(reads)).toFixed(2)} times the ceiling`,
          ],
        },
      ],
      says: 'CPU of the server process for a post:',
      value: cpu(posts),
      unit: 'ms',
      ...(target === undefined ? {} : { target }),
    })
  } finally {
    await server.stop()
  }
}

/** Finds a charge of which most is still owed, and the form that records a payment on it. */
async function openForm(visitor: Visitor): Promise<{ path: string; csrf: string }> {
  const list = await visitor.get('/partnerships/kent-connects/subscriptions')
  const charges = [
    ...list.text.matchAll(/href="(\/partnerships\/kent-connects\/subscriptions\/[0-9a-f-]{36})"/g),
  ]
  for (const [, charge = ''] of charges) {
    const path = `${charge}/pay`
    const { text } = await visitor.get(path)
    const owed = Number(
      /£([\d,]+)(?:\.\d\d)? of £[\d,.]+ is outstanding/.exec(text)?.[1]?.replaceAll(',', '') ?? 0,
    )
    if (owed >= 1000) return { path, csrf: hiddenIn(text, '_csrf') }
  }
  throw new Error(`None of ${charges.length} charges is owed (${list.status}).`)
}

function payment(csrf: string): string {
  const day = { 'receivedOn-day': '1', 'receivedOn-month': '6', 'receivedOn-year': '2026' }
  return new URLSearchParams({
    _csrf: csrf,
    _form: randomUUIDv7(),
    amount: '0.01',
    ...day,
    reference: `Measured ${randomUUIDv7()}`,
  }).toString()
}
