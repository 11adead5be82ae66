import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Refusal } from '../errors/index.ts'
import { field, rawOfForm, readFields, schemaOf } from './index.ts'

const fields = {
  title: field.text('Title', { most: 20 }),
  asked: field.money('Amount'),
  on: field.date('Start date').optional(),
  kind: field.choice('Kind', { one: 'One', two: 'Two' }),
  costs: field.rows(
    'Costs',
    { what: field.text('What'), pounds: field.money('Cost') },
    { least: 1, most: 3 },
  ),
}

const good = { title: 'A case', asked: '1,250', kind: 'one', costs: [{ what: 'x', pounds: '5' }] }

function faultsOf(raw: unknown): Record<string, string> {
  try {
    readFields(fields, raw)
    return {}
  } catch (error) {
    assert.ok(error instanceof Refusal)
    return Object.fromEntries(error.faults.map((fault) => [fault.field, fault.message]))
  }
}

test('good answers are read into their types', () => {
  const answers = readFields(fields, { ...good, on: '8/11/2019' })
  assert.equal(answers.asked, 125_000n)
  assert.equal(answers.on?.toString(), '2019-11-08')
  assert.deepEqual(answers.costs, [{ what: 'x', pounds: 500n }])
  assert.equal(readFields(fields, good).on, null)
})

test('every fault is told at once, in words that say what to write', () => {
  assert.deepEqual(faultsOf({ title: 'x'.repeat(21), asked: '20k', on: '31/2/2026', kind: 'three' }), {
    title: 'Title must be 20 characters or fewer; it has 21',
    asked: 'Amount must be an amount of money, like 1,250 or 1,250.50',
    on: 'Start date must be a real date, like 27 3 2027',
    kind: 'Kind must be one of: One, Two',
    costs: 'Add at least one row: costs',
  })
})

test('a fault in a row names the row and its field', () => {
  assert.deepEqual(
    faultsOf({
      ...good,
      costs: [
        { what: 'x', pounds: '5' },
        { what: '', pounds: '5' },
      ],
    }),
    { 'costs-1-what': 'Row 2: Enter what' },
  )
})

test('a name that is not asked for is refused with the nearest one', () => {
  assert.equal(
    faultsOf({ ...good, Title: 'x' })['Title'],
    'There is no field called "Title" here. Did you mean "title"?',
  )
  assert.match(faultsOf({ ...good, constructor: 'x' })['constructor'] ?? '', /no field called/)
})

test('invisible characters are refused, not removed', () => {
  assert.match(faultsOf({ ...good, title: 'a\u0000b' })['title'] ?? '', /control character/)
  assert.match(faultsOf({ ...good, title: 'abc\u202egnp.exe' })['title'] ?? '', /direction of text/)
  assert.match(faultsOf({ ...good, title: '\ud800' })['title'] ?? '', /could not be read/)
  assert.match(faultsOf({ ...good, title: 'two\nlines' })['title'] ?? '', /on one line/)
})

test('answers that are no object are refused', () => {
  for (const raw of [null, [], 'x', 5, undefined]) assert.match(faultsOf(raw)[''] ?? '', /named fields/)
})

test('wrong types never throw anything but a refusal', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom('title', 'asked', 'on', 'kind', 'costs'), fc.anything()),
      (raw) => {
        faultsOf(raw)
      },
    ),
    { numRuns: 300 },
  )
})

test('the flat names of a form become dates, lists and rows', () => {
  const raw = rawOfForm(
    { when: field.date('When'), costs: fields.costs, who: field.picks('Who') },
    {
      'when-day': '8',
      'when-month': '11',
      'when-year': '2019',
      'costs-0-what': 'x',
      'costs-0-pounds': '5',
      'costs-7-what': '',
      'costs-7-pounds': '',
      who: 'one',
      _csrf: 't',
    },
  )
  assert.deepEqual(raw, {
    when: { day: '8', month: '11', year: '2019' },
    costs: [{ what: 'x', pounds: '5' }],
    who: ['one'],
  })
})

test('what is shown again is read as the same answer', () => {
  const money = field.money('Amount')
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 10n ** 12n }), (pence) => {
      const again = money.parse(money.show(pence))
      assert.ok(again.ok && again.value === pence)
    }),
  )
})

test('the schema names what is required and lets what is optional be null', () => {
  const schema = schemaOf(fields) as { required: string[]; properties: Record<string, { type: unknown }> }
  assert.deepEqual(schema.required, ['title', 'asked', 'kind', 'costs'])
  assert.deepEqual(schema.properties['on']?.type, ['string', 'null'])
})

test('only an identifier that we could have given out is read as one', () => {
  const id = field.id('Business case')
  assert.ok(id.parse('01A1F8A7-471e-78c0-86f6-864984306eb8').ok)
  for (const raw of ["' or 1=1", '../etc', 'KC-1', 7, {}, ['x']]) assert.equal(id.parse(raw).ok, false)
})

test('a time is asked by the clock, and shown again as people write it', () => {
  const time = field.time('Start')
  const nine = time.parse('9am')
  assert.ok(nine.ok && nine.value.toString() === '09:00:00')
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1439 }), (minute) => {
      const value = new Temporal.PlainTime(Math.floor(minute / 60), minute % 60)
      const again = time.parse(time.show(value))
      assert.ok(again.ok && again.value.equals(value))
    }),
    { numRuns: 200 },
  )
  for (const raw of ['9', 'abc', 900, null, '25:00']) assert.equal(time.parse(raw).ok, false)
  const late = field.time('Until').optional().parse('')
  assert.ok(late.ok && late.value === null)
})
