import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkInCodeFrom, codesBetween, isTimeZone, partFaults, placeFaults } from './estate.ts'
import { freeMinutes, minuteInWords } from './plan-of-day.ts'

test('codes count up from the first to the last and keep their noughts', () => {
  assert.deepEqual(codesBetween('D-08', 'D-11'), ['D-08', 'D-09', 'D-10', 'D-11'])
  assert.deepEqual(codesBetween('2.9', '2.11'), ['2.9', '2.10', '2.11'])
  assert.deepEqual(codesBetween('A1', 'A1'), ['A1'])
})

test('codes that do not count up are refused in words', () => {
  assert.match(String(codesBetween('D-01', 'E-04')), /another number at its end/)
  assert.match(String(codesBetween('north', 'south')), /another number/)
  assert.match(String(codesBetween('D-09', 'D-02')), /after the first/)
  assert.match(String(codesBetween('D-1', 'D-500')), /500 places/)
})

test('a check-in code has no letters that are mistaken for one another', () => {
  const code = checkInCodeFrom('01a2002f-dd77-72bb-853d-1c309d7305f4')
  assert.match(code, /^[2-9a-hjkmnp-z]{10}$/)
  assert.notEqual(code, checkInCodeFrom('01a2002f-dd77-72bb-853d-1c309d7305f5'))
})

const plan = { plan_width: 1200, plan_height: 700 }
const desk = {
  kind: 'desk',
  capacity: 1,
  attributes: [],
  rowName: null,
  rowPlace: null,
  x: null,
  y: null,
  heldForAccess: false,
} as const

test('a place is described whole: row with place, left with top, held for something', () => {
  assert.deepEqual(placeFaults(desk, plan), [])
  assert.deepEqual(
    placeFaults({ ...desk, rowName: 'A', x: 5, heldForAccess: true }, plan).map((fault) => fault.field),
    ['rowPlace', 'y', 'heldForAccess'],
  )
  assert.deepEqual(placeFaults({ ...desk, attributes: ['quiet'], heldForAccess: true }, plan), [])
  assert.equal(placeFaults({ ...desk, kind: 'parking', capacity: 2 }, plan).length, 1)
})

test('a room is divided into two rooms or more on its floor, and not again', () => {
  const part = { code: 'a', kind: 'room', hasParts: false, isSameFloor: true } as const
  const whole = { code: 'hall', kind: 'room', isPart: false, parts: [part, { ...part, code: 'b' }] } as const
  assert.deepEqual(partFaults(whole), [])
  assert.equal(partFaults({ ...whole, parts: [] }).length, 0)
  assert.match(partFaults({ ...whole, parts: [part] })[0] ?? '', /two parts/)
  assert.match(partFaults({ ...whole, isPart: true })[0] ?? '', /itself a part/)
  assert.match(
    partFaults({ ...whole, parts: [part, { ...part, isSameFloor: false }] })[0] ?? '',
    /another floor/,
  )
})

test('what is free lies between what is taken, from now on, and is long enough to be booked', () => {
  const open = [{ from: 420, until: 1140 }]
  const taken = [
    { from: 540, until: 720 },
    { from: 735, until: 1020 },
  ]
  assert.deepEqual(freeMinutes(open, taken, -1, 30), [
    { from: 420, until: 540 },
    { from: 1020, until: 1140 },
  ])
  assert.deepEqual(freeMinutes(open, taken, 1100, 30), [{ from: 1100, until: 1140 }])
  assert.deepEqual(freeMinutes([], taken, -1, 30), [])
  assert.deepEqual([0, 540, 720, 815, 1440].map(minuteInWords), [
    'midnight',
    '9am',
    'midday',
    '1:35pm',
    'midnight',
  ])
})

test('a time zone is known by its place', () => {
  assert.ok(isTimeZone('Europe/London'))
  assert.ok(!isTimeZone('Mars/Olympus') && !isTimeZone('GMT') && !isTimeZone('+01:00'))
})
