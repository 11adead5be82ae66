// What stands around an event and its places, plugged in by module.ts: sessions and series, the register with its
// certificates, feedback, reminders, calendars, calendar files, training figures.
import { fill } from '#platform/actions/index.ts'
import { Refusal } from '#platform/errors/index.ts'
import { calendarEntries } from '#platform/feeds/index.ts'
import { job } from '#platform/jobs/index.ts'
import { duty } from '#platform/module/index.ts'
import { groupPage } from '#modules/groups/index.ts'
import { partnershipPage } from '#modules/partnerships/index.ts'
import { addWalkIn, recordAttendance, removeWalkIn } from './actions/attendance.ts'
import { giveFeedback } from './actions/feedback.ts'
import { importCalendar } from './actions/imported.ts'
import { sendReminders } from './actions/reminders.ts'
import { cancelLater, changeLater, createSeries, publishSeries } from './actions/series.ts'
import { addSession, chooseSessions, editSession, removeSession } from './actions/sessions.ts'
import { calendarOfGroup, calendarOfPartnership, partsOfEvent } from './event-parts.ts'
import { calendarFilePages } from './pages/calendar-file.ts'
import { CERTIFICATE_READ, certificatePages } from './pages/certificates.ts'
import { feedbackPages } from './pages/feedback.ts'
import { importPages } from './pages/imported.ts'
import { programmePages } from './pages/programme.ts'
import { registerPages } from './pages/register.ts'
import { seriesPages } from './pages/series.ts'
import { TRAINING_READ, trainingPages } from './pages/training.ts'
import { entriesFor } from './queries/calendar.ts'
import { EVENT_READ } from './queries/events.ts'
import { registerDuties } from './register-duties.ts'
import { eventPage } from './slots.ts'

const PLANNERS = ['partnership-officer', 'group-chair', 'group-secretary']
const ORGANISERS = [...PLANNERS, 'event-organiser']

export const aroundActions = [
  createSeries,
  changeLater,
  publishSeries,
  cancelLater,
  addSession,
  editSession,
  removeSession,
  chooseSessions,
  recordAttendance,
  addWalkIn,
  removeWalkIn,
  giveFeedback,
  sendReminders,
  importCalendar,
]

export const aroundPermissions: Readonly<Record<string, readonly string[]>> = {
  'events.series.create': ORGANISERS,
  'events.series.publish': ORGANISERS,
  'events.series.cancel': ORGANISERS,
  'events.session.add': ORGANISERS,
  'events.session.edit': ORGANISERS,
  'events.session.remove': ORGANISERS,
  'events.session.choose': ['signed-in'],
  'events.attendance.record': ORGANISERS,
  'events.attendance.add': ORGANISERS,
  'events.attendance.remove': ORGANISERS,
  'events.feedback.give': ['signed-in'],
  'events.calendar.import': ['partnership-officer'],
  [CERTIFICATE_READ]: ['signed-in'],
  [TRAINING_READ]: ['partner-staff', 'partnership-officer'],
}

export const aroundPages = [
  ...seriesPages,
  ...programmePages,
  ...registerPages,
  ...feedbackPages,
  ...certificatePages,
  ...importPages,
  ...trainingPages,
  ...calendarFilePages,
]

export const aroundFills = [
  fill(eventPage, { name: 'events.event.around', permission: EVENT_READ, run: partsOfEvent }),
  fill(groupPage, { name: 'events.event.calendar-of-group', permission: EVENT_READ, run: calendarOfGroup }),
  fill(partnershipPage, {
    name: 'events.event.calendar-of-partnership',
    permission: EVENT_READ,
    run: calendarOfPartnership,
  }),
  fill(calendarEntries, { name: 'events.event.in-calendar', permission: EVENT_READ, run: entriesFor }),
  fill(duty, { name: 'events.attendance.duties', permission: 'public', run: registerDuties }),
]

export const aroundJobs = [
  job({
    name: sendReminders.name,
    title: 'Remind of events and ask for feedback',
    action: sendReminders,
    every: { seconds: 3600 },
  }),
]

const conflict = (code: string, message: string) => () => new Refusal('conflict', code, message)

export const aroundRefusals = {
  events_session_not_overbooked: conflict(
    'events.session.full',
    'A session you chose has just filled. Look at the programme again, and choose another.',
  ),
  events_walk_in_once: conflict('events.attendance.there-already', 'This person is on the register already.'),
  events_feedback_given_key: conflict('events.feedback.given', 'You have answered already. Thank you.'),
  events_imported_key: conflict(
    'events.calendar.at-once',
    'Somebody brought in the same file at this moment. Look at the drafts first.',
  ),
}
