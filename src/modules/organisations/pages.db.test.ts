// The pages of people and places, as the cast of the demonstration sees them.
import assert from 'node:assert/strict'
import { appTest } from '#test/support/app.ts'
import { cast } from '#test/support/people.ts'

const PEOPLE = 50

appTest('a visitor reads organisations and sites, and neither people nor buttons', async (app) => {
  const visitor = await app.browser()
  await visitor.open('/people-and-places')
  const list = await visitor.open('/organisations?kind=police')
  assert.match(list.words, /Kent Police/)
  assert.doesNotMatch(list.words, /Kent Fire|Add an organisation/)
  await visitor.follow('Kent Police')
  assert.doesNotMatch(visitor.page.words, /Change its details|Sunita/)
  assert.match((await visitor.open('/sites?search=chatham')).words, /Gun Wharf/)
  assert.equal((await visitor.get('/people')).status, 303)
  assert.equal((await visitor.get('/organisations/atlantis')).status, 404)
  assert.equal((await visitor.get('/sites/%00')).status, 404)
})

appTest('an empty filter says so and leads back to the whole list', async (app) => {
  const visitor = await app.browser()
  assert.match((await visitor.open('/organisations?search=zzz')).words, /No organisation matches/)
  assert.equal((await visitor.get('/organisations?after=nonsense')).status, 422)
  assert.match((await visitor.open('/sites?search=zzz')).words, /No site matches/)
})

appTest('every list is a CSV and a spreadsheet of the same rows', async (app) => {
  const staff = await app.browser(cast.staff)
  for (const path of ['/organisations', '/people', '/sites']) {
    const csv = await staff.get(`${path}?format=csv`)
    assert.match(String(csv.headers['content-type']), /text\/csv/, path)
    assert.ok(csv.body.split('\r\n').length > 8, path)
    assert.equal((await staff.get(`${path}?format=xlsx`)).bytes.subarray(0, 2).toString(), 'PK', path)
  }
  // Later rooms add people of their own to the demonstration.
  assert.ok((await staff.get('/people?format=csv')).body.split('\r\n').length - 2 >= PEOPLE)
})

appTest('an administrator adds an organisation, a person in it, a site and a mail domain', async (app) => {
  const administrator = await app.browser(cast.administrator)
  await administrator.open('/organisations/add')
  const faulty = await administrator.attempt({ code: 'Not A Code', name: '' })
  assert.equal(faulty.status, 422)
  assert.match(faulty.words, /Code must be lower-case letters/)
  await administrator.send({ code: 'parish', name: 'Parish of the Test', kind: 'parish_council' })
  assert.match(administrator.page.heading, /Parish of the Test/)
  await administrator.follow('Add a person')
  await administrator.send({
    name: 'Nell Testfield',
    mail: 'nell@parish.example',
    jobTitle: 'Clerk',
    'startedOn-day': '1',
    'startedOn-month': '4',
    'startedOn-year': '2026',
  })
  assert.match(administrator.page.words, /Clerk, Parish of the Test, since 1 April 2026/)
  await administrator.open('/organisations/parish')
  await administrator.follow('Add a site')
  await administrator.send({ code: 'parish-hall', name: 'Parish Hall', town: 'Testing' })
  await administrator.follow('Change its details')
  await administrator.send({ address: 'The Green' })
  await administrator.open('/organisations/parish/mail-domains/add')
  await administrator.send({ domain: 'parish.example' })
  await administrator.follow('Record the proof of parish.example')
  await administrator.send({ evidence: 'Seen in the registrar’s letter' })
  assert.match(administrator.page.words, /Proven/)
})

appTest(
  'a lead changes their own organisation and is refused another, a member of staff sees no button',
  async (app) => {
    const lead = await app.browser(cast.chair)
    await lead.open('/organisations/medway')
    await lead.follow('Change its details')
    await lead.send({ name: 'Medway Council (renamed)' })
    assert.equal(
      (await lead.post('/organisations/kcc/edit', { name: 'Mine', kind: 'county_council', version: '1' }))
        .status,
      403,
    )
    const staff = await app.browser(cast.staff)
    assert.doesNotMatch((await staff.open('/organisations/dover')).words, /Change its details|Add a person/)
    assert.equal((await staff.get('/organisations/dover/edit')).status, 403)
  },
)

