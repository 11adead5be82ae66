// The register, made for a phone at the door: a name, two buttons, the next name.
import { html, type Html } from '#platform/html/index.ts'
import type { FormState } from '#platform/http/index.ts'
import { emptyState, heading, link, paragraph, searchForm, table, tag } from '#web/parts.ts'
import type { Counted, WalkIn } from '../queries/attendance.ts'
import type { BookingRow } from '../queries/bookings.ts'
import type { EventCard } from '../queries/events.ts'
import { MODES, type Mode } from '../rules.ts'

type Register = {
  readonly bookings: readonly BookingRow[]
  readonly walkIns: readonly WalkIn[]
  readonly present: Readonly<Record<Mode, number>>
  readonly byOrganisation: readonly Counted[]
  readonly sought: string
}

export function registerView(event: EventCard, register: Register, state: FormState): Html {
  const { bookings, walkIns, present, byOrganisation, sought } = register
  const there = present.room + present.online
  const shown = bookings.filter((one) => one.person_name.toLowerCase().includes(sought.toLowerCase()))
  return html`${paragraph(html`<strong>${there} present</strong>${event.in_room && event.online ? `: ${present.room} in the room, ${present.online} online` : ''}. ${bookings.filter((one) => one.attendance === null).length} not marked yet.`)}
    ${bookings.length > 8 ? searchForm({ action: `/events/${event.code}/register`, label: 'Find a name', value: sought }) : null}
    ${
      bookings.length === 0
        ? emptyState(
            'Nobody has a place',
            'People who have a place appear here by name. Add whoever comes without one.',
          )
        : html`<ul class="govuk-list">${shown.map((one) => rowOf(event, one, state))}</ul>`
    }
    ${shown.length === 0 && bookings.length > 0 ? paragraph('No name on the register has these letters.') : null}
    ${heading('Came without a place', { level: 2 })}
    ${walkIns.length === 0 ? paragraph('Nobody yet.') : html`<ul class="govuk-list">${walkIns.map((one) => walkInRow(event, one))}</ul>`}
    ${paragraph(link(`/events/${event.code}/register/add`, 'Add somebody who came without a place'))}
    ${byOrganisation.length === 0 ? null : countsTable(byOrganisation)}`
}

function rowOf(event: EventCard, one: BookingRow, state: FormState): Html {
  const mark =
    one.attendance === null
      ? tag('Not marked', 'grey')
      : one.attendance === 'attended'
        ? tag('Present', 'green')
        : tag('Absent', 'red')
  return html`<li id="of-${one.id}" class="govuk-!-padding-top-2">
    <form method="post" action="${state.action}">
      <input type="hidden" name="_csrf" value="${state.hidden['_csrf'] ?? ''}">
      <input type="hidden" name="booking" value="${one.id}">
      <strong>${one.person_name}</strong> ${mark}<br>${one.organisation_name}${event.in_room && event.online ? `, ${MODES[one.mode].toLowerCase()}` : ''}
      <div class="govuk-button-group govuk-!-margin-top-1 govuk-!-margin-bottom-0">
        <button type="submit" name="attendance" value="attended" class="govuk-button govuk-!-margin-bottom-2" data-module="govuk-button">Present<span class="govuk-visually-hidden">: ${one.person_name}</span></button>
        <button type="submit" name="attendance" value="absent" class="govuk-button govuk-button--secondary govuk-!-margin-bottom-2" data-module="govuk-button">Absent<span class="govuk-visually-hidden">: ${one.person_name}</span></button>
      </div>
    </form>
  </li>`
}

const walkInRow = (event: EventCard, one: WalkIn): Html =>
  html`<li><strong>${one.person_name}</strong> ${tag('Present', 'green')}<br>${one.organisation_name}${event.in_room && event.online ? `, ${MODES[one.mode].toLowerCase()}` : ''}<br>${link(`/events/${event.code}/register/${one.id}/remove`, 'Take off the register', { hidden: one.person_name })}</li>`

const countsTable = (rows: readonly Counted[]): Html =>
  table<Counted>(
    [
      { key: 'organisation', label: 'Organisation', kind: 'text', value: (row) => row.organisation_name },
      { key: 'booked', label: 'Booked', kind: 'number', value: (row) => row.booked, total: true },
      { key: 'attended', label: 'Present', kind: 'number', value: (row) => row.attended, total: true },
    ],
    rows,
    { caption: 'By organisation', sortedBy: 'By name' },
  )
