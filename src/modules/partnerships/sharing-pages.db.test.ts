// The pages of shared services, champions and directories, as the cast of the demonstration sees them.
import assert from 'node:assert/strict'
import { appTest, type App } from '#test/support/app.ts'
import { linksOf } from '#test/support/browsing.ts'
import { cast } from '#test/support/people.ts'

const BOARD = '/partnerships/civilian-military'

async function arrangement(app: App, service: string): Promise<string> {
  const row = await app.connects.db
    .selectFrom('partnerships.arrangement')
    .select('id')
    .where('service', '=', service)
    .where('as_of_year', 'is', null)
    .orderBy('area')
    .executeTakeFirstOrThrow()
  return `/shared-services/${row.id}`
}

async function bodyId(app: App, code: string): Promise<string> {
  const row = await app.connects.db
    .selectFrom('organisations.organisation_card')
    .select('id')
    .where('code', '=', code)
    .executeTakeFirstOrThrow()
  return row.id
}

appTest('a visitor sees the sixteen of 2010 and nothing of today; staff see both', async (app) => {
  const visitor = await app.browser()
  const history = await visitor.open('/shared-services')
  assert.match(history.words, /16 of 16/)
  assert.doesNotMatch(history.words, /Savings|Accessibility of websites/)
  const today = await arrangement(app, 'Information security')
  assert.equal((await visitor.get(today)).status, 404)
  assert.equal((await visitor.get('/shared-services/savings')).status, 303)
  const matrix = await visitor.open('/shared-services/matrix')
  assert.match(matrix.words, /as of 2010/)
  assert.match(matrix.words, /Internal audit/)
  assert.doesNotMatch(matrix.words, /Geographic information/)
  const staff = await app.browser(cast.staff)
  assert.match((await staff.open('/shared-services')).words, /22 of 22[\s\S]*CSV/)
  assert.match((await staff.open(today)).words, /In development[\s\S]*Medway/)
  assert.match((await staff.open('/shared-services?stage=exploring&year=now')).words, /2 of 2/)
})

appTest('the matrix says each stage in a word, and its files hold the same', async (app) => {
  const staff = await app.browser(cast.staff)
  const page = await staff.open('/shared-services/matrix?year=2010')
  assert.match(page.words, /Shared[\s\S]*Joint[\s\S]*Dev[\s\S]*Expl/)
  const file = (await staff.get('/shared-services/matrix?year=2010&format=csv')).body
  const audit = file.split('\r\n').find((line) => line.startsWith('Internal audit'))
  assert.match(file, /^.?Service,Heading,Ashford Borough Council,/)
  assert.match(audit ?? '', /Shared service,.*Joint management/)
  assert.equal((await staff.get('/shared-services/matrix?format=xlsx')).bytes.subarray(0, 2).toString(), 'PK')
  assert.match((await staff.open('/shared-services/matrix?area=Nowhere')).words, /Nothing to lay out/)
  const gaps = await staff.open('/shared-services/gaps')
  assert.match(gaps.words, /Geographic information: East Kent \(.*\) and West Kent/)
  assert.match(gaps.words, /share nothing[\s\S]*Kent Police/)
})

appTest(
  'recording an arrangement shows who else is exploring it first; the lead then moves, claims and ends it',
  async (app) => {
    const lead = await app.browser(cast.chair)
    await lead.open('/services/geographic-information')
    await lead.follow('Record an arrangement')
    assert.match(lead.page.words, /Who else is exploring or sharing Geographic information\?[\s\S]*West Kent/)
    const medway = await bodyId(app, 'medway')
    const answers = { stage: 'exploring', area: 'Estuary', lead: medway, partners: medway }
    assert.equal((await lead.attempt(answers)).status, 422)
    assert.match(lead.page.words, /The lead is a party already/)
    await lead.send({ ...answers, partners: await bodyId(app, 'swale') })
    assert.match(lead.page.words, /Exploring[\s\S]*Swale/)
    const at = lead.page.path
    await lead.follow('Move it to another stage')
    await lead.send({ stage: 'in development' })
    await lead.follow('Claim a saving')
    assert.equal((await lead.attempt({ amount: '1,319.005' })).status, 422)
    await lead.send({ amount: '1,319', note: 'One licence' })
    assert.match(lead.page.words, /£1,319/)
    await lead.open(at)
    await lead.follow('A body joins')
    await lead.send({ organisation: await bodyId(app, 'kcc'), role: 'co-opted' })
    await lead.follow('Change it')
    await lead.send({ area: 'The estuary', note: 'Renamed' })
    assert.match(lead.page.words, /The estuary/)
    await lead.follow('A body leaves')
    const party = await app.connects.db
      .selectFrom('partnerships.arrangement_party')
      .select('id')
      .where('arrangement_id', '=', at.split('/').at(-1) ?? '')
      .where('role', '=', 'co-opted')
      .executeTakeFirstOrThrow()
    await lead.send({ party: party.id, 'until-day': '20', 'until-month': '11', 'until-year': '2026' })
    assert.match(lead.page.words, /No longer part of it/)
    await lead.follow('End it')
    await lead.send({ reason: 'Only a trial' })
    assert.match(lead.page.words, /Ended[\s\S]*Only a trial/)
  },
)

