// The pages of the watch as people meet them: the public one without a sign-in, a member's own, and looking now.
import assert from 'node:assert/strict'
import { sql } from '#platform/database/index.ts'
import { appTest, type App } from '#test/support/app.ts'
import { placeFederation, watchHouse } from '#test/support/watched.ts'
import { claimDue } from './actions/claiming.ts'
import { recordWatch, type Looked } from './actions/observing.ts'

const CONTACT = 'leadership@medway.example'
const OPERATOR = 'administrator@kcc.example'
const STRANGER = 'leadership@swale.example'

/** The federation of three in the demonstration, where Medway's server has been dead for some minutes. */
async function federationIn(app: App): Promise<void> {
  const { db } = app.connects
  await sql`truncate roaming.federation, roaming.operator, roaming.member, roaming.server cascade`.execute(db)
  const { rows } = await sql<{ code: string; id: string }>`
    select code, id from organisations.organisation_card where code in ('kcc', 'medway', 'swale')`.execute(db)
  const of = (code: string): string => rows.find((row) => row.code === code)!.id
  await placeFederation(db, {
    organisation: { kcc: of('kcc'), medway: of('medway'), swale: of('swale') },
    operator: app.personOf(OPERATOR),
    contacts: { medway: app.personOf(CONTACT), swale: app.personOf(STRANGER) },
  })
  const house = watchHouse({ db }, app.clock.now())
  for (const times of [0, 1, 2, 3]) {
    house.clock.advance({ minutes: 1 })
    const { claimedAt, watchIds } = await house.system.perform(claimDue, {})
    const { rows: watches } = await sql<{ id: string; kind: string; medway: boolean; swale: boolean }>`
      select watch.id, watch.kind, coalesce(server.code = 'medway-1' or realm.name = 'medway.example', false) as medway,
        coalesce(server.code = 'swale-1' or realm.name = 'swale.example', false) as swale
      from roaming.watch watch left join roaming.server server on server.id = watch.server_id
      left join roaming.realm realm on realm.id = watch.realm_id where watch.id = any(${[...watchIds]}::uuid[])`.execute(
      db,
    )
    const looked = watches.map(({ id, kind, medway, swale }): Looked => {
      if (swale) return { watch: id, found: kind === 'status' ? 'no-secret' : 'no-trust' }
      if (medway && times > 0)
        return {
          watch: id,
          found: kind === 'status' ? 'silence' : 'rejected',
          stage: 'start',
          words: 'No answer came.',
        }
      const found = kind === 'status' ? 'answered' : kind === 'login' ? 'accepted' : 'read'
      return { watch: id, found, milliseconds: 40 + times }
    })
    await house.system.perform(recordWatch, { claimedAt, looked })
  }
  app.clock.set(house.clock.now().toString())
}

appTest(
  'everybody reads whether it works: a shape and a word for each, no address, no name of a server',
  async (app) => {
    await federationIn(app)
    const nobody = await app.browser()
    await nobody.open('/govroam/status')
    const { words, body } = nobody.page
    assert.match(
      words,
      /Working Signing in away from one’s own organisation works\. People of one organisation cannot at the moment/,
    )
    assert.match(
      words,
      /People from Medway Council cannot sign in at the moment\. Since 20 November 2026 at 10:0\dam/,
    )
    assert.match(words, /Medway Council Not working/)
    assert.match(
      words,
      /Kent County Council Working Whole logins with a test account 100%, watched for less than one day/,
    )
    assert.match(words, /Swale Borough Council Not known Not watched Not known/)
    assert.match(body, /http-equiv="refresh" content="60"/)
    assert.doesNotMatch(body, /127\.67|proxy-1|medway-1|watch@/)
  },
)

appTest('programs read the same, and are told when nothing has changed', async (app) => {
  await federationIn(app)
  const nobody = await app.browser()
  const answer = await nobody.get('/govroam/status.json')
  assert.match(String(answer.headers['content-type']), /^application\/json/)
  const told = JSON.parse(answer.body) as {
    state: string
    members: { code: string; state: string; workedPercent: number | null }[]
  }
  assert.equal(told.state, 'good')
  assert.deepEqual(
    told.members.map((one) => [one.code, one.state, one.workedPercent === null]),
    [
      ['kcc', 'good', false],
      ['medway', 'down', false],
      ['swale', 'unknown', true],
    ],
  )
  assert.doesNotMatch(answer.body, /127\.67|proxy|medway-1/)
})

appTest(
  'a contact reads everything of their own and has it looked at now; others find no such page',
  async (app) => {
    await federationIn(app)
    const contact = await app.browser(CONTACT)
    await contact.open('/govroam/members/medway/watch')
    assert.match(contact.page.words, /Not working/)
    assert.match(contact.page.words, /Medway Council’s RADIUS server does not answer/)
    assert.match(contact.page.words, /Its server answers: medway-1 Broken No answer/)
    assert.match(contact.page.words, /Whole login \(TTLS\): medway\.example, through proxy-2/)
    assert.match(contact.page.words, /Still broken/)
    await contact.send({}, 'Look now')
    assert.match(contact.page.words, /Everything is looked at now/)
    const stranger = await app.browser(STRANGER)
    assert.equal((await stranger.get('/govroam/members/medway/watch')).status, 404)
    const nobody = await app.browser()
    assert.match((await nobody.get('/govroam/members/medway/watch')).location ?? '', /^\/sign-in/)
  },
)

appTest('before anything is set up, the public page says that nothing is known', async (app) => {
  await sql`truncate roaming.federation, roaming.operator, roaming.member, roaming.server cascade`.execute(
    app.connects.db,
  )
  const nobody = await app.browser()
  await nobody.open('/govroam/status')
  assert.match(nobody.page.words, /Not known/)
  assert.match(nobody.page.words, /Nobody takes part yet/)
  assert.doesNotMatch(nobody.page.words, /Working/)
})
