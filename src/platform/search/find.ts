// Finds what a reader may see. Whose eyes a record is for is a condition of the query itself, and whatever is said of
// the answer (rows, counts, kinds, suggestions) is said of rows that passed it.
//
// A word that stands in half of a million records is not ranked half a million times. First the newest records of all
// are read through; a word of which these alone hold a thousand is answered from them. Any other is looked up. Either
// list ends at a thousand and one: a list that is not full holds everything there is, and its count is exact; to one
// that is full some records with the words in their title are added. Only what is on these lists is ranked.
import { sql, type Db } from '../database/index.ts'
import { ON_PAGES_ONLY, PUBLIC } from './contract.ts'

type Fragment = ReturnType<typeof sql<unknown>>

/** Beyond this the count is "more than". */
export const MOST_COUNTED = 1_000
// How far back the list of the newest looks: a fixed amount of work, whoever asks for whatever.
const NEWEST_LOOKED_AT = 10_000
// Of a great many records with the words in their title so many are ranked.
const MOST_TITLED = 300

export type Filters = {
  readonly kind: string | null
  readonly body: string | null
  readonly from: Temporal.PlainDate | null
  readonly to: Temporal.PlainDate | null
}

/** Who gets the answer: a page is looked at, a program may keep it and pass it on. */
export type Asker = 'page' | 'program'

export type Finding = Filters & {
  /** In PostgreSQL's terms: see `askedOf`. */
  readonly query: string
  readonly keys: readonly string[] | 'all'
  readonly asker?: Asker
  readonly today: Temporal.PlainDate
  readonly most: number
  readonly after: Cursor | null
}

export type Cursor = { readonly score: bigint; readonly id: string }

export type FoundRow = {
  readonly kind: string
  readonly id: string
  readonly title: string
  readonly words: string
  readonly href: string
  readonly at: Temporal.PlainDate | null
  readonly body: string | null
  readonly score: bigint
}

export type Found = {
  readonly rows: readonly FoundRow[]
  /** Of all pages; at most one more than `MOST_COUNTED`. */
  readonly count: number
  /** How many of each kind, where the count is exact. */
  readonly kinds: readonly { readonly kind: string; readonly count: number }[]
}

/** What of a record's words is read to show where the asked words stand. */
const WORDS_READ = 30_000

/** The rows of one page, best first, and what may be said of all of them. */
export async function find(db: Db, finding: Finding): Promise<Found> {
  const audiences = await audiencesOf(db, finding.keys, finding.asker ?? 'page')
  const { rows } = await sql<{ count: number; kinds: Found['kinds'] | null; rows: RawRow[] | null }>`
    ${statement(finding, audiences)}`.execute(db)
  const answer = rows[0]
  return {
    count: answer?.count ?? 0,
    kinds: answer?.kinds ?? [],
    rows: (answer?.rows ?? []).map((row) => ({
      ...row,
      at: row.at === null ? null : Temporal.PlainDate.from(row.at),
      score: BigInt(row.score),
    })),
  }
}

type RawRow = Omit<FoundRow, 'at' | 'score'> & { readonly at: string | null; readonly score: string }

/** The lists of keys of which the reader holds one. Asked first, so that PostgreSQL plans the rest knowing how much of the table they cover. */
export async function audiencesOf(
  db: Db,
  keys: readonly string[] | 'all',
  asker: Asker,
): Promise<readonly string[] | 'all'> {
  if (keys === 'all' && asker === 'page') return 'all'
  const held = keys === 'all' ? sql`true` : sql`keys && ${[...new Set([PUBLIC, ...keys])]}::text[]`
  const given = asker === 'page' ? sql`true` : sql`not keys @> ${[ON_PAGES_ONLY]}::text[]`
  const { rows } = await sql<{ id: string }>`
    select id from platform.search_audience where ${held} and ${given}`.execute(db)
  return rows.map((row) => row.id)
}

