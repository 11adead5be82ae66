// What a group keeps: resources with an owner and a day of review, and terms of reference by version, with what
// changed between two of them.
import { refuse } from '#platform/errors/index.ts'

export const AUDIENCES = {
  members: 'Members of the group',
  partners: 'Staff of all partners',
  public: 'Everybody',
} as const
export type Audience = keyof typeof AUDIENCES

// A review asks for its owner this long before its day.
export const REVIEW_NOTICE_DAYS = 30

/** K2: a day of review lies ahead, and not beyond what anybody plans. */
export function mayReviewOn(reviewOn: Temporal.PlainDate, today: Temporal.PlainDate): void {
  const late = Temporal.PlainDate.compare(reviewOn, today.add({ years: 3 })) > 0
  if (Temporal.PlainDate.compare(reviewOn, today) > 0 && !late) return
  refuse('invalid', 'groups.resource.review-day', 'The next review lies ahead, within three years.', {
    faults: [{ field: 'reviewOn', message: 'Next review must be a day within the next three years' }],
  })
}

/** K1: a resource is one thing: a file or a link. */
export function mustBeOneThing(hasFile: boolean, hasLink: boolean): void {
  if (hasFile !== hasLink) return
  refuse(
    'invalid',
    'groups.resource.file-or-link',
    hasFile
      ? 'A resource is a file or a link, not both.'
      : 'A resource is a file or a link. Give one of them.',
    { faults: [{ field: 'link', message: 'Choose a file, or enter a link' }] },
  )
}

export type Section = { readonly heading: string; readonly text: string }

/** The lines of terms of reference, for comparing them. */
export function linesOf(sections: readonly Section[]): string[] {
  return sections.flatMap(({ heading, text }) => [
    heading,
    ...text
      .split('\n')
      .map((line) => line.trimEnd())
      .filter((line) => line !== ''),
  ])
}

export type Line = { readonly change: 'same' | 'added' | 'removed'; readonly text: string }

// A longer text than this is compared as a whole: the table of the comparison grows with the square.
const MOST_LINES = 1000

/** What changed from one text to the next, line by line: the longest common subsequence stays, the rest went or came. */
export function difference(before: readonly string[], after: readonly string[]): Line[] {
  if (before.length > MOST_LINES || after.length > MOST_LINES)
    return [
      ...before.map((text): Line => ({ change: 'removed', text })),
      ...after.map((text): Line => ({ change: 'added', text })),
    ]
  const width = after.length + 1
  const common = new Uint16Array((before.length + 1) * width)
  const at = (left: number, right: number): number => common[left * width + right] ?? 0
  for (let left = before.length - 1; left >= 0; left -= 1) {
    for (let right = after.length - 1; right >= 0; right -= 1) {
      common[left * width + right] =
        before[left] === after[right]
          ? at(left + 1, right + 1) + 1
          : Math.max(at(left + 1, right), at(left, right + 1))
    }
  }
  const lines: Line[] = []
  let left = 0
  let right = 0
  while (left < before.length || right < after.length) {
    const old = before[left]
    const now = after[right]
    if (old !== undefined && old === now) {
      lines.push({ change: 'same', text: old })
      left += 1
      right += 1
    } else if (old !== undefined && (now === undefined || at(left + 1, right) >= at(left, right + 1))) {
      lines.push({ change: 'removed', text: old })
      left += 1
    } else {
      lines.push({ change: 'added', text: now ?? '' })
      right += 1
    }
  }
  return lines
}
