// Answers to what a file left unclear. An answer is read by the same reader as the cell it stands for, so that nothing
// comes in by an answer that would have been asked about in a file (V12).
import { invalid } from '#platform/errors/index.ts'
import { formatDate } from '#platform/time/index.ts'
import { readDay, readOneOf, readStatus, readTick } from './cells.ts'
import type { CodelistEntry } from './shapes.ts'
import { CLOSING_KINDS, closingWord, MONITORING, STATUSES, statusWord } from './words.ts'

export const DOUBT_KINDS = [
  'status',
  'source',
  'labels',
  'tick',
  'day',
  'closing',
  'monitoring',
  'person',
] as const
export type DoubtKind = (typeof DOUBT_KINDS)[number]

/** What kind of answer a column takes. */
export function doubtKind(column: string): DoubtKind {
  if (/^q[1-4]$/.test(column)) return 'status'
  if (column.endsWith('_source')) return 'source'
  if (column.endsWith('_issues')) return 'labels'
  if (column.endsWith('_mail')) return 'person'
  if (column === 'closing_status') return 'closing'
  if (column === 'monitoring_decision') return 'monitoring'
  return column === 'milestones' || column.endsWith('_ticked') ? 'tick' : 'day'
}

const COLUMN_WORDS: Readonly<Record<string, string>> = {
  milestones: 'Key milestones identified',
  original_end: 'Original end',
  revised_end: 'Revised end',
  revised_go_live: 'Revised go-live',
  closing_status: 'How it ended',
  monitoring_decision: 'Whether it is monitored on',
  lead_mail: 'Lead',
  director_mail: 'Director',
  cabinet_members_meeting: 'Cabinet Members Meeting',
  corporate_board: 'Corporate Board',
  informal_governance: 'Informal governance',
  cabinet_committee: 'Cabinet Committee',
}

/** The heading of a column in an officer's words. */
export function columnWord(column: string): string {
  const [, quarter, what] = /^q([1-4])_?(.*)$/.exec(column) ?? []
  if (quarter === undefined) return COLUMN_WORDS[column] ?? column
  const words: Readonly<Record<string, string>> = {
    '': 'Status',
    source: 'Where the status comes from',
    issues: 'Issues',
    mitigation_ticked: 'Mitigating action ticked',
  }
  return `${words[what ?? ''] ?? what} in quarter ${quarter}`
}

/** Whether the cell could be read and was only doubted: then it may be right as it stands. */
export function mayBeRight(column: string, raw: string): boolean {
  const kind = doubtKind(column)
  if (kind === 'day') return readDay(raw).value !== null
  return kind === 'tick' && readTick(raw).value !== null
}

/** V1: a recorded original end never changes, so all there is to say is why it is right. */
export const isFixed = (column: string, raw: string): boolean =>
  column === 'original_end' && mayBeRight(column, raw)

export type AnswerChoice = { readonly value: string; readonly text: string }

/** The answers on offer; days and people are written instead. */
export function answerChoices(column: string, issues: readonly CodelistEntry[]): readonly AnswerChoice[] {
  switch (doubtKind(column)) {
    case 'status':
      return STATUSES.map((value) => ({ value, text: statusWord[value] }))
    case 'tick':
      return [
        { value: 'yes', text: 'Yes' },
        { value: 'no', text: 'No' },
      ]
    case 'source':
      return [
        { value: 'printed', text: 'It was printed' },
        { value: 'implied', text: 'It follows from what was not printed' },
      ]
    case 'closing':
      return CLOSING_KINDS.map((value) => ({ value, text: closingWord[value] }))
    case 'monitoring':
      return [
        { value: 'removed', text: 'Removed from monitoring' },
        { value: 'kept', text: 'Kept in monitoring' },
      ]
    case 'labels':
      return issues.map(({ code, label }) => ({ value: code, text: label }))
    default:
      return []
  }
}

export const HOW_SETTLED = {
  right: 'It is right as it stands',
  otherwise: 'It says what I give below',
  nothing: 'Nobody can say: leave the cell out',
} as const
export type HowSettled = keyof typeof HOW_SETTLED

export type Settling = {
  readonly column: string
  readonly raw: string
  readonly how: HowSettled
  readonly word: string | null
  readonly codes: readonly string[] | null
  readonly day: Temporal.PlainDate | null
  readonly person: string | null
  readonly why: string | null
}

export type Settled = { readonly answer: string; readonly why: string | null }

/** What is read in the cell's place. Refuses an answer that is none, beside its field. */
export function settledAnswer(asked: Settling, issues: readonly CodelistEntry[]): Settled {
  const { column, raw, how, why } = asked
  const wrong = (field: string, message: string): never =>
    invalid('delivery.doubt.answer', [{ field, message }])
  if (how === 'right') {
    if (!mayBeRight(column, raw))
      wrong('how', 'It cannot be read as it stands, so it cannot be right as it stands')
    return why === null
      ? wrong('why', 'Say why it is right: the next reader will ask the same')
      : { answer: raw, why }
  }
  if (isFixed(column, raw))
    wrong(
      'how',
      'A recorded original end never changes. Say why it is right; the activity may have a revised end',
    )
  if (how === 'nothing') return { answer: '', why: null }
  switch (doubtKind(column)) {
    case 'day':
      return asked.day === null
        ? wrong('day', 'Give the day that is meant')
        : { answer: asked.day.toString(), why: null }
    case 'labels': {
      const codes = (asked.codes ?? []).filter((code) => issues.some((entry) => entry.code === code))
      return codes.length === 0
        ? wrong('codes', 'Select which it is: one, or as many as are meant')
        : { answer: codes.join(';'), why: null }
    }
    case 'person':
      return asked.person === null
        ? wrong('person', 'Select who is meant')
        : { answer: asked.person, why: null }
    default: {
      const word = asked.word ?? ''
      return isReadable(column, word) ? { answer: word, why: null } : wrong('word', 'Select what is meant')
    }
  }
}

function isReadable(column: string, word: string): boolean {
  const readers = {
    status: () => readStatus(word).value,
    tick: () => readTick(word).value,
    source: () => readOneOf(word, ['printed', 'implied']).value,
    closing: () => readOneOf(word, CLOSING_KINDS).value,
    monitoring: () => readOneOf(word, MONITORING).value,
  }
  const kind = doubtKind(column)
  return kind in readers && readers[kind as keyof typeof readers]() !== null
}

/** An answer in words. */
export function answerWords(column: string, answer: string, issues: readonly CodelistEntry[]): string {
  if (answer === '') return 'Left out'
  if (doubtKind(column) === 'day') {
    const { value } = readDay(answer)
    return value === null ? answer : formatDate(value)
  }
  const choices = answerChoices(column, issues)
  return answer
    .split(';')
    .map((one) => choices.find(({ value }) => value === one)?.text ?? one)
    .join(' and ')
}

/** What a ticked column of a board can mean (D7). */
export const MEANINGS = {
  reported: 'It was reported to the board in this quarter',
  expected: 'It is expected to go to the board in the rest of the year',
  booked: 'A place on the board’s forward plan is booked',
} as const
export type Meaning = keyof typeof MEANINGS
