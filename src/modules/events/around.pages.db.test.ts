// The pages around an event over the Kent demonstration: as its organiser, somebody who was there, a visitor.
import assert from 'node:assert/strict'
import { appTest, type App } from '#test/support/app.ts'
import { cast } from '#test/support/people.ts'

const ORGANISER = 'accessibility@canterbury.example'
const WAS_THERE = 'accessibility@kcc.example'

appTest(
  'an event is repeated: the dates are looked at, then made, published and cancelled',
  async ({ browser }) => {
    const organiser = await browser('gis@kcc.example')
    await organiser.open('/events/open-mapping-day')
    await organiser.follow('Repeat this event')
    const path = '/events/open-mapping-day/repeat'
    const looked = await organiser.open(`${path}?every=quarter&on=weekday&times=3&skipHolidays=yes`)
    assert.match(looked.words, /Make 2 drafts/)
    const csrf = await organiser.csrf()
    assert.ok(csrf !== '')
    const made = await organiser.post(path, {
      event: /name="event" value="([^"]+)"/.exec(looked.body)?.[1] ?? '',
      every: 'quarter',
      on: 'weekday',
      times: '3',
      skipHolidays: 'yes',
    })
    assert.equal(made.status, 303)
    const event = await organiser.open('/events/open-mapping-day')
    assert.match(event.words, /Dates of this series/)
    await organiser.follow('Publish every draft from here on')
    await organiser.send()
    assert.match(organiser.page.words, /2 drafts were published/)
    await organiser.follow('Cancel this and later dates')
    await organiser.send({ because: 'The room is closed' })
    assert.match(organiser.page.words, /3 dates were cancelled/)
  },
)

appTest('a series without an end is refused on the page, beside its answer', async ({ browser }) => {
  const organiser = await browser('gis@kcc.example')
  const page = await organiser.open('/events/open-mapping-day/repeat?every=month&on=weekday')
  assert.match(page.words, /Say how many times, or until when/)
})

appTest('a programme is read, added to, and chosen from', async ({ browser }) => {
  const officer = await browser(cast.partnershipOfficer)
  await officer.open('/events/partners-conference/programme')
  assert.match(officer.page.words, /The first hour of an incident/)
  await officer.follow('Add a session')
  const refused = await officer.attempt({ title: 'Lunch talk', room: 'Hall' })
  assert.match(refused.words, /Enter ends/)
  const visitor = await browser()
  assert.equal(
    (await visitor.get('/events/partners-conference/programme')).status,
    404,
    'a draft is nobody else’s',
  )
})

appTest('the register is kept at the door, and a walk-in added', async ({ browser }) => {
  const organiser = await browser(ORGANISER)
  const page = await organiser.open('/events/accessible-documents/register')
  assert.match(page.words, /\d present/)
  const booking = /name="booking" value="([^"]+)"/.exec(page.body)?.[1] ?? ''
  const marked = await organiser.post('/events/accessible-documents/register', {
    booking,
    attendance: 'absent',
  })
  assert.equal(marked.status, 303)
  await organiser.open('/events/accessible-documents/register/add')
  await organiser.send({
    person: /Gareth Watchroom, Kent Fire and Rescue Service/.exec(organiser.page.words)?.[0] ?? '',
  })
  assert.match(organiser.page.words, /They are on the register/)
  const staff = await browser(cast.staff)
  assert.equal((await staff.get('/events/accessible-documents/register')).status, 403)
  assert.equal((await (await browser()).get('/events/accessible-documents/register')).status, 303)
})

appTest(
  'whoever was there has a certificate that anybody can check, by its number and nothing else',
  async (app: App) => {
    const there = await app.browser(WAS_THERE)
    const event = await there.open('/events/accessible-documents')
    assert.match(event.words, /Your certificate of attendance/)
    const pdf = await there.get('/events/accessible-documents/certificate.pdf')
    assert.equal(pdf.headers['content-type'], 'application/pdf')
    assert.equal(pdf.bytes.subarray(0, 5).toString(), '%PDF-')
    const other = await app.browser('security@medway.example')
    assert.equal((await other.get('/events/accessible-documents/certificate.pdf')).status, 404)
    const { number } = await app.connects.db
      .selectFrom('events.certificate')
      .select('number')
      .where('person_id', '=', app.personOf(WAS_THERE))
      .executeTakeFirstOrThrow()
    const visitor = await app.browser()
    const valid = await visitor.open(`/certificates/${number.toLowerCase()}`)
    assert.match(valid.words, /Valid.*Documents that everybody can read/)
    const name = (
      await app.connects.db
        .selectFrom('organisations.person_card')
        .select('name')
        .where('id', '=', app.personOf(WAS_THERE))
        .executeTakeFirstOrThrow()
    ).name
    assert.ok(!valid.body.includes(name))
    assert.match((await visitor.open('/certificates/0000-0000-0000')).words, /Not valid/)
    assert.match((await visitor.open('/certificates?q=nonsense')).words, /Not valid/)
  },
)

appTest(
  'feedback is asked for and read: words by the organiser only, and from three answers on',
  async ({ browser }) => {
    const organiser = await browser(ORGANISER)
    const page = await organiser.open('/events/accessible-documents/feedback/answers')
    assert.match(page.words, /answers. On average \d\.\d of 5/)
    const staff = await browser('accessibility@thanet.example')
    assert.equal((await staff.get('/events/accessible-documents/feedback/answers')).status, 403)
    await staff.open('/events/accessible-documents/feedback')
    const refused = await staff.attempt({ useful: '5' })
    assert.equal(refused.status, 409)
  },
)

appTest('training is shown by event and by partner, and as a file', async ({ browser }) => {
  const staff = await browser(cast.staff)
  const page = await staff.open('/partnerships/kent-connects/training?from=2025-04-01&to=2026-11-20')
  assert.match(page.words, /Documents that everybody can read/)
  const file = await staff.get(
    '/partnerships/kent-connects/training?from=2025-04-01&to=2026-11-20&by=partner&format=csv',
  )
  assert.match(file.body, /Partner,Trainings taken part in,Booked,Attended/)
  assert.match(
    (await staff.open('/partnerships/kent-connects/training?from=2031-01-01&to=2031-02-01')).words,
    /No training in this period/,
  )
})

appTest('a calendar file is looked at first', async ({ browser }) => {
  const officer = await browser(cast.partnershipOfficer)
  const page = await officer.open('/events/import')
  assert.match(page.words, /Bring in a calendar file/)
  assert.equal((await (await browser(cast.staff)).get('/events/import')).status, 403)
})
