// When it is said that a certificate ends: two months before, and ever nearer; each once.
export const WARN_DAYS = [60, 30, 14, 3, 0] as const

/** The nearest warning for so many days left; null while there is time. What has ended counts as its last day. */
export const warningFor = (daysLeft: number): number | null =>
  WARN_DAYS.filter((days) => days >= Math.max(daysLeft, 0)).at(-1) ?? null

/** 'in 14 days', 'today', '3 days ago'. */
export function endsWords(daysLeft: number): string {
  if (daysLeft < 0) return daysLeft === -1 ? 'yesterday' : `${-daysLeft} days ago`
  if (daysLeft === 0) return 'today'
  return daysLeft === 1 ? 'tomorrow' : `in ${daysLeft} days`
}
