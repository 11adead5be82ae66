// Who sits in a group and who did: its members, the chair's term and the order in which it goes round, its history.
import type { View, Visit } from '#platform/http/index.ts'
import { html, type Html } from '#platform/html/index.ts'
import type { Column, Listed } from '#platform/tables/index.ts'
import { formatDate } from '#platform/time/index.ts'
import {
  actionsList,
  details,
  downloads,
  emptyState,
  heading,
  link,
  listPages,
  numbered,
  paragraph,
  summaryList,
  table,
  tag,
} from '#web/parts.ts'
import type { GroupCard, MemberCard } from '../queries.ts'
import type { Turn } from '../queries/rotation.ts'
import { OFFICES, type Office } from '../rules.ts'

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

export const historyColumns: readonly Column<MemberCard>[] = [
  ...memberColumns.map((column) => ({ ...column, downloadOnly: false })),
  {
    key: 'reason',
    label: 'Out of turn because',
    kind: 'text',
    value: (row) => row.reason,
    downloadOnly: true,
  },
]

function officeTag(row: { readonly office: Office }): Html | string {
  return row.office === 'member' ? OFFICES.member : tag(OFFICES[row.office], 'blue')
}

const FEW = 6

/** On the group's page: who holds an office, a few members, and the way to all of them. */
export function peoplePart(visit: Visit, group: GroupCard, members: readonly MemberCard[]): Html {
  if (!visit.may('groups.membership.read')) return paragraph('Sign in to see who sits in this group.')
  const officers = members.filter((one) => one.office !== 'member').length
  const few = members.slice(0, Math.max(FEW, officers))
  return html`${table(memberColumns.slice(0, 3), few, {
    caption: 'Members today',
    captionHidden: true,
    sortedBy: 'Offices first, then by name',
    empty: emptyState('Nobody sits in this group yet', 'Members appear once they join or are added.'),
  })}
  ${paragraph(
    html`${link(`/groups/${group.code}/people`, members.length > few.length ? `See all ${members.length} members` : 'The members in full')}. ${link(`/groups/${group.code}/history`, 'Who sat in it when')}.`,
  )}`
}

export function peopleView(
  visit: Visit,
  group: GroupCard,
  members: readonly MemberCard[],
  former: readonly MemberCard[],
  more: { readonly ends: boolean; readonly turn: Turn | undefined; readonly rotates: boolean },
): View {
  const at = `/groups/${group.code}`
  const ending: Column<MemberCard> = {
    key: 'end',
    label: 'End',
    kind: 'text',
    value: () => '',
    show: (row) => link(`${at}/members/${row.person_id}/end`, 'End', { hidden: row.person_name }),
  }
  return {
    title: `Members: ${group.name}`,
    back: { href: at, text: group.name },
    body: html`${heading('Members', { caption: group.name })}
      ${table(more.ends && group.ended_on === null ? [...memberColumns, ending] : memberColumns, members, {
        caption: 'Members today',
        captionHidden: true,
        sortedBy: 'Offices first, then by name',
        empty: emptyState('Nobody sits in this group yet', 'Members appear once they join or are added.'),
      })}
      ${members.length > 0 ? downloads(`${at}/members`) : null}
      ${chairPart(at, more.turn, more.rotates)}
      ${
        former.length === 0
          ? null
          : details(
              `Former members (${former.length})`,
              table(
                memberColumns.map((column) => ({ ...column, downloadOnly: false })),
                former,
                { caption: 'Former members', captionSize: 's', sortedBy: 'Latest to leave first' },
              ),
            )
      }
      ${paragraph(link(`${at}/history`, 'Who sat in it when'))}`,
  }
}

/** The chair's term and whose turn comes next. */
function chairPart(at: string, turn: Turn | undefined, rotates: boolean): Html | null {
  if (turn === undefined) return null
  const isSet = turn.termMonths !== null || turn.order.length > 0
  if (!isSet && !rotates) return null
  return html`${heading('The chair', { level: 2 })}
    ${
      isSet
        ? summaryList([
            {
              key: 'In the chair',
              value:
                turn.chair === undefined
                  ? 'Nobody'
                  : `${turn.chair.name}, ${turn.chair.organisation}, which took it on ${formatDate(turn.chair.since)}`,
            },
            turn.endsOn !== null && { key: 'Term ends on', value: formatDate(turn.endsOn) },
            turn.next !== undefined && { key: 'Next in turn', value: turn.next.name },
            turn.order.length > 0 && { key: 'Order', value: numbered(turn.order.map((one) => one.name)) },
          ])
        : paragraph('No term and no rotation is set: the group appoints its chair as it likes.')
    }
    ${actionsList([rotates && { href: `${at}/rotation`, text: 'Set the rotation', look: 'secondary' }])}`
}

export function historyView(visit: Visit, group: GroupCard, listed: Listed<MemberCard>): View {
  const at = `/groups/${group.code}`
  return {
    title: `Who sat in it when: ${group.name}`,
    back: { href: at, text: group.name },
    body: html`${heading('Who sat in it when', { caption: group.name })}
      ${paragraph('Every seat and office there was, from its first day up to, not including, its last.')}
      ${table(
        historyColumns
          .filter((column) => column.key !== 'reason' || listed.rows.some((row) => row.reason !== ''))
          .map((column) => ({ ...column, downloadOnly: false })),
        listed.rows,
        {
          caption: 'Membership history',
          captionHidden: true,
          sortedBy: 'Latest to begin first',
          empty: emptyState(
            'Nobody has sat in this group yet',
            'Memberships appear once people join or are added.',
          ),
        },
      )}
      ${listed.rows.length > 0 ? downloads(`${at}/history`) : null}
      ${listPages(`${at}/history`, visit.query, listed.next)}`,
  }
}
