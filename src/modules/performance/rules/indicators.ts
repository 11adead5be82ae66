// An indicator itself: who may see it, what its definition must have, when a figure is due, and its end.
import { refuse, type Fault } from '#platform/errors/index.ts'
import { FREQUENCIES, hasEnded, lastEnded, type Frequency, type Period } from './periods.ts'
import type { Direction } from './ratings.ts'
import type { Measure } from './reading.ts'

export const AUDIENCES = {
  public: 'Everybody',
  partners: 'Everybody who works for a partner of its partnership',
  staff: 'Staff of the organisation',
} as const
export type Audience = keyof typeof AUDIENCES

export const KINDS = {
  actual: 'Actual',
  estimate: 'Estimate',
  target: 'Target',
  benchmark: 'Another body',
} as const
export type Kind = keyof typeof KINDS

/** What became of a cell: a value, or kept as it was written because it is none. */
export const MEANINGS = {
  value: 'A figure',
  limit: 'A limit: no more is known',
  'not-applicable': 'The measure does not apply in this period',
  words: 'Words only: there is no figure',
} as const
export type Meaning = keyof typeof MEANINGS
export type Reading = Meaning | 'doubt'

export const HOW = {
  given: 'Given',
  loaded: 'Loaded from a file',
  corrected: 'Corrected',
  answered: 'Answered',
} as const
export type How = keyof typeof HOW

/** Addresses of other pages under /performance and under a body, which no code may take. */
export const TAKEN_CODES = ['new', 'due', 'pack', 'values', 'all'] as const

export const MOST_DECIMALS = 4

export type DefinitionAsked = {
  readonly measure: Measure
  readonly decimals: number
  readonly direction: Direction
  readonly bands: readonly string[]
}

/** What is wrong with a definition, each beside its question. */
export function definitionFaults({ measure, decimals, direction, bands }: DefinitionAsked): Fault[] {
  const faults: Fault[] = []
  const fault = (field: string, message: string): void => void faults.push({ field, message })
  if (measure === 'band') {
    if (bands.length < 2) fault('bands', 'Enter at least two words, the lowest first, one a line')
    if (new Set(bands.map((band) => band.toLowerCase())).size < bands.length)
      fault('bands', 'A word stands there twice. Each step has its own')
    if (bands.some((band) => band.length > 40)) fault('bands', 'A word of an order has at most 40 characters')
    if (direction === 'within')
      fault('direction', 'Words in an order are better higher or lower, not between two')
  } else if (bands.length > 0)
    fault('bands', 'Only a measure in words has an order of words. Leave this empty')
  if (decimals > MOST_DECIMALS) fault('decimals', `At most ${MOST_DECIMALS} decimal places are kept`)
  if (measure === 'money' && decimals !== 0 && decimals !== 2)
    fault('decimals', 'Money is kept in pence: choose 0 or 2')
  return faults
}

/** M11: a retired indicator takes nothing new. */
export function mustNotBeRetired(indicator: { readonly retired_on: Temporal.PlainDate | null }): void {
  if (indicator.retired_on === null) return
  refuse(
    'conflict',
    'performance.indicator.retired',
    'This indicator is retired. What it measured stays; measure something new with another one.',
  )
}

/** M10: what was measured is given when the period is over. Estimates and targets may come before. */
export function mustHaveEnded(kind: Kind, period: Period, today: Temporal.PlainDate, words: string): void {
  if (kind === 'estimate' || kind === 'target' || hasEnded(period, today)) return
  refuse(
    'invalid',
    'performance.value.not-over',
    `${words} is not over, so nothing has been measured for it yet. Give an estimate, or wait until it has ended.`,
    { faults: [{ field: 'period', message: `${words} is not over yet. Give an estimate instead` }] },
  )
}

/** How long after the end of a period its figure may take. */
export const DUE_DAYS = 28

/** The period whose figure should be there by now or soon: the last that ended since measuring began. */
export function periodDue(
  indicator: { readonly frequency: Frequency; readonly measured_from: Temporal.PlainDate },
  today: Temporal.PlainDate,
): { readonly period: Period; readonly dueOn: Temporal.PlainDate } | null {
  const period = lastEnded(indicator.frequency, today)
  if (Temporal.PlainDate.compare(period.to, indicator.measured_from) < 0) return null
  return { period, dueOn: period.to.add({ days: DUE_DAYS }) }
}

export const frequencyWord = (frequency: Frequency): string => FREQUENCIES[frequency].toLowerCase()
