// What whoever manages a workplace sees of it: what there is to do, floors and zones with their places, maintenance.
import { html, type Content, type Html } from '#platform/html/index.ts'
import type { View } from '#platform/http/index.ts'
import type { Column } from '#platform/tables/index.ts'
import { formatDate } from '#platform/time/index.ts'
import {
  actionsList,
  downloads,
  emptyState,
  heading,
  link,
  paragraph,
  subNavigation,
  summaryList,
  table,
} from '#web/parts.ts'
import { placeInWords, type Block, type Floor, type Resource, type Zone } from '../queries/estate.ts'
import type { Workplace } from '../queries/workplaces.ts'
import { RESOURCE_KINDS, RESOURCE_KINDS_PLURAL, type ResourceKind } from '../rules.ts'
import { countWords } from '../rules/wording.ts'
import { CRUMB } from './day.ts'
import { hasInWords } from './plan.ts'
import { whenInWords } from './when.ts'

export const manageAt = (workplace: Pick<Workplace, 'code'>): string => `/workspaces/${workplace.code}/manage`

/** The way back from a page of managing. */
export const crumbsOf = (workplace: Workplace, isStart = false) => [
  CRUMB,
  { text: workplace.name, href: `/workspaces/${workplace.code}` },
  ...(isStart ? [] : [{ text: 'Manage', href: manageAt(workplace) }]),
]

export type Doing = { readonly href: string; readonly text: string; readonly what: string }

/** All that a manager can do, under a few headings. */
export function manageView(
  workplace: Workplace,
  counts: readonly { readonly kind: ResourceKind; readonly count: number }[],
  groups: readonly { readonly title: string; readonly doing: readonly Doing[] }[],
): View {
  const has = counts
    .map(({ kind, count }) =>
      countWords(count, RESOURCE_KINDS[kind].toLowerCase(), RESOURCE_KINDS_PLURAL[kind].toLowerCase()),
    )
    .join(', ')
  return {
    title: `Manage ${workplace.name}`,
    breadcrumbs: crumbsOf(workplace, true),
    body: html`${heading(`Manage ${workplace.name}`, { caption: workplace.owner_name })}${paragraph(
      has === '' ? 'It keeps no places yet. Begin with a floor and a zone.' : `It keeps ${has}.`,
    )}${groups
      .filter((group) => group.doing.length > 0)
      .map(
        ({ title, doing }) =>
          html`${heading(title, { level: 2 })}<ul class="govuk-list govuk-list--spaced">${doing.map(
            (one) =>
              html`<li>${link(one.href, one.text)}<br><span class="govuk-hint">${one.what}</span></li> `,
          )}</ul> `,
      )}`,
  }
}

export type EstateShown = {
  readonly workplace: Workplace
  readonly floors: readonly Floor[]
  readonly zones: readonly Zone[]
  readonly resources: readonly Resource[]
}

/** Floors, zones and places, each with what can be done with it. */
export function placesView({ workplace, floors, zones, resources }: EstateShown): View {
  const at = manageAt(workplace)
  return {
    title: `Floors, zones and places: ${workplace.name}`,
    breadcrumbs: crumbsOf(workplace),
    wide: true,
    body: html`${heading('Floors, zones and places', { caption: workplace.name })}${actionsList([
      { href: `${at}/floors/new`, text: 'Add a floor' },
      ...(floors.length === 0 ? [] : [{ href: `${at}/zones/new`, text: 'Add a zone' }]),
      ...(zones.length === 0
        ? []
        : [
            { href: `${at}/places/new`, text: 'Add a place' },
            { href: `${at}/places/several`, text: 'Add several places' },
          ]),
    ])}${
      floors.length === 0
        ? emptyState(
            'No floors yet',
            'A workplace has floors, floors have zones, and zones have the desks and rooms that people book.',
            { href: `${at}/floors/new`, text: 'Add the first floor' },
          )
        : floors.map((floor) =>
            floorOf(
              at,
              floor,
              zones.filter((zone) => zone.floor_id === floor.id),
              resources,
            ),
          )
    }${resources.length === 0 ? null : downloads(`${at}/places`)}`,
  }
}

function floorOf(at: string, floor: Floor, zones: readonly Zone[], resources: readonly Resource[]): Html {
  const base = `${at}/floors/${floor.code}`
  return html`${heading(floor.name, { level: 2 })}<p class="govuk-body">${link(`${base}/edit`, 'Change', { hidden: floor.name })}, ${link(`${base}/plan`, 'plan', { hidden: `of ${floor.name}` })}, ${link(`${base}/end`, 'take away', { hidden: floor.name })}</p> ${
    zones.length === 0
      ? emptyState(
          'No zones on this floor yet',
          'Rules and what is kept back for partners are said of a zone.',
          {
            href: `${at}/zones/new?floor=${floor.code}`,
            text: 'Add a zone',
          },
        )
      : zones.map((zone) =>
          zoneOf(
            at,
            zone,
            resources.filter((one) => one.zone_id === zone.id),
          ),
        )
  }`
}

