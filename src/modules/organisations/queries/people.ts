// People, their posts and their offices. Names may be joined by later modules; addresses, numbers and job titles
// are read only here, each field by whom its owner shows it to (O11).
import { query, type Reader } from '#platform/actions/index.ts'
import { sql, type Selectable } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { field, isRecordId, type Choice } from '#platform/fields/index.ts'
import { afterCursor, pageOf, type Listed } from '#platform/tables/index.ts'
import { londonDate } from '#platform/time/index.ts'
import type { OfficeTable, PersonCard, PersonTable } from '../schema.ts'
import { OFFICES, type OfficeRole } from '../rules.ts'
import { personOffice } from '../slots.ts'
import { shownTo } from './contact.ts'
import { containing } from './organisations.ts'

export type PersonSummary = Selectable<PersonCard>
export type Person = Pick<
  Selectable<PersonTable>,
  'id' | 'name' | 'state' | 'left_on' | 'forgotten_at' | 'version' | 'mail' | 'phone' | 'mobile'
>
export type Office = Selectable<OfficeTable> & { readonly organisation_name: string | null }

export type Post = {
  readonly id: string
  readonly organisation_id: string
  readonly organisation_name: string
  readonly organisation_code: string
  /** Null where this reader may not see it. */
  readonly job_title: string | null
  readonly started_on: Temporal.PlainDate
  readonly ended_on: Temporal.PlainDate | null
}

export type PersonRow = PersonSummary & {
  readonly mail: string | null
  readonly phone: string | null
  readonly mobile: string | null
}

/** A person's name and present post; undefined for nobody. For other modules' pages, which check who may see them. */
export async function personCard(reader: Reader, id: string): Promise<PersonSummary | undefined> {
  return reader.db.selectFrom('organisations.person_card').selectAll().where('id', '=', id).executeTakeFirst()
}

/** A person as a choice among others, with the body they work for. */
export const personChoice = (person: Pick<PersonSummary, 'id' | 'name' | 'organisation_name'>): Choice => ({
  value: person.id,
  text: `${person.name}, ${person.organisation_name ?? 'no post'}`,
})

/** The cards of several people by id. */
export async function personCards(
  reader: Reader,
  ids: readonly string[],
): Promise<ReadonlyMap<string, PersonSummary>> {
  if (ids.length === 0) return new Map()
  const rows = await reader.db
    .selectFrom('organisations.person_card')
    .selectAll()
    .where('id', 'in', [...new Set(ids)])
    .execute()
  return new Map(rows.map((row) => [row.id, row]))
}

/** The active person with this mail address, however it is capitalised; undefined for nobody. */
export async function personByMail(
  reader: Reader,
  mail: string,
): Promise<(PersonSummary & { readonly mail: string }) | undefined> {
  const row = await reader.db
    .selectFrom('organisations.person as person')
    .innerJoin('organisations.person_card as card', 'card.id', 'person.id')
    .selectAll('card')
    .select('person.mail')
    .where('person.mail', '=', mail.trim().toLowerCase())
    .executeTakeFirst()
  return row === undefined || row.mail === null ? undefined : { ...row, mail: row.mail }
}

/** Whose these mail addresses are, by address in small letters; those of nobody are left out. For loading many at once. */
export async function peopleByMail(
  reader: Reader,
  mails: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const wanted = [...new Set(mails.map((mail) => mail.trim().toLowerCase()))]
  if (wanted.length === 0) return new Map()
  const rows = await reader.db
    .selectFrom('organisations.person')
    .select(['id', 'mail'])
    .where(sql<boolean>`mail = any(${wanted}::text[])`)
    .execute()
  return new Map(rows.flatMap((row) => (row.mail === null ? [] : [[row.mail, row.id] as const])))
}

/** Everything about one person that this reader may see, or the refusal that there is nobody. */
export async function personById(reader: Reader, id: string): Promise<Person> {
  if (!isRecordId(id)) return notFound('person')
  const row = await reader.db
    .selectFrom('organisations.person as person')
    .innerJoin('organisations.contact_audience as contact', 'contact.person_id', 'person.id')
    .select(['person.id', 'person.name', 'person.state', 'person.left_on', 'person.forgotten_at'])
    .select('person.version')
    .select([
      shownTo(reader, 'mail').as('mail'),
      shownTo(reader, 'phone').as('phone'),
      shownTo(reader, 'mobile').as('mobile'),
    ])
    .where('person.id', '=', id)
    .executeTakeFirst()
  return row ?? notFound('person')
}

