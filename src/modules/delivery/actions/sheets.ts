// Reports by sheet: read and judged by the rules of the form, shown before they count, and sent through the form's own
// actions as whoever uploaded them, so that no rule is easier to get past this way. All of a sheet or nothing.
import { personOf, action, type Inside } from '#platform/actions/index.ts'
import { json } from '#platform/database/index.ts'
import { invalid, Refusal, refuse, type Fault } from '#platform/errors/index.ts'
import { field, readFields } from '#platform/fields/index.ts'
import { readCsv, readXlsx, type CsvRow } from '#platform/tables/index.ts'
import { receivedNow } from '../queries/reporting.ts'
import { roundById } from '../queries/rounds.ts'
import { ownSheet, prefilledFor, reportableIn, type Reportable } from '../queries/sheet.ts'
import {
  columnOf,
  readSheetLine,
  settle,
  SHEET_COLUMNS,
  SHEET_NEEDS,
  unguarded,
  type SheetColumn,
} from '../rules.ts'
import type { SheetTable } from '../schema.ts'
import { lockedPlan, type LockedPlan } from './locking.ts'
import { reportFields, saveSubmission, submitSubmission } from './submissions.ts'

export const UPLOAD = 'delivery.sheet.upload'
const MOST_LINES = 5000
const MOST_FAULTS = 100

type Line = SheetTable['lines']['__select__'][number]

export const uploadSheet = action({
  name: UPLOAD,
  title: 'Upload a sheet of reports',
  doors: ['page'],
  fields: {
    round: field.id('Round'),
    file: field.file('Sheet', {
      accept: ['csv', 'xlsx'],
      mostBytes: 8 * 1024 * 1024,
      hint: 'The sheet you downloaded here, filled in: CSV or Excel workbook (.xlsx)',
    }),
  },
  async run(inside, { round: roundId, file }) {
    const person = personOf(inside)
    if (person === null)
      refuse('forbidden', 'delivery.sheet.nobody', 'A sheet is uploaded by a person, whose reports it holds.')
    const round = await roundById(inside, roundId)
    const plan = await lockedPlan(inside, round.plan_id, 'share')
    const rows = await rowsIn(file.bytes)
    const { lines, faults } = await judged(inside, plan, round, rows)
    if (faults.length > 0) invalid('delivery.sheet.faulty', shown(faults))
    if (lines.length === 0)
      invalid('delivery.sheet.empty', [
        {
          field: 'file',
          message: 'No line of the sheet says anything: change an answer, or write yes in "still_true"',
        },
      ])
    await inside.tx
      .deleteFrom('delivery.sheet')
      .where('round_id', '=', round.id)
      .where('person_id', '=', person)
      .execute()
    const id = inside.id()
    await inside.tx
      .insertInto('delivery.sheet')
      .values({
        id,
        round_id: round.id,
        person_id: person,
        file_name: file.name.slice(0, 200),
        lines: json(lines),
        made_at: inside.now,
      })
      .execute()
    return {
      subject: round.id,
      result: { sheet: id, address: `/delivery/${plan.code}/rounds/${round.code}/sheet/${id}` },
      facts: { plan: plan.code, round: round.code, lines: lines.length },
    }
  },
})

const rowsIn = async (bytes: Uint8Array): Promise<readonly CsvRow[]> => {
  const rules = {
    required: SHEET_NEEDS,
    optional: SHEET_COLUMNS.filter((name) => !(SHEET_NEEDS as readonly string[]).includes(name)),
    mostRows: MOST_LINES,
    field: 'file',
  }
  const isWorkbook = (bytes[0] === 0x50 && bytes[1] === 0x4b) || bytes[0] === 0xd0
  return (await (isWorkbook ? readXlsx(bytes, rules) : readCsv(bytes, rules))).rows
}

type LineFault = { readonly line: number; readonly column: SheetColumn | null; readonly message: string }

const shown = (faults: readonly LineFault[]): Fault[] => {
  const inOrder = faults.toSorted((one, other) => one.line - other.line)
  const all = inOrder.slice(0, MOST_FAULTS).map(({ line, column, message }) => ({
    field: 'file',
    message: `Line ${line}${column === null ? '' : `, ${column}`}: ${message}`,
  }))
  const left = faults.length - all.length
  return left > 0 ? [...all, { field: 'file', message: `and ${left} more. Nothing was taken` }] : all
}

