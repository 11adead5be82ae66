// What risk shows on others' pages: the worst risks of a group or partnership, and its section of the partnership
// report with its figures.
import { fill, type Reader } from '#platform/actions/index.ts'
import type { Block } from '#platform/documents/index.ts'
import { askFigure, figure, type FigureRecord } from '#platform/figures/index.ts'
import { html } from '#platform/html/index.ts'
import { formatDate } from '#platform/time/index.ts'
import { groupPage } from '#modules/groups/index.ts'
import type { PagePart } from '#modules/organisations/index.ts'
import {
  figureRun,
  partnershipPage,
  partnershipReport,
  type ReportPeriod,
  type ReportSection,
} from '#modules/partnerships/index.ts'
import { emptyState, link, paragraph } from '#web/parts.ts'
import { registersSeen, type RegisterCard } from './queries/registers.ts'
import { allRisksOf, topRisks, type RiskRow } from './queries/risks.ts'
import { READ } from './queries/seeing.ts'
import { BANDS, type BandName } from './rules.ts'
import { riskList } from './views/registers.ts'
import { registerHref, riskHref } from './views/words.ts'

const MOST = 5

async function partOf(
  reader: Reader,
  registers: readonly RegisterCard[],
  order: number,
): Promise<PagePart[]> {
  if (registers.length === 0) return []
  const rows = await topRisks(
    reader,
    registers.map((one) => one.id),
    MOST,
  )
  const links = registers.slice(0, MOST).map((one) => link(registerHref(one), one.name))
  const body = html`${riskList(rows, emptyState('No open risks', 'The worst open risks appear here.'))}
  ${paragraph(html`${links.map((one, at) => html`${at > 0 ? ', ' : null}${one}`)}`)}`
  return [{ order, title: 'Risks', body }]
}

export const risksOnGroup = fill(groupPage, {
  name: 'risk.risk.of-group',
  permission: READ,
  run: async (reader, { groupId }) => partOf(reader, await registersSeen(reader, { group: groupId }), 70),
})

export const risksOnPartnership = fill(partnershipPage, {
  name: 'risk.risk.of-partnership',
  permission: READ,
  run: async (reader, { partnershipId }) => partOf(reader, await corporateOf(reader, partnershipId), 70),
})

/** The registers of the partnership itself, not of its groups and projects. */
async function corporateOf(reader: Reader, partnership: string): Promise<RegisterCard[]> {
  const registers = await registersSeen(reader, { partnership })
  return registers.filter((one) => one.level === 'corporate' && one.group_id === null)
}

type OfPartnership = { readonly partnershipId: string }

// Titles of risks are for those who may see the register; a report may be public, so its records are references.
const recordOf = (row: RiskRow): FigureRecord => ({
  subject: row.id,
  title: row.reference,
  href: riskHref(row),
})

async function shownRisks(reader: Reader, partnershipId: string): Promise<RiskRow[]> {
  const rows: RiskRow[] = []
  for (const register of await corporateOf(reader, partnershipId))
    for (const row of await allRisksOf(reader, register.id))
      if (!rows.some((one) => one.id === row.id)) rows.push(row)
  return rows
}

export const openRisks = figure({
  name: 'risk.risk.open-count',
  title: 'Open risks in the partnership’s register',
  unit: 'count',
  rounding: 'none',
  permission: READ,
  async run(reader, { partnershipId }: OfPartnership) {
    const rows = await shownRisks(reader, partnershipId)
    return { numerator: rows.length, records: rows.map(recordOf) }
  },
})

export const highRisks = figure({
  name: 'risk.risk.high-count',
  title: 'Open risks in the bands high and very high',
  unit: 'count',
  rounding: 'none',
  permission: READ,
  async run(reader, { partnershipId }: OfPartnership) {
    const rows = (await shownRisks(reader, partnershipId)).filter(
      (row) => row.residual_band === 'high' || row.residual_band === 'very-high',
    )
    return { numerator: rows.length, records: rows.map(recordOf) }
  },
})

export const escalatedRisks = figure({
  name: 'risk.risk.escalated-count',
  title: 'Open risks escalated to the partnership’s register',
  unit: 'count',
  rounding: 'none',
  permission: READ,
  async run(reader, { partnershipId }: OfPartnership) {
    const registers = await corporateOf(reader, partnershipId)
    const rows = (await shownRisks(reader, partnershipId)).filter(
      (row) => !registers.some((register) => register.id === row.register_id),
    )
    return { numerator: rows.length, records: rows.map(recordOf) }
  },
})

const BAND_NAMES = (Object.keys(BANDS) as BandName[]).toReversed()

export const risksInReport = fill(partnershipReport, {
  name: 'risk.risk.in-report',
  permission: READ,
  run: reportSection,
})

async function reportSection(reader: Reader, period: ReportPeriod): Promise<ReportSection[]> {
  const { partnershipId } = period
  if ((await corporateOf(reader, partnershipId)).length === 0) return []
  const rows = await shownRisks(reader, partnershipId)
  const [open, high, escalated] = [
    await askFigure(reader, openRisks, { partnershipId }),
    await askFigure(reader, highRisks, { partnershipId }),
    await askFigure(reader, escalatedRisks, { partnershipId }),
  ]
  const blocks: Block[] = [
    {
      kind: 'numbered',
      runs: [
        'The partnership’s register shows ',
        figureRun(open),
        ' open risks, of which ',
        figureRun(high),
        ' remain high or very high and ',
        figureRun(escalated),
        ` were escalated from registers below, as they stand when this report is made, after ${formatDate(period.from)}.`,
      ],
    },
    {
      kind: 'table',
      caption: 'Open risks by band of what remains',
      columns: [{ label: 'Band' }, { label: 'Risks', align: 'right' }],
      rows: BAND_NAMES.map((band) => [
        BANDS[band],
        String(rows.filter((row) => row.residual_band === band).length),
      ]),
      totals: ['All', String(rows.length)],
    },
  ]
  return [{ order: 48, heading: 'The risks', blocks, figures: [open, high, escalated] }]
}
