// A report in words: what was said last time, beside each question, and the whole of it once it is submitted.
import { html, type Content, type Html } from '#platform/html/index.ts'
import { formatDate } from '#platform/time/index.ts'
import { bullets, paragraph } from '#web/parts.ts'
import {
  issueOutcomeWord,
  statusWord,
  type CodelistEntry,
  type IssueAnswer,
  type IssueOutcome,
  type LastAnswers,
  type RegisterLevel,
  type StandingBoard,
  type StandingMilestone,
} from '../rules.ts'

const registerWord: Readonly<Record<RegisterLevel, string>> = {
  project: 'project or programme register',
  service: 'service or divisional register',
  directorate: 'directorate register',
  corporate: 'corporate register',
}

export const dateOr = (date: Temporal.PlainDate | null, none = 'none'): string =>
  date === null ? none : formatDate(date)

/** "Quarter 1: on track for successful delivery". */
export function lastStatusWords(last: LastAnswers): string {
  const said = last.status === null ? 'nothing was said' : statusWord[last.status].toLowerCase()
  const implied = last.statusSource === 'implied' ? ' (the source printed only what was not on track)' : ''
  return `${last.roundTitle}: ${said}${implied}.`
}

const BOARD_WORDS = [
  ['reported', 'reported that quarter', 'not reported that quarter'],
  ['expected', 'expected in the rest of the year', 'not expected in the rest of the year'],
  ['booked', 'slot booked', 'no slot booked'],
] as const

const boardWords = (board: StandingBoard): string =>
  BOARD_WORDS.flatMap(([key, yes, no]) => (board[key] === null ? [] : [board[key] ? yes : no])).join(', ')

export function boardList(boards: readonly StandingBoard[], entries: readonly CodelistEntry[]): Html {
  const isNone = boards.every(
    (one) => one.reported === false && one.expected === false && one.booked === false,
  )
  if (isNone) return paragraph('To none: not that quarter, and none was expected.')
  const label = (code: string): string => entries.find((one) => one.code === code)?.label ?? code
  return bullets(boards.map((one) => `${label(one.board)}: ${boardWords(one)}`))
}

export function milestoneWords(one: StandingMilestone): string {
  const when =
    one.metOn === null
      ? `${formatDate(one.dueOn)} (${one.certainty === 'specific' ? 'specific' : 'estimated'})`
      : `met on ${formatDate(one.metOn)}`
  return `${one.title}: ${when}`
}

/** "Recorded in the service or divisional register, as SR-014". */
export function registersWords(said: {
  readonly isRecorded: boolean | null
  readonly registers: readonly RegisterLevel[]
  readonly riskReference: string | null
}): string {
  if (said.isRecorded === false) return 'Not recorded in a risk register'
  if (said.isRecorded === null && said.registers.length === 0) return 'Nobody said'
  const where = said.registers.map((one) => registerWord[one]).join(', ')
  return `Recorded in the ${where === '' ? 'risk register' : where}${said.riskReference === null ? '' : `, as ${said.riskReference}`}`
}

type SaidIssue = {
  readonly label: string
  readonly words: string | null
  readonly answer: IssueAnswer
  readonly outcome: IssueOutcome | null
  readonly outcome_words: string | null
}

const ANSWERS: Readonly<Record<IssueAnswer, string>> = {
  raised: 'raised now',
  carried: 'carried from last time',
  closed: 'closed',
}

export function issueLine(issue: SaidIssue): Content {
  const ended =
    issue.outcome === null
      ? ''
      : `: ${issueOutcomeWord[issue.outcome].toLowerCase()}. ${issue.outcome_words ?? ''}`
  const words = issue.words === null || issue.answer === 'closed' ? '' : `. ${issue.words}`
  return html`<strong>${issue.label}</strong>, ${ANSWERS[issue.answer]}${ended}${words}`
}

/** Words of a person, with their paragraphs. */
export const quoted = (words: string): Html => html`${paragraph(words)}`
