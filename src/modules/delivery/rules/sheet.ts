// A report as a line of a sheet: prefilled with what was last said, filled in by those who think in Excel, and read
// into the same answers as the form's, so that the same rules stand before it (V4, V6 to V10).
import {
  readDay,
  labelsIn,
  plainWords,
  readLabel,
  readOneOf,
  readStatus,
  readTick,
  unguarded,
} from './cells.ts'
import type { ReportBasis, StandingBoard, StandingIssue } from './answers.ts'
import {
  CAUSES,
  ISSUE_OUTCOMES,
  issueOutcomeWord,
  REGISTERS,
  statusWord,
  type RegisterLevel,
} from './words.ts'

export const SHEET_COLUMNS = [
  'round',
  'number',
  'title',
  'version',
  'original_end',
  'still_true',
  'status',
  'progress',
  'revised_end',
  'revised_end_reason',
  'revised_end_cause',
  'revised_go_live',
  'go_live_reason',
  'go_live_cause',
  'milestones',
  'boards_reported',
  'boards_expected',
  'boards_booked',
  'issues',
  'closed_issues',
  'mitigations',
  'in_register',
  'registers',
  'risk_reference',
  'why_right',
  'remarks',
] as const
export type SheetColumn = (typeof SHEET_COLUMNS)[number]
export type SheetCells = Readonly<Record<SheetColumn, string>>

/** What a line must say to be found again; everything else may be left out of a sheet. */
export const SHEET_NEEDS = ['round', 'number', 'version', 'status', 'still_true'] as const

/** What each column takes, for the page where the sheet is downloaded. */
export const SHEET_HELP: Readonly<Partial<Record<SheetColumn, string>>> = {
  still_true: 'yes: what you did not change in this line is still true',
  status: Object.values(statusWord).join('; '),
  revised_end:
    'a day such as 2027-03-31, with revised_end_reason and revised_end_cause (internal or external)',
  revised_go_live: 'a day, with go_live_reason and go_live_cause',
  milestones: 'yes or no: whether key milestones have been identified',
  boards_reported: 'boards with semicolons between them; “none” where it goes to none',
  issues:
    'every issue there is now, with semicolons between them; words after a colon, as in Capacity: two posts empty',
  closed_issues: `issues of last time that ended, as in Capacity: resolved: the posts are filled. How they end: ${ISSUE_OUTCOMES.join(', ')}`,
  mitigations: 'what is being done, in words; “none” where nothing is yet',
  in_register: 'yes or no, and in registers which: project, service, directorate, corporate',
  why_right: 'why a date that looks wrong is right',
}

const dayText = (day: Temporal.PlainDate | null): string => day?.toString() ?? ''
const yesNo = (value: boolean | null): string => (value === null ? '' : value ? 'yes' : 'no')

type Boards = { readonly code: string; readonly label: string }

const boardsSaying = (
  boards: readonly StandingBoard[],
  codes: readonly Boards[],
  what: 'reported' | 'expected' | 'booked',
): string =>
  boards
    .filter((one) => one[what] === true)
    .map((one) => codes.find(({ code }) => code === one.board)?.label ?? one.board)
    .join('; ')

/** A line as it is downloaded. */
export function prefilledCells(
  basis: ReportBasis,
  activity: {
    readonly round: string
    readonly number: number
    readonly title: string
    readonly version: number
  },
): SheetCells {
  const { last } = basis
  const boards = last?.boards ?? []
  const toNone = boards.length > 0 && boards.every((one) => !one.reported && !one.expected && !one.booked)
  return {
    round: activity.round,
    number: String(activity.number),
    title: activity.title,
    version: String(activity.version),
    original_end: dayText(basis.originalEnd),
    still_true: '',
    status: last?.status ? statusWord[last.status] : '',
    progress: last?.progress ?? '',
    revised_end: dayText(basis.end),
    revised_end_reason: '',
    revised_end_cause: '',
    revised_go_live: dayText(basis.goLive),
    go_live_reason: '',
    go_live_cause: '',
    milestones: basis.milestones.length > 0 ? 'yes' : yesNo(last?.hasMilestones ?? null),
    boards_reported: toNone ? 'none' : boardsSaying(boards, basis.boardCodes, 'reported'),
    boards_expected: boardsSaying(boards, basis.boardCodes, 'expected'),
    boards_booked: boardsSaying(boards, basis.boardCodes, 'booked'),
    issues: (last?.openIssues ?? []).map((issue) => issue.label).join('; '),
    closed_issues: '',
    mitigations: last?.mitigations ?? '',
    in_register: yesNo(last?.isRecorded ?? null),
    registers: (last?.registers ?? []).join('; '),
    risk_reference: last?.riskReference ?? '',
    why_right: '',
    remarks: '',
  }
}

