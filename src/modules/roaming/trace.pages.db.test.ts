// The trace on pages: a security contact looks up, asks, and another lets the question out; the home answers.
import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { appTest, type App } from '#test/support/app.ts'
import { plantFederation } from '#test/support/generations.ts'
import { cast } from '#test/support/people.ts'

const [CONTACT, HOME] = [cast.chair, cast.members[4]]

async function planted(app: App): Promise<void> {
  const { db } = app.connects
  const bodies = await db
    .selectFrom('organisations.organisation')
    .select(['id', 'code'])
    .where('code', 'in', ['kcc', 'medway', 'dover'])
    .execute()
  const id = (code: string): string => bodies.find((one) => one.code === code)?.id ?? ''
  const [contact, home] = [app.personOf(CONTACT), app.personOf(HOME)]
  const at = await plantFederation(app.connects, {
    kcc: id('kcc'),
    medway: id('medway'),
    dover: id('dover'),
    operators: [],
    medwayContact: contact,
    doverContact: home,
  })
  for (const [member_id, person_id] of [
    [at.member.medway, contact],
    [at.member.dover, home],
  ] as const)
    await db
      .insertInto('roaming.contact')
      .values({ id: randomUUIDv7(), member_id, person_id, duty: 'security', from_on: '2026-02-01' })
      .execute()
  await db
    .insertInto('roaming.sighting')
    .values({
      id: randomUUIDv7(),
      seen_at: app.clock.now().subtract({ minutes: 20 }),
      result: 'ok',
      realm: 'dover.gov.uk',
      visited: 'medway.gov.uk',
      home_member_id: at.member.dover,
      visited_member_id: at.member.medway,
      cui: 'f00dface',
    })
    .execute()
}

appTest(
  'an incident goes its whole way on pages: looked up, asked, released, answered, closed',
  async (app) => {
    await planted(app)
    const contact = await app.browser(CONTACT)
    await contact.open('/govroam/trace')
    await contact.follow('Look up logins')
    // The last hour stands there already.
    await contact.send({ reason: 'A laptop sent a virus to our mail server' })
    assert.match(contact.page.words, /Dover District Council Let in f00dface Ask who it was/)
    const lookup = contact.page.path
    await contact.follow(/Ask who it was/)
    await contact.send()
    assert.match(contact.page.words, /nobody can release it yet: you are .* only security contact/)
    assert.match(contact.page.words, /You asked this question yourself/)
    const question = contact.page.path
    // As if a colleague had asked, whom the demonstration has not.
    await app.connects.db
      .updateTable('roaming.question')
      .set({ asked_by: app.personOf(HOME) })
      .execute()
    await contact.open(question)
    await contact.follow('Release it')
    await contact.send()
    assert.match(contact.page.words, /Dover District Council has been told/)
    const home = await app.browser(HOME)
    await home.open(question)
    await home.follow('Answer')
    await home.send({ answer: 'person-dealt-with' })
    assert.match(home.page.words, /We found the person and have dealt with it/)
    await contact.open(lookup)
    await contact.follow('Close this look-up')
    await contact.send()
    await contact.open(lookup)
    assert.doesNotMatch(contact.page.words, /f00dface/)
    assert.equal((await home.get(lookup)).status, 404)
  },
)
