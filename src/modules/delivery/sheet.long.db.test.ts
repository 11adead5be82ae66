// Reports by sheet: what is downloaded, what a filled sheet says, and what is refused with its line; over a database
// undone after each test.
import assert from 'node:assert/strict'
import { Refusal } from '#platform/errors/index.ts'
import { forgetLeaver } from '#platform/personal/index.ts'
import { csvOf, readCsv, readXlsx, xlsxOf, type Column } from '#platform/tables/index.ts'
import { countyDatabase } from '#test/support/county.ts'
import { reportedBefore, reporting, type Reporting } from '#test/support/reporting.ts'
import { sendSheet, uploadSheet } from './actions/sheets.ts'
import { saveSubmission, submitSubmission } from './actions/submissions.ts'
import { personal } from './personal.ts'
import { planById } from './queries/plans.ts'
import { roundById } from './queries/rounds.ts'
import { prefilledFor, reportableIn } from './queries/sheet.ts'
import { submissionOf } from './queries/submissions.ts'
import { SHEET_COLUMNS, type SheetCells, type SheetColumn } from './rules.ts'
import { sheetColumns } from './views/sheets.ts'

const database = countyDatabase()
type Change = Readonly<Partial<Record<SheetColumn, string>>>

const EXCEPTION = {
  status: 'remedial_action',
  issues: [{ code: 'capacity', words: 'Two posts are empty' }, { code: 'legal' }],
  mitigationsAre: 'changed',
  mitigations: 'Agency staff until March',
  registersAre: 'recorded',
  registers: ['service', 'directorate'],
  riskReference: 'SR-014',
} as const

/** The lines of the sheet that Ravi downloads: he leads the first activity and was given the second. */
async function downloaded(at: Reporting, person = at.person.ravi): Promise<SheetCells[]> {
  const reader = await at.house.as(person).reader()
  const plan = await planById(reader, at.plan)
  const round = await roundById(reader, at.q3)
  const lines = []
  for (const activity of await reportableIn(reader, plan, round))
    lines.push((await prefilledFor(reader, plan, round, activity)).cells)
  return lines
}

const written: readonly Column<SheetCells>[] = SHEET_COLUMNS.map((key) => ({
  key,
  label: key,
  kind: 'text',
  value: (row) => row[key],
}))

/** The sheet as somebody filled it in: changes by activity number. */
const filled = (lines: readonly SheetCells[], changes: Readonly<Record<number, Change>>): Buffer =>
  csvOf(
    written,
    lines.map((line) => ({ ...line, ...changes[Number(line.number)] })),
  )

const upload = (at: Reporting, bytes: Uint8Array, person = at.person.ravi, name = 'sheet.csv') =>
  at.house.as(person).perform(uploadSheet, { round: at.q3, file: { name, bytes } })

async function refused(uploading: Promise<unknown>): Promise<string[]> {
  const reason: unknown = await uploading.then(
    () => undefined,
    (error: unknown) => error,
  )
  assert.ok(reason instanceof Refusal, `it was taken: ${String(reason)}`)
  return reason.faults.map((one) => one.message)
}

const reportOf = async (at: Reporting, number: number) =>
  submissionOf(await at.house.operator.reader(), at.q3, at.activities[number - 1] ?? '')

database.test(
  'a sheet holds what its reader may report, with what was said last time, in CSV and in Excel alike',
  async (db) => {
    const at = await reporting(db)
    await reportedBefore(at, 1, EXCEPTION)
    const lines = await downloaded(at)
    assert.deepEqual(
      lines.map((line) => line.number),
      ['1', '2'],
    )
    assert.deepEqual(
      [
        lines[0]?.status,
        lines[0]?.issues,
        lines[0]?.registers,
        lines[0]?.mitigations,
        lines[0]?.boards_reported,
        lines[0]?.still_true,
      ],
      [
        'Requires remedial action',
        'Capacity; Legal',
        'service; directorate',
        'Agency staff until March',
        'none',
        '',
      ],
    )
    assert.equal((await downloaded(at, at.person.marcus)).length, 3, 'an officer of the plan reports on all')
    const rules = { required: SHEET_COLUMNS }
    const csv = readCsv(csvOf(sheetColumns, lines), rules).rows.map((row) => row.cells)
    const xlsx = (await readXlsx(await xlsxOf(sheetColumns, lines), rules)).rows.map((row) => row.cells)
    assert.deepEqual(xlsx, csv)
    assert.equal(xlsx[0]?.['original_end'], '2027-03-31')
  },
)

