// The file of RADIUS servers: the members', the federation's own and those above it.
import type { Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { field } from '#platform/fields/index.ts'
import type { ImportOutcome } from '#platform/module/index.ts'
import { relink } from '../actions/linking.ts'
import { federationOf } from '../queries/federation.ts'
import { serversOf } from '../queries/servers.ts'
import { addressOfServer } from '../rules/addresses.ts'
import {
  DOES_WORDS,
  ENGINE_WORDS,
  PLACE_WORDS,
  SERVER_CODE,
  serverFaults,
  TRANSPORT_WORDS,
} from '../rules/servers.ts'
import {
  counted,
  inChunks,
  membersByCode,
  named,
  noMember,
  none,
  registerFile,
  sitesByCode,
  type Read,
} from './file.ts'

const port = (label: string) => field.integer(label, { least: 1, most: 65_535 }).optional()

const serverColumns = {
  code: field.text('code', { most: 40, pattern: SERVER_CODE, wording: 'code must be like kcc-1' }),
  place: named('place', PLACE_WORDS).optional(),
  member: field.code('member').optional(),
  name: field.text('name', { most: 80 }).optional(),
  address: field.text('address', { most: 60 }),
  engine: named('engine', ENGINE_WORDS).optional(),
  does: named('does', DOES_WORDS).optional(),
  transport: named('transport', TRANSPORT_WORDS).optional(),
  auth_port: port('auth_port'),
  next_port: port('next_port'),
  status_port: port('status_port'),
  radsec_port: port('radsec_port'),
  tls_name: field.text('tls_name', { most: 253 }).optional(),
  answers_status: field.yesNo('answers_status').optional(),
  site: field.code('site').optional(),
  position: field.integer('position', { least: 1, most: 20 }).optional(),
  state: named('state', { planned: '', live: '' }).optional(),
}

async function loadServers(
  inside: Inside,
  { lines, faults }: Read<typeof serverColumns>,
): Promise<ImportOutcome> {
  const federation = await federationOf(inside.tx)
  const members = await membersByCode(inside)
  const there = await serversOf(inside, { retired: true })
  const known = new Map(there.map((one) => [one.code, one]))
  const addresses = new Map(
    there.filter((one) => one.state !== 'retired').map((one) => [one.address, one.code]),
  )
  const sites = await sitesByCode(
    inside,
    lines.flatMap(({ answers }) => answers.site ?? []),
  )
  const wanted = lines.flatMap(({ line, answers: said }) => {
    const before = known.get(said.code)
    const place = said.place ?? before?.place ?? 'member'
    const member = said.member === null ? undefined : members.get(said.member)
    const memberId = said.member === null ? (before?.member_id ?? null) : (member?.id ?? null)
    const fault = (message: string): void => void faults.push({ line, message })
    if (said.member !== null && member === undefined) fault(noMember(said.member))
    if ((place === 'member') !== (said.member !== null || memberId !== null))
      fault(
        place === 'member'
          ? 'A server of a member says which member'
          : 'Only a server of a member says a member',
      )
    if (before !== undefined && (before.place !== place || before.member_id !== memberId))
      fault(
        `"${said.code}" belongs to ${before.organisation_name ?? 'the federation or its operator'} and never changes hands. Give the other server another code`,
      )
    if (before?.state === 'retired') fault(`"${said.code}" is retired. Give the new server another code`)
    const read = addressOfServer(said.address, federation?.networks ?? [], place === 'upstream')
    if ('fault' in read) {
      fault(read.fault)
      return []
    }
    const holder = addresses.get(read.address)
    if (holder !== undefined && holder !== said.code)
      fault(`"${holder}" has the address ${read.address} already`)
    addresses.set(read.address, said.code)
    const site = said.site === null ? undefined : sites.get(said.site)
    if (
      said.site !== null &&
      (site === undefined || (member !== undefined && site.organisation_id !== member.organisation_id))
    )
      fault(`"${said.site}" is no site of this organisation`)
    const row = {
      place,
      member_id: memberId,
      code: said.code,
      name: said.name ?? before?.name ?? said.code,
      address: read.address,
      engine: said.engine ?? before?.engine ?? ('freeradius' as const),
      does: said.does ?? before?.does ?? ('both' as const),
      transport: said.transport ?? before?.transport ?? ('udp' as const),
      auth_port: said.auth_port ?? before?.auth_port ?? 1812,
      next_port: said.next_port ?? before?.next_port ?? 11_812,
      status_port: said.status_port ?? before?.status_port ?? null,
      radsec_port: said.radsec_port ?? before?.radsec_port ?? 2083,
      tls_name: said.tls_name?.toLowerCase() ?? before?.tls_name ?? null,
      answers_status: said.answers_status ?? before?.answers_status ?? true,
      site_id: site?.id ?? before?.site_id ?? null,
      position: said.position ?? before?.position ?? 1,
      state: said.state ?? (before?.state === 'live' ? ('live' as const) : ('planned' as const)),
    }
    for (const { message } of serverFaults({
      place,
      engine: row.engine,
      transport: row.transport,
      does: row.does,
      authPort: row.auth_port,
      nextPort: row.next_port,
      statusPort: row.status_port,
      radsecPort: row.radsec_port,
      tlsName: row.tls_name,
    }))
      fault(message)
    return [{ id: before?.id ?? inside.id(), row, before }]
  })
  if (faults.length > 0) return none(faults)
  const { changed, created, outcome } = counted(wanted)
  await inChunks([...created, ...changed] as typeof wanted, (some) =>
    inside.tx
      .insertInto('roaming.server')
      .values(some.map(({ id, row }) => ({ id, ...row })))
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet(({ ref }) => ({
          name: ref('excluded.name'),
          address: ref('excluded.address'),
          engine: ref('excluded.engine'),
          does: ref('excluded.does'),
          transport: ref('excluded.transport'),
          auth_port: ref('excluded.auth_port'),
          next_port: ref('excluded.next_port'),
          status_port: ref('excluded.status_port'),
          radsec_port: ref('excluded.radsec_port'),
          tls_name: ref('excluded.tls_name'),
          answers_status: ref('excluded.answers_status'),
          site_id: ref('excluded.site_id'),
          position: ref('excluded.position'),
          state: ref('excluded.state'),
          version: sql<number>`server.version + 1`,
        })),
      )
      .execute(),
  )
  await relink(inside)
  return outcome
}

export const serverFile = registerFile({
  kind: 'roaming-servers',
  title: 'RADIUS servers of the roaming federation and its members',
  columns: serverColumns,
  key: (row) => row.code,
  load: loadServers,
})
