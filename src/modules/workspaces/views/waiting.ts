// The waiting list: where one waits, what is offered, joining, and the owner's list.
import { html, type Html } from '#platform/html/index.ts'
import type { FormState, View } from '#platform/http/index.ts'
import type { Column } from '#platform/tables/index.ts'
import { formatTime } from '#platform/time/index.ts'
import { errorSummary, renderForm } from '#web/forms.ts'
import { card, downloads, emptyState, filterPanel, heading, link, paragraph, table, tag } from '#web/parts.ts'
import type { Resource } from '../queries/estate.ts'
import { stateOf, type WaitingPlace } from '../queries/waiting.ts'
import type { Workplace } from '../queries/workplaces.ts'
import { ATTRIBUTES, RESOURCE_KINDS, RESOURCE_KINDS_PLURAL, type WaitingState } from '../rules.ts'
import { workspacesFrame } from './frame.ts'
import { whenInWords } from './when.ts'

const STATES: Readonly<Record<WaitingState, string>> = {
  waiting: 'Waiting',
  offered: 'Offered',
  taken: 'Taken',
  lapsed: 'Offer not taken in time',
  left: 'Left',
  past: 'Nothing came free',
}

/** "Desk 12", "any desk like it in Zone B with two screens", "any desk" */
function whatIsWaitedFor(one: WaitingPlace): string {
  const has = one.attributes.map((attribute) => ATTRIBUTES[attribute].toLowerCase()).join(', ')
  return `${whichIsWaitedFor(one)}${has === '' ? '' : ` (${has})`}`
}

/** As those who run the workplace read it beside a name: what somebody wants of a desk is theirs alone (W16). */
function whichIsWaitedFor(one: WaitingPlace): string {
  if (one.resource_name !== null) return one.resource_name
  const kind = RESOURCE_KINDS[one.resource_kind].toLowerCase()
  return `Any ${kind}${one.zone_name === null ? '' : ` in ${one.zone_name}`}`
}

export function ownWaitingView(list: {
  readonly rows: readonly WaitingPlace[]
  readonly now: Temporal.Instant
  readonly csrf: string
}): View {
  const standing = list.rows.filter((one) => ['waiting', 'offered'].includes(stateOf(one, list.now)))
  const over = list.rows.filter((one) => !standing.includes(one))
  return workspacesFrame('bookings', {
    title: 'Your waiting lists',
    body: html`${heading('Your waiting lists')}${
      standing.length === 0
        ? emptyState(
            'You are waiting for nothing',
            'Where a place is taken you can wait for it. It appears here with your position; when it comes free it is held for you for a quarter of an hour.',
            { href: '/workspaces', text: 'Find a place' },
          )
        : standing.map((one) => waitingCard(one, list))
    }${
      over.length === 0
        ? null
        : html`${heading('What became of the others', { level: 2 })}<ul class="govuk-list govuk-list--bullet">${over.map(
            (one) =>
              html`<li>${whatIsWaitedFor(one)}, ${one.site_name}, ${whenInWords(one, one.time_zone)}: ${STATES[stateOf(one, list.now)].toLowerCase()}</li> `,
          )}</ul>`
    }`,
  })
}

function waitingCard(
  one: WaitingPlace,
  { now, csrf }: { readonly now: Temporal.Instant; readonly csrf: string },
): Html {
  const title = `${whatIsWaitedFor(one)}, ${one.site_name}`
  const isOffered =
    stateOf(one, now) === 'offered' && one.offer_booking_id !== null && one.held_until !== null
  const leaveButton = oneButton(
    csrf,
    `/workspaces/waiting/${one.id}/leave`,
    isOffered ? 'Leave it to the next' : 'Leave the waiting list',
    title,
  )
  if (!isOffered)
    return card(
      title,
      html`${paragraph(whenInWords(one, one.time_zone))}${paragraph(one.position === 1 ? 'You are next.' : `You are number ${one.position}.`)}${leaveButton}`,
    )
  return card(
    title,
    html`<p class="govuk-body">${tag('Free for you', 'green')}</p>
      ${paragraph(`${one.offer_resource_name ?? 'It'} has come free, ${whenInWords(one, one.time_zone)}. It is held for you until ${formatTime(one.held_until!, one.time_zone)}.`)}
      ${oneButton(csrf, `/workspaces/waiting/${one.id}/take`, 'Take it', title, 'primary', { booking: one.offer_booking_id! })}${leaveButton}`,
  )
}

