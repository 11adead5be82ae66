// Where the Wi-Fi can be used: a map made of coordinates, the equal table beside it, and a member's own list.
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
  paragraph,
  table,
} from '#web/parts.ts'
import type { Federation } from '../queries/federation.ts'
import type { Location } from '../queries/locations.ts'
import type { Member } from '../queries/members.ts'
import { countWords } from '../rules/wording.ts'
import { federationNavigation, GOVROAM, memberFrame, memberHref } from './frame.ts'

export const locationColumns: readonly Column<Location>[] = [
  {
    key: 'site',
    label: 'Site',
    kind: 'text',
    value: (row) => row.name,
    show: (row) => link(`/sites/${row.code}`, row.name),
  },
  { key: 'town', label: 'Town', kind: 'text', value: (row) => row.town },
  { key: 'postcode', label: 'Postcode', kind: 'text', value: (row) => row.postcode },
  { key: 'body', label: 'Whose', kind: 'text', value: (row) => row.organisation_name },
  { key: 'where', label: 'Where in the building', kind: 'text', value: (row) => row.coverage_words },
  { key: 'when', label: 'When', kind: 'text', value: (row) => row.hours_words },
  { key: 'points', label: 'Access points', kind: 'number', value: (row) => row.access_points },
  {
    key: 'place',
    label: 'Latitude and longitude',
    kind: 'text',
    value: (row) =>
      row.latitude === null || row.longitude === null
        ? ''
        : `${row.latitude.toFixed(4)}, ${row.longitude.toFixed(4)}`,
  },
  {
    key: 'public',
    label: 'On the public list',
    kind: 'text',
    value: (row) => (row.is_public ? 'Yes' : 'No'),
  },
]

export function sitesView(shown: {
  readonly federation: Federation | undefined
  readonly listed: Listed<Location>
  /** All of them, for the map. */
  readonly everywhere: readonly Location[]
  readonly isStaff: boolean
  readonly runs: boolean
  readonly query: Readonly<Record<string, string>>
}): View {
  const { federation, listed, everywhere, isStaff, runs, query } = shown
  const { rows, next } = listed
  const ssid = federation?.ssid ?? 'govroam'
  const columns = isStaff ? locationColumns : locationColumns.filter((column) => column.key !== 'public')
  return {
    title: 'Sites with govroam',
    ...(isStaff ? { breadcrumbs: [GOVROAM] } : {}),
    wide: true,
    body: html`${heading('Sites with govroam', { caption: federation?.name ?? 'Govroam' })}
    ${isStaff ? federationNavigation('/govroam/sites', runs) : null}
    ${paragraph(`Choose the network “${ssid}” and sign in as at your own desk. The table below says the same as the map.`)}
    ${filterPanel({
      action: '/govroam/sites',
      fields: [{ kind: 'text', name: 'search', label: 'Site, town or organisation', value: query['search'] }],
    })}
    ${mapOf(everywhere)}
    ${table(columns, rows, {
      caption: 'Sites',
      sortedBy: 'By town',
      empty: emptyState('No site here', 'Sites appear when a member that is live lists them.'),
    })}
    ${listPages('/govroam/sites', query, next)}
    ${rows.length === 0 ? null : downloads('/govroam/sites', query)}
    ${paragraph(html`${link('/govroam/sites.json', 'The public sites as the eduroam database takes them (JSON)')}`)}`,
  }
}

type Placed = Location & { readonly latitude: number; readonly longitude: number }

const MAP = { width: 960, least: 200, most: 640, margin: 60 }