/** The people with a current post in an organisation, by name. */
export async function peopleOf(reader: Reader, organisationId: string): Promise<PersonSummary[]> {
  return reader.db
    .selectFrom('organisations.person_card as card')
    .innerJoin('organisations.person as person', 'person.id', 'card.id')
    .innerJoin('organisations.contact_audience as contact', 'contact.person_id', 'card.id')
    .innerJoin('organisations.employment as post', 'post.person_id', 'card.id')
    .innerJoin('organisations.organisation as organisation', 'organisation.id', 'post.organisation_id')
    .select([
      'card.id',
      'card.name',
      'card.state',
      'post.organisation_id',
      'organisation.name as organisation_name',
      shownTo(reader, 'job-title').as('job_title'),
    ])
    .where('post.organisation_id', '=', organisationId)
    .where('post.ended_on', 'is', null)
    .orderBy('card.name')
    .orderBy('card.id')
    .execute()
}

/** Active people by name: all, those whose name holds the words, or those of the organisations given. For choosing one. */
export async function peopleNamed(
  reader: Reader,
  wanted: {
    readonly search?: string
    readonly organisationIds?: readonly string[]
    readonly most?: number
  } = {},
): Promise<PersonSummary[]> {
  if (wanted.organisationIds?.length === 0) return []
  let rows = reader.db
    .selectFrom('organisations.person_card as card')
    .selectAll()
    .where('state', '=', 'active')
    .orderBy('name')
    .orderBy('id')
    .limit(wanted.most ?? 1000)
  if (wanted.search !== undefined) rows = rows.where('name', 'ilike', containing(wanted.search))
  const within = wanted.organisationIds
  if (within !== undefined) {
    rows = rows.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('organisations.employment as post')
          .select(sql`1`.as('one'))
          .whereRef('post.person_id', '=', 'card.id')
          .where('post.ended_on', 'is', null)
          .where('post.organisation_id', 'in', within),
      ),
    )
  }
  return rows.execute()
}

/** Every post of a person, the current ones first. */
export async function postsOf(reader: Reader, personId: string): Promise<Post[]> {
  return reader.db
    .selectFrom('organisations.employment as post')
    .innerJoin('organisations.organisation as organisation', 'organisation.id', 'post.organisation_id')
    .innerJoin('organisations.person as person', 'person.id', 'post.person_id')
    .innerJoin('organisations.contact_audience as contact', 'contact.person_id', 'post.person_id')
    .select([
      'post.id',
      'post.organisation_id',
      'organisation.name as organisation_name',
      'organisation.code as organisation_code',
      shownTo(reader, 'job-title').as('job_title'),
      'post.started_on',
      'post.ended_on',
    ])
    .where('post.person_id', '=', personId)
    .orderBy(sql`post.ended_on is not null`)
    .orderBy('post.started_on', 'desc')
    .orderBy('post.id')
    .execute()
}

/** The organisations a person works for on a day, the longest-standing post first. */
export async function employersOf(reader: Reader, personId: string, on: Temporal.PlainDate): Promise<Post[]> {
  const posts = await postsOf(reader, personId)
  const after = (one: Temporal.PlainDate, other: Temporal.PlainDate): boolean =>
    Temporal.PlainDate.compare(one, other) > 0
  return posts
    .filter((post) => !after(post.started_on, on) && (post.ended_on === null || !after(on, post.ended_on)))
    .toSorted((one, other) => Temporal.PlainDate.compare(one.started_on, other.started_on))
}

/** Whether the person works for the organisation today. */
export async function isEmployedBy(
  reader: Reader,
  personId: string,
  organisationId: string,
): Promise<boolean> {
  return (await employersOf(reader, personId, londonDate(reader.now))).some(
    (post) => post.organisation_id === organisationId,
  )
}

/** The offices a person holds in the installation or an organisation. */
export async function officesOf(reader: Reader, personId: string): Promise<Office[]> {
  return officeRows(reader).where('office.person_id', '=', personId).execute()
}

/** Who holds an office now, for one organisation or for the installation. */
export async function officeHolders(
  reader: Reader,
  role: OfficeRole,
  organisationId: string | null,
): Promise<Office[]> {
  const rows = officeRows(reader).where('office.role', '=', role).where('office.ended_on', 'is', null)
  return (
    organisationId === null
      ? rows.where('office.organisation_id', 'is', null)
      : rows.where('office.organisation_id', '=', organisationId)
  ).execute()
}

const officeRows = (reader: Reader) =>
  reader.db
    .selectFrom('organisations.office as office')
    .leftJoin('organisations.organisation as organisation', 'organisation.id', 'office.organisation_id')
    .selectAll('office')
    .select('organisation.name as organisation_name')
    .orderBy(sql`office.ended_on is not null`)
    .orderBy('office.started_on', 'desc')
    .orderBy('office.id')

/** Offices in the installation whose title holds the words. */
const rolesNamed = (words: string): OfficeRole[] =>
  (Object.keys(OFFICES) as OfficeRole[]).filter((role) =>
    OFFICES[role].toLowerCase().includes(words.toLowerCase()),
  )

