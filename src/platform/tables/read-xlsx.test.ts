import { test } from 'node:test'
import assert from 'node:assert/strict'
import { fromBufferPromise } from 'yauzl'
import { zipOf } from '#test/support/zip.ts'
import { Refusal } from '../errors/index.ts'
import { readXlsx, xlsxOf, type Column, type CsvRules } from './index.ts'

type Row = {
  readonly name: string
  readonly on: Temporal.PlainDate | null
  readonly count: number | null
  readonly note: string
}
const columns: readonly Column<Row>[] = [
  { key: 'name', label: 'name', kind: 'text', value: (row) => row.name },
  { key: 'on', label: 'on', kind: 'date', value: (row) => row.on },
  { key: 'count', label: 'count', kind: 'number', value: (row) => row.count },
  { key: 'note', label: 'note', kind: 'text', value: (row) => row.note },
]
const rules: CsvRules = { required: ['name', 'on', 'count'], optional: ['note'] }
const row = (more: Partial<Row> = {}): Row => ({ name: 'Ashford', on: null, count: null, note: '', ...more })
const workbook = (rows: readonly Row[]): Promise<Buffer> => xlsxOf(columns, rows)

async function refusal(bytes: Uint8Array, more: Partial<CsvRules> = {}): Promise<Refusal> {
  try {
    await readXlsx(bytes, { ...rules, ...more })
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
  return assert.fail('it was read')
}

/** The parts of a workbook as text, to be changed and packed again. */
async function parts(bytes: Buffer): Promise<Record<string, string>> {
  const zip = await fromBufferPromise(bytes)
  const found: Record<string, string> = {}
  for await (const entry of zip.eachEntry()) {
    const pieces: Buffer[] = []
    for await (const piece of await zip.openReadStreamPromise(entry)) pieces.push(piece as Buffer)
    found[entry.fileName] = Buffer.concat(pieces).toString('utf8')
  }
  return found
}
const SHEET = 'xl/worksheets/sheet1.xml'
const changed = async (
  change: (sheet: string) => string,
  more: Record<string, string> = {},
): Promise<Buffer> => {
  const all = await parts(await workbook([row(), row({ name: 'Dover', count: 4242 })]))
  return zipOf({ ...all, [SHEET]: change(all[SHEET] ?? ''), ...more })
}

test('what we write as a spreadsheet is read as the same cells, each row with its line', async () => {
  const rows = [
    row({
      name: ' =1+1 ',
      on: Temporal.PlainDate.from('2019-09-30'),
      count: 0.1,
      note: 'Two\nlines & <more>',
    }),
    row({ name: '007', count: 1_234_567 }),
  ]
  const file = await readXlsx(await workbook(rows), rules)
  assert.deepEqual(file.headers, ['name', 'on', 'count', 'note'])
  assert.deepEqual(file.rows, [
    { line: 2, cells: { name: ' =1+1 ', on: '2019-09-30', count: '0.1', note: 'Two\nlines & <more>' } },
    { line: 3, cells: { name: '007', on: '', count: '1234567', note: '' } },
  ])
})

test('empty lines keep the numbers of those below them', async () => {
  const file = await readXlsx(await workbook([row({ name: '' }), row({ name: 'Below' })]), rules)
  assert.deepEqual(
    file.rows.map(({ line, cells }) => [line, cells['name']]),
    [[3, 'Below']],
  )
})

test('columns are refused by name as in a CSV', async () => {
  const refused = await refusal(await workbook([row()]), {
    required: ['name', 'place'],
    optional: ['on', 'count'],
  })
  assert.deepEqual(
    refused.faults.map((fault) => fault.message),
    [
      'Line 1: The column "place" is missing',
      'Line 1: There is no column "note" here. The columns are: name, place, on, count',
    ],
  )
})

test('a formula is refused by its cell, and so is the error of one', async () => {
  const formula = await changed((sheet) => sheet.replace('<v>4242</v>', '<f>4000+242</f><v>4242</v>'))
  const refused = await refusal(formula)
  assert.equal(refused.code, 'platform.xlsx.formula')
  assert.match(refused.message, /Line 3: cell C3 holds a formula/)
  const broken = await changed((sheet) =>
    sheet.replace(/<c r="C3"[^>]*><v>4242<\/v>/, '<c r="C3" t="e"><v>#N/A</v>'),
  )
  assert.match((await refusal(broken)).message, /Line 3: cell C3 shows an error/)
})

test('macros, passwords and old workbooks are refused with the way out', async () => {
  const macros = await changed((sheet) => sheet, { 'xl/vbaProject.bin': 'x' })
  assert.equal((await refusal(macros)).code, 'platform.xlsx.macros')
  const all = await parts(await workbook([row()]))
  const typed = (all['[Content_Types].xml'] ?? '').replace(
    'spreadsheetml.sheet.main',
    'ms-excel.sheet.macroEnabled.main',
  )
  const enabled = zipOf({ ...all, '[Content_Types].xml': `${typed}<!-- macroEnabled -->` })
  assert.equal((await refusal(enabled)).code, 'platform.xlsx.macros')
  const old = Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), Buffer.alloc(600)])
  assert.match((await refusal(old)).message, /password or of an old kind/)
  assert.equal((await refusal(Buffer.from('name,on,count\n'))).code, 'platform.xlsx.damaged')
  assert.equal((await refusal(zipOf({ 'a.txt': 'a' }))).code, 'platform.xlsx.damaged')
  assert.equal((await refusal((await workbook([row()])).subarray(0, 900))).code, 'platform.xlsx.damaged')
})

