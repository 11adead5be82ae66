// A list page of a hundred rows from PostgreSQL, as a signed-in administrator reads it. Ceiling: node's own
// server, which runs the same statements (taken from one request) over a pool and sends the same bytes.
import { readFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { deserialize, serialize } from 'node:v8'
import { serve, type Server } from '#test/support/processes.ts'
import type { Bare } from './support/bare-handler.ts'
import type { Statement } from './support/capture-statements.ts'
import { castWith, county, handOver, type Place } from './support/county.ts'
import { alternately, median, show } from './support/figure.ts'
import { costed, drive, wire, type Costed } from './support/load.ts'
import { preloading, program } from './support/program.ts'
import { signedIn, type Visitor } from './support/visitor.ts'

const PATH = '/running/history'
const ROWS = 100
const ROUNDS = { warm: 3, counted: 7 }
// Two cores for the load, the server and PostgreSQL: four at a time keep them busy.
const CLIENTS = 4
const MILLISECONDS = 2200
const LEAST = 0.5

const here = await county()
try {
  const place = await here.postgres()
  const { statements, page, cookie } = await captured(place)
  const found = page.split('<tr').length - 2
  if (found !== ROWS) throw new Error(`${PATH} shows ${found} rows, not ${ROWS}.`)
  const bytes = Buffer.from(page)
  const bare: Bare = {
    statements,
    headers: { 'content-type': 'text/html; charset=utf-8', 'content-length': String(bytes.length) },
    body: bytes,
  }
  const file = await handOver(place, 'bare.v8', serialize(bare))
  const ceiling = await program('bare-handler', [file], { DATABASE_URL: place.database ?? '' })
  const server = await serve(place, ['start'], { CONNECTS_WORKERS: 'no' })
  try {
    const [atBest, ours] = await alternately(
      ROUNDS,
      () => read(ceiling.url, cookie),
      () => read(server.url, cookie),
    )
    report(atBest, ours, statements.length, bytes.length)
  } finally {
    await server.stop()
    await ceiling.stop()
  }
} finally {
  await here.close()
}

/** What one request for the page sends to the database, and what it answers. */
async function captured(
  place: Place,
): Promise<{ statements: readonly Statement[]; page: string; cookie: string }> {
  const file = join(place.directory, 'statements.v8')
  const server = await serve(place, ['start'], {
    CONNECTS_WORKERS: 'no',
    NODE_OPTIONS: preloading('capture-statements'),
    BENCH_STATEMENTS: file,
  })
  try {
    const { name } = await castWith('administrator')
    const visitor = await signedIn(server.url, name)
    await readPage(visitor)
    await told(server, file)
    const page = await readPage(visitor)
    await told(server, file)
    return { statements: deserialize(await readFile(file)) as Statement[], page, cookie: visitor.cookie() }
  } finally {
    await server.stop()
  }
}

async function readPage(visitor: Visitor): Promise<string> {
  const { status, text } = await visitor.get(PATH)
  if (status !== 200) throw new Error(`${PATH} answered ${status}.`)
  return text
}

// The server leaves a file when it has heard the signal.
async function told(server: Server, file: string): Promise<void> {
  await rm(file, { force: true })
  server.child.kill('SIGUSR2')
  while (!existsSync(file)) await pause(10)
}

function read(url: string, cookie: string): Promise<Costed> {
  const request = wire(url, { method: 'GET', path: PATH, headers: { cookie, accept: 'text/html' } })
  return costed(url, () =>
    drive(url, { clients: CLIENTS, milliseconds: MILLISECONDS, expect: 200 }, () => request),
  )
}

function report(atBest: readonly Costed[], ours: readonly Costed[], statements: number, bytes: number): void {
  const rate = (all: readonly Costed[]): number => median(all.map(({ perSecond }) => perSecond))
  const cpu = (all: readonly Costed[]): number => median(all.map(({ cpuMs }) => cpuMs))
  // Round by round, so that a slow moment of the machine falls on both sides of a ratio.
  const ratio = median(ours.map((one, round) => one.perSecond / (atBest[round]?.perSecond ?? Number.NaN)))
  const values = (all: readonly Costed[]): string[] => [
    `${rate(all).toFixed(0)} requests/s`,
    `${cpu(all).toFixed(2)} ms of CPU each`,
  ]
  show({
    name: `A list page of ${ROWS} rows from PostgreSQL (${PATH}, signed in)`,
    rows: [
      {
        what: `ceiling: node:http, the same ${statements} statements, the same ${bytes} bytes`,
        values: values(atBest),
      },
      { what: 'Connects', values: values(ours) },
    ],
    says: 'requests/s, as part of the ceiling:',
    value: ratio,
    unit: '×',
    target: { least: LEAST },
    note: `By CPU of the server's process the ratio is ${(cpu(atBest) / cpu(ours)).toFixed(2)}.`,
  })
}
