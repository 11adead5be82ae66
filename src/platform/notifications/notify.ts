// Telling a person something: queued in the action's transaction, rendered and sent by a job after the commit.
// The platform knows no people; whoever composes it says where a subject's mail goes.
import { Defect, Failure, Refusal } from '#platform/errors/index.ts'
import { json, type Db } from '#platform/database/index.ts'
import { job, type Job } from '#platform/jobs/index.ts'
import { checkedAddress, messageOf, type Letter, type Recipient } from './letter.ts'
import type { Links } from './links.ts'
import type { Outlet } from './outlet.ts'
import type {} from './schema.ts'

export type Template = {
  /** `module.noun.what`, as it stands in the record. */
  readonly name: string
  /** Writes the mail from the records as they are now; null when there is nothing to say any more. */
  readonly render: (asked: {
    db: Db
    now: Temporal.Instant
    ids: Readonly<Record<string, string>>
    opened: string | null
    /** The subject it goes to; null for an address given for this mail. */
    to: string | null
    links: Links
  }) => Promise<Letter | null>
}

/** The part of an action's inside that telling needs. */
export type Telling = {
  readonly tx: Db
  readonly now: Temporal.Instant
  id(): string
  queue(
    job: string,
    ids: Record<string, string>,
    options?: { key?: string; after?: Temporal.Instant },
  ): Promise<unknown>
}

export type Notice = {
  readonly to: { readonly subject: string } | { readonly mail: string }
  readonly template: string
  readonly ids?: Readonly<Record<string, string>>
  /** A value that `secrets` sealed, opened only when the mail is written. It is gone from the record once sent. */
  readonly sealed?: string
  readonly after?: Temporal.Instant
}

export const SEND_JOB = 'platform.notification.send'

/** Queues a mail in the caller's transaction. Returns the notification's id. */
export async function notify(inside: Telling, notice: Notice): Promise<string> {
  const id = inside.id()
  await inside.tx
    .insertInto('platform.notification')
    .values(rowOf(inside, id, notice))
    .execute()
  await queueSending(inside, id, notice)
  return id
}

/**
 * Queues a mail unless this subject was told it under the same key before: for mail that goes round to many, whose
 * job may begin again after some were told. Says whether it was queued.
 */
export async function notifyOnce(
  inside: Telling,
  notice: Notice & { readonly to: { readonly subject: string }; readonly once: string },
): Promise<boolean> {
  const id = inside.id()
  const told = await inside.tx
    .insertInto('platform.notification')
    .values({ ...rowOf(inside, id, notice), once: notice.once })
    .onConflict((conflict) => conflict.columns(['to_subject', 'once']).doNothing())
    .executeTakeFirst()
  if (told.numInsertedOrUpdatedRows !== 1n) return false
  await queueSending(inside, id, notice)
  return true
}

/** Who of these was told under the key already. */
export async function toldOnce(
  db: Db,
  subjects: readonly string[],
  once: string,
): Promise<ReadonlySet<string>> {
  if (subjects.length === 0) return new Set()
  const rows = await db
    .selectFrom('platform.notification')
    .select('to_subject')
    .where('once', '=', once)
    .where('to_subject', 'in', [...subjects])
    .execute()
  return new Set(rows.flatMap((row) => (row.to_subject === null ? [] : [row.to_subject])))
}

const rowOf = (inside: Telling, id: string, notice: Notice) => ({
  id,
  template: notice.template,
  to_subject: 'subject' in notice.to ? notice.to.subject : null,
  to_mail: 'mail' in notice.to ? checkedAddress(notice.to.mail) : null,
  ids: json(notice.ids ?? {}),
  sealed: notice.sealed ?? null,
  queued_at: inside.now,
  settled_at: null,
  failure: null,
})

const queueSending = (inside: Telling, id: string, notice: Notice): Promise<unknown> =>
  inside.queue(SEND_JOB, { notification: id }, notice.after === undefined ? {} : { after: notice.after })

export type Sending = {
  readonly db: Db
  readonly templates: readonly Template[]
  readonly outlet: Outlet
  /** Whom the mail comes from, as `Name <address>`. */
  readonly from: string
  /** Where a subject's mail goes now; null for one who left or has no address. */
  readonly addressOf: (db: Db, subject: string) => Promise<Recipient | null>
  readonly links: Links
  /** Opens what was sealed. */
  readonly open?: (sealed: string) => string | Promise<string>
}

/** The job that renders and sends; composition adds it to the list of jobs. */
export function sendJob(sending: Sending): Job {
  const templates = new Map(sending.templates.map((one) => [one.name, one]))
  if (templates.size !== sending.templates.length) throw new Defect('Two mail templates have the same name.')
  return job({
    name: SEND_JOB,
    title: 'Send mail',
    // Minutes at first, then hours: a mail server that is being mended is back the same day.
    retries: { most: 12, firstAfterSeconds: 30, mostSeconds: 4 * 3600 },
    run: (ids, about) => sendOne(sending, templates, ids['notification'] ?? '', about.now),
  })
}

async function sendOne(
  sending: Sending,
  templates: ReadonlyMap<string, Template>,
  id: string,
  now: Temporal.Instant,
): Promise<void> {
  const { db } = sending
  const row = await db.selectFrom('platform.notification').selectAll().where('id', '=', id).executeTakeFirst()
  // Sent already, by an attempt that was lost after the server had taken the mail; or forgotten with its person.
  if (row === undefined || row.state === 'sent' || row.state === 'dropped') return
  try {
    const template = templates.get(row.template)
    if (template === undefined) throw new Defect(`There is no mail template called ${row.template}.`)
    const to = row.to_mail === null ? await addressOfSubject(sending, row.to_subject) : { mail: row.to_mail }
    const opened = row.sealed === null ? null : await openSealed(sending, row.sealed)
    const letter =
      to === null
        ? null
        : await template.render({
            db,
            now,
            ids: row.ids,
            opened,
            to: row.to_subject,
            links: sending.links,
          })
    if (to !== null && letter !== null)
      await sending.outlet.send(messageOf(letter, to, { id, from: sending.from, now }))
    await settle(
      db,
      id,
      {
        state: to === null || letter === null ? 'dropped' : 'sent',
        failure: null,
        to_mail: null,
        sealed: null,
      },
      now,
    )
  } catch (error) {
    await noteUnsent(db, id, error, now)
    throw error
  }
}

async function addressOfSubject(sending: Sending, subject: string | null): Promise<Recipient | null> {
  return subject === null ? null : sending.addressOf(sending.db, subject)
}

async function openSealed(sending: Sending, sealed: string): Promise<string> {
  if (sending.open === undefined)
    throw new Defect('A mail holds a sealed value, and nothing was given to open it.')
  return sending.open(sealed)
}

/** What will be tried again stays queued; anything else is recorded as failed, to be mended and tried again by an administrator. */
async function noteUnsent(db: Db, id: string, error: unknown, now: Temporal.Instant): Promise<void> {
  if (error instanceof Failure && error.retryAfterSeconds !== Infinity) return
  const failure =
    error instanceof Failure || error instanceof Refusal ? error.code : 'platform.notification.defect'
  await settle(db, id, { state: 'failed', failure }, now)
}

type Settled = { state: 'sent' | 'dropped' | 'failed'; failure: string | null; to_mail?: null; sealed?: null }

async function settle(db: Db, id: string, settled: Settled, now: Temporal.Instant): Promise<void> {
  await db
    .updateTable('platform.notification')
    .set({ ...settled, settled_at: now })
    .where('id', '=', id)
    .execute()
}
