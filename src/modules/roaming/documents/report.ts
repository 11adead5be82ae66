// The federation's report of a quarter as one document, for the page and the PDF alike. What everybody may read holds
// no small numbers, no names of servers and nothing about who lacks what (G10).
import type { Chart } from '#platform/charts/index.ts'
import type { Block, DocumentModel, Section, TableBlock } from '#platform/documents/index.ts'
import type { FigureValue } from '#platform/figures/index.ts'
import { formatDate, formatDateTime, londonDate } from '#platform/time/index.ts'
import { successWords } from '../figures.ts'
import type { Closing } from '../queries/closings.ts'
import type { Available, Incident, ReportFacts } from '../queries/report.ts'
import type { CauseRow, PublicVisits, VisitRow } from '../queries/visits.ts'
import { countedWords, lateWords, type Quarter } from '../rules/quarters.ts'
import { PART_WORDS } from '../rules/verdict-words.ts'
import {
  causesChart,
  figuresOf,
  MOST_PAIRS,
  pairsChart,
  quarterWords,
  seriesChart,
  SUPPRESSED_WORDS,
} from '../views/statistics.ts'

export type ReportContent = {
  readonly name: string
  readonly quarter: Quarter
  readonly now: Temporal.Instant
  readonly closing: Closing
  readonly address: string | undefined
  readonly logins: FigureValue
  readonly success: FigureValue
  readonly pairs: readonly VisitRow[]
  readonly months: readonly VisitRow[]
  readonly causes: readonly CauseRow[]
  readonly facts: ReportFacts
}

/** The whole report, for those who run the federation. */
export function reportDocument(content: ReportContent): DocumentModel {
  const { name, quarter, now, closing, address } = content
  return {
    title: `${name}: report for ${quarterWords(quarter)}`,
    language: 'en-GB',
    ...(address === undefined ? {} : { address }),
    frontSheet: [
      { label: 'Federation', value: name },
      { label: 'Period', value: quarterWords(quarter) },
      ...madeAndCounted(quarter, closing, now),
      {
        label: 'For',
        value: 'Those who run the federation. Its pairs hold small numbers: give others the public part.',
      },
    ],
    sections: [use(content), availability(content), lacks(content), incidents(content), changed(content)],
    footer: `${name}, ${quarterWords(quarter)}`,
  }
}

/** So that two copies, or a copy and the page, can be told apart and brought together. */
const madeAndCounted = (quarter: Quarter, { closedAt }: Closing, now: Temporal.Instant) => [
  { label: 'Made on', value: formatDate(londonDate(now)) },
  { label: 'Logins counted', value: countedWords(quarter, closedAt, now) },
]

const lateBlocks = ({ late }: Closing, isPublic: boolean): readonly Block[] => {
  const words = lateWords(late, isPublic)
  return words === undefined ? [] : [{ kind: 'paragraph', runs: words }]
}

const chart = (one: Chart, description: string): Block => ({
  kind: 'chart',
  svg: one.svg.text,
  title: one.title,
  description,
  table: tableOfChart(one),
})

function tableOfChart(one: Chart): TableBlock {
  return {
    kind: 'table',
    caption: `${one.title}: the figures`,
    columns: one.columns.map((column, at) => ({ label: column.label, align: at === 0 ? 'left' : 'right' })),
    rows: one.rows.map((row) =>
      row.map((cell) => (typeof cell === 'string' ? cell : figuresOf(Number(cell ?? 0)))),
    ),
  }
}

