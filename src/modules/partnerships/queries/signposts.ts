// A partnership's signposting directory, as anybody may read it, and what readers said is wrong with it.
import { query, type Reader } from '#platform/actions/index.ts'
import { sql, type Selectable } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { field, isRecordId } from '#platform/fields/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { isStale } from '../rules/signposts.ts'
import type { SignpostDoubtTable, SignpostTable, TopicTable } from '../schema.ts'
import { partnershipByCode } from './partnerships.ts'

export type Topic = Selectable<TopicTable>
export type Signpost = Selectable<SignpostTable> & {
  /** The body or the name that provides it. */
  readonly provider: string
  readonly provider_code: string | null
  readonly owner_name: string
  readonly owner_code: string
  readonly topics: readonly { readonly id: string; readonly name: string }[]
  readonly stale: boolean
}
export type Doubt = Selectable<SignpostDoubtTable> & { readonly person_name: string | null }

/** The topics of a partnership's directory, by name. */
export async function topicsOf(reader: Reader, partnershipId: string): Promise<Topic[]> {
  return reader.db
    .selectFrom('partnerships.topic')
    .selectAll()
    .where('partnership_id', '=', partnershipId)
    .orderBy('name')
    .orderBy('id')
    .execute()
}

const signpostRows = (reader: Reader) =>
  reader.db
    .selectFrom('partnerships.signpost as signpost')
    .innerJoin('organisations.organisation_card as owner', 'owner.id', 'signpost.owner_organisation_id')
    .leftJoin(
      'organisations.organisation_card as provider',
      'provider.id',
      'signpost.provider_organisation_id',
    )
    .selectAll('signpost')
    .select(['owner.name as owner_name', 'owner.code as owner_code', 'provider.code as provider_code'])
    .select(sql<string>`coalesce(provider.name, signpost.provider_name)`.as('provider'))
    .select(({ selectFrom }) =>
      selectFrom('partnerships.signpost_topic as tagged')
        .innerJoin('partnerships.topic as topic', 'topic.id', 'tagged.topic_id')
        .select(
          sql<
            Signpost['topics']
          >`json_agg(json_build_object('id', topic.id, 'name', topic.name) order by topic.name)`.as('topics'),
        )
        .whereRef('tagged.signpost_id', '=', 'signpost.id')
        .as('topics'),
    )
    .where('signpost.ended_on', 'is', null)
    .orderBy('signpost.name')
    .orderBy('signpost.id')

type Row = Awaited<ReturnType<ReturnType<typeof signpostRows>['execute']>>[number]

const shown = (reader: Reader, row: Row): Signpost => ({
  ...row,
  topics: row.topics ?? [],
  stale: isStale(row.review_on, londonDate(reader.now)),
})

const escaped = (words: string): string => words.replaceAll(/[\\%_]/g, '\\$&')

/** The entries of a directory by name: all, those of a topic, those that hold every one of the words. */
export async function signpostsOf(
  reader: Reader,
  partnershipId: string,
  wanted: { readonly words?: string | undefined; readonly topic?: string | undefined } = {},
): Promise<Signpost[]> {
  let rows = signpostRows(reader).where('signpost.partnership_id', '=', partnershipId)
  for (const word of (wanted.words ?? '')
    .split(/\s+/)
    .filter((one) => one !== '')
    .slice(0, 8)) {
    rows = rows.where(
      sql`concat_ws(' ', signpost.name, signpost.summary, signpost.audience, signpost.area, provider.name, signpost.provider_name)`,
      'ilike',
      `%${escaped(word)}%`,
    )
  }
  const { topic } = wanted
  if (topic !== undefined)
    rows = rows.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('partnerships.signpost_topic as chosen')
          .select('chosen.topic_id')
          .whereRef('chosen.signpost_id', '=', 'signpost.id')
          .where('chosen.topic_id', '=', topic),
      ),
    )
  return (await rows.execute()).map((row) => shown(reader, row))
}

/** One entry of the directory, or the refusal that it is not there. */
export async function signpostById(reader: Reader, id: string): Promise<Signpost> {
  if (!isRecordId(id)) return notFound('entry')
  const row = await signpostRows(reader).where('signpost.id', '=', id).executeTakeFirst()
  return row === undefined ? notFound('entry') : shown(reader, row)
}

/** Whether the reader keeps the entry right: runs the partnership, or leads the body that owns it. */
export function keepsSignpost(
  reader: Reader,
  one: Pick<Signpost, 'partnership_id' | 'owner_organisation_id'>,
): boolean {
  return (
    reader.may('partnerships.signpost.edit', { kind: 'partnership', id: one.partnership_id }) ||
    reader.may('partnerships.signpost.edit', { kind: 'organisation', id: one.owner_organisation_id })
  )
}

/** What readers said is wrong and nobody has settled, the oldest first. */
export async function doubtsAbout(reader: Reader, signpostId: string): Promise<Doubt[]> {
  return reader.db
    .selectFrom('partnerships.signpost_doubt as doubt')
    .leftJoin('organisations.person_card as person', 'person.id', 'doubt.told_by')
    .selectAll('doubt')
    .select('person.name as person_name')
    .where('doubt.signpost_id', '=', signpostId)
    .where('doubt.settled_at', 'is', null)
    .orderBy('doubt.told_at')
    .orderBy('doubt.id')
    .execute()
}

/** For the doors. */
export const listSignposts = query({
  name: 'partnerships.signpost.list',
  title: 'List the directory of services of a partnership',
  doors: ['page', 'api', 'command'],
  parameters: {
    partnership: field.code('Partnership code'),
    words: field.text('Words', { most: 200 }).optional(),
    topic: field.id('Topic').optional(),
  },
  async run(reader, { partnership, words, topic }) {
    const found = await partnershipByCode(reader, partnership)
    return {
      rows: await signpostsOf(reader, found.id, { words: words ?? undefined, topic: topic ?? undefined }),
    }
  },
})
