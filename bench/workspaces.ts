// Booking as 32 people do it at once, through the whole product: session, CSRF, rules, locks, audit, outbox, over HTTP.
// On PostgreSQL and on PGlite; of the contended slots exactly one booking each may stand.
import { randomUUIDv7 } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { openDatabase, type Db } from '#platform/database/index.ts'
import { systemClock } from '#platform/time/index.ts'
import { DESKS, doubles, makeOffice, OFFICE, ROOMS, type Office } from '#test/support/office.ts'
import { serve } from '#test/support/processes.ts'
import { county, type Place } from './support/county.ts'
import { show } from './support/figure.ts'
import { timed, wire, within } from './support/load.ts'
import { fillDay } from './support/office.ts'
import { hiddenIn, signedIn, type Visitor } from './support/visitor.ts'

const CLIENTS = 32
const SLOTS = 50
/** 160 slots of an hour in ten rooms hold five rounds of 32. */
const SERIES_EACH = 5
const MILLISECONDS = Number(process.env['BENCH_MILLISECONDS'] ?? 6000)

type Client = { readonly visitor: Visitor; readonly csrf: string }

// Slots are handed out from one row for the whole run, so that nobody is ever given one that was taken before.
let handedOut = 0

const today = systemClock.now().toZonedDateTimeISO('Europe/London').toPlainDate()

const here = await county()
try {
  await measured(await here.postgres(), 'PostgreSQL', { distinct: 250, sequentialMs: 15, contended: 400 })
  await measured(await here.embedded(), 'PGlite', {
    distinct: 150,
    sequentialMs: undefined,
    contended: undefined,
  })
} finally {
  await here.close()
}

type Targets = {
  readonly distinct: number
  readonly sequentialMs: number | undefined
  readonly contended: number | undefined
}

async function measured(place: Place, engine: string, targets: Targets): Promise<void> {
  const office = await withDatabase(place, (db) => makeOffice(db, today))
  const server = await serve(place, ['start'], {
    ...(engine === 'PostgreSQL' ? { CONNECTS_WORKERS: 'no' } : {}),
    CONNECTS_SIGN_INS_PER_HOUR: '10000',
  })
  try {
    const clients = await signedInClients(server.url, office)
    await sequential(server.url, engine, office, clients, targets)
    await distinct(server.url, engine, office, clients, targets)
    await contended(server.url, engine, office, clients, targets)
    if (engine === 'PostgreSQL') {
      await series(server.url, office, clients)
      await dayView(server.url, place, office, clients)
    }
  } finally {
    await server.stop()
  }
  await withDatabase(place, async (db) => {
    const sold = await doubles(db)
    if (sold !== 0) throw new Error(`${sold} bookings of ${engine} overlap: sold twice.`)
    process.stdout.write(`  ${engine}: no two bookings overlap.\n`)
  })
}

async function withDatabase<T>(place: Place, run: (db: Db) => Promise<T>): Promise<T> {
  const database = await openDatabase(
    place.database === undefined
      ? { dataDir: place.env['CONNECTS_DATA'] ?? '' }
      : { url: place.database, connections: 2 },
  )
  try {
    return await run(database.db)
  } finally {
    await database.close()
  }
}

async function signedInClients(url: string, office: Office): Promise<readonly Client[]> {
  const text = await readFile(new URL('../data/demo/people.csv', import.meta.url), 'utf8')
  // Those of the estates partnership's other bodies are not let in by the agreement of Kent Connects.
  const names = text.split(/\r?\n/).flatMap((line) => {
    const [, name = '', organisation = ''] = line.split(',')
    return ['organisation', '', 'nhs-kent-medway', 'kalc', 'secamb'].includes(organisation) ? [] : [name]
  })
  const clients: Client[] = []
  for (const name of names.slice(0, CLIENTS)) {
    const visitor = await signedIn(url, name)
    const page = await visitor.get(formOf(office.desks[0] ?? '', today.add({ days: 1 })))
    clients.push({ visitor, csrf: hiddenIn(page.text, '_csrf') })
  }
  return clients
}

function formOf(resource: string, on: Temporal.PlainDate): string {
  return `/workspaces/book?place=${resource}&on=${on.toString()}&from=09:00&until=09:30`
}

/** The nth slot there is: every half-hour of every desk, day after day. */
function slot(
  office: Office,
  nth: number,
): { desk: string; on: Temporal.PlainDate; from: string; until: string } {
  const desk = office.desks[nth % DESKS] ?? ''
  const half = Math.floor(nth / DESKS)
  const time = (halves: number): string =>
    `${String(Math.floor(halves / 2)).padStart(2, '0')}:${halves % 2 === 0 ? '00' : '30'}`
  // Every other half-hour from 3am on, clear of the hour that the clocks skip or repeat.
  const within = half % 20
  return {
    desk,
    on: today.add({ days: 2 + Math.floor(half / 20) }),
    from: time(6 + within),
    until: time(7 + within),
  }
}

