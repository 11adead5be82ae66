// Rounds in words: where one stands as a tag, its period and its window printed apart, and its address.
import type { Html } from '#platform/html/index.ts'
import {
  formatDate,
  formatDateRange,
  formatDateTime,
  formatTime,
  LONDON,
  londonDate,
} from '#platform/time/index.ts'
import { link, tag, type TagColour } from '#web/parts.ts'
import { closesEarlyWords, lastDayOf, STANDINGS, type RoundState, type Standing } from '../rules.ts'

const ROUND_STATE_WORDS: Readonly<Record<RoundState, string>> = {
  planned: 'Planned',
  open: 'Open',
  closed: 'Closed',
  frozen: 'Frozen',
}

const ROUND_COLOURS: Readonly<Record<RoundState, TagColour>> = {
  planned: 'purple',
  open: 'blue',
  closed: 'yellow',
  frozen: 'grey',
}

export const roundTag = (state: RoundState): Html => tag(ROUND_STATE_WORDS[state], ROUND_COLOURS[state])

const STANDING_COLOURS: Readonly<Record<Standing, TagColour>> = {
  'not-begun': 'grey',
  draft: 'purple',
  returned: 'orange',
  submitted: 'yellow',
  signed: 'green',
}

export const standingTag = (standing: Standing): Html => tag(STANDINGS[standing], STANDING_COLOURS[standing])

type Coded = { readonly code: string }

export const roundHref = (plan: Coded, round: Coded): string => `/delivery/${plan.code}/rounds/${round.code}`

export const reportHref = (plan: Coded, round: Coded, number: number): string =>
  `${roundHref(plan, round)}/activities/${number}`

export const roundLink = (plan: Coded, round: Coded & { readonly title: string }): Html =>
  link(roundHref(plan, round), round.title)

type Dated = {
  readonly state: RoundState
  readonly period_from: Temporal.PlainDate
  readonly period_until: Temporal.PlainDate
  readonly opens_at: Temporal.Instant | null
  readonly closes_at: Temporal.Instant | null
}

/** "1 July 2019 to 30 September 2019" */
export const periodWords = (round: Dated): string => formatDateRange(round.period_from, round.period_until)

/** "30 August 2019 at 9am to 13 September 2019 at 5pm"; what a file does not say is not invented. */
export function windowWords({ opens_at, closes_at }: Dated): string {
  if (opens_at === null || closes_at === null) return 'Not stated in the file'
  const day = londonDate(opens_at)
  // Whole days are said as days: until midnight is until the end of the day before.
  if (isMidnight(opens_at) && isMidnight(closes_at)) return formatDateRange(day, lastDayOf(closes_at))
  if (day.equals(londonDate(closes_at)))
    return `${formatDate(day)}, ${formatTime(opens_at)} to ${formatTime(closes_at)}`
  return `${formatDateTime(opens_at)} to ${formatDateTime(closes_at)}`
}

const isMidnight = (moment: Temporal.Instant): boolean =>
  moment.toZonedDateTimeISO(LONDON).startOfDay().toInstant().equals(moment)

/** "The window closes 17 days before the end of the period it reports on.", where it does. */
export const earlyWords = (round: Dated): string | null =>
  closesEarlyWords(round.closes_at, round.period_until, round.state !== 'planned' && round.state !== 'open')

/** Where a lead asks for more time once the window has closed. */
export const moreTimeHref = (plan: Coded, round: Coded, number: number): string =>
  `${reportHref(plan, round, number)}/late`

/** Where a lead gives an activity to somebody to report. */
export const giveHref = (plan: Coded, number: number): string =>
  `/delivery/${plan.code}/activities/${number}/give`
