// A plan as a file tells it: one line an activity, with what was reported of it in one or more quarters. Read as it
// stands: what is certain is taken, what is not stays raw with a question (V12), and an answer given to such a
// question is read in the cell's place.
import { daysMoved } from './dates.ts'
import {
  plainWords,
  labelsIn,
  readDay,
  readLabel,
  readOneOf,
  readStatus,
  readTick,
  type Cell,
} from './cells.ts'
import type { CodelistEntry, Doubt, StatusSource } from './shapes.ts'
import { lastDayOf } from './rounds.ts'
import { CLOSING_KINDS, MONITORING, type ClosingKind, type Monitoring, type Status } from './words.ts'
import { formatDate } from '#platform/time/index.ts'

export const QUARTERS = [1, 2, 3, 4] as const
export type Quarter = (typeof QUARTERS)[number]

/** Columns of boards: ticked in the source without a word on what a tick means (V12). */
export const BOARD_COLUMNS = [
  'cabinet_members_meeting',
  'corporate_board',
  'informal_governance',
  'cabinet_committee',
] as const

export const PLAN_COLUMNS = ['number', 'title', 'outcome'] as const

const ABOUT_THE_ACTIVITY = ['description', 'unit', 'original_end'] as const
/** Whom a file names by their address: found, they are referred to, and the address is not kept beside them. */
export const PEOPLE_COLUMNS = ['lead_mail', 'director_mail'] as const
/** What a file says of an activity, whatever was reported of it. */
export const ACTIVITY_COLUMNS = [...ABOUT_THE_ACTIVITY, ...PEOPLE_COLUMNS] as const
const OF_THE_NEWEST = [
  'milestones',
  ...BOARD_COLUMNS,
  'revised_end',
  'revised_go_live',
  'closing_status',
  'monitoring_decision',
] as const
/** Whether a column says something of the activity itself, which no report of a round says again. */
export const isOfActivity = (column: string): boolean =>
  [...ACTIVITY_COLUMNS, 'closing_status', 'monitoring_decision'].includes(column)

const ofQuarter = (quarter: Quarter): readonly string[] =>
  ['', '_source', '_issues', '_mitigation_ticked', '_mitigations', '_progress'].map(
    (what) => `q${quarter}${what}`,
  )

/** What else a file of a plan may hold. */
export const OPTIONAL_COLUMNS: readonly string[] = [
  ...ACTIVITY_COLUMNS,
  ...QUARTERS.flatMap(ofQuarter),
  ...OF_THE_NEWEST,
]

type Cells = Readonly<Record<string, string>>
type Day = Temporal.PlainDate

/** The quarters of which a file has columns, oldest first. Columns without a quarter belong to the newest. */
export const quartersIn = (headers: readonly string[]): readonly Quarter[] =>
  QUARTERS.filter((quarter) => ofQuarter(quarter).some((column) => headers.includes(column)))

/** The cells of one line that were reported in a quarter, kept with its report as they stood. */
export function cellsOf(cells: Cells, quarter: Quarter, isNewest: boolean): Record<string, string> {
  const names = [...ofQuarter(quarter), ...(isNewest ? [...ABOUT_THE_ACTIVITY, ...OF_THE_NEWEST] : [])]
  return Object.fromEntries(names.flatMap((name) => (cells[name] === undefined ? [] : [[name, cells[name]]])))
}

/** Whether anything was reported at all. What the file says of the activity itself is no report. */
export const saysSomething = (reported: Cells): boolean =>
  Object.entries(reported).some(
    ([name, cell]) => cell.trim() !== '' && !(ABOUT_THE_ACTIVITY as readonly string[]).includes(name),
  )

/** An answer to a question about a cell: what is read in its place, or for a doubtful day why it is right. */
export type Answer = {
  readonly column: string
  readonly raw: string
  readonly answer: string
  readonly why: string | null
}

