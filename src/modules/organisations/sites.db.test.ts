// Buildings as visitors need them: where, when, how to get in; by hand and by file, with what was said before kept.
import assert from 'node:assert/strict'
import { action } from '#platform/actions/index.ts'
import { county, countyDatabase, type County } from '#test/support/county.ts'
import { reachOrganisation } from './actions/organisations.ts'
import { closeSite, describeSite, reopenSite, setSiteAccess, setSiteHours } from './actions/site-facts.ts'
import { createSite } from './actions/sites.ts'
import { imports } from './imports.ts'
import { organisationByCode, siteByCode } from './queries/organisations.ts'
import { accessOf, exceptionsOf, siteToday } from './queries/sites.ts'

const database = countyDatabase()
const WEEK = { monday: '8:30am to 5pm', friday: '8:30am to 4pm' }

async function withSite(at: County): Promise<string> {
  const made = await at.house.operator.perform(createSite, {
    code: 'town-hall',
    organisation: 'dover',
    name: 'Town Hall',
    town: 'Dover',
  })
  return made.id
}

database.test(
  'organisations.site.describe keeps where it is; a postcode that cannot be one is refused',
  async (db) => {
    const at = await county(db)
    await withSite(at)
    const say = (raw: object, version = 1) =>
      at.house.operator.perform(describeSite, { site: 'town-hall', version, ...raw })
    for (const raw of [
      { postcode: 'nowhere' },
      { uprn: '12a' },
      { latitude: '51.12' },
      { latitude: '91', longitude: '1' },
      { latitude: '51.12', longitude: '181' },
      { latitude: '51,12', longitude: '1,3' },
      { receptionPhone: 'ask at the desk' },
      { transport: 'x'.repeat(601) },
    ])
      await assert.rejects(say(raw), { kind: 'invalid' }, JSON.stringify(raw))
    await say({
      postcode: 'ct16 1aa',
      latitude: '51.129',
      longitude: '1.308',
      receptionPhone: '01632 960 099',
    })
    await assert.rejects(say({ postcode: 'CT16 1AA' }), { code: 'organisations.site.stale' })
    const found = await siteByCode(await at.house.visitor.reader(), 'town-hall')
    assert.deepEqual([found.postcode, found.reception_phone], ['CT16 1AA', '01632 960 099'])
    await assert.rejects(
      at.house.as(at.person.noor).perform(describeSite, { site: 'town-hall', version: 2 }),
      { kind: 'forbidden' },
    )
  },
)

database.test('a visitor reads whether it is open today, and on which days it is otherwise', async (db) => {
  const at = await county(db)
  const id = await withSite(at)
  const visitor = await at.house.visitor.reader()
  assert.match((await siteToday(visitor, id)).words, /not recorded/)
  const hours = (raw: object) =>
    at.house.operator.perform(setSiteHours, { site: 'town-hall', version: 1, ...raw })
  await assert.rejects(hours({ monday: 'nine to five' }), { code: 'organisations.site.hours' })
  await hours(WEEK)
  assert.equal((await siteToday(visitor, id)).words, 'Open today, 8:30am to 4pm', 'it is a Friday')
  const close = (raw: object) =>
    at.house.operator.perform(closeSite, { site: 'town-hall', because: 'Testing', ...raw })
  for (const [raw, code] of [
    [{ from: '2026-11-20', to: '2026-11-19' }, 'organisations.site.ends-first'],
    [{ from: '2026-11-19' }, 'organisations.site.long-past'],
    [{ from: '2026-11-20', to: '2027-12-01' }, 'organisations.site.too-long'],
    [{ from: '2026-11-20', hours: 'some' }, 'organisations.site.hours'],
    [{ from: '2026-11-20', because: '' }, 'platform.form.invalid'],
  ] as const)
    await assert.rejects(close(raw), { code }, JSON.stringify(raw))
  const closure = await close({ from: '2026-11-20' })
  assert.equal((await siteToday(visitor, id)).words, 'Closed today: Testing')
  await at.house.operator.perform(reopenSite, { site: 'town-hall', closure: closure.id })
  assert.equal((await siteToday(visitor, id)).words, 'Open today, 8:30am to 4pm')
  await assert.rejects(at.house.operator.perform(reopenSite, { site: 'town-hall', closure: closure.id }), {
    code: 'organisations.site.withdrawn',
  })
  const [kept] = await exceptionsOf(visitor, id)
  assert.equal(kept?.because, 'Testing', 'what visitors were told stays')
  assert.notEqual(kept?.withdrawnAt, null)
})

