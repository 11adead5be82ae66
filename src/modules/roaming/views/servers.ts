// Servers on pages: a member's own, those of the federation, and one with all that is known of it.
import { html, type Html } from '#platform/html/index.ts'
import type { View } from '#platform/http/index.ts'
import type { Column, Listed } from '#platform/tables/index.ts'
import {
  actionsList,
  downloads,
  emptyState,
  filterPanel,
  heading,
  link,
  listPages,
  none,
  paragraph,
  summaryList,
  table,
  tags,
} from '#web/parts.ts'
import type { Member } from '../queries/members.ts'
import type { Link, Server } from '../queries/servers.ts'
import {
  DOES_WORDS,
  ENGINE_WORDS,
  PLACE_WORDS,
  SERVER_STATE_WORDS,
  TRANSPORT_WORDS,
} from '../rules/servers.ts'
import { federationNavigation, GOVROAM, memberFrame, memberHref } from './frame.ts'
import { serverTag } from './words.ts'

export const serverHref = (server: { readonly code: string }, rest = ''): string =>
  `/govroam/servers/${server.code}${rest === '' ? '' : `/${rest}`}`

export const serverColumns: readonly Column<Server>[] = [
  {
    key: 'code',
    label: 'Server',
    kind: 'text',
    value: (row) => row.code,
    show: (row) => link(serverHref(row), row.code),
  },
  { key: 'name', label: 'Name', kind: 'text', value: (row) => row.name },
  {
    key: 'of',
    label: 'Whose',
    kind: 'text',
    value: (row) => row.organisation_name ?? PLACE_WORDS[row.place],
  },
  { key: 'address', label: 'Address', kind: 'text', value: (row) => row.address },
  { key: 'engine', label: 'Runs', kind: 'text', value: (row) => ENGINE_WORDS[row.engine] },
  {
    key: 'transport',
    label: 'By',
    kind: 'text',
    value: (row) => (row.transport === 'udp' ? 'UDP' : 'RadSec'),
  },
  {
    key: 'state',
    label: 'State',
    kind: 'text',
    value: (row) => SERVER_STATE_WORDS[row.state],
    show: (row) => serverTag(row.state),
  },
]

export function serversView(shown: {
  readonly listed: Listed<Server>
  readonly query: Readonly<Record<string, string>>
}): View {
  const { listed, query } = shown
  const { rows, next } = listed
  return {
    title: 'Govroam servers',
    breadcrumbs: [GOVROAM],
    wide: true,
    body: html`${heading('Servers', { caption: 'Govroam' })}
    ${federationNavigation('/govroam/servers', true)}
    ${actionsList([{ href: '/govroam/add-server', text: 'Register a proxy or a server above' }])}
    ${filterPanel({
      action: '/govroam/servers',
      fields: [
        {
          kind: 'select',
          name: 'place',
          label: 'Whose',
          value: query['place'],
          options: Object.entries(PLACE_WORDS).map(([value, text]) => ({ value, text })),
          any: 'All',
        },
      ],
    })}
    ${table(serverColumns, rows, {
      caption: 'Servers that are not retired',
      sortedBy: 'The federation’s own first',
      empty: emptyState(
        'No server here',
        'Begin with the proxies of the federation: members’ servers are linked to them.',
        {
          href: '/govroam/add-server',
          text: 'Register a proxy',
        },
      ),
    })}
    ${listPages('/govroam/servers', query, next)}
    ${rows.length === 0 ? null : downloads('/govroam/servers', query)}`,
  }
}

