// The life of a business case to a development fund, its assessment, and the arithmetic of the fund's ledger.
// Pure: records and the moment are arguments.
//
//   draft ──submit──► submitted ──assess──► assessed ──decide──► approved   (its project opens)
//     │                   │                   │  ▲      ├──────► declined
//     │                   │                   │  └resume┴──────► deferred
//     └─────withdraw──────┴──────withdraw─────┴──────withdraw──► withdrawn
//
// F1  Only the deciding group's recorded decision moves a case to approved, declined or deferred.
// F2  What was asked for never changes after submission; a different sum is a new case.
// F3  At no date is more committed and spent than was paid in.
// F4  Ledger entries are never edited and never deleted; a mistake is put right by an entry of its own.
// F5  Every spend draws on its award: what is drawn and what is spent are one pair of equal amounts.
// F6  Who wrote a case, or declared an interest in it, neither scores it nor votes on it.
// F7  A case says what it means for equality in a sentence; "N/A" is not a sentence.
import { refuse, versionCheck } from '#platform/errors/index.ts'
import { formatPounds, sum, type Pence } from '#platform/money/index.ts'
import { formatDate } from '#platform/time/index.ts'
export {
  askedPence,
  gainsMajority,
  missingFrom,
  mayBeComplete,
  mayBeInWindow,
  equalityFaults,
  type Section,
  type EqualityOutcome,
  type CaseContent,
  type Missing,
} from './rules/content.ts'
export {
  MOST_SCORE,
  scoreWords,
  weightedPerMille,
  meanPerMille,
  scoreInWords,
  mayScore,
  scoreFaults,
  mayCompleteAssessment,
  type Weighted,
  type ScorerStanding,
} from './rules/assessment.ts'
export { statedProjects, countedInWords } from './rules/papers.ts'

// --- The life of a case ---

export type CaseState =
  | 'draft'
  | 'submitted'
  | 'assessed'
  | 'approved'
  | 'declined'
  | 'deferred'
  | 'withdrawn'
export type CaseVerb = 'edit' | 'submit' | 'score' | 'assess' | 'decide' | 'resume' | 'withdraw'

export const stateWords: Readonly<Record<CaseState, string>> = {
  draft: 'Draft',
  submitted: 'Submitted',
  assessed: 'Assessed',
  approved: 'Approved',
  declined: 'Declined',
  deferred: 'Deferred',
  withdrawn: 'Withdrawn',
}

/** The states from which each thing can be done, and what a person calls it. */
const FLOW: Readonly<Record<CaseVerb, { readonly from: readonly CaseState[]; readonly words: string }>> = {
  edit: { from: ['draft'], words: 'changed' },
  submit: { from: ['draft'], words: 'submitted' },
  score: { from: ['submitted'], words: 'scored' },
  assess: { from: ['submitted'], words: 'put to the decision' },
  decide: { from: ['assessed'], words: 'decided' },
  resume: { from: ['deferred'], words: 'brought back' },
  withdraw: { from: ['draft', 'submitted', 'assessed', 'deferred'], words: 'withdrawn' },
}

/** Whether the flow allows this now; for buttons. */
export const canNow = (verb: CaseVerb, state: CaseState): boolean => FLOW[verb].from.includes(state)

/** Refuses a step that the life of a case does not have. */
export function mustAllow(
  verb: CaseVerb,
  record: { readonly reference: string; readonly state: CaseState },
): void {
  if (canNow(verb, record.state)) return
  const from = FLOW[verb].from.map((state) => stateWords[state].toLowerCase()).join(' or ')
  const why =
    verb === 'edit'
      ? 'What was asked for never changes after submission; a different sum is a new case.'
      : `Only a case that is ${from} can be ${FLOW[verb].words}.`
  refuse(
    'conflict',
    `funding.case.not-${FLOW[verb].from[0]}`,
    `Business case ${record.reference} is ${stateWords[record.state].toLowerCase()}. ${why}`,
  )
}

export const mustBeCurrent = versionCheck('funding.case.stale', 'case')

/** "KC-2026-003": the partnership's initials, the financial year in which the case was begun, and its number in it. */
export function caseReference(partnershipCode: string, yearStarting: number, number: number): string {
  const initials = partnershipCode
    .split('-')
    .map((word) => word.charAt(0).toUpperCase())
    .join('')
  return `${initials}-${yearStarting}-${String(number).padStart(3, '0')}`
}

// --- The ledger ---

