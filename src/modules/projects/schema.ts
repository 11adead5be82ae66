// The tables of projects as types, and the views that other modules may join.
import type {
  DateColumn,
  Generated,
  InstantColumn,
  OptionalDate,
  OptionalInstant,
  OptionalPence,
  PenceColumn,
  Selectable,
} from '#platform/database/index.ts'
import type { ColumnType } from '#platform/database/index.ts'
import type { Achieved, Overall, ProjectState } from './rules.ts'

export type ProjectTable = {
  id: string
  reference: string
  partnership_id: string
  group_id: string | null
  sponsor_organisation_id: string
  manager_person_id: string
  title: string
  summary: string
  state: ColumnType<ProjectState, ProjectState | undefined, ProjectState>
  opened_on: DateColumn
  closed_on: OptionalDate
  closing_words: string | null
  from_subject_id: string | null
  decision_id: string | null
  award_pence: PenceColumn
  version: Generated<number>
}

export type BudgetLineTable = {
  id: string
  project_id: string
  position: number
  title: string
  year_starting: number
  amount_pence: PenceColumn
}

export type MilestoneTable = {
  id: string
  project_id: string
  title: string
  baseline_on: DateColumn
  forecast_on: DateColumn
  actual_on: OptionalDate
  version: Generated<number>
}

export type ForecastTable = {
  id: string
  milestone_id: string
  from_on: DateColumn
  to_on: DateColumn
  reason: string
  changed_by: string | null
  changed_at: InstantColumn
}

export type MeasureTable = {
  id: string
  project_id: string
  title: string
  measure: string
  unit: string | null
  baseline: string | null
  target: string
  due_on: OptionalDate
  result: string | null
  achieved: Achieved | null
  version: Generated<number>
}

export type SpendTable = {
  id: string
  project_id: string
  budget_line_id: string | null
  supplier: string
  invoice_number: string
  spent_on: DateColumn
  amount_pence: PenceColumn
  reverses_spend_id: string | null
  reason: string | null
  recorded_by: string | null
  recorded_at: InstantColumn
}

export type PaidInvoiceTable = { supplier_key: string; invoice_key: string; spend_id: string }

export type StatusReportTable = {
  id: string
  project_id: string
  month: DateColumn
  overall: Overall
  progress: string
  spend_forecast_pence: OptionalPence
  issues: string | null
  help_needed: string | null
  confirmed: Generated<boolean>
  reported_by: string | null
  reported_at: InstantColumn
  version: Generated<number>
}

export type ChangeKind = 'date' | 'cost' | 'scope'
export type ChangeState = 'proposed' | 'agreed' | 'refused'
export type Again = 'yes' | 'differently' | 'no'

export type ChangeRequestTable = {
  id: string
  project_id: string
  kind: ChangeKind
  what: string
  why: string
  milestone_id: string | null
  new_date: OptionalDate
  state: ColumnType<ChangeState, ChangeState | undefined, ChangeState>
  proposed_by: string
  proposed_at: InstantColumn
  decided_by: string | null
  decided_at: OptionalInstant
  decision_words: string | null
}

export type LessonTable = {
  id: string
  project_id: string
  title: string
  what_happened: string
  what_we_learnt: string
  would_do_again: Again
  keywords: Generated<string>
  written_by: string | null
  written_on: DateColumn
  search: ColumnType<string, never, never>
}

/** Published: what another module may join. */
export type ProjectCardView = Pick<
  Selectable<ProjectTable>,
  | 'id'
  | 'reference'
  | 'partnership_id'
  | 'group_id'
  | 'title'
  | 'state'
  | 'opened_on'
  | 'closed_on'
  | 'from_subject_id'
  | 'award_pence'
>
export type SpendCardView = Pick<
  Selectable<SpendTable>,
  'id' | 'project_id' | 'spent_on' | 'amount_pence' | 'reverses_spend_id'
>

declare module '#platform/database/index.ts' {
  interface Tables {
    'projects.project': ProjectTable
    'projects.budget_line': BudgetLineTable
    'projects.milestone': MilestoneTable
    'projects.forecast': ForecastTable
    'projects.measure': MeasureTable
    'projects.spend': SpendTable
    'projects.paid_invoice': PaidInvoiceTable
    'projects.status_report': StatusReportTable
    'projects.change_request': ChangeRequestTable
    'projects.lesson': LessonTable
    'projects.project_card': ProjectCardView
    'projects.spend_card': SpendCardView
  }
}
