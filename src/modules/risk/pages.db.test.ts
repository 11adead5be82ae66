// The pages of risk over the Kent demonstration.
import assert from 'node:assert/strict'
import { appTest } from '#test/support/app.ts'
import { linksOf } from '#test/support/browsing.ts'
import { cast } from '#test/support/people.ts'

const SECURITY = 'security@medway.example'

appTest(
  'staff of a partner read the partnership’s register, with what was escalated to it and where from',
  async ({ browser }) => {
    const staff = await browser(cast.staff)
    await staff.open('/risks')
    assert.match(staff.page.words, /Kent Connects risk register/)
    assert.doesNotMatch(staff.page.words, /Information security risk register/)
    await staff.follow('Kent Connects risk register')
    assert.match(
      staff.page.words,
      /Ransomware spreads from one partner to others ISG-R-001 Escalated Information security/,
    )
    await staff.follow('Ransomware spreads from one partner to others')
    assert.equal(staff.page.path, '/risks/isg/isg-r-001')
    assert.match(staff.page.words, /Because of networks that trust each other, there is a risk that/)
    assert.ok(!linksOf(staff.page).includes('/risks/isg'), 'the register below is not theirs')
    assert.equal((await staff.get('/risks/isg')).status, 404)
    assert.equal((await staff.get('/risks/isg/isg-r-002')).status, 404)
    assert.equal((await staff.get('/risks/kc/isg-r-001')).status, 404)
  },
)

appTest('a visitor is asked to sign in, and another partnership sees nothing', async ({ browser }) => {
  const visitor = await browser()
  assert.equal((await visitor.get('/risks')).status, 303)
  const other = await browser('estates@secamb.example')
  await other.open('/risks')
  assert.match(other.page.words, /No registers here yet/)
  assert.equal((await other.get('/risks/kc')).status, 404)
  assert.equal((await other.get('/risks/kc/register.pdf')).status, 404)
  assert.equal((await other.get('/risks/kc/heat-map')).status, 404)
})

