// How much workplaces are used: the hours that places are open, the hours that are booked and used, and which figures
// are too few people to show (I7).
import type { ResourceKind } from './words.ts'

/** Figures about fewer people than this are not shown across bodies: with three people one knows who did not come. */
export const LEAST_PEOPLE = 5

export type Measured = {
  /** Minutes for which the places were open. */
  readonly open: number
  readonly booked: number
  /** Of those booked, the minutes of bookings to which somebody came. */
  readonly used: number
}

export const NOTHING: Measured = { open: 0, booked: 0, used: 0 }

/** Minutes as hours, to the nearest tenth. */
export const hoursOf = (minutes: number): number => Math.round(minutes / 6) / 10

/** A share in whole per cent, halves up; null of nothing. */
export const shareOf = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.floor((part * 200 + whole) / (whole * 2))

/** What stands in a stacked bar: used, booked and not used, free. Never below nothing, where more was booked than was open. */
export const partsOf = ({ open, booked, used }: Measured): readonly [number, number, number] => [
  hoursOf(used),
  hoursOf(Math.max(0, booked - used)),
  hoursOf(Math.max(0, open - booked)),
]

export type MinuteSpan = { readonly from: number; readonly until: number }

/** What is left of a span of minutes when others are taken out. */
export function without(span: MinuteSpan, out: readonly MinuteSpan[]): readonly MinuteSpan[] {
  return out.reduce<readonly MinuteSpan[]>(
    (left, gap) =>
      left.flatMap((one) =>
        gap.until <= one.from || gap.from >= one.until
          ? [one]
          : [
              { from: one.from, until: gap.from },
              { from: gap.until, until: one.until },
            ].filter((piece) => piece.until > piece.from),
      ),
    [span],
  )
}

/** The minutes of a span in each hour of the day that it touches. */
export function byHour(span: MinuteSpan): readonly { readonly hour: number; readonly minutes: number }[] {
  const hours: { hour: number; minutes: number }[] = []
  for (let hour = Math.floor(span.from / 60); hour * 60 < span.until; hour += 1)
    hours.push({ hour, minutes: Math.min(span.until, hour * 60 + 60) - Math.max(span.from, hour * 60) })
  return hours
}

export type OfPeople = { readonly people: number; readonly isOwn: boolean }

/**
 * Rows about bodies, those of other bodies with too few people put together into one, which is left out altogether where
 * even together they are too few. One's own people are one's own to count.
 */
export function guarded<R extends OfPeople>(
  rows: readonly R[],
  together: (rows: readonly R[]) => R,
): { readonly shown: readonly R[]; readonly hidden: number } {
  const few = rows.filter((row) => !row.isOwn && row.people < LEAST_PEOPLE)
  const shown = rows.filter((row) => !few.includes(row))
  if (few.length === 0) return { shown, hidden: 0 }
  const one = together(few)
  return few.length > 1 && one.people >= LEAST_PEOPLE
    ? { shown: [...shown, one], hidden: 0 }
    : { shown, hidden: few.length }
}

export const FEW_WORDS = `Figures about fewer than ${LEAST_PEOPLE} people of another organisation are not shown, because one could guess who they are. Where several organisations together have ${LEAST_PEOPLE}, they stand in one row.`

/** Why somebody could not book, in the words of a table. */
export const REFUSED_WORDS: Readonly<Record<string, string>> = {
  taken: 'It was taken',
  blocked: 'It was being mended',
  kept: 'What was free was kept for others',
  limit: 'Their organisation had as much as it may',
  quota: 'They had as many bookings as they may',
  'held-for-access': 'It is held for access needs',
  'not-bookable': 'Their organisation may not book it',
  'not-visible': 'It is not shown to their organisation',
  'not-let-in': 'Their organisation is not let in',
  'too-early': 'Too far ahead for the terms',
  'too-far': 'Further ahead than the workplace is open for',
  notice: 'Too little notice',
  'outside-hours': 'Outside its hours',
  'closed-that-day': 'Closed on that weekday',
  'building-closed': 'The building was closed',
  'closed-for-now': 'The building could not be used',
  'too-short': 'Too short',
  'too-long': 'Too long',
  'too-many-people': 'Too many people for it',
  'off-grid': 'Not at a time that can be booked',
  retired: 'It is not there any more',
}

/** "It was taken", from 'workspaces.booking.taken'; the last word of the code where we have no better ones. */
export function refusedWords(code: string): string {
  const why = code.split('.').at(-1) ?? code
  return REFUSED_WORDS[why] ?? `Other: ${why.replaceAll('-', ' ')}`
}

export type Period = { readonly from: Temporal.PlainDate; readonly to: Temporal.PlainDate }

/** The whole month of a text like 2026-10; the one before `today` where it is none. */
export function monthOf(text: string | undefined, today: Temporal.PlainDate): Period {
  const asked = text !== undefined && /^20[0-9]{2}-(?:0[1-9]|1[0-2])$/.test(text) ? text : null
  const month =
    asked === null ? today.toPlainYearMonth().subtract({ months: 1 }) : Temporal.PlainYearMonth.from(asked)
  return { from: month.toPlainDate({ day: 1 }), to: month.toPlainDate({ day: month.daysInMonth }) }
}

export type UseOf = { readonly kind: ResourceKind | null } & Period
