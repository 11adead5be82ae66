// The pages of plans over the Kent demonstration.
import assert from 'node:assert/strict'
import { appTest, type App } from '#test/support/app.ts'
import { linksOf, type Browser } from '#test/support/browsing.ts'
import { cast } from '#test/support/people.ts'

const PARTNERSHIP = {
  partnership: 'Kent Connects',
  'fromOn-day': '1',
  'fromOn-month': '4',
  'fromOn-year': '2026',
}
const YEAR = { ...PARTNERSHIP, 'untilOn-day': '31', 'untilOn-month': '3', 'untilOn-year': '2027' }

/** A plan begun on the page by the partnership's officer, who stands on its home afterwards. */
async function begun(
  { browser }: Pick<App, 'browser'>,
  template: string,
  more: Readonly<Record<string, string>>,
): Promise<Browser> {
  const officer = await browser(cast.partnershipOfficer)
  await officer.open('/delivery/new')
  await officer.send({ template, ...YEAR, audience: 'partners', ...more })
  assert.match(officer.page.words, /The plan was begun/)
  return officer
}

/** Writes every section that the plan asks for before its approval, and its first outcome. */
async function completed(
  officer: Browser,
  plan: string,
  outcome: Readonly<Record<string, string>> = {},
): Promise<void> {
  await officer.open(`/delivery/${plan}`)
  const sections = linksOf(officer.page).filter((href) => href.startsWith(`/delivery/${plan}/sections/`))
  for (const href of new Set(sections)) {
    await officer.open(href)
    await officer.send({ words: `What we say under ${href.split('/').at(-1)}.\n\nIn two paragraphs.` })
  }
  await officer.open(`/delivery/${plan}/outcomes/new`)
  await officer.send({ title: 'Fewer calls about the same thing', ...outcome })
}

appTest('a strategy is begun, written, approved and read by those it is for', async (app) => {
  const { browser } = app
  const officer = await begun(app, 'Strategy', {
    code: 'digital',
    title: 'Digital strategy',
    purpose: 'One way in.',
  })
  assert.equal(officer.page.path, '/delivery/digital')
  assert.match(officer.page.words, /Before it is approved .*Add the first outcome To do/)
  const staff = await browser(cast.staff)
  assert.equal((await staff.get('/delivery/digital')).status, 404, 'a draft is not theirs yet')
  await officer.open('/delivery/digital/approve')
  assert.match(officer.page.words, /It cannot be approved yet/)
  await officer.attempt({ approvedBy: 'Leadership Group' })
  assert.match(officer.page.words, /It cannot be approved yet\. Add the first outcome\./)
  await completed(officer, 'digital')
  await officer.follow('Record the approval')
  assert.match(officer.page.words, /Nothing is missing/)
  await officer.send({
    approvedBy: 'Leadership Group',
    'approvedOn-day': '18',
    'approvedOn-month': '11',
    'approvedOn-year': '2026',
  })
  assert.match(officer.page.words, /The approval was recorded/)
  await staff.open('/delivery')
  await staff.follow('Digital strategy')
  assert.match(staff.page.words, /approved on 18 November 2026 \(Leadership Group\)/)
  assert.match(staff.page.words, /Outcome 1: Fewer calls about the same thing/)
  assert.ok(
    !linksOf(staff.page).some((href) => /\/(?:edit|setup|approve|new)$/.test(href)),
    'a reader changes nothing',
  )
  for (const step of ['edit', 'approve', 'close', 'sections/vision', 'outcomes/new', 'setup/units/new'])
    assert.ok([403, 404].includes((await staff.get(`/delivery/digital/${step}`)).status), step)
})

appTest(
  'whoever it is not for finds nothing: not the plan, its document, its outcomes or a trace in lists',
  async (app) => {
    const officer = await begun(app, 'Strategy', { code: 'digital', title: 'Digital strategy' })
    await completed(officer, 'digital')
    await officer.open('/delivery/digital/approve')
    await officer.send({ approvedBy: 'Leadership Group' })
    for (const mail of [undefined, 'estates@secamb.example']) {
      const stranger = await app.browser(mail)
      for (const path of ['', '/document', '/plan.pdf', '/plan.docx', '/outcomes/1', '/outcomes/99'])
        assert.equal((await stranger.get(`/delivery/digital${path}`)).status, 404, `${mail} ${path}`)
      await stranger.open('/delivery')
      assert.doesNotMatch(stranger.page.words, /Digital strategy/)
    }
  },
)

