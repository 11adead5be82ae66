// Whether an allocation can be honoured: nobody is promised places that are not there (P5).
import type { AllocationForm } from './words.ts'

type Fault = { readonly field: string; readonly message: string }

export type Allotted = {
  readonly form: AllocationForm
  readonly amount: number
  readonly unit: 'places' | 'hours'
  readonly per: 'day' | 'week'
  readonly horizonWorkingDays: number | null
  readonly fromOn: Temporal.PlainDate
  readonly toOn: Temporal.PlainDate | null
}

export function allotmentFaults(asked: Allotted): readonly Fault[] {
  const faults: Fault[] = []
  if (asked.toOn !== null && Temporal.PlainDate.compare(asked.toOn, asked.fromOn) < 0)
    faults.push({ field: 'toOn', message: 'Last day must be the first day or later' })
  if (asked.form === 'keeps') {
    if (asked.unit !== 'places')
      faults.push({
        field: 'unit',
        message: 'What is kept back is a number of places. Hours can only be limited',
      })
    if (asked.per !== 'day')
      faults.push({ field: 'per', message: 'What is kept back is kept each day. A week can only be limited' })
    if (asked.amount === 0) faults.push({ field: 'amount', message: 'Keep at least 1 place' })
    if (asked.horizonWorkingDays === null)
      faults.push({
        field: 'horizonWorkingDays',
        message: 'Enter how many working days before the day unused places are everybody’s',
      })
  }
  return faults
}

/** Whether two stretches of days have one in common; without a last day it goes on. */
export const overlap = (
  a: Pick<Allotted, 'fromOn' | 'toOn'>,
  b: Pick<Allotted, 'fromOn' | 'toOn'>,
): boolean =>
  (a.toOn === null || Temporal.PlainDate.compare(b.fromOn, a.toOn) <= 0) &&
  (b.toOn === null || Temporal.PlainDate.compare(a.fromOn, b.toOn) <= 0)

/** The most that others are promised on any day of a stretch: it can only rise where one begins. */
export function mostPromised(
  asked: Pick<Allotted, 'fromOn' | 'toOn'>,
  others: readonly (Pick<Allotted, 'fromOn' | 'toOn'> & { readonly amount: number })[],
): number {
  const near = others.filter((one) => overlap(one, asked))
  const starts = [
    asked.fromOn,
    ...near.map((one) => one.fromOn).filter((day) => Temporal.PlainDate.compare(day, asked.fromOn) > 0),
  ]
  return Math.max(
    0,
    ...starts.map((day) =>
      near
        .filter((one) => overlap(one, { fromOn: day, toOn: day }))
        .reduce((sum, one) => sum + one.amount, 0),
    ),
  )
}
