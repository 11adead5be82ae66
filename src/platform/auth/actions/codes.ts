// Signing in with a code: asking for one, for an address or for oneself again, and proving that it arrived.
import { action, type Done, type Inside } from '#platform/actions/index.ts'
import { invalid } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { requireAttempt } from '../attempts.ts'
import type { Parts } from '../ports.ts'
import { mayHaveCode, signInOf } from '../providers.ts'
import { CODE_MINUTES, codeAsTyped, codeMayBeTried, MOST_TRIES } from '../rules.ts'
import { beginSession, type BeginResult } from '../sessions.ts'
import { askerFields, bytesOf, type Asker } from './asker.ts'
import { beginTrip } from './trip.ts'

/** The job that derives a code from its row and mails it. */
export const SEND_CODE = 'auth.code.send'

export type AskResult =
  | { readonly kind: 'code' }
  /** The organisation has a provider: the trip to it has been begun. */
  | { readonly kind: 'trip'; readonly trip: string }

export function askForCode(parts: Parts) {
  return action({
    name: 'auth.code.ask',
    title: 'Sign in',
    permission: 'public',
    doors: ['page'],
    fields: {
      mail: field.mail('Your work email address'),
      to: field.text('Where to afterwards', { most: 2000 }).optional(),
      emergency: field.yesNo('Emergency access').optional(),
      ...askerFields,
    },
    async run(inside, answers): Promise<Done<AskResult>> {
      const rule = await signInOf(inside.db, parts, answers.mail)
      if (rule.kind === 'provider' && answers.emergency !== true) {
        const leaving = { provider: rule.provider.id, to: answers.to, again: null }
        const trip = await beginTrip(parts, inside, leaving, answers)
        return { subject: null, result: { kind: 'trip', trip }, facts: { trip, provider: rule.provider.id } }
      }
      const person = await parts.directory.personByMail(inside.db, answers.mail)
      const may = await mayHaveCode(inside.db, parts, answers.mail, person)
      await leaveCode(parts, inside, answers.mail, may ? (person?.id ?? null) : null, answers)
      // Nothing in the answer, nor in the record, tells a known address from an unknown one (A4).
      return { subject: null, result: { kind: 'code' } }
    },
  })
}

export function askAgain(parts: Parts) {
  return action({
    name: 'auth.code.ask-again',
    title: 'Send me a code',
    doors: ['page'],
    fields: askerFields,
    async run(inside, answers) {
      const own = inside.actor.kind === 'person' ? inside.actor.id : null
      const person = own === null ? null : await parts.directory.personById(inside.db, own)
      const mail = person?.mail ?? ''
      const may = await mayHaveCode(inside.db, parts, mail, person)
      await leaveCode(parts, inside, mail, may ? own : null, answers)
      return { subject: own, result: null }
    },
  })
}

async function leaveCode(
  parts: Parts,
  inside: Inside,
  mail: string,
  person: string | null,
  asker: Asker,
): Promise<void> {
  const { tx, now } = inside
  await requireAttempt(tx, parts.limits.codesPerNetwork, bytesOf(asker.network), now)
  await requireAttempt(tx, parts.limits.codesPerBrowser, bytesOf(asker.browser), now)
  // Counted by address and network first: a stranger elsewhere should not be able to lock somebody out.
  const here = parts.keys.mac('address and network', `${mail} ${asker.network}`)
  await requireAttempt(tx, parts.limits.codesPerAddressHere, here, now)
  await requireAttempt(tx, parts.limits.codesPerAddress, parts.keys.mac('address', mail), now)
  await tx
    .updateTable('auth.sign_in_code')
    .set({ void_at: now })
    .where('browser_hash', '=', bytesOf(asker.browser))
    .where('used_at', 'is', null)
    .where('void_at', 'is', null)
    .execute()
  const id = inside.id()
  await tx
    .insertInto('auth.sign_in_code')
    .values({
      id,
      person,
      browser_hash: bytesOf(asker.browser),
      asked_at: now,
      expires_at: now.add({ minutes: CODE_MINUTES }),
    })
    .execute()
  // The job is queued for nobody, too, and then finds nobody to write to (A4).
  await inside.queue(SEND_CODE, { code: id })
}

const SPENT =
  'This code can no longer be used: it is older than 10 minutes, was used, or was tried 5 times. Ask for a new one.'

/** Wrong answers are returned and not thrown, because the count of tries must be kept (A5). */
export function beginWithCode(parts: Parts) {
  return action({
    name: 'auth.session.begin-with-code',
    title: 'Check your email',
    permission: 'public',
    doors: ['page'],
    secretResult: true,
    fields: {
      code: field.text('Code', {
        most: 40,
        hint: 'The 8 numbers in the email we sent you',
        missing: 'Enter the code from the email',
      }),
      ...askerFields,
    },
    async run(inside, answers): Promise<Done<BeginResult>> {
      const typed = codeAsTyped(answers.code)
      if (typed === undefined)
        invalid('auth.code.not-a-code', [{ field: 'code', message: 'The code is 8 numbers, like 1234 5678' }])
      const { tx, now } = inside
      await requireAttempt(tx, parts.limits.triesPerNetwork, bytesOf(answers.network), now)
      const tried = await tryCode(parts, inside, typed, bytesOf(answers.browser))
      if (typeof tried === 'string') return failed(tried)
      const { person } = tried
      const id = inside.id()
      const begin = { id, person, way: 'code', provider: null, now, provedAt: now } as const
      const cookie = await beginSession(tx, parts.settings, {
        ...begin,
        device: answers.device,
        replaces: answers.replaces,
      })
      return { subject: person, result: { ok: true, cookie, person }, facts: { session: id } }
    },
  })
}

async function tryCode(
  parts: Parts,
  inside: Inside,
  typed: string,
  browser: Buffer,
): Promise<{ person: string } | string> {
  const { tx, now } = inside
  const row = await tx
    .selectFrom('auth.sign_in_code')
    .selectAll()
    .where('browser_hash', '=', browser)
    .orderBy('asked_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .forUpdate()
    .executeTakeFirst()
  if (row === undefined) return SPENT
  const code = { expiresAt: row.expires_at, tries: row.tries, usedAt: row.used_at, voidAt: row.void_at }
  if (!codeMayBeTried(code, now)) return SPENT
  const isRight = parts.keys.isCodeOf(row.id, typed)
  // The person is asked for again: they may have left, or their organisation got a provider, since it was sent.
  // Only after the right code, so that a wrong one takes as long for nobody as for somebody (A4).
  const person = isRight && row.person !== null ? await parts.directory.personById(tx, row.person) : null
  const may = person !== null && (await mayHaveCode(tx, parts, person.mail, person))
  const counted = { tries: row.tries + 1, used_at: may ? now : null }
  await tx.updateTable('auth.sign_in_code').set(counted).where('id', '=', row.id).execute()
  if (may) return { person: person.id }
  const left = MOST_TRIES - counted.tries
  if (left === 0) return 'That is not the code we sent, and it was the last try. Ask for a new code.'
  return `That is not the code we sent to the address you gave. You can try ${left === 1 ? 'once' : `${left} times`} more.`
}

function failed(message: string): Done<BeginResult> {
  return { subject: null, result: { ok: false, because: 'code', message }, facts: { ok: false } }
}
