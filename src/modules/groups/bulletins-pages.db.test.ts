// Bulletins as people meet them: the page, the receipt, the list as a file, the group's page.
import assert from 'node:assert/strict'
import { appTest } from '#test/support/app.ts'
import { linksOf } from '#test/support/browsing.ts'
import { cast } from '#test/support/people.ts'

const SECRETARY = 'security@kcc.example'
const MEMBER = 'security@ashford.example'
const NAMED = 'security@kent-police.example'
const AMBER = 'Invoices with a false change of bank details'
const RED = 'An inquiry that must not be disturbed'

appTest('a member reads the AMBER bulletin, and the secretary sees that they have', async ({ browser }) => {
  const member = await browser(MEMBER)
  await member.open('/groups/information-security')
  await member.follow(AMBER)
  assert.match(member.page.words, /TLP:AMBER is for members of the group and/)
  assert.match(member.page.words, /That you opened it is recorded/)
  const address = member.page.path
  const secretary = await browser(SECRETARY)
  await secretary.open(address)
  await secretary.follow('Who has read it')
  assert.match(secretary.page.words, /Dylan Kilnworth/)
  assert.match(secretary.page.words, /2 of 4 members have opened it/)
  assert.equal((await member.get(`${address}/readers`)).status, 403)
  await secretary.open(address)
  await secretary.follow('Correct it')
  await secretary.send({ body: 'Three councils by now.', reason: 'Another letter came' })
  assert.match(secretary.page.words, /The bulletin was corrected/)
  await member.open('/groups/information-security/bulletins')
  assert.match(member.page.words, new RegExp(`${AMBER} TLP:AMBER .* Not read`))
})

appTest(
  'B7: the form to correct a bulletin shows its text to nobody without a receipt',
  async ({ browser, written }) => {
    const member = await browser(MEMBER)
    await member.open('/groups/information-security')
    await member.follow(AMBER)
    const address = `${member.page.path}/correct`
    const denied = await member.get(address)
    assert.equal(denied.status, 403)
    assert.doesNotMatch(denied.words, /change of bank details/)
    const receipts = async () => Number((await written()).get('groups.bulletin_receipt') ?? 0)
    const before = await receipts()
    const chair = await browser('security@medway.example')
    assert.equal((await chair.get(address)).status, 200)
    assert.equal(await receipts(), before + 1)
  },
)

appTest(
  'RED is on the page of those it names, with no title elsewhere, in no list of others and no file',
  async ({ browser }) => {
    const named = await browser(NAMED)
    await named.open('/bulletins')
    await named.follow(RED)
    assert.match(named.page.body, /<title>A bulletin marked TLP:RED/)
    assert.match(String(named.page.headers['cache-control']), /no-store/)
    assert.match(
      named.page.body,
      /<div class="govuk-!-display-none-print"><p class="govuk-body">The police look/,
    )
    const address = named.page.path
    const member = await browser(MEMBER)
    assert.doesNotMatch((await member.open('/bulletins')).words, new RegExp(RED))
    const denied = await member.get(address)
    const unknown = await member.get('/bulletins/01a1f8a7-471e-78c0-86f6-864984306eb8')
    assert.equal(denied.status, 404)
    const said = (page: { readonly words: string }): string => page.words.replace(/Reference \S+/, '')
    assert.equal(said(denied), said(unknown))
    const csv = await named.get('/bulletins?format=csv')
    assert.doesNotMatch(csv.body, new RegExp(`${RED}|${AMBER}`))
    assert.match(csv.body, /A second factor for remote access/)
    assert.equal((await named.get(`${address}/file`)).status, 404)
  },
)

appTest(
  'a visitor reads what is CLEAR and nothing else, and leaves no receipt',
  async ({ browser, written }) => {
    const visitor = await browser()
    const before = (await written()).get('groups.bulletin_receipt')
    await visitor.open('/groups/information-security')
    assert.doesNotMatch(visitor.page.words, /second factor/)
    await visitor.follow('Passwords of three random words')
    assert.match(visitor.page.words, /everybody, visitors too/)
    assert.match(
      visitor.page.words,
      /Published .* by Information Security Group/,
      'the group speaks, no member',
    )
    assert.equal((await written()).get('groups.bulletin_receipt'), before)
  },
)

