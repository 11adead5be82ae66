// Why somebody cannot book something (P6, W12): every rule that stands against it, whose it is, and when or how it
// becomes possible. Pure: what only locks make certain (quotas, limits, what is kept, what is taken) is said by those
// who hold them, in the words below.
import { formatDate, formatDateTime } from '#platform/time/index.ts'
import { freeFrom, horizonOf } from './allocations.ts'
import type { Allocation, Asked, Situation } from './situation.ts'
import type { Reason, Rule, Sourced } from './terms.ts'
import { andWords, countWords, minutesWords, timeWords, weekdayWords } from './wording.ts'
import { RESOURCE_KINDS, RESOURCE_KINDS_PLURAL, type Attribute, type Use } from './words.ts'

/** What somebody may need of a desk, unlike what is merely convenient. */
export const ACCESS_ATTRIBUTES: readonly Attribute[] = [
  'step-free',
  'near-lift',
  'height-adjustable',
  'transfer-left',
  'transfer-right',
  'screen-reader',
  'hearing-loop',
  'quiet',
  'low-light',
  'assistance-dog',
  'near-accessible-toilet',
]

type Local = {
  readonly start: Temporal.ZonedDateTime
  readonly end: Temporal.ZonedDateTime
  readonly day: Temporal.PlainDate
  /** The day on which it ends; one that ends at midnight ends on the day before. */
  readonly endDay: Temporal.PlainDate
  readonly startMinute: number
  /** 1,440 for one that ends at midnight. */
  readonly endMinute: number
  readonly today: Temporal.PlainDate
}

function localTimes({ workplace }: Situation, asked: Asked): Local {
  const start = asked.startsAt.toZonedDateTimeISO(workplace.zone)
  const end = asked.endsAt.toZonedDateTimeISO(workplace.zone)
  const endMinute = minuteOf(end)
  const endsAtMidnight = endMinute === 0
  return {
    start,
    end,
    day: start.toPlainDate(),
    endDay: endsAtMidnight ? end.toPlainDate().subtract({ days: 1 }) : end.toPlainDate(),
    startMinute: minuteOf(start),
    endMinute: endsAtMidnight ? 1440 : endMinute,
    today: asked.now.toZonedDateTimeISO(workplace.zone).toPlainDate(),
  }
}

const minuteOf = (time: Pick<Temporal.PlainTime, 'hour' | 'minute' | 'second'>): number =>
  time.hour * 60 + time.minute + (time.second > 0 ? 0.5 : 0)

/** One minute to midnight is how a form says "all day". */
const closingMinute = (time: Temporal.PlainTime): number => {
  const minute = time.hour * 60 + time.minute
  return minute === 1439 ? 1440 : minute
}

const isBefore = (a: Temporal.PlainDate, b: Temporal.PlainDate): boolean =>
  Temporal.PlainDate.compare(a, b) < 0

const timeOf = (minute: number): string =>
  timeWords({ hour: Math.floor(minute / 60) % 24, minute: minute % 60 })

/** Whose rule it is: "Canterbury City Council, for Zone B". */
export function whoseIs(situation: Situation, rule: Rule | null): string {
  const { ownerName, name } = situation.workplace
  return rule === null ? `${ownerName}, on the usual terms` : ownerFor(situation, rule.placeName || name)
}

/** A workplace that goes by the name of its owner is not named twice. */
const ownerFor = ({ workplace: { ownerName } }: Situation, place: string): string =>
  place === ownerName ? ownerName : `${ownerName}, for ${place}`

const askTheManager = (situation: Situation): string =>
  `Ask the workspace manager of ${situation.workplace.ownerName}`

function reason(
  situation: Situation,
  why: string,
  text: string,
  possible: string | null,
  rule: Rule | null | undefined = undefined,
): Reason {
  return {
    code: `workspaces.booking.${why}`,
    text:
      rule === null || rule === undefined || rule.because === null
        ? text
        : `${text} ${sentence(rule.because)}`,
    whose: rule === undefined ? situation.workplace.ownerName : whoseIs(situation, rule),
    possible,
  }
}

