// The agents beside the servers: what each runs, since when it was not heard, and what is wrong with it.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { agentTrouble, type AgentTrouble } from '../rules/agents.ts'
import type { AgentState } from '../rules/words.ts'

export type AgentStanding = {
  readonly id: string
  readonly server_id: string
  readonly server_code: string
  readonly server_name: string
  readonly member_id: string | null
  readonly organisation_id: string | null
  readonly state: AgentState
  readonly words: string | null
  readonly enrolled_at: Temporal.Instant
  readonly last_seen_at: Temporal.Instant | null
  readonly program_version: string | null
  readonly clock_skew_seconds: number | null
  /** The number it runs, and the one that is published for its server; null where there is none. */
  readonly running: number | null
  readonly wanted: number | null
  readonly trouble: AgentTrouble | null
}

/** Every agent that was not revoked, by server. Whoever asks has looked who may see. */
export async function agentStates(
  reader: Pick<Reader, 'db' | 'now'>,
  wanted: { readonly memberId?: string } = {},
): Promise<readonly AgentStanding[]> {
  let agents = reader.db
    .selectFrom('roaming.agent as agent')
    .innerJoin('roaming.server as server', 'server.id', 'agent.server_id')
    .leftJoin('roaming.member as member', 'member.id', 'server.member_id')
    .leftJoin('roaming.generation as running', 'running.id', 'agent.running_id')
    .select(['agent.id', 'agent.server_id', 'agent.state', 'agent.words', 'agent.enrolled_at'])
    .select(['agent.last_seen_at', 'agent.program_version', 'agent.clock_skew_seconds'])
    .select(['server.code as server_code', 'server.name as server_name', 'server.member_id'])
    .select(['member.organisation_id', 'running.number as running'])
    .select(
      sql<number | null>`(select published.number from roaming.generation_target target
        join roaming.generation published on published.id = target.generation_id
        where target.server_id = server.id and published.state = 'published')`.as('wanted'),
    )
    .where('agent.revoked_at', 'is', null)
    .where('server.state', '<>', 'retired')
    .orderBy('server.code')
    .limit(5000)
  if (wanted.memberId !== undefined) agents = agents.where('server.member_id', '=', wanted.memberId)
  const found = await agents.execute()
  return found.map((agent) => ({ ...agent, trouble: agentTrouble(agent, reader.now) }))
}

export type AgentReport = {
  readonly id: string
  readonly server_code: string
  readonly number: number | null
  readonly reported_at: Temporal.Instant
  readonly outcome: string
  readonly words: string | null
  readonly probes: number
  readonly took_milliseconds: number | null
}

/** What agents reported of one generation, the newest first. */
export const reportsOf = (
  { db }: Pick<Reader, 'db'>,
  generationId: string,
  most = 200,
): Promise<AgentReport[]> =>
  db
    .selectFrom('roaming.agent_report as report')
    .innerJoin('roaming.agent as agent', 'agent.id', 'report.agent_id')
    .innerJoin('roaming.server as server', 'server.id', 'agent.server_id')
    .leftJoin('roaming.generation as generation', 'generation.id', 'report.generation_id')
    .select(['report.id', 'server.code as server_code', 'generation.number', 'report.reported_at'])
    .select(['report.outcome', 'report.words', 'report.probes', 'report.took_milliseconds'])
    .where('report.generation_id', '=', generationId)
    .orderBy('report.reported_at', 'desc')
    .orderBy('report.id', 'desc')
    .limit(most)
    .execute()
