// A small federation to generate from: one proxy, Medway and Dover with a server each, and those who run it. Rows are
// written directly, so that a test of generations does not depend on how the register is kept.
import { modules } from '#app/modules.ts'
import { enrolAgent } from '#modules/roaming/actions/agents.ts'
import { generateFederation } from '#modules/roaming/actions/generating.ts'
import { applyFederation, approveFederation } from '#modules/roaming/actions/publishing.ts'
import { recordCheck } from '#modules/roaming/actions/recording-checks.ts'
import { COLLECT } from '#modules/roaming/index.ts'
import { generationByNumber } from '#modules/roaming/queries/generations.ts'
import { targetsOf } from '#modules/roaming/queries/targets.ts'
import { sql, type Database } from '#platform/database/index.ts'
import { county, type County } from './county.ts'
import { testHouse, type TestHouse } from './house.ts'

export type SmallFederation = County & {
  readonly house: TestHouse
  /** Ids by code: 'county-a', 'medway-1', 'dover-1'. */
  readonly server: Readonly<Record<string, string>>
  readonly member: Readonly<Record<'medway' | 'dover', string>>
  readonly link: Readonly<Record<'medway' | 'dover', string>>
}

/** Priya and Marcus run the federation; Helena is Medway's technical contact, Yusra is Dover's, Ravi only works here. */
export async function smallFederation(database: Pick<Database, 'db'>): Promise<SmallFederation> {
  const at = await county(database)
  const planted = await plantFederation(database, {
    ...at.organisation,
    operators: [at.person.priya, at.person.marcus],
    medwayContact: at.person.helena,
    doverContact: at.person.yusra,
  })
  return { ...at, ...planted, house: testHouse(database, modules) }
}

type Planted = Pick<SmallFederation, 'server' | 'member' | 'link'>

/** The same among organisations and people that are there already; a federation that was there is gone. */
export async function plantFederation(
  database: Pick<Database, 'db'>,
  given: {
    readonly kcc: string
    readonly medway: string
    readonly dover: string
    readonly operators: readonly string[]
    readonly medwayContact: string
    readonly doverContact: string
  },
): Promise<Planted> {
  const { db } = database
  const [medway, dover] = [crypto.randomUUID(), crypto.randomUUID()]
  await sql`truncate roaming.federation, roaming.operator, roaming.member, roaming.server, roaming.generation, roaming.pack cascade`.execute(
    db,
  )
  await sql`insert into roaming.federation (id, name, organisation_id, operator_realm, probe_address)
    values (${crypto.randomUUID()}, 'Kent govroam', ${given.kcc}, 'kentconnects.example', '127.64.9.9')`.execute(
    db,
  )
  for (const person of given.operators)
    await sql`insert into roaming.operator (id, person_id, from_on) values (${crypto.randomUUID()}, ${person}, '2026-01-01')`.execute(
      db,
    )
  await sql`insert into roaming.member (id, organisation_id, code, state, joined_on)
    values (${medway}, ${given.medway}, 'medway', 'live', '2026-02-01'),
      (${dover}, ${given.dover}, 'dover', 'live', '2026-02-01')`.execute(db)
  for (const [member, person, duty] of [
    [medway, given.medwayContact, 'technical'],
    [medway, given.medwayContact, 'secrets'],
    [dover, given.doverContact, 'technical'],
  ] as const)
    await sql`insert into roaming.contact (id, member_id, person_id, duty, from_on)
      values (${crypto.randomUUID()}, ${member}, ${person}, ${duty}, '2026-02-01')`.execute(db)
  await addRealm(database, medway, 'medway.gov.uk')
  await addRealm(database, dover, 'dover.gov.uk')
  const server = {
    'county-a': await addServer(database, null, 'county-a', '127.64.0.1'),
    'medway-1': await addServer(database, medway, 'medway-1', '127.64.1.1'),
    'dover-1': await addServer(database, dover, 'dover-1', '127.64.2.1'),
  }
  const link = {
    medway: await addLink(database, server['medway-1'], server['county-a']),
    dover: await addLink(database, server['dover-1'], server['county-a']),
  }
  return { server, member: { medway, dover }, link }
}

