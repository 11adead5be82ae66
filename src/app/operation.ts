// What an administrator does with the installation itself: jobs in trouble, and the history of what was done.
import { action, query } from '#platform/actions/index.ts'
import { historyOf } from '#platform/audit/index.ts'
import { field } from '#platform/fields/index.ts'
import { removeUnreferenced, type FileStore } from '#platform/files/index.ts'
import { dropJob, job, retryJob, troubles } from '#platform/jobs/index.ts'
import { sql, type Db } from '#platform/database/index.ts'
import { module, type Module } from '#platform/module/index.ts'

export const retry = action({
  name: 'operation.job.retry',
  title: 'Try a stopped job again',
  doors: ['page', 'api', 'command'],
  fields: { job: field.id('Job') },
  async run(inside, { job }) {
    await retryJob(inside.tx, job)
    return { subject: null, result: { job }, facts: { job } }
  },
})

export const drop = action({
  name: 'operation.job.drop',
  title: 'Give a stopped job up',
  doors: ['page', 'api', 'command'],
  fields: {
    job: field.id('Job'),
    sure: field.yesNo('It will not be carried out, and what waits behind it goes on. Give it up?'),
  },
  async run(inside, { job, sure }) {
    if (sure) await dropJob(inside.tx, job)
    return { subject: null, result: { job, dropped: sure }, facts: { job, dropped: sure } }
  },
})

export const stoppedJobs = query({
  name: 'operation.job.list',
  title: 'Jobs in trouble',
  doors: ['page', 'api', 'command'],
  parameters: {},
  run: async (reader) => ({ rows: await troubles(reader.db) }),
})

export const history = query({
  name: 'operation.entry.list',
  title: 'What was done',
  doors: ['page', 'api', 'command'],
  parameters: { subject: field.id('Record').optional(), after: field.id('After').optional() },
  async run(reader, { subject, after }) {
    const most = 100
    const rows = await historyOf(reader.db, {
      most: most + 1,
      ...(subject === null ? {} : { subject }),
      ...(after === null ? {} : { before: after }),
    })
    const shown = rows.slice(0, most)
    const last = shown.at(-1)
    return { rows: shown, ...(rows.length > most && last !== undefined ? { next: last.id } : {}) }
  },
})

// A repeated request comes within minutes; a listener's last attempt within days. After that the memory of them is only weight.
const KEEP_REQUESTS_DAYS = 14
const KEEP_ANNOUNCEMENTS_DAYS = 90

type Upkeep = { readonly db: () => Db; readonly files: () => FileStore | undefined }

/** The room of whoever runs the installation, with the night's upkeep. */
export function operationRoom({ db, files }: Upkeep): Module {
  const before = (now: Temporal.Instant, days: number): string =>
    now.subtract({ hours: days * 24 }).toString()
  return module({
    ...operationPart,
    jobs: [
      job({
        name: 'operation.memory.clear',
        title: 'Forget requests and announcements that are long done',
        every: { dailyAt: '03:40' },
        async run(_ids, { now }) {
          await sql`delete from platform.idempotency where created_at < ${before(now, KEEP_REQUESTS_DAYS)}::timestamptz`.execute(
            db(),
          )
          await sql`delete from platform.announcement where announced_at < ${before(now, KEEP_ANNOUNCEMENTS_DAYS)}::timestamptz`.execute(
            db(),
          )
        },
      }),
      job({
        name: 'operation.file.clear',
        title: 'Remove files that no record holds',
        every: { dailyAt: '03:50' },
        async run(_ids, { now }) {
          const store = files()
          if (store !== undefined) await removeUnreferenced(db(), store, now)
        },
      }),
    ],
  })
}

export const operationPart = module({
  name: 'operation',
  title: 'Running Connects',
  uses: [],
  actions: [retry, drop],
  queries: [stoppedJobs, history],
  permissions: {
    'operation.job.retry': ['administrator'],
    'operation.job.drop': ['administrator'],
    'operation.job.list': ['administrator'],
    'operation.entry.list': ['administrator'],
    'operation.permission.read': ['signed-in'],
  },
})
