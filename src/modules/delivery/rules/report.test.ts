// The report of the second quarter of 2019, counted again by hand from the source's own file; sentences that differ
// from their tables, slices that do not add up, and numbers that an author types.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { readCsv } from '#platform/tables/index.ts'
import { frozen2019, withRows } from '#test/support/frozen-2019.ts'
import type { Frozen, FrozenRow } from './frozen.ts'
import { proseAgrees, proseFaults } from './report/agreeing.ts'
import {
  figuresIn,
  percentOf,
  runsIn,
  type FigureRef,
  type FigureRun,
  type ReportBlock,
  type ReportContent,
  type ReportTable,
  type ReportWords,
} from './report/content.ts'
import { exportable } from './report/exporting.ts'
import { marked, numeralsIn, partsOf } from './report/numerals.ts'
import { scorecardsOf } from './report/scorecard.ts'
import { cutTo, mustAddUp, sliceFaults, slicesOf, type Figures } from './report/slices.ts'
import { reportOf } from './report.ts'
import { STATUSES } from './words.ts'

const file = readCsv(
  readFileSync(new URL('../../../../data/kent/delivery-plan-2019-20.csv', import.meta.url)),
  {
    required:
      'number title outcome q2 milestones cabinet_members_meeting corporate_board informal_governance cabinet_committee q1 q1_source q1_issues q2_issues q2_mitigation_ticked original_end revised_end revised_go_live closing_status monitoring_decision'.split(
        ' ',
      ),
  },
)
type Line = Readonly<Record<string, string>>
const lines: readonly Line[] = file.rows.map(({ cells }) => cells as Line)
const numbers = (is: (line: Line) => boolean): number[] =>
  lines.filter(is).map((line) => Number(line['number']))
const off = (line: Line): boolean => ['remedial_action', 'unlikely'].includes(line['q2'] ?? '')
const issueCount = (cell: string | undefined): number =>
  (cell ?? '').split(';').filter((one) => one !== '').length
const day = (cell: string | undefined): number => Date.parse(cell ?? '')
const later = (line: Line): boolean =>
  ['revised_end', 'revised_go_live'].some((name) => day(line[name]) > day(line['original_end']))

const report = reportOf(frozen2019())
const figure = (code: string): FigureRef => report.figures.get(code) ?? assert.fail(`no figure ${code}`)
const tableNamed = (content: ReportContent, code: string): ReportTable =>
  content.sections
    .flatMap(({ blocks }) => blocks)
    .flatMap((block) =>
      block.kind === 'table' ? [block.table] : block.kind === 'chart' ? [block.chart.table] : [],
    )
    .find((one) => one.code === code) ?? assert.fail(`no table ${code}`)
const valueOf = (words: ReportWords | undefined): number | null | undefined =>
  words === undefined ? undefined : figuresIn(words)[0]?.value

test('every figure of the 2019 report is what the source’s file gives when it is counted again', () => {
  const expected: Readonly<Record<string, readonly number[]>> = {
    responses: numbers(() => true),
    'on-track': numbers((line) => line['q2'] === 'on_track'),
    'remedial-action': numbers((line) => line['q2'] === 'remedial_action'),
    unlikely: numbers((line) => line['q2'] === 'unlikely'),
    'not-started': numbers((line) => line['q2'] === 'not_started'),
    'not-on-track': numbers(off),
    'later-than-original': numbers(later),
    'moved-to-on-track': numbers(
      (line) => ['remedial_action', 'unlikely'].includes(line['q1'] ?? '') && line['q2'] === 'on_track',
    ),
    'moved.off-track': numbers((line) => line['q1'] === 'on_track' && off(line)),
    'moved.same': numbers((line) => line['q1'] === line['q2']),
    'moved.not-started': numbers((line) => line['q1'] !== 'not_started' && line['q2'] === 'not_started'),
    'status-before.implied': numbers((line) => line['q1_source'] === 'implied'),
    'with-milestones': numbers((line) => line['milestones'] === 'yes'),
    'issues.activities': numbers((line) => issueCount(line['q2_issues']) > 0),
    'issues.capacity.activities': numbers((line) =>
      (line['q2_issues'] ?? '').split(';').includes('capacity'),
    ),
    'not-on-track-two-issues': numbers((line) => off(line) && issueCount(line['q2_issues']) === 2),
    'not-on-track-several-issues': numbers((line) => off(line) && issueCount(line['q2_issues']) > 1),
    'not-on-track-mitigated': numbers((line) => off(line) && line['q2_mitigation_ticked'] === 'yes'),
    closed: numbers((line) => line['closing_status'] !== ''),
    'no-longer-monitored': numbers((line) => line['monitoring_decision'] === 'removed'),
    'still-monitored': numbers((line) => line['monitoring_decision'] === 'kept'),
    'answers.doubtful': numbers((line) => line['number'] === '5'),
  }
  for (const [code, activities] of Object.entries(expected)) {
    assert.deepEqual(figure(code).activities, activities, code)
    assert.equal(figure(code).numerator, activities.length, code)
  }
  assert.equal(
    figure('issues').numerator,
    lines.reduce((sum, line) => sum + issueCount(line['q2_issues']), 0),
  )
  assert.equal(
    figure('issues-before.gone').numerator,
    lines
      .filter((line) => line['q2'] === 'on_track')
      .reduce((sum, line) => sum + issueCount(line['q1_issues']), 0),
  )
  assert.equal(
    figure('dates.all').numerator,
    lines.filter((line) => line['revised_end'] !== '').length +
      lines.filter((line) => line['revised_go_live'] !== '').length,
  )
  assert.equal(figure('days-moved.55.end').numerator, (day('2021-09-01') - day('2019-08-01')) / 86_400_000)
})

