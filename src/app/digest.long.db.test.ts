// The week's mail over the Kent demonstration, week after week: who gets it, what it says, and how it is stopped.
import assert from 'node:assert/strict'
import { appTest } from '#test/support/app.ts'
import { cast } from '#test/support/people.ts'
import { mails, MONDAY, plain, round, stopIn, to } from '#test/support/weekly-mail.ts'

appTest('On Monday everybody whom something needs is told, once, what their home page says', async (app) => {
  app.clock.set(MONDAY)
  await mails(app)
  const first = await round(app)
  const chair = first.find((text) => to(text) === cast.chair) ?? assert.fail('nothing for the chair')
  const home = await app.browser(cast.chair)
  const titles = [...home.page.body.matchAll(/govuk-!-font-weight-bold" href="[^"]+">([^<]+)</g)].map(
    ([, title = '']) => title,
  )
  assert.ok(titles.length > 0)
  for (const title of titles.slice(0, 3))
    assert.ok(plain(chair).includes(title.replaceAll('&quot;', '"')), title)
  assert.match(chair, /^List-Unsubscribe-Post: List-Unsubscribe=One-Click$/m)
  assert.match(plain(chair), /\* .+\n {2}.+\n {2}.+: http:\/\/localhost:\d+\//)
  assert.match(plain(chair), /<a href="http:\/\/localhost:\d+\//)
  assert.equal(new Set(first.map(to)).size, first.length, 'nobody is told twice')
  assert.deepEqual(await round(app), [], 'a round that begins again tells nobody twice')
  app.clock.set('2026-11-30T07:31:00Z')
  assert.ok((await round(app)).length > 0, 'the next week tells again')
})

appTest(
  'One click from the mail stops it without a sign-in; opening the address stops nothing',
  async (app) => {
    app.clock.set(MONDAY)
    const mail = (await round(app)).find((text) => to(text) === cast.chair) ?? assert.fail('nothing to stop')
    const path = stopIn(mail)
    const scanner = await app.browser()
    const shown = await scanner.get(path)
    assert.equal(shown.status, 200)
    assert.match(shown.words, /You will get no more weekly mail of what needs you/)
    app.clock.set('2026-11-30T07:31:00Z')
    assert.ok(
      (await round(app)).some((text) => to(text) === cast.chair),
      'a link scanner stops nothing',
    )

    // A mail program posts as RFC 8058 says: no cookie, no token, no Origin.
    const machine = await app.browser()
    const stopped = await machine.request(
      'POST',
      path,
      { 'content-type': 'application/x-www-form-urlencoded' },
      'List-Unsubscribe=One-Click',
    )
    assert.equal(stopped.status, 200, stopped.words)
    assert.match(stopped.words, /This mail was stopped/)
    app.clock.set('2026-12-07T07:31:00Z')
    assert.ok(!(await round(app)).some((text) => to(text) === cast.chair))

    const chair = await app.browser(cast.chair)
    await chair.open('/account')
    assert.match(chair.page.words, /Weekly mail of what needs you Stopped/)
    await chair.open('/account/mail')
    await chair.send({ weekly: 'yes' })
    app.clock.set('2026-12-14T07:31:00Z')
    assert.ok(
      (await round(app)).some((text) => to(text) === cast.chair),
      'turned on again',
    )
  },
)
