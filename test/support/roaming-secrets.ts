// Driving a small federation through its generations, for tests of what servers share: published by two people, taken up by
// agents, seen to work.
import { sql, type Database } from '#platform/database/index.ts'
import { enrolAgent } from '#modules/roaming/actions/agents.ts'
import { agentObserve, agentReport } from '#modules/roaming/actions/bundles.ts'
import { generateFederation } from '#modules/roaming/actions/generating.ts'
import { applyFederation, approveFederation } from '#modules/roaming/actions/publishing.ts'
import { recordCheck } from '#modules/roaming/actions/recording-checks.ts'
import { generationByNumber } from '#modules/roaming/queries/generations.ts'
import { linkById, rotationOf, type Rotation } from '#modules/roaming/queries/rotation.ts'
import { targetsOf } from '#modules/roaming/queries/targets.ts'
import type { SmallFederation } from './generations.ts'
import type { Acting } from './house.ts'

/** Generates, passes every check, approves and publishes what the register says now; the generation's id. */
export async function published(at: SmallFederation): Promise<string> {
  at.house.clock.advance({ minutes: 1 })
  const priya = at.house.as(at.person.priya)
  const { generation, number } = await priya.perform(generateFederation, {})
  const reader = await at.house.system.reader()
  const found = (await targetsOf(reader, generation)).map((one) => ({
    server: one.server_id,
    state: 'passed',
    words: null,
  }))
  await at.house.system.perform(recordCheck, { generation, found })
  const version = async () => (await generationByNumber(reader, number)).version
  await at.house.as(at.person.marcus).perform(approveFederation, { number, version: await version() })
  await priya.perform(applyFederation, { number, version: await version() })
  at.house.clock.advance({ minutes: 1 })
  return generation
}

export async function agentOf(at: SmallFederation, server: string): Promise<Acting> {
  const { agent } = await at.house.as(at.person.priya).perform(enrolAgent, { server })
  return at.house.device(agent, [
    { permission: 'roaming.agent.collect', scope: { kind: 'server', id: at.server[server] ?? '' } },
  ])
}

/** The agent says that it runs a generation. */
export const runs = (agent: Acting, generation: string) =>
  agent.perform(agentReport, {
    generation,
    outcome: 'applied',
    words: null,
    probes: 5,
    tookMilliseconds: 400,
  })

/** The agent's server was answered under a secret. */
export const seesAnswered = (agent: Acting, link: string, credential: string) =>
  agent.perform(agentObserve, { proofs: [{ link, credential, good: 'yes' }] })

export async function rotationAt(at: SmallFederation, link: string): Promise<Rotation> {
  return rotationOf(await linkById(await at.house.system.reader(), link))
}

/** Every text that any table keeps, in one: for looking whether a secret slipped into it. */
export async function everythingKept({ db }: Pick<Database, 'db'>): Promise<string> {
  const { rows: columns } = await sql<{ name: string; column: string; kind: string }>`
    select quote_ident(one.table_schema) || '.' || quote_ident(one.table_name) as name, quote_ident(one.column_name) as column, one.data_type as kind
    from information_schema.columns one
    join information_schema.tables held on held.table_schema = one.table_schema and held.table_name = one.table_name and held.table_type = 'BASE TABLE'
    where one.table_schema not in ('pg_catalog', 'information_schema') and one.data_type in ('text', 'jsonb', 'ARRAY', 'bytea')`.execute(
    db,
  )
  const words = ({ column, kind }: (typeof columns)[number]): string =>
    kind === 'bytea' ? `encode(${column}, 'escape')` : `${column}::text`
  const parts = columns.map((one) => `select string_agg(${words(one)}, ' ') as kept from ${one.name}`)
  const { rows } = await sql.raw<{ kept: string | null }>(parts.join(' union all ')).execute(db)
  return rows.map((row) => row.kept ?? '').join('\n')
}
