// What somebody sees of who has booked (W15, B7): the name, the body alone, or that it is booked.
import type { NamesShown, Sharing } from './words.ts'

export type Shown = 'name' | 'organisation' | 'booked'

/** How the one who looks stands to a booking. */
export type Looking = {
  /** It is for them, or they made it. */
  readonly isTheirs: boolean
  /** They manage, approve or receive people at the workplace. */
  readonly isOfficer: boolean
  /** They work for the body of whoever booked. */
  readonly isColleague: boolean
}

export type Veiled = {
  readonly isPrivate: boolean
  /** What the owner's terms show to people of other bodies. */
  readonly names: NamesShown
  /** Whom the person lets see where they sit. */
  readonly shares: Sharing
}

/** A name is shown where the owner's terms and the person allow it; to colleagues the person alone decides. */
export function whatIsShown(booking: Veiled, looking: Looking): Shown {
  if (looking.isTheirs || looking.isOfficer) return 'name'
  if (booking.isPrivate) return 'booked'
  if (looking.isColleague) return booking.shares === 'nobody' ? 'organisation' : 'name'
  if (booking.names === 'name' && booking.shares === 'partners') return 'name'
  return booking.names === 'nobody' ? 'booked' : 'organisation'
}
