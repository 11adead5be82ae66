// The directory as people meet it on pages: who sees what of me, is the building open, and who has left.
import assert from 'node:assert/strict'
import { appTest } from '#test/support/app.ts'
import { cast } from '#test/support/people.ts'

appTest('what I take back vanishes at once from page, list, file, answer and search', async (app) => {
  const mine = await app.browser(cast.staff)
  const other = await app.browser(cast.groupChair)
  const program = await app.program(cast.groupChair)
  const address = `/people/${app.personOf(cast.staff)}`
  const seen = async (): Promise<boolean[]> => [
    (await other.get(address)).body.includes(cast.staff),
    (await other.get('/people?search=gridref')).body.includes(cast.staff),
    (await other.get('/people?format=csv')).body.includes(cast.staff),
    (await program.get('organisations.person.read', { person: app.personOf(cast.staff) })).body.includes(
      cast.staff,
    ),
    (await other.get(`/search?q=${encodeURIComponent(cast.staff)}`)).body.includes('Molly Gridref'),
  ]
  const before = await seen()
  assert.deepEqual(before.slice(0, 4), [true, true, true, true])
  await mine.open('/account/details')
  await mine.send({ mail: 'own', jobTitle: 'own' })
  assert.deepEqual(await seen(), [false, false, false, false, false])
  assert.match((await mine.open('/account/details')).words, /What you chose/)
})

appTest('a visitor reads on the page of a building that it is closed, and why', async (app) => {
  const visitor = await app.browser()
  assert.match((await visitor.open('/sites/gun-wharf')).words, /Open today, 8:30am to 5pm/)
  const administrator = await app.browser(cast.administrator)
  await administrator.open('/sites/gun-wharf')
  await administrator.follow('Say that it is closed')
  assert.equal((await administrator.attempt({ because: '' })).status, 422)
  await administrator.send({ because: 'Testing of the fire alarm' })
  assert.match((await visitor.open('/sites/gun-wharf')).words, /Closed today: Testing of the fire alarm/)
  await administrator.open('/sites/gun-wharf')
  await administrator.follow(/Withdraw/)
  await administrator.send({})
  assert.match((await visitor.open('/sites/gun-wharf')).words, /Open today/)
})

appTest('a lead looks at what a list of staff would do before it is done', async (app) => {
  const administrator = await app.browser(cast.administrator)
  await administrator.open('/organisations/dover')
  await administrator.follow('Compare with the list of staff')
  const shown = await administrator.attempt({ mails: 'leadership@dover.example', rehearse: 'yes' })
  assert.match(shown.words, /would leave/)
  assert.match(shown.words, /Molly Gridref/)
  assert.match((await administrator.open('/people?search=gridref')).words, /Molly Gridref/)
  const staff = await app.browser(cast.staff)
  assert.equal((await staff.get('/organisations/dover/staff')).status, 403)
})
