import { test } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { html } from '../html/index.ts'
import { csvLines, csvOf, readCsv, tableOf, xlsxOf, type Column } from './index.ts'

type Award = { name: string; pence: bigint; on: Temporal.PlainDate | null; count: number }

const awards: Award[] = [
  { name: 'Shared <map>', pence: 12_500_000n, on: Temporal.PlainDate.from('2026-03-27'), count: 3 },
  { name: '=HYPERLINK("http://evil.example")', pence: 4_350_050n, on: null, count: 1 },
]
const columns: Column<Award>[] = [
  { key: 'name', label: 'Award', kind: 'text', value: (award) => award.name },
  { key: 'on', label: 'Decided on', kind: 'date', value: (award) => award.on },
  { key: 'count', label: 'Partners', kind: 'number', value: (award) => award.count, total: true },
  { key: 'pence', label: 'Amount', kind: 'money', value: (award) => award.pence, total: true },
]

test('a table has a caption, headed columns and rows, and totals where figures are added', () => {
  const { text } = tableOf(columns, awards, { caption: 'Awards', sortedBy: 'Newest first' })
  assert.match(text, /<caption[^>]*>Awards <span[^>]*>Newest first/)
  assert.equal(text.match(/scope="col"/g)?.length, 4)
  assert.match(text, /<th scope="row"[^>]*>Shared &lt;map&gt;<\/th>/)
  assert.match(text, /<th scope="row"[^>]*colspan="2">Total<\/th>/)
  assert.match(text, /£168,500\.50/)
  assert.match(text, /27 March 2026/)
  assert.match(text, /<td class="govuk-table__cell"><span class="connects-none">None/)
})

test('a heading that sorts is a link that turns the order round and says the present one', () => {
  const sort = {
    by: 'count',
    descending: false,
    keys: ['count', 'pence'],
    href: (key: string, down: boolean) => `?by=${key}&down=${down}`,
  }
  const { text } = tableOf(columns, awards, { caption: 'Awards', sort })
  assert.match(
    text,
    /aria-sort="ascending">\s*<a class="govuk-link connects-sort" href="\?by=count&amp;down=true"/,
  )
  assert.match(text, /aria-sort="none">\s*<a[^>]*href="\?by=pence&amp;down=false"/)
  assert.equal(text.match(/aria-sort/g)?.length, 2)
})

test('an empty list says what would be in it', () => {
  assert.equal(
    tableOf(columns, [], { caption: 'Awards', empty: html`<p>None yet</p>` }).text,
    '<p>None yet</p>',
  )
})

test('the total of a whole list stands under one page of it when the page is told', () => {
  assert.match(
    tableOf(columns, awards, { caption: 'Awards', totals: { pence: 99_900n, count: 9 } }).text,
    /£999/,
  )
})

test('a CSV begins with a byte order mark, ends lines in CRLF and tames formulas where they can be seen', () => {
  const bytes = csvOf(columns, awards)
  assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf])
  const lines = bytes.toString('utf8').slice(1).split('\r\n')
  assert.equal(lines[0], 'Award,Decided on,Partners,Amount')
  assert.equal(lines[1], 'Shared <map>,2026-03-27,3,125000.00')
  assert.equal(lines[2], '"\'=HYPERLINK(""http://evil.example"")",,1,43500.50')
})

test('a negative amount is a number in a CSV and is left as it is', () => {
  const signed: Column<bigint>[] = [{ key: 'a', label: 'Change', kind: 'money', value: (pence) => pence }]
  assert.deepEqual([...csvLines(signed, [-4_000n])], ['Change\r\n', '-40.00\r\n'])
})

test('what csvOf writes readCsv reads back, whatever the words are', () => {
  const text: Column<string>[] = [
    { key: 'a', label: 'One', kind: 'text', value: (words) => words },
    { key: 'b', label: 'Two', kind: 'text', value: () => 'x' },
  ]
  const words = fc
    .string({ unit: 'grapheme', maxLength: 30 })
    .filter((one) => !one.includes('\0') && !/^[=+\-@\t\r\n＝＋－＠]/.test(one) && one.isWellFormed())
  fc.assert(
    fc.property(fc.array(words, { maxLength: 5 }), (all) => {
      const read = readCsv(csvOf(text, all), { required: ['One', 'Two'] })
      assert.deepEqual(
        read.rows.map((row) => row.cells['One']),
        all,
      )
    }),
    { numRuns: 50 },
  )
})

test('a spreadsheet is a zip whose cells are typed', async () => {
  const bytes = await xlsxOf(columns, awards, 'Awards: [2026]')
  assert.equal(bytes.subarray(0, 2).toString(), 'PK')
  assert.ok(bytes.byteLength > 1000)
})