const sentence = (words: string): string => (/[.!?]$/.test(words.trim()) ? words.trim() : `${words.trim()}.`)

const thing = (situation: Situation): string => RESOURCE_KINDS[situation.resource.kind].toLowerCase()
const things = (situation: Situation): string => RESOURCE_KINDS_PLURAL[situation.resource.kind].toLowerCase()

/**
 * Everything that stands against it, the most lasting first; empty where nothing does. A manager of the owner passes
 * windows and notice; who is moved because an office closed passes steps and lengths too; what an import says has
 * already happened is a fact.
 */
export function reasonsAgainst(situation: Situation, asked: Asked): Reason[] {
  if (!situation.isLetIn) return [notLetIn(situation)]
  const times = localTimes(situation, asked)
  if (asked.as === 'import' && Temporal.Instant.compare(asked.startsAt, asked.now) < 0) return []
  const isMoved = asked.as === 'displacement'
  const checks = [
    there,
    offered,
    forAccess,
    open,
    asked.as === 'import' ? null : past,
    isMoved ? null : onGrid,
    isMoved ? null : length,
    furthest,
    asked.as === 'booker' || asked.as === 'offer' ? ahead : null,
    asked.as === 'booker' ? notice : null,
    capacity,
  ]
  return checks.flatMap((check) => check?.(situation, asked, times) ?? [])
}

type Check = (situation: Situation, asked: Asked, times: Local) => Reason | readonly Reason[] | null

export const notLetIn = (situation: Situation): Reason =>
  reason(
    situation,
    'not-let-in',
    `No agreement lets your organisation into ${situation.workplace.name} on that day.`,
    askTheManager(situation),
  )

const there: Check = (situation, _asked, { day, endDay }) => {
  const { resource, workplace } = situation
  if (isBefore(day, workplace.openedOn))
    return reason(
      situation,
      'not-open-yet',
      `${workplace.name} opens on ${formatDate(workplace.openedOn)}.`,
      `From ${formatDate(workplace.openedOn)}`,
    )
  if (workplace.closesOn !== null && isBefore(workplace.closesOn, endDay))
    return reason(
      situation,
      'closing',
      `${workplace.name} closes for good. Its last day is ${formatDate(workplace.closesOn)}.`,
      null,
    )
  if (isBefore(day, resource.fromOn))
    return reason(
      situation,
      'not-there-yet',
      `${resource.name} is there from ${formatDate(resource.fromOn)}.`,
      `From ${formatDate(resource.fromOn)}`,
    )
  if (resource.retiredOn !== null && !isBefore(endDay, resource.retiredOn))
    return reason(
      situation,
      'retired',
      `${resource.name} is taken away on ${formatDate(resource.retiredOn)}.`,
      null,
    )
  return null
}

const offered: Check = (situation) => {
  const { visible, bookable } = situation.terms
  if (!visible.value)
    return reason(
      situation,
      'not-visible',
      `${situation.resource.name} is not shown to your organisation.`,
      askTheManager(situation),
      visible.rule,
    )
  if (!bookable.value)
    return reason(
      situation,
      'not-bookable',
      `${situation.resource.name} cannot be booked by ${audienceWords(bookable.rule, situation)}.`,
      askTheManager(situation),
      bookable.rule,
    )
  return null
}

function audienceWords(rule: Rule | null, situation: Situation): string {
  switch (rule?.audience) {
    case 'own':
      return `the staff of ${situation.workplace.ownerName}`
    case 'organisation':
      return 'your organisation'
    case 'circle':
      return 'your group of partners'
    case 'visitor':
      return 'visitors'
    default:
      return situation.standing.isOwn ? 'anybody' : 'partners'
  }
}

/** Whether the person wants something that this place has and that somebody may need. */
function needsIt({ resource, wants }: Situation): boolean {
  const has = resource.attributes.filter((one) => ACCESS_ATTRIBUTES.includes(one))
  return wants.some((one) => (has.length === 0 ? ACCESS_ATTRIBUTES : has).includes(one))
}

