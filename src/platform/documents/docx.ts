// A document as a Word file that its author may go on editing: real headings and lists, header rows that
// repeat, a description on every drawing, language and title set.
import {
  AlignmentType,
  BorderStyle,
  Document,
  ExternalHyperlink,
  Footer,
  HeadingLevel,
  ImageRun,
  LevelFormat,
  Packer,
  PageNumber,
  Paragraph,
  Tab,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TabStopType,
  TextRun,
  WidthType,
  type ParagraphChild,
} from 'docx'
import { headingText } from './html.ts'
import {
  absolute,
  laidOut,
  plain,
  runsOf,
  type DocumentModel,
  type LaidOutBlock,
  type TableBlock,
  type Words,
} from './model.ts'
import { sameBytes } from './same-bytes.ts'
import { columnWidths, MOST_FULL_SIZE } from './widths.ts'

const ACCENT = '00495B'
const LABEL_TWIPS = 2600
const NUMBER_TWIPS = 650
const PAGE_TWIPS = 9600
const LABEL_PIXELS = 150
const SMALL = 'SmallTable'

// Word asks for a picture beside an SVG for readers that cannot draw it: one transparent point.
const NO_PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
)

/** The document as a Word file (.docx); with a moment, dated by it, so that the same document gives the same bytes. */
export async function docxOf(
  document: DocumentModel,
  { now }: { readonly now?: Temporal.Instant } = {},
): Promise<Uint8Array> {
  const { title, language, frontSheet = [], sections, footer = '', address } = laidOut(document)
  const write = (words: Words): ParagraphChild[] => runs(words, address)
  const children = [
    new Paragraph({ heading: HeadingLevel.TITLE, children: [new TextRun(clean(title))] }),
    ...frontSheet.map(({ label, value }) => labelled(label, write(value))),
    ...sections.flatMap(({ heading, number, blocks, startsPage = false }) => [
      new Paragraph({
        heading: HeadingLevel.HEADING_1,
        pageBreakBefore: startsPage,
        children: [new TextRun(clean(headingText(heading, number)))],
      }),
      ...blocks.flatMap((block) => blockOf(block, write)),
    ]),
  ]
  const file = new Document({
    title: clean(title),
    creator: clean(footer) || 'Connects',
    styles: styles(language),
    numbering: {
      config: [
        {
          reference: 'points',
          levels: [
            {
              level: 0,
              format: LevelFormat.BULLET,
              text: '•',
              alignment: AlignmentType.LEFT,
              style: { paragraph: { indent: { left: 500, hanging: 260 } } },
            },
          ],
        },
      ],
    },
    sections: [{ footers: { default: new Footer({ children: [pageNumber(footer)] }) }, children }],
  })
  const bytes = new Uint8Array(await Packer.toBuffer(file))
  return now === undefined ? bytes : sameBytes(bytes, now)
}

function styles(language: string): ConstructorParameters<typeof Document>[0]['styles'] & object {
  const heading = (size: number, before: number) => ({
    run: { font: 'Arial', size, bold: true, color: '0B0C0C' },
    paragraph: { spacing: { before, after: 120 }, keepNext: true },
  })
  return {
    paragraphStyles: [{ id: SMALL, name: 'Small table', basedOn: 'Normal', run: { size: 18 } }],
    default: {
      document: {
        run: { font: 'Arial', size: 22, language: { value: language } },
        paragraph: { spacing: { after: 140 } },
      },
      title: {
        run: { font: 'Arial', size: 40, bold: true, color: ACCENT },
        paragraph: { spacing: { after: 240 } },
      },
      heading1: heading(28, 320),
      heading2: heading(23, 220),
    },
  }
}

function blockOf(block: LaidOutBlock, write: (words: Words) => ParagraphChild[]): (Paragraph | Table)[] {
  switch (block.kind) {
    case 'paragraph':
      return [new Paragraph({ children: write(block.runs) })]
    case 'numbered':
      return [
        hanging(NUMBER_TWIPS, [new TextRun({ children: [block.number, new Tab()] }), ...write(block.runs)]),
      ]
    case 'subheading':
      return [new Paragraph({ heading: HeadingLevel.HEADING_2, children: [new TextRun(clean(block.text))] })]
    case 'bullets':
      return block.points.map(
        (point) => new Paragraph({ numbering: { reference: 'points', level: 0 }, children: write(point) }),
      )
    case 'table':
      return table(block, write)
    case 'chart':
      return [
        caption(block.title),
        new Paragraph({ children: [drawing(block)] }),
        ...table(block.table, write),
      ]
    case 'labels':
      return block.labels.flatMap((label) => [
        caption(label.title),
        new Paragraph({ keepNext: true, children: [drawing(label, LABEL_PIXELS)] }),
        ...label.lines.map((line) => new Paragraph({ children: [new TextRun(clean(line))] })),
      ])
    case 'decision':
      return [
        new Paragraph({ heading: HeadingLevel.HEADING_2, children: [new TextRun(clean(block.title))] }),
        ...block.lines.map(({ label, value = '………………………………………………' }) =>
          labelled(label, [new TextRun(clean(value))]),
        ),
      ]
  }
}