function post(url: string, client: Client, wanted: ReturnType<typeof slot>): Buffer {
  return wire(url, {
    method: 'POST',
    path: '/workspaces/book',
    headers: {
      cookie: client.visitor.cookie(),
      origin: url,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({
      _csrf: client.csrf,
      _form: randomUUIDv7(),
      places: wanted.desk,
      'on-day': String(wanted.on.day),
      'on-month': String(wanted.on.month),
      'on-year': String(wanted.on.year),
      from: wanted.from,
      until: wanted.until,
      people: '1',
    }).toString(),
  })
}

async function sequential(
  url: string,
  engine: string,
  office: Office,
  clients: readonly Client[],
  targets: Targets,
): Promise<void> {
  const client = clients[0]!
  const run = async (milliseconds: number) => {
    const ends = performance.now() + milliseconds
    return timed(url, { clients: 1, statuses: [303] }, () =>
      performance.now() < ends ? post(url, client, slot(office, handedOut++)) : undefined,
    )
  }
  await run(1500)
  const { answers, seconds, cpuMs } = await run(MILLISECONDS)
  const took = answers.map((one) => one.ms)
  show({
    name: `Bookings one after the other, on ${engine}`,
    rows: [
      {
        what: 'Connects',
        values: [
          `${(answers.length / seconds).toFixed(0)} bookings/s`,
          `half within ${within(took, 0.5).toFixed(1)} ms`,
          `95 of 100 within ${within(took, 0.95).toFixed(1)} ms`,
          `${cpuMs.toFixed(2)} ms of CPU each`,
        ],
      },
    ],
    says: '95 of 100 bookings took at most',
    value: within(took, 0.95),
    unit: 'ms',
    ...(targets.sequentialMs === undefined ? {} : { target: { most: targets.sequentialMs } }),
  })
}

async function distinct(
  url: string,
  engine: string,
  office: Office,
  clients: readonly Client[],
  targets: Targets,
): Promise<void> {
  const ends = performance.now() + MILLISECONDS
  const { answers, seconds, cpuMs } = await timed(
    url,
    { clients: clients.length, statuses: [303] },
    (client) =>
      performance.now() < ends ? post(url, clients[client]!, slot(office, handedOut++)) : undefined,
  )
  const took = answers.map((one) => one.ms)
  const rows = [
    {
      what: 'Connects',
      values: [
        `${(answers.length / seconds).toFixed(0)} bookings/s`,
        `95 of 100 within ${within(took, 0.95).toFixed(0)} ms`,
        `${cpuMs.toFixed(2)} ms of CPU each`,
      ],
    },
  ]
  show({
    name: `${clients.length} people book different places at once, on ${engine}`,
    rows,
    says: 'bookings a second:',
    value: answers.length / seconds,
    unit: '×',
    target: { least: targets.distinct },
  })
  if (engine === 'PostgreSQL')
    show({
      name: 'The same: CPU of the server for a booking',
      rows,
      says: 'CPU of the server process for a booking:',
      value: cpuMs,
      unit: 'ms',
      target: { most: 5 },
    })
}

/** All clients want the same slot at the same instant, fifty times: one gets it, the others are told at once. */
async function contended(
  url: string,
  engine: string,
  office: Office,
  clients: readonly Client[],
  targets: Targets,
): Promise<void> {
  const wanted = Array.from({ length: SLOTS }, () => slot(office, handedOut++))
  const all = barrier(clients.length)
  const { answers, seconds, cpuMs } = await timed(
    url,
    { clients: clients.length, statuses: [303, 409] },
    async (client, turn) => {
      const one = wanted[turn]
      if (one === undefined) return undefined
      await all()
      return post(url, clients[client]!, one)
    },
  )
  const sold = answers.filter((one) => one.status === 303).length
  if (sold !== SLOTS) throw new Error(`${sold} of ${SLOTS} slots were sold on ${engine}.`)
  const took = answers.map((one) => one.ms)
  const rows = [
    {
      what: 'Connects',
      values: [
        `${(answers.length / seconds).toFixed(0)} attempts/s`,
        `95 of 100 within ${within(took, 0.95).toFixed(0)} ms`,
        `the slowest ${Math.max(...took).toFixed(0)} ms`,
        `${cpuMs.toFixed(2)} ms of CPU each`,
        `${sold} of ${SLOTS} slots sold`,
      ],
    },
  ]
  show({
    name: `${clients.length} people want the same slot at the same instant, ${SLOTS} times, on ${engine}`,
    rows,
    says: 'attempts a second:',
    value: answers.length / seconds,
    unit: '×',
    ...(targets.contended === undefined ? {} : { target: { least: targets.contended } }),
  })
  if (targets.contended !== undefined)
    show({
      name: 'The same: how long an attempt takes',
      rows,
      says: '95 of 100 attempts took at most',
      value: within(took, 0.95),
      unit: 'ms',
      target: { most: 150 },
    })
}

/** Lets nobody go on before all have come. */
function barrier(size: number): () => Promise<void> {
  let waiting: (() => void)[] = []
  return () =>
    new Promise((go) => {
      waiting.push(go)
      if (waiting.length < size) return
      const all = waiting
      waiting = []
      for (const one of all) one()
    })
}

async function dayView(url: string, place: Place, office: Office, clients: readonly Client[]): Promise<void> {
  const on = today.add({ days: 700 })
  await withDatabase(place, (db) => fillDay(db, office, on))
  const path = `/workspaces/${OFFICE}?on=${on.toString()}`
  const page = await clients[0]!.visitor.get(path)
  if (page.status !== 200) throw new Error(`${path} answered ${page.status}`)
  const bytes = Buffer.byteLength(page.text)
  for (const [count, most] of [
    [1, 50],
    [8, 150],
    [32, 600],
  ] as const) {
    const request = (client: number): Buffer =>
      wire(url, {
        method: 'GET',
        path,
        headers: { cookie: clients[client]!.visitor.cookie(), accept: 'text/html' },
      })
    const run = async (milliseconds: number) => {
      const ends = performance.now() + milliseconds
      return timed(url, { clients: count, statuses: [200] }, (client) =>
        performance.now() < ends ? request(client) : undefined,
      )
    }
    if (count === 1) await run(1500)
    const { answers, cpuMs } = await run(MILLISECONDS / 2)
    const took = answers.map((one) => one.ms)
    show({
      name: `The day of ${DESKS} desks with 1,000 bookings, ${count} reading at once`,
      rows: [
        {
          what: 'Connects',
          values: [
            `${(bytes / 1024).toFixed(0)} KB before compression`,
            `half within ${within(took, 0.5).toFixed(0)} ms`,
            `95 of 100 within ${within(took, 0.95).toFixed(0)} ms`,
            `${cpuMs.toFixed(1)} ms of CPU each`,
          ],
        },
      ],
      says: '95 of 100 pages took at most',
      value: within(took, 0.95),
      unit: 'ms',
      target: { most },
    })
  }
  show({
    name: `The day of ${DESKS} desks with 1,000 bookings: its size`,
    rows: [],
    says: 'kilobytes before compression:',
    value: bytes / 1024,
    unit: '×',
    target: { most: 200 },
  })
}

/** 32 people make a weekly series of half a year over ten rooms at the same instant, at times of their own. */
async function series(url: string, office: Office, clients: readonly Client[]): Promise<void> {
  const all = barrier(clients.length)
  const first = today.add({ days: 8 - today.dayOfWeek })
  const { answers, cpuMs } = await timed(
    url,
    { clients: clients.length, statuses: [303] },
    async (client, turn) => {
      if (turn >= SERIES_EACH) return undefined
      const nth = turn * clients.length + client
      const room = office.rooms[nth % ROOMS] ?? ''
      // Ten rooms, an hour each, from 4am on: nobody's runs into another's.
      const hour = 4 + (Math.floor(nth / ROOMS) % 16)
      const { visitor, csrf } = clients[client]!
      await all()
      return wire(url, {
        method: 'POST',
        path: `/workspaces/series/new?place=${room}`,
        headers: {
          cookie: visitor.cookie(),
          origin: url,
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: new URLSearchParams({
          _csrf: csrf,
          _form: randomUUIDv7(),
          place: room,
          'first-day': String(first.day),
          'first-month': String(first.month),
          'first-year': String(first.year),
          from: `${hour}:00`,
          until: `${hour + 1}:00`,
          every: 'week',
          interval: '1',
          times: '26',
          how: 'all',
          shown: '',
        }).toString(),
      })
    },
  )
  const took = answers.map((one) => one.ms)
  show({
    name: `${clients.length} people make a series of 26 weeks at once, on PostgreSQL`,
    rows: [
      {
        what: 'Connects',
        values: [
          `half within ${within(took, 0.5).toFixed(0)} ms`,
          `95 of 100 within ${within(took, 0.95).toFixed(0)} ms`,
          `${cpuMs.toFixed(1)} ms of CPU each`,
          `${answers.length} series`,
        ],
      },
    ],
    says: '95 of 100 series took at most',
    value: within(took, 0.95),
    unit: 'ms',
    target: { most: 300 },
  })
}
