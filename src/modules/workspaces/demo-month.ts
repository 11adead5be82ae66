// The bookings of last month and of this one, to a fortnight ahead, for all eight offices: invented, and the same whenever
// the demonstration is made, because chance is drawn from the names of things.
import { createHash } from 'node:crypto'

type Row = Readonly<Record<string, string>>

export type Booker = { readonly mail: string; readonly organisation: string }

export type Month = {
  readonly today: Temporal.PlainDate
  /** Working days from the first of last month to two weeks ahead. */
  readonly days: readonly Temporal.PlainDate[]
  readonly places: readonly Row[]
  readonly owners: ReadonlyMap<string, string>
  readonly partners: readonly string[]
  readonly people: readonly Booker[]
}

const DAYS_AHEAD = 14

/** The working days around today that a month of bookings fills. */
export function daysAround(
  today: Temporal.PlainDate,
  isHoliday: (day: Temporal.PlainDate) => boolean,
): Temporal.PlainDate[] {
  const first = today.subtract({ months: 1 }).with({ day: 1 })
  const count = first.until(today, { largestUnit: 'days' }).days + DAYS_AHEAD + 1
  return Array.from({ length: count }, (_, at) => first.add({ days: at })).filter(
    (day) => day.dayOfWeek <= 5 && !isHoliday(day),
  )
}

/** A number from 0 to 1 that is always the same for the same words. */
function chance(...words: readonly (string | number)[]): number {
  return createHash('sha256').update(words.join('/')).digest().readUInt32BE(0) / 2 ** 32
}

function one<T>(of: readonly T[], by: number): T {
  const found = of[Math.min(of.length - 1, Math.floor(by * of.length))]
  if (found === undefined) throw new Error('There is nothing to choose from.')
  return found
}

// Midweek is fuller than Mondays and Fridays, here as everywhere.
const FULLNESS: Readonly<Record<number, number>> = { 1: 0.11, 2: 0.19, 3: 0.19, 4: 0.17, 5: 0.08 }
// Offices that close for lunch on Wednesdays are booked before or after it.
const LUNCH_ON_WEDNESDAYS = ['brook-house', 'folkestone-hythe-office']

/** The lines of the file of bookings. */
export function bookingsOfMonth(month: Month): readonly Row[] {
  return month.days.flatMap((day) => {
    const seated = peopleSeated(month, day)
    return month.places.flatMap((place) => bookingsAt(month, day, place, seated))
  })
}

/** Who of the cast sits at which desk that day: nobody at two. */
function peopleSeated(month: Month, day: Temporal.PlainDate): ReadonlyMap<string, Booker> {
  const desks = month.places.filter(
    (place) => place['kind'] === 'desk' && place['held_for_access'] !== 'yes' && !isForOwners(place),
  )
  const seated = new Map<string, Booker>()
  for (const person of month.people) {
    if (chance('comes', person.mail, day.toString()) > 0.3) continue
    const desk = one(desks, chance('sits', person.mail, day.toString()))
    seated.set(`${desk['site'] ?? ''}/${desk['code'] ?? ''}`, person)
  }
  return seated
}

function bookingsAt(
  month: Month,
  day: Temporal.PlainDate,
  place: Row,
  seated: ReadonlyMap<string, Booker>,
): readonly Row[] {
  const key = `${place['site'] ?? ''}/${place['code'] ?? ''}`
  const person = seated.get(key)
  const draw = chance('booked', key, day.toString())
  const most = (FULLNESS[day.dayOfWeek] ?? 0) * (KIND_FULLNESS[place['kind'] ?? ''] ?? 0)
  if (person === undefined && draw > most) return []
  // Left to those who want what they have.
  if (place['held_for_access'] === 'yes') return []
  return hoursOf(place, day, chance('hours', key, day.toString())).map(([from, until], nth) => {
    // A second half-day is somebody else's.
    const who = nth === 0 ? person : undefined
    const organisation = who?.organisation ?? bodyOf(month, place, day, nth)
    return {
      reference: `${key}/${day.toString()}/${from}`,
      site: place['site'] ?? '',
      place: place['code'] ?? '',
      on: day.toString(),
      from,
      until,
      organisation,
      person: who?.mail ?? '',
      state: stateOf(month, `${key}/${nth}`, day, from),
    }
  })
}

const KIND_FULLNESS: Readonly<Record<string, number>> = { desk: 1, room: 0.8, parking: 0.7, charger: 0.4 }

type Hours = readonly (readonly [from: string, until: string])[]
const MORNING = ['09:00', '12:30'] as const
const AFTERNOON = ['13:30', '17:00'] as const

function hoursOf(place: Row, day: Temporal.PlainDate, draw: number): Hours {
  // The whole of a divided room stays free here, so that its halves can be booked.
  if (place['parts'] !== undefined) return []
  if (place['kind'] === 'room')
    return [
      one(
        [
          ['09:30', '11:00'],
          ['11:00', '12:00'],
          ['14:00', '16:00'],
        ] as const,
        draw,
      ),
    ]
  const isHalved = day.dayOfWeek === 3 && LUNCH_ON_WEDNESDAYS.includes(place['site'] ?? '')
  if (draw < 0.15) return [MORNING]
  if (draw < 0.3) return [AFTERNOON]
  if (isHalved || draw < 0.36) return [MORNING, AFTERNOON]
  return [['09:00', '17:00']]
}

/** One area in Canterbury is for its own staff. */
const isForOwners = (place: Row): boolean => place['site'] === 'canterbury-office' && place['zone'] === '1a'

/** Nearly half are the owner's own people; of the others some bodies come more than others. */
function bodyOf(month: Month, place: Row, day: Temporal.PlainDate, nth: number): string {
  const owner = month.owners.get(place['site'] ?? '') ?? ''
  if (isForOwners(place)) return owner
  const draw = chance('body', place['site'] ?? '', place['code'] ?? '', day.toString(), nth)
  if (draw < 0.45) return owner
  const others = month.partners.filter((code) => code !== owner)
  return one(others, ((draw - 0.45) / 0.55) ** 1.8)
}

function stateOf(month: Month, key: string, day: Temporal.PlainDate, from: string): string {
  const ahead = Temporal.PlainDate.compare(day, month.today)
  const draw = chance('came', key, day.toString())
  if (draw < 0.05) return 'cancelled'
  // It is 10am: whoever had a place from nine has come, or is not coming.
  if (ahead > 0 || (ahead === 0 && (draw < 0.14 || from >= '10:00'))) return 'confirmed'
  if (ahead === 0) return 'checked-in'
  return draw < 0.14 ? 'released' : 'completed'
}
