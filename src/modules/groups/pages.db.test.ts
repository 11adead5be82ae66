// The pages of groups over the Kent demonstration.
import assert from 'node:assert/strict'
import { appTest } from '#test/support/app.ts'
import { linksOf } from '#test/support/browsing.ts'
import { cast } from '#test/support/people.ts'

appTest('a visitor reads what groups there are, and no names', async ({ browser }) => {
  const visitor = await browser()
  await visitor.open('/groups')
  await visitor.follow('GIS Group')
  assert.match(visitor.page.words, /Sign in to see who sits in this group/)
  assert.doesNotMatch(visitor.page.words, /Ravi Contour/)
  assert.equal((await visitor.get('/groups/gis/members')).status, 303)
})

appTest('staff of a partner join an open group and leave it again', async ({ browser }) => {
  const staff = await browser('leadership@swale.example')
  await staff.open('/groups/gis')
  await staff.follow('Join this group')
  await staff.send()
  assert.match(staff.page.words, /You joined GIS Group/)
  assert.ok(!linksOf(staff.page).includes('/groups/gis/join'))
  await staff.follow('Leave this group')
  await staff.send()
  assert.match(staff.page.words, /You left GIS Group/)
})

appTest('a secretary adds a member, and the chair appoints a vice-chair', async ({ browser }) => {
  const secretary = await browser('gis@swale.example')
  await secretary.open('/groups/gis')
  await secretary.follow('Add a member')
  await secretary.send({ person: 'Gareth Watchroom, Kent Fire and Rescue Service' })
  assert.match(secretary.page.words, /The member was added/)
  const chair = await browser('gis@kcc.example')
  await chair.open('/groups/gis/appoint')
  await chair.send({ person: 'Gareth Watchroom, Kent Fire and Rescue Service', office: 'vice-chair' })
  assert.match(chair.page.words, /Gareth Watchroom Vice-chair/)
})

appTest('somebody without an office in it is offered nothing to change', async ({ browser }) => {
  const staff = await browser(cast.staff)
  await staff.open('/groups/leadership')
  for (const step of ['members/new', 'appoint', 'edit', 'close', 'join']) {
    assert.ok(!linksOf(staff.page).includes(`/groups/leadership/${step}`), step)
  }
})

appTest('the partnership officer sets up a group, which has its meetings at once', async ({ browser }) => {
  const officer = await browser(cast.partnershipOfficer)
  await officer.open('/groups/new')
  await officer.send({
    partnership: 'Kent Connects',
    code: 'robotics',
    name: 'Robotics Group',
    access: 'open',
    cadence: 'quarterly',
    purpose: 'Automation',
  })
  assert.match(officer.page.words, /The group was set up/)
  assert.match(officer.page.words, /No meeting is planned/)
  await officer.follow('Change')
  await officer.send({ name: 'Robotics and automation' })
  assert.match(officer.page.heading, /Robotics and automation/)
})

appTest('the list of groups and of members download as files', async ({ browser }) => {
  const staff = await browser(cast.staff)
  assert.match((await staff.get('/groups?format=csv')).body, /Leadership Group,leadership,Kent Connects/)
  assert.match(
    (await staff.get('/groups/leadership/members?format=csv')).body,
    /Helena Estuary,Chair,Medway Council/,
  )
  assert.equal(
    (await staff.get('/groups/leadership/members?format=xlsx')).bytes.subarray(0, 2).toString(),
    'PK',
  )
  assert.equal((await staff.get('/groups?partnership=nonsense')).status, 422)
  assert.equal((await staff.get('/groups/no-such-group')).status, 404)
})
