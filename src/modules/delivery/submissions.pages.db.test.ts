// The report as an officer meets it on a page: six questions when nothing changed, unfolding for what did, nothing lost
// on the way, and a next step after it.
import assert from 'node:assert/strict'
import type { App } from '#test/support/app.ts'
import { appTest } from '#test/support/app.ts'
import type { Browser } from '#test/support/browsing.ts'
import { attribute, wordsOf } from '#test/support/document.ts'
import { bodyOf, filled, formsOf, type Answers } from '#test/support/form.ts'
import { cast } from '#test/support/people.ts'
import { planToReportIn, type PlanMade } from '#test/support/reporting-plan.ts'
import { FIRST_REPORT, IN_Q2, IN_Q3 } from '#test/support/reporting.ts'

const LEAD = cast.staff
const DIRECTOR = cast.chair
const AT = '/delivery/sdp/rounds/q3/activities/1'

async function plan(app: App): Promise<PlanMade> {
  const { id } = await app.connects.db
    .selectFrom('organisations.organisation_card')
    .select('id')
    .where('code', '=', 'kcc')
    .executeTakeFirstOrThrow()
  const made = await planToReportIn(app.connects, {
    organisation: id,
    officer: app.personOf(cast.partnershipOfficer),
    director: app.personOf(DIRECTOR),
    leads: [app.personOf(LEAD), app.personOf(cast.groupChair)],
    given: app.personOf(LEAD),
  })
  return made
}

/** The same, with the first activity reported in the quarter before. */
async function planWithHistory(app: App, answers: Answers = {}): Promise<PlanMade> {
  const made = await plan(app)
  app.clock.set(IN_Q2)
  const lead = await app.browser(LEAD)
  await lead.open('/delivery/sdp/rounds/q2/activities/1')
  await lead.send({ ...FIRST_REPORT, ...answers }, 'Submit the report')
  app.clock.set(IN_Q3)
  return made
}

const questionsOf = (browser: Browser): string[] =>
  (browser.page.document?.elements ?? [])
    .filter((one) => attribute(one, 'class') === 'connects-question')
    .map((one) => wordsOf(one))

/** Presses "Save and finish later", whose button names the address of the draft. */
async function saveDraft(browser: Browser, answers: Answers): Promise<void> {
  const { document, path } = browser.page
  const form = (document === undefined ? [] : formsOf(document, path))[0] ?? assert.fail('no form')
  const { payload, type } = bodyOf(filled(form, answers), false)
  const saved = await browser.request('POST', `${form.action}/draft`, { 'content-type': type }, payload)
  assert.equal(saved.status, 303, saved.words.slice(0, 300))
  await browser.open(saved.location ?? '')
}

appTest(
  'when nothing has changed there are six questions, each with what was said last time',
  async (app) => {
    await planWithHistory(app)
    const lead = await app.browser(LEAD)
    await lead.open(AT)
    const asked = questionsOf(lead)
    assert.equal(asked.length, 6, asked.join('\n'))
    assert.deepEqual(
      asked.map((one) => Number(one[0])),
      [1, 2, 3, 4, 5, 6],
    )
    assert.match(asked[0] ?? '', /How is it going\? Quarter 2: on track for successful delivery\./)
    assert.match(asked[1] ?? '', /Quarter 2: Contracts are out\./)
    assert.match(asked[2] ?? '', /Original end: 31 March 2027/)
    assert.match(lead.page.words, /The window closes on 27 November 2026 at 5pm/)
    assert.match(lead.page.words, /closes 34 days before the end of the period it reports on/)
    await lead.send(
      {
        status: 'on_track',
        progressIs: 'still-true',
        dates: ['still-true'],
        hasMilestones: 'no',
        boardsAre: 'still-true',
      },
      'Submit the report',
    )
    assert.match(lead.page.words, /Report submitted/)
    assert.match(lead.page.words, /reads it and signs it off/)
    assert.match(lead.page.words, /Report on 2 Activity 2/)
    await lead.open(AT)
    assert.match(lead.page.words, /Submitted on 20 November 2026 at 10am by/)
    assert.doesNotMatch(lead.page.words, /Not confirmed/)
  },
)

