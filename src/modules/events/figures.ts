// What events publish about themselves: how many were held, how many places were booked on them, each with its records,
// and their section of the partnership update report.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import type { Block } from '#platform/documents/index.ts'
import { askFigure, figure } from '#platform/figures/index.ts'
import { formatDate, londonDate } from '#platform/time/index.ts'
import type { ReportPeriod, ReportSection } from '#modules/partnerships/index.ts'
import { EVENT_READ, eventsHeld } from './queries/events.ts'
import { EVENT_KINDS } from './rules.ts'

const recordOf = (event: { readonly id: string; readonly title: string; readonly code: string }) => ({
  subject: event.id,
  title: event.title,
  href: `/events/${event.code}`,
})

export const heldCount = figure({
  name: 'events.event.held',
  title: 'Events held',
  unit: 'count',
  rounding: 'none',
  permission: EVENT_READ,
  async run(reader, period: ReportPeriod) {
    const events = await eventsHeld(reader, period)
    return { numerator: events.length, records: events.map(recordOf) }
  },
})

export const bookedCount = figure({
  name: 'events.booking.count',
  title: 'Places taken at events held',
  unit: 'count',
  rounding: 'none',
  permission: EVENT_READ,
  async run(reader, period: ReportPeriod) {
    const taken = (await eventsHeld(reader, period))
      .map((event) => ({ ...recordOf(event), amount: event.room_taken + event.online_taken }))
      .filter((record) => record.amount > 0)
    return { numerator: taken.reduce((all, record) => all + record.amount, 0), records: taken }
  },
})

/** "The events" in the partnership update report. */
export async function eventsInReport(reader: Reader, period: ReportPeriod): Promise<ReportSection[]> {
  const events = await eventsHeld(reader, period)
  if (events.length === 0) return []
  const held = await askFigure(reader, heldCount, period)
  const booked = await askFigure(reader, bookedCount, period)
  const partners = await partnersThere(
    reader,
    events.map((event) => event.id),
  )
  const blocks: Block[] = [
    {
      kind: 'numbered',
      runs: [
        'The partnership held ',
        { kind: 'figure', text: held.text, href: `#${held.name}` },
        ` events from ${formatDate(period.from)} to ${formatDate(period.to)}, on which `,
        { kind: 'figure', text: booked.text, href: `#${booked.name}` },
        ` places were taken, by staff of ${partners} partners.`,
      ],
    },
    {
      kind: 'table',
      caption: 'Events held',
      columns: [
        { label: 'Event' },
        { label: 'Kind' },
        { label: 'On' },
        { label: 'Places taken', align: 'right' },
      ],
      rows: events.map((event) => [
        event.title,
        EVENT_KINDS[event.kind],
        formatDate(londonDate(event.starts_at)),
        String(event.room_taken + event.online_taken),
      ]),
    },
  ]
  return [{ order: 37, heading: 'The events', blocks, figures: [held, booked] }]
}

async function partnersThere(reader: Reader, events: readonly string[]): Promise<number> {
  const { rows } = await sql<{ partners: number }>`
    select count(distinct organisation_id)::int as partners from events.booking
    where event_id = any (${[...events]}::uuid[]) and state = 'booked'`.execute(reader.db)
  return rows[0]?.partners ?? 0
}
