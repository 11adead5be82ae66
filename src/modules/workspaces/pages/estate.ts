// Managing what a workplace has: words, floors, zones, places, maintenance; and the start of all managing.
import { notFound } from '#platform/errors/index.ts'
import { html } from '#platform/html/index.ts'
import { form, get, page, type FormState, type View, type Visit } from '#platform/http/index.ts'
import { fileOf, formatOf } from '#platform/tables/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { errorSummary, renderForm, type FormMore } from '#web/forms.ts'
import { heading, paragraph } from '#web/parts.ts'
import { CLOSE } from '../actions/closing.ts'
import { INVOKE } from '../actions/continuity.ts'
import { ARRIVALS } from '../queries/arrivals.ts'
import { APPROVE } from '../queries/bookings.ts'
import { EXPORT } from '../queries/export.ts'
import { NAMES } from '../queries/names.ts'
import { RECIPROCITY } from '../queries/reciprocity.ts'
import { USE } from '../queries/use.ts'
import { endBlock, makeBlock } from '../actions/blocks.ts'
import { addFloor, editFloor, endFloor } from '../actions/floors.ts'
import { divideRoom } from '../actions/parts.ts'
import { addResource, addResources, editResource, retireResource } from '../actions/resources.ts'
import { describeWorkplace, openWorkplace } from '../actions/workplaces.ts'
import { addZone, editZone, endZone } from '../actions/zones.ts'
import { bookingsAhead } from '../queries/displacing.ts'
import {
  blocksAhead,
  countsByKind,
  floorByCode,
  floorsOf,
  resourceByCode,
  resourcesOf,
  sitesToOpen,
  zoneByCode,
  zonesOf,
  type Floor,
  type Resource,
  type Zone,
} from '../queries/estate.ts'
import { holdsAt, MANAGE } from '../queries/seeing.ts'
import type { Workplace } from '../queries/workplaces.ts'
import { placeFileColumns, placeFileRows } from '../views/place-file.ts'
import { CRUMB } from '../views/day.ts'
import { blocksView, crumbsOf, manageAt, manageView, placesView, type Doing } from '../views/estate.ts'
import { whenInWords } from '../views/when.ts'
import { managed } from './managed.ts'

const here = (visit: Visit): Promise<Workplace> => managed(visit, MANAGE)

type AtFloor = { readonly workplace: Workplace; readonly floor: Floor }
type AtZone = { readonly workplace: Workplace; readonly zone: Zone }
type AtPlace = { readonly workplace: Workplace; readonly place: Resource }

export async function floorHere(visit: Visit): Promise<AtFloor> {
  const workplace = await here(visit)
  const floor = await floorByCode(visit, workplace.site_id, visit.params['floor'] ?? '')
  return floor.ended_on === null ? { workplace, floor } : notFound('floor')
}

async function zoneHere(visit: Visit): Promise<AtZone> {
  const workplace = await here(visit)
  const zone = await zoneByCode(visit, workplace.site_id, visit.params['zone'] ?? '')
  return zone.ended_on === null ? { workplace, zone } : notFound('zone')
}

async function placeHere(visit: Visit): Promise<AtPlace> {
  const workplace = await here(visit)
  const place = await resourceByCode(visit, workplace.code, visit.params['code'] ?? '')
  const isGone =
    place.retired_on !== null && Temporal.PlainDate.compare(place.retired_on, londonDate(visit.now)) <= 0
  return isGone ? notFound('place') : { workplace, place }
}

/** A form of managing under its heading. */
export function formView(
  title: string,
  workplace: Workplace,
  state: FormState,
  more: Omit<FormMore, 'cancel' | 'summary'> & { readonly cancel?: string },
): View {
  const { cancel, ...rest } = more
  return {
    title: `${title}: ${workplace.name}`,
    breadcrumbs: crumbsOf(workplace),
    body: html`${errorSummary(state)}${heading(title, { caption: workplace.name })}${renderForm(state, {
      ...rest,
      summary: false,
      cancel: { href: cancel ?? `${manageAt(workplace)}/places` },
    })}`,
  }
}