export type ColumnFault = { readonly column: SheetColumn; readonly message: string }

export type SheetLine = {
  /** The answers as a form would give them. */
  readonly answers: Readonly<Record<string, unknown>>
  readonly faults: readonly ColumnFault[]
  /** Why dates that look wrong are right, for whichever of them do. */
  readonly whyRight: string | null
}

/** Line ends and edges apart, a cell that says what it was prefilled with was not changed. */
const tidy = (text: string): string => text.replaceAll('\r\n', '\n').trim()

/** The answers of a line; null where nothing was changed and nothing confirmed. */
export function readSheetLine(
  written: Readonly<Partial<Record<SheetColumn, string>>>,
  basis: ReportBasis,
  prefilled: SheetCells,
): SheetLine | null {
  const faults: ColumnFault[] = []
  const cell = (column: SheetColumn): string =>
    written[column] === undefined ? prefilled[column] : tidy(unguarded(written[column]))
  const wrong = (column: SheetColumn, message: string): null => {
    faults.push({ column, message })
    return null
  }
  const day = (column: 'revised_end' | 'revised_go_live', known: Temporal.PlainDate | null) => {
    const { value, question } = readDay(cell(column), known)
    return question === null ? value : wrong(column, question)
  }
  const end = day('revised_end', basis.end)
  const goLive = day('revised_go_live', basis.goLive)
  const isChanged = (column: SheetColumn): boolean => {
    if (column === 'revised_end') return dayText(end) !== prefilled.revised_end || isWrong(column)
    if (column === 'revised_go_live') return dayText(goLive) !== prefilled.revised_go_live || isWrong(column)
    return plainCell(column, cell(column)) !== plainCell(column, prefilled[column])
  }
  const isWrong = (column: SheetColumn): boolean => faults.some((one) => one.column === column)
  const still = readTick(cell('still_true'))
  const answered = SHEET_COLUMNS.filter((column) => !IDENTITY.includes(column) && column !== 'still_true')
  if (still.value === null && still.question === null && !answered.some(isChanged)) return null
  if (still.question !== null) wrong('still_true', 'Write yes, or leave it empty')
  const stands = still.value === 'yes'
  const reading: Reading = { cell, wrong, isChanged, stands, basis, prefilled }
  const status = readStatus(cell('status'))
  if (status.question !== null) wrong('status', status.question)
  const answers = {
    status: status.value,
    ...wordsAnswer(reading, 'progress'),
    ...datesAnswer(reading, end, goLive),
    ...milestonesAnswer(reading),
    ...boardsAnswer(reading),
    ...issuesAnswer(reading),
    ...wordsAnswer(reading, 'mitigations'),
    ...registersAnswer(reading),
    remarks: cell('remarks') || null,
  }
  return { answers, faults, whyRight: cell('why_right') || null }
}

const IDENTITY: readonly SheetColumn[] = ['round', 'number', 'title', 'version', 'original_end']
const LISTS: readonly SheetColumn[] = [
  'boards_reported',
  'boards_expected',
  'boards_booked',
  'issues',
  'registers',
]

const plainCell = (column: SheetColumn, text: string): string =>
  LISTS.includes(column)
    ? labelsIn(text).map(plainWords).toSorted().join(';')
    : column === 'status' || column === 'milestones' || column === 'in_register'
      ? plainWords(text)
      : tidy(text)

type Reading = {
  readonly cell: (column: SheetColumn) => string
  readonly wrong: (column: SheetColumn, message: string) => null
  readonly isChanged: (column: SheetColumn) => boolean
  /** Whether what was not changed is said to be still true. */
  readonly stands: boolean
  readonly basis: ReportBasis
  readonly prefilled: SheetCells
}

type Some = Readonly<Record<string, unknown>>

const isNone = (text: string): boolean => ['none', 'nothing yet', 'none yet'].includes(plainWords(text))

