// Where "now" comes from. Actions, jobs and requests are handed a Clock; nobody else asks the machine.
import { Defect } from '../errors/index.ts'

export type Clock = { readonly now: () => Temporal.Instant }

/** The machine's clock. The one use of Temporal.Now in the project. */
export const systemClock: Clock = { now: () => Temporal.Now.instant() }

export type FixedClock = Clock & {
  advance(duration: Temporal.DurationLike): void
  set(instant: string): void
}

/** A clock that stands where it is put, for tests and the demonstration's year. Time never runs backwards on it by accident: `advance` refuses a negative duration. */
export function fixedClock(start: string): FixedClock {
  let instant = Temporal.Instant.from(start)
  return {
    now: () => instant,
    advance(duration) {
      const moved = instant.toZonedDateTimeISO('Europe/London').add(duration).toInstant()
      if (Temporal.Instant.compare(moved, instant) < 0)
        throw new Defect('A fixed clock was advanced backwards; use set.')
      instant = moved
    },
    set(text) {
      instant = Temporal.Instant.from(text)
    },
  }
}