const places = (code: string, notice: string) => ({ to: `/workspaces/${code}/manage/places`, notice })

async function zoneOptions(visit: Visit, workplace: Workplace) {
  const floors = await floorsOf(visit, workplace.site_id)
  const zones = await zonesOf(visit, workplace.site_id)
  return zones.map((zone) => ({
    value: zone.id,
    text: `${zone.name}, ${floors.find((floor) => floor.id === zone.floor_id)?.name ?? ''}`,
  }))
}

/** The zone that the address names, so that the form begins with it. */
async function zoneAsked(visit: Visit, workplace: Workplace): Promise<string | undefined> {
  const zones = await zonesOf(visit, workplace.site_id)
  return (
    zones.find((zone) => zone.code === visit.query['zone']) ?? (zones.length === 1 ? zones[0] : undefined)
  )?.id
}

const start = get('/workspaces/:site/manage', {
  permission: MANAGE,
  async run(visit) {
    const workplace = await here(visit)
    const counts = await countsByKind(visit, [workplace.site_id])
    return page(manageView(workplace, counts, doingAt(visit, workplace)))
  },
})

function doingAt(visit: Visit, workplace: Workplace) {
  const at = manageAt(workplace)
  const own = `/workspaces/${workplace.code}`
  const one = (href: string, text: string, what: string, permission?: string): Doing[] =>
    permission === undefined || holdsAt(visit, permission, workplace) ? [{ href, text, what }] : []
  return [
    {
      title: 'Today',
      doing: [
        ...one(
          `${at}/approvals`,
          'What waits for approval',
          'Say yes or no to bookings that need it',
          APPROVE,
        ),
        ...one(`${own}/arrivals`, 'Who arrives', 'Visitors and staff of partners who come today', ARRIVALS),
        ...one(
          `${own}/evacuation`,
          'Evacuation list',
          'Who is in the building, to print or to keep at hand',
          ARRIVALS,
        ),
        ...one(`${at}/waiting`, 'Who waits', 'The waiting list, and what was offered'),
      ],
    },
    {
      title: 'What there is',
      doing: [
        ...one(
          `${at}/places`,
          'Floors, zones and places',
          'Add desks and rooms, change them, retire them, draw the plans',
        ),
        ...one(`${at}/blocks`, 'Maintenance', 'Keep places from use while they are repaired'),
        ...one(
          `${at}/words`,
          'What visitors are told',
          'Arriving, Wi-Fi, alarm, whom to ask, privacy; time zone and how long names are kept',
        ),
        ...one(`${at}/codes`, 'Check-in sheets', 'A code for each desk, to print'),
        ...one(`${at}/panels`, 'Screens', 'In the foyer and at the doors of rooms'),
        ...one(
          `${at}/networks`,
          'From where people check in',
          'The networks of the office, if you ask for it',
        ),
        ...one(`${at}/calendar-file`, 'Bring in a calendar', 'What is in the calendar of a room so far'),
      ],
    },
    {
      title: 'On whose terms',
      doing: [
        ...one(`${at}/terms`, 'Rules', 'Who may book what, when and how'),
        ...one(`${at}/allocations`, 'Allocations', 'What is kept back for a partner, or limited'),
        ...one(`${at}/groups`, 'Groups of partners', 'Named once, and used in rules and agreements'),
        ...one(`${at}/agreements`, 'Agreements', 'Which partners are let in'),
        ...one(`${at}/officers`, 'Who runs it', 'Managers, approvers, reception, business continuity'),
      ],
    },
    {
      title: 'How it goes, and when it does not',
      doing: [
        ...one(
          `${at}/use`,
          'How it is used',
          'By hour, day, zone and partner; no-shows and refused demand',
          USE,
        ),
        ...one('/workspaces/reciprocity', 'Given and taken', 'Between each pair of partners', RECIPROCITY),
        ...one(`${at}/names`, 'Who looked at names', 'Of people of other organisations', NAMES),
        ...one(`${at}/export`, 'Download everything', 'Of all the workplaces of your organisation', EXPORT),
        ...one(`${at}/closing`, 'Closing', 'For a day, or for good, with everybody moved or told', CLOSE),
        ...one(`${at}/continuity`, 'Business continuity', 'When the building cannot be used', INVOKE),
      ],
    },
  ]
}

