// What a frozen row answers when it is asked something: yes, no, or that it cannot say. Kleene's rules hold: what is
// unknown beside a no is a no, and stays unknown beside a yes.
import type { FrozenHead, FrozenIssue, FrozenRow } from './frozen.ts'
import type { Status } from './words.ts'

export type Answer = boolean | null
type Asks = (row: FrozenRow, head: FrozenHead) => Answer

export function every(...answers: readonly Answer[]): Answer {
  if (answers.includes(false)) return false
  return answers.includes(null) ? null : true
}

export function either(...answers: readonly Answer[]): Answer {
  if (answers.includes(true)) return true
  return answers.includes(null) ? null : false
}

export const not = (answer: Answer): Answer => (answer === null ? null : !answer)

/** What was not reported was not reported so; what was reported without being clear is not known. */
export function known<Value>(responded: boolean, value: Value | null, is: (value: Value) => boolean): Answer {
  if (!responded) return false
  return value === null ? null : is(value)
}

export const statusIs =
  (status: Status): Asks =>
  (row) =>
    known(row.responded, row.status, (said) => said === status)

/** What was not yet there, or said nothing, was nothing in the last round; without a last round nobody knows. */
export const statusWas =
  (status: Status): Asks =>
  (row, head) =>
    head.previous === null ? null : row.previousStatus === status

/** Issues of this round that are not closed. */
export const openIssues = (row: FrozenRow): readonly FrozenIssue[] =>
  row.issues.filter(({ answer }) => answer !== 'closed')

export const issueIs =
  (code: string): Asks =>
  (row) => {
    const open = openIssues(row)
    if (open.some((issue) => issue.code === code)) return true
    return open.some((issue) => issue.code === null) ? null : false
  }

/** The same row with every unsettled label read as two codes. */
export const splitLabels = (row: FrozenRow): FrozenRow => ({
  ...row,
  issues: row.issues.flatMap((issue) => (issue.code === null ? [issue, issue] : [issue])),
})

/** Words or a tick. A file that says neither leaves it open, a report that says neither says no (V10). */
export const mitigated: Asks = (row) => {
  if (row.mitigations !== null) return true
  if (row.mitigationTicked !== null) return row.mitigationTicked === 'yes'
  return row.responded && row.statusSource !== 'reported' ? null : false
}

/** A revised date is later than the original only where the original is known. */
function later(revised: string | null, original: string | null): Answer {
  if (revised === null) return false
  return original === null ? null : revised > original
}

export const endsLater: Asks = ({ revisedEnd, originalEnd }) => later(revisedEnd, originalEnd)
export const goesLiveLater: Asks = ({ revisedGoLive, originalEnd }) => later(revisedGoLive, originalEnd)
export const endRevised: Asks = ({ revisedEnd, originalEnd }) =>
  revisedEnd !== null && revisedEnd !== originalEnd
export const redated: Asks = (row, head) => either(endRevised(row, head), row.revisedGoLive !== null)

/** The plan's rule of late ends, asked of one row (V16). */
export const isLateEnd: Asks = (row, head) => either(endsLater(row, head), goesLiveLater(row, head))

/** How files tick: "yes", "x". Everything else is no tick. */
export const isTicked = (raw: string | null): boolean => /^(?:yes|y|x|true|1|✓|✔)$/i.test(raw?.trim() ?? '')

/** A tick whose meaning nobody defined says nothing (V12). */
export function boardSays(board: string, answer: 'reported' | 'expected' | 'booked'): Asks {
  return (row, head) => {
    const found = row.boards.find((one) => one.board === board)
    const silent = head.round.isImported && row.responded ? null : false
    if (found === undefined) return silent
    if (found[answer] !== null) return found[answer]
    if (found.undefinedTick === null) return silent
    const meaning = head.definitions.find(({ column }) => column === board)?.meaning
    return meaning === answer ? isTicked(found.undefinedTick) : null
  }
}
