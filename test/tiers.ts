// The tiers of tests, and what belongs to everyday, to everything, and to the long repetitions.
import { globSync } from 'node:fs'

export type Step = {
  readonly name: string
  readonly command: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Node's test runner, so that its counts are read; else only the exit code counts. */
  readonly counts: boolean
  readonly minutes: number
}

/**
 * The steps of a stage in the order in which they are begun, so many at once; whoever is free takes the next, so the
 * long ones come first. A stage begins when the one before has ended.
 */
export type Stage = { readonly atOnce: number; readonly steps: readonly Step[] }

// What takes minutes or several processes, and so waits for test:all.
const NOT_EVERY_DAY = [
  /\/kill\.test\.ts$/,
  /\/several-processes\.test\.ts$/,
  /\/roaming-(?:agent|failures|federation|generations|ingest|radsecproxy|watch)\.test\.ts$/,
  /\.long(\.db)?\.test\.ts$/,
]
const SOAKED_ONCE = /kill\.test\.ts$/
const RACE = /-race\.test\.ts$/

const found = (pattern: string, but: (path: string) => boolean = () => false): string[] =>
  globSync(pattern)
    .filter((path) => !but(path))
    .toSorted()

const elsewhere = (path: string): boolean => /^test\/(?:real|browser)\//.test(path)
// Tests of the whole application in one process need the database too.
const needsDatabase = (path: string): boolean => path.endsWith('.db.test.ts') || path.startsWith('test/app/')
const unit = (): string[] =>
  found('{src,test}/**/*.test.ts', (path) => needsDatabase(path) || elsewhere(path))
const database = (): string[] =>
  found('{src,test}/**/*.test.ts', (path) => !needsDatabase(path) || elsewhere(path))
const real = (): string[] => found('test/real/**/*.test.ts')
const browser = (): string[] => found('test/browser/**/*.test.ts')
const isRoaming = (path: string): boolean => /\/roaming-/.test(path)
const journey = (): string[] =>
  [...browser().filter((path) => /\/journey[^/]*\.test\.ts$/.test(path)), ...browser()].slice(0, 1)

const NODE_TEST = ['node', '--import', './test/support/closed-network.ts', '--test', '--test-reporter=spec']
// One process: one embedded database, one PostgreSQL server, one browser for all the files.
const TOGETHER = [...NODE_TEST, '--test-isolation=none']
// A process for each file, one after the other: these start and kill servers of their own.
const APART = [...NODE_TEST, '--test-concurrency=1']

function tests(
  name: string,
  command: readonly string[],
  files: readonly string[],
  more: { env?: Record<string, string>; minutes?: number } = {},
): Step {
  return {
    name,
    command: [...command, ...files],
    counts: true,
    minutes: more.minutes ?? 3,
    ...(more.env === undefined ? {} : { env: more.env }),
  }
}

// The files in so many parts of about the same size: two processes use two cores.
function inParts(files: readonly string[], parts: number): readonly (readonly string[])[] {
  return Array.from({ length: parts }, (_, part) => files.filter((_, place) => place % parts === part))
}

const check = (name: string, ...command: string[]): Step => ({ name, command, counts: false, minutes: 3 })

const isEveryDay = (path: string): boolean => !NOT_EVERY_DAY.some((pattern) => pattern.test(path))

const isWholeApplication = (path: string): boolean => path.startsWith('test/app/')

const rooms = (): string[] => database().filter((path) => !isWholeApplication(path))

/** npm test. A good part of a test is waiting, so there is one more at once than a small machine has cores. */
export function everyday(): readonly Stage[] {
  const files = rooms().filter(isEveryDay)
  return filled([
    {
      atOnce: 3,
      steps: [
        ...inParts(files, 2).map((part, place) =>
          tests(`database, part ${place + 1} of 2`, TOGETHER, part, { minutes: 5 }),
        ),
        tests('the whole application', TOGETHER, database().filter(isWholeApplication), { minutes: 5 }),
        tests('unit, property and architecture', TOGETHER, unit()),
        tests('real components, briefly', TOGETHER, real().filter(isEveryDay)),
        tests('one browser journey', TOGETHER, journey()),
      ],
    },
  ])
}

/** npm run test:all. */
export function everything(): readonly Stage[] {
  const env = { CONNECTS_TEST_LONG: '1' }
  const onEach = (engine: 'embedded' | 'on PostgreSQL'): Step[] =>
    inParts(rooms(), 2).map((part, place) =>
      tests(`database, ${engine}, part ${place + 1} of 2`, TOGETHER, part, {
        env: engine === 'embedded' ? env : { CONNECTS_TEST_ENGINE: 'postgres' },
        minutes: 8,
      }),
    )
  return filled([
    {
      atOnce: 3,
      steps: [
        check('types', 'tsc', '-p', '.'),
        check('lint', 'oxlint', '--type-aware'),
        check('format', 'oxfmt', '--check'),
      ],
    },
    {
      atOnce: 2,
      steps: [
        // The whole application is tested over the embedded engine's copy of the demonstration.
        tests('the whole application', TOGETHER, database().filter(isWholeApplication), { env, minutes: 10 }),
        ...onEach('embedded'),
        ...onEach('on PostgreSQL'),
        tests('unit, property and architecture', TOGETHER, unit()),
      ],
    },
    {
      atOnce: 3,
      steps: [
        // Those of RADIUS wait for one another's answers more than they work.
        tests('RADIUS servers', APART, real().filter(isRoaming), { env, minutes: 14 }),
        tests('browser', APART, browser(), { env, minutes: 14 }),
        tests(
          'real components',
          APART,
          real().filter((path) => !isRoaming(path)),
          { env, minutes: 15 },
        ),
      ],
    },
  ])
}

/** npm run test:soak. */
export function soak(): readonly Stage[] {
  const env = { CONNECTS_TEST_SOAK: '1', CONNECTS_TEST_LONG: '1' }
  // Each race runs twenty times by itself, each kill fifty times, and says at the end how it went; so do ten thousand
  // random histories.
  const kills = real().filter((path) => SOAKED_ONCE.test(path))
  const races = real().filter((path) => RACE.test(path))
  return filled([
    {
      atOnce: 1,
      steps: [
        tests('kills', APART, kills, { env, minutes: 60 }),
        tests('races', APART, races, { env, minutes: 60 }),
        tests(
          'random histories',
          TOGETHER,
          database().filter((path) => /histories\.long/.test(path)),
          { env, minutes: 30 },
        ),
      ],
    },
  ])
}

// A step without a file has nothing to run, and node would run everything instead.
function filled(stages: readonly Stage[]): readonly Stage[] {
  return stages.map(({ atOnce, steps }) => ({
    atOnce,
    steps: steps.filter(
      ({ counts, command }) => !counts || command.some((word) => word.endsWith('.test.ts')),
    ),
  }))
}
