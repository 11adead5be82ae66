// Looking up a login in the trace, and asking its home organisation who it was (G11).
import { action, personOf, type Inside } from '#platform/actions/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { notify } from '#platform/notifications/index.ts'
import { sql } from '#platform/database/index.ts'
import { federationOf } from '../queries/federation.ts'
import {
  countSightings,
  isOver,
  lookupById,
  questionById,
  sightingFound,
  TRACE,
  type Question,
} from '../queries/lookups.ts'
import { holdsFor } from '../queries/seeing.ts'
import { faultsOfLookup, whyNotReleased } from '../rules/lookups.ts'
import { SECRET_NAME } from '../rules/model.ts'
import { deviceHash } from '../device-hash.ts'
import { cuiOf, macOf } from '../rules/trace-line.ts'
import { memberToChange, mustBeCurrent } from './locking.ts'

const DEVICE_KEY = { owner: 'roaming.device:federation', name: SECRET_NAME }
const QUESTION_DAYS = 14

export const makeLookup = action({
  name: 'roaming.lookup.make',
  title: 'Look up logins at your own sites',
  permission: TRACE,
  doors: ['page'],
  fresh: true,
  fields: {
    member: field.pick('Organisation', { from: 'roaming.member' }),
    from: field.dateTime('From', { missing: 'Say from when' }),
    until: field.dateTime('Until', { missing: 'Say until when' }),
    site: field.pick('Site', { from: 'organisations.site' }).optional(),
    device: field
      .text('Hardware address of the device', {
        most: 60,
        hint: 'Such as 3C-22-FB-01-02-03, in any spelling. Only a keyed hash of it is kept',
      })
      .optional(),
    cui: field
      .text('Opaque name of the person (CUI)', {
        most: 506,
        hint: 'From your own server’s log. It is the same for one person at one organisation’s sites',
      })
      .optional(),
    reason: field.longText('What happened, and why it has to be looked up', { most: 1000 }),
    reference: field.text('Your own reference of the incident', { most: 80 }).optional(),
  },
  async run(inside, answers) {
    const member = await memberToChange(inside, answers.member, TRACE)
    const federation = (await federationOf(inside.tx)) ?? notFound('federation')
    const mac = answers.device === null ? null : macOf(answers.device)
    const faults = faultsOfLookup(
      {
        from: answers.from,
        until: answers.until,
        reason: answers.reason,
        site: answers.site !== null,
        device: answers.device === null ? 'none' : mac === null ? 'unreadable' : 'read',
        cui: answers.cui !== null,
      },
      inside.now,
      federation.trace_days,
    )
    if (faults.length > 0) invalid('roaming.lookup.faulty', faults)
    if (answers.site !== null) await mustBeTheirSite(inside, member.id, answers.site)
    const device = mac === null ? null : await deviceKept(inside, mac)
    // As logs write it, 0x…, or as the trace keeps it.
    const cui = answers.cui === null ? null : (cuiOf(answers.cui) ?? answers.cui)
    const criteria = {
      member_id: member.id,
      from_at: answers.from,
      until_at: answers.until,
      site_id: answers.site,
      device,
      cui,
    }
    const found = await countSightings(inside, criteria)
    const id = inside.id()
    await inside.tx
      .insertInto('roaming.lookup')
      .values({
        id,
        ...criteria,
        asked_by: acting(inside),
        asked_at: inside.now,
        reason: answers.reason,
        reference: answers.reference,
        found,
        expires_at: inside.now.add({ hours: federation.lookup_days * 24 }),
      })
      .execute()
    return {
      subject: null,
      result: { id, found },
      facts: {
        lookup: id,
        member: member.id,
        from: answers.from.toString(),
        until: answers.until.toString(),
        site: answers.site,
        byDevice: mac !== null,
        byCui: answers.cui !== null,
        found,
      },
    }
  },
})

function acting(inside: Inside): string {
  const person = personOf(inside)
  if (person !== null) return person
  return refuse('forbidden', 'roaming.lookup.nobody', 'Only a person can look something up. Sign in as one.')
}

