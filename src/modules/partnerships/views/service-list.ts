// The controlled list of services, and one service with who shares it.
import { html, type Html } from '#platform/html/index.ts'
import type { Column } from '#platform/tables/index.ts'
import { formatDate } from '#platform/time/index.ts'
import {
  actionsList,
  bullets,
  card,
  downloads,
  emptyState,
  filterPanel,
  heading,
  inset,
  link,
  paragraph,
  summaryList,
  table,
  tag,
  tags,
} from '#web/parts.ts'
import type { Arrangement } from '../queries/arrangements.ts'
import type { Service, UnlistedName } from '../queries/service-list.ts'
import { arrangementLine, sharingNavigation } from './arrangements.ts'

export type ServiceRow = Service & { readonly arrangements: number }

export const serviceColumns: readonly Column<ServiceRow>[] = [
  { key: 'heading', label: 'Heading', kind: 'text', value: (row) => row.heading },
  {
    key: 'name',
    label: 'Service',
    kind: 'text',
    value: (row) => row.name,
    show: (row) => link(`/services/${row.code}`, row.name),
  },
  { key: 'id', label: 'Code', kind: 'text', value: (row) => row.code, downloadOnly: true },
  { key: 'aliases', label: 'Also called', kind: 'text', value: (row) => row.aliases.join('; ') },
  { key: 'arrangements', label: 'Arrangements', kind: 'number', value: (row) => row.arrangements },
]

export type ServiceList = {
  readonly rows: readonly ServiceRow[]
  readonly unlisted: readonly UnlistedName[]
  readonly query: Readonly<Record<string, string>>
  readonly headings: readonly string[]
  readonly isFiltered: boolean
  readonly mayAdd: boolean
  readonly mayRecord: boolean
}

export function serviceList(view: ServiceList): Html {
  const { rows, unlisted, query, mayAdd } = view
  return html`${heading('Services that can be shared')}${paragraph('One list for everybody, named as the local government services list names them where we could, so that the same service is seen to be the same.')}
    ${sharingNavigation('/services')}
    ${actionsList([mayAdd && { href: '/services/add', text: 'Add a service', look: 'secondary' }])}
    ${view.mayRecord ? paragraph('To record an arrangement, open the service first: you then see who else shares it.') : null}
    ${unlisted.length === 0 || !mayAdd ? null : inset(html`${paragraph('Names in the records that are not on the list. Nothing is guessed: add each, or add it as another name of the service it means.')}${bullets(unlisted.map((one) => `${one.service} (${one.arrangements === 1 ? 'one arrangement' : `${one.arrangements} arrangements`})`))}`)}
    ${filterPanel({
      action: '/services',
      fields: [
        { kind: 'text', name: 'q', label: 'Name', value: query['q'] },
        {
          kind: 'select',
          name: 'heading',
          label: 'Heading',
          value: query['heading'],
          options: view.headings.map((one) => ({ value: one, text: one })),
        },
      ],
    })}
    ${table(serviceColumns, rows, { caption: 'Services', captionHidden: true, sortedBy: 'By heading and name', rowHeader: 'name', empty: view.isFiltered ? emptyState('No service matches', 'Try another word, or part of one.', { href: '/services', text: 'Show the whole list' }) : emptyState('No services yet', 'The services that bodies can share appear here once the list is loaded.', mayAdd && { href: '/services/add', text: 'Add the first service' }) })}
    ${rows.length === 0 ? null : downloads('/services', query)}`
}

export type ServiceView = {
  readonly service: Service
  readonly now: readonly Arrangement[]
  readonly before: readonly Arrangement[]
  readonly seesToday: boolean
  readonly may: Readonly<Record<'record' | 'rename' | 'end' | 'tell', boolean>>
}

export function serviceView({ service, now, before, seesToday, may }: ServiceView): Html {
  const at = `/services/${service.code}`
  const isOpen = service.ended_on === null
  return html`${heading(service.name, { caption: service.heading })}
    ${service.ended_on === null ? null : tags(tag(`Not on the list since ${formatDate(service.ended_on)}`))}
    ${actionsList([
      isOpen && may.record && { href: `${at}/record`, text: 'Record an arrangement' },
      may.rename && { href: `${at}/rename`, text: 'Change it', look: 'secondary' },
      isOpen && may.end && { href: `${at}/end`, text: 'Take it off the list', look: 'link' },
    ])}
    ${service.aliases.length === 0 ? null : summaryList([{ key: 'Also called', value: service.aliases.join('; ') }])}
    ${card(
      'Who is exploring or sharing it',
      now.length > 0
        ? bullets(
            now.map(
              (one) =>
                html`${arrangementLine(one)}. ${may.tell ? link(`/shared-services/${one.id}/interest`, 'Tell them you are interested', { hidden: `in ${one.service_name}, ${one.area}` }) : null}`,
            ),
            { spaced: true },
          )
        : paragraph(seesToday ? 'Nobody, as far as is recorded.' : 'Sign in to see who shares it today.'),
    )}
    ${before.length === 0 ? null : card('In earlier years', bullets(before.map(arrangementLine), { spaced: true }))}`
}
