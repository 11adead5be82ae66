// The pages of discussions over the Kent demonstration.
import assert from 'node:assert/strict'
import { appTest } from '#test/support/app.ts'
import { linksOf } from '#test/support/browsing.ts'
import { cast } from '#test/support/people.ts'

const RAVI = 'gis@kcc.example'

appTest(
  'a member reads a discussion, answers on its page, and puts the answer right',
  async ({ browser }) => {
    const molly = await browser(cast.staff)
    await molly.open('/groups/gis')
    assert.match(molly.page.words, /Discussions .*One gazetteer for the data drill/)
    await molly.follow('One gazetteer for the data drill')
    assert.match(molly.page.words, /Swale’s list added|Swale's list added/)
    await molly.send({ body: 'That works for Dover.' }, 'Post the answer')
    assert.match(molly.page.words, /Your answer was posted.*That works for Dover\./)
    await molly.follow(/^Change/)
    await molly.send({ body: 'That works for Dover, from Friday on.' })
    assert.match(molly.page.words, /from Friday on\./)
    await molly.follow(/^Withdraw the post .*Molly Gridref/)
    const title = molly.page.heading
    assert.match(title, /Withdraw a post/)
  },
)

appTest('an empty answer is said beside its box, and nothing is lost', async ({ browser }) => {
  const molly = await browser(cast.staff)
  await molly.open('/groups/gis/discussions')
  await molly.follow('One gazetteer for the data drill')
  const answer = await molly.attempt({ body: '' }, 'Post the answer')
  assert.equal(answer.status, 422)
  assert.match(answer.words, /Enter what you want to say/)
})

appTest('a member starts a discussion and chooses its mail; the chair closes it', async ({ browser }) => {
  const molly = await browser(cast.staff)
  await molly.open('/groups/gis/discussions')
  await molly.follow('Start a discussion')
  await molly.send({ title: 'Aerial photographs', body: 'Who flies next year?' })
  assert.equal(molly.page.heading, 'GIS Group, discussion Aerial photographs')
  const path = molly.page.path
  assert.ok(!linksOf(molly.page).some((one) => one.endsWith('/close')))
  await molly.open('/groups/gis/discussions/mail')
  await molly.send({ choice: 'No mail' })
  assert.match(molly.page.words, /Mail to you: no mail\./)
  const chair = await browser(RAVI)
  await chair.open(path)
  await chair.follow('Close the discussion')
  await chair.send({})
  assert.match(chair.page.words, /This discussion was closed/)
})

appTest('nobody outside the group finds its discussions', async ({ browser }) => {
  const molly = await browser(cast.staff)
  await molly.open('/groups/gis/discussions')
  await molly.follow('One gazetteer for the data drill')
  const path = molly.page.path
  for (const mail of ['leadership@ashford.example', cast.otherPartnership, cast.administrator]) {
    const outsider = await browser(mail)
    await outsider.open('/groups/gis')
    assert.doesNotMatch(outsider.page.words, /One gazetteer/, mail)
    assert.notEqual((await outsider.get(path)).status, 200, mail)
    assert.notEqual((await outsider.get('/groups/gis/discussions/new')).status, 200, mail)
  }
  const visitor = await browser()
  assert.equal((await visitor.get(path)).status, 303)
  assert.equal((await molly.get('/groups/information-security/discussions')).status, 200)
  assert.doesNotMatch((await molly.get('/groups/information-security/discussions')).words, /Invoices/)
})

appTest(
  'a cursor somebody made up is refused or begins at the beginning, and never breaks',
  async ({ browser }) => {
    const molly = await browser(cast.staff)
    await molly.open('/groups/gis/discussions')
    await molly.follow('One gazetteer for the data drill')
    const id = /discussions\/([^/?]+)/.exec(molly.page.path)?.[1] ?? ''
    const cursor = (...parts: readonly string[]) => Buffer.from(JSON.stringify(parts)).toString('base64url')
    for (const after of [
      'x',
      cursor('nonsense', id),
      cursor('2026-99-99T00:00:00Z', id),
      cursor('a', 'b', 'c'),
    ])
      assert.ok([200, 422].includes((await molly.get(`${molly.page.path}?after=${after}`)).status), after)
    for (const after of [cursor('yes', 'nonsense', id), cursor('maybe', '2026-11-20T10:00:00Z', id)])
      assert.ok(
        [200, 422].includes((await molly.get(`/groups/gis/discussions?after=${after}`)).status),
        after,
      )
  },
)

appTest(
  'one click stops the mail of a group’s discussions, and the member turns it on again',
  async (app) => {
    const { connects, browser, personOf } = app
    const molly = await browser(cast.staff)
    const group = await connects.db
      .selectFrom('groups.group')
      .select('id')
      .where('code', '=', 'gis')
      .executeTakeFirstOrThrow()
    const address = connects.platform.post.links.stop(personOf(cast.staff), `groups.discussions.${group.id}`)
    const path = address.replace(/^https?:\/\/[^/]+/, '')
    const machine = await browser()
    const shown = await machine.get(path)
    assert.match(shown.words, /You will get no more mail from the discussions of GIS Group/)
    const type = { 'content-type': 'application/x-www-form-urlencoded' }
    assert.equal((await machine.request('POST', path, type, 'List-Unsubscribe=One-Click')).status, 200)
    await molly.open('/groups/gis/discussions')
    assert.match(molly.page.words, /Mail to you: no mail\./)
    await molly.follow('Choose otherwise')
    await molly.send({ choice: 'Each post at once' })
    assert.match(molly.page.words, /Mail to you: each post at once\./)
  },
)
