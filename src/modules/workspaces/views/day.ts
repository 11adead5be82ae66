// The day of a workplace: by floor and zone, each place with what is free of it and what is taken, as a bar and in words.
import { html, safe, type Html } from '#platform/html/index.ts'
import type { View } from '#platform/http/index.ts'
import { details, emptyState, heading, link, paragraph } from '#web/parts.ts'
import type { Floor, Resource } from '../queries/estate.ts'
import type { Day, DayPlace } from '../queries/day.ts'
import type { Workplace } from '../queries/workplaces.ts'
import { ATTRIBUTES, RESOURCE_KINDS, RESOURCE_KINDS_PLURAL, type ResourceKind } from '../rules.ts'
import { minuteInWords, minutesInWords, type Minutes } from '../rules/plan-of-day.ts'
import { countWords } from '../rules/wording.ts'
import { hasInWords, placeList, planKey, planOf, type PlaceState, type PlanSketch } from './plan.ts'
import { dayInWords } from './when.ts'

export type DayQuery = Readonly<Record<'on' | 'from' | 'until' | 'kind' | 'attribute' | 'floor', string>>

export type DayShown = {
  readonly workplace: Workplace
  readonly on: Temporal.PlainDate
  readonly day: Day
  readonly floors: readonly Floor[]
  readonly asked: DayQuery
  /** Whether times were asked for: then only what can be had is shown. */
  readonly isTimed: boolean
  readonly manages: boolean
  /** What else the reader does here: receiving people, approving. */
  readonly offices: readonly { readonly href: string; readonly text: string }[]
}

export const CRUMB = { text: 'Book a workspace', href: '/workspaces' }

export function dayView(shown: DayShown): View {
  const { workplace, on, day, floors, isTimed } = shown
  const places = isTimed ? day.places.filter((one) => one.reasons.length === 0) : day.places
  const at = `/workspaces/${workplace.code}`
  return {
    title: `${workplace.name}: ${dayInWords(on)}`,
    breadcrumbs: [CRUMB],
    wide: true,
    body: html`${heading(workplace.name, { caption: dayInWords(on) })}${daysAround(at, shown)}${filters(at, shown)}${waysOn(at, shown)}${
      places.length === 0
        ? nothing(shown)
        : html`${summary(places)}${floors.map((floor) => floorOf(floor, places, shown))}`
    }`,
  }
}

const withDay = (asked: DayQuery, on: Temporal.PlainDate): string => {
  const kept = Object.entries({ ...asked, on: on.toString() }).filter(([, value]) => value !== '')
  return `?${new URLSearchParams(kept).toString()}`
}

function daysAround(at: string, { on, asked }: DayShown): Html {
  const [before, next] = [on.subtract({ days: 1 }), on.add({ days: 1 })]
  return html`<p class="govuk-body">${link(`${at}${withDay(asked, before)}`, `Back to ${dayInWords(before)}`)} <br>${link(`${at}${withDay(asked, next)}`, `On to ${dayInWords(next)}`)}</p> `
}

function waysOn(at: string, { workplace, on, floors, manages, offices }: DayShown): Html {
  const plans = floors.map((floor, nth) => [
    nth === 0 ? null : ', ',
    link(`${at}/floors/${floor.code}?on=${on.toString()}`, floor.name, { hidden: 'as a plan' }),
  ])
  return html`<p class="govuk-body">${floors.length === 0 ? null : html`As a plan: ${plans}. `}${link(`/sites/${workplace.code}`, 'The building: getting there, access, Wi-Fi')}. ${link(`${at}/terms`, 'Rules for this place')}${offices.map(
    (one) => ['. ', link(one.href, one.text)],
  )}${manages ? html`. ${link(`${at}/manage`, 'Manage this workplace')}` : null}</p> `
}

const options = (all: readonly (readonly [string, string])[], chosen: string, any: string): Html =>
  html`<option value="">${any}</option>${all.map(
    ([value, text]) =>
      html`<option value="${value}"${value === chosen ? html` selected` : null}>${text}</option>`,
  )}`

function filters(at: string, { asked, floors }: DayShown): Html {
  const kinds = (Object.keys(RESOURCE_KINDS) as ResourceKind[]).map(
    (kind) => [kind, RESOURCE_KINDS_PLURAL[kind]] as const,
  )
  const box = (name: string, label: string, type: string, value: string): Html =>
    html`<div class="govuk-form-group"><label class="govuk-label" for="f-${name}">${label}</label><input class="govuk-input" id="f-${name}" name="${name}" type="${type}" value="${value}"/></div>`
  const list = (name: string, label: string, inner: Html): Html =>
    html`<div class="govuk-form-group"><label class="govuk-label" for="f-${name}">${label}</label><select class="govuk-select" id="f-${name}" name="${name}">${inner}</select></div>`
  const isNarrowed = asked.kind !== '' || asked.attribute !== '' || asked.floor !== ''
  return html`<form class="connects-filter" method="get" action="${at}" role="search" aria-label="Which day and times">
    <div class="connects-filter__fields">${box('on', 'Day', 'date', asked.on)}${box('from', 'Free for you from', 'time', asked.from)}${box('until', 'Until', 'time', asked.until)}</div>
    ${details(
      'More: kind, floor, what it must have',
      html`<div class="connects-filter__fields">${list('kind', 'What', options(kinds, asked.kind, 'Everything'))}${list(
        'floor',
        'Floor',
        options(
          floors.map((floor) => [floor.code, floor.name] as const),
          asked.floor,
          'All floors',
        ),
      )}${list('attribute', 'It must have', options(Object.entries(ATTRIBUTES), asked.attribute, 'Anything'))}</div>`,
      { open: isNarrowed },
    )}
    <div class="govuk-button-group"><button type="submit" class="govuk-button govuk-button--secondary" data-module="govuk-button">Show</button></div>
  </form> `
}

