// What a search found: workplace after workplace, how much is free there, the few that suit best and why, and what is
// not to be had, with the rule.
import { html, type Content, type Html } from '#platform/html/index.ts'
import type { View } from '#platform/http/index.ts'
import { formatClock } from '#platform/time/index.ts'
import { govuk } from '#web/govuk.ts'
import { card, details, emptyState, heading, link, pagination, paragraph } from '#web/parts.ts'
import type { Found, FoundPlace, FoundWorkplace, SearchAsked } from '../queries/search.ts'
import {
  ATTRIBUTES,
  distanceInWords,
  RESOURCE_KINDS,
  RESOURCE_KINDS_PLURAL,
  type ResourceKind,
} from '../rules.ts'
import { countWords } from '../rules/wording.ts'
import { SEARCH, searchFormOf, type SearchForm } from './search-form.ts'
import { workspacesFrame } from './frame.ts'
import { dayInWords, typedTime } from './when.ts'

/** What was asked, and the visitor for whom, who is carried on to the booking. */
type Asked = SearchAsked & { readonly visitor: string | null }

export function searchView(asked: Asked, found: Found, form: SearchForm): View {
  const { kind } = asked
  const title = `${RESOURCE_KINDS_PLURAL[kind]}, ${whenAsked(asked)}`
  return workspacesFrame('search', {
    title,
    wide: true,
    body: html`${heading(title)}${paragraph(foundWords(asked, found))}
      ${
        found.isPlaceUnknown
          ? paragraph(
              `No workplace here goes by "${asked.place}", and we do not know where that is. These are all there are.`,
            )
          : null
      }
      ${found.workplaces.map((one) => workplaceCard(asked, found, one))}${found.workplaces.length === 0 ? nothingFound(kind) : null}
      ${pagination({
        previous: asked.after === null ? null : { href: searchHref(asked, { after: null }), text: 'First' },
        next: found.next === undefined ? null : { href: searchHref(asked, { after: found.next }) },
        label: 'Pages of workplaces',
      })}
      ${heading('Search again', { level: 2 })}${searchFormOf(form)}`,
  })
}