test('the transition table holds every former status and every status, and adds up to all 79 activities', () => {
  const table = tableNamed(report, 'transition')
  assert.equal(table.rows.length, STATUSES.length + 1)
  const cells = table.rows.map((row) => row.slice(1, -1).map(valueOf))
  for (const [from, row] of [...STATUSES, ''].entries())
    for (const [to, column] of [...STATUSES, ''].entries())
      assert.equal(
        cells[from]?.[to],
        lines.filter((line) => line['q1'] === row && line['q2'] === column).length,
        `${row} to ${column}`,
      )
  assert.equal(
    cells.flat().reduce<number>((sum, one) => sum + (one ?? 0), 0),
    79,
  )
  assert.deepEqual(figure('transition.unlikely.remedial_action').activities, [4, 11, 63])
  const listed = report.sections
    .find(({ code }) => code === 'changes')
    ?.blocks.flatMap((block) => (block.kind === 'list' ? block.points.flatMap(runsIn) : []))
    .flatMap((run) => (typeof run === 'object' && 'activity' in run ? [run.activity] : []))
  assert.deepEqual(
    listed?.toSorted((a, b) => a - b),
    numbers((line) => line['q1'] !== line['q2']),
  )
})

test('percentages that round to 101 say so, and every sentence of the report is free of typed numbers', () => {
  assert.equal(figure('rounding.statuses').numerator, 101)
  assert.equal(figure('on-track').percent, 81)
  for (const { blocks } of report.sections)
    for (const block of blocks)
      if (block.kind === 'says')
        assert.deepEqual(
          numeralsIn(
            runsIn(block.words)
              .map((run) => (typeof run === 'string' ? run : ''))
              .join(' '),
          ),
          [],
        )
})

test('ticks that nobody defined are in no count and stand in a list', () => {
  const governance = report.sections.find(({ code }) => code === 'governance')?.blocks ?? []
  assert.ok(governance.every((block) => block.kind !== 'table'))
  assert.ok([...report.figures.keys()].every((code) => !/^(?:reported|expected|booked)-/.test(code)))
  const list = governance.flatMap((block) => (block.kind === 'list' ? block.points : []))
  const ticked = runsIn(list[1] ?? '').flatMap((run) =>
    typeof run === 'object' && 'activity' in run ? [run.activity] : [],
  )
  assert.deepEqual(
    ticked,
    numbers((line) => line['corporate_board'] === 'yes'),
  )
})

/** The report with one block of a section otherwise. */
function altered(content: ReportContent, change: (block: ReportBlock) => ReportBlock): ReportContent {
  return {
    ...content,
    sections: content.sections.map((section) => ({ ...section, blocks: section.blocks.map(change) })),
  }
}

const raised = (run: unknown): unknown =>
  typeof run === 'object' && run !== null && 'figure' in run
    ? { ...run, value: ((run as FigureRun).value ?? 0) + 1 }
    : run

