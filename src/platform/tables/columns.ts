// What a column is: a heading, the plain value of each row, and how that value is written for people and for machines.
import { html, type Content } from '../html/index.ts'
import { decimalPounds, formatPounds } from '../money/index.ts'
import { formatDate, formatDateTime, formatMonth, LONDON } from '../time/index.ts'

/** A plain value: money is pence in a bigint, a date a PlainDate, a moment an Instant. */
export type Cell =
  | string
  | number
  | bigint
  | boolean
  | Temporal.PlainDate
  | Temporal.Instant
  | null
  | undefined

export type ColumnKind = 'text' | 'number' | 'money' | 'percent' | 'date' | 'month' | 'instant'

export type Column<Row> = {
  /** Stable name: the sort key in an address. */
  readonly key: string
  readonly label: string
  readonly kind: ColumnKind
  readonly value: (row: Row) => Cell
  /** How the page shows it, when that is more than its value: a link, a status word. */
  readonly show?: (row: Row) => Content
  /** Adds the column up in the last row. For numbers and money only. */
  readonly total?: boolean
  /** Leaves the column to the downloads, off the page. */
  readonly downloadOnly?: boolean
}

export const isNumeric = (kind: ColumnKind): boolean =>
  kind === 'number' || kind === 'money' || kind === 'percent'

// Made once: making a format costs more than a hundred uses of it.
const FIGURES = new Intl.NumberFormat('en-GB')

/** "1,250", "£1,319,000", "12.5%", "8 November 2019", "Yes": a value in a reader's words; "" for none. */
export function inWords(value: Cell, kind: ColumnKind): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  if (value instanceof Temporal.PlainDate) return kind === 'month' ? formatMonth(value) : formatDate(value)
  if (value instanceof Temporal.Instant) return formatDateTime(value)
  if (typeof value === 'bigint') return kind === 'money' ? formatPounds(value) : FIGURES.format(value)
  if (typeof value === 'number')
    return kind === 'percent' ? `${FIGURES.format(value)}%` : FIGURES.format(value)
  return value
}

/** The same value for a file: pounds with two decimals, ISO dates, London local time, numbers bare. */
export function inFile(value: Cell, kind: ColumnKind): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (value instanceof Temporal.PlainDate)
    return kind === 'month' ? value.toString().slice(0, 7) : value.toString()
  if (value instanceof Temporal.Instant) return londonMinute(value)
  if (typeof value === 'bigint' && kind === 'money') return decimalPounds(value)
  return String(value)
}

/** "2027-03-27 09:30" in London, which a spreadsheet recognises as a date and time. */
export function londonMinute(instant: Temporal.Instant): string {
  return instant
    .toZonedDateTimeISO(LONDON)
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' })
    .replace('T', ' ')
}

/** What stands in the cell on the page. An empty value is said, not left blank: a reader must know that nothing is missing from the page. */
export function shown<Row>(column: Column<Row>, row: Row): Content {
  if (column.show) return column.show(row)
  const words = inWords(column.value(row), column.kind)
  return words === '' ? html`<span class="connects-none">None</span>` : words
}

/** The sum of a column as the kind of value it holds; null where nothing can be added. */
export function totalOf<Row>(column: Column<Row>, rows: readonly Row[]): bigint | number | null {
  if (column.total !== true) return null
  const values = rows
    .map(column.value)
    .filter((value) => typeof value === 'bigint' || typeof value === 'number')
  if (values.some((value) => typeof value === 'bigint'))
    return values.reduce<bigint>((sum, value) => sum + BigInt(value), 0n)
  // Whole thousandths, so that 0.1 + 0.2 hours is not shown as 0.30000000000000004.
  if (column.kind === 'money') return 0n
  return values.reduce<number>((sum, value) => sum + Math.round(Number(value) * 1000), 0) / 1000
}