database.test(
  'a sheet that comes back as it was says nothing, and one that is confirmed says everything',
  async (db) => {
    const at = await reporting(db)
    await reportedBefore(at, 1, EXCEPTION)
    const lines = await downloaded(at)
    assert.match(
      (await refused(upload(at, csvOf(sheetColumns, lines))))[0] ?? '',
      /No line of the sheet says anything/,
    )
    for (const bytes of [
      filled(lines, { 1: { still_true: 'yes' } }),
      await xlsxOf(
        sheetColumns,
        lines.map((line) => ({ ...line, still_true: line.number === '1' ? 'Yes' : '' })),
      ),
    ]) {
      const { sheet } = await upload(at, bytes)
      assert.equal((await reportOf(at, 1))?.state, undefined, 'nothing is reported before it is sent')
      const kept = await db.db
        .selectFrom('delivery.sheet')
        .selectAll()
        .where('id', '=', sheet)
        .executeTakeFirstOrThrow()
      assert.deepEqual(
        kept.lines.map((line) => line.number),
        [1],
      )
    }
    const { sheet } = await upload(at, filled(lines, { 1: { still_true: 'yes' } }))
    await at.house.as(at.person.ravi).perform(sendSheet, { sheet, as: 'submit' })
    const report = await reportOf(at, 1)
    assert.deepEqual(
      [report?.state, report?.status, report?.prepared_by_person_id],
      ['submitted', 'remedial_action', at.person.ravi],
    )
    assert.deepEqual(
      report?.issues.map((issue) => [issue.code, issue.answer]),
      [
        ['capacity', 'carried'],
        ['legal', 'carried'],
      ],
    )
    assert.ok(Object.values(report?.confirmed ?? {}).every((one) => one === 'confirmed'))
    assert.deepEqual(
      Object.keys(report?.confirmed ?? {}).toSorted(),
      [...(report?.prefilled ?? [])].toSorted(),
    )
    assert.equal(
      (await db.db.selectFrom('delivery.sheet').selectAll().execute()).length,
      0,
      'it is sent once',
    )
  },
)

database.test('what a sheet changes is reported with its reasons, as on the page', async (db) => {
  const at = await reporting(db)
  await reportedBefore(at, 1, EXCEPTION)
  const bytes = filled(await downloaded(at), {
    1: {
      still_true: 'yes',
      progress: 'The first posts are filled.',
      revised_end: '30/06/2027',
      revised_end_reason: 'Interviews took longer',
      revised_end_cause: 'Internal',
      issues: 'Capacity; Dependencies: waits for the new system',
      closed_issues: 'Legal: resolved: Counsel has advised',
      boards_expected: 'Cabinet Committee',
      mitigations: '',
    },
    2: { status: 'Not formally started', progress: 'Begins in spring', milestones: 'no', still_true: 'yes' },
  })
  const { sheet } = await upload(at, bytes)
  const { reports } = await at.house.as(at.person.ravi).perform(sendSheet, { sheet, as: 'submit' })
  assert.equal(reports, 2)
  const report = await reportOf(at, 1)
  assert.deepEqual(
    [
      report?.revised_end?.toString(),
      report?.revised_end_cause,
      report?.revised_end_reason,
      report?.mitigations,
    ],
    ['2027-06-30', 'internal', 'Interviews took longer', null],
  )
  assert.deepEqual(
    report?.issues.map((issue) => [issue.code, issue.answer, issue.outcome, issue.words]),
    [
      ['capacity', 'carried', null, 'Two posts are empty'],
      ['legal', 'closed', 'resolved', null],
      ['dependencies', 'raised', null, 'waits for the new system'],
    ],
  )
  assert.deepEqual(
    report?.boards.filter((board) => board.expected === true).map((board) => board.board),
    ['cabinet_committee'],
  )
  assert.equal((await reportOf(at, 2))?.status, 'not_started')
  const { revised_end } = await db.db
    .selectFrom('delivery.activity')
    .select('revised_end')
    .where('id', '=', at.activities[0] ?? '')
    .executeTakeFirstOrThrow()
  assert.equal(revised_end?.toString(), '2027-06-30')
})

