// The life of an event and what must be true of one, without a database.
//
//   draft ──publish──► open ──(time)──► past
//     │                  │
//     └─────cancel───────┴──► cancelled          full and past are not states: they are read off places and time
import { refuse, type Fault } from '#platform/errors/index.ts'

export const EVENT_KINDS = {
  event: 'Event',
  workshop: 'Workshop',
  training: 'Training',
  exercise: 'Exercise',
  conference: 'Conference',
  meeting: 'Meeting',
} as const
export type EventKind = keyof typeof EVENT_KINDS

export const VISIBILITIES = {
  public: 'Anybody may read about it',
  partners: 'Staff of the partners',
  group: 'Members of the group',
} as const
export type Visibility = keyof typeof VISIBILITIES

export const HELD = { room: 'In a room', online: 'Online', hybrid: 'In a room and online' } as const
export type Held = keyof typeof HELD

export type EventState = 'draft' | 'open' | 'cancelled'
export type Mode = 'room' | 'online'

/** The addresses under /events that are not an event's. */
export const CODES_NOT_TO_USE = new Set(['new', 'mine', 'series', 'import', 'calendar', 'feedback'])

export type Timed = {
  readonly state: EventState
  readonly starts_at: Temporal.Instant
  readonly ends_at: Temporal.Instant
  readonly booking_closes_at: Temporal.Instant | null
}

export type Placed = {
  readonly in_room: boolean
  readonly online: boolean
  readonly room_places: number | null
  readonly online_places: number | null
  readonly room_share: number | null
  readonly online_share: number | null
  readonly room_taken: number
  readonly online_taken: number
  readonly waiting: number
}

/** The places of one way of taking part. */
export type Pool = {
  readonly mode: Mode
  /** Null is without limit. */
  readonly places: number | null
  readonly taken: number
  readonly share: number | null
}

export const heldAs = (event: Pick<Placed, 'in_room' | 'online'>): Held =>
  event.in_room ? (event.online ? 'hybrid' : 'room') : 'online'

export const modesOf = (event: Pick<Placed, 'in_room' | 'online'>): Mode[] => [
  ...(event.in_room ? (['room'] as const) : []),
  ...(event.online ? (['online'] as const) : []),
]

export function poolsOf(event: Placed): Pool[] {
  const pools: Record<Mode, Pool> = {
    room: { mode: 'room', places: event.room_places, taken: event.room_taken, share: event.room_share },
    online: {
      mode: 'online',
      places: event.online_places,
      taken: event.online_taken,
      share: event.online_share,
    },
  }
  return modesOf(event).map((mode) => pools[mode])
}

const reached = (moment: Temporal.Instant, now: Temporal.Instant): boolean =>
  Temporal.Instant.compare(moment, now) <= 0

export const isOver = (event: Pick<Timed, 'ends_at'>, now: Temporal.Instant): boolean =>
  reached(event.ends_at, now)

export type Life = 'draft' | 'open' | 'full' | 'closed' | 'past' | 'cancelled'

export const isFull = (pool: Pool): boolean => pool.places !== null && pool.taken >= pool.places

/** E1: what an event is now; past and full are computed, so that nobody has to remember to say so. */
export function lifeOf(event: Timed & Placed, now: Temporal.Instant): Life {
  if (event.state !== 'open') return event.state
  if (isOver(event, now)) return 'past'
  if (reached(event.booking_closes_at ?? event.starts_at, now)) return 'closed'
  return poolsOf(event).every(isFull) ? 'full' : 'open'
}

/** "Open, 12 places left", "Full, 5 waiting", "Past". */
export function statusInWords(event: Timed & Placed, now: Temporal.Instant): string {
  const life = lifeOf(event, now)
  if (life === 'full') return event.waiting === 0 ? 'Full' : `Full, ${event.waiting} waiting`
  if (life === 'open') return openInWords(poolsOf(event))
  return { draft: 'Draft', closed: 'Bookings closed', past: 'Past', cancelled: 'Cancelled' }[life]
}

function openInWords(pools: readonly Pool[]): string {
  const [first, second] = pools
  if (first === undefined) return 'Open'
  if (second === undefined) return first.places === null ? 'Open' : `Open, ${placesLeft(first)} left`
  if (isFull(first))
    return `Open online${second.places === null ? '' : `, ${placesLeft(second)} left`}; the room is full`
  if (isFull(second))
    return `Open in the room${first.places === null ? '' : `, ${placesLeft(first)} left`}; online is full`
  const inRoom = first.places === null ? 'places in the room' : `${placesLeft(first)} left in the room`
  return `Open, ${inRoom} and ${second.places === null ? 'online' : `${leftOf(second)} online`}`
}

const leftOf = (pool: Pool): number => (pool.places ?? 0) - pool.taken

const placesLeft = (pool: Pool): string => (leftOf(pool) === 1 ? '1 place' : `${leftOf(pool)} places`)

