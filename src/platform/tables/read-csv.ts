// Reads a CSV somebody uploads: refuses what cannot be read with the line it stands in and a sentence on
// what to do, and keeps every cell exactly as it was written for the importer to judge.
import { parse } from 'csv-parse/sync'
import { Refusal, refuse, type Fault } from '../errors/index.ts'

export type CsvRow = {
  /** The line of the file the row begins on; the header is line 1 in most files. */
  readonly line: number
  readonly cells: Readonly<Record<string, string>>
}

export type CsvFile = {
  readonly headers: readonly string[]
  readonly rows: readonly CsvRow[]
  readonly delimiter: ',' | ';' | '\t'
}

export type CsvRules = {
  readonly required: readonly string[]
  readonly optional?: readonly string[]
  /** What to do with a column nobody asked for: refuse it (a misspelt name must not pass unseen) or leave it out. */
  readonly others?: 'refuse' | 'ignore'
  readonly mostRows?: number
  /** The name of the form field the faults are shown beside. */
  readonly field?: string
}

const MOST_ROWS = 50_000
const MOST_FAULTS = 100

/** The rows of an uploaded CSV; refuses with every fault found, each naming its line. */
export function readCsv(bytes: Uint8Array, rules: CsvRules): CsvFile {
  const field = rules.field ?? 'file'
  const text = decoded(bytes, field)
  const delimiter = delimiterOf(text)
  const records = recordsOf(text, delimiter, rules.mostRows ?? MOST_ROWS, field)
  return { ...rowsOf(records, rules), delimiter }
}

/** A line of a file with its cells in the order of the columns. */
export type SheetRecord = { readonly line: number; readonly cells: readonly string[] }

/** The rows by the names of the first record; refuses columns that are missing, strange or unnamed, and ragged lines. */
export function rowsOf(
  records: readonly SheetRecord[],
  rules: CsvRules,
): { readonly headers: readonly string[]; readonly rows: readonly CsvRow[] } {
  const field = rules.field ?? 'file'
  const [first, ...rest] = records
  if (first === undefined) stop(field, 'empty', 'The file is empty. Its first line must name the columns')
  const headers = first.cells.map((cell) => cell.trim())
  stopAt(field, 'headers', headerFaults(headers, first.line, rules))
  stopAt(field, 'ragged', raggedFaults(headers, rest))
  const known = new Set([...rules.required, ...(rules.optional ?? [])])
  const kept = headers.flatMap((header, at) => (known.has(header) ? [{ header, at }] : []))
  return {
    headers: kept.map(({ header }) => header),
    rows: rest.map(({ line, cells }) => ({
      line,
      cells: Object.fromEntries(kept.map(({ header, at }) => [header, cells[at] ?? ''])),
    })),
  }
}

function stop(field: string, why: string, message: string): never {
  refuse('invalid', `platform.csv.${why}`, message, { faults: [{ field, message }] })
}

function stopAt(field: string, why: string, messages: readonly string[]): void {
  const [first] = messages
  if (first === undefined) return
  const shown = messages.slice(0, MOST_FAULTS)
  const left = messages.length - shown.length
  const faults: Fault[] = [
    ...shown,
    ...(left > 0 ? [`${left} more lines have the same kind of fault`] : []),
  ].map((message) => ({ field, message }))
  refuse('invalid', `platform.csv.${why}`, first, { faults })
}

function decoded(bytes: Uint8Array, field: string): string {
  const [first, second] = bytes
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    stop(field, 'encoding', 'The file is UTF-16. Save it as "CSV UTF-8" and upload it again')
  }
  const nul = bytes.indexOf(0)
  if (nul >= 0)
    stop(
      field,
      'encoding',
      `Line ${lineAt(bytes, nul)} holds a NUL character, so this is no text file. Save it as "CSV UTF-8" and upload it again`,
    )
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return stop(
      field,
      'encoding',
      `Line ${firstBadLine(bytes)} is not UTF-8, so names and pound signs would be spoilt. Save the file as "CSV UTF-8" and upload it again`,
    )
  }
}

