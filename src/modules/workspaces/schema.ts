// The tables of workspaces as types.
import type {
  ColumnType,
  DateColumn,
  Generated,
  InstantColumn,
  Json,
  Optional,
  OptionalDate,
  OptionalInstant,
} from '#platform/database/index.ts'
import type {
  AgreementAudience,
  AgreementState,
  AgreementStep,
  AllocationAudience,
  AllocationForm,
  Audience,
  BookingState,
  CounterHolder,
  CounterPer,
  NamesShown,
  OfficerRole,
  PlaceKind,
  Recurrence,
  ResourceKind,
  Sharing,
  SwapState,
  Use,
  WaitingState,
} from './rules.ts'

type TimeColumn = ColumnType<Temporal.PlainTime, Temporal.PlainTime | string, Temporal.PlainTime | string>
type OptionalTime = ColumnType<
  Temporal.PlainTime | null,
  Temporal.PlainTime | string | null | undefined,
  Temporal.PlainTime | string | null
>

/** A building that keeps workspaces. Its owner is the organisation of the site. */
export type WorkplaceTable = {
  site_id: string
  time_zone: Generated<string>
  opened_on: DateColumn
  closes_on: OptionalDate
  furthest_days: Generated<number>
  retention_months: Generated<number>
  arrival_words: Optional<string>
  wifi_words: Optional<string>
  evacuation_words: Optional<string>
  contact_words: Optional<string>
  privacy_words: Optional<string>
  /** The day for which search was told last who is let in. */
  found_on: OptionalDate
  version: Generated<number>
}

export type FloorTable = {
  id: string
  site_id: string
  code: string
  name: string
  level: number
  plan_width: Generated<number>
  plan_height: Generated<number>
  backdrop_file_id: Optional<string>
  /** Shapes of ours, written anew from an uploaded SVG. */
  backdrop_drawing: Optional<string>
  backdrop_words: Optional<string>
  ended_on: OptionalDate
  version: Generated<number>
}

export type ZoneTable = {
  id: string
  site_id: string
  floor_id: string
  code: string
  name: string
  where_words: Optional<string>
  plan_x: Optional<number>
  plan_y: Optional<number>
  plan_width: Optional<number>
  plan_height: Optional<number>
  ended_on: OptionalDate
  version: Generated<number>
}

export type ResourceTable = {
  id: string
  site_id: string
  floor_id: string
  zone_id: string
  code: string
  name: string
  kind: ResourceKind
  capacity: Generated<number>
  attributes: Generated<string[]>
  where_words: Optional<string>
  /** Desks in one row stand beside each other in the order of their places. */
  row_name: Optional<string>
  row_place: Optional<number>
  plan_x: Optional<number>
  plan_y: Optional<number>
  held_for_access: Generated<boolean>
  setup_minutes: Generated<number>
  clear_minutes: Generated<number>
  /** What the sheet on the desk says; a code for a page, not a secret. */
  check_in_code: string
  from_on: DateColumn
  retired_on: OptionalDate
  retired_because: Optional<string>
  version: Generated<number>
}

/** A divisible room and the parts it is divided into. A part has no parts of its own. */
export type PartTable = {
  whole_id: string
  part_id: string
}

/** Who runs the workspaces of an organisation, or of one of its sites. */
export type OfficerTable = {
  id: string
  organisation_id: string
  site_id: Optional<string>
  person_id: string
  role: OfficerRole
  from_on: DateColumn
  ended_on: OptionalDate
}

/** A group of partners that an owner names in its rules. */
export type CircleTable = {
  id: string
  organisation_id: string
  name: string
  ended_on: OptionalDate
  version: Generated<number>
}

export type CircleMemberTable = {
  circle_id: string
  organisation_id: string
}

/** What lets the staff of one body into the workspaces of another. Both sides read the same terms. */
export type AgreementTable = {
  id: string
  site_id: string
  owner_organisation_id: string
  audience: AgreementAudience
  audience_id: string
  terms: string
  from_on: DateColumn
  to_on: OptionalDate
  notice_days: number
  state: AgreementState
  ends_on: OptionalDate
  /** New terms that the other side has yet to accept; until then what stood goes on standing. */
  proposed_terms: Optional<string>
  proposed_to_on: OptionalDate
  proposed_notice_days: Optional<number>
  proposed_at: OptionalInstant
  made_at: InstantColumn
  version: Generated<number>
}

