// The tables of delivery as types.
import type {
  ColumnType,
  DateColumn,
  Generated,
  InstantColumn,
  Json,
  Optional,
  OptionalDate,
  OptionalInstant,
} from '#platform/database/index.ts'
import type {
  Audience,
  Cause,
  Certainty,
  ClosingKind,
  CodelistEntry,
  DateKind,
  Doubt,
  ExtensionKind,
  FrozenHead,
  FrozenRow,
  IssueAnswer,
  IssueOutcome,
  Monitoring,
  PlanState,
  RegisterLevel,
  Reminder,
  RoundState,
  Status,
  StatusSource,
  SubmissionState,
  TemplateContent,
} from './rules.ts'

export type CodelistTable = {
  id: string
  code: string
  name: string
  source: string
}

export type CodelistVersionTable = {
  id: string
  codelist_id: string
  number: number
  from_on: DateColumn
  entries: Json<CodelistEntry[]>
  made_at: InstantColumn
  made_by_person_id: Optional<string>
}

export type TemplateTable = {
  id: string
  code: string
  name: string
  retired_on: OptionalDate
  version: Generated<number>
}

export type TemplateVersionTable = {
  id: string
  template_id: string
  number: number
  from_on: DateColumn
  content: Json<TemplateContent>
  made_at: InstantColumn
  made_by_person_id: Optional<string>
}

export type PlanTable = {
  id: string
  code: string
  title: string
  purpose: Optional<string>
  organisation_id: Optional<string>
  partnership_id: Optional<string>
  group_id: Optional<string>
  template_version_id: string
  audience: Audience
  audience_id: string
  from_on: DateColumn
  until_on: DateColumn
  state: ColumnType<PlanState, PlanState | undefined, PlanState>
  approved_on: OptionalDate
  approved_by_words: Optional<string>
  approval_subject_id: Optional<string>
  closed_on: OptionalDate
  version: Generated<number>
}

export type SectionTable = {
  id: string
  plan_id: string
  code: string
  words: string
  version: Generated<number>
}

export type OfficerTable = {
  id: string
  plan_id: string
  person_id: string
  from_on: DateColumn
  ended_on: OptionalDate
}

export type UnitTable = {
  id: string
  plan_id: string
  code: string
  name: string
  director_person_id: Optional<string>
  version: Generated<number>
}

export type OutcomeTable = {
  id: string
  plan_id: string
  number: number
  title: string
  statement: Optional<string>
  block: Optional<string>
  lead_person_id: Optional<string>
  is_enabling: Generated<boolean>
  target: Optional<string>
  reward: Optional<string>
  version: Generated<number>
}

export type ActivityTable = {
  id: string
  plan_id: string
  outcome_id: string
  unit_id: Optional<string>
  number: number
  title: string
  description: Optional<string>
  lead_person_id: Optional<string>
  director_person_id: Optional<string>
  original_end: OptionalDate
  revised_end: OptionalDate
  revised_go_live: OptionalDate
  is_monitored: Generated<boolean>
  added_on: DateColumn
  version: Generated<number>
}

export type DelegationTable = {
  id: string
  activity_id: string
  person_id: string
  given_by_person_id: Optional<string>
  from_on: DateColumn
  ended_on: OptionalDate
}

export type MilestoneTable = {
  id: string
  activity_id: string
  kind: string
  title: string
  due_on: DateColumn
  certainty: Certainty
  met_on: OptionalDate
  dropped_on: OptionalDate
  dropped_why: Optional<string>
  changed_at: ColumnType<Temporal.Instant, Temporal.Instant | string | undefined, Temporal.Instant | string>
  version: Generated<number>
}

export type ThreadTable = {
  id: string
  lower_subject_id: string
  upper_subject_id: string
  made_at: InstantColumn
  made_by_person_id: Optional<string>
}

export type PolicyTable = {
  id: string
  plan_id: string
  rule: string
  applies_from: DateColumn
  ended_on: OptionalDate
  words: string
  made_at: InstantColumn
  made_by_person_id: Optional<string>
}

