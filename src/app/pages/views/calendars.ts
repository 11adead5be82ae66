// The pages on which a person makes calendar addresses, copies them once, and takes them back.
import type { CalendarAddress, CalendarName } from '#platform/feeds/index.ts'
import { html, type Html } from '#platform/html/index.ts'
import type { FormState, Link, View } from '#platform/http/index.ts'
import { formatDate } from '#platform/time/index.ts'
import { errorSummary, renderForm } from '#web/forms.ts'
import {
  buttonLink,
  details,
  emptyState,
  heading,
  link,
  none,
  numbered,
  paragraph,
  table,
  warning,
} from '#web/parts.ts'

export function calendarsPage(
  addresses: readonly CalendarAddress[],
  calendars: readonly CalendarName[],
): View {
  return {
    title: 'Your calendars',
    back: { href: '/account', text: 'Your account' },
    body: html`${heading('Your calendars')}
      ${paragraph('Your calendar program can show what you have booked here, and the events and meetings of your groups and partnerships, and keep itself up to date. It needs an address that only you have.')}
      ${addressTable(addresses, calendars)}
      ${addresses.length > 0 ? buttonLink('/account/calendars/new', 'Make an address') : null}
      ${howTo()}`,
  }
}

function addressTable(addresses: readonly CalendarAddress[], calendars: readonly CalendarName[]): Html {
  const nameOf = (one: CalendarAddress): string => {
    const calendar = calendars.find(({ id }) => id === one.of)
    if (calendar === undefined) return 'No longer yours to read'
    return `${one.kind === 'person' ? 'Your own' : calendar.name}${one.busyOnly ? ', only when it is taken' : ''}`
  }
  return table<CalendarAddress>(
    [
      { key: 'name', label: 'Name', kind: 'text', value: (row) => row.name },
      { key: 'of', label: 'Calendar', kind: 'text', value: nameOf },
      { key: 'made', label: 'Made', kind: 'instant', value: (row) => row.createdAt },
      {
        key: 'read',
        label: 'Last read',
        kind: 'date',
        value: (row) => row.lastReadOn,
        show: (row) => (row.lastReadOn === null ? none('Never') : formatDate(row.lastReadOn)),
      },
      {
        key: 'act',
        label: 'Action',
        kind: 'text',
        value: () => '',
        show: (row) =>
          html`${link(`/account/calendars/${row.id}/renew`, 'Make a new one', { hidden: `in place of ${row.name}` })}<br>${link(`/account/calendars/${row.id}/revoke`, 'Take back', { hidden: row.name })}`,
      },
    ],
    addresses,
    {
      caption: 'Your calendar addresses',
      captionHidden: true,
      sortedBy: 'Newest first',
      empty: emptyState('No addresses', 'Addresses you make for your calendar programs are listed here.', {
        href: '/account/calendars/new',
        text: 'Make an address',
      }),
    },
  )
}

export function newAddressPage(form: FormState, back: Link): View {
  return {
    title: 'Make a calendar address',
    back,
    body: html`${errorSummary(form)}${heading('Make a calendar address')}
      ${renderForm(form, { submit: 'Make the address', summary: false, cancel: { href: back.href } })}`,
  }
}

export function shownAddressPage(name: string, address: string, back: Link): View {
  return {
    title: 'Your calendar address',
    back,
    body: html`${heading('Your calendar address', { caption: name })}
      ${warning('Copy it now. It is not shown again, and nobody can look it up.')}
      <p class="govuk-body"><code class="connects-token">${address}</code></p>
      ${paragraph('Whoever has this address can read the calendar as you can. Do not pass it on; if it got about, take it back.')}
      ${howTo(true)}
      <p class="govuk-body">${link(back.href, 'Back to your calendars')}</p>`,
  }
}

const howTo = (open = false): Html =>
  html`${heading('How to add it', { level: 2 })}
    ${details('Outlook', numbered(['Open your calendar on the web or in Outlook.', 'Select “Add calendar”, then “Subscribe from web”.', 'Paste the address, give it a name and select “Import”.']), { open })}
    ${details('Google Calendar', numbered(['On a computer, open Google Calendar.', 'Beside “Other calendars” select the plus sign, then “From URL”.', 'Paste the address and select “Add calendar”.']), { open })}
    ${details('Apple Calendar', numbered(['On a Mac: File, then “New Calendar Subscription”. On an iPhone: Settings, Apps, Calendar, Calendar Accounts, “Add Subscribed Calendar”.', 'Paste the address and select “Subscribe”.']), { open })}
    ${paragraph('Programs look again when they choose to: Apple Calendar often within the hour, Outlook and Google sometimes only once a day.')}`
