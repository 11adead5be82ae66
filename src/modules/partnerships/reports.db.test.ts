// The partnership update report from the first draft to the issued paper.
import assert from 'node:assert/strict'
import { fill } from '#platform/actions/index.ts'
import { docxOf, pdfOf } from '#platform/documents/index.ts'
import { figureValue } from '#platform/figures/index.ts'
import { module } from '#platform/module/index.ts'
import { createOrganisation, createPerson } from '#modules/organisations/index.ts'
import { organisations } from '#modules/organisations/module.ts'
import { testDatabase } from '#test/support/database.ts'
import { testHouse, type TestHouse } from '#test/support/house.ts'
import { declareFigure } from './actions/figures.ts'
import { joinPartnership } from './actions/members.ts'
import { appointOfficer } from './actions/officers.ts'
import { createPartnership } from './actions/partnerships.ts'
import { editReport, explainFinding, issueReport, writeReport } from './actions/reports.ts'
import { partnerships } from './module.ts'
import { readReport, reportById, reportsOf } from './queries/reports.ts'
import { composeReport, figureRun, hashOf, type ReportContent } from './report-content.ts'
import { partnershipReport, type ReportSection } from './slots.ts'

const database = testDatabase()

const later = module({
  name: 'later',
  title: 'A later module',
  uses: ['partnerships'],
  fills: [
    fill(partnershipReport, {
      name: 'later.report.section',
      permission: 'partnerships.member.list',
      async run(): Promise<ReportSection[]> {
        const value = figureValue(
          { name: 'later.thing.count', title: 'Things', unit: 'count', rounding: 'none' },
          {
            numerator: 2,
            records: [
              { subject: 'a', title: 'First thing', href: '/things/a' },
              { subject: 'b', title: 'Second thing', href: '/things/b' },
            ],
          },
        )
        return [
          {
            order: 50,
            heading: 'Things',
            blocks: [{ kind: 'numbered', runs: ['There were ', figureRun(value), ' things.'] }],
            figures: [value],
          },
        ]
      },
    }),
  ],
})

async function world(house: TestHouse) {
  const { operator } = house
  const bodies = []
  for (const code of ['kcc', 'dover', 'swale'])
    bodies.push(
      await operator.perform(createOrganisation, {
        code,
        name: `Council of ${code}`,
        kind: 'district_council',
      }),
    )
  const person = (mail: string) =>
    operator.perform(createPerson, {
      mail,
      name: mail,
      organisation: 'kcc',
      jobTitle: 'Officer',
      startedOn: '2024-01-01',
    })
  const [author, colleague] = [await person('author@kcc.example'), await person('colleague@kcc.example')]
  const partnership = await operator.perform(createPartnership, {
    code: 'kent-connects',
    name: 'Kent Connects',
    kind: 'technology',
    established: '2001',
    purpose: 'Digital public services',
  })
  for (const body of bodies)
    await operator.perform(joinPartnership, {
      partnership: 'kent-connects',
      organisation: body.id,
      joinedOn: '2001-04-01',
    })
  for (const one of [author, colleague])
    await operator.perform(appointOfficer, {
      partnership: 'kent-connects',
      person: one.id,
      role: 'partnership-officer',
    })
  return { partnership, author: house.as(author.id), colleague: house.as(colleague.id) }
}

const PERIOD = { partnership: 'kent-connects', from: '2021-11-09', to: '2023-05-24' }

database.test(
  'P8: a stated figure that differs is found, and blocks issue until its author explains it',
  async (db) => {
    const house = testHouse(db, [organisations, partnerships, later])
    const { author, colleague } = await world(house)
    await author.perform(declareFigure, {
      partnership: 'kent-connects',
      figure: 'partners',
      stated: '2',
      source: 'the 2023 paper',
    })
    const written = await author.perform(writeReport, PERIOD)
    assert.deepEqual(written.findings, ['Partners (the 2023 paper): 2 is stated, the records give 3.'])
    await assert.rejects(
      author.perform(issueReport, { report: written.id, version: '1' }),
      (error: { code: string; message: string }) =>
        error.code === 'partnerships.report.unexplained' && error.message.includes('2 is stated'),
    )
    const [finding] = written.toExplain
    const explanation = 'Swale joined after the paper was printed.'
    await assert.rejects(
      colleague.perform(explainFinding, { report: written.id, finding, explanation, version: '1' }),
      { code: 'partnerships.report.not-author' },
    )
    await assert.rejects(
      author.perform(explainFinding, {
        report: written.id,
        finding: 'no-such-finding',
        explanation,
        version: '1',
      }),
      { code: 'partnerships.report.finding-gone' },
    )
    await author.perform(explainFinding, { report: written.id, finding, explanation, version: '1' })
    const issued = await author.perform(issueReport, { report: written.id, version: '2' })
    assert.match(issued.hash, /^[0-9a-f]{64}$/)
  },
)

