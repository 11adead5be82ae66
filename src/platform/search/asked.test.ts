import assert from 'node:assert/strict'
import { test } from 'node:test'
import { askedOf } from './asked.ts'
import { indexed } from './fold.ts'

const query = (typed: string): string | null => askedOf(typed).query

test('words are asked for together, phrases as they stand, and -words are left out', () => {
  assert.equal(query('cyber training'), 'cyber & training')
  assert.equal(query('"terms of reference" -draft'), '(terms <-> of <-> reference) & !(draft)')
  assert.equal(
    query('“Terms of Reference” −"first draft"'),
    '(terms <-> of <-> reference) & !((first <-> draft))',
  )
})

test('a reference is one word, with or without its hyphens', () => {
  for (const typed of ['2026-003', 'KC-R-012', 'kc/r/012']) {
    const word = indexed(typed).split(' ').at(-1)
    assert.equal(query(typed), word)
  }
  assert.equal(query('cross-border'), '(cross <-> border | crossborder)')
})

test('accents, apostrophes and case make no difference', () => {
  for (const typed of ["O'Neill", 'O’NEILL', 'oneill']) assert.equal(query(typed), 'oneill')
  assert.equal(query('Café Łódź Straße'), 'cafe & lodz & strasse')
  assert.equal(indexed('Café'), 'cafe')
})

test('linking words are left out, unless there are no others', () => {
  assert.equal(query('the IT of the county'), 'it & county')
  assert.equal(query('the'), 'the')
  assert.equal(query('may will it'), 'may & will & it')
})

test('nothing that is typed is taken for an operator', () => {
  const bad: readonly [string, string | null][] = [
    ['', null],
    ['   ', null],
    ['-', null],
    ['""', null],
    ['!!! & | <-> :* ( )', null],
    ["a:*B & !c | 'd'", 'b & c & d'],
    ['x <-> y', 'x & y'],
    ['🙂🙂', null],
    ['-nothing -else', null],
    ['"never closed', 'never & closed'],
    ['\u202eabc', 'abc'],
    ['مرحبا', 'مرحبا'],
    ["Robert'); drop table students;--", 'robert & drop & table & students'],
  ]
  for (const [typed, expected] of bad) assert.equal(query(typed), expected, JSON.stringify(typed))
})

test('the last word is a beginning when it is long enough and stands alone', () => {
  assert.equal(askedOf('cyber trai').beginning, 'cyber & (trai:*)')
  assert.equal(askedOf('cyber tr').beginning, null)
  assert.equal(askedOf('"cyber training"').beginning, null)
})
