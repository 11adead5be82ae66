// What workspaces publish about themselves, each figure with the bookings behind it: how many times nobody came, and how
// much of the open hours was booked. For whoever manages the workplace.
import type { Reader } from '#platform/actions/index.ts'
import { figure, type FigureRecord } from '#platform/figures/index.ts'
import { everyRow, MOST_DOWNLOADED } from '#platform/tables/index.ts'
import { formatDate } from '#platform/time/index.ts'
import { notYours } from './actions/locking.ts'
import { holdsAt } from './queries/seeing.ts'
import { bookingsBehind, USE, useOf, type Behind, type BehindOf } from './queries/use.ts'
import { workplaceById, type Workplace } from './queries/workplaces.ts'
import { RESOURCE_KINDS_PLURAL } from './rules.ts'
import type { UseOf } from './rules/use.ts'

export type UseAsked = UseOf & { readonly siteId: string }

async function managed(reader: Reader, siteId: string): Promise<Workplace> {
  const at = await workplaceById(reader, siteId)
  return holdsAt(reader, USE, at) ? at : notYours(at)
}

const behind = (reader: Reader, at: Workplace, of: BehindOf): Promise<Behind[]> =>
  everyRow((after) => bookingsBehind(reader, at, of, { after, most: MOST_DOWNLOADED }))

const recordOf = (at: Workplace, row: Behind): FigureRecord => ({
  subject: row.id,
  title: `${row.resource_name}, ${formatDate(row.starts_at.toZonedDateTimeISO(at.time_zone).toPlainDate())}, ${row.organisation_name}`,
  href: `/workspaces/bookings/${row.id}`,
})

export const noShowCount = figure({
  name: 'workspaces.booking.no-shows',
  title: 'Bookings to which nobody came',
  unit: 'count',
  rounding: 'none',
  permission: USE,
  async run(reader, of: UseAsked) {
    const at = await managed(reader, of.siteId)
    const rows = await behind(reader, at, { ...of, noShowsOnly: true })
    return { numerator: rows.length, records: rows.map((row) => recordOf(at, row)) }
  },
})

export const bookedShare = figure({
  name: 'workspaces.use.booked-share',
  title: 'Share of the open hours that was booked',
  unit: 'percent',
  rounding: 'whole',
  permission: USE,
  async run(reader, of: UseAsked) {
    const at = await managed(reader, of.siteId)
    const { total } = await useOf(reader, at, of, { kinds: RESOURCE_KINDS_PLURAL, day: formatDate })
    const rows = await behind(reader, at, of)
    return {
      numerator: total.booked,
      denominator: total.open,
      records: rows.map((row) => recordOf(at, row)),
    }
  },
})