appTest('somebody else confirms a saving, and a body that is interested is answered', async (app) => {
  const accounts = await app.browser(cast.financeOfficer)
  await accounts.open(await arrangement(app, 'Accessibility of websites'))
  await accounts.follow(/^Confirm the saving/)
  assert.match(accounts.page.words, /£22,000 is claimed/)
  assert.equal((await accounts.attempt({ amount: '23000' })).status, 422)
  await accounts.send({ amount: '21000' })
  assert.match((await accounts.open('/shared-services/savings')).words, /£63,000 £59,500/)
  const lead = await app.browser(cast.chair)
  await lead.open(await arrangement(app, 'Information security'))
  await lead.follow(/^Answer Ashford/)
  await lead.send({ answer: 'Gladly' })
  assert.match(lead.page.words, /Answered: Gladly/)
  const staff = await app.browser(cast.staff)
  await staff.open(await arrangement(app, 'Information security'))
  await staff.follow('Tell them you are interested')
  await staff.send({ words: 'And we?' })
  assert.equal((await staff.get(`${await arrangement(app, 'Information security')}/edit`)).status, 404)
})

appTest(
  'the list of services is kept by the administrator, who sees the names it does not know',
  async (app) => {
    const administrator = await app.browser(cast.administrator)
    assert.match(
      (await administrator.open('/services')).words,
      /not on the list[\s\S]*IT systems \(one arrangement\)/,
    )
    await administrator.follow('Add a service')
    await administrator.send({
      code: 'it-systems',
      name: 'Line of business systems',
      heading: 'Corporate',
      alsoCalled: 'IT systems',
    })
    assert.match(administrator.page.words, /In earlier years[\s\S]*West Kent/)
    await administrator.follow('Change it')
    await administrator.send({ name: 'Business systems' })
    assert.match(administrator.page.words, /Line of business systems/)
    await administrator.follow('Take it off the list')
    await administrator.send()
    assert.match(administrator.page.words, /Not on the list since/)
    assert.equal((await (await app.browser(cast.staff)).get('/services/add')).status, 403)
  },
)

appTest('champions: the gaps are seen, a body’s lead names one, an officer writes to all', async (app) => {
  const visitor = await app.browser()
  assert.equal((await visitor.get(`${BOARD}/champions`)).status, 303)
  const staff = await app.browser(cast.staff)
  assert.match((await staff.open(`${BOARD}/champions`)).words, /Wilfred Colours[\s\S]*Nobody named/)
  assert.doesNotMatch(staff.page.words, /Name one/)
  const lead = await app.browser(cast.chair)
  await lead.open(`${BOARD}/champions`)
  await lead.follow(/^Name one Elected member champion/)
  await lead.send({ person: app.personOf('covenant@medway.example') })
  assert.match(lead.page.words, /1 of 2/)
  const officer = await app.browser(cast.partnershipOfficer)
  const at = '/partnerships/kent-connects/champions'
  await officer.open(at)
  await officer.follow('Write to all of them Cyber lead')
  assert.match(officer.page.words, /This goes to 4 people in 4 bodies, of 19/)
  await officer.send({ title: 'Patch', words: 'Today, please.' })
  assert.match(officer.page.words, /Cyber lead/)
  await officer.follow('Add a role')
  await officer.send({ name: 'Data protection lead', purpose: 'Answers for personal data' })
  await officer.follow('Change Data protection lead')
  await officer.send({ purpose: 'Answers for personal data in the body' })
  await officer.follow('End Data protection lead')
  await officer.send()
  await officer.follow(/^End Viktor Ramparts/)
  await officer.send()
  assert.match(officer.page.words, /Earlier champions[\s\S]*Viktor Ramparts/)
  const file = (await officer.get(`${at}?format=csv`)).body
  assert.match(file, /Ashford Borough Council,.*Dylan Kilnworth/)
})

