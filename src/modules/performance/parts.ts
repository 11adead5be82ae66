// What performance shows on others' pages: the indicators of an organisation, a group and a partnership, and its section of
// the partnership report with its figures.
import { fill, type Reader } from '#platform/actions/index.ts'
import type { Block } from '#platform/documents/index.ts'
import { askFigure, figure, type FigureRecord } from '#platform/figures/index.ts'
import { html } from '#platform/html/index.ts'
import { formatDate } from '#platform/time/index.ts'
import { groupPage } from '#modules/groups/index.ts'
import { organisationPage, type PagePart } from '#modules/organisations/index.ts'
import {
  figureRun,
  partnershipPage,
  partnershipReport,
  type ReportPeriod,
  type ReportSection,
} from '#modules/partnerships/index.ts'
import { emptyState, link, paragraph } from '#web/parts.ts'
import type { IndicatorFilter } from './queries/indicators.ts'
import { indicatorHref, summaryOf } from './queries/measured.ts'
import { READ, READ_INSIDE } from './queries/seeing.ts'
import { standingsSeen, worstFirst, type Standing } from './queries/standings.ts'
import { RAGS, type Rag } from './rules.ts'
import { indicatorList } from './views/words.ts'

const MOST = 5
async function partOf(reader: Reader, filter: IndicatorFilter, all: string | null): Promise<PagePart[]> {
  const rows = await standingsSeen(reader, filter)
  if (rows.length === 0) return []
  const more =
    rows.length <= MOST || all === null ? null : paragraph(link(all, `All ${rows.length} indicators`))
  const body = html`${indicatorList(worstFirst(rows).slice(0, MOST).map(summaryOf), emptyState('No indicators', 'What is measured appears here.'))}${more}`
  return [{ order: 75, title: 'Performance', body }]
}

export const indicatorsOnOrganisation = fill(organisationPage, {
  name: 'performance.indicator.of-organisation',
  permission: READ,
  async run(reader, { organisationId }) {
    const [part] = await partOf(reader, { organisation: organisationId }, null)
    if (part === undefined) return []
    const { rows } = await codeOfOrganisation(reader, organisationId)
    const body = html`${part.body}${rows.map(({ code }) => paragraph(link(`/performance/${code}`, 'The dashboard of this organisation')))}`
    return [{ ...part, body }]
  },
})

const codeOfOrganisation = async (reader: Reader, id: string) => ({
  rows: await reader.db
    .selectFrom('organisations.organisation_card')
    .select('code')
    .where('id', '=', id)
    .execute(),
})

export const indicatorsOnGroup = fill(groupPage, {
  name: 'performance.indicator.of-group',
  permission: READ,
  run: async (reader, { groupId }) => partOf(reader, { about: [groupId] }, null),
})

export const indicatorsOnPartnership = fill(partnershipPage, {
  name: 'performance.indicator.of-partnership',
  permission: READ,
  run: async (reader, { partnershipId }) => partOf(reader, { partnership: partnershipId }, '/performance'),
})

type OfPartnership = { readonly partnershipId: string }

// A report may be public; what not everybody may see is a reference in it.
const recordOf = (one: Standing): FigureRecord => ({
  subject: one.id,
  title: one.audience === 'public' ? `${one.code.toUpperCase()} ${one.title}` : one.code.toUpperCase(),
  href: indicatorHref(one),
})

const ofPartnership = (reader: Reader, { partnershipId }: OfPartnership): Promise<Standing[]> =>
  standingsSeen(reader, { partnership: partnershipId })

const counted = (rag: Rag) =>
  figure({
    name: `performance.indicator.${rag}-count`,
    title: `Indicators of the partnership rated ${RAGS[rag].toLowerCase()}`,
    unit: 'count',
    rounding: 'none',
    permission: READ_INSIDE,
    async run(reader, of: OfPartnership) {
      const rows = (await ofPartnership(reader, of)).filter((row) => row.rag === rag)
      return { numerator: rows.length, records: rows.map(recordOf) }
    },
  })

export const greenIndicators = counted('green')
export const amberIndicators = counted('amber')
export const redIndicators = counted('red')

export const targetsMet = figure({
  name: 'performance.indicator.met-share',
  title: 'Rated indicators of the partnership that meet their target',
  unit: 'percent',
  rounding: 'whole',
  permission: READ_INSIDE,
  async run(reader, of: OfPartnership) {
    const rated = (await ofPartnership(reader, of)).filter((row) => row.rag !== 'none')
    const met = rated.filter((row) => row.rag === 'green')
    return { numerator: met.length, denominator: rated.length, records: met.map(recordOf) }
  },
})

export const indicatorsInReport = fill(partnershipReport, {
  name: 'performance.indicator.in-report',
  permission: READ_INSIDE,
  run: reportSection,
})

async function reportSection(reader: Reader, period: ReportPeriod): Promise<ReportSection[]> {
  const { partnershipId } = period
  const rows = await ofPartnership(reader, { partnershipId })
  if (rows.length === 0) return []
  const [met, green, amber, red] = [
    await askFigure(reader, targetsMet, { partnershipId }),
    await askFigure(reader, greenIndicators, { partnershipId }),
    await askFigure(reader, amberIndicators, { partnershipId }),
    await askFigure(reader, redIndicators, { partnershipId }),
  ]
  const open = rows.filter((row) => row.audience === 'public')
  const blocks: Block[] = [
    {
      kind: 'numbered',
      runs: [
        'Of the partnership’s rated indicators ',
        figureRun(met),
        ' meet their target (',
        figureRun(green),
        ' green, ',
        figureRun(amber),
        ' amber and ',
        figureRun(red),
        ` red), as they stand when this report is made, after ${formatDate(period.from)}.`,
      ],
    },
  ]
  if (open.length > 0)
    blocks.push({
      kind: 'table',
      caption: 'Indicators that are public, with the rule of each rating',
      columns: [{ label: 'Indicator' }, { label: 'Latest' }, { label: 'Target' }, { label: 'Rating' }],
      rows: open.map((row) => [
        row.title,
        `${row.latestWords}${row.periodWords === '' ? '' : `, ${row.periodWords}`}`,
        row.targetWords,
        `${RAGS[row.rag]}. ${row.ragRule}`,
      ]),
    })
  return [{ order: 49, heading: 'How it performs', blocks, figures: [met, green, amber, red] }]
}