const open = form('/workspaces/open', {
  action: openWorkplace,
  values: (visit) => ({ openedOn: londonDate(visit.now).toString() }),
  async options(visit) {
    const sites = await sitesToOpen(visit)
    return {
      site: sites.map((one) => ({ value: one.id, text: `${one.name}, ${one.town} (${one.owner_name})` })),
    }
  },
  view: (_visit, _loaded, state) => ({
    title: 'Open a site as a workplace',
    breadcrumbs: [CRUMB],
    body: html`${errorSummary(state)}${heading('Open a site as a workplace')}${paragraph(
      'The site then keeps desks and rooms that can be booked: at first by your own staff, and by partners once you agree with them.',
    )}${renderForm(state, { submit: 'Open it', summary: false, cancel: { href: '/workspaces' }, more: WORDS })}`,
  }),
  then: ({ code }) => ({
    to: `/workspaces/${code}/manage`,
    notice: 'The workplace is open. Add its floors next.',
  }),
})

const WORDS: NonNullable<FormMore['more']> = {
  arrival: { lines: 4 },
  wifi: { lines: 3 },
  evacuation: { lines: 4 },
  contact: { lines: 2 },
  privacy: { lines: 5 },
}

const words = form('/workspaces/:site/manage/words', {
  action: describeWorkplace,
  load: here,
  fixed: (visit) => ({ site: visit.params['site'] }),
  values: (_visit, workplace) => ({
    arrival: workplace.arrival_words ?? '',
    wifi: workplace.wifi_words ?? '',
    evacuation: workplace.evacuation_words ?? '',
    contact: workplace.contact_words ?? '',
    privacy: workplace.privacy_words ?? '',
    timeZone: workplace.time_zone,
    furthestDays: String(workplace.furthest_days),
    retentionMonths: String(workplace.retention_months),
    version: String(workplace.version),
  }),
  view: (_visit, workplace, state) =>
    formView('What visitors are told', workplace, state, {
      submit: 'Save',
      cancel: manageAt(workplace),
      more: WORDS,
    }),
  then: ({ code }) => ({
    to: `/workspaces/${code}/manage`,
    notice: 'What you said of the workplace was saved.',
  }),
})

const list = get('/workspaces/:site/manage/places', {
  permission: MANAGE,
  async run(visit) {
    const workplace = await here(visit)
    const floors = await floorsOf(visit, workplace.site_id)
    const zones = await zonesOf(visit, workplace.site_id)
    const resources = await resourcesOf(visit, workplace.site_id)
    const shown = { workplace, floors, zones, resources }
    const format = formatOf(visit)
    if (format !== undefined)
      return fileOf(format, `${workplace.code}-places`, placeFileColumns, placeFileRows(shown))
    return page(placesView(shown))
  },
})

const floorNew = form('/workspaces/:site/manage/floors/new', {
  action: addFloor,
  load: here,
  fixed: (visit) => ({ site: visit.params['site'] }),
  values: () => ({ planWidth: '1200', planHeight: '700' }),
  view: (_visit, workplace, state) => formView('Add a floor', workplace, state, { submit: 'Add the floor' }),
  then: ({ site }) => places(site, 'The floor was added. Give it a zone next.'),
})

