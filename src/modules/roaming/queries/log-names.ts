// Whose a realm, a place or an access point is, for many names at once; and which strangers a day has counted already.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import type { LogLines, Writer } from '../rules/tally.ts'

/** Member by realm, by the name under which one without a realm is counted, and by the code of it or its servers. */
export async function membersByName(
  { db }: Pick<Reader, 'db'>,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (names.length === 0) return new Map()
  const { rows } = await sql<{ name: string; member_id: string }>`
    select realm.name, realm.member_id from roaming.realm realm where realm.name = any(${[...names]}::text[]) and realm.state = 'proven'
    union
    select member.code || '.' || federation.operator_realm, member.id from roaming.member member, roaming.federation federation
      where member.code || '.' || federation.operator_realm = any(${[...names]}::text[])
    union
    select member.code, member.id from roaming.member member where member.code = any(${[...names]}::text[])
    union
    select server.code, server.member_id from roaming.server server where server.code = any(${[...names]}::text[]) and server.member_id is not null`.execute(
    db,
  )
  return new Map(rows.map((row) => [row.name, row.member_id]))
}

/** The site that an access point of a member stands at: 'member/nas' → site. */
export async function sitesByNas(
  { db }: Pick<Reader, 'db'>,
  nas: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (nas.length === 0) return new Map()
  const { rows } = await sql<{ member_id: string; nas: string; site_id: string }>`
    select location.member_id, one.nas, location.site_id from roaming.location location cross join unnest(location.nas_identifiers) as one (nas)
    where location.nas_identifiers && ${[...nas]}::text[] and one.nas = any(${[...nas]}::text[]) and location.to_on is null`.execute(
    db,
  )
  return new Map(rows.map((row) => [`${row.member_id}/${row.nas}`, row.site_id]))
}

export type Strangers = {
  readonly realms: Map<string, Set<string>>
  readonly places: Map<string, Set<string>>
}

/** Realms and places that nobody here has, as they were counted on these days, in time or late. */
export async function strangersOf({ db }: Pick<Reader, 'db'>, days: readonly string[]): Promise<Strangers> {
  const { rows } = await sql<{ kind: 'realm' | 'place'; day: string; name: string }>`
    with counted as (
      select day, realm, visited, home_member_id, visited_member_id from roaming.visit_day where day = any(${[...days]}::date[])
      union all
      select day, realm, visited, home_member_id, visited_member_id from roaming.late_visit where day = any(${[...days]}::date[]))
    select distinct 'realm' as kind, day::text as day, realm as name from counted where home_member_id is null
    union all
    select distinct 'place', day::text, visited from counted where visited_member_id is null`.execute(db)
  const of = (kind: 'realm' | 'place'): Map<string, Set<string>> => {
    const found = new Map(days.map((day) => [day, new Set<string>()]))
    // The words in brackets are no names.
    for (const row of rows)
      if (row.kind === kind && !row.name.startsWith('(')) found.get(row.day)?.add(row.name)
    return found
  }
  return { realms: of('realm'), places: of('place') }
}

/** Causes of failures as they were counted on these days. */
export async function causesOf(
  { db }: Pick<Reader, 'db'>,
  days: readonly string[],
): Promise<Map<string, Set<string>>> {
  const { rows } = await sql<{ day: string; cause: string }>`
    select distinct day::text as day, cause from roaming.fault_day where day = any(${[...days]}::date[])`.execute(
    db,
  )
  const found = new Map(days.map((day) => [day, new Set<string>()]))
  for (const row of rows) if (!row.cause.startsWith('(')) found.get(row.day)?.add(row.cause)
  return found
}

/** The federation's proxy in use, where there is exactly one. */
export async function onlyProxy({ db }: Pick<Reader, 'db'>): Promise<string | null> {
  const proxies = await db
    .selectFrom('roaming.server')
    .select('id')
    .where('place', '=', 'federation')
    .where('state', '=', 'live')
    .limit(2)
    .execute()
  return proxies.length === 1 ? (proxies[0]?.id ?? null) : null
}

/** Who writes a log; without a server it is this installation's own. */
export async function logWriter(
  reader: Pick<Reader, 'db'>,
  log: { readonly id: string; readonly serverId: string | null },
): Promise<Omit<Writer, 'counts'>> {
  const { db } = reader
  if (log.serverId === null)
    return { place: 'own', memberId: null, sent: await sentByAgents(reader), after: {} }
  const server = await db
    .selectFrom('roaming.server')
    .select(['place', 'member_id'])
    .where('id', '=', log.serverId)
    .executeTakeFirst()
  const place = server?.place ?? 'member'
  const after = place === 'federation' ? await countedBefore(reader, log.id) : {}
  return { place, memberId: server?.member_id ?? null, sent: NOTHING, after }
}

const NOTHING: Writer['sent'] = { fticks: new Set(), trace: new Set() }

/** How far our own logs counted what roams, where they stand back now that all proxies' agents send theirs. */
async function countedBefore(reader: Pick<Reader, 'db'>, logId: string): Promise<Writer['after']> {
  const sent = await sentByAgents(reader, logId)
  const { rows } = await sql<{ roamed: Temporal.Instant | null; traced: Temporal.Instant | null }>`
    select max(roamed_at) as roamed, max(traced_at) as traced from roaming.log_source where kind <> 'agent'`.execute(
    reader.db,
  )
  const { roamed = null, traced = null } = rows[0] ?? {}
  return {
    ...(roamed !== null && sent.fticks.has(null) ? { fticks: roamed.epochMilliseconds } : {}),
    ...(traced !== null && sent.trace.has(null) ? { trace: traced.epochMilliseconds } : {}),
  }
}

/** Of whom every live server that counts logins has an agent from which they are counted; `begins` is a log of which the first lines come. */
export async function sentByAgents(
  { db }: Pick<Reader, 'db'>,
  begins: string | null = null,
): Promise<Writer['sent']> {
  const { rows } = await sql<{ member_id: string | null; lines: LogLines }>`
    with sends as (
      select distinct source.server_id, split_part(source.name, '/', 2) as lines from roaming.log_source source
      join roaming.agent agent on agent.server_id = source.server_id and agent.revoked_at is null
      where source.kind = 'agent' and source.counts
        and (source.last_at is not null or source.id = ${begins}::uuid))
    select server.member_id, one.lines from roaming.server server cross join (values ('fticks'), ('trace')) as one (lines)
    left join sends on sends.server_id = server.id and sends.lines = one.lines
    where server.state = 'live' and (server.place = 'federation' or server.place = 'member' and server.does <> 'visited')
    group by server.member_id, one.lines having bool_and(sends.server_id is not null)`.execute(db)
  const of = (lines: LogLines) =>
    new Set(rows.filter((row) => row.lines === lines).map((row) => row.member_id))
  return { fticks: of('fticks'), trace: of('trace') }
}