/** A drawing of where sites lie to each other, north up; nothing when fewer than two have coordinates. */
function mapOf(rows: readonly Location[]): Html | null {
  const placed = rows.filter((row): row is Placed => row.latitude !== null && row.longitude !== null)
  const without = rows.length - placed.length
  const left =
    without === 0
      ? null
      : paragraph(
          `${countWords(without, 'site stands', 'sites stand')} in the table alone, because nobody has recorded where ${without === 1 ? 'it is' : 'they are'}.`,
          { small: true },
        )
  if (placed.length < 2) return rows.length === 0 ? null : left
  const { x, y, height } = scaleOf(placed)
  return html`<div class="connects-table-frame" role="region" aria-label="Map of sites" tabindex="0">
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${MAP.width} ${height}" width="${MAP.width}" height="${height}" role="img" aria-labelledby="sites-map-title sites-map-text" font-size="14" fill="#0b0c0c">
      <title id="sites-map-title">Map of sites with govroam</title>
      <desc id="sites-map-text">${countWords(placed.length, 'site')} as they lie to each other, north at the top. The table below lists them.</desc>
      <rect x="1" y="1" width="${MAP.width - 2}" height="${height - 2}" fill="#fff" stroke="#b1b4b6" stroke-width="2"/>
      <path d="M930 44V16l-6 10m6-10l6 10" fill="none" stroke="#505a5f" stroke-width="2"/><text x="930" y="60" text-anchor="middle" font-size="12">N</text>
      ${placed.map((one) => html`<circle cx="${x(one)}" cy="${y(one)}" r="6" stroke="#0b0c0c" stroke-width="1.5" fill="#fff"/>`)}
      ${labelsOf(placed, x, y).map((one) => html`<text x="${one.x}" y="${one.y}" text-anchor="${one.anchor}">${one.text}</text>`)}</svg>
  </div>
  ${left}`
}

function scaleOf(placed: readonly Placed[]) {
  const [west, east] = [
    Math.min(...placed.map((one) => one.longitude)),
    Math.max(...placed.map((one) => one.longitude)),
  ]
  const [south, north] = [
    Math.min(...placed.map((one) => one.latitude)),
    Math.max(...placed.map((one) => one.latitude)),
  ]
  // A degree of longitude is shorter than one of latitude, here by so much.
  const narrowing = Math.cos((((north + south) / 2) * Math.PI) / 180)
  const across = Math.max((east - west) * narrowing, 0.01)
  const down = Math.max(north - south, 0.01)
  const scale = Math.min((MAP.width - 2 * MAP.margin) / across, (MAP.most - 2 * MAP.margin) / down)
  const height = Math.max(MAP.least, Math.round(down * scale) + 2 * MAP.margin)
  const beside = (MAP.width - across * scale) / 2
  return {
    height,
    x: (one: Placed) => Math.round(beside + (one.longitude - west) * narrowing * scale),
    y: (one: Placed) => Math.round(MAP.margin + (north - one.latitude) * scale),
  }
}

/** One label a town, beside its first point: sites of one town lie too close for names of their own. */
function labelsOf(placed: readonly Placed[], x: (one: Placed) => number, y: (one: Placed) => number) {
  return [...Map.groupBy(placed, (one) => one.town)].flatMap(([town, there]) => {
    const [first] = there
    if (first === undefined) return []
    const isFarRight = x(first) > MAP.width - 200
    return [
      {
        x: x(first) + (isFarRight ? -12 : 12),
        y: y(first) + 5,
        anchor: isFarRight ? 'end' : 'start',
        text: there.length === 1 ? town : `${town} (${there.length})`,
      },
    ]
  })
}

export function memberSitesView(shown: {
  readonly member: Member
  readonly rows: readonly Location[]
  readonly mayKeep: boolean
}): View {
  const { member, rows, mayKeep } = shown
  const columns: readonly Column<Location>[] = [
    ...locationColumns.filter((column) => !['body', 'place', 'postcode'].includes(column.key)),
    {
      key: 'nas',
      label: 'Names of access points',
      kind: 'number',
      value: (row) => row.nas_identifiers?.length ?? 0,
    },
    ...(mayKeep
      ? [
          {
            key: 'change',
            label: 'Change',
            kind: 'text' as const,
            value: () => '',
            show: (row: Location) =>
              html`${link(memberHref(member, `sites/${row.code}/edit`), 'Change', { hidden: row.name })}
              ${link(memberHref(member, `sites/${row.code}/end`), 'Take off', { hidden: row.name })}`,
          },
        ]
      : []),
  ]
  return memberFrame(
    member,
    'Sites',
    html`${paragraph('Where guests and your own people can use the Wi-Fi. They are the same sites as everywhere on this platform.')}
    ${mayKeep ? actionsList([{ href: memberHref(member, 'sites/new'), text: 'List a site' }]) : null}
    ${table(columns, rows, {
      caption: 'Your sites with govroam',
      empty: emptyState(
        'No site listed',
        'A site that you list appears here, and once you are live on the list for everybody.',
      ),
    })}`,
    { tab: 'sites' },
  )
}
