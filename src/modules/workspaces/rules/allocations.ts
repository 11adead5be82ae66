// What is kept back for somebody and what somebody may have at most (P5, W13): which counters a booking uses, up to
// which ceiling, and whether it may take from what nobody has been promised.
import { addWorkingDays, type Holidays } from '#platform/time/index.ts'
import type { Allocation, Asked, Situation } from './situation.ts'
import type { Standing } from './terms.ts'
import type { Use } from './words.ts'

/** Half a day of a workplace. The day is split at one o'clock. */
export type Half = { readonly per: 'morning' | 'afternoon'; readonly on: string }

const MIDDAY_SPLIT_HOUR = 13

/** The halves of days that a time touches, by the clock of the workplace. A booking until 1pm is of the morning only. */
export function halvesOf(
  startsAt: Temporal.Instant,
  endsAt: Temporal.Instant,
  zone: string,
): readonly Half[] {
  const start = startsAt.toZonedDateTimeISO(zone)
  const end = endsAt.toZonedDateTimeISO(zone)
  const endDay = end.toPlainDate()
  const halves: Half[] = []
  for (
    let day = start.toPlainDate();
    Temporal.PlainDate.compare(day, endDay) <= 0;
    day = day.add({ days: 1 })
  ) {
    const isFirst = day.equals(start.toPlainDate())
    const isLast = day.equals(endDay)
    const endsWithin = isLast ? end.hour * 60 + end.minute + (end.second > 0 ? 1 : 0) : 1440
    if (endsWithin === 0) continue
    if (!isFirst || start.hour < MIDDAY_SPLIT_HOUR) halves.push({ per: 'morning', on: day.toString() })
    if (endsWithin > MIDDAY_SPLIT_HOUR * 60) halves.push({ per: 'afternoon', on: day.toString() })
  }
  return halves
}

/** Whether an allocation speaks of those for whom somebody books. "Any partner" is not the owner's own staff. */
export function isFor(allocation: Pick<Allocation, 'audience' | 'audienceId'>, standing: Standing): boolean {
  switch (allocation.audience) {
    case 'own':
      return standing.isOwn
    case 'organisation':
      return standing.organisationId !== null && allocation.audienceId === standing.organisationId
    case 'circle':
      return allocation.audienceId !== null && standing.circleIds.includes(allocation.audienceId)
    case 'partner':
      return standing.isPartner && !standing.isOwn
  }
}

const PLACES = ['zone', 'floor', 'site'] as const
const AUDIENCES = ['own', 'organisation', 'circle', 'partner'] as const

/** What is kept for this body here: of several the nearest, then the narrowest. */
export function ownKept(situation: Situation): Allocation | null {
  const kept = situation.allocations
    .filter((one) => one.form === 'keeps' && isFor(one, situation.standing))
    .toSorted(
      (a, b) =>
        PLACES.indexOf(a.place) - PLACES.indexOf(b.place) ||
        AUDIENCES.indexOf(a.audience) - AUDIENCES.indexOf(b.audience) ||
        (a.id < b.id ? -1 : 1),
    )
  return kept[0] ?? null
}

/** Monday of the week. */
export const mondayOf = (day: Temporal.PlainDate): Temporal.PlainDate =>
  day.subtract({ days: day.dayOfWeek - 1 })

const minutesOf = (asked: Pick<Asked, 'startsAt' | 'endsAt'>): number =>
  Math.ceil(asked.endsAt.since(asked.startsAt).total('minutes'))

/**
 * The counters that a booking uses. Quotas and limits count on the day it begins; what is kept, in every half of a day
 * that it touches. A place where something is kept counts all bookings there: its row is the lock of the pool.
 */
export function usesOf(
  situation: Situation,
  asked: Pick<Asked, 'startsAt' | 'endsAt'>,
  personId: string | null,
): Use[] {
  const { workplace, resource, terms, allocations, standing } = situation
  const day = asked.startsAt.toZonedDateTimeISO(workplace.zone).toPlainDate()
  const uses: Use[] = []
  if (personId !== null) {
    const quota = (per: 'day' | 'week' | 'month', from: Temporal.PlainDate) =>
      uses.push(['person', personId, workplace.ownerId, resource.kind, per, from.toString(), 1])
    if (terms.perDay.value !== null) quota('day', day)
    if (terms.perWeek.value !== null) quota('week', mondayOf(day))
    if (terms.perMonth.value !== null) quota('month', day.with({ day: 1 }))
  }
  for (const limit of allocations.filter((one) => one.form === 'limits' && isFor(one, standing))) {
    const from = limit.per === 'week' ? mondayOf(day) : day
    const units = limit.unit === 'hours' ? minutesOf(asked) : 1
    uses.push(['allocation', limit.id, workplace.ownerId, resource.kind, limit.per, from.toString(), units])
  }
  const keeps = allocations.filter((one) => one.form === 'keeps')
  if (keeps.length === 0) return uses
  const halves = halvesOf(asked.startsAt, asked.endsAt, workplace.zone)
  const own = ownKept(situation)
  const held = (holder: 'allocation' | 'place', id: string) => {
    for (const half of halves) uses.push([holder, id, workplace.ownerId, resource.kind, half.per, half.on, 1])
  }
  if (own !== null) held('allocation', own.id)
  for (const placeId of new Set(keeps.map((one) => one.placeId))) held('place', placeId)
  return uses
}