export function memberServersView(shown: {
  readonly member: Member
  readonly servers: readonly Server[]
  readonly proxies: readonly Server[]
  readonly links: readonly Link[]
  readonly mayKeep: boolean
}): View {
  const { member, servers, proxies, links, mayKeep } = shown
  return memberFrame(
    member,
    'Servers',
    html`${mayKeep ? actionsList([{ href: memberHref(member, 'servers/new'), text: 'Register a server' }]) : null}
    ${table(
      serverColumns.filter((column) => column.key !== 'of'),
      servers,
      {
        caption: 'Your servers',
        empty: emptyState(
          'No server yet',
          'The RADIUS server that signs your people in, or lets guests in, appears here. Two are better than one.',
        ),
      },
    )}
    ${heading('The proxies they talk to', { level: 2 })}
    ${paragraph('Your firewall lets your servers and these reach each other. Each is a client of yours, and you are one of theirs.')}
    ${table<Server>(
      [
        { key: 'name', label: 'Proxy', kind: 'text', value: (row) => row.name },
        { key: 'address', label: 'Address', kind: 'text', value: (row) => row.address },
        { key: 'ports', label: 'Ports', kind: 'text', value: portsWords },
        {
          key: 'linked',
          label: 'Linked to',
          kind: 'text',
          value: (row) =>
            links
              .filter((one) => one.upper_id === row.id)
              .map((one) => one.lower_code)
              .join(', '),
        },
      ],
      proxies,
      {
        caption: 'Proxies of the federation',
        captionHidden: true,
        empty: emptyState('No proxy yet', 'Those who run the federation register its proxies first.'),
      },
    )}`,
    { tab: 'servers' },
  )
}

const portsWords = (server: Server): string =>
  server.transport === 'radsec'
    ? `TCP ${server.radsec_port}`
    : `UDP ${server.auth_port} and ${server.next_port}${server.status_port === null ? '' : `, status ${server.status_port}`}; RadSec TCP ${server.radsec_port}`

export function serverView(shown: {
  readonly server: Server
  readonly links: readonly Link[]
  readonly mayKeep: boolean
  readonly runs: boolean
  /** What other parts of govroam say of it. */
  readonly more?: Html
}): View {
  const { server, links, mayKeep, runs, more } = shown
  const isRetired = server.state === 'retired'
  const whose =
    server.member_code === null
      ? { href: '/govroam/servers', text: 'Servers' }
      : { href: `/govroam/members/${server.member_code}/servers`, text: server.organisation_name ?? '' }
  return {
    title: `Server ${server.code}`,
    breadcrumbs: [GOVROAM, whose],
    wide: true,
    body: html`${heading(server.name, { caption: `Server ${server.code}` })}
    ${federationNavigation('/govroam/servers', runs)}
    ${tags(serverTag(server.state))}
    ${summaryList([
      { key: 'Whose', value: server.organisation_name ?? PLACE_WORDS[server.place] },
      { key: 'Address', value: server.address },
      { key: 'What runs on it', value: ENGINE_WORDS[server.engine] },
      { key: 'What it does', value: DOES_WORDS[server.does] },
      { key: 'Talks by', value: TRANSPORT_WORDS[server.transport] },
      { key: 'Port', value: String(server.auth_port) },
      { key: 'Second port', value: String(server.next_port) },
      { key: 'Status port', value: server.status_port === null ? none() : String(server.status_port) },
      { key: 'RadSec port', value: String(server.radsec_port) },
      { key: 'Name in its certificate', value: server.tls_name ?? none() },
      { key: 'Asked each minute', value: server.answers_status ? 'Yes' : 'No' },
      { key: 'Order', value: String(server.position) },
      {
        key: 'Site',
        value:
          server.site_code === null ? none() : link(`/sites/${server.site_code}`, server.site_name ?? ''),
      },
    ])}
    ${
      isRetired || !mayKeep
        ? null
        : actionsList([
            server.state === 'planned' && { href: serverHref(server, 'make-live'), text: 'Put it into use' },
            { href: serverHref(server, 'edit'), text: 'Change', look: 'secondary' as const },
            { href: serverHref(server, 'retire'), text: 'Retire', look: 'warning' as const },
          ])
    }
    ${heading('Whom it talks to', { level: 2 })}
    ${table<Link>(
      [
        {
          key: 'lower',
          label: 'Nearer to the person',
          kind: 'text',
          value: (row) => `${row.lower_name} (${row.lower_code})`,
        },
        {
          key: 'upper',
          label: 'Above it',
          kind: 'text',
          value: (row) => `${row.upper_name} (${row.upper_code})`,
        },
      ],
      links,
      {
        caption: 'Links',
        captionHidden: true,
        empty: emptyState('No link', 'A server is linked to every proxy as soon as both are in use.'),
      },
    )}
    ${more}`,
  }
}
