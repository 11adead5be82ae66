// Resources and terms of reference on their pages.
import type { View, Visit } from '#platform/http/index.ts'
import { html, type Html } from '#platform/html/index.ts'
import type { Column, Listed } from '#platform/tables/index.ts'
import { formatDate } from '#platform/time/index.ts'
import {
  actionsList,
  bullets,
  downloads,
  emptyState,
  filterPanel,
  heading,
  hint,
  link,
  listPages,
  paragraph,
  summaryList,
  table,
  tag,
  tags,
} from '#web/parts.ts'
import type { CurrentTerms, ResourceCard, TermsCard } from '../queries/papers.ts'
import type { GroupCard } from '../queries.ts'
import { AUDIENCES, difference, linesOf, type Line } from '../rules/papers.ts'

const HOME = { text: 'Home', href: '/' }

export const resourceHref = (resource: { readonly id: string }): string => `/resources/${resource.id}`

const resourceColumns: readonly Column<ResourceCard>[] = [
  {
    key: 'title',
    label: 'Resource',
    kind: 'text',
    value: (row) => row.title,
    show: (row) =>
      html`${link(resourceHref(row), row.title)}${row.is_owned ? null : html` ${tag('No owner', 'orange')}`}`,
  },
  { key: 'group', label: 'Group', kind: 'text', value: (row) => row.group_name },
  { key: 'kind', label: 'What', kind: 'text', value: (row) => (row.link === null ? 'File' : 'Link') },
  { key: 'audience', label: 'For', kind: 'text', value: (row) => AUDIENCES[row.audience] },
  { key: 'link', label: 'Link', kind: 'text', value: (row) => row.link, downloadOnly: true },
  {
    key: 'description',
    label: 'What it is for',
    kind: 'text',
    value: (row) => row.description,
    downloadOnly: true,
  },
]

// Who looks after what is for people who are signed in.
const keptColumns: readonly Column<ResourceCard>[] = [
  { key: 'owner', label: 'Owner', kind: 'text', value: (row) => row.owner_name },
  { key: 'review', label: 'Next review', kind: 'date', value: (row) => row.review_on },
]

export const resourceColumnsFor = (visit: Visit): readonly Column<ResourceCard>[] =>
  visit.may('groups.membership.read') ? [...resourceColumns, ...keptColumns] : resourceColumns

export function resourcesView(
  visit: Visit,
  listed: Listed<ResourceCard>,
  group: GroupCard | undefined,
): View {
  const about = group === undefined ? {} : { caption: group.name }
  const path = group === undefined ? '/resources' : `/groups/${group.code}/resources`
  return {
    title: group === undefined ? 'Resources' : `Resources: ${group.name}`,
    ...(group === undefined
      ? { breadcrumbs: [HOME] }
      : { back: { href: `/groups/${group.code}`, text: group.name } }),
    body: html`${heading('Resources', about)}
      ${paragraph('Files and links that groups keep. Each has an owner, who says by a day that it is still right.')}
      ${group === undefined ? null : addLink(visit, group, { all: false })}
      ${filterPanel({
        action: path,
        fields: [{ kind: 'text', name: 'search', label: 'Words in the title', value: visit.query['search'] }],
      })}
      ${table(resourceColumnsFor(visit), listed.rows, {
        caption: 'Resources',
        captionHidden: true,
        sortedBy: 'By title',
        empty: emptyState(
          'No resources for you here',
          'A resource appears once an officer of a group adds it for people like you.',
        ),
      })}
      ${listed.rows.length > 0 ? downloads(path, visit.query) : null}
      ${listPages(path, visit.query, listed.next)}`,
  }
}

const addLink = (visit: Visit, group: GroupCard, more: { readonly all: boolean }): Html | null =>
  actionsList([
    group.ended_on === null &&
      mayFor(visit, 'groups.resource.add', group.id, group.partnership_id) && {
        href: `/groups/${group.code}/resources/new`,
        text: 'Add a resource',
        look: 'secondary',
      },
    more.all && { href: `/groups/${group.code}/resources`, text: 'See all resources', look: 'link' },
  ])

export const mayFor = (visit: Visit, permission: string, groupId: string, partnershipId: string): boolean =>
  visit.may(permission, { kind: 'group', id: groupId }) ||
  visit.may(permission, { kind: 'partnership', id: partnershipId })

/** On the group's page: the first few resources. */
export function resourcesPart(visit: Visit, group: GroupCard, rows: readonly ResourceCard[]): Html {
  return html`${
    rows.length === 0
      ? hint('No resources for you yet.')
      : bullets(rows.map((row) => link(resourceHref(row), row.title)))
  }
  ${addLink(visit, group, { all: rows.length > 0 })}`
}

