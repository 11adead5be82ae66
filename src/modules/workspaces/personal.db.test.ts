// What workspaces holds about a person, over a database undone after each test.
import assert from 'node:assert/strict'
import { forgetLeaver, undeclaredReferences } from '#platform/personal/index.ts'
import { countyDatabase } from '#test/support/county.ts'
import { workplaceThere } from '#test/support/bookings-there.ts'
import { workspaces } from './module.ts'

const database = countyDatabase()
const personal = workspaces.personal ?? []

database.test('every reference to a person is declared, and says in words what is held', async (db) => {
  const at = await workplaceThere(db)
  await at.book({ purpose: 'Maps' })
  const undeclared = await undeclaredReferences(db.db, personal, {
    schema: 'organisations',
    table: 'person',
  })
  assert.deepEqual(
    undeclared.filter((column) => column.startsWith('workspaces.')),
    [],
  )
  const held = new Map<string, unknown>()
  for (const one of personal) held.set(one.column, await one.held(db.db, at.person.ravi))
  assert.deepEqual(held.get('workspaces.booking.for_person_id'), [
    {
      What: 'Desk 1, Gun Wharf',
      From: '23 November 2026 at 9am',
      Until: '23 November 2026 at midday',
      State: 'Booked',
      'What for': 'Maps',
      Private: 'No',
    },
  ])
  assert.equal((held.get('workspaces.step.person_id') as unknown[]).length, 1)
})

database.test('who leaves wants nothing, waits for nothing and runs nothing any more', async (db) => {
  const at = await workplaceThere(db)
  await db.db
    .insertInto('workspaces.preference')
    .values({ person_id: at.person.helena, wanted: ['quiet'] })
    .execute()
  await forgetLeaver(db.db as never, personal, at.person.helena, Temporal.PlainDate.from('2026-11-20'))
  assert.deepEqual(await db.db.selectFrom('workspaces.preference').selectAll().execute(), [])
  const [officer] = await db.db.selectFrom('workspaces.officer').select('ended_on').execute()
  assert.equal(officer?.ended_on?.toString(), '2026-11-20')
})
