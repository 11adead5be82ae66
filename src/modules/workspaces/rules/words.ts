// The words of workspaces: what is booked, by whom, in which state, at which place.
export const RESOURCE_KINDS = {
  desk: 'Desk',
  room: 'Room',
  parking: 'Parking space',
  charger: 'Charging point',
  locker: 'Locker',
  kit: 'Equipment',
} as const
export type ResourceKind = keyof typeof RESOURCE_KINDS

export const RESOURCE_KINDS_PLURAL: Readonly<Record<ResourceKind, string>> = {
  desk: 'Desks',
  room: 'Rooms',
  parking: 'Parking spaces',
  charger: 'Charging points',
  locker: 'Lockers',
  kit: 'Equipment',
}

/** What a desk or a room has, as facts a person can ask for (A2). The order is that of forms. */
export const ATTRIBUTES = {
  'step-free': 'Step-free all the way',
  'near-lift': 'Near the lift',
  'height-adjustable': 'Height can be adjusted',
  'transfer-left': 'Transfer space on the left',
  'transfer-right': 'Transfer space on the right',
  'screen-reader': 'Computer with a screen reader',
  'hearing-loop': 'Hearing loop',
  quiet: 'Quiet',
  'low-light': 'Lighting can be lowered',
  daylight: 'By a window',
  'assistance-dog': 'Room for an assistance dog',
  'near-accessible-toilet': 'Near an accessible toilet',
  screen: 'Screen',
  'dual-screen': 'Two screens',
  dock: 'Docking station',
  webcam: 'Camera and microphone',
  'video-meeting': 'Equipped for video meetings',
  projector: 'Projector or large display',
  whiteboard: 'Whiteboard',
  private: 'Closed off, for private conversations',
} as const
export type Attribute = keyof typeof ATTRIBUTES
export const isAttribute = (text: string): text is Attribute => Object.hasOwn(ATTRIBUTES, text)

export const BOOKING_STATES = {
  held: 'Held',
  pending: 'Waiting for approval',
  confirmed: 'Booked',
  'checked-in': 'Checked in',
  completed: 'Over',
  released: 'Released: nobody came',
  cancelled: 'Cancelled',
  displaced: 'Withdrawn by the office',
} as const
export type BookingState = keyof typeof BOOKING_STATES

export const OFFICER_ROLES = {
  manager: 'Workspace manager',
  approver: 'Approver',
  reception: 'Reception',
  continuity: 'Business continuity officer',
} as const
export type OfficerRole = keyof typeof OFFICER_ROLES

export type PlaceKind = 'site' | 'floor' | 'zone' | 'resource'
export type Audience = 'own' | 'organisation' | 'circle' | 'partner' | 'visitor'
export type AgreementAudience = 'organisation' | 'circle' | 'partnership'
export type AgreementState = 'offered' | 'standing' | 'declined' | 'withdrawn' | 'ended'
export type AgreementStep = 'offered' | 'accepted' | 'declined' | 'withdrawn' | 'changed' | 'notice' | 'ended'
export type AllocationForm = 'keeps' | 'limits'
export type AllocationAudience = 'own' | 'organisation' | 'circle' | 'partner'
export type NamesShown = 'nobody' | 'organisation' | 'name'
export type CounterHolder = 'person' | 'allocation' | 'place'
export type CounterPer = 'morning' | 'afternoon' | 'day' | 'week' | 'month'
export type WaitingState = 'waiting' | 'offered' | 'taken' | 'lapsed' | 'left' | 'past'
export type Sharing = 'nobody' | 'colleagues' | 'partners'
export type SwapState = 'asked' | 'accepted' | 'declined' | 'withdrawn'

/** One counter that a booking used: [holder, holder's id, owner's id, kind, per, first day, units]. */
export type Use = readonly [CounterHolder, string, string, ResourceKind, CounterPer, string, number]

/** How a series repeats, by the wall clock of the site (B5). */
export type Recurrence = {
  readonly every: 'day' | 'week' | 'month-date' | 'month-weekday'
  readonly interval: number
  /** ISO weekdays, for weeks. */
  readonly weekdays: readonly number[]
  /** Last day, as text; or how many times. */
  readonly until: string | null
  readonly count: number | null
  /** Days that are left out, as text. */
  readonly except: readonly string[]
}
