// The tables of governance as types, and the views other modules may join with.
import type { DateColumn, Generated, InstantColumn } from '#platform/database/index.ts'
import type {
  AttendanceState,
  Classification,
  DayBasis,
  EqualityOutcome,
  ItemKind,
  ItemState,
  MeetingState,
  PaperState,
  QuorumOf,
  UndertakingChange,
  UndertakingState,
  VoteChoice,
} from './rules.ts'

export interface RuleProfileTable {
  id: string
  code: string
  name: string
  statutory: boolean
  notice_days: number
  day_basis: DayBasis
  quorum_of: QuorumOf
  quorum_numerator: number
  quorum_denominator: number
  quorum_least: number
  from_on: DateColumn
  source: string
  source_url: string | null
}

export interface BodyTable {
  id: string
  group_id: string | null
  organisation_id: string | null
  name: string
  profile_code: string
  /** Clear days this body gives instead of its profile's; never for a statutory profile. */
  notice_days: number | null
  version: Generated<number>
}

export interface MeetingTable {
  id: string
  body_id: string
  title: string
  starts_at: InstantColumn
  ends_at: InstantColumn
  place: string
  site_id: string | null
  joining: string | null
  state: Generated<MeetingState>
  /** The rules as they stood when the agenda was published. */
  profile_id: string | null
  notice_days: number | null
  published_at: InstantColumn | null
  urgency: string | null
  urgency_by: string | null
  cancelled_because: string | null
  minutes_approved_at_meeting_id: string | null
  changed_at: InstantColumn
  version: Generated<number>
}

export interface AgendaItemTable {
  id: string
  body_id: string
  meeting_id: string | null
  position: number | null
  title: string
  kind: ItemKind
  subject_id: string | null
  /** The page of the record it is about, as the module that raised it gave it. */
  address: string | null
  recommendation: string | null
  reasons: string | null
  alternatives: string | null
  outcomes: string[]
  raised_by: string
  raised_at: InstantColumn
  state: Generated<ItemState>
  late_because: string | null
  late_by: string | null
  version: Generated<number>
}

export interface PaperTable {
  id: string
  agenda_item_id: string
  title: string
  author_person_id: string | null
  summary: string
  body: string
  recommendations: string[]
  classification: Classification
  state: Generated<PaperState>
  equality_outcome: EqualityOutcome | null
  equality_reasoning: string | null
  equality_assessor_id: string | null
  equality_assessed_on: DateColumn | null
  published_number: number | null
  version: Generated<number>
}

export interface PaperVersionTable {
  id: string
  paper_id: string
  number: number
  title: string
  summary: string
  body: string
  recommendations: string[]
  change_note: string | null
  published_at: InstantColumn
  published_by: string | null
}

export interface AttendanceTable {
  id: string
  meeting_id: string
  person_id: string
  organisation_id: string
  state: AttendanceState
  votes: boolean
}

export interface InterestTable {
  id: string
  person_id: string
  subject_id: string
  meeting_id: string | null
  nature: string
  declared_on: DateColumn
  ended_on: DateColumn | null
}

export interface DecisionTable {
  id: string
  reference: string
  agenda_item_id: string
  meeting_id: string
  body_id: string
  subject_id: string | null
  outcome: string
  decision: string
  reasons: string
  alternatives: string
  interests_text: string
  decided_on: DateColumn
  recorded_at: InstantColumn
  recorded_by: string | null
  supersedes_id: string | null
  corrected_because: string | null
}

export interface VoteTable {
  id: string
  decision_id: string
  organisation_id: string
  person_id: string
  choice: VoteChoice
}

export interface MinuteTable {
  id: string
  agenda_item_id: string
  meeting_id: string
  text: string
  edited: Generated<boolean>
  version: Generated<number>
}

export interface UndertakingTable {
  id: string
  agenda_item_id: string | null
  meeting_id: string | null
  what: string
  owner_person_id: string
  due_on: DateColumn
  closed_on: DateColumn | null
  closing_note: string | null
  version: Generated<number>
  /** The record it is about, beside or instead of an agenda item: an event, a risk, a group. */
  about_subject_id: string | null
  /** The page of that record, as whoever recorded it gave it. */
  about_address: string | null
  group_id: string | null
  partnership_id: string | null
  /** Under which theme of a plan it stands. */
  heading: string | null
  given_on: DateColumn
  given_by: string | null
  state: Generated<UndertakingState>
  progress: string | null
  progress_on: DateColumn | null
}

export interface UndertakingChangeTable {
  id: string
  undertaking_id: string
  kind: UndertakingChange
  made_at: InstantColumn
  made_by: string | null
  words: string
  due_before: DateColumn | null
  owner_before: string | null
}

export interface DecisionCardView {
  id: string
  reference: string
  agenda_item_id: string
  meeting_id: string
  body_id: string
  subject_id: string | null
  outcome: string
  decided_on: DateColumn
  title: string
}

export interface InterestCardView {
  id: string
  person_id: string
  subject_id: string
  declared_on: DateColumn
  ended_on: DateColumn | null
}

export interface MeetingCardView {
  id: string
  body_id: string
  group_id: string | null
  title: string
  starts_at: InstantColumn
  state: MeetingState
  ends_at: InstantColumn | null
  site_id: string | null
}

declare module '#platform/database/index.ts' {
  interface Tables {
    'governance.rule_profile': RuleProfileTable
    'governance.body': BodyTable
    'governance.meeting': MeetingTable
    'governance.agenda_item': AgendaItemTable
    'governance.paper': PaperTable
    'governance.paper_version': PaperVersionTable
    'governance.attendance': AttendanceTable
    'governance.interest': InterestTable
    'governance.decision': DecisionTable
    'governance.vote': VoteTable
    'governance.minute': MinuteTable
    'governance.undertaking': UndertakingTable
    'governance.undertaking_change': UndertakingChangeTable
    'governance.decision_card': DecisionCardView
    'governance.interest_card': InterestCardView
    'governance.meeting_card': MeetingCardView
  }
}
