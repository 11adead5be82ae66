import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { fromBufferPromise } from 'yauzl'
import { skipUnless } from '#test/support/requirements.ts'
import { EXAMPLE, TRICKS } from './example.ts'
import {
  docxOf,
  htmlOf,
  paragraphsOf,
  pdfOf,
  type Block,
  type DocumentModel,
  type TableBlock,
} from './index.ts'
import { absolute } from './model.ts'

const NOW = Temporal.Instant.from('2026-11-20T09:30:00Z')
const poppler = skipUnless(
  'the Debian package poppler-utils',
  spawnSync('pdftotext', ['-v']).error === undefined,
)

function saying(...blocks: Block[]): DocumentModel {
  return { title: 'Title', language: 'en-GB', sections: [{ heading: 'Heading', number: '1', blocks }] }
}

async function wordsOfPdf(document: DocumentModel): Promise<string> {
  const pdf = await pdfOf(document, { now: NOW })
  return spawnSync('pdftotext', ['-layout', '-', '-'], { input: pdf }).stdout.toString('utf8')
}

async function partsOf(docx: Uint8Array): Promise<Map<string, string>> {
  const zip = await fromBufferPromise(Buffer.from(docx), { autoClose: false })
  const parts = new Map<string, string>()
  for await (const entry of zip.eachEntry())
    parts.set(
      entry.fileName,
      Buffer.concat(await (await zip.openReadStreamPromise(entry)).toArray()).toString('utf8'),
    )
  return parts
}

test('the PDF is tagged, names its language and its title, and claims PDF/UA-1', async () => {
  const pdf = Buffer.from(await pdfOf(EXAMPLE, { now: NOW }))
  assert.equal(pdf.subarray(0, 5).toString(), '%PDF-')
  for (const mark of [
    '/StructTreeRoot',
    '/Marked true',
    '/Lang (en-GB)',
    '/DisplayDocTitle true',
    '/Alt ',
    '/S /H1',
    '/S /TH',
  ])
    assert.ok(pdf.includes(mark), mark)
  assert.ok(pdf.includes('<pdfuaid:part>1</pdfuaid:part>'))
  assert.match(pdf.toString('latin1'), /An update to the committee/)
})

test('a Word file of the same moment is the same bytes, and is a Word file still', async () => {
  const [one, other] = [await docxOf(EXAMPLE, { now: NOW }), await docxOf(EXAMPLE, { now: NOW })]
  assert.ok(Buffer.from(one).equals(Buffer.from(other)))
  const [dated, plain] = [await partsOf(one), await partsOf(await docxOf(EXAMPLE))]
  assert.deepEqual(
    [...dated.keys()],
    [...plain.keys()].filter((name) => !name.endsWith('/')),
  )
  assert.match(dated.get('docProps/core.xml') ?? '', /2026-11-20T09:30:00Z/)
  const links = [...(dated.get('word/document.xml') ?? '').matchAll(/r:(?:id|embed)="([^"]+)"/g)].map(
    ([, id]) => id ?? '',
  )
  assert.ok(links.length > 0)
  for (const id of links) assert.ok(dated.get('word/_rels/document.xml.rels')?.includes(`Id="${id}"`), id)
})

test('a section that starts a page does so in every form, and its anchor is a place on the page', async () => {
  const document: DocumentModel = {
    title: 'Cards',
    language: 'en-GB',
    sections: [
      { heading: 'One', anchor: 'one', blocks: [{ kind: 'paragraph', runs: 'First' }] },
      { heading: 'Two', startsPage: true, blocks: [{ kind: 'paragraph', runs: 'Second' }] },
    ],
  }
  assert.match(htmlOf(document).text, /<section id="one">/)
  assert.match(htmlOf(document).text, /<section class="app-starts-page">/)
  assert.match((await partsOf(await docxOf(document))).get('word/document.xml') ?? '', /<w:pageBreakBefore/)
})

test('the same document at the same moment gives the same bytes', async () => {
  const [one, two] = await Promise.all([pdfOf(EXAMPLE, { now: NOW }), pdfOf(EXAMPLE, { now: NOW })])
  assert.deepEqual(one, two)
})

test('what a person typed is never read as markup of the PDF', { skip: poppler }, async () => {
  const words = await wordsOfPdf(EXAMPLE)
  assert.ok(words.includes(TRICKS))
  assert.match(words, /1\.1\s+There are 17 members/)
  assert.match(words, /A\.1\s+None\./)
  assert.match(words, /Page 1 of 2/)
})

test(
  'a letter no font here has is shown by its number, and one without a shape is left out',
  { skip: poppler },
  async () => {
    const words = await wordsOfPdf(
      saying({ kind: 'paragraph', runs: 'Ada 案件 \u0007\u0000\ufeffЯ ✓ \ud800end' }),
    )
    assert.match(words, /Ada \[U\+6848\]\[U\+4EF6\] Я/)
    assert.match(words, /end/)
  },
)

test('a drawing that is not SVG, a document without a title and a table out of shape are our own mistakes', async () => {
  const table: TableBlock = { kind: 'table', caption: 'T', columns: [{ label: 'A' }], rows: [] }
  const chart: Block = { kind: 'chart', svg: '<svg>', title: 'C', description: 'D', table }
  await assert.rejects(pdfOf(saying(chart), { now: NOW }), { name: 'Defect' })
  await assert.rejects(pdfOf({ ...EXAMPLE, title: ' ' }, { now: NOW }), { name: 'Defect' })
  assert.throws(() => htmlOf(saying({ ...table, rows: [['a', 'b']] })), { name: 'Defect' })
  assert.throws(() => htmlOf(saying({ ...chart, description: '' })), { name: 'Defect' })
})

