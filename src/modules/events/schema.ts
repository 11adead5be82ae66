// The tables of events as types, and the view other modules may join with.
import type { DateColumn, Generated, InstantColumn } from '#platform/database/index.ts'
import type { Attendance, BookingState, Ending, EventKind, EventState, Mode, Visibility } from './rules.ts'

export interface EventTable {
  id: string
  /** 'cyber-exercise-2027': in addresses and files; never changes. */
  code: string
  partnership_id: string
  group_id: string | null
  series_id: string | null
  title: string
  summary: string
  description: Generated<string>
  kind: EventKind
  visibility: Visibility
  state: Generated<EventState>
  starts_at: InstantColumn
  ends_at: InstantColumn
  time_zone: Generated<string>
  in_room: boolean
  online: boolean
  site_id: string | null
  room: string | null
  organiser_person_id: string
  /** Null is without limit. */
  room_places: number | null
  online_places: number | null
  /** What one partner may take before the release (E5). */
  room_share: number | null
  online_share: number | null
  release_at: InstantColumn | null
  /** Null: bookings are taken until it starts. */
  booking_closes_at: InstantColumn | null
  asks_needs: Generated<boolean>
  /** Counted by the database itself (E3); never written here. */
  room_taken: Generated<number>
  online_taken: Generated<number>
  waiting: Generated<number>
  sequence: Generated<number>
  published_at: InstantColumn | null
  cancelled_at: InstantColumn | null
  cancelled_because: string | null
  changed_at: InstantColumn
  version: Generated<number>
}

export interface JoiningTable {
  event_id: string
  link: string
  instructions: Generated<string>
}

export interface BookingTable {
  id: string
  event_id: string
  person_id: string
  organisation_id: string
  mode: Mode
  state: BookingState
  /** The order in which people came (E4). */
  arrival: number
  booked_at: InstantColumn
  booked_by: string | null
  offered_at: InstantColumn | null
  confirm_by: InstantColumn | null
  confirmed_at: InstantColumn | null
  cancelled_at: InstantColumn | null
  cancelled_how: Ending | null
  attendance: Attendance | null
  attended_at: InstantColumn | null
  recorded_by: string | null
  version: Generated<number>
}

export interface NeedTable {
  booking_id: string
  access: string | null
  dietary: string | null
  delete_on: DateColumn
}

export interface EventCardView {
  id: string
  code: string
  partnership_id: string
  group_id: string | null
  series_id: string | null
  title: string
  summary: string
  kind: EventKind
  visibility: Visibility
  state: EventState
  starts_at: InstantColumn
  ends_at: InstantColumn
  time_zone: string
  in_room: boolean
  online: boolean
  site_id: string | null
  room: string | null
  organiser_person_id: string
  sequence: number
  published_at: InstantColumn | null
  cancelled_at: InstantColumn | null
  changed_at: InstantColumn
}

export interface SeriesTable {
  id: string
  partnership_id: string
  title: string
  /** RFC 5545 RRULE. */
  rule: string
  created_by: string | null
  created_at: InstantColumn
}

export interface EventSessionTable {
  id: string
  event_id: string
  title: string
  speakers: string | null
  room: string | null
  starts_at: InstantColumn
  ends_at: InstantColumn
  /** Null is without limit. */
  places: number | null
  /** Counted by the database itself (E17); never written here. */
  taken: Generated<number>
  version: Generated<number>
}

export interface SessionChoiceTable {
  booking_id: string
  session_id: string
  chosen_at: InstantColumn
}

export interface WalkInTable {
  id: string
  event_id: string
  person_id: string
  organisation_id: string
  mode: Mode
  recorded_at: InstantColumn
  recorded_by: string | null
}

export interface CertificateTable {
  number: string
  event_id: string
  person_id: string
  made_at: InstantColumn
  withdrawn_at: InstantColumn | null
}

/** Names nobody and bears no moment (E21). */
export interface FeedbackTable {
  id: Generated<string>
  event_id: string
  useful: number
  differently: string | null
  change: string | null
}

export interface FeedbackGivenTable {
  event_id: string
  person_id: string
}

export interface ReminderTable {
  event_id: string
  person_id: string
  what: 'week' | 'day' | 'feedback'
  sent_at: InstantColumn
}

export interface ImportedTable {
  partnership_id: string
  uid: string
  occurrence: string
  event_id: string
  sequence: number
  imported_at: InstantColumn
}

declare module '#platform/database/index.ts' {
  interface Tables {
    'events.event': EventTable
    'events.joining': JoiningTable
    'events.booking': BookingTable
    'events.need': NeedTable
    'events.event_card': EventCardView
    'events.series': SeriesTable
    'events.session': EventSessionTable
    'events.session_choice': SessionChoiceTable
    'events.walk_in': WalkInTable
    'events.certificate': CertificateTable
    'events.feedback': FeedbackTable
    'events.feedback_given': FeedbackGivenTable
    'events.reminder': ReminderTable
    'events.imported': ImportedTable
  }
}
