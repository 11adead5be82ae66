// Before a report leaves: every sentence says what the table beside it says, every printed number is its figure, and
// every table adds up (V13). What does not agree is named, and nothing is exported.
import { refuse } from '#platform/errors/index.ts'
import {
  figuresIn,
  printed,
  type FigureRun,
  type ReportBlock,
  type ReportContent,
  type ReportTable,
} from './content.ts'

/** What is wrong with the numbers of a report, in sentences; none when prose and tables agree. */
export function proseFaults(content: ReportContent): readonly string[] {
  return content.sections.flatMap(({ blocks, heading }) => {
    const tables = new Map(blocks.flatMap(tablesIn).map((table) => [table.code, table]))
    return blocks
      .flatMap((block) => blockFaults(block, tables, content))
      .map((fault) => `${heading}: ${fault}`)
  })
}

/** Refuses to export a report whose sentences and tables differ. */
export function proseAgrees(content: ReportContent): void {
  const [first, ...more] = proseFaults(content)
  if (first === undefined) return
  refuse(
    'conflict',
    'delivery.report.contradicts-itself',
    `V13: the report would contradict itself. ${first}${more.length === 0 ? '' : ` And ${more.length} more.`} Nothing was exported. Tell whoever keeps the platform.`,
  )
}

const tablesIn = (block: ReportBlock): readonly ReportTable[] =>
  block.kind === 'table' ? [block.table] : block.kind === 'chart' ? [block.chart.table] : []

function blockFaults(
  block: ReportBlock,
  tables: ReadonlyMap<string, ReportTable>,
  content: ReportContent,
): readonly string[] {
  if (block.kind === 'list')
    return block.points.flatMap((point) => figuresIn(point).flatMap((run) => printedFaults(run, content)))
  if (block.kind === 'table' || block.kind === 'chart')
    return tablesIn(block).flatMap((table) => [
      ...cellsOf(table).flatMap((run) => printedFaults(run, content)),
      ...sumFaults(table),
    ])
  if (block.kind !== 'says') return []
  const own = figuresIn(block.words)
  const { beside } = block
  return own.flatMap((run) => [
    ...printedFaults(run, content),
    ...(beside === undefined ? [] : besideFaults(run, beside, tables.get(beside), content)),
  ])
}

function cellsOf(table: ReportTable): readonly FigureRun[] {
  return [...table.rows, ...(table.totals === undefined ? [] : [table.totals])].flatMap((row) =>
    row.flatMap(figuresIn),
  )
}

/** What is printed must be what the figure is. */
function printedFaults(run: FigureRun, { figures }: ReportContent): readonly string[] {
  const figure = figures.get(run.figure)
  if (figure === undefined) return [`a number refers to “${run.figure}”, which is no figure of this report.`]
  const is = run.as === 'percent' ? figure.percent : figure.numerator
  return is === run.value
    ? []
    : [
        `“${figure.title}” is printed as ${printed(run)} and counted as ${printed({ as: run.as, value: is })}.`,
      ]
}

/** The table beside a sentence must hold the same figure, and say the same. */
function besideFaults(
  run: FigureRun,
  code: string,
  table: ReportTable | undefined,
  { figures }: ReportContent,
): readonly string[] {
  const title = figures.get(run.figure)?.title ?? run.figure
  if (table === undefined) return [`the sentence about “${title}” stands beside no table “${code}”.`]
  const cells = cellsOf(table).filter(({ figure, as }) => figure === run.figure && as === run.as)
  if (cells.length === 0)
    return [`“${title}” stands in a sentence and not in the table “${table.caption}” beside it.`]
  return cells.flatMap((cell) =>
    cell.value === run.value
      ? []
      : [
          `“${title}” is ${printed(run)} in the sentence and ${printed(cell)} in the table “${table.caption}”.`,
        ],
  )
}

/** Where a table has a row of totals, each column of counts adds up to it, unless it counts activities more than once. */
function sumFaults(table: ReportTable): readonly string[] {
  const { totals } = table
  if (totals === undefined) return []
  return table.columns.flatMap(({ label }, at) => {
    const total = onlyCount(totals[at])
    const cells = table.rows.map((row) => onlyCount(row[at]))
    if (total === undefined || label === 'Activities' || cells.some((cell) => cell === undefined)) return []
    const sum = cells.reduce<number>((all, cell) => all + (cell ?? 0), 0)
    return sum === total
      ? []
      : [`the column “${label}” of the table “${table.caption}” adds to ${sum} and its total says ${total}.`]
  })
}

function onlyCount(words: ReportTable['rows'][number][number] | undefined): number | undefined {
  const runs = words === undefined ? [] : figuresIn(words)
  const [only] = runs
  return runs.length === 1 && only?.as === 'count' && only.value !== null ? only.value : undefined
}
