// The web process: every page of every room behind one server, and the socket for commands.
import { createHash } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { gatekeeperOf } from '#platform/auth/index.ts'
import { pendingMigrations, sql } from '#platform/database/index.ts'
import { refuse } from '#platform/errors/index.ts'
import {
  buildServer,
  openMeasures,
  type Gatekeeper,
  type Identity,
  type Page,
  type Readiness,
  type ReadinessReport,
  type Surroundings,
} from '#platform/http/index.ts'
import type { NavigationEntry } from '#platform/module/index.ts'
import { countJobs } from '#platform/jobs/index.ts'
import { openable } from '#platform/secrets/index.ts'
import { readerOf } from '#platform/actions/index.ts'
import { partnershipOfHost } from '#modules/partnerships/index.ts'
import { DEFAULT_BRAND } from '#web/brand.ts'
import { openFace } from '#web/face.ts'
import { commandFor } from './commands/index.ts'
import { matrixOf, type Matrix } from './matrix.ts'
import { owners, type Connects } from './open.ts'
import { accountPages } from './pages/account.ts'
import { menuOf } from './navigation.ts'
import { calendarPages } from './pages/calendars.ts'
import { homePages } from './pages/home.ts'
import { mailPages } from './pages/mail.ts'
import { operationPages } from './pages/operation.ts'
import { providerPages } from './pages/provider-return.ts'
import { signInAdministrationPages } from './pages/providers.ts'
import { searchPages } from './pages/search.ts'
import { signInPages } from './pages/sign-in.ts'
import { statementPages } from './pages/statements.ts'
import { listenForCommands } from './socket.ts'

/** Every page, the platform's and the modules'. */
export function pagesOf(connects: Connects): readonly Page[] {
  const { auth } = connects.platform
  const pages: Page[] = [
    ...homePages(connects),
    ...searchPages(connects),
    ...signInPages(auth),
    ...providerPages(auth),
    ...accountPages(auth),
    ...mailPages(connects),
    ...calendarPages(connects),
    ...signInAdministrationPages(auth),
    ...statementPages(connects),
    ...operationPages(connects, (): Matrix => matrixOf(connects.parts, pages)),
    ...connects.parts.flatMap((part) => part.pages ?? []),
  ]
  return pages
}

/** Bearer tokens open for people, and for the programs on other machines that modules know. */
function withDevices(gatekeeper: Gatekeeper, { db, parts }: Pick<Connects, 'db' | 'parts'>): Gatekeeper {
  const known = parts.flatMap((part) => (part.devices === undefined ? [] : [part.devices]))
  return {
    ...gatekeeper,
    async bearer(token, asked) {
      const person = await gatekeeper.bearer(token, asked)
      if (person !== undefined) return person
      const hash = createHash('sha256').update(token).digest()
      for (const devices of known) {
        const found = await devices.find(db, hash)
        if (found === undefined) continue
        const actor = { kind: 'device', id: found.id } as const
        const { grants } = found
        return { actor, grants, sessionId: null, fresh: false, csrf: '', personName: null, cookies: [] }
      }
      return undefined
    },
  }
}

/** Builds the server over an open installation without listening. */
export async function buildWeb(connects: Connects): Promise<FastifyInstance> {
  const { house, db, clock, config, log, platform, grants } = connects
  const gauge = (help: string, read: () => Promise<number>) => ({ help, read })
  return buildServer({
    house,
    db,
    clock,
    config,
    log,
    pages: pagesOf(connects),
    face: openFace(),
    gatekeeper: withDevices(
      gatekeeperOf(platform.auth.parts, db, async (handle, actor, now) =>
        actor.kind === 'person' ? grants.of(handle, actor.id, now) : grants.visitor,
      ),
      connects,
    ),
    surround: (identity, host, path) => surroundings(connects, identity, host, path),
    readiness: readinessOf(connects),
    measures: openMeasures({
      connects_jobs_waiting: gauge(
        'Jobs that wait to be carried out',
        async () => (await countJobs(db)).waiting,
      ),
      connects_jobs_stopped: gauge(
        'Jobs that stopped and need an administrator',
        async () => (await countJobs(db)).stopped,
      ),
    }),
  })
}

