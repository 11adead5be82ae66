// The tables of risk as types.
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
  Band,
  BandName,
  CellBand,
  ClosedWhy,
  ControlKind,
  Effectiveness,
  EscalationState,
  ImpactKind,
  ImpactStep,
  Judged,
  Level,
  LikelihoodStep,
  Measure,
  Proximity,
  Response,
  ReviewOutcome,
  RiskState,
} from './rules.ts'

export type MatrixTable = {
  id: string
  code: string
  name: string
  retired_on: OptionalDate
  version: Generated<number>
}

export type MatrixVersionTable = {
  id: string
  matrix_id: string
  number: number
  from_on: DateColumn
  likelihood: Json<LikelihoodStep[]>
  impact: Json<ImpactStep[]>
  bands: Json<Band[]>
  cells: Json<CellBand[]>
  made_at: InstantColumn
  made_by_person_id: Optional<string>
}

export type CategoryTable = { id: string; code: string; name: string; ended_on: OptionalDate }

export type RegisterTable = {
  id: string
  code: string
  name: string
  level: Level
  partnership_id: Optional<string>
  organisation_id: Optional<string>
  group_id: Optional<string>
  about_subject_id: Optional<string>
  parent_id: Optional<string>
  matrix_id: string
  /** The highest band that is lived with without asking. */
  appetite: BandName
  audience: Audience
  /** The partnership, organisation, group or register by whose readers it is seen. */
  audience_id: string
  owner_person_id: Optional<string>
  last_number: Generated<number>
  ended_on: OptionalDate
  version: Generated<number>
}

export type OfficerTable = {
  id: string
  register_id: string
  person_id: string
  from_on: DateColumn
  ended_on: OptionalDate
}

export type RiskTable = {
  id: string
  register_id: string
  number: number
  reference: string
  about_subject_id: Optional<string>
  title: string
  cause: string
  event: string
  consequence: string
  category_id: Optional<string>
  proximity: Optional<Proximity>
  owner_person_id: Optional<string>
  response: Optional<Response>
  state: ColumnType<RiskState, RiskState | undefined, RiskState>
  opened_on: OptionalDate
  closed_on: OptionalDate
  closed_why: Optional<ClosedWhy>
  closing_words: Optional<string>
  merged_into_id: Optional<string>
  review_on: OptionalDate
  accepted_assessment_id: Optional<string>
  accepted_by_person_id: Optional<string>
  accepted_at: OptionalInstant
  kept_here_assessment_id: Optional<string>
  raised_by_person_id: Optional<string>
  raised_at: InstantColumn
  version: Generated<number>
}

export type AssessmentTable = {
  id: string
  risk_id: string
  measure: Measure
  matrix_version_id: string
  likelihood: number
  impact: number
  impact_kind: Optional<ImpactKind>
  score: number
  band: BandName
  reason: Optional<string>
  assessed_by_person_id: Optional<string>
  assessed_at: InstantColumn
  superseded_at: OptionalInstant
}

export type ReviewTable = {
  id: string
  risk_id: string
  reviewed_on: DateColumn
  reviewed_by_person_id: Optional<string>
  outcome: ReviewOutcome
  words: Optional<string>
  next_on: DateColumn
}

export type ControlTable = {
  id: string
  risk_id: string
  what: string
  kind: ControlKind
  owner_person_id: Optional<string>
  effectiveness: ColumnType<Effectiveness, Effectiveness | undefined, Effectiveness>
  next_test_on: OptionalDate
  ended_on: OptionalDate
  version: Generated<number>
}

export type EvidenceTable = {
  id: string
  control_id: string
  tested_on: DateColumn
  effectiveness: Judged
  words: string
  link: Optional<string>
  file_id: Optional<string>
  given_by_person_id: Optional<string>
  given_at: InstantColumn
}

export type EscalationTable = {
  id: string
  risk_id: string
  to_register_id: string
  reason: string
  asked_by_person_id: Optional<string>
  asked_at: InstantColumn
  state: ColumnType<EscalationState, EscalationState | undefined, EscalationState>
  answered_by_person_id: Optional<string>
  answered_at: OptionalInstant
  answer_words: Optional<string>
  owner_person_id: Optional<string>
  ended_by_person_id: Optional<string>
  ended_at: OptionalInstant
  ended_words: Optional<string>
  version: Generated<number>
}

export type ChangeKind =
  | 'raised'
  | 'edited'
  | 'opened'
  | 'handed-over'
  | 'tolerated'
  | 'not-tolerated'
  | 'kept-here'
  | 'closed'
  | 'reopened'

export type ChangeTable = {
  id: string
  risk_id: string
  kind: ChangeKind
  words: Optional<string>
  former: Json<Readonly<Record<string, string | null>>> | null
  made_by_person_id: Optional<string>
  made_at: InstantColumn
}

export type DoubtTable = {
  id: string
  risk_id: string
  heading: string
  raw: string
  doubt: string
  settled_on: OptionalDate
}

/** What others may join: open risks about a record, without their words. */
export type RiskCardView = {
  id: string
  reference: string
  about_subject_id: string | null
  level: Level
  band: BandName | null
}

declare module '#platform/database/index.ts' {
  interface Tables {
    'risk.matrix': MatrixTable
    'risk.matrix_version': MatrixVersionTable
    'risk.category': CategoryTable
    'risk.register': RegisterTable
    'risk.officer': OfficerTable
    'risk.risk': RiskTable
    'risk.assessment': AssessmentTable
    'risk.review': ReviewTable
    'risk.control': ControlTable
    'risk.evidence': EvidenceTable
    'risk.escalation': EscalationTable
    'risk.change': ChangeTable
    'risk.doubt': DoubtTable
    'risk.risk_card': RiskCardView
  }
}
