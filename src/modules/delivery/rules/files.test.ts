import { test } from 'node:test'
import assert from 'node:assert/strict'
import { Refusal } from '#platform/errors/index.ts'
import {
  answerChoices,
  cellsOf,
  columnWord,
  financialYearIn,
  labelsIn,
  OPTIONAL_COLUMNS,
  quarterOf,
  quartersIn,
  readCount,
  readDay,
  readLabel,
  readPercent,
  readReport,
  readStatus,
  readTick,
  saysSomething,
  settledAnswer,
  type CodelistEntry,
  type FileWorld,
  type Settling,
} from '../rules.ts'

const day = (iso: string): Temporal.PlainDate => Temporal.PlainDate.from(iso)
const LIST: readonly CodelistEntry[] = [
  { code: 'capacity', label: 'Capacity' },
  { code: 'financial', label: 'Financial', aliases: ['Finance'] },
  { code: 'benefits', label: 'Benefits' },
  { code: 'stakeholders', label: 'Stakeholders / Relationships', aliases: ['Stakeholders'] },
  { code: 'delivery_environment', label: 'Delivery Environment' },
]
const WORLD: FileWorld = {
  issues: LIST,
  answers: [],
  definitions: [],
  people: new Map([['priya@kcc.example', 'p']]),
  approvedOn: day('2019-04-01'),
  asAt: day('2019-09-30'),
}
const read = (cells: Readonly<Record<string, string>>, more: Partial<FileWorld> = {}) =>
  readReport(cells, 2, { ...WORLD, ...more })
const asked = (cells: Readonly<Record<string, string>>, more: Partial<FileWorld> = {}) =>
  read(cells, more).doubts.map((doubt) => [doubt.column, doubt.raw, doubt.question])

test('a status is one of the four, as stored or as printed, and nothing else', () => {
  assert.equal(readStatus('on_track').value, 'on_track')
  assert.equal(readStatus(' Requires remedial action ').value, 'remedial_action')
  assert.equal(readStatus('NOT FORMALLY STARTED').value, 'not_started')
  assert.deepEqual(readStatus(''), { value: null, question: null })
  for (const raw of ['Amber', 'on', 'n/a', 'track', '—']) {
    assert.equal(readStatus(raw).value, null, raw)
    assert.match(readStatus(raw).question ?? '', /none of the four/)
  }
})

test('a tick is a plain yes or no; a cross may be either and is asked about', () => {
  assert.equal(readTick('Yes').value, 'yes')
  assert.equal(readTick('FALSE').value, 'no')
  assert.match(readTick('x').question ?? '', /yes or no/)
  assert.match(readTick('1').question ?? '', /yes or no/)
})

test('a day is read where there is one reading, and asked about where there is none or two', () => {
  assert.equal(readDay('2020-02-01').value?.toString(), '2020-02-01')
  assert.equal(readDay('1 February 2020').value?.toString(), '2020-02-01')
  assert.equal(readDay('13/02/2020').value?.toString(), '2020-02-13')
  assert.equal(readDay('02/13/2020').value?.toString(), '2020-02-13')
  assert.equal(readDay('02/02/2020').value?.toString(), '2020-02-02')
  assert.match(readDay('01/02/2020').question ?? '', /1 February 2020 or 2 January 2020/)
  assert.match(readDay('31/02/2020').question ?? '', /no day 31\/02\/2020/)
  assert.match(readDay('2019-13-01').question ?? '', /no day 2019-13-01/)
  assert.match(readDay('1/2/20').question ?? '', /century/)
  for (const raw of ['n/a', 'tbc', 'March 2020', '43831', 'Q3', '2020'])
    assert.match(readDay(raw).question ?? '', /Which day is meant/, raw)
})

test('a date that a spreadsheet wrote in its own order is the one that stood there before', () => {
  assert.equal(readDay('01/02/2020', day('2020-02-01')).value?.toString(), '2020-02-01')
  assert.equal(readDay('01/02/2020', day('2020-01-02')).value?.toString(), '2020-01-02')
  assert.equal(readDay('01/02/20', day('2020-02-01')).value?.toString(), '2020-02-01')
  assert.equal(readDay('01/02/2020', day('2020-03-01')).value, null)
})

