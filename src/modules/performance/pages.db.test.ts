// The pages of performance over the Kent demonstration.
import assert from 'node:assert/strict'
import { appTest } from '#test/support/app.ts'
import { linksOf } from '#test/support/browsing.ts'
import { command } from '#test/support/command.ts'
import { cast } from '#test/support/people.ts'

const SOFIA = 'accessibility@kcc.example'
const MARCUS = 'leadership@kcc.example'

appTest(
  'a visitor sees what is public of each body, with the rule beside every rating',
  async ({ browser }) => {
    const visitor = await browser()
    await visitor.open('/performance')
    assert.match(visitor.page.words, /Kent County Council/)
    await visitor.follow('Kent County Council')
    assert.equal(visitor.page.path, '/performance/kcc')
    assert.match(visitor.page.words, /Green: at or above 90\.0%\. Amber: below that, down to 85\.0%/)
    assert.doesNotMatch(visitor.page.words, /Days until a critical update/, 'that is for staff')
    assert.equal((await visitor.get('/performance/kcc/sec-01')).status, 404)
    assert.equal((await visitor.get('/performance/kcc/none-01')).status, 404)
    assert.ok(!linksOf(visitor.page).includes('/performance/new'))
    await visitor.open('/search?words=service+desk+answered')
    assert.match(visitor.page.words, /ICT-01 Calls to the service desk answered/)
    await visitor.open('/search?words=critical+update+every+server')
    assert.doesNotMatch(visitor.page.words, /SEC-01/)
    assert.equal((await visitor.get('/performance/new')).status, 303)
  },
)

appTest('the figures of 2008 stand as they were published', async ({ browser }) => {
  const visitor = await browser()
  await visitor.open('/performance/kcc?unit=Change+through+Innovation')
  assert.match(visitor.page.words, /Officers in communities of practice/)
  await visitor.follow('Officers in communities of practice')
  assert.match(visitor.page.words, /Latest 50, 2006-07/)
  assert.match(visitor.page.words, /No target was set for 2006-07/)
  await visitor.open('/performance/kcc/isg-08')
  assert.match(visitor.page.words, /Premises covered by Local Loop Unbundling/)
  assert.match(visitor.page.words, /74\.3%/)
})

appTest(
  'a dashboard has all three colours, is filtered, and is saved as the same rows',
  async ({ browser }) => {
    const staff = await browser('security@kcc.example')
    await staff.open('/performance/kcc')
    for (const rag of ['red', 'amber', 'green'] as const) {
      await staff.open(`/performance/kcc?rating=${rag}`)
      assert.doesNotMatch(staff.page.words, /No indicator fits this filter/, rag)
    }
    const csv = (await staff.get('/performance/kcc?format=csv')).body
    assert.match(
      csv,
      /Indicator,Code,Directorate or unit,Rating,Rule of the rating,Latest,Period,Target,Trend/,
    )
    assert.match(csv, /ICT|ict-01/)
    assert.equal((await staff.get('/performance/kcc?format=xlsx')).bytes.subarray(0, 2).toString(), 'PK')
    assert.match((await staff.get('/performance?format=csv')).body, /Kent County Council,kcc,/)
    assert.match((await staff.get('/performance/kcc/ict-01?format=csv')).body, /Corrected,Ada Hopfield/)
    for (const strange of ['?rating=x&owner=%27&unit=none', '?search=%25'])
      assert.equal((await staff.get(`/performance/kcc${strange}`)).status, 200, strange)
    assert.equal((await staff.get('/performance/kcc?after=nonsense')).status, 422)
    assert.match((await staff.get('/performance/kcc?state=retired')).body, /Retired indicators/)
  },
)

appTest('the pack of a body is a page, a PDF and a Word file', async ({ browser }) => {
  const visitor = await browser()
  await visitor.open('/performance/medway/pack')
  assert.match(visitor.page.words, /How Medway Council performs/)
  assert.match(visitor.page.words, /Green: at or above 70\.0%/)
  const pdf = await visitor.get('/performance/medway/pack.pdf')
  assert.equal(pdf.bytes.subarray(0, 5).toString(), '%PDF-')
  assert.equal((await visitor.get('/performance/medway/pack.docx')).bytes.subarray(0, 2).toString(), 'PK')
  assert.equal((await visitor.get('/performance/nowhere/pack.pdf')).status, 404)
})

appTest(
  'an indicator shows its course, other bodies in order with the median, and its corrections',
  async ({ browser }) => {
    const visitor = await browser()
    await visitor.open('/performance/kcc/ict-01')
    assert.match(visitor.page.words, /Kent County Council is 2nd of 6\. The median of the others is 91\.9%/)
    assert.match(visitor.page.words, /Left out, because the figure is none: Ashford/)
    assert.match(visitor.page.words, /Calls that rang off in the first five seconds/)
    assert.match(visitor.page.words, /Better/)
    await visitor.open('/performance/kcc/web-01')
    assert.match(visitor.page.words, /All 2 versions of the definition/)
  },
)