test('a sentence that differs from the table beside it keeps the report from leaving', () => {
  assert.deepEqual(proseFaults(report), [])
  const said = altered(report, (block) =>
    block.kind === 'says' && block.beside === 'mitigations'
      ? { ...block, words: runsIn(block.words).map(raised) as ReportWords }
      : block,
  )
  assert.match(
    proseFaults(said).join('\n'),
    /Mitigations: “Not on track with mitigating actions or escalations” is 13 in the sentence and 12 in the table/,
  )
  assert.throws(() => proseAgrees(said), { code: 'delivery.report.contradicts-itself' })
  const tabled = altered(report, (block) =>
    block.kind === 'table' && block.table.code === 'headline'
      ? {
          ...block,
          table: {
            ...block.table,
            rows: block.table.rows.map((row) => row.map((cell) => runsIn(cell).map(raised) as ReportWords)),
          },
        }
      : block,
  )
  assert.match(proseFaults(tabled).join('\n'), /is printed as 80 and counted as 79/)
  const totalled = altered(report, (block) =>
    block.kind === 'table' && block.table.code === 'transition'
      ? { ...block, table: { ...block.table, rows: block.table.rows.slice(1) } }
      : block,
  )
  assert.match(proseFaults(totalled).join('\n'), /the column “On track” .* adds to 7 and its total says 64/)
  const apart = altered(report, (block) =>
    block.kind === 'says' && block.beside === 'issues-each' ? { ...block, beside: 'issues' } : block,
  )
  assert.match(proseFaults(apart).join('\n'), /stands in a sentence and not in the table/)
})

test('a measure and the table that counts for itself are two counts: where they differ, nothing leaves', () => {
  // A closing nobody gave a kind the measure knows: its table counts it, the measure does not.
  const strange = withRows(frozen2019(), {
    1: { closing: { kind: 'stopped', monitoring: 'kept', decidedOn: null, decidedBy: null, reason: null } },
  })
  assert.deepEqual(proseFaults(reportOf(strange)), [])
  const figures = new Map(report.figures)
  const known = figure('on-track')
  figures.set('on-track', { ...known, numerator: 63, activities: known.activities.slice(1) })
  assert.match(
    proseFaults({ ...report, figures }).join('\n'),
    /“On track for successful delivery” is printed as 64 and counted as 63/,
  )
})

test('the slices of the 2019 round add up to the whole, and one that lost a row is refused with its figures', () => {
  const whole = frozen2019()
  const slices = slicesOf(whole)
  assert.deepEqual(
    slices.map(({ code }) => code),
    ['outcome:1', 'outcome:2', 'outcome:3', 'outcome:0'],
  )
  const figuresOf = (frozen: Frozen): Map<string, Figures> =>
    new Map(slices.map((slice) => [slice.code, reportOf(frozen, slice).figures]))
  assert.deepEqual(sliceFaults(report.figures, figuresOf(whole)), [])
  assert.equal(exportable(whole, 'outcome:1').figures.get('responses')?.numerator, 14)
  const lost = { ...whole, rows: whole.rows.filter(({ number }) => number !== 52) }
  assert.throws(() => mustAddUp(report.figures, figuresOf(lost)), {
    code: 'delivery.report.slices-differ',
    message:
      /V14: .*79 in the whole and 78 in its slices \(outcome:1 14, outcome:2 30, outcome:3 16, outcome:0 18\)/,
  })
  const stray = withRows(whole, { 79: { outcome: 9 } })
  assert.throws(() => exportable(stray, null), {
    code: 'delivery.report.contradicts-itself',
    message: /its total says 64/,
  })
  assert.throws(() => exportable(whole, 'outcome:7'), { code: 'platform.record.not-found' })
})