/** The search with what is wrong with it, everything that was typed kept. */
export function faultySearchView(form: SearchForm): View {
  return workspacesFrame('search', {
    title: 'Find a place',
    status: 422,
    faulty: true,
    body: html`${govuk.errorSummary({
      titleText: 'There is a problem',
      errorList: form.faults.map((one) => ({ text: one.message, href: `#${idOf(one.field)}` })),
    })}${heading('Find a place')}${searchFormOf(form)}`,
  })
}

const SHOWN = new Set([
  'place',
  'on',
  'from',
  'until',
  'kind',
  'attributes',
  'near',
  'people',
  'untilOn',
  'which',
  'organisation',
])
// A fault of an answer that the form does not ask for leads to its beginning.
const idOf = (name: string): string => (SHOWN.has(name) ? name : 'place')

const whenAsked = ({ on, from, until, untilOn }: Asked): string =>
  untilOn === null || untilOn.equals(on)
    ? `${dayInWords(on)}, ${formatClock(from)} to ${formatClock(until)}`
    : `${dayInWords(on)}, ${formatClock(from)} until ${dayInWords(untilOn)}, ${formatClock(until)}`

function foundWords(asked: Asked, { withFree, without, nearTo, bodies, organisationId }: Found): string {
  const all = withFree + without
  const what = RESOURCE_KINDS_PLURAL[asked.kind].toLowerCase()
  const body = bodies.length < 2 ? undefined : bodies.find((one) => one.id === organisationId)
  const wants =
    asked.attributes === null || asked.attributes.length === 0
      ? ''
      : ` Each has: ${asked.attributes.map((one) => ATTRIBUTES[one].toLowerCase()).join(', ')}.`
  const who = body === undefined ? '' : ` for ${body.name}`
  const found =
    withFree === 0
      ? `No workplace has free ${what} that you may book${who} then.`
      : `${withFree} of ${countWords(all, 'workplace')} ${withFree === 1 ? 'has' : 'have'} free ${what} that you may book${who}.`
  return `${found}${nearTo === null ? '' : ` Near ${nearTo} first.`}${wants}`
}

function nothingFound(kind: ResourceKind): Html {
  return emptyState(
    'No workplace is open to you here',
    `Workplaces appear when your organisation keeps ${RESOURCE_KINDS_PLURAL[kind].toLowerCase()}, or when a partner shares its own with you. Ask the workspace manager of a partner for an agreement.`,
  )
}

function workplaceCard(asked: Asked, found: Found, one: FoundWorkplace): Html {
  const { workplace } = one
  const facts = [
    workplace.town,
    workplace.owner_name === workplace.name ? null : workplace.owner_name,
    one.km === null ? null : distanceInWords(one.km),
    one.isUsual ? 'your usual office' : null,
    one.isThere && found.nearTo !== null ? 'where you are going' : null,
  ].filter((fact) => fact !== null)
  const shown = one.best.length
  return card(
    link(`/workspaces/${workplace.code}?on=${asked.on.toString()}`, workplace.name),
    html`${paragraph(facts.join(' · '))}${paragraph(html`<strong>${freeWords(asked.kind, one)}</strong>${one.taken === 0 ? null : ` ${takenWords(one)}`}`)}${one.sitting.length === 0 ? null : paragraph(sittingWords(one))}${
      shown === 0
        ? null
        : html`<ul class="govuk-list">${one.best.map((place) => bestPlace(asked, found, place))}</ul>`
    }${
      one.free > shown && asked.site === null
        ? paragraph(
            link(
              searchHref(asked, { site: workplace.code, after: null }),
              `All ${one.free} at ${workplace.name}`,
            ),
          )
        : null
    }${one.free > shown && asked.site !== null ? paragraph(`These are the ${shown} that suit best. The day view shows all of them.`) : null}${refusedPart(asked, one)}`,
  )
}

const freeWords = (kind: ResourceKind, one: FoundWorkplace): string =>
  one.free === 0
    ? `No ${RESOURCE_KINDS[kind].toLowerCase()} is free for you then.`
    : `${countWords(one.free, RESOURCE_KINDS[kind].toLowerCase(), RESOURCE_KINDS_PLURAL[kind].toLowerCase())} free.`

const takenWords = ({ taken }: FoundWorkplace): string =>
  taken === 1 ? '1 is taken.' : `${taken} are taken.`

function sittingWords({ sitting }: FoundWorkplace): string {
  const names = [...new Set(sitting.map((one) => `${one.person_name} (${one.zone_name})`))]
  const rest = names.length - 5
  return `There then: ${names.slice(0, 5).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}.`
}

function bestPlace(asked: Asked, found: Found, place: FoundPlace): Html {
  const where = [place.where_words, place.zone_name, place.floor_name]
    .filter((words) => words !== null)
    .join(', ')
  const has = place.attributes.map((one) => ATTRIBUTES[one].toLowerCase())
  return html`<li class="govuk-!-margin-bottom-3">
    ${link(bookHref(asked, found, [place.id]), `Book ${place.name}`)}<br>${where}.${place.kind === 'room' ? ` For ${countWords(place.capacity, 'person', 'people')}.` : null}${
      place.merits.length === 0 ? null : html` <strong>${capital(place.merits.join('; '))}.</strong>`
    }${has.length === 0 ? null : html` <span class="govuk-hint govuk-!-margin-bottom-0">${capital(has.join(', '))}</span>`}
  </li> `
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)

function refusedPart(asked: Asked, one: FoundWorkplace): Html | null {
  if (one.refused.length === 0) return null
  const count = one.refused.reduce((sum, some) => sum + some.count, 0)
  const at = `?on=${asked.on.toString()}&from=${typedTime(asked.from)}&until=${typedTime(asked.until)}`
  return details(
    `${count} more ${count === 1 ? 'is' : 'are'} free, but not for you: why?`,
    html`<ul class="govuk-list govuk-list--bullet">${one.refused.map(
      ({ reason, count: some, code }): Content =>
        html`<li>${some === 1 ? '' : `${some}, for example: `}${reason.text} ${capital(reason.whose)}.${reason.possible === null ? null : ` ${capital(reason.possible)}.`} ${link(`/workspaces/${one.workplace.code}/places/${code}${at}`, 'See one of them', { hidden: `at ${one.workplace.name}: ${reason.text}` })}</li> `,
    )}</ul>`,
  )
}

const answersOf = (asked: Asked): Readonly<Record<string, string | null>> => ({
  place: asked.place,
  on: asked.on.toString(),
  from: typedTime(asked.from),
  until: typedTime(asked.until),
  untilOn: asked.untilOn?.toString() ?? null,
  which: asked.which,
  kind: asked.kind,
  people: asked.people === null ? null : String(asked.people),
  near: asked.near,
  site: asked.site,
  organisation: asked.organisation,
  after: asked.after,
  visitor: asked.visitor,
})

/** The same search with other answers. */
function searchHref(asked: Asked, other: Readonly<Record<string, string | null>>): string {
  const words = new URLSearchParams()
  for (const [name, value] of Object.entries({ ...answersOf(asked), ...other }))
    if (value !== null) words.append(name, value)
  for (const one of asked.attributes ?? []) words.append('attributes', one)
  return `${SEARCH}?${words.toString()}`
}

/** The form that books these places at the time that was asked about. */
function bookHref(asked: Asked, { bodies, organisationId }: Found, places: readonly string[]): string {
  const { on, from, until, untilOn, which, people, visitor } = answersOf(asked)
  const words = new URLSearchParams({ place: places.join(',') })
  const organisation = bodies.length < 2 ? null : organisationId
  for (const [name, value] of Object.entries({
    on,
    from,
    until,
    untilOn,
    which,
    people,
    organisation,
    visitor,
  }))
    if (value !== null && value !== undefined) words.append(name, value)
  return `/workspaces/book?${words.toString()}`
}
