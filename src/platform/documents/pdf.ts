// A document as a tagged PDF (PDF/UA-1): a screen reader finds its headings, lists, tables with their header
// cells, descriptions of drawings, language and title.
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { Defect, Failure } from '../errors/index.ts'
import { headingText } from './html.ts'
import {
  absolute,
  laidOut,
  runsOf,
  type DocumentModel,
  type LaidOutBlock,
  type Run,
  type TableBlock,
  plain,
  type Words,
} from './model.ts'
import type { Answer, Order } from './pdf-worker.ts'
import { columnWidths, MOST_FULL_SIZE } from './widths.ts'

const MOST_SECONDS = 60

/** The document as PDF/UA-1, dated with the moment given so that the same document gives the same bytes. */
export async function pdfOf(
  document: DocumentModel,
  { now }: { readonly now: Temporal.Instant },
): Promise<Uint8Array> {
  const data = JSON.stringify(dataOf(document), (_key, value: unknown) =>
    typeof value === 'string' ? printable(value) : value,
  )
  const seconds = Math.floor(now.epochMilliseconds / 1000)
  const first = await pressed({ data, seconds })
  if ('pdf' in first) return first.pdf
  // No font has every script. A letter that cannot be printed is shown by its number rather than left out,
  // and the report is not lost for one name.
  const missing = unprintable(first.said)
  const second = missing.length === 0 ? first : await pressed({ data: numbered(data, missing), seconds })
  if ('pdf' in second) return second.pdf
  throw new Defect(`The document could not be made into a PDF: ${second.said}`)
}

async function pressed(order: Order): Promise<Answer> {
  const worker = new Worker(new URL('./pdf-worker.ts', import.meta.url), { workerData: order, env: {} })
  const timeUp = AbortSignal.timeout(MOST_SECONDS * 1000)
  try {
    const [answer] = (await once(worker, 'message', { signal: timeUp })) as [Answer]
    return answer
  } catch (cause) {
    if (!timeUp.aborted) throw cause
    throw new Failure(
      'platform.documents.too-slow',
      `The PDF was not ready after ${MOST_SECONDS} seconds. Try again, or take the Word file.`,
      { cause },
    )
  } finally {
    await worker.terminate()
  }
}

// Characters that have no shape at all: control characters, halves of characters, byte order marks.
function printable(text: string): string {
  return text.toWellFormed().replace(/[^\P{Cc}\n\t]|\ufeff/gu, '')
}

// Typst names each character it has no glyph for, as Rust writes it: `"案"` or `"\u{e123}"`.
function unprintable(said: string): string[] {
  const found = said.matchAll(
    /the text `\\?"(.+?)\\?"` could not be displayed|disallowed codepoint `\\?"(.+?)\\?"`/gu,
  )
  const texts = [...found].map(([, text, codepoint]) => text ?? codepoint ?? '')
  return texts.map((text) =>
    text.replace(/\\+u\{([0-9a-f]+)\}/gi, (_, digits: string) => String.fromCodePoint(parseInt(digits, 16))),
  )
}

function numbered(data: string, missing: readonly string[]): string {
  const letters = new Set(missing.flatMap((text) => [...text]).filter((letter) => letter > '~'))
  return [...data].map((letter) => (letters.has(letter) ? `[${nameOf(letter)}]` : letter)).join('')
}

function nameOf(letter: string): string {
  return `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}

// What the layout in document.typ reads: every part present, every run an object.
function dataOf(document: DocumentModel): unknown {
  const { title, address, frontSheet = [], sections, footer = '' } = laidOut(document)
  const words = (given: Words): unknown[] => runsOf(given).map((run) => runOf(run, address))
  return {
    title,
    footer,
    frontSheet: frontSheet.map(({ label, value }) => ({ label, value: words(value) })),
    sections: sections.map(({ heading, number, blocks, startsPage = false }) => ({
      heading: headingText(heading, number),
      startsPage,
      blocks: blocks.map((block) => blockOf(block, words)),
    })),
  }
}

function blockOf(block: LaidOutBlock, words: (given: Words) => unknown[]): unknown {
  if (block.kind === 'paragraph' || block.kind === 'numbered') return { ...block, runs: words(block.runs) }
  if (block.kind === 'bullets') return { ...block, points: block.points.map(words) }
  if (block.kind === 'table') return tableOf(block, words)
  if (block.kind === 'chart') return { ...block, table: tableOf(block.table, words) }
  if (block.kind === 'decision')
    return { ...block, lines: block.lines.map(({ label, value = '' }) => ({ label, value })) }
  return block
}

function tableOf(table: TableBlock, words: (given: Words) => unknown[]): unknown {
  const widths = columnWidths(table)
  return {
    ...table,
    columns: table.columns.map(({ label, align = 'left' }, at) => ({ label, align, weight: widths[at] })),
    isSmall: table.columns.length > MOST_FULL_SIZE,
    rows: table.rows.map((row) => ({
      stays: row.every((cell) => plain(cell).length <= MOST_TOGETHER),
      cells: row.map(words),
    })),
    totals: table.totals?.map(words) ?? null,
  }
}

// A row with more in a cell may go on over the end of a page; one that had to stay together might not fit on any.
const MOST_TOGETHER = 300

function runOf(
  run: Run,
  address: string | undefined,
): { kind: 'text' | 'strong' | 'link'; text: string; href?: string } {
  if (typeof run === 'string') return { kind: 'text', text: run }
  if (run.kind === 'strong') return run
  const href = absolute(run.href, address)
  return href === undefined ? { kind: 'text', text: run.text } : { kind: 'link', text: run.text, href }
}