const anyRow = (number: number): fc.Arbitrary<FrozenRow> => {
  const base = frozen2019().rows[0] ?? assert.fail('no row')
  const status = fc.option(fc.constantFrom(...STATUSES))
  const date = fc.option(fc.constantFrom('2019-05-01', '2020-03-31', '2020-10-01', '2024-02-29'))
  return fc
    .record({
      outcome: fc.constantFrom(0, 1, 2, 3),
      unit: fc.option(fc.constantFrom('asch', 'get')),
      responded: fc.boolean(),
      status,
      previousStatus: status,
      originalEnd: date,
      revisedEnd: date,
      revisedGoLive: date,
      hasMilestones: fc.option(fc.boolean()),
      mitigations: fc.option(fc.constant('A plan')),
      issues: fc.array(
        fc.record({
          code: fc.option(fc.constantFrom('capacity', 'legal', 'elsewhere')),
          label: fc.constantFrom('Capacity', 'Legal'),
          words: fc.constant(null),
          answer: fc.constantFrom('raised' as const, 'carried' as const, 'closed' as const),
          outcome: fc.constant('resolved' as const),
          outcomeWords: fc.constant(null),
        }),
        { maxLength: 3 },
      ),
      boards: fc.array(
        fc.record({
          board: fc.constantFrom('corporate_board', 'cabinet_committee'),
          reported: fc.option(fc.boolean()),
          expected: fc.option(fc.boolean()),
          booked: fc.option(fc.boolean()),
          undefinedTick: fc.option(fc.constantFrom('yes', 'no')),
        }),
        { maxLength: 2 },
      ),
    })
    .map((some) => ({ ...base, ...some, number }))
}

test('slices by outcome and by directorate add up for whatever was frozen, and prose agrees with its tables', () => {
  const whole = frozen2019()
  fc.assert(
    fc.property(
      fc
        .integer({ min: 0, max: 12 })
        .chain((count) => fc.tuple(...Array.from({ length: count }, (_, at) => anyRow(at + 1)))),
      (rows) => {
        const frozen: Frozen = {
          ...whole,
          head: {
            ...whole.head,
            plan: {
              ...whole.head.plan,
              units: [
                { code: 'asch', name: 'Adults' },
                { code: 'get', name: 'Growth' },
              ],
            },
          },
          rows,
        }
        exportable(frozen, null)
        for (const slice of slicesOf(frozen)) {
          const content = reportOf(frozen, slice)
          assert.deepEqual(proseFaults(content), [])
          assert.equal(content.figures.get('activities')?.numerator, cutTo(frozen, slice).rows.length)
        }
      },
    ),
    { numRuns: 10 },
  )
})

test('a plan with so many revised dates that they are shown in bands is still exported, whole and in slices', () => {
  const { rows, ...rest } = frozen2019()
  const moved: Frozen = {
    ...rest,
    rows: rows.map((row) => ({
      ...row,
      originalEnd: row.originalEnd ?? '2020-03-31',
      revisedEnd: row.revisedEnd ?? '2020-04-30',
    })),
  }
  const whole = exportable(moved, null)
  assert.ok(!whole.figures.has('days-moved.55.end'))
  const bands = [...whole.figures.values()].filter(({ code }) => code.startsWith('dates.moved.'))
  for (const { code, numerator } of bands) {
    const slices = ['outcome:1', 'outcome:2', 'outcome:3', 'outcome:0'].map((one) => exportable(moved, one))
    assert.equal(
      slices.reduce((sum, { figures }) => sum + (figures.get(code)?.numerator ?? 0), 0),
      numerator,
      code,
    )
  }
})

test('what a row cannot say is counted only as far as is known, and the report says whose answer is missing', () => {
  const unclear = withRows(frozen2019(), { 1: { originalEnd: null, revisedEnd: '2020-09-01' } })
  const content = exportable(unclear, null)
  assert.equal(content.figures.get('later-than-original'), undefined)
  const known = content.figures.get('said.later-than-original')
  assert.equal(known?.doubt, 'Not counted, because the data cannot say: 1')
  const labels = ['headline', 'dates-later'].flatMap((table) =>
    tableNamed(content, table)
      .rows.map(([label]) => label)
      .filter((label) => /later than the original end/.test(String(label))),
  )
  assert.equal(labels.length, 2)
  for (const label of labels) assert.match(String(label), /, as far as is known$/)
})

test('shares are rounded halves up, and nothing is divided by nothing', () => {
  assert.deepEqual([percentOf(1, 8), percentOf(1, 200), percentOf(0, 79), percentOf(3, 0)], [13, 1, 0, null])
})

