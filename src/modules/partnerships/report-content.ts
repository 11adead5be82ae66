// The partnership update report as plain data, made from the records: this module's sections and those that later
// modules contribute, every figure with its records. A draft is made anew whenever it is looked at; issuing keeps it.
import { createHash } from 'node:crypto'
import type { Reader } from '#platform/actions/index.ts'
import type { Block, DocumentModel, Run, Section, Words } from '#platform/documents/index.ts'
import { askFigure, checkAssertion, type FigureValue } from '#platform/figures/index.ts'
import { formatDate, formatDateRange } from '#platform/time/index.ts'
import { ORGANISATION_KINDS } from '#modules/organisations/index.ts'
import {
  fundShare,
  higherSubscribersCount,
  membersCount,
  statedFigures,
  subscriptionsRaised,
  subscriptionsReceived,
} from './figures.ts'
import { membersOn, partnershipById, type Partnership } from './queries/partnerships.ts'
import type { Report } from './queries/reports.ts'
import { explanationOf, keyOf, type Explanation, type Finding } from './rules/findings.ts'
import { CLASSIFICATIONS } from './rules/report.ts'
import { partnershipReport, type ReportPeriod, type ReportSection } from './slots.ts'

export type KeptFigure = {
  readonly key: string
  readonly title: string
  readonly text: string
  readonly explanation: string
  readonly records: readonly {
    readonly title: string
    readonly href: string
    readonly amount: string | null
  }[]
}

/** What is frozen at issue. */
export type ReportContent = { readonly document: DocumentModel; readonly figures: readonly KeptFigure[] }

/** A figure in a sentence of a report. Composition leads it to the page of that report that lists its records. */
export const figureRun = (value: Pick<FigureValue, 'name' | 'text'>): Run => ({
  kind: 'figure',
  text: value.text,
  href: `#${value.name}`,
})

/** Makes the report from the records as they are now. */
export async function composeReport(
  reader: Reader,
  report: Pick<Report, 'id' | 'partnership_id' | 'from_on' | 'to_on' | 'front' | 'explained'>,
): Promise<{ readonly content: ReportContent; readonly findings: readonly Finding[] }> {
  const partnership = await partnershipById(reader, report.partnership_id)
  const period: ReportPeriod = { partnershipId: partnership.id, from: report.from_on, to: report.to_on }
  const own = [await introduction(reader, partnership, period), await subscriptions(reader, period)]
  const contributed = await reader.fills(partnershipReport, period)
  const sections = [...own, ...contributed].toSorted((one, other) => one.order - other.order)
  const findings = [
    ...(await checkAssertion(reader, statedFigures, { partnershipId: partnership.id, on: period.to })),
    ...sections.flatMap((section) => section.findings ?? []),
  ]
  const figures = sections.flatMap((section) => section.figures).map(kept)
  const address = `/partnerships/${partnership.code}/reports/${report.id}`
  const document: DocumentModel = {
    title: report.front.subject,
    language: 'en-GB',
    frontSheet: frontSheetRows(report, partnership),
    sections: numberedSections([...sections, ...closing(report, findings)], address),
    footer: `${partnership.name}: partnership update, ${formatDateRange(period.from, period.to)}`,
  }
  return { content: { document, figures: unique(figures) }, findings }
}

/** The SHA-256 of the content, its keys in order, so that the same content always has the same hash. */
export const hashOf = (content: ReportContent): string =>
  createHash('sha256').update(canonical(content)).digest('hex')

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner === 'bigint') return inner.toString()
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner
    return Object.fromEntries(Object.entries(inner).toSorted(([one], [other]) => (one < other ? -1 : 1)))
  })
}

/** A finding as it stands in an address: short, and another one as soon as either figure changes. */
export const markOf = (finding: Finding): string =>
  createHash('sha256').update(keyOf(finding)).digest('hex').slice(0, 16)

async function introduction(
  reader: Reader,
  partnership: Partnership,
  period: ReportPeriod,
): Promise<ReportSection> {
  const on = { partnershipId: partnership.id, on: period.to }
  const members = await askFigure(reader, membersCount, on)
  const higher = await askFigure(reader, higherSubscribersCount, on)
  const bodies = await membersOn(reader, partnership.id, period.to)
  const kinds = Object.entries(ORGANISATION_KINDS)
    .map(([kind, label]) => ({ label, of: bodies.filter((body) => body.organisation_kind === kind) }))
    .filter(({ of }) => of.length > 0)
  const joined = bodies.filter(
    (body) =>
      body.joined_on !== null &&
      body.joined_basis === 'recorded' &&
      Temporal.PlainDate.compare(body.joined_on, period.from) >= 0,
  )
  const blocks: Block[] = [
    {
      kind: 'numbered',
      runs: `${partnership.name} brings public bodies together for ${lowerFirst(partnership.purpose)}.${partnership.established === null ? '' : ` It was established in ${partnership.established}.`}`,
    },
    {
      kind: 'numbered',
      runs: [
        `On ${formatDate(period.to)} it had `,
        figureRun(members),
        ` partners.`,
        ...(higher.numerator > 0n ? [' Of these, ', figureRun(higher), ' pay the higher subscription.'] : []),
      ],
    },
    ...(joined.length === 0
      ? []
      : [
          {
            kind: 'numbered' as const,
            runs: `Joined in this period: ${joined.map((body) => body.organisation_name).join(', ')}.`,
          },
        ]),
    {
      kind: 'table',
      caption: `Partners by kind of body on ${formatDate(period.to)}`,
      columns: [{ label: 'Kind of body' }, { label: 'Partners', align: 'right' }, { label: 'Which' }],
      rows: kinds.map(({ label, of }) => [
        label,
        String(of.length),
        of.map((body) => body.organisation_name).join(', '),
      ]),
      totals: ['All', String(bodies.length), ''],
    },
  ]
  return { order: 10, heading: 'Introduction', blocks, figures: [members, higher] }
}

