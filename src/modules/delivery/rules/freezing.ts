// What is written of an activity when a round is frozen (V11): what its lead said, what the plan knew of it on that
// day, and how it stood in the round before. What nobody said stays unsaid; nothing of last time is carried silently (V6).
import { QUESTIONS, type Question } from './answers.ts'
import type { FrozenBoard, FrozenHead, FrozenIssue, FrozenRow } from './frozen.ts'
import type { Doubt, StatusSource } from './shapes.ts'
import type { Cause, DateKind, RegisterLevel, Status, SubmissionState } from './words.ts'

/** A submission as it stands, days as ISO texts. */
export type Said = {
  readonly state: SubmissionState
  readonly status: Status | null
  readonly status_source: StatusSource
  readonly progress: string | null
  readonly mitigations: string | null
  readonly mitigation_ticked: 'yes' | 'no' | null
  readonly revised_end: string | null
  readonly revised_end_reason: string | null
  readonly revised_end_cause: Cause | null
  readonly revised_go_live: string | null
  readonly go_live_reason: string | null
  readonly go_live_cause: Cause | null
  readonly has_milestones: boolean | null
  readonly registers: readonly RegisterLevel[] | null
  readonly risk_reference: string | null
  readonly prefilled: readonly string[]
  readonly confirmed: Readonly<Record<string, 'confirmed' | 'changed'>>
  readonly explained: FrozenRow['explained']
  readonly doubts: readonly Doubt[]
  readonly is_late: boolean
  /** Whether it was saved after the version before was frozen. */
  readonly saved_since: boolean
  readonly issues: readonly FrozenIssue[]
  readonly boards: readonly FrozenBoard[]
}

export type DateNote = {
  readonly what: DateKind
  readonly from: string | null
  readonly to: string | null
  readonly reason: string | null
  readonly cause: Cause | null
  /** Whether it was told in this round rather than by the plan's keepers in between. */
  readonly inRound: boolean
}

export type ActivityFacts = {
  readonly activityId: string
  readonly number: number
  readonly title: string
  readonly outcome: number
  readonly unit: string | null
  readonly lead: string | null
  readonly originalEnd: string | null
  /** As the plan has them, whatever this round says. */
  readonly standingEnd: string | null
  readonly standingGoLive: string | null
  readonly said: Said | null
  readonly previous: FrozenRow | null
  /** The row of the version before, when this is a correction. */
  readonly former: FrozenRow | null
  readonly milestones: FrozenRow['milestones']
  readonly closing: FrozenRow['closing']
  readonly risks: FrozenRow['risks']
  /** Changes written down since the round before, oldest first. */
  readonly notes: readonly DateNote[]
}

type Round = Pick<FrozenHead['round'], 'isImported'>

/** The row of one activity. */
export function frozenRow(facts: ActivityFacts, round: Round): FrozenRow {
  const { previous, former } = facts
  const said = hasReported(facts.said) ? facts.said : null
  const revisedEnd = dateIn(facts, said, 'end', round)
  const revisedGoLive = dateIn(facts, said, 'go-live', round)
  const dates = { end: revisedEnd, 'go-live': revisedGoLive }
  return {
    activityId: facts.activityId,
    number: facts.number,
    ...surroundings(facts, former),
    originalEnd: facts.originalEnd,
    responded: said !== null,
    status: said?.status ?? null,
    statusSource: said?.status_source ?? 'reported',
    previousStatus: previous?.status ?? null,
    previousStatusSource: previous === null || previous.status === null ? null : previous.statusSource,
    progress: said?.progress ?? null,
    revisedEnd,
    revisedGoLive,
    previousRevisedEnd: previous?.revisedEnd ?? null,
    previousRevisedGoLive: previous?.revisedGoLive ?? null,
    dateChanges: changesOf(facts, said, dates, round),
    hasMilestones: said?.has_milestones ?? null,
    issues: said?.issues ?? [],
    previousIssues: openOf(previous),
    mitigations: said?.mitigations ?? null,
    mitigationTicked: said?.mitigation_ticked ?? null,
    registers: said?.registers ?? [],
    riskReference: said?.risk_reference ?? null,
    boards: said?.boards ?? [],
    // How it ended after the round was frozen is news of the next one; a file loaded again may know more of the past.
    closing: former === null || round.isImported ? facts.closing : former.closing,
    stale: said === null ? unanswered(previous) : said.prefilled.filter((one) => !(one in said.confirmed)),
    explained: said?.explained ?? [],
    doubts: said?.doubts ?? [],
    isLate: said?.is_late ?? false,
    signedOff: said?.state === 'signed',
  }
}

