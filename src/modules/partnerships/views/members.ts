// Who belongs to a partnership, and who did.
import { html, type Html } from '#platform/html/index.ts'
import type { Column } from '#platform/tables/index.ts'
import { formatDate } from '#platform/time/index.ts'
import { ORGANISATION_KINDS, type OrganisationKind } from '#modules/organisations/index.ts'
import {
  actionsList,
  downloads,
  emptyState,
  filterPanel,
  heading,
  link,
  paragraph,
  table,
  tag,
} from '#web/parts.ts'
import type { Member, Partnership } from '../queries/partnerships.ts'
import { JOINED_BASES } from '../rules/membership.ts'

const kindOf = (member: Member): string =>
  ORGANISATION_KINDS[member.organisation_kind as OrganisationKind] ?? member.organisation_kind

/** The columns; with steps only where the reader may take them. */
export function memberColumns(
  at: string,
  may: { leave: boolean; tier: boolean; money: boolean },
): readonly Column<Member>[] {
  return [
    {
      key: 'name',
      label: 'Organisation',
      kind: 'text',
      value: (row) => row.organisation_name,
      show: (row) => html`${link(`/organisations/${row.organisation_code}`, row.organisation_name)}`,
    },
    { key: 'kind', label: 'Kind', kind: 'text', value: kindOf },
    {
      key: 'joined',
      label: 'Joined',
      kind: 'date',
      value: (row) => row.joined_on,
      show: (row) =>
        `${row.joined_on === null ? 'Before records began' : formatDate(row.joined_on)}${row.joined_basis === 'established' ? ' (assumed)' : ''}`,
    },
    {
      key: 'basis',
      label: 'Basis of the joining date',
      kind: 'text',
      value: (row) => JOINED_BASES[row.joined_basis],
      downloadOnly: true,
    },
    {
      key: 'left',
      label: 'Last day',
      kind: 'date',
      value: (row) => row.left_on,
      show: (row) =>
        row.left_on === null ? 'Still a member' : html`${tag('Leaving or left')} ${formatDate(row.left_on)}`,
    },
    ...(may.money
      ? [{ key: 'tier', label: 'Tier', kind: 'text' as const, value: (row: Member) => row.tier_name }]
      : []),
    ...(may.leave || may.tier
      ? [
          {
            key: 'steps',
            label: 'Steps',
            kind: 'text' as const,
            value: () => '',
            show: (row: Member) =>
              html`${may.tier && row.left_on === null ? html`${link(`${at}/members/${row.id}/tier`, 'Tier', { hidden: `of ${row.organisation_name}` })} ` : null}${may.leave && row.left_on === null ? link(`${at}/members/${row.id}/leave`, 'Leaves', { hidden: row.organisation_name }) : null}`,
          },
        ]
      : []),
  ]
}

type MemberList = {
  readonly partnership: Partnership
  readonly rows: readonly Member[]
  readonly on: Temporal.PlainDate | null
  readonly query: Readonly<Record<string, string>>
  readonly columns: readonly Column<Member>[]
  readonly mayJoin: boolean
}

export function memberList({ partnership, rows, on, query, columns, mayJoin }: MemberList): Html {
  const at = `/partnerships/${partnership.code}`
  const empty =
    on === null
      ? emptyState(
          'No members yet',
          'Organisations appear here from the day they join.',
          mayJoin && { href: `${at}/members/add`, text: 'Add the first member' },
        )
      : emptyState('No members on that day', 'Choose another day.', {
          href: `${at}/members`,
          text: 'Show every membership',
        })
  return html`${heading('Members', { caption: partnership.name })}
    ${actionsList([mayJoin && { href: `${at}/members/add`, text: 'Add a member', look: 'secondary' }])}
    ${filterPanel({ action: `${at}/members`, submit: 'Show that day', fields: [{ kind: 'date', name: 'on', label: 'Members on', value: query['on'] }] })}
    ${paragraph(on === null ? 'Every membership there ever was.' : `${rows.length} ${rows.length === 1 ? 'member' : 'members'} on ${formatDate(on)}.`)}
    ${rows.some((row) => row.joined_basis === 'established') ? paragraph('Where the papers give no joining date, 1 April of the year the partnership was established is assumed.', { small: true }) : null}
    ${table(columns, rows, { caption: 'Members', captionHidden: true, sortedBy: 'By name', empty })}
    ${rows.length === 0 ? null : downloads(`${at}/members`, query)}`
}
