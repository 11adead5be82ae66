// Feedback in two minutes: three questions, answered by whoever came, linked to nobody, shown once there are enough.
import { refuse } from '#platform/errors/index.ts'
import { isOver, type Timed } from './events.ts'

/** E22: fewer answers than this are not shown to anybody: two people would recognise each other. */
export const LEAST_ANSWERS = 3

/** For how long after the event answers are taken. */
export const FEEDBACK_DAYS = 30

export const USEFUL = {
  '5': '5, very useful',
  '4': '4',
  '3': '3',
  '2': '2',
  '1': '1, not useful',
} as const

/** The moment until which answers are taken. */
export const feedbackUntil = (endsAt: Temporal.Instant): Temporal.Instant =>
  endsAt.add({ hours: FEEDBACK_DAYS * 24 })

/** Refuses an answer before the event is over, too late, a second time, or from somebody who was not there. */
export function mayAnswer(
  event: Pick<Timed, 'state' | 'ends_at'>,
  asked: { readonly came: boolean; readonly answered: boolean },
  now: Temporal.Instant,
): void {
  if (event.state !== 'open' || !isOver(event, now))
    refuse('conflict', 'events.feedback.too-early', 'Feedback is asked for when the event is over.')
  if (Temporal.Instant.compare(feedbackUntil(event.ends_at), now) <= 0)
    refuse(
      'conflict',
      'events.feedback.too-late',
      `Feedback was taken for ${FEEDBACK_DAYS} days after the event. Write to its organiser instead.`,
    )
  if (!asked.came)
    refuse('conflict', 'events.feedback.was-not-there', 'Feedback is asked of those who were at the event.')
  if (asked.answered)
    refuse(
      'conflict',
      'events.feedback.given',
      'You have answered already. Thank you; answers cannot be changed, because nobody knows which are yours.',
    )
}

export type FeedbackSummary = {
  readonly answers: number
  /** How many chose 1 to 5. */
  readonly counts: readonly number[]
  /** To one decimal place: "4.2". */
  readonly mean: string
}

/** What may be shown: nothing below the least number of answers. */
export function summaryOf(useful: readonly number[]): FeedbackSummary | undefined {
  if (useful.length < LEAST_ANSWERS) return undefined
  const counts = [1, 2, 3, 4, 5].map((value) => useful.filter((one) => one === value).length)
  const tenths = Math.round((useful.reduce((sum, one) => sum + one, 0) * 10) / useful.length)
  return { answers: useful.length, counts, mean: `${Math.floor(tenths / 10)}.${tenths % 10}` }
}