database.test(
  'V7 to V10: every fault is named by its line and column, all at once, and nothing is taken',
  async (db) => {
    const at = await reporting(db)
    await reportedBefore(at, 1, EXCEPTION)
    await reportedBefore(at, 2)
    const lines = await downloaded(at)
    const faults = async (changes: Readonly<Record<number, Change>>) =>
      refused(upload(at, filled(lines, changes)))
    assert.deepEqual(
      await faults({
        1: { status: 'on_track', still_true: 'yes' },
        2: { progress: 'More', revised_end: '2027-09-30' },
      }),
      [
        'Line 2, status: On track for successful delivery, with issues still open: Capacity, Legal. Close each with its outcome below, or choose another status',
        'Line 2, issues: Close “Capacity” with its outcome',
        'Line 2, issues: Close “Legal” with its outcome',
        'Line 3, revised_end_reason: Say why the end date changes',
        'Line 3, revised_end_cause: Select whether the cause of the change of the end date is internal or external',
        'Line 3, still_true: Milestones: say whether what was said last time is still true',
        'Line 3, still_true: Boards: say whether what was said last time is still true',
      ],
    )
    const one = async (change: Change) => (await faults({ 1: { still_true: 'yes', ...change } })).join('\n')
    assert.match(await one({ status: 'Amber' }), /^Line 2, status: “Amber” is none of the four statuses/)
    assert.match(
      await one({ revised_end: '01/02/2028' }),
      /Line 2, revised_end: .*1 February 2028 or 2 January 2028/,
    )
    assert.match(await one({ revised_end: 'spring' }), /Line 2, revised_end: .*does not say a day/)
    assert.match(
      await one({ issues: 'Capacity; Legal; Financial Benefits' }),
      /Line 2, issues: Does “Financial Benefits” mean/,
    )
    assert.match(await one({ issues: 'Capacity' }), /Line 2, issues: Say whether “Legal” is still an issue/)
    assert.match(
      await one({ issues: 'Capacity', closed_issues: 'Legal: gone' }),
      /closed_issues: Say how “Legal” ended/,
    )
    assert.match(
      await one({ closed_issues: 'Weather: resolved: it stopped' }),
      /closed_issues: “Weather” was no issue last time/,
    )
    assert.match(await one({ closed_issues: 'Legal: resolved: yes' }), /either still there or closed/)
    assert.match(await one({ registers: 'cellar' }), /registers: “cellar” is none of/)
    assert.match(
      await one({ revised_go_live: '2026-01-01', go_live_reason: 'Early', go_live_cause: 'internal' }),
      /why_right: The go-live date, 1 January 2026, is before the plan was approved/,
    )
    assert.match(await one({ still_true: 'maybe' }), /still_true: Write yes, or leave it empty/)
    assert.equal((await db.db.selectFrom('delivery.sheet').selectAll().execute()).length, 0)
  },
)

database.test('V9: a date that looks wrong is taken with the reason in its column', async (db) => {
  const at = await reporting(db)
  await reportedBefore(at, 1)
  const bytes = filled(await downloaded(at), {
    1: {
      still_true: 'yes',
      revised_go_live: '2026-01-01',
      go_live_reason: 'A pilot',
      go_live_cause: 'internal',
      why_right: 'The pilot went first',
    },
  })
  const { sheet } = await upload(at, bytes)
  await at.house.as(at.person.ravi).perform(sendSheet, { sheet, as: 'submit' })
  assert.deepEqual((await reportOf(at, 1))?.explained, [
    { doubt: 'go-live-before-approval', reason: 'The pilot went first' },
  ])
})

