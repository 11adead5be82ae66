// The life of a meeting, the notice it must be given, and whether enough of its members are there.
//
//   planned ──publish──► published ──attendance──► held ──issue minutes──► minuted ──approve──► approved
//      │                     │
//      └───────cancel────────┴──► cancelled        (its listed items go back to await another meeting)
//
// B1  An agenda is published with the clear days of the body's rules, or the chair certifies why it cannot wait.
// B2  Attendance is taken from the day of the meeting on; taking it is what makes the meeting held.
// B3  The minutes of a meeting are approved at a later meeting of the same body.
import { refuse } from '#platform/errors/index.ts'
import { clearDays, formatDate, type Holidays } from '#platform/time/index.ts'

export const MEETING_STATES = {
  planned: 'Planned',
  published: 'Published',
  held: 'Held',
  minuted: 'Minutes issued',
  approved: 'Minutes agreed',
  cancelled: 'Cancelled',
} as const
export type MeetingState = keyof typeof MEETING_STATES

export type MeetingStep = 'publish' | 'hold' | 'issue-minutes' | 'approve-minutes' | 'cancel'

const STEPS: Readonly<
  Record<MeetingStep, { readonly from: readonly MeetingState[]; readonly to: MeetingState }>
> = {
  publish: { from: ['planned'], to: 'published' },
  hold: { from: ['published', 'held'], to: 'held' },
  'issue-minutes': { from: ['held'], to: 'minuted' },
  'approve-minutes': { from: ['minuted'], to: 'approved' },
  cancel: { from: ['planned', 'published'], to: 'cancelled' },
}

const STEP_WORDS: Readonly<Record<MeetingStep, string>> = {
  publish: 'have its agenda published',
  hold: 'have its attendance recorded',
  'issue-minutes': 'have its minutes issued',
  'approve-minutes': 'have its minutes approved',
  cancel: 'be cancelled',
}

export function isPossible(step: MeetingStep, state: MeetingState): boolean {
  return STEPS[step].from.includes(state)
}

/** The state after the step; refused when the meeting is not where the step begins. */
export function afterStep(step: MeetingStep, state: MeetingState): MeetingState {
  if (isPossible(step, state)) return STEPS[step].to
  return refuse(
    'conflict',
    'governance.meeting.not-now',
    `This meeting cannot ${STEP_WORDS[step]}: it stands at "${MEETING_STATES[state]}".`,
    { figures: { state } },
  )
}

/** Refuses attendance before the day of the meeting (B2). */
export function mayHold(meetingOn: Temporal.PlainDate, today: Temporal.PlainDate): void {
  if (Temporal.PlainDate.compare(today, meetingOn) >= 0) return
  refuse(
    'conflict',
    'governance.meeting.not-yet',
    `The meeting is on ${formatDate(meetingOn)}. Attendance can be recorded from that day on.`,
  )
}

export type DayBasis = 'working-days' | 'calendar-days'

export type Notice = {
  readonly publishedOn: Temporal.PlainDate
  readonly meetingOn: Temporal.PlainDate
  readonly needed: number
  readonly days: readonly Temporal.PlainDate[]
  readonly isEnough: boolean
  /** The arithmetic in words, for the page, the refusal and the minutes. */
  readonly sentence: string
}

/** Counts the clear days between publication and meeting and says how (G1). Nothing is counted where none are needed, so no calendar is asked for. */
export function noticeGiven(
  publishedOn: Temporal.PlainDate,
  meetingOn: Temporal.PlainDate,
  rule: { readonly noticeDays: number; readonly basis: DayBasis },
  holidays: Holidays,
): Notice {
  const needed = rule.noticeDays
  if (needed === 0) {
    const sentence = `Published on ${formatDate(publishedOn)} for ${formatDate(meetingOn)}; this body's rules ask for no clear days.`
    return { publishedOn, meetingOn, needed, days: [], isEnough: true, sentence }
  }
  const days =
    rule.basis === 'working-days'
      ? clearDays(publishedOn, meetingOn, holidays)
      : everyDayBetween(publishedOn, meetingOn)
  const counted = days.length === 0 ? 'none' : `${days.length} (${daysInWords(days)})`
  const kind = rule.basis === 'working-days' ? 'clear working days' : 'clear days'
  const sentence = `Published on ${formatDate(publishedOn)} for ${formatDate(meetingOn)}: ${kind} between them, ${counted}; needed, ${needed}.`
  return { publishedOn, meetingOn, needed, days, isEnough: days.length >= needed, sentence }
}

function everyDayBetween(from: Temporal.PlainDate, to: Temporal.PlainDate): Temporal.PlainDate[] {
  const days: Temporal.PlainDate[] = []
  for (let day = from.add({ days: 1 }); Temporal.PlainDate.compare(day, to) < 0; day = day.add({ days: 1 })) {
    days.push(day)
  }
  return days
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

function daysInWords(days: readonly Temporal.PlainDate[]): string {
  const shown = days.slice(0, 10).map((day) => `${WEEKDAYS[day.dayOfWeek - 1]} ${day.day}`)
  return days.length > 10 ? `${shown.join(', ')} and ${days.length - 10} more` : shown.join(', ')
}

/** Refuses short notice unless the chair certifies the urgency, with the reason to print in the minutes (B1). */
export function mayPublish(notice: Notice, urgency: string | null, byChair: boolean): void {
  if (notice.isEnough) return
  if (urgency === null) {
    refuse(
      'conflict',
      'governance.meeting.short-notice',
      `${notice.sentence} The chair can certify why it cannot wait; the reason is printed in the minutes.`,
      { figures: { needed: notice.needed, given: notice.days.length } },
    )
  }
  if (!byChair) {
    refuse(
      'forbidden',
      'governance.meeting.urgency-is-the-chairs',
      'Only the chair, or the vice-chair in their place, can certify that a matter cannot wait.',
    )
  }
}

export type QuorumOf = 'organisations' | 'members'

export type QuorumRule = {
  readonly of: QuorumOf
  readonly numerator: number
  readonly denominator: number
  readonly least: number
}

/** How many must be there: the share of the whole, rounded up, and never fewer than the least. */
export function quorumOf(rule: QuorumRule, whole: number): number {
  return Math.max(rule.least, Math.ceil((whole * rule.numerator) / rule.denominator))
}

/** "A third of the partners with a vote, at least 3: 7 of 19" */
export function quorumInWords(rule: QuorumRule, whole: number): string {
  const what = rule.of === 'organisations' ? 'organisations with a vote' : 'members with a vote'
  return `${quorumOf(rule, whole)} of ${whole} ${what}`
}

/** The first version of a profile's rules that was in force on the day. Profiles come newest first. */
export function profileOn<P extends { readonly fromOn: Temporal.PlainDate }>(
  versions: readonly P[],
  day: Temporal.PlainDate,
): P | undefined {
  return versions
    .toSorted((a, b) => Temporal.PlainDate.compare(b.fromOn, a.fromOn))
    .find((version) => Temporal.PlainDate.compare(version.fromOn, day) <= 0)
}