appTest(
  'a register is filtered, sorted by what remains, and saved as CSV, spreadsheet and PDF of the same rows',
  async ({ browser }) => {
    const staff = await browser(cast.staff)
    await staff.open('/risks/kc')
    assert.ok(staff.page.words.indexOf('Ransomware') < staff.page.words.indexOf('Subscriptions come in late'))
    await staff.open('/risks/kc?band=low')
    assert.match(staff.page.words, /No risks here/)
    await staff.open('/risks/kc?from=isg')
    assert.doesNotMatch(staff.page.words, /Partners leave/)
    await staff.open('/risks/kc?state=closed')
    assert.match(staff.page.words, /The old booking system stops/)
    const csv = (await staff.get('/risks/kc?format=csv')).body
    assert.match(csv, /Risk,Reference,In a sentence,From,Category,Owner/)
    assert.match(csv, /KC-R-001,"Because of budgets/)
    assert.equal((await staff.get('/risks/kc?format=xlsx')).bytes.subarray(0, 2).toString(), 'PK')
    const pdf = await staff.get('/risks/kc/register.pdf')
    assert.equal(pdf.bytes.subarray(0, 5).toString(), '%PDF-')
    assert.match((await staff.get('/risks/kc/loadable.csv')).body, /^\ufeffregister,title,cause,event/)
    for (const strange of ['?band=x&owner=1&from=%27&likelihood=99', '?owner=not-an-id'])
      assert.equal((await staff.get(`/risks/kc${strange}`)).status, 200)
    assert.equal((await staff.get('/risks/kc?after=nonsense')).status, 422)
  },
)

appTest(
  'the heat map is a table whose cells lead to their risks, for each of the three scores',
  async ({ browser }) => {
    const staff = await browser(cast.staff)
    await staff.open('/risks/kc/heat-map')
    assert.match(staff.page.words, /5 Very likely/)
    const cell = linksOf(staff.page).find((href) => href.includes('likelihood='))
    assert.ok(cell)
    await staff.open(cell)
    assert.doesNotMatch(staff.page.words, /No risks here/)
    for (const measure of ['inherent', 'target']) {
      await staff.open(`/risks/kc/heat-map?measure=${measure}`)
      assert.match(staff.page.words, new RegExp(`Risks by likelihood and impact, ${measure} score`))
    }
    assert.equal((await staff.get('/risks/kc/heat-map?measure=nonsense')).status, 200)
  },
)

appTest('a member raises a risk, and its keeper scores, completes and opens it', async ({ browser }) => {
  const member = await browser('security@ashford.example')
  await member.open('/risks/isg')
  await member.follow('Raise a risk')
  await member.attempt({
    register: 'Information security risk register',
    title: 'Lost telephones',
    cause: 'telephones without a lock',
    event: 'a telephone without a lock',
    consequence: 'letters read by a stranger',
  })
  assert.match(member.page.words, /The event only repeats the cause/)
  await member.send({ event: 'a stranger finds one in a train' })
  assert.match(member.page.words, /ISG-R-008 was raised/)
  assert.match(member.page.words, /Before it can be opened it needs a category/)
  assert.ok(!linksOf(member.page).some((href) => href.endsWith('/edit')), 'a member changes nothing')
  const keeper = await browser(SECURITY)
  const at = '/risks/isg/isg-r-008'
  await keeper.open(`${at}/edit`)
  await keeper.send({ category: 'Cyber security', proximity: 'now', response: 'treat' })
  await keeper.open(`${at}/owner`)
  await keeper.send({ owner: 'Viktor Ramparts, Medway Council' })
  for (const [measure, likelihood] of [
    ['inherent', '4'],
    ['residual', '4'],
  ] as const) {
    await keeper.open(`${at}/assess?measure=${measure}`)
    await keeper.send({ likelihood, impact: '4' })
  }
  assert.match(keeper.page.words, /The residual score is very high/)
  await keeper.follow('Open it')
  await keeper.send()
  assert.match(keeper.page.words, /ISG-R-008 is open/)
  assert.match(keeper.page.words, /A risk that stays very high asks for Kent Connects risk register/)
  await keeper.open(`${at}/escalate`)
  await keeper.send({ register: 'Kent Connects risk register', reason: 'Every partner has them' })
  const chair = await browser(cast.chair)
  await chair.open('/')
  assert.match(chair.page.words, /Answer for "Lost telephones", escalated to your register/)
  await chair.open(at)
  await chair.follow('Accept it')
  await chair.send({ words: 'On the next agenda' })
  assert.match(chair.page.words, /The risk is seen in your register too/)
})

appTest(
  'the owner judges a control with a file, reviews, and gives somebody an action',
  async ({ browser }) => {
    const owner = await browser(SECURITY)
    await owner.open('/risks/isg/isg-r-001')
    const test = linksOf(owner.page).find((href) => href.endsWith('/test'))
    assert.ok(test)
    await owner.open(test)
    await owner.send({
      effectiveness: 'effective',
      words: 'Fifteen of sixteen keep to the list',
      file: { name: 'list.txt', bytes: Buffer.from('Fifteen') },
    })
    assert.match(owner.page.words, /The evidence was recorded/)
    const file = linksOf(owner.page).find((href) => href.includes('/evidence/'))
    assert.ok(file)
    assert.equal((await owner.get(file)).body, 'Fifteen')
    const stranger = await browser('estates@secamb.example')
    assert.equal((await stranger.get(file)).status, 404)
    await owner.open('/risks/isg/isg-r-001/review')
    await owner.attempt({ outcome: 'changed' })
    assert.match(owner.page.words, /Say in a sentence what has changed/)
    await owner.send({ outcome: 'still-right' })
    assert.match(owner.page.words, /The review was recorded/)
    await owner.open('/risks/isg/isg-r-001/actions/new')
    await owner.send({ what: 'Ask the last partner', owner: 'Amina Lanternshaw, Kent Police' })
    assert.match(owner.page.words, /Ask the last partner Amina Lanternshaw/)
  },
)

appTest('whoever may not do a thing is not offered it, and its address is not there', async ({ browser }) => {
  const staff = await browser(cast.staff)
  for (const step of [
    'edit',
    'owner',
    'assess',
    'review',
    'close',
    'controls/new',
    'escalate',
    'actions/new',
  ])
    assert.ok([403, 404].includes((await staff.get(`/risks/kc/kc-r-001/${step}`)).status), step)
  for (const step of ['edit', 'close', 'officers/new'])
    assert.ok([403, 404].includes((await staff.get(`/risks/kc/${step}`)).status), step)
  await staff.open('/risks/kc/kc-r-001')
  assert.ok(!linksOf(staff.page).some((href) => /\/(?:edit|owner|assess|review|close)$/.test(href)))
})

appTest(
  'the administrator revises the matrix; the scores that stand keep their version',
  async ({ browser }) => {
    const administrator = await browser(cast.administrator)
    await administrator.open('/risks/matrices/five-by-five')
    await administrator.follow('Give it a new version')
    await administrator.send({ 'bands-2-from': '9' })
    assert.match(administrator.page.words, /The matrix has a new version/)
    assert.match(administrator.page.words, /Version 2, from 20 November 2026/)
    const owner = await browser(cast.chair)
    await owner.open('/risks/kc/kc-r-001')
    assert.match(owner.page.words, /version 1/)
    await administrator.open('/risks/matrices/five-by-five/revise')
    await administrator.attempt({ 'cells-0-likelihood': '5', 'cells-0-impact': '5', 'cells-0-band': 'low' })
    assert.match(administrator.page.words, /falls at 5 × 5/)
  },
)

appTest('an officer opens a register, changes it, names an officer and closes it', async ({ browser }) => {
  const officer = await browser(cast.partnershipOfficer)
  await officer.open('/risks/new')
  await officer.send({
    code: 'events',
    name: 'Events register',
    level: 'service',
    owner: 'Priya Orchard, Kent County Council',
    partnership: 'Kent Connects',
    audience: 'partners',
    parent: 'Kent Connects risk register',
    matrix: 'Five by five',
    appetite: 'medium',
  })
  assert.match(officer.page.words, /The register was opened/)
  await officer.open('/risks/events/edit')
  await officer.attempt({ name: 'Register of events', audience: 'staff' })
  assert.match(officer.page.words, /There is nobody to see it/)
  await officer.send({ audience: 'partners' })
  await officer.open('/risks/events/officers/new')
  await officer.send({ person: 'Ravi Contour, Kent County Council' })
  assert.match(officer.page.words, /The officer was named/)
  await officer.open('/risks/events/close')
  await officer.send()
  assert.match(officer.page.words, /The register was closed/)
})

appTest('a group’s, a partnership’s and a project’s page show their risks', async ({ browser }) => {
  const member = await browser(SECURITY)
  await member.open('/groups/information-security')
  assert.match(member.page.words, /Ransomware spreads/)
  await member.open('/partnerships/kent-connects')
  assert.match(member.page.words, /Councils are reorganised|Ransomware spreads/)
  const manager = await browser(cast.partnershipOfficer)
  await manager.open('/risks')
  await manager.follow(/Risks of (?!the strategic)/)
  assert.match(manager.page.words, /The supplier’s one engineer leaves/)
  const visitor = await browser()
  await visitor.open('/partnerships/kent-connects')
  assert.doesNotMatch(visitor.page.words, /Ransomware/)
})
