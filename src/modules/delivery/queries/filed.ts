// What a file told of a plan and what was answered since: the cells as they stood, questions that are open, and what
// the columns mean.
import type { Reader } from '#platform/actions/index.ts'
import type { Answer } from '../rules.ts'

type Handle = Pick<Reader, 'db'>

/** By the ids of activity and round. */
export const reportKey = (activityId: string, roundId: string | null): string =>
  `${activityId} ${roundId ?? ''}`

/** The cells that reports of a plan came with, as they stood in their file. */
export async function cellsKept(
  reader: Handle,
  planId: string,
): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
  const rows = await reader.db
    .selectFrom('delivery.submission as submission')
    .innerJoin('delivery.round as round', 'round.id', 'submission.round_id')
    .select(['submission.activity_id', 'submission.round_id', 'submission.raw'])
    .where('round.plan_id', '=', planId)
    .where('submission.raw', 'is not', null)
    .execute()
  return new Map(rows.map((row) => [reportKey(row.activity_id, row.round_id), row.raw ?? {}]))
}

/** The answers that were given to questions about cells. */
export async function answersGiven(
  reader: Handle,
  planId: string,
): Promise<ReadonlyMap<string, readonly Answer[]>> {
  const rows = await reader.db
    .selectFrom('delivery.doubt as doubt')
    .innerJoin('delivery.activity as activity', 'activity.id', 'doubt.activity_id')
    .select([
      'doubt.activity_id',
      'doubt.round_id',
      'doubt.column_name',
      'doubt.raw',
      'doubt.answer',
      'doubt.why',
    ])
    .where('activity.plan_id', '=', planId)
    .where('doubt.settled_at', 'is not', null)
    .execute()
  const found = new Map<string, Answer[]>()
  for (const row of rows) {
    const key = reportKey(row.activity_id, row.round_id)
    const answer = { column: row.column_name, raw: row.raw, answer: row.answer ?? '', why: row.why }
    found.set(key, [...(found.get(key) ?? []), answer])
  }
  return found
}

export const questionKey = (column: string, raw: string): string => `${column} ${raw}`

/** The questions about cells that nobody answered yet. */
export async function openQuestions(
  reader: Handle,
  planId: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await reader.db
    .selectFrom('delivery.doubt as doubt')
    .innerJoin('delivery.activity as activity', 'activity.id', 'doubt.activity_id')
    .select(['doubt.activity_id', 'doubt.round_id', 'doubt.column_name', 'doubt.raw'])
    .where('activity.plan_id', '=', planId)
    .where('doubt.settled_at', 'is', null)
    .execute()
  const found = new Map<string, string[]>()
  for (const row of rows) {
    const key = reportKey(row.activity_id, row.round_id)
    found.set(key, [...(found.get(key) ?? []), questionKey(row.column_name, row.raw)])
  }
  return found
}

export type Definition = {
  readonly column: string
  readonly meaning: 'reported' | 'expected' | 'booked'
  readonly source: string
}

/** What the columns of a plan's file mean, where somebody said so (V12). */
export async function definitionsOf(reader: Handle, planId: string): Promise<Definition[]> {
  return reader.db
    .selectFrom('delivery.definition')
    .select(['column_name as column', 'meaning', 'source'])
    .where('plan_id', '=', planId)
    .orderBy('column_name')
    .execute()
}
