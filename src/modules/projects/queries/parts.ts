// What belongs to one project: milestones with every change of forecast, measures, budget and spending, status
// reports, changes.
import { sql } from '#platform/database/index.ts'
import type { Reader } from '#platform/actions/index.ts'

export type Milestone = {
  readonly id: string
  readonly title: string
  readonly baselineOn: Temporal.PlainDate
  readonly forecastOn: Temporal.PlainDate
  readonly actualOn: Temporal.PlainDate | null
  readonly version: number
}

export async function milestonesOf(reader: Reader, projectId: string): Promise<readonly Milestone[]> {
  return (await milestonesByProject(reader, [projectId])).get(projectId) ?? []
}

/** The milestones of several projects: project id → its milestones, by baseline. */
export async function milestonesByProject(
  reader: Reader,
  projectIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Milestone[]>> {
  if (projectIds.length === 0) return new Map()
  const rows = await reader.db
    .selectFrom('projects.milestone')
    .select([
      'project_id',
      'id',
      'title',
      'baseline_on as baselineOn',
      'forecast_on as forecastOn',
      'actual_on as actualOn',
      'version',
    ])
    .where('project_id', 'in', [...projectIds])
    .orderBy('baseline_on')
    .orderBy('id')
    .execute()
  const found = new Map<string, Milestone[]>()
  for (const { project_id, ...milestone } of rows)
    found.set(project_id, [...(found.get(project_id) ?? []), milestone])
  return found
}

export type ForecastChange = {
  readonly milestone: string
  readonly fromOn: Temporal.PlainDate
  readonly toOn: Temporal.PlainDate
  readonly reason: string
  readonly changedAt: Temporal.Instant
}

/** Every change of a forecast, the newest first: why each date moved. */
export async function forecastsOf(reader: Reader, projectId: string): Promise<readonly ForecastChange[]> {
  return reader.db
    .selectFrom('projects.forecast as forecast')
    .innerJoin('projects.milestone as milestone', 'milestone.id', 'forecast.milestone_id')
    .select([
      'milestone.title as milestone',
      'forecast.from_on as fromOn',
      'forecast.to_on as toOn',
      'forecast.reason',
      'forecast.changed_at as changedAt',
    ])
    .where('milestone.project_id', '=', projectId)
    .orderBy('forecast.changed_at', 'desc')
    .execute()
}

export async function measuresOf(reader: Reader, projectId: string) {
  return reader.db
    .selectFrom('projects.measure')
    .select([
      'id',
      'title',
      'measure',
      'unit',
      'baseline',
      'target',
      'due_on as dueOn',
      'result',
      'achieved',
      'version',
    ])
    .where('project_id', '=', projectId)
    .orderBy('id')
    .execute()
}
export type Measure = Awaited<ReturnType<typeof measuresOf>>[number]

/** Budget lines with what was spent against each, in the order of the case. */
export async function budgetOf(reader: Reader, projectId: string) {
  return reader.db
    .selectFrom('projects.budget_line as line')
    .leftJoin('projects.spend as spend', 'spend.budget_line_id', 'line.id')
    .select([
      'line.id',
      'line.title',
      'line.year_starting as yearStarting',
      'line.amount_pence as budgetPence',
      sql<bigint>`coalesce(sum(spend.amount_pence), 0)::bigint`.as('spentPence'),
    ])
    .where('line.project_id', '=', projectId)
    .groupBy(['line.id', 'line.title', 'line.year_starting', 'line.amount_pence', 'line.position'])
    .orderBy('line.position')
    .execute()
}
export type BudgetLine = Awaited<ReturnType<typeof budgetOf>>[number]

export async function spendsOf(reader: Reader, projectId: string) {
  return reader.db
    .selectFrom('projects.spend as spend')
    .leftJoin('projects.budget_line as line', 'line.id', 'spend.budget_line_id')
    .leftJoin('projects.spend as reversal', 'reversal.reverses_spend_id', 'spend.id')
    .select([
      'spend.id',
      'spend.supplier',
      'spend.invoice_number as invoiceNumber',
      'spend.spent_on as spentOn',
      'spend.amount_pence as amountPence',
      'spend.reverses_spend_id as reversesId',
      'spend.reason',
      'spend.recorded_at as recordedAt',
      'line.title as line',
      'reversal.id as reversedById',
    ])
    .where('spend.project_id', '=', projectId)
    .orderBy('spend.spent_on')
    .orderBy('spend.id')
    .execute()
}
export type Spend = Awaited<ReturnType<typeof spendsOf>>[number]

/** Status reports, the newest month first. */
export async function statusesOf(reader: Reader, projectId: string) {
  return reader.db
    .selectFrom('projects.status_report')
    .select([
      'id',
      'month',
      'overall',
      'progress',
      'spend_forecast_pence as spendForecastPence',
      'issues',
      'help_needed as helpNeeded',
      'confirmed',
      'reported_at as reportedAt',
      'version',
    ])
    .where('project_id', '=', projectId)
    .orderBy('month', 'desc')
    .execute()
}
export type StatusReport = Awaited<ReturnType<typeof statusesOf>>[number]

export async function changesOf(reader: Reader, projectId: string) {
  return reader.db
    .selectFrom('projects.change_request as change')
    .leftJoin('projects.milestone as milestone', 'milestone.id', 'change.milestone_id')
    .innerJoin('organisations.person_card as proposer', 'proposer.id', 'change.proposed_by')
    .leftJoin('organisations.person_card as decider', 'decider.id', 'change.decided_by')
    .select([
      'change.id',
      'change.kind',
      'change.what',
      'change.why',
      'change.new_date as newDate',
      'change.state',
      'change.proposed_by as proposedBy',
      'change.proposed_at as proposedAt',
      'change.decided_at as decidedAt',
      'change.decision_words as decisionWords',
      'milestone.title as milestone',
      'proposer.name as proposerName',
      'decider.name as deciderName',
    ])
    .where('change.project_id', '=', projectId)
    .orderBy('change.proposed_at', 'desc')
    .execute()
}
export type Change = Awaited<ReturnType<typeof changesOf>>[number]