/** Every line by the rules of the form: what it would report, and everything that stands in its way. */
async function judged(
  inside: Inside,
  plan: LockedPlan,
  round: Awaited<ReturnType<typeof roundById>>,
  rows: readonly CsvRow[],
): Promise<{ readonly lines: readonly Line[]; readonly faults: readonly LineFault[] }> {
  const reportable = new Map((await reportableIn(inside, plan, round)).map((one) => [one.number, one]))
  const first = new Map<number, number>()
  const lines: Line[] = []
  const faults: LineFault[] = []
  for (const row of rows) {
    const { line } = row
    const number = Number(unguarded(row.cells['number'] ?? '').trim())
    const activity = reportable.get(number)
    const strange = strangeIn(round.code, row, { activity, earlier: first.get(number) })
    first.set(number, first.get(number) ?? line)
    if (activity === undefined || strange !== null) {
      faults.push({ line, ...(strange ?? { column: 'number', message: 'There is no such activity' }) })
      continue
    }
    const { basis, cells } = await prefilledFor(inside, plan, round, activity)
    const read = readSheetLine(row.cells, basis, cells)
    if (read === null) continue
    const stop = await standsInTheWay(inside, round, row, activity)
    if (stop !== null) {
      faults.push({ line, ...stop })
      continue
    }
    const told = answersOf(read.answers)
    const found = [...read.faults, ...told.faults]
    if (told.given !== null) {
      // Which dates look wrong is known only when everything else is read.
      const { suspicious } = settle(basis, told.given)
      const explained =
        read.whyRight === null ? [] : suspicious.map(({ doubt }) => ({ doubt, reason: read.whyRight }))
      const settled = settle(basis, { ...told.given, explained })
      // A cell that could not be read is no missing answer as well.
      const unread = new Set(found.map((one) => one.column))
      for (const { field: name, message } of settled.faults) {
        const column = columnOf(name, message)
        if (!unread.has(column)) found.push({ column, message })
      }
      lines.push({
        line,
        activity: activity.id,
        number,
        version: activity.report_version,
        answers: { ...read.answers, explained },
      })
    }
    faults.push(...found.map((one) => ({ line, ...one })))
  }
  return { lines, faults }
}

type Stop = Omit<LineFault, 'line'>
const cellOf = ({ cells }: CsvRow, name: SheetColumn): string => unguarded(cells[name] ?? '').trim()

/** Why a line is not one of this sheet, whatever it says. */
function strangeIn(
  roundCode: string,
  row: CsvRow,
  { activity, earlier }: { readonly activity: Reportable | undefined; readonly earlier: number | undefined },
): Stop | null {
  const [code, number] = [cellOf(row, 'round'), cellOf(row, 'number')]
  if (code !== roundCode)
    return {
      column: 'round',
      message: `It is of round "${code}", and this is ${roundCode}. Download the sheet of this round`,
    }
  if (earlier !== undefined)
    return { column: 'number', message: `Activity ${number} stands on line ${earlier} already` }
  return activity === undefined
    ? { column: 'number', message: `Activity "${number}" is not one you report on in this round` }
    : null
}

/** Why nothing can be reported by a line that says something. */
async function standsInTheWay(
  inside: Inside,
  round: Awaited<ReturnType<typeof roundById>>,
  row: CsvRow,
  { id, report_state: state, report_version: version, is_monitored: isMonitored }: Reportable,
): Promise<Stop | null> {
  if (state === 'submitted' || state === 'signed')
    return { column: 'number', message: 'Its report was submitted. Withdraw it first if it has to change' }
  if (!isMonitored && version === 0)
    return { column: 'number', message: 'It is no longer monitored, so nothing is reported about it' }
  if (Number(cellOf(row, 'version') || '0') !== version)
    return {
      column: 'version',
      message:
        'Somebody saved this report after the sheet was downloaded. Download the sheet again, and write this line anew',
    }
  const may = await receivedNow(inside, round, id)
  return may.allowed ? null : { column: null, message: may.message }
}

type Told = {
  readonly given: ReturnType<typeof readFields<typeof reportFields>> | null
  readonly faults: readonly { readonly column: SheetColumn; readonly message: string }[]
}

function answersOf(answers: Readonly<Record<string, unknown>>): Told {
  try {
    return { given: readFields(reportFields, answers), faults: [] }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return {
      given: null,
      faults: error.faults.map(({ field: name, message }) => ({ column: columnOf(name, message), message })),
    }
  }
}

export const sendSheet = action({
  name: 'delivery.sheet.send',
  title: 'Send a sheet of reports',
  doors: ['page'],
  fields: {
    sheet: field.id('Sheet'),
    as: field.choice('What shall happen?', {
      submit: 'Submit these reports',
      draft: 'Save them as drafts, and submit each on its page',
    }),
  },
  async run(inside, { sheet: id, as }) {
    const sheet = await ownSheet(inside, id)
    const round = await roundById(inside, sheet.round_id)
    const plan = await lockedPlan(inside, round.plan_id, 'share')
    const how = as === 'submit' ? submitSubmission : saveSubmission
    // One order for all who send, so that two sheets with the same activities wait and never block.
    for (const one of sheet.lines.toSorted((a, b) => (a.activity < b.activity ? -1 : 1))) {
      const raw = {
        ...one.answers,
        round: round.id,
        activity: one.activity,
        ...(one.version > 0 ? { version: one.version } : {}),
      }
      try {
        await how.run(inside, readFields(how.fields, raw))
      } catch (error) {
        throw error instanceof Refusal ? ofLine(error, one.line) : error
      }
    }
    await inside.tx.deleteFrom('delivery.sheet').where('id', '=', sheet.id).execute()
    return {
      subject: round.id,
      result: { reports: sheet.lines.length, address: `/delivery/${plan.code}/rounds/${round.code}` },
      facts: { plan: plan.code, round: round.code, reports: sheet.lines.length, as },
    }
  },
})

const ofLine = (error: Refusal, line: number): Refusal =>
  new Refusal(
    error.kind === 'invalid' ? 'conflict' : error.kind,
    error.code,
    `Line ${line}: ${error.faults[0]?.message ?? error.message} Nothing of the sheet was sent.`,
  )
