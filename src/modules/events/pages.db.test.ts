// The pages of events over the Kent demonstration.
import assert from 'node:assert/strict'
import { appTest } from '#test/support/app.ts'
import { linksOf } from '#test/support/browsing.ts'
import { cast } from '#test/support/people.ts'

const SECURITY = 'security@medway.example'

appTest('a visitor reads public events without a name, and no other', async ({ browser }) => {
  const visitor = await browser()
  await visitor.open('/events')
  assert.match(visitor.page.words, /Open mapping day/)
  assert.doesNotMatch(visitor.page.words, /Cyber exercise/)
  await visitor.follow('Open mapping day')
  assert.doesNotMatch(visitor.page.words, /Ravi Contour|Molly Gridref/)
  assert.match(visitor.page.words, /Book a place/)
  assert.equal((await visitor.get('/events/cyber-exercise')).status, 404)
  assert.equal((await visitor.get('/events/open-mapping-day/bookings')).status, 303)
  assert.equal((await visitor.get('/events/open-mapping-day/book')).status, 303)
})

appTest(
  'somebody books in one short form, sees what comes next, and gives the place up',
  async ({ browser }) => {
    const staff = await browser('accessibility@thanet.example')
    await staff.open('/events')
    await staff.follow('Open mapping day')
    await staff.follow('Book a place')
    assert.match(staff.page.words, /You come for Thanet District Council/)
    await staff.send()
    assert.match(staff.page.heading, /You have a place/)
    await staff.open('/events/mine')
    assert.match(staff.page.words, /Open mapping day/)
    await staff.follow('Open Open mapping day')
    await staff.follow('Give up this place')
    await staff.send()
    assert.match(staff.page.words, /You gave up your place/)
  },
)

appTest(
  'a hybrid event asks how, says why it asks for needs, and shows how to join once booked',
  async ({ browser }) => {
    const staff = await browser('leadership@thanet.example')
    await staff.open('/events/cyber-exercise')
    assert.doesNotMatch(staff.page.words, /meet\.kent\.example/)
    await staff.follow('Book a place')
    assert.match(staff.page.words, /Only the organiser sees it/)
    await staff.attempt({ access: 'Step-free access' })
    assert.match(staff.page.words, /Select whether to come to the room or to join online/)
    await staff.send({ mode: 'online', access: 'Captions' })
    assert.match(staff.page.heading, /You have a place/)
    assert.match(staff.page.words, /meet\.kent\.example\/cyber-exercise/)
    const organiser = await browser(SECURITY)
    await organiser.open('/events/cyber-exercise/needs')
    assert.match(organiser.page.words, /Captions/)
    const secretary = await browser('security@kcc.example')
    assert.notEqual((await secretary.get('/events/cyber-exercise/needs')).status, 200)
    await secretary.open('/events/cyber-exercise/bookings')
    assert.doesNotMatch(secretary.page.words, /Captions|hearing loop/)
  },
)

appTest('whoever waits reads where they stand and why', async ({ browser }) => {
  const staff = await browser('gis@kcc.example')
  await staff.open('/events/cyber-exercise/place')
  assert.match(staff.page.heading, /waiting list/)
  assert.match(staff.page.words, /Kent County Council has used its share of 1 until/)
})

appTest(
  'a place that was offered stands on the home page and is confirmed in one step',
  async ({ browser }) => {
    const staff = await browser('security@ashford.example')
    await staff.open('/')
    assert.match(staff.page.words, /You have been given a place at Leading the response to a cyber incident/)
    await staff.follow('Confirm or give up')
    assert.match(staff.page.heading, /You have been given a place/)
    await staff.send()
    assert.match(staff.page.words, /Your place is confirmed/)
    await staff.open('/')
    assert.doesNotMatch(staff.page.words, /You have been given a place/)
  },
)

appTest('the organiser sees who comes by partner, and who waits for what reason', async ({ browser }) => {
  const organiser = await browser(SECURITY)
  await organiser.open('/events/cyber-exercise')
  await organiser.follow('Who comes and who waits')
  assert.match(organiser.page.words, /Places by partner/)
  assert.match(organiser.page.words, /Ravi Contour Kent County Council/)
  assert.match(organiser.page.words, /has used its share of 1 until/)
  const file = await organiser.get('/events/cyber-exercise/bookings?format=csv')
  assert.match(file.body, /Freya Marshlight,Kent County Council/)
  assert.doesNotMatch(file.body, /Vegetarian|hearing loop|meet\.kent/)
  assert.equal(
    (await organiser.get('/events/cyber-exercise/bookings?format=xlsx')).bytes.subarray(0, 2).toString(),
    'PK',
  )
})

