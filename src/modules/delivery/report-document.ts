// The report as a document: one model for the page, the PDF and the Word file. Each figure leads to the page of this
// version that lists its activities; each drawing is made from the cells of its own table.
import { barChart, stackedBarChart, type Chart } from '#platform/charts/index.ts'
import type { Block, DocumentModel, Run, Section, TableBlock, Words } from '#platform/documents/index.ts'
import {
  explained,
  figuresIn,
  printed,
  runsIn,
  type FigureRef,
  type ReportBlock,
  type ReportChart,
  type ReportContent,
  type ReportTable,
  type ReportWords,
} from './rules/report/content.ts'
import { partsOf } from './rules/report/numerals.ts'
import type { Scorecard } from './rules/report/scorecard.ts'

/** What an author added, by section. */
export type AuthorsWords = Readonly<Partial<Record<string, string>>>

export type Around = {
  /** "/delivery/sdp-2019-20/rounds/2019-q2"; null where nothing can be followed. */
  readonly href: string | null
  /** What stands behind every address, so that a link keeps its version and slice: "?version=1&slice=outcome%3A1". */
  readonly query: string
  /** Where links of a file lead: "https://connects.county.example". */
  readonly address?: string | undefined
  readonly words?: AuthorsWords
  /** More lines of the front sheet, such as when it was issued. */
  readonly front?: readonly { readonly label: string; readonly value: string }[]
  /** Long tables show this many rows and then say where the rest is. All of them where nothing is said. */
  readonly mostRows?: number
  /** Where its author changes the words of a section, on the page of a draft. */
  readonly editing?: ((section: string) => { readonly href: string; readonly text: string }) | undefined
  /** Whether the figures of the sentences are listed at the end; a page has a link for each instead. */
  readonly listsFigures?: boolean
}

const COLOUR = '#0b4f5c'
const MOST_LISTED = 200

export function titleOf(content: ReportContent): string {
  const title = `${content.plan.title}: ${content.round.title}`
  return content.slice === null ? title : `${title}, ${content.slice.title}`
}

export function reportDocument(content: ReportContent, around: Around): DocumentModel {
  const write = wordsWith(content.figures, around)
  const sections = content.sections.map(({ code, heading, blocks }, at): Section => ({
    heading,
    number: String(at + 1),
    anchor: code,
    blocks: [
      ...authored(around.words?.[code] ?? '', content, around),
      ...editLink(around.editing?.(code)),
      ...blocks.flatMap((block) => blockOf(block, write, around)),
    ],
  }))
  return {
    title: titleOf(content),
    language: 'en-GB',
    ...(around.address === undefined ? {} : { address: around.address }),
    frontSheet: [...content.front, ...(around.front ?? [])],
    sections: around.listsFigures === true ? [...sections, appendix(content, write, around)] : sections,
    footer: `${titleOf(content)}, version ${content.version} (${content.hash.slice(0, 12)})`,
  }
}

const editLink = (at: { readonly href: string; readonly text: string } | undefined): readonly Block[] =>
  at === undefined ? [] : [{ kind: 'paragraph', runs: [{ kind: 'link', ...at }] }]

/** Scorecards, each on a page of its own. */
export function scorecardDocument(
  head: Pick<ReportContent, 'plan' | 'round' | 'version' | 'hash' | 'slice'>,
  scorecards: readonly Scorecard[],
  around: Around,
): DocumentModel {
  const write = wordsWith(new Map(), around)
  const title = `${head.plan.title}: scorecards, ${head.round.title}`
  return {
    title: head.slice === null ? title : `${title}, ${head.slice.title}`,
    language: 'en-GB',
    ...(around.address === undefined ? {} : { address: around.address }),
    sections: scorecards.map((card, at) => ({
      heading: `${card.number}. ${card.title}`,
      startsPage: at > 0,
      blocks: card.blocks.flatMap((block) => blockOf(block, write, around)),
    })),
    footer: `${head.plan.title}, ${head.round.title}, version ${head.version} (${head.hash.slice(0, 12)})`,
  }
}

type Write = (words: ReportWords) => Words

function wordsWith(figures: ReadonlyMap<string, FigureRef>, around: Around): Write {
  return (words) =>
    runsIn(words).map((run): Run => {
      if (typeof run === 'string') return run
      if ('strong' in run) return { kind: 'strong', text: run.strong }
      if ('asserted' in run) return `${run.asserted} (asserted by ${run.by})`
      if ('activity' in run)
        return {
          kind: 'link',
          text: run.text ?? String(run.activity),
          href: placed(around, `/scorecards/${run.activity}`),
        }
      return {
        kind: 'figure',
        text: printed(run),
        href: figures.has(run.figure) ? figureHref(around, run.figure) : '',
      }
    })
}

const placed = ({ href, query }: Pick<Around, 'href' | 'query'>, path: string): string =>
  href === null ? '' : `${href}${path}${query}`

/** Where the records behind a figure are listed; on paper without an address the appendix lists them. */
export const figureHref = (around: Pick<Around, 'href' | 'query'>, code: string): string =>
  around.href === null ? '#figures' : placed(around, `/figures/${encodeURIComponent(code)}`)

