// The day as people meet it: the code on the desk, reception's list, the screen in the foyer; on pages, without JavaScript.
import assert from 'node:assert/strict'
import { sql } from '#platform/database/index.ts'
import { appTest, type App } from '#test/support/app.ts'
import { makeOffice, type Office } from '#test/support/office.ts'

const OFFICER = 'patrol@kent-police.example'
const MANAGER = 'workspaces@kcc.example'

const officeIn = (app: App): Promise<Office> =>
  makeOffice(app.connects.db, Temporal.PlainDate.from('2026-11-20'))

const codeOf = (id: string): string => `/workspaces/at/${id.replaceAll('-', '')}`

appTest(
  'the code on a free desk offers it now; when it is hers it is one button to check in, and one to leave',
  async (app) => {
    const { desks } = await officeIn(app)
    const officer = await app.browser(OFFICER)
    await officer.open(codeOf(desks[0]!))
    assert.match(officer.page.words, /It is free now, until/)
    await officer.follow(/Book it now/)
    await officer.send({ until: '17:00' })
    await officer.open(codeOf(desks[0]!))
    assert.match(officer.page.words, /It is booked for you, 10am to 5pm/)
    await officer.send({}, 'Check in to Desk 1, 10am to 5pm')
    await officer.open(codeOf(desks[0]!))
    assert.match(officer.page.words, /You are checked in/)
    await officer.follow(/Leave early/)
    await officer.send()
    const { rows } = await sql<{ state: string }>`
    select state from workspaces.booking where resource_id = ${desks[0]}`.execute(app.connects.db)
    assert.deepEqual(rows, [{ state: 'completed' }])
  },
)

appTest(
  'a code leads who is not signed in back to its page, and says nothing of desks that are not theirs to see',
  async (app) => {
    const { desks } = await officeIn(app)
    const nobody = await app.browser()
    const page = await nobody.get(codeOf(desks[0]!))
    assert.equal(page.location, `/sign-in?to=${encodeURIComponent(codeOf(desks[0]!))}`)
    const officer = await app.browser(OFFICER)
    assert.equal((await officer.get('/workspaces/at/there-is-none')).status, 404)
  },
)

appTest(
  'reception keeps its list to itself; the saved evacuation list stands alone and says until when it counts',
  async (app) => {
    await officeIn(app)
    const officer = await app.browser(OFFICER)
    assert.equal((await officer.get('/workspaces/bench-office/arrivals')).status, 403)
    const manager = await app.browser(MANAGER)
    await manager.open('/workspaces/bench-office/arrivals')
    assert.match(manager.page.words, /Nobody is expected/)
    assert.equal((await manager.get('/workspaces/bench-office/arrivals?on=2026-10-01')).status, 404)
    const file = await manager.get('/workspaces/bench-office/evacuation?format=file')
    assert.match(
      String(file.headers['content-disposition']),
      /attachment.*evacuation-bench-office-2026-11-20\.html/,
    )
    assert.match(file.body, /It counts until 20 November 2026 at 10pm/)
    assert.doesNotMatch(file.body, /(?:src|href)=/, 'it asks for nothing from anywhere')
  },
)

appTest(
  'a screen shows rooms without names at an address that is shown once and can be taken back',
  async (app) => {
    await officeIn(app)
    const manager = await app.browser(MANAGER)
    await manager.open('/workspaces/bench-office/manage/panels/new')
    const made = await manager.attempt({ name: 'Foyer' })
    const address = /\/workspaces\/panel\/[\w-]{43}/.exec(made.body)?.[0] ?? ''
    const screen = await app.browser()
    // The first look of an hour is recorded: it discloses.
    await screen.request('GET', address, {})
    await screen.open(address)
    assert.match(screen.page.words, /Rooms at Bench Office/)
    assert.match(screen.page.body, /http-equiv="refresh"/)
    await manager.open('/workspaces/bench-office/manage/panels')
    assert.doesNotMatch(manager.page.body, new RegExp(address.slice(-43)))
    assert.match(manager.page.words, /20 November 2026 at 10am/)
    await manager.follow(/Take back/)
    await manager.send()
    assert.equal((await screen.get(address)).status, 404)
  },
)

appTest('a host names a visitor; the sheet of codes is a PDF', async (app) => {
  const { siteId } = await officeIn(app)
  const manager = await app.browser(MANAGER)
  await manager.open('/workspaces/visitors/new')
  await manager.send({
    site: siteId,
    'comesOn-day': '20',
    'comesOn-month': '11',
    'comesOn-year': '2026',
    name: 'Ada Guest',
  })
  assert.match(manager.page.words, /Ada Guest/)
  await manager.open('/workspaces/bench-office/arrivals')
  await manager.send({}, 'Arrived: Ada Guest')
  assert.match(manager.page.words, /Here since 10am/)
  const sheet = await manager.get('/workspaces/bench-office/manage/codes?format=pdf&kind=room')
  assert.equal(sheet.bytes.subarray(0, 5).toString(), '%PDF-')
})
