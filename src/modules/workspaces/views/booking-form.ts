// The booking form: one page for a desk, a room and a parking space together, with the terms in plain words; and, when it
// is not to be had, why and what else is, each one press away.
import { html, type Html } from '#platform/html/index.ts'
import type { FormState, View } from '#platform/http/index.ts'
import { errorSummary, renderField, renderForm } from '#web/forms.ts'
import { details, heading, inset, link, paragraph } from '#web/parts.ts'
import type { Alternative } from '../queries/alternatives.ts'
import { placeInWords, type Resource } from '../queries/estate.ts'
import type { Reason, Situation } from '../rules.ts'
import type { InstantSpan } from '../rules/local-time.ts'
import { reasonsList, termsList } from './terms-in-words.ts'
import { timesInWords, typedTime, whenInWords } from './when.ts'

/** One of the places chosen, with what is known of it at the time asked for. */
export type Chosen = {
  readonly resource: Resource
  readonly site: { readonly code: string; readonly name: string; readonly zone: string }
  /** Absent while the time cannot be read, or where a refusal has said all there is to say. */
  readonly situation?: Situation
  readonly reasons: readonly Reason[]
}

export type BookingForm = {
  readonly chosen: readonly Chosen[]
  readonly span: InstantSpan | null
  readonly alternatives: readonly Alternative[]
  readonly now: Temporal.Instant
  readonly bodies: number
  readonly offers: { readonly people: boolean; readonly visitors: boolean; readonly beside: boolean }
}

export const HOLD = '/workspaces/hold'
export const BOOK_FORM = '/workspaces/book'

export function bookingFormView(state: FormState, about: BookingForm): View {
  const { chosen } = about
  const [first] = chosen
  if (first === undefined) return nothingChosen(state)
  const title = chosen.length === 1 ? `Book ${first.resource.name}` : `Book ${chosen.length} places`
  const isConflict = state.problem !== undefined
  const showsPlaces = about.offers.beside || hasFault(state, 'places')
  return {
    title,
    back: { href: `/workspaces/${first.site.code}`, text: first.site.name },
    body: html`${errorSummary(state)}${heading(title, { caption: first.site.name })}
      ${isConflict ? null : chosen.map((one) => againstIt(one, about))}${instead(state, about)}
      ${chosen.map((one) => paragraph(html`<strong>${one.resource.name}</strong>: ${placeInWords(one.resource)}${one.site.code === first.site.code ? null : `, ${one.site.name}`}. ${link(`/workspaces/${one.site.code}/places/${one.resource.code}`, 'All about it', { hidden: one.resource.name })}`))}
      ${renderForm(state, {
        submit: chosen.length === 1 ? 'Book it' : 'Book all of it',
        summary: false,
        cancel: { href: '/workspaces' },
        fields: [...(showsPlaces ? ['places'] : []), 'on', 'from', 'until', ...askedOpenly(state, about)],
        before: html`${firstButton()}${showsPlaces ? null : hiddenPlaces(chosen)}`,
        after: html`${moreQuestions(state, about)}${chosen.length > 1 ? holdButton() : null}`,
        more: {
          places: {
            label: 'What you book',
            hint: 'Others that are free at the same time are offered along with it.',
          },
          which: { as: 'radios', label: 'The clocks go back: which of the two?' },
          organisation: { as: 'radios' },
        },
      })}
      ${about.span === null ? null : theTerms(about, about.span)}`,
  }
}

/** Whoever presses Enter books: the first button of a form is the one that is meant. */
const firstButton = (): Html =>
  html`<button type="submit" class="govuk-visually-hidden" tabindex="-1" aria-hidden="true">Book</button> `

const hiddenPlaces = (chosen: readonly Chosen[]): Html =>
  html`${chosen.map((one) => html`<input type="hidden" name="places" value="${one.resource.id}"> `)}`

const holdButton = (): Html =>
  html`<p class="govuk-body">Not sure yet? <button type="submit" formaction="${HOLD}" class="govuk-button govuk-button--secondary govuk-!-margin-bottom-0" data-module="govuk-button">Keep it for 5 minutes</button></p> `

const isAnswered = ({ values }: FormState, name: string): boolean =>
  values[name] !== undefined && values[name] !== '' && values[name] !== null

const hasFault = ({ faults }: FormState, name: string): boolean =>
  faults.some((one) => one.field === name || one.field.startsWith(`${name}-`))

/** Questions that stand open on the form: what must be answered, or what a room is asked about. */
function askedOpenly(state: FormState, { chosen, bodies }: BookingForm): string[] {
  const isForSeveral = chosen.some((one) => one.resource.capacity > 1) || hasFault(state, 'people')
  return [
    ...(hasFault(state, 'which') || isAnswered(state, 'which') ? ['which'] : []),
    ...(isForSeveral ? ['people'] : []),
    ...(bodies > 1 || hasFault(state, 'organisation') ? ['organisation'] : []),
  ]
}

