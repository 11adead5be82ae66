// The only clock, and the only place that knows London time, working days and financial years.
// Everything else is told the moment it works at, so that a rule can be tested at any date.
export { systemClock, fixedClock, type Clock, type FixedClock } from './clock.ts'
export {
  LONDON,
  londonDate,
  londonMidnight,
  formatDate,
  formatDateRange,
  formatTime,
  formatClock,
  formatDateTime,
  formatMonth,
  readDate,
  readDateTime,
} from './dates.ts'
export { clockWords, instantAt, readTime, type AtClock } from './wall-clock.ts'
export {
  holidaysOf,
  isWorkingDay,
  addWorkingDays,
  clearDays,
  workingDaysBetween,
  type Holidays,
  type Holiday,
} from './working-days.ts'
export { financialYearOf, financialYearStarting, type FinancialYear } from './financial-year.ts'