function blockOf(block: ReportBlock, write: Write, around: Around): readonly Block[] {
  switch (block.kind) {
    case 'says':
      return [{ kind: 'paragraph', runs: write(block.words) }]
    case 'list':
      return [
        { kind: 'bullets', points: block.points.map((point) => write(shortened(point, around.mostRows))) },
      ]
    case 'subheading':
      return [block]
    case 'chart':
      return [drawn(block.chart, write)]
    case 'table':
      return tableOf(block.table, write, around)
  }
}

/** On a page a sentence names so many activities and no more; its figure leads to all of them. */
function shortened(words: ReportWords, most: number | undefined): ReportWords {
  if (most === undefined || typeof words === 'string') return words
  const at = words.flatMap((run, index) => (typeof run === 'object' && 'activity' in run ? [index] : []))
  const last = at[most - 1]
  return at.length <= most || last === undefined
    ? words
    : [...words.slice(0, last + 1), ` and others, ${printed({ as: 'count', value: at.length })} in all`]
}

function tableOf(table: ReportTable, write: Write, around: Around): readonly Block[] {
  const most = table.isLong === true ? (around.mostRows ?? table.rows.length) : table.rows.length
  const shown = printedTable({ ...table, rows: table.rows.slice(0, most) }, write)
  if (table.rows.length <= most) return [shown]
  return [
    shown,
    {
      kind: 'paragraph',
      runs: [
        `The first ${printed({ as: 'count', value: most })} of ${printed({ as: 'count', value: table.rows.length })} rows. `,
        {
          kind: 'link',
          text: `See the whole table “${table.caption}”`,
          href: placed(around, `/report/tables/${table.code}`),
        },
        '. The files hold all of it.',
      ],
    },
  ]
}

const printedTable = (table: ReportTable, write: Write): TableBlock => ({
  kind: 'table',
  caption: table.caption,
  columns: table.columns,
  rows: table.rows.map((row) => row.map(write)),
  ...(table.totals === undefined ? {} : { totals: table.totals.map(write) }),
})

function drawn(chart: ReportChart, write: Write): Block {
  return {
    kind: 'chart',
    title: chart.title,
    description: chart.description,
    svg: drawing(chart).svg.text,
    table: printedTable(chart.table, write),
  }
}

/** A bar for each row of the table; of a table with a sum behind each row, the parts without the sum. */
function drawing({ code, title, description, shape, table }: ReportChart): Chart {
  const words = { title, description, kind: 'number', id: `drawing-${code}`, colour: COLOUR } as const
  const valuesOf = (row: readonly ReportWords[]): number[] =>
    row.slice(1).flatMap((cell) => figuresIn(cell).map(({ value }) => value ?? 0))
  const label = (row: readonly ReportWords[]): string => (typeof row[0] === 'string' ? row[0] : '')
  if (shape === 'bars')
    return barChart({
      ...words,
      bars: table.rows.map((row) => ({ label: label(row), value: valuesOf(row)[0] ?? 0 })),
    })
  const series = table.columns.slice(1, -1).map((column) => column.label)
  const rows = table.rows.filter((row) => valuesOf(row).some((value) => value > 0))
  return stackedBarChart({
    ...words,
    series,
    bars: rows.map((row) => ({ label: label(row), values: valuesOf(row).slice(0, series.length) })),
  })
}

/** What the author wrote, its figures asked from this version and its assertions named. */
function authored(words: string, content: ReportContent, around: Around): readonly Block[] {
  return words
    .split(/\n+/)
    .filter((line) => line.trim() !== '')
    .map((line) => ({
      kind: 'paragraph',
      runs: partsOf(line).map((part): Run => {
        if (part.kind === 'text') return part.text
        if (part.kind === 'asserted') return `${part.text} (asserted by ${part.by})`
        const figure = content.figures.get(part.code)
        if (figure === undefined) return 'not known in this version'
        const value = part.as === 'percent' ? figure.percent : figure.numerator
        return { kind: 'figure', text: printed({ as: part.as, value }), href: figureHref(around, part.code) }
      }),
    }))
}

/** On paper nothing can be followed: the figures of the sentences with what they are made of. */
function appendix(content: ReportContent, write: Write, around: Around): Section {
  const codes = new Set(
    content.sections.flatMap(({ blocks }) =>
      blocks.flatMap((block) =>
        block.kind === 'says' ? figuresIn(block.words).map((run) => run.figure) : [],
      ),
    ),
  )
  for (const words of Object.values(around.words ?? {}))
    for (const part of partsOf(words ?? '')) if (part.kind === 'figure') codes.add(part.code)
  const figures = [...codes].flatMap((code) => content.figures.get(code) ?? [])
  return {
    heading: 'The figures of the sentences',
    number: 'Appendix A',
    anchor: 'figures',
    blocks: [
      {
        kind: 'table',
        caption: 'What each figure counts, how it is rounded, and the activities behind it',
        columns: [{ label: 'Figure' }, { label: 'What it is made of' }, { label: 'Activities' }],
        rows: figures.map((figure) => [
          figure.title,
          `${explained(figure)}${figure.doubt === null ? '' : `. ${figure.doubt}`}`,
          figure.activities.length > MOST_LISTED
            ? write([
                { figure: figure.code, as: 'count', value: figure.activities.length },
                ' activities: see the list',
              ])
            : figure.activities.join(', ') || 'None',
        ]),
      },
    ],
  }
}
