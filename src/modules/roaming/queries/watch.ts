// What is watched and how it is: for the pages of a member, for the public page, and for the verdict.
import type { Reader } from '#platform/actions/index.ts'
import { sql, type Db } from '#platform/database/index.ts'
import { FRESH_SECONDS } from '../rules/due.ts'
import type { RealmSeen, Scene, ServerSeen, Watched } from '../rules/evidence.ts'
import { isFound } from '../rules/found.ts'
import { areBlind, stateOfFederation, stateOfMember, type State, type WatchedBy } from '../rules/states.ts'
import type { AgentState, BrokenPart, WatchKind, WatchOutcome } from '../rules/words.ts'
import { allOpen, inPublicWords, type PublicTrouble, type Trouble } from './troubles.ts'

export type MemberState = {
  readonly state: State
  readonly by: WatchedBy
  /** When it was last seen to work; null when it never was. */
  readonly lastGoodAt: Temporal.Instant | null
}

type Seen = {
  readonly id: string
  readonly realms: number
  readonly logins: number
  readonly statuses: number
  readonly last_good_at: Temporal.Instant | null
}

const ago = (now: Temporal.Instant, seconds: number) => now.subtract({ seconds })

/** By what each live member is watched: what was looked at lately and said something. */
async function seenOf(
  reader: Pick<Reader, 'db' | 'now'>,
  memberIds: readonly string[] | null,
): Promise<Seen[]> {
  const wanted = memberIds === null ? sql`true` : sql`member.id = any(${[...memberIds]}::uuid[])`
  const { rows } = await sql<Seen>`
    with seen as (
      select coalesce(realm.member_id, server.member_id) as member_id, watch.kind, watch.last_good_at,
        watch.outcome <> 'unknown' and watch.last_at > case when watch.kind = 'status'
          then ${ago(reader.now, FRESH_SECONDS.status)}::timestamptz else ${ago(reader.now, FRESH_SECONDS.login)}::timestamptz end as is_fresh,
        watch.part, server.does
      from roaming.watch watch
      left join roaming.server server on server.id = watch.server_id
      left join roaming.realm realm on realm.id = watch.realm_id
      where watch.ended_at is null and watch.kind not in ('certificate', 'radsec'))
    select member.id,
      (select count(*)::int from roaming.realm realm where realm.member_id = member.id and realm.state = 'proven') as realms,
      count(*) filter (where seen.is_fresh and seen.kind <> 'status' and seen.part is distinct from 'test-account'
        and seen.part is distinct from 'probe')::int as logins,
      count(*) filter (where seen.is_fresh and seen.kind = 'status' and seen.part is distinct from 'probe')::int as statuses,
      max(seen.last_good_at) as last_good_at
    from roaming.member member left join seen on seen.member_id = member.id
    where ${wanted} group by member.id`.execute(reader.db)
  return rows
}

const watchedBy = (seen: Seen): WatchedBy =>
  seen.logins > 0 ? 'login' : seen.statuses > 0 ? 'status' : 'nothing'

const stateFrom = (seen: Seen, open: readonly Trouble[]): MemberState => ({
  state: stateOfMember(seen.id, open, { by: watchedBy(seen), realms: seen.realms }),
  by: watchedBy(seen),
  lastGoodAt: seen.last_good_at,
})

/** How these members are now; all of them when none are named. */
export async function stateOf(
  reader: Pick<Reader, 'db' | 'now'>,
  memberIds?: readonly string[],
): Promise<ReadonlyMap<string, MemberState>> {
  if (memberIds !== undefined && memberIds.length === 0) return new Map()
  const open = await allOpen(reader)
  const seen = await seenOf(reader, memberIds ?? null)
  return new Map(seen.map((one) => [one.id, stateFrom(one, open)]))
}

/** How the federation itself is. */
export async function federationState(reader: Pick<Reader, 'db' | 'now'>): Promise<State> {
  return (await publicState(reader)).state
}

export type PublicState = {
  readonly state: State
  readonly isBlind: boolean
  /** Whether anything ever said something: before that nothing is known, and nothing is amiss. */
  readonly isWatched: boolean
  /** Whether every server stands on this machine itself, so that all of it can be rehearsed. */
  readonly isOnLoopback: boolean
  /** The latest look at anything; null before the first. */
  readonly lookedAt: Temporal.Instant | null
  readonly troubles: readonly PublicTrouble[]
  readonly members: readonly (MemberState & {
    readonly id: string
    readonly code: string
    readonly name: string
  })[]
}

