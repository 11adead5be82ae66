// The list and the page of buildings.
import { html, type Html } from '#platform/html/index.ts'
import type { Column, Listed } from '#platform/tables/index.ts'
import {
  actionsList,
  card,
  downloads,
  emptyState,
  heading,
  link,
  listPages,
  searchForm,
  summaryList,
  table,
} from '#web/parts.ts'
import type { Site, SiteSummary } from '../queries/organisations.ts'
import type { PagePart } from '../slots.ts'

export const siteColumns: readonly Column<SiteSummary>[] = [
  {
    key: 'name',
    label: 'Site',
    kind: 'text',
    value: (row) => row.name,
    show: (row) => link(`/sites/${row.code}`, row.name),
  },
  { key: 'town', label: 'Town', kind: 'text', value: (row) => row.town },
  { key: 'owner', label: 'Organisation', kind: 'text', value: (row) => row.organisation_name },
  { key: 'code', label: 'Code', kind: 'text', value: (row) => row.code, downloadOnly: true },
]

export function siteList(listed: Listed<SiteSummary>, query: Readonly<Record<string, string>>): Html {
  const { search } = query
  const empty =
    search === undefined || search === ''
      ? emptyState(
          'No sites yet',
          'Buildings appear here once an organisation’s lead adds them, from the organisation’s page.',
          { href: '/organisations', text: 'Choose an organisation' },
        )
      : emptyState('No site matches', 'Try fewer letters of the name or the town.', {
          href: '/sites',
          text: 'Show all sites',
        })
  return html`${heading('Sites')}${searchForm({ action: '/sites', name: 'search', label: 'Name or town', value: search ?? '' })}
    ${table(siteColumns, listed.rows, { caption: 'Sites', captionHidden: true, sortedBy: 'By name', empty })}
    ${listPages('/sites', query, listed.next)}${listed.rows.length === 0 ? null : downloads('/sites', query)}`
}

export function siteView(site: Site, parts: readonly PagePart[], mayEdit: boolean): Html {
  return html`${heading(site.name, { caption: site.town })}
    ${actionsList([mayEdit && { href: `/sites/${site.code}/edit`, text: 'Change its details', look: 'secondary' }])}
    ${summaryList([
      {
        key: 'Organisation',
        value: link(`/organisations/${site.organisation_code}`, site.organisation_name),
      },
      { key: 'Town', value: site.town },
      { key: 'Address', value: site.address ?? 'None recorded' },
      { key: 'Code', value: site.code },
    ])}
    ${parts.map((part) => card(part.title, part.body))}`
}
