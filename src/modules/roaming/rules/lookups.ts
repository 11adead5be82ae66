// What may be looked up in the trace (G11): a reason, a time that is still kept, and something narrower than everybody.

export type Wanted = {
  readonly from: Temporal.Instant
  readonly until: Temporal.Instant
  readonly reason: string
  readonly site: boolean
  /** Whether an address of a device was given, and whether it is one. */
  readonly device: 'none' | 'unreadable' | 'read'
  readonly cui: boolean
}

type Fault = { readonly field: string; readonly message: string }

/** The longest time one look-up covers when it names a device or a CUI, and when it names neither. */
export const MOST_DAYS = 14
export const MOST_HOURS_OF_ALL = 2
export const LEAST_REASON = 15
/** A look-up shows so many logins; whoever has more narrows it down. */
export const MOST_SHOWN = 500

/** Everything wrong with a look-up, at once. */
export function faultsOfLookup(wanted: Wanted, now: Temporal.Instant, traceDays: number): readonly Fault[] {
  const faults: Fault[] = []
  const say = (field: string, message: string): void => void faults.push({ field, message })
  const hours = wanted.until.since(wanted.from).total('hours')
  if (hours <= 0) say('until', 'Until must be later than from')
  else if (Temporal.Instant.compare(wanted.from, now) > 0)
    say('from', 'From must be in the past: the trace holds what has happened')
  else if (Temporal.Instant.compare(wanted.until, now) > 0)
    say('until', 'Until must not be later than now: nobody is followed from here on')
  if (Temporal.Instant.compare(wanted.from, now.subtract({ hours: traceDays * 24 })) < 0)
    say(
      'from',
      `From must be within the last ${traceDays} days. What is older is gone, as the federation decided`,
    )
  const isNarrow = wanted.device === 'read' || wanted.cui
  if (isNarrow && hours > MOST_DAYS * 24) say('until', `Look up at most ${MOST_DAYS} days at once`)
  if (!isNarrow && wanted.device === 'none' && hours > MOST_HOURS_OF_ALL)
    say(
      'until',
      `Without a device or a CUI look up at most ${MOST_HOURS_OF_ALL} hours at once: it shows everybody who signed in then`,
    )
  if (wanted.device === 'unreadable')
    say('device', 'Device must be a hardware address of twelve hexadecimal digits, such as 3C-22-FB-01-02-03')
  if (wanted.reason.trim().length < LEAST_REASON)
    say('reason', 'Say what happened and why it has to be looked up. It is kept with the look-up')
  return faults
}

export type QuestionView = {
  readonly state: 'asked' | 'released' | 'answered' | 'refused' | 'expired'
  readonly askedBy: string
  readonly expiresAt: Temporal.Instant
}

/** Why this person cannot release a question to the home organisation; null when they may. Two people see each (G11). */
export function whyNotReleased(
  question: QuestionView,
  personId: string | null,
  now: Temporal.Instant,
): string | null {
  if (question.state !== 'asked') return 'This question was released, answered or has expired already.'
  if (Temporal.Instant.compare(question.expiresAt, now) <= 0)
    return 'This question has expired. Look it up and ask again if it is still needed.'
  if (personId === null) return 'Only a person can release a question.'
  if (personId === question.askedBy)
    return 'You asked this question yourself. Another security contact of your organisation has to release it.'
  return null
}
