// Two people give or correct the same figure at the same moment, on real PostgreSQL: one row stands, and the one who came
// second is shown it (M2).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { correctValue } from '#modules/performance/actions/values.ts'
import { Refusal } from '#platform/errors/index.ts'
import { realPostgres } from '#test/support/database.ts'
import { give, made, measuredCounty } from '#test/support/indicators.ts'
import { atLength, repeatedly } from '#test/support/soak.ts'

const postgres = await realPostgres()

function theOnlyRefusal(outcomes: readonly PromiseSettledResult<unknown>[]): Refusal {
  const lost = outcomes.filter((one) => one.status === 'rejected')
  assert.equal(lost.length, 1, 'exactly one of two succeeds')
  const reason: unknown = lost[0]?.reason
  assert.ok(reason instanceof Refusal, String(reason))
  return reason
}

test('of two figures given for one period exactly one stands', { skip: postgres.skip }, (t) =>
  repeatedly(t, 'two figures of one period', async (t) => {
    const database = await postgres.open(t)
    const at = await measuredCounty(database)
    const { id: indicator } = await made(at)
    const period = '2026-27-q2'
    const refusal = theOnlyRefusal(
      await Promise.allSettled([
        give(at, { indicator, period, value: '91' }),
        give(at, { indicator, period, value: '92' }, { by: at.person.marcus }),
      ]),
    )
    assert.equal(refusal.code, 'performance.value.given-already')
  }),
)

atLength(
  'a figure that two people correct is corrected once, and the other is shown it',
  { skip: postgres.skip },
  (t) =>
    repeatedly(t, 'two corrections of one figure', async (t) => {
      const database = await postgres.open(t)
      const at = await measuredCounty(database)
      const { id: indicator } = await made(at)
      const { value: figure } = await give(at, { indicator, period: '2026-27-q2', value: '91' })
      const correct = (person: string, value: string) =>
        at.house.as(person).perform(correctValue, { figure, value, reason: 'Counted again' })
      const refusal = theOnlyRefusal(
        await Promise.allSettled([correct(at.person.ravi, '92'), correct(at.person.marcus, '93')]),
      )
      assert.equal(refusal.code, 'performance.value.superseded')
      const rows = await database.db.selectFrom('performance.value').select('superseded_at').execute()
      assert.equal(rows.filter((row) => row.superseded_at === null).length, 1)
    }),
)
