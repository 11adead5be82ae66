import { test } from 'node:test'
import assert from 'node:assert/strict'
import { Refusal } from '../errors/index.ts'
import { readCsv, type CsvRules } from './index.ts'

const rules: CsvRules = { required: ['name', 'realm'], optional: ['note'] }
const bytes = (text: string): Buffer => Buffer.from(text, 'utf8')

function refusal(input: Uint8Array, more: Partial<CsvRules> = {}): Refusal {
  try {
    readCsv(input, { ...rules, ...more })
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
  return assert.fail('it was read')
}

test('a byte order mark is taken off and every row keeps its line', () => {
  const file = readCsv(
    bytes(
      '\ufeffname,realm\r\nAshford,ashford.example\r\n\r\n"Two\r\nlines",x.example\r\nLast,y.example\r\n',
    ),
    rules,
  )
  assert.deepEqual(file.headers, ['name', 'realm'])
  assert.deepEqual(
    file.rows.map((row) => row.line),
    [2, 4, 6],
  )
  assert.equal(file.rows[1]?.cells['name'], 'Two\r\nlines')
})

test('semicolons and tabs are recognised from the header', () => {
  assert.equal(
    readCsv(bytes('name;realm\nAshford, the borough;a.example'), rules).rows[0]?.cells['name'],
    'Ashford, the borough',
  )
  assert.equal(readCsv(bytes('name\trealm\nAshford\ta.example'), rules).delimiter, '\t')
  assert.equal(readCsv(bytes('"name";"realm"\nA;"b;c"'), rules).rows[0]?.cells['realm'], 'b;c')
})

test('cells are kept raw: spaces, formulas and leading noughts stay', () => {
  assert.deepEqual(readCsv(bytes('name,realm\n =1+1 ,007'), rules).rows[0]?.cells, {
    name: ' =1+1 ',
    realm: '007',
  })
})

test('what is not UTF-8 is refused with the line and the way out', () => {
  const refused = refusal(Buffer.concat([bytes('name,realm\nA,b\n'), Buffer.from([0xa3, 0x31])]))
  assert.equal(refused.code, 'platform.csv.encoding')
  assert.match(refused.message, /^Line 3 is not UTF-8.*CSV UTF-8/)
  assert.match(refusal(Buffer.from([0xff, 0xfe, 0x6e, 0])).message, /UTF-16/)
  assert.match(refusal(bytes('name,realm\nA,b\nB\0,c')).message, /^Line 3 holds a NUL/)
})

test('missing, repeated, unnamed and unknown columns are all said at once', () => {
  const refused = refusal(bytes('name,name,,Realm\n1,2,3,4'))
  assert.deepEqual(
    refused.faults.map((fault) => fault.message),
    [
      'Line 1: The column "realm" is missing',
      'Line 1: The column "name" stands twice in the header',
      'Line 1: Column 3 has no name in the header',
      'Line 1: There is no column "Realm" here. The columns are: name, realm, note',
    ],
  )
  assert.equal(refused.faults[0]?.field, 'file')
})

test('columns nobody asked for are left out where the importer says so', () => {
  assert.deepEqual(
    readCsv(bytes('name,realm,colour\na,b,red'), { ...rules, others: 'ignore' }).rows[0]?.cells,
    { name: 'a', realm: 'b' },
  )
})

test('faults of quoting name their line', () => {
  assert.match(refusal(bytes('name,realm\nA,b\nB,"c\nD,e\n')).message, /^Line 3: a quotation mark opens/)
  assert.match(
    refusal(bytes('name,realm\nA,b"c\n')).message,
    /^Line 2: a quotation mark stands in the middle/,
  )
})

test('a line with too many or too few cells is named; empty cells at the end take nothing away', () => {
  assert.deepEqual(
    refusal(bytes('name,realm\nA\nB,c,d\nE,f,,')).faults.map((fault) => fault.message),
    [
      'Line 2 has 1 cells where the header names 2 columns',
      'Line 3 has 3 cells where the header names 2 columns',
    ],
  )
})

test('more rows than allowed are refused; as many as allowed are read', () => {
  const many = (count: number): Buffer => bytes(`name,realm\n${'a,b\n'.repeat(count)}`)
  assert.equal(readCsv(many(30), { ...rules, mostRows: 30 }).rows.length, 30)
  const refused = refusal(many(31), { mostRows: 30 })
  assert.equal(refused.code, 'platform.csv.too-long')
  assert.match(refused.message, /more than 30 rows/)
  assert.match(refusal(bytes('')).message, /empty/)
})
