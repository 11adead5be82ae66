// The platform's own rooms: sign-in, the calendar, loading files, jobs in trouble, the audit's history. They plug
// into the application layer exactly as the modules do.
import { createSecretKey, randomBytes } from 'node:crypto'
import { createAuth, authJobs, type Auth, type Directory } from '#platform/auth/index.ts'
import { bankHolidays } from '#platform/calendar/index.ts'
import { addressOf, isSecure, readConfig, type Config } from '#platform/config/index.ts'
import type { Database } from '#platform/database/index.ts'
import { createCalendars, type Calendars } from '#platform/feeds/index.ts'
import type { Log } from '#platform/log/index.ts'
import { module, type Module } from '#platform/module/index.ts'
import { openPost, type Post } from '#platform/notifications/index.ts'
import type { KeyRing } from '#platform/secrets/index.ts'
import type { Clock } from '#platform/time/index.ts'
import { calendarById } from './calendars.ts'
import { digestPart, digestRoom } from './digest.ts'
import { directoryOf } from './directory.ts'
import { beginImportAction, importAction, importJob } from './importing.ts'
import { modules as listed } from './modules.ts'
import { operationPart, operationRoom } from './operation.ts'
import { personalPart } from './personal.ts'
import { searchPart, searchRoom } from './search.ts'

export type PlatformParts = {
  readonly parts: readonly Module[]
  readonly auth: Auth
  readonly calendars: Calendars
  readonly directory: Directory
  readonly post: Post
  close(): Promise<void>
}

type Given = {
  readonly config: Config
  readonly clock: Clock
  readonly log: Log
  readonly database: Database
  readonly ring: KeyRing
  readonly modules: readonly Module[]
  readonly isDemonstration: boolean
  readonly listening: { readonly addresses: readonly string[] }
  readonly running: Parameters<typeof importJob>[0] & Parameters<typeof digestRoom>[0]
}

/** Composes the platform's rooms for an open installation. */
export async function platformParts(given: Given): Promise<PlatformParts> {
  const { config, clock, log, database, ring, modules, isDemonstration } = given
  const directory = directoryOf(modules, clock, isDemonstration)
  const auth = authFor(config, directory, ring, modules, isDemonstration, given.listening)
  const digest = digestRoom(given.running)
  const writing = [digest, ...modules]
  const post = openPost({
    config,
    log,
    database,
    clock,
    ring,
    templates: writing.flatMap((one) => one.letters ?? []),
    lists: writing.flatMap((one) => one.mailLists ?? []),
    addressOf: async (subject) => {
      const person = await directory.personById(database.db, subject)
      return person === null || !person.active ? null : { mail: person.mail, name: person.name }
    },
  })
  const authPart = module({
    title: 'Sign-in',
    uses: [],
    ...auth.part,
    jobs: authJobs(auth.parts, () => database.db, post.send),
  })
  const calendars = createCalendars({ calendarById })
  const own = [
    authPart,
    calendar,
    module({ title: 'Calendar addresses', uses: [], ...calendars.part }),
    importing(modules, given.running),
    operationRoom({ db: given.running.db, files: () => given.running.house().uploads?.store }),
    post.part,
    digest,
    searchRoom(modules, { db: given.running.db, files: () => given.running.house().uploads?.store, log }),
  ]
  return {
    parts: [...own, personalPart([...own, ...modules])],
    auth,
    calendars,
    directory,
    post,
    close: () => post.close(),
  }
}

const calendar = module({
  name: 'calendar',
  title: 'Bank holidays',
  uses: [],
  imports: [bankHolidays],
  permissions: { 'calendar.holiday.load': ['administrator'] },
})

const LOADERS = ['administrator', 'partnership-officer', 'fund-officer']

function importing(modules: readonly Module[], running: Parameters<typeof importJob>[0]): Module {
  const kinds = [calendar, ...modules]
  return module({
    name: 'import',
    title: 'Loading files',
    uses: [],
    actions: [importAction(kinds), beginImportAction(kinds)],
    jobs: [importJob(running)],
    permissions: { 'import.file.load': LOADERS, 'import.file.begin': LOADERS },
  })
}

function authFor(
  config: Config,
  directory: Directory,
  ring: KeyRing,
  modules: readonly Module[],
  isDemonstration: boolean,
  listening: { readonly addresses: readonly string[] },
): Auth {
  return createAuth({
    directory,
    ring,
    isDemonstration,
    address: addressOf(config),
    publicUrl: config.publicUrl,
    secure: isSecure(config),
    listeningAt: () => listening.addresses,
    scopes: Object.fromEntries(
      modules.flatMap((one) =>
        [...(one.actions ?? []), ...(one.queries ?? [])]
          .filter((each) => each.doors.includes('api') && each.permission !== 'public')
          .map((each) => [each.permission, each.title]),
      ),
    ),
    settings: {
      sessionHours: config.sessionHours,
      sessionIdleMinutes: config.sessionIdleMinutes,
      freshSignInMinutes: config.freshSignInMinutes,
      signInsPerHour: config.signInsPerHour,
    },
  })
}

/** The same rooms as declarations only, with no installation behind them: for the list of commands and its help. */
export const declaredParts: readonly Module[] = (() => {
  const inert: KeyRing = {
    file: '',
    current: 'none',
    keys: new Map([['none', createSecretKey(randomBytes(32))]]),
    made: false,
  }
  const clock: Clock = { now: () => Temporal.Instant.from('2000-01-01T00:00:00Z') }
  const auth = authFor(readConfig({}), directoryOf(listed, clock, false), inert, listed, false, {
    addresses: [],
  })
  return [
    module({ title: 'Sign-in', uses: [], ...auth.part }),
    calendar,
    operationPart,
    digestPart,
    searchPart(listed),
  ]
})()
