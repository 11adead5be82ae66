// What a file left unclear, and reporting by sheet, as an officer meets them on their pages.
import assert from 'node:assert/strict'
import { xlsxOf } from '#platform/tables/index.ts'
import { appTest, type App } from '#test/support/app.ts'
import { linksOf } from '#test/support/browsing.ts'
import { cast } from '#test/support/people.ts'
import { planToReportIn } from '#test/support/reporting-plan.ts'
import { FIRST_REPORT, IN_Q2, IN_Q3 } from '#test/support/reporting.ts'
import { readXlsx } from '#platform/tables/index.ts'
import { SHEET_COLUMNS, type SheetCells } from './rules.ts'
import { sheetColumns } from './views/sheets.ts'

const OFFICER = 'performance.officer@kcc.example'
const DOUBTS = '/delivery/sdp-2019-20/doubts'
const LEAD = cast.staff
const SHEET = '/delivery/sdp/rounds/q3/sheet'

appTest('an officer answers what a file left unclear, and is told when it counts', async ({ browser }) => {
  const officer = await browser(OFFICER)
  await officer.open('/')
  assert.match(officer.page.words, /questions about a file/)
  await officer.open(DOUBTS)
  assert.match(officer.page.words, /8 open questions/)
  assert.match(officer.page.words, /Nothing here was guessed/)
  assert.match((await officer.get(`${DOUBTS}?format=csv`)).body, /financial_benefits/)
  await officer.follow(/Does “financial_benefits” mean/)
  assert.match(officer.page.words, /The file says “financial_benefits”/)
  await officer.attempt({ how: 'otherwise' })
  assert.match(officer.page.words, /Select which it is: one, or as many as are meant/)
  await officer.send({ how: 'otherwise', codes: ['financial', 'benefits'] })
  assert.match(officer.page.words, /The answer was kept/)
  assert.match(officer.page.words, /7 open questions/)
  assert.match(officer.page.words, /Quarter 2 of 2019\/20: 1 answer since it was frozen/)
  assert.match(officer.page.words, /Financial and Benefits/)
  await officer.follow(/It was to end on 1 August 2019.*activity 15/)
  assert.doesNotMatch(officer.page.words, /It says what I give below/, 'the original end never changes')
  await officer.send({ how: 'right', why: 'It goes on under a new contract' })
  assert.match(officer.page.words, /6 open questions/)
})

appTest(
  'a column of ticks is given its meaning with a source, and nobody else finds the page',
  async ({ browser }) => {
    const officer = await browser(OFFICER)
    await officer.open(DOUBTS)
    await officer.follow(/Say what a tick means in Cabinet Committee/)
    await officer.attempt({ meaning: 'expected' })
    assert.match(officer.page.words, /How do you know/)
    await officer.send({ meaning: 'expected', source: 'The form of 2019' })
    assert.match(officer.page.words, /it is expected to go to the board.*The form of 2019/i)
    const staff = await browser(LEAD)
    assert.ok([403, 404].includes((await staff.get(DOUBTS)).status))
    assert.equal((await (await browser()).get(DOUBTS)).status, 303)
  },
)

async function openRound(app: App): Promise<void> {
  const { id } = await app.connects.db
    .selectFrom('organisations.organisation_card')
    .select('id')
    .where('code', '=', 'kcc')
    .executeTakeFirstOrThrow()
  await planToReportIn(app.connects, {
    organisation: id,
    officer: app.personOf(cast.partnershipOfficer),
    director: app.personOf(cast.chair),
    leads: [app.personOf(LEAD), app.personOf(cast.groupChair)],
    given: app.personOf(LEAD),
  })
  app.clock.set(IN_Q2)
  const lead = await app.browser(LEAD)
  await lead.open('/delivery/sdp/rounds/q2/activities/1')
  await lead.send(FIRST_REPORT, 'Submit the report')
  app.clock.set(IN_Q3)
}

appTest('a lead downloads a sheet, fills it in, looks at what it says and sends it', async (app) => {
  await openRound(app)
  const lead = await app.browser(LEAD)
  await lead.open('/delivery/sdp/rounds/q3')
  await lead.follow('Report by sheet')
  assert.match(lead.page.words, /a line for each of the 2 activities/)
  const href = linksOf(lead.page).find((one) => one.includes('format=xlsx'))
  const file = await lead.get(href ?? '')
  const { rows } = await readXlsx(file.bytes, { required: SHEET_COLUMNS })
  const filled = rows.map(
    ({ cells }) =>
      (cells['number'] === '1'
        ? { ...cells, still_true: 'yes', progress: 'The contracts are signed.' }
        : { ...cells, status: 'Amber' }) as SheetCells,
  )
  const upload = async (lines: readonly SheetCells[]) => ({
    file: { name: 'filled.xlsx', bytes: await xlsxOf(sheetColumns, lines) },
  })
  await lead.attempt(await upload(filled))
  assert.match(lead.page.words, /Line 3, status: “Amber” is none of the four statuses/)
  await lead.send(await upload(filled.slice(0, 1)))
  assert.match(lead.page.words, /Look before you send: 1 report/)
  assert.match(lead.page.words, /On track for successful delivery, as last time New progress/)
  await lead.send({ as: 'submit' })
  assert.match(lead.page.words, /The report was sent/)
  await lead.open(SHEET)
  assert.match(lead.page.words, /a line for each of the 1 activity you may still report/)
  const stranger = await app.browser('estates@secamb.example')
  assert.equal((await stranger.get(SHEET)).status >= 400, true)
})
