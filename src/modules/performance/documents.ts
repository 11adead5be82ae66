// A body's indicators as one document: how many are in each colour, the table of all, then each with its course, its figures
// and the rule of its rating, from the same rows as the page and the CSV.
import { lineChart } from '#platform/charts/index.ts'
import type { Block, DocumentModel, Section } from '#platform/documents/index.ts'
import { formatDate } from '#platform/time/index.ts'
import { indicatorHref } from './queries/measured.ts'
import type { Standing } from './queries/standings.ts'
import { agreedWords } from './queries/standings.ts'
import { periodOf, type ValueRow } from './queries/values.ts'
import {
  DIRECTIONS,
  frequencyWord,
  givenWords,
  MEASURES,
  RAGS,
  samePeriod,
  shortWords,
  TRENDS,
  type Period,
  type Rag,
} from './rules.ts'
import { chartPeriods, seriesOf } from './views/course.ts'

export type PackContent = {
  readonly body: { readonly name: string; readonly code: string }
  readonly rows: readonly Standing[]
  readonly values: ReadonlyMap<string, readonly ValueRow[]>
  readonly address: string | undefined
  readonly on: Temporal.PlainDate
}

export const COLOURS_FIRST = Object.keys(RAGS) as Rag[]

/** The pack of a body on a day, for a reader who may see these indicators. */
export function packDocument({ body, rows, values, address, on }: PackContent): DocumentModel {
  const title = `How ${body.name} performs`
  return {
    title,
    language: 'en-GB',
    ...(address === undefined ? {} : { address }),
    frontSheet: [
      { label: 'Of', value: body.name },
      { label: 'As it stood on', value: formatDate(on) },
      { label: 'Indicators', value: String(rows.length) },
      {
        label: 'Ratings',
        value:
          'Computed from the figure and the target of each period, by the rule printed beside each. None is typed.',
      },
    ],
    sections: [
      summary(rows),
      ...(rows.length === 0
        ? []
        : [{ heading: 'Each indicator', blocks: rows.flatMap((row) => one(row, values.get(row.id) ?? [])) }]),
    ],
    footer: `${title}, ${formatDate(on)}`,
  }
}

function summary(rows: readonly Standing[]): Section {
  const counts = COLOURS_FIRST.map((rag) => `${RAGS[rag]}: ${rows.filter((row) => row.rag === rag).length}`)
  const doubts = rows.reduce((all, row) => all + row.doubts, 0)
  const blocks: Block[] = [
    {
      kind: 'paragraph',
      runs: `${rows.length === 1 ? 'One indicator is' : `${rows.length} indicators are`} measured. ${counts.join('; ')}. ${
        doubts === 0
          ? 'No figure waits for an answer.'
          : `${doubts === 1 ? 'One figure waits' : `${doubts} figures wait`} for an answer and ${doubts === 1 ? 'is' : 'are'} left out of every rating.`
      }`,
    },
  ]
  if (rows.length > 0)
    blocks.push({
      kind: 'table',
      caption: 'All indicators',
      columns: [
        { label: 'Code' },
        { label: 'Indicator' },
        { label: 'Latest' },
        { label: 'Target' },
        { label: 'Rating' },
        { label: 'Trend' },
      ],
      rows: rows.map((row) => [
        [{ kind: 'link', text: row.code.toUpperCase(), href: indicatorHref(row) }],
        row.title,
        row.periodWords === '' ? row.latestWords : `${row.latestWords} (${row.periodWords})`,
        row.targetWords === '' ? 'None' : row.targetWords,
        RAGS[row.rag],
        TRENDS[row.trend],
      ]),
    })
  return { heading: 'Summary', blocks }
}

// Fewer figures than these are read faster than seen.
const DRAWN_FROM = 3

function one(row: Standing, values: readonly ValueRow[]): Block[] {
  const periods = chartPeriods(values)
  const drawn = seriesOf(row, values, periods)
  const table = {
    kind: 'table' as const,
    caption: `${row.title}: the figures`,
    columns: [{ label: 'Period' }, { label: 'Measured' }, { label: 'Target' }],
    rows: periods.map((period) => figuresOf(period, values)),
  }
  const points: string[] = [
    `${row.directorate === null ? '' : `${row.directorate}. `}${MEASURES[row.measure]}, ${frequencyWord(row.frequency)}. ${DIRECTIONS[row.direction]}. Owner: ${row.owner_name ?? 'nobody is named'}.`,
    `Latest: ${row.latestWords}${row.periodWords === '' ? '' : `, ${row.periodWords}`}. Target: ${row.targetWords === '' ? 'none' : row.targetWords}.`,
    `${RAGS[row.rag]}. ${row.ragRule}`,
    `${TRENDS[row.trend]}. ${row.trendWhy}`,
    ...(row.quality_note === null ? [] : [`How good the figures are: ${row.quality_note}`]),
  ]
  const blocks: Block[] = [
    { kind: 'subheading', text: `${row.code.toUpperCase()} ${row.title}` },
    ...(row.what === null ? [] : [{ kind: 'paragraph' as const, runs: row.what }]),
    { kind: 'bullets', points },
  ]
  if (drawn !== null && values.filter((value) => value.kind === 'actual').length >= DRAWN_FROM) {
    const chart = lineChart({ ...drawn, id: `course-${row.code}` })
    blocks.push({
      kind: 'chart',
      svg: chart.svg.text,
      title: drawn.title,
      description: drawn.description,
      table,
    })
  } else if (periods.length > 0) blocks.push(table)
  return blocks
}

function figuresOf(period: Period, values: readonly ValueRow[]): string[] {
  const of = (kind: ValueRow['kind']): ValueRow | undefined =>
    values.find((value) => value.kind === kind && samePeriod(periodOf(value), period))
  const [actual, estimate, target] = [of('actual'), of('estimate'), of('target')]
  return [
    shortWords(period),
    actual !== undefined
      ? givenWords(actual)
      : estimate === undefined
        ? ''
        : `${givenWords(estimate)} (estimate)`,
    target === undefined ? '' : agreedWords(target),
  ]
}