database.test(
  'a sheet of another round, of others’ activities or of an older version is refused with the line',
  async (db) => {
    const at = await reporting(db)
    const lines = await downloaded(at)
    const told = (changes: Readonly<Record<number, Change>>) => refused(upload(at, filled(lines, changes)))
    const answer = { progress: 'Something', status: 'on_track', milestones: 'no', still_true: 'yes' }
    assert.match(
      (await told({ 2: { ...answer, round: 'q2' } }))[0] ?? '',
      /^Line 3, round: It is of round "q2"/,
    )
    assert.match(
      (await told({ 2: { ...answer, number: '3' } }))[0] ?? '',
      /^Line 3, number: Activity "3" is not one you report on/,
    )
    assert.match(
      (await told({ 2: { ...answer, number: '1' } }))[0] ?? '',
      /^Line 3, number: Activity 1 stands on line 2 already/,
    )
    await at.house
      .as(at.person.ravi)
      .perform(saveSubmission, { round: at.q3, activity: at.activities[0], progress: 'Half' })
    assert.match(
      (await told({ 1: answer }))[0] ?? '',
      /^Line 2, version: Somebody saved this report after the sheet was downloaded/,
    )
    assert.match(
      (await refused(upload(at, filled(lines, { 1: answer }), at.person.molly)))[0] ?? 'not found',
      /./,
    )
  },
)

database.test(
  'what was submitted meanwhile stops the sending, and nothing of the sheet is sent',
  async (db) => {
    const at = await reporting(db)
    const answer = { progress: 'Something', status: 'on_track', milestones: 'no', still_true: 'yes' }
    const { sheet } = await upload(at, filled(await downloaded(at), { 1: answer, 2: answer }))
    await at.house.as(at.person.marcus).perform(submitSubmission, {
      round: at.q3,
      activity: at.activities[1],
      status: 'on_track',
      progress: 'Marcus was quicker',
      dates: ['still-true'],
      hasMilestones: 'no',
    })
    await assert.rejects(
      at.house.as(at.person.ravi).perform(sendSheet, { sheet, as: 'submit' }),
      /Line 3: .*Nothing of the sheet was sent/,
    )
    assert.equal(await reportOf(at, 1), undefined)
    await assert.rejects(at.house.as(at.person.marcus).perform(sendSheet, { sheet, as: 'submit' }), {
      kind: 'not-found',
    })
  },
)

database.test(
  'V2: a sheet counts while the window is open, and as drafts it is no report yet',
  async (db) => {
    const at = await reporting(db)
    const answer = { progress: 'Something', status: 'on_track', milestones: 'no', still_true: 'yes' }
    const bytes = filled(await downloaded(at), { 1: answer })
    const { sheet } = await upload(at, bytes)
    await at.house.as(at.person.ravi).perform(sendSheet, { sheet, as: 'draft' })
    assert.deepEqual([(await reportOf(at, 1))?.state, (await reportOf(at, 1))?.version], ['draft', 1])
    at.house.clock.set('2026-11-28T10:00:00Z')
    assert.match(
      (await refused(upload(at, filled(await downloaded(at), { 2: answer }))))[0] ?? '',
      /^Line 3: The round closed on/,
    )
  },
)

database.test('a hostile or broken file is refused in words, and a formula by its cell', async (db) => {
  const at = await reporting(db)
  assert.match(
    (await refused(upload(at, Buffer.from('PK\u0003\u0004not a zip'), at.person.ravi, 'a.xlsx')))[0] ?? '',
    /no workbook that can be read/,
  )
  assert.match(
    (await refused(upload(at, Buffer.from('number;title\n1;x'))))[0] ?? '',
    /The column "round" is missing/,
  )
  const old = Buffer.concat([
    Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
    Buffer.alloc(600),
  ])
  assert.match(
    (await refused(upload(at, old, at.person.ravi, 'a.xlsx')))[0] ?? '',
    /password or of an old kind/,
  )
  const wide = Buffer.from(`${SHEET_COLUMNS.join(',')},colour\n`)
  assert.match((await refused(upload(at, wide)))[0] ?? '', /no column "colour" here/)
})

database.test('whoever leaves leaves no sheet behind', async (db) => {
  const at = await reporting(db)
  const answer = { progress: 'Something', status: 'on_track', milestones: 'no', still_true: 'yes' }
  await upload(at, filled(await downloaded(at), { 1: answer }))
  const kept = () => db.db.selectFrom('delivery.sheet').selectAll().execute()
  assert.equal((await kept()).length, 1)
  await db.db
    .transaction()
    .execute((tx) => forgetLeaver(tx, personal, at.person.ravi, Temporal.PlainDate.from('2026-11-21')))
  assert.equal((await kept()).length, 0)
})