test('numbers an author types are found; dates, years and references are left alone', () => {
  const found = (words: string) =>
    numeralsIn(words).map(({ text, value, kind }) => `${text}=${value} ${kind}`)
  assert.deepEqual(found('Twelve of 79 (81%, or 81.5 per cent) cost £20k and £1,319,000.'), [
    'Twelve=12 count',
    '79=79 count',
    '81%=81 percent',
    '81.5 per cent=81.5 percent',
    '£20k=20000 money',
    '£1,319,000=1319000 money',
  ])
  assert.deepEqual(found('twenty-one, one hundred and four, a dozen, two thirds and ½'), [
    'twenty-one=21 count',
    'one hundred and four=104 count',
    'a dozen=12 count',
    'two thirds=NaN count',
    '½=NaN count',
  ])
  assert.deepEqual(
    found(
      'On 8 November 2019, 30/09/2019 and 2019-09-30, in 2019/20, from 2019 to 2023 and in Q2 at 9:30am, no one saw activity 33, activities 4, 5 and 6, section 2.1, outcome 1, the M20, COVID-19 or 5G.',
    ),
    [],
  )
  assert.deepEqual(
    found('Under outcome 1, 12 are late; for activities 4 and 5, 9 issues. [[12]] 2019 homes'),
    ['12=12 count', '9=9 count', '12=12 count', '2019=2019 count'],
  )
})

test('a number does not pass for a date, a reference, a name or a mark', () => {
  const found = (words: string) => numeralsIn(words).map(({ text }) => text)
  const numbers: Readonly<Record<string, readonly string[]>> = {
    'In March 30 activities were late, and by September 79 had reported': ['30', '79'],
    'Of the activities 64 are on track, of the outcomes 3 were met': ['64', '3'],
    'Activities 12% late, outcome 80%': ['12%', '80%'],
    'Half the activities, nearly half, one third, three-fifths, twice': [
      'Half',
      'half',
      'one third',
      'three-fifths',
      'twice',
    ],
    '20BN, GBP20m, two billion, hundreds': ['20BN', '20m', 'two billion', 'hundreds'],
    '[[figure:responses|79]] and [[percent:x|81]]': ['79', '81'],
    '５０ and ½': ['５０', '½'],
  }
  for (const [words, expected] of Object.entries(numbers)) assert.deepEqual(found(words), expected, words)
  assert.equal(numeralsIn('two billion')[0]?.value, 2_000_000_000)
  for (const words of [
    'On September 30, 2019, by March 31st, on September 30.',
    'Activities 4 and 5 are late; activities 4, 5 and 6 were; activities 12 to 15 have moved; activity 5 is late',
    'In the half-year, at half-term [[asserted:12|Priya]] of [[figure:responses]]',
  ])
    assert.deepEqual(found(words), [], words)
})

test('each number is marked where it stands, as a figure or in its author’s name', () => {
  const words = 'Twelve moved, and 12 cost £20k.'
  const [first, second, money] = numeralsIn(words)
  const choose = (one: { at: number; text: string } | undefined, becomes: string) => ({
    at: one?.at ?? -1,
    text: one?.text ?? '',
    becomes,
  })
  const done = marked(
    words,
    [
      choose(first, 'figure:moved.off-track'),
      choose(money, 'asserted'),
      choose({ at: 1, text: '12' }, 'asserted'),
    ],
    'Priya | Orchard]',
  )
  assert.equal(done, '[[figure:moved.off-track]] moved, and 12 cost [[asserted:£20k|Priya  Orchard]].')
  assert.deepEqual(
    numeralsIn(done).map(({ text }) => text),
    [second?.text],
  )
  assert.deepEqual(
    partsOf(done).map(({ kind }) => kind),
    ['figure', 'text', 'asserted', 'text'],
  )
  assert.deepEqual(
    partsOf('[[figure:]] [[asserted:3]] [[other:x]]').map(({ kind }) => kind),
    ['text'],
  )
})

test('each activity has a scorecard that says what is known of it and invents nothing', () => {
  const cards = scorecardsOf(frozen2019(), { names: true })
  assert.equal(cards.length, 79)
  const said = (at: number): string => JSON.stringify(cards[at - 1]?.blocks)
  assert.match(said(10), /1 September 2020, 459 days later than the original end/)
  assert.match(said(34), /Capacity \(open in the last round; nobody said what became of it\)/)
  assert.match(said(70), /Business as usual, still monitored; by whom and when is not said/)
  assert.doesNotMatch(said(1), /Lead officer|Revised end|Directorate/)
  const led = { ...withRows(frozen2019(), { 1: { lead: 'someone' } }), leads: { someone: 'Ada Chalk' } }
  assert.match(JSON.stringify(scorecardsOf(led, { names: true })[0]), /Ada Chalk/)
  assert.doesNotMatch(JSON.stringify(scorecardsOf(led, { names: false })[0]), /Ada Chalk/)
})