/** What most bookings do not need stands behind one line, opened when it holds an answer. */
function moreQuestions(state: FormState, { offers }: BookingForm): Html {
  const names = [
    'untilOn',
    'purpose',
    'isPrivate',
    ...(offers.people ? ['person'] : []),
    ...(offers.visitors ? ['visitor'] : []),
  ]
  const isOpen = names.some(
    (name) => hasFault(state, name) || (name !== 'untilOn' && isAnswered(state, name)) || hasDay(state, name),
  )
  const looks = { person: { as: 'select' as const }, isPrivate: { as: 'radios' as const } }
  return details(
    'More: what it is for, private, several days, for somebody else',
    html`${names.map((name) => renderField(state, name, looks[name as keyof typeof looks] ?? {}))}`,
    { open: isOpen, id: 'more' },
  )
}

const hasDay = ({ values }: FormState, name: string): boolean => {
  const value = values[name]
  return typeof value === 'string' ? value !== '' : JSON.stringify(value ?? {}).match(/"\d/) !== null
}

function theTerms(about: BookingForm, span: InstantSpan): Html {
  const { chosen, now } = about
  return html`${chosen.map((one) =>
    one.situation === undefined || one.reasons.length > 0
      ? null
      : html`${heading(chosen.length === 1 ? 'The terms' : `The terms for ${one.resource.name}`, { level: 2 })}${termsList(one.situation, span, now)}`,
  )}`
}

function againstIt({ resource, site, reasons }: Chosen, { span }: BookingForm): Html | null {
  if (reasons.length === 0 || span === null) return null
  const when = whenInWords({ starts_at: span.startsAt, ends_at: span.endsAt }, site.zone)
  return inset(
    html`<p class="govuk-body govuk-!-font-weight-bold">You cannot have ${resource.name} on ${when}</p>
      ${reasonsList(reasons)}`,
  )
}

/** What else may be had: each a form already filled in, one press away (G3). */
function instead(state: FormState, { alternatives, chosen }: BookingForm): Html | null {
  if (alternatives.length === 0) return null
  return html`${heading('You can have instead', { level: 2 })}
    <ul class="govuk-list">${alternatives.map((one, at) => html`<li>${alternativeForm(state, one, at, chosen)}</li> `)}</ul>`
}

function alternativeForm(state: FormState, one: Alternative, at: number, chosen: readonly Chosen[]): Html {
  const start = Temporal.Instant.from(one.startsAt).toZonedDateTimeISO(one.timeZone)
  const end = Temporal.Instant.from(one.endsAt).toZonedDateTimeISO(one.timeZone)
  const wanted = chosen.find((some) => some.reasons.length > 0) ?? chosen[0]
  const places = chosen.map((some) => (some === wanted ? one.resourceId : some.resource.id))
  const isLong = !start.toPlainDate().equals(end.toPlainDate())
  const kept = ['organisation', 'people', 'purpose', 'isPrivate', 'person', 'visitor'].flatMap((name) =>
    isAnswered(state, name) ? [[name, textOf(state.values[name])] as const] : [],
  )
  const answers: readonly (readonly [string, string])[] = [
    ['_csrf', state.hidden['_csrf'] ?? ''],
    ['_form', `${state.hidden['_form'] ?? ''}-${at}`],
    ...places.map((id) => ['places', id] as const),
    ['on', start.toPlainDate().toString()],
    ['from', typedTime(start.toPlainTime())],
    ['until', typedTime(end.toPlainTime())],
    ...(isLong ? [['untilOn', end.toPlainDate().toString()] as const] : []),
    ...kept,
  ]
  const times = timesInWords({ starts_at: start.toInstant(), ends_at: end.toInstant() }, one.timeZone)
  const words =
    one.is === 'another-time' ? `${one.name}, ${times}` : `${one.name}, ${one.siteName}, at the same time`
  return html`<form method="post" action="${BOOK_FORM}" class="connects-one-button">${answers.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}"> `)}<button type="submit" class="govuk-button govuk-button--secondary govuk-!-margin-bottom-2" data-module="govuk-button">Book ${words}</button></form>`
}

const textOf = (value: unknown): string =>
  value === true
    ? 'yes'
    : value === false
      ? 'no'
      : typeof value === 'string' || typeof value === 'number'
        ? String(value)
        : ''

function nothingChosen(state: FormState): View {
  return {
    title: 'Book a workspace',
    back: { href: '/workspaces', text: 'Find a place' },
    body: html`${errorSummary(state)}${heading('Book a workspace')}
      <p class="govuk-body" id="places">Choose what to book first: ${link('/workspaces', 'find a place')}.</p>`,
  }
}