export type AgreementStepTable = {
  id: string
  agreement_id: string
  step: AgreementStep
  organisation_id: string
  person_id: Optional<string>
  words: Optional<string>
  /** Done by somebody who is neither the owner's manager nor its lead. */
  on_behalf: Generated<boolean>
  at: InstantColumn
}

/** A rule at a place for an audience. A value that is not said is inherited. Never changed: the next rule replaces it. */
export type RuleTable = {
  id: string
  site_id: string
  place: PlaceKind
  place_id: string
  resource_kind: Optional<ResourceKind>
  audience: Audience
  audience_id: Optional<string>
  visible: Optional<boolean>
  bookable: Optional<boolean>
  approval: Optional<boolean>
  pending_holds: Optional<boolean>
  weekdays: Optional<number[]>
  opens_at: OptionalTime
  closes_at: OptionalTime
  advance_days: Optional<number>
  early_days: Optional<number>
  least_notice_minutes: Optional<number>
  least_minutes: Optional<number>
  most_minutes: Optional<number>
  grid_minutes: Optional<number>
  per_day: Optional<number>
  per_week: Optional<number>
  per_month: Optional<number>
  cancel_minutes: Optional<number>
  check_in: Optional<boolean>
  check_in_before_minutes: Optional<number>
  release_minutes: Optional<number>
  series_no_shows: Optional<number>
  names: Optional<NamesShown>
  because: Optional<string>
  from_on: DateColumn
  made_at: InstantColumn
  made_by_person_id: Optional<string>
  ended_at: OptionalInstant
  ended_by_person_id: Optional<string>
  on_behalf: Generated<boolean>
}

/** The bookings ahead that a rule no longer fitted when it was made, and what was chosen for them. */
export type RuleEffectTable = {
  rule_id: string
  booking_id: string
  chosen: 'keep' | 'tell' | 'move' | 'withdraw'
}

/** What an owner keeps back for somebody at a place ('keeps'), or lets them have at most ('limits'). */
export type AllocationTable = {
  id: string
  site_id: string
  place: 'site' | 'floor' | 'zone'
  place_id: string
  resource_kind: ResourceKind
  form: AllocationForm
  audience: AllocationAudience
  audience_id: Optional<string>
  amount: number
  unit: 'places' | 'hours'
  per: 'day' | 'week'
  horizon_working_days: Optional<number>
  from_on: DateColumn
  to_on: OptionalDate
  made_at: InstantColumn
  made_by_person_id: Optional<string>
  ended_at: OptionalInstant
  on_behalf: Generated<boolean>
  version: Generated<number>
}

/** What is used up: of a person's quota, of an allocation. Locked first, in the order of its key; compared with the bookings every night. holder: a person, an allocation, or a place whose pool is guarded. */
export type CounterTable = {
  holder: CounterHolder
  holder_id: string
  owner_id: string
  resource_kind: ResourceKind
  per: CounterPer
  from_on: DateColumn
  used: number
}

export type VisitorTable = {
  id: string
  site_id: string
  host_person_id: string
  host_organisation_id: string
  name: Optional<string>
  organisation_words: Optional<string>
  mail: Optional<string>
  comes_on: DateColumn
  told_at: OptionalInstant
  arrived_at: OptionalInstant
  left_at: OptionalInstant
  forgotten_at: OptionalInstant
  made_at: InstantColumn
  version: Generated<number>
}

export type SeriesTable = {
  id: string
  resource_id: string
  site_id: string
  organisation_id: string
  for_person_id: Optional<string>
  made_by_person_id: Optional<string>
  rule: Json<Recurrence>
  first_on: DateColumn
  starts_at: TimeColumn
  ends_at: TimeColumn
  ends_next_day: Generated<boolean>
  no_shows: Generated<number>
  warned_at: OptionalInstant
  ended_at: OptionalInstant
  made_at: InstantColumn
  version: Generated<number>
}

