// The last second of a round, on real PostgreSQL: what is submitted while the round is frozen is in it whole or refused,
// two officers who freeze at once make one version, and the moment of receipt decides when the window closes meanwhile.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { askExtension, grantExtension } from '#modules/delivery/actions/extensions.ts'
import { closeNow, openNow, planRound } from '#modules/delivery/actions/rounds.ts'
import { signSubmissions } from '#modules/delivery/actions/signing.ts'
import { submitSubmission } from '#modules/delivery/actions/submissions.ts'
import { freezeRound } from '#modules/delivery/actions/versions.ts'
import { frozenOf, isWhole } from '#modules/delivery/queries/frozen.ts'
import { sql, type Database } from '#platform/database/index.ts'
import { Refusal } from '#platform/errors/index.ts'
import { realPostgres } from '#test/support/database.ts'
import { FIRST_REPORT, reporting, type Reporting } from '#test/support/reporting.ts'
import { repeatedly } from '#test/support/soak.ts'

const postgres = await realPostgres()

const AFTER_Q3 = '2026-11-28T10:00:00Z'
const ISSUES = {
  ...FIRST_REPORT,
  status: 'remedial_action',
  issues: [{ code: 'capacity', words: 'Two posts are empty' }, { code: 'legal' }],
  mitigationsAre: 'none',
  registersAre: 'not-recorded',
} as const

const submit = (at: Reporting, number: number, round = at.q3) =>
  at.house
    .as(at.leads[number - 1] ?? '')
    .perform(submitSubmission, { round, activity: at.activities[number - 1], ...ISSUES })

const freeze = (at: Reporting, who = at.person.marcus) =>
  at.house.as(who).perform(freezeRound, { round: at.q3, anyway: 'yes', version: '1' })

function refusalOf(outcome: PromiseSettledResult<unknown>): Refusal | null {
  if (outcome.status === 'fulfilled') return null
  const reason: unknown = outcome.reason
  assert.ok(reason instanceof Refusal, String(reason))
  return reason
}

const versionsIn = async (database: Database, round: string): Promise<number> =>
  (await database.db.selectFrom('delivery.frozen').select('id').where('round_id', '=', round).execute())
    .length

/** More time for every activity, so that all can report at the moment of freezing. */
async function givenMoreTime(at: Reporting): Promise<void> {
  at.house.clock.set(AFTER_Q3)
  for (const [index, activity] of at.activities.entries()) {
    const asked = await at.house
      .as(at.leads[index] ?? '')
      .perform(askExtension, { round: at.q3, activity, why: 'Late' })
    await at.house
      .as(at.person.marcus)
      .perform(grantExtension, { extension: asked.id, until: '2026-12-05 17:00', version: '1' })
  }
}

test('what is submitted while a round is frozen is in it whole, or refused', { skip: postgres.skip }, (t) =>
  repeatedly(t, 'freezing against last-second submissions', async (t) => {
    const database = await postgres.open(t)
    const at = await reporting(database, 6)
    await givenMoreTime(at)
    const [frozen, ...submitted] = await Promise.allSettled([
      freeze(at),
      ...at.activities.map((_, index) => submit(at, index + 1)),
    ])
    assert.equal(frozen === undefined ? null : refusalOf(frozen), null)
    const version = await frozenOf(await at.house.as(at.person.marcus).reader(), at.q3)
    assert.ok(isWhole(version))
    for (const [index, outcome] of submitted.entries()) {
      const row = version.rows[index]
      const refused = refusalOf(outcome)
      if (refused === null) {
        assert.deepEqual(
          [row?.responded, row?.status, row?.issues.length, row?.isLate],
          [true, 'remedial_action', 2, true],
          'what was taken is in the version, with all its parts',
        )
      } else {
        assert.equal(refused.code, 'delivery.round.is-frozen')
        assert.deepEqual([row?.responded, row?.issues.length], [false, 0], 'what was refused is not')
      }
    }
  }),
)