test('D6: a label that could be two codes stays as it is written and is asked about', () => {
  assert.deepEqual(labelsIn('capacity; Capacity ;legal\nother;'), ['capacity', 'legal', 'other'])
  assert.equal(readLabel('Finance', LIST).code, 'financial')
  assert.equal(readLabel('stakeholders', LIST).code, 'stakeholders')
  assert.equal(readLabel('delivery_environment', LIST).label, 'Delivery Environment')
  for (const raw of ['Financial Benefits', 'financial_benefits', 'benefits/financial']) {
    const label = readLabel(raw, LIST)
    assert.deepEqual([label.code, label.label], [null, raw])
    assert.match(label.question ?? '', /“Financial”.*“Benefits”|“Benefits”.*“Financial”/)
    assert.match(label.question ?? '', /or both/)
  }
  // Also where the list has the pair as a word of its own: three readings are no settled one.
  const both = [...LIST, { code: 'financial_benefits', label: 'Financial benefits' }]
  assert.equal(readLabel('Financial Benefits', both).code, null)
  assert.match(readLabel('Financial risk', LIST).question ?? '', /same as “Financial”/)
  assert.match(readLabel('Weather', LIST).question ?? '', /not in the list/)
})

test('columns without a quarter belong to the newest one of the file', () => {
  assert.deepEqual(quartersIn(['number', 'q2', 'q1_issues', 'milestones']), [1, 2])
  assert.deepEqual(quartersIn(['number', 'title']), [])
  const cells = { q1: 'on_track', q2: 'unlikely', milestones: 'yes', original_end: '2020-01-01', number: '1' }
  assert.deepEqual(cellsOf(cells, 1, false), { q1: 'on_track' })
  assert.deepEqual(Object.keys(cellsOf(cells, 2, true)), ['q2', 'original_end', 'milestones'])
  assert.equal(saysSomething({ original_end: '2020-01-01', q2: ' ' }), false)
  assert.equal(saysSomething({ q2: 'n/a' }), true)
})

test('the year of a plan is in its code, and its quarters follow', () => {
  assert.equal(financialYearIn('sdp-2019-20'), 2019)
  assert.equal(financialYearIn('sdp-1999-00'), 1999)
  assert.equal(financialYearIn('sdp-2019-21'), undefined)
  assert.equal(financialYearIn('sdp'), undefined)
  const year = { fromOn: day('2019-04-01'), untilOn: day('2020-03-31') }
  const second = quarterOf(year, 2)
  assert.deepEqual(
    [second?.code, second?.title, second?.from.toString(), second?.until.toString()],
    ['2019-q2', 'Quarter 2 of 2019/20', '2019-07-01', '2019-09-30'],
  )
  assert.equal(quarterOf(year, 4)?.until.toString(), '2020-03-31')
  assert.equal(quarterOf({ ...year, untilOn: day('2021-03-31') }, 2), undefined)
})

test('V12: each unclear cell is kept raw with its question, and gives no value', () => {
  const report = read({
    q2: 'Amber',
    q2_source: 'somewhere',
    q2_issues: 'capacity;Financial Benefits',
    q2_mitigation_ticked: 'maybe',
    milestones: 'x',
    revised_end: '01/02/2020',
    revised_go_live: '31/02/2020',
    original_end: 'n/a',
    closing_status: 'done',
    monitoring_decision: 'gone',
    lead_mail: 'nobody@kcc.example',
    director_mail: 'Priya@kcc.example',
  })
  assert.deepEqual(report.doubts.map((doubt) => doubt.column).toSorted(), [
    'closing_status',
    'lead_mail',
    'milestones',
    'monitoring_decision',
    'original_end',
    'q2',
    'q2_issues',
    'q2_mitigation_ticked',
    'q2_source',
    'revised_end',
    'revised_go_live',
  ])
  const { status, hasMilestones, mitigationTicked, revisedEnd, revisedGoLive, originalEnd, closing } = report
  assert.deepEqual(
    [status, hasMilestones, mitigationTicked, revisedEnd, revisedGoLive, originalEnd, closing],
    [null, null, null, null, null, null, null],
  )
  assert.deepEqual(report.issues, [
    { code: 'capacity', label: 'Capacity' },
    { code: null, label: 'Financial Benefits' },
  ])
  assert.deepEqual([report.leadPersonId, report.directorPersonId], [null, 'p'])
})