async function subscriptions(reader: Reader, period: ReportPeriod): Promise<ReportSection> {
  const raised = await askFigure(reader, subscriptionsRaised, period)
  const received = await askFigure(reader, subscriptionsReceived, period)
  const share = await askFigure(reader, fundShare, period)
  const blocks: Block[] =
    raised.numerator === 0n && received.numerator === 0n
      ? [{ kind: 'numbered', runs: 'No subscription was raised or received in this period.' }]
      : [
          {
            kind: 'numbered',
            runs: [
              'Subscriptions of ',
              figureRun(raised),
              ' were raised and ',
              figureRun(received),
              ' was received in this period.',
            ],
          },
          {
            kind: 'numbered',
            runs: ['Of what was received, ', figureRun(share), ' went to the development fund.'],
          },
        ]
  return { order: 20, heading: 'Subscriptions', blocks, figures: [raised, received, share] }
}

function frontSheetRows(
  report: Pick<Report, 'front' | 'from_on' | 'to_on'>,
  partnership: Partnership,
): { label: string; value: Words }[] {
  const { front } = report
  return [
    { label: 'From', value: front.from.join('; ') },
    { label: 'To', value: front.to },
    { label: 'Subject', value: front.subject },
    { label: 'Period', value: `${formatDateRange(report.from_on, report.to_on)} (${partnership.name})` },
    { label: 'Classification', value: CLASSIFICATIONS[front.classification] },
    { label: 'Past pathway of report', value: front.pastPathway },
    { label: 'Future pathway of report', value: front.futurePathway },
    { label: 'Electoral division', value: front.division },
    { label: 'Summary', value: front.summary },
    {
      label: 'Recommendations',
      value: front.recommendations.map((one, at) => `(${at + 1}) ${one}`).join(' '),
    },
  ]
}

function closing(report: Pick<Report, 'front' | 'explained'>, findings: readonly Finding[]): ReportSection[] {
  const { front } = report
  return [
    ...(findings.length === 0 ? [] : [differing(findings, report.explained)]),
    {
      order: 98,
      heading: 'Recommendations',
      blocks: front.recommendations.map((runs): Block => ({ kind: 'numbered', runs })),
      figures: [],
    },
    {
      order: 99,
      heading: 'Background documents',
      blocks: [{ kind: 'bullets', points: front.background.length === 0 ? ['None'] : front.background }],
      figures: [],
    },
  ]
}

function differing(findings: readonly Finding[], explained: readonly Explanation[]): ReportSection {
  return {
    order: 97,
    heading: 'Figures that differ from what was stated elsewhere',
    figures: [],
    blocks: findings.map((finding): Block => ({
      kind: 'numbered',
      runs: [
        finding.message,
        ' ',
        { kind: 'strong', text: 'Explanation: ' },
        explanationOf(finding, explained)?.text ?? 'not given yet.',
      ],
    })),
  }
}

function numberedSections(sections: readonly ReportSection[], address: string): Section[] {
  return sections.map(({ heading, blocks }, at) => ({
    heading,
    number: String(at + 1),
    blocks: blocks.map((block) => ledTo(block, address)),
  }))
}

// A figure written as "#name" leads to this report's own page of its records.
function ledTo(block: Block, address: string): Block {
  if (block.kind === 'paragraph' || block.kind === 'numbered')
    return { ...block, runs: wordsLed(block.runs, address) }
  if (block.kind === 'bullets')
    return { ...block, points: block.points.map((point) => wordsLed(point, address)) }
  if (block.kind !== 'table') return block
  return {
    ...block,
    rows: block.rows.map((row) => row.map((cell) => wordsLed(cell, address))),
    ...(block.totals === undefined ? {} : { totals: block.totals.map((cell) => wordsLed(cell, address)) }),
  }
}

const wordsLed = (words: Words, address: string): Words =>
  typeof words === 'string'
    ? words
    : words.map((run) =>
        typeof run !== 'string' && run.kind === 'figure' && run.href.startsWith('#')
          ? { ...run, href: `${address}/figures/${run.href.slice(1)}` }
          : run,
      )

const kept = (value: FigureValue): KeptFigure => ({
  key: value.name,
  title: value.title,
  text: value.text,
  explanation: value.explanation,
  records: value.records.map((record) => ({
    title: record.title,
    href: record.href,
    amount: record.amount === undefined ? null : record.amount.toString(),
  })),
})

const unique = (figures: readonly KeptFigure[]): KeptFigure[] =>
  [...new Map(figures.toReversed().map((one) => [one.key, one])).values()].toReversed()

const lowerFirst = (text: string): string =>
  /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text