export type FileWorld = {
  readonly issues: readonly CodelistEntry[]
  readonly answers: readonly Answer[]
  /** What the columns of boards mean, where somebody said so. */
  readonly definitions: readonly {
    readonly column: string
    readonly meaning: 'reported' | 'expected' | 'booked'
  }[]
  /** Who is found by an address, in lower case. */
  readonly people: ReadonlyMap<string, string>
  readonly approvedOn: Day | null
  /** The day the reports of the round are as at: when its window closed, else the end of its period. */
  readonly asAt: Day
}

export type ReadBoard = {
  readonly board: string
  readonly reported: boolean | null
  readonly expected: boolean | null
  readonly booked: boolean | null
  readonly undefinedTick: string | null
}

export type ReadReport = {
  readonly status: Status | null
  readonly statusSource: StatusSource
  readonly progress: string | null
  readonly mitigations: string | null
  readonly mitigationTicked: 'yes' | 'no' | null
  readonly hasMilestones: boolean | null
  readonly issues: readonly { readonly code: string | null; readonly label: string }[]
  readonly boards: readonly ReadBoard[]
  readonly leadPersonId: string | null
  readonly directorPersonId: string | null
  readonly originalEnd: Day | null
  readonly revisedEnd: Day | null
  readonly revisedGoLive: Day | null
  readonly closing: { readonly kind: ClosingKind; readonly monitoring: Monitoring } | null
  readonly explained: readonly { readonly doubt: string; readonly reason: string }[]
  readonly doubts: readonly Doubt[]
}

/** What one quarter's report of one line says. */
export function readReport(cells: Cells, quarter: Quarter, world: FileWorld): ReadReport {
  const asked = questionsOf(world.answers)
  const column = (name: string): string => cells[name] ?? ''
  const own = (name: string): string => `q${quarter}${name}`
  const words = (name: string): string | null => column(name).trim() || null

  const status = asked.read(own(''), column(own('')), readStatus)
  const source = asked.read(own('_source'), column(own('_source')), (raw) => readOneOf(raw, SOURCES))
  const ticked = asked.read(own('_mitigation_ticked'), column(own('_mitigation_ticked')), readTick)
  const milestones = asked.read('milestones', column('milestones'), readTick)
  const day = (name: string): Day | null => asked.read(name, column(name), (raw) => readDay(raw))
  const dates = {
    originalEnd: day('original_end'),
    revisedEnd: day('revised_end'),
    revisedGoLive: day('revised_go_live'),
  }
  const person = (name: string): string | null =>
    asked.read(name, column(name), (raw) => personIn(raw, world.people))
  const people = { leadPersonId: person('lead_mail'), directorPersonId: person('director_mail') }
  const closing = readClosing(asked, column)
  const issues = labelsIn(column(own('_issues'))).flatMap((label) =>
    asked.labels(own('_issues'), label, world.issues),
  )
  const mitigations = words(own('_mitigations'))
  // V10, and only where the file has a place for the words at all.
  if (cells[own('_mitigations')] !== undefined)
    asked.tickAgainstWords(own('_mitigation_ticked'), ticked, mitigations)
  asked.doubtful(cells, suspiciousDates({ ...dates, status, isClosed: closing !== null }, world))
  return {
    status,
    // A source of which the file does not say whether it was printed stands in the file, so it was.
    statusSource: source ?? (asked.isOpen(own('_source')) ? 'implied' : 'printed'),
    progress: words(own('_progress')),
    mitigations,
    mitigationTicked: ticked,
    hasMilestones: milestones === null ? null : milestones === 'yes',
    issues: issues.filter(
      (one, at) => issues.findIndex(({ code, label }) => code === one.code && label === one.label) === at,
    ),
    boards: BOARD_COLUMNS.flatMap((board) => readBoard(board, column(board), world.definitions)),
    ...people,
    ...dates,
    closing,
    explained: asked.explained,
    doubts: asked.doubts,
  }
}

function personIn(raw: string, people: FileWorld['people']): Cell<string> {
  const mail = raw.trim().toLowerCase()
  const found = people.get(mail)
  if (mail === '' || found !== undefined) return { value: found ?? null, question: null }
  return { value: null, question: `Nobody here has the address “${raw.trim()}”. Who is meant?` }
}