/** From when a desk held for access is everybody's: the earliest horizon here, or one working day before. */
export function accessFreeFrom(situation: Situation, asked: Pick<Asked, 'startsAt'>): Temporal.PlainDate {
  const horizons = situation.allocations
    .filter((one) => one.form === 'keeps')
    .map((one) => horizonOf(situation, asked, one))
    .toSorted((a, b) => Temporal.PlainDate.compare(a, b))
  const day = asked.startsAt.toZonedDateTimeISO(situation.workplace.zone).toPlainDate()
  return horizons[0] ?? freeFrom(1, day, situation.holidays)
}

const forAccess: Check = (situation, asked, { today }) => {
  if (!situation.resource.heldForAccess || needsIt(situation)) return null
  const from = accessFreeFrom(situation, asked)
  if (!isBefore(today, from)) return null
  return reason(
    situation,
    'held-for-access',
    `${situation.resource.name} is kept for people who want what it has.`,
    `From ${formatDate(from)}, or now if you put what you want of a ${thing(situation)} in your preferences`,
  )
}

const open: Check = (situation, asked, times) => {
  const invocation = situation.invocation
  if (invocation !== null)
    return reason(
      situation,
      'closed-for-now',
      `${situation.workplace.name} is closed until ${formatDateTime(invocation.endsAt, situation.workplace.zone)}: ${sentence(invocation.reason)}`,
      `From ${formatDateTime(invocation.endsAt, situation.workplace.zone)}`,
    )
  return openByTerms(situation, times) ?? openBuilding(situation, asked, times)
}

/** It begins and ends while the place is open; the nights between the days of a longer one are not asked about. */
function openByTerms(situation: Situation, times: Local): Reason | null {
  const { weekdays, opensAt, closesAt } = situation.terms
  const closed = [times.day, times.endDay].find((day) => !weekdays.value.includes(day.dayOfWeek))
  if (closed !== undefined)
    return reason(
      situation,
      'closed-that-day',
      `${situation.resource.name} is open to you on ${weekdayWords(weekdays.value)} only.`,
      `On ${weekdayWords(weekdays.value)}`,
      weekdays.rule,
    )
  const opens = closingMinute(opensAt.value) === 1440 ? 1439 : opensAt.value.hour * 60 + opensAt.value.minute
  const closes = closingMinute(closesAt.value)
  const within = (minute: number) => minute >= opens && minute <= closes
  if (within(times.startMinute) && within(times.endMinute)) return null
  return reason(
    situation,
    'outside-hours',
    `${situation.resource.name} is open to you from ${timeOf(opens)} to ${timeOf(closes)}.`,
    `Between ${timeOf(opens)} and ${timeOf(closes)}`,
    times.startMinute < opens ? opensAt.rule : closesAt.rule,
  )
}

function openBuilding(situation: Situation, _asked: Asked, times: Local): Reason | null {
  const building = situation.building
  if (building === null) return null
  const spans = building.spans.map((one) => ({
    opens: one.opens.hour * 60 + one.opens.minute,
    closes: closingMinute(one.closes),
  }))
  const isOneDay = times.day.equals(times.endDay)
  const fits = spans.some(
    (one) =>
      times.startMinute >= one.opens &&
      times.startMinute <= one.closes &&
      (!isOneDay || times.endMinute <= one.closes),
  )
  if (fits) return null
  const because = building.because === null ? '' : ` ${sentence(building.because)}`
  const hours = andWords(spans.map((one) => `${timeOf(one.opens)} to ${timeOf(one.closes)}`))
  const day = formatDate(times.day)
  return {
    ...reason(
      situation,
      'building-closed',
      spans.length === 0
        ? `The building is closed on ${day}.${because}`
        : `The building is open from ${hours} on ${day}.${because}`,
      spans.length === 0 ? 'On another day' : `From ${hours}`,
    ),
    whose: ownerFor(situation, situation.workplace.name),
  }
}

