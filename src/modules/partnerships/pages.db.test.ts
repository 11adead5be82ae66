// The pages of partnerships, as the cast of the demonstration sees them.
import assert from 'node:assert/strict'
import { appTest, isLong, type App } from '#test/support/app.ts'
import { linksOf } from '#test/support/browsing.ts'
import { cast } from '#test/support/people.ts'

const AT = '/partnerships/kent-connects'

appTest('a visitor reads partnerships, members and shared services, and no money', async (app) => {
  const visitor = await app.browser()
  const list = await visitor.open('/partnerships')
  assert.match(list.words, /Kent Connects/)
  assert.doesNotMatch(list.words, /Add a partnership/)
  const page = await visitor.open(AT)
  assert.match(page.words, /19 today/)
  assert.doesNotMatch(page.words, /Subscriptions|Officers|Agreements|What papers state/)
  const members = await visitor.open(`${AT}/members?on=2010-01-01`)
  assert.match(members.words, /19 members on 1 January 2010/)
  assert.match((await visitor.open(`${AT}/members?on=2000-12-31`)).words, /No members on that day/)
  assert.match((await visitor.open('/shared-services?area=West+Kent')).words, /Joint management/)
  assert.equal((await visitor.get(`${AT}/subscriptions`)).status, 303)
  assert.equal((await visitor.get('/partnerships/atlantis')).status, 404)
})

appTest('money is shown to the officers of the partnership and to nobody else', async (app) => {
  const accounts = await app.browser(cast.financeOfficer)
  const page = await accounts.open(`${AT}/subscriptions`)
  assert.match(page.words, /Part paid/)
  assert.match(page.words, /Overdue/)
  assert.match((await accounts.open(`${AT}/subscriptions?state=overdue`)).words, /Gravesham/)
  const foreign = await app.browser(cast.otherPartnership)
  assert.equal((await foreign.get(`${AT}/subscriptions`)).status, 403)
  const staff = await app.browser(cast.staff)
  assert.equal((await staff.get(`${AT}/subscriptions`)).status, 403)
})

appTest('the finance system gets one line a charge, in pounds, with a reference', async (app) => {
  const accounts = await app.browser(cast.financeOfficer)
  const file = await accounts.get(`${AT}/subscriptions?format=finance`)
  const lines = file.body.replace('\ufeff', '').trim().split('\r\n')
  assert.equal(
    lines[0],
    'reference,customer_code,customer_name,description,amount,received,outstanding,raised_on,due_on',
  )
  assert.equal(lines.length, 20)
  assert.match(
    file.body,
    /kent-connects\/2026\/thanet,thanet,Thanet District Council,.*,6500\.00,3250\.00,3250\.00,2026-04-07,2026-05-07/,
  )
  for (const path of [`${AT}/subscriptions`, `${AT}/members`, '/partnerships', '/shared-services']) {
    assert.match(String((await accounts.get(`${path}?format=csv`)).headers['content-type']), /csv/, path)
    assert.equal((await accounts.get(`${path}?format=xlsx`)).bytes.subarray(0, 2).toString(), 'PK', path)
  }
})

async function chargeOf(app: App, code: string): Promise<string> {
  const row = await app.connects.db
    .selectFrom('partnerships.charge as charge')
    .innerJoin('organisations.organisation as body', 'body.id', 'charge.organisation_id')
    .select('charge.id')
    .where('body.code', '=', code)
    .orderBy('charge.year_starting', 'desc')
    .executeTakeFirstOrThrow()
  return `${AT}/subscriptions/${row.id}`
}

appTest('a finance officer records a payment, is refused too much, and reverses it', async (app) => {
  const accounts = await app.browser(cast.financeOfficer)
  const at = await chargeOf(app, 'thanet')
  await accounts.open(at)
  await accounts.follow('Record a payment')
  assert.equal((await accounts.attempt({ amount: '4000', reference: 'BACS 99' })).status, 409)
  await accounts.send({ amount: '3,250.00', reference: 'BACS 99' })
  assert.match(accounts.page.words, /State Paid/)
  await accounts.follow('Reverse the payment BACS 99')
  await accounts.send({ reason: 'The bank took it back' })
  assert.match(accounts.page.words, /Part paid/)
  assert.match(accounts.page.words, /Reversal/)
})

