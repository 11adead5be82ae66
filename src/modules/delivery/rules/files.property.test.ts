// The reader of files never guesses: whatever a cell holds, it gives a value that can only be meant so, or a question.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import {
  readDay,
  readLabel,
  readingsOf,
  readOneOf,
  readReport,
  readStatus,
  readTick,
  type CodelistEntry,
} from '../rules.ts'

const WORDS = ['capacity', 'financial', 'benefits', 'delivery', 'environment', 'legal'] as const
const list = fc
  .uniqueArray(
    fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 2 }).map((words) => words.join(' ')),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .map((labels): CodelistEntry[] => labels.map((label) => ({ code: label.replaceAll(' ', '_'), label })))
const label = fc
  .array(fc.constantFrom(...WORDS, 'weather'), { minLength: 1, maxLength: 3 })
  .map((words) => words.join(' '))
const cell = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom(
    'on_track',
    'yes',
    'no',
    'n/a',
    '£20k',
    '<2 days',
    '2019-13-01',
    '31/02/2020',
    '01/02/2020',
    '2020-01-31',
  ),
  fc
    .tuple(fc.nat(40), fc.nat(14), fc.integer({ min: 1990, max: 2040 }))
    .map(([a, b, year]) => `${a}/${b}/${year}`),
)

test('a cell has a value or a question, never both, and an empty one has neither', () => {
  fc.assert(
    fc.property(cell, (raw) => {
      for (const reader of [
        readStatus,
        readTick,
        (text: string) => readDay(text),
        (text: string) => readOneOf(text, ['kept', 'removed']),
      ]) {
        const { value, question } = reader(raw)
        assert.equal(value === null, raw.trim() === '' || question !== null)
        assert.ok(value === null || question === null)
      }
    }),
  )
})

test('a day out of figures is the only one its figures can mean', () => {
  fc.assert(
    fc.property(fc.nat(40), fc.nat(40), fc.integer({ min: 1990, max: 2040 }), (first, second, year) => {
      const { value } = readDay(`${first}/${second}/${year}`)
      const possible = [
        [second, first],
        [first, second],
      ].flatMap(([month, day]) => {
        try {
          return [
            Temporal.PlainDate.from(
              { year, month: month ?? 0, day: day ?? 0 },
              { overflow: 'reject' },
            ).toString(),
          ]
        } catch {
          return []
        }
      })
      assert.equal(value?.toString() ?? null, new Set(possible).size === 1 ? possible[0] : null)
    }),
  )
})

test('a label has a code exactly when it has one reading, and is kept as it was otherwise', () => {
  fc.assert(
    fc.property(label, list, (raw, entries) => {
      const readings = readingsOf(raw, entries)
      const { code, label: shown, question } = readLabel(raw, entries)
      assert.equal(code !== null, readings.length === 1 && readings[0]?.length === 1)
      assert.equal(question === null, code !== null)
      if (code === null) assert.equal(shown, raw)
    }),
  )
})

test('every cell of a report that gives no value is asked about, as it stands', () => {
  const columns = [
    'q2',
    'q2_mitigation_ticked',
    'milestones',
    'revised_end',
    'revised_go_live',
    'closing_status',
  ] as const
  fc.assert(
    fc.property(fc.record(Object.fromEntries(columns.map((name) => [name, cell]))), (cells) => {
      const report = readReport(cells, 2, {
        issues: [],
        answers: [],
        definitions: [],
        people: new Map(),
        approvedOn: null,
        asAt: Temporal.PlainDate.from('2019-09-30'),
      })
      const values: Readonly<Record<(typeof columns)[number], unknown>> = {
        q2: report.status,
        q2_mitigation_ticked: report.mitigationTicked,
        milestones: report.hasMilestones,
        revised_end: report.revisedEnd,
        revised_go_live: report.revisedGoLive,
        closing_status: report.closing,
      }
      for (const name of columns) {
        const raw = (cells[name] ?? '').trim()
        const isAsked = report.doubts.some((doubt) => doubt.raw === raw && doubt.column === name)
        // Half a closing is asked about in its other half.
        const other =
          name === 'closing_status' && report.doubts.some((doubt) => doubt.column === 'monitoring_decision')
        if (raw !== '' && values[name] === null) assert.ok(isAsked || other, `${name}: ${raw}`)
      }
    }),
  )
})