/** A step of the grid may have begun: who stands in front of a free desk at 9:07 books it from 9am. */
const past: Check = (situation, asked) => {
  const grace = asked.now.subtract({ minutes: situation.terms.gridMinutes.value })
  const hasBegun = Temporal.Instant.compare(asked.startsAt, grace) < 0
  const isOver = Temporal.Instant.compare(asked.endsAt, asked.now) <= 0
  if (!hasBegun && !isOver) return null
  return reason(situation, 'past', 'That time has passed.', 'Choose a time that is still ahead')
}

/** The times on the grid before and after one that is not; null for one that is. The grid begins when the place opens. */
export function nearestOnGrid(
  situation: Situation,
  at: Temporal.Instant,
): { readonly before: Temporal.Instant; readonly after: Temporal.Instant } | null {
  const { gridMinutes, opensAt, closesAt } = situation.terms
  const time = at.toZonedDateTimeISO(situation.workplace.zone)
  const closes = closingMinute(closesAt.value)
  const minute =
    time.hour * 60 +
    time.minute +
    (time.second + time.millisecond + time.microsecond + time.nanosecond > 0 ? 0.5 : 0)
  const step = gridMinutes.value
  const origin = (opensAt.value.hour * 60 + opensAt.value.minute) % step
  const over = (((minute - origin) % step) + step) % step
  if (over === 0 || minute === closes || minute === 0) return null
  const midnight = time.toPlainDate().toPlainDateTime()
  const instant = (at: number) =>
    midnight.add({ minutes: at }).toZonedDateTime(situation.workplace.zone).toInstant()
  return { before: instant(minute - over), after: instant(minute - over + step) }
}

const onGrid: Check = (situation, asked) => {
  const grid = situation.terms.gridMinutes
  return [asked.startsAt, asked.endsAt].flatMap((at, index) => {
    const nearest = nearestOnGrid(situation, at)
    if (nearest === null) return []
    const zone = situation.workplace.zone
    const words = [nearest.before, nearest.after].map((one) => timeWords(one.toZonedDateTimeISO(zone)))
    return reason(
      situation,
      'off-grid',
      `Times go in steps of ${minutesWords(grid.value)}. The nearest ${index === 0 ? 'to begin' : 'to end'} are ${andWords(words)}.`,
      `${index === 0 ? 'Begin' : 'End'} at ${words.join(' or ')}`,
      grid.rule,
    )
  })
}

const length: Check = (situation, asked) => {
  const minutes = asked.endsAt.since(asked.startsAt).total('minutes')
  const { leastMinutes, mostMinutes } = situation.terms
  if (minutes < leastMinutes.value)
    return reason(
      situation,
      'too-short',
      `A booking of this ${thing(situation)} takes at least ${minutesWords(leastMinutes.value)}.`,
      `For ${minutesWords(leastMinutes.value)} or longer`,
      leastMinutes.rule,
    )
  if (minutes > mostMinutes.value)
    return reason(
      situation,
      'too-long',
      `A booking of this ${thing(situation)} takes at most ${minutesWords(mostMinutes.value)}.`,
      `For ${minutesWords(mostMinutes.value)} or less`,
      mostMinutes.rule,
    )
  return null
}

const furthest: Check = (situation, _asked, { day, today }) => {
  const last = today.add({ days: situation.workplace.furthestDays })
  if (!isBefore(last, day)) return null
  return reason(
    situation,
    'too-far',
    `Nothing at ${situation.workplace.name} is booked further ahead than ${countWords(situation.workplace.furthestDays, 'day')}.`,
    `Up to ${formatDate(last)}`,
  )
}

const ahead: Check = (situation, _asked, { day, today }) => {
  const { advanceDays, earlyDays } = situation.terms
  const wantsIt = situation.wants.some((one) => situation.resource.attributes.includes(one))
  const days = advanceDays.value + (wantsIt ? earlyDays.value : 0)
  if (!isBefore(today.add({ days }), day)) return null
  return reason(
    situation,
    'too-early',
    `${situation.resource.name} can be booked ${countWords(days, 'day')} ahead.`,
    `From ${formatDate(day.subtract({ days }))}`,
    advanceDays.rule,
  )
}

