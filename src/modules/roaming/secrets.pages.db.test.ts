// Secrets, test accounts and certificates on pages, as the people meet them who keep them, and as those who may not.
import assert from 'node:assert/strict'
import { perform } from '#platform/actions/index.ts'
import { appTest, type App } from '#test/support/app.ts'
import { testAuthority } from '#test/support/certificates.ts'
import { plantFederation } from '#test/support/generations.ts'
import { cast } from '#test/support/people.ts'
import { recordCertificate } from './actions/certificates.ts'
import { generateFederation } from './actions/generating.ts'

const [OPERATOR, CONTACT, STRANGER] = [cast.partnershipOfficer, cast.chair, cast.staff]
const authority = testAuthority('Medway CA')

/** The federation of three among the demonstration's people, with its secrets made. */
async function planted(app: App) {
  const { db, house } = app.connects
  const bodies = await db
    .selectFrom('organisations.organisation')
    .select(['id', 'code'])
    .where('code', 'in', ['kcc', 'medway', 'dover'])
    .execute()
  const id = (code: string): string => bodies.find((one) => one.code === code)?.id ?? ''
  const at = await plantFederation(app.connects, {
    kcc: id('kcc'),
    medway: id('medway'),
    dover: id('dover'),
    operators: [app.personOf(OPERATOR)],
    medwayContact: app.personOf(CONTACT),
    doverContact: app.personOf(cast.members[4]),
  })
  const system = { kind: 'system', because: 'test' } as const
  const context = {
    db,
    now: app.clock.now(),
    actor: system,
    grants: [],
    door: 'job',
    requestId: 'test',
  } as const
  await perform(house, generateFederation, context, {})
  return at
}

appTest(
  'a member’s contact changes a secret as far as is safe, and is told for what it waits',
  async (app) => {
    const at = await planted(app)
    const contact = await app.browser(CONTACT)
    await contact.open('/govroam/members/medway/secrets')
    assert.match(contact.page.words, /medway-1 and county-a In use 20 November 2026 0 20 November 2027/)
    assert.doesNotMatch(contact.page.words, /dover/)
    await contact.follow('medway-1 and county-a')
    assert.match(contact.page.words, /Main: port 1812 of county-a, port 1812 of medway-1/)
    assert.match(contact.page.words, /1\. A new secret beside the old one Now/)
    await contact.follow('Make a new secret')
    await contact.send()
    assert.match(contact.page.words, /The new secret is made\. Make a generation now/)
    assert.match(contact.page.words, /2\. Seen to work from both sides, then asked with Now/)
    assert.match(contact.page.words, /medway-1 Not seen: no agent of ours Not seen Not yet/)
    assert.match(
      contact.page.words,
      /medway-1 was not yet seen to be answered by county-a under the new secret/,
    )
    assert.doesNotMatch(contact.page.body, /Ask with the new secret<\/a>/, 'no way on while it is not safe')
    // radsecproxy keeps one secret: what would be waited for never comes, so the page says why, and what to do.
    const here = contact.page.path
    const proxy = app.connects.db.updateTable('roaming.server').where('code', '=', 'county-a')
    await proxy.set({ engine: 'radsecproxy' }).execute()
    await contact.open(here)
    assert.match(
      contact.page.words,
      /Change it, with a short gap county-a runs radsecproxy, which keeps one secret/,
    )
    assert.match(contact.page.words, /Agree a quiet hour.*let both servers speak RadSec/)
    await contact.follow('Ask with the new secret')
    assert.match(contact.page.words, /Is a short gap agreed\?/)
    await proxy.set({ engine: 'freeradius' }).execute()
    await contact.open(here)
    await contact.follow('Go back to the old secret')
    const over = contact.page.path
    await contact.send()
    assert.match(contact.page.words, /The old secret stands/)
    await contact.open(over)
    assert.equal((await contact.attempt()).status, 409)
    const csv = (await contact.get('/govroam/members/medway/secrets?format=csv')).body
    assert.match(csv, /medway-1 and county-a,In use,2026-11-20,0,2027-11-20/)
    assert.equal((await contact.get(`/govroam/secrets/${at.link.dover}`)).status, 404)
  },
)

