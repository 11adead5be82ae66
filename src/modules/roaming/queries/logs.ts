// The logs from which lines come: how far each is kept, when the last line came, and what could not be counted.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import type { Malformed } from '../rules/log-line.ts'
import type { ServerPlace } from '../rules/words.ts'
import { runsFederation } from './seeing.ts'

/** Where a file is to be read on; null for one that was never read. */
export async function logPlaceOf(
  reader: Pick<Reader, 'db'>,
  kind: 'file',
  name: string,
): Promise<{ readonly identity: string; readonly position: number } | null> {
  const source = await reader.db
    .selectFrom('roaming.log_source')
    .select(['file_identity', 'position'])
    .where('kind', '=', kind)
    .where('name', '=', name)
    .executeTakeFirst()
  if (source === undefined || source.file_identity === null) return null
  return { identity: source.file_identity, position: Number(source.position) }
}

export type LogSource = {
  readonly id: string
  readonly kind: 'file' | 'syslog-udp' | 'syslog-tcp' | 'agent'
  readonly name: string
  readonly server_code: string | null
  readonly server_place: ServerPlace | null
  readonly position: bigint
  readonly lines: bigint
  readonly malformed: bigint
  readonly dropped: bigint
  readonly cut: bigint
  readonly counts: boolean
  readonly logins: bigint
  readonly elsewhere: bigint
  readonly last_at: Temporal.Instant | null
}

/** Every log, the one that has been silent longest first. For those who run the federation. */
export async function logSources(reader: Reader): Promise<LogSource[]> {
  if (!runsFederation(reader)) return notFound('page')
  return reader.db
    .selectFrom('roaming.log_source as source')
    .leftJoin('roaming.server as server', 'server.id', 'source.server_id')
    .select([
      'source.id',
      'source.kind',
      'source.name',
      'server.code as server_code',
      'server.place as server_place',
      'source.position',
      'source.lines',
      'source.malformed',
      'source.dropped',
      'source.cut',
      'source.counts',
      'source.logins',
      'source.elsewhere',
      'source.last_at',
    ])
    .orderBy('source.last_at', (order) => order.asc().nullsFirst())
    .orderBy('source.name')
    .limit(2000)
    .execute()
}

export type MalformedCount = { readonly why: Malformed; readonly lines: bigint }
export type Sample = {
  readonly id: string
  readonly source_name: string
  readonly seen_at: Temporal.Instant
  readonly why: Malformed
  readonly sample: string
}
export type UnknownKey = {
  readonly key: string
  readonly first_at: Temporal.Instant
  readonly last_at: Temporal.Instant
  readonly lines: bigint
}

/** What could not be counted in the last thirty days: by reason, a few samples, and keys that nobody knows. */
export async function strangeLines(reader: Reader): Promise<{
  readonly malformed: readonly MalformedCount[]
  readonly samples: readonly Sample[]
  readonly keys: readonly UnknownKey[]
}> {
  if (!runsFederation(reader)) return notFound('page')
  const { rows: malformed } = await sql<MalformedCount>`
    select why, sum(lines)::bigint as lines from roaming.malformed_day
    where day > (${reader.now.toString()}::timestamptz)::date - 30 group by why order by 2 desc, 1`.execute(
    reader.db,
  )
  const { rows: samples } = await sql<Sample>`
    select sample.id, source.name as source_name, sample.seen_at, sample.why, sample.sample
    from roaming.malformed_sample sample join roaming.log_source source on source.id = sample.source_id
    order by sample.seen_at desc, sample.id desc limit 40`.execute(reader.db)
  const { rows: keys } = await sql<UnknownKey>`
    select key, first_at, last_at, lines from roaming.unknown_key order by lines desc, key limit 200`.execute(
    reader.db,
  )
  return { malformed, samples, keys }
}
