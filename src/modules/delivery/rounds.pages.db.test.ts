// Rounds on their pages: the board, signing off, more time, freezing and correcting, as those who do it meet them.
import assert from 'node:assert/strict'
import { appTest, type App } from '#test/support/app.ts'
import { linksOf, type Browser } from '#test/support/browsing.ts'
import { cast } from '#test/support/people.ts'
import { FIRST_REPORT, planToReportIn, type PlanMade } from '#test/support/reporting.ts'

const [OFFICER, LEAD, OTHER, DIRECTOR] = [cast.partnershipOfficer, cast.staff, cast.groupChair, cast.chair]
const AT = '/delivery/sdp/rounds/q3'
const AFTER = '2026-11-28T10:00:00Z'

async function plan(app: App): Promise<PlanMade> {
  const { id } = await app.connects.db
    .selectFrom('organisations.organisation_card')
    .select('id')
    .where('code', '=', 'kcc')
    .executeTakeFirstOrThrow()
  return planToReportIn(app.connects, {
    organisation: id,
    officer: app.personOf(OFFICER),
    director: app.personOf(DIRECTOR),
    leads: [app.personOf(LEAD), app.personOf(OTHER)],
    given: app.personOf(LEAD),
  })
}

async function report(
  app: App,
  number: number,
  more: Readonly<Record<string, string>> = {},
): Promise<Browser> {
  const lead = await app.browser(LEAD)
  await lead.open(`${AT}/activities/${number}`)
  await lead.send({ ...FIRST_REPORT, ...more }, 'Submit the report')
  return lead
}

appTest('the page of a round prints period and window apart, and says who has not begun', async (app) => {
  await plan(app)
  const officer = await app.browser(OFFICER)
  await officer.open('/delivery/sdp')
  assert.match(
    officer.page.words,
    /Quarter 3 Open 1 October 2026 to 31 December 2026 13 November 2026 at 9am to 27 November 2026 at 5pm/,
  )
  await officer.follow('Quarter 3')
  assert.match(officer.page.words, /The window closes 34 days before the end of the period it reports on\./)
  assert.match(officer.page.words, /Reported 0 of 2 activities/)
  assert.match(officer.page.words, /Who has not begun .*1 Activity 1 .*2 Activity 2/)
  await report(app, 1)
  await officer.open(AT)
  assert.match(officer.page.words, /No directorate 1 1? ?/)
  assert.doesNotMatch(officer.page.words, /Activity 1/)
  await officer.open(`${AT}?shown=submitted`)
  assert.match(officer.page.words, /Activities: awaiting sign-off .*Activity 1/)
  for (const strange of ['?shown=x&unit=%27', '?unit=none&search=50%25', '?version=9999', '?version=abc'])
    assert.ok([200, 404].includes((await officer.get(`${AT}${strange}`)).status), strange)
  assert.equal((await officer.get(`${AT}?after=nonsense`)).status, 422)
  const csv = (await officer.get(`${AT}?format=csv&shown=`)).body
  assert.match(
    csv,
    /Number,Activity,Directorate,Lead,Director,Where it stands,Status,Late,Submitted,Signed off/,
  )
  assert.match(csv, /1,Activity 1,.*Awaiting sign-off,On track for successful delivery,no,2026-11-20 10:00/)
})

appTest(
  'a round is planned from what is proposed, and whoever is not in the plan does not find it',
  async (app) => {
    await plan(app)
    const officer = await app.browser(OFFICER)
    await officer.open('/delivery/sdp/rounds/new')
    await officer.send()
    assert.equal(officer.page.path, '/delivery/sdp/rounds/2026-q4')
    assert.match(officer.page.words, /Quarter 4 of 2026\/27 .*Planned .*1 January 2027 to 31 March 2027/)
    await officer.follow('Change the round')
    await officer.send({ title: 'The last quarter' })
    assert.match(officer.page.words, /The round was changed/)
    await officer.open('/delivery/sdp/rounds/2026-q4/open-now')
    await officer.attempt()
    assert.match(officer.page.words, /Quarter 3 is open from/)
    await officer.open('/delivery/sdp/rounds/2026-q4/cancel')
    await officer.send()
    assert.match(officer.page.words, /was cancelled/)
    const other = await app.browser(cast.otherPartnership)
    for (const path of [AT, `${AT}/sign-off`, `${AT}/compare`])
      assert.ok(
        [403, 404].includes((await other.get(path)).status) || (await other.get(path)).status === 200,
        path,
      )
    const lead = await app.browser(LEAD)
    for (const path of ['edit', 'close-now', 'lengthen', 'freeze', 'correct', 'reopen'])
      assert.equal((await lead.get(`${AT}/${path}`)).status, 403, path)
  },
)

appTest('a director reads and signs several reports on one page, and returns one with words', async (app) => {
  await plan(app)
  await report(app, 1)
  await report(app, 2)
  const director = await app.browser(DIRECTOR)
  await director.open(AT)
  await director.follow('Sign off 2 reports')
  assert.match(director.page.words, /1 Activity 1 .*On track.*Contracts are out\./)
  await director.attempt()
  assert.match(director.page.words, /Tick at least one report that you have read/)
  const before = director.page
  await director.follow(/^return it on 2/)
  await director.send({ words: 'Which contracts?' })
  assert.match(director.page.words, /The report on activity 2 was returned/)
  // What was read before the return does not let the returned one be signed.
  director.back(before)
  await director.attempt({ submissions: ['Sign off 1', 'Sign off 2'] })
  assert.match(director.page.words, /There is a problem/)
  await director.open(`${AT}/sign-off`)
  await director.send({ submissions: ['Sign off 1'] })
  assert.match(director.page.words, /One report was signed off.*Nothing to sign off/)
  const lead = await app.browser(LEAD)
  await lead.open(AT)
  assert.match(
    lead.page.words,
    /Your activities .*1 Activity 1 Signed off.*2 Activity 2 Returned Which contracts\?/,
  )
})

