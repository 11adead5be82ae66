// What funding publishes: the fund on a day, the cases decided in a period, what programmes funded; each with its
// records, and together the fund's part of the partnership update report.
import { fill, type Reader } from '#platform/actions/index.ts'
import type { Block } from '#platform/documents/index.ts'
import {
  assertion,
  askFigure,
  checkAssertion,
  compared,
  figure,
  type FigureValue,
  type Finding,
} from '#platform/figures/index.ts'
import { formatPounds, type Pence } from '#platform/money/index.ts'
import { formatDate } from '#platform/time/index.ts'
import { partnershipReport, type ReportPeriod, type ReportSection } from '#modules/partnerships/index.ts'
import { caseList, READ, type CaseRow } from './queries/cases.ts'
import { entryList, READ_LEDGER, type EntryRow } from './queries/ledger.ts'
import { fundedProjects, fundOf, programmeList, type Programme } from './queries/programmes.ts'
import { countedInWords, effectOf, kindWords, statedProjects, stateWords } from './rules.ts'

type OnDay = { readonly partnershipId: string; readonly on: Temporal.PlainDate }

const EVERY = 100_000
const within = (day: Temporal.PlainDate | null, { from, to }: ReportPeriod): boolean =>
  day !== null && Temporal.PlainDate.compare(from, day) <= 0 && Temporal.PlainDate.compare(day, to) <= 0

const ledgerHref = (fund: Programme, on: Temporal.PlainDate, kind = ''): string =>
  `/funding/programmes/${fund.code}/ledger?on=${on.toString()}${kind === '' ? '' : `&kind=${kind}`}`

/** A figure of the fund on a day: what each entry adds to it, and the entries that add nothing left out. */
function fundFigure(name: string, title: string, adds: (entry: EntryRow) => Pence) {
  return figure({
    name,
    title,
    unit: 'money',
    rounding: 'none',
    permission: READ_LEDGER,
    async run(reader: Reader, { partnershipId, on }: OnDay) {
      const fund = await fundOf(reader, partnershipId)
      if (fund === undefined) return { numerator: 0n, records: [] }
      const { rows } = await entryList(reader, fund.id, { until: on }, EVERY)
      const counted = rows.filter((entry) => adds(entry) !== 0n)
      return {
        numerator: counted.reduce((all, entry) => all + adds(entry), 0n),
        records: counted.map((entry) => ({
          subject: entry.id,
          title: `${formatDate(entry.occurredOn)} ${kindWords[entry.kind]}`,
          href: ledgerHref(fund, on, entry.kind),
          amount: adds(entry),
        })),
      }
    },
  })
}

export const fundAvailable = fundFigure('funding.fund.available', 'Available in the fund', effectOf)
export const fundPaidIn = fundFigure('funding.fund.paid-in', 'Paid into the fund', (entry) =>
  entry.kind === 'paid-in' || entry.kind === 'correction' ? entry.amountPence : 0n,
)
export const fundCommitted = fundFigure('funding.fund.committed', 'Committed and not yet spent', (entry) =>
  entry.kind === 'committed'
    ? entry.amountPence
    : entry.kind === 'drawn' || entry.kind === 'released'
      ? -entry.amountPence
      : 0n,
)
export const fundSpent = fundFigure('funding.fund.spent', 'Spent from the fund', (entry) =>
  entry.kind === 'spent' ? entry.amountPence : 0n,
)

async function decidedIn(reader: Reader, period: ReportPeriod): Promise<readonly CaseRow[]> {
  const { rows } = await caseList(
    reader,
    { partnership: period.partnershipId, states: ['approved', 'declined', 'deferred'] },
    EVERY,
  )
  return rows.filter((row) => within(row.decidedOn, period))
}
const caseRecord = (row: CaseRow) => ({
  subject: row.id,
  title: `${row.reference} ${row.title}`,
  href: `/funding/cases/${row.reference}`,
})

export const casesDecided = figure({
  name: 'funding.case.decided-count',
  title: 'Business cases decided',
  unit: 'count',
  rounding: 'none',
  permission: READ,
  async run(reader, period: ReportPeriod) {
    const rows = await decidedIn(reader, period)
    return { numerator: rows.length, records: rows.map(caseRecord) }
  },
})

export const casesApproved = figure({
  name: 'funding.case.approved-count',
  title: 'Business cases approved',
  unit: 'count',
  rounding: 'none',
  permission: READ,
  async run(reader, period: ReportPeriod) {
    const all = await decidedIn(reader, period)
    const rows = all.filter((row) => row.decidedOutcome === 'approved')
    return { numerator: rows.length, records: rows.map(caseRecord) }
  },
})

export const awardedInPeriod = figure({
  name: 'funding.award.total',
  title: 'Awarded',
  unit: 'money',
  rounding: 'none',
  permission: READ,
  async run(reader, period: ReportPeriod) {
    const rows = (await decidedIn(reader, period)).filter((row) => row.decidedOutcome === 'approved')
    return {
      numerator: rows.reduce((all, row) => all + (row.askedPence ?? 0n), 0n),
      records: rows.map((row) => ({ ...caseRecord(row), amount: row.askedPence ?? 0n })),
    }
  },
})

export const projectsFunded = figure({
  name: 'funding.funded-project.count',
  title: 'Projects funded, by the papers',
  unit: 'count',
  rounding: 'none',
  permission: 'funding.programme.read',
  async run(reader, { code }: { readonly code: string }) {
    const rows = (await fundedProjects(reader, code)).filter((one) => one.kind === 'project')
    return {
      numerator: rows.length,
      records: rows.map((one) => ({ subject: one.id, title: one.name, href: `/funding/programmes/${code}` })),
    }
  },
})