test('of two who freeze a round at once one makes its version', { skip: postgres.skip }, (t) =>
  repeatedly(t, 'two freezes of one round', async (t) => {
    const database = await postgres.open(t)
    const at = await reporting(database)
    await submit(at, 1)
    at.house.clock.set(AFTER_Q3)
    const outcomes = await Promise.allSettled([freeze(at), freeze(at)])
    const refusals = outcomes.flatMap((one) => refusalOf(one) ?? [])
    assert.deepEqual(
      refusals.map((one) => one.code),
      ['delivery.round.is-frozen'],
    )
    assert.equal(await versionsIn(database, at.q3), 1)
    const rows = await sql<{ count: number }>`select count(*)::int as count from delivery.frozen_row`.execute(
      database.db,
    )
    assert.equal(rows.rows[0]?.count, 3)
  }),
)

test(
  'what was received before the window was closed counts, whichever is written first',
  { skip: postgres.skip },
  (t) =>
    repeatedly(t, 'closing against submitting', async (t) => {
      const database = await postgres.open(t)
      const at = await reporting(database, 5)
      const now = at.house.clock.now()
      const received = at.activities.map((_, index) =>
        at.house
          .as(at.leads[index] ?? '')
          // A moment before the officer's request.
          .perform(
            submitSubmission,
            { round: at.q3, activity: at.activities[index], ...ISSUES },
            { now: now.subtract({ milliseconds: 1 }) },
          ),
      )
      const closing = at.house
        .as(at.person.marcus)
        .perform(closeNow, { round: at.q3, reason: 'Everybody has reported', version: '1' })
      const [closed, ...submitted] = await Promise.allSettled([closing, ...received])
      assert.deepEqual(
        [closed, ...submitted].map((one) => (one === undefined ? null : (refusalOf(one)?.code ?? null))),
        [null, ...at.activities.map(() => null)],
      )
      await assert.rejects(submit(at, 1), { kind: 'conflict' })
    }),
)

test('a report that is signed twice at once is signed once', { skip: postgres.skip }, (t) =>
  repeatedly(t, 'two signatures of one report', async (t) => {
    const database = await postgres.open(t)
    const at = await reporting(database)
    await submit(at, 1)
    const report = await database.db
      .selectFrom('delivery.submission')
      .select(['id', 'version'])
      .executeTakeFirstOrThrow()
    const sign = () =>
      at.house.as(at.person.priya).perform(signSubmissions, {
        round: at.q3,
        submissions: [report.id],
        read: `${report.id}:${report.version}`,
      })
    const outcomes = await Promise.allSettled([sign(), sign()])
    const refusals = outcomes.flatMap((one) => refusalOf(one) ?? [])
    assert.deepEqual(
      refusals.map((one) => one.code),
      ['delivery.submission.not-submitted'],
    )
  }),
)

test('of two rounds that would be open at once one is opened', { skip: postgres.skip }, (t) =>
  repeatedly(t, 'two openings in one plan', async (t) => {
    const database = await postgres.open(t)
    const at = await reporting(database)
    at.house.clock.set(AFTER_Q3)
    const officer = at.house.as(at.person.marcus)
    const plan = async (code: string, from: string, until: string): Promise<string> =>
      (
        await officer.perform(planRound, {
          plan: at.plan,
          code,
          title: code,
          periodFrom: from,
          periodUntil: until,
          opensAt: `${until} 09:00`,
          closesAt: `${until} 17:00`,
        })
      ).id
    const [one, other] = [
      await plan('q4', '2027-01-01', '2027-03-31'),
      await plan('q5', '2027-04-01', '2027-06-30'),
    ]
    const outcomes = await Promise.allSettled(
      [one, other].map((round) => officer.perform(openNow, { round, version: '1' })),
    )
    assert.equal(outcomes.filter((outcome) => refusalOf(outcome) !== null).length, 1)
  }),
)
