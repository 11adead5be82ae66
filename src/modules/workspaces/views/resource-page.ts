// One place that can be booked: what it is, where it is, whether it is to be had at a time and why not, when it is free,
// and on whose terms.
import { html, type Html } from '#platform/html/index.ts'
import type { View } from '#platform/http/index.ts'
import { formatTime } from '#platform/time/index.ts'
import { buttonLink, bullets, heading, inset, link, none, paragraph, summaryList } from '#web/parts.ts'
import { placeInWords, type Resource } from '../queries/estate.ts'
import type { FreeDay } from '../queries/free-times.ts'
import type { Workplace } from '../queries/workplaces.ts'
import { ATTRIBUTES, countWords, RESOURCE_KINDS, type Reason, type Situation } from '../rules.ts'
import type { InstantSpan } from '../rules/local-time.ts'
import { allTerms, reasonsList, termsList } from './terms-in-words.ts'
import { dayInWords, whenInWords } from './when.ts'

export type ResourceHere = {
  readonly resource: Resource
  readonly workplace: Workplace
  readonly situation: Situation
  readonly span: InstantSpan
  /** The time as it was asked for, for the address of the form. */
  readonly asked: Readonly<Record<'on' | 'from' | 'until', string>>
  readonly reasons: readonly Reason[]
  readonly days: readonly FreeDay[]
  readonly now: Temporal.Instant
  readonly manages: boolean
}

export function resourceView(here: ResourceHere): View {
  const { resource, workplace, situation, span } = here
  return {
    title: `${resource.name}: ${workplace.name}`,
    back: { href: `/workspaces/${workplace.code}?on=${here.asked.on}`, text: workplace.name },
    body: html`${heading(resource.name, { caption: workplace.name })}
      ${summaryList([
        { key: 'What', value: kindWords(resource) },
        { key: 'Where', value: whereWords(resource, workplace) },
        {
          key: 'What it has',
          value:
            resource.attributes.length === 0
              ? none('Nothing in particular is recorded')
              : resource.attributes.map((one) => ATTRIBUTES[one]).join(', '),
        },
        resource.held_for_access && {
          key: 'Kept',
          value: 'First of all for people who want what it has; for everybody shortly before',
        },
        { key: 'Whose', value: workplace.owner_name },
      ])}
      ${heading(whenInWords({ starts_at: span.startsAt, ends_at: span.endsAt }, workplace.time_zone), { level: 2 })}
      ${here.reasons.length === 0 ? freeThen(here) : notThen(here)}
      ${timeForm(here)}
      ${heading('When nobody has it', { level: 2 })}${bullets(here.days.map((day) => freeOn(here, day)))}
      ${heading('The terms', { level: 2 })}${termsList(situation, span, here.now)}${allTerms(situation)}
      ${heading('More', { level: 2 })}${bullets(
        [
          resource.kind === 'desk' &&
            link('/workspaces/team?' + teamOf(here), 'Desks beside each other for a team'),
          link(
            `/account/calendars/new?calendar=${resource.id}`,
            `Put the calendar of ${resource.name} into yours`,
          ),
          link(`/workspaces/${workplace.code}/terms`, `All rules of ${workplace.name}`),
          here.manages &&
            link(
              `/workspaces/${workplace.code}/manage/terms/resource/${resource.code}`,
              `Change the rules for ${resource.name}`,
            ),
          here.manages &&
            link(
              `/workspaces/${workplace.code}/manage/places/${resource.code}/edit`,
              `Change ${resource.name}`,
            ),
          here.manages && link(`/workspaces/${workplace.code}/manage`, `Manage ${workplace.name}`),
        ].filter((one) => one !== false),
      )}`,
  }
}

const kindWords = (resource: Resource): string =>
  resource.capacity === 1
    ? RESOURCE_KINDS[resource.kind]
    : `${RESOURCE_KINDS[resource.kind]} for ${countWords(resource.capacity, 'person', 'people')}`

function whereWords(resource: Resource, workplace: Workplace): Html {
  return html`${placeInWords(resource)}<br>${link(`/workspaces/${workplace.code}/floors/${resource.floor_code}`, `Plan and list of ${resource.floor_name}`)}<br>${link(`/sites/${workplace.code}`, `How to get to ${workplace.name}`)}`
}

const bookAt = ({ resource, asked }: ResourceHere): string =>
  `/workspaces/book?${new URLSearchParams({ place: resource.id, ...asked }).toString()}`

const teamOf = ({ workplace, asked }: ResourceHere): string =>
  new URLSearchParams({ workplace: workplace.site_id, ...asked }).toString()

const freeThen = (here: ResourceHere): Html =>
  html`${paragraph('It is free then, and you may book it.')}${buttonLink(bookAt(here), `Book ${here.resource.name}`)}
    <p class="govuk-body">${link(`/workspaces/series/new?${new URLSearchParams({ place: here.resource.id, ...here.asked }).toString()}`, 'Book it again and again')}</p>`

function notThen(here: ResourceHere): Html {
  const isTaken = here.reasons.some((one) => one.code === 'workspaces.booking.taken')
  const waiting = `/workspaces/waiting/new?${new URLSearchParams({ place: here.resource.id, ...here.asked }).toString()}`
  return inset(
    html`<p class="govuk-body govuk-!-font-weight-bold">You cannot have it then</p>
      ${reasonsList(here.reasons)}
      <p class="govuk-body govuk-!-margin-bottom-0">${link(`/workspaces/search?${new URLSearchParams({ ...here.asked, kind: here.resource.kind, site: here.workplace.code }).toString()}`, 'Find another one here')}${isTaken ? html` or ${link(waiting, 'wait for this one')}` : null}</p>`,
  )
}

function timeForm({ workplace, resource, asked }: ResourceHere): Html {
  const box = (name: 'on' | 'from' | 'until', label: string, type: 'date' | 'time'): Html =>
    html`<div class="govuk-form-group"><label class="govuk-label" for="${name}">${label}</label><input class="govuk-input" id="${name}" name="${name}" type="${type}" value="${asked[name]}"></div>`
  return html`<form class="connects-filter" method="get" action="/workspaces/${workplace.code}/places/${resource.code}" aria-label="Another time">
    <div class="connects-filter__fields">${box('on', 'Date', 'date')}${box('from', 'From', 'time')}${box('until', 'Until', 'time')}</div>
    <div class="govuk-button-group"><button type="submit" class="govuk-button govuk-button--secondary" data-module="govuk-button">Look at this time</button></div>
  </form>`
}

function freeOn({ workplace }: ResourceHere, { day, isOpen, spans }: FreeDay): Html {
  const times = spans.map(
    (one) => `${formatTime(one.from, workplace.time_zone)} to ${formatTime(one.until, workplace.time_zone)}`,
  )
  const words = !isOpen ? 'not open to you' : times.length === 0 ? 'taken all day, or over' : times.join(', ')
  return html`${dayInWords(day)}: ${words}`
}