const floorEdit = form('/workspaces/:site/manage/floors/:floor/edit', {
  action: editFloor,
  load: floorHere,
  values: (_visit, { floor }) => ({
    floor: floor.id,
    name: floor.name,
    level: String(floor.level),
    planWidth: String(floor.plan_width),
    planHeight: String(floor.plan_height),
    version: String(floor.version),
  }),
  view: (_visit, { workplace, floor }, state) =>
    formView(`Change ${floor.name}`, workplace, state, { submit: 'Save' }),
  then: ({ site }) => places(site, 'The floor was changed.'),
})

const floorEnd = form('/workspaces/:site/manage/floors/:floor/end', {
  action: endFloor,
  load: floorHere,
  values: (_visit, { floor }) => ({ floor: floor.id, version: String(floor.version) }),
  view: (_visit, { workplace, floor }, state) =>
    formView(`Take ${floor.name} away`, workplace, state, {
      submit: 'Take it away',
      look: 'warning',
      before: paragraph('It must have no places any more. Its zones go with it; past bookings are kept.'),
    }),
  then: ({ site }) => places(site, 'The floor was taken away.'),
})

const zoneNew = form('/workspaces/:site/manage/zones/new', {
  action: addZone,
  load: here,
  async values(visit, workplace) {
    const floors = await floorsOf(visit, workplace.site_id)
    const asked = floors.find((floor) => floor.code === visit.query['floor'])
    return { floor: (asked ?? (floors.length === 1 ? floors[0] : undefined))?.id }
  },
  async options(visit, workplace) {
    const floors = await floorsOf(visit, workplace.site_id)
    return { floor: floors.map((floor) => ({ value: floor.id, text: floor.name })) }
  },
  view: (_visit, workplace, state) => formView('Add a zone', workplace, state, { submit: 'Add the zone' }),
  then: ({ site }) => places(site, 'The zone was added. Add its places next.'),
})

const zoneEdit = form('/workspaces/:site/manage/zones/:zone/edit', {
  action: editZone,
  load: zoneHere,
  values: (_visit, { zone }) => ({
    zone: zone.id,
    name: zone.name,
    where: zone.where_words ?? '',
    x: zone.plan_x ?? '',
    y: zone.plan_y ?? '',
    width: zone.plan_width ?? '',
    height: zone.plan_height ?? '',
    version: String(zone.version),
  }),
  view: (_visit, { workplace, zone }, state) =>
    formView(`Change ${zone.name}`, workplace, state, { submit: 'Save' }),
  then: ({ site }) => places(site, 'The zone was changed.'),
})

const zoneEnd = form('/workspaces/:site/manage/zones/:zone/end', {
  action: endZone,
  load: zoneHere,
  values: (_visit, { zone }) => ({ zone: zone.id, version: String(zone.version) }),
  view: (_visit, { workplace, zone }, state) =>
    formView(`Take ${zone.name} away`, workplace, state, {
      submit: 'Take it away',
      look: 'warning',
      before: paragraph('It must have no places any more. Past bookings are kept.'),
    }),
  then: ({ site }) => places(site, 'The zone was taken away.'),
})

const SECTIONS = (first: readonly string[], last: readonly string[]): NonNullable<FormMore['sections']> => [
  { title: 'What it is', fields: [...first, 'name', 'capacity', 'attributes', 'heldForAccess'] },
  {
    title: 'Where it is',
    text: 'Words come first: they are what somebody reads who does not use the plan. A row says which desks stand beside each other.',
    fields: ['where', 'row', 'rowPlace', 'x', 'y'],
  },
  { title: 'Before and after a booking', fields: ['setup', 'clear', ...last] },
]