export type EntryKind = 'paid-in' | 'committed' | 'drawn' | 'spent' | 'released' | 'correction'
export type Entry = {
  readonly kind: EntryKind
  readonly amountPence: Pence
  readonly occurredOn: Temporal.PlainDate
}

export const kindWords: Readonly<Record<EntryKind, string>> = {
  'paid-in': 'Paid in',
  committed: 'Committed to an award',
  drawn: 'Drawn from an award',
  spent: 'Spent',
  released: 'Released back',
  correction: 'Correction',
}

/** What an entry does to the money that can still be awarded. Drawing frees a commitment and spending uses the same amount, so the pair changes nothing. */
export const effectOf = (entry: { readonly kind: EntryKind; readonly amountPence: Pence }): Pence =>
  entry.kind === 'committed' || entry.kind === 'spent' ? -entry.amountPence : entry.amountPence

export type Balance = {
  /** Payments' shares and other receipts, with corrections. */
  readonly paidIn: Pence
  /** All awards made. */
  readonly awarded: Pence
  /** Awards, less what was drawn from them and what was released: money promised and not yet spent. */
  readonly committed: Pence
  readonly spent: Pence
  readonly released: Pence
  /** paid in − committed − spent: what may still be awarded. */
  readonly available: Pence
}

/** The fund's position from its entries, at the end of the given day. */
export function balanceOf(entries: readonly Entry[], on?: Temporal.PlainDate): Balance {
  const until =
    on === undefined
      ? entries
      : entries.filter((entry) => Temporal.PlainDate.compare(entry.occurredOn, on) <= 0)
  const total = (kind: EntryKind): Pence =>
    sum(until.filter((entry) => entry.kind === kind).map((entry) => entry.amountPence))
  const awarded = total('committed')
  const released = total('released')
  const spent = total('spent')
  const paidIn = total('paid-in') + total('correction')
  const committed = awarded - total('drawn') - released
  return { paidIn, awarded, committed, spent, released, available: paidIn - committed - spent }
}

/** The least that is available at the end of any day from `from` on: what a decision of that day may still commit without any later day falling below zero (F3). */
export function lowestAvailableFrom(
  entries: readonly Entry[],
  from: Temporal.PlainDate,
): { readonly pence: Pence; readonly on: Temporal.PlainDate } {
  const later = entries
    .filter((entry) => Temporal.PlainDate.compare(entry.occurredOn, from) > 0)
    .toSorted((a, b) => Temporal.PlainDate.compare(a.occurredOn, b.occurredOn))
  let running = balanceOf(entries, from).available
  let lowest = { pence: running, on: from }
  for (const [at, entry] of later.entries()) {
    running += effectOf(entry)
    const dayEnds = later[at + 1]?.occurredOn.equals(entry.occurredOn) !== true
    if (dayEnds && running < lowest.pence) lowest = { pence: running, on: entry.occurredOn }
  }
  return lowest
}

/** Refuses an approval the fund cannot pay for, with the figures (F3). */
export function mayCommit(
  reference: string,
  askedPence: Pence,
  lowest: { readonly pence: Pence; readonly on: Temporal.PlainDate },
): void {
  if (askedPence <= lowest.pence) return
  const short = askedPence - lowest.pence
  refuse(
    'conflict',
    'funding.case.over-available',
    `Business case ${reference} asks for ${formatPounds(askedPence)}, and ${formatPounds(lowest.pence)} is available on ${formatDate(lowest.on)}: ${formatPounds(short)} too little. Defer the case until money is paid in or released, or decline it.`,
    {
      figures: {
        asked_pence: String(askedPence),
        available_pence: String(lowest.pence),
        short_pence: String(short),
        on: lowest.on.toString(),
      },
    },
  )
}

/** Refuses a spend above what is left of the award (F5), and the reversal of more than was spent. */
export function mayDraw(
  award: { readonly reference: string; readonly amountPence: Pence; readonly drawnPence: Pence },
  amountPence: Pence,
): void {
  const left = award.amountPence - award.drawnPence
  if (amountPence <= left && award.drawnPence + amountPence >= 0n) return
  refuse(
    'conflict',
    'funding.award.overdrawn',
    `${formatPounds(amountPence)} is more than what is left of the award for ${award.reference}: ${formatPounds(award.drawnPence)} of ${formatPounds(award.amountPence)} is spent, so ${formatPounds(left)} is left.`,
    {
      figures: {
        award_pence: String(award.amountPence),
        spent_pence: String(award.drawnPence),
        left_pence: String(left),
        amount_pence: String(amountPence),
      },
    },
  )
}
