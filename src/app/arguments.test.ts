import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Refusal } from '#platform/errors/index.ts'
import { fieldNameOf, optionNameOf, readCommandLine } from './arguments.ts'
import { inLines } from './commands/printing.ts'

test('words, options and flags are told apart', () => {
  const line = readCommandLine([
    'import',
    'people',
    'p.csv',
    '--dry-run',
    '--json',
    '--plan=a=b',
    '--from',
    '2021-11-09',
  ])
  assert.deepEqual(line, {
    words: ['import', 'people', 'p.csv'],
    options: { 'dry-run': 'yes', plan: 'a=b', from: '2021-11-09' },
    json: true,
    help: false,
  })
})

test('a flag does not swallow the next word', () => {
  assert.deepEqual(readCommandLine(['demo', '--json', 'people']).words, ['demo', 'people'])
})

test('after two dashes everything is a word', () => {
  assert.deepEqual(readCommandLine(['a', '--', '--b']).words, ['a', '--b'])
})

test('an option given twice is refused', () => {
  assert.throws(
    () => readCommandLine(['--a', '1', '--a', '2']),
    (error) => error instanceof Refusal && error.code === 'platform.command.twice',
  )
})

test('an option is its field’s name in lower case and dashes', () => {
  assert.equal(fieldNameOf('asked-pence'), 'askedPence')
  assert.equal(optionNameOf('askedPence'), 'asked-pence')
})

test('a token is printed last, alone on its line', () => {
  assert.equal(inLines({ token: 'connects_x', expires: 'tomorrow' }), '  expires  tomorrow\nconnects_x')
})

test('lists are printed as tables, money as whole pence', () => {
  assert.equal(
    inLines([
      { name: 'a', pence: 5n },
      { name: 'bcd', pence: 12n },
    ]),
    '  name  pence\n  ----  -----\n  a     5\n  bcd   12',
  )
  assert.equal(inLines({ rows: [], ok: true }), '  ok  true\n  rows: none')
})