/** A draft was not sent and a returned report not accepted: neither is an answer. */
export const hasReported = (said: { readonly state: SubmissionState } | null): boolean =>
  said !== null && (said.state === 'submitted' || said.state === 'signed')

/** What the plan knew on that day. A correction leaves it as it was frozen, unless the activity was reported anew. */
function surroundings(
  facts: ActivityFacts,
  former: FrozenRow | null,
): Pick<FrozenRow, 'title' | 'outcome' | 'unit' | 'lead' | 'milestones' | 'risks'> {
  const from = former === null || facts.said?.saved_since === true ? facts : former
  const { title, outcome, unit, lead, milestones, risks } = from
  return { title, outcome, unit, lead: former === null ? lead : former.lead, milestones, risks }
}

// A file of the past says what it says: what the plan knows by now is not what was reported then. Elsewhere whoever said
// nothing, or took it back, leaves the date as it was before the round.
function dateIn(
  facts: ActivityFacts,
  said: Said | null,
  what: 'end' | 'go-live',
  round: Round,
): string | null {
  const stated = (what === 'end' ? said?.revised_end : said?.revised_go_live) ?? null
  if (round.isImported || stated !== null) return stated
  return said === null ? untouched(facts, what) : standing(facts, what)
}

const standing = (facts: ActivityFacts, what: 'end' | 'go-live'): string | null =>
  what === 'end' ? facts.standingEnd : facts.standingGoLive

/** The date as the plan had it before anybody said anything in this round. */
function untouched(facts: ActivityFacts, what: 'end' | 'go-live'): string | null {
  const first = facts.notes.find((note) => note.what === what && note.inRound)
  return first === undefined ? standing(facts, what) : first.from
}

const openOf = (row: FrozenRow | null): FrozenRow['previousIssues'] =>
  (row?.issues ?? []).filter((one) => one.answer !== 'closed').map(({ code, label }) => ({ code, label }))

/** The questions that had an answer last time and got none now. */
function unanswered(previous: FrozenRow | null): string[] {
  if (previous === null) return []
  const had: Readonly<Record<Question, boolean>> = {
    status: previous.status !== null,
    progress: previous.progress !== null,
    dates: previous.revisedEnd !== null || previous.revisedGoLive !== null,
    milestones: previous.hasMilestones !== null,
    boards: previous.boards.some(
      (one) => one.reported !== null || one.expected !== null || one.booked !== null,
    ),
    mitigations: previous.mitigations !== null,
    registers: previous.registers.length > 0,
  }
  // Issues are not asked to be confirmed but to be carried or closed (V7); here nobody did either.
  return [
    ...QUESTIONS.filter((question) => had[question]),
    ...(openOf(previous).length > 0 ? ['issues'] : []),
  ]
}

type Dates = { readonly end: string | null; readonly 'go-live': string | null }

function changesOf(
  facts: ActivityFacts,
  said: Said | null,
  dates: Dates,
  round: Round,
): FrozenRow['dateChanges'] {
  const found: FrozenRow['dateChanges'][number][] = facts.notes
    .filter((note) => note.what === 'original-end')
    .map(({ what, from, to, reason, cause }) => ({ what, from, to, reason, cause }))
  for (const what of ['end', 'go-live'] as const) {
    const from = before(facts, what, round)
    const to = dates[what]
    // Where a file is silent, the date was not taken back: it was not said.
    if (from === to || (to === null && round.isImported)) continue
    found.push({ what, from, to, ...why(facts, said, what, to) })
  }
  return found
}

function before(facts: ActivityFacts, what: 'end' | 'go-live', round: Round): string | null {
  const { previous } = facts
  if (previous !== null) return what === 'end' ? previous.revisedEnd : previous.revisedGoLive
  return round.isImported ? null : untouched(facts, what)
}

