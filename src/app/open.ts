// Opens an installation: settings, key, database, files, jobs, and the house over them. What serves, works or
// answers a command starts from here and closes it again.
import { randomUUIDv7 } from 'node:crypto'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  composeHouse,
  deliver,
  errandOf,
  perform,
  readerOf,
  type Actor,
  type Context,
  type House,
  type Outbox,
  type Reader,
} from '#platform/actions/index.ts'
import { seal } from '#platform/audit/index.ts'
import type { Config } from '#platform/config/index.ts'
import {
  migrate,
  openDatabase,
  ownersUnder,
  sql,
  type Database,
  type Db,
  type Owner,
} from '#platform/database/index.ts'
import { Defect } from '#platform/errors/index.ts'
import { openFileStore, type FileStore } from '#platform/files/index.ts'
import { job, openJobs, type Job, type Jobs } from '#platform/jobs/index.ts'
import { openLive, type Live } from '#platform/live/index.ts'
import type { Log } from '#platform/log/index.ts'
import type { Module } from '#platform/module/index.ts'
import { writeEntries } from '#platform/search/index.ts'
import { openKeyRing, placeCanary, type KeyRing } from '#platform/secrets/index.ts'
import type { Clock } from '#platform/time/index.ts'
import { grantsOf, type Grants } from './grants.ts'
import { modules } from './modules.ts'
import { platformParts, type PlatformParts } from './platform-parts.ts'

const SOURCE = fileURLToPath(new URL('../', import.meta.url))

export type Connects = {
  readonly config: Config
  readonly clock: Clock
  readonly log: Log
  readonly database: Database
  readonly db: Db
  readonly files: FileStore
  readonly ring: KeyRing
  readonly house: House
  /** The platform's own parts first, then the list. */
  readonly parts: readonly Module[]
  readonly platform: PlatformParts
  readonly grants: Grants
  readonly jobs: Jobs
  readonly live: Live
  readonly isDemonstration: boolean
  /** Where the server listens, once it does. */
  readonly listening: { addresses: readonly string[]; url: string }
  contextOf(actor: Actor, door: Context['door']): Promise<Context>
  readerFor(actor: Actor): Promise<Reader>
  close(): Promise<void>
}

export type Opening = {
  readonly config: Config
  readonly clock: Clock
  readonly log: Log
  /** Whether this process carries out jobs. */
  readonly work: boolean
  /** For tests: a database opened already. */
  readonly database?: Database
  /** Marks a data directory that has no installation yet. */
  readonly markDemonstration?: boolean
}

/** Every owner of migrations, in order. */
export function owners(): readonly Owner[] {
  return ownersUnder(
    SOURCE,
    modules.map((one) => one.name),
  )
}

/** Opens everything. On a failure what was opened is closed again. */
export async function openConnects(opening: Opening): Promise<Connects> {
  const { config, log } = opening
  const database =
    opening.database ??
    (await openDatabase({
      url: config.databaseUrl,
      dataDir: config.dataDirectory,
      connections: config.databaseConnections,
      pooler: config.databasePooler,
      lost: (error) => log.warn('a database connection was lost', { error: asError(error) }),
    }))
  try {
    return await openOver(database, opening)
  } catch (error) {
    await database.close()
    throw error
  }
}

