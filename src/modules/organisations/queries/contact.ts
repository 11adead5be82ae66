// Who sees which field of a person (O11). The query itself leaves out what a reader may not see, so that no page,
// file, answer or search can show it by mistake.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import type { ContactField } from '../rules.ts'

const COLUMNS = {
  mail: { value: sql`person.mail`, audience: sql`contact.mail` },
  phone: { value: sql`person.phone`, audience: sql`contact.phone` },
  mobile: { value: sql`person.mobile`, audience: sql`contact.mobile` },
  'job-title': { value: sql`post.job_title`, audience: sql`contact.job_title` },
} as const

/**
 * The field as this reader may see it, else null. The query must know `person` (organisations.person), `contact`
 * (organisations.contact_audience), and for a job title `post` (organisations.employment).
 */
export function shownTo(reader: Pick<Reader, 'actor' | 'scopes'>, field: ContactField) {
  const { value, audience } = COLUMNS[field]
  const led = reader.scopes('organisations.person.edit', 'organisation')
  if (led === 'all') return sql<string | null>`${value}`
  if (reader.actor.kind !== 'person')
    return sql<string | null>`case when ${audience} = 'everybody' then ${value} end`
  const self = reader.actor.id
  return sql<string | null>`case when ${audience} <> 'own' or person.id = ${self}::uuid or exists (
      select 1 from organisations.employment theirs
      where theirs.person_id = person.id and theirs.ended_on is null
        and (theirs.organisation_id = any (${[...led]}::uuid[]) or theirs.organisation_id in (
          select mine.organisation_id from organisations.employment mine
          where mine.person_id = ${self}::uuid and mine.ended_on is null))
    ) then ${value} end`
}

/** What every signed-in reader may find of a person: for search. Leavers and people without a post are not in it. */
export type DirectoryEntry = {
  readonly id: string
  readonly name: string
  readonly organisation_id: string
  readonly organisation_name: string
  readonly job_title: string | null
  readonly mail: string | null
  readonly phone: string | null
  readonly mobile: string | null
}

/** The people who work here, each field only where it is shown to everybody who is signed in. */
export async function directoryEntries(
  { db }: Pick<Reader, 'db'>,
  ids: readonly string[] | 'all',
): Promise<DirectoryEntry[]> {
  let rows = db
    .selectFrom('organisations.person as person')
    .innerJoin('organisations.person_card as card', 'card.id', 'person.id')
    .innerJoin('organisations.contact_audience as contact', 'contact.person_id', 'person.id')
    .select([
      'person.id',
      'person.name',
      sql<string>`card.organisation_id`.as('organisation_id'),
      sql<string>`card.organisation_name`.as('organisation_name'),
      'card.job_title',
      sql<string | null>`case when contact.mail <> 'own' then person.mail end`.as('mail'),
      sql<string | null>`case when contact.phone <> 'own' then person.phone end`.as('phone'),
      sql<string | null>`case when contact.mobile <> 'own' then person.mobile end`.as('mobile'),
    ])
    .where('person.state', '=', 'active')
    .where('card.organisation_id', 'is not', null)
    .orderBy('person.id')
  if (ids !== 'all') {
    if (ids.length === 0) return []
    rows = rows.where('person.id', 'in', ids)
  }
  return rows.execute()
}

export type PublicContact = {
  readonly name: string
  readonly job_title: string | null
  readonly mail: string | null
  readonly phone: string | null
  readonly mobile: string | null
}

/** Who of an organisation let everybody see how to reach them, and by what. */
export async function publicContactsOf(reader: Reader, organisationId: string): Promise<PublicContact[]> {
  const open = (field: 'mail' | 'phone' | 'mobile') =>
    sql<string | null>`case when ${COLUMNS[field].audience} = 'everybody' then ${COLUMNS[field].value} end`
  return reader.db
    .selectFrom('organisations.person as person')
    .innerJoin('organisations.contact_audience as contact', 'contact.person_id', 'person.id')
    .innerJoin('organisations.employment as post', 'post.person_id', 'person.id')
    .select([
      'person.name',
      sql<string | null>`case when contact.job_title = 'everybody' then post.job_title end`.as('job_title'),
      open('mail').as('mail'),
      open('phone').as('phone'),
      open('mobile').as('mobile'),
    ])
    .where('person.state', '=', 'active')
    .where('post.ended_on', 'is', null)
    .where('post.organisation_id', '=', organisationId)
    .where(
      sql<boolean>`(contact.mail = 'everybody' and person.mail is not null
        or contact.phone = 'everybody' and person.phone is not null
        or contact.mobile = 'everybody' and person.mobile is not null)`,
    )
    .orderBy('person.name')
    .orderBy('person.id')
    .limit(100)
    .execute()
}

/** What a person chose for each field, or the default that counts. */
export async function contactChoicesOf(reader: Pick<Reader, 'db'>, personId: string) {
  return reader.db
    .selectFrom('organisations.contact_audience')
    .selectAll()
    .where('person_id', '=', personId)
    .executeTakeFirst()
}

/** Each choice a person made, the latest first. */
export async function pastChoicesOf({ db }: Pick<Reader, 'db'>, personId: string) {
  return db
    .selectFrom('organisations.contact_choice')
    .select(['field', 'audience', 'chosen_at'])
    .where('person_id', '=', personId)
    .orderBy('chosen_at', 'desc')
    .orderBy('id', 'desc')
    .limit(200)
    .execute()
}
