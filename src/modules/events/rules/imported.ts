// What becomes of an event in somebody's calendar file: a draft here, a changed draft, nothing, or a refusal in words.
import { formatDate, londonDate } from '#platform/time/index.ts'
import type { EventState } from './events.ts'

/** An event as a calendar file tells it. */
export type Told = {
  readonly title: string
  readonly description: string
  readonly location: string
  readonly url: string | null
  readonly ends: Temporal.ZonedDateTime
  readonly sequence: number
  readonly isCancelled: boolean
}

/** What was brought in before under the same UID. */
export type Known = { readonly sequence: number; readonly state: EventState; readonly isOver: boolean }

export type Fate =
  | { readonly kind: 'create' | 'change' | 'cancel' | 'nothing' }
  | { readonly kind: 'refuse'; readonly because: string }

/** E24: idempotent by UID and SEQUENCE; what people here have published is changed by people here. */
export function fateOf(told: Told, known: Known | undefined, now: Temporal.Instant): Fate {
  if (known === undefined) {
    if (told.isCancelled) return { kind: 'nothing' }
    if (Temporal.Instant.compare(told.ends.toInstant(), now) <= 0)
      return {
        kind: 'refuse',
        because: `It was over on ${formatDate(londonDate(told.ends.toInstant()))}. Only what is still to come is brought in`,
      }
    return wordsFault(told) ?? { kind: 'create' }
  }
  if (known.isOver || known.state === 'cancelled') return { kind: 'nothing' }
  if (told.isCancelled) return { kind: 'cancel' }
  if (told.sequence <= known.sequence) return { kind: 'nothing' }
  if (known.state === 'open')
    return {
      kind: 'refuse',
      because: 'It is published here already and has changed in the file. Change it on its page',
    }
  return wordsFault(told) ?? { kind: 'change' }
}

function wordsFault({ title, description, location }: Told): Fate | undefined {
  const because =
    title === ''
      ? 'It has no title (SUMMARY)'
      : title.length > 150
        ? `Its title has ${title.length} letters. A title has at most 150`
        : description.length > 4500
          ? `Its description has ${description.length} letters. A description has at most 4,500`
          : location.length > 200
            ? `Its place has ${location.length} letters. A place has at most 200`
            : undefined
  return because === undefined ? undefined : { kind: 'refuse', because }
}

/** A place that is an address of the web is how to join, which is kept apart (E8). */
export const isJoiningLink = (location: string): boolean => /^https:\/\/\S+$/i.test(location)

/** The sentence a list shows: the first line of the description, when there is one short enough. */
export function summaryFor({ title, description }: Pick<Told, 'title' | 'description'>): string {
  const first = (description.split('\n')[0] ?? '').trim()
  return first !== '' && first.length <= 300 ? first : title
}
