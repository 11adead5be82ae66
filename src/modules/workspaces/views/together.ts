// What people do for each other and together: desks for a team, delegates, swaps and hand-overs.
import { html, type Html } from '#platform/html/index.ts'
import type { FormState, View } from '#platform/http/index.ts'
import { formatDate } from '#platform/time/index.ts'
import { errorSummary, renderForm } from '#web/forms.ts'
import { emptyState, heading, link, paragraph, summaryList } from '#web/parts.ts'
import type { Booking } from '../queries/bookings.ts'
import type { Delegation } from '../queries/delegation.ts'
import type { SwapAsked } from '../queries/swaps.ts'
import { workspacesFrame } from './frame.ts'
import { bookingAt, whatInWords } from './own-bookings.ts'
import { whenInWords } from './when.ts'

const fullWords = (booking: Booking): string =>
  `${whatInWords(booking)}, ${whenInWords(booking, booking.time_zone)}`

export function teamView(state: FormState): View {
  const isOffered = (name: string, least: number): boolean => (state.options[name]?.length ?? 0) >= least
  const asksWhich = state.faults.some((one) => one.field === 'which')
  return workspacesFrame('search', {
    title: 'Book desks for a team',
    back: { href: '/workspaces', text: 'Book a workspace' },
    body: html`${errorSummary(state)}${heading('Book desks for a team')}
      ${paragraph('You get as many desks beside each other as you ask for, or none. They are found for you.')}
      ${renderForm(state, {
        submit: 'Book the desks',
        summary: false,
        cancel: { href: '/workspaces' },
        fields: [
          'workplace',
          'many',
          'near',
          'on',
          'from',
          'until',
          ...(asksWhich ? ['which'] : []),
          ...(isOffered('members', 1) ? ['members'] : []),
          ...(isOffered('organisation', 2) ? ['organisation'] : []),
          'purpose',
        ],
        more: { workplace: { as: 'select' }, near: { as: 'radios' } },
      })}`,
  })
}

type Delegations = { readonly given: readonly Delegation[]; readonly received: readonly Delegation[] }

export function delegatesView({ given, received }: Delegations, state: FormState): View {
  const none = (state.options['delegate']?.length ?? 0) === 0
  return workspacesFrame('preferences', {
    title: 'Who may book for you',
    back: { href: '/workspaces/preferences', text: 'Your preferences' },
    body: html`${errorSummary(state)}${heading('Who may book for you')}
      ${paragraph('Whoever you name books, changes and cancels in your name, on your terms and against your own limits. You both see it here, and either of you can end it.')}
      ${
        given.length === 0
          ? emptyState('Nobody books for you', 'Colleagues whom you let book for you appear here.')
          : summaryList(
              given.map((one) => ({
                key: one.delegate_name,
                value: `Since ${formatDate(one.from_on)}`,
                actions: [
                  {
                    href: `/workspaces/delegates/${one.id}/end`,
                    text: 'End',
                    hidden: `that ${one.delegate_name} books for you`,
                  },
                ],
              })),
            )
      }
      ${
        none
          ? paragraph('There is no other colleague to choose.')
          : renderForm(state, {
              submit: 'Let them book for me',
              summary: false,
              more: { delegate: { as: 'select' } },
            })
      }
      ${heading('For whom you may book', { level: 2 })}
      ${
        received.length === 0
          ? emptyState(
              'Nobody has asked you to',
              'Colleagues who let you book for them appear here. They name you on this page of theirs.',
            )
          : summaryList(
              received.map((one) => ({
                key: one.person_name,
                value: `Since ${formatDate(one.from_on)}`,
                actions: [
                  {
                    href: `/workspaces/delegates/${one.id}/end`,
                    text: 'End',
                    hidden: `that you book for ${one.person_name}`,
                  },
                ],
              })),
            )
      }`,
  })
}

export function endDelegationView({ given, received }: Delegations, id: string, state: FormState): View {
  const mine = given.find((one) => one.id === id)
  const theirs = received.find((one) => one.id === id)
  const words =
    mine !== undefined
      ? `${mine.delegate_name} will no longer be able to book for you.`
      : theirs === undefined
        ? 'This has ended already.'
        : `You will no longer be able to book for ${theirs.person_name}.`
  return workspacesFrame('preferences', {
    title: 'End a delegation',
    back: { href: '/workspaces/delegates', text: 'Who may book for you' },
    body: html`${errorSummary(state)}${heading('End a delegation')}${paragraph(`${words} Bookings that were made stay as they are.`)}
      ${renderForm(state, { submit: 'End it', look: 'warning', summary: false, cancel: { href: '/workspaces/delegates', text: 'Keep it' } })}`,
  })
}