export async function addRealm(
  { db }: Pick<Database, 'db'>,
  member: string,
  name: string,
  state: 'claimed' | 'proven' = 'proven',
): Promise<string> {
  const id = crypto.randomUUID()
  await sql`insert into roaming.realm (id, member_id, name, shown, state, challenge, claimed_at, proven_at)
    values (${id}, ${member}, ${name}, ${name}, ${state}, 'x',
      '2026-02-01T09:00:00Z'::timestamptz + (select count(*) from roaming.realm) * interval '1 day',
      ${state === 'proven' ? '2026-03-02T09:00:00Z' : null})`.execute(db)
  return id
}

export async function addServer(
  { db }: Pick<Database, 'db'>,
  member: string | null,
  code: string,
  address: string,
  more: { readonly engine?: string; readonly state?: string } = {},
): Promise<string> {
  const id = crypto.randomUUID()
  await sql`insert into roaming.server (id, place, member_id, code, name, address, status_port, engine, state)
    values (${id}, ${member === null ? 'federation' : 'member'}, ${member}, ${code}, ${code}, ${address}, 18121,
      ${more.engine ?? 'freeradius'}, ${more.state ?? 'live'})`.execute(db)
  return id
}

export async function addLink({ db }: Pick<Database, 'db'>, lower: string, upper: string): Promise<string> {
  const id = crypto.randomUUID()
  await sql`insert into roaming.link (id, lower_id, upper_id) values (${id}, ${lower}, ${upper})`.execute(db)
  return id
}

/** A generation made by Priya, its checks recorded as passed unless said otherwise. */
export async function checked(
  at: SmallFederation,
  failed: readonly string[] = [],
  asked: Readonly<Record<string, unknown>> = {},
) {
  const priya = at.house.as(at.person.priya)
  const made = await priya.perform(generateFederation, asked)
  const targets = await targetsOf(await at.house.system.reader(), made.generation)
  const { state } = await at.house.system.perform(recordCheck, {
    generation: made.generation,
    found: targets.map((one) =>
      failed.includes(one.server_code)
        ? { server: one.server_id, state: 'failed', words: 'radiusd.conf[3]: no' }
        : { server: one.server_id, state: 'passed', words: null },
    ),
  })
  return { ...made, state }
}

export const versionOf = async (at: SmallFederation, number: number): Promise<number> =>
  (await generationByNumber(await at.house.system.reader(), number)).version

/** The same, approved by Marcus. */
export async function approved(at: SmallFederation, asked: Readonly<Record<string, unknown>> = {}) {
  const made = await checked(at, [], asked)
  await at.house
    .as(at.person.marcus)
    .perform(approveFederation, { number: made.number, version: await versionOf(at, made.number) })
  return made
}

/** The same, published by Priya. */
export async function published(at: SmallFederation, asked: Readonly<Record<string, unknown>> = {}) {
  const made = await approved(at, asked)
  await at.house
    .as(at.person.priya)
    .perform(applyFederation, { number: made.number, version: await versionOf(at, made.number) })
  return made
}

/** The agent of a server, with its token's standing. */
export async function agentOf(at: SmallFederation, server: string) {
  const enrolled = await at.house.as(at.person.priya).perform(enrolAgent, { server })
  const scope = { kind: 'server', id: at.server[server] ?? '' }
  return { ...enrolled, acts: at.house.device(enrolled.agent, [{ permission: COLLECT, scope }]) }
}

/** What an agent says of itself when it collects. */
export const saying = (at: SmallFederation, more: Record<string, unknown> = {}) => ({
  programVersion: '1',
  sentAt: at.house.clock.now().toString(),
  ...more,
})