appTest(
  'the directory: anybody searches it, who is signed in says what is wrong, its keeper settles it',
  async (app) => {
    const visitor = await app.browser()
    assert.match((await visitor.open(`${BOARD}/directory`)).words, /7 of 7 services/)
    assert.match(
      (await visitor.open(`${BOARD}/directory?q=housing+veterans`)).words,
      /Housing advice for veterans/,
    )
    assert.match((await visitor.open(`${BOARD}/directory?q=zeppelin`)).words, /No service matches/)
    await visitor.open(`${BOARD}/directory`)
    await visitor.follow('Housing advice for veterans')
    assert.match(visitor.page.words, /kept right by Kent County Council/)
    const at = visitor.page.path
    const staff = await app.browser(cast.staff)
    await staff.open(at)
    await staff.follow('Tell us')
    await staff.send({ words: 'The telephone is not answered' })
    const lead = await app.browser(cast.administrator)
    await lead.open(at)
    await lead.follow(/^Settle it/)
    await lead.send({ answer: 'A new number' })
    await lead.follow('Change it')
    await lead.send({ phone: '01632 960199' })
    assert.match(lead.page.words, /01632 960199/)
    await lead.follow('It is still right')
    await lead.send()
    await lead.follow('Take it out')
    await lead.send()
    assert.match(lead.page.words, /6 of 6 services/)
    await lead.follow('Add a topic')
    await lead.send({ name: 'Travel' })
    assert.match(String((await visitor.get(`${BOARD}/directory?format=csv`)).headers['content-type']), /csv/)
  },
)

appTest('partnership, organisation and home show what belongs to them', async (app) => {
  const staff = await app.browser(cast.staff)
  assert.match(
    (await staff.open('/partnerships/kent-connects')).words,
    /Champions[\s\S]*Cyber lead: 4 of 19[\s\S]*Shared services/,
  )
  assert.match((await staff.open('/organisations/medway')).words, /Shared services[\s\S]*Champions/)
  assert.match((await (await app.browser()).open(BOARD)).words, /Directory of services All 7 services/)
  const lead = await app.browser(cast.chair)
  const home = await lead.open('/')
  assert.match(home.words, /Ashford Borough Council is interested in “Information security”/)
  assert.match(home.words, /Name your Accessibility lead/)
  assert.match(home.words, /Review the shared service “Information security”/)
})

appTest('every link of these pages leads somewhere, for who keeps them and for visitors', async (app) => {
  const starts = [
    '/shared-services',
    '/shared-services/matrix',
    '/services/internal-audit',
    `${BOARD}/directory`,
    `${BOARD}/champions`,
  ]
  for (const mail of [cast.chair, undefined]) {
    const browser = await app.browser(mail)
    const seen = new Set<string>()
    for (const start of starts) {
      const answer = await browser.get(start)
      if (answer.status !== 200) continue
      const own = linksOf(answer).filter((link) =>
        /^\/(shared-services|services|partnerships\/civ)/.test(link),
      )
      for (const link of own.slice(0, 12)) {
        if (seen.has(link)) continue
        seen.add(link)
        assert.ok((await browser.get(link)).status < 400, `${start} → ${link}`)
      }
    }
  }
})

appTest('an address that is no id is not found, like an unknown one', async (app) => {
  const lead = await app.browser(cast.administrator)
  for (const path of [
    '/shared-services/x',
    '/shared-services/x/edit',
    '/services/atlantis',
    `${BOARD}/directory/x`,
    `${BOARD}/champions/x/end`,
    `${BOARD}/champions/roles/x/write`,
    `${await arrangement(app, 'Information security')}/savings/x`,
    `${await arrangement(app, 'Information security')}/interests/x`,
  ])
    assert.equal((await lead.get(path)).status, 404, path)
})