function use({ quarter, closing, logins, success, pairs, months, causes }: ReportContent): Section {
  const link = `/govroam/statistics?from=${quarter.from.toString()}&until=${quarter.until.toString()}`
  const blocks: Block[] = [
    {
      kind: 'paragraph',
      runs: [
        { kind: 'figure', text: logins.text, href: link },
        ' logins succeeded. The success rate was ',
        { kind: 'figure', text: success.text, href: link },
        ` (${success.explanation}).`,
      ],
    },
    ...lateBlocks(closing, false),
  ]
  if (months.length === 0)
    return {
      heading: 'How much it was used',
      blocks: [...blocks, { kind: 'paragraph', runs: 'Nothing was counted in this quarter.' }],
    }
  const series = seriesChart({ series: months, period: quarter, by: 'month' })
  const busiest = pairsChart(pairs)
  blocks.push(
    chart(series, `Logins that succeeded and were refused in each month of ${quarterWords(quarter)}.`),
    chart(busiest, 'The ten pairs of home and place with the most logins.'),
    {
      kind: 'table',
      caption: `Visits by pair, most first${pairs.length > MOST_PAIRS ? ` (the first ${MOST_PAIRS})` : ''}`,
      columns: [
        { label: 'Home' },
        { label: 'Place visited' },
        { label: 'Succeeded', align: 'right' },
        { label: 'Refused', align: 'right' },
        { label: 'Success rate', align: 'right' },
      ],
      rows: pairs
        .slice(0, MOST_PAIRS)
        .map((pair) => [
          pair.home ?? '',
          pair.visited ?? '',
          figuresOf(pair.ok),
          figuresOf(pair.fail),
          successWords(pair.ok, pair.fail),
        ]),
    },
  )
  if (pairs.length > MOST_PAIRS)
    blocks.push({
      kind: 'paragraph',
      runs: `${pairs.length - MOST_PAIRS} further pairs are in the download of the statistics.`,
    })
  blocks.push(
    causes.length === 0
      ? { kind: 'paragraph', runs: 'The proxies’ trace named no cause of a failure.' }
      : chart(causesChart(causes), 'Why logins failed, by how often the proxies’ trace named each cause.'),
  )
  return { heading: 'How much it was used', blocks }
}

const hours = (one: number): string => `${Math.round(one).toLocaleString('en-GB')}`

/** "99.95%": rounded down, so that an hour without service is never rounded away; "not applicable" where nothing was watched. */
export function availabilityWords({ watched_hours, available_hours }: Omit<Available, 'name'>): string {
  if (watched_hours <= 0) return 'not applicable'
  return `${(Math.floor((available_hours / watched_hours) * 10_000 + 1e-6) / 100).toFixed(2)}%`
}

function availability({ facts }: ReportContent): Section {
  const rows = facts.availability
  return {
    heading: 'How long people could sign in',
    blocks:
      rows.length === 0
        ? [
            {
              kind: 'paragraph',
              runs: 'Nothing was watched in this quarter, so availability is not applicable.',
            },
          ]
        : [
            {
              kind: 'table',
              caption: 'Hours watched, and hours in which people could sign in',
              columns: [
                { label: 'Whose people' },
                { label: 'Watched', align: 'right' },
                { label: 'Could sign in', align: 'right' },
                { label: 'Share', align: 'right' },
              ],
              rows: rows.map((row) => [
                row.name ?? 'The federation itself',
                hours(row.watched_hours),
                hours(row.available_hours),
                availabilityWords(row),
              ]),
            },
          ],
  }
}

function lacks({ facts, now }: ReportContent): Section {
  const on = londonDate(now)
  const { oldestSecret, soonestCertificate } = facts
  const list = (words: string, names: readonly string[]): string =>
    `${words}: ${names.length === 0 ? 'none' : names.join(', ')}.`
  return {
    heading: `What is to be done, as it stands on ${formatDate(on)}`,
    blocks: [
      {
        kind: 'bullets',
        points: [
          list('Live members with a realm that has no test account', facts.withoutAccount),
          list(
            'Members whose people were let in without a CUI, so that one of them cannot be told from another',
            facts.withoutCui,
          ),
          list(
            'Members whose servers do not say where somebody is (Operator-Name)',
            facts.withoutOperatorName,
          ),
          oldestSecret === undefined
            ? 'Oldest shared secret: there is none.'
            : `Oldest shared secret: ${londonDate(oldestSecret.made_at).until(on).days.toLocaleString('en-GB')} days, between ${oldestSecret.name}.`,
          soonestCertificate === undefined
            ? 'Certificates: none has been seen.'
            : `The certificate that ends first: ${soonestCertificate.name}, on ${formatDate(londonDate(soonestCertificate.not_after))}.`,
        ],
      },
    ],
  }
}

