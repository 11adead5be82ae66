// The RADIUS servers there are, and which talk to which.
import type { Reader } from '#platform/actions/index.ts'
import { sql, type Selectable } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { isRecordId } from '#platform/fields/index.ts'
import { afterCursor, pageOf, type Listed } from '#platform/tables/index.ts'
import type { ServerPlace, ServerState } from '../rules/words.ts'
import type { ServerTable } from '../schema.ts'
import { DETAILS, runsFederation } from './seeing.ts'

export type Server = Selectable<ServerTable> & {
  readonly member_code: string | null
  /** Whose organisation it is; null for one of the federation's or of the national operator's. */
  readonly organisation_id: string | null
  readonly organisation_name: string | null
  readonly site_code: string | null
  readonly site_name: string | null
}

const rows = (reader: Pick<Reader, 'db'>) =>
  reader.db
    .selectFrom('roaming.server as server')
    .leftJoin('roaming.member as member', 'member.id', 'server.member_id')
    .leftJoin('organisations.organisation_card as body', 'body.id', 'member.organisation_id')
    .leftJoin('organisations.site_card as site', 'site.id', 'server.site_id')
    .selectAll('server')
    .select(['member.code as member_code', 'member.organisation_id', 'body.name as organisation_name'])
    .select(['site.code as site_code', 'site.name as site_name'])

/** Whether this reader sees a server: its own member's, or any for those who run the federation. */
export const seesServer = (
  reader: Pick<Reader, 'may' | 'scopes'>,
  server: Pick<Server, 'organisation_id'>,
): boolean =>
  server.organisation_id === null
    ? runsFederation(reader)
    : reader.may(DETAILS, { kind: 'organisation', id: server.organisation_id })

type Wanted = {
  readonly memberId?: string
  readonly place?: ServerPlace
  readonly state?: ServerState
  readonly retired?: boolean
}

/** Servers in the order in which they are tried, those that are retired only when asked for. Whoever asks has looked who may see. */
export async function serversOf(reader: Pick<Reader, 'db'>, wanted: Wanted = {}): Promise<Server[]> {
  let servers = rows(reader)
    .orderBy(sql`case server.place when 'federation' then 0 when 'upstream' then 1 else 2 end`)
    .orderBy('member.code')
    .orderBy('server.position')
    .orderBy('server.code')
    .limit(10_000)
  if (wanted.memberId !== undefined) servers = servers.where('server.member_id', '=', wanted.memberId)
  if (wanted.place !== undefined) servers = servers.where('server.place', '=', wanted.place)
  if (wanted.state !== undefined) servers = servers.where('server.state', '=', wanted.state)
  else if (wanted.retired !== true) servers = servers.where('server.state', '<>', 'retired')
  return servers.execute()
}

const inOrder = sql`case server.place when 'federation' then 0 when 'upstream' then 1 else 2 end, coalesce(member.code, ''), server.position, server.code`

/** One page of those that are not retired, in the same order; for those who run the federation. */
export async function serversListed(
  reader: Pick<Reader, 'db'>,
  wanted: { readonly place?: ServerPlace; readonly after: string | undefined; readonly most: number },
): Promise<Listed<Server>> {
  const { place, after, most } = wanted
  let servers = rows(reader)
    .where('server.state', '<>', 'retired')
    .orderBy(inOrder)
    .limit(most + 1)
  if (place !== undefined) servers = servers.where('server.place', '=', place)
  const cursor = afterCursor(after, 1)
  // The place of the last one is looked up, as it has five parts and no server's row is ever removed.
  if (cursor !== null)
    servers = servers.where(
      sql<boolean>`(${inOrder}) > (select ${inOrder} from roaming.server server left join roaming.member member on member.id = server.member_id where server.id = ${cursor[0]}::uuid)`,
    )
  return pageOf(await servers.execute(), most, (server) => [server.id])
}

/** The server with this code, if this reader may see it. */
export async function serverByCode(reader: Reader, code: string): Promise<Server> {
  const server = await rows(reader).where('server.code', '=', code).executeTakeFirst()
  return server !== undefined && seesServer(reader, server) ? server : notFound('server')
}

export async function serverById(reader: Reader, id: string): Promise<Server> {
  if (!isRecordId(id)) return notFound('server')
  const server = await rows(reader).where('server.id', '=', id).executeTakeFirst()
  return server !== undefined && seesServer(reader, server) ? server : notFound('server')
}

export type Link = {
  readonly id: string
  readonly lower_id: string
  readonly upper_id: string
  readonly lower_code: string
  readonly upper_code: string
  readonly lower_name: string
  readonly upper_name: string
  /** The member whose server the lower one is; null for a link between the federation and the national operator. */
  readonly member_id: string | null
}

/** The links that stand: of one member, of one server, or all. */
export async function linksOf(
  reader: Pick<Reader, 'db'>,
  wanted: { readonly memberId?: string; readonly serverId?: string } = {},
): Promise<Link[]> {
  let links = reader.db
    .selectFrom('roaming.link as link')
    .innerJoin('roaming.server as lower', 'lower.id', 'link.lower_id')
    .innerJoin('roaming.server as upper', 'upper.id', 'link.upper_id')
    .select(['link.id', 'link.lower_id', 'link.upper_id', 'lower.member_id'])
    .select(['lower.code as lower_code', 'lower.name as lower_name'])
    .select(['upper.code as upper_code', 'upper.name as upper_name'])
    .where('link.ended_at', 'is', null)
    .orderBy('lower.code')
    .orderBy('upper.code')
    .limit(20_000)
  const { memberId, serverId } = wanted
  if (memberId !== undefined) links = links.where('lower.member_id', '=', memberId)
  if (serverId !== undefined)
    links = links.where(({ eb, or }) =>
      or([eb('link.lower_id', '=', serverId), eb('link.upper_id', '=', serverId)]),
    )
  return links.execute()
}
