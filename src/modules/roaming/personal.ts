// Every reference that roaming makes to a person. Who leaves runs nothing and answers for nothing any more; what they
// decided, were shown and looked up stays, because others rely on being able to ask who it was. Nobody who roams is here:
// logs hold no names (G9).
import { sql, type Db } from '#platform/database/index.ts'
import {
  rowsReference,
  type HeldRow,
  type PersonalReference,
  type RowsReference,
} from '#platform/personal/index.ts'
import { DUTY_WORDS } from './rules/members.ts'

const RECORD = 'who decided what a federation runs, and on whose word, is part of its record'
const SECRETS = 'who was shown a shared secret must be known for as long as it could be in use'
const TRACE = 'who looked for whom, and why, is what protects those who were looked for'

const reference = (sketch: Omit<RowsReference, 'keep'> & { readonly keep?: string }): PersonalReference =>
  rowsReference({ keep: RECORD, ...sketch, column: `roaming.${sketch.column}` })

const ofMember =
  (table: string, column: string, at: string, what = sql`body.name`) =>
  (db: Db, id: string) =>
    sql<HeldRow>`select ${what} as what, ${sql.ref(`it.${at}`)} as at from ${sql.table(`roaming.${table}`)} it
      join roaming.member member on member.id = it.member_id
      join organisations.organisation_card body on body.id = member.organisation_id
      where ${sql.ref(`it.${column}`)} = ${id} order by 2, 1`.execute(db)

const ofCredential = (column: string, at: string) => (db: Db, id: string) =>
  sql<HeldRow>`select lower.code || ' with ' || upper.code as what, ${sql.ref(`credential.${at}`)} as at
    from roaming.credential credential join roaming.link link on link.id = credential.link_id
    join roaming.server lower on lower.id = link.lower_id join roaming.server upper on upper.id = link.upper_id
    where ${sql.ref(`credential.${column}`)} = ${id} order by 2, 1`.execute(db)

const ofGeneration = (column: string, at: string) => (db: Db, id: string) =>
  sql<HeldRow>`select 'Configuration ' || generation.number as what, ${sql.ref(`generation.${at}`)} as at
    from roaming.generation generation where ${sql.ref(`generation.${column}`)} = ${id} order by 2, 1`.execute(
    db,
  )

const ofQuestion = (column: string, at: string) => (db: Db, id: string) =>
  sql<HeldRow>`select 'To ' || body.name as what, ${sql.ref(`question.${at}`)} as at from roaming.question question
    join roaming.member member on member.id = question.home_member_id
    join organisations.organisation_card body on body.id = member.organisation_id
    where ${sql.ref(`question.${column}`)} = ${id} order by 2, 1`.execute(db)

const dutyWords = sql`case it.duty ${sql.join(
  Object.entries(DUTY_WORDS).map(([duty, words]) => sql`when ${duty} then ${words}`),
  sql` `,
)} end || ', ' || body.name`

export const personal: readonly PersonalReference[] = [
  reference({
    column: 'operator.person_id',
    title: 'Your running of the roaming federation',
    rows: (db, id) =>
      sql<HeldRow>`select 'The federation' as what, operator.from_on as at from roaming.operator operator
        where operator.person_id = ${id} order by operator.from_on`.execute(db),
    forget: (tx, id, today) =>
      sql`update roaming.operator set ended_on = greatest(from_on, ${today.toString()}::date)
        where person_id = ${id} and ended_on is null`.execute(tx),
  }),
  reference({
    column: 'contact.person_id',
    title: 'What you answer or answered for in roaming',
    rows: ofMember('contact', 'person_id', 'from_on', dutyWords),
    forget: (tx, id, today) =>
      sql`update roaming.contact set ended_on = greatest(from_on, ${today.toString()}::date)
        where person_id = ${id} and ended_on is null`.execute(tx),
  }),
  reference({
    column: 'consent.person_id',
    title: 'Consent to roaming that you gave for your organisation',
    keep: 'a body’s consent counts only with the name of whoever gave it',
    rows: ofMember('consent', 'person_id', 'given_at'),
  }),
  reference({
    column: 'boarding_tick.done_by',
    title: 'Steps of boarding you said were done',
    rows: ofMember('boarding_tick', 'done_by', 'done_at', sql`body.name || ': ' || it.step`),
  }),
  reference({
    column: 'realm.vouched_by',
    title: 'Realms you vouched for',
    rows: ofMember('realm', 'vouched_by', 'proven_at', sql`it.shown`),
  }),
  reference({
    column: 'credential.made_by',
    title: 'Shared secrets you had made',
    keep: SECRETS,
    rows: ofCredential('made_by', 'made_at'),
  }),
  reference({
    column: 'credential.shown_to',
    title: 'Shared secrets that were shown to you',
    keep: SECRETS,
    rows: ofCredential('shown_to', 'shown_at'),
  }),
  reference({
    column: 'generation.made_by',
    title: 'Configurations you made',
    rows: ofGeneration('made_by', 'made_at'),
  }),
  reference({
    column: 'generation.approved_by',
    title: 'Configurations you approved',
    rows: ofGeneration('approved_by', 'approved_at'),
  }),
  reference({
    column: 'generation.published_by',
    title: 'Configurations you published',
    rows: ofGeneration('published_by', 'published_at'),
  }),
  reference({
    column: 'agent.enrolled_by',
    title: 'Servers whose program you enrolled',
    rows: (db, id) =>
      sql<HeldRow>`select server.code as what, agent.enrolled_at as at from roaming.agent agent
        join roaming.server server on server.id = agent.server_id
        where agent.enrolled_by = ${id} order by agent.enrolled_at, agent.id`.execute(db),
  }),
  reference({
    column: 'lookup.asked_by',
    title: 'Your look-ups in the trace of logins',
    keep: TRACE,
    rows: ofMember('lookup', 'asked_by', 'asked_at', sql`body.name || ': ' || it.reason`),
  }),
  reference({
    column: 'question.asked_by',
    title: 'Questions you asked a home organisation',
    keep: TRACE,
    rows: ofQuestion('asked_by', 'asked_at'),
  }),
  reference({
    column: 'question.released_by',
    title: 'Questions to a home organisation you released',
    keep: TRACE,
    rows: ofQuestion('released_by', 'released_at'),
  }),
  reference({
    column: 'question.answered_by',
    title: 'Questions about your people you answered',
    keep: TRACE,
    rows: ofQuestion('answered_by', 'answered_at'),
  }),
]
