// Training and who came to it: by event and by partner, over a period, as page, file and chart.
import { barChart, chartWithTable } from '#platform/charts/index.ts'
import { html } from '#platform/html/index.ts'
import { get, page, type Page, type Visit } from '#platform/http/index.ts'
import { fileOf, formatOf, type Column } from '#platform/tables/index.ts'
import { financialYearOf, formatDate, formatDateRange, londonDate, readDate } from '#platform/time/index.ts'
import { partnershipByCode } from '#modules/partnerships/index.ts'
import { downloads, emptyState, filterPanel, heading, link, paragraph, table } from '#web/parts.ts'
import {
  trainingByOrganisation,
  trainingHeld,
  type TrainingCount,
  type TrainingHeld,
} from '../queries/attendance.ts'

/** Held by everybody whom a partner employs. */
export const TRAINING_READ = 'events.training.read'

const heldColumns: Column<TrainingHeld>[] = [
  {
    key: 'title',
    label: 'Training',
    kind: 'text',
    value: (row) => row.title,
    show: (row) => link(`/events/${row.code}`, row.title),
  },
  { key: 'on', label: 'Held on', kind: 'date', value: (row) => londonDate(row.starts_at) },
  { key: 'booked', label: 'Booked', kind: 'number', value: (row) => row.booked, total: true },
  { key: 'attended', label: 'Attended', kind: 'number', value: (row) => row.attended, total: true },
]

const partnerColumns: Column<TrainingCount>[] = [
  { key: 'organisation', label: 'Partner', kind: 'text', value: (row) => row.organisation_name },
  { key: 'events', label: 'Trainings taken part in', kind: 'number', value: (row) => row.events },
  { key: 'booked', label: 'Booked', kind: 'number', value: (row) => row.booked, total: true },
  { key: 'attended', label: 'Attended', kind: 'number', value: (row) => row.attended, total: true },
]

/** The period of the address; this financial year where it says none. */
function periodOf(visit: Visit): { from: Temporal.PlainDate; to: Temporal.PlainDate } {
  const year = financialYearOf(londonDate(visit.now))
  const from = readDate(visit.query['from'] ?? '') ?? year.from
  const to = readDate(visit.query['to'] ?? '') ?? year.to
  return Temporal.PlainDate.compare(from, to) <= 0 ? { from, to } : { from: to, to: from }
}

const show = get('/partnerships/:partnership/training', {
  permission: TRAINING_READ,
  async run(visit) {
    const partnership = await partnershipByCode(visit, visit.params['partnership'] ?? '')
    const period = { partnershipId: partnership.id, ...periodOf(visit) }
    const held = await trainingHeld(visit, period)
    const partners = await trainingByOrganisation(visit, period)
    const format = formatOf(visit)
    const name = `${partnership.code}-training-${period.from.toString()}`
    if (format !== undefined)
      return visit.query['by'] === 'partner'
        ? fileOf(format, `${name}-by-partner`, partnerColumns, partners)
        : fileOf(format, name, heldColumns, held)
    const path = `/partnerships/${partnership.code}/training`
    const query = { from: period.from.toString(), to: period.to.toString() }
    const most = partners.toSorted((one, other) => other.attended - one.attended)[0]
    return page({
      title: `Training: ${partnership.name}`,
      wide: true,
      back: { href: `/partnerships/${partnership.code}`, text: partnership.name },
      body: html`${heading('Training', { caption: partnership.name })}
        ${paragraph(`Training held ${formatDateRange(period.from, period.to)}: how many booked, and how many came.`)}
        ${filterPanel({
          action: path,
          fields: [
            { kind: 'date', name: 'from', label: 'From', value: visit.query['from'] },
            { kind: 'date', name: 'to', label: 'To', value: visit.query['to'] },
          ],
        })}
        ${table(heldColumns, held, {
          caption: 'Training held',
          sortedBy: 'In order of date',
          empty: emptyState(
            'No training in this period',
            'Events of the kind “Training” appear here when they are over, with who booked and who came.',
          ),
        })}
        ${held.length > 0 ? downloads(path, query) : null}
        ${
          most === undefined
            ? null
            : html`${chartWithTable(
                barChart({
                  title: 'People trained, by partner',
                  description: `${most.organisation_name} had most, ${most.attended}, between ${formatDate(period.from)} and ${formatDate(period.to)}.`,
                  kind: 'number',
                  bars: partners.map((row) => ({ label: row.organisation_name, value: row.attended })),
                }),
              )}
              ${table(partnerColumns, partners, { caption: 'By partner', sortedBy: 'By name' })}
              ${downloads(path, { ...query, by: 'partner' })}`
        }`,
    })
  },
})

export const trainingPages: readonly Page[] = [show]
