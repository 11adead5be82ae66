// The report of a round on its pages, over the demonstration: read, cut, taken along, written into, issued, and found
// by everybody once it is public.
import assert from 'node:assert/strict'
import { appTest } from '#test/support/app.ts'
import { linksOf } from '#test/support/browsing.ts'

const OFFICER = 'performance.officer@kcc.example'
const LEAD = 'administrator@kcc.example'
const AT = '/delivery/sdp-2019-20/rounds/2019-q2'

appTest(
  'a reader goes from a figure of the report to the activities behind it, in that version',
  async ({ browser }) => {
    const reader = await browser(LEAD)
    await reader.open(`${AT}/report`)
    assert.match(reader.page.words, /Of all activities, 64 \(81%\) are on track for successful delivery/)
    assert.match(reader.page.words, /The percentages of the statuses add to 101/)
    assert.ok(linksOf(reader.page).includes(`${AT}/figures/not-on-track?version=1`))
    await reader.open(`${AT}/figures/not-on-track?version=1`)
    assert.match(reader.page.words, /13 of 79, which is 16%, rounded to the nearest whole number, halves up/)
    assert.match(reader.page.words, /Mobilising the Young Persons/)
    const csv = (await reader.get(`${AT}/figures/not-on-track?version=1&format=csv`)).body
    assert.equal(csv.trim().split('\r\n').length, 14)
    await reader.open(`${AT}/scorecards/10?version=1`)
    assert.match(reader.page.words, /Status now Requires remedial action/)
    await reader.follow('Activity 11')
    assert.equal(reader.page.path, `${AT}/scorecards/11?version=1`)
    for (const path of [
      'figures/nothing',
      'scorecards/80',
      'report/tables/nothing',
      'report?version=9',
      'report?slice=outcome:9',
    ])
      assert.equal((await reader.get(`${AT}/${path}`)).status, 404, path)
  },
)

appTest(
  'a part of the plan is read and taken along; files carry the version in their names',
  async ({ browser }) => {
    const reader = await browser(LEAD)
    await reader.open(`${AT}/report?slice=outcome:1`)
    assert.match(reader.page.words, /14 of the activities reported in this round \(100%\)/)
    for (const [format, begins] of [
      ['html', '<!do'],
      ['docx', 'PK'],
      ['json', '{'],
      ['pdf', '%PDF'],
    ] as const) {
      const file = await reader.get(`${AT}/report.${format}?slice=outcome:1`)
      assert.equal(file.status, 200)
      assert.match(
        String(file.headers['content-disposition']),
        new RegExp(`sdp-2019-20-2019-q2-outcome-1-v1.${format}`),
      )
      assert.equal(file.bytes.subarray(0, begins.length).toString(), begins)
    }
    await reader.open(`${AT}/report/tables/activities?version=1&slice=outcome:1`)
    assert.match(reader.page.words, /1 to 14 of 14/)
    const rows = (await reader.get(`${AT}/report/tables/activities?version=1&format=csv`)).body
      .trim()
      .split('\r\n')
    assert.equal(rows.length, 80)
  },
)

appTest('whoever may not read the plan finds no report of it', async ({ browser }) => {
  const stranger = await browser('estates@secamb.example')
  const visitor = await browser()
  for (const one of [stranger, visitor])
    for (const path of [
      'report',
      'report.json',
      'report.pdf',
      'figures/on-track',
      'scorecards/1',
      'scorecards.pdf',
    ])
      assert.equal((await one.get(`${AT}/${path}`)).status, 404, path)
  assert.ok([303, 403, 404].includes((await visitor.get(`${AT}/reports/new`)).status))
})

appTest(
  'the officer adds words, says of each number what it is, sees the findings and issues the report to everybody',
  async ({ browser }) => {
    const officer = await browser(OFFICER)
    await officer.open(`${AT}/report`)
    await officer.follow('Write the report')
    await officer.send({})
    assert.match(officer.page.words, /The draft was begun/)
    await officer.follow('Add words in “Headline figures”')
    await officer.attempt({ words: 'Thirteen activities need help, at a cost of £20k, as section 2 says.' })
    assert.match(officer.page.words, /Say of each number below where it comes from: “Thirteen”, “£20k”/)
    assert.match(officer.page.words, /Activities not on track 13 of 79/)
    assert.match(officer.page.words, /No figure of this report has this value/)
    await officer.send({ 'numbers-0-becomes': 'figure:not-on-track', 'numbers-1-becomes': 'asserted' })
    assert.match(
      officer.page.words,
      /13 activities need help, at a cost of £20k \(asserted by Iris Tallyman\), as section 2 says/,
    )
    await officer.follow('Issue the report')
    assert.match(officer.page.words, /findings?: see them all/)
    await officer.attempt({ audience: 'public', seen: 'no' })
    assert.match(officer.page.words, /Look at the findings before you issue the report/)
    await officer.send({ audience: 'public', seen: 'yes' })
    assert.match(officer.page.words, /The report of version 1 was issued/)
    const visitor = await browser()
    await visitor.open(`${AT}/report`)
    assert.match(visitor.page.words, /Everybody may read it/)
    assert.match(visitor.page.words, /Iris Tallyman/)
    assert.ok(!linksOf(visitor.page).some((href) => href.includes('/findings') || href.includes('/reports/')))
    await visitor.open(`${AT}/figures/on-track?version=1`)
    assert.equal((await visitor.get(`${AT}/report.pdf`)).status, 200)
    assert.equal((await visitor.get(`${AT}/report?slice=outcome:1`)).status, 404)
  },
)

appTest('whoever reads a part of a report reads the scorecards of that part', async ({ browser }) => {
  const officer = await browser(OFFICER)
  await officer.open(`${AT}/reports/new?slice=outcome:1`)
  await officer.send({})
  await officer.follow('Issue the report')
  await officer.send({ audience: 'public', seen: 'yes' })
  const visitor = await browser()
  const part = '?version=1&slice=outcome:1'
  await visitor.open(`${AT}/report/tables/activities${part}`)
  const [own] = linksOf(visitor.page).filter((href) => href.includes('/scorecards/'))
  await visitor.open(own ?? '')
  assert.match(visitor.page.words, /Status now/)
  const rows = (await officer.get(`${AT}/report/tables/activities?version=1&format=csv`)).body.split('\r\n')
  const ours = (await visitor.get(`${AT}/report/tables/activities${part}&format=csv`)).body.split('\r\n')
  const other = rows.find((row) => !ours.includes(row))?.split(',')[0] ?? ''
  assert.match(other, /^\d+$/)
  assert.equal((await officer.get(`${AT}/scorecards/${other}?version=1`)).status, 200)
  assert.equal((await visitor.get(`${AT}/scorecards/${other}${part}`)).status, 404)
})

appTest('a round that is not frozen says when its report will be there', async ({ browser }) => {
  const officer = await browser(OFFICER)
  await officer.open('/delivery/sdp-2026-27/rounds/2026-q3/report')
  assert.match(officer.page.words, /This round is not frozen yet/)
  await officer.open('/delivery/sdp-2026-27/rounds/2026-q2/report')
  assert.match(officer.page.words, /Milestones by kind/)
})
