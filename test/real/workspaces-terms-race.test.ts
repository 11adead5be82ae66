// Two people decide the terms of one workplace at the same moment, on real PostgreSQL: an offer is answered once, a rule
// is replaced once, and two promises never add up to more places than there are.
import assert from 'node:assert/strict'
import { appointToOffice } from '#modules/organisations/index.ts'
import { acceptAgreement, declineAgreement, offerAgreement } from '#modules/workspaces/actions/agreements.ts'
import { addAllocation } from '#modules/workspaces/actions/allocations.ts'
import { setRule } from '#modules/workspaces/actions/terms.ts'
import { sql, type Database } from '#platform/database/index.ts'
import { Refusal } from '#platform/errors/index.ts'
import { realPostgres } from '#test/support/database.ts'
import { desks, type Desks } from '#test/support/desks.ts'
import { atLength, repeatedly } from '#test/support/soak.ts'

const postgres = await realPostgres()

async function led(database: Database): Promise<Desks> {
  const at = await desks(database, { count: 4, agreed: false })
  for (const [person, organisation] of [
    ['priya', 'kcc'],
    ['yusra', 'dover'],
  ] as const)
    await at.house.operator.perform(appointToOffice, {
      person: at.person[person],
      role: 'organisation-lead',
      organisation: at.organisation[organisation],
    })
  return at
}

function theOnlyRefusal(outcomes: readonly PromiseSettledResult<unknown>[]): Refusal {
  const lost = outcomes.filter((one) => one.status === 'rejected')
  assert.equal(lost.length, 1, 'exactly one of two succeeds')
  const reason: unknown = lost[0]?.reason
  assert.ok(reason instanceof Refusal, String(reason))
  return reason
}

atLength('of two answers to one offer exactly one counts', { skip: postgres.skip }, (t) =>
  repeatedly(t, 'two answers to one offer', async (t) => {
    const database = await postgres.open(t)
    const at = await led(database)
    const { id } = await at.house.as(at.person.priya).perform(offerAgreement, {
      site: at.site,
      audience: 'organisation',
      organisation: at.organisation.dover,
      terms: 'Desks',
      fromOn: '2026-11-20',
      noticeDays: '30',
    })
    const yusra = at.house.as(at.person.yusra)
    const answer = { agreement: id, version: '1' }
    const outcomes = await Promise.allSettled([
      yusra.perform(acceptAgreement, answer),
      yusra.perform(declineAgreement, answer),
    ])
    assert.equal(theOnlyRefusal(outcomes).code, 'workspaces.record.stale')
    const { rows } = await sql`select step from workspaces.agreement_step where agreement_id = ${id}`.execute(
      database.db,
    )
    assert.equal(rows.length, 2, 'the offer and one answer')
  }),
)

atLength(
  'of two rules made at one place exactly one stands, and the other is told',
  { skip: postgres.skip },
  (t) =>
    repeatedly(t, 'two rules at one place', async (t) => {
      const database = await postgres.open(t)
      const at = await led(database)
      const say = (advanceDays: string) =>
        at.house.as(at.person.priya).perform(setRule, {
          site: at.site,
          place: 'site',
          placeId: at.site,
          audience: 'partner',
          advanceDays,
        })
      const outcomes = await Promise.allSettled([say('7'), say('14')])
      assert.equal(theOnlyRefusal(outcomes).code, 'workspaces.record.stale')
      const { rows } = await sql`select id from workspaces.rule where ended_at is null`.execute(database.db)
      assert.equal(rows.length, 1)
    }),
)

atLength('two promises at once never add up to more places than there are', { skip: postgres.skip }, (t) =>
  repeatedly(t, 'two promises of the same places', async (t) => {
    const database = await postgres.open(t)
    const at = await led(database)
    const keep = (organisation: string) =>
      at.house.as(at.person.priya).perform(addAllocation, {
        site: at.site,
        where: at.zone,
        kind: 'desk',
        form: 'keeps',
        audience: 'organisation',
        organisation,
        amount: '3',
        unit: 'places',
        per: 'day',
        horizonWorkingDays: '2',
        fromOn: '2026-11-20',
      })
    const outcomes = await Promise.allSettled([keep(at.organisation.dover), keep(at.organisation.swale)])
    assert.equal(theOnlyRefusal(outcomes).code, 'workspaces.allocation.too-many')
  }),
)
