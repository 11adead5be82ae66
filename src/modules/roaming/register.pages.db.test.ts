// The pages of the register over the demonstration: what an operator, a member's contact, a partner's staff and a visitor
// each see of it, and what they do there.
import assert from 'node:assert/strict'
import { appTest } from '#test/support/app.ts'

const OPERATOR = 'roaming@kcc.example'
const MEDWAY = 'wifi@medway.example'
const THANET = 'leadership@thanet.example'
const STAFF = 'patrol@kent-police.example'

appTest(
  'an operator sees the federation, every member with its next step, and goes to each page',
  async (app) => {
    const tess = await app.browser(OPERATOR)
    await tess.open('/govroam')
    assert.match(tess.page.words, /Kent govroam/)
    assert.match(tess.page.words, /Members live 17/)
    assert.match(tess.page.words, /Not watched yet Nothing is watched yet/)
    assert.match(tess.page.words, /Logins, day by day/)
    await tess.open('/govroam/members')
    assert.match(tess.page.words, /Thanet District Council Boarding/)
    await tess.open('/govroam/members?search=medway')
    assert.doesNotMatch(tess.page.words, /Thanet/)
    for (const path of [
      '/govroam/realms',
      '/govroam/realms?state=claimed',
      '/govroam/servers',
      '/govroam/servers/county-1',
      '/govroam/servers/county-1/edit',
      '/govroam/servers/medway-1/retire',
      '/govroam/add-server',
      '/govroam/invite',
      '/govroam/sites',
      '/govroam/settings',
      '/govroam/settings/edit',
      '/govroam/members/medway',
      '/govroam/members/medway/contacts',
      '/govroam/members/medway/contacts/new',
      '/govroam/members/medway/realms',
      '/govroam/members/medway/servers',
      '/govroam/members/medway/servers/new',
      '/govroam/members/medway/sites',
      '/govroam/members/medway/sites/new',
      '/govroam/members/medway/suspend',
      '/govroam/members/medway/leave',
      '/govroam/members/medway/describe',
      '/govroam/members/thanet',
      '/govroam/members/thanet/tick/firewall',
      '/govroam/members/thanet/realms',
    ])
      await tess.open(path)
    assert.match(
      (await tess.get('/govroam/members?format=csv')).body,
      /Thanet District Council,thanet,Boarding/,
    )
    assert.equal((await tess.get('/govroam/members/medway/tick/anything')).status, 404)
    assert.equal((await tess.get('/govroam/members/nobody')).status, 404)
  },
)

appTest(
  'a member’s technical contact registers a server and claims a realm without asking anybody',
  async (app) => {
    const jonas = await app.browser(MEDWAY)
    await jonas.open('/govroam/members/medway/servers/new')
    const refused = await jonas.attempt({
      name: 'Radius two',
      address: 'radius.medway.gov.uk',
      nextPort: '1812',
    })
    assert.equal(refused.status, 422)
    assert.match(refused.words, /not a name/)
    assert.match(refused.words, /second port must differ/)
    await jonas.send({ name: 'Radius two', address: '127.10.2.2', nextPort: '11812', answersStatus: 'yes' })
    assert.match(jonas.page.words, /Server medway-2 .*Planned/)
    await jonas.open('/govroam/servers/medway-2/make-live')
    await jonas.send({})
    assert.match(jonas.page.words, /with 2 new links/)
    await jonas.open('/govroam/members/medway/realms/claim')
    const taken = await jonas.attempt({ realm: 'staff.KENT.gov.uk' })
    assert.match(taken.words, /already registered/)
    assert.doesNotMatch(taken.words, /Kent County Council/)
    await jonas.send({ realm: 'staff.medway.gov.uk' })
    assert.match(jonas.page.words, /_connects-roaming\.staff\.medway\.gov\.uk/)
    assert.match(jonas.page.words, /connects-roaming=/)
  },
)

appTest('who works elsewhere sees that a member takes part, and none of its details', async (app) => {
  const josie = await app.browser(STAFF)
  await josie.open('/govroam/members/medway')
  assert.match(josie.page.words, /medway\.gov\.uk/)
  assert.doesNotMatch(josie.page.words, /Jonas Meshwright|127\.10|Consent/)
  await josie.open('/govroam/members')
  assert.match(josie.page.words, /Not shown/)
  for (const path of ['contacts', 'realms', 'servers', 'sites', 'suspend', 'servers/new'])
    assert.ok([403, 404].includes((await josie.get(`/govroam/members/medway/${path}`)).status), path)
  for (const path of [
    '/govroam/servers',
    '/govroam/settings',
    '/govroam/invite',
    '/govroam/servers/medway-1',
  ])
    assert.ok([403, 404].includes((await josie.get(path)).status), path)
  const jonas = await app.browser(MEDWAY)
  assert.equal(
    (await jonas.get('/govroam/servers/kcc-1')).status,
    404,
    'another member’s server is not there',
  )
  assert.equal((await jonas.get('/govroam/members/kent-police/contacts')).status, 404)
  assert.equal((await jonas.get('/govroam/servers/county-1')).status, 404)
})

appTest(
  'anybody sees the public sites, as a table and as a file, and on the page of the building',
  async (app) => {
    const visitor = await app.browser()
    await visitor.open('/govroam/sites')
    assert.match(visitor.page.words, /Gun Wharf/)
    assert.doesNotMatch(visitor.page.words, /On the public list/)
    const file = JSON.parse((await visitor.get('/govroam/sites.json')).body)
    const medway = file.institutions.institution.find((one: { instid: string }) => one.instid === 'medway')
    assert.deepEqual(medway.inst_realm, ['medway.gov.uk'])
    assert.equal(medway.location[0].SSID, 'govroam')
    assert.ok(
      !JSON.stringify(file).includes('ap-gun-wharf'),
      'the names of access points are the member’s own',
    )
    await visitor.open('/sites/gun-wharf')
    assert.match(visitor.page.words, /Govroam here/)
    await visitor.open('/organisations/medway')
    assert.match(visitor.page.words, /Its staff can use govroam Wi-Fi/)
    assert.equal((await visitor.get('/govroam/members')).status, 303)
  },
)

appTest(
  'before anything is watched that is said calmly, and only to whom it helps what makes it begin',
  async (app) => {
    const visitor = await app.browser()
    await visitor.open('/govroam/status')
    assert.match(visitor.page.words, /Nothing is watched yet, .* does not mean that anything is broken/)
    assert.doesNotMatch(visitor.page.words, /What is broken|Watching begins/)
    const tess = await app.browser(OPERATOR)
    await tess.open('/govroam/status')
    assert.match(tess.page.words, /Watching begins by itself.*connects roaming rehearse --directory/)
  },
)

appTest('the start shows each person what waits for them, and no way that is closed to them', async (app) => {
  const jonas = await app.browser(MEDWAY)
  await jonas.open('/govroam')
  assert.match(jonas.page.words, /Take the shared secret of Radius one/)
  const josie = await app.browser(STAFF)
  await josie.open('/govroam')
  assert.match(josie.page.words, /Nothing waits for you/)
  assert.doesNotMatch(josie.page.body, /\/govroam\/certificates/)
})

appTest('a body that boards reads at home and on its page what comes next', async (app) => {
  const contact = await app.browser(THANET)
  await contact.open('/govroam/members/thanet')
  assert.match(contact.page.words, /Next: /)
  assert.match(contact.page.words, /Put the record into your DNS/)
  await contact.open('/')
  assert.match(contact.page.words, /Thanet District Council/)
})
