// What an activity's frozen rounds say together: how it stood in each, how its end drifted, and what became of every
// issue, with those that went away without a word.
import { daysMoved, movedWords } from './dates.ts'
import type { FrozenRow } from './frozen.ts'
import { isNotOnTrack, type IssueOutcome, type Status } from './words.ts'

/** The four answers in a word or two, for a tag and for a chart. */
export const statusBrief: Readonly<Record<Status, string>> = {
  on_track: 'On track',
  remedial_action: 'Remedial action',
  unlikely: 'Unlikely',
  not_started: 'Not started',
}

export const NOT_REPORTED = 'Not reported'

export type RoundSaid = {
  readonly roundCode: string
  readonly roundTitle: string
  readonly row: FrozenRow
}

const day = (text: string | null): Temporal.PlainDate | null =>
  text === null ? null : Temporal.PlainDate.from(text)

/** The state and dates of each round, in the order given, for the chart and its table. */
export const timelineOf = (rounds: readonly RoundSaid[]) => ({
  points: rounds.map((one) => one.roundCode),
  stateOf: rounds.map(({ row }) => (row.status === null ? NOT_REPORTED : statusBrief[row.status])),
  end: rounds.map(({ row }) => day(row.revisedEnd ?? row.originalEnd)),
  originalEnd: rounds.map(({ row }) => day(row.originalEnd)),
  goLive: rounds.map(({ row }) => day(row.revisedGoLive)),
})

/** The one thing to take from the timeline, in a sentence. */
export function timelineWords(rounds: readonly RoundSaid[]): string {
  const [first, last] = [rounds[0]?.row, rounds.at(-1)?.row]
  if (first === undefined || last === undefined) return 'Nothing was reported yet.'
  const off = rounds.filter(({ row }) => isNotOnTrack(row.status)).length
  const rounded = rounds.length === 1 ? 'its only round' : `any of ${rounds.length} rounds`
  const stood =
    off === 0
      ? `It was not off track in ${rounded}`
      : `It was off track in ${off} of ${rounds.length} ${rounds.length === 1 ? 'round' : 'rounds'}`
  if (last.originalEnd === null && last.revisedEnd === null) return `${stood}; no end date was given.`
  const moved = daysMoved(day(last.originalEnd), day(last.revisedEnd))
  if (moved === null || moved === 0) return `${stood}; its end has not moved.`
  return `${stood}; its end is now ${movedWords(moved)} than the plan said.`
}

/** What became of an issue: still open, closed with its outcome, or gone from the reports without a word (V7). */
export type IssueLife = {
  readonly label: string
  readonly raisedIn: string
  /** How many rounds reported it. */
  readonly rounds: number
  readonly lastIn: string
  readonly state: 'open' | 'closed' | 'unsaid'
  readonly outcome: IssueOutcome | null
  readonly words: string | null
  readonly outcomeWords: string | null
}

/** The life of every issue, the newest first. An issue that comes back after it was closed is another. */
export function issueLives(rounds: readonly RoundSaid[]): readonly IssueLife[] {
  const lives: { readonly key: string; life: IssueLife }[] = []
  for (const { roundTitle, row } of rounds) {
    // A round in which nobody answered says nothing of its issues either.
    if (!row.responded) continue
    const named = new Set<string>()
    for (const issue of row.issues) {
      const key = issue.code ?? issue.label
      named.add(key)
      const begun = lives.findLast((one) => one.key === key && one.life.state === 'open')
      const life = goneOn(begun?.life, issue, roundTitle)
      if (begun === undefined) lives.push({ key, life })
      else begun.life = life
    }
    for (const one of lives)
      if (one.life.state === 'open' && !named.has(one.key)) one.life = { ...one.life, state: 'unsaid' }
  }
  return lives.toReversed().map(({ life }) => life)
}

/** The life of an issue with one more round that speaks of it. */
const goneOn = (
  before: IssueLife | undefined,
  issue: FrozenRow['issues'][number],
  roundTitle: string,
): IssueLife => ({
  label: issue.label,
  raisedIn: before?.raisedIn ?? roundTitle,
  rounds: (before?.rounds ?? 0) + 1,
  lastIn: roundTitle,
  state: issue.answer === 'closed' ? 'closed' : 'open',
  outcome: issue.outcome,
  words: issue.words ?? before?.words ?? null,
  outcomeWords: issue.outcomeWords,
})
