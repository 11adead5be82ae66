// The one loop a partnership really runs, from a subscription to shared learning, as its people run it in their
// browsers without JavaScript: every step leads to the next, and at the end the books and the audit agree.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seal } from '#platform/audit/index.ts'
import { committedApp, type Committed } from '#test/support/app.ts'
import { faultsIn, type Browser } from '#test/support/browsing.ts'
import { assess, writeCase } from '#test/support/case-writing.ts'
import { command } from '#test/support/command.ts'
import { cast } from '#test/support/people.ts'

const FUND = 'kc-development-fund'

async function available(browser: Browser): Promise<number> {
  const page = await browser.open(`/funding/programmes/${FUND}/ledger`)
  const [, pounds = ''] =
    /Available £([0-9,]+)/.exec(page.words) ?? assert.fail(`no balance is shown: ${page.words.slice(0, 300)}`)
  return Number(pounds.replaceAll(',', ''))
}

test('money comes in, is decided, spent and accounted for, and what was learnt reaches the next applicant', async (t) => {
  const app = await committedApp(t)
  const by = {
    finance: await app.browser(cast.financeOfficer),
    author: await app.browser('gis@kcc.example'),
    officer: await app.browser(cast.fundOfficer),
    partnership: await app.browser(cast.partnershipOfficer),
    chair: await app.browser(cast.chair),
  }
  const paid = await payWhatIsOwed(app, by.finance)
  assert.equal(paid.after - paid.before, 2600, 'the fund’s share of a subscription of £6,500 is two fifths')

  const tooDear = await writeCase(by.author, {
    title: 'A balloon over every beach',
    problem: 'Beaches are long and nobody sees all of them.',
    pounds: 200_000,
  })
  const wanted = await writeCase(by.author, {
    title: 'Drone surveys of coastal erosion',
    problem: 'Cliffs fall and nobody knows where next.',
    pounds: 30_000,
  })
  for (const address of [tooDear, wanted]) await assess(app, by.officer, address)

  const meeting = await meet(app, by.partnership)
  await refusedAboveTheBalance(by.chair, meeting, paid.after)
  await decide(by.chair, meeting, 'Drone surveys', 'Approved')
  await app.drain()
  await by.officer.signIn(cast.fundOfficer)
  assert.equal(await available(by.officer), paid.after - 30_000)

  const project = await runProject(app, by.officer, wanted)
  assert.equal(await available(by.officer), paid.after - 12_000, 'what was not spent goes back to the fund')
  await lessonIsFound(await app.browser('smart@medway.example'))
  await report(by.partnership, project)

  const checked = await command(app.connects, ['funding', 'ledger', 'check'])
  assert.equal(checked.exit, 0, checked.text)
  await seal(app.database, { now: app.clock.now(), headsFile: app.connects.config.auditHeadFile })
  const verified = await command(app.connects, ['audit', 'verify'])
  assert.equal(verified.exit, 0, verified.text)
})

async function payWhatIsOwed(app: Committed, finance: Browser): Promise<{ before: number; after: number }> {
  const before = await available(finance)
  await finance.open('/partnerships/kent-connects/subscriptions/raise')
  await finance.send({ year: '2026' }, 'Raise the subscriptions')
  assert.match(finance.page.words, /already|no |0 /i, 'a second run of the year raises nothing')
  await finance.open('/partnerships/kent-connects/subscriptions?state=open')
  await finance.follow('Gravesham Borough Council')
  await finance.follow('Record a payment')
  await finance.send(
    { amount: '6500', receivedOn: '2026-11-19', reference: 'BACS 2026 gravesham' },
    'Record the payment',
  )
  await app.drain()
  return { before, after: await available(finance) }
}

/** A meeting of the Leadership Group in December, with all there. Gives its address. */
async function meet(app: Committed, secretary: Browser): Promise<string> {
  await secretary.open('/meetings/new')
  await secretary.send(
    {
      group: 'Leadership Group',
      startsAt: '2026-12-08 10:00',
      endsAt: '2026-12-08 12:00',
      place: 'County Hall',
    },
    'Plan the meeting',
  )
  const meeting = secretary.page.path
  assert.match(
    secretary.page.words,
    /Drone surveys of coastal erosion/,
    'what awaits the group goes onto its agenda',
  )
  await secretary.open(`${meeting}/publish`)
  await secretary.send({}, 'Publish the agenda')
  app.clock.set('2026-12-08T10:05:00Z')
  await secretary.signIn(cast.partnershipOfficer)
  await secretary.open(`${meeting}/attendance`)
  await secretary.send({}, 'Save')
  return meeting
}

async function toDecide(chair: Browser, meeting: string, title: string): Promise<void> {
  await chair.signIn(cast.chair)
  await chair.open(meeting)
  await chair.follow(new RegExp(`^Decide .*${title}`))
}

async function refusedAboveTheBalance(chair: Browser, meeting: string, balance: number): Promise<void> {
  await toDecide(chair, meeting, 'A balloon')
  const refused = await chair.attempt({ outcome: 'Approved', ...REASONS })
  assert.equal(refused.status, 409, faultsIn(refused))
  assert.match(faultsIn(refused), /£200,000/)
  assert.match(faultsIn(refused), new RegExp(`£${balance.toLocaleString('en-GB')}`))
  await decide(chair, meeting, 'A balloon', 'Declined')
}