const placeNew = form('/workspaces/:site/manage/places/new', {
  action: addResource,
  load: here,
  values: async (visit, workplace) => ({
    zone: await zoneAsked(visit, workplace),
    kind: 'desk',
    capacity: '1',
    heldForAccess: 'no',
    setup: '0',
    clear: '0',
  }),
  options: async (visit, workplace) => ({ zone: await zoneOptions(visit, workplace) }),
  view: (_visit, workplace, state) =>
    formView('Add a place', workplace, state, {
      submit: 'Add the place',
      sections: SECTIONS(['zone', 'kind', 'code'], ['from']),
    }),
  then: ({ site, code }) => places(site, `${code} was added. It can be booked on the terms of its zone.`),
})

const placesNew = form('/workspaces/:site/manage/places/several', {
  action: addResources,
  load: here,
  values: async (visit, workplace) => ({
    zone: await zoneAsked(visit, workplace),
    kind: 'desk',
    capacity: '1',
    heldForAccess: 'no',
  }),
  options: async (visit, workplace) => ({ zone: await zoneOptions(visit, workplace) }),
  view: (_visit, workplace, state) =>
    formView('Add several places', workplace, state, { submit: 'Add the places' }),
  then: ({ site, count }) => places(site, count === 1 ? '1 place was added.' : `${count} places were added.`),
})

const placeEdit = form('/workspaces/:site/manage/places/:code/edit', {
  action: editResource,
  load: placeHere,
  values: (_visit, { place }) => ({
    resource: place.id,
    zone: place.zone_id,
    name: place.name,
    capacity: String(place.capacity),
    attributes: place.attributes,
    heldForAccess: place.held_for_access ? 'yes' : 'no',
    where: place.where_words ?? '',
    row: place.row_name ?? '',
    rowPlace: place.row_place ?? '',
    x: place.plan_x ?? '',
    y: place.plan_y ?? '',
    setup: String(place.setup_minutes),
    clear: String(place.clear_minutes),
    version: String(place.version),
  }),
  options: async (visit, { workplace }) => ({ zone: await zoneOptions(visit, workplace) }),
  view: (_visit, { workplace, place }, state) =>
    formView(`Change ${place.name}`, workplace, state, {
      submit: 'Save',
      sections: SECTIONS(['zone'], ['resource', 'version']),
    }),
  then: ({ site, code }) => places(site, `${code} was changed.`),
})

const placeRetire = form('/workspaces/:site/manage/places/:code/retire', {
  action: retireResource,
  load: placeHere,
  values: (visit, { place }) => ({
    resource: place.id,
    on: londonDate(visit.now).toString(),
    becomes: 'move',
    version: String(place.version),
  }),
  async view(visit, { workplace, place }, state) {
    const ahead = await bookingsAhead(visit, {
      siteId: workplace.site_id,
      resourceIds: [place.id, ...place.whole_ids],
    })
    const shown = ahead.slice(0, 10)
    return formView(`Retire ${place.name}`, workplace, state, {
      submit: 'Retire it',
      look: 'warning',
      before: html`${paragraph('It can no longer be booked from that day on. Past bookings are kept, and its code is never given to another place.')}${
        ahead.length === 0
          ? paragraph('Nothing is booked there ahead.')
          : html`${paragraph(`${ahead.length === 1 ? '1 booking lies' : `${ahead.length} bookings lie`} ahead. Whoever has one is told what became of it.`)}<ul class="govuk-list govuk-list--bullet">${shown.map(
              (one) => html`<li>${whenInWords(one, one.time_zone)}: ${one.organisation_name}</li> `,
            )}</ul>${ahead.length > shown.length ? paragraph(`and ${ahead.length - shown.length} more`) : null}`
      }`,
    })
  },
  then: ({ site, code, moved, withdrawn }) =>
    places(
      site,
      moved + withdrawn === 0
        ? `${code} is retired.`
        : `${code} is retired. Bookings moved: ${moved}; withdrawn: ${withdrawn}. Everybody is told.`,
    ),
})