function nothing({ workplace, isTimed, asked, manages }: DayShown): Html {
  if (isTimed || asked.kind !== '' || asked.attribute !== '' || asked.floor !== '')
    return emptyState(
      'Nothing here is free for you then',
      'Choose other times, or search all workplaces: the search says why something is not to be had.',
      { href: `/workspaces/search?site=${workplace.code}&on=${asked.on}`, text: 'Search all workplaces' },
    )
  return emptyState(
    'No places yet',
    'Desks, rooms and whatever else can be booked will stand here, each with its day.',
    manages && { href: `/workspaces/${workplace.code}/manage/places`, text: 'Add places' },
  )
}

/** "Desks: 34 of 62 have time free." */
function summary(places: readonly DayPlace[]): Html {
  const words = [...Map.groupBy(places, (one) => one.resource.kind)].map(([kind, some]) => {
    const free = some.filter((one) => one.isBookable && one.free.length > 0).length
    return `${countWords(some.length, RESOURCE_KINDS[kind].toLowerCase(), RESOURCE_KINDS_PLURAL[kind].toLowerCase())}, ${free} with time free`
  })
  return paragraph(`${words.join('; ')}.`)
}

function floorOf(floor: Floor, places: readonly DayPlace[], shown: DayShown): Html | null {
  const here = places.filter((one) => one.resource.floor_id === floor.id)
  if (here.length === 0) return null
  const zones = [...Map.groupBy(here, (one) => one.resource.zone_id).values()]
  return html`${heading(floor.name, { level: 2 })}${zones.map((some) => zoneOf(some, shown))}`
}

function zoneOf(places: readonly DayPlace[], { workplace, on, day, asked }: DayShown): Html {
  const base = `/workspaces/${workplace.code}/places/`
  const times =
    asked.from !== '' && asked.until !== ''
      ? `&from=${encodeURIComponent(asked.from)}&until=${encodeURIComponent(asked.until)}`
      : ''
  const query = `?on=${on.toString()}${times}`
  const { from, until } = day.axis
  return html`<h3 class="govuk-heading-s">${places[0]?.resource.zone_name}<span class="connects-day__axis" aria-hidden="true">${minuteInWords(from)}<span>${minuteInWords(until)}</span></span></h3>
<ul class="connects-day">${safe(places.map((one) => placeOf(one, base, query, day.axis)).join(''))}</ul> `
}

// One line for each of some hundreds of places: no more markup than it needs.
function placeOf(place: DayPlace, base: string, query: string, axis: Minutes): string {
  const { resource } = place
  return html`<li><div><a class="govuk-link" href="${base}${resource.code}${query}">${resource.name}</a><small>${hasInWords(resource)}</small></div>${bar(place, axis)}<div>${freeInWords(place)}${takenInWords(place)}</div></li>
`.text
}

const path = (spans: readonly Minutes[], from: number): string =>
  spans.map((one) => `M${one.from - from} 0h${one.until - one.from}v9h-${one.until - one.from}z`).join('')

function bar(place: DayPlace, axis: Minutes): Html {
  const own = place.taken.filter((one) => one.isMine)
  const others = place.taken.filter((one) => !one.isMine)
  const shut = closedIn(place.open, axis)
  return html`<svg viewBox="0 0 ${axis.until - axis.from} 9" preserveAspectRatio="none" aria-hidden="true">${
    shut.length === 0 ? null : html`<path class="s" d="${path(shut, axis.from)}"/>`
  }${others.length === 0 ? null : html`<path d="${path(others, axis.from)}"/>`}${own.length === 0 ? null : html`<path class="m" d="${path(own, axis.from)}"/>`}</svg>`
}

function closedIn(open: readonly Minutes[], axis: Minutes): readonly Minutes[] {
  const shut: Minutes[] = []
  let { from } = axis
  for (const one of open) {
    if (one.from > from) shut.push({ from, until: one.from })
    from = one.until
  }
  return from < axis.until ? [...shut, { from, until: axis.until }] : shut
}

