// The week's mail over the Kent demonstration: who gets none, and who may stop it.
import assert from 'node:assert/strict'
import { appTest } from '#test/support/app.ts'
import { cast } from '#test/support/people.ts'
import { CHOICE, MONDAY, round, stopIn, to } from '#test/support/weekly-mail.ts'

appTest('Whom nothing needs gets no mail, nor does somebody who has left or stopped it', async (app) => {
  app.clock.set(MONDAY)
  const staff = await app.browser('leadership@swale.example')
  const told = new Set((await round(app)).map(to))
  const people = await app.connects.platform.directory.cast(app.connects.db)
  for (const { person, mail } of people.slice(0, 12)) {
    const reader = await app.connects.readerFor({ kind: 'person', id: person })
    const duties = await reader.fills({ name: 'home.duty' }, {})
    assert.equal(told.has(mail), duties.length > 0, mail)
  }
  await staff.open('/account/mail')
  await staff.send({ [CHOICE]: 'No' }).catch(() => staff.send({ weekly: 'no' }))
  assert.match(staff.page.words, /The weekly mail was stopped/)
})

appTest('A false address stops nothing, and another site may not press the button', async (app) => {
  app.clock.set(MONDAY)
  const mail = (await round(app))[0] ?? assert.fail('nothing to stop')
  const path = stopIn(mail)
  const browser = await app.browser()
  const type = { 'content-type': 'application/x-www-form-urlencoded' }
  for (const wrong of [
    `${path.slice(0, -4)}AAAA`,
    path.replace('home.digest', 'home.other'),
    path.replace(/stop\/[^/]+/, `stop/${app.personOf(cast.staff)}`),
    '/mail/stop/x/home.digest/y',
  ]) {
    assert.equal((await browser.get(wrong)).status, 404, wrong)
    assert.equal((await browser.request('POST', wrong, type, '')).status, 404, wrong)
  }
  const foreign = await browser.request('POST', path, { ...type, origin: 'https://elsewhere.example' }, '')
  assert.equal(foreign.status, 403)
})
