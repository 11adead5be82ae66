// Removing people from old bookings (W17), over a database undone after each test.
import assert from 'node:assert/strict'
import { json } from '#platform/database/index.ts'
import { workplaceThere } from '#test/support/bookings-there.ts'
import { countyDatabase } from '#test/support/county.ts'
import { forgetNames } from './actions/forgetting.ts'

const database = countyDatabase()

database.test(
  'when the owner’s time is over nobody stands in a booking, and the figures stay',
  async (db) => {
    const at = await workplaceThere(db)
    const old = await at.book({
      startsAt: '2025-09-01T08:00Z',
      endsAt: '2025-09-01T16:00Z',
      state: 'completed',
      purpose: 'Payroll',
    })
    const recent = await at.book({
      startsAt: '2026-11-02T09:00Z',
      endsAt: '2026-11-02T12:00Z',
      state: 'completed',
    })
    const use = ['person', at.person.ravi, at.organisation.medway, 'desk', 'day', '2025-09-01', 1] as const
    await db.db
      .updateTable('workspaces.booking')
      .set({ uses: json([use]) })
      .where('id', '=', old)
      .execute()
    await db.db
      .insertInto('workspaces.counter')
      .values({
        holder: 'person',
        holder_id: at.person.ravi,
        owner_id: at.organisation.medway,
        resource_kind: 'desk',
        per: 'day',
        from_on: Temporal.PlainDate.from('2025-09-01'),
        used: 1,
      })
      .execute()
    assert.deepEqual(await at.house.system.perform(forgetNames, {}), { bookings: 1 })
    assert.deepEqual(await at.house.system.perform(forgetNames, {}), { bookings: 0 })
    const rows = await db.db.selectFrom('workspaces.booking').selectAll().execute()
    const gone = rows.find((row) => row.id === old)
    assert.deepEqual(
      [gone?.for_person_id, gone?.made_by_person_id, gone?.purpose, gone?.uses, gone?.state],
      [null, null, null, [], 'completed'],
    )
    assert.equal(gone?.organisation_id, at.organisation.kcc, 'by which body stays')
    assert.equal(rows.find((row) => row.id === recent)?.for_person_id, at.person.ravi)
    const steps = await db.db.selectFrom('workspaces.step').select(['booking_id', 'person_id']).execute()
    assert.equal(steps.find((step) => step.booking_id === old)?.person_id, null)
    assert.deepEqual(await db.db.selectFrom('workspaces.counter').selectAll().execute(), [])
  },
)