appTest(
  'a chair publishes a bulletin in the browser, and is told what its mark refuses',
  async ({ browser }) => {
    const chair = await browser('security@medway.example')
    await chair.open('/groups/information-security')
    await chair.follow('Publish a bulletin')
    await chair.attempt({ title: 'For two', source: 'Us', body: 'Words', mark: 'red' })
    assert.match(chair.page.words, /Select the people whom TLP:RED is for/)
    await chair.send({ title: 'For all', source: 'Us', body: 'Words.\n\nMore words.', mark: 'green' })
    assert.match(chair.page.words, /The bulletin was published/)
    await chair.follow('Send it to another group')
    await chair.send({ group: 'GIS Group' })
    assert.match(chair.page.words, /The bulletin was sent/)
    assert.match(chair.page.words, /For all/)
  },
)

appTest('whoever joins the group reads at once what is for its members', async ({ browser }) => {
  const lead = await browser('leadership@swale.example')
  assert.doesNotMatch((await lead.open('/groups/information-security')).words, /A weakness in a product/)
  await lead.follow('Join this group')
  await lead.send()
  await lead.follow('A weakness in a product that several partners use')
  assert.match(lead.page.words, /TLP:AMBER\+STRICT is for the members of the group and nobody else/)
  await lead.open('/groups/information-security/leave')
  await lead.send()
  assert.doesNotMatch((await lead.open('/groups/information-security')).words, /A weakness in a product/)
})

appTest('a file of the group is served to its audience only', async ({ browser }) => {
  const member = await browser(MEMBER)
  await member.open('/groups/information-security')
  await member.follow('Whom to call in an incident')
  const address = member.page.path
  const { status, body, headers } = await member.get(`${address}/file`)
  assert.equal(status, 200)
  assert.match(body, /Whom to call first/)
  assert.match(String(headers['content-disposition']), /attachment/)
  const outside = await browser(cast.staff)
  assert.equal((await outside.get(address)).status, 404)
  assert.equal((await outside.get(`${address}/file`)).status, 404)
})

appTest('a program lists GREEN and CLEAR, and has no way to read any text', async ({ program }) => {
  const member = await program(MEMBER)
  const listed = (await member.get('groups.bulletin.list')).value.rows as { mark: string }[]
  assert.deepEqual([...new Set(listed.map((one) => one.mark))].toSorted(), ['clear', 'green'])
  assert.equal((await member.get('groups.bulletin.read')).status, 404)
  assert.equal((await member.post('groups.bulletin.publish', {})).status, 404)
})

appTest('a place in a list that no list gave out is refused in words', async ({ browser }) => {
  const member = await browser(MEMBER)
  const forged = Buffer.from(JSON.stringify(['soon', '01a1f8a7-471e-78c0-86f6-864984306eb8'])).toString(
    'base64url',
  )
  for (const path of [
    '/bulletins',
    '/groups/information-security/bulletins',
    '/groups/information-security/history',
  ])
    assert.equal((await member.get(`${path}?after=${forged}`)).status, 422, path)
  assert.equal((await member.get('/bulletins/not-an-id')).status, 404)
  assert.equal((await member.get('/resources/not-an-id')).status, 404)
  assert.equal((await member.get('/groups/information-security/terms/9')).status, 404)
})

appTest('a partnership officer who sits in no group sees no bulletin of its members', async ({ browser }) => {
  for (const mail of [cast.fundOfficer, cast.otherPartnership]) {
    const officer = await browser(mail)
    await officer.open('/bulletins')
    assert.doesNotMatch(officer.page.words, /A weakness in a product/)
    assert.ok(!linksOf(officer.page).some((one) => one.endsWith('/bulletins/new')))
  }
})
