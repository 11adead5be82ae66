// A county's worth of invented records for search, many times over: made by the database itself, the same every time.
import { sql, type Db } from '#platform/database/index.ts'

export const VOCABULARY = 5_000
const TEXTS = 20_000
const GROUPS = 2_000
const BATCH = 50_000

/** The word of this rank: 0 is in nearly every record, the last in some four of a thousand. */
export const wordOf = (rank: number): string => {
  const letters = (n: number): string => 'bdfgklmnprstvz'[n % 14]! + 'aeiou'[Math.floor(n / 14) % 5]!
  return letters(rank) + letters(Math.floor(rank / 70)) + letters(rank * 31 + 7) + 'k'
}

export const groupKey = (group: number): string => `bench.record.read@${group}`

/** Fills the index: 30 of 100 records are public, 40 for staff, 25 for one group each, 5 for one person each. */
export async function fill(db: Db, records: number, heard: (done: number) => void): Promise<void> {
  await sql`select setseed(0.42)`.execute(db)
  await sql`create temporary table vocabulary (rank int primary key, word text)`.execute(db)
  const words = Array.from({ length: VOCABULARY }, (_, rank) => wordOf(rank))
  await sql`insert into vocabulary select n - 1, word from unnest(${words}::text[]) with ordinality as one (word, n)`.execute(
    db,
  )
  await sql`create temporary table writing (n int primary key, said text)`.execute(db)
  await sql`insert into writing select n, string_agg(word, ' ') from (
      select n, floor(${VOCABULARY} * power(random(), 3))::int as rank from generate_series(0, ${TEXTS - 1}) n, generate_series(1, 30)
    ) picked join vocabulary using (rank) group by n`.execute(db)
  await sql`insert into platform.search_audience (id, keys) select md5(keys::text)::uuid, keys from (
      select array['public'] union all select array['bench.record.read']
      union all select array['bench.record.read@' || n] from generate_series(0, ${GROUPS - 1}) n
      union all select array['person:' || n] from generate_series(0, ${GROUPS - 1}) n) as said (keys)`.execute(
    db,
  )
  for (let from = 0; from < records; from += BATCH) {
    await sql`insert into platform.search_entry (kind, id, title, words, href, at, body, audience_id, title_vector, vector)
      select kind, id, title, said, '/bench/' || n, at, body, md5(array[key]::text)::uuid, to_tsvector('platform.words', title),
        setweight(to_tsvector('platform.words', title), 'A') || setweight(to_tsvector('platform.words', said), 'C')
          || array_to_tsvector(array['=' || kind, '=' || body::text])
      from (
        select n, 'bench.kind' || n % 25 as kind, md5(n::text)::uuid as id, md5('body' || n % 400)::uuid as body,
          a.said || ' ' || b.said || ' ref' || n as said, split_part(a.said, ' ', 1) || ' ' || split_part(b.said, ' ', 2) || ' ' || split_part(a.said, ' ', 3) || ' of ' || split_part(b.said, ' ', 4) as title,
          date '2016-11-21' + (n::bigint * 3650 / ${records} + n % 90)::int as at,
          case when n % 100 < 30 then 'public' when n % 100 < 70 then 'bench.record.read'
            when n % 100 < 95 then 'bench.record.read@' || (n / 100 * 25 + n % 100) % ${GROUPS} else 'person:' || n % ${GROUPS} end as key
        from generate_series(${from}::int, ${Math.min(from + BATCH, records) - 1}::int) n
        join (select n as one, said from writing) a on a.one = (n::bigint * 7919) % ${TEXTS}
        join (select n as other, said from writing) b on b.other = (n::bigint * 104729 + 13) % ${TEXTS}
      ) as made`.execute(db)
    heard(Math.min(from + BATCH, records))
  }
  await sql`analyze platform.search_entry`.execute(db)
}
