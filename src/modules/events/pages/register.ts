// The register of an event at the door, and those who came without a place.
import { notFound } from '#platform/errors/index.ts'
import { form, type Page, type Visit } from '#platform/http/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { membersOn } from '#modules/partnerships/index.ts'
import { peopleNamed, personChoice } from '#modules/organisations/index.ts'
import { paragraph } from '#web/parts.ts'
import { addWalkIn, recordAttendance, removeWalkIn } from '../actions/attendance.ts'
import { attendanceByOrganisation, presentByMode, walkInsOf } from '../queries/attendance.ts'
import { bookingsOf } from '../queries/bookings.ts'
import { modesOf, MODES } from '../rules.ts'
import { registerView } from '../views/register.ts'
import { about, aboutForm, at, eventToRun } from './of-event.ts'

const keep = form('/events/:event/register', {
  action: recordAttendance,
  load: eventToRun,
  view: async (visit, event, state) => {
    const bookings = (await bookingsOf(visit, event.id))
      .filter((one) => one.state === 'booked')
      .toSorted((one, other) => one.person_name.localeCompare(other.person_name, 'en-GB'))
    const register = {
      bookings,
      walkIns: await walkInsOf(visit, event.id),
      present: await presentByMode(visit, event.id),
      byOrganisation: await attendanceByOrganisation(visit, event.id),
      sought: visit.query['q'] ?? '',
    }
    return about(event, 'Register', registerView(event, register, state))
  },
  // Back to the name that was just marked, which is where the thumb is.
  then: (_result, _visit, event) => ({ to: at(event, '/register') }),
})

const add = form('/events/:event/register/add', {
  action: addWalkIn,
  load: eventToRun,
  values: (_visit, event) => ({ event: event.id }),
  options: async (visit, event) => {
    const partners = await membersOn(visit, event.partnership_id, londonDate(visit.now))
    const booked = new Set(
      (await bookingsOf(visit, event.id)).filter((one) => one.state === 'booked').map((one) => one.person_id),
    )
    const people = await peopleNamed(visit, { organisationIds: partners.map((one) => one.organisation_id) })
    return {
      person: people.filter((one) => !booked.has(one.id)).map(personChoice),
      mode: modesOf(event).map((mode) => ({ value: mode, text: MODES[mode] })),
    }
  },
  view: (_visit, event, state) =>
    aboutForm(event, 'Add somebody who came without a place', state, {
      submit: 'Add to the register',
      fields: modesOf(event).length > 1 ? ['person', 'mode', 'event'] : ['person', 'event'],
      cancel: at(event, '/register'),
    }),
  then: (_result, _visit, event) => ({ to: at(event, '/register'), notice: 'They are on the register.' }),
})

async function walkInHere(visit: Visit) {
  const event = await eventToRun(visit)
  const walkIns = await walkInsOf(visit, event.id)
  return { event, walkIn: walkIns.find((one) => one.id === visit.params['walkIn']) ?? notFound('walk-in') }
}

const remove = form('/events/:event/register/:walkIn/remove', {
  action: removeWalkIn,
  load: walkInHere,
  values: (_visit, { walkIn }) => ({ walkIn: walkIn.id }),
  view: (_visit, { event, walkIn }, state) =>
    aboutForm(event, 'Take off the register', state, {
      submit: 'Take off the register',
      look: 'warning',
      before: paragraph(
        `${walkIn.person_name} no longer counts as present, and their certificate is no longer valid.`,
      ),
      cancel: at(event, '/register'),
    }),
  then: (_result, _visit, { event }) => ({
    to: at(event, '/register'),
    notice: 'They were taken off the register.',
  }),
})

export const registerPages: readonly Page[] = [keep, add, remove]
