// What groups publish about themselves: two figures with their records, and their section of the partnership report.
import type { Reader } from '#platform/actions/index.ts'
import type { Block } from '#platform/documents/index.ts'
import { askFigure, figure } from '#platform/figures/index.ts'
import { formatDate } from '#platform/time/index.ts'
import type { ReportPeriod, ReportSection } from '#modules/partnerships/index.ts'
import { groupsOf, membersOfGroup } from './queries.ts'
import { CADENCE } from './rules.ts'

type OnDay = { readonly partnershipId: string; readonly on: Temporal.PlainDate }

export const groupCount = figure({
  name: 'groups.group.count',
  title: 'Groups of the partnership',
  unit: 'count',
  rounding: 'none',
  permission: 'groups.group.read',
  async run(reader, { partnershipId }: OnDay) {
    const groups = await groupsOf(reader, partnershipId)
    return {
      numerator: groups.length,
      records: groups.map((group) => ({
        subject: group.id,
        title: group.name,
        href: `/groups/${group.code}`,
      })),
    }
  },
})

export const membershipCount = figure({
  name: 'groups.membership.count',
  title: 'Memberships of its groups',
  unit: 'count',
  rounding: 'none',
  permission: 'groups.group.read',
  async run(reader, { partnershipId, on }: OnDay) {
    const records = []
    for (const group of await groupsOf(reader, partnershipId)) {
      const { length } = await membersOfGroup(reader, group.id, on)
      if (length === 0) continue
      records.push({ subject: group.id, title: group.name, href: `/groups/${group.code}`, amount: length })
    }
    return { numerator: records.reduce((all, record) => all + record.amount, 0), records }
  },
})

/** "The groups" in the partnership update report. */
export async function groupsSection(reader: Reader, period: ReportPeriod): Promise<ReportSection[]> {
  const on = { partnershipId: period.partnershipId, on: period.to }
  const groups = await groupsOf(reader, period.partnershipId)
  if (groups.length === 0) return []
  const count = await askFigure(reader, groupCount, on)
  const memberships = await askFigure(reader, membershipCount, on)
  const rows = []
  for (const group of groups) {
    const { length } = await membersOfGroup(reader, group.id, period.to)
    rows.push([
      group.name,
      group.purpose === '' ? 'Not stated' : group.purpose,
      CADENCE[group.cadence],
      String(length),
    ])
  }
  const blocks: Block[] = [
    {
      kind: 'numbered',
      runs: [
        'The partnership works through ',
        { kind: 'figure', text: count.text, href: `#${count.name}` },
        ` groups, in which on ${formatDate(period.to)} there were `,
        { kind: 'figure', text: memberships.text, href: `#${memberships.name}` },
        ' memberships.',
      ],
    },
    {
      kind: 'table',
      caption: 'Groups of the partnership',
      columns: [
        { label: 'Group' },
        { label: 'What it is for' },
        { label: 'Meets' },
        { label: 'Members', align: 'right' },
      ],
      rows,
    },
  ]
  return [{ order: 30, heading: 'The groups', blocks, figures: [count, memberships] }]
}