appTest('a chair plans, publishes, changes and cancels an event of the group', async ({ browser }) => {
  const chair = await browser(SECURITY)
  await chair.open('/events/new?group=information-security')
  await chair.attempt({
    title: 'Patch evening',
    summary: 'Patches',
    startsAt: '2027-03-28 01:30',
    room: 'Room 1',
  })
  assert.match(chair.page.words, /A time that the clocks skip or repeat cannot be used/)
  await chair.attempt({ startsAt: '2027-04-08 17:30', roomPlaces: '0' })
  assert.match(chair.page.words, /Places in the room must be between 1 and 100,000/)
  await chair.send({ roomPlaces: '20', sharing: 'share' })
  assert.match(chair.page.words, /The draft was saved/)
  await chair.follow('Publish this event')
  await chair.send()
  assert.match(chair.page.words, /Each partner has a share of 1 until 25 March 2027 at 9am/)
  await chair.follow('Change this event')
  await chair.send({ room: 'Room 2' })
  assert.match(chair.page.words, /The event was changed/)
  await chair.follow('Book a place for somebody')
  await chair.send({ person: 'Molly Gridref, Dover District Council' })
  assert.match(chair.page.words, /They have a place/)
  await chair.open('/events/patch-evening')
  await chair.follow('Cancel this event')
  await chair.send({ because: 'The room is flooded' })
  assert.match(chair.page.words, /1 person is told by mail/)
  assert.match(chair.page.words, /The room is flooded/)
})

appTest('whoever organises nothing is offered nothing to change', async ({ browser }) => {
  const staff = await browser(cast.staff)
  await staff.open('/events/cyber-exercise')
  for (const step of ['edit', 'cancel', 'bookings', 'needs', 'joining', 'publish'])
    assert.ok(!linksOf(staff.page).includes(`/events/cyber-exercise/${step}`), step)
  assert.equal((await staff.get('/events/cyber-exercise/bookings')).status, 403)
  assert.equal((await staff.get('/events/partners-conference')).status, 404)
})

appTest('E8: how to join leaves by no door but to whoever has a place', async ({ browser, program }) => {
  const secret = /meet\.kent\.example/
  for (const mail of [cast.staff, cast.partnershipOfficer, cast.otherPartnership, cast.administrator]) {
    const one = await browser(mail)
    const organises = mail === cast.partnershipOfficer
    for (const path of [
      '/events',
      '/events/cyber-exercise',
      '/events/cyber-exercise/place',
      '/events?format=csv',
    ]) {
      const { status, body } = await one.get(path)
      if (status === 200 && !organises) assert.doesNotMatch(body, secret, `${mail} ${path}`)
    }
    const caller = await program(mail)
    for (const path of [
      '/api/events/event/list',
      '/api/events/event/read?event=cyber-exercise',
      '/api/events/joining/read?event=cyber-exercise',
    ]) {
      const { status, body } = await caller.get(path)
      if (!organises) assert.doesNotMatch(JSON.stringify(body), secret, `${mail} ${path} ${status}`)
    }
  }
})

appTest('the list is filtered, downloaded, and refuses nonsense', async ({ browser }) => {
  const staff = await browser(cast.staff)
  await staff.open('/events?when=past')
  assert.match(staff.page.words, /Cyber workshop for emergency planning officers/)
  assert.match(staff.page.words, /Cancelled/)
  await staff.open('/events?kind=training')
  assert.match(staff.page.words, /Leading the response/)
  assert.doesNotMatch(staff.page.words, /Open mapping day/)
  assert.match((await staff.get('/events?format=csv')).body, /cyber-exercise,/)
  assert.equal((await staff.get('/events?kind=party')).status, 422)
  assert.equal((await staff.get('/events/no-such-event')).status, 404)
  await staff.open('/groups/gis')
  assert.match(staff.page.words, /Forthcoming events.*Open mapping day/)
  await staff.open('/partnerships/kent-connects')
  assert.match(staff.page.words, /Forthcoming events/)
})
