// The pages of funding as people use them, over the demonstration and without scripts; every page is looked at for
// faults as it is read.
import assert from 'node:assert/strict'
import { appTest, type App } from '#test/support/app.ts'

const WRITER = 'gis@dover.example'
const OFFICER = 'fund.officer@kcc.example'
const FUND = '/funding/programmes/kc-development-fund'

appTest(
  'anybody reads the programmes and sees that eleven projects are twelve; balances and cases are the partnership’s',
  async (app) => {
    const visitor = await app.browser()
    const page = await visitor.open('/funding/programmes/ope')
    assert.match(page.words, /12 projects, 1 programme office and 1 fund, 14 entries in all/)
    assert.match(page.words, /11 is stated, the records give 12/)
    assert.doesNotMatch((await visitor.open('/funding')).words, /Available £/)
    assert.equal((await visitor.get('/funding/cases')).status, 303)
    const estates = await app.browser('estates@kalc.example')
    assert.equal(
      (await estates.get('/funding/cases/KC-2025-001')).status,
      404,
      'another partnership’s cases do not exist for them',
    )
  },
)

appTest(
  'a case is written section by section, checked, submitted, scored and put to the decision without scripts',
  async (app) => {
    const writer = await app.browser(WRITER)
    await writer.open('/funding/cases/start?group=gis')
    const started = await writer.send({
      title: 'Wireless maps for visitors',
      problem:
        'Visitors of shared offices cannot find the wireless network, and ask at the reception every day.',
    })
    const reference = /KC-\d{4}-\d{3}/.exec(started.words)?.[0] ?? ''
    const at = `/funding/cases/${reference}`
    assert.match(started.words, /0 of 7 sections are complete/)
    assert.match(
      started.words,
      /Survey every site before you buy/,
      'a past project that resembles it is shown with its lessons',
    )
    await fillSections(app, writer, at)
    await writer.open(`${at}/check`)
    const sent = await writer.send({}, 'Submit the business case')
    assert.match(sent.words, /was submitted/)
    const officer = await app.browser(OFFICER)
    await officer.open(`${at}/assessors`)
    const assessors = ['leadership@dover.example', 'leadership@ashford.example']
    await officer.send({ people: assessors.map((mail) => app.personOf(mail)) })
    for (const mail of assessors) {
      const assessor = await app.browser(mail)
      assert.match((await assessor.open('/')).words, new RegExp(`Score business case ${reference}`))
      await assessor.open(`${at}/score`)
      const refused = await assessor.attempt({ 'scores-0-score': '4' })
      assert.equal(refused.status, 422, 'every criterion is scored')
      const scored = await assessor.send({
        'scores-0-score': '4',
        'scores-1-score': '3',
        'scores-2-score': '3',
        'scores-3-score': '2',
      })
      assert.match(scored.words, /Shown when every assessor has scored/)
    }
    await officer.open(`${at}/assess`)
    const assessed = await officer.send({ assessment: 'A small case that most partners gain from.' })
    assert.match(assessed.words, /State Assessed/)
    assert.match((await officer.open(`${at}/assessment`)).words, /Cases of this fund compared/)
  },
)