test('mixed cells of other tables are no status, no day and no tick', () => {
  for (const raw of ['Lower', '<2 days', 'n/a', '£20k', '-', '0'])
    assert.deepEqual(
      asked({ q2: raw, milestones: raw, revised_end: raw, closing_status: raw }).map(([column]) => column),
      ['q2', 'milestones', 'revised_end', 'closing_status'],
      raw,
    )
})

test('V9: a day that can be read and is unlikely stands, and is asked about', () => {
  const ok = { q2: 'on_track', original_end: '2020-03-31' }
  assert.deepEqual(asked(ok), [])
  const early = read({ ...ok, revised_go_live: '2018-12-12' })
  assert.equal(early.revisedGoLive?.toString(), '2018-12-12')
  assert.match(
    early.doubts[0]?.question ?? '',
    /12 December 2018 is before the plan was approved on 1 April 2019/,
  )
  const [earlier] = asked({ ...ok, original_end: '2023-04-01', revised_end: '2019-12-01' })
  assert.match(earlier?.[2] ?? '', /1,217 days before the original end 1 April 2023/)
  assert.deepEqual(asked({ ...ok, revised_end: '2020-03-01' }), [], 'thirty days are no news')
  const [past] = asked({ ...ok, original_end: '2019-08-01', revised_end: '2019-11-01' })
  assert.match(past?.[2] ?? '', /was to end on 1 August 2019 and was on track on 30 September 2019/)
  assert.deepEqual(asked({ ...ok, q2: 'unlikely', original_end: '2019-08-01' }), [])
  assert.deepEqual(
    asked({ ...ok, original_end: '2019-08-01', closing_status: 'completed', monitoring_decision: 'removed' }),
    [],
    'it ended, so its end may be past',
  )
})

test('V10: a tick without words is asked about only where the file has a place for words', () => {
  assert.deepEqual(asked({ q2: 'unlikely', q2_mitigation_ticked: 'yes' }), [])
  const [missing] = asked({ q2: 'unlikely', q2_mitigation_ticked: 'yes', q2_mitigations: '' })
  assert.match(missing?.[2] ?? '', /no words say which/)
  assert.deepEqual(asked({ q2: 'unlikely', q2_mitigation_ticked: 'yes', q2_mitigations: 'Recruiting' }), [])
  const [other] = asked({ q2: 'unlikely', q2_mitigation_ticked: 'no', q2_mitigations: 'Recruiting' })
  assert.match(other?.[2] ?? '', /Which is right/)
})

test('half a closing is none, and the other half is asked for', () => {
  const report = read({ q2: 'on_track', closing_status: 'completed', monitoring_decision: '' })
  assert.equal(report.closing, null)
  assert.match(report.doubts[0]?.question ?? '', /monitored on/)
})

test('D7: ticks of boards have no meaning until somebody gives one, and then only those that say yes or no', () => {
  const cells = { q2: 'on_track', cabinet_committee: 'yes', corporate_board: 'no', informal_governance: '?' }
  assert.deepEqual(
    read(cells).boards.map((one) => [one.board, one.undefinedTick, one.expected]),
    [
      ['corporate_board', 'no', null],
      ['informal_governance', '?', null],
      ['cabinet_committee', 'yes', null],
    ],
  )
  const definitions = ['cabinet_committee', 'informal_governance'].map((column) => ({
    column,
    meaning: 'expected' as const,
  }))
  assert.deepEqual(
    read(cells, { definitions }).boards.map((one) => [one.board, one.undefinedTick, one.expected]),
    [
      ['corporate_board', 'no', null],
      ['informal_governance', '?', null],
      ['cabinet_committee', null, true],
    ],
  )
})

