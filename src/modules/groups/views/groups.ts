// The list of groups and the page of one: what it is for, who sits in it, and what later modules know of it.
import type { Reader } from '#platform/actions/index.ts'
import { html, type Html } from '#platform/html/index.ts'
import type { View, Visit } from '#platform/http/index.ts'
import type { Column, Listed } from '#platform/tables/index.ts'
import type { PagePart } from '#modules/organisations/index.ts'
import {
  actionsList,
  details,
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
} from '#web/parts.ts'
import type { GroupCard, GroupRow, MemberCard } from '../queries.ts'
import { ACCESS, CADENCE, OFFICES, type Office } from '../rules.ts'

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
  { key: 'access', label: 'Who may join', kind: 'text', value: (row) => ACCESS[row.access] },
  { key: 'cadence', label: 'Meets', kind: 'text', value: (row) => CADENCE[row.cadence] },
  { key: 'members', label: 'Members', kind: 'number', value: (row) => row.members },
  { key: 'purpose', label: 'What it is for', kind: 'text', value: (row) => row.purpose, downloadOnly: true },
]

export const memberColumns: readonly Column<MemberCard>[] = [
  {
    key: 'name',
    label: 'Name',
    kind: 'text',
    value: (row) => row.person_name,
    show: (row) => link(`/people/${row.person_id}`, row.person_name),
  },
  { key: 'office', label: 'Office', kind: 'text', value: (row) => OFFICES[row.office], show: officeTag },
  {
    key: 'organisation',
    label: 'For',
    kind: 'text',
    value: (row) => row.organisation_name,
    show: (row) => link(`/organisations/${row.organisation_code}`, row.organisation_name),
  },
  { key: 'since', label: 'Since', kind: 'date', value: (row) => row.started_on },
  { key: 'until', label: 'Until', kind: 'date', value: (row) => row.ended_on, downloadOnly: true },
]

function officeTag(row: { readonly office: Office }): Html | string {
  return row.office === 'member' ? OFFICES.member : tag(OFFICES[row.office], 'blue')
}

export function groupsView(
  visit: Visit,
  listed: Listed<GroupRow>,
  partnerships: readonly { readonly id: string; readonly name: string }[],
): View {
  const { partnership, access, search, state } = visit.query
  return {
    title: 'Groups',
    breadcrumbs: [HOME],
    body: html`${heading('Groups')}
      ${paragraph('The groups through which partnerships work: who sits in them, and which of them decides.')}
      ${actionsList([visit.may('groups.group.create') && { href: '/groups/new', text: 'Set up a group' }])}
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
  readonly members: readonly MemberCard[]
  readonly former: readonly MemberCard[]
  readonly own: Office | undefined
  readonly parts: readonly PagePart[]
}

export function groupView(visit: Visit, group: GroupCard, around: GroupAround): View {
  const { members, former, own, parts } = around
  return {
    title: group.name,
    breadcrumbs: [HOME, GROUPS],
    body: html`${heading(group.name, { caption: group.partnership_name })}
      ${group.ended_on === null ? null : tag('Closed', 'grey')}
      ${group.purpose === '' ? null : paragraph(group.purpose, { lead: true })}
      ${summaryList([
        {
          key: 'Partnership',
          value: link(`/partnerships/${group.partnership_code}`, group.partnership_name),
        },
        { key: 'Who may join', value: ACCESS[group.access] },
        { key: 'Meets', value: CADENCE[group.cadence] },
        group.decides && { key: 'Decides', value: 'For the whole partnership: each partner has one vote' },
        own !== undefined && { key: 'You', value: `${OFFICES[own]} of this group` },
      ])}
      ${groupActions(visit, group, own)}
      ${parts.map((part) => html`<section>${heading(part.title, { level: 2 })}${part.body}</section>`)}
      <section>${heading('Members', { level: 2 })}${membersPart(visit, group, members, former)}</section>`,
  }
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
    own !== undefined && { href: `${at}/leave`, text: 'Leave this group', look: 'link' },
    mayHere(visit, 'groups.group.close', group) && {
      href: `${at}/close`,
      text: 'Close this group',
      look: 'link',
    },
  ])
}

function membersPart(
  visit: Visit,
  group: GroupCard,
  members: readonly MemberCard[],
  former: readonly MemberCard[],
): Html {
  if (!visit.may('groups.membership.read')) return paragraph('Sign in to see who sits in this group.')
  const ends = mayHere(visit, 'groups.membership.end', group) && group.ended_on === null
  const ending: Column<MemberCard> = {
    key: 'end',
    label: 'End',
    kind: 'text',
    value: () => '',
    show: (row) =>
      link(`/groups/${group.code}/members/${row.person_id}/end`, 'End', { hidden: row.person_name }),
  }
  const columns = ends ? [...memberColumns, ending] : memberColumns
  return html`${table(columns, members, {
    caption: 'Members today',
    captionHidden: true,
    sortedBy: 'Offices first, then by name',
    empty: emptyState('Nobody sits in this group yet', 'Members appear once they join or are added.'),
  })}
  ${members.length > 0 ? downloads(`/groups/${group.code}/members`) : null}
  ${
    former.length === 0
      ? null
      : details(
          `Former members (${former.length})`,
          table(
            memberColumns.map((column) =>
              column.key === 'until' ? { ...column, downloadOnly: false } : column,
            ),
            former,
            { caption: 'Former members', captionSize: 's', sortedBy: 'Latest to leave first' },
          ),
        )
  }`
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
