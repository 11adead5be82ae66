// What people said about an event, once there are enough answers; and who has answered, which is kept apart.
import type { Reader } from '#platform/actions/index.ts'
import { LEAST_ANSWERS, summaryOf, type FeedbackSummary } from '../rules/feedback.ts'

export async function hasAnswered(
  reader: Pick<Reader, 'db'>,
  eventId: string,
  personId: string,
): Promise<boolean> {
  const row = await reader.db
    .selectFrom('events.feedback_given')
    .select('person_id')
    .where('event_id', '=', eventId)
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return row !== undefined
}

export type Feedback = FeedbackSummary & {
  readonly differently: readonly string[]
  readonly changes: readonly string[]
}

/** The answers to an event, or how many there are while they are too few to be shown (E22). */
export async function feedbackOf(
  reader: Pick<Reader, 'db'>,
  eventId: string,
): Promise<{ readonly answers: number; readonly shown: Feedback | undefined }> {
  // In the order of chance, which is that of their keys: never that in which they were given (E21).
  const rows = await reader.db
    .selectFrom('events.feedback')
    .select(['useful', 'differently', 'change'])
    .where('event_id', '=', eventId)
    .orderBy('id')
    .execute()
  const summary = summaryOf(rows.map((row) => row.useful))
  if (summary === undefined) return { answers: Math.min(rows.length, LEAST_ANSWERS - 1), shown: undefined }
  const said = (words: readonly (string | null)[]): string[] => words.filter((one) => one !== null)
  return {
    answers: rows.length,
    shown: {
      ...summary,
      differently: said(rows.map((row) => row.differently)),
      changes: said(rows.map((row) => row.change)),
    },
  }
}