function zoneOf(at: string, zone: Zone, resources: readonly Resource[]): Html {
  const base = `${at}/zones/${zone.code}`
  return html`${table(placeColumns(at), resources, {
    caption: zone.name,
    captionSize: 's',
    empty: emptyState(`${zone.name}: no places yet`, 'Desks and rooms of this zone will stand here.', {
      href: `${at}/places/several?zone=${zone.code}`,
      text: `Add places to ${zone.name}`,
    }),
  })}<p class="govuk-body-s">${link(`${base}/edit`, 'Change the zone', { hidden: zone.name })}, ${link(`${base}/end`, 'take it away', { hidden: zone.name })}</p> `
}

const placeColumns = (at: string): readonly Column<Resource>[] => [
  {
    key: 'place',
    label: 'Place',
    kind: 'text',
    value: (one) => one.name,
    show: (one) => link(`${at}/places/${one.code}/edit`, one.name),
  },
  { key: 'code', label: 'Code', kind: 'text', value: (one) => one.code },
  { key: 'where', label: 'Where', kind: 'text', value: (one) => placeInWords(one) },
  { key: 'has', label: 'What it is and has', kind: 'text', value: hasInWords },
  {
    key: 'plan',
    label: 'On the plan',
    kind: 'text',
    value: (one) => (one.plan_x === null ? 'no' : `${one.plan_x}, ${one.plan_y}`),
  },
  {
    key: 'doing',
    label: 'More',
    kind: 'text',
    value: (one) => (one.retired_on === null ? '' : `Until ${formatDate(one.retired_on)}`),
    show: (one) =>
      one.retired_on === null
        ? html`${link(`${at}/places/${one.code}/retire`, 'Retire', { hidden: one.name })}${
            one.kind === 'room'
              ? html`, ${link(`${at}/places/${one.code}/parts`, 'divide', { hidden: one.name })}`
              : null
          }, ${link(`${at}/blocks/new?place=${one.code}`, 'keep from use', { hidden: one.name })}`
        : `Until ${formatDate(one.retired_on)}`,
  },
]

export function blocksView(workplace: Workplace, blocks: readonly Block[]): View {
  const at = manageAt(workplace)
  const columns: readonly Column<Block>[] = [
    {
      key: 'place',
      label: 'Place',
      kind: 'text',
      value: (one) => one.resource_name,
      show: (one) => link(`/workspaces/${workplace.code}/places/${one.resource_code}`, one.resource_name),
    },
    { key: 'from', label: 'When', kind: 'text', value: (one) => whenInWords(one, workplace.time_zone) },
    { key: 'why', label: 'Why', kind: 'text', value: (one) => one.reason },
    {
      key: 'end',
      label: 'End',
      kind: 'text',
      value: () => '',
      show: (one) => link(`${at}/blocks/${one.id}/end`, 'Give back', { hidden: one.resource_name }),
    },
  ]
  return {
    title: `Maintenance: ${workplace.name}`,
    breadcrumbs: crumbsOf(workplace),
    wide: true,
    body: html`${heading('Maintenance', { caption: workplace.name })}${actionsList([{ href: `${at}/blocks/new`, text: 'Keep places from use' }])}${table(
      columns,
      blocks,
      {
        caption: 'Places that are, or will be, kept from use',
        captionHidden: true,
        empty: emptyState(
          'Nothing is kept from use',
          'Desks that are repaired and rooms that are painted will stand here, with the days and the reason.',
          { href: `${at}/blocks/new`, text: 'Keep places from use' },
        ),
      },
    )}`,
  }
}

/** What the page of a building says of its workspaces: facts that anybody may read (P9). */
export function sitePartView(
  workplace: Workplace,
  counts: readonly { readonly kind: ResourceKind; readonly count: number }[],
  has: readonly { readonly attribute: string; readonly count: number }[],
  mayBook: boolean,
  whoWords: string,
): Html {
  const rows: { key: string; value: Content }[] = [
    {
      key: 'What can be booked',
      value: counts
        .map(({ kind, count }) =>
          countWords(count, RESOURCE_KINDS[kind].toLowerCase(), RESOURCE_KINDS_PLURAL[kind].toLowerCase()),
        )
        .join(', '),
    },
    { key: 'Who may book', value: whoWords },
    ...(has.length === 0
      ? []
      : [{ key: 'Among them', value: has.map((one) => `${one.attribute}: ${one.count}`).join('; ') }]),
    ...said('When you arrive', workplace.arrival_words),
    ...said('Wi-Fi', workplace.wifi_words),
    ...said('If there is an alarm', workplace.evacuation_words),
    ...said('Whom to ask', workplace.contact_words),
  ]
  return html`${summaryList(rows)}${
    mayBook ? paragraph(link(`/workspaces/${workplace.code}`, `Book at ${workplace.name}`)) : null
  }`
}

const said = (key: string, words: string | null): { key: string; value: Content }[] =>
  words === null ? [] : [{ key, value: html`<span class="connects-lines">${words}</span>` }]

/** The pages that belong together when a floor's plan is made. */
export const planNavigation = (at: string, floor: Floor, current: 'plan' | 'drawing'): Html =>
  subNavigation(`Plan of ${floor.name}`, [
    { href: `${at}/floors/${floor.code}/plan`, text: 'Put places down', current: current === 'plan' },
    {
      href: `${at}/floors/${floor.code}/plan/drawing`,
      text: 'Drawing beneath',
      current: current === 'drawing',
    },
  ])