export type RoundTable = {
  id: string
  plan_id: string
  code: string
  title: string
  period_from: DateColumn
  period_until: DateColumn
  opens_at: OptionalInstant
  closes_at: OptionalInstant
  state: ColumnType<RoundState, RoundState | undefined, RoundState>
  opened_at: OptionalInstant
  closed_at: OptionalInstant
  is_imported: Generated<boolean>
  version: Generated<number>
}

export type SubmissionTable = {
  id: string
  round_id: string
  activity_id: string
  state: ColumnType<SubmissionState, SubmissionState | undefined, SubmissionState>
  status: Optional<Status>
  status_source: ColumnType<StatusSource, StatusSource | undefined, StatusSource>
  progress: Optional<string>
  mitigations: Optional<string>
  mitigation_ticked: Optional<'yes' | 'no'>
  revised_end: OptionalDate
  revised_go_live: OptionalDate
  has_milestones: Optional<boolean>
  registers: Optional<RegisterLevel[]>
  risk_reference: Optional<string>
  confirmed: Json<Record<string, 'confirmed' | 'changed'>>
  explained: Json<{ doubt: string; reason: string }[]>
  doubts: Json<Doubt[]>
  raw: Json<Record<string, string>> | null
  is_late: Generated<boolean>
  prepared_by_person_id: Optional<string>
  submitted_at: OptionalInstant
  signed_by_person_id: Optional<string>
  signed_at: OptionalInstant
  returned_words: Optional<string>
  saved_at: InstantColumn
  version: Generated<number>
  given: Json<Record<string, unknown>> | null
  prefilled: Generated<string[]>
  revised_end_reason: Optional<string>
  revised_end_cause: Optional<Cause>
  go_live_reason: Optional<string>
  go_live_cause: Optional<Cause>
  is_recorded_in_register: Optional<boolean>
  risk_subject_id: Optional<string>
  remarks: Optional<string>
}

export type SubmissionIssueTable = {
  id: string
  submission_id: string
  code: Optional<string>
  label: string
  codelist_version_id: Optional<string>
  words: Optional<string>
  answer: IssueAnswer
  carried_from_id: Optional<string>
  outcome: Optional<IssueOutcome>
  outcome_words: Optional<string>
  position: Generated<number>
}

export type SubmissionBoardTable = {
  id: string
  submission_id: string
  board: string
  reported: Optional<boolean>
  expected: Optional<boolean>
  booked: Optional<boolean>
  undefined_tick: Optional<string>
}

export type DateChangeTable = {
  id: string
  activity_id: string
  /** In which order the dates of one activity changed. */
  number: Generated<number>
  round_id: Optional<string>
  what: DateKind
  former: OptionalDate
  becomes: OptionalDate
  reason: Optional<string>
  cause: Optional<Cause>
  source: 'plan' | 'report' | 'file'
  made_at: InstantColumn
  made_by_person_id: Optional<string>
}

export type ExtensionTable = {
  id: string
  round_id: string
  activity_id: string
  kind: ColumnType<ExtensionKind, ExtensionKind | undefined, ExtensionKind>
  asked_by_person_id: Optional<string>
  asked_at: InstantColumn
  why: string
  state: ColumnType<
    'asked' | 'granted' | 'declined',
    'asked' | 'granted' | 'declined' | undefined,
    'asked' | 'granted' | 'declined'
  >
  until_at: OptionalInstant
  answered_by_person_id: Optional<string>
  answered_at: OptionalInstant
  answer_words: Optional<string>
  version: Generated<number>
}

export type WindowChangeTable = {
  id: string
  round_id: string
  kind: 'opened' | 'closed' | 'moved'
  former_at: InstantColumn
  becomes_at: InstantColumn
  reason: Optional<string>
  made_at: InstantColumn
  made_by_person_id: Optional<string>
}

export type ReminderTable = {
  id: string
  round_id: string
  kind: Reminder
  settled_at: InstantColumn
  is_overtaken: Generated<boolean>
}

export type FrozenTable = {
  id: string
  round_id: string
  number: number
  head: Json<FrozenHead>
  hash: string
  why: Optional<string>
  made_at: InstantColumn
  made_by_person_id: Optional<string>
}

