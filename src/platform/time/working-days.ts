// Working days in England. Bank holidays are data, with one-off days (a funeral, a coronation) among them,
// and a year without data is refused rather than guessed: a wrong clear day can void a meeting.
import { refuse } from '../errors/index.ts'

export type Holiday = { readonly on: string; readonly name: string }

/** The days on which nobody works, and the years for which that is known. */
export type Holidays = { readonly days: ReadonlyMap<string, string>; readonly years: ReadonlySet<number> }

/** Builds a holiday calendar from rows; a year counts as known when at least one of its days is listed. */
export function holidaysOf(rows: readonly Holiday[]): Holidays {
  const days = new Map(rows.map((row) => [row.on, row.name]))
  const years = new Set(rows.map((row) => Number(row.on.slice(0, 4))))
  return { days, years }
}

/** Monday to Friday, not a bank holiday. Refuses a year whose bank holidays are not loaded. */
export function isWorkingDay(date: Temporal.PlainDate, holidays: Holidays): boolean {
  if (!holidays.years.has(date.year)) {
    refuse(
      'conflict',
      'platform.time.no-holidays',
      `The bank holidays of ${date.year} are not loaded, so working days in that year cannot be counted. An administrator can load them with "connects import bank-holidays".`,
      { figures: { year: date.year } },
    )
  }
  return date.dayOfWeek <= 5 && !holidays.days.has(date.toString())
}

/** The date that lies `count` working days after (or, negative, before) `from`; 0 gives `from` itself, working day or not. */
export function addWorkingDays(
  from: Temporal.PlainDate,
  count: number,
  holidays: Holidays,
): Temporal.PlainDate {
  const step = count < 0 ? -1 : 1
  let date = from
  for (let left = Math.abs(count); left > 0;) {
    date = date.add({ days: step })
    if (isWorkingDay(date, holidays)) left -= 1
  }
  return date
}

/** The working days strictly between two dates, in order: the day of publication and the day of the meeting do not count (Local Government Act 1972 s.100A(6), s.243). */
export function clearDays(
  published: Temporal.PlainDate,
  meeting: Temporal.PlainDate,
  holidays: Holidays,
): Temporal.PlainDate[] {
  const days: Temporal.PlainDate[] = []
  for (
    let date = published.add({ days: 1 });
    Temporal.PlainDate.compare(date, meeting) < 0;
    date = date.add({ days: 1 })
  ) {
    if (isWorkingDay(date, holidays)) days.push(date)
  }
  return days
}

/** How many working days lie after `from` up to and including `to`; negative when `to` is earlier. */
export function workingDaysBetween(
  from: Temporal.PlainDate,
  to: Temporal.PlainDate,
  holidays: Holidays,
): number {
  if (Temporal.PlainDate.compare(to, from) < 0) return -workingDaysBetween(to, from, holidays)
  let count = 0
  for (
    let date = from.add({ days: 1 });
    Temporal.PlainDate.compare(date, to) <= 0;
    date = date.add({ days: 1 })
  ) {
    if (isWorkingDay(date, holidays)) count += 1
  }
  return count
}
