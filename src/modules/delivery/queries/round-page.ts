// What the page of a round tells beside its completion: how its window was moved, and what waits for a signature.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import type { IssueAnswer, IssueOutcome, Signing, Status } from '../rules.ts'

type Asking = Pick<Reader, 'db'>

export type WindowChange = {
  readonly id: string
  readonly kind: 'opened' | 'closed' | 'moved'
  readonly former_at: Temporal.Instant
  readonly becomes_at: Temporal.Instant
  readonly reason: string | null
  readonly made_at: Temporal.Instant
  readonly made_by: string | null
}

/** How the window of a round was moved, oldest first. */
export async function windowChangesOf(reader: Asking, roundId: string): Promise<WindowChange[]> {
  return reader.db
    .selectFrom('delivery.window_change as change')
    .leftJoin('organisations.person_card as person', 'person.id', 'change.made_by_person_id')
    .select([
      'change.id',
      'change.kind',
      'change.former_at',
      'change.becomes_at',
      'change.reason',
      'change.made_at',
    ])
    .select('person.name as made_by')
    .where('change.round_id', '=', roundId)
    .orderBy('change.made_at')
    .orderBy('change.id')
    .execute()
}

export type ToSign = {
  readonly id: string
  readonly version: number
  readonly activity_id: string
  readonly number: number
  readonly title: string
  readonly unit: string | null
  readonly lead: string | null
  readonly prepared_by: string | null
  readonly submitted_at: Temporal.Instant | null
  readonly is_late: boolean
  readonly status: Status | null
  readonly previous_status: Status | null
  readonly progress: string | null
  readonly mitigations: string | null
  readonly remarks: string | null
  readonly original_end: Temporal.PlainDate | null
  readonly revised_end: Temporal.PlainDate | null
  readonly revised_go_live: Temporal.PlainDate | null
  readonly former_end: Temporal.PlainDate | null
  readonly former_go_live: Temporal.PlainDate | null
  readonly end_moved: boolean
  readonly go_live_moved: boolean
  readonly revised_end_reason: string | null
  readonly go_live_reason: string | null
  readonly unconfirmed: readonly string[]
  readonly explained: readonly { readonly doubt: string; readonly reason: string }[]
  readonly issues: readonly {
    readonly label: string
    readonly words: string | null
    readonly answer: IssueAnswer
    readonly outcome: IssueOutcome | null
  }[]
  readonly signing: Signing
}

const MOST = 200

/** The reports of a round that wait for a signature, with what a director has to read. */
export async function waitingForSignature(reader: Asking, roundId: string): Promise<ToSign[]> {
  const { rows } = await sql<ToSign>`
    select submission.id, submission.version, activity.id as activity_id, activity.number, activity.title, unit.name as unit,
      lead.name as lead, preparer.name as prepared_by, submission.submitted_at, submission.is_late, submission.status,
      former.status as previous_status, submission.progress, submission.mitigations, submission.remarks,
      activity.original_end, submission.revised_end, submission.revised_go_live,
      moved_end.former as former_end, moved_go.former as former_go_live,
      moved_end.becomes is not null or moved_end.former is not null as end_moved,
      moved_go.becomes is not null or moved_go.former is not null as go_live_moved,
      submission.revised_end_reason, submission.go_live_reason,
      array(select one from unnest(submission.prefilled) one where not submission.confirmed ? one) as unconfirmed,
      submission.explained,
      coalesce((select jsonb_agg(jsonb_build_object('label', issue.label, 'words', issue.words, 'answer', issue.answer,
        'outcome', issue.outcome) order by issue.label) from delivery.submission_issue issue
        where issue.submission_id = submission.id), '[]'::jsonb) as issues,
      jsonb_build_object('activityDirector', activity.director_person_id, 'unitDirector', unit.director_person_id,
        'preparedBy', submission.prepared_by_person_id) as signing
    from delivery.submission submission join delivery.activity activity on activity.id = submission.activity_id
    join delivery.round round on round.id = submission.round_id
    left join delivery.unit unit on unit.id = activity.unit_id
    left join organisations.person_card lead on lead.id = activity.lead_person_id
    left join organisations.person_card preparer on preparer.id = submission.prepared_by_person_id
    left join lateral (select before.status from delivery.submission before join delivery.round earlier on earlier.id = before.round_id
      where before.activity_id = activity.id and before.state in ('submitted', 'signed') and earlier.period_from < round.period_from
      order by earlier.period_from desc limit 1) former on true
    left join lateral (${firstMove('end')}) moved_end on true
    left join lateral (${firstMove('go-live')}) moved_go on true
    where submission.round_id = ${roundId} and submission.state = 'submitted' and not round.is_imported
      and (round.state <> 'frozen' or exists (select 1 from delivery.extension reopened where reopened.round_id = round.id
        and reopened.activity_id = activity.id and reopened.kind = 'correction'
        and reopened.asked_at >= (select max(frozen.made_at) from delivery.frozen frozen where frozen.round_id = round.id)))
    order by activity.number limit ${MOST}`.execute(reader.db)
  return rows
}

/** The date as it stood before this round moved it, and that it was moved. */
const firstMove = (what: 'end' | 'go-live') => sql`
  select change.former, change.becomes from delivery.date_change change
  where change.activity_id = activity.id and change.round_id = round.id and change.what = ${what}
  order by change.made_at, change.number limit 1`