export type FrozenRowTable = {
  frozen_id: string
  activity_id: string
  number: number
  content: Json<FrozenRow>
}

export type DefinitionTable = {
  id: string
  plan_id: string
  column_name: string
  meaning: 'reported' | 'expected' | 'booked'
  source: string
  made_at: InstantColumn
  made_by_person_id: Optional<string>
}

export type StatedFigureTable = {
  id: string
  round_id: string
  ref: string
  position: number
  statement: string
  stated_count: Optional<number>
  stated_of: Optional<number>
  stated_percent: Optional<string>
  measure: Optional<string>
  raw: Json<Record<string, string>>
  version: Generated<number>
}

export type FindingAnswerTable = {
  id: string
  round_id: string
  rule: string
  activity_id: Optional<string>
  about: Optional<string>
  words: string
  made_at: InstantColumn
  made_by_person_id: Optional<string>
}

export type ClosingTable = {
  id: string
  activity_id: string
  kind: ClosingKind
  monitoring: Monitoring
  decided_on: OptionalDate
  decided_by_words: Optional<string>
  decision_subject_id: Optional<string>
  reason: Optional<string>
  round_id: Optional<string>
  reopened_on: OptionalDate
  reopened_why: Optional<string>
  made_at: InstantColumn
  made_by_person_id: Optional<string>
  version: Generated<number>
}

export type DoubtTable = {
  id: string
  activity_id: string
  round_id: Optional<string>
  column_name: string
  raw: string
  question: string
  made_at: InstantColumn
  answer: Optional<string>
  why: Optional<string>
  settled_at: OptionalInstant
  settled_by_person_id: Optional<string>
  version: Generated<number>
}

export type SheetTable = {
  id: string
  round_id: string
  person_id: string
  file_name: string
  lines: Json<
    {
      readonly line: number
      readonly activity: string
      readonly number: number
      readonly version: number
      readonly answers: Readonly<Record<string, unknown>>
    }[]
  >
  made_at: InstantColumn
}

export type RoundReportTable = {
  id: string
  round_id: string
  frozen_id: string
  slice: Optional<string>
  title: string
  audience: 'plan' | 'public'
  words: Json<Record<string, string>>
  state: ColumnType<
    'draft' | 'issued' | 'replaced',
    'draft' | 'issued' | 'replaced' | undefined,
    'draft' | 'issued' | 'replaced'
  >
  issued_at: OptionalInstant
  issued_by_person_id: Optional<string>
  replaces_id: Optional<string>
  /** How many findings were shown to whoever issued it. */
  findings_seen: Optional<number>
  written_at: InstantColumn
  written_by_person_id: Optional<string>
  version: Generated<number>
}

declare module '#platform/database/index.ts' {
  interface Tables {
    'delivery.codelist': CodelistTable
    'delivery.codelist_version': CodelistVersionTable
    'delivery.template': TemplateTable
    'delivery.template_version': TemplateVersionTable
    'delivery.plan': PlanTable
    'delivery.section': SectionTable
    'delivery.officer': OfficerTable
    'delivery.unit': UnitTable
    'delivery.outcome': OutcomeTable
    'delivery.activity': ActivityTable
    'delivery.delegation': DelegationTable
    'delivery.milestone': MilestoneTable
    'delivery.thread': ThreadTable
    'delivery.policy': PolicyTable
    'delivery.round': RoundTable
    'delivery.submission': SubmissionTable
    'delivery.submission_issue': SubmissionIssueTable
    'delivery.submission_board': SubmissionBoardTable
    'delivery.date_change': DateChangeTable
    'delivery.extension': ExtensionTable
    'delivery.window_change': WindowChangeTable
    'delivery.reminder': ReminderTable
    'delivery.frozen': FrozenTable
    'delivery.frozen_row': FrozenRowTable
    'delivery.definition': DefinitionTable
    'delivery.stated_figure': StatedFigureTable
    'delivery.finding_answer': FindingAnswerTable
    'delivery.closing': ClosingTable
    'delivery.doubt': DoubtTable
    'delivery.sheet': SheetTable
    'delivery.report': RoundReportTable
  }
}
