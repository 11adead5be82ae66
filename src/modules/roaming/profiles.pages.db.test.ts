// Getting people on, on pages: the contact describes and publishes, people download, and what does not fit is held back.
import assert from 'node:assert/strict'
import { appTest } from '#test/support/app.ts'
import { testAuthority } from '#test/support/certificates.ts'
import { plantFederation } from '#test/support/generations.ts'
import { cast } from '#test/support/people.ts'
import { action, perform } from '#platform/actions/index.ts'
import { recordCertificate } from './actions/certificates.ts'
import { addTrust } from './actions/trust.ts'

const CONTACT = cast.chair
const NAME = 'radius.medway.gov.uk'

appTest(
  'a contact describes and publishes the profile, people download it, and it is taken back',
  async (app) => {
    const { db, house } = app.connects
    const bodies = await db
      .selectFrom('organisations.organisation')
      .select(['id', 'code'])
      .where('code', 'in', ['kcc', 'medway', 'dover'])
      .execute()
    const id = (code: string): string => bodies.find((one) => one.code === code)?.id ?? ''
    const person = app.personOf(CONTACT)
    const at = await plantFederation(app.connects, {
      kcc: id('kcc'),
      medway: id('medway'),
      dover: id('dover'),
      operators: [],
      medwayContact: person,
      doverContact: person,
    })
    const contact = await app.browser(CONTACT)
    await contact.open('/govroam/members/medway')
    await contact.follow('Profile')
    await contact.follow('Make the profile')
    assert.doesNotMatch(contact.page.words, /Version/)
    await contact.send({ methods: ['peap-mschapv2'], serverNames: NAME })
    assert.match(contact.page.words, /Not published Your people cannot download it yet/)
    await contact.follow('Publish')
    const early = await contact.attempt()
    assert.equal(early.status, 409)
    assert.match(early.words, /No certificate authority is named/)
    const context = {
      db,
      now: app.clock.now(),
      actor: { kind: 'system', because: 'test' },
      grants: [],
      door: 'job',
      requestId: 'test',
    } as const
    const authority = testAuthority()
    await perform(house, addTrust, context, { purpose: 'eap', member: at.member.medway, text: authority.pem })
    const realm = await db
      .selectFrom('roaming.realm')
      .select('id')
      .where('member_id', '=', at.member.medway)
      .executeTakeFirstOrThrow()
    const chain = [authority.issue({ names: [NAME], startsAt: '2026-11-01T00:00:00Z', days: 90 }).certificate]
    const seen = action({
      name: 'roaming.test.seen',
      title: 'Seen',
      doors: [],
      fields: {},
      async run(inside) {
        await recordCertificate(inside, { purpose: 'eap', realmId: realm.id, chain })
        return { subject: null, result: null }
      },
    })
    await perform(house, seen, context, {})
    await contact.open('/govroam/members/medway/profile/publish')
    await contact.send()
    assert.match(contact.page.words, /Published Your people download it from/)
    await contact.follow('Change')
    await contact.send({ displayName: 'Medway' })
    const people = await app.browser()
    await people.open('/govroam/connect')
    await people.follow('Medway Council')
    assert.match(people.page.words, /with @medway\.gov\.uk at its end/)
    const file = await people.get('/govroam/connect/medway/medway.gov.uk/govroam.mobileconfig')
    assert.equal(file.status, 200)
    assert.match(file.body, /govroam: Medway</)
    await contact.follow('Take it back')
    await contact.send()
    assert.equal((await people.get('/govroam/connect/medway/medway.gov.uk/govroam.mobileconfig')).status, 409)
  },
)
