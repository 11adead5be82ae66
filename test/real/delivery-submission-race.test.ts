// The last minute of a window, on real PostgreSQL: 79 officers submit at once and none of them waits for another or is
// lost; two people on one report are told of each other; and what arrived before the window closed counts although the
// closing was written down first.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { saveSubmission, submitSubmission } from '#modules/delivery/actions/submissions.ts'
import { openDatabase, sql } from '#platform/database/index.ts'
import { Refusal } from '#platform/errors/index.ts'
import { everyModule } from '#test/support/fund.ts'
import { realPostgres } from '#test/support/database.ts'
import { FIRST_REPORT, reporting } from '#test/support/reporting.ts'
import { repeatedly } from '#test/support/soak.ts'

const postgres = await realPostgres()
const LAST_MINUTE = Temporal.Instant.from('2026-11-27T16:59:30Z')
const OFFICERS = 79

const refusalOf = (outcome: PromiseSettledResult<unknown>): Refusal => {
  assert.equal(outcome.status, 'rejected')
  const reason: unknown = outcome.reason
  assert.ok(reason instanceof Refusal, String(reason))
  return reason
}

test(
  '79 officers submit in the last minute, through two processes, and all succeed',
  { skip: postgres.skip },
  (t) =>
    repeatedly(t, '79 reports in the last minute', async (t) => {
      const address = await postgres.address(t)
      const [one, other] = [await openDatabase({ url: address }), await openDatabase({ url: address })]
      try {
        const at = await reporting(one, OFFICERS)
        // A second process has its own pool and its own house over the same database.
        const second = everyModule(other)
        const sent = at.leads.map((lead, index) => {
          const house = index % 2 === 0 ? at.house : second
          const answers = { round: at.q3, activity: at.activities[index], ...FIRST_REPORT }
          return house.as(lead).perform(
            submitSubmission,
            index % 3 === 0
              ? {
                  ...answers,
                  dates: ['end'],
                  revisedEnd: '2027-06-30',
                  endReason: 'Late',
                  endCause: 'internal',
                }
              : answers,
            { now: LAST_MINUTE },
          )
        })
        const outcomes = await Promise.allSettled(sent)
        assert.deepEqual(
          outcomes.filter((one) => one.status === 'rejected').map((one) => String(one.reason)),
          [],
        )
        const { rows } = await sql<{ submitted: number; late: number; moved: number }>`
        select count(*)::int as submitted, count(*) filter (where is_late)::int as late,
          (select count(*)::int from delivery.date_change where round_id = ${at.q3}) as moved
        from delivery.submission where round_id = ${at.q3} and state = 'submitted'`.execute(one.db)
        assert.deepEqual(rows, [{ submitted: OFFICERS, late: 0, moved: 27 }])
      } finally {
        await one.close()
        await other.close()
      }
    }),
)

test('of two people on one report one is told what the other said', { skip: postgres.skip }, (t) =>
  repeatedly(t, 'two people on one report', async (t) => {
    const at = await reporting(await postgres.open(t))
    const answers = { round: at.q3, activity: at.activities[0], ...FIRST_REPORT }
    const outcomes = await Promise.allSettled([
      at.house.as(at.person.ravi).perform(submitSubmission, answers),
      at.house.as(at.person.marcus).perform(saveSubmission, answers),
    ])
    const lost = outcomes.filter((one) => one.status === 'rejected')
    assert.equal(lost.length, 1, 'exactly one of two is kept')
    assert.equal(refusalOf(lost[0]!).code, 'delivery.submission.stale')
  }),
)

test('a report and the closing of its window: the time of receipt decides', { skip: postgres.skip }, (t) =>
  repeatedly(t, 'a report and the closing', async (t) => {
    const database = await postgres.open(t)
    const at = await reporting(database)
    const answers = (index: number) => ({ round: at.q3, activity: at.activities[index], ...FIRST_REPORT })
    const closing =
      sql`update delivery.round set state = 'closed', closed_at = '2026-11-27T17:00:00Z', version = version + 1
      where id = ${at.q3}`.execute(database.db)
    const [early, , tooLate] = await Promise.allSettled([
      at.house.as(at.person.ravi).perform(submitSubmission, answers(0), { now: LAST_MINUTE }),
      closing,
      at.house
        .as(at.person.ravi)
        .perform(submitSubmission, answers(1), { now: Temporal.Instant.from('2026-11-27T17:00:00Z') }),
    ])
    assert.equal(early.status, 'fulfilled', early.status === 'rejected' ? String(early.reason) : '')
    assert.equal(refusalOf(tooLate).code, 'delivery.round.closed')
  }),
)
