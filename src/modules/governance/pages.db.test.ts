// The pages of meetings over the Kent demonstration, as the secretary, the chair and others meet them.
import assert from 'node:assert/strict'
import { appTest, type App } from '#test/support/app.ts'
import { linksOf, type Browser } from '#test/support/browsing.ts'
import { cast } from '#test/support/people.ts'

const SECRETARY = cast.partnershipOfficer
const REASONING = 'Screened for relevance to equality: internal rules of the group that no resident meets.'

/** Opens the Leadership Group's meeting of today. */
async function open(browser: Browser, title = 'Leadership Group, 20 November 2026'): Promise<string> {
  await browser.open('/meetings')
  await browser.follow(title)
  return browser.page.path
}

/** A meeting of another group of the partnership, planned for today by its secretary, with one matter for decision. */
async function plan(app: App): Promise<{ secretary: Browser; at: string }> {
  const secretary = await app.browser('gis@swale.example')
  await secretary.open('/groups/gis')
  await secretary.follow('Plan a meeting')
  await secretary.send({
    'startsAt-date': '2026-11-20',
    'startsAt-time': '15:00',
    place: 'Online',
    title: 'GIS extra',
  })
  const at = secretary.page.path
  await secretary.follow('Add an item')
  await secretary.send({
    title: 'Standard for address data',
    kind: 'decide',
    recommendation: 'Adopt the standard',
  })
  return { secretary, at }
}

appTest('a secretary plans a meeting and publishes its agenda with a cleared paper', async (app) => {
  const { secretary, at } = await plan(app)
  await secretary.follow('Standard for address data')
  await secretary.follow('Write a paper')
  await secretary.send({
    summary: 'One standard for all.',
    body: 'First.\n\nSecond.',
    classification: 'open',
  })
  await secretary.follow('Clear this paper')
  const refused = await secretary.attempt({ equalityOutcome: 'no-relevance', equalityReasoning: 'N/A' })
  assert.equal(refused.status, 422)
  assert.match(refused.words, /does not say what was looked at/)
  await secretary.send({ equalityOutcome: 'no-relevance', equalityReasoning: REASONING })
  await secretary.open(at)
  await secretary.follow('Publish the agenda')
  await secretary.send()
  assert.match(secretary.page.words, /The agenda was published/)
  await secretary.follow('Paper')
  assert.match(secretary.page.words, /Version 1/)
})

appTest('the chair decides a matter in a few steps, and the minutes write themselves', async (app) => {
  const { secretary, at } = await plan(app)
  await secretary.open(`${at}/publish`)
  await secretary.send()
  const chair = await app.browser('gis@kcc.example')
  await chair.open(at)
  await chair.follow('Record attendance')
  await chair.send()
  assert.match(chair.page.words, /Attendance was recorded: 5 present/)
  await chair.follow('Decide item')
  const refused = await chair.attempt({ outcome: 'approved', reasons: 'N/A', alternatives: 'None' })
  assert.equal(refused.status, 422)
  assert.match(refused.words, /every decision has a reason/)
  await chair.send({ outcome: 'approved', reasons: 'Every member needs it', alternatives: 'None' })
  assert.match(chair.page.words, /The decision was recorded/)
  await chair.follow('Approved')
  assert.match(chair.page.words, /Agreed by all 3 organisations that voted/)
  await secretary.open(at)
  await secretary.follow('Write the minutes')
  await secretary.send({}, 'Draft the minutes')
  assert.match(
    secretary.page.words,
    /Decision gis\/2026\/1 \(approved\): Approved: Standard for address data/,
  )
  await secretary.send({}, 'Issue the minutes')
  assert.match(secretary.page.words, /Minutes issued/)
})

appTest(
  'the item page offers each outcome as one click, with the form filled in as far as it goes',
  async (app) => {
    const { secretary, at } = await plan(app)
    await secretary.open(`${at}/publish`)
    await secretary.send()
    const chair = await app.browser('gis@kcc.example')
    await chair.open(`${at}/attendance`)
    await chair.send()
    await chair.follow('Standard for address data')
    await chair.follow('Record: declined')
    await chair.send({ reasons: 'Too early', alternatives: 'Adopting it at once' })
    assert.match(chair.page.words, /Declined/)
  },
)

