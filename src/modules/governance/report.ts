// What governance publishes about itself: meetings held and decisions made in a period, each figure with its
// records, and its section of the partnership report.
import type { Reader } from '#platform/actions/index.ts'
import type { Block } from '#platform/documents/index.ts'
import { askFigure, figure } from '#platform/figures/index.ts'
import { formatDate, londonDate } from '#platform/time/index.ts'
import type { ReportPeriod, ReportSection } from '#modules/partnerships/index.ts'
import { MEETING_READ } from './queries/bodies.ts'
import { decisionsMade } from './queries/decisions.ts'
import { meetingsHeld } from './queries/meetings.ts'
import { outcomeInWords } from './rules.ts'

export const heldCount = figure({
  name: 'governance.meeting.held-count',
  title: 'Meetings held',
  unit: 'count',
  rounding: 'none',
  permission: MEETING_READ,
  async run(reader, period: ReportPeriod) {
    const meetings = await meetingsHeld(reader, period)
    return {
      numerator: meetings.length,
      records: meetings.map((one) => ({ subject: one.id, title: one.title, href: `/meetings/${one.id}` })),
    }
  },
})

export const decisionCount = figure({
  name: 'governance.decision.count',
  title: 'Decisions made',
  unit: 'count',
  rounding: 'none',
  permission: MEETING_READ,
  async run(reader, period: ReportPeriod) {
    const decisions = await decisionsMade(reader, period)
    return {
      numerator: decisions.length,
      records: decisions.map((one) => ({
        subject: one.subject_id ?? one.id,
        title: `${one.reference}: ${one.title}`,
        href: `/decisions/${one.id}`,
      })),
    }
  },
})

/** "Meetings and decisions" in the partnership update report. */
export async function meetingsSection(reader: Reader, period: ReportPeriod): Promise<ReportSection[]> {
  const held = await askFigure(reader, heldCount, period)
  const made = await askFigure(reader, decisionCount, period)
  if (held.numerator === 0n && made.numerator === 0n) return []
  const run = (value: typeof held) => ({ kind: 'figure', text: value.text, href: `#${value.name}` }) as const
  const blocks: Block[] = [
    {
      kind: 'numbered',
      runs: [
        'The groups of the partnership held ',
        run(held),
        ' meetings in this period and made ',
        run(made),
        ' decisions.',
      ],
    },
  ]
  const meetings = await meetingsHeld(reader, period)
  const byBody = Map.groupBy(meetings, (meeting) => meeting.body_name)
  blocks.push({
    kind: 'table',
    caption: 'Meetings held',
    columns: [{ label: 'Body' }, { label: 'Meetings', align: 'right' }, { label: 'Latest' }],
    rows: [...byBody].map(([name, list]) => [
      name,
      String(list.length),
      formatDate(londonDate(list.at(-1)!.starts_at)),
    ]),
  })
  const decisions = await decisionsMade(reader, period)
  if (decisions.length > 0) {
    blocks.push({
      kind: 'table',
      caption: 'Decisions made',
      columns: [{ label: 'Reference' }, { label: 'On' }, { label: 'Matter' }, { label: 'Outcome' }],
      rows: decisions.map((one) => [
        [{ kind: 'link', text: one.reference, href: `/decisions/${one.id}` }],
        formatDate(one.decided_on),
        one.title,
        outcomeInWords(one.outcome),
      ]),
    })
  }
  return [{ order: 40, heading: 'Meetings and decisions', blocks, figures: [held, made] }]
}
