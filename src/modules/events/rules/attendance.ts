// The register: who came. It opens on the day of the event, and what it says decides who is asked and who may show it.
import { refuse } from '#platform/errors/index.ts'
import { formatDate, londonDate } from '#platform/time/index.ts'
import type { Timed } from './events.ts'

export const MARKS = { attended: 'Present', absent: 'Absent' } as const
export type Mark = keyof typeof MARKS

/** E18: Refuses a mark before the day of the event, or at one that is not held. */
export function mayMark(event: Pick<Timed, 'state' | 'starts_at'>, now: Temporal.Instant): void {
  if (event.state !== 'open')
    refuse(
      'conflict',
      'events.attendance.not-held',
      'This event is not held, so there is no register to keep.',
    )
  const day = londonDate(event.starts_at)
  if (Temporal.PlainDate.compare(londonDate(now), day) < 0)
    refuse(
      'conflict',
      'events.attendance.too-early',
      `The register opens on the day of the event, ${formatDate(day)}.`,
    )
}

// Crockford's base 32: no letter that could be mistaken for a number.
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** The number of a certificate from sixty bits of chance: "7QX4-M3PD-92WT". */
export function certificateNumber(chance: bigint): string {
  let rest = chance
  let text = ''
  for (let place = 0; place < 12; place += 1) {
    text += LETTERS[Number(rest % 32n)]
    rest /= 32n
  }
  return `${text.slice(0, 4)}-${text.slice(4, 8)}-${text.slice(8)}`
}

/** What somebody typed as a number, in the form it has; undefined when it can be none. */
export function numberTyped(text: string): string | undefined {
  const plain = text.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1')
  return /^[0-9A-HJKMNP-TV-Z]{12}$/.test(plain)
    ? `${plain.slice(0, 4)}-${plain.slice(4, 8)}-${plain.slice(8)}`
    : undefined
}

/** "6 hours 30 minutes" */
export function hoursInWords(starts: Temporal.Instant, ends: Temporal.Instant): string {
  const { hours, minutes } = starts.until(ends, { largestUnit: 'hours', smallestUnit: 'minutes' })
  const words = [
    hours === 0 ? '' : `${hours} ${hours === 1 ? 'hour' : 'hours'}`,
    minutes === 0 ? '' : `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`,
  ]
  return words.filter((one) => one !== '').join(' ')
}
