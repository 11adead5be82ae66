// Names, and who looked at them: for those who run a workplace, and for the person whose name it is.
import { html, type Html } from '#platform/html/index.ts'
import type { Column } from '#platform/tables/index.ts'
import { formatDate } from '#platform/time/index.ts'
import { emptyState, heading, link, none, paragraph, table } from '#web/parts.ts'
import type { LookRow } from '../queries/declared.ts'
import { NAME_LISTS } from '../queries/names.ts'
import type { Workplace } from '../queries/workplaces.ts'

const listWords = (name: string): string =>
  Object.hasOwn(NAME_LISTS, name) ? NAME_LISTS[name as keyof typeof NAME_LISTS] : name

const lookColumns: readonly Column<LookRow>[] = [
  { key: 'seen', label: 'Looked', kind: 'instant', value: (row) => row.seen_at },
  {
    key: 'viewer',
    label: 'Who',
    kind: 'text',
    value: (row) => row.viewer,
    show: (row) => row.viewer ?? none('Somebody at the machine'),
  },
  { key: 'body', label: 'Of', kind: 'text', value: (row) => row.body },
  { key: 'list', label: 'In', kind: 'text', value: (row) => listWords(row.list) },
  { key: 'site', label: 'Workplace', kind: 'text', value: (row) => row.site_name },
  {
    key: 'day',
    label: 'Of the day',
    kind: 'date',
    value: (row) => row.day_on,
    show: (row) => formatDate(row.day_on),
  },
]

export const lookColumnsOfPlace: readonly Column<LookRow>[] = [
  ...lookColumns.filter((one) => one.key !== 'site'),
  { key: 'people', label: 'Names', kind: 'number', value: (row) => row.people },
]

export const looksTable = (rows: readonly LookRow[], isOwn: boolean): Html =>
  table(isOwn ? lookColumns : lookColumnsOfPlace, rows, {
    caption: isOwn ? 'Who may have seen your name' : 'Who looked at names',
    captionHidden: true,
    sortedBy: 'The latest first',
    empty: isOwn
      ? emptyState(
          'Nobody of another organisation has looked',
          'When somebody of another organisation is shown names at a workplace on a day that you have booked, it appears here.',
        )
      : emptyState(
          'Nobody has looked',
          'When somebody is shown names of other organisations’ people here, it appears here: who, which list, of which day.',
        ),
  })

/** What a person is told about names in bookings, above who looked. */
export const namesExplained = (): Html => html`${paragraph(
  'Colleagues see where you sit only if you share it. People of other organisations see your name only if you share it with partners and the owner of the workplace shows names; otherwise they see your organisation, or only that a place is booked.',
)}
  ${paragraph('Those who run a workplace and receive people there see the names of everybody who comes. A private booking shows nobody else anything.')}
  <p class="govuk-body">${link('/workspaces/preferences', 'Choose who sees where you sit')}</p>`

/** What is taken along, and by whom it is read. */
export const exportExplained = (at: Workplace): Html => html`${paragraph(
  `You download everything that ${at.owner_name} has recorded of all its workplaces: a zip with one table each, as files that every spreadsheet opens.`,
)}
  <ul class="govuk-list govuk-list--bullet">
    <li>workplaces, floors, zones, what stands in them and when it was out of use</li>
    <li>rules, allocations and sharing agreements</li>
    <li>bookings with their states, and demand that was refused</li>
  </ul>
  ${paragraph('Names stand in it as far as you may see them. That you downloaded them is recorded, and their people can see it.')}`

export const exportHeading = (at: Workplace): Html =>
  heading('Download everything', { caption: at.owner_name })
