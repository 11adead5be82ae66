// The list of groups and the page of one: what it is for, who sits in it, and what later modules know of it.
import type { Reader } from '#platform/actions/index.ts'
import { html, type Html } from '#platform/html/index.ts'
import type { View, Visit } from '#platform/http/index.ts'
import type { Column, Listed } from '#platform/tables/index.ts'
import type { PagePart } from '#modules/organisations/index.ts'
import {
  actionsList,
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
  table,
  tag,
} from '#web/parts.ts'
import type { GroupCard, GroupRow } from '../queries.ts'
import { ACCESS, CADENCE, KINDS, OFFICES, type Office } from '../rules.ts'

const HOME = { text: 'Home', href: '/' }
const GROUPS = { text: 'Groups', href: '/groups' }

export const groupColumns: readonly Column<GroupRow>[] = [
  {
    key: 'name',
    label: 'Group',
    kind: 'text',
    value: (row) => row.name,
    show: (row) =>
      html`${link(`/groups/${row.code}`, row.name)}${row.decides ? html` ${tag('Decides', 'teal')}` : null}`,
  },
  { key: 'code', label: 'Code', kind: 'text', value: (row) => row.code, downloadOnly: true },
  { key: 'partnership', label: 'Partnership', kind: 'text', value: (row) => row.partnership_name },
  { key: 'kind', label: 'Kind', kind: 'text', value: (row) => KINDS[row.kind] },
  { key: 'parent', label: 'Stands under', kind: 'text', value: (row) => row.parent_name, downloadOnly: true },
  { key: 'access', label: 'Who may join', kind: 'text', value: (row) => ACCESS[row.access] },
  { key: 'cadence', label: 'Meets', kind: 'text', value: (row) => CADENCE[row.cadence] },
  { key: 'members', label: 'Members', kind: 'number', value: (row) => row.members },
  { key: 'purpose', label: 'What it is for', kind: 'text', value: (row) => row.purpose, downloadOnly: true },
]

export function groupsView(
  visit: Visit,
  listed: Listed<GroupRow>,
  partnerships: readonly { readonly id: string; readonly name: string }[],
): View {
  const { partnership, access, kind, search, state } = visit.query
  return {
    title: 'Groups',
    breadcrumbs: [HOME],
    body: html`${heading('Groups')}
      ${paragraph('The groups through which partnerships work: who sits in them, and which of them decides.')}
      ${actionsList([
        visit.may('groups.group.create') && { href: '/groups/new', text: 'Set up a group' },
        { href: '/bulletins', text: 'Bulletins', look: 'link' },
        { href: '/resources', text: 'Resources', look: 'link' },
      ])}
      ${filterPanel({
        action: '/groups',
        fields: [
          { kind: 'text', name: 'search', label: 'Words in the name or purpose', value: search },
          {
            kind: 'select',
            name: 'partnership',
            label: 'Partnership',
            value: partnership,
            options: partnerships.map((one) => ({ value: one.id, text: one.name })),
          },
          {
            kind: 'select',
            name: 'kind',
            label: 'Kind',
            value: kind,
            options: Object.entries(KINDS).map(([value, text]) => ({ value, text })),
          },
          {
            kind: 'select',
            name: 'access',
            label: 'Who may join',
            value: access,
            options: Object.entries(ACCESS).map(([value, text]) => ({ value, text })),
          },
          {
            kind: 'select',
            name: 'state',
            label: 'State',
            value: state,
            any: 'Open groups',
            options: [{ value: 'closed', text: 'Closed groups' }],
          },
        ],
      })}
      ${table(groupColumns, listed.rows, {
        caption: 'Groups',
        captionHidden: true,
        sortedBy: 'By partnership and name',
        empty: emptyState(
          'No groups here',
          'A group appears once a partnership officer sets it up, or a file of groups is loaded.',
          visit.may('groups.group.create') && { href: '/groups/new', text: 'Set up a group' },
        ),
      })}
      ${listed.rows.length > 0 ? downloads('/groups', visit.query) : null}
      ${listPages('/groups', visit.query, listed.next)}`,
  }
}