/** A colleague's booking as an answer to choose. */
export const swapOption = (booking: Booking) => ({
  value: booking.id,
  text: `${booking.for_name ?? ''}: ${booking.resource_name}`,
  hint: whenInWords(booking, booking.time_zone),
})

export function swapView(booking: Booking, offered: readonly Booking[], state: FormState): View {
  return workspacesFrame('bookings', {
    title: 'Ask a colleague to swap',
    back: { href: bookingAt(booking), text: whatInWords(booking) },
    body: html`${errorSummary(state)}${heading('Ask a colleague to swap')}
      ${paragraph(`You have ${fullWords(booking)}. If they accept, each of you has the other’s booking; if not, nothing changes.`)}
      ${
        offered.length === 0
          ? emptyState(
              'Nobody to swap with',
              'Bookings of colleagues appear here who let colleagues see where they sit, at the same workplace, within a week of yours.',
            )
          : renderForm(
              { ...state, hidden: { ...state.hidden, booking: booking.id } },
              {
                submit: 'Ask them',
                summary: false,
                fields: ['other'],
                more: { other: { as: 'radios' } },
                cancel: { href: bookingAt(booking) },
              },
            )
      }`,
  })
}

export function handOverView(booking: Booking, state: FormState): View {
  return workspacesFrame('bookings', {
    title: 'Hand a booking over',
    back: { href: bookingAt(booking), text: whatInWords(booking) },
    body: html`${errorSummary(state)}${heading('Hand a booking over')}
      ${paragraph(`${fullWords(booking)}${booking.for_name === null ? '' : `, for ${booking.for_name}`}.`)}
      ${
        (state.options['colleague']?.length ?? 0) === 0
          ? emptyState('No colleague to choose', 'Those who work where you work appear here.')
          : renderForm(
              { ...state, hidden: { ...state.hidden, booking: booking.id } },
              {
                submit: 'Hand it over',
                summary: false,
                fields: ['colleague'],
                more: { colleague: { as: 'select' } },
                cancel: { href: bookingAt(booking), text: 'Keep it' },
              },
            )
      }`,
  })
}

export function swapsView(asked: readonly SwapAsked[], csrf: string): View {
  const mine = asked.filter((one) => one.isMineToAnswer)
  const others = asked.filter((one) => !one.isMineToAnswer)
  return workspacesFrame('bookings', {
    title: 'Swaps',
    back: { href: '/workspaces/bookings', text: 'Your bookings' },
    body: html`${heading('Swaps')}
      ${heading('For you to answer', { level: 2 })}
      ${
        mine.length === 0
          ? emptyState(
              'Nobody asks you to swap',
              'When a colleague asks, both bookings appear here with your two answers.',
            )
          : mine.map((one) => askedOfYou(one, csrf))
      }
      ${heading('You have asked', { level: 2 })}
      ${
        others.length === 0
          ? emptyState(
              'You have asked nobody',
              'Open one of your bookings and choose “Swap with a colleague”.',
            )
          : others.map(
              (one) =>
                html`${summaryList([
                  { key: 'You give', value: link(bookingAt(one.gives), fullWords(one.gives)) },
                  {
                    key: 'You get',
                    value: `${fullWords(one.gets)}, from ${one.gets.for_name ?? 'a colleague'}`,
                  },
                ])}${button(`/workspaces/swaps/${one.id}/withdraw`, 'Withdraw', csrf, 'secondary')}`,
            )
      }`,
  })
}

const askedOfYou = (one: SwapAsked, csrf: string): Html =>
  html`${summaryList([
    { key: 'You give', value: link(bookingAt(one.gets), fullWords(one.gets)) },
    { key: 'You get', value: `${fullWords(one.gives)}, from ${one.gives.for_name ?? 'a colleague'}` },
  ])}
    <div class="govuk-button-group">${button(`/workspaces/swaps/${one.id}/answer`, 'Swap', csrf, null, { answer: 'accept' })}${button(`/workspaces/swaps/${one.id}/answer`, 'Keep mine', csrf, 'secondary', { answer: 'decline' })}</div>`

function button(
  action: string,
  text: string,
  csrf: string,
  look: 'secondary' | null,
  answers: Readonly<Record<string, string>> = {},
): Html {
  return html`<form method="post" action="${action}" class="connects-one-button"><input type="hidden" name="_csrf" value="${csrf}">${Object.entries(answers).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}<button type="submit" class="govuk-button${look === null ? '' : ` govuk-button--${look}`}" data-module="govuk-button" data-prevent-double-click="true">${text}</button></form> `
}