function freeInWords({ isBookable, open, free }: DayPlace): Html {
  if (!isBookable) return html`Not for you to book. `
  if (open.length === 0) return html`Closed that day. `
  if (free.length === 0) return html`Nothing free. `
  return html`Free ${free.map(minutesInWords).join(', ')}. `
}

function takenInWords({ taken }: DayPlace): Html | null {
  if (taken.length === 0) return null
  return html`<small>${taken.map((one, nth) => [
    nth === 0 ? null : '; ',
    minutesInWords(one),
    ' ',
    one.isMine && one.bookingId !== null
      ? html`<a class="govuk-link" href="/workspaces/bookings/${one.bookingId}">yours</a>`
      : one.bookingId === null
        ? `out of use: ${one.words}`
        : one.words,
  ])}</small>`
}

/** What a place is to the reader: at the times asked for, or over the day. */
function stateOf(place: DayPlace, span: Minutes | null): PlaceState {
  const meets = (one: Minutes): boolean => span === null || (one.from < span.until && one.until > span.from)
  const taken = place.taken.filter(meets)
  if (taken.some((one) => one.isMine)) return 'mine'
  if (!place.isBookable) return 'not-yours'
  if (span === null ? place.free.length > 0 : place.reasons.length === 0) return 'free'
  if (taken.length === 0) return 'not-yours'
  return taken.every((one) => one.bookingId === null) ? 'blocked' : 'taken'
}

export type FloorShown = {
  readonly workplace: Workplace
  readonly floor: Floor
  readonly floors: readonly Floor[]
  readonly zones: PlanSketch['zones']
  readonly day: Day
  readonly on: Temporal.PlainDate
  readonly span: Minutes | null
  readonly backdrop: string | null
  readonly manages: boolean
}

export function floorView(shown: FloorShown): View {
  const { workplace, floor, zones, day, on, span, backdrop, manages } = shown
  const at = `/workspaces/${workplace.code}`
  const resources = day.places.map((one) => one.resource)
  const states = new Map(day.places.map((one) => [one.resource.id, stateOf(one, span)]))
  const times = span === null ? '' : `&from=${clock(span.from)}&until=${clock(span.until)}`
  const link_ = (resource: Resource): string => `${at}/places/${resource.code}?on=${on.toString()}${times}`
  const when = span === null ? dayInWords(on) : `${dayInWords(on)}, ${minutesInWords(span)}`
  return {
    title: `${floor.name}, ${workplace.name}: ${when}`,
    breadcrumbs: [CRUMB, { text: workplace.name, href: `${at}?on=${on.toString()}` }],
    wide: true,
    body: html`${heading(floor.name, { caption: `${workplace.name}, ${when}` })}${timeForm(`${at}/floors/${floor.code}`, on, span)}${otherFloors(at, shown)}${
      resources.some((one) => one.plan_x !== null)
        ? html`${planOf({ floor, zones, resources, states, link: link_, backdrop })}${planKey(states.values())}`
        : paragraph(
            html`Nothing has been put down on this plan yet. All places stand in the list.${manages ? html` ${link(`${at}/manage/floors/${floor.code}/plan`, 'Put places down')}` : null}`,
          )
    }${floor.backdrop_words === null ? null : paragraph(floor.backdrop_words, { small: true })}${placeList(
      resources,
      {
        caption: `Places on ${floor.name}`,
        states,
        link: link_,
        empty: emptyState('No places on this floor yet', 'Desks and rooms will stand here.'),
      },
    )}`,
  }
}

const clock = (at: number): string =>
  `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`

function timeForm(at: string, on: Temporal.PlainDate, span: Minutes | null): Html {
  const box = (name: string, label: string, type: string, value: string): Html =>
    html`<div class="govuk-form-group"><label class="govuk-label" for="f-${name}">${label}</label><input class="govuk-input" id="f-${name}" name="${name}" type="${type}" value="${value}"/></div>`
  return html`<form class="connects-filter" method="get" action="${at}" role="search" aria-label="Which day and times">
    <div class="connects-filter__fields">${box('on', 'Day', 'date', on.toString())}${box('from', 'From', 'time', span === null ? '' : clock(span.from))}${box('until', 'Until', 'time', span === null ? '' : clock(span.until))}</div>
    <div class="govuk-button-group"><button type="submit" class="govuk-button govuk-button--secondary" data-module="govuk-button">Show</button></div>
  </form> `
}

function otherFloors(at: string, { floor, floors, on, manages }: FloorShown): Html {
  const others = floors.filter((one) => one.id !== floor.id)
  return html`<p class="govuk-body">${
    others.length === 0
      ? null
      : html`Other floors: ${others.map((one, nth) => [nth === 0 ? null : ', ', link(`${at}/floors/${one.code}?on=${on.toString()}`, one.name)])}. `
  }${link(`${at}?on=${on.toString()}`, 'The whole day as a list')}${manages ? html`. ${link(`${at}/manage/floors/${floor.code}/plan`, 'Change this plan')}` : null}</p> `
}