appTest('an interest that the chair declares takes the buttons away', async (app) => {
  const { secretary, at } = await plan(app)
  await secretary.open(`${at}/publish`)
  await secretary.send()
  const chair = await app.browser('gis@kcc.example')
  await chair.open(`${at}/attendance`)
  await chair.send()
  await chair.follow('Standard for address data')
  const item = chair.page.path
  await chair.follow('Declare an interest')
  await chair.send({ nature: 'I wrote the standard' })
  assert.match(chair.page.words, /You declared an interest in this matter/)
  assert.ok(!linksOf(chair.page).some((href) => href.includes('/decide')))
  await chair.open(`${item}/decide`)
  const refused = await chair.attempt({ outcome: 'approved', reasons: 'Good', alternatives: 'None' })
  assert.equal(refused.status, 403)
  await chair.open('/interests')
  await chair.send({}, 'End Standard for address data')
  assert.match(chair.page.words, /The interest was ended/)
})

appTest(
  'short notice is refused with the arithmetic until the chair says why it cannot wait',
  async ({ browser }) => {
    const secretary = await browser(SECRETARY)
    const at = await open(secretary)
    if (!secretary.page.words.includes('Publish the agenda')) return
    await secretary.follow('Publish the agenda')
    const refused = await secretary.attempt({ urgency: 'It cannot wait' })
    assert.equal(refused.status, 403)
    const chair = await browser(cast.chair)
    await chair.open(`${at}/publish`)
    const short = await chair.attempt()
    assert.equal(short.status, 409)
    assert.match(short.words, /needed, 3/)
    await chair.send({ urgency: 'The notice went out by mail' })
    assert.match(chair.page.words, /Urgency certified by the chair The notice went out by mail/)
  },
)

appTest('staff of a partner read the meeting and are offered nothing to change', async ({ browser }) => {
  const staff = await browser(cast.staff)
  const at = await open(staff)
  for (const step of ['publish', 'attendance', 'items/new', 'edit', 'cancel']) {
    assert.ok(!linksOf(staff.page).includes(`${at}/${step}`), step)
  }
  assert.equal((await staff.get(`${at}/publish`)).status, 403)
})

appTest('nobody tells a foreign meeting from one that does not exist', async ({ browser }) => {
  const staff = await browser(cast.staff)
  const at = await open(staff)
  const other = await browser('estates@nhs-kent-medway.example')
  const foreign = await other.get(at)
  const none = await other.get('/meetings/01a1f8bd-91a1-74a1-b4d5-0477c13857f1')
  const wrong = await other.get('/meetings/no-meeting')
  assert.deepEqual([foreign.status, none.status, wrong.status], [404, 404, 404])
  const said = (page: { words: string }): string => page.words.replace(/Reference [0-9a-f-]+/, '')
  assert.equal(said(foreign), said(none))
})

appTest('lists filter, page and download', async ({ browser }) => {
  const staff = await browser(cast.staff)
  const first = await staff.open('/meetings?most=5&state=approved')
  assert.match(first.words, /Next/)
  await staff.follow('Next')
  const csv = await staff.get('/meetings?format=csv&state=approved')
  assert.match(csv.body, /Meeting,Body,Starts,Place,State,Items,Decisions/)
  assert.ok(csv.body.trim().split('\n').length > 10)
  assert.equal((await staff.get('/meetings?format=xlsx')).bytes.subarray(0, 2).toString(), 'PK')
  assert.equal((await staff.get('/meetings?after=nonsense')).status, 422)
  assert.equal((await staff.get('/meetings?state=lost')).status, 422)
  assert.match((await staff.open('/decisions?search=quorum')).words, /No decisions here|leadership\/2025/)
})

appTest('the pack is one page and the same as PDF', async ({ browser }) => {
  const staff = await browser(cast.staff)
  await staff.open('/meetings?group=&state=approved&from=2025-05-01&to=2025-05-31')
  await staff.follow('Leadership Group, 6 May 2025')
  await staff.follow('Meeting pack')
  assert.match(staff.page.words, /Terms of reference of the Leadership Group/)
  assert.match(staff.page.words, /Review them after two years/)
  const pdf = await staff.get(`${staff.page.path}.pdf`)
  assert.equal(pdf.bytes.subarray(0, 5).toString(), '%PDF-')
})

appTest('every page of the demonstration about meetings opens for the chair', async ({ browser }) => {
  const chair = await browser(cast.chair)
  await open(chair, 'Leadership Group, 6 May 2025')
  const meeting = chair.page.path
  for (const path of [
    `${meeting}/minutes`,
    '/decisions',
    '/undertakings',
    '/interests',
    '/rule-profiles',
    '/bodies/leadership/rules',
    '/meetings/new',
  ]) {
    await chair.open(path)
  }
  await chair.open('/decisions?from=2025-05-01&to=2025-05-31')
  await chair.follow('leadership/2025/1')
  await chair.follow('Correct the words')
  await chair.send({
    decision: 'Approved: the terms, with a review after two years',
    because: 'The review was left out',
  })
  assert.match(chair.page.words, /leadership\/2025\/1-2/)
})
