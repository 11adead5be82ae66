// Booking as a person meets it: one form for several places, held or made at once.
import type { Action } from '#platform/actions/index.ts'
import { invalid, notFound } from '#platform/errors/index.ts'
import { field, isRecordId, readLoosely, type Fields } from '#platform/fields/index.ts'
import { form, type FormState, type Page, type View, type Visit } from '#platform/http/index.ts'
import { formatDate, londonDate } from '#platform/time/index.ts'
import { makeBooking, holdBooking } from '../actions/booking.ts'
import { alternativesTo, type Alternative } from '../queries/alternatives.ts'
import { freeBeside, whoDelegated, type Beside, type Person } from '../queries/choices.ts'
import { situationsOf, whyNot } from '../queries/deciding.ts'
import { resourcesByIds, type Resource } from '../queries/estate.ts'
import { ownBodies, type Body } from '../queries/preferences.ts'
import { placesShown } from '../queries/shown.ts'
import { ownVisitors, type Visitor } from '../queries/visitors.ts'
import { workplacesSeen, type Workplace } from '../queries/workplaces.ts'
import { RESOURCE_KINDS } from '../rules.ts'
import { spanAt, type InstantSpan } from '../rules/local-time.ts'
import { BOOK_FORM, bookingFormView, HOLD, type Chosen } from '../views/booking-form.ts'
import { usualAnswers } from './start.ts'

const MOST_TOGETHER = 6

type Choices = {
  readonly usual: Readonly<Record<string, string>>
  readonly bodies: readonly Body[]
  readonly people: readonly Person[]
  readonly visitors: readonly Visitor[]
}

/** What the form offers: asked for when it is shown, and not when it is sent and taken. */
type Loaded = () => Promise<Choices>

async function load(visit: Visit): Promise<Loaded> {
  const ids = idsIn(visit)
  if (ids.length > MOST_TOGETHER)
    invalid('workspaces.booking.too-many-places', [
      { field: 'places', message: `Up to ${MOST_TOGETHER} places are booked together. Choose fewer` },
    ])
  if (!ids.every(isRecordId)) return notFound('place')
  // What nobody shows to the visitor is not there, whatever its address says (W11).
  if (ids.length > 0) {
    const shown = await placesShown(visit, { resourceIds: ids })
    const there = (await resourcesByIds(visit, ids)).filter((one) => shown.has(one.id) && !isGone(one, visit))
    if (there.length < ids.length) return notFound('place')
  }
  let choices: Promise<Choices> | undefined
  return () => (choices ??= choicesOf(visit))
}

async function choicesOf(visit: Visit): Promise<Choices> {
  return {
    usual: await usualAnswers(visit),
    bodies: await ownBodies(visit),
    people: await whoDelegated(visit),
    visitors: await ownVisitors(visit),
  }
}

const isGone = ({ retired_on: on }: Resource, visit: Visit): boolean =>
  on !== null && Temporal.PlainDate.compare(on, londonDate(visit.now)) <= 0

const idsIn = (visit: Visit): string[] => [
  ...new Set((visit.query['place'] ?? visit.query['places'] ?? '').split(',').filter((one) => one !== '')),
]

/** The answers in the address, over the usual ones: what a link of the search, of a plan or of a sheet says. */
async function values(visit: Visit, loaded: Loaded): Promise<Readonly<Record<string, unknown>>> {
  const { usual, bodies } = await loaded()
  const said = Object.fromEntries(
    ['on', 'from', 'until', 'untilOn', 'which', 'people', 'organisation', 'person', 'visitor', 'purpose']
      .map((name) => [name, visit.query[name]] as const)
      .filter(([, value]) => value !== undefined && value !== ''),
  )
  const { on, from, until } = usual
  const [body] = bodies
  return {
    on,
    from,
    until,
    ...(body === undefined ? {} : { organisation: body.id }),
    ...said,
    places: idsIn(visit),
  }
}

const timeFields = {
  on: field.date('Date'),
  from: field.time('From'),
  until: field.time('Until'),
  untilOn: field.date('Last day'),
  which: field.choice('Which', { first: 'The first', second: 'The second' }),
}

/** The time on the form; null where it cannot be read, which its faults then say. */
function spanOf(state: FormState, zone: string): InstantSpan | null {
  const { answers } = readLoosely(timeFields, state.values)
  const { on, from, until, untilOn, which } = answers
  if (on === undefined || from === undefined || until === undefined) return null
  const span = spanAt({ on, from, until, untilOn: untilOn ?? null, which: which ?? null }, zone)
  return 'faults' in span ? null : span
}

type Around = {
  readonly chosen: readonly Chosen[]
  readonly span: InstantSpan | null
  readonly alternatives: readonly Alternative[]
  readonly beside: readonly Beside[]
}

