// Reads a spreadsheet somebody uploads into the same rows as a CSV: the first sheet, each row with its line, each cell
// as text. The archive is hostile until it is measured: what is parsed is a copy of the few parts a sheet needs, made
// within limits, without declarations, formulas or addresses outside the limits.
import { readSheet } from 'read-excel-file/universal'
import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl'
import { ZipFile as NewZip } from 'yazl'
import { Refusal, refuse } from '../errors/index.ts'
import { rowsOf, type CsvRow, type CsvRules, type SheetRecord } from './read-csv.ts'

export type XlsxFile = { readonly headers: readonly string[]; readonly rows: readonly CsvRow[] }

const MOST_BYTES = 8 * 1024 * 1024
const MOST_ENTRIES = 500
const MOST_UNPACKED_BYTES = 32 * 1024 * 1024
const MOST_ROWS = 50_000
const MOST_COLUMNS = 200

// All that a sheet's cells are made of; drawings, links, comments and properties are left where they are.
const PARTS =
  /^(?:\[content_types\]\.xml|_rels\/\.rels|xl\/(?:_rels\/workbook\.xml\.rels|workbook\.xml|sharedstrings\.xml|styles\.xml|worksheets\/[^/]+\.xml))$/
const MACROS = /(?:^|\/)(?:vbaproject\.bin|vbadata\.xml|activex\/|macrosheets\/)/

/** The rows of an uploaded workbook's first sheet; refuses with every fault found, each naming its line. */
export async function readXlsx(bytes: Uint8Array, rules: CsvRules): Promise<XlsxFile> {
  const field = rules.field ?? 'file'
  const stop: Stop = (why, message) =>
    refuse('invalid', `platform.xlsx.${why}`, message, { faults: [{ field, message }] })
  const parts = await partsOf(bytes, stop)
  for (const [name, { xml }] of parts) check(name, xml, rules.mostRows ?? MOST_ROWS, stop)
  const records = await cellsIn(parts, stop)
  return rowsOf(records, rules)
}

type Stop = (why: string, message: string) => never
/** By their names in lower case: an archive may spell them as it likes. */
type Parts = ReadonlyMap<string, { readonly name: string; readonly xml: string }>

const SAVE_AGAIN =
  'Open it in Excel, save it as "Excel Workbook (.xlsx)" without a password, and upload it again'

async function partsOf(bytes: Uint8Array, stop: Stop): Promise<Parts> {
  const damaged = (): never => stop('damaged', `This is no workbook that can be read. ${SAVE_AGAIN}`)
  // An encrypted workbook and one of before 2007 are the same kind of container.
  if (bytes[0] === 0xd0 && bytes[1] === 0xcf)
    stop('protected', `The workbook is protected by a password or of an old kind (.xls). ${SAVE_AGAIN}`)
  if (bytes.length > MOST_BYTES)
    stop(
      'too-long',
      `The workbook is larger than ${MOST_BYTES / 1024 / 1024} MB. Divide it and upload the parts`,
    )
  const zip = await fromBufferPromise(Buffer.from(bytes), {
    strictFileNames: true,
    validateEntrySizes: true,
  }).catch(damaged)
  const parts = new Map<string, { readonly name: string; readonly xml: string }>()
  let unpacked = 0
  if (zip.entryCount > MOST_ENTRIES) stop('bomb', `The workbook holds too many parts. ${SAVE_AGAIN}`)
  for await (const entry of entriesOf(zip, damaged)) {
    const name = entry.fileName.toLowerCase()
    if (MACROS.test(name))
      stop(
        'macros',
        'The workbook holds macros. Save it without them, as "Excel Workbook (.xlsx)", and upload it again',
      )
    if (!PARTS.test(name)) continue
    if (entry.isEncrypted() || parts.has(name)) damaged()
    const xml = await textOf(zip, entry, MOST_UNPACKED_BYTES - unpacked).catch(damaged)
    if (xml === undefined)
      return stop('bomb', `The workbook unpacks to far more than a list needs. ${SAVE_AGAIN}`)
    unpacked += Buffer.byteLength(xml)
    parts.set(name, { name: entry.fileName, xml })
  }
  if (/macroenabled|vbaproject/i.test(parts.get('[content_types].xml')?.xml ?? ''))
    stop(
      'macros',
      'The workbook holds macros. Save it without them, as "Excel Workbook (.xlsx)", and upload it again',
    )
  return parts.has('xl/workbook.xml') ? parts : damaged()
}

async function* entriesOf(zip: ZipFile, damaged: () => never): AsyncGenerator<Entry> {
  const entries = zip.eachEntry()[Symbol.asyncIterator]()
  for (;;) {
    const next = await entries.next().catch(damaged)
    if (next.done === true) return
    yield next.value
  }
}