/**
 * Up to what a counter may rise: null where it only counts. Quotas of persons bind those who book for themselves and
 * those whom the waiting list offers a place; limits of bodies bind everybody.
 */
export function ceilingOf(situation: Situation, asked: Pick<Asked, 'as'>, use: Use): number | null {
  const [holder, id, , , per] = use
  if (holder === 'person') {
    if (asked.as !== 'booker' && asked.as !== 'offer') return null
    if (per === 'day') return situation.terms.perDay.value
    if (per === 'week') return situation.terms.perWeek.value
    return per === 'month' ? situation.terms.perMonth.value : null
  }
  if (holder === 'place') return null
  const limit = situation.allocations.find((one) => one.id === id && one.form === 'limits')
  if (limit === undefined) return null
  return limit.unit === 'hours' ? limit.amount * 60 : limit.amount
}

/** Counted as known where nobody loaded them: nobody waits for a place because a file is missing. */
function known(holidays: Holidays | undefined, day: Temporal.PlainDate): Holidays {
  const years = [day.year - 1, day.year, day.year + 1]
  return { days: holidays?.days ?? new Map(), years: new Set([...(holidays?.years ?? []), ...years]) }
}

/** The day from which what is kept for a day, and not used, is everybody's. */
export const freeFrom = (
  workingDays: number,
  day: Temporal.PlainDate,
  holidays: Holidays | undefined,
): Temporal.PlainDate => addWorkingDays(day, -workingDays, known(holidays, day))

/** When what an allocation keeps for the day of the booking becomes everybody's. */
export const horizonOf = (
  situation: Situation,
  asked: Pick<Asked, 'startsAt'>,
  allocation: Allocation,
): Temporal.PlainDate =>
  freeFrom(
    allocation.horizonWorkingDays ?? 0,
    asked.startsAt.toZonedDateTimeISO(situation.workplace.zone).toPlainDate(),
    situation.holidays,
  )

/** What the locks have made certain about the pool, before this booking is counted. */
export type Pool = {
  /** How much of an allocation is used in a half. */
  readonly used: (allocationId: string, half: Half) => number
  /** How many resources of the kind would still be free in a place during the time once this one is taken. */
  readonly freeAfter: (placeId: string) => number
}

/**
 * What keeps the place for somebody else, or null where the booking may have it. Where the body has something kept that
 * is not used up it takes from that; otherwise from the pool, which must still hold what others were promised and have
 * not used. From the horizon nothing is kept.
 */
export function keptCeiling(
  situation: Situation,
  asked: Pick<Asked, 'startsAt' | 'endsAt' | 'now'>,
  pool: Pool,
): Allocation | null {
  const today = asked.now.toZonedDateTimeISO(situation.workplace.zone).toPlainDate()
  const own = ownKept(situation)
  const promised = situation.allocations.filter(
    (one) =>
      one.form === 'keeps' &&
      one.id !== own?.id &&
      Temporal.PlainDate.compare(today, horizonOf(situation, asked, one)) < 0,
  )
  if (promised.length === 0) return null
  const halves = halvesOf(asked.startsAt, asked.endsAt, situation.workplace.zone)
  for (const placeId of new Set(promised.map((one) => one.placeId))) {
    const here = promised.filter((one) => one.placeId === placeId)
    const free = pool.freeAfter(placeId)
    for (const half of halves) {
      if (own !== null && own.placeId === placeId && pool.used(own.id, half) < own.amount) continue
      const left = here.map((one) => Math.max(0, one.amount - pool.used(one.id, half)))
      if (left.reduce((sum, one) => sum + one, 0) > free)
        return here[left.findIndex((one) => one > 0)] ?? null
    }
  }
  return null
}