type Looked = {
  readonly at: Temporal.Instant | null
  readonly is_watched: boolean
  readonly said: boolean
  readonly on_loopback: boolean
}

/** Everything the public page says. */
export async function publicState(reader: Pick<Reader, 'db' | 'now'>): Promise<PublicState> {
  const open = await allOpen(reader)
  const seen = new Map((await seenOf(reader, null)).map((one) => [one.id, one]))
  const members = await reader.db
    .selectFrom('roaming.member as member')
    .innerJoin('organisations.organisation_card as body', 'body.id', 'member.organisation_id')
    .select(['member.id', 'member.code', 'body.name'])
    .where('member.state', '=', 'live')
    .orderBy('body.name')
    .orderBy('member.id')
    .limit(5000)
    .execute()
  const looked = await sql<Looked>`
    select max(watch.last_at) as at,
      not exists (select 1 from roaming.server where state <> 'retired' and address not like '127.%') as on_loopback, coalesce(bool_or(watch.kind not in ('certificate', 'radsec') and (watch.outcome <> 'unknown' or watch.last_good_at is not null)), false) as said,
      coalesce(bool_or(watch.outcome = 'good' and server.place = 'federation' and watch.kind <> 'radsec'
      and watch.last_at > ${ago(reader.now, FRESH_SECONDS.status)}), false) as is_watched
    from roaming.watch watch left join roaming.server server on server.id = coalesce(watch.server_id, watch.through_id)
    where watch.ended_at is null`.execute(reader.db)
  return {
    state: stateOfFederation(open, looked.rows[0]?.is_watched ?? false),
    isBlind: areBlind(open),
    isWatched: open.length > 0 || (looked.rows[0]?.said ?? false),
    isOnLoopback: looked.rows[0]?.on_loopback ?? false,
    lookedAt: looked.rows[0]?.at ?? null,
    troubles: inPublicWords(open),
    members: members.flatMap((member) => {
      const one = seen.get(member.id)
      return one === undefined ? [] : [{ ...member, ...stateFrom(one, open) }]
    }),
  }
}

export type WatchRow = {
  readonly id: string
  readonly kind: WatchKind
  readonly outcome: WatchOutcome
  readonly found: string | null
  readonly stage: string | null
  readonly part: BrokenPart | null
  readonly words: string | null
  readonly misses: number
  readonly since: Temporal.Instant
  readonly last_at: Temporal.Instant | null
  readonly last_good_at: Temporal.Instant | null
  readonly milliseconds: number | null
  readonly server_code: string | null
  readonly realm: string | null
  readonly through_code: string | null
  /** The average of each of the last 24 hours, oldest first; null where nothing was measured. */
  readonly course: readonly (number | null)[]
}

/** Everything that is watched of a member. Whoever asks has looked who may see. */
export async function watchesOf(reader: Pick<Reader, 'db' | 'now'>, memberId: string): Promise<WatchRow[]> {
  const watches = await reader.db
    .selectFrom('roaming.watch as watch')
    .leftJoin('roaming.server as server', 'server.id', 'watch.server_id')
    .leftJoin('roaming.realm as realm', 'realm.id', 'watch.realm_id')
    .leftJoin('roaming.server as through', 'through.id', 'watch.through_id')
    .select([
      'watch.id',
      'watch.kind',
      'watch.outcome',
      'watch.found',
      'watch.stage',
      'watch.part',
      'watch.words',
    ])
    .select(['watch.misses', 'watch.since', 'watch.last_at', 'watch.last_good_at', 'watch.milliseconds'])
    .select(['server.code as server_code', 'realm.shown as realm', 'through.code as through_code'])
    .where('watch.ended_at', 'is', null)
    .where(sql<boolean>`${memberId}::uuid in (server.member_id, realm.member_id)`)
    .orderBy(sql`array_position(array['login', 'login-peap', 'status', 'certificate', 'radsec'], watch.kind)`)
    .orderBy('realm.name')
    .orderBy('server.position')
    .orderBy('through.position')
    .orderBy('watch.id')
    .limit(500)
    .execute()
  const courses = await coursesOf(
    reader,
    watches.map((one) => one.id),
  )
  return watches.map((one) => ({ ...one, course: courses.get(one.id) ?? [] }))
}

