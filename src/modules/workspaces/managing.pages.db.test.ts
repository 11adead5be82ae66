// The pages of whoever manages a workplace, as they and others meet them.
import assert from 'node:assert/strict'
import { sql } from '#platform/database/index.ts'
import { appTest, type App } from '#test/support/app.ts'
import { makeOffice } from '#test/support/office.ts'

const MANAGER = 'workspaces@kcc.example'
const OFFICER = 'patrol@kent-police.example'
const PAGES = '/workspaces/bench-office/manage'

/** The Bench Office of Kent County Council, with its manager and business continuity officer, and two bookings. */
async function officeIn(app: App): Promise<void> {
  const { db } = app.connects
  const { siteId, desks } = await makeOffice(db, Temporal.PlainDate.from('2026-11-20'))
  const [manager, officer] = [app.personOf(MANAGER), app.personOf(OFFICER)]
  await sql`insert into workspaces.officer (id, organisation_id, site_id, person_id, role, from_on)
    select gen_random_uuid(), site.organisation_id, site.id, ${manager}, role, '2026-01-01'
    from organisations.site_card site, unnest(array['manager', 'continuity']) role where site.id = ${siteId}`.execute(
    db,
  )
  await sql`
    with booked as (
      insert into workspaces.booking (id, order_id, resource_id, site_id, organisation_id, owner_organisation_id, for_person_id, starts_at, ends_at,
        time_zone, state, check_in_from, checked_in_at, ended_at, made_at, changed_at)
      select gen_random_uuid(), gen_random_uuid(), ${desks[0]}, ${siteId}, post.organisation_id, site.organisation_id, ${officer}, day + interval '9 hours',
        day + interval '17 hours', 'Europe/London', state, day, case when state = 'completed' then day end, case when state = 'completed' then day + interval '17 hours' end, day, day
      from (values ('2026-10-06'::timestamptz, 'completed'), ('2026-11-24'::timestamptz, 'confirmed')) as said (day, state), organisations.employment_card post,
        organisations.site_card site
      where post.person_id = ${officer} and site.id = ${siteId} returning id, resource_id, starts_at, ends_at, state)
    insert into workspaces.claim (resource_id, booking_id, starts_at, ends_at)
    select resource_id, id, starts_at, ends_at from booked where state = 'confirmed'`.execute(db)
}

appTest('a manager reads last month, and the bookings behind it', async (app) => {
  await officeIn(app)
  const manager = await app.browser(MANAGER)
  const page = await manager.open(`${PAGES}/use?month=2026-10`)
  assert.match(page.words, /Desks, October 2026/)
  assert.match(page.words, /One row is not shown\. Figures about fewer than 5 people/)
  await manager.open(`${PAGES}/use/bookings?month=2026-10&kind=desk&is=booked`)
  assert.match(manager.page.words, /6 October 2026 10am to 6pm Desk 1 Zone 1 Kent Police Somebody came/)
  const file = await manager.get(`${PAGES}/use?month=2026-10&format=csv`)
  assert.match(file.body, /\r\nHour,10am to 11am,\d+,1,1,/)
})

appTest('closing shows first whom it would hit, then does it', async (app) => {
  await officeIn(app)
  const manager = await app.browser(MANAGER)
  await manager.open(`${PAGES}/closing/new`)
  await manager.send({ from: '2026-11-24', until: '', reason: 'Boiler repairs', moves: 'nobody' })
  assert.equal(manager.page.heading, 'Bench Office What closing would do')
  assert.match(manager.page.words, /Bench Office is closed on 24 November 2026: Boiler repairs\./)
  assert.match(manager.page.words, /Would lose their place 1/)
  await manager.send({})
  assert.match(manager.page.words, /It is closed\. Moved: 0\. Lost their place: 1\./)
  await manager.follow(/Open it again/)
  await manager.send({})
  assert.match(manager.page.words, /Opened again/)
})

appTest('nobody else closes, reads its use or invokes business continuity', async (app) => {
  await officeIn(app)
  const officer = await app.browser(OFFICER)
  for (const path of [
    `${PAGES}/use`,
    `${PAGES}/closing`,
    `${PAGES}/continuity`,
    '/workspaces/reciprocity',
    '/workspaces/counters',
  ])
    assert.equal((await officer.get(path)).status, 403, path)
  const manager = await app.browser(MANAGER)
  assert.equal((await manager.get('/workspaces/no-such-place/manage/use')).status, 404)
  await manager.open('/workspaces/reciprocity?month=2026-10')
  assert.match(manager.page.words, /What Kent County Council gave to others and took from them/)
})