function statement(finding: Finding, audiences: readonly string[] | 'all'): Fragment {
  const { today, most, after } = finding
  const asked = sql`to_tsquery('platform.words', ${finding.query})`
  const filters = filterOf(finding)
  const narrowed = filters === null ? sql`` : sql`and vector @@ ${filters}::tsquery`
  const within = filters === null ? asked : sql`(${asked} && ${filters}::tsquery)`
  const seen = seenBy(audiences, finding)
  // A title that has every word comes first; of the same worth, what is up to ten years newer comes a little before.
  const columns = sql`kind, id, (1000000 * (ts_rank('{0,0.1,0.1,1}', vector, ${asked}) + (title_vector @@ ${asked})::int)
    * (1.15 - 0.15 * least(1, greatest(0, coalesce(${today.toString()}::date - at, 3650)) / 3650.0)))::bigint as score`
  return sql`
    with newest as materialized (
      select ${columns} from (
        select * from platform.search_entry order by at desc nulls last limit ${NEWEST_LOOKED_AT}
      ) as late where vector @@ ${within} and ${seen} limit ${MOST_COUNTED + 1}
    ), anywhere as materialized (
      select ${columns} from platform.search_entry
      where (select count(*) from newest) <= ${MOST_COUNTED} and vector @@ ${within} and ${seen}
      limit ${MOST_COUNTED + 1}
    ), counted as materialized (
      select greatest((select count(*) from newest), (select count(*) from anywhere))::int as count
    ), titled as materialized (
      select ${columns} from platform.search_entry
      where (select count from counted) > ${MOST_COUNTED} and title_vector @@ ${asked} ${narrowed} and ${seen}
      limit ${MOST_TITLED}
    ), candidate as materialized (
      select * from newest union select * from anywhere union select * from titled
    ), shown as (
      select candidate.*, entry.title, left(entry.words, ${WORDS_READ}) as words, entry.href, entry.at, entry.body
      from (
        select * from candidate ${after === null ? sql`` : sql`where (score, id) < (${after.score.toString()}::bigint, ${after.id}::uuid)`}
        order by score desc, id desc limit ${most}
      ) as candidate join platform.search_entry entry using (kind, id)
    )
    select (select count from counted) as count,
      (select jsonb_agg(jsonb_build_object('kind', kind, 'count', n) order by n desc, kind)
        from (select kind, count(*)::int as n from anywhere group by kind) as of_kind) as kinds,
      (select jsonb_agg(jsonb_build_object('kind', kind, 'id', id, 'title', title, 'words', words, 'href', href,
        'at', at, 'body', body, 'score', score::text) order by score desc, id desc) from shown) as rows`
}

function seenBy(audiences: readonly string[] | 'all', { from, to }: Filters): Fragment {
  const conditions = [
    audiences === 'all' ? sql`true` : sql`audience_id = any(${[...audiences]}::uuid[])`,
    ...(from === null ? [] : [sql`at >= ${from.toString()}::date`]),
    ...(to === null ? [] : [sql`at <= ${to.toString()}::date`]),
  ]
  return sql.join(conditions, sql` and `)
}

// Kind and body stand in the vector as words that nobody can type, so that they narrow the search in the same index.
function filterOf({ kind, body }: Filters): string | null {
  const words = [kind, body]
    .filter((one) => one !== null)
    .map((one) => `'=${one.replaceAll(/[^\w.-]/g, '')}'`)
  return words.length === 0 ? null : words.join(' & ')
}

/** Titles that begin with what was typed, of records the reader may see. */
export async function titlesBeginning(
  db: Db,
  {
    beginning,
    keys,
    asker,
    most,
  }: { beginning: string; keys: readonly string[] | 'all'; asker?: Asker; most: number },
): Promise<readonly { kind: string; title: string; href: string }[]> {
  const seen = seenBy(await audiencesOf(db, keys, asker ?? 'page'), {
    kind: null,
    body: null,
    from: null,
    to: null,
  })
  const { rows } = await sql<{ kind: string; title: string; href: string }>`
    select kind, title, href from (
      select kind, title, href, at from platform.search_entry
      where title_vector @@ to_tsquery('platform.words', ${beginning}) and ${seen} limit ${MOST_COUNTED}
    ) as begun order by length(title), title, href limit ${most}`.execute(db)
  return rows
}
