// The post office of an installation: the way out that its settings choose, the job that sends what actions
// queued, and a way to send one mail at once for jobs that write it themselves (a sign-in code).
import { join } from 'node:path'
import type { Database, Db } from '#platform/database/index.ts'
import type { Job } from '#platform/jobs/index.ts'
import type { Log } from '#platform/log/index.ts'
import { systemClock, type Clock } from '#platform/time/index.ts'
import type { KeyRing } from '#platform/secrets/index.ts'
import { listInWords, stopMail, type MailList } from './choices.ts'
import { messageOf, type Recipient } from './letter.ts'
import { linksOf, type Links, type LinkSettings } from './links.ts'
import { sendJob, type Template } from './notify.ts'
import { openMailFolder, openMailServer } from './outlet.ts'

export type DirectMail = {
  /** The same for the same mail: it becomes the Message-ID. */
  readonly key: string
  readonly to: string
  readonly subject: string
  readonly text: string
}

export type Post = {
  /** What it plugs in: the job that sends, and the action that stops a list. */
  readonly part: {
    readonly name: 'notifications'
    readonly title: string
    readonly uses: readonly string[]
    readonly jobs: readonly Job[]
    readonly actions: readonly [ReturnType<typeof stopMail>]
  }
  readonly links: Links
  /** A list of mail as its reader would call it. */
  inWords(db: Db, list: string): Promise<Pick<MailList, 'words' | 'again'>>
  /** Sends one mail now. Only from a job: nothing leaves the machine inside a transaction. */
  send(mail: DirectMail): Promise<void>
  /** Whether the mail server answers; throws a Failure when not. */
  check(): Promise<void>
  close(): Promise<void>
}

export type PostOptions = {
  readonly config: {
    readonly mailUrl?: string | undefined
    readonly mailFrom: string
    readonly dataDirectory: string
  } & LinkSettings
  /** Seals the addresses at which mail is stopped. */
  readonly ring: KeyRing
  readonly lists?: readonly MailList[]
  readonly log: Log
  readonly database: Pick<Database, 'db'>
  /** Where a subject's mail goes now; null for one who left or has no address. */
  readonly addressOf: (subject: string, db: Db) => Promise<Recipient | null>
  readonly templates?: readonly Template[]
  /** Opens what `secrets` sealed for a mail. */
  readonly open?: (sealed: string) => string | Promise<string>
  readonly clock?: Clock
}

/** Opens the post office. Without a mail server mail becomes files under `mail` in the data directory. */
export function openPost(options: PostOptions): Post {
  const { config, log, database } = options
  const clock = options.clock ?? systemClock
  const outlet =
    config.mailUrl === undefined
      ? openMailFolder(join(config.dataDirectory, 'mail'))
      : openMailServer(config.mailUrl)
  if (config.mailUrl === undefined) log.info('no mail server is set; mail is written to files')
  const links = linksOf(config, options.ring)
  const send = sendJob({
    links,
    db: database.db,
    templates: options.templates ?? [],
    outlet,
    from: config.mailFrom,
    addressOf: (db, subject) => options.addressOf(subject, db),
    ...(options.open === undefined ? {} : { open: options.open }),
  })
  return {
    part: {
      name: 'notifications',
      title: 'Mail',
      uses: [],
      jobs: [send],
      actions: [stopMail(options.ring)],
    },
    links,
    inWords: (db, list) => listInWords(db, options.lists ?? [], list),
    send: ({ key, to, subject, text }) =>
      outlet.send(
        messageOf({ subject, text }, { mail: to }, { id: key, from: config.mailFrom, now: clock.now() }),
      ),
    check: outlet.check,
    close: async () => outlet.close(),
  }
}
