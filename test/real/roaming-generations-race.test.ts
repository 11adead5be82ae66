// Two people at the same generation at the same moment, on real PostgreSQL: one number is given once, one approval
// counts, one generation is published, an agent is enrolled once, and of realms in each other's way one is proven.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { enrolAgent } from '#modules/roaming/actions/agents.ts'
import { appointOperator } from '#modules/roaming/actions/federation.ts'
import { generateFederation } from '#modules/roaming/actions/generating.ts'
import {
  applyFederation,
  approveFederation,
  rollbackFederation,
} from '#modules/roaming/actions/publishing.ts'
import { claimRealm, recordLooks, vouchForRealm } from '#modules/roaming/actions/realms.ts'
import { recordCheck } from '#modules/roaming/actions/recording-checks.ts'
import { generationByNumber } from '#modules/roaming/queries/generations.ts'
import { targetsOf } from '#modules/roaming/queries/targets.ts'
import { sql, type Database } from '#platform/database/index.ts'
import { Refusal } from '#platform/errors/index.ts'
import { realPostgres } from '#test/support/database.ts'
import { addRealm, smallFederation, type SmallFederation } from '#test/support/generations.ts'
import { repeatedly } from '#test/support/soak.ts'

const postgres = await realPostgres()

function theOnlyRefusal(outcomes: readonly PromiseSettledResult<unknown>[]): Refusal {
  const lost = outcomes.filter((one) => one.status === 'rejected')
  assert.equal(lost.length, 1, 'exactly one of two succeeds')
  const reason: unknown = lost[0]?.reason
  assert.ok(reason instanceof Refusal, String(reason))
  return reason
}

/** One with a third who runs it, so that any two of them may approve what he makes. */
async function ofThree(database: Database): Promise<SmallFederation> {
  const at = await smallFederation(database)
  await at.house.operator.perform(appointOperator, { person: at.person.ravi })
  return at
}

async function checked(at: SmallFederation): Promise<number> {
  const { generation, number } = await at.house.operator.perform(generateFederation, {
    as: 'ravi@kcc.example',
  })
  const targets = await targetsOf(await at.house.system.reader(), generation)
  await at.house.system.perform(recordCheck, {
    generation,
    found: targets.map((one) => ({ server: one.server_id, state: 'passed', words: null })),
  })
  return number
}

const seen = async (at: SmallFederation, number: number) => ({
  number,
  version: (await generationByNumber(await at.house.system.reader(), number)).version,
})

async function published(at: SmallFederation): Promise<number> {
  const number = await checked(at)
  await at.house.as(at.person.priya).perform(approveFederation, await seen(at, number))
  await at.house.as(at.person.priya).perform(applyFederation, await seen(at, number))
  return number
}

const statesOf = async ({ db }: Database): Promise<readonly string[]> =>
  (
    await sql<{
      state: string
    }>`select number || ' ' || state as state from roaming.generation order by number`.execute(db)
  ).rows.map((row) => row.state)