test('the page says the same as the files, with figures as links to their records', () => {
  const { text } = htmlOf(EXAMPLE)
  assert.match(text, /<a class="govuk-link app-figure" href="\/figures\/members">17<\/a>/)
  assert.match(text, /<span class="app-number">1\.1<\/span>/)
  assert.match(text, /<h2 class="govuk-heading-m">1\. Introduction<\/h2>/)
  assert.match(text, /<h2 class="govuk-heading-m">Appendix A: Background documents<\/h2>/)
  assert.match(text, /<th scope="col" class="govuk-table__header govuk-table__header--numeric">Spent<\/th>/)
  assert.ok(text.includes('#import &quot;x.typ&quot;'))
  assert.ok(!text.includes('<a> &'))
})

test('a link that is not to a page, the web or a mail address is plain text everywhere', async () => {
  const document = saying({
    kind: 'paragraph',
    runs: [
      { kind: 'link', text: 'here', href: 'javascript:alert(1)' },
      { kind: 'figure', text: '17', href: '//evil.example' },
    ],
  })
  assert.doesNotMatch(htmlOf(document).text, /javascript|evil|<a /)
  assert.ok(!Buffer.from(await pdfOf(document, { now: NOW })).includes('/URI'))
  assert.doesNotMatch([...(await partsOf(await docxOf(document))).values()].join(''), /javascript:|evil/)
})

test('the Word file has headings, header rows, a description on each drawing, its language and its title', async () => {
  const parts = await partsOf(await docxOf(EXAMPLE))
  const body = parts.get('word/document.xml') ?? ''
  assert.match(body, /<w:pStyle w:val="Title"\/>/)
  assert.match(body, /<w:pStyle w:val="Heading1"\/>/)
  assert.match(body, /<w:tblHeader\/>/)
  assert.match(body, /descr="Two bars: £12,000 and then £1,319,000\."/)
  assert.ok(body.includes('#import &quot;x.typ&quot;') || body.includes('#import "x.typ"'))
  assert.match(parts.get('word/styles.xml') ?? '', /<w:lang w:val="en-GB"\/>/)
  assert.match(parts.get('docProps/core.xml') ?? '', /<dc:title>An update to the committee<\/dc:title>/)
  assert.match(
    parts.get('word/_rels/document.xml.rels') ?? '',
    /https:\/\/connects\.county\.example\/figures\/members/,
  )
})

test('characters that XML cannot hold do not damage the Word file', async () => {
  const parts = await partsOf(
    await docxOf(saying({ kind: 'paragraph', runs: 'a\u0000b\u000bc\ufffe\ud800d' })),
  )
  assert.match(parts.get('word/document.xml') ?? '', />abc\ufffdd</)
})

test('what was written over several lines becomes a paragraph each', () => {
  assert.deepEqual(paragraphsOf('one\r\n\n two '), [
    { kind: 'paragraph', runs: 'one' },
    { kind: 'paragraph', runs: 'two' },
  ])
})

test('a column of sentences gets the width, and no column lies over another', { skip: poppler }, async () => {
  const purpose =
    'Directs the partnership and awards funding to projects put forward by the specialist groups'
  const words = await wordsOfPdf(
    saying({
      kind: 'table',
      caption: 'Groups',
      columns: [{ label: 'Group' }, { label: 'What it is for' }, { label: 'Members', align: 'right' }],
      rows: [['Leadership Group', purpose, '20']],
    }),
  )
  assert.match(words, /Group +What it is for +Members/)
  assert.match(words, /Leadership Group +Directs the partnership and awards funding.* 20/)
})

test('a table of many columns has room for every word, on paper and in Word', { skip: poppler }, async () => {
  const labels = ['No.', 'Activity', 'Outcome', 'Status now', 'Status before', 'Issues open', 'End', 'Closed']
  const title = 'Development and delivery of a strategy for accommodation services for vulnerable children'
  const issues = 'Capacity, Complexity, Dependencies, Stakeholders / Relationships, Delivery environment'
  const [end, closed] = ['1 September 2020 (154 days later)', 'Business as usual, still monitored']
  const document = saying({
    kind: 'table',
    caption: 'Every activity',
    columns: labels.map((label) => ({ label })),
    rows: Array.from({ length: 30 }, (_, at) => [
      String(at + 1),
      title,
      '1',
      'Remedial action',
      'On track',
      at === 9 ? issues : '',
      at === 9 ? end : '',
      at === 9 ? closed : '',
    ]),
  })
  const words = await wordsOfPdf(document)
  assert.doesNotMatch(words, /Remedial ?(?:On|action)/)
  assert.match(words, /Remedial {2,}On track/)
  const parts = await partsOf(await docxOf(document))
  const widths = [...(parts.get('word/document.xml') ?? '').matchAll(/<w:gridCol w:w="(\d+)"/g)].map(
    ([, width]) => Number(width),
  )
  const [number = 0, activity = 0, , status = 0] = widths
  assert.equal(widths.length, labels.length)
  assert.ok(number < status && status < activity, widths.join(' '))
  assert.ok(widths.reduce((sum, width) => sum + width, 0) <= 9600)
})

test('a link leads to where the file was asked for, or nowhere where that is no address', () => {
  assert.equal(absolute('/risks', 'https://county.example/'), 'https://county.example/risks')
  for (const address of [undefined, 'https://', 'https://county.example:99999'])
    assert.equal(absolute('/risks', address), undefined, `${address}`)
})