const REASONS = {
  reasons: 'Most partners gain and the plan is sound.',
  alternatives: 'Doing nothing; each partner for itself.',
}

async function decide(chair: Browser, meeting: string, title: string, outcome: string): Promise<void> {
  await toDecide(chair, meeting, title)
  await chair.send({ outcome, ...REASONS })
}

async function runProject(app: Committed, officer: Browser, address: string): Promise<string> {
  await officer.signIn(cast.fundOfficer)
  await officer.open(address)
  const [project = ''] =
    /\/projects\/P-\d+/.exec(officer.page.body) ?? assert.fail('the case does not lead to its project')
  app.clock.set('2027-01-11T10:00:00Z')
  await officer.signIn(cast.fundOfficer)
  await officer.open(`${project}/spend`)
  const over = await officer.attempt({
    line: 'Two drones',
    supplier: 'A Supplier Ltd',
    invoiceNumber: 'INV-1',
    spentOn: '2027-01-08',
    amount: '30000.01',
  })
  assert.equal(over.status, 409, faultsIn(over))
  await officer.open(`${project}/spend`)
  await officer.send({
    line: 'Two drones',
    supplier: 'A Supplier Ltd',
    invoiceNumber: 'INV-1',
    spentOn: '2027-01-08',
    amount: '12000',
  })
  await officer.open(`${project}/status`)
  await officer.send({ overall: 'On track', progress: 'Two drones have arrived.' })
  await closedOnlyWithOutcomesAndLessons(officer, project)
  await app.drain()
  return project
}

async function closedOnlyWithOutcomesAndLessons(officer: Browser, project: string): Promise<void> {
  await officer.open(project)
  const outcomes = [
    ...new Set(
      [...officer.page.body.matchAll(/href="(\/projects\/[^"]+\/outcomes\/[^"]+)"/g)].map(
        ([, href]) => href ?? '',
      ),
    ),
  ]
  assert.equal(outcomes.length, 1)
  await officer.open(`${project}/close`)
  assert.match(officer.page.words, /lesson/i, 'what is still missing is said before the project is closed')
  for (const outcome of outcomes) {
    await officer.open(outcome)
    await officer.send({ achieved: 'Achieved', result: 'Nine of ten falls were foreseen.' })
  }
  await officer.open(`${project}/lessons/add`)
  await officer.send({
    title: 'Fly at low tide',
    whatHappened: 'The first flights saw water instead of cliffs.',
    whatWeLearnt: 'Plan erosion flights by the tide table, not by the diary.',
    again: 'Yes, in the same way',
    keywords: 'drones coast tide',
  })
  await officer.open(`${project}/close`)
  await officer.send({ words: 'The cliffs are watched, and the pilots are trained.' })
  assert.match(officer.page.words, /Closed/)
}

async function lessonIsFound(applicant: Browser): Promise<void> {
  await applicant.open('/projects/lessons?q=tide')
  assert.match(applicant.page.words, /Fly at low tide/)
  await applicant.open('/funding/cases/start')
  await applicant.send({
    title: 'Drones over flooded fields',
    problem: 'After floods nobody sees which fields and cliffs are under water or eroded.',
    sponsor: 'Medway Council',
  })
  assert.match(
    applicant.page.words,
    /Fly at low tide/,
    'the next applicant is shown what was learnt while writing',
  )
}

async function report(officer: Browser, project: string): Promise<void> {
  await officer.signIn(cast.partnershipOfficer)
  await officer.open('/partnerships/kent-connects/reports/write')
  await officer.send({ from: '2026-04-01', to: '2027-01-11' }, 'Write the draft')
  const address = officer.page.path
  assert.match(officer.page.words, /Drone surveys of coastal erosion/)
  assert.ok(project !== '')
  await officer.open(`${address}/issue`)
  const early = await officer.attempt({}, 'Issue the report')
  assert.notEqual(early.status, 303)
  assert.match(faultsIn(early), /explain|differ/i)
  await officer.open(address)
  const findings = [
    ...new Set(
      [...officer.page.body.matchAll(/href="(\/partnerships\/[^"]+\/explain\/[^"]+)"/g)].map(
        ([, href]) => href ?? '',
      ),
    ),
  ]
  assert.ok(findings.length > 0, officer.page.words.slice(0, 500))
  for (const finding of findings) {
    await officer.open(finding)
    await officer.send(
      { explanation: 'The papers count partners at an earlier date; two have joined since.' },
      'Save the explanation',
    )
  }
  await officer.open(`${address}/issue`)
  await officer.send({}, 'Issue the report')
  assert.match(officer.page.words, /report was issued/)
  const pdf = await officer.get(`${address}/report.pdf`)
  assert.equal(pdf.bytes.subarray(0, 5).toString(), '%PDF-')
  const word = await officer.get(`${address}/report.docx`)
  assert.equal(word.bytes.subarray(0, 2).toString(), 'PK')
}
