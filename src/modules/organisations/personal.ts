// Every reference this module makes to a person: what is shown to them, and what becomes of it when they leave.
import type { Db } from '#platform/database/index.ts'
import { personalReference } from '#platform/personal/index.ts'
import { formatDate, formatDateTime } from '#platform/time/index.ts'
import { pastChoicesOf } from './queries/contact.ts'
import { AUDIENCES, CONTACT_FIELDS, OFFICES } from './rules.ts'

const until = (from: Temporal.PlainDate, to: Temporal.PlainDate | null): string =>
  to === null ? `since ${formatDate(from)}` : `${formatDate(from)} to ${formatDate(to)}`

async function details(db: Db, id: string) {
  const person = await db
    .selectFrom('organisations.person')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  if (person === undefined) return []
  return [
    {
      Name: person.name,
      'Email address': person.mail ?? '',
      'Phone number': person.phone ?? '',
      'Mobile number': person.mobile ?? '',
      State: person.state === 'active' ? 'Works here' : 'Has left',
      ...(person.left_on === null ? {} : { 'Last day': formatDate(person.left_on) }),
    },
  ]
}

async function posts(db: Db, id: string) {
  const rows = await db
    .selectFrom('organisations.employment as post')
    .innerJoin('organisations.organisation as organisation', 'organisation.id', 'post.organisation_id')
    .select(['organisation.name', 'post.job_title', 'post.started_on', 'post.ended_on'])
    .where('post.person_id', '=', id)
    .orderBy('post.started_on')
    .orderBy('post.id')
    .execute()
  return rows.map((row) => ({
    Organisation: row.name,
    'Job title': row.job_title,
    When: until(row.started_on, row.ended_on),
  }))
}

async function offices(db: Db, id: string) {
  const rows = await db
    .selectFrom('organisations.office as office')
    .leftJoin('organisations.organisation as organisation', 'organisation.id', 'office.organisation_id')
    .select(['office.role', 'organisation.name', 'office.started_on', 'office.ended_on'])
    .where('office.person_id', '=', id)
    .orderBy('office.started_on')
    .orderBy('office.id')
    .execute()
  return rows.map((row) => ({
    Office: OFFICES[row.role],
    Of: row.name ?? 'The whole installation',
    When: until(row.started_on, row.ended_on),
  }))
}

async function proofs(db: Db, id: string) {
  const rows = await db
    .selectFrom('organisations.mail_domain')
    .select(['domain', 'proven_at'])
    .where('proven_by', '=', id)
    .orderBy('domain')
    .execute()
  return rows.map((row) => ({
    Domain: row.domain,
    When: row.proven_at === null ? '' : formatDateTime(row.proven_at),
  }))
}

/** Declared to the platform's subject access and leaver's removal. */
export const personal = [
  personalReference({
    column: 'organisations.person.id',
    title: 'Your name and how to reach you',
    held: details,
    leaving: {
      keep: 'address and phone go on your last day; the name stays for six years, because minutes and payments name who acted',
    },
  }),
  personalReference({
    column: 'organisations.employment.person_id',
    title: 'Where you worked',
    held: posts,
    leaving: { keep: 'for whom somebody acted decides whether a decision was valid' },
  }),
  personalReference({
    column: 'organisations.office.person_id',
    title: 'Offices you held in the installation',
    held: offices,
    leaving: { keep: 'who could let people in, and when, must be provable' },
  }),
  personalReference({
    column: 'organisations.mail_domain.proven_by',
    title: 'Mail domains you vouched for',
    held: proofs,
    leaving: { keep: 'who vouched for a domain decides whether to trust it' },
  }),
  personalReference({
    column: 'organisations.contact_choice.person_id',
    title: 'Who you let see your details',
    async held(db, id) {
      return (await pastChoicesOf({ db }, id)).map((one) => ({
        What: CONTACT_FIELDS[one.field],
        'Shown to': AUDIENCES[one.audience],
        Since: formatDateTime(one.chosen_at),
      }))
    },
    leaving: {
      keep: 'that an address was shown by your own choice must be provable; the address itself goes',
    },
  }),
  personalReference({
    column: 'organisations.site_exception.recorded_by',
    title: 'Closures of buildings you recorded',
    async held(db, id) {
      const rows = await db
        .selectFrom('organisations.site_exception as closure')
        .innerJoin('organisations.site as site', 'site.id', 'closure.site_id')
        .select(['site.name', 'closure.from_on', 'closure.because'])
        .where('closure.recorded_by', '=', id)
        .orderBy('closure.from_on')
        .execute()
      return rows.map((row) => ({ Site: row.name, From: formatDate(row.from_on), Why: row.because }))
    },
    leaving: { keep: 'who told visitors that a building was closed stays answerable' },
  }),
]
