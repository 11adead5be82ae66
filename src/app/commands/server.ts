// The commands that stay: `start` for trying it out, `serve` and `work` for running it.
import { openLog } from '#platform/log/index.ts'
import { refuse } from '#platform/errors/index.ts'
import { systemClock } from '#platform/time/index.ts'
import type { Config } from '#platform/config/index.ts'
import { loadDemonstration, refuseHalfLoaded } from '../demo.ts'
import { openReceivers } from '../receivers.ts'
import { isEmpty, openConnects, type Connects } from '../open.ts'
import type { ProcessCommand } from './command.ts'

/** Resolves when the process is told to stop; a second signal ends it at once. */
function toldToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        resolve()
        process.once(signal, () => process.exit(1))
      })
    }
  })
}

async function opened(config: Config, work: boolean, markDemonstration: boolean): Promise<Connects> {
  const log = openLog({ level: config.logLevel })
  return openConnects({ config, clock: systemClock, log, work, markDemonstration })
}

async function serve(config: Config, isTrial: boolean): Promise<number> {
  const stop = toldToStop()
  const connects = await opened(config, config.workers, isTrial)
  try {
    await refuseHalfLoaded(connects)
    if (await isEmpty(connects.db)) {
      if (!isTrial)
        refuse(
          'conflict',
          'platform.installation.empty',
          'There is nothing here yet. Run "connects setup" for your county, or "connects start" to look around with the Kent demonstration.',
        )
      if (!connects.isDemonstration)
        refuse(
          'conflict',
          'platform.installation.empty',
          'These data were set up for a county but hold nothing yet. Run "connects setup".',
        )
      process.stdout.write('Loading the Kent demonstration. This takes a moment, once.\n')
      await loadDemonstration(connects)
    }
    // Only a process that serves loads the server, its pages and its templates; other commands start sooner.
    const { openWeb } = await import('../web.ts')
    const web = await openWeb(connects)
    await connects.jobs.start()
    const receivers = config.workers ? await openReceivers(connects) : undefined
    process.stdout.write(`${greeting(connects)}\nConnects is ready at ${connects.listening.url}\n`)
    await stop
    process.stdout.write('Stopping: requests and jobs under way are finished first.\n')
    await web.close()
    await receivers?.close()
  } finally {
    await connects.close()
  }
  return 0
}

function greeting(connects: Connects): string {
  const lines = [
    '',
    `Data: ${connects.config.databaseUrl === undefined ? connects.config.dataDirectory : 'PostgreSQL, and files in ' + connects.config.dataDirectory}. ${connects.database.promise}`,
  ]
  if (connects.ring.made)
    lines.push(`The key to the secrets was made: ${connects.ring.file}. Keep a copy apart from the backups.`)
  if (connects.isDemonstration)
    lines.push(
      'This is a demonstration: invented activity on real public facts. To sign in, open /sign-in and choose somebody; "npx connects demo people" lists them.',
    )
  else lines.push('To sign in, open /sign-in and enter your work email address.')
  if (connects.config.mailUrl === undefined)
    lines.push(`Mail is written to ${connects.config.dataDirectory}/mail, because no mail server is set.`)
  return lines.join('\n')
}

async function work(config: Config): Promise<number> {
  const stop = toldToStop()
  if (config.databaseUrl === undefined)
    refuse(
      'conflict',
      'platform.worker.embedded',
      'The embedded database has one owner, so a server over it does its own work. Set DATABASE_URL to run workers of their own.',
    )
  const connects = await opened({ ...config, workers: true }, true, false)
  try {
    await connects.jobs.start()
    const receivers = await openReceivers(connects)
    process.stdout.write('Connects is working: jobs are carried out here.\n')
    await stop
    await receivers.close()
  } finally {
    await connects.close()
  }
  return 0
}

export const serverCommands: readonly ProcessCommand[] = [
  {
    kind: 'process',
    words: ['start'],
    title: 'Start the server; an empty data directory gets the Kent demonstration',
    run: ({ config }) => serve(config, true),
  },
  {
    kind: 'process',
    words: ['serve'],
    title: 'Start the server over data that "connects setup" has made',
    run: ({ config }) => serve(config, false),
  },
  {
    kind: 'process',
    words: ['work'],
    title: 'Carry out jobs beside web processes on one PostgreSQL',
    run: ({ config }) => work(config),
  },
]