/** One page of people: by words of their name, body, job title, address or office. */
export const listPeople = query({
  name: 'organisations.person.list',
  title: 'List people',
  doors: ['page', 'api', 'command'],
  parameters: {
    search: field.text('Name, organisation, job title or office', { most: 100 }).optional(),
    organisation: field.id('Organisation').optional(),
    state: field.choice('State', { active: 'Works here', left: 'Has left' }).optional(),
    after: field.text('After', { most: 500, hint: 'Where the page before ended' }).optional(),
    most: field.integer('Most rows', { least: 1, most: 1000 }).optional(),
  },
  async run(reader, { search, organisation, state, after, most }): Promise<Listed<PersonRow>> {
    const size = most ?? 100
    const mail = shownTo(reader, 'mail')
    const jobTitle = shownTo(reader, 'job-title')
    let rows = reader.db
      .selectFrom('organisations.person_card as card')
      .innerJoin('organisations.person as person', 'person.id', 'card.id')
      .innerJoin('organisations.contact_audience as contact', 'contact.person_id', 'card.id')
      .leftJoin('organisations.employment as post', (join) =>
        join
          .onRef('post.person_id', '=', 'card.id')
          .onRef('post.organisation_id', '=', 'card.organisation_id')
          .on('post.ended_on', 'is', null),
      )
      .select(['card.id', 'card.name', 'card.state', 'card.organisation_id', 'card.organisation_name'])
      .select([
        jobTitle.as('job_title'),
        mail.as('mail'),
        shownTo(reader, 'phone').as('phone'),
        shownTo(reader, 'mobile').as('mobile'),
      ])
      .orderBy('card.name')
      .orderBy('card.id')
      .limit(size + 1)
    rows =
      state === 'left'
        ? rows.where('card.state', '=', 'left')
        : rows.where('card.state', '=', 'active').where('card.organisation_id', 'is not', null)
    if (search !== null) {
      const words = containing(search)
      const roles = rolesNamed(search)
      const holders = (await reader.fills(personOffice, { personIds: null, words: search })).map(
        (one) => one.personId,
      )
      rows = rows.where(({ eb, or, exists, selectFrom }) =>
        or([
          eb('card.name', 'ilike', words),
          eb('card.organisation_name', 'ilike', words),
          eb(jobTitle, 'ilike', words),
          eb(mail, 'ilike', words),
          ...(holders.length === 0 ? [] : [eb('card.id', 'in', holders)]),
          ...(roles.length === 0
            ? []
            : [
                exists(
                  selectFrom('organisations.office as office')
                    .select(sql`1`.as('one'))
                    .whereRef('office.person_id', '=', 'card.id')
                    .where('office.ended_on', 'is', null)
                    .where('office.role', 'in', roles),
                ),
              ]),
        ]),
      )
    }
    if (organisation !== null) {
      rows = rows.where(({ exists, selectFrom }) =>
        exists(
          selectFrom('organisations.employment as other')
            .select(sql`1`.as('one'))
            .whereRef('other.person_id', '=', 'card.id')
            .where('other.organisation_id', '=', organisation)
            .where('other.ended_on', 'is', null),
        ),
      )
    }
    const cursor = afterCursor(after, 2)
    if (cursor !== null)
      rows = rows.where(({ eb, refTuple, tuple }) =>
        eb(refTuple('card.name', 'card.id'), '>', tuple(cursor[0] ?? '', cursor[1] ?? '')),
      )
    return pageOf(await rows.execute(), size, (row) => [row.name, row.id])
  },
})

export type HeldOffice = {
  readonly personId: string
  readonly office: string
  readonly of: string
  readonly href: string | null
}

/** The offices these people hold today, in the installation and by what later modules say. */
export async function officesHeldBy(
  reader: Reader,
  personIds: readonly string[],
): Promise<ReadonlyMap<string, readonly HeldOffice[]>> {
  if (personIds.length === 0) return new Map()
  const own = await officeRows(reader)
    .leftJoin('organisations.organisation as body', 'body.id', 'office.organisation_id')
    .select('body.code as organisation_code')
    .where('office.person_id', 'in', personIds)
    .where('office.ended_on', 'is', null)
    .execute()
  const others = await reader.fills(personOffice, { personIds, words: null })
  const rows: HeldOffice[] = own.map((one) => ({
    personId: one.person_id,
    office: OFFICES[one.role],
    of: one.organisation_name ?? '',
    href: one.organisation_code === null ? null : `/organisations/${one.organisation_code}`,
  }))
  return Map.groupBy([...rows, ...others], (one) => one.personId)
}

/** One person with posts and offices. */
export const readPerson = query({
  name: 'organisations.person.read',
  title: 'Show a person',
  doors: ['page', 'api', 'command'],
  parameters: { person: field.id('Person') },
  async run(reader, { person }) {
    const found = await personById(reader, person)
    return { ...found, posts: await postsOf(reader, person), offices: await officesOf(reader, person) }
  },
})