test('an answer is read in the place of its cell, and only of that cell as it stands', () => {
  const cells = { q2: 'Amber', q2_issues: 'Financial Benefits', revised_end: '01/02/2020' }
  const answers = [
    { column: 'q2', raw: 'Amber', answer: 'remedial_action', why: null },
    { column: 'q2_issues', raw: 'Financial Benefits', answer: 'financial;benefits', why: null },
    { column: 'revised_end', raw: '01/02/2020', answer: '', why: null },
  ]
  const report = read(cells, { answers })
  assert.deepEqual([report.status, report.revisedEnd, report.doubts], ['remedial_action', null, []])
  assert.deepEqual(
    report.issues.map((issue) => issue.code),
    ['financial', 'benefits'],
  )
  assert.equal(asked({ ...cells, q2: 'Amber/Red' }, { answers }).length, 1)
})

test('a doubtful day is right with a reason, or another day', () => {
  const cells = { q2: 'on_track', revised_go_live: '2018-12-12' }
  const right = {
    column: 'revised_go_live',
    raw: '2018-12-12',
    answer: '2018-12-12',
    why: 'It went live early',
  }
  const kept = read(cells, { answers: [right] })
  assert.deepEqual([kept.doubts.length, kept.explained[0]?.reason], [0, 'It went live early'])
  assert.equal(kept.revisedGoLive?.toString(), '2018-12-12')
  const other = read(cells, { answers: [{ ...right, answer: '2020-12-12', why: null }] })
  assert.deepEqual([other.revisedGoLive?.toString(), other.doubts, other.explained], ['2020-12-12', [], []])
})

test('an answer is as certain as a cell has to be', () => {
  const settle = (more: Partial<Settling>) =>
    settledAnswer(
      {
        column: 'q2',
        raw: 'Amber',
        how: 'otherwise',
        word: null,
        codes: null,
        day: null,
        person: null,
        why: null,
        ...more,
      },
      LIST,
    )
  const field = (more: Partial<Settling>): string | undefined => {
    try {
      settle(more)
    } catch (error) {
      assert.ok(error instanceof Refusal)
      return error.faults[0]?.field
    }
    return undefined
  }
  assert.deepEqual(settle({ word: 'unlikely' }), { answer: 'unlikely', why: null })
  assert.equal(field({ word: 'Amber' }), 'word')
  assert.equal(field({}), 'word')
  assert.equal(field({ how: 'right', why: 'So it is' }), 'how')
  assert.deepEqual(settle({ how: 'nothing' }), { answer: '', why: null })
  const issue = { column: 'q2_issues', raw: 'Financial Benefits' }
  assert.deepEqual(settle({ ...issue, codes: ['financial', 'benefits'] }).answer, 'financial;benefits')
  assert.equal(field({ ...issue, codes: ['weather'] }), 'codes')
  const goLive = { column: 'revised_go_live', raw: '2018-12-12' }
  assert.equal(field({ ...goLive, how: 'right' }), 'why')
  assert.equal(field(goLive), 'day')
  assert.equal(settle({ ...goLive, how: 'right', why: 'Early' }).answer, '2018-12-12')
  // V1: it is recorded, so no answer gives another.
  assert.equal(field({ column: 'original_end', raw: '2019-08-01', day: day('2020-08-01') }), 'how')
  assert.equal(settle({ column: 'original_end', raw: 'soon', day: day('2020-08-01') }).answer, '2020-08-01')
})

test('every column that can be asked about has a word and, where it is a choice, its choices', () => {
  for (const column of OPTIONAL_COLUMNS) assert.notEqual(columnWord(column), '', column)
  assert.equal(columnWord('q2_issues'), 'Issues in quarter 2')
  assert.deepEqual(
    answerChoices('q1', LIST).map((one) => one.value),
    ['on_track', 'remedial_action', 'unlikely', 'not_started'],
  )
})

test('a stated count is a whole number or nothing', () => {
  assert.equal(readCount('79'), 79)
  assert.equal(readPercent('81%'), '81')
  assert.equal(readPercent('12.5'), '12.5')
  for (const raw of ['about a dozen', 'n/a', '<2', '-1', '1.5', '']) assert.equal(readCount(raw), null, raw)
  assert.equal(readPercent('most'), null)
})
