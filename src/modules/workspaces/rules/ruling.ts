// What a rule may say: its bounds, and what contradicts itself.
import { DEFAULTS, type RuleValues } from './terms.ts'

/** What a rule may say, in the order in which it is shown. */
export const VALUE_KEYS = Object.keys(DEFAULTS) as readonly (keyof RuleValues)[]

type Fault = { readonly field: string; readonly message: string }

/** Whether a rule says anything at all. */
export const saysNothing = (values: RuleValues): boolean => VALUE_KEYS.every((key) => values[key] === null)

/** What in a rule contradicts itself. */
export function ruleFaults(values: RuleValues): readonly Fault[] {
  const faults: Fault[] = []
  const { opensAt, closesAt, leastMinutes, mostMinutes, gridMinutes } = values
  if (opensAt !== null && closesAt !== null && Temporal.PlainTime.compare(closesAt, opensAt) <= 0)
    faults.push({ field: 'closesAt', message: 'Until must be later than from' })
  if (leastMinutes !== null && mostMinutes !== null && mostMinutes < leastMinutes)
    faults.push({
      field: 'mostMinutes',
      message: 'Longest booking must be as long as the shortest, or longer',
    })
  if (gridMinutes !== null && mostMinutes !== null && mostMinutes < gridMinutes)
    faults.push({ field: 'mostMinutes', message: 'Longest booking must be at least one step' })
  return faults
}
