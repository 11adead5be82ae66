// Signing in with an organisation's own provider: leaving for it, coming back recognised, or coming back badly.
// What the provider says was checked before (oidc.ts); whom it stands for is decided here, on locked records.
import { action, type Done, type Inside } from '#platform/actions/index.ts'
import { notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { areEqual } from '../keys.ts'
import type { Parts } from '../ports.ts'
import { personOfSubject, providerById, subjectOfPerson, type Provider } from '../providers.ts'
import { recognise, RECOGNITION_WORDS, type Recognition } from '../rules.ts'
import { beginSession, sessionById, type BeginResult } from '../sessions.ts'
import { askerFields, bytesOf } from './asker.ts'
import { personActing } from './sessions.ts'
import { beginTrip } from './trip.ts'

export function startTrip(parts: Parts) {
  return action({
    name: 'auth.trip.start',
    title: 'Sign in again with your organisation',
    doors: ['page'],
    fields: { to: field.text('Where to afterwards', { most: 2000 }).optional(), ...askerFields },
    async run(inside, answers) {
      const person = personActing(inside)
      const session = answers.replaces === null ? null : await sessionById(inside.tx, answers.replaces)
      if (session === null || session.person !== person || session.provider === null) notFound('session')
      const leaving = { provider: session.provider, to: answers.to, again: person }
      const trip = await beginTrip(parts, inside, leaving, answers)
      return { subject: person, result: { trip }, facts: { trip, provider: session.provider } }
    },
  })
}

const tripFields = { trip: field.id('Trip'), ...askerFields }

export function beginWithProvider(parts: Parts) {
  return action({
    name: 'auth.session.begin-with-provider',
    title: 'Come back from your organisation',
    permission: 'public',
    doors: ['page'],
    secretResult: true,
    fields: {
      ...tripFields,
      issuer: field.text('Issuer', { most: 500 }),
      subject: field.text('Subject', { most: 255 }),
      mail: field.mail('Mail address').optional(),
      verified: field.yesNo('Mail address verified').optional(),
      /** Seconds since 1970, as the provider counts them (auth_time). */
      authenticated: field.integer('Signed in at', { most: 99_999_999_999 }).optional(),
    },
    async run(inside, answers): Promise<Done<BeginResult>> {
      const { tx, now } = inside
      const trip = await takeTrip(inside, answers.trip, bytesOf(answers.browser))
      const provider = (await providerById(tx, trip.provider)) ?? notFound('provider')
      if (provider.issuer !== answers.issuer) tripIsOver()
      const claims = {
        subject: answers.subject,
        mail: answers.mail ?? undefined,
        mailVerified: answers.verified ?? undefined,
      }
      const found = await recognised(parts, inside, provider, claims, trip.again)
      if (!found.ok) return refused(found.because, RECOGNITION_WORDS[found.because])
      // Whoever signs in again must have been asked again: an old login at the provider proves nothing (A10).
      const proved = instantOf(answers.authenticated)
      const slack = trip.started_at.subtract({ minutes: 1 })
      if (trip.again !== null && (proved === null || Temporal.Instant.compare(proved, slack) < 0))
        return refused('not-asked-again', NOT_ASKED_AGAIN)
      if (found.bind)
        await tx
          .insertInto('auth.identity')
          .values({ issuer: provider.issuer, subject: answers.subject, person: found.person, bound_at: now })
          .execute()
      const id = inside.id()
      const cookie = await beginSession(tx, parts.settings, {
        id,
        person: found.person,
        way: 'provider',
        provider: provider.id,
        device: answers.device,
        now,
        provedAt: proved,
        replaces: answers.replaces,
      })
      const facts = { session: id, provider: provider.id, bound: found.bind }
      return { subject: found.person, result: { ok: true, cookie, person: found.person }, facts }
    },
  })
}

const instantOf = (seconds: number | null): Temporal.Instant | null =>
  seconds === null ? null : Temporal.Instant.fromEpochMilliseconds(seconds * 1000)

const NOT_ASKED_AGAIN =
  'Your organisation’s sign-in did not ask you again, so nothing was decided. Ask your IT team to let it honour “prompt=login” and to send “auth_time”.'

function refused(because: string, message: string): Done<BeginResult> {
  return { subject: null, result: { ok: false, because, message }, facts: { ok: false, because } }
}

async function recognised(
  parts: Parts,
  { tx }: Inside,
  provider: Provider,
  claims: Parameters<typeof recognise>[0]['claims'],
  again: string | null,
): Promise<Recognition> {
  const { directory } = parts
  const known = await personOfSubject(tx, provider.issuer, claims.subject)
  const bound = known === null ? null : await directory.personById(tx, known)
  const mail = claims.mail?.toLowerCase()
  const byMail = mail === undefined ? null : await directory.personByMail(tx, mail)
  return recognise({
    claims,
    provider: {
      owner: provider.owner,
      domains: await directory.domainsOf(tx, provider.owner),
      vouchesForMail: provider.vouchesForMail,
    },
    // Whoever was bound and has gone is nobody, and not somebody else with the same address now.
    bound: known === null ? null : (bound ?? { id: known, active: false, organisationIds: [] }),
    byMail,
    subjectOfPerson: byMail === null ? null : await subjectOfPerson(tx, provider.issuer, byMail.id),
    again,
  })
}

// A trip is used once, by the browser that began it, within its minutes.
async function takeTrip({ tx, now }: Inside, id: string, browser: Buffer) {
  const trip = await tx
    .selectFrom('auth.trip')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (trip === undefined || !areEqual(trip.browser_hash, browser) || trip.used_at !== null) tripIsOver()
  if (Temporal.Instant.compare(trip.expires_at, now) <= 0) tripIsOver()
  await tx.updateTable('auth.trip').set({ used_at: now }).where('id', '=', id).execute()
  return trip
}

/** The one answer for a trip that is unknown, another browser's, used or too old. */
export function tripIsOver(): never {
  refuse(
    'conflict',
    'auth.trip.over',
    'This sign-in was begun in another browser, took longer than 10 minutes, or was already finished. Start again from the sign-in page.',
  )
}

/** Coming back badly is recorded too: declined there, or an answer that does not fit what was asked. */
export function failTrip() {
  return action({
    name: 'auth.trip.fail',
    title: 'Record that a sign-in with an organisation failed',
    permission: 'public',
    doors: ['page'],
    fields: { ...tripFields, because: field.code('Reason') },
    async run(inside, answers) {
      await takeTrip(inside, answers.trip, bytesOf(answers.browser))
      return { subject: null, result: null, facts: { trip: answers.trip, because: answers.because } }
    },
  })
}