export function resourceView(visit: Visit, resource: ResourceCard, looksAfter: boolean): View {
  const at = resourceHref(resource)
  const isRetired = resource.retired_on !== null
  return {
    title: resource.title,
    back: { href: `/groups/${resource.group_code}/resources`, text: 'Resources' },
    body: html`${heading(resource.title, { caption: resource.group_name })}
      ${isRetired ? tags(tag('Retired', 'grey')) : resource.is_owned ? null : tags(tag('No owner', 'orange'))}
      ${resource.description === '' ? null : paragraph(resource.description)}
      ${summaryList([
        resource.link !== null && { key: 'Link', value: link(resource.link, resource.link) },
        resource.file_id !== null && { key: 'File', value: link(`${at}/file`, 'Download the file') },
        { key: 'For', value: AUDIENCES[resource.audience] },
        visit.may('groups.membership.read') && {
          key: 'Owner',
          value: link(`/people/${resource.owner_id}`, resource.owner_name),
        },
        resource.reviewed_on !== null && { key: 'Last reviewed', value: formatDate(resource.reviewed_on) },
        !isRetired && { key: 'Next review', value: formatDate(resource.review_on) },
        resource.retired_on !== null && { key: 'Retired on', value: formatDate(resource.retired_on) },
      ])}
      ${
        isRetired || !looksAfter
          ? null
          : actionsList([
              { href: `${at}/review`, text: 'Review it' },
              { href: `${at}/replace`, text: 'Replace it', look: 'secondary' },
              { href: `${at}/assign`, text: 'Give it another owner', look: 'link' },
              { href: `${at}/retire`, text: 'Retire it', look: 'link' },
            ])
      }`,
  }
}

/** On the group's page: since when its terms hold. */
export function termsPart(visit: Visit, group: GroupCard, terms: CurrentTerms | undefined): Html {
  const at = `/groups/${group.code}/terms`
  if (terms !== undefined)
    return html`${paragraph(html`${link(at, `Version ${terms.version}`)}, adopted on ${formatDate(terms.adopted_on)} by ${terms.adopted_by}.`)}`
  return html`${hint('No terms of reference are recorded.')}${recordLink(visit, group)}`
}

const recordLink = (visit: Visit, group: GroupCard): Html | null =>
  actionsList([
    group.ended_on === null &&
      mayFor(visit, 'groups.terms.record', group.id, group.partnership_id) && {
        href: `/groups/${group.code}/terms/new`,
        text: 'Record terms of reference',
        look: 'secondary',
      },
  ])

export function termsView(
  visit: Visit,
  group: GroupCard,
  versions: readonly TermsCard[],
  shown: TermsCard | undefined,
): View {
  const at = `/groups/${group.code}/terms`
  const latest = versions[0]
  return {
    title: `Terms of reference: ${group.name}`,
    back: { href: `/groups/${group.code}`, text: group.name },
    body: html`${heading('Terms of reference', { caption: group.name })}
      ${
        shown === undefined
          ? emptyState(
              'No terms of reference yet',
              'They appear here, with every earlier version, once they are recorded.',
            )
          : html`${tags(shown.id === latest?.id ? tag(`Version ${shown.version}, in force`, 'green') : tag(`Version ${shown.version}, superseded`, 'grey'))}
            ${summaryList([
              { key: 'Adopted on', value: formatDate(shown.adopted_on) },
              { key: 'Adopted by', value: shown.adopted_by },
              shown.review_on !== null && { key: 'Next review', value: formatDate(shown.review_on) },
              shown.file_id !== null && {
                key: 'File',
                value: link(`${at}/${shown.version}/file`, 'Download the paper'),
              },
            ])}
            ${shown.sections.map((one) => html`${heading(one.heading, { level: 2 })}${paragraph(one.text)}`)}`
      }
      ${recordLink(visit, group)}
      ${
        versions.length < 2
          ? null
          : html`${heading('Versions', { level: 2 })}${table(versionColumns(at), versions, {
              caption: 'Versions',
              captionHidden: true,
              sortedBy: 'Latest first',
            })}`
      }`,
  }
}

const versionColumns = (at: string): readonly Column<TermsCard>[] => [
  {
    key: 'version',
    label: 'Version',
    kind: 'number',
    value: (row) => row.version,
    show: (row) => link(`${at}/${row.version}`, `Version ${row.version}`),
  },
  { key: 'adopted', label: 'Adopted on', kind: 'date', value: (row) => row.adopted_on },
  { key: 'by', label: 'By', kind: 'text', value: (row) => row.adopted_by },
  {
    key: 'changes',
    label: 'Changes',
    kind: 'text',
    value: () => '',
    show: (row) =>
      row.version === 1
        ? ''
        : link(`${at}/${row.version}/changes`, 'What changed', { hidden: `in version ${row.version}` }),
  },
]

const WORDS: Readonly<Record<Line['change'], string>> = { same: '', added: 'Added', removed: 'Removed' }

export function changesView(group: GroupCard, before: TermsCard, after: TermsCard): View {
  const lines = difference(linesOf(before.sections), linesOf(after.sections))
  const changed = lines.filter((line) => line.change !== 'same').length
  return {
    title: `What changed: ${group.name}`,
    back: { href: `/groups/${group.code}/terms`, text: 'Terms of reference' },
    body: html`${heading(`What changed in version ${after.version}`, { caption: group.name })}
      ${paragraph(changed === 0 ? 'No line of the text changed.' : `${changed} ${changed === 1 ? 'line' : 'lines'} differ from version ${before.version}.`)}
      ${table<Line>(
        [
          {
            key: 'text',
            label: 'Line',
            kind: 'text',
            value: (row) => row.text,
            show: (row) =>
              row.change === 'added'
                ? html`<ins>${row.text}</ins>`
                : row.change === 'removed'
                  ? html`<del>${row.text}</del>`
                  : row.text,
          },
          {
            key: 'change',
            label: 'Change',
            kind: 'text',
            value: (row) => WORDS[row.change],
            show: (row) =>
              row.change === 'same' ? '' : tag(WORDS[row.change], row.change === 'added' ? 'green' : 'red'),
          },
        ],
        lines,
        { caption: 'Line by line', captionHidden: true, sortedBy: 'In the order of the text' },
      )}`,
  }
}