async function openOver(database: Database, opening: Opening): Promise<Connects> {
  const { config, clock, log } = opening
  const { db } = database
  const applied = await migrate(database, owners())
  if (applied.length > 0) log.info('migrated', { count: applied.length })
  const isDemonstration = await installation(db, opening)
  const ring = await openKeyRing(config.keyFile, { make: true })
  await placeCanary(db, ring, randomUUIDv7(), clock.now())
  const files = await openFileStore(join(config.dataDirectory, 'files'))

  const late: { jobs?: Jobs; house?: House; grants?: Grants } = {}
  const outbox: Outbox = {
    async send(tx, name, ids, options) {
      if (late.jobs === undefined) throw new Defect('A job was queued before the queue was open.')
      await late.jobs.send(tx, name, ids, options)
    },
    nudge: () => late.jobs?.nudge(),
  }
  const listening = { addresses: [] as readonly string[], url: '' }
  const live = await openLive({ database, log })
  const running = {
    house: () => late.house ?? unopened(),
    db: () => db,
    told: (work: string) => live.publish(`work/${work}`),
    readerFor: async (personId: string, now: Temporal.Instant) =>
      readerOf({
        db,
        now,
        actor: { kind: 'person', id: personId },
        grants: (await late.grants?.of(db, personId, now)) ?? unopened(),
        fills: (name) => (late.house ?? unopened()).fillsOf(name),
      }),
  }
  const platform = await platformParts({
    config,
    clock,
    log,
    database,
    ring,
    modules,
    isDemonstration,
    listening,
    running,
  })
  const parts = [...platform.parts, ...modules]
  const house = composeHouse(
    parts,
    outbox,
    { store: files, mostBytes: config.uploadMostBytes },
    writeEntries,
    ring,
  )
  late.house = house
  const grants = grantsOf(parts)
  late.grants = grants
  const contextOf: Connects['contextOf'] = async (actor, door) => ({
    db,
    now: clock.now(),
    actor,
    door,
    requestId: randomUUIDv7(),
    fresh: actor.kind === 'operator',
    grants:
      actor.kind === 'person'
        ? await grants.of(db, actor.id, clock.now())
        : actor.kind === 'visitor'
          ? grants.visitor
          : [],
  })
  const jobs = await openJobsOver({ database, clock, log, config, house, parts, work: opening.work })
  late.jobs = jobs
  return {
    config,
    clock,
    log,
    database,
    db,
    files,
    ring,
    house,
    parts,
    platform,
    grants,
    jobs,
    live,
    isDemonstration,
    listening,
    contextOf,
    readerFor: async (actor) =>
      readerOf({ ...(await contextOf(actor, 'inside')), fills: (name) => house.fillsOf(name) }),
    async close() {
      await jobs.stop(config.stopSeconds)
      // What was written in the last second is sealed before the process is gone.
      await seal(database, { now: clock.now(), headsFile: config.auditHeadFile }).catch((error: unknown) =>
        log.warn('the last audit entries were not sealed; the next start does it', { error: asError(error) }),
      )
      await platform.close()
      await live.close()
      await database.close()
    },
  }
}

function unopened(): never {
  throw new Defect('The application layer was asked before it was composed.')
}

type Working = {
  readonly database: Database
  readonly clock: Clock
  readonly log: Log
  readonly config: Config
  readonly house: House
  readonly parts: readonly Module[]
  readonly work: boolean
}

function openJobsOver({ database, clock, log, config, house, parts, work }: Working): Promise<Jobs> {
  const { db } = database
  return openJobs({
    database,
    clock,
    log,
    work,
    jobs: [...parts.flatMap((part) => part.jobs ?? []), ...listenerJobs(house, db, clock)],
    perform: async (action, ids, about) => {
      const found = house.actions.get(action.name)
      if (found === undefined)
        throw new Defect(`A job names the action ${action.name}, which no module declares.`)
      const context: Context = {
        db,
        now: about.now,
        actor: { kind: 'system', because: about.job },
        grants: [],
        door: 'job',
        requestId: about.id,
      }
      return perform(house, found, context, ids)
    },
    errand: (about) =>
      errandOf(house, { db, actor: { kind: 'system', because: about.job }, now: () => clock.now() }),
    ticks: [
      {
        name: 'audit.seal',
        seconds: 1,
        run: async (now) => void (await seal(database, { now, headsFile: config.auditHeadFile })),
      },
    ],
  })
}

/** The same queues at another clock, to carry out at once what the demonstration's year leaves behind. */
export function openDemonstrationJobs(connects: Connects, clock: Clock): Promise<Jobs> {
  return openJobsOver({ ...connects, clock, work: false })
}

// Each listener has a queue of its own: one subject's announcements arrive in order, another's need not wait.
function listenerJobs(house: House, db: Db, clock: Clock): Job[] {
  return house.listeners.map(({ to, action }) =>
    job({
      name: `announce:${action.name}`,
      title: `${action.title} (on ${to})`,
      inOrder: true,
      run: (ids) => deliver(house, action, db, clock.now(), ids),
    }),
  )
}

// The mark is set once, when the data directory is made, and never again: a real county cannot become a demonstration.
async function installation(db: Db, { clock, markDemonstration }: Opening): Promise<boolean> {
  await sql`insert into platform.installation (id, created_at, demonstration) values (${randomUUIDv7()}, ${clock.now().toString()}, ${markDemonstration ?? false}) on conflict do nothing`.execute(
    db,
  )
  const found = await db.selectFrom('platform.installation').select('demonstration').executeTakeFirstOrThrow()
  return found.demonstration
}

/** Whether anything was ever recorded here: a directory that is empty may be set up or made a demonstration. */
export async function isEmpty(db: Db): Promise<boolean> {
  const found = await sql<{
    there: boolean
  }>`select exists (select 1 from platform.subject) as there`.execute(db)
  return found.rows[0]?.there !== true
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))

export const thisMachine = (): string => hostname()
