// The end of a round: 79 officers submit their reports in the last minute of its window. What it costs them is the time
// of one post, while the others post too. Beside it, harder than life: all within ten seconds, and all in one moment.
import { readFile } from 'node:fs/promises'
import { randomUUIDv7 } from 'node:crypto'
import { openDatabase, sql } from '#platform/database/index.ts'
import { serve } from '#test/support/processes.ts'
import { planToReportIn } from '#test/support/reporting-plan.ts'
import { county, type Place } from './support/county.ts'
import { show } from './support/figure.ts'
import { cpuSeconds } from './support/load.ts'
import { hiddenIn, signedIn, type Visitor } from './support/visitor.ts'

const OFFICERS = 79
const MINUTE_MS = 60_000
const TEN_SECONDS_MS = 10_000
const MOST_MS = 250

type Officer = { readonly visitor: Visitor; readonly path: string; readonly answers: Record<string, string> }
type Measured = { readonly took: readonly number[]; readonly cpuMs: number }

const here = await county()
try {
  const place = await here.postgres()
  const names = await aRound(place)
  const server = await serve(place, ['start'], {
    CONNECTS_WORKERS: 'no',
    CONNECTS_SIGN_INS_PER_HOUR: '10000',
  })
  try {
    const officers: Officer[] = []
    for (const [at, name] of names.entries())
      officers.push(await officerAt(await signedIn(server.url, name), server.url, at + 1))
    // The first of them also warms the server up, so it is the one without a target.
    const atOnce = await submitAll(officers, server.url, 0)
    await nothingReported(place)
    const tenSeconds = await submitAll(officers, server.url, TEN_SECONDS_MS)
    await nothingReported(place)
    report(await submitAll(officers, server.url, MINUTE_MS), tenSeconds, atOnce)
  } finally {
    await server.stop()
  }
} finally {
  await here.close()
}

/** A plan of 79 activities with an open round, led by the cast in turn; the names of the leads by activity. */
async function aRound(place: Place): Promise<readonly string[]> {
  const database = await openDatabase({ url: place.database ?? '' })
  try {
    const cast = await people()
    const { rows } = await sql<{ id: string; mail: string }>`
      select id, mail from organisations.person where mail = any(${cast.map((one) => one.mail)}::text[])`.execute(
      database.db,
    )
    const idOf = new Map(rows.map((row) => [row.mail, row.id]))
    const leads = Array.from({ length: OFFICERS }, (_, at) => cast[at % cast.length]!)
    const kcc = await database.db
      .selectFrom('organisations.organisation')
      .select('id')
      .where('code', '=', 'kcc')
      .executeTakeFirstOrThrow()
    // Whoever leads works for the body of the plan: those of other bodies are lent to it for the bench.
    for (const id of idOf.values())
      await sql`insert into organisations.employment (id, person_id, organisation_id, job_title, started_on)
        select ${randomUUIDv7()}, ${id}, ${kcc.id}, 'On loan', '2026-01-01' where not exists (
          select 1 from organisations.employment where person_id = ${id} and organisation_id = ${kcc.id} and ended_on is null)`.execute(
        database.db,
      )
    const first = idOf.get(leads[0]?.mail ?? '') ?? ''
    const made = await planToReportIn(database, {
      organisation: kcc.id,
      officer: first,
      director: idOf.get(leads[1]?.mail ?? '') ?? '',
      leads: leads.map((one) => idOf.get(one.mail) ?? ''),
      given: first,
    })
    await sql`update delivery.round set opens_at = now() - interval '1 day', closes_at = now() + interval '1 hour'
      where id = ${made.q3}`.execute(database.db)
    return leads.map((one) => one.name)
  } finally {
    await database.close()
  }
}

async function people(): Promise<readonly { readonly mail: string; readonly name: string }[]> {
  const text = await readFile(new URL('../data/demo/people.csv', import.meta.url), 'utf8')
  return text
    .split(/\r?\n/)
    .slice(1)
    .flatMap((line) => {
      const [mail = '', name = ''] = line.split(',')
      return mail === '' ? [] : [{ mail, name }]
    })
}

async function officerAt(visitor: Visitor, url: string, number: number): Promise<Officer> {
  const path = `/delivery/sdp/rounds/q3/activities/${number}`
  const { status, text } = await visitor.get(path)
  if (status !== 200) throw new Error(`${url}${path} answers ${status}: ${text.slice(0, 500)}`)
  return {
    visitor,
    path,
    answers: {
      _csrf: hiddenIn(text, '_csrf'),
      round: hiddenIn(text, 'round'),
      activity: hiddenIn(text, 'activity'),
      version: '',
      status: 'on_track',
      progress: 'Two of three contracts are signed; the third waits for its board in December.',
      dates: 'end',
      'revisedEnd-day': '30',
      'revisedEnd-month': '9',
      'revisedEnd-year': '2027',
      endReason: 'The supplier is late',
      endCause: 'external',
      hasMilestones: 'no',
      boardsAre: 'none',
    },
  }
}

/** Everybody submits once, evenly over so many milliseconds; the time of each. */
async function submitAll(officers: readonly Officer[], url: string, overMs: number): Promise<Measured> {
  const before = await cpuSeconds(url)
  const took = await Promise.all(
    officers.map(async ({ visitor, path, answers }, at) => {
      await new Promise((done) => setTimeout(done, (at * overMs) / officers.length))
      const began = performance.now()
      const { status, text } = await visitor.post(path, { ...answers, _form: randomUUIDv7() })
      if (status !== 303) throw new Error(`${path} was not taken: ${status} ${text.slice(0, 2000)}`)
      return performance.now() - began
    }),
  )
  return { took, cpuMs: (((await cpuSeconds(url)) - before) * 1000) / officers.length }
}

async function nothingReported(place: Place): Promise<void> {
  const database = await openDatabase({ url: place.database ?? '' })
  try {
    await sql`delete from delivery.submission`.execute(database.db)
    await sql`delete from delivery.date_change`.execute(database.db)
    await sql`update delivery.activity set revised_end = null`.execute(database.db)
  } finally {
    await database.close()
  }
}

function within(took: readonly number[], share: number): number {
  const sorted = took.toSorted((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}

function report(minute: Measured, tenSeconds: Measured, atOnce: Measured): void {
  const values = ({ took, cpuMs }: Measured): string[] => [
    `half within ${within(took, 0.5).toFixed(0)} ms`,
    `95 of 100 within ${within(took, 0.95).toFixed(0)} ms`,
    `${cpuMs.toFixed(1)} ms of CPU each`,
  ]
  show({
    name: `${OFFICERS} officers submit a report that moves a date, on PostgreSQL`,
    rows: [
      { what: 'all in one moment, for information', values: values(atOnce) },
      { what: 'within ten seconds, for information', values: values(tenSeconds) },
      { what: 'within the last minute', values: values(minute) },
    ],
    says: '95 of 100 reports, submitted in the last minute, took at most',
    value: within(minute.took, 0.95),
    unit: 'ms',
    target: { most: MOST_MS },
  })
}