appTest(
  'G2: the named contact sees a secret once; operators, administrators and staff never',
  async (app) => {
    const at = await planted(app)
    const credential = async () =>
      (
        await app.connects.db
          .selectFrom('roaming.credential')
          .select('id')
          .where('link_id', '=', at.link.medway)
          .executeTakeFirstOrThrow()
      ).id
    const path = `/govroam/secrets/${at.link.medway}/show/${await credential()}`
    for (const mail of [OPERATOR, cast.administrator, STRANGER])
      assert.equal((await (await app.browser(mail)).get(path)).status, 403, mail)
    const operator = await app.browser(OPERATOR)
    await operator.open(`/govroam/secrets/${at.link.medway}`)
    assert.match(operator.page.words, /It is shown to the contact of Medway .*and to nobody else/)

    const contact = await app.browser(CONTACT)
    await contact.open('/')
    await contact.follow(/Take the shared secret of medway-1 and county-a/)
    await contact.follow('See the secret once')
    const asked = contact.page
    await contact.attempt()
    const words = /<code>([\w-]{43})<\/code>/.exec(contact.page.body)?.[1]
    assert.ok(words)
    assert.match(contact.page.words, /At medway-1 for county-a, address 127\.64\.0\.1, port 1812/)
    assert.match(String(contact.page.headers['cache-control']), /no-store/)
    contact.back(asked)
    await contact.send()
    assert.match(contact.page.words, /It was shown a moment ago, once/)
    assert.ok(!contact.page.body.includes(words))
    await contact.open(path)
    assert.equal((await contact.attempt()).status, 409)
    assert.match(
      contact.page.words,
      /was shown to the contact who receives shared secrets on 20 November 2026/,
    )
    for (const page of [
      '/govroam/secrets',
      `/govroam/secrets/${at.link.medway}`,
      '/govroam/secrets?format=csv',
    ])
      assert.ok(!(await operator.get(page)).body.includes(words), page)
  },
)

appTest('a secret that comes from elsewhere is taken or refused, and does not come back', async (app) => {
  const at = await planted(app)
  const operator = await app.browser(OPERATOR)
  await operator.open(`/govroam/secrets/${at.link.dover}/import`)
  const refused = await operator.attempt({ words: 'back\\slash-of-old-days' })
  assert.equal(refused.status, 422)
  assert.match(refused.words, /This cannot be used\. It holds a backslash/)
  assert.ok(!refused.body.includes('slash-of-old-days'))
  await operator.send({ words: 'correct-horse-battery' })
  assert.match(operator.page.words, /The secret is kept, and stands/)
  assert.match(operator.page.words, /brought from before/)
  assert.ok(!operator.page.body.includes('correct-horse'))
})

appTest('a test account is added, given a new password and ended', async (app) => {
  await planted(app)
  const contact = await app.browser(CONTACT)
  await contact.open('/govroam/members/medway/accounts')
  assert.match(contact.page.words, /No test account yet/)
  await contact.follow('Add a test account')
  await contact.send({ realm: 'medway.gov.uk', userName: 'roaming-test', method: 'ttls-pap', password: '' })
  assert.match(contact.page.words, /roaming-test@medway\.gov\.uk EAP-TTLS with PAP 20 November 2026/)
  await contact.follow(/New password/)
  await contact.send({ password: 'another-horse-battery' })
  assert.match(contact.page.words, /The new password is kept/)
  await contact.follow(/^End/)
  await contact.send()
  assert.match(contact.page.words, /The test account is ended/)
  const stranger = await app.browser(STRANGER)
  assert.equal((await stranger.get('/govroam/members/medway/accounts')).status, 403)
})

appTest(
  'certificates are listed by their end with what is wrong, and an authority is trusted',
  async (app) => {
    const at = await planted(app)
    const { db } = app.connects
    const realm = await db
      .selectFrom('roaming.realm')
      .select('id')
      .where('member_id', '=', at.member.medway)
      .executeTakeFirstOrThrow()
    const contact = await app.browser(CONTACT)
    await contact.open('/govroam/members/medway/certificates')
    assert.match(contact.page.words, /The certificate of medway\.gov\.uk has not been seen yet/)
    const { certificate } = authority.issue({
      names: ['radius.medway.gov.uk'],
      usages: ['client'],
      startsAt: '2026-11-01T00:00:00Z',
      days: 30,
    })
    const inside = { tx: db, now: app.clock.now(), id: () => crypto.randomUUID() }
    await recordCertificate(inside as never, { purpose: 'eap', realmId: realm.id, chain: [certificate] })
    await contact.open('/govroam/certificates')
    assert.match(
      contact.page.words,
      /medway\.gov\.uk Medway .* 1 December 2026 11 Ends soon Stops logins radius\.medway\.gov\.uk/,
    )
    await contact.follow('medway.gov.uk')
    assert.match(contact.page.words, /Stops logins It does not say that it is for servers/)
    assert.match((await contact.get('/govroam/certificates?format=csv')).body, /Stops logins/)

    await contact.open('/govroam/members/medway/certificates')
    await contact.follow('Add an authority')
    const refused = await contact.attempt({ text: authority.key })
    assert.equal(refused.status, 422)
    assert.match(refused.words, /This holds a private key/)
    assert.ok(!refused.body.includes(authority.key.slice(40, 80)), 'G7: not even back to its sender')
    await contact.send({ text: authority.pem })
    assert.match(contact.page.words, /The authority is trusted from now on\. .*CN=Medway CA/)
    await contact.follow(/No longer trust/)
    await contact.send()
    assert.match(contact.page.words, /The authority is no longer trusted/)
    assert.equal((await contact.get('/govroam/certificates/trust')).status, 403)

    const operator = await app.browser(OPERATOR)
    await operator.open('/govroam/certificates/trust')
    await operator.send({ text: authority.pem })
    assert.match(
      operator.page.words,
      /Authorities that the federation’s servers trust \(RadSec\) .*CN=Medway CA/,
    )
  },
)