appTest('what is missing is said all at once, and nothing that was typed is lost', async (app) => {
  await planWithHistory(app)
  const lead = await app.browser(LEAD)
  await lead.open(AT)
  await lead.attempt({ status: 'on_track', remarks: 'Ask me about the lease' }, 'Submit the report')
  assert.equal(lead.page.status, 422)
  for (const words of [
    'Progress: say whether',
    'Dates: say whether',
    'Milestones: say whether',
    'Boards: say whether',
    'Leave as it was said last time: progress, dates, milestones, boards',
  ])
    assert.ok(lead.page.words.includes(words), words)
  await lead.send({ leaveUnconfirmed: ['yes'] }, 'Submit the report')
  await lead.open(AT)
  assert.match(lead.page.words, /Progress Not confirmed Contracts are out\./)
  assert.match(lead.page.words, /Ask me about the lease/)
})

appTest(
  'checking the answers shows the days moved and what the rule makes of it, and keeps nothing',
  async (app) => {
    await planWithHistory(app)
    const lead = await app.browser(LEAD)
    await lead.open(AT)
    await lead.attempt(
      { dates: ['end'], revisedEnd: '2027-09-30', endReason: 'The supplier is late' },
      'Check my answers',
    )
    assert.equal(lead.page.status, 200)
    assert.match(
      lead.page.words,
      /It moves from 31 March 2027 to 30 September 2027, 183 days later than the original end\./,
    )
    assert.match(
      lead.page.words,
      /Select whether the cause of the change of the end date is internal or external/,
    )
    assert.match(lead.page.words, /Select how the activity is going/)
    await lead.attempt(
      {
        status: 'on_track',
        progressIs: 'still-true',
        endCause: 'external',
        hasMilestones: 'no',
        boardsAre: 'still-true',
      },
      'Check my answers',
    )
    assert.match(lead.page.words, /Nothing is missing\. Submit the report/)
    await lead.send({}, 'Submit the report')
    await lead.open(AT)
    assert.match(lead.page.words, /Revised end 30 September 2027: The supplier is late; external cause/)
  },
)

appTest(
  'an exception unfolds its issues, what is being done and the register; next time each is answered',
  async (app) => {
    const made = await planWithHistory(app, {
      status: 'remedial_action',
      'issues-0-code': ['capacity'],
      'issues-0-words': 'Two posts are empty',
      mitigationsAre: 'changed',
      mitigations: 'Agency staff',
      registersAre: 'recorded',
      registers: ['service'],
      riskReference: 'SR-014',
    })
    assert.ok(made.plan)
    const lead = await app.browser(LEAD)
    await lead.open(AT)
    assert.match(lead.page.words, /“Capacity” was an issue in Quarter 2\. Is it still\?/)
    const confirmed = {
      progressIs: 'still-true',
      dates: ['still-true'],
      hasMilestones: 'no',
      boardsAre: 'still-true',
    }
    await lead.attempt({ ...confirmed, status: 'on_track' }, 'Submit the report')
    assert.match(lead.page.words, /with an issue still open: Capacity\. Close each with its outcome below/)
    await lead.attempt({ 'openIssues-0-answer': 'closed' }, 'Submit the report')
    assert.match(lead.page.words, /Select how “Capacity” ended/)
    await lead.send(
      { 'openIssues-0-outcome': 'resolved', 'openIssues-0-outcomeWords': 'Both posts are filled' },
      'Submit the report',
    )
    await lead.open(AT)
    assert.match(lead.page.words, /Capacity, closed: resolved\. Both posts are filled/)
  },
)

appTest('a tick without words is refused on the page, at the place where the words go (V10)', async (app) => {
  await plan(app)
  const lead = await app.browser(LEAD)
  await lead.open(AT)
  await lead.attempt(
    {
      ...FIRST_REPORT,
      status: 'unlikely',
      'issues-8-code': ['governance'],
      'issues-9-code': ['other'],
      mitigationsAre: 'changed',
      registersAre: 'not-recorded',
    },
    'Submit the report',
  )
  assert.match(lead.page.words, /Write what is being done\. A tick without words/)
  assert.match(lead.page.words, /Say which other issue there is/)
  await lead.send({ 'issues-9-words': 'The weather', mitigations: 'A tent' }, 'Submit the report')
  await lead.open(AT)
  assert.match(lead.page.words, /Governance, raised now.*Other, raised now\. The weather/)
})