export type BookingTable = {
  id: string
  /** Bookings made together: a desk, a room and a parking space. */
  order_id: string
  resource_id: string
  site_id: string
  organisation_id: string
  owner_organisation_id: string
  for_person_id: Optional<string>
  made_by_person_id: Optional<string>
  visitor_id: Optional<string>
  series_id: Optional<string>
  /** The day of the series this one stands for, wherever it was moved to. */
  series_on: OptionalDate
  starts_at: InstantColumn
  ends_at: InstantColumn
  time_zone: string
  state: BookingState
  held_until: OptionalInstant
  /** Whether a check-in is asked for, from when, and when it is released without one: as the rule said when it was made. */
  check_in_from: OptionalInstant
  release_at: OptionalInstant
  checked_in_at: OptionalInstant
  left_at: OptionalInstant
  ended_at: OptionalInstant
  ended_because: Optional<string>
  /** The counters it used, given back when it ends: [[holder, holder_id, owner_id, kind, per, from_on, units], …]. */
  uses: Json<Use[]>
  private: Generated<boolean>
  purpose: Optional<string>
  people: Generated<number>
  replaces_id: Optional<string>
  made_at: InstantColumn
  changed_at: InstantColumn
  forgotten_at: OptionalInstant
  sequence: Generated<number>
  version: Generated<number>
  /** What it is called where it came from, once a workplace. */
  reference: Optional<string>
}

/** Maintenance, and whatever else keeps a resource from being booked. */
export type BlockTable = {
  id: string
  resource_id: string
  starts_at: InstantColumn
  ends_at: InstantColumn
  reason: string
  made_by_person_id: Optional<string>
  made_at: InstantColumn
  ended_at: OptionalInstant
  /** The closure that put it there. */
  closure_id: Optional<string>
}

/** The one table in which time is taken: one row an atomic resource, buffers included, removed when time is given back. */
export type ClaimTable = {
  resource_id: string
  booking_id: Optional<string>
  block_id: Optional<string>
  starts_at: InstantColumn
  ends_at: InstantColumn
}

/** What happened to a booking, in order; never changed. */
export type StepTable = {
  id: string
  booking_id: string
  state: BookingState
  person_id: Optional<string>
  reason: Optional<string>
  at: InstantColumn
}

export type WaitingTable = {
  id: string
  site_id: string
  /** One of the three, or none for anything of the kind at the site. */
  resource_id: Optional<string>
  zone_id: Optional<string>
  resource_kind: ResourceKind
  attributes: Generated<string[]>
  person_id: Optional<string>
  organisation_id: string
  for_access: Generated<boolean>
  starts_at: InstantColumn
  ends_at: InstantColumn
  state: WaitingState
  offer_booking_id: Optional<string>
  offered_at: OptionalInstant
  made_at: InstantColumn
  ended_at: OptionalInstant
}

/** What a person wants of a desk, and who may see where they sit. Wanted attributes only, never a condition. */
export type PreferenceTable = {
  person_id: string
  wanted: Generated<string[]>
  shares: Generated<Sharing>
  site_id: Optional<string>
  version: Generated<number>
}

export type DelegationTable = {
  id: string
  person_id: string
  delegate_id: string
  from_on: DateColumn
  ended_on: OptionalDate
}

/** A swap that one person offers another; both bookings change hands, or none. */
export type SwapTable = {
  id: string
  booking_id: string
  other_booking_id: string
  /** What was offered: an answer to anything else is not taken. */
  booking_version: number
  other_booking_version: number
  state: SwapState
  made_at: InstantColumn
  answered_at: OptionalInstant
}

/** A screen in a foyer or at a room's door, known by an address that can be taken back. */
export type PanelTable = {
  id: string
  site_id: string
  resource_id: Optional<string>
  name: string
  digest: string
  made_at: InstantColumn
  made_by_person_id: Optional<string>
  seen_at: OptionalInstant
  revoked_at: OptionalInstant
}

/** When the service last looked at what is due: after a gap nobody loses what they could not check in to. */
export type WatchTable = {
  name: string
  ran_at: InstantColumn
  before_at: OptionalInstant
}

