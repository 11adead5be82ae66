// Finding and booking as a police officer meets it: on pages, without JavaScript.
import assert from 'node:assert/strict'
import { sql } from '#platform/database/index.ts'
import { appTest, type App } from '#test/support/app.ts'
import { faultsIn, linksOf, type Browser } from '#test/support/browsing.ts'
import { makeOffice, OFFICE, type Office } from '#test/support/office.ts'

const OFFICER = 'patrol@kent-police.example'
const COLLEAGUE = 'leadership@medway.example'
const AFTERNOON = 'on=2026-11-23&from=1pm&until=5pm'

async function officerAt(app: App): Promise<{ officer: Browser; office: Office }> {
  const office = await makeOffice(app.connects.db, Temporal.PlainDate.from('2026-11-20'))
  return { officer: await app.browser(OFFICER), office }
}

const bookHref = (place: string, when = AFTERNOON): string => `/workspaces/book?place=${place}&${when}`

appTest('the start asks for a desk on the next working day and shows what is open', async (app) => {
  const { officer } = await officerAt(app)
  await officer.open('/workspaces')
  assert.equal(officer.page.heading, 'Book a workspace')
  assert.match(officer.page.words, /Bench Office, Maidstone Kent County Council: 200 desks, 10 rooms/)
  assert.match(officer.page.body, /type="date" value="2026-11-23"/)
  assert.match(officer.page.words, /You have booked nothing ahead/)
})

appTest('whom a place is looked for is carried from the search to the booking', async (app) => {
  const { officer } = await officerAt(app)
  const visitor = '0197e6f0-0000-7000-8000-000000000000'
  await officer.open(`/workspaces/search?site=${OFFICE}&kind=desk&${AFTERNOON}&visitor=${visitor}`)
  assert.match(officer.page.body, new RegExp(`name="visitor" value="${visitor}"`))
  const book = linksOf(officer.page).find((one) => one.startsWith('/workspaces/book?'))
  assert.match(book ?? '', new RegExp(`visitor=${visitor}`))
})

appTest('a desk is found, booked, changed and cancelled in a few steps', async (app) => {
  const { officer, office } = await officerAt(app)
  await officer.open(`/workspaces/search?site=${OFFICE}&kind=desk&${AFTERNOON}`)
  assert.match(officer.page.words, /200 desks free/)
  await officer.follow('Book Desk 1')
  assert.match(officer.page.words, /Check in between 12:30pm and 2pm/)
  assert.match(officer.page.words, /You can cancel until it begins/)
  await officer.send({}, 'Book it')
  assert.match(officer.page.words, /It is booked/)
  assert.match(officer.page.heading, /Desk 1, Bench Office/)
  assert.match(officer.page.words, /Monday 23 November 2026, 1pm to 5pm/)
  await officer.follow('Change it')
  await officer.send({ until: '4pm', purpose: 'Statements' })
  assert.match(officer.page.words, /1pm to 4pm/)
  await officer.open('/workspaces')
  assert.match(officer.page.words, /Desk 1, Bench Office Monday 23 November 2026, 1pm to 4pm/)
  const file = await officer.get('/workspaces/bookings?format=csv')
  assert.match(file.body, /2026-11-23,1pm to 4pm,Desk 1/)
  await officer.follow('Cancel')
  await officer.send({}, 'Cancel the booking')
  assert.match(officer.page.words, /The booking was cancelled/)
  await officer.open('/workspaces/bookings?when=past')
  assert.match(officer.page.words, /Desk 1 .*Cancelled/)
  assert.equal(office.desks.length, 200)
})

appTest('G3: whoever was slower reads it, and books the next best with one press', async (app) => {
  const { officer, office } = await officerAt(app)
  const quicker = await app.browser(COLLEAGUE)
  await officer.open(bookHref(office.desks[0]!))
  await quicker.open(bookHref(office.desks[0]!))
  await quicker.send({}, 'Book it')
  const late = await officer.attempt({ purpose: 'Statements' }, 'Book it')
  assert.equal(late.status, 409)
  assert.match(late.words, /Desk 1 is taken during that time/)
  assert.match(late.words, /Book Desk 1, 9am to 1pm|Book Desk 2, Bench Office, at the same time/)
  const instead =
    /Book (Desk \d+, Bench Office, at the same time)/.exec(late.words)?.[0] ?? assert.fail(late.words)
  await officer.send({}, instead)
  assert.match(officer.page.words, /It is booked/)
  assert.match(officer.page.words, /What it is for Statements/)
  assert.match(officer.page.words, /1pm to 5pm/)
})

appTest('a desk and a room are booked together, kept for five minutes first', async (app) => {
  const { officer, office } = await officerAt(app)
  await officer.open(bookHref(office.desks[0]!))
  assert.match(officer.page.words, /What you book .*Desk 1.*Room 1/)
  await officer.open(bookHref(`${office.desks[0]},${office.rooms[0]}`))
  assert.match(officer.page.heading, /Book 2 places/)
  assert.match(officer.page.body, /formaction="\/workspaces\/hold"/)
  const held = await officer.post('/workspaces/hold', {
    places: office.desks[0]!,
    on: '2026-11-23',
    from: '13:00',
    until: '17:00',
  })
  assert.equal(held.status, 303, faultsIn(held))
  await officer.open(held.location!)
  assert.match(officer.page.words, /kept for you until 10:05am/)
  await officer.send({}, 'Confirm the booking')
  assert.match(officer.page.words, /Booked/)
  await officer.open(bookHref(`${office.desks[1]},${office.rooms[0]}`, 'on=2026-11-24&from=9am&until=11am'))
  await officer.send({}, 'Book all of it')
  assert.match(officer.page.words, /Booked together with Room 1, Bench Office/)
})