appTest(
  'a suspicious date is asked about where it stands, and its reason is shown again next time (V9)',
  async (app) => {
    const made = await plan(app)
    await app.connects.db
      .updateTable('delivery.activity')
      .set({ original_end: '2026-10-31' })
      .where('id', '=', made.activities[0] ?? '')
      .execute()
    const lead = await app.browser(LEAD)
    await lead.open(AT)
    assert.doesNotMatch(lead.page.words, /is past/)
    await lead.attempt(FIRST_REPORT, 'Submit the report')
    assert.match(
      lead.page.words,
      /The original end, 31 October 2026, is past, and the activity is reported as on track/,
    )
    await lead.send({ 'explained-0-reason': 'Handed over, to be closed in December' }, 'Submit the report')
    await lead.open(AT)
    assert.match(lead.page.words, /Confirmed with a reason Handed over/)
  },
)

appTest('a draft waits as it was typed, and the list of one’s own says so', async (app) => {
  await planWithHistory(app)
  const lead = await app.browser(LEAD)
  await lead.open(AT)
  await saveDraft(lead, {
    status: 'remedial_action',
    'issues-2-code': ['dependencies'],
    'issues-2-words': 'The bus',
  })
  assert.equal(lead.page.path, '/delivery/sdp/rounds/q3/mine')
  assert.match(
    lead.page.words,
    /0 of 2 reported\. 1 Activity 1 Draft saved 2 Activity 2 ?Given to you To report/,
  )
  await lead.follow('1 Activity 1')
  assert.match(lead.page.words, /A draft was saved on 20 November 2026 at 10am/)
  assert.match(lead.page.body, /<input[^>]*value="dependencies"[^>]*checked/)
  assert.match(lead.page.body, />The bus</)
})

appTest('two people on one report: the second sees both and may send again', async (app) => {
  await planWithHistory(app)
  const [lead, officer] = [await app.browser(LEAD), await app.browser(cast.partnershipOfficer)]
  await officer.open(AT)
  await lead.open(AT)
  await saveDraft(lead, { status: 'unlikely' })
  await officer.attempt(
    {
      status: 'on_track',
      progressIs: 'still-true',
      dates: ['still-true'],
      hasMilestones: 'no',
      boardsAre: 'still-true',
    },
    'Submit the report',
  )
  assert.equal(officer.page.status, 409)
  assert.match(officer.page.words, /Somebody else saved this report while you were writing/)
  await officer.send({}, 'Submit the report')
  assert.match(officer.page.words, /Report submitted/)
})

appTest(
  'a report is withdrawn while the window is open, and asked for late when it is closed',
  async (app) => {
    await planWithHistory(app)
    const lead = await app.browser(LEAD)
    await lead.open(AT)
    await lead.send(
      {
        status: 'on_track',
        progressIs: 'still-true',
        dates: ['still-true'],
        hasMilestones: 'no',
        boardsAre: 'still-true',
      },
      'Submit the report',
    )
    await lead.open(AT)
    await lead.follow('Withdraw it to change it')
    await lead.send({}, 'Withdraw it')
    assert.match(lead.page.words, /The report is yours again/)
    assert.equal(questionsOf(lead).length, 6)
    app.clock.set('2026-11-28T10:00:00Z')
    const later = await app.browser(LEAD)
    await later.open(AT)
    assert.match(later.page.words, /The round closed on 27 November 2026 at 5pm/)
    assert.match(later.page.words, /Ask for a late entry/)
  },
)

appTest('a director reads the report; staff who do not report in the plan are told who does', async (app) => {
  await planWithHistory(app)
  const director = await app.browser(DIRECTOR)
  await director.open(AT)
  assert.match(director.page.words, /Nothing was submitted/)
  const visitor = await app.browser()
  assert.equal((await visitor.get(AT)).status, 303)
  const stranger = await app.browser(cast.otherChair)
  assert.ok([403, 404].includes((await stranger.get(AT)).status))
  const lead = await app.browser(LEAD)
  for (const strange of ['/delivery/sdp/rounds/q3/activities/99', '/delivery/sdp/rounds/q9/activities/1'])
    assert.equal((await lead.get(strange)).status, 404)
})