function why(
  facts: ActivityFacts,
  said: Said | null,
  what: 'end' | 'go-live',
  to: string | null,
): { readonly reason: string | null; readonly cause: Cause | null } {
  if (said !== null && to !== null && to === (what === 'end' ? said.revised_end : said.revised_go_live)) {
    const reason = what === 'end' ? said.revised_end_reason : said.go_live_reason
    const cause = what === 'end' ? said.revised_end_cause : said.go_live_cause
    if (reason !== null || cause !== null) return { reason, cause }
  }
  const note = facts.notes.findLast((one) => one.what === what && one.to === to)
  return { reason: note?.reason ?? null, cause: note?.cause ?? null }
}

/** The parts of a row in which two versions can differ, in an officer's words. */
export const ROW_PARTS = {
  title: 'Title',
  outcome: 'Outcome',
  unit: 'Directorate',
  lead: 'Lead',
  responded: 'Reported',
  status: 'Status',
  statusSource: 'Where the status comes from',
  previousStatus: 'Status in the round before',
  previousStatusSource: 'Where the former status comes from',
  progress: 'Progress',
  originalEnd: 'Original end',
  revisedEnd: 'Revised end',
  revisedGoLive: 'Go live',
  previousRevisedEnd: 'Revised end in the round before',
  previousRevisedGoLive: 'Go live in the round before',
  dateChanges: 'Changes of dates',
  hasMilestones: 'Milestones identified',
  milestones: 'Milestones',
  issues: 'Issues',
  previousIssues: 'Issues in the round before',
  mitigations: 'Mitigations',
  mitigationTicked: 'Mitigation ticked',
  registers: 'Registers',
  riskReference: 'Risk',
  risks: 'Open risks',
  boards: 'Boards',
  closing: 'How it ended',
  stale: 'Not confirmed',
  explained: 'Confirmed with a reason',
  doubts: 'Open questions',
  isLate: 'Late',
  signedOff: 'Signed off',
} as const satisfies Partial<Record<keyof FrozenRow, string>>
export type RowPart = keyof typeof ROW_PARTS

export type RowDifference = {
  readonly number: number
  readonly title: string
  /** Whether only one of the two versions has the row at all. */
  readonly only: 'former' | 'later' | null
  readonly parts: readonly { readonly part: RowPart; readonly was: unknown; readonly is: unknown }[]
}

const PARTS = Object.keys(ROW_PARTS) as RowPart[]
const isSame = (one: unknown, other: unknown): boolean => ordered(one) === ordered(other)
// Two databases may give the keys of an object in two orders.
const ordered = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  )

/** What changed from one version of a round to another, row by row, by activity number. */
export function differences(former: readonly FrozenRow[], later: readonly FrozenRow[]): RowDifference[] {
  const was = new Map(former.map((row) => [row.number, row]))
  const is = new Map(later.map((row) => [row.number, row]))
  const numbers = [...new Set([...was.keys(), ...is.keys()])].toSorted((one, other) => one - other)
  return numbers.flatMap((number): RowDifference[] => {
    const [old, current] = [was.get(number), is.get(number)]
    const title = (current ?? old)?.title ?? ''
    if (old === undefined || current === undefined)
      return [{ number, title, only: old === undefined ? 'later' : 'former', parts: [] }]
    const parts = PARTS.filter((part) => !isSame(old[part], current[part])).map((part) => ({
      part,
      was: old[part],
      is: current[part],
    }))
    return parts.length === 0 ? [] : [{ number, title, only: null, parts }]
  })
}

const HEAD_PARTS = {
  definitions: 'What columns mean',
  policies: 'Rules of the plan',
  boards: 'Boards',
  issueCodes: 'Issues on the list',
  milestoneKinds: 'Milestones on the list',
  previous: 'The round before',
  round: 'Period and window',
} as const satisfies Partial<Record<keyof FrozenHead, string>>

/** What changed in the head of a version: the words of what was defined or ruled meanwhile. */
export const headDifferences = (former: FrozenHead, later: FrozenHead): string[] =>
  (Object.keys(HEAD_PARTS) as (keyof typeof HEAD_PARTS)[])
    .filter((part) => !isSame(former[part], later[part]))
    .map((part) => HEAD_PARTS[part])

/** The numbers of activities that were reported in the former version and would not be in the later one. */
export const lostAnswers = (former: readonly FrozenRow[], later: readonly FrozenRow[]): number[] =>
  former
    .filter((row) => row.responded && later.some((one) => one.number === row.number && !one.responded))
    .map((row) => row.number)