/** F8: a count comes from the records. What the papers state about a programme, against the projects listed for it. */
export const statedFundedProjects = assertion({
  name: 'funding.funded-project.stated',
  title: 'Projects the papers state for a programme',
  permission: 'funding.programme.read',
  async check(
    reader,
    { programme }: { readonly programme: Pick<Programme, 'code' | 'name' | 'note'> },
  ): Promise<readonly Finding[]> {
    const stated = statedProjects(programme.note)
    const rows = await fundedProjects(reader, programme.code)
    // A programme of which nothing is listed was bid for, not funded: there is nothing to count against.
    if (stated === undefined || rows.length === 0) return []
    const projects = rows.filter((one) => one.kind === 'project')
    const found = compared({
      rule: 'funding.funded-project.stated',
      what: `Projects of ${programme.name}, by the note in the papers`,
      stated,
      recounted: projects.length,
      subjects: projects.map((one) => one.id),
    })
    return found.map((finding) => ({
      ...finding,
      message: `${finding.message} They list ${countedInWords(rows.map((one) => one.kind))}.`,
    }))
  },
})

const shown = (value: FigureValue, href: string) => ({ kind: 'figure', text: value.text, href }) as const

/** The fund's part of the partnership update report. */
export const fundInReport = fill(partnershipReport, {
  name: 'funding.fund.in-report',
  permission: READ_LEDGER,
  async run(reader, period): Promise<ReportSection[]> {
    const fund = await fundOf(reader, period.partnershipId)
    const sections: ReportSection[] = fund === undefined ? [] : [await fundSection(reader, fund, period)]
    const external = await programmeList(reader, { partnership: period.partnershipId, source: 'external' })
    return external.length === 0 ? sections : [...sections, await programmeSection(reader, external)]
  },
})

async function fundSection(reader: Reader, fund: Programme, period: ReportPeriod): Promise<ReportSection> {
  const day = { partnershipId: period.partnershipId, on: period.to }
  const paidIn = await askFigure(reader, fundPaidIn, day)
  const committed = await askFigure(reader, fundCommitted, day)
  const spent = await askFigure(reader, fundSpent, day)
  const available = await askFigure(reader, fundAvailable, day)
  const decided = await askFigure(reader, casesDecided, period)
  const approved = await askFigure(reader, casesApproved, period)
  const awarded = await askFigure(reader, awardedInPeriod, period)
  const cases = await decidedIn(reader, period)
  const papers = await fundedProjects(reader, fund.code)
  const blocks: Block[] = [
    {
      kind: 'numbered',
      runs: [
        `On ${formatDate(period.to)} `,
        shown(paidIn, ledgerHref(fund, period.to, 'paid-in')),
        ` had been paid into the ${fund.name}. Of this `,
        shown(committed, ledgerHref(fund, period.to, 'committed')),
        ' was committed to awards, ',
        shown(spent, ledgerHref(fund, period.to, 'spent')),
        ' was spent, and ',
        shown(available, ledgerHref(fund, period.to)),
        ' was available.',
      ],
    },
    {
      kind: 'numbered',
      runs: [
        'In the period ',
        shown(decided, `#${decided.name}`),
        ' business cases were decided, of which ',
        shown(approved, `#${approved.name}`),
        ' were approved, with awards of ',
        shown(awarded, `#${awarded.name}`),
        ' in all.',
      ],
    },
    ...(cases.length === 0 ? [] : [casesTable(cases)]),
    ...(papers.length === 0 ? [] : papersBlocks(fund, papers)),
  ]
  return {
    order: 70,
    heading: fund.name,
    blocks,
    figures: [paidIn, committed, spent, available, decided, approved, awarded],
  }
}

const casesTable = (cases: readonly CaseRow[]): Block => ({
  kind: 'table',
  caption: 'Business cases decided',
  columns: [
    { label: 'Business case' },
    { label: 'Group' },
    { label: 'Decided' },
    { label: 'Outcome' },
    { label: 'Asked', align: 'right' },
  ],
  rows: cases.map((row) => [
    [{ kind: 'link', text: `${row.reference} ${row.title}`, href: `/funding/cases/${row.reference}` }],
    row.groupName,
    row.decidedOn === null ? '' : formatDate(row.decidedOn),
    stateWords[row.state],
    [{ kind: 'figure', text: formatPounds(row.askedPence ?? 0n), href: `/funding/cases/${row.reference}` }],
  ]),
})

function papersBlocks(fund: Programme, papers: Awaited<ReturnType<typeof fundedProjects>>): Block[] {
  const counted = countedInWords(papers.map((one) => one.kind))
  return [
    {
      kind: 'numbered',
      runs: [
        'By the public papers the fund has paid for ',
        { kind: 'figure', text: counted, href: `/funding/programmes/${fund.code}` },
        ':',
      ],
    },
    { kind: 'bullets', points: papers.map((one) => one.name) },
  ]
}

async function programmeSection(reader: Reader, programmes: readonly Programme[]): Promise<ReportSection> {
  const points: Block[] = []
  const figures: FigureValue[] = []
  const findings: Finding[] = []
  for (const programme of programmes) {
    const counted = await askFigure(reader, projectsFunded, { code: programme.code })
    figures.push(counted)
    findings.push(...(await checkAssertion(reader, statedFundedProjects, { programme })))
    const awarded = programme.awardedPence === null ? '' : `, ${formatPounds(programme.awardedPence)} awarded`
    points.push({
      kind: 'numbered',
      runs: [
        `${programme.name} (${programme.funder})${awarded}: `,
        shown(counted, `/funding/programmes/${programme.code}`),
        ' projects are on record.',
      ],
    })
  }
  return { order: 75, heading: 'External programmes', blocks: points, figures, findings }
}
