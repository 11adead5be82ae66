// Two people spend the same money at the same moment, through the real actions on real PostgreSQL: exactly one wins,
// the other is told the figures, and the ledger is proved afterwards. Once in `npm test`, 20 times in the soak.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { correctLedger } from '#modules/funding/actions/ledger.ts'
import { editProgramme, publishCriteria } from '#modules/funding/actions/programmes.ts'
import { checkLedger } from '#modules/funding/queries/declared.ts'
import { Refusal } from '#platform/errors/index.ts'
import { realPostgres } from '#test/support/database.ts'
import { assessed, decide, fund, meetingUnderWay } from '#test/support/fund.ts'
import { atLength, repeatedly } from '#test/support/soak.ts'

const postgres = await realPostgres()

/** The code and figures of the one refusal among the outcomes, of which exactly one must have succeeded. */
function theLoser(outcomes: readonly PromiseSettledResult<unknown>[]): Refusal {
  const lost = outcomes.filter((outcome) => outcome.status === 'rejected')
  assert.equal(
    lost.length,
    1,
    `exactly one of two wins: ${outcomes.map((one) => (one.status === 'rejected' ? String(one.reason) : 'won')).join('; ')}`,
  )
  const reason: unknown = lost[0]?.reason
  assert.ok(reason instanceof Refusal, String(reason))
  return reason
}

test(
  'of two approvals against one balance exactly one is recorded, and the other is refused with the figures',
  { skip: postgres.skip },
  (t) =>
    repeatedly(t, 'two approvals against one balance', async (t) => {
      const database = await postgres.open(t)
      const at = await fund(database, '30000')
      const cases = [await assessed(at, '20000', 'The first'), await assessed(at, '20000', 'The second')]
      const items = await meetingUnderWay(at)
      const refusal = theLoser(
        await Promise.allSettled(cases.map((one) => decide(at, items.get(one.id) ?? ''))),
      )
      assert.equal(refusal.code, 'funding.case.over-available')
      assert.deepEqual(refusal.figures, {
        asked_pence: '2000000',
        available_pence: '1000000',
        short_pence: '1000000',
        on: '2026-12-08',
      })
      await at.house.drain()
      assert.equal((await database.db.selectFrom('governance.decision').select('id').execute()).length, 1)
      assert.equal((await database.db.selectFrom('funding.award').select('id').execute()).length, 1)
      assert.equal((await at.house.operator.ask(checkLedger, {})).ok, true)
    }),
)

atLength(
  'an approval and a correction that take from one balance do not both succeed',
  { skip: postgres.skip },
  (t) =>
    repeatedly(t, 'an approval and a correction against one balance', async (t) => {
      const database = await postgres.open(t)
      const at = await fund(database, '30000')
      const made = await assessed(at, '20000')
      const items = await meetingUnderWay(at)
      const take = at.house.as(at.person.priya).perform(correctLedger, {
        programme: at.programme,
        direction: 'take',
        amount: '20000',
        note: 'Paid back to a partner',
      })
      const refusal = theLoser(await Promise.allSettled([decide(at, items.get(made.id) ?? ''), take]))
      assert.ok(
        ['funding.case.over-available', 'funding.ledger.over-available'].includes(refusal.code),
        refusal.code,
      )
      await at.house.drain()
      assert.equal((await at.house.operator.ask(checkLedger, {})).ok, true)
    }),
)

atLength('of two changes to one version of a programme exactly one is kept', { skip: postgres.skip }, (t) =>
  repeatedly(t, 'two changes of one programme', async (t) => {
    const database = await postgres.open(t)
    const at = await fund(database)
    const change = (name: string) =>
      at.house.as(at.person.marcus).perform(editProgramme, {
        programme: at.programme,
        version: '1',
        name,
        funder: 'Partner subscriptions',
      })
    const refusal = theLoser(await Promise.allSettled([change('The first'), change('The second')]))
    assert.equal(refusal.code, 'funding.programme.stale')
  }),
)

atLength('two publications of the criteria leave one set of them', { skip: postgres.skip }, (t) =>
  repeatedly(t, 'two publications of the criteria', async (t) => {
    const database = await postgres.open(t)
    const at = await fund(database)
    const publish = () =>
      at.house.as(at.person.marcus).perform(publishCriteria, {
        programme: at.programme,
        criteria: [{ title: 'Need', guidance: 'Who has the problem', weight: '3' }],
      })
    await Promise.all([publish(), publish()])
    const standing = await database.db
      .selectFrom('funding.criterion')
      .select('id')
      .where('programme_id', '=', at.programme)
      .where('retired_on', 'is', null)
      .execute()
    assert.equal(standing.length, 1)
  }),
)
