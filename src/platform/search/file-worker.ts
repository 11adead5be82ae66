// The thread that reads one file. Texts are cut, pages counted and entries measured while they are read, because what
// a file says of its own size is not to be believed.
import { parentPort, workerData } from 'node:worker_threads'
import { getDocumentProxy } from 'unpdf'
import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl'
import type { FileType } from '../files/index.ts'

export type Reading = { readonly type: FileType; readonly bytes: Uint8Array }
export type FileWords = { readonly words: string; readonly note: string | null }

const MOST_CHARACTERS = 100_000
const MOST_PAGES = 300
const MOST_ENTRIES = 5_000
const MOST_XML_BYTES = 20 * 1024 * 1024

// Where an office file keeps what is written in it.
const PARTS: Partial<Record<FileType, string>> = {
  docx: 'word/document.xml',
  odt: 'content.xml',
  xlsx: 'xl/sharedStrings.xml',
}

async function wordsIn({ type, bytes }: Reading): Promise<FileWords> {
  if (type === 'pdf') return pdf(bytes)
  const part = PARTS[type]
  if (part !== undefined) return office(bytes, part)
  const text = new TextDecoder('utf-8', { fatal: false }).decode(bytes.subarray(0, MOST_CHARACTERS * 4))
  return cut(text, null)
}

async function pdf(bytes: Uint8Array): Promise<FileWords> {
  const document = await getDocumentProxy(new Uint8Array(bytes))
  const pieces: string[] = []
  let length = 0
  const pages = Math.min(document.numPages, MOST_PAGES)
  for (let number = 1; number <= pages && length < MOST_CHARACTERS; number += 1) {
    const content = await (await document.getPage(number)).getTextContent()
    const text = content.items
      .map((piece) => ('str' in piece ? piece.str + (piece.hasEOL ? '\n' : '') : ''))
      .join('')
    pieces.push(text)
    length += text.length
  }
  return cut(
    pieces.join('\n'),
    document.numPages > MOST_PAGES ? `Only the first ${MOST_PAGES} pages were read.` : null,
  )
}

async function office(bytes: Uint8Array, part: string): Promise<FileWords> {
  const zip = await fromBufferPromise(Buffer.from(bytes), { strictFileNames: true, validateEntrySizes: true })
  const entry = await entryNamed(zip, part)
  if (entry === undefined) return { words: '', note: 'There is no text in the file.' }
  if (entry.isEncrypted()) return { words: '', note: 'The file is protected by a password.' }
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of await zip.openReadStreamPromise(entry)) {
    pieces.push(piece as Buffer)
    length += (piece as Buffer).length
    if (length > MOST_XML_BYTES) break
  }
  const xml = Buffer.concat(pieces).toString('utf8')
  // An office program writes no declarations; what is declared there could only be meant to unfold without end.
  if (/<!(?:DOCTYPE|ENTITY)/i.test(xml))
    return { words: '', note: 'The file holds declarations that no office program writes.' }
  return cut(textOf(xml), length > MOST_XML_BYTES ? 'Only the beginning of the file was read.' : null)
}

async function entryNamed(zip: ZipFile, name: string): Promise<Entry | undefined> {
  let seen = 0
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName.toLowerCase() === name.toLowerCase()) return entry
    seen += 1
    if (seen > MOST_ENTRIES) return undefined
  }
  return undefined
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

// Tags that end a paragraph, a line or a cell part words; all others may stand in the middle of one.
function textOf(xml: string): string {
  return xml
    .replaceAll(/<(?:\/(?:w:p|text:p|text:h|si)|w:br|w:tab|text:tab|text:line-break|text:s)\b[^>]*>/g, ' ')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(
      /&(#x?[0-9a-f]+|\w+);/gi,
      (all, name: string) => NAMED[name.toLowerCase()] ?? character(name) ?? all,
    )
}

function character(name: string): string | undefined {
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10)
  return Number.isInteger(code) && code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined
}

const cut = (text: string, note: string | null): FileWords => ({
  words: text.slice(0, MOST_CHARACTERS),
  note,
})

const answer = await wordsIn(workerData as Reading).catch((error: unknown): FileWords => ({
  words: '',
  note: /password/i.test(String(error))
    ? 'The file is protected by a password.'
    : 'The file is damaged and could not be read.',
}))
parentPort?.postMessage(answer)