test('declarations that unfold without end are refused before anything reads them', async () => {
  const bomb = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>`
  const entities = await changed((sheet) => sheet.replace('<worksheet', `${bomb}<worksheet`))
  assert.match((await refusal(entities)).message, /no office program writes/)
  const all = await parts(await workbook([row()]))
  const strings = zipOf({
    ...all,
    'xl/sharedStrings.xml': `${bomb}${all['xl/sharedStrings.xml'] ?? '<sst/>'}`,
  })
  assert.equal((await refusal(strings)).code, 'platform.xlsx.damaged')
})

test('an archive that unpacks to far more than it is, or says so, is refused', async () => {
  const padded = await changed((sheet) =>
    sheet.replace('</sheetData>', `${' '.repeat(33 * 1024 * 1024)}</sheetData>`),
  )
  assert.ok(padded.length < 200_000, 'it is small while it is packed')
  assert.equal((await refusal(padded)).code, 'platform.xlsx.bomb')
  const many = await changed(
    (sheet) => sheet,
    Object.fromEntries(Array.from({ length: 600 }, (_, at) => [`x/${at}`, ''])),
  )
  assert.equal((await refusal(many)).code, 'platform.xlsx.bomb')
  assert.equal((await refusal(Buffer.alloc(9 * 1024 * 1024))).code, 'platform.xlsx.too-long')
})

// Filling a thousand million cells would take all memory long before any clock says so.
test('an address far away is refused before its distance is filled with empty cells', async () => {
  for (const far of ['XFD3', 'ZZZZZZ3', 'C1048576', 'C999999999', 'c3', '3']) {
    const refused = await refusal(await changed((sheet) => sheet.replace('r="C3"', `r="${far}"`)))
    assert.equal(refused.code, 'platform.xlsx.too-long', far)
  }
  const row = await changed((sheet) => sheet.replace(/<row r="3"/, '<row r="900000000"'))
  assert.equal((await refusal(row)).code, 'platform.xlsx.too-long')
  const hidden = await changed((sheet) => sheet.replace('r="C3"', `s=">" r='ZZZZZZ3'`))
  assert.ok((await refusal(hidden)).code.startsWith('platform.xlsx.'))
})

test('more rows than allowed are refused', async () => {
  const many = await workbook(Array.from({ length: 31 }, () => row()))
  assert.equal((await readXlsx(many, { ...rules, mostRows: 31 })).rows.length, 31)
  assert.equal((await refusal(many, { mostRows: 30 })).code, 'platform.xlsx.too-long')
})
