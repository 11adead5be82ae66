// A reporting round as its officer and three leads live it, on the county council's own plan: a round is opened, three
// activities are reported on a phone without scripts (one as it was, one whose issues and dates have to be answered, one
// whose dates nobody should believe), signed off by somebody else, closed and frozen; the findings and the report say
// what was reported and what is missing, and nothing else.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { closeBrowser } from '#test/support/browser.ts'
import { begin, fill, follow, look, press, signIn, variants, type Walk } from '#test/support/walk.ts'

const PLAN = '/delivery/sdp-2019-20'
const ROUND = `${PLAN}/rounds/2019-q3`
const OFFICER = 'Iris Tallyman'
const DIRECTOR = 'Ada Hopfield'

after(closeBrowser)

// On a phone without scripts first: that is how a lead between two meetings does it.
const phoneFirst = [
  { width: 320, scripts: false },
  ...variants.filter((one) => one.width !== 320 || one.scripts),
]

for (const variant of phoneFirst) {
  test(`a round is opened, reported, closed and issued at ${variant.width} pixels ${variant.scripts ? 'with' : 'without'} scripts`, async (t) => {
    const walk = await begin(t, variant)
    await signIn(walk, OFFICER)
    await openRound(walk)
    await reportUnchanged(walk)
    await reportException(walk)
    await reportStrange(walk)
    await signOff(walk)
    await closeAndFreeze(walk)
    await readFindings(walk)
    await issue(walk)
    assert.deepEqual(walk.barriers, [], walk.barriers.join('\n'))
  })
}

const says = async ({ page }: Walk, ...words: readonly (string | RegExp)[]): Promise<void> => {
  const text = ((await page.locator('main').textContent()) ?? '').replaceAll(/\s+/g, ' ')
  for (const one of words)
    assert.ok(
      typeof one === 'string' ? text.includes(one) : one.test(text),
      `${page.url()} does not say ${String(one)}: ${text.slice(0, 1500)}`,
    )
}

async function openRound(walk: Walk): Promise<void> {
  const { page } = walk
  await page.goto('/delivery')
  await look(walk, 'Plans')
  await follow(walk, 'Strategic delivery plan 2019 to 2020')
  await look(walk, 'The plan of 2019')
  await follow(walk, 'Plan a round')
  await look(walk, 'Plan a round')
  await press(walk, 'Plan the round')
  await says(walk, 'Period', 'Window')
  assert.equal(new URL(page.url()).pathname, ROUND)
  if (await page.locator('main a').filter({ hasText: 'Open it now' }).count()) {
    await follow(walk, 'Open it now')
    await press(walk, 'Open it now')
  }
  await says(walk, 'Who has not begun')
  await look(walk, 'The open round')
}

/** Activity 1: on track as it was. Six questions at most. */
async function reportUnchanged(walk: Walk): Promise<void> {
  await walk.page.goto(`${ROUND}/activities/1`)
  await look(walk, 'Report 1')
  await fill(walk, {
    status: 'On track',
    progress: 'The plan went to the cabinet committee and is being carried out.',
    dates: 'Still true',
    hasMilestones: 'Yes',
    boardsAre: 'No',
  })
  await press(walk, 'Submit the report')
  await says(walk, 'submitted')
  await look(walk, 'Submitted')
}

/** Activity 4: two open issues and a later end. On track is refused; then one issue is closed and one carried. */
async function reportException(walk: Walk): Promise<void> {
  const { page } = walk
  await page.goto(`${ROUND}/activities/4`)
  await fill(walk, {
    status: 'On track',
    progress: 'Half of the teams are in the new service.',
    dates: 'Still true',
    hasMilestones: 'Yes',
    boardsAre: 'No',
  })
  await press(walk, 'Submit the report')
  await says(walk, 'There is a problem', 'Capacity', 'Dependencies')
  await look(walk, 'On track is refused')
  await fill(walk, {
    status: 'Requires remedial action',
    'openIssues-0-answer': 'No longer',
    'openIssues-1-answer': 'Still an issue',
    dates: 'The end date has changed',
  })
  await page.locator('main [name="dates"][value="still-true"]').uncheck()
  await press(walk, 'Check my answers')
  await look(walk, 'What is asked now')
  await fill(walk, {
    'openIssues-0-outcome': 'Resolved',
    'openIssues-0-outcomeWords': 'Two posts were filled in September.',
    revisedEnd: '2020-12-01',
    endReason: 'Two teams wait for their building.',
    endCause: 'Internal',
    mitigationsAre: 'Something is being done',
    mitigations: 'The two teams share the building of a third until spring.',
    registersAre: 'Yes',
  })
  await press(walk, 'Check my answers')
  await says(walk, '245 days')
  await fill(walk, { registers: 'Directorate', riskReference: 'R-7' })
  await look(walk, 'Everything answered')
  await press(walk, 'Submit the report')
  await says(walk, 'submitted')
}