const placeParts = form('/workspaces/:site/manage/places/:code/parts', {
  action: divideRoom,
  load: placeHere,
  values: (_visit, { place }) => ({
    resource: place.id,
    parts: place.part_ids,
    version: String(place.version),
  }),
  async options(visit, { workplace, place }) {
    const rooms = await resourcesOf(visit, workplace.site_id, { floorId: place.floor_id })
    return {
      parts: rooms
        .filter((one) => one.kind === 'room' && one.id !== place.id && one.part_ids.length === 0)
        .map((one) => ({ value: one.id, text: `${one.name}, room for ${one.capacity}` })),
    }
  },
  view: (_visit, { workplace, place }, state) =>
    formView(`How ${place.name} is divided`, workplace, state, {
      submit: 'Save',
      more: { parts: { as: 'checkboxes' } },
    }),
  then: ({ site, code, parts }) =>
    places(site, parts === 0 ? `${code} is not divided any more.` : `${code} has ${parts} parts now.`),
})

const blocks = get('/workspaces/:site/manage/blocks', {
  permission: MANAGE,
  async run(visit) {
    const workplace = await here(visit)
    return page(blocksView(workplace, await blocksAhead(visit, workplace.site_id)))
  },
})

const blockNew = form('/workspaces/:site/manage/blocks/new', {
  action: makeBlock,
  load: here,
  fixed: (visit) => ({ site: visit.params['site'] }),
  async values(visit, workplace) {
    const asked = visit.query['place']
    const chosen =
      asked === undefined
        ? undefined
        : (await resourcesOf(visit, workplace.site_id)).find((one) => one.code === asked)
    return {
      places: chosen === undefined ? [] : [chosen.id],
      on: londonDate(visit.now).add({ days: 1 }).toString(),
      from: '08:00',
      until: '18:00',
      booked: 'refuse',
    }
  },
  async options(visit, workplace) {
    const all = await resourcesOf(visit, workplace.site_id)
    return { places: all.map((one) => ({ value: one.id, text: `${one.name}, ${one.zone_name}` })) }
  },
  view: (_visit, workplace, state) =>
    formView('Keep places from use', workplace, state, {
      submit: 'Keep them from use',
      fields: ['on', 'from', 'untilOn', 'until', 'which', 'reason', 'booked', 'places'],
      cancel: `${manageAt(workplace)}/blocks`,
    }),
  then: ({ site, blocks: count, moved, withdrawn }) => ({
    to: `/workspaces/${site}/manage/blocks`,
    notice: `${count === 1 ? '1 place is' : `${count} places are`} kept from use.${
      moved + withdrawn === 0 ? '' : ` Bookings moved: ${moved}; withdrawn: ${withdrawn}. Everybody is told.`
    }`,
  }),
})

const blockEnd = form('/workspaces/:site/manage/blocks/:block/end', {
  action: endBlock,
  async load(visit) {
    const workplace = await here(visit)
    const block = (await blocksAhead(visit, workplace.site_id)).find(
      (one) => one.id === visit.params['block'],
    )
    return block === undefined ? notFound('block') : { workplace, block }
  },
  values: (_visit, { block }) => ({ block: block.id }),
  view: (_visit, { workplace, block }, state) =>
    formView(`Give ${block.resource_name} back to use`, workplace, state, {
      submit: 'Give it back',
      cancel: `${manageAt(workplace)}/blocks`,
      before: paragraph(
        `${whenInWords(block, workplace.time_zone)}: ${block.reason}. From now on it can be booked.`,
      ),
    }),
  then: ({ site }) => ({ to: `/workspaces/${site}/manage/blocks`, notice: 'The place can be booked again.' }),
})

export const estatePages = [
  start,
  open,
  words,
  list,
  floorNew,
  floorEdit,
  floorEnd,
  zoneNew,
  zoneEdit,
  zoneEnd,
  placeNew,
  placesNew,
  placeEdit,
  placeRetire,
  placeParts,
  blocks,
  blockNew,
  blockEnd,
]