function wordsAnswer(
  { cell, isChanged, stands, prefilled }: Reading,
  column: 'progress' | 'mitigations',
): Some {
  const text = cell(column)
  const is = `${column}Are`.replace('progressAre', 'progressIs')
  if (!isChanged(column)) return stands && prefilled[column] !== '' ? { [is]: 'still-true' } : {}
  if (column === 'mitigations' && (isNone(text) || text === '')) return { [is]: 'none' }
  return { [is]: 'changed', [column]: text || null }
}

function datesAnswer(
  { cell, wrong, isChanged, stands }: Reading,
  end: Temporal.PlainDate | null,
  goLive: Temporal.PlainDate | null,
): Some {
  const cause = (column: 'revised_end_cause' | 'go_live_cause'): string | null => {
    const { value, question } = readOneOf(cell(column), CAUSES)
    return question === null ? value : wrong(column, `“${cell(column)}” is neither internal nor external`)
  }
  const moved = [
    ...(isChanged('revised_end') ? (['end'] as const) : []),
    ...(isChanged('revised_go_live') ? (['go-live'] as const) : []),
  ]
  for (const [column, date] of [
    ['revised_end', end],
    ['revised_go_live', goLive],
  ] as const)
    if (isChanged(column) && date === null && cell(column) === '')
      wrong(column, 'A date that was given is not taken away: give the one that holds now')
  return {
    dates: moved.length > 0 ? moved : stands ? ['still-true'] : null,
    revisedEnd: isChanged('revised_end') ? (end?.toString() ?? null) : null,
    endReason: isChanged('revised_end') ? cell('revised_end_reason') || null : null,
    endCause: isChanged('revised_end') ? cause('revised_end_cause') : null,
    revisedGoLive: isChanged('revised_go_live') ? (goLive?.toString() ?? null) : null,
    goLiveReason: isChanged('revised_go_live') ? cell('go_live_reason') || null : null,
    goLiveCause: isChanged('revised_go_live') ? cause('go_live_cause') : null,
  }
}

function milestonesAnswer({ cell, wrong, isChanged, stands, basis, prefilled }: Reading): Some {
  const { value, question } = readTick(cell('milestones'))
  if (question !== null) wrong('milestones', question)
  if (basis.milestones.length > 0) {
    if (value === 'no')
      wrong(
        'milestones',
        'The activity has milestones. They are changed in its report on the page, not in a sheet',
      )
    return stands ? { milestonesAre: 'still-true' } : {}
  }
  if (!isChanged('milestones'))
    return stands && prefilled.milestones !== '' ? { milestonesAre: 'still-true' } : {}
  return { hasMilestones: value }
}

const BOARDS = { boards_reported: 'reported', boards_expected: 'expected', boards_booked: 'booked' } as const
type BoardColumn = keyof typeof BOARDS

function boardsAnswer({ cell, wrong, isChanged, stands, basis }: Reading): Some {
  const columns = Object.keys(BOARDS) as BoardColumn[]
  if (!columns.some(isChanged))
    return stands && (basis.last?.boards ?? []).length > 0 ? { boardsAre: 'still-true' } : {}
  const said = (column: BoardColumn): readonly string[] =>
    labelsIn(cell(column)).flatMap((raw) => {
      if (isNone(raw)) return []
      const { code, question } = readLabel(raw, basis.boardCodes)
      return code ?? wrong(column, question ?? '') ?? []
    })
  const [reported, expected, booked] = columns.map(said)
  const boards = basis.boardCodes.map(({ code }) => ({
    board: code,
    reported: yesNo(reported?.includes(code) ?? false),
    expected: yesNo(expected?.includes(code) ?? false),
    booked: yesNo(booked?.includes(code) ?? false),
  }))
  const isAny = boards.some((one) => [one.reported, one.expected, one.booked].includes('yes'))
  return isAny ? { boardsAre: 'changed', boards } : { boardsAre: 'none' }
}

/** "Capacity: two posts empty": a label and its words. */
const parted = (text: string): string[] => text.split(':').map((part) => part.trim())