/** Activity 33: a go-live before the plan was approved is not believed without a reason. */
async function reportStrange(walk: Walk): Promise<void> {
  const { page } = walk
  await page.goto(`${ROUND}/activities/33`)
  await fill(walk, {
    status: 'On track',
    progress: 'The inspector’s report is expected in spring.',
    dates: 'Still true',
    hasMilestones: 'Yes',
    boardsAre: 'No',
  })
  await press(walk, 'Submit the report')
  await look(walk, 'A date nobody should believe')
  await says(walk, 'There is a problem', '12 December 2018')
  await page
    .locator('main textarea[name^="explained-"]')
    .first()
    .fill('Copied from the former plan; the go-live is being asked for.')
  for (const other of (await page.locator('main textarea[name^="explained-"]').all()).slice(1))
    await other.fill('It waits for the inspector.')
  await press(walk, 'Submit the report')
  await says(walk, 'submitted')
}

/** Nobody signs what they prepared: the lead of the organisation does, for a plan that names no director. */
async function signOff(walk: Walk): Promise<void> {
  const { page } = walk
  await page.goto(`${ROUND}/sign-off`)
  await look(walk, 'Nothing to sign for whoever prepared it')
  await leave(walk)
  await signIn(walk, DIRECTOR)
  await page.goto(`${ROUND}/sign-off`)
  await look(walk, 'Sign off')
  for (const box of await page.locator('main input[type="checkbox"]').all()) await box.check()
  await press(walk, 'Sign off what is ticked')
  await says(walk, 'signed')
  await leave(walk)
  await signIn(walk, OFFICER)
}

async function leave({ page }: Walk): Promise<void> {
  await page.locator('header').getByText('Sign out').first().click()
}

async function closeAndFreeze(walk: Walk): Promise<void> {
  const { page } = walk
  await page.goto(ROUND)
  await follow(walk, 'Close it now')
  await fill(walk, { reason: 'Everybody who will report has reported.' })
  await press(walk, 'Close it now')
  await follow(walk, 'Freeze')
  await look(walk, 'What is missing before freezing')
  await says(walk, '71')
  await fill(walk, { anyway: 'Yes' })
  await press(walk, 'Freeze the round')
  await says(walk, 'Version 1')
  await look(walk, 'The frozen round')
}

async function readFindings(walk: Walk): Promise<void> {
  const { page } = walk
  await page.goto(`${ROUND}/findings`)
  await look(walk, 'Findings of the new round')
  await says(walk, 'before the plan was approved', '33')
  // Beside the figures that a report of the past stated, wrong ones first.
  await page.goto(`${PLAN}/rounds/2019-q2/findings`)
  await look(walk, 'Findings of 2019')
  await says(walk, 'Stated figures that agree 21', /Moved to on track since Q1 8 of 797 of 79Differs/)
}

async function issue(walk: Walk): Promise<void> {
  const { page } = walk
  await page.goto(`${ROUND}/report`)
  await look(walk, 'The generated report')
  await says(walk, '3 of the activities reported in this round', 'resolved', '1 December 2020')
  await follow(walk, 'Write the report')
  await press(walk, 'Begin the draft')
  await look(walk, 'The draft')
  await follow(walk, 'Add words')
  await fill(walk, { words: 'Only 3 leads reported, because the window was open for a day.' })
  await press(walk, 'Save the words')
  // D2: a typed number is offered as a figure or marked as asserted.
  await look(walk, 'A typed number')
  await says(walk, '“3”')
  await page.locator('main input[type="radio"]').first().check()
  await press(walk, 'Save with these numbers')
  await follow(walk, 'Issue the report')
  await look(walk, 'Issue the report')
  await fill(walk, { audience: 'Everybody', seen: 'Yes' })
  await press(walk, 'Issue the report')
  await says(walk, 'Issued')
  await look(walk, 'The issued report')
  for (const [format, head] of [
    ['pdf', '%PDF-'],
    ['docx', 'PK'],
  ] as const) {
    const file = await page.request.get(`${ROUND}/report.${format}`)
    assert.equal((await file.body()).subarray(0, head.length).toString(), head)
  }
}
