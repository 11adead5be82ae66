// The federation as the generator sees it, read from the register in few statements: only what is proven, live and linked
// goes out, and what is left out is said with its reason.
import type { Reader } from '#platform/actions/index.ts'
import type { Selectable } from '#platform/database/index.ts'
import { refuse } from '#platform/errors/index.ts'
import { londonDate } from '#platform/time/index.ts'
import type { FederationModel, LinkModel, MemberModel, ServerModel } from '../rules/model.ts'
import type { ServerTable } from '../schema.ts'

/** Something of the register that no configuration mentions, and why. */
export type LeftOut = { readonly what: string; readonly why: string }

export type RegisterRead = { readonly model: FederationModel; readonly leftOut: readonly LeftOut[] }

type At = Pick<Reader, 'db'>
type ServerRow = Selectable<ServerTable>

/** What is generated from today. */
export const federationModel = async (reader: At, at: Temporal.Instant): Promise<FederationModel> =>
  (await readRegister(reader, at)).model

/** The same, with what is left out of it. Six statements, however many members there are. */
export async function readRegister(reader: At, at: Temporal.Instant): Promise<RegisterRead> {
  const federation = await reader.db.selectFrom('roaming.federation').selectAll().executeTakeFirst()
  if (federation === undefined)
    refuse(
      'conflict',
      'roaming.federation.none',
      'There is no federation here yet. Set it up first: its name, who runs it and its proxies.',
    )
  const members = await reader.db
    .selectFrom('roaming.member')
    .select(['id', 'code', 'state'])
    .where('state', '<>', 'left')
    .orderBy('code')
    .execute()
  const servers = await reader.db
    .selectFrom('roaming.server')
    .selectAll()
    .where('state', '<>', 'retired')
    .orderBy('position')
    .orderBy('code')
    .execute()
  const realms = await reader.db
    .selectFrom('roaming.realm')
    .select(['id', 'member_id', 'name', 'state'])
    .where('state', '<>', 'withdrawn')
    .orderBy('claimed_at')
    .orderBy('id')
    .execute()
  const accounts = await reader.db
    .selectFrom('roaming.test_account as account')
    .innerJoin('roaming.realm as realm', 'realm.id', 'account.realm_id')
    .select(['account.id', 'account.member_id', 'account.user_name', 'realm.name as realm'])
    .where('account.ended_at', 'is', null)
    .where('realm.state', '=', 'proven')
    .orderBy('realm.name')
    .orderBy('account.id')
    .execute()

  const leftOut: LeftOut[] = []
  const serversBy = Map.groupBy(servers, (one) => one.member_id)
  const realmsBy = Map.groupBy(realms, (one) => one.member_id)
  const accountsBy = Map.groupBy(accounts, (one) => one.member_id)
  const live = (rows: readonly ServerRow[]): ServerModel[] => {
    for (const one of rows)
      if (one.state !== 'live')
        leftOut.push({ what: `The server ${one.code}`, why: 'it is planned, not live' })
    return rows.filter((one) => one.state === 'live').map(serverModel)
  }

  const taking: MemberModel[] = []
  for (const member of members) {
    const own = serversBy.get(member.id) ?? []
    const claimed = realmsBy.get(member.id) ?? []
    if (member.state === 'suspended') {
      leftOut.push({ what: `The member ${member.code}`, why: 'it is suspended' })
      continue
    }
    const working = live(own)
    for (const realm of claimed)
      if (realm.state !== 'proven')
        leftOut.push({ what: `The realm ${realm.name}`, why: 'it is not proven by DNS yet' })
    if (working.length === 0) {
      if (own.length === 0) leftOut.push({ what: `The member ${member.code}`, why: 'it has no server' })
      continue
    }
    const proven = claimed.filter((realm) => realm.state === 'proven').map((realm) => realm.name)
    const isHome = working.some((server) => server.does !== 'visited')
    if (!isHome)
      for (const name of proven)
        leftOut.push({ what: `The realm ${name}`, why: `none of ${member.code}’s servers signs people in` })
    taking.push({
      id: member.id,
      code: member.code,
      realms: isHome ? proven : [],
      operatorRealm: proven[0] ?? `${member.code}.${federation.operator_realm}`,
      servers: working,
      accounts: (accountsBy.get(member.id) ?? []).map((one) => ({
        id: one.id,
        userName: one.user_name,
        realm: one.realm,
      })),
    })
  }
  const places = Map.groupBy(serversBy.get(null) ?? [], (one) => one.place)
  const proxies = live(places.get('federation') ?? [])
  const upstream = live(places.get('upstream') ?? [])
  const there = new Set(
    [...proxies, ...upstream, ...taking.flatMap((one) => one.servers)].map(({ id }) => id),
  )
  return {
    model: {
      operatorRealm: federation.operator_realm,
      country: federation.country,
      hashMonth: londonDate(at).toPlainYearMonth().toString(),
      probeAddress: federation.probe_address,
      proxies,
      upstream,
      members: taking,
      links: await linksBetween(reader, there),
      radsecAuthorities: await radsecAuthorities(reader, at),
    },
    leftOut,
  }
}