appTest('the page of a desk says what it is, when it is free, on whose terms, and why not', async (app) => {
  const { officer, office } = await officerAt(app)
  await officer.open(`/workspaces/${OFFICE}/places/d-001?${AFTERNOON}`)
  assert.match(officer.page.words, /It is free then, and you may book it/)
  assert.match(officer.page.words, /Kent County Council, for Bench Office/)
  const quicker = await app.browser(COLLEAGUE)
  await quicker.open(bookHref(office.desks[0]!))
  await quicker.send({}, 'Book it')
  await officer.open(`/workspaces/${OFFICE}/places/d-001?${AFTERNOON}`)
  assert.match(officer.page.words, /You cannot have it then Desk 1 is taken/)
  assert.match(officer.page.words, /Monday 23 November 2026: midnight to 1pm, 5pm to 11:45pm/)
  assert.doesNotMatch(officer.page.words, /Helena|Medway/)
})

appTest(
  '5.6: what cannot be is refused with every answer kept, and what is not there is not there',
  async (app) => {
    const { officer, office } = await officerAt(app)
    const desk = office.desks[0]!
    for (const [query, words] of [
      ['on=2027-02-30', /real date/],
      ['from=17:00&until=09:00', /End must be after start/],
      ['on=2027-03-28&from=01:30', /1:30am does not exist on 28 March 2027/],
      ['on=2026-10-25&from=01:30', /comes twice/],
      ['kind=castle', /What must be one of/],
      ['people=-3', /between 1 and 1,000/],
      ['near=everybody', /Choose from the list/],
      ['attributes=gold', /must be from/],
      ['nonsense=1', /no field called/],
      ['after=nonsense', /first page/],
    ] as const) {
      const answer = await officer.get(`/workspaces/search?${query}`)
      assert.deepEqual(
        [answer.status, words.test(answer.words)],
        [422, true],
        `${query}: ${answer.words.slice(0, 300)}`,
      )
    }
    // The pages of a day and of a place stay, with what is wrong above and leading to its box.
    for (const [path, box] of [
      [`/workspaces/${OFFICE}?on=2026-11-23&from=17:00&until=09:00`, '#f-'],
      [`/workspaces/${OFFICE}?on=soon`, '#f-on'],
      [`/workspaces/${OFFICE}/places/d-001?on=2026-11-23&from=17:00&until=09:00`, '#'],
    ] as const) {
      const answer = await officer.get(path)
      assert.equal(answer.status, 422, path)
      assert.match(answer.words, /There is a problem/)
      assert.match(answer.words, /free/i)
      assert.ok(answer.body.includes(`href="${box}`), path)
    }
    for (const path of [
      bookHref('-1'),
      bookHref('abc'),
      bookHref('0197e6f0-0000-7000-8000-000000000000'),
      `/workspaces/${OFFICE}/places/no-such`,
      '/workspaces/no-such/places/d-001',
      '/workspaces/bookings/abc',
      '/workspaces/bookings/0197e6f0-0000-7000-8000-000000000000',
      '/workspaces/bookings/0197e6f0-0000-7000-8000-000000000000/cancel',
    ])
      assert.equal((await officer.get(path)).status, 404, path)
    const tooMany = await officer.get(bookHref(office.desks.slice(0, 9).join(',')))
    assert.equal(tooMany.status, 422, tooMany.words)
    await officer.open(bookHref(desk))
    const past = await officer.attempt({ 'on-day': '19', purpose: 'Kept' }, 'Book it')
    assert.equal(past.status, 422)
    assert.match(past.words, /That time has passed/)
    assert.match(past.body, /value="Kept"/)
    const csrf = await officer.csrf()
    const many = new URLSearchParams([
      ['_csrf', csrf],
      ...Array.from({ length: 1000 }, () => ['places', desk] as [string, string]),
      ['on', '2026-11-23'],
      ['from', '9am'],
      ['until', '5pm'],
    ])
    const refused = await officer.request(
      'POST',
      '/workspaces/book',
      { 'content-type': 'application/x-www-form-urlencoded', origin: 'http://localhost:3000' },
      many.toString(),
    )
    assert.equal(refused.status, 422)
  },
)

appTest(
  'a booking of somebody else is not there, and a body let in by nothing finds nothing',
  async (app) => {
    const { officer, office } = await officerAt(app)
    await officer.open(bookHref(office.desks[0]!))
    await officer.send({}, 'Book it')
    const { path } = officer.page
    const other = await app.browser(COLLEAGUE)
    for (const rest of ['', '/cancel', '/change'])
      assert.equal((await other.get(`${path}${rest}`)).status, 404, rest)
    await sql`delete from workspaces.agreement where site_id = ${office.siteId}`.execute(app.connects.db)
    const foreign = await app.browser(COLLEAGUE)
    assert.equal((await foreign.get(`/workspaces/${OFFICE}/places/d-001`)).status, 404)
    assert.equal((await foreign.get(bookHref(office.desks[0]!))).status, 404)
    await foreign.open('/workspaces')
    assert.ok(!linksOf(foreign.page).includes(`/workspaces/${OFFICE}`))
  },
)

appTest('preferences are said on one form', async (app) => {
  const { officer, office } = await officerAt(app)
  await officer.open('/workspaces/preferences')
  await officer.send({ shares: 'colleagues', site: office.siteId, wanted: ['dual-screen'] })
  assert.match(officer.page.words, /Your preferences were saved/)
  await officer.open(`/workspaces/search?site=${OFFICE}&${AFTERNOON}`)
  assert.match(officer.page.words, /your usual office/)
  assert.match(officer.page.words, /Your wants: two screens/)
})
