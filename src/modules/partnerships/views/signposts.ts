// A partnership's directory of services: the list to search in, and one entry with how to reach the service.
import { html, type Html } from '#platform/html/index.ts'
import type { Column } from '#platform/tables/index.ts'
import { formatDate, formatDateTime } from '#platform/time/index.ts'
import {
  actionsList,
  bullets,
  card,
  downloads,
  emptyState,
  filterPanel,
  heading,
  hint,
  inset,
  link,
  listPages,
  paragraph,
  summaryList,
  tag,
} from '#web/parts.ts'
import type { Partnership } from '../queries/partnerships.ts'
import type { Doubt, Signpost, Topic } from '../queries/signposts.ts'

/** The columns of the file. */
export const signpostColumns: readonly Column<Signpost>[] = [
  { key: 'name', label: 'Service', kind: 'text', value: (row) => row.name },
  { key: 'summary', label: 'What it does', kind: 'text', value: (row) => row.summary },
  { key: 'audience', label: 'Who it is for', kind: 'text', value: (row) => row.audience },
  {
    key: 'topics',
    label: 'Topics',
    kind: 'text',
    value: (row) => row.topics.map((one) => one.name).join('; '),
  },
  { key: 'provider', label: 'Provided by', kind: 'text', value: (row) => row.provider },
  { key: 'web', label: 'Web address', kind: 'text', value: (row) => row.web },
  { key: 'phone', label: 'Phone', kind: 'text', value: (row) => row.phone },
  { key: 'mail', label: 'Email address', kind: 'text', value: (row) => row.mail },
  { key: 'area', label: 'Area', kind: 'text', value: (row) => row.area },
  { key: 'opening', label: 'When it is open', kind: 'text', value: (row) => row.opening },
  { key: 'owner', label: 'Kept right by', kind: 'text', value: (row) => row.owner_name },
  { key: 'confirmed', label: 'Last checked', kind: 'date', value: (row) => row.confirmed_on },
  { key: 'review', label: 'Next review', kind: 'date', value: (row) => row.review_on },
]

export type Directory = {
  readonly partnership: Partnership
  readonly rows: readonly Signpost[]
  readonly total: number
  readonly next: string | undefined
  readonly topics: readonly Topic[]
  readonly query: Readonly<Record<string, string>>
  readonly isFiltered: boolean
  readonly mayAdd: boolean
}

export function directoryView(view: Directory): Html {
  const { partnership, rows, topics, query, isFiltered, mayAdd } = view
  const at = `/partnerships/${partnership.code}/directory`
  const empty = isFiltered
    ? emptyState('No service matches', 'Try fewer words, or another topic.', {
        href: at,
        text: 'Show all services',
      })
    : emptyState(
        'No services yet',
        'Services that can help appear here, with who they are for and how to reach them.',
        mayAdd && { href: `${at}/add`, text: 'Add the first service' },
      )
  return html`${heading('Directory of services', { caption: partnership.name })}
    ${actionsList([mayAdd && { href: `${at}/add`, text: 'Add a service', look: 'secondary' }, mayAdd && { href: `${at}/topics/add`, text: 'Add a topic', look: 'link' }])}
    ${filterPanel({
      action: at,
      submit: 'Search',
      fields: [
        { kind: 'text', name: 'q', label: 'Words', value: query['q'] },
        {
          kind: 'select',
          name: 'topic',
          label: 'Topic',
          value: query['topic'],
          options: topics.map((one) => ({ value: one.id, text: one.name })),
        },
      ],
    })}
    ${
      rows.length === 0
        ? empty
        : html`${rows.map((row) => entry(at, row))}${listPages(at, query, view.next, `${rows.length} of ${view.total} ${view.total === 1 ? 'service' : 'services'}`)}${downloads(at, query)}`
    }`
}

const entry = (at: string, row: Signpost): Html =>
  card(
    link(`${at}/${row.id}`, row.name),
    html`${paragraph(row.summary)}${paragraph(`For ${row.audience}. ${row.provider}${row.area === null ? '' : `, ${row.area}`}.`, { small: true })}${row.stale ? paragraph(tag('Not checked lately', 'yellow')) : null}`,
  )

export type EntryView = {
  readonly partnership: Partnership
  readonly one: Signpost
  /** Null for who does not keep it. */
  readonly doubts: readonly Doubt[] | null
  readonly isSignedIn: boolean
}

export function signpostView({ partnership, one, doubts, isSignedIn }: EntryView): Html {
  const at = `/partnerships/${partnership.code}/directory/${one.id}`
  return html`${heading(one.name, { caption: `Directory of services, ${partnership.name}` })}${paragraph(one.summary, { lead: true })}
    ${one.stale ? inset(`This was last checked on ${formatDate(one.confirmed_on)} and should have been looked at again by ${formatDate(one.review_on)}. Make sure of it before you rely on it.`) : null}
    ${actionsList([
      doubts !== null && { href: `${at}/confirm`, text: 'It is still right', look: 'secondary' },
      doubts !== null && { href: `${at}/edit`, text: 'Change it', look: 'secondary' },
      doubts !== null && { href: `${at}/end`, text: 'Take it out', look: 'link' },
    ])}
    ${summaryList([
      { key: 'Who it is for', value: one.audience },
      one.topics.length > 0 && {
        key: 'Topics',
        value: one.topics.map(
          (topic, index) =>
            html`${index > 0 ? ', ' : null}${link(`/partnerships/${partnership.code}/directory?topic=${topic.id}`, topic.name)}`,
        ),
      },
      {
        key: 'Provided by',
        value:
          one.provider_code === null
            ? one.provider
            : link(`/organisations/${one.provider_code}`, one.provider),
      },
      one.web !== null && {
        key: 'Web',
        value: html`<a class="govuk-link" href="${one.web}" rel="noreferrer external">${one.web}</a>`,
      },
      one.phone !== null && { key: 'Phone', value: one.phone },
      one.mail !== null && {
        key: 'Email',
        value: html`<a class="govuk-link" href="mailto:${one.mail}">${one.mail}</a>`,
      },
      one.area !== null && { key: 'Area', value: one.area },
      one.opening !== null && { key: 'Open', value: one.opening },
      { key: 'Last checked', value: `${formatDate(one.confirmed_on)}, by ${one.owner_name}` },
    ])}
    ${
      doubts === null || doubts.length === 0
        ? null
        : card(
            'What readers say is wrong',
            bullets(
              doubts.map(
                (doubt) =>
                  html`${doubt.words}<br><span class="govuk-body-s">${doubt.person_name ?? 'Somebody'}, ${formatDateTime(doubt.told_at)}</span> ${link(`${at}/doubts/${doubt.id}`, 'Settle it', { hidden: doubt.words })}`,
              ),
              { spaced: true },
            ),
          )
    }
    ${card('Is something wrong?', isSignedIn ? paragraph(link(`${at}/wrong`, 'Tell us')) : html`${paragraph(html`This entry is kept right by ${link(`/organisations/${one.owner_code}`, one.owner_name)}. Tell them, or ${link(`/sign-in?to=${encodeURIComponent(`${at}/wrong`)}`, 'sign in and say so here')}.`)}${hint('Calling the service itself tells them nothing about this page.')}`)}`
}