async function mustBeTheirSite(inside: Inside, memberId: string, siteId: string): Promise<void> {
  const location = await inside.tx
    .selectFrom('roaming.location')
    .select('site_id')
    .where('site_id', '=', siteId)
    .where('member_id', '=', memberId)
    .executeTakeFirst()
  if (location === undefined)
    invalid('roaming.lookup.site', [
      { field: 'site', message: 'Choose one of your own sites with govroam. Others look up their own' },
    ])
}

/** As it stands in the trace. No key was made yet: then no login was kept either, and nothing can match. */
async function deviceKept(inside: Inside, mac: string): Promise<Buffer> {
  const key = await inside.secret(DEVICE_KEY)
  return key === undefined ? Buffer.alloc(32) : deviceHash(key.reveal(), mac)
}

export const closeLookup = action({
  name: 'roaming.lookup.close',
  title: 'Close a look-up, so that nobody reads it any more',
  permission: TRACE,
  doors: ['page'],
  fields: { lookup: field.id('Look-up'), version: field.version() },
  async run(inside, { lookup: id, version }) {
    await inside.tx.selectFrom('roaming.lookup').select('id').where('id', '=', id).forNoKeyUpdate().execute()
    const lookup = await lookupById(inside, id)
    mustBeCurrent(lookup, version)
    if (lookup.closed_at !== null)
      refuse('conflict', 'roaming.lookup.over', 'This look-up has expired or was closed already.')
    await inside.tx
      .updateTable('roaming.lookup')
      .set({ closed_at: inside.now, device: null, cui: null, version: version + 1 })
      .where('id', '=', id)
      .execute()
    return { subject: null, result: { closed: true }, facts: { lookup: id } }
  },
})

export const askHome = action({
  name: 'roaming.question.ask',
  title: 'Ask the home organisation who signed in',
  permission: TRACE,
  doors: ['page'],
  fresh: true,
  fields: { lookup: field.id('Look-up'), sighting: field.id('Login') },
  async run(inside, answers) {
    const lookup = await lookupById(inside, answers.lookup)
    if (isOver(lookup, inside.now))
      refuse('conflict', 'roaming.lookup.over', 'This look-up has expired or was closed. Look it up again.')
    // What an earlier look-up found, which is over, cannot be asked about through a later one.
    const seen = await sightingFound(inside, lookup, answers.sighting)
    if (seen === undefined) return notFound('login')
    if (seen.home_member_id === null)
      return refuse(
        'conflict',
        'roaming.question.not-here',
        'Its home organisation takes part elsewhere, not in this federation. Ask the national operator, with time and CUI.',
      )
    if (seen.home_member_id === lookup.member_id)
      return refuse(
        'conflict',
        'roaming.question.own',
        'This was one of your own people. Your own server’s log says who, at this time and with this opaque name.',
      )
    if (seen.cui === null)
      return refuse(
        'conflict',
        'roaming.question.no-cui',
        'Its home organisation sent no opaque name (CUI), so it cannot tell who it was from here. Telephone its security contact with the time and your Operator-Name.',
      )
    const id = inside.id()
    await inside.tx
      .insertInto('roaming.question')
      .values({
        id,
        lookup_id: lookup.id,
        home_member_id: seen.home_member_id,
        cui: seen.cui,
        seen_at: seen.seen_at,
        asked_by: acting(inside),
        asked_at: inside.now,
        expires_at: inside.now.add({ hours: QUESTION_DAYS * 24 }),
      })
      .execute()
    const told = await tellTracers(inside, lookup.member_id, 'roaming.question.to-release', id)
    return {
      subject: null,
      result: { id, told },
      facts: { question: id, lookup: lookup.id, home: seen.home_member_id },
    }
  },
})

/** The question, its row locked, when it is the reader's to see. */
async function lockedQuestion(inside: Inside, id: string): Promise<Question> {
  await inside.tx.selectFrom('roaming.question').select('id').where('id', '=', id).forNoKeyUpdate().execute()
  return questionById(inside, id)
}