export type GroupAround = {
  readonly own: Office | undefined
  readonly parts: readonly PagePart[]
}

export function groupView(visit: Visit, group: GroupCard, { own, parts }: GroupAround): View {
  return {
    title: group.name,
    breadcrumbs: [HOME, GROUPS],
    body: html`${heading(group.name, { caption: group.partnership_name })}
      ${group.ended_on === null ? null : tag('Closed', 'grey')}
      ${group.purpose === '' ? null : paragraph(group.purpose, { lead: true })}
      ${publicFace(group)}
      ${groupActions(visit, group, own)}
      ${summaryList([
        {
          key: 'Partnership',
          value: link(`/partnerships/${group.partnership_code}`, group.partnership_name),
        },
        { key: 'Kind', value: KINDS[group.kind] },
        group.parent_code !== null && {
          key: 'Stands under',
          value: link(`/groups/${group.parent_code}`, group.parent_name),
        },
        { key: 'Who may join', value: ACCESS[group.access] },
        { key: 'Meets', value: CADENCE[group.cadence] },
        group.decides && { key: 'Decides', value: 'For the whole partnership: each partner has one vote' },
        own !== undefined && { key: 'You', value: `${OFFICES[own]} of this group` },
      ])}
      ${parts.toSorted((one, other) => one.order - other.order).map((part) => html`<section>${heading(part.title, { level: 2 })}${part.body}</section>`)}`,
  }
}

/** What a community says of itself to everybody. */
function publicFace(group: GroupCard): Html | null {
  if (!group.is_public) return null
  return inset(html`${paragraph(group.public_introduction)}
    ${group.how_to_join === '' ? null : html`<p class="govuk-body govuk-!-font-weight-bold">How to join</p>${paragraph(group.how_to_join)}`}
    ${paragraph(`Contact: ${group.public_contact}`)}`)
}

function groupActions(visit: Visit, group: GroupCard, own: Office | undefined): Html | null {
  if (group.ended_on !== null) return null
  const at = `/groups/${group.code}`
  const joins = own === undefined && group.access === 'open' && visit.may('groups.membership.join')
  return actionsList([
    joins && { href: `${at}/join`, text: 'Join this group' },
    mayHere(visit, 'groups.membership.add', group) && { href: `${at}/members/new`, text: 'Add a member' },
    mayHere(visit, 'groups.membership.appoint', group) && {
      href: `${at}/appoint`,
      text: 'Appoint to an office',
      look: 'secondary',
    },
    mayHere(visit, 'groups.group.edit', group) && { href: `${at}/edit`, text: 'Change', look: 'link' },
    mayHere(visit, 'groups.group.present', group) && {
      href: `${at}/public`,
      text: 'Public face',
      look: 'link',
    },
    own !== undefined && { href: `${at}/leave`, text: 'Leave this group', look: 'link' },
    mayHere(visit, 'groups.group.close', group) && {
      href: `${at}/close`,
      text: 'Close this group',
      look: 'link',
    },
  ])
}

/** Whether the visitor holds the permission for this group or its partnership. */
function mayHere(reader: Reader, permission: string, group: GroupCard): boolean {
  return (
    reader.may(permission, { kind: 'group', id: group.id }) ||
    reader.may(permission, { kind: 'partnership', id: group.partnership_id })
  )
}

/** On a partnership's page: its groups. */
export function partnershipGroups(groups: readonly GroupCard[]): Html {
  if (groups.length === 0) return hint('No groups yet. They appear once they are set up.')
  return html`<ul class="govuk-list govuk-list--spaced">
    ${groups.map(
      (group) =>
        html`<li>
          ${link(`/groups/${group.code}`, group.name)}${group.decides ? html` ${tag('Decides', 'teal')}` : null}
          ${group.purpose === '' ? null : html`<br /><span class="govuk-body-s">${group.purpose}</span>`}
        </li>`,
    )}
  </ul>`
}