/** A network of an office that wants people to check in from inside. */
export type NetworkTable = {
  id: string
  site_id: string
  network: string
  name: string
  made_at: InstantColumn
}

/** Business continuity: a partner's workplaces that cannot be used for a while. */
export type InvocationTable = {
  id: string
  organisation_id: string
  site_id: string
  starts_at: InstantColumn
  ends_at: InstantColumn
  reason: string
  invoked_by_person_id: Optional<string>
  invoked_at: InstantColumn
  ended_at: OptionalInstant
  moved: Generated<number>
  stranded: Generated<number>
  moves: Generated<'anywhere' | 'nobody'>
  version: Generated<number>
}

/** A workplace, a floor, a zone or a place that is closed for days, and what became of the bookings there. */
export type ClosureTable = {
  id: string
  site_id: string
  place: PlaceKind
  place_id: string
  place_name: string
  starts_at: InstantColumn
  ends_at: InstantColumn
  reason: string
  moves: 'anywhere' | 'site' | 'nobody'
  moved: Generated<number>
  stranded: Generated<number>
  made_by_person_id: Optional<string>
  made_at: InstantColumn
  ended_at: OptionalInstant
  version: Generated<number>
}

/** One night's comparison of counters with bookings. */
export type CounterCheckTable = {
  id: string
  at: InstantColumn
  compared: number
  drifting: number
  /** The first hundred counters that differ. */
  drift: Json<readonly Drift[]>
}

/** A counter that says something else than the bookings. */
export type Drift = {
  readonly holder: CounterHolder
  readonly holder_id: string
  readonly owner_id: string
  readonly resource_kind: ResourceKind
  readonly per: CounterPer
  readonly from_on: string
  readonly used: number
  readonly booked: number
}

/** Demand that was refused: counts by body and reason, never a person. */
export type RefusedTable = {
  id: string
  at: InstantColumn
  site_id: string
  organisation_id: Optional<string>
  resource_kind: ResourceKind
  code: string
  starts_at: InstantColumn
  ends_at: InstantColumn
}

/** Who looked at names of other bodies' people, and of which day. */
export type NameViewTable = {
  id: string
  viewer_person_id: Optional<string>
  site_id: string
  day_on: DateColumn
  list: string
  people: number
  seen_at: InstantColumn
}

/** What others may join: where workspaces are, without anybody's name. */
export type ResourceCardView = {
  id: string
  site_id: string
  floor_id: string
  zone_id: string
  code: string
  name: string
  kind: ResourceKind
  capacity: number
  attributes: string[]
  owner_organisation_id: string
}

declare module '#platform/database/index.ts' {
  interface Tables {
    'workspaces.workplace': WorkplaceTable
    'workspaces.floor': FloorTable
    'workspaces.zone': ZoneTable
    'workspaces.resource': ResourceTable
    'workspaces.part': PartTable
    'workspaces.officer': OfficerTable
    'workspaces.circle': CircleTable
    'workspaces.circle_member': CircleMemberTable
    'workspaces.agreement': AgreementTable
    'workspaces.agreement_step': AgreementStepTable
    'workspaces.rule': RuleTable
    'workspaces.rule_effect': RuleEffectTable
    'workspaces.allocation': AllocationTable
    'workspaces.counter': CounterTable
    'workspaces.visitor': VisitorTable
    'workspaces.series': SeriesTable
    'workspaces.booking': BookingTable
    'workspaces.block': BlockTable
    'workspaces.claim': ClaimTable
    'workspaces.step': StepTable
    'workspaces.waiting': WaitingTable
    'workspaces.preference': PreferenceTable
    'workspaces.delegation': DelegationTable
    'workspaces.swap': SwapTable
    'workspaces.panel': PanelTable
    'workspaces.watch': WatchTable
    'workspaces.network': NetworkTable
    'workspaces.invocation': InvocationTable
    'workspaces.closure': ClosureTable
    'workspaces.counter_check': CounterCheckTable
    'workspaces.refused': RefusedTable
    'workspaces.name_view': NameViewTable
    'workspaces.resource_card': ResourceCardView
  }
}