appTest('a stale change shows what the record says now', async (app) => {
  const first = await app.browser(cast.administrator)
  const second = await app.browser(cast.administrator)
  await first.open('/organisations/dover/edit')
  await second.open('/organisations/dover/edit')
  await first.send({ name: 'Dover Council' })
  const late = await second.attempt({ name: 'Dover District' })
  assert.equal(late.status, 409)
  assert.match(late.words, /Somebody has changed this organisation/)
})

appTest('leaving signs a person out everywhere and keeps only the name', async (app) => {
  const staff = await app.browser(cast.staff)
  const administrator = await app.browser(cast.administrator)
  const person = app.personOf(cast.staff)
  await administrator.open(`/people/${person}`)
  await administrator.follow('Record that they left')
  await administrator.send({ 'leftOn-day': '20', 'leftOn-month': '11', 'leftOn-year': '2026' })
  assert.match(administrator.page.words, /Has left/)
  assert.doesNotMatch(administrator.page.words, /gis@dover/)
  assert.match(administrator.page.heading, /Molly Gridref/)
  assert.equal((await staff.get('/people')).status, 303)
  await administrator.open(`/people/${person}/forget`)
  assert.equal((await administrator.attempt({})).status, 409)
  await administrator.send({ ruling: 'Ruling 2026/1' })
  assert.match(administrator.page.heading, /A former member of staff/)
})

appTest(
  'a person sees everything that is held about them, the look is recorded, and nobody else sees it',
  async (app) => {
    const staff = await app.browser(cast.staff)
    const person = app.personOf(cast.staff)
    const before = await app.written()
    const record = await staff.open(`/people/${person}/record`)
    assert.match(record.words, /Your name and how to reach you/)
    assert.match(record.words, /gis@dover\.example/)
    assert.match(record.words, /Offices you held in partnerships/)
    assert.ok(
      ((await app.written()).get('platform.audit_entry') ?? 0) > (before.get('platform.audit_entry') ?? 0),
    )
    assert.match((await staff.get(`/people/${person}/record?format=csv`)).body, /gis@dover\.example/)
    const other = await app.browser(cast.fundOfficer)
    assert.equal((await other.get(`/people/${person}/record`)).status, 403)
    assert.equal((await other.get(`/people/${person}/details`)).status, 404)
  },
)

appTest('everybody changes their own name and phone', async (app) => {
  const staff = await app.browser(cast.staff)
  await staff.open(`/people/${app.personOf(cast.staff)}`)
  await staff.follow('Change your details')
  await staff.send({ phone: '01632 960 003' })
  assert.match(staff.page.words, /01632 960 003/)
})

appTest('posts and offices are added and ended from a person’s page', async (app) => {
  const administrator = await app.browser(cast.administrator)
  const person = app.personOf(cast.staff)
  await administrator.open(`/people/${person}`)
  await administrator.follow('Add a post')
  const kcc = (
    await app.connects.db
      .selectFrom('organisations.organisation')
      .select('id')
      .where('code', '=', 'kcc')
      .executeTakeFirstOrThrow()
  ).id
  await administrator.send({
    organisation: kcc,
    jobTitle: 'Shared officer',
    'startedOn-day': '1',
    'startedOn-month': '10',
    'startedOn-year': '2026',
  })
  await administrator.follow('Appoint to an office')
  await administrator.send({ role: 'organisation-lead', organisation: kcc })
  assert.match(administrator.page.words, /Lead of an organisation, Kent County Council/)
  await administrator.follow('End the office of')
  await administrator.send()
  await administrator.follow('End the post as Shared officer')
  await administrator.send({ 'endedOn-day': '19', 'endedOn-month': '11', 'endedOn-year': '2026' })
  assert.match(administrator.page.words, /to 19 November 2026/)
})

appTest('an address that is no id at all is not found, like an unknown one', async (app) => {
  const staff = await app.browser(cast.staff)
  for (const path of [
    '/people/x',
    '/people/019a0000-0000-7000-8000-000000000000',
    "/people/'%20or%201=1",
    '/people/x/record',
    '/people/x/edit',
  ]) {
    const status = (await staff.get(path)).status
    assert.ok(status === 404 || (status === 403 && path.endsWith('/edit')), `${path}: ${status}`)
  }
})
