// For how much of a time logins worked, written so that nobody is flattered: never rounded up, and with how much of it was
// watched at all.
export type Share = { readonly watched_hours: number; readonly available_hours: number }

/** Two decimals, rounded down: 99.999 is not all of it. Null when nothing was watched. */
export function percentOf(share: Share | undefined): number | null {
  if (share === undefined || share.watched_hours <= 0) return null
  if (share.available_hours >= share.watched_hours) return 100
  const percent = (share.available_hours / share.watched_hours) * 100
  // A double that stands a hair below the figure it means is that figure.
  return Math.min(99.99, Math.floor(percent * 100 + 1e-6) / 100)
}

/** "99.97%", "99.97%, watched for 12 of 90 days", "Not known". */
export function availabilityWords(share: Share | undefined, days: number): string {
  const percent = percentOf(share)
  if (percent === null || share === undefined) return 'Not known'
  const watched = share.watched_hours / 24
  if (watched >= days - 1) return `${percent}%`
  const seen = watched < 1 ? 'less than one day' : `${Math.floor(watched)} of ${days} days`
  return `${percent}%, watched for ${seen}`
}
