// On what terms somebody has a place, as they would be told at the desk; and all of them with whose each is.
import { html, type Html } from '#platform/html/index.ts'
import { formatDateTime, formatTime } from '#platform/time/index.ts'
import { bullets, details, summaryList } from '#web/parts.ts'
import {
  cancelBy,
  checkInTimes,
  minutesWords,
  VALUE_KEYS,
  VALUE_LABELS,
  valueWords,
  whoseIs,
  type Reason,
  type RuleValues,
  type Situation,
} from '../rules.ts'
import { NAMES_WORDS } from '../rules/wording.ts'

type Span = { readonly startsAt: Temporal.Instant; readonly endsAt: Temporal.Instant }

/** What the terms ask of whoever books this at that time. */
function termsInWords(situation: Situation, span: Span, now: Temporal.Instant): string[] {
  const { terms, workplace, standing } = situation
  const at = (instant: Temporal.Instant): string =>
    instant
      .toZonedDateTimeISO(workplace.zone)
      .toPlainDate()
      .equals(span.startsAt.toZonedDateTimeISO(workplace.zone).toPlainDate())
      ? formatTime(instant, workplace.zone)
      : formatDateTime(instant, workplace.zone)
  const checkIn = checkInTimes(situation, span, now)
  return [
    ...(terms.approval.value
      ? [
          `${workplace.ownerName} says yes first. ${terms.pendingHolds.value ? 'Until then it is kept for you.' : 'Until then it is not kept for you: somebody else may have it.'}`,
        ]
      : []),
    checkIn.from === null || checkIn.releaseAt === null
      ? 'You need not check in.'
      : `Check in between ${at(checkIn.from)} and ${at(checkIn.releaseAt)}: on its page, or with the code on the sheet that lies there. Without a check-in it is given to others at ${at(checkIn.releaseAt)}.`,
    terms.cancelMinutes.value === 0
      ? 'You can cancel until it begins.'
      : `You can cancel until ${at(cancelBy(span.startsAt, terms.cancelMinutes.value))}, ${minutesWords(terms.cancelMinutes.value)} before it begins.`,
    standing.isOwn
      ? 'Colleagues see that your organisation has it, and your name if you chose to share where you sit.'
      : `Other organisations see ${NAMES_WORDS[terms.names.value]}.`,
  ]
}

export const termsList = (situation: Situation, span: Span, now: Temporal.Instant): Html =>
  bullets(termsInWords(situation, span, now))

// Whether it is shown and may be booked is said by its being there and by what stands in the way.
const UNSAID: readonly (keyof RuleValues)[] = ['visible', 'bookable', 'pendingHolds', 'seriesNoShows']
const SHOWN = VALUE_KEYS.filter((key) => !UNSAID.includes(key))

/** Every value with its source (W10). */
export function allTerms(situation: Situation): Html {
  const { terms } = situation
  return details(
    'All terms, and whose they are',
    summaryList(
      SHOWN.map((key) => ({
        key: VALUE_LABELS[key],
        value: html`${valueWords(key, terms[key].value as never)}<br><span class="govuk-hint govuk-!-margin-bottom-0">${whoseIs(situation, terms[key].rule)}</span>`,
      })),
    ),
  )
}

/** Why somebody cannot have it: the rule, whose it is, and when or how it becomes possible (P6). */
export const reasonsList = (reasons: readonly Reason[]): Html =>
  bullets(
    reasons.map(
      ({ code, text, whose, possible }) =>
        html`${text} <span class="govuk-hint govuk-!-margin-bottom-0">${/\.(?:taken|blocked)$/.test(code) ? null : `The rule of ${whose}. `}${possible === null ? 'There is no way round it.' : `${possible}.`}</span>`,
    ),
    { spaced: true },
  )
