// The rows as a CSV that opens rightly in a spreadsheet and reads rightly by a machine (RFC 4180, UTF-8 with
// a byte order mark, because without one Excel reads "£" as "Â£").
import { inFile, type Column } from './columns.ts'

// A cell that begins with one of these is a formula to a spreadsheet, and a formula can send what it sees
// elsewhere. The apostrophe is visible in the file on purpose: nothing is silently changed (OWASP, CSV injection).
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/

function cellText(text: string, isText: boolean): string {
  const tame = isText && FORMULA.test(text) ? `'${text}` : text
  return /[",\r\n\t;]|^\s|\s$/.test(tame) ? `"${tame.replaceAll('"', '""')}"` : tame
}

/** The header line and one line a row, each ending in CRLF: for a download that is sent as it is made. */
export function* csvLines<Row>(columns: readonly Column<Row>[], rows: Iterable<Row>): Generator<string> {
  yield `${columns.map((column) => cellText(column.label, true)).join(',')}\r\n`
  for (const row of rows) {
    yield `${columns
      .map((column) => {
        const value = column.value(row)
        return cellText(inFile(value, column.kind), typeof value === 'string')
      })
      .join(',')}\r\n`
  }
}

/** The whole file, byte order mark first. Totals are left out: a total among the rows is added up again by whoever sums the column. */
export function csvOf<Row>(columns: readonly Column<Row>[], rows: Iterable<Row>): Buffer {
  return Buffer.from(`\ufeff${[...csvLines(columns, rows)].join('')}`, 'utf8')
}
