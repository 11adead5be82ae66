// How an activity and its parts are shown wherever they stand: addresses, and states as a word before a colour.
import { html, type Html } from '#platform/html/index.ts'
import { formatDate } from '#platform/time/index.ts'
import { link, tag, type TagColour } from '#web/parts.ts'
import {
  closingWord,
  daysMoved,
  endOf,
  movedWords,
  NOT_REPORTED,
  statusBrief,
  type ClosingKind,
  type Status,
} from '../rules.ts'
import { HOME, planHref, PLANS } from './plan-words.ts'

const STATUS_COLOURS: Readonly<Record<Status, TagColour>> = {
  on_track: 'green',
  remedial_action: 'orange',
  unlikely: 'red',
  not_started: 'grey',
}

export const statusTag = (status: Status | null): Html =>
  status === null ? tag(NOT_REPORTED, 'grey') : tag(statusBrief[status], STATUS_COLOURS[status])

export const closingTag = (kind: ClosingKind): Html => tag(closingWord[kind], 'blue')

export const activityHref = (
  plan: { readonly code: string },
  activity: { readonly number: number },
): string => `${planHref(plan)}/activities/${activity.number}`

export const activityLink = (
  plan: { readonly code: string },
  activity: { readonly number: number; readonly title: string },
): Html => link(activityHref(plan, activity), `${activity.number} ${activity.title}`)

type Dated = {
  readonly original_end: Temporal.PlainDate | null
  readonly revised_end: Temporal.PlainDate | null
}

/** The end that counts, and how far it moved from the original. */
export function endWords(activity: Dated): string {
  const end = endOf(activity)
  if (end === null) return 'Not known'
  const moved = daysMoved(activity.original_end, activity.revised_end)
  return moved === null || moved === 0 ? formatDate(end) : `${formatDate(end)}, ${movedWords(moved)}`
}

export const isPastItsEnd = (
  activity: Dated & { readonly closing_kind: ClosingKind | null },
  today: Temporal.PlainDate,
): boolean => {
  const end = endOf(activity)
  return activity.closing_kind === null && end !== null && Temporal.PlainDate.compare(end, today) < 0
}

export const endCell = (
  activity: Dated & { readonly closing_kind: ClosingKind | null },
  today: Temporal.PlainDate,
): Html => html`${isPastItsEnd(activity, today) ? html`${tag('Past', 'red')} ` : null}${endWords(activity)}`

/** The way to a page of a plan: home, the plans, the plan. */
export const planCrumbs = (plan: { readonly code: string; readonly title: string }) => [
  HOME,
  PLANS,
  { text: plan.title, href: planHref(plan) },
]
