// The tables of funding as types, and the views that other modules may join.
import type {
  ColumnType,
  DateColumn,
  Generated,
  InstantColumn,
  Optional,
  OptionalDate,
  OptionalInstant,
  OptionalPence,
  PenceColumn,
  Selectable,
} from '#platform/database/index.ts'
import type { CaseState, EntryKind, EqualityOutcome } from './rules.ts'

export type Source = 'internal' | 'external'
export type Route = 'held' | 'monitored'
export type FundedKind = 'project' | 'programme-office' | 'fund'
export type DecidedOutcome = 'approved' | 'declined' | 'deferred'

export type ProgrammeTable = {
  id: string
  code: string
  partnership_id: string
  name: string
  funder: string
  source: Source
  route: Route
  awarded_pence: OptionalPence
  successful_bids: Optional<number>
  note: Optional<string>
  guidance: Optional<string>
  opens_on: OptionalDate
  closes_on: OptionalDate
  least_assessors: Generated<number>
  version: Generated<number>
}

export type CriterionTable = {
  id: string
  programme_id: string
  title: string
  guidance: string
  weight: number
  position: number
  retired_on: OptionalDate
}

export type FundedProjectTable = {
  id: string
  label: string
  name: string
  kind: FundedKind
  lead_organisation_id: string | null
}

export type BusinessCaseTable = {
  id: string
  reference: string
  programme_id: string
  group_id: string
  sponsor_organisation_id: string
  author_person_id: string
  manager_person_id: string
  title: string
  problem: string
  beneficiaries: Optional<string>
  minority_reason: Optional<string>
  state: ColumnType<CaseState, CaseState | undefined, CaseState>
  started_at: InstantColumn
  asked_pence: OptionalPence
  members_then: Optional<number>
  submitted_at: OptionalInstant
  submitted_by: Optional<string>
  equality_outcome: Optional<EqualityOutcome>
  equality_reasoning: Optional<string>
  equality_assessor_id: Optional<string>
  equality_on: OptionalDate
  equality_reference: Optional<string>
  equality_mitigations: Optional<string>
  assessed_at: OptionalInstant
  assessment: Optional<string>
  decision_id: Optional<string>
  decided_outcome: Optional<DecidedOutcome>
  decided_on: OptionalDate
  withdrawn_why: Optional<string>
  version: Generated<number>
}

export type CaseNumberTable = { partnership_id: string; year_starting: number; last: number }
export type CaseOptionTable = {
  id: string
  case_id: string
  position: number
  title: string
  for_and_against: string
  chosen: boolean
}
export type CaseBenefitingTable = { case_id: string; organisation_id: string }
export type CostLineTable = {
  id: string
  case_id: string
  position: number
  year_starting: number
  title: string
  amount_pence: PenceColumn
}
export type MatchTable = {
  id: string
  case_id: string
  position: number
  source: string
  amount_pence: PenceColumn
  confirmed: boolean
}
export type BenefitTable = {
  id: string
  case_id: string
  position: number
  title: string
  measure: string
  unit: string | null
  baseline: string | null
  target: string
  due_on: DateColumn
}
export type CaseMilestoneTable = {
  id: string
  case_id: string
  position: number
  title: string
  due_on: DateColumn
}
export type CaseRiskTable = {
  id: string
  case_id: string
  position: number
  cause: string
  event: string
  consequence: string
  likelihood: number
  impact: number
  mitigation: string
}
export type AssessorTable = { case_id: string; person_id: string; named_at: InstantColumn }
export type ScoreTable = {
  id: string
  case_id: string
  criterion_id: string
  assessor_person_id: string
  score: number
  comment: string | null
  scored_at: InstantColumn
}

export type AwardTable = {
  id: string
  case_id: string
  programme_id: string
  project_id: string
  amount_pence: PenceColumn
  made_on: DateColumn
  decision_id: string
}

export type LedgerEntryTable = {
  id: string
  programme_id: string
  kind: EntryKind
  amount_pence: PenceColumn
  occurred_on: DateColumn
  recorded_at: InstantColumn
  recorded_by: Optional<string>
  payment_id: Optional<string>
  case_id: Optional<string>
  project_id: Optional<string>
  spend_id: Optional<string>
  note: Optional<string>
}

/** Published: what another module may join. Drafts are not in it. */
export type CaseCardView = Pick<
  Selectable<BusinessCaseTable>,
  | 'id'
  | 'reference'
  | 'programme_id'
  | 'group_id'
  | 'title'
  | 'state'
  | 'asked_pence'
  | 'submitted_at'
  | 'decided_on'
>
export type AwardCardView = Pick<
  Selectable<AwardTable>,
  'id' | 'case_id' | 'project_id' | 'programme_id' | 'amount_pence' | 'made_on'
>

declare module '#platform/database/index.ts' {
  interface Tables {
    'funding.programme': ProgrammeTable
    'funding.criterion': CriterionTable
    'funding.funded_project': FundedProjectTable
    'funding.business_case': BusinessCaseTable
    'funding.case_number': CaseNumberTable
    'funding.case_option': CaseOptionTable
    'funding.case_benefiting': CaseBenefitingTable
    'funding.cost_line': CostLineTable
    'funding.match': MatchTable
    'funding.benefit': BenefitTable
    'funding.case_milestone': CaseMilestoneTable
    'funding.case_risk': CaseRiskTable
    'funding.assessor': AssessorTable
    'funding.score': ScoreTable
    'funding.award': AwardTable
    'funding.ledger_entry': LedgerEntryTable
    'funding.case_card': CaseCardView
    'funding.award_card': AwardCardView
  }
}
