// The rows as a spreadsheet whose numbers are numbers, whose dates are dates and whose money is in pounds.
import writeExcelFile from 'write-excel-file/node'
import type { CellObject, SheetData } from 'write-excel-file/node'
import { decimalPounds } from '../money/index.ts'
import { LONDON } from '../time/index.ts'
import { isNumeric, type Cell, type Column, type ColumnKind } from './columns.ts'

// The longest text one cell of a spreadsheet holds.
const MOST_CHARACTERS = 32_767

/** A spreadsheet of one sheet: header in bold and always in sight. Text is stored as text, so a leading "=" is harmless here. */
export async function xlsxOf<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  sheet = 'List',
): Promise<Buffer> {
  const header = columns.map((column) => ({
    value: column.label,
    type: String,
    fontWeight: 'bold' as const,
    align: isNumeric(column.kind) ? ('right' as const) : ('left' as const),
  }))
  const lines = rows.map((row) => columns.map((column) => typedCell(column.value(row), column.kind)))
  const data: SheetData = [header, ...lines]
  const width = (column: Column<Row>, at: number): number => {
    const longest = lines
      .slice(0, 200)
      .reduce((most, line) => Math.max(most, lengthOf(line[at])), column.label.length)
    return Math.min(Math.max(longest + 2, 10), 60)
  }
  return writeExcelFile(data, {
    sheet: sheetName(sheet),
    stickyRowsCount: 1,
    columns: columns.map((column, at) => ({ width: width(column, at) })),
  }).toBuffer()
}

// Excel refuses a sheet whose name is longer or holds one of these.
const sheetName = (name: string): string =>
  name
    .replace(/[\\/?*[\]:]/g, ' ')
    .trim()
    .slice(0, 31) || 'List'

const lengthOf = (cell: CellObject | null | undefined): number =>
  cell === null || cell === undefined ? 0 : cell.value instanceof Date ? 16 : String(cell.value ?? '').length

function typedCell(value: Cell, kind: ColumnKind): CellObject | null {
  if (value === null || value === undefined || value === '') return null
  if (typeof value === 'boolean') return { value, type: Boolean }
  if (value instanceof Temporal.PlainDate)
    return dated(value.toString(), kind === 'month' ? 'mmmm yyyy' : 'd mmmm yyyy')
  if (value instanceof Temporal.Instant) {
    return dated(
      value.toZonedDateTimeISO(LONDON).toPlainDateTime().toString({ smallestUnit: 'second' }),
      'd mmmm yyyy hh:mm',
    )
  }
  // A spreadsheet's numbers are floating point: exact in pence up to £90 trillion, and this is the last step.
  if (typeof value === 'bigint' && kind === 'money')
    return { value: Number(decimalPounds(value)), type: Number, format: '£#,##0.00' }
  if (typeof value === 'bigint') return { value: Number(value), type: Number, format: '#,##0' }
  if (typeof value === 'number')
    return {
      value,
      type: Number,
      format: kind === 'percent' ? '0.0"%"' : Number.isInteger(value) ? '#,##0' : '#,##0.##',
    }
  return { value: value.slice(0, MOST_CHARACTERS), type: String }
}

// A spreadsheet date has no time zone, and the writer reads the UTC parts of what it is given.
const dated = (local: string, format: string): CellObject => ({
  value: new Date(`${local.includes('T') ? local : `${local}T00:00:00`}Z`),
  type: Date,
  format,
})