/** What is known of the places chosen. A form that was declined has said why; what it costs to ask again is saved. */
async function around(visit: Visit, loaded: Choices, state: FormState): Promise<Around> {
  const ids = placesOf(state)
  const resources = ids.length === 0 ? [] : await resourcesByIds(visit, ids)
  const workplaces = new Map((await workplacesSeen(visit)).map((one) => [one.site_id, one]))
  const chosen = resources.flatMap((resource) => {
    const workplace = workplaces.get(resource.site_id)
    return workplace === undefined ? [] : [withoutTime(resource, workplace)]
  })
  const [first] = chosen
  const span = first === undefined ? null : spanOf(state, first.site.zone)
  if (first === undefined || span === null) return { chosen, span, alternatives: [], beside: [] }
  if (state.problem !== undefined || state.faults.length > 0)
    return { chosen, span, alternatives: offeredIn(state), beside: [] }
  return asked(visit, { loaded, state, chosen, span })
}

const placesOf = (state: FormState): string[] => {
  const given = state.values['places']
  const all: readonly unknown[] = Array.isArray(given) ? given : [given]
  return all
    .filter((one): one is string => typeof one === 'string' && isRecordId(one))
    .slice(0, MOST_TOGETHER)
}

const withoutTime = (resource: Resource, workplace: Workplace): Chosen => ({
  resource,
  site: { code: workplace.code, name: workplace.name, zone: workplace.time_zone },
  reasons: [],
})

/** What the refusal itself says is still to be had. */
const offeredIn = ({ problem }: FormState): readonly Alternative[] =>
  (problem?.current?.['alternatives'] ?? []) as readonly Alternative[]

async function asked(
  visit: Visit,
  {
    loaded,
    state,
    chosen,
    span,
  }: { loaded: Choices; state: FormState; chosen: readonly Chosen[]; span: InstantSpan },
): Promise<Around> {
  const organisationId = bodyOf(loaded, state)
  const whom = { organisationId, personId: visit.actor.kind === 'person' ? visit.actor.id : null, ...span }
  const resourceIds = chosen.map((one) => one.resource.id)
  const situations = new Map(
    (await situationsOf(visit, { resourceIds, ...whom })).map((one) => [one.resource.id, one]),
  )
  const reasons = await whyNot(visit, { resourceIds, ...whom })
  const judged = chosen.map((one): Chosen => {
    const situation = situations.get(one.resource.id)
    // Who runs the place books there for others though no rule shows it to them.
    return {
      ...one,
      ...(situation === undefined ? {} : { situation }),
      reasons: reasons.get(one.resource.id) ?? [],
    }
  })
  const declined = judged.find((one) => one.reasons.length > 0)
  const [first] = judged
  return {
    chosen: judged,
    span,
    alternatives:
      declined === undefined
        ? []
        : await alternativesTo(visit, { resourceId: declined.resource.id, ...whom, people: 1 }),
    beside:
      first === undefined || declined !== undefined
        ? []
        : await freeBeside(visit, {
            siteId: first.resource.site_id,
            kind: first.resource.kind,
            organisationId,
            personId: whom.personId,
            span,
          }),
  }
}

function bodyOf({ bodies }: Choices, state: FormState): string | null {
  const said = state.values['organisation']
  return bodies.find((one) => one.id === said)?.id ?? bodies[0]?.id ?? null
}

async function view(visit: Visit, choices: Loaded, state: FormState): Promise<View> {
  const loaded = await choices()
  const { chosen, span, alternatives, beside } = await around(visit, loaded, state)
  const others = beside.filter((one) => !chosen.some(({ resource }) => resource.id === one.id))
  const offered = [
    ...chosen.map(({ resource, site }) => ({
      value: resource.id,
      text: `${resource.name}, ${resource.zone_name}, ${site.name}`,
    })),
    ...others.map((one) => ({
      value: one.id,
      text: `${one.name}, ${one.where}`,
      hint: RESOURCE_KINDS[one.kind],
    })),
  ]
  return bookingFormView(
    { ...state, options: { ...state.options, places: offered } },
    {
      chosen,
      span,
      alternatives,
      now: visit.now,
      bodies: loaded.bodies.length,
      offers: {
        people: loaded.people.length > 0,
        visitors: loaded.visitors.length > 0,
        beside: offered.length > 1,
      },
    },
  )
}

type Made = { readonly id: string; readonly bookings: readonly { readonly state: string }[] }

const NOTICES: Readonly<Record<string, string>> = {
  confirmed: 'It is booked.',
  pending: 'Your booking waits for approval.',
  held: 'It is kept for you for 5 minutes.',
}

/** The same form for both ways of taking a place. */
const booking = <F extends Fields>(path: string, action: Action<F, Made>): Page =>
  form(path, {
    action,
    load,
    values,
    options: async (_visit, loaded) => {
      const { bodies, people, visitors } = await loaded()
      return {
        organisation: bodies.map((one) => ({ value: one.id, text: one.name })),
        person: people.map((one) => ({ value: one.id, text: one.name })),
        visitor: visitors.map((one) => ({
          value: one.id,
          text: `${one.name ?? 'A visitor'}, ${formatDate(one.comes_on)}`,
        })),
      }
    },
    view,
    then: (made) => ({
      to: `/workspaces/bookings/${made.id}`,
      notice: NOTICES[made.bookings[0]?.state ?? ''] ?? 'It is booked.',
    }),
  })

export const bookingPages = [booking(BOOK_FORM, makeBooking), booking(HOLD, holdBooking)]