/** For radsecproxy we write a proxy's files only: at a member it is set up by hand, with the steps for any other. */
export const engineOf = ({ place, engine }: Pick<ServerRow, 'place' | 'engine'>): ServerRow['engine'] =>
  place === 'member' && engine === 'radsecproxy' ? 'other' : engine

const serverModel = (row: ServerRow): ServerModel => ({
  id: row.id,
  code: row.code,
  place: row.place,
  address: row.address,
  authPort: row.auth_port,
  nextPort: row.next_port,
  statusPort: row.status_port,
  radsecPort: row.radsec_port,
  transport: row.transport,
  does: row.does,
  engine: engineOf(row),
  tlsName: row.tls_name,
  answersStatus: row.answers_status,
})

// Of a link in its first days nothing stands yet: what was prepared first is used, as there is nothing else.
async function linksBetween(reader: At, there: ReadonlySet<string>): Promise<LinkModel[]> {
  const rows = await reader.db
    .selectFrom('roaming.link as link')
    .innerJoin('roaming.server as lower', 'lower.id', 'link.lower_id')
    .innerJoin('roaming.server as upper', 'upper.id', 'link.upper_id')
    .leftJoin('roaming.credential as credential', (join) =>
      join.onRef('credential.link_id', '=', 'link.id').on('credential.state', '<>', 'retired'),
    )
    .select(['link.id', 'link.lower_id', 'link.upper_id'])
    .select(['credential.id as credential_id', 'credential.slot', 'credential.state'])
    .where('link.ended_at', 'is', null)
    .orderBy('lower.code')
    .orderBy('upper.code')
    .orderBy('credential.slot')
    .execute()
  const links: LinkModel[] = []
  for (const [id, own] of Map.groupBy(rows, (row) => row.id)) {
    const first = own[0]
    if (first === undefined || !there.has(first.lower_id) || !there.has(first.upper_id)) continue
    const accepted = own.flatMap(({ credential_id, slot, state }) =>
      credential_id === null || slot === null ? [] : [{ id: credential_id, slot, state }],
    )
    const used = accepted.find((one) => one.state === 'standing') ?? accepted[0]
    links.push({
      id,
      lowerId: first.lower_id,
      upperId: first.upper_id,
      credentials: accepted.map((one) => ({ id: one.id, slot: one.slot, uses: one.id === used?.id })),
    })
  }
  return links
}

async function radsecAuthorities(reader: At, at: Temporal.Instant): Promise<string[]> {
  const rows = await reader.db
    .selectFrom('roaming.trust')
    .select('pem')
    .where('purpose', '=', 'radsec')
    .where('member_id', 'is', null)
    .where('ended_at', 'is', null)
    .where('not_after', '>', at)
    .orderBy('fingerprint')
    .limit(50)
    .execute()
  return rows.map((row) => row.pem)
}