appTest(
  'a plan for the public is read by a visitor once it is approved, without the names of people',
  async (app) => {
    const officer = await begun(app, 'Strategy', { code: 'open', title: 'Open strategy', audience: 'public' })
    const visitor = await app.browser()
    assert.equal((await visitor.get('/delivery/open')).status, 404)
    await completed(officer, 'open', { lead: 'Ravi Contour, Kent County Council' })
    await officer.open('/delivery/open/approve')
    await officer.send({ approvedBy: 'Leadership Group' })
    assert.match((await officer.open('/delivery/open/document')).words, /Ravi Contour/)
    await visitor.open('/delivery')
    await visitor.follow('Open strategy')
    assert.match(visitor.page.words, /Fewer calls/)
    for (const path of ['', '/document', '/outcomes/1'])
      assert.doesNotMatch((await visitor.open(`/delivery/open${path}`)).words, /Ravi Contour/)
    await visitor.open('/partnerships/kent-connects')
    assert.match(visitor.page.words, /Open strategy/)
    await visitor.open('/organisations/kcc')
    assert.match(visitor.page.words, /Delivery plans .*Increasing Opportunities, Improving Outcomes/)
    assert.match(
      (await visitor.get('/delivery?format=csv')).body,
      /Open strategy,open,Kent Connects,Strategy/,
    )
    await visitor.open('/search?words=open+strategy')
    assert.match(visitor.page.words, /Open strategy/)
  },
)

appTest(
  'an outcome agreement has blocks, targets and rewards, and is read as page, PDF and Word',
  async (app) => {
    const officer = await begun(app, 'Outcome agreement', { code: 'agreement', title: 'Kent agreement' })
    await completed(officer, 'agreement', {
      statement: 'People tell us once',
      block: 'Stronger communities',
      target: '20% fewer repeated calls by March 2027',
      reward: '£500,000 to the partners',
    })
    await officer.open('/delivery/agreement')
    assert.match(officer.page.words, /Targets and reward .*20% fewer repeated calls by March 2027 £500,000/)
    await officer.open('/delivery/agreement/document')
    assert.match(officer.page.words, /Stronger communities/)
    assert.match(officer.page.words, /Targets and what is earned by them/)
    assert.equal((await officer.get('/delivery/agreement/plan.pdf')).bytes.subarray(0, 5).toString(), '%PDF-')
    assert.equal((await officer.get('/delivery/agreement/plan.docx')).bytes.subarray(0, 2).toString(), 'PK')
  },
)

appTest('units, officers and rules of a plan are set up, and changed', async (app) => {
  const officer = await begun(app, 'Annual operating plan', { code: 'aop', title: 'Annual operating plan' })
  await officer.follow('Set up')
  await officer.follow('Add a unit')
  await officer.send({ name: 'Digital services', code: 'digital' })
  assert.match(officer.page.words, /Digital services digital Nobody yet/)
  await officer.follow('Digital services')
  await officer.send({ director: 'Ravi Contour, Kent County Council' })
  assert.match(officer.page.words, /Digital services digital Ravi Contour/)
  await officer.follow('Name an officer')
  await officer.send({ person: 'Ravi Contour, Kent County Council' })
  await officer.follow('Set a rule')
  await officer.send({
    words: 'Leadership Group, 18 November 2026',
    'appliesFrom-day': '1',
    'appliesFrom-month': '1',
    'appliesFrom-year': '2027',
  })
  assert.match(officer.page.words, /Not on track when the revised end .* 1 January 2027 From then on/)
  await officer.follow(/^End Ravi Contour/)
  await officer.send()
  assert.match(officer.page.words, /No officers yet/)
})

appTest(
  'the administrator adds a kind of plan and a list in lines, and gives each a new version',
  async ({ browser }) => {
    const administrator = await browser(cast.administrator)
    await administrator.open('/delivery/templates')
    await administrator.follow('Add a kind of plan')
    await administrator.attempt({ code: 'service-plan', name: 'Service plan', sections: 'aims | Aims' })
    assert.match(administrator.page.words, /Add a section that shows the outcomes/)
    await administrator.send({
      sections: 'aims | Aims | What for | words, required\noutcomes | Outcomes | | outcomes',
      rounds: 'no',
    })
    assert.match(administrator.page.words, /The kind of plan was added/)
    await administrator.follow('Give it a new version')
    await administrator.send({ outcome: 'aim', outcomes: 'aims' })
    assert.match(administrator.page.words, /Version 2, from 20 November 2026/)
    await administrator.open('/delivery/lists/kent-issues')
    assert.match(administrator.page.words, /the eleventh is not known/)
    await administrator.follow('Give it a new version')
    await administrator.attempt({ entries: 'capacity | Capacity\nnothing' })
    assert.match(administrator.page.words, /Line 2: give “nothing” a label/)
    await administrator.send({ entries: 'capacity | Capacity\nother | Other' })
    assert.match(administrator.page.words, /The list has a new version/)
    const staff = await browser(cast.staff)
    await staff.open('/delivery/lists/deca')
    assert.match(staff.page.words, /to be checked by a person/)
    assert.ok([403, 404].includes((await staff.get('/delivery/lists/deca/revise')).status))
  },
)
