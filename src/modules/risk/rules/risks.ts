// The life of a risk, and what may be said of it.
//
//   draft ──open──► open ──close──► closed (happened · no longer possible · merged into another)
//                    ▲                 │
//                    └─────reopen──────┘
//
// open: risk.risk.open · close: risk.risk.close · reopen: risk.risk.reopen
import { invalid, refuse, type Fault } from '#platform/errors/index.ts'
import { isAbove, scoreOf, type BandName, type Measure, type Score } from './matrix.ts'

export const STATES = { draft: 'Draft', open: 'Open', closed: 'Closed' } as const
export type RiskState = keyof typeof STATES

export const RESPONSES = {
  treat: 'Treat: do something about it',
  tolerate: 'Tolerate: live with it',
  transfer: 'Transfer: insure it, or let another bear it',
  terminate: 'Terminate: stop doing what brings it',
} as const
export type Response = keyof typeof RESPONSES

/** "Treat" */
export const responseWord = (response: Response): string => RESPONSES[response].split(':')[0] ?? response

export const PROXIMITIES = {
  now: 'Now',
  'three-months': 'Within three months',
  year: 'Within a year',
  later: 'Later than a year',
} as const
export type Proximity = keyof typeof PROXIMITIES

export const CLOSED_WHY = {
  happened: 'It happened and is an issue now',
  'no-longer-possible': 'It can no longer happen',
  merged: 'It was merged into another risk',
} as const
export type ClosedWhy = keyof typeof CLOSED_WHY

export const CONTROL_KINDS = {
  preventive: 'Preventive: makes it less likely',
  detective: 'Detective: shows that it happens',
  corrective: 'Corrective: makes it less bad',
  directive: 'Directive: says what is to be done',
} as const
export type ControlKind = keyof typeof CONTROL_KINDS

export const JUDGED = {
  effective: 'Works',
  partly: 'Works in part',
  'not-effective': 'Does not work',
} as const
export const EFFECTIVENESS = { 'not-judged': 'Not judged yet', ...JUDGED } as const
export type Judged = keyof typeof JUDGED
export type Effectiveness = keyof typeof EFFECTIVENESS

export const REVIEW_OUTCOMES = {
  'still-right': 'Still right as it stands',
  changed: 'Changed, as recorded',
} as const
export type ReviewOutcome = keyof typeof REVIEW_OUTCOMES

export type Sentence = { readonly cause: string; readonly event: string; readonly consequence: string }

/** "KC-R-012" */
export const referenceOf = (code: string, number: number): string =>
  `${code.toUpperCase()}-R-${String(number).padStart(3, '0')}`

/** "Because of …, there is a risk that …, which would lead to …." */
export function sentenceOf({ cause, event, consequence }: Sentence): string {
  return `Because of ${inside(cause)}, there is a risk that ${inside(event)}, which would lead to ${inside(consequence)}.`
}

// A beginning in capitals is a name or an abbreviation and stays: "IT", "Kent". Only an article or pronoun is lowered.
function inside(words: string): string {
  const bare = words
    .trim()
    .replaceAll(/\s+/g, ' ')
    .replace(/[.;,]+$/, '')
  return bare.replace(/^(?:An?|The|Our|We|It|There|One|Some|No|Not|Their|Staff|People)\b/, (word) =>
    word.toLowerCase(),
  )
}

// Words of four letters and more, one and many alike.
const significant = (words: string): Set<string> =>
  new Set((words.toLowerCase().match(/[\p{L}\p{N}]{4,}/gu) ?? []).map((word) => word.replace(/s$/, '')))

function repeats(words: string, earlier: string): boolean {
  const own = significant(words)
  const theirs = significant(earlier)
  if (own.size === 0) return words.trim().toLowerCase() === earlier.trim().toLowerCase()
  return own.isSubsetOf(theirs)
}

/** R5: cause, event and consequence are three different things. */
export function sentenceFaults({ cause, event, consequence }: Sentence): Fault[] {
  const faults: Fault[] = []
  if (repeats(event, cause))
    faults.push({
      field: 'event',
      message: 'The event only repeats the cause. Say what might happen because of it',
    })
  if (repeats(consequence, event) || repeats(consequence, cause))
    faults.push({
      field: 'consequence',
      message: 'The consequence only repeats what stands before it. Say what it would lead to',
    })
  return faults
}