const SOURCES = ['printed', 'implied', 'reported'] as const

type Suspicious = { readonly column: string; readonly question: string }
type Asked = ReturnType<typeof questionsOf>

/** Gathers the questions of a line. A cell that was answered reads as its answer. */
function questionsOf(answers: readonly Answer[]) {
  const doubts: Doubt[] = []
  const explained: { doubt: string; reason: string }[] = []
  const answered = (column: string, raw: string): Answer | undefined =>
    answers.find((one) => one.column === column && one.raw === raw.trim())
  // One cell is asked about once, with everything that there is to ask.
  const doubt = (column: string, raw: string, question: string): void => {
    const before = doubts.findIndex((one) => one.column === column && one.raw === raw.trim())
    const former = doubts[before]
    if (former === undefined) doubts.push({ column, raw: raw.trim(), question })
    else doubts[before] = { ...former, question: `${former.question} ${question}` }
  }
  return {
    doubts,
    explained,
    isOpen: (column: string): boolean => doubts.some((one) => one.column === column),
    read<T>(column: string, raw: string, reader: (raw: string) => Cell<T>): T | null {
      const { value, question } = reader(raw)
      if (question === null) {
        const other = answered(column, raw)
        // A day that could be read and was doubted: whoever settled it may have given another.
        return other === undefined || other.why !== null ? value : reader(other.answer).value
      }
      const answer = answered(column, raw)
      if (answer !== undefined) return reader(answer.answer).value
      doubt(column, raw, question)
      return null
    },
    labels(column: string, raw: string, entries: readonly CodelistEntry[]) {
      const { code, label, question } = readLabel(raw, entries)
      if (question === null) return [{ code, label }]
      const answer = answered(column, raw)
      if (answer !== undefined)
        return labelsIn(answer.answer).flatMap((one) => {
          const entry = entries.find((known) => known.code === one)
          return entry === undefined ? [] : [{ code: entry.code, label: entry.label }]
        })
      doubt(column, raw, question)
      return [{ code: null, label }]
    },
    tickAgainstWords(column: string, ticked: 'yes' | 'no' | null, words: string | null): void {
      const question =
        ticked === 'yes' && words === null
          ? 'Mitigating action is ticked and no words say which. What is being done?'
          : ticked === 'no' && words !== null
            ? 'The tick says that nothing is being done, and the words say what is. Which is right?'
            : null
      if (question !== null && answered(column, ticked ?? '') === undefined)
        doubt(column, ticked ?? '', question)
    },
    /** Days that could be read and are unlikely: they stand, and somebody is asked. */
    doubtful(cells: Cells, found: readonly Suspicious[]): void {
      for (const { column, question } of found) {
        const raw = (cells[column] ?? '').trim()
        const answer = answered(column, raw)
        if (answer === undefined) doubt(column, raw, question)
        else if (answer.why !== null) explained.push({ doubt: question, reason: answer.why })
      }
    },
  }
}

function readClosing(asked: Asked, column: (name: string) => string): ReadReport['closing'] {
  const kind = asked.read('closing_status', column('closing_status'), (raw) => readOneOf(raw, CLOSING_KINDS))
  const monitoring = asked.read('monitoring_decision', column('monitoring_decision'), (raw) =>
    readOneOf(raw, MONITORING),
  )
  if (kind !== null && monitoring !== null) return { kind, monitoring }
  // Half a closing is none; what is there stays raw, and the other half is asked for.
  if (kind !== null && column('monitoring_decision').trim() === '')
    asked.doubtful({ monitoring_decision: '' }, [
      {
        column: 'monitoring_decision',
        question: `It ended as “${column('closing_status').trim()}”. Is it monitored on?`,
      },
    ])
  if (monitoring !== null && column('closing_status').trim() === '')
    asked.doubtful({ closing_status: '' }, [
      { column: 'closing_status', question: 'Its monitoring was decided. How did it end?' },
    ])
  return null
}

