// Office files are zip archives. What is inside is read from the archive's own list without unpacking it:
// which kind it is, and whether it is a bomb, holds macros or hides paths.
import { openPromise, type Entry, type ZipFile } from 'yauzl'
import { refuse } from '#platform/errors/index.ts'

const MOST_ENTRIES = 5_000
const MOST_UNPACKED_BYTES = 300 * 1024 * 1024
const MOST_TIMES_LARGER = 200
const MOST_LIST_BYTES = 1024 * 1024

type OfficeType = 'docx' | 'xlsx' | 'odt'

/** The office type of a zip archive on disk, undefined for any other archive. Refuses bombs, macros and path tricks. */
export async function officeTypeOf(path: string, bytes: number): Promise<OfficeType | undefined> {
  const zip = await openPromise(path, {
    strictFileNames: true,
    validateEntrySizes: true,
    autoClose: false,
  }).catch(damaged)
  try {
    if (zip.entryCount > MOST_ENTRIES) bomb()
    return await typeOf(zip, await entriesOf(zip, bytes))
  } finally {
    zip.close()
  }
}

async function entriesOf(zip: ZipFile, bytes: number): Promise<ReadonlyMap<string, Entry>> {
  const entries = new Map<string, Entry>()
  let packed = 0
  let unpacked = 0
  for await (const entry of readable(zip)) {
    const name = entry.fileName.toLowerCase()
    if (entries.has(name) || entry.isEncrypted() || isLink(entry)) damaged()
    entries.set(name, entry)
    packed += entry.compressedSize
    unpacked += entry.uncompressedSize
    // Entries that overlap in the archive add up to more than the archive itself.
    if (packed > bytes || unpacked > MOST_UNPACKED_BYTES) bomb()
    if (entry.uncompressedSize > Math.max(MOST_LIST_BYTES, entry.compressedSize * MOST_TIMES_LARGER)) bomb()
  }
  return entries
}

async function* readable(zip: ZipFile): AsyncGenerator<Entry> {
  const entries = zip.eachEntry()[Symbol.asyncIterator]()
  for (;;) {
    const next = await entries.next().catch(damaged)
    if (next.done === true) return
    yield next.value
  }
}

async function typeOf(zip: ZipFile, entries: ReadonlyMap<string, Entry>): Promise<OfficeType | undefined> {
  for (const name of entries.keys())
    if (/(^|\/)(vbaproject\.bin|vbadata\.xml|activex\/.*|macrosheets\/.*)$|^(basic|scripts)\//.test(name))
      macros()
  const parts = entries.get('[content_types].xml')
  if (parts !== undefined) {
    if (/macroenabled|vbaproject/i.test(await textOf(zip, parts))) macros()
    if (entries.has('word/document.xml')) return 'docx'
    if (entries.has('xl/workbook.xml')) return 'xlsx'
    return undefined
  }
  const kind = entries.get('mimetype')
  if (kind === undefined || !entries.has('content.xml')) return undefined
  return (await textOf(zip, kind)) === 'application/vnd.oasis.opendocument.text' ? 'odt' : undefined
}

async function textOf(zip: ZipFile, entry: Entry): Promise<string> {
  if (entry.uncompressedSize > MOST_LIST_BYTES) bomb()
  try {
    const pieces: Buffer[] = []
    for await (const piece of await zip.openReadStreamPromise(entry)) pieces.push(piece as Buffer)
    return Buffer.concat(pieces).toString('utf8')
  } catch {
    return damaged()
  }
}

// The upper half of the attributes holds the Unix mode; 0xA000 is a symbolic link.
function isLink(entry: Entry): boolean {
  return ((entry.externalFileAttributes >>> 16) & 0xf000) === 0xa000
}

function damaged(): never {
  return refuse(
    'invalid',
    'platform.file.damaged',
    'The file is damaged or protected by a password and cannot be looked into. Open it, save it again without a password, and put it up again.',
  )
}

function bomb(): never {
  return refuse(
    'invalid',
    'platform.file.bomb',
    'The file unpacks to far more than its size and is not taken. Save it as PDF and put that up.',
  )
}

function macros(): never {
  return refuse(
    'invalid',
    'platform.file.macros',
    'The file holds macros or other active parts and is not taken. Save it without macros (.docx, .xlsx) or as PDF and put that up.',
  )
}
