// The newcomer's journey in a real browser: a fund officer submits a case, the chair decides it, the project is
// closed with what was learnt, and the partnership's report tells of it. With scripts and without, on a desk and
// on a narrow phone; no page on the way has a barrier that axe can find, or runs out of the window.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { isLong } from '#test/support/app.ts'
import { closeBrowser } from '#test/support/browser.ts'
import { assess, sectionsOf } from '#test/support/case-writing.ts'
import { cast } from '#test/support/people.ts'
import { begin, fill, follow, look, press, signIn, variants, type Walk } from '#test/support/walk.ts'

const CASE = {
  title: 'Drone surveys of coastal erosion',
  problem: 'Cliffs fall and nobody knows where next.',
  pounds: 30_000,
}
after(closeBrowser)

for (const variant of variants) {
  test(`a case goes from its first word to the partnership’s report, at ${variant.width} pixels ${variant.scripts ? 'with' : 'without'} scripts`, async (t) => {
    const walk = await begin(t, variant)
    const address = await submitCase(walk)
    await assess(walk.app, await walk.app.browser(cast.fundOfficer), address)
    const project = await decideCase(walk, address)
    await closeProject(walk, project)
    await readReport(walk)
    assert.deepEqual(walk.barriers, [], walk.barriers.join('\n'))
  })
}

async function fillElsewhere(
  { app }: Walk,
  address: string,
  sections: ReturnType<typeof sectionsOf>,
): Promise<void> {
  const officer = await app.browser(cast.fundOfficer)
  for (const [section, answers] of sections) {
    await officer.open(address)
    await officer.follow(section)
    await officer.send(answers, 'Save the section')
  }
}

async function submitCase(walk: Walk): Promise<string> {
  const { page } = walk
  await signIn(walk, 'Tomasz Weald')
  await page.goto('/funding')
  await look(walk, 'Funding')
  await page.goto('/funding/cases')
  await follow(walk, 'Start a business case')
  await look(walk, 'Start a case')
  await fill(walk, { title: CASE.title, problem: CASE.problem, group: 'GIS', sponsor: 'Kent County Council' })
  await press(walk, 'Start the draft')
  await page.getByText('The draft was started').waitFor()
  const address = new URL(page.url()).pathname
  await look(walk, 'The draft')
  const sections = sectionsOf(CASE)
  // The everyday share of the journey fills in one section here and the others without a screen.
  const shown = isLong ? sections : sections.slice(2, 3)
  if (!isLong) await fillElsewhere(walk, address, sections)
  for (const [section, answers] of shown) {
    await page.goto(address)
    await follow(walk, section)
    await fill(walk, answers)
    await look(walk, section)
    await press(walk, 'Save the section')
    await page.getByText('The section was saved').waitFor()
  }
  await follow(walk, 'Check your answers')
  await look(walk, 'Check your answers')
  await press(walk, 'Submit the business case')
  await page
    .getByText(/was submitted/)
    .first()
    .waitFor()
  await look(walk, 'The submitted case')
  return address
}

async function decideCase(walk: Walk, address: string): Promise<string> {
  const { app, page } = walk
  await signIn(walk, 'Priya Orchard')
  await page.goto('/meetings')
  await look(walk, 'Meetings')
  await follow(walk, 'Plan a meeting')
  await fill(walk, {
    group: 'Leadership Group',
    startsAt: '2026-12-08 10:00',
    endsAt: '2026-12-08 12:00',
    place: 'County Hall',
  })
  await look(walk, 'Plan a meeting')
  await press(walk, 'Plan the meeting')
  await page.getByText(/The meeting was planned/).waitFor()
  const meeting = new URL(page.url()).pathname
  await look(walk, 'The planned meeting')
  await page.goto(`${meeting}/publish`)
  await press(walk, 'Publish the agenda')
  await page
    .getByText(/published/i)
    .first()
    .waitFor()
  app.clock.set('2026-12-08T10:05:00Z')
  await signIn(walk, 'Priya Orchard')
  await page.goto(`${meeting}/attendance`)
  await look(walk, 'Attendance')
  await press(walk, 'Save')
  await signIn(walk, 'Helena Estuary')
  await page.goto(meeting)
  await look(walk, 'The meeting')
  await follow(walk, new RegExp(`Decide .*${CASE.title}`))
  await fill(walk, { outcome: 'Approved', reasons: 'Most partners gain.', alternatives: 'Doing nothing.' })
  await look(walk, 'The decision')
  await press(walk, 'Record the decision')
  await page
    .getByText(/recorded/i)
    .first()
    .waitFor()
  await app.drain()
  await page.goto(address)
  await look(walk, 'The approved case')
  const href = await page.locator('main a[href^="/projects/P-"]').first().getAttribute('href')
  return href ?? assert.fail('the case does not lead to its project')
}

async function closeProject(walk: Walk, project: string): Promise<void> {
  const { app, page } = walk
  await signIn(walk, 'Tomasz Weald')
  await page.goto(project)
  await look(walk, 'The project')
  if (isLong) await spendAndReport(walk, project)
  await page.goto(project)
  await page.goto((await page.locator('main a[href*="/outcomes/"]').first().getAttribute('href')) ?? '')
  await fill(walk, { achieved: 'Achieved', result: 'Nine of ten falls were foreseen.' })
  await look(walk, 'Outcome')
  await press(walk, 'Save the outcome')
  await page.goto(`${project}/lessons/add`)
  await fill(walk, {
    title: 'Fly at low tide',
    whatHappened: 'The first flights saw water.',
    whatWeLearnt: 'Plan by the tide table.',
    again: 'Yes, in the same way',
  })
  await look(walk, 'Lesson')
  await press(walk, 'Add the lesson')
  await page.getByText('The lesson was added').waitFor()
  await page.goto(`${project}/close`)
  await fill(walk, { words: 'The cliffs are watched.' })
  await look(walk, 'Closing')
  await page.locator('main form button[type="submit"], main form button:not([type])').last().click()
  await page.getByText('Closed').first().waitFor()
  await app.drain()
  await look(walk, 'The closed project')
}

async function spendAndReport(walk: Walk, project: string): Promise<void> {
  const { page } = walk
  await page.goto(`${project}/spend`)
  await fill(walk, {
    supplier: 'A Supplier Ltd',
    invoiceNumber: 'INV-1',
    spentOn: '2026-12-08',
    amount: '12000',
  })
  await look(walk, 'Spending')
  await press(walk, 'Record it')
  await page.getByText('The spending was recorded').waitFor()
  await page.goto(`${project}/status`)
  await fill(walk, { overall: 'On track', progress: 'Two drones have arrived.' })
  await look(walk, 'Status')
  await press(walk, 'Report')
  await page.getByText('The status was reported').waitFor()
}

async function readReport(walk: Walk): Promise<void> {
  const { page } = walk
  await signIn(walk, 'Priya Orchard')
  await page.goto('/partnerships/kent-connects/reports/write')
  await fill(walk, { from: '2026-04-01', to: '2026-12-08' })
  await look(walk, 'Write a report')
  await press(walk, 'Write the draft')
  await page.getByText('The draft was written').waitFor()
  await look(walk, 'The report')
  await page.locator('main').getByText(CASE.title).first().waitFor()
}
