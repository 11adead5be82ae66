// The configuration on pages: made by one operator, looked at and approved by another, published, fetched; a member's
// technical contact finds its own servers' files there and nobody else's.
import assert from 'node:assert/strict'
import { fromBufferPromise } from 'yauzl'
import { perform } from '#platform/actions/index.ts'
import { appTest, type App } from '#test/support/app.ts'
import { addRealm, addServer, plantFederation } from '#test/support/generations.ts'
import { cast } from '#test/support/people.ts'
import { recordCheck } from './actions/recording-checks.ts'
import { newestGeneration } from './queries/generations.ts'
import { targetsOf } from './queries/targets.ts'

const [MAKER, OTHER, CONTACT] = [cast.partnershipOfficer, cast.fundOfficer, cast.chair]

async function planted(app: App) {
  const { db } = app.connects
  const bodies = await db
    .selectFrom('organisations.organisation')
    .select(['id', 'code'])
    .where('code', 'in', ['kcc', 'medway', 'dover'])
    .execute()
  const id = (code: string): string => bodies.find((one) => one.code === code)?.id ?? ''
  return plantFederation(app.connects, {
    kcc: id('kcc'),
    medway: id('medway'),
    dover: id('dover'),
    operators: [app.personOf(MAKER), app.personOf(OTHER)],
    medwayContact: app.personOf(CONTACT),
    doverContact: app.personOf(cast.staff),
  })
}

/** What the check would record, without the engines. */
async function passed(app: App): Promise<void> {
  const { connects } = app
  const newest = await newestGeneration(connects)
  const targets = await targetsOf(connects, newest?.id ?? '')
  await perform(
    connects.house,
    recordCheck,
    {
      db: connects.db,
      now: app.clock.now(),
      actor: { kind: 'system', because: 'test' },
      grants: [],
      door: 'job',
      requestId: 'test',
    },
    {
      generation: newest?.id,
      found: targets.map((one) => ({ server: one.server_id, state: 'passed', words: null })),
    },
  )
}

async function fileIn(bytes: Buffer, name: string): Promise<string> {
  const zip = await fromBufferPromise(bytes, { autoClose: false })
  for await (const entry of zip.eachEntry())
    if (entry.fileName === name)
      return Buffer.concat(await (await zip.openReadStreamPromise(entry)).toArray()).toString()
  return ''
}

