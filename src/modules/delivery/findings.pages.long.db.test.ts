// The pages of findings and of the what-if over the Kent demonstration, where the round of 2019 stands loaded.
import assert from 'node:assert/strict'
import { appTest } from '#test/support/app.ts'
import { linksOf } from '#test/support/browsing.ts'
import { cast } from '#test/support/people.ts'

const OFFICER = 'performance.officer@kcc.example'
const ROUND = '/delivery/sdp-2019-20/rounds/2019-q2'
const FINDINGS = `${ROUND}/findings`

appTest(
  'an officer reads what the report of 2019 states beside what the records give, wrong ones first',
  async (app) => {
    const officer = await app.browser(OFFICER)
    const { words } = await officer.open(FINDINGS)
    assert.equal(officer.page.heading, 'Quarter 2 of 2019/20, Strategic delivery plan 2019 to 2020 Findings')
    assert.match(words, /Stated figures that differ 7 .*agree 21 .*cannot be said 4/)
    const [wrong, unsaid, right] = [
      words.indexOf('20 of 79'),
      words.indexOf('37 of 79, 47%'),
      words.indexOf('64 of 79, 81%'),
    ]
    assert.ok(wrong > 0 && unsaid > wrong && right > unsaid)
    assert.match(words, /whichever way, it would be 20 of 79, as stated\./)
    assert.match(words, /Contradiction The go-live lies before the plan was approved/)
    assert.match(words, /Question Not on track, and yet closed as business as usual or completed/)
    assert.match(words, /The column “Cabinet Committee” .*is ticked for 40 of 79 activities/)
    assert.match(
      words,
      /What cannot be said for certain, and why .*58 of 79 activities .*their original end date is not known/,
    )
    assert.match(words, /Notes .*81 \+ 13 \+ 4 \+ 3 = 101/)
    const links = linksOf(officer.page)
    for (const number of [33, 26, 68, 63, 70])
      assert.ok(links.includes(`/delivery/sdp-2019-20/activities/${number}`))
  },
)

appTest('findings and stated figures go to a spreadsheet with their activities', async (app) => {
  const officer = await app.browser(OFFICER)
  const figures = await officer.get(`${FINDINGS}?list=figures&format=csv`)
  assert.match(figures.body, /^\uFEFF?Ref,Statement,Stated,The records give,So it,Activities/)
  assert.match(figures.body, /23,Not on track in Q1 and since re-dated,3 of 8,2 of 7,Differs,51 61/)
  const findings = await officer.get(`${FINDINGS}?list=findings&format=csv`)
  assert.match(findings.body, /Question,delivery\.closing\.not-on-track,,.*,70 74/)
  assert.match(findings.body, /Note,delivery\.figure\.hundred/)
  assert.match((await officer.get(`${ROUND}/what-if?format=csv`)).body, /15 Planning for housing growth/)
})

appTest('an officer answers a finding: it stays, with the answer beside it', async (app) => {
  const officer = await app.browser(OFFICER)
  await officer.open(FINDINGS)
  await officer.follow('Answer it The end is more than 30 days earlier than it was')
  await officer.attempt({ words: '' })
  assert.match(officer.page.words, /There is a problem/)
  await officer.attempt({ activity: '27', words: 'Brock replaced Stack' })
  assert.match(officer.page.words, /no such finding, so there is nothing to answer/)
  await officer.send({ activity: '26', words: 'Brock replaced Stack' })
  assert.match(officer.page.words, /Your answer was recorded/)
  assert.match(officer.page.words, /Activity 26 ?: 1 December 2019, 1,217 days before 1 April 2023/)
  assert.match(officer.page.words, /Accepted for activity 26 because Brock replaced Stack/)
})

appTest('a statement that nothing is known of is matched by a person', async (app) => {
  await app.connects.database.db
    .updateTable('delivery.stated_figure')
    .set({ statement: 'Activities that do well' })
    .where('ref', '=', '2')
    .execute()
  const officer = await app.browser(OFFICER)
  await officer.open(FINDINGS)
  assert.match(officer.page.words, /The wording names no measure that is known/)
  await officer.follow('Match it to a measure Activities that do well')
  await officer.send({ measure: 'On track for successful delivery' })
  assert.match(officer.page.words, /The statement was matched/)
  assert.match(
    officer.page.words,
    /Activities that do well Change what it counts Activities that do well 64 of 79, 81% 64 of 79, 81% Agrees/,
  )
})

appTest(
  'the rule of late ends over the frozen round: nine would change, and nothing is written',
  async (app) => {
    const officer = await app.browser(OFFICER)
    await officer.open(FINDINGS)
    const { words } = await officer.follow('What if a rule had been in force')
    assert.match(words, /9 activities would change/)
    assert.match(words, /The rule was not in force for this round/)
    assert.match(words, /On track for successful delivery 64 55/)
    assert.match(words, /Activities not on track 13 22/)
    const links = linksOf(officer.page)
    for (const number of [2, 3, 15, 20, 24, 49, 51, 55, 61])
      assert.ok(links.includes(`/delivery/sdp-2019-20/activities/${number}`), `${number}`)
  },
)

const ANSWER = 'findings/delivery.mitigation.missing/answer'

appTest(
  'the plan is for everybody, its findings are for its body, and only its keepers answer them',
  async (app) => {
    const stranger = await app.browser(cast.staff)
    for (const path of ['findings', 'what-if', ANSWER])
      assert.ok([403, 404].includes((await stranger.get(`${ROUND}/${path}`)).status), path)
    const visitor = await app.browser()
    assert.notEqual((await visitor.get(FINDINGS)).status, 200)
    const reader = await app.browser(cast.otherPartnership)
    await reader.open(FINDINGS)
    assert.doesNotMatch(reader.page.words, /Answer it|Change what it counts/)
    assert.equal((await reader.get(`${ROUND}/${ANSWER}`)).status, 403)
  },
)

appTest(
  'a round that is open shows its keepers what would be found if it were frozen now, and nobody else',
  async (app) => {
    const officer = await app.browser(OFFICER)
    const { code, plan } = await app.connects.database.db
      .selectFrom('delivery.round as round')
      .innerJoin('delivery.plan as plan', 'plan.id', 'round.plan_id')
      .select(['round.code', 'plan.code as plan'])
      .where('round.state', '=', 'open')
      .executeTakeFirstOrThrow()
    const path = `/delivery/${plan}/rounds/${code}/findings`
    const { words } = await officer.open(path)
    assert.match(words, /What the round would not say rightly if it were frozen now/)
    assert.match(words, /Question Nothing was reported/)
    assert.doesNotMatch(words, /Answer it/)
    const reader = await app.browser(cast.otherPartnership)
    assert.equal((await reader.get(path)).status, 404)
  },
)
