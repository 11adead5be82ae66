// The work of sign-in after the commit: mailing a code, and clearing away what is over.
import type { Db } from '#platform/database/index.ts'
import { job, type Job } from '#platform/jobs/index.ts'
import { SEND_CODE } from './actions/codes.ts'
import { clearLeavings } from './actions/sessions.ts'
import type { Parts } from './ports.ts'
import { CODE_MINUTES, codeInPrint, codeMayBeTried } from './rules.ts'

export type CodeMail = {
  /** The same for the same mail: a second delivery of the job need not send it twice. */
  readonly key: string
  readonly to: string
  readonly subject: string
  readonly text: string
}

/** Sends one mail; throws a Failure when the mail server does not answer. */
export type SendMail = (mail: CodeMail) => Promise<void>

/** The jobs of sign-in. `db` is asked for when one runs. */
export function authJobs(parts: Parts, db: () => Db, send: SendMail): readonly Job[] {
  return [
    job({
      name: SEND_CODE,
      title: 'Mail a sign-in code',
      retries: { most: 4, firstAfterSeconds: 5, mostSeconds: 60 },
      run: (ids, about) => sendCode(parts, db(), send, ids['code'] ?? '', about.now),
    }),
    job({
      name: 'auth.session.clear',
      title: 'Clear away old sign-ins',
      action: clearLeavings,
      every: { dailyAt: '03:20' },
    }),
  ]
}

/** Derives the code from its row and mails it to the person's own address, if it can still be used and is somebody's. */
export async function sendCode(
  parts: Parts,
  db: Db,
  send: SendMail,
  id: string,
  now: Temporal.Instant,
): Promise<void> {
  const row = await db.selectFrom('auth.sign_in_code').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined || row.person === null || row.sent_at !== null) return
  const code = { expiresAt: row.expires_at, tries: row.tries, usedAt: row.used_at, voidAt: row.void_at }
  if (!codeMayBeTried(code, now)) return
  const person = await parts.directory.personById(db, row.person)
  if (person === null || !person.active) return
  await send({ key: id, to: person.mail, ...codeMail(parts, person.name, parts.keys.codeOf(id)) })
  await db.updateTable('auth.sign_in_code').set({ sent_at: now }).where('id', '=', id).execute()
}

// The code stands in the text and not in the subject, which a locked telephone shows to anyone.
function codeMail(parts: Parts, name: string, code: string): { subject: string; text: string } {
  const text = [
    `Hello ${name}`,
    '',
    `Your code to sign in to Connects is ${codeInPrint(code)}`,
    '',
    `Enter it within ${CODE_MINUTES} minutes, in the browser in which you asked for it: ${parts.address}/sign-in/code`,
    'We never ask for this code by telephone or mail.',
    '',
    'If you did not ask for it, you need not do anything: without this code nobody gets in.',
    '',
  ].join('\n')
  return { subject: 'Your code to sign in to Connects', text }
}