function issuesAnswer(reading: Reading): Some {
  const { cell, wrong, isChanged, stands, basis } = reading
  const standing = basis.last?.openIssues ?? []
  const closed = closedIn(reading, standing)
  const named = labelsIn(cell('issues')).map((entry) => {
    const [label = '', ...words] = parted(entry)
    return { label, words: words.join(': ') || null }
  })
  const isSaid = stands || isChanged('issues')
  const carried = standing.flatMap((issue) => {
    const said = named.find((one) => isNamed(issue, one.label, basis))
    return said !== undefined && isSaid ? [{ issue: issue.id, answer: 'carried', words: said.words }] : []
  })
  const raised = named
    .filter((one) => !standing.some((issue) => isNamed(issue, one.label, basis)))
    .flatMap(({ label, words }) => {
      const { code, question } = readLabel(label, basis.issueCodes)
      return code === null ? (wrong('issues', question ?? '') ?? []) : [{ code, words }]
    })
  for (const { issue } of closed)
    if (named.some((one) => standing.some((each) => each.id === issue && isNamed(each, one.label, basis))))
      wrong(
        'closed_issues',
        'An issue is either still there or closed: take it out of one of the two columns',
      )
  return {
    openIssues: [...carried.filter((one) => !closed.some(({ issue }) => issue === one.issue)), ...closed],
    issues: raised,
  }
}

const isNamed = (issue: StandingIssue, label: string, { issueCodes }: ReportBasis): boolean => {
  if (plainWords(label) === plainWords(issue.label)) return true
  return issue.code !== null && readLabel(label, issueCodes).code === issue.code
}

function closedIn({ cell, wrong, basis }: Reading, standing: readonly StandingIssue[]) {
  return labelsIn(cell('closed_issues')).flatMap((entry) => {
    const [label = '', how = '', ...words] = parted(entry)
    const issue = standing.find((one) => isNamed(one, label, basis))
    if (issue === undefined) {
      wrong('closed_issues', `“${label}” was no issue last time, so there is none to close`)
      return []
    }
    const outcome = ISSUE_OUTCOMES.find((one) =>
      [one, issueOutcomeWord[one]].some((spelling) => plainWords(spelling) === plainWords(how)),
    )
    if (outcome === undefined)
      wrong(
        'closed_issues',
        `Say how “${issue.label}” ended: ${ISSUE_OUTCOMES.join(', ')}. Write it as ${issue.label}: resolved: a sentence`,
      )
    return [
      { issue: issue.id, answer: 'closed', outcome: outcome ?? null, outcomeWords: words.join(': ') || null },
    ]
  })
}

function registersAnswer({ cell, wrong, isChanged, stands, prefilled }: Reading): Some {
  const columns = ['in_register', 'registers', 'risk_reference'] as const
  if (!columns.some(isChanged))
    return stands && prefilled.in_register !== '' ? { registersAre: 'still-true' } : {}
  const { value, question } = readTick(cell('in_register'))
  if (question !== null) wrong('in_register', question)
  const registers = labelsIn(cell('registers')).flatMap((raw): RegisterLevel[] => {
    const found = readOneOf(raw, REGISTERS).value
    return found === null
      ? (wrong('registers', `“${raw}” is none of ${REGISTERS.join(', ')}`) ?? [])
      : [found]
  })
  if (value === 'no') return { registersAre: 'not-recorded' }
  return {
    registersAre: value === 'yes' || registers.length > 0 ? 'recorded' : null,
    registers,
    riskReference: cell('risk_reference') || null,
  }
}

const FIELD_COLUMNS: readonly (readonly [RegExp, SheetColumn])[] = [
  [/^progress/, 'progress'],
  [/^dates$/, 'still_true'],
  [/^revisedEnd$/, 'revised_end'],
  [/^endReason$/, 'revised_end_reason'],
  [/^endCause$/, 'revised_end_cause'],
  [/^revisedGoLive$/, 'revised_go_live'],
  [/^goLiveReason$/, 'go_live_reason'],
  [/^goLiveCause$/, 'go_live_cause'],
  [/^(?:milestones|hasMilestones)/, 'milestones'],
  [/^boards/, 'boards_reported'],
  [/^openIssues-\d+-outcome/, 'closed_issues'],
  [/^(?:openIssues|issues)/, 'issues'],
  [/^mitigations/, 'mitigations'],
  [/^registersAre$/, 'in_register'],
  [/^registers/, 'registers'],
  [/^risk/, 'risk_reference'],
  [/^explained/, 'why_right'],
  [/^remarks$/, 'remarks'],
]

/** In which column the answer to a question of the form stands. */
export function columnOf(field: string, message: string): SheetColumn {
  // What was neither changed nor confirmed is confirmed in one column for the whole line (V6).
  if (message.includes('still true') && !message.includes(' or choose ')) return 'still_true'
  return FIELD_COLUMNS.find(([pattern]) => pattern.test(field))?.[1] ?? 'status'
}