function incidents({ facts }: ReportContent): Section {
  return {
    heading: 'What broke',
    blocks:
      facts.incidents.length === 0
        ? [{ kind: 'paragraph', runs: 'Nothing was broken in this quarter.' }]
        : [
            {
              kind: 'table',
              caption: 'Troubles, the earliest first',
              columns: [{ label: 'What' }, { label: 'Whose' }, { label: 'From' }, { label: 'Until' }],
              rows: facts.incidents.map(incidentRow),
            },
          ],
  }
}

const incidentRow = (one: Incident): readonly string[] => [
  PART_WORDS[one.part],
  one.name ?? 'The federation',
  formatDateTime(one.opened_at),
  one.closed_at === null ? 'not over yet' : formatDateTime(one.closed_at),
]

function changed({ facts }: ReportContent): Section {
  return {
    heading: 'What changed',
    blocks:
      facts.changes.length === 0
        ? [{ kind: 'paragraph', runs: 'Nothing changed in the register in this quarter.' }]
        : [{ kind: 'bullets', points: facts.changes.map((one) => `${formatDate(one.on)}: ${one.what}`) }],
  }
}

/** What everybody may read of it. */
export function publicReport(content: {
  readonly name: string
  readonly quarter: Quarter
  readonly now: Temporal.Instant
  readonly closing: Closing
  readonly address: string | undefined
  readonly visits: PublicVisits
  readonly availability: readonly Available[]
}): DocumentModel {
  const { name, quarter, now, closing, address, visits } = content
  const shown = (figure: number | null): string => (figure === null ? 'hidden' : figuresOf(figure))
  const own = content.availability.find((one) => one.name === null)
  return {
    title: `${name}: report for ${quarterWords(quarter)}`,
    language: 'en-GB',
    ...(address === undefined ? {} : { address }),
    frontSheet: [
      { label: 'Federation', value: name },
      { label: 'Period', value: quarterWords(quarter) },
      ...madeAndCounted(quarter, closing, now),
      { label: 'For', value: 'Everybody' },
    ],
    sections: [
      {
        heading: 'How much it was used',
        blocks: [
          {
            kind: 'paragraph',
            runs:
              visits.table.total === null
                ? 'So few logins were counted that their number is hidden.'
                : `${figuresOf(visits.table.total)} logins succeeded.`,
          },
          ...lateBlocks(closing, true),
          ...(visits.homes.length === 0
            ? []
            : [
                {
                  kind: 'table',
                  caption: 'Logins that succeeded, by home',
                  columns: [{ label: 'Home' }, { label: 'Logins', align: 'right' }],
                  rows: visits.homes.map((home, at) => [home, shown(visits.table.rows[at] ?? null)]),
                } as const,
                {
                  kind: 'table',
                  caption: 'Logins that succeeded, by place visited',
                  columns: [{ label: 'Place visited' }, { label: 'Logins', align: 'right' }],
                  rows: visits.places.map((place, at) => [place, shown(visits.table.columns[at] ?? null)]),
                } as const,
              ]),
          { kind: 'paragraph', runs: SUPPRESSED_WORDS },
        ],
      },
      {
        heading: 'How long people could sign in',
        blocks: [
          {
            kind: 'paragraph',
            runs:
              own === undefined || own.watched_hours <= 0
                ? 'Nothing was watched in this quarter, so availability is not applicable.'
                : `${availabilityWords(own)} of the time that was watched.`,
          },
        ],
      },
    ],
    footer: `${name}, ${quarterWords(quarter)}`,
  }
}