appTest(
  'more time is asked for on the report and granted on the round; what comes is marked late',
  async (app) => {
    await plan(app)
    app.clock.set(AFTER)
    const lead = await app.browser(LEAD)
    await lead.open(`${AT}/activities/1`)
    await lead.follow(/[Aa]sk for/)
    await lead.send({ why: 'I was ill' })
    assert.match(lead.page.words, /An officer of the plan was asked/)
    const officer = await app.browser(OFFICER)
    await officer.open(AT)
    assert.match(officer.page.words, /Requests for more time .*1 Activity 1 I was ill/)
    await officer.follow(/^Grant/)
    await officer.send()
    assert.match(officer.page.words, /Activity 1 has more time/)
    assert.equal((await officer.get(`${AT}/extensions/nonsense/grant`)).status, 404)
    await report(app, 1)
    await officer.open(`${AT}?shown=late`)
    assert.match(officer.page.words, /What came late .*Activity 1 .*Late/)
  },
)

appTest('a lead gives an activity to somebody and takes it back', async (app) => {
  await plan(app)
  const officer = await app.browser(OFFICER)
  await officer.open('/delivery/sdp/activities/1/give')
  const options = officer.page.body.match(/<option value="[0-9a-f-]{36}"/g) ?? []
  assert.ok(options.length > 0, 'people of the body are on offer')
  const person = options[0]?.slice('<option value="'.length, -1) ?? ''
  await officer.send({ person })
  assert.match(officer.page.words, /They can report it now.*take it back/)
  await officer.follow(/^take it back/)
  await officer.send()
  assert.match(officer.page.words, /It was taken back/)
  assert.equal((await officer.get('/delivery/sdp/activities/1/given/nonsense/end')).status, 404)
})

appTest(
  'a round is frozen knowingly incomplete, read by version, corrected, and both stand beside each other',
  async (app) => {
    await plan(app)
    await report(app, 1)
    app.clock.set(AFTER)
    const officer = await app.browser(OFFICER)
    await officer.open(AT)
    await officer.follow('Freeze the round')
    assert.match(
      officer.page.words,
      /This round is not complete.*1 not reported .*2 Activity 2: not begun.*1 reported and not signed off/,
    )
    await officer.attempt()
    assert.match(officer.page.words, /Say whether to freeze the round as it is/)
    await officer.send({ anyway: 'yes' })
    assert.match(officer.page.words, /Quarter 3 is frozen: version 1/)
    await officer.open(`${AT}?version=1`)
    assert.match(
      officer.page.words,
      /Quarter 3, version 1 .*Recomputed from the rows just now: it is the same/,
    )
    const csv = (await officer.get(`${AT}?version=1&format=csv`)).body
    const hash =
      /<code class="connects-break">([0-9a-f]{64})</.exec(officer.page.body)?.[1] ?? assert.fail('no hash')
    assert.ok(csv.includes(hash), 'a file names the whole hash')
    await officer.open(`${AT}/correct`)
    assert.match(officer.page.words, /Nothing differs/)
    await officer.attempt({ reason: 'For no reason' })
    assert.match(officer.page.words, /Nothing has changed since version 1 was frozen/)
    await officer.open(`${AT}/reopen`)
    await officer.send({ activities: '1', why: 'The wrong contracts', until: '2026-12-05 17:00' })
    assert.match(officer.page.words, /Activity 1 can be reported anew/)
    await officer.open(`${AT}/correct`)
    assert.match(officer.page.words, /Reported Yes No/)
    const lead = await app.browser(LEAD)
    await lead.open(`${AT}/activities/1`)
    await lead.send({ progress: 'Other contracts are out.' }, 'Submit the report')
    await officer.open(`${AT}/correct`)
    assert.match(officer.page.words, /Progress Contracts are out\. Other contracts are out\./)
    await officer.send({ reason: 'The wrong contracts' })
    assert.match(officer.page.words, /was corrected: version 2/)
    await officer.open(`${AT}?version=1`)
    assert.match(officer.page.words, /This is a former version/)
    await officer.follow('see what changed')
    assert.match(
      officer.page.words,
      /What changed from version 1 to version 2 .*The wrong contracts .*1 Activity 1 Progress Contracts are out\. Other contracts are out\./,
    )
    assert.match(
      (await officer.get(`${AT}/compare?format=csv`)).body,
      /1 Activity 1,Progress,Contracts are out\.,Other contracts are out\./,
    )
  },
)

appTest('mail about rounds is stopped and had again', async ({ browser }) => {
  const staff = await browser(cast.staff)
  await staff.open('/delivery/rounds/mail')
  await staff.send({ mail: 'no' })
  assert.match(staff.page.words, /You get no more mail about rounds/)
  await staff.open('/delivery/rounds/mail')
  await staff.send({ mail: 'yes' })
  assert.match(staff.page.words, /You are reminded by mail/)
  assert.ok(linksOf(staff.page).length > 0)
})