function readBoard(board: string, raw: string, definitions: FileWorld['definitions']): readonly ReadBoard[] {
  if (raw.trim() === '') return []
  const empty = { board, reported: null, expected: null, booked: null, undefinedTick: null }
  const meaning = definitions.find((one) => one.column === board)?.meaning
  const { value } = readTick(raw)
  return [
    meaning === undefined || value === null
      ? { ...empty, undefinedTick: raw }
      : { ...empty, [meaning]: value === 'yes' },
  ]
}

const EARLIER_DAYS = 30

/** Days that are unlikely (V9): kept as they are, and somebody says whether they are right. */
export function suspiciousDates(
  line: {
    readonly status: Status | null
    readonly originalEnd: Day | null
    readonly revisedEnd: Day | null
    readonly revisedGoLive: Day | null
    readonly isClosed: boolean
  },
  world: Pick<FileWorld, 'approvedOn' | 'asAt'>,
): readonly Suspicious[] {
  const { approvedOn, asAt } = world
  const isBefore = (one: Day | null, other: Day | null): boolean =>
    one !== null && other !== null && Temporal.PlainDate.compare(one, other) < 0
  const found: Suspicious[] = []
  const beforeApproval = (column: string, what: string, day: Day | null): void => {
    if (day !== null && approvedOn !== null && isBefore(day, approvedOn))
      found.push({
        column,
        question: `${what} ${formatDate(day)} is before the plan was approved on ${formatDate(approvedOn)}. Is it right?`,
      })
  }
  beforeApproval('revised_go_live', 'The go-live', line.revisedGoLive)
  beforeApproval('revised_end', 'The revised end', line.revisedEnd)
  const moved = daysMoved(line.originalEnd, line.revisedEnd)
  if (moved !== null && moved < -EARLIER_DAYS && line.originalEnd !== null && line.revisedEnd !== null)
    found.push({
      column: 'revised_end',
      question: `The revised end ${formatDate(line.revisedEnd)} is ${(-moved).toLocaleString('en-GB')} days before the original end ${formatDate(line.originalEnd)}. Is it right?`,
    })
  if (
    line.status === 'on_track' &&
    !line.isClosed &&
    line.originalEnd !== null &&
    isBefore(line.originalEnd, asAt)
  )
    found.push({
      column: 'original_end',
      question: `It was to end on ${formatDate(line.originalEnd)} and was on track on ${formatDate(asAt)}. Are the day and the status right?`,
    })
  return found
}

/** The year a code tells: "sdp-2019-20" is April 2019 to March 2020. Undefined where it tells none. */
export function financialYearIn(code: string): number | undefined {
  const found = /(?:^|-)(\d{4})-(\d{2})$/.exec(code)
  const [year, next] = [Number(found?.[1]), Number(found?.[2])]
  return found !== null && (year + 1) % 100 === next ? year : undefined
}

/** The days of a quarter of a plan that lasts a year; undefined for one that lasts longer or shorter. */
export function quarterOf(
  plan: { readonly fromOn: Day; readonly untilOn: Day },
  quarter: Quarter,
): { readonly code: string; readonly title: string; readonly from: Day; readonly until: Day } | undefined {
  const { fromOn, untilOn } = plan
  if (!fromOn.add({ years: 1 }).subtract({ days: 1 }).equals(untilOn)) return undefined
  return {
    code: `${fromOn.year}-q${quarter}`,
    title: `Quarter ${quarter} of ${fromOn.year === untilOn.year ? fromOn.year : `${fromOn.year}/${String(untilOn.year % 100).padStart(2, '0')}`}`,
    from: fromOn.add({ months: 3 * (quarter - 1) }),
    until: fromOn.add({ months: 3 * quarter }).subtract({ days: 1 }),
  }
}

/** The day up to which a round tells: the last of its window where that is known, else of its period. */
export const asAt = (round: {
  readonly closes_at: Temporal.Instant | null
  readonly period_until: Day
}): Day => (round.closes_at === null ? round.period_until : lastDayOf(round.closes_at))

/** "Adult social care" as the code of a unit: "adult-social-care". */
export const unitCode = (name: string): string => plainWords(name).replaceAll(' ', '-').slice(0, 60)