export const releaseQuestion = action({
  name: 'roaming.question.release',
  title: 'Release a question to the home organisation',
  permission: TRACE,
  doors: ['page'],
  fresh: true,
  fields: { question: field.id('Question'), version: field.version() },
  async run(inside, { question: id, version }) {
    const question = await lockedQuestion(inside, id)
    if (!holdsFor(inside, TRACE, { organisation_id: question.visited_organisation_id }))
      return notFound('question')
    mustBeCurrent(question, version)
    const why = whyNotReleased(
      { state: question.state, askedBy: question.asked_by, expiresAt: question.expires_at },
      personOf(inside),
      inside.now,
    )
    if (why !== null) refuse('conflict', 'roaming.question.not-released', why)
    await inside.tx
      .updateTable('roaming.question')
      .set({
        state: 'released',
        released_by: personOf(inside),
        released_at: inside.now,
        version: version + 1,
      })
      .where('id', '=', id)
      .execute()
    const told = await tellTracers(inside, question.home_member_id, 'roaming.question.to-answer', id)
    return {
      subject: null,
      result: { released: true, told },
      facts: { question: id, home: question.home_member_id },
    }
  },
})

export const ANSWERS = {
  'person-dealt-with': 'We found the person and have dealt with it',
  'person-blocked': 'We found the person and have blocked the account',
  'not-found': 'We could not find who it was',
  refused: 'We do not answer this',
} as const

export const answerQuestion = action({
  name: 'roaming.question.answer',
  title: 'Answer a question about one of your people',
  permission: TRACE,
  doors: ['page'],
  fresh: true,
  fields: {
    question: field.id('Question'),
    answer: field.choice('Your answer', ANSWERS),
    words: field
      .longText('What the other organisation has to know', {
        most: 1000,
        hint: 'Never the name of the person: who it is stays with you',
      })
      .optional(),
    version: field.version(),
  },
  async run(inside, { question: id, answer, words, version }) {
    const question = await lockedQuestion(inside, id)
    if (!holdsFor(inside, TRACE, { organisation_id: question.home_organisation_id }))
      refuse(
        'forbidden',
        'roaming.question.not-yours',
        `${question.home_name} answers this. Its security contacts have been told.`,
      )
    mustBeCurrent(question, version)
    if (question.state !== 'released')
      refuse('conflict', 'roaming.question.over', 'This question was answered or has expired already.')
    await inside.tx
      .updateTable('roaming.question')
      .set({
        state: answer === 'refused' ? 'refused' : 'answered',
        answer,
        answer_words: words,
        answered_by: personOf(inside),
        answered_at: inside.now,
        version: version + 1,
      })
      .where('id', '=', id)
      .execute()
    await notify(inside, {
      to: { subject: question.asked_by },
      template: 'roaming.question.answered',
      ids: { question: id },
    })
    return { subject: null, result: { answered: true }, facts: { question: id, answer } }
  },
})

/** The security contacts of a member, by letter; how many were told. Whoever acts knows already. */
async function tellTracers(
  inside: Inside,
  memberId: string,
  template: string,
  question: string,
): Promise<number> {
  const contacts = await inside.tx
    .selectFrom('roaming.contact')
    .select('person_id')
    .where('member_id', '=', memberId)
    .where('duty', '=', 'security')
    .where('ended_on', 'is', null)
    .orderBy('id')
    .limit(20)
    .execute()
  const others = contacts.filter((one) => one.person_id !== personOf(inside))
  for (const { person_id } of others)
    await notify(inside, { to: { subject: person_id }, template, ids: { question } })
  return others.length
}

/** What has expired is closed: nobody reads it, and what it was looked up by, or asked about, is forgotten. */
export const expireLookups = action({
  name: 'roaming.lookup.expire',
  title: 'Close look-ups and questions that have expired',
  doors: [],
  fields: {},
  async run(inside) {
    const closed =
      await sql`update roaming.lookup set closed_at = ${inside.now}, device = null, cui = null, version = version + 1
      where closed_at is null and expires_at <= ${inside.now}`.execute(inside.tx)
    const expired = await sql`update roaming.question set state = 'expired', version = version + 1
      where state in ('asked', 'released') and expires_at <= ${inside.now}`.execute(inside.tx)
    await sql`update roaming.question set cui = '' where cui <> '' and expires_at <= ${inside.now}`.execute(
      inside.tx,
    )
    return {
      subject: null,
      result: null,
      facts: { closed: Number(closed.numAffectedRows ?? 0), expired: Number(expired.numAffectedRows ?? 0) },
    }
  },
})
