// The steps of a generation at the command line: printed as an operator reads them, with the check carried out on the spot.
import assert from 'node:assert/strict'
import { appTest, type App } from '#test/support/app.ts'
import { command } from '#test/support/command.ts'
import { addRealm, plantFederation } from '#test/support/generations.ts'
import { cast } from '#test/support/people.ts'

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
    operators: [app.personOf(cast.partnershipOfficer), app.personOf(cast.fundOfficer)],
    medwayContact: app.personOf(cast.chair),
    doverContact: app.personOf(cast.staff),
  })
}

appTest('generate, check, approve, apply and rollback are words of the command', async (app) => {
  const at = await planted(app)
  const run = (words: string) => command(app.connects, words.split(' '))
  assert.equal((await run('roaming federation check')).code, 'platform.command.nothing-generated')
  assert.match((await run('roaming federation generate')).problem, /Say for whom it is done/)
  const made = await run(`roaming federation generate --because Begin --as ${cast.partnershipOfficer}`)
  assert.match(made.text, /^Generation 1: 3 servers, 3 of them changed\./)
  assert.match(made.text, /The first configuration: 1 proxy, 2 members/)
  assert.match(made.text, /Generation 1: waits for approval \((passed|checked by its agent) 3\)\./)
  assert.equal(made.exit, 0)
  assert.match((await run('roaming federation check')).text, /Generation 1: waits for approval/)
  // The same user of the machine is not a second person, nor is one human at the machine and on the page.
  const another = `roaming federation approve --as ${cast.fundOfficer}`
  assert.equal((await run(another)).code, 'roaming.generation.same-hand')
  assert.match((await run('roaming federation approve')).problem, /Say for whom it is done/)
  const maker = await app.browser(cast.partnershipOfficer)
  await maker.open('/govroam/generations/1')
  assert.match(maker.page.words, /, as \S+ at the command line/)
  await maker.open('/govroam/generations/1/approve')
  await assert.rejects(maker.send(), /You made generation 1\. Somebody else/)
  assert.equal((await run('roaming federation apply')).code, 'roaming.generation.not-approved')
  const officer = await app.browser(cast.fundOfficer)
  await officer.open('/govroam/generations/1/approve')
  await officer.send()
  assert.match(
    (await run('roaming federation apply')).text,
    /Generation 1 is published and signed for 3 servers\./,
  )
  await addRealm(app.connects, at.member.medway, 'staff.medway.gov.uk')
  const second = await run(`roaming federation generate --as ${cast.partnershipOfficer}`)
  assert.match(second.text, /medway: The realm staff\.medway\.gov\.uk is added/)
  await officer.open('/govroam/generations/2/approve')
  await officer.send()
  assert.match((await run('roaming federation apply --number 2')).text, /in place of generation 1/)
  assert.match((await run('roaming federation rollback --number 1')).problem, /Enter why/)
  const back = await run('roaming federation rollback --number 1 --because Broken')
  assert.match(back.text, /Generation 3 is published and says what generation 1 said/)
})

appTest('an agent is enrolled at the command line, its token last on a line of its own', async (app) => {
  await planted(app)
  const { text } = await command(app.connects, 'roaming agent enrol --server medway-1'.split(' '))
  assert.match(text.trim().split('\n').at(-1) ?? '', /^cra_[\w-]{43}$/)
})
