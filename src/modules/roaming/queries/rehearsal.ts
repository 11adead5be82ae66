// What a rehearsal needs to know of the register.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { refuse } from '#platform/errors/index.ts'
import { hasAgent } from '../rules/generations.ts'
import { refuseElsewhere, type RehearsalPlan, type RehearsedServer } from '../rules/rehearsal.ts'
import { agentStates } from './agents.ts'
import { federationOf } from './federation.ts'
import { publishedGeneration } from './generations.ts'
import { engineOf } from './model.ts'
import { serversOf, type Server } from './servers.ts'

/** Refuses unless every server that is not retired stands on loopback. Whoever asks is the operator of the machine. */
export async function rehearsalPlan(reader: Pick<Reader, 'db' | 'now'>, url: string): Promise<RehearsalPlan> {
  const federation = await federationOf(reader.db)
  const all = await serversOf(reader)
  if (federation === undefined || all.length === 0)
    refuse(
      'conflict',
      'roaming.rehearsal.empty',
      'There is no federation with servers to rehearse yet. Set it up first, or start Connects over an empty data directory for the Kent demonstration.',
    )
  refuseElsewhere(all)
  const live = all.filter(({ state }) => state === 'live')
  const canRun = live.filter((one) => one.place !== 'upstream' && hasAgent(engineOf(one)))
  const members = await membersOfServers(reader, canRun)
  const names = new Map(members.map((one) => [one.id, one.server_names]))
  const enrolled = new Set((await agentStates(reader)).map((one) => one.server_code))
  const servers = canRun.map((one): RehearsedServer => {
    const told = [...(names.get(one.member_id ?? '') ?? []), ...(one.tls_name === null ? [] : [one.tls_name])]
    const [first = `${one.code}.radius.example`, ...others] = told
    return {
      code: one.code,
      address: one.address,
      port: one.auth_port,
      engine: engineOf(one),
      member: one.member_code,
      names: [first, ...others],
      hasAgent: enrolled.has(one.code),
    }
  })
  const home = members.find((one) => one.server_names.length > 0) ?? members[0]
  const elsewhere = members.filter((one) => one !== home)
  const visited = elsewhere.find((one) => one.organisation_id === federation.organisation_id) ?? elsewhere[0]
  return {
    federation: federation.name,
    url,
    servers,
    absent: live.filter((one) => !canRun.includes(one)).map(({ code }) => code),
    members: members.map(({ id, code, name, realms }) => ({ id, code, name, realms })),
    journey: home === undefined || visited === undefined ? null : { home: home.code, visited: visited.code },
    published: (await publishedGeneration(reader))?.number ?? null,
  }
}

type MemberHere = {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly organisation_id: string
  readonly realms: readonly string[]
  readonly server_names: readonly string[]
}

/** The members whose own servers take part, with their proven realms and what their devices are told. */
async function membersOfServers(
  { db }: Pick<Reader, 'db'>,
  servers: readonly Server[],
): Promise<readonly MemberHere[]> {
  const ids = [...new Set(servers.flatMap(({ member_id }) => member_id ?? []))]
  const { rows } = await sql<MemberHere>`
    select member.id, member.code, body.name, member.organisation_id, coalesce(profile.server_names, '{}') as server_names,
      coalesce((select array_agg(realm.name order by realm.name) from roaming.realm realm
        where realm.member_id = member.id and realm.state = 'proven'), '{}') as realms
    from roaming.member member join organisations.organisation_card body on body.id = member.organisation_id
    left join roaming.profile profile on profile.member_id = member.id
    where member.id = any(${ids}::uuid[]) order by member.code`.execute(db)
  return rows
}
