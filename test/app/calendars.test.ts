// Calendars as a program reads them: at an address that is its own key, with the eyes its person has at that moment.
import assert from 'node:assert/strict'
import ICAL from 'ical.js'
import { appTest, type App } from '#test/support/app.ts'
import { cast } from '#test/support/people.ts'
import { recordLeaver } from '#modules/organisations/index.ts'
import { perform } from '#platform/actions/index.ts'

const read = (app: App, path: string, headers: Record<string, string> = {}) =>
  app.web.inject({ method: 'GET', url: path, headers: { host: 'localhost:3000', ...headers } })

/** Makes an address on the page, and gives its path. */
async function addressFor(app: App, mail: string, calendar?: string): Promise<string> {
  const browser = await app.browser(mail)
  await browser.open('/account/calendars/new')
  // Shown once, on the page that answers.
  await browser.attempt({ name: 'Outlook', ...(calendar === undefined ? {} : { calendar }) })
  const found = /https?:\/\/\S+(\/calendars\/[\w-]{43}\.ics)/.exec(browser.page.words)
  assert.ok(found?.[1], browser.page.words)
  return found[1]
}

const titles = (text: string): string[] =>
  new ICAL.Component(ICAL.parse(text))
    .getAllSubcomponents('vevent')
    .map((one) => String(one.getFirstPropertyValue('summary')))

appTest(
  'A person makes an address, a program reads it, and it is told when nothing has changed',
  async (app) => {
    const path = await addressFor(app, 'security@kcc.example')
    const first = await read(app, path)
    assert.equal(first.statusCode, 200)
    assert.equal(first.headers['content-type'], 'text/calendar; charset=utf-8')
    assert.match(String(first.headers['cache-control']), /private, max-age=\d+/)
    assert.ok(
      titles(first.body).some((one) => one.includes('Cyber exercise')),
      titles(first.body).join(),
    )
    assert.ok(!first.body.includes('meet.kent.example'), 'how to join is on the page only')
    const again = await read(app, path, { 'if-none-match': String(first.headers['etag']) })
    assert.deepEqual([again.statusCode, again.body], [304, ''])
    assert.equal((await read(app, path, { 'if-none-match': '"other"' })).statusCode, 200)
  },
)

appTest('An address taken back, one that never was and a leaver’s all say the same', async (app) => {
  // Apart from what stands on every page: its reference, its nonce, its forms' tokens, and the address itself.
  const words = (body: string): string =>
    body
      .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|nonce="[^"]*"|value="[^"]*"/g, '')
      .replaceAll(/%2Fcalendars%2F[\w-]{43}\.ics/g, '')
  const never = await read(app, `/calendars/${'x'.repeat(43)}.ics`)
  assert.equal(never.statusCode, 404)
  const mail = 'security@kcc.example'
  const taken = await addressFor(app, mail)
  const left = await addressFor(app, 'gis@swale.example')
  const browser = await app.browser(mail)
  await browser.open('/account/calendars')
  await browser.follow(/Take back/)
  await browser.send()
  const { connects } = app
  const operator = await connects.contextOf({ kind: 'operator', user: 'tester' }, 'command')
  const person = app.personOf('gis@swale.example')
  const { version } = await connects.db
    .selectFrom('organisations.person')
    .select('version')
    .where('id', '=', person)
    .executeTakeFirstOrThrow()
  await perform(connects.house, recordLeaver, operator, { person, leftOn: '2026-11-19', version })
  for (const path of [taken, left]) {
    const answer = await read(app, path)
    assert.equal(answer.statusCode, 404)
    assert.equal(words(answer.body), words(never.body))
  }
})

appTest('A new address in place of one that got about: the old one stops at once', async (app) => {
  const old = await addressFor(app, cast.staff)
  const browser = await app.browser(cast.staff)
  await browser.open('/account/calendars')
  await browser.follow(/Make a new one/)
  await browser.attempt()
  const made = /(\/calendars\/[\w-]{43}\.ics)/.exec(browser.page.words)?.[1] ?? ''
  assert.equal((await read(app, old)).statusCode, 404)
  assert.equal((await read(app, made)).statusCode, 200)
})

appTest('Who left the group no longer reads its calendar', async (app) => {
  const path = await addressFor(app, 'leadership@swale.example', 'Leadership Group')
  assert.equal((await read(app, path)).statusCode, 200)
  const { db } = app.connects
  await db
    .updateTable('groups.membership')
    .set({ ended_on: Temporal.PlainDate.from('2026-11-01') })
    .where('person_id', '=', app.personOf('leadership@swale.example'))
    .execute()
  assert.equal((await read(app, path)).statusCode, 404)
})

appTest('Nobody makes an address of a calendar that is not theirs', async (app) => {
  const browser = await app.browser('leadership@swale.example')
  await browser.open('/account/calendars/new')
  const answer = await browser.post('/account/calendars/new', {
    calendar: app.personOf(cast.staff),
    name: 'Theirs',
    detail: 'all',
  })
  assert.equal(answer.status, 422)
  assert.match(answer.body, /Select a calendar that is yours to read/)
})

appTest(
  'Anybody reads what is public of a partnership and a group, and no more when signed in',
  async (app) => {
    const visitor = await read(app, '/partnerships/kent-connects/calendar.ics')
    assert.equal(visitor.statusCode, 200)
    assert.ok(titles(visitor.body).includes('Open mapping day'))
    assert.ok(!titles(visitor.body).some((one) => one.includes('Cyber exercise')))
    const staff = await (
      await app.browser('security@kcc.example')
    ).get('/partnerships/kent-connects/calendar.ics')
    assert.equal(staff.body, visitor.body)
    assert.equal((await read(app, '/groups/gis/calendar.ics')).statusCode, 200)
    assert.equal((await read(app, '/groups/no-such/calendar.ics')).statusCode, 404)
    assert.equal((await read(app, '/partnerships/no-such/calendar.ics')).statusCode, 404)
  },
)

appTest('One event is a file of its own, for whoever may know of it', async (app) => {
  const staff = await app.browser('security@kcc.example')
  const file = await staff.get('/events/cyber-exercise/calendar.ics')
  assert.match(String(file.headers['content-disposition']), /cyber-exercise\.ics/)
  assert.deepEqual(titles(file.body), ['Cyber exercise: a county without its network'])
  assert.equal((await read(app, '/events/cyber-exercise/calendar.ics')).statusCode, 404)
})
