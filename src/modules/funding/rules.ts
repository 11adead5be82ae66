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
import { refuse, type Fault } from '#platform/errors/index.ts'
import { formatPounds, sum, type Pence } from '#platform/money/index.ts'
import { formatDate } from '#platform/time/index.ts'

// --- The life of a case ---

export type CaseState = 'draft' | 'submitted' | 'assessed' | 'approved' | 'declined' | 'deferred' | 'withdrawn'
export type CaseVerb = 'edit' | 'submit' | 'score' | 'assess' | 'decide' | 'resume' | 'withdraw'

export const stateWords: Readonly<Record<CaseState, string>> = {
  draft: 'Draft', submitted: 'Submitted', assessed: 'Assessed', approved: 'Approved', declined: 'Declined', deferred: 'Deferred', withdrawn: 'Withdrawn',
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
export function mustAllow(verb: CaseVerb, record: { readonly reference: string; readonly state: CaseState }): void {
  if (canNow(verb, record.state)) return
  const from = FLOW[verb].from.map((state) => stateWords[state].toLowerCase()).join(' or ')
  const why = verb === 'edit' ? 'What was asked for never changes after submission; a different sum is a new case.' : `Only a case that is ${from} can be ${FLOW[verb].words}.`
  refuse('conflict', `funding.case.not-${FLOW[verb].from[0]}`, `Business case ${record.reference} is ${stateWords[record.state].toLowerCase()}. ${why}`)
}

/** Refuses answers given against an older version of the case. */
export function mustBeCurrent(given: number, record: { readonly version: number }): void {
  if (given === record.version) return
  refuse('conflict', 'funding.case.stale', 'Somebody else changed this case while you had the page open. Look at what stands now, then make your change again.', { current: { version: record.version } })
}

/** "KC-2026-003": the partnership's initials, the financial year in which the case was begun, and its number in it. */
export function caseReference(partnershipCode: string, yearStarting: number, number: number): string {
  const initials = partnershipCode.split('-').map((word) => word.charAt(0).toUpperCase()).join('')
  return `${initials}-${yearStarting}-${String(number).padStart(3, '0')}`
}

// --- What a complete case holds ---

export type Section = 'need' | 'options' | 'costs' | 'benefits' | 'plan' | 'risks' | 'equality'
export type EqualityOutcome = 'no-relevance' | 'relevance'

/** What submission looks at. */
export type CaseContent = {
  readonly problem: string
  readonly beneficiaries: string | null
  readonly benefiting: number
  readonly members: number
  readonly minorityReason: string | null
  readonly options: readonly { readonly chosen: boolean }[]
  readonly costs: readonly { readonly amountPence: Pence }[]
  readonly matches: readonly { readonly amountPence: Pence }[]
  readonly benefits: readonly unknown[]
  readonly milestones: readonly { readonly on: Temporal.PlainDate }[]
  readonly risks: readonly unknown[]
  readonly equality: { readonly outcome: EqualityOutcome; readonly reasoning: string } | null
}

export type Missing = { readonly section: Section; readonly message: string }

/** What is asked of the fund: the cost less what others put in. */
export const askedPence = (costs: readonly { readonly amountPence: Pence }[], matches: readonly { readonly amountPence: Pence }[]): Pence =>
  sum(costs.map((line) => line.amountPence)) - sum(matches.map((line) => line.amountPence))

/** Whether more than half of the members gain: the fund exists for the majority. */
export const gainsMajority = (benefiting: number, members: number): boolean => benefiting * 2 > members

/** Everything that still stands between a draft and its submission, section by section. */
export function missingFrom(content: CaseContent, today: Temporal.PlainDate): Missing[] {
  const missing: Missing[] = []
  const need = (section: Section, absent: boolean, message: string): void => void (absent && missing.push({ section, message }))
  const asked = askedPence(content.costs, content.matches)
  need('need', content.problem.length < 40, 'Describe the problem in a sentence or two.')
  need('need', content.beneficiaries === null, 'Say who gains and how.')
  need('need', content.benefiting === 0, 'Tick the partners that gain.')
  need('need', content.benefiting > 0 && !gainsMajority(content.benefiting, content.members) && content.minorityReason === null, `${content.benefiting} of ${content.members} partners gain. The fund exists for the majority: say why it should pay all the same.`)
  need('options', content.options.length < 2, 'Consider at least two options; doing nothing is one.')
  need('options', content.options.length >= 2 && content.options.filter((option) => option.chosen).length !== 1, 'Say which one option is proposed.')
  need('costs', content.costs.length === 0, 'Enter the costs, year by year.')
  need('costs', content.costs.length > 0 && asked <= 0n, `The costs are covered by match funding, so nothing would be asked of the fund (${formatPounds(asked)}).`)
  need('benefits', content.benefits.length === 0, 'Promise at least one benefit with its measure.')
  need('plan', content.milestones.length === 0, 'Set at least one milestone.')
  need('plan', content.milestones.some((milestone) => Temporal.PlainDate.compare(milestone.on, today) <= 0), 'Every milestone must lie in the future.')
  need('risks', content.risks.length === 0, 'Name at least one risk and what is done about it.')
  need('equality', content.equality === null, 'Screen the case for equality.')
  return missing
}

/** Refuses a submission with something missing, naming all of it. */
export function mayBeComplete(reference: string, missing: readonly Missing[]): void {
  if (missing.length === 0) return
  refuse('invalid', 'funding.case.incomplete', `Business case ${reference} is not complete yet. ${missing.map((one) => one.message).join(' ')}`, { faults: missing.map(({ message }) => ({ field: '', message })) })
}

/** Refuses a submission outside the programme's dates. */
export function mayBeInWindow(programme: { readonly name: string; readonly opensOn: Temporal.PlainDate | null; readonly closesOn: Temporal.PlainDate | null }, today: Temporal.PlainDate): void {
  const { opensOn, closesOn } = programme
  if (opensOn !== null && Temporal.PlainDate.compare(today, opensOn) < 0) refuse('conflict', 'funding.programme.not-open', `${programme.name} takes business cases from ${formatDate(opensOn)}.`)
  if (closesOn !== null && Temporal.PlainDate.compare(today, closesOn) > 0) refuse('conflict', 'funding.programme.closed', `${programme.name} took business cases until ${formatDate(closesOn)}. Ask the fund officer when it opens again.`)
}

const NOT_A_REASON = /^(n\W?a|none|nil|no|not (applicable|relevant|required)|no (impact|relevance|implications?)|tbc|tbd|see above|-+|\.+)\W*$/i
const SENTENCE = 'Write a sentence such as: "The change is to back-office equipment; it alters no service, job or building that people use, so none of the protected characteristics is affected."'

/** What is wrong with an equality screening, field by field (F7; Public Sector Equality Duty, Equality Act 2010 s.149). */
export function equalityFaults(screening: { readonly outcome: EqualityOutcome; readonly reasoning: string; readonly assessmentReference: string | null; readonly mitigations: string | null }): Fault[] {
  const faults: Fault[] = []
  const words = screening.reasoning.trim().split(/\s+/).filter((word) => /\p{L}{2,}/u.test(word))
  if (NOT_A_REASON.test(screening.reasoning.trim())) faults.push({ field: 'reasoning', message: `"${screening.reasoning.trim()}" does not say why equality is not affected. ${SENTENCE}` })
  else if (words.length < 6) faults.push({ field: 'reasoning', message: `Say in a whole sentence who is affected and why, or why nobody is. ${SENTENCE}` })
  if (screening.outcome === 'relevance' && screening.assessmentReference === null) faults.push({ field: 'assessmentReference', message: 'Enter the reference of the equality impact assessment, because the case is relevant to equality' })
  if (screening.outcome === 'relevance' && screening.mitigations === null) faults.push({ field: 'mitigations', message: 'Say what is done so that nobody is put at a disadvantage' })
  return faults
}

// --- Assessment ---

export const MOST_SCORE = 4
export const scoreWords: Readonly<Record<number, string>> = { 0: 'Not addressed', 1: 'Weak', 2: 'Fair', 3: 'Good', 4: 'Excellent' }

export type Weighted = { readonly criterion: string; readonly weight: number }

/** One assessor's total in thousandths of the best possible, half rounded up: 1000 is "excellent" in everything. */
export function weightedPerMille(criteria: readonly Weighted[], scores: ReadonlyMap<string, number>): number {
  const best = criteria.reduce((total, { weight }) => total + weight * MOST_SCORE, 0)
  if (best === 0) return 0
  const got = criteria.reduce((total, { criterion, weight }) => total + weight * (scores.get(criterion) ?? 0), 0)
  return Math.floor((got * 1000 * 2 + best) / (best * 2))
}

/** The mean of the assessors' totals, half rounded up; undefined when nobody scored. */
export function meanPerMille(totals: readonly number[]): number | undefined {
  if (totals.length === 0) return undefined
  const all = totals.reduce((total, one) => total + one, 0)
  return Math.floor((all * 2 + totals.length) / (totals.length * 2))
}

/** "72.5 of 100" */
export const scoreInWords = (perMille: number): string => `${perMille / 10} of 100`

export type ScorerStanding = { readonly isAssessor: boolean; readonly isAuthor: boolean; readonly hasInterest: boolean }

/** Who may score (F6). The author and anybody with a declared interest may not, even when named. */
export function mayScore(reference: string, standing: ScorerStanding): void {
  if (standing.isAuthor) refuse('forbidden', 'funding.case.own', `You wrote business case ${reference}, so others score it.`)
  if (standing.hasInterest) refuse('forbidden', 'funding.case.interest', `You declared an interest in business case ${reference}, so you can neither score it nor vote on it.`)
  if (!standing.isAssessor) refuse('forbidden', 'funding.case.not-assessor', `Only the named assessors score business case ${reference}. The fund officer names them.`)
}

/** A score for every criterion of the programme, once, and for no other. */
export function scoreFaults(criteria: readonly { readonly id: string; readonly title: string }[], scores: readonly { readonly criterion: string }[]): Fault[] {
  const known = new Set(criteria.map(({ id }) => id))
  const given = scores.map(({ criterion }) => criterion)
  return [
    ...criteria.filter(({ id }) => !given.includes(id)).map(({ title }) => ({ field: 'scores', message: `Score "${title}"` })),
    ...given.flatMap((id, at) => (!known.has(id) ? [{ field: 'scores', message: `Score ${at + 1} is for a criterion that is not the programme's` }] : given.indexOf(id) < at ? [{ field: 'scores', message: `Score ${at + 1} is for a criterion that was scored already` }] : [])),
  ]
}

/** The assessment is complete when enough assessors without an interest have scored, and no named one is still owed. */
export function mayCompleteAssessment(reference: string, counted: { readonly scored: number; readonly waiting: number; readonly least: number }): void {
  if (counted.scored < counted.least) refuse('conflict', 'funding.case.too-few-scores', `Business case ${reference} has ${counted.scored} of the ${counted.least} scores it needs. Name more assessors, or remind those who are named.`)
  if (counted.waiting > 0) refuse('conflict', 'funding.case.scores-waiting', `${counted.waiting} named ${counted.waiting === 1 ? 'assessor has' : 'assessors have'} not scored business case ${reference} yet. Wait for them, or take them off the case.`)
}

// --- The ledger ---

export type EntryKind = 'paid-in' | 'committed' | 'drawn' | 'spent' | 'released' | 'correction'
export type Entry = { readonly kind: EntryKind; readonly amountPence: Pence; readonly occurredOn: Temporal.PlainDate }

export const kindWords: Readonly<Record<EntryKind, string>> = {
  'paid-in': 'Paid in', committed: 'Committed to an award', drawn: 'Drawn from an award', spent: 'Spent', released: 'Released back', correction: 'Correction',
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
  const until = on === undefined ? entries : entries.filter((entry) => Temporal.PlainDate.compare(entry.occurredOn, on) <= 0)
  const total = (kind: EntryKind): Pence => sum(until.filter((entry) => entry.kind === kind).map((entry) => entry.amountPence))
  const awarded = total('committed')
  const released = total('released')
  const spent = total('spent')
  const paidIn = total('paid-in') + total('correction')
  const committed = awarded - total('drawn') - released
  return { paidIn, awarded, committed, spent, released, available: paidIn - committed - spent }
}

/** The least that is available at the end of any day from `from` on: what a decision of that day may still commit without any later day falling below zero (F3). */
export function lowestAvailableFrom(entries: readonly Entry[], from: Temporal.PlainDate): { readonly pence: Pence; readonly on: Temporal.PlainDate } {
  const later = entries.filter((entry) => Temporal.PlainDate.compare(entry.occurredOn, from) > 0).toSorted((a, b) => Temporal.PlainDate.compare(a.occurredOn, b.occurredOn))
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
export function mayCommit(reference: string, askedPence: Pence, lowest: { readonly pence: Pence; readonly on: Temporal.PlainDate }): void {
  if (askedPence <= lowest.pence) return
  const short = askedPence - lowest.pence
  refuse('conflict', 'funding.case.over-available', `Business case ${reference} asks for ${formatPounds(askedPence)}, and ${formatPounds(lowest.pence)} is available on ${formatDate(lowest.on)}: ${formatPounds(short)} too little. Defer the case until money is paid in or released, or decline it.`, {
    figures: { asked_pence: String(askedPence), available_pence: String(lowest.pence), short_pence: String(short), on: lowest.on.toString() },
  })
}

/** Refuses a spend above what is left of the award (F5), and the reversal of more than was spent. */
export function mayDraw(award: { readonly reference: string; readonly amountPence: Pence; readonly drawnPence: Pence }, amountPence: Pence): void {
  const left = award.amountPence - award.drawnPence
  if (amountPence <= left && award.drawnPence + amountPence >= 0n) return
  refuse('conflict', 'funding.award.overdrawn', `${formatPounds(amountPence)} is more than what is left of the award for ${award.reference}: ${formatPounds(award.drawnPence)} of ${formatPounds(award.amountPence)} is spent, so ${formatPounds(left)} is left.`, {
    figures: { award_pence: String(award.amountPence), spent_pence: String(award.drawnPence), left_pence: String(left), amount_pence: String(amountPence) },
  })
}

// --- What papers state about programmes ---

const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve', 'thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen', 'twenty']

/** How many projects a sentence of the papers speaks of: "Eleven projects and a Programme Management Office" is 11. */
export function statedProjects(note: string | null): number | undefined {
  const word = /\b([a-z]+|\d{1,4}) projects\b/i.exec(note ?? '')?.[1]?.toLowerCase()
  if (word === undefined) return undefined
  if (/^\d+$/.test(word)) return Number(word)
  const at = NUMBERS.indexOf(word)
  return at < 0 ? undefined : at
}

/** "12 projects, 1 programme office and 1 fund, 14 entries in all" */
export function countedInWords(kinds: readonly ('project' | 'programme-office' | 'fund')[]): string {
  const count = (kind: string): number => kinds.filter((one) => one === kind).length
  const words = (number: number, one: string): string[] => (number === 0 ? [] : [`${number} ${one}${number === 1 ? '' : 's'}`])
  const parts = [...words(count('project'), 'project'), ...words(count('programme-office'), 'programme office'), ...words(count('fund'), 'fund')]
  const list = parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
  return `${list === '' ? 'nothing' : list}, ${kinds.length} ${kinds.length === 1 ? 'entry' : 'entries'} in all`
}
