// For administrators: whether the counters said what the bookings said, night by night (G5).
import { html } from '#platform/html/index.ts'
import { get, page, type Page } from '#platform/http/index.ts'
import type { Column } from '#platform/tables/index.ts'
import { emptyState, heading, paragraph, table, warning } from '#web/parts.ts'
import { CHECK, checksKept, countersCompared, type Check } from '../queries/drift.ts'
import type { Drift } from '../schema.ts'

const nights: readonly Column<Check>[] = [
  { key: 'at', label: 'Compared', kind: 'instant', value: (row) => row.at },
  { key: 'compared', label: 'Counters', kind: 'number', value: (row) => row.compared },
  { key: 'drifting', label: 'That differ', kind: 'number', value: (row) => row.drifting },
]

const differences: readonly Column<Drift>[] = [
  { key: 'holder', label: 'Of', kind: 'text', value: (row) => `${row.holder} ${row.holder_id}` },
  { key: 'kind', label: 'Kind', kind: 'text', value: (row) => row.resource_kind },
  { key: 'per', label: 'Per', kind: 'text', value: (row) => row.per },
  { key: 'from', label: 'From', kind: 'text', value: (row) => row.from_on },
  { key: 'used', label: 'The counter says', kind: 'number', value: (row) => row.used },
  { key: 'booked', label: 'The bookings say', kind: 'number', value: (row) => row.booked },
]

const counters = get('/workspaces/counters', {
  permission: CHECK,
  async run(visit) {
    const now = await countersCompared(visit)
    return page({
      title: 'Counters of bookings',
      wide: true,
      back: { href: '/workspaces', text: 'Workspaces' },
      body: html`${heading('Counters of bookings')}
        ${paragraph('How many bookings somebody has, and how much of an allocation is used, is counted as it happens. Every night the counters are compared with the bookings. Nothing should differ.')}
        ${
          now.drifting === 0
            ? paragraph(`Now: ${now.compared.toLocaleString('en-GB')} counters, none differs.`)
            : html`${warning(`Now ${now.drifting} of ${now.compared} counters differ. Tell whoever maintains Connects: people may be refused, or let in, wrongly.`)}
                ${table(differences, now.drift, { caption: 'What differs', captionSize: 'm', sortedBy: 'The latest first' })}`
        }
        ${table(nights, await checksKept(visit), {
          caption: 'Night by night',
          captionSize: 'm',
          sortedBy: 'The latest first',
          empty: emptyState(
            'They have not been compared yet.',
            'It is done every night, and each night appears here.',
          ),
        })}`,
    })
  },
})

export const counterPages: readonly Page[] = [counters]