appTest('raising the year again charges nobody twice and says so', async (app) => {
  const accounts = await app.browser(cast.financeOfficer)
  await accounts.open(`${AT}/subscriptions/raise`)
  await accounts.send()
  assert.match(accounts.page.words, /all 19 members had been/)
  await accounts.open(`${AT}/tiers`)
  await accounts.follow('Set a tier or an amount')
  assert.equal(
    (
      await accounts.attempt({
        code: 'higher',
        name: 'Higher subscription',
        fromYear: '2026',
        yearly: '1',
        fundPerMille: '400',
      })
    ).status,
    409,
  )
  await accounts.send({ fromYear: '2027', yearly: '12500' })
  assert.match(accounts.page.words, /£12,500/)
})

appTest('a member joins, changes its tier and leaves, by the partnership’s officer', async (app) => {
  const officer = await app.browser(cast.partnershipOfficer)
  const { id } = await app.connects.db
    .selectFrom('organisations.organisation')
    .select('id')
    .where('code', '=', 'secamb')
    .executeTakeFirstOrThrow()
  await officer.open(`${AT}/members/add`)
  await officer.send({
    organisation: id,
    'joinedOn-day': '1',
    'joinedOn-month': '10',
    'joinedOn-year': '2026',
  })
  assert.match((await officer.open(AT)).words, /20 today/)
  await officer.open(`${AT}/members`)
  await officer.follow('Leaves South East Coast Ambulance')
  await officer.send({ 'leftOn-day': '31', 'leftOn-month': '3', 'leftOn-year': '2027' })
  assert.match(officer.page.words, /31 March 2027/)
  const foreign = await app.browser(cast.otherPartnership)
  assert.equal((await foreign.post(`${AT}/members/add`, { organisation: id })).status, 403)
})

appTest(
  'an officer changes the face of the partnership, and a colour nobody can read is refused',
  async (app) => {
    const officer = await app.browser(cast.partnershipOfficer)
    await officer.open(`${AT}/edit`)
    const refused = await officer.attempt({ brandColour: '#ffd500' })
    assert.equal(refused.status, 422)
    assert.match(refused.words, /White words cannot be read/)
    await officer.send({ brandColour: '#204a87', mark: 'KC' })
  },
)

appTest('an officer is appointed and an agreement added with its paper', async (app) => {
  const officer = await app.browser(cast.partnershipOfficer)
  await officer.open(`${AT}/officers/add`)
  await officer.send({ person: app.personOf(cast.staff), role: 'fund-officer' })
  assert.match(officer.page.words, /Fund officer: Molly Gridref/)
  await officer.follow('End the appointment of Molly Gridref')
  await officer.send()
  await officer.open(`${AT}/agreements/add`)
  await officer.send({
    title: 'Memorandum of understanding',
    'startsOn-day': '1',
    'startsOn-month': '4',
    'startsOn-year': '2026',
  })
  assert.match(officer.page.words, /Memorandum of understanding, from 1 April 2026/)
})