async function fillSections(
  app: App,
  writer: Awaited<ReturnType<App['browser']>>,
  at: string,
): Promise<void> {
  await writer.open(`${at}/need`)
  const members = await app.connects.db
    .selectFrom('partnerships.member_card')
    .innerJoin(
      'partnerships.partnership_card',
      'partnerships.partnership_card.id',
      'partnerships.member_card.partnership_id',
    )
    .select('organisation_id')
    .where('code', '=', 'kent-connects')
    .execute()
  await writer.send({
    beneficiaries: 'Everybody who visits another partner',
    benefiting: members.slice(0, 12).map((one) => one.organisation_id),
  })
  await writer.open(`${at}/options`)
  await writer.send({
    'options-0-title': 'Do nothing',
    'options-0-forAndAgainst': 'Costs nothing',
    'options-0-chosen': 'no',
    'options-1-title': 'Signs',
    'options-1-forAndAgainst': 'Costs little',
    'options-1-chosen': 'yes',
  })
  await writer.open(`${at}/costs`)
  await writer.send({
    'costs-0-title': 'Signs',
    'costs-0-yearStarting': '2026',
    'costs-0-amount': '4,000',
    'costs-1-title': 'Fitting',
    'costs-1-yearStarting': '2027',
    'costs-1-amount': '1,500',
  })
  await writer.open(`${at}/benefits`)
  await writer.send({
    'benefits-0-title': 'Fewer questions',
    'benefits-0-measure': 'Questions a day',
    'benefits-0-target': '2',
    'benefits-0-dueOn-day': '30',
    'benefits-0-dueOn-month': '9',
    'benefits-0-dueOn-year': '2027',
  })
  await writer.open(`${at}/plan`)
  await writer.send({
    'milestones-0-title': 'Signs up',
    'milestones-0-on-day': '1',
    'milestones-0-on-month': '3',
    'milestones-0-on-year': '2027',
  })
  await writer.open(`${at}/risks`)
  await writer.send({
    'risks-0-cause': 'walls are listed',
    'risks-0-event': 'signs cannot be fixed',
    'risks-0-consequence': 'sites are left out',
    'risks-0-likelihood': '2',
    'risks-0-impact': '2',
    'risks-0-mitigation': 'Ask first',
  })
  await writer.open(`${at}/equality`)
  const refused = await writer.attempt({ outcome: 'no-relevance', reasoning: 'N/A' })
  assert.match(refused.words, /Write a sentence such as/)
  await writer.send({
    outcome: 'no-relevance',
    reasoning: 'The signs are made to the accessibility standard, so nobody is left out by them.',
  })
}

appTest('a draft is not found by others, in the words of one that does not exist', async (app) => {
  const stranger = await app.browser('leadership@thanet.example')
  const [draft] = await app.connects.db
    .selectFrom('funding.business_case')
    .select('reference')
    .where('state', '=', 'draft')
    .execute()
  const hidden = await stranger.get(`/funding/cases/${draft?.reference}`)
  const absent = await stranger.get('/funding/cases/KC-1999-999')
  assert.deepEqual([hidden.status, hidden.heading], [404, absent.heading])
})

appTest('the ledger shows any past day, its entries and its proof, and downloads', async (app) => {
  const officer = await app.browser(OFFICER)
  const now = await officer.open(`${FUND}/ledger`)
  assert.match(now.words, /The ledger agrees with awards, spending, projects and payments/)
  assert.match((await officer.open(`${FUND}/ledger?on=2025-04-30`)).words, /On 30 April 2025/)
  const file = await officer.get(`${FUND}/ledger?format=csv`)
  assert.match(file.body, /^\ufeffDay,Entry,About,Amount/)
  assert.equal((await officer.get(`${FUND}/ledger?format=docx`)).status, 404)
  assert.equal((await officer.get(`${FUND}/ledger?after=nonsense`)).status, 422)
})

appTest('a file is attached, downloaded through its case and removed', async (app) => {
  const writer = await app.browser('gis@kcc.example')
  const [draft] = await app.connects.db
    .selectFrom('funding.business_case')
    .select('reference')
    .where('title', '=', 'One address list for the county')
    .execute()
  const at = `/funding/cases/${draft?.reference}/attachments`
  await writer.open(at)
  const attached = await writer.send({
    file: { name: 'quotation.csv', bytes: Buffer.from('item,price\nsurvey,900\n') },
  })
  assert.match(attached.words, /quotation\.csv/)
  await writer.open(at)
  const link = /attachments\/([0-9a-f-]{36})"/.exec(attached.body)?.[1]
  const file = await writer.get(`${at}/${link}`)
  assert.deepEqual([file.status, file.body], [200, 'item,price\nsurvey,900\n'])
  const stranger = await app.browser('leadership@thanet.example')
  assert.equal((await stranger.get(`${at}/${link}`)).status, 404)
})

appTest('the list filters, and the home page of an applicant names the draft to finish', async (app) => {
  const officer = await app.browser(OFFICER)
  assert.match(
    (await officer.open('/funding/cases?state=declined')).words,
    /A chat assistant for council websites/,
  )
  assert.match(
    (await officer.open('/funding/cases?q=nothing-like-this')).words,
    /No business case fits this filter/,
  )
  const writer = await app.browser('security@medway.example')
  assert.match((await writer.open('/')).words, /Finish your business case KC-/)
})
