// The week's mail over the Kent demonstration: who gets it, what it says, and how it is stopped.
import assert from 'node:assert/strict'
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { perform } from '#platform/actions/index.ts'
import { appTest, type App } from '#test/support/app.ts'
import { cast } from '#test/support/people.ts'

const MONDAY = '2026-11-23T07:31:00Z'
const CHOICE = 'Do you want a mail each Monday that says what needs you?'

async function mails({ connects }: App): Promise<readonly string[]> {
  const folder = join(connects.config.dataDirectory, 'mail')
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.eml'))
  const texts = await Promise.all(names.toSorted().map((name) => readFile(join(folder, name), 'utf8')))
  await rm(folder, { recursive: true, force: true })
  return texts.filter((text) => /^Subject: .*(needs|need) you$/m.test(text))
}

const to = (text: string): string => /^To: .*?<?([^\s<>]+@[^\s<>]+)>?$/m.exec(text)?.[1] ?? ''
const stopIn = (text: string): string =>
  /^List-Unsubscribe: <https?:\/\/[^/]+([^>]+)>$/m.exec(text.replaceAll(/\n[ \t]+/g, ' '))?.[1] ?? ''

/** Everything said, without the encoding that carries it. */
const plain = (text: string): string =>
  text
    .replaceAll(/=\n/g, '')
    .replaceAll(/((?:=[0-9A-F]{2})+)/g, (all: string) =>
      Buffer.from(all.replaceAll('=', ''), 'hex').toString('utf8'),
    )

async function round(app: App): Promise<readonly string[]> {
  const action = app.connects.house.actions.get('home.digest.begin') ?? assert.fail('no digest')
  const context = await app.connects.contextOf({ kind: 'operator', user: 'tester' }, 'command')
  await perform(app.connects.house, action, context, {})
  await app.drain()
  return mails(app)
}

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