appTest(
  'the report of the papers’ period finds seventeen partners against nineteen, is explained, issued, and read by everybody',
  async (app) => {
    const officer = await app.browser(cast.partnershipOfficer)
    await officer.open(`${AT}/reports/write`)
    await officer.send({
      'from-day': '9',
      'from-month': '11',
      'from-year': '2021',
      'to-day': '24',
      'to-month': '5',
      'to-year': '2023',
    })
    const at = officer.page.path
    assert.match(officer.page.words, /17 is stated, the records give 19/)
    assert.doesNotMatch(officer.page.words, /Issue the report/)
    assert.equal((await officer.post(`${at}/issue`, { version: '1' })).status, 409)
    await officer.follow('Change the front sheet')
    await officer.send({
      to: 'Policy and Resources Cabinet Committee, 24 May 2023',
      recommendations: 'Members are asked to NOTE the report.\nMembers are asked to ENDORSE the programme.',
    })
    // Whatever else later modules find must be explained too.
    for (const href of linksOf(officer.page).filter((one) => one.includes('/explain/'))) {
      await officer.open(href)
      await officer.send({
        explanation: 'The paper counts otherwise than the records; the records are right.',
      })
    }
    await officer.open(at)
    await officer.follow('Issue the report')
    await officer.send()
    const visitor = await app.browser()
    const page = await visitor.open(at)
    for (const label of [
      'From',
      'To',
      'Subject',
      'Classification',
      'Past pathway',
      'Future pathway',
      'Electoral division',
      'Summary',
      'Recommendations',
      'Background documents',
    ])
      assert.match(page.words, new RegExp(label), label)
    const figures = linksOf(page).filter((href) => href.startsWith(`${at}/figures/`))
    assert.ok(figures.length >= 2)
    for (const href of figures) await visitor.open(href)
    assert.match(
      (await visitor.open(`${at}/figures/partnerships.member.count`)).words,
      /Thanet District Council/,
    )
    assert.equal((await visitor.get(`${at}/report.pdf`)).bytes.subarray(0, 5).toString(), '%PDF-')
    assert.equal((await visitor.get(`${at}/report.docx`)).bytes.subarray(0, 2).toString(), 'PK')
    assert.equal((await officer.get(`${at}/edit`)).status, 404)
  },
)

appTest('a draft is not there for others, and its reports list is empty for them', async (app) => {
  const { id } = await app.connects.db
    .selectFrom('partnerships.report')
    .select('id')
    .where('state', '=', 'draft')
    .executeTakeFirstOrThrow()
  for (const mail of [undefined, cast.staff, cast.otherPartnership]) {
    const browser = await app.browser(mail)
    assert.equal((await browser.get(`${AT}/reports/${id}`)).status, 404)
    assert.equal((await browser.get(`${AT}/reports/${id}/report.pdf`)).status, 404)
    assert.match((await browser.open(`${AT}/reports`)).words, /No reports yet/)
  }
})

appTest('every link of these pages leads somewhere, for officers and visitors', async (app) => {
  for (const mail of [undefined, cast.partnershipOfficer, cast.financeOfficer, cast.administrator]) {
    const browser = await app.browser(mail)
    const seen = new Set<string>()
    const queue = ['/partnerships', '/people-and-places']
    while (queue.length > 0 && seen.size < (isLong ? 60 : 12)) {
      const path = queue.shift() ?? ''
      if (seen.has(path)) continue
      seen.add(path)
      const answer = await browser.get(path)
      assert.ok(
        answer.status === 200 || (answer.status === 303 && mail === undefined),
        `${path}: ${answer.status} as ${mail}`,
      )
      queue.push(
        ...linksOf(answer).filter(
          (href) =>
            /^\/(partnerships\/kent-connects|organisations\/(kcc|medway)|people-and|sites\/gun|shared)/.test(
              href,
            ) && !/format=|\/subscriptions\/0/.test(href),
        ),
      )
    }
  }
})

appTest('an address that is no id is not found, like an unknown one', async (app) => {
  const officer = await app.browser(cast.financeOfficer)
  for (const path of [
    `${AT}/subscriptions/x`,
    `${AT}/reports/x`,
    `${AT}/agreements/x`,
    `${AT}/reports/019a0000-0000-7000-8000-000000000000`,
    `${AT}/subscriptions/019a0000-0000-7000-8000-000000000000`,
  ]) {
    assert.equal((await officer.get(path)).status, 404, path)
  }
  // A charge of this partnership is not found under another’s address.
  const charge = (await chargeOf(app, 'kcc')).replace('kent-connects', 'kpsn')
  assert.ok([403, 404].includes((await officer.get(charge)).status))
})
