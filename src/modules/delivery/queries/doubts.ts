// The questions a file of a plan left open, the answers they were given, and which of them no frozen version knows yet.
import { query, type Reader } from '#platform/actions/index.ts'
import { field, isRecordId } from '#platform/fields/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { sql, type Selectable } from '#platform/database/index.ts'
import type { DoubtTable } from '../schema.ts'
import { planByCode } from './plans.ts'
import { holdsFor, planSeen } from './seeing.ts'

export const SETTLE = 'delivery.doubt.settle'

export type DoubtRow = Selectable<DoubtTable> & {
  readonly plan_id: string
  readonly number: number
  readonly title: string
  readonly round_code: string | null
  readonly round_title: string | null
  readonly settled_by: string | null
}

type Asking = Pick<Reader, 'db'>

const doubtRows = (reader: Asking) =>
  reader.db
    .selectFrom('delivery.doubt as doubt')
    .innerJoin('delivery.activity as activity', 'activity.id', 'doubt.activity_id')
    .leftJoin('delivery.round as round', 'round.id', 'doubt.round_id')
    .leftJoin('organisations.person_card as person', 'person.id', 'doubt.settled_by_person_id')
    .selectAll('doubt')
    .select([
      'activity.plan_id',
      'activity.number',
      'activity.title',
      'round.code as round_code',
      'round.title as round_title',
      'person.name as settled_by',
    ])

/** By activity number. Ask only about a plan whose doubts the reader may settle. */
export async function doubtsOf(reader: Asking, planId: string): Promise<DoubtRow[]> {
  return doubtRows(reader)
    .where('activity.plan_id', '=', planId)
    .orderBy('activity.number')
    .orderBy('round.period_from')
    .orderBy('doubt.column_name')
    .orderBy('doubt.raw')
    .execute()
}

/** Found by whoever sees its plan; for everybody else there is no such question. */
export async function doubtById(reader: Reader, id: string): Promise<DoubtRow> {
  if (!isRecordId(id)) return notFound('question')
  const found = await doubtRows(reader)
    .innerJoin('delivery.plan as plan', 'plan.id', 'activity.plan_id')
    .where('doubt.id', '=', id)
    .where(planSeen(reader))
    .executeTakeFirst()
  return found ?? notFound('question')
}

export async function openDoubtsCounted(reader: Asking, planId: string): Promise<number> {
  const { rows } = await sql<{ open: number }>`select count(*)::int as open from delivery.doubt doubt
    join delivery.activity activity on activity.id = doubt.activity_id
    where activity.plan_id = ${planId} and doubt.settled_at is null`.execute(reader.db)
  return rows[0]?.open ?? 0
}

export type Waiting = { readonly code: string; readonly title: string; readonly answers: number }

/** Rounds whose newest frozen version is older than answers about them: a correction brings these in. */
export async function roundsWaiting(reader: Asking, planId: string): Promise<readonly Waiting[]> {
  const { rows } = await sql<Waiting>`
    select round.code, round.title, count(*)::int as answers
    from delivery.round round
    join lateral (select max(made_at) as made_at from delivery.frozen where round_id = round.id) newest on newest.made_at is not null
    join (select round_id, settled_at as at from delivery.doubt where settled_at is not null
      union all select round.id, definition.made_at from delivery.definition definition
        join delivery.round round on round.plan_id = definition.plan_id
        where exists (select 1 from delivery.submission submission where submission.round_id = round.id
          and submission.raw ? definition.column_name)) answered
      on answered.round_id = round.id and answered.at > newest.made_at
    where round.plan_id = ${planId}
    group by round.code, round.title, round.period_from order by round.period_from`.execute(reader.db)
  return rows
}

/** Columns of boards in the files of a plan that are ticked and of which nobody said what a tick means. */
export async function columnsWithoutMeaning(
  reader: Asking,
  planId: string,
): Promise<readonly { readonly column: string; readonly ticks: number }[]> {
  const { rows } = await sql<{ column: string; ticks: number }>`
    select board.board as column, count(*)::int as ticks
    from delivery.submission_board board
    join delivery.submission submission on submission.id = board.submission_id
    join delivery.round round on round.id = submission.round_id
    where round.plan_id = ${planId} and board.undefined_tick is not null
      and not exists (select 1 from delivery.definition definition
        where definition.plan_id = round.plan_id and definition.column_name = board.board)
    group by board.board order by board.board`.execute(reader.db)
  return rows
}

export const listDoubts = query({
  name: 'delivery.doubt.list',
  title: 'List what a file left unclear',
  permission: SETTLE,
  doors: ['api', 'command'],
  parameters: { plan: field.code('Plan', { hint: 'Its code, like sdp-2019-20' }) },
  async run(reader, { plan: code }) {
    const plan = await planByCode(reader, code)
    if (!holdsFor(reader, SETTLE, plan)) return notFound('plan')
    const rows = await doubtsOf(reader, plan.id)
    return rows.map((row) => ({
      id: row.id,
      activity: row.number,
      round: row.round_code,
      column: row.column_name,
      raw: row.raw,
      question: row.question,
      answer: row.answer,
      why: row.why,
      version: row.version,
    }))
  },
})