appTest('an owner gives a figure that is due, and answers what a figure means', async ({ browser }) => {
  const sofia = await browser(SOFIA)
  await sofia.open('/')
  await sofia.open('/performance/due')
  assert.match(sofia.page.words, /Visits to the website/)
  await sofia.open('/performance/kcc/web-02/give?period=2026-10')
  await sofia.send({ value: '19k' })
  assert.match(sofia.page.words, /It was kept as it was written/)
  assert.match(sofia.page.words, /may be 19,000/)
  await sofia.follow('Say what it means “19k”, October 2026')
  await sofia.attempt({ meaning: 'A figure' })
  assert.match(sofia.page.words, /Enter the figure, written out/)
  await sofia.send({ value: '190,000' })
  assert.match(sofia.page.words, /The figure counts by your answer/)
  assert.match(sofia.page.words, /190,000/)
  assert.match(sofia.page.words, /supplied as “19k”/)
})

appTest('a lead measures something, aims at it, and hands it over', async ({ browser }) => {
  const ada = await browser(cast.administrator)
  await ada.open('/performance/new?organisation=kcc')
  await ada.attempt({ organisation: 'Kent County Council', code: 'new', title: 'Lost laptops' })
  assert.match(ada.page.words, /This code is an address already/)
  await ada.send({
    code: 'sec-02',
    measure: 'A number of something',
    unit: 'laptops',
    direction: 'Lower is better',
  })
  assert.match(ada.page.words, /SEC-02 is measured/)
  await ada.follow('Name its owner')
  await ada.send({ owner: 'Freya Marshlight' })
  await ada.follow('Set a target')
  await ada.attempt({ target: 'few' })
  assert.match(ada.page.words, /is not a figure/)
  await ada.send({ target: '2' })
  assert.match(ada.page.words, /The target was set/)
  await ada.open('/performance/kcc/sec-02/define')
  await ada.send({ reason: 'Telephones count too', what: 'Laptops and telephones' })
  await ada.open('/performance/kcc/sec-02/edit')
  await ada.send({ title: 'Lost devices' })
  assert.match(ada.page.words, /Lost devices/)
  await ada.follow('Retire it')
  await ada.send({ why: 'Counted with the risks' })
  assert.match(ada.page.words, /Retired on 20 November 2026/)
})

appTest('one who may not change an indicator finds no form, and other pages show it', async ({ browser }) => {
  const marcus = await browser(MARCUS)
  await marcus.open('/performance/kcc/web-01')
  assert.ok(!linksOf(marcus.page).some((href) => href.endsWith('/give')))
  assert.equal((await marcus.get('/performance/kcc/web-01/give')).status, 403, 'seen, and not his')
  assert.equal((await marcus.get('/performance/kcc/none-01/give')).status, 404)
  await marcus.open('/organisations/kcc')
  assert.match(marcus.page.words, /Days until a critical update is on every server/)
  await marcus.open('/partnerships/kent-connects')
  assert.match(marcus.page.words, /Requests of residents made online|Saved by licences/)
  await marcus.open('/performance/kcc/ict-01/target?period=2026-27-q2')
  assert.match(marcus.page.words, /Change a target/)
  await marcus.send({ target: '91', reason: 'Agreed with the board' })
  assert.match(marcus.page.words, /The target was set/)
  await marcus.open('/performance/kcc/ict-01/benchmark')
  await marcus.send({ name: 'Essex', value: '93', source: 'Their website' })
  assert.match(marcus.page.words, /Essex/)
})

appTest(
  'the file of 2008 loaded again changes nothing, and the pack is written by a command',
  async ({ connects }) => {
    const load = () =>
      command(connects, ['import', 'indicators', 'data/kent/indicators-2008.csv', '--organisation', 'kcc'])
    assert.equal((await load()).text, 'indicators: 0 new, 0 changed, 35 as they were.')
    const pack = (format: string) =>
      command(connects, [
        'performance',
        'pack',
        'write',
        '--organisation',
        'medway',
        '--format',
        format,
        '--json',
      ])
    const pdf = JSON.parse((await pack('pdf')).text) as { name: string; content: string }
    assert.equal(pdf.name, 'medway-performance-2026-11-20.pdf')
    assert.equal(Buffer.from(pdf.content, 'base64').subarray(0, 5).toString(), '%PDF-')
    assert.match((await pack('html')).text, /How Medway Council performs|Green: at or above 70/)
    assert.notEqual((await pack('odt')).exit, 0)
  },
)