async function surroundings(
  connects: Connects,
  identity: Identity,
  host: string,
  path: string,
): Promise<Pick<Surroundings, 'navigation' | 'section' | 'brand' | 'demonstration' | 'person'>> {
  const reader = readerOf({
    db: connects.db,
    now: connects.clock.now(),
    actor: identity.actor,
    grants: identity.grants,
    fills: (name) => connects.house.fillsOf(name),
  })
  const entries: readonly NavigationEntry[] = [
    { label: 'Home', href: '/', permission: 'public' },
    ...connects.parts.flatMap((part) => part.navigation ?? []),
    ...(identity.actor.kind === 'person'
      ? [
          {
            label: 'Running Connects',
            href: '/running',
            permission: 'operation.job.list',
            also: ['/permissions', '/api'],
          },
        ]
      : []),
  ]
  return {
    ...menuOf(
      entries.filter((entry) => reader.may(entry.permission)),
      path,
    ),
    brand: await brandFor(connects, host),
    demonstration: connects.isDemonstration,
    person:
      identity.actor.kind === 'person'
        ? { name: identity.personName ?? 'Your account', href: '/account' }
        : null,
  }
}

async function brandFor(connects: Connects, host: string): Promise<Surroundings['brand']> {
  const found = await partnershipOfHost(connects.db, host)
  if (found === undefined) return { name: DEFAULT_BRAND.name, colour: DEFAULT_BRAND.colour }
  return {
    name: found.name,
    colour: found.colour ?? DEFAULT_BRAND.colour,
    ...(found.mark === null ? {} : { mark: found.mark }),
  }
}

const MOST_CLOCK_DIFFERENCE_MS = 2000

function readinessOf(connects: Connects): Readiness {
  const { db, database, clock, ring } = connects
  return async (): Promise<ReadinessReport> => {
    const checks: { name: string; ok: boolean; detail: string }[] = []
    const check = async (
      name: string,
      run: () => Promise<{ ok: boolean; detail: string }>,
    ): Promise<void> => {
      checks.push({
        name,
        ...(await run().catch((error: unknown) => ({
          ok: false,
          detail: error instanceof Error ? error.constructor.name : 'failed',
        }))),
      })
    }
    await check('database', async () => {
      const found = await sql<{ now: Temporal.Instant }>`select clock_timestamp() as now`.execute(db)
      const apart = Math.abs((found.rows[0]?.now.epochMilliseconds ?? 0) - clock.now().epochMilliseconds)
      return {
        ok: apart < MOST_CLOCK_DIFFERENCE_MS,
        detail: `answers; its clock is ${(apart / 1000).toFixed(1)} s apart (2 s are allowed, because the time of receipt decides deadlines)`,
      }
    })
    await check('migrations', async () => {
      const pending = await pendingMigrations(database, owners())
      return {
        ok: pending.length === 0,
        detail: pending.length === 0 ? 'all applied' : `${pending.length} not applied`,
      }
    })
    await check('secrets', async () => {
      const opened = await openable(db, ring)
      return { ok: opened.opens, detail: opened.opens ? 'the key opens them' : opened.because }
    })
    return {
      ready: checks.every((one) => one.ok),
      engine: database.engine,
      promise: database.promise,
      checks,
    }
  }
}

export type Web = { readonly app: FastifyInstance; close(): Promise<void> }

/** Listens where the settings say, and for commands. */
export async function openWeb(connects: Connects): Promise<Web> {
  const { config } = connects
  const app = await buildWeb(connects)
  try {
    await app.listen({ host: config.host, port: config.port })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE')
      refuse(
        'conflict',
        'platform.server.port-taken',
        `Something listens at port ${config.port} already. Stop it, or choose another with PORT.`,
      )
    throw error
  }
  const addresses = app.addresses() as readonly AddressInfo[]
  connects.listening.addresses = addresses.map((one) => one.address)
  const port = addresses[0]?.port ?? config.port
  connects.listening.url =
    config.publicUrl ?? `http://${isLoopback(config.host) ? 'localhost' : config.host}:${port}`
  const socket = await listenForCommands(connects, commandFor)
  return {
    app,
    async close() {
      // Pages that follow something would hold the server open for as long as they are looked at.
      await connects.live.close()
      socket?.closeAllConnections()
      socket?.close()
      await app.close()
    },
  }
}

const isLoopback = (host: string): boolean => ['127.0.0.1', '::1', 'localhost'].includes(host)