function lineAt(bytes: Uint8Array, end: number): number {
  let line = 1
  for (let at = 0; at < end; at += 1) if (bytes[at] === 0x0a) line += 1
  return line
}

function firstBadLine(bytes: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let start = 0
  let line = 1
  while (start <= bytes.length) {
    const next = bytes.indexOf(0x0a, start)
    const end = next < 0 ? bytes.length : next
    try {
      decoder.decode(bytes.subarray(start, end))
    } catch {
      return line
    }
    start = end + 1
    line += 1
  }
  return 1
}

// Spreadsheets set to a continental locale write semicolons. What stands most often in the header, outside quotes, divides.
function delimiterOf(text: string): ',' | ';' | '\t' {
  const header = (/^(?:[^"\r\n]|"[^"]*")*/.exec(text)?.[0] ?? '').replace(/"[^"]*"/g, '')
  const count = (character: string): number => header.split(character).length - 1
  if (count(';') > count(',') && count(';') >= count('\t')) return ';'
  return count('\t') > count(',') ? '\t' : ','
}

function recordsOf(text: string, delimiter: string, mostRows: number, field: string): SheetRecord[] {
  const records: SheetRecord[] = []
  const newline = text.includes('\n') ? '\n' : '\r'
  // The parser counts a CRLF inside quotation marks twice, so the lines are counted here.
  let line = 1
  try {
    parse(text, {
      delimiter,
      relax_column_count: true,
      record_delimiter: newline === '\n' ? ['\r\n', '\n'] : ['\r'],
      on_record(cells: string[]) {
        if (cells.some((cell) => cell.trim() !== '')) records.push({ line, cells })
        // The header is one record more than there are rows.
        if (records.length > mostRows + 1) stop(field, 'too-long', tooLong(mostRows))
        line += cells.reduce((all, cell) => all + cell.split(newline).length - 1, 1)
        return null
      },
    })
  } catch (error) {
    if (error instanceof Refusal) throw error
    stop(field, 'quotes', quoteFault(error, line))
  }
  return records
}

const tooLong = (mostRows: number): string =>
  `The file has more than ${mostRows.toLocaleString('en-GB')} rows. Divide it and upload the parts one after the other`

function quoteFault(error: unknown, line: number): string {
  const { code } = error as { code?: string }
  if (code === undefined) throw error
  if (code === 'CSV_QUOTE_NOT_CLOSED') return `Line ${line}: a quotation mark opens and is never closed`
  return `Line ${line}: a quotation mark stands in the middle of a cell. Put the whole cell in quotation marks and write the inner ones twice`
}

function headerFaults(headers: readonly string[], line: number, rules: CsvRules): string[] {
  const known = [...rules.required, ...(rules.optional ?? [])]
  const missing = rules.required
    .filter((name) => !headers.includes(name))
    .map((name) => `The column "${name}" is missing`)
  const twice = [...new Set(headers.filter((name, at) => name !== '' && headers.indexOf(name) !== at))].map(
    (name) => `The column "${name}" stands twice in the header`,
  )
  const unnamed = headers.flatMap((name, at) =>
    name === '' ? [`Column ${at + 1} has no name in the header`] : [],
  )
  const strange =
    rules.others === 'ignore'
      ? []
      : [...new Set(headers)]
          .filter((name) => name !== '' && !known.includes(name))
          .map(
            (name) => `There is no column "${name.slice(0, 60)}" here. The columns are: ${known.join(', ')}`,
          )
  return [...missing, ...twice, ...unnamed, ...strange].map((message) => `Line ${line}: ${message}`)
}

function raggedFaults(headers: readonly string[], rows: readonly SheetRecord[]): string[] {
  return rows.flatMap(({ line, cells }) => {
    if (cells.length === headers.length) return []
    // Spreadsheets add empty cells at the end of a line; they take nothing away.
    if (cells.length > headers.length && cells.slice(headers.length).every((cell) => cell === '')) return []
    return [`Line ${line} has ${cells.length} cells where the header names ${headers.length} columns`]
  })
}