/** A part as text; undefined when it is longer than what is left. What an archive says of its sizes is not believed. */
async function textOf(zip: ZipFile, entry: Entry, mostBytes: number): Promise<string | undefined> {
  if (entry.uncompressedSize > mostBytes) return undefined
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of await zip.openReadStreamPromise(entry)) {
    pieces.push(piece as Buffer)
    length += (piece as Buffer).length
    if (length > mostBytes) return undefined
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(pieces))
}

// Every tag of a part, strictly: what does not match is not read by us otherwise than by the parser.
const TAG = /<(?:\?[^?<]*\?|\/?([A-Za-z_][\w.:-]*)((?:\s+[\w.:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*\/?)>|</g

/** Refuses what no office program writes, what would be calculated, and addresses that would fill the memory. */
function check(name: string, xml: string, mostRows: number, stop: Stop): void {
  const isSheet = name.startsWith('xl/worksheets/')
  let at = 'A1'
  for (const [whole, tag, attributes = ''] of xml.matchAll(TAG)) {
    // Neither a tag nor the declaration at the beginning: a document type, an entity, a comment, a raw section.
    if (tag === undefined && !whole.startsWith('<?'))
      stop('damaged', `The workbook holds something that no office program writes. ${SAVE_AGAIN}`)
    if (!isSheet || tag === undefined || whole.startsWith('</')) continue
    const local = tag.slice(tag.indexOf(':') + 1)
    if (local === 'row') mustBeWithin(attributes, mostRows, stop)
    else if (local === 'c') at = addressOf(attributes, mostRows, stop)
    else if (local === 'f')
      stop(
        'formula',
        `Line ${lineOf(at)}: cell ${at} holds a formula. Copy the column and paste it as values`,
      )
  }
}

const valueOf = (attributes: string, name: 'r' | 't'): string | undefined =>
  new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`)
    .exec(attributes)
    ?.slice(1)
    .find((one) => one !== undefined)

const tooLong = (mostRows: number, stop: Stop): never =>
  stop(
    'too-long',
    `The sheet has more than ${mostRows.toLocaleString('en-GB')} rows or ${MOST_COLUMNS} columns. Delete what is empty below and beside the list, or divide it`,
  )

function mustBeWithin(attributes: string, mostRows: number, stop: Stop): void {
  const number = valueOf(attributes, 'r')
  if (number !== undefined && (!/^\d{1,7}$/.test(number) || Number(number) > mostRows + 1))
    tooLong(mostRows, stop)
}

function addressOf(attributes: string, mostRows: number, stop: Stop): string {
  const at = valueOf(attributes, 'r')
  if (at === undefined) return stop('damaged', `A cell of the sheet has no address. ${SAVE_AGAIN}`)
  const [, letters = '', line = ''] = /^([A-Z]{1,3})(\d{1,7})$/.exec(at) ?? []
  const column = [...letters].reduce((all, letter) => all * 26 + letter.charCodeAt(0) - 64, 0)
  if (column === 0 || column > MOST_COLUMNS || Number(line) > mostRows + 1) tooLong(mostRows, stop)
  if (valueOf(attributes, 't') === 'e')
    stop('error', `Line ${line}: cell ${at} shows an error of a formula. Write what is meant`)
  return at
}

const lineOf = (at: string): string => /\d+$/.exec(at)?.[0] ?? '1'

async function cellsIn(parts: Parts, stop: Stop): Promise<readonly SheetRecord[]> {
  try {
    const sheet = await readSheet(await copyOf(parts), { trim: false, parseNumber: (text: string) => text })
    return sheet
      .map((cells, at) => ({ line: at + 1, cells: cells.map(cellText) }))
      .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
  } catch (error) {
    if (error instanceof Refusal) throw error
    return stop('damaged', `The workbook could not be read. ${SAVE_AGAIN}`)
  }
}

// The parser unpacks by itself; it is given only what was measured.
async function copyOf(parts: Parts): Promise<ArrayBuffer> {
  const zip = new NewZip()
  for (const { name, xml } of parts.values()) zip.addBuffer(Buffer.from(xml), name, { compress: false })
  zip.end()
  const pieces: Buffer[] = []
  for await (const piece of zip.outputStream) pieces.push(piece as Buffer)
  return new Uint8Array(Buffer.concat(pieces)).buffer
}

function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return ''
  if (cell instanceof Date) return dayText(cell)
  if (typeof cell === 'boolean') return cell ? 'TRUE' : 'FALSE'
  return typeof cell === 'string' ? cell : String(cell as number)
}

// A spreadsheet's date has no zone; the parser gives it in UTC.
function dayText(date: Date): string {
  const iso = date.toISOString()
  return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : iso.slice(0, 16)
}
