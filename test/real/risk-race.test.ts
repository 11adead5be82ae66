// Two people judge the same risk at the same moment, on real PostgreSQL: whoever waited for it sees what the other has
// recorded, so a score is never written over unseen and an escalation is answered once.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { acceptEscalation, askEscalation, declineEscalation } from '#modules/risk/actions/escalations.ts'
import { appointOfficer } from '#modules/risk/actions/registers.ts'
import { raiseRisk } from '#modules/risk/actions/risks.ts'
import { makeAssessment } from '#modules/risk/actions/scoring.ts'
import { sql, type Database } from '#platform/database/index.ts'
import { Refusal } from '#platform/errors/index.ts'
import { realPostgres } from '#test/support/database.ts'
import { openedRisk, registers, SENTENCE } from '#test/support/registers.ts'
import { atLength, repeatedly } from '#test/support/soak.ts'

const postgres = await realPostgres()

function theOnlyRefusal(outcomes: readonly PromiseSettledResult<unknown>[]): Refusal {
  const lost = outcomes.filter((one) => one.status === 'rejected')
  assert.equal(lost.length, 1, 'exactly one of two succeeds')
  const reason: unknown = lost[0]?.reason
  assert.ok(reason instanceof Refusal, String(reason))
  return reason
}

const rowsOf = async (database: Database, query: ReturnType<typeof sql<{ n: number }>>): Promise<number> =>
  (await query.execute(database.db)).rows[0]?.n ?? -1

test(
  'of two scores given to one risk at once one stands, and the other is shown it',
  { skip: postgres.skip },
  (t) =>
    repeatedly(t, 'two scores of one risk', async (t) => {
      const database = await postgres.open(t)
      const at = await registers(database)
      const { id } = await openedRisk(at, ['3', '3'])
      const score = (person: string, likelihood: string) =>
        at.house.as(person).perform(makeAssessment, {
          risk: id,
          measure: 'residual',
          likelihood,
          impact: '3',
          reason: `Seen as ${likelihood}`,
          version: '4',
        })
      await at.house.operator.perform(appointOfficer, { register: at.service, person: at.person.molly })
      const outcomes = await Promise.allSettled([score(at.person.ravi, '2'), score(at.person.molly, '5')])
      const refusal = theOnlyRefusal(outcomes)
      assert.equal(refusal.kind, 'conflict')
      const { rows } = await sql<{ likelihood: number; reason: string }>`
      select likelihood, reason from risk.assessment where risk_id = ${id} and measure = 'residual' and superseded_at is null`.execute(
        database.db,
      )
      assert.equal(rows.length, 1)
      assert.deepEqual(
        [refusal.current?.['likelihood'], refusal.current?.['reason']],
        [String(rows[0]?.likelihood), rows[0]?.reason],
        'the loser is shown what the winner recorded',
      )
      assert.equal(
        await rowsOf(
          database,
          sql`select count(*)::int as n from risk.assessment where risk_id = ${id} and measure = 'residual'`,
        ),
        2,
        'the first score stays, and one followed it',
      )
    }),
)

atLength('an escalation that two people answer at once is answered once', { skip: postgres.skip }, (t) =>
  repeatedly(t, 'two answers to one escalation', async (t) => {
    const database = await postgres.open(t)
    const at = await registers(database)
    const { id } = await openedRisk(at)
    await at.house.operator.perform(appointOfficer, { register: at.corporate, person: at.person.noor })
    const { escalation } = await at.house
      .as(at.person.ravi)
      .perform(askEscalation, { risk: id, register: at.corporate, reason: 'Money', version: '4' })
    const refusal = theOnlyRefusal(
      await Promise.allSettled([
        at.house.as(at.person.helena).perform(acceptEscalation, { escalation }),
        at.house.as(at.person.noor).perform(acceptEscalation, { escalation }),
      ]),
    )
    assert.equal(refusal.code, 'risk.escalation.answered')
    const again = await openedRisk(at)
    const asked = await at.house
      .as(at.person.ravi)
      .perform(askEscalation, { risk: again.id, register: at.corporate, reason: 'Money', version: '4' })
    theOnlyRefusal(
      await Promise.allSettled([
        at.house.as(at.person.helena).perform(acceptEscalation, { escalation: asked.escalation }),
        at.house.operator.perform(declineEscalation, { escalation: asked.escalation, words: 'No' }),
      ]),
    )
  }),
)

atLength('a risk that two people put up at once is put up once', { skip: postgres.skip }, (t) =>
  repeatedly(t, 'two escalations of one risk', async (t) => {
    const database = await postgres.open(t)
    const at = await registers(database)
    const { id } = await openedRisk(at)
    const ask = () =>
      at.house
        .as(at.person.ravi)
        .perform(askEscalation, { risk: id, register: at.corporate, reason: 'Money', version: '4' })
    const refusal = theOnlyRefusal(await Promise.allSettled([ask(), ask()]))
    assert.equal(refusal.code, 'risk.escalation.twice')
  }),
)

atLength('risks raised at once take numbers of their own', { skip: postgres.skip }, (t) =>
  repeatedly(t, 'six risks raised at once', async (t) => {
    const database = await postgres.open(t)
    const at = await registers(database)
    const made = await Promise.all(
      Array.from({ length: 6 }, () =>
        at.house.as(at.person.ravi).perform(raiseRisk, { register: at.service, ...SENTENCE }),
      ),
    )
    assert.equal(new Set(made.map((one) => one.reference)).size, 6)
    assert.equal(await rowsOf(database, sql`select max(number)::int as n from risk.risk`), 6)
  }),
)
