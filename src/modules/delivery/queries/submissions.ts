// What was reported about an activity: in this round, and the last time before it, which is what the form shows again.
import type { Reader } from '#platform/actions/index.ts'
import { sql, type Selectable } from '#platform/database/index.ts'
import type { LastAnswers, StandingBoard, StandingIssue } from '../rules.ts'
import type { SubmissionBoardTable, SubmissionIssueTable, SubmissionTable } from '../schema.ts'

export type Submission = Selectable<SubmissionTable> & {
  readonly issues: readonly Selectable<SubmissionIssueTable>[]
  readonly boards: readonly Selectable<SubmissionBoardTable>[]
}

type Asking = Pick<Reader, 'db'>

/** What was reported, or begun, about this activity in this round. Ask only about a plan that the reader sees. */
export async function submissionOf(
  reader: Asking,
  roundId: string,
  activityId: string,
): Promise<Submission | undefined> {
  const found = await reader.db
    .selectFrom('delivery.submission')
    .selectAll()
    .where('round_id', '=', roundId)
    .where('activity_id', '=', activityId)
    .executeTakeFirst()
  return found === undefined ? undefined : { ...found, ...(await partsOf(reader, found.id)) }
}

async function partsOf(reader: Asking, submissionId: string): Promise<Pick<Submission, 'issues' | 'boards'>> {
  const issues = await reader.db
    .selectFrom('delivery.submission_issue')
    .selectAll()
    .where('submission_id', '=', submissionId)
    .orderBy('position')
    .orderBy('label')
    .execute()
  const boards = await reader.db
    .selectFrom('delivery.submission_board')
    .selectAll()
    .where('submission_id', '=', submissionId)
    .orderBy('board')
    .execute()
  return { issues, boards }
}

// What was reported in a frozen round and is being corrected still is what was reported, until the correction is frozen.
const isCorrected = sql<boolean>`(round.state = 'frozen' and exists (select 1 from delivery.frozen_row kept
  where kept.activity_id = submission.activity_id and (kept.content ->> 'responded')::boolean
    and kept.frozen_id = (select frozen.id from delivery.frozen frozen where frozen.round_id = round.id
      order by frozen.number desc limit 1)))`

/** What was last reported about the activity in a round before this one: submitted or signed, never a draft. */
export async function lastAnswers(
  reader: Asking,
  activityId: string,
  beforeRoundId: string,
): Promise<LastAnswers | null> {
  const found = await reader.db
    .selectFrom('delivery.submission as submission')
    .innerJoin('delivery.round as round', 'round.id', 'submission.round_id')
    .selectAll('submission')
    .select(['round.title as round_title', 'round.code as round_code'])
    .where('submission.activity_id', '=', activityId)
    .where(sql<boolean>`(submission.state in ('submitted', 'signed') or ${isCorrected})`)
    .where(
      sql<boolean>`round.period_from < (select period_from from delivery.round where id = ${beforeRoundId})`,
    )
    .orderBy('round.period_from', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (found === undefined) return null
  const { issues, boards } = await partsOf(reader, found.id)
  return {
    roundTitle: found.round_title,
    roundCode: found.round_code,
    status: found.status,
    statusSource: found.status_source,
    progress: found.progress,
    mitigations: found.mitigations,
    mitigationTicked: found.mitigation_ticked,
    isRecorded: found.is_recorded_in_register ?? ((found.registers ?? []).length > 0 ? true : null),
    registers: found.registers ?? [],
    riskReference: found.risk_reference,
    riskId: found.risk_subject_id,
    hasMilestones: found.has_milestones,
    boards: boards
      .filter((one) => one.reported !== null || one.expected !== null || one.booked !== null)
      .map(({ board, reported, expected, booked }): StandingBoard => ({ board, reported, expected, booked })),
    openIssues: issues
      .filter((one) => one.answer !== 'closed')
      .map(({ id, code, label, words }): StandingIssue => ({ id, code, label, words })),
    explained: found.explained,
  }
}