database.test(
  'P9: what was issued stays as it was, whatever happens to the records, and its hash proves it',
  async (db) => {
    const house = testHouse(db, [organisations, partnerships, later])
    const { author } = await world(house)
    const { id } = await author.perform(writeReport, PERIOD)
    const { hash } = await author.perform(issueReport, { report: id, version: '1' })
    const fresh = await house.operator.perform(createOrganisation, {
      code: 'thanet',
      name: 'Thanet',
      kind: 'district_council',
    })
    await house.operator.perform(joinPartnership, {
      partnership: 'kent-connects',
      organisation: fresh.id,
      joinedOn: '2020-01-01',
    })
    const report = await house.visitor.ask(readReport, { report: id })
    const content = report.content as ReportContent
    assert.equal(hashOf(content), hash)
    assert.equal(content.figures.find((one) => one.key === 'partnerships.member.count')?.text, '3')
    await assert.rejects(author.perform(issueReport, { report: id, version: '2' }), {
      code: 'partnerships.report.issued',
    })
    await assert.rejects(
      db.db.updateTable('partnerships.report').set({ hash: 'x' }).where('id', '=', id).execute(),
      /never changed/,
    )
  },
)

database.test(
  'every figure in the report leads to the page of its records, later modules’ too',
  async (db) => {
    const house = testHouse(db, [organisations, partnerships, later])
    const { author } = await world(house)
    const { id, address } = await author.perform(writeReport, PERIOD)
    const reader = await author.reader()
    const { content } = await composeReport(reader, await reportById(reader, id))
    const hrefs: readonly string[] = JSON.stringify(content.document).match(/"href":"[^"]+"/g) ?? []
    assert.ok(hrefs.includes(`"href":"${address}/figures/later.thing.count"`))
    assert.ok(hrefs.every((href) => !href.includes('"#')))
    const keys = new Set(content.figures.map((one) => one.key))
    for (const href of hrefs) {
      const key = /\/figures\/([^"]+)"/.exec(href)?.[1]
      if (key !== undefined) assert.ok(keys.has(key), key)
    }
    assert.deepEqual(
      content.document.sections.map((section) => `${section.number} ${section.heading}`),
      ['1 Introduction', '2 Subscriptions', '3 Things', '4 Recommendations', '5 Background documents'],
    )
  },
)

database.test('the same report is a tagged PDF and a Word file', async (db) => {
  const house = testHouse(db, [organisations, partnerships, later])
  const { author } = await world(house)
  const { id } = await author.perform(writeReport, PERIOD)
  const reader = await author.reader()
  const { content } = await composeReport(reader, await reportById(reader, id))
  const pdf = await pdfOf(content.document, { now: reader.now })
  assert.equal(Buffer.from(pdf.subarray(0, 5)).toString(), '%PDF-')
  assert.equal(Buffer.from((await docxOf(content.document)).subarray(0, 2)).toString(), 'PK')
})

database.test('a draft is its officers’ to see; to others it does not exist', async (db) => {
  const house = testHouse(db, [organisations, partnerships, later])
  const { author, partnership } = await world(house)
  const { id } = await author.perform(writeReport, PERIOD)
  await assert.rejects(house.visitor.ask(readReport, { report: id }), { kind: 'not-found' })
  assert.equal((await reportsOf(await house.visitor.reader(), partnership.id)).length, 0)
  const front = {
    from: 'The officer',
    to: 'Committee',
    subject: 'Update',
    classification: 'members',
    pastPathway: 'None',
    futurePathway: 'None',
    division: 'All',
    summary: 'A summary.',
    recommendations: 'The committee is asked to NOTE this.',
  }
  await assert.rejects(
    author.perform(editReport, { report: id, ...front, recommendations: 'All is well.', version: '1' }),
    { code: 'partnerships.report.recommendations' },
  )
  await author.perform(editReport, { report: id, ...front, version: '1' })
  await author.perform(issueReport, { report: id, version: '2' })
  await assert.rejects(house.visitor.ask(readReport, { report: id }), { kind: 'not-found' })
})

database.test('a report about tomorrow is refused, and an unknown partnership is not found', async (db) => {
  const house = testHouse(db, [organisations, partnerships])
  const { author } = await world(house)
  await assert.rejects(author.perform(writeReport, { ...PERIOD, to: '2026-11-21' }), {
    code: 'partnerships.report.period',
  })
  await assert.rejects(author.perform(writeReport, { ...PERIOD, partnership: 'atlantis' }), {
    kind: 'not-found',
  })
})