test('of two generations made at once from one register one is made', { skip: postgres.skip }, (t) =>
  repeatedly(t, 'two generations', async (t) => {
    const database = await postgres.open(t)
    const at = await smallFederation(database)
    const outcomes = await Promise.allSettled(
      [at.person.priya, at.person.marcus].map((one) => at.house.as(one).perform(generateFederation, {})),
    )
    assert.equal(theOnlyRefusal(outcomes).code, 'roaming.generation.pending')
    assert.deepEqual(await statesOf(database), ['1 drafted'])
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from roaming.credential`.execute(
      database.db,
    )
    assert.equal(rows[0]?.n, 2, 'each link has one secret')
  }),
)

test('of two approvals at once one counts, and the other is told', { skip: postgres.skip }, (t) =>
  repeatedly(t, 'two approvals', async (t) => {
    const database = await postgres.open(t)
    const at = await ofThree(database)
    const given = await seen(at, await checked(at))
    const outcomes = await Promise.allSettled(
      [at.person.priya, at.person.marcus].map((one) => at.house.as(one).perform(approveFederation, given)),
    )
    assert.equal(theOnlyRefusal(outcomes).code, 'roaming.record.stale')
  }),
)

test(
  'a later generation and a rollback published at once leave one published',
  { skip: postgres.skip },
  (t) =>
    repeatedly(t, 'apply beside rollback', async (t) => {
      const database = await postgres.open(t)
      const at = await ofThree(database)
      await published(at)
      await addRealm(database, at.member.medway, 'staff.medway.gov.uk')
      await published(at)
      await addRealm(database, at.member.dover, 'staff.dover.gov.uk')
      const third = await checked(at)
      await at.house.as(at.person.marcus).perform(approveFederation, await seen(at, third))
      const given = await seen(at, third)
      const outcomes = await Promise.allSettled([
        at.house.as(at.person.priya).perform(applyFederation, given),
        at.house.as(at.person.marcus).perform(rollbackFederation, { number: 1, because: 'Quick' }),
      ])
      const states = await statesOf(database)
      assert.equal(states.filter((one) => one.endsWith(' published')).length, 1, states.join(', '))
      // Whoever waited sees what the other did: the older number is overtaken, or replaced by the rollback.
      if (outcomes[0]?.status === 'rejected')
        assert.equal(theOnlyRefusal(outcomes).code, 'roaming.generation.overtaken')
      assert.ok(states.includes('4 published'), states.join(', '))
    }),
)

test('of two agents enrolled at once for one server one is', { skip: postgres.skip }, (t) =>
  repeatedly(t, 'two agents', async (t) => {
    const database = await postgres.open(t)
    const at = await smallFederation(database)
    const outcomes = await Promise.allSettled(
      [at.person.priya, at.person.helena].map((one) =>
        at.house.as(one).perform(enrolAgent, { server: 'medway-1' }),
      ),
    )
    assert.equal(theOnlyRefusal(outcomes).code, 'roaming.agent.enrolled')
  }),
)

test(
  'of two realms in each other’s way proven at once one is, and the other’s claim ends',
  { skip: postgres.skip },
  (t) =>
    repeatedly(t, 'two proofs', async (t) => {
      const database = await postgres.open(t)
      const at = await smallFederation(database)
      const { operator, system } = at.house
      const claimed = async (member: string, realm: string): Promise<string> =>
        (await operator.perform(claimRealm, { member, realm })).id
      for (const [one, other] of [
        ['port.example.org', 'port.example.org'],
        ['example.net', 'wifi.example.net'],
      ] as const) {
        const medway = await claimed(at.member.medway, one)
        const dover = await claimed(at.member.dover, other)
        const looked = (realm: string) => system.perform(recordLooks, { looks: [{ realm, found: 'found' }] })
        const vouched = (realm: string) =>
          at.house
            .as(at.person.priya)
            .perform(vouchForRealm, { realm, version: 1, evidence: 'A letter, checked by phone' })
        const outcomes = await Promise.allSettled([
          one === other ? looked(medway) : vouched(medway),
          looked(dover),
          // Whoever claims meanwhile either ends with the losers or comes too late.
          operator.perform(claimRealm, { member: at.member.dover, realm: `late.${one}` }),
        ])
        for (const outcome of outcomes)
          if (outcome.status === 'rejected')
            assert.ok(outcome.reason instanceof Refusal, String(outcome.reason))
        const { rows } = await sql<{ name: string; member: string; state: string; why: string | null }>`
        select name, member_id as member, state, ended_because as why from roaming.realm where name like ${`%${one}`}`.execute(
          database.db,
        )
        const proven = rows.filter((row) => row.state === 'proven')
        assert.equal(proven.length, 1, JSON.stringify(rows))
        for (const row of rows)
          if (row.member !== proven[0]?.member) assert.deepEqual([row.state, row.why], ['withdrawn', 'taken'])
      }
    }),
)
