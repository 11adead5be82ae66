// Search as a room of its own: what the box asks, over the kinds of record that the modules declare.
import { action, query } from '#platform/actions/index.ts'
import type { Db } from '#platform/database/index.ts'
import { field } from '#platform/fields/index.ts'
import type { FileStore } from '#platform/files/index.ts'
import { job } from '#platform/jobs/index.ts'
import type { Log } from '#platform/log/index.ts'
import { module, type Module } from '#platform/module/index.ts'
import {
  askedOf,
  checkIndex,
  lookFor,
  MOST_CHARACTERS,
  readFiles,
  rebuildIndex,
  stateOfIndex,
  titlesBeginning,
  type SearchKind,
} from '#platform/search/index.ts'

/** Every kind of record that can be found, in the order of the list. */
export const kindsOf = (modules: readonly Module[]): readonly SearchKind[] =>
  modules.flatMap((one) => one.search ?? [])

const words = (hint?: string) =>
  field.text('Words', { most: MOST_CHARACTERS, ...(hint === undefined ? {} : { hint }) })

/** What may be asked of the box, through every door. Its answer is a program's; the page looks for itself. */
export function searchQuery(kinds: readonly SearchKind[]) {
  return query({
    name: 'search.record.list',
    title: 'Search',
    permission: 'public',
    doors: ['page', 'api', 'command'],
    parameters: {
      words: words('All of them must be there; "in quotes" as they stand; -without').optional(),
      kind: field.choice('Kind', Object.fromEntries(kinds.map((one) => [one.kind, one.plural]))).optional(),
      body: field.id('Body').optional(),
      from: field.date('From').optional(),
      to: field.date('To').optional(),
      after: field.text('After', { most: 100, hint: 'Where the page before ended' }).optional(),
    },
    run: (reader, asked) => lookFor(reader, asked.words ?? '', asked, 'program'),
  })
}

const MOST_TITLES = 8

/** Titles that begin with what was typed so far, for whoever offers them while somebody types. */
export const titlesQuery = query({
  name: 'search.title.list',
  title: 'Titles that begin with what was typed',
  permission: 'public',
  doors: ['api'],
  parameters: { words: words() },
  async run(reader, { words: typed }) {
    const { beginning } = askedOf(typed)
    if (beginning === null) return { rows: [] }
    const keys = reader.keys()
    return {
      rows: await titlesBeginning(reader.db, { beginning, keys, asker: 'program', most: MOST_TITLES }),
    }
  },
})

const REBUILD = 'search.index.build'

/** Has the index made anew from the records, in batches and after the answer: everybody works on meanwhile. */
export const rebuild = action({
  name: 'search.index.rebuild',
  title: 'Build the search index again',
  doors: ['page', 'api', 'command'],
  fields: {},
  async run(inside) {
    await inside.queue(REBUILD, {}, { key: 'all' })
    return { subject: null, result: { queued: true } }
  },
})

type Upkeep = { readonly db: () => Db; readonly files: () => FileStore | undefined; readonly log: Log }

/** The room, with its work behind the scenes. */
export function searchRoom(modules: readonly Module[], { db, files, log }: Upkeep): Module {
  const kinds = kindsOf(modules)
  const build = async (now: Temporal.Instant): Promise<void> => {
    const count = await rebuildIndex(db(), kinds, now)
    log.info('the search index was built', { count })
  }
  return module({
    ...searchPart(modules),
    jobs: [
      job({
        name: REBUILD,
        title: 'Build the search index again',
        inOrder: true,
        run: (_ids, { now }) => build(now),
      }),
      job({
        name: 'search.index.ready',
        title: 'Build the search index where an upgrade brought one',
        every: { seconds: 300 },
        run: async (_ids, { now }) => {
          if ((await stateOfIndex(db())).builtAt === null) await build(now)
        },
      }),
      job({
        name: 'search.index.check',
        title: 'Compare a part of the search index with the records',
        every: { dailyAt: '04:10' },
        async run(_ids, { now }) {
          const { repaired } = await checkIndex(db(), kinds, now)
          if (repaired.length > 0)
            log.warn('the search index did not say what the records say; it was put right', {
              count: repaired.length,
            })
        },
      }),
      job({
        name: 'search.file.read',
        title: 'Read files, so that they are found by their words',
        every: { seconds: 60 },
        async run(_ids, { now }) {
          const store = files()
          if (store !== undefined) await readFiles(db(), store, kinds, now)
        },
      }),
    ],
  })
}

/** The room as a declaration only. */
export const searchPart = (modules: readonly Module[]): Module =>
  module({
    name: 'search',
    title: 'Search',
    uses: [],
    actions: [rebuild],
    queries: [searchQuery(kindsOf(modules)), titlesQuery],
    permissions: { 'search.index.rebuild': ['administrator'] },
  })
