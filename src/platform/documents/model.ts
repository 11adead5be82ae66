// A document as plain data: what a report, a certificate or a set of minutes says, before it is a page, a PDF
// or a Word file. The same model makes all three, so that they cannot say different things.
import { Defect } from '../errors/index.ts'

/** Part of a sentence. A figure carries the way to its records; a link goes anywhere. */
export type Run =
  | string
  | { readonly kind: 'figure' | 'link'; readonly text: string; readonly href: string }
  | { readonly kind: 'strong'; readonly text: string }

export type Words = string | readonly Run[]

export type TableBlock = {
  readonly kind: 'table'
  readonly caption: string
  readonly columns: readonly { readonly label: string; readonly align?: 'left' | 'right' }[]
  readonly rows: readonly (readonly Words[])[]
  /** A last row of totals, set apart. */
  readonly totals?: readonly Words[]
}

/** A label to cut out: a drawing, what it leads to for those who cannot see it, and what it is, in words. */
export type Label = {
  readonly svg: string
  readonly description: string
  readonly title: string
  readonly lines: readonly string[]
}

export type Block =
  | { readonly kind: 'paragraph'; readonly runs: Words }
  /** Numbered within its section: 1.1, 1.2 … */
  | { readonly kind: 'numbered'; readonly runs: Words }
  | { readonly kind: 'subheading'; readonly text: string }
  | { readonly kind: 'bullets'; readonly points: readonly Words[] }
  | TableBlock
  /** A drawing as SVG, always with its description for those who cannot see it and the table it was drawn from. */
  | {
      readonly kind: 'chart'
      readonly svg: string
      readonly title: string
      readonly description: string
      readonly table: TableBlock
    }
  /** Labels to cut out, two beside each other, none parted by the end of a page. */
  | { readonly kind: 'labels'; readonly labels: readonly Label[] }
  /** A box to sign or to record a decision in; a line without a value is left to write on. */
  | {
      readonly kind: 'decision'
      readonly title: string
      readonly lines: readonly { readonly label: string; readonly value?: string }[]
    }

export type Section = {
  readonly heading: string
  /** "1", "2", "Appendix A"; numbered paragraphs take it as their first part. */
  readonly number?: string
  /** Where a link on the page leads to: "#risk". */
  readonly anchor?: string
  /** Begins on a page of its own in a file and in print. */
  readonly startsPage?: boolean
  readonly blocks: readonly Block[]
}

export type DocumentModel = {
  readonly title: string
  readonly language: 'en-GB'
  /** Where links that begin with "/" lead in a file: https://connects.county.example. Without it they are plain text. */
  readonly address?: string
  readonly frontSheet?: readonly { readonly label: string; readonly value: Words }[]
  readonly sections: readonly Section[]
  /** Stands at the foot of every page, before the page's number. */
  readonly footer?: string
}

type Numbered =
  | Exclude<Block, { kind: 'numbered' }>
  | { readonly kind: 'numbered'; readonly number: string; readonly runs: Words }
export type LaidOut = Omit<DocumentModel, 'sections'> & {
  readonly sections: readonly (Omit<Section, 'blocks'> & { readonly blocks: readonly Numbered[] })[]
}
export type LaidOutBlock = Numbered

/** The document with its paragraphs numbered and its tables and links checked. */
export function laidOut(document: DocumentModel): LaidOut {
  if (document.title.trim() === '') throw new Defect('A document has no title.')
  const sections = document.sections.map((section) => {
    if (section.heading.trim() === '') throw new Defect(`A section of “${document.title}” has no heading.`)
    let count = 0
    const blocks = section.blocks.map((block): Numbered => {
      checkBlock(block)
      if (block.kind !== 'numbered') return block
      count += 1
      const prefix = section.number?.replace(/^\D+ /, '')
      return { ...block, number: prefix === undefined ? String(count) : `${prefix}.${count}` }
    })
    return { ...section, blocks }
  })
  return { ...document, sections }
}

function checkBlock(block: Block): void {
  if (block.kind === 'chart') {
    if (block.description.trim() === '') throw new Defect(`The chart “${block.title}” has no description.`)
    checkBlock(block.table)
  }
  if (block.kind === 'labels')
    for (const { title, description } of block.labels)
      if (description.trim() === '') throw new Defect(`The label “${title}” has no description.`)
  if (block.kind !== 'table') return
  if (block.columns.length === 0) throw new Defect(`The table “${block.caption}” has no columns.`)
  for (const row of [...block.rows, ...(block.totals === undefined ? [] : [block.totals])])
    if (row.length !== block.columns.length)
      throw new Defect(`A row of the table “${block.caption}” has not as many cells as there are columns.`)
}

/** What a person wrote over several lines, as a paragraph for each. */
export function paragraphsOf(text: string): Block[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim())
  return lines.filter((line) => line !== '').map((line) => ({ kind: 'paragraph', runs: line }))
}

/** Words as a list of runs. */
export function runsOf(words: Words): readonly Run[] {
  return typeof words === 'string' ? [words] : words
}

/** Words without their links. */
export function plain(words: Words): string {
  return runsOf(words)
    .map((run) => (typeof run === 'string' ? run : run.text))
    .join('')
}

/** Where a link in a file leads: an absolute address, or undefined when there is none it may have. */
export function absolute(href: string, address: string | undefined): string | undefined {
  if (/^(https?:\/\/|mailto:)/i.test(href)) return URL.canParse(href) ? href : undefined
  if (!/^\/(?!\/)/.test(href) || address === undefined || !URL.canParse(address)) return undefined
  return address.replace(/\/+$/, '') + href
}