const COURSE_HOURS = 24

async function coursesOf(
  { db, now }: Pick<Reader, 'db' | 'now'>,
  watchIds: readonly string[],
): Promise<ReadonlyMap<string, readonly (number | null)[]>> {
  if (watchIds.length === 0) return new Map()
  const first = now
    .subtract({ hours: COURSE_HOURS - 1 })
    .round({ smallestUnit: 'hour', roundingMode: 'floor' })
  const { rows } = await sql<{ watch_id: string; at: number; milliseconds: number }>`
    select watch_id, (extract(epoch from hour - ${first}::timestamptz) / 3600)::int as at,
      (total_milliseconds::float8 / good)::float8 as milliseconds
    from roaming.watch_hour where watch_id = any(${[...watchIds]}::uuid[]) and hour >= ${first} and good > 0`.execute(
    db,
  )
  const courses = new Map<string, (number | null)[]>()
  for (const row of rows) {
    const course = courses.get(row.watch_id) ?? Array.from({ length: COURSE_HOURS }, () => null)
    course[row.at] = Math.round(row.milliseconds)
    courses.set(row.watch_id, course)
  }
  return courses
}

/** All that the verdict is made from. */
export async function sceneOf({ db, now }: Pick<Reader, 'db' | 'now'>): Promise<Scene> {
  const members = await db
    .selectFrom('roaming.member as member')
    .innerJoin('organisations.organisation_card as body', 'body.id', 'member.organisation_id')
    .select(['member.id', 'body.name'])
    .where('member.state', '=', 'live')
    .orderBy('member.code')
    .execute()
  const servers = await db
    .selectFrom('roaming.server as server')
    .leftJoin('roaming.member as member', 'member.id', 'server.member_id')
    .select(['server.id', 'server.code', 'server.place', 'server.member_id', 'server.does'])
    .where('server.state', '=', 'live')
    .where(sql<boolean>`(server.member_id is null or member.state = 'live')`)
    .orderBy('server.position')
    .orderBy('server.code')
    .execute()
  return {
    now,
    members,
    servers: servers.map((one): ServerSeen => ({
      id: one.id,
      code: one.code,
      place: one.place,
      memberId: one.member_id,
      does: one.does,
    })),
    realms: await realmsSeen(db),
    agents: await agentsSeen(db),
    watched: await watchedNow(db),
  }
}

/** Realms that are proven; published where the published generation was made after that, or where none is published here. */
async function realmsSeen(db: Db): Promise<RealmSeen[]> {
  const { rows } = await sql<{ id: string; name: string; member_id: string; is_published: boolean }>`
    select realm.id, realm.name, realm.member_id, (published.id is null or realm.proven_at <= published.made_at) as is_published
    from roaming.realm realm join roaming.member member on member.id = realm.member_id and member.state = 'live'
    left join roaming.generation published on published.state = 'published'
    where realm.state = 'proven' order by realm.claimed_at, realm.id`.execute(db)
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    memberId: row.member_id,
    isPublished: row.is_published,
  }))
}

async function agentsSeen(db: Db): Promise<Scene['agents']> {
  const agents = await db
    .selectFrom('roaming.agent')
    .select(['server_id', 'state', 'last_seen_at', 'clock_skew_seconds'])
    .where('revoked_at', 'is', null)
    .execute()
  return agents.map((one) => ({
    serverId: one.server_id,
    state: one.state as AgentState,
    lastSeenAt: one.last_seen_at,
    skewSeconds: one.clock_skew_seconds,
  }))
}

async function watchedNow(db: Db): Promise<Watched[]> {
  const rows = await db
    .selectFrom('roaming.watch')
    .select(['id', 'kind', 'server_id', 'realm_id', 'through_id', 'found', 'stage', 'milliseconds', 'misses'])
    .select(['since', 'last_at', 'last_good_at'])
    .where('ended_at', 'is', null)
    .where('found', 'is not', null)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    serverId: row.server_id,
    realmId: row.realm_id,
    throughId: row.through_id,
    found: row.found !== null && isFound(row.found) ? row.found : null,
    stage: row.stage,
    milliseconds: row.milliseconds,
    misses: row.misses,
    since: row.since,
    lastAt: row.last_at,
    lastGoodAt: row.last_good_at,
  }))
}