database.test(
  'ways in and about are answered one by one, with a note, and what nobody said is not known',
  async (db) => {
    const at = await county(db)
    const id = await withSite(at)
    const answer = (raw: object, version: number) =>
      at.house.operator.perform(setSiteAccess, { site: 'town-hall', version, ...raw })
    await answer({ lift: 'no', 'lift-note': 'Two floors by stairs', 'hearing-loop': 'ask' }, 1)
    await assert.rejects(answer({ lift: 'perhaps' }, 2), { kind: 'invalid' })
    const rows = await accessOf(await at.house.visitor.reader(), id)
    const lift = rows.find((row) => row.fact === 'lift')
    assert.deepEqual([lift?.answer, lift?.note], ['no', 'Two floors by stairs'])
    assert.equal(rows.find((row) => row.fact === 'prayer-room')?.answer, 'unknown')
  },
)

database.test('a file of sites says all of it, twice the same, and names each fault', async (db) => {
  const at = await county(db)
  const load = (rows: readonly Record<string, string>[]) => {
    const kind = imports.find((one) => one.kind === 'sites')!
    const loading = action({
      name: 'organisations.test.load',
      title: 'Load',
      doors: [],
      fields: {},
      run: async (inside) => ({
        subject: null,
        result: await kind.load(
          inside,
          rows.map((cells, nth) => ({ line: nth + 2, cells })),
          {},
        ),
      }),
    })
    return at.house.system.perform(loading, {})
  }
  const row = {
    id: 'town-hall',
    office: 'Town Hall',
    town: 'Dover',
    owner: 'dover',
    postcode: 'ct161aa',
    latitude: '51.129',
    longitude: '1.308',
    monday: '8:30am to 5pm',
    sunday: 'closed',
    lift: 'yes',
    'hearing-loop': 'ask: at the desk',
  }
  assert.deepEqual(await load([row]), { created: 1, changed: 0, unchanged: 0, faults: [] })
  assert.deepEqual(await load([row]), { created: 0, changed: 0, unchanged: 1, faults: [] })
  assert.deepEqual((await load([{ ...row, lift: 'no: broken' }])).changed, 1)
  assert.deepEqual(
    (await load([{ id: row.id, office: row.office, town: row.town, owner: row.owner }])).unchanged,
    1,
  )
  const { faults } = await load([
    { ...row, postcode: 'here' },
    { ...row, id: 'two', monday: 'mornings' },
    { ...row, id: 'three', lift: 'maybe' },
    { ...row, id: 'four', owner: 'nobody' },
    { ...row, id: 'five', longitude: '' },
  ])
  assert.deepEqual(faults.map((fault) => fault.line).toSorted(), [2, 3, 4, 5, 6])
  const site = await siteByCode(await at.house.visitor.reader(), 'town-hall')
  const access = await accessOf(await at.house.visitor.reader(), site.id)
  assert.deepEqual(
    access.filter((one) => one.answer !== 'unknown').map((one) => [one.fact, one.answer, one.note]),
    [
      ['lift', 'no', 'broken'],
      ['hearing-loop', 'ask', 'at the desk'],
    ],
  )
})

database.test(
  'organisations.organisation.reach keeps how a body is reached, by its own building only',
  async (db) => {
    const at = await county(db)
    const mainSite = await withSite(at)
    const reach = (raw: object) =>
      at.house.operator.perform(reachOrganisation, { organisation: 'dover', version: 1, ...raw })
    for (const website of [
      'http://dover.example',
      'javascript:alert(1)',
      'https://',
      'https://dover.example/" onload="x',
    ])
      await assert.rejects(reach({ website }), { kind: 'invalid' }, website)
    await assert.rejects(
      at.house.operator.perform(reachOrganisation, { organisation: 'swale', version: 1, mainSite }),
      { code: 'organisations.organisation.main-site' },
    )
    await reach({ website: 'https://www.dover.example', switchboard: '01632 960 100', mainSite })
    const found = await organisationByCode(await at.house.visitor.reader(), 'dover')
    assert.deepEqual([found.website, found.main_site_id], ['https://www.dover.example', mainSite])
  },
)
