// A federation in a test's database that can be watched: two proxies, three members with a home server, a proven realm and
// a test account each. Rows are written directly, so that a test of watching does not depend on how a register is kept.
import { modules } from '#app/modules.ts'
import { sql, type Database, type Db } from '#platform/database/index.ts'
import { secret } from '#platform/secrets/index.ts'
import { action } from '#platform/actions/index.ts'
import { field } from '#platform/fields/index.ts'
import { county, type County } from './county.ts'
import { testHouse, type TestHouse } from './house.ts'

/** The application layer with every module over this database, its clock at this moment. */
export const watchHouse = (database: Pick<Database, 'db'>, now: Temporal.Instant): TestHouse =>
  testHouse(database, modules, now.toString())

type Codes<T> = Readonly<Record<'kcc' | 'medway' | 'swale', T>>

export type Placed = {
  readonly member: Codes<string>
  readonly realm: Codes<string>
  readonly account: Codes<string>
  /** By code: 'proxy-1', 'proxy-2', 'kcc-1', 'medway-1', 'swale-1'. */
  readonly server: Readonly<Record<string, string>>
}

export type WatchedFederation = County &
  Placed & {
    readonly house: TestHouse
    /** Keeps a secret, as the actions that make them do. */
    keep(owner: string, words: string): Promise<void>
  }

const WATCHED = ['kcc', 'medway', 'swale'] as const
const FROM = '2026-01-05'

type Wanted = {
  /** Where a server listens. */
  readonly at?: (code: string) => {
    readonly address: string
    readonly port: number
    readonly statusPort?: number
  }
  readonly probeAddress?: string
}

type Bodies = {
  readonly organisation: Codes<string>
  readonly operator: string
  /** Who answers for a member, by its code. */
  readonly contacts: Partial<Codes<string>>
}

/** The federation's rows, for these bodies and people. */
export async function placeFederation(db: Db, bodies: Bodies, wanted: Wanted = {}): Promise<Placed> {
  await sql`insert into roaming.federation (id, name, organisation_id, operator_realm, probe_address)
    values (gen_random_uuid(), 'Govroam in Kent', ${bodies.organisation.kcc}, 'kent.example',
      ${wanted.probeAddress ?? '127.67.0.1'})`.execute(db)
  await sql`insert into roaming.operator (id, person_id, from_on)
    values (gen_random_uuid(), ${bodies.operator}, ${FROM})`.execute(db)
  const server: Record<string, string> = {}
  const place = async (code: string, memberId: string | null, position: number): Promise<void> => {
    const id = crypto.randomUUID()
    server[code] = id
    const at = wanted.at?.(code) ?? { address: `127.67.9.${position}`, port: 1812 }
    await sql`insert into roaming.server (id, place, member_id, code, name, address, auth_port, status_port, position, state)
      values (${id}, ${memberId === null ? 'federation' : 'member'}, ${memberId}, ${code}, ${code}, ${at.address}, ${at.port},
        ${at.statusPort ?? null}, ${position}, 'live')`.execute(db)
  }
  await place('proxy-1', null, 1)
  await place('proxy-2', null, 2)
  const ids = async (code: (typeof WATCHED)[number], position: number) => {
    const [memberId, realmId, accountId] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()]
    await sql`insert into roaming.member (id, organisation_id, code, state, joined_on)
      values (${memberId}, ${bodies.organisation[code]}, ${code}, 'live', ${FROM})`.execute(db)
    await sql`insert into roaming.realm (id, member_id, name, shown, state, challenge, claimed_at, proven_at)
      values (${realmId}, ${memberId}, ${`${code}.example`}, ${`${code}.example`}, 'proven', 'challenge', ${FROM}, ${FROM})`.execute(
      db,
    )
    await sql`insert into roaming.test_account (id, member_id, realm_id, user_name, made_at)
      values (${accountId}, ${memberId}, ${realmId}, 'watch', ${FROM})`.execute(db)
    await place(`${code}-1`, memberId, position)
    const person = bodies.contacts[code]
    if (person !== undefined)
      for (const duty of ['technical', 'service'])
        await sql`insert into roaming.contact (id, member_id, person_id, duty, from_on)
          values (gen_random_uuid(), ${memberId}, ${person}, ${duty}, ${FROM})`.execute(db)
    return { memberId, realmId, accountId }
  }
  const kcc = await ids('kcc', 10)
  const medway = await ids('medway', 11)
  const swale = await ids('swale', 12)
  return {
    server,
    member: { kcc: kcc.memberId, medway: medway.memberId, swale: swale.memberId },
    realm: { kcc: kcc.realmId, medway: medway.realmId, swale: swale.realmId },
    account: { kcc: kcc.accountId, medway: medway.accountId, swale: swale.accountId },
  }
}

/** In the small county: Priya runs the federation, Helena answers for Medway and Noor for Swale. */
export async function watchedFederation(
  database: Pick<Database, 'db'>,
  wanted: Wanted = {},
): Promise<WatchedFederation> {
  const there = await county(database)
  const house = testHouse(database, modules)
  const { organisation, person } = there
  const contacts = { medway: person.helena, swale: person.noor }
  const placed = await placeFederation(
    database.db,
    { organisation, operator: person.priya, contacts },
    wanted,
  )
  const keep = action({
    name: 'roaming.test.keep',
    title: 'Keep',
    doors: [],
    fields: { owner: field.text('Owner'), words: field.text('Words') },
    async run(inside, { owner, words }) {
      await inside.keepSecret({ owner, name: 'value', value: secret(words) })
      return { subject: null, result: undefined }
    },
  })
  return {
    ...there,
    ...placed,
    house,
    keep: async (owner, words) => void (await house.system.perform(keep, { owner, words })),
  }
}