appTest('a generation is made, approved by somebody else, published and brought back', async (app) => {
  const at = await planted(app)
  const maker = await app.browser(MAKER)
  await maker.open('/govroam/generations')
  assert.match(maker.page.words, /No generation yet A generation will appear here/)
  await maker.follow('Generate the configuration')
  await maker.send({ because: 'Begin' })
  assert.match(maker.page.words, /Generation 1 was made: 3 of 3 servers change/)
  assert.match(maker.page.words, /Being checked/)
  assert.match(maker.page.words, /The first configuration: 1 proxy, 2 members/)
  await passed(app)
  await maker.open('/govroam/generations/1')
  assert.match(maker.page.words, /You made it, so somebody else/)
  await maker.open('/govroam/generations/1/approve')
  assert.equal((await maker.attempt()).status, 403)

  const other = await app.browser(OTHER)
  await other.open('/')
  assert.match(other.page.words, /Approve generation 1 of the govroam configuration/)
  await other.open('/govroam/generations/1')
  await other.follow('county-a')
  assert.match(other.page.words, /clients\.conf \d+ mods-config/)
  const clients = await other.get('/govroam/generations/1/servers/county-a/file?path=clients.conf')
  assert.match(clients.body, /secret = '\{\{secret:roaming\.credential:/)
  assert.equal((await other.get('/govroam/generations/1/servers/county-a/file?path=constructor')).status, 404)
  await other.open('/govroam/generations/1')
  await other.follow('Approve')
  await other.send()
  assert.match(other.page.words, /Approved/)
  await other.follow('Publish')
  assert.doesNotMatch(other.page.words, /although the register changed/)
  await other.send()
  assert.match(other.page.words, /This is what the federation’s servers are to run/)

  await addRealm(app.connects, at.member.medway, 'staff.medway.gov.uk')
  await maker.open('/govroam/generations')
  assert.match(maker.page.words, /The register has changed since the published generation/)
  await maker.open('/govroam/generations/new')
  await maker.send({})
  assert.match(maker.page.words, /medway: The realm staff.medway.gov.uk is added/)
  await maker.open('/govroam/generations/2/servers/medway-1')
  assert.match(maker.page.words, /What is different/)
  assert.match(maker.page.words, /\+ realm staff\.medway\.gov\.uk/)
  await maker.open('/govroam/generations/2/servers/dover-1')
  assert.match(maker.page.words, /Nothing: its files are those of the generation before/)
  await passed(app)
  await other.open('/govroam/generations/2/approve')
  await other.send()
  await other.open('/govroam/generations/2/apply')
  await other.send()
  await other.open('/govroam/generations/1/rollback')
  await other.send({ because: 'Medway cannot sign in' })
  assert.match(other.page.words, /Brings back generation 1/)
  await other.open('/govroam/generations')
  assert.match(other.page.words, /3 Published Medway cannot sign in/)
})

appTest(
  'a technical contact finds its own servers’ files, enrols an agent and is shown its token once',
  async (app) => {
    const at = await planted(app)
    await addServer(app.connects, at.member.medway, 'medway-nps', '127.64.1.9', { engine: 'nps' })
    const [maker, other, contact] = [
      await app.browser(MAKER),
      await app.browser(OTHER),
      await app.browser(CONTACT),
    ]
    await contact.open('/govroam/members/medway/configuration')
    assert.match(contact.page.words, /Nothing is published yet/)
    await maker.open('/govroam/generations/new')
    await maker.send({})
    await passed(app)
    for (const step of ['approve', 'apply']) {
      await other.open(`/govroam/generations/1/${step}`)
      await other.send()
    }
    await contact.open('/govroam/members/medway/configuration')
    await contact.follow(/^The steps/)
    await contact.open('/govroam/members/medway/configuration')
    await contact.follow(/^Its files/)
    const zip = await contact.get('/govroam/members/medway/configuration/medway-1/pack.zip')
    assert.equal(zip.status, 200)
    assert.match(await fileIn(zip.bytes, 'clients.conf'), /\{\{secret:roaming\.credential:/)
    for (const path of [
      '/govroam/members/medway/configuration/dover-1',
      '/govroam/members/medway/configuration/dover-1/pack.zip',
      '/govroam/members/dover/configuration',
      '/govroam/members/dover/configuration/dover-1',
    ])
      assert.equal((await contact.get(path)).status, 404, path)
    for (const path of ['/govroam/generations', '/govroam/generations/1', '/govroam/agents'])
      assert.equal((await contact.get(path)).status, 403, path)

    await contact.open('/govroam/agents/medway-1/enrol')
    await contact.attempt()
    assert.match(contact.page.words, /cra_[\w-]{43}/)
    assert.match(contact.page.words, /"server": "medway-1"/)
    await contact.open('/govroam/members/medway/configuration')
    assert.match(contact.page.words, /Runs nothing of ours yet, never heard/)
    await maker.open('/govroam/agents')
    assert.match(maker.page.words, /medway-1 Well/)
    assert.match(maker.page.words, /Servers without an agent county-a/)
    await contact.open('/govroam/agents/medway-1/revoke')
    await contact.send()
    await maker.open('/govroam/agents')
    assert.match(maker.page.words, /No agent yet/)
  },
)

appTest('nobody else sees the configuration', async (app) => {
  await planted(app)
  const staff = await app.browser(cast.groupChair)
  for (const path of ['/govroam/generations', '/govroam/generations/1', '/govroam/agents'])
    assert.equal((await staff.get(path)).status, 403, path)
  assert.ok([403, 404].includes((await staff.get('/govroam/members/medway/configuration')).status))
})