const notice: Check = (situation, asked) => {
  const least = situation.terms.leastNoticeMinutes
  if (least.value === 0) return null
  if (Temporal.Instant.compare(asked.now.add({ minutes: least.value }), asked.startsAt) <= 0) return null
  return reason(
    situation,
    'notice',
    `${situation.resource.name} is booked at least ${minutesWords(least.value)} before it begins.`,
    `From ${formatDateTime(asked.now.add({ minutes: least.value }), situation.workplace.zone)}`,
    least.rule,
  )
}

const capacity: Check = (situation, asked) => {
  if (asked.people <= situation.resource.capacity) return null
  return reason(
    situation,
    'too-many-people',
    `${situation.resource.name} is for ${situation.resource.capacity === 1 ? '1 person' : `${situation.resource.capacity} people`}.`,
    'Choose a larger one',
  )
}

const PER = { day: 'a day', week: 'a week', month: 'a month' } as const

/** A person has as many as the terms allow. */
export function quotaReason(situation: Situation, use: Use): Reason {
  const per = use[4] === 'week' || use[4] === 'month' ? use[4] : 'day'
  const limit: Sourced<number | null> = {
    day: situation.terms.perDay,
    week: situation.terms.perWeek,
    month: situation.terms.perMonth,
  }[per]
  const most = limit.value ?? 0
  return reason(
    situation,
    'quota',
    most === 0
      ? `Your organisation may book no ${things(situation)} of ${situation.workplace.ownerName}.`
      : `One person may book ${countWords(most, thing(situation), things(situation))} ${PER[per]} at ${situation.workplace.ownerName}, and you have ${most === 1 ? 'it' : 'them'}.`,
    most === 0 ? askTheManager(situation) : `Cancel another booking of that ${per}, or choose another ${per}`,
    limit.rule,
  )
}

const allocationOf = (situation: Situation, id: string): Allocation | undefined =>
  situation.allocations.find((one) => one.id === id)

/** A body has as much as an allocation lets it have. */
export function limitReason(situation: Situation, use: Use): Reason {
  const limit = allocationOf(situation, use[1])
  const most = limit?.amount ?? 0
  const per = limit?.per ?? 'day'
  const what =
    limit?.unit === 'hours'
      ? `${countWords(most, 'hour')} on ${things(situation)}`
      : countWords(most, thing(situation), things(situation))
  return {
    ...reason(
      situation,
      'limit',
      `${limit?.audienceName ?? 'Your organisation'} together may have ${what} ${PER[per]} in ${limit?.placeName ?? situation.workplace.name}, and that is used up.`,
      `When a colleague gives one back, or on another ${per}`,
    ),
    whose: ownerFor(situation, limit?.placeName ?? situation.workplace.name),
  }
}

/** What is still free is kept for somebody until the horizon (W13). */
export function keptReason(situation: Situation, asked: Pick<Asked, 'startsAt'>, kept: Allocation): Reason {
  const from = horizonOf(situation, asked, kept)
  return {
    ...reason(
      situation,
      'kept',
      `The ${things(situation)} that are still free in ${kept.placeName} are kept for ${kept.audienceName}.`,
      `From ${formatDate(from)}, if they are not used by then`,
    ),
    whose: ownerFor(situation, kept.placeName),
  }
}

/** Somebody has it, or it is being mended: `because` is the reason of a block. */
export function takenReason(situation: Situation, because: string | null = null): Reason {
  return because === null
    ? reason(
        situation,
        'taken',
        `${situation.resource.name} is taken during that time.`,
        'At another time, or wait for it on the waiting list',
      )
    : reason(
        situation,
        'blocked',
        `${situation.resource.name} cannot be used during that time: ${sentence(because)}`,
        'At another time',
      )
}
