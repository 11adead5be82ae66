// What events plugs into the house.
import { fill, listen } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { Refusal } from '#platform/errors/index.ts'
import { duty, module, type RolesHeld } from '#platform/module/index.ts'
import { groupPage } from '#modules/groups/index.ts'
import { partnershipPage, partnershipReport } from '#modules/partnerships/index.ts'
import {
  aroundActions,
  aroundFills,
  aroundJobs,
  aroundPages,
  aroundPermissions,
  aroundRefusals,
} from './around.ts'
import { cancelBooking, confirmBooking, makeBooking, makeBookingFor } from './actions/bookings.ts'
import { cancelEvent, createEvent, editEvent, publishEvent } from './actions/events.ts'
import { setJoining } from './actions/joining.ts'
import { deleteNeeds, releaseLeaver, releasePost, releaseSeat } from './actions/letting-go.ts'
import { fillPlacesWhenDue } from './actions/places.ts'
import { tellBooked } from './actions/telling.ts'
import { loadAfterwards } from './demo-afterwards.ts'
import { loadDemo } from './demo.ts'
import { eventDuties } from './duties.ts'
import { bookedCount, eventsInReport, heldCount } from './figures.ts'
import { eventsFile } from './imports.ts'
import { jobs } from './jobs.ts'
import { letters } from './letters.ts'
import { pages } from './pages.ts'
import { groupEvents, partnershipEvents } from './pages/reading.ts'
import { personal } from './personal.ts'
import { listBookings, listOwnBookings, readJoining, readNeeds } from './queries/declared.ts'
import { EVENT_READ, listEvents, ORGANISE, READ_GROUP, READ_PARTNERS, readEvent } from './queries/events.ts'
import { registerPersonal } from './register-personal.ts'
import { reminderLetters } from './reminder-letters.ts'
import { search } from './search.ts'
import './schema.ts'

const PLANNERS = ['partnership-officer', 'group-chair', 'group-secretary']
const ORGANISERS = [...PLANNERS, 'event-organiser']

/** Whoever organises an event holds that role for it alone. */
const rolesHeld = (personId: string): RolesHeld =>
  sql`select 'event-organiser' as role, 'event' as kind, id from events.event where organiser_person_id = ${personId}`

const full = () =>
  new Refusal(
    'conflict',
    'events.booking.full',
    'The last place was taken a moment ago. Look at the event again, then book to join the waiting list.',
  )

export const events = module({
  name: 'events',
  title: 'Events',
  uses: ['organisations', 'partnerships', 'groups'],
  roles: [{ name: 'event-organiser', title: 'Organiser of an event', scope: 'event' }],
  rolesHeld,
  permissions: {
    [EVENT_READ]: ['visitor'],
    [READ_PARTNERS]: ['partner-staff', 'partnership-officer'],
    [READ_GROUP]: ['group-member', 'partnership-officer'],
    'events.event.create': PLANNERS,
    [ORGANISE]: ORGANISERS,
    'events.event.publish': ORGANISERS,
    'events.event.cancel': ORGANISERS,
    'events.event.import': ['administrator', 'partnership-officer'],
    'events.joining.set': ORGANISERS,
    'events.joining.read': ['signed-in'],
    'events.booking.make': ['signed-in'],
    'events.booking.confirm': ['signed-in'],
    'events.booking.cancel': ['signed-in'],
    'events.booking.mine': ['signed-in'],
    'events.booking.make-for': ORGANISERS,
    'events.booking.list': ORGANISERS,
    'events.need.read': ['event-organiser'],
    ...aroundPermissions,
  },
  actions: [
    createEvent,
    editEvent,
    publishEvent,
    cancelEvent,
    setJoining,
    makeBooking,
    makeBookingFor,
    confirmBooking,
    cancelBooking,
    fillPlacesWhenDue,
    tellBooked,
    deleteNeeds,
    releaseLeaver,
    releasePost,
    releaseSeat,
    ...aroundActions,
  ],
  queries: [listEvents, readEvent, listBookings, listOwnBookings, readJoining, readNeeds],
  listeners: [
    listen({ to: 'organisations.person.left', action: releaseLeaver }),
    listen({ to: 'organisations.employment.ended', action: releasePost }),
    listen({ to: 'groups.membership.ended', action: releaseSeat }),
  ],
  pages: [...pages, ...aroundPages],
  navigation: [{ label: 'Events', under: 'Groups and events', href: '/events', permission: EVENT_READ }],
  jobs: [...jobs, ...aroundJobs],
  letters: [...letters, ...reminderLetters],
  search,
  fills: [
    ...aroundFills,
    fill(duty, { name: 'events.booking.duties', permission: 'public', run: eventDuties }),
    fill(groupPage, { name: 'events.event.of-group', permission: EVENT_READ, run: groupEvents }),
    fill(partnershipPage, {
      name: 'events.event.of-partnership',
      permission: EVENT_READ,
      run: partnershipEvents,
    }),
    fill(partnershipReport, {
      name: 'events.event.in-report',
      permission: EVENT_READ,
      run: eventsInReport,
    }),
  ],
  figures: [heldCount, bookedCount],
  personal: [...personal, ...registerPersonal],
  imports: [eventsFile],
  async demo(demo) {
    await loadDemo(demo)
    await loadAfterwards(demo)
  },
  refusals: {
    events_event_code_unique: () =>
      new Refusal('conflict', 'events.event.code-taken', 'Another event has this code. Choose another', {
        faults: [{ field: 'code', message: 'Another event has this code. Choose another' }],
      }),
    events_booking_once: () =>
      new Refusal(
        'conflict',
        'events.booking.already',
        'This person has a place at this event already, or waits for one.',
      ),
    ...aroundRefusals,
    events_event_room_not_overbooked: full,
    events_event_online_not_overbooked: full,
  },
})
