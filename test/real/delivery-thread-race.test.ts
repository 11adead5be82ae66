// Two officers change one activity, or tie two plans to each other, at the same moment, on real PostgreSQL: no ring is
// closed, an activity ends once, and of two dates given against one version one is asked for again.
import assert from 'node:assert/strict'
import { addActivity } from '#modules/delivery/actions/activities.ts'
import { recordClosing } from '#modules/delivery/actions/closings.ts'
import { changeActivityDate } from '#modules/delivery/actions/dates.ts'
import { addOutcome } from '#modules/delivery/actions/parts.ts'
import { createPlan } from '#modules/delivery/actions/plans.ts'
import { linkThread } from '#modules/delivery/actions/threads.ts'
import { templateByCode } from '#modules/delivery/queries/templates.ts'
import type { Database } from '#platform/database/index.ts'
import { Refusal } from '#platform/errors/index.ts'
import { county } from '#test/support/county.ts'
import { realPostgres } from '#test/support/database.ts'
import { everyModule } from '#test/support/fund.ts'
import { atLength, repeatedly } from '#test/support/soak.ts'

const postgres = await realPostgres()

async function activityOf(
  database: Database,
  house: ReturnType<typeof everyModule>,
  partnership: string,
  code: string,
) {
  const made = await house.operator.perform(createPlan, {
    template: (await templateByCode(await house.operator.reader(), 'strategic-delivery-plan')).id,
    code,
    title: `Plan ${code}`,
    partnership,
    fromOn: '2026-04-01',
    untilOn: '2027-03-31',
    audience: 'partners',
  })
  const outcome = await house.operator.perform(addOutcome, { plan: made.id, title: 'Dry roads' })
  const activity = await house.operator.perform(addActivity, {
    plan: made.id,
    outcome: outcome.id,
    title: 'Clear the drains',
    originalEnd: '2027-03-31',
  })
  await database.db
    .updateTable('delivery.plan')
    .set({ state: 'approved', approved_on: '2026-04-01' })
    .where('id', '=', made.id)
    .execute()
  return activity.id
}

function theOnlyRefusal(outcomes: readonly PromiseSettledResult<unknown>[]): Refusal {
  const lost = outcomes.filter((one) => one.status === 'rejected')
  assert.equal(
    lost.length,
    1,
    `exactly one of two succeeds: ${lost.map((one) => String(one.reason)).join(', ')}`,
  )
  const reason: unknown = lost[0]?.reason
  assert.ok(reason instanceof Refusal, String(reason))
  return reason
}

atLength('of two links that would close a ring together exactly one is made', { skip: postgres.skip }, (t) =>
  repeatedly(t, 'two plans tied to each other', async (t) => {
    const database = await postgres.open(t)
    const { partnership } = await county(database)
    const house = everyModule(database)
    const one = await activityOf(database, house, partnership, 'one')
    const other = await activityOf(database, house, partnership, 'other')
    const link = (activity: string, serves: string) =>
      house.operator.perform(linkThread, { activity, serves })
    const refusal = theOnlyRefusal(await Promise.allSettled([link(one, other), link(other, one)]))
    assert.equal(refusal.code, 'delivery.thread.ring')
  }),
)

atLength(
  'an activity that two officers end at once ends once; of two dates one is kept',
  { skip: postgres.skip },
  (t) =>
    repeatedly(t, 'two endings and two dates of one activity', async (t) => {
      const database = await postgres.open(t)
      const { partnership } = await county(database)
      const house = everyModule(database)
      const activity = await activityOf(database, house, partnership, 'one')
      const move = (becomes: string) =>
        house.operator.perform(changeActivityDate, {
          activity,
          what: 'end',
          becomes,
          reason: 'Rain',
          cause: 'external',
          version: '2',
        })
      const moved = theOnlyRefusal(await Promise.allSettled([move('2027-05-31'), move('2027-06-30')]))
      assert.equal(moved.code, 'delivery.plan.stale')
      const close = (kind: string) =>
        house.operator.perform(recordClosing, {
          activity,
          kind,
          monitoring: 'removed',
          decidedOn: '2026-11-10',
          decidedBy: 'Leadership Group',
          reason: 'It is dry',
          version: '3',
        })
      const closed = theOnlyRefusal(await Promise.allSettled([close('completed'), close('stopped')]))
      assert.equal(closed.kind, 'conflict')
      const rows = await database.db.selectFrom('delivery.closing').select('id').execute()
      assert.equal(rows.length, 1)
    }),
)
