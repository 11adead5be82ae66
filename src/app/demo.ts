// Makes the Kent demonstration: each module's part in the order of the list, through the same actions as
// everybody's work, at a clock that walks through the year before today.
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { randomUUIDv7 } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { perform, readerOf, type Action, type Actor, type Context } from '#platform/actions/index.ts'
import { seal } from '#platform/audit/index.ts'
import { Defect, refuse } from '#platform/errors/index.ts'
import { finishWork, startWork } from '#platform/jobs/index.ts'
import { csvOf, readCsv, type Column } from '#platform/tables/index.ts'
import { fixedClock, LONDON, londonDate } from '#platform/time/index.ts'
import type { Demo, ImportRow } from '#platform/module/index.ts'
import { filesInFolder } from './commands/reading.ts'
import { importFile } from './importing.ts'
import { modules } from './modules.ts'
import { openDemonstrationJobs, type Connects } from './open.ts'

const WORK = 'demonstration'
const DATA = fileURLToPath(new URL('../../data/', import.meta.url))

/** Loads the whole demonstration into an empty installation that is marked as one. */
export async function loadDemonstration(connects: Connects): Promise<void> {
  const today = londonDate(connects.clock.now())
  const clock = fixedClock(connects.clock.now().toString())
  const jobs = await openDemonstrationJobs(connects, clock)
  const people = new Map<string, string>()
  const contextOf = async (actor: Actor): Promise<Context> => ({
    ...(await connects.contextOf(actor, 'command')),
    now: clock.now(),
    fresh: true,
    grants: actor.kind === 'person' ? await connects.grants.of(connects.db, actor.id, clock.now()) : [],
  })
  const operator: Actor = { kind: 'operator', user: 'demonstration' }
  // A cast member acts through the page door, with only the permissions they hold on that day.
  const acting =
    (actor: Actor) =>
    async <R>(action: Action<any, R>, raw: Readonly<Record<string, unknown>>): Promise<R> =>
      // eslint-disable-line @typescript-eslint/no-explicit-any
      perform(
        connects.house,
        action,
        { ...(await contextOf(actor)), door: actor.kind === 'person' ? 'page' : 'job' },
        raw,
      )

  const loadFile = async (
    kind: string,
    file: { readonly name: string; readonly bytes: Uint8Array },
    options: Readonly<Record<string, string>> = {},
  ): Promise<void> => {
    const context = { ...(await contextOf(operator)), requestId: randomUUIDv7() }
    await importFile(connects.house, context, {
      kind,
      file,
      dryRun: false,
      options: Object.entries(options)
        .map(([key, value]) => `${key}=${value}`)
        .join('\n'),
    })
  }

  const demo: Demo = {
    today,
    as(mail) {
      const personId = people.get(mail)
      if (personId === undefined) throw new Defect(`The demonstration has no person ${mail}.`)
      return { personId, perform: acting({ kind: 'person', id: personId }) }
    },
    perform: acting(operator),
    at(moment) {
      clock.set(
        (moment instanceof Temporal.PlainDate
          ? moment.toZonedDateTime({ timeZone: LONDON, plainTime: '10:00' }).toInstant()
          : moment
        ).toString(),
      )
    },
    reader: () =>
      readerOf({
        db: connects.db,
        now: clock.now(),
        actor: { kind: 'system', because: 'demonstration' },
        grants: [],
        fills: (name) => connects.house.fillsOf(name),
      }),
    drain: async () => void (await jobs.drain()),
    rows: rowsNamed,
    async load(kind, name, options = {}) {
      const file = { name: `${name.replace(/.*\//, '')}.csv`, bytes: await readFile(fileOf(name)) }
      await loadFile(kind, file, options)
    },
    async loadRows(kind, rows, options = {}) {
      await loadFile(kind, { name: `${kind}.csv`, bytes: fileOfRows(rows) }, options)
    },
  }
  const work = randomUUIDv7()
  await startWork(connects.db, {
    id: work,
    kind: WORK,
    title: 'The Kent demonstration',
    startedBy: null,
    now: connects.clock.now(),
  })
  try {
    for (const one of modules) {
      await one.demo?.(demo)
      await demo.drain()
      await learnPeople(connects, people)
    }
    clock.set(connects.clock.now().toString())
    for (const file of await broughtAlong(today)) await loadFile(file.kind, file)
    await demo.drain()
  } finally {
    await jobs.stop(0)
  }
  await seal(connects.database, { now: clock.now(), headsFile: connects.config.auditHeadFile })
  await finishWork(connects.db, work, { resultHref: null, now: connects.clock.now() })
}

/** Refuses data in which a demonstration was begun and never finished: half a year of activity would look like a whole one. */
export async function refuseHalfLoaded(connects: Connects): Promise<void> {
  const unfinished = await connects.db
    .selectFrom('platform.work')
    .select('id')
    .where('kind', '=', WORK)
    .where('state', '=', 'running')
    .executeTakeFirst()
  if (unfinished !== undefined)
    refuse(
      'conflict',
      'demo.load.unfinished',
      `The demonstration in ${connects.config.dataDirectory} was not loaded to its end. Remove that directory (it holds nothing else) and start again.`,
    )
}

/** Rows as the file they would come in: a column for each name that any of them has. */
function fileOfRows(rows: readonly Readonly<Record<string, string>>[]): Uint8Array {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const columns: Column<Readonly<Record<string, string>>>[] = names.map((name) => ({
    key: name,
    label: name,
    kind: 'text',
    value: (row) => row[name] ?? '',
  }))
  return csvOf(columns, rows)
}

// A bare name is one of the reference partnership's files, or one made for the demonstration.
function fileOf(name: string): string {
  const places = name.includes('/') ? [name] : [`kent/${name}`, `demo/${name}`]
  const found = places.map((place) => `${DATA}${place}.csv`).find((path) => existsSync(path))
  if (found === undefined) throw new Defect(`The demonstration has no file ${name}.csv.`)
  return found
}

// The day at which the folders of the demonstration are told.
const TOLD_ON = Temporal.PlainDate.from('2026-11-20')

/**
 * Partnerships that are set up from files alone: every folder of the demonstration's data, in the order of its files.
 * Their dates move by whole weeks with the day, so that what lies ahead in the files lies ahead on the pages.
 */
async function broughtAlong(today: Temporal.PlainDate) {
  const days = Math.floor(TOLD_ON.until(today, { largestUnit: 'days' }).days / 7) * 7
  const moved = (text: string): string =>
    text.replaceAll(/\b\d{4}-\d{2}-\d{2}\b/g, (day) => Temporal.PlainDate.from(day).add({ days }).toString())
  const names = (await readdir(`${DATA}demo`, { withFileTypes: true }))
    .flatMap((one) => (one.isDirectory() ? [one.name] : []))
    .toSorted()
  const files = []
  for (const name of names) {
    for (const { kind, path } of (await filesInFolder(`${DATA}demo/${name}`, DATA)) ?? [])
      files.push({
        kind,
        name: path.replace(/.*\//, ''),
        bytes: Buffer.from(moved(await readFile(path, 'utf8'))),
      })
  }
  return files
}

async function learnPeople(connects: Connects, people: Map<string, string>): Promise<void> {
  for (const { mail, person } of await connects.platform.directory.cast(connects.db)) people.set(mail, person)
}

async function rowsNamed(name: string): Promise<readonly ImportRow[]> {
  const bytes = await readFile(fileOf(name))
  const first = bytes.toString('utf8').split(/\r?\n/)[0] ?? ''
  return readCsv(bytes, { required: first.replace(/^\ufeff/, '').split(',') }).rows
}