/** Refuses a change to an event that is cancelled or over (E1). */
export function mayChange(event: Pick<Timed, 'state' | 'ends_at'>, now: Temporal.Instant): void {
  if (event.state === 'cancelled')
    refuse('conflict', 'events.event.cancelled', 'This event is cancelled. Its record stays as it is.')
  if (event.state === 'open' && isOver(event, now))
    refuse('conflict', 'events.event.past', 'This event is over. Its record stays as it is.')
}

type Spot = Pick<Placed, 'in_room' | 'online'> & {
  readonly starts_at: Temporal.Instant
  readonly ends_at: Temporal.Instant
  readonly site_id: string | null
  readonly room: string | null
}

/** Whether people would come to the wrong place, or at the wrong time, by what they knew before. */
export function isElsewhere(before: Spot, now: Spot): boolean {
  return (
    !before.starts_at.equals(now.starts_at) ||
    !before.ends_at.equals(now.ends_at) ||
    before.site_id !== now.site_id ||
    before.room !== now.room ||
    before.in_room !== now.in_room ||
    before.online !== now.online
  )
}

export type Sketch = {
  readonly startsAt: Temporal.Instant
  readonly endsAt: Temporal.Instant
  readonly held: Held
  readonly visibility: Visibility
  readonly groupId: string | null
  readonly siteId: string | null
  readonly room: string | null
  readonly roomPlaces: number | null
  readonly onlinePlaces: number | null
  readonly roomShare: number | null
  readonly onlineShare: number | null
  readonly releaseAt: Temporal.Instant | null
  readonly bookingClosesAt: Temporal.Instant | null
}

// Longer than any conference: a longer one is a year mistyped.
const MOST_DAYS = 31

/** Everything wrong with an event as it was described, each beside its answer. */
export function eventFaults(sketch: Sketch): Fault[] {
  const faults: Fault[] = []
  const say = (wrong: boolean, field: string, message: string): void =>
    void (wrong && faults.push({ field, message }))
  const { startsAt, endsAt, held } = sketch
  say(reached(endsAt, startsAt), 'endsAt', 'The event must end after it starts')
  say(
    endsAt.epochMilliseconds - startsAt.epochMilliseconds > MOST_DAYS * 86_400_000,
    'endsAt',
    `An event lasts at most ${MOST_DAYS} days. Plan a series instead`,
  )
  say(
    held === 'online' && sketch.siteId !== null,
    'site',
    'An online event has no site. Leave it empty, or hold it in a room as well',
  )
  say(
    held === 'online' && sketch.room !== null,
    'room',
    'An online event has no room. Leave it empty, or hold it in a room as well',
  )
  say(
    held !== 'online' && sketch.siteId === null && sketch.room === null,
    'room',
    'Say where it is: choose a site, or name the place',
  )
  say(
    held === 'online' && sketch.roomPlaces !== null,
    'roomPlaces',
    'An online event has no places in a room. Leave it empty',
  )
  say(
    held === 'room' && sketch.onlinePlaces !== null,
    'onlinePlaces',
    'This event is not held online. Leave it empty',
  )
  shareFaults(sketch, say)
  say(
    sketch.bookingClosesAt !== null && Temporal.Instant.compare(sketch.bookingClosesAt, startsAt) > 0,
    'bookingClosesAt',
    'Bookings close when the event starts, or before',
  )
  say(
    sketch.visibility === 'group' && sketch.groupId === null,
    'group',
    'Select the group whose members it is for',
  )
  return faults
}

function shareFaults(sketch: Sketch, say: (wrong: boolean, field: string, message: string) => void): void {
  const { roomShare, onlineShare, releaseAt } = sketch
  const check = (share: number | null, places: number | null, field: string): void => {
    say(share !== null && places === null, field, 'Places without a limit are not shared out. Leave it empty')
    say(
      share !== null && places !== null && share > places,
      field,
      `A share cannot be more than the ${places} places there are`,
    )
  }
  check(roomShare, sketch.roomPlaces, 'roomShare')
  check(onlineShare, sketch.onlinePlaces, 'onlineShare')
  const isShared = roomShare !== null || onlineShare !== null
  say(
    isShared && releaseAt === null,
    'releaseAt',
    'Say when places not taken by then go to whoever comes first',
  )
  say(
    !isShared && releaseAt !== null,
    'releaseAt',
    'Nothing is shared out, so there is nothing to release. Leave it empty',
  )
  say(
    releaseAt !== null && Temporal.Instant.compare(releaseAt, sketch.startsAt) > 0,
    'releaseAt',
    'Places are released before the event starts',
  )
}

/** "Cyber exercise 2027" → "cyber-exercise-2027". */
export function codeFrom(title: string): string {
  const plain = title
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 50)
    .replaceAll(/^-+|-+$/g, '')
  return plain === '' || CODES_NOT_TO_USE.has(plain) ? 'event' : plain
}
