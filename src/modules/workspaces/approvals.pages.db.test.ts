// Saying yes or no on pages: the duty on the home page leads to the list, the list to the booking, and whoever asked
// reads why not.
import assert from 'node:assert/strict'
import { sql } from '#platform/database/index.ts'
import { appTest } from '#test/support/app.ts'
import { makeOffice, OFFICE } from '#test/support/office.ts'

const OFFICER = 'patrol@kent-police.example'
const MANAGER = 'workspaces@kcc.example'

appTest('a manager approves one booking and declines another with a reason', async (app) => {
  const { siteId, rooms } = await makeOffice(app.connects.db, Temporal.PlainDate.from('2026-11-20'))
  await sql`update workspaces.rule set approval = true where site_id = ${siteId}`.execute(app.connects.db)
  const program = await app.program(OFFICER)
  for (const places of [[rooms[0]], [rooms[1]]]) {
    const answer = await program.post('workspaces.booking.make', {
      places,
      on: '2026-11-23',
      from: '9am',
      until: '11am',
    })
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
  }
  const list = `/workspaces/${OFFICE}/manage/approvals`
  const manager = await app.browser(MANAGER)
  await manager.open('/')
  await manager.follow('Approve or decline')
  assert.equal(manager.page.path, list)
  assert.match(manager.page.words, /Josie Nightbeat, Kent Police/)
  assert.match(manager.page.words, /Its time is kept meanwhile/)
  await manager.follow('Monday 23 November 2026, 9am to 11am')
  await manager.send({}, 'Approve this booking')
  assert.match(manager.page.words, /The booking is approved/)
  await manager.follow('Monday 23 November 2026, 9am to 11am')
  await manager.follow('Decline it')
  await manager.send({ because: 'The lift is out of order' })
  assert.match(manager.page.words, /Nothing waits for approval/)
  const { rows } = await sql<{ state: string; ended_because: string | null }>`
    select state, ended_because from workspaces.booking where site_id = ${siteId} order by state`.execute(
    app.connects.db,
  )
  assert.deepEqual(rows, [
    { state: 'cancelled', ended_because: 'Declined: The lift is out of order' },
    { state: 'confirmed', ended_because: null },
  ])
  const { rows: looks } = await sql<{ list: string; people: number }>`
    select list, max(people)::integer as people from workspaces.name_view group by list`.execute(
    app.connects.db,
  )
  assert.deepEqual(looks, [{ list: 'bookings', people: 1 }], 'that a name was read is kept (W15)')
  const officer = await app.browser(OFFICER)
  assert.equal((await officer.get(list)).status, 403)
})