const oneButton = (
  csrf: string,
  action: string,
  words: string,
  about: string,
  look: 'primary' | 'secondary' = 'secondary',
  hidden: Readonly<Record<string, string>> = {},
): Html =>
  html`<form method="post" action="${action}" class="connects-one-button">${Object.entries({ _csrf: csrf, ...hidden }).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
    <button type="submit" class="govuk-button${look === 'primary' ? '' : ' govuk-button--secondary'}" data-module="govuk-button">${words}<span class="govuk-visually-hidden">: ${about}</span></button></form> `

export function joinView(
  here: { readonly resource: Resource; readonly site: Workplace; readonly hasBodies: boolean },
  state: FormState,
): View {
  const { resource, site } = here
  return workspacesFrame('bookings', {
    title: `Wait for ${resource.name}`,
    back: { href: `/workspaces/${site.code}/places/${resource.code}`, text: resource.name },
    body: html`${errorSummary(state)}${heading(`Wait for ${resource.name}`, { caption: site.name })}
      ${paragraph('When it comes free it is held for you for a quarter of an hour, less when it begins soon, and you are told by mail. Take it then, or leave it to the next.')}
      ${renderForm(withItsOwn(resource, state), {
        submit: 'Join the waiting list',
        summary: false,
        fields: [
          'on',
          'from',
          'until',
          'width',
          ...(resource.attributes.length === 0 ? [] : ['attributes']),
          ...(here.hasBodies ? ['organisation'] : []),
        ],
        more: { attributes: { hint: `Of what ${resource.name} has: what another one must have too.` } },
        cancel: { href: `/workspaces/${site.code}/places/${resource.code}` },
      })}`,
  })
}

/** Another one is like it by what it has; what it has not is nothing to ask of another. */
function withItsOwn(resource: Resource, state: FormState): FormState {
  const { attributes } = state.fields
  if (attributes?.choices === undefined) return state
  const choices = attributes.choices.filter((one) =>
    (resource.attributes as readonly string[]).includes(one.value),
  )
  return { ...state, fields: { ...state.fields, attributes: { ...attributes, choices } } }
}

export function takeView(state: FormState): View {
  return workspacesFrame('bookings', {
    title: 'Take what has come free',
    back: { href: '/workspaces/waiting', text: 'Your waiting lists' },
    body: html`${errorSummary(state)}${heading('Take what has come free')}
      ${renderForm(state, { submit: 'Take it', fields: [], summary: false, cancel: { href: '/workspaces/waiting' } })}`,
  })
}

export const waitingColumns: readonly Column<WaitingPlace>[] = [
  { key: 'what', label: 'What', kind: 'text', value: whichIsWaitedFor },
  { key: 'when', label: 'When', kind: 'text', value: (row) => whenInWords(row, row.time_zone) },
  { key: 'organisation', label: 'Organisation', kind: 'text', value: (row) => row.organisation_name },
  { key: 'name', label: 'Who', kind: 'text', value: (row) => row.person_name ?? '' },
  { key: 'since', label: 'Since', kind: 'instant', value: (row) => row.made_at },
  { key: 'position', label: 'Position', kind: 'number', value: (row) => row.position },
  { key: 'state', label: 'State', kind: 'text', value: (row) => STATES[row.state] },
]

export function waitingListView(list: {
  readonly site: Workplace
  readonly rows: readonly WaitingPlace[]
  readonly kind: string | undefined
  readonly query: Readonly<Record<string, string>>
}): View {
  const path = `/workspaces/${list.site.code}/manage/waiting`
  return {
    title: `Waiting list: ${list.site.name}`,
    back: { href: `/workspaces/${list.site.code}/manage`, text: `Manage ${list.site.name}` },
    wide: true,
    body: html`${heading('Waiting list', { caption: list.site.name })}
      ${paragraph('Who comes first is offered what comes free. A place kept for access needs is offered first to those who want what it has.')}
      ${filterPanel({
        action: path,
        fields: [
          {
            kind: 'select',
            name: 'kind',
            label: 'What',
            value: list.kind,
            options: Object.entries(RESOURCE_KINDS_PLURAL).map(([value, text]) => ({ value, text })),
          },
        ],
      })}
      ${table(waitingColumns, list.rows, {
        caption: 'Waiting for a place, the earliest day first',
        captionHidden: true,
        sortedBy: 'The earliest day first',
        empty: emptyState(
          'Nobody is waiting',
          html`Whoever finds a place taken can wait for it, on ${link(`/workspaces/${list.site.code}`, 'its page')}. They appear here in order.`,
        ),
      })}${list.rows.length === 0 ? null : downloads(path, list.query)}`,
  }
}
