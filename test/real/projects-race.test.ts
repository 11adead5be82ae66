// Two people change the same part of a project at the same moment, on real PostgreSQL: the one who waited for the
// project sees what the other has changed, so a forecast is never moved unseen and an invoice is taken back once.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { reverseSpend, recordSpend } from '#modules/projects/actions/money.ts'
import { openProject } from '#modules/projects/actions/opening.ts'
import { reforecastMilestone } from '#modules/projects/actions/progress.ts'
import { action } from '#platform/actions/index.ts'
import type { Database } from '#platform/database/index.ts'
import { Refusal } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { realPostgres } from '#test/support/database.ts'
import { fund, type Fund } from '#test/support/fund.ts'
import { atLength, repeatedly } from '#test/support/soak.ts'

const postgres = await realPostgres()

async function project(at: Fund): Promise<string> {
  // Opening has no door of its own: it is done here as a later module would do it.
  const open = action({
    name: 'projects.test.open',
    title: 'Open',
    doors: [],
    fields: { title: field.text('Title') },
    async run(inside, { title }) {
      const made = await inside.act(openProject, {
        partnership: at.partnership,
        sponsor: at.organisation.kcc,
        manager: at.person.ravi,
        title,
        summary: 'A register of street lamps',
        openedOn: '2026-10-01',
        award: '0',
        lines: [{ title: 'Lamps', yearStarting: 2026, amount: '1200' }],
        milestones: [{ title: 'Pilot', on: '2027-01-31' }],
        measures: [{ title: 'Fewer faults', measure: 'Faults a month', target: '3' }],
      })
      return { subject: made.id, result: made }
    },
  })
  return (await at.house.system.perform(open, { title: 'Street lamps' })).id
}

function theOnlyRefusal(outcomes: readonly PromiseSettledResult<unknown>[]): Refusal {
  const lost = outcomes.filter((one) => one.status === 'rejected')
  assert.equal(lost.length, 1, 'exactly one of two succeeds')
  const reason: unknown = lost[0]?.reason
  assert.ok(reason instanceof Refusal, String(reason))
  return reason
}

const rowsIn = async (database: Database, table: 'projects.forecast' | 'projects.spend'): Promise<number> =>
  (await database.db.selectFrom(table).select('id').execute()).length

test('of two forecasts made against one version exactly one is kept', { skip: postgres.skip }, (t) =>
  repeatedly(t, 'two forecasts of one milestone', async (t) => {
    const database = await postgres.open(t)
    const at = await fund(database)
    const id = await project(at)
    const milestone = await database.db
      .selectFrom('projects.milestone')
      .select('id')
      .where('project_id', '=', id)
      .executeTakeFirstOrThrow()
    const move = (forecastOn: string) =>
      at.house.as(at.person.ravi).perform(reforecastMilestone, {
        milestone: milestone.id,
        version: '1',
        forecastOn,
        reason: 'The supplier is late',
      })
    const refusal = theOnlyRefusal(await Promise.allSettled([move('2027-02-28'), move('2027-03-31')]))
    assert.equal(refusal.kind, 'conflict')
    assert.equal(await rowsIn(database, 'projects.forecast'), 1)
  }),
)

atLength('a spend that two people reverse is reversed once', { skip: postgres.skip }, (t) =>
  repeatedly(t, 'two reversals of one spend', async (t) => {
    const database = await postgres.open(t)
    const at = await fund(database)
    const manager = at.house.as(at.person.ravi)
    const spend = await manager.perform(recordSpend, {
      project: await project(at),
      supplier: 'Lamp Works',
      invoiceNumber: 'LW-1',
      spentOn: '2026-11-02',
      amount: '1200',
    })
    const officer = at.house.as(at.person.marcus)
    const reverse = () => officer.perform(reverseSpend, { spend: spend.id, reason: 'Entered twice' })
    const refusal = theOnlyRefusal(await Promise.allSettled([reverse(), reverse()]))
    assert.equal(refusal.code, 'projects.spend.reversed')
    assert.equal(await rowsIn(database, 'projects.spend'), 2)
  }),
)