function table(block: TableBlock, write: (words: Words) => ParagraphChild[]): (Paragraph | Table)[] {
  const { caption: title, columns, rows, totals } = block
  const points = columnWidths(block)
  const twips = PAGE_TWIPS / points.reduce((sum, width) => sum + width, 0)
  const widths = points.map((width) => Math.floor(width * twips))
  const alignment = (index: number) =>
    columns[index]?.align === 'right' ? AlignmentType.RIGHT : AlignmentType.LEFT
  const cell = (index: number, children: ParagraphChild[]): TableCell =>
    new TableCell({
      children: [
        new Paragraph({
          ...(columns.length > MOST_FULL_SIZE ? { style: SMALL } : {}),
          alignment: alignment(index),
          spacing: { before: 40, after: 40 },
          children,
        }),
      ],
      width: { size: widths[index] ?? 0, type: WidthType.DXA },
    })
  const bold = (text: string): TextRun[] => [new TextRun({ text: clean(text), bold: true })]
  const line = { style: BorderStyle.SINGLE, size: 4, color: 'B1B4B6' }
  const none = { style: BorderStyle.NONE, size: 0, color: 'auto' }
  const heading = new TableRow({
    tableHeader: true,
    cantSplit: true,
    children: columns.map(({ label }, index) => cell(index, bold(label))),
  })
  const body = rows.map(
    (row) =>
      new TableRow({ cantSplit: true, children: row.map((words, index) => cell(index, write(words))) }),
  )
  const last =
    totals === undefined
      ? []
      : [new TableRow({ children: totals.map((words, index) => cell(index, bold(plain(words)))) })]
  const made = new Table({
    width: { size: PAGE_TWIPS, type: WidthType.DXA },
    columnWidths: widths,
    layout: TableLayoutType.FIXED,
    borders: {
      top: line,
      bottom: line,
      left: none,
      right: none,
      insideHorizontal: line,
      insideVertical: none,
    },
    rows: [heading, ...body, ...last],
  })
  return [caption(title), made, new Paragraph({ children: [] })]
}

function caption(text: string): Paragraph {
  return new Paragraph({ keepNext: true, children: [new TextRun({ text: clean(text), bold: true })] })
}

function drawing(
  { svg, title, description }: { svg: string; title: string; description: string },
  shownWidth = 600,
): ImageRun {
  const [, , width = 600, height = 300] = (/viewBox="([^"]+)"/.exec(svg)?.[1] ?? '')
    .split(/[\s,]+/)
    .map(Number)
  return new ImageRun({
    type: 'svg',
    data: Buffer.from(svg, 'utf8'),
    transformation: { width: shownWidth, height: Math.round((shownWidth * height) / Math.max(1, width)) },
    altText: { name: clean(title), title: clean(title), description: clean(description) },
    fallback: { type: 'png', data: NO_PICTURE },
  })
}

function labelled(label: string, children: readonly ParagraphChild[]): Paragraph {
  return hanging(LABEL_TWIPS, [
    new TextRun({ text: `${clean(label)}:`, bold: true }),
    new TextRun({ children: [new Tab()] }),
    ...children,
  ])
}

function hanging(twips: number, children: readonly ParagraphChild[]): Paragraph {
  return new Paragraph({
    indent: { left: twips, hanging: twips },
    tabStops: [{ type: TabStopType.LEFT, position: twips }],
    children: [...children],
  })
}

function pageNumber(footer: string): Paragraph {
  const run = new TextRun({
    size: 18,
    color: '505A5F',
    children: [
      footer === '' ? '' : `${clean(footer)} · `,
      'Page ',
      PageNumber.CURRENT,
      ' of ',
      PageNumber.TOTAL_PAGES,
    ],
  })
  return new Paragraph({ children: [run] })
}

function runs(words: Words, address: string | undefined): ParagraphChild[] {
  return runsOf(words).map((run) => {
    if (typeof run === 'string') return new TextRun(clean(run))
    if (run.kind === 'strong') return new TextRun({ text: clean(run.text), bold: true })
    const link = absolute(run.href, address)
    if (link === undefined) return new TextRun(clean(run.text))
    return new ExternalHyperlink({
      link,
      children: [new TextRun({ text: clean(run.text), color: ACCENT, underline: {} })],
    })
  })
}

// XML 1.0 cannot hold these at all: Word would call the file damaged.
function clean(text: string): string {
  return text.toWellFormed().replace(/[^\P{Cc}\n\t]|[\ufffe\uffff]/gu, '')
}
