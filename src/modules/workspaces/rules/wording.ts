// Times, lengths and the values of rules in the words of pages and refusals.
import type { RuleValues } from './terms.ts'

/** "9:30am", "midday", "midnight". */
export function timeWords(time: Pick<Temporal.PlainTime, 'hour' | 'minute'>): string {
  if (time.minute === 0 && time.hour === 12) return 'midday'
  if ((time.minute === 0 && time.hour === 0) || (time.hour === 23 && time.minute === 59)) return 'midnight'
  const shown = time.hour % 12 === 0 ? 12 : time.hour % 12
  return `${shown}${time.minute === 0 ? '' : `:${String(time.minute).padStart(2, '0')}`}${time.hour < 12 ? 'am' : 'pm'}`
}

const DAYS = ['Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays', 'Sundays']

/** "Mondays to Fridays", "Mondays, Wednesdays and Saturdays", "every day". */
export function weekdayWords(days: readonly number[]): string {
  const sorted = [...new Set(days)].toSorted((a, b) => a - b)
  const name = (day: number | undefined) => DAYS[(day ?? 1) - 1] ?? ''
  if (sorted.length === 0) return 'no day'
  if (sorted.length === 7) return 'every day'
  const isRun = sorted.every((day, at) => at === 0 || day === (sorted[at - 1] ?? 0) + 1)
  if (isRun && sorted.length > 2) return `${name(sorted[0])} to ${name(sorted.at(-1))}`
  return andWords(sorted.map((day) => name(day)))
}

/** "a", "a and b", "a, b and c". */
export function andWords(words: readonly string[]): string {
  if (words.length < 2) return words[0] ?? ''
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`
}

/** "1 desk", "2 desks". */
export const countWords = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`

/** "45 minutes", "1 hour 30 minutes", "2 days". */
export function minutesWords(minutes: number): string {
  if (minutes >= 1440 && minutes % 1440 === 0) return countWords(minutes / 1440, 'day')
  const hours = Math.floor(minutes / 60)
  const rest = minutes % 60
  if (hours === 0) return countWords(rest, 'minute')
  return rest === 0 ? countWords(hours, 'hour') : `${countWords(hours, 'hour')} ${countWords(rest, 'minute')}`
}

/** What each value of a rule is called, in the order of forms and tables. */
export const VALUE_LABELS: { readonly [K in keyof RuleValues]: string } = {
  visible: 'Shown',
  bookable: 'Can be booked',
  approval: 'Needs approval',
  pendingHolds: 'Waiting for approval holds the time',
  weekdays: 'Open on',
  opensAt: 'From',
  closesAt: 'Until',
  advanceDays: 'How far ahead',
  earlyDays: 'Earlier for those who want an attribute it has',
  leastNoticeMinutes: 'Notice before it begins',
  leastMinutes: 'Shortest booking',
  mostMinutes: 'Longest booking',
  gridMinutes: 'Times go in steps of',
  perDay: 'Bookings of a person a day',
  perWeek: 'Bookings of a person a week',
  perMonth: 'Bookings of a person a month',
  cancelMinutes: 'Can be cancelled until',
  checkIn: 'Check-in is asked for',
  checkInBeforeMinutes: 'Check-in opens',
  releaseMinutes: 'Released without a check-in after',
  seriesNoShows: 'A series is given back after',
  names: 'Other bodies see',
}

export const NAMES_WORDS = {
  nobody: 'only that it is booked',
  organisation: 'by which body it is booked',
  name: 'the name of who has booked',
} as const

/** A value in words; null where nothing limits it. */
export function valueWords<K extends keyof RuleValues>(key: K, value: RuleValues[K]): string {
  if (value === null) return 'No limit'
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  if (value instanceof Temporal.PlainTime) return timeWords(value)
  if (Array.isArray(value)) return weekdayWords(value)
  if (typeof value === 'string') return NAMES_WORDS[value as keyof typeof NAMES_WORDS]
  const number = Number(value)
  switch (key) {
    case 'advanceDays':
    case 'earlyDays':
      return countWords(number, 'day')
    case 'perDay':
    case 'perWeek':
    case 'perMonth':
      return String(number)
    case 'seriesNoShows':
      return `${countWords(number, 'no-show')} in a row`
    case 'cancelMinutes':
      return number === 0 ? 'it begins' : `${minutesWords(number)} before it begins`
    case 'checkInBeforeMinutes':
      return `${minutesWords(number)} before it begins`
    case 'leastNoticeMinutes':
      return number === 0 ? 'none' : minutesWords(number)
    default:
      return minutesWords(number)
  }
}