export function mustBeThreeThings(sentence: Sentence): void {
  const faults = sentenceFaults(sentence)
  if (faults.length > 0) invalid('risk.risk.says-one-thing-twice', faults)
}

/** What a risk still needs before it is open (R10). */
export function missingToOpen(risk: {
  readonly hasCategory: boolean
  readonly hasProximity: boolean
  readonly hasOwner: boolean
  readonly hasResponse: boolean
  readonly measures: readonly Measure[]
  readonly doubts: number
}): string[] {
  return [
    ...(risk.hasCategory ? [] : ['a category']),
    ...(risk.hasProximity ? [] : ['how soon it may happen']),
    ...(risk.hasOwner ? [] : ['an owner']),
    ...(risk.hasResponse ? [] : ['a response']),
    ...(risk.measures.includes('inherent') ? [] : ['its inherent score']),
    ...(risk.measures.includes('residual') ? [] : ['its residual score']),
    ...(risk.doubts === 0 ? [] : ['an answer to what the file left in doubt']),
  ]
}

/** "an owner, a response and its residual score" */
export const listWords = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`

export function mayOpen(state: RiskState, missing: readonly string[]): void {
  if (state !== 'draft')
    refuse('conflict', 'risk.risk.not-a-draft', 'This risk was opened before. Look at it again.')
  if (missing.length > 0)
    refuse(
      'conflict',
      'risk.risk.not-complete',
      `An open risk can be acted on, so it needs ${listWords(missing)} first.`,
    )
}

/** R10: a closed risk does not change until it is opened again. */
export function mustNotBeClosed(state: RiskState): void {
  if (state !== 'closed') return
  refuse(
    'conflict',
    'risk.risk.closed',
    'This risk is closed and stays as it was. Open it again first, if it may happen after all.',
  )
}

export function mustBeOpen(state: RiskState): void {
  mustNotBeClosed(state)
  if (state === 'draft')
    refuse('conflict', 'risk.risk.still-a-draft', 'This risk is a draft. Open it first, so that it counts.')
}

export type Standing = Score & { readonly measure: Measure }

/** R4: what remains is not worse than what there was, and what is aimed at is not worse than what remains; a reason may say otherwise. */
export function orderFault(standing: readonly Standing[], next: Standing): string | undefined {
  const all = new Map(standing.map((one) => [one.measure, one]))
  all.set(next.measure, next)
  const [inherent, residual, target] = [all.get('inherent'), all.get('residual'), all.get('target')]
  if (next.measure !== 'target' && inherent && residual && scoreOf(residual) > scoreOf(inherent))
    return 'The residual score would stand above the inherent one, as if the controls made it worse'
  if (next.measure !== 'inherent' && residual && target && scoreOf(target) > scoreOf(residual))
    return 'The target would stand above the residual score, as if more risk were wanted'
  return undefined
}

/** Refuses an assessment that wants a reason and gives none: one that follows another, or stands out of order (R4). */
export function mustGiveReason(standing: readonly Standing[], next: Standing, reason: string | null): void {
  if (reason !== null) return
  const fault = orderFault(standing, next)
  if (fault !== undefined)
    invalid('risk.assessment.out-of-order', [
      { field: 'reason', message: `${fault}. Say why, or choose another score` },
    ])
  if (standing.some((one) => one.measure === next.measure))
    invalid('risk.assessment.no-reason', [
      { field: 'reason', message: 'Say what has changed since it was scored before' },
    ])
}

/** R9: living with more than the appetite is the register's owner's to accept, anew for each residual score. */
export function needsAcceptance(risk: {
  readonly response: Response | null
  readonly band: BandName | null
  readonly appetite: BandName
  readonly assessmentId: string | null
  readonly acceptedAssessmentId: string | null
}): boolean {
  return (
    risk.response === 'tolerate' &&
    risk.band !== null &&
    isAbove(risk.band, risk.appetite) &&
    risk.acceptedAssessmentId !== risk.assessmentId
  )
}

/** R12: the day of the next review, by the band's interval from the day it was looked at. */
export const reviewOn = (from: Temporal.PlainDate, reviewMonths: number): Temporal.PlainDate =>
  from.add({ months: reviewMonths })

/** "Up from 8", "Down from 16", "Unchanged", "First score" */
export function movementWords(before: number | null, now: number | null): string {
  if (before === null || now === null) return 'First score'
  if (before === now) return 'Unchanged'
  return now > before ? `Up from ${before}` : `Down from ${before}`
}
