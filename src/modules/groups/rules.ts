// What holds for groups, without a database: offices and who votes by them, which days a membership covers,
// how one is taken up, and the words a group's rhythm and access are said in.
import { refuse } from '#platform/errors/index.ts'
import type { Holidays } from '#platform/time/index.ts'

export const ACCESS = { open: 'Open to staff of all partners', members: 'Members only' } as const
export type Access = keyof typeof ACCESS

export const CADENCE = {
  monthly: 'Monthly',
  'two-monthly': 'Every two months',
  quarterly: 'Quarterly',
  'half-yearly': 'Half-yearly',
  yearly: 'Yearly',
  'as-needed': 'As needed',
} as const
export type Cadence = keyof typeof CADENCE

export const KINDS = {
  specialist: 'Specialist group',
  leadership: 'Leadership group or board',
  'sub-group': 'Sub-group',
  community: 'Community of practice',
} as const
export type GroupKind = keyof typeof KINDS

const MONTHS_BETWEEN: Readonly<Record<Cadence, number | null>> = {
  monthly: 1,
  'two-monthly': 2,
  quarterly: 3,
  'half-yearly': 6,
  yearly: 12,
  'as-needed': null,
}

// A meeting that is late already, or the first of a new group, is proposed this far ahead, so that people can come.
const NOTICE_DAYS = 28

/**
 * When a group would meet next by its rhythm: on the weekday it met last, never on a weekend nor on one of the bank
 * holidays given, never before tomorrow. Null for a group that meets as needed.
 */
export function nextMeetingProposed(
  cadence: Cadence,
  lastMeetingOn: Temporal.PlainDate | null,
  today: Temporal.PlainDate,
  holidays?: Holidays,
): Temporal.PlainDate | null {
  const months = MONTHS_BETWEEN[cadence]
  if (months === null) return null
  const soon = today.add({ days: NOTICE_DAYS })
  const inTurn = lastMeetingOn === null ? soon : onWeekdayOf(lastMeetingOn, lastMeetingOn.add({ months }))
  const from = Temporal.PlainDate.compare(inTurn, today) > 0 ? inTurn : soon
  return workingDayFrom(from, holidays)
}

// The nearest day of the same weekday, at most three days before or after.
function onWeekdayOf(last: Temporal.PlainDate, date: Temporal.PlainDate): Temporal.PlainDate {
  const ahead = (last.dayOfWeek - date.dayOfWeek + 7) % 7
  return date.add({ days: ahead > 3 ? ahead - 7 : ahead })
}

// A year whose bank holidays are not known yet has weekends all the same: this only proposes.
function workingDayFrom(date: Temporal.PlainDate, holidays?: Holidays): Temporal.PlainDate {
  let day = date
  while (day.dayOfWeek > 5 || holidays?.days.has(day.toString()) === true) day = day.add({ days: 1 })
  return day
}

export const OFFICES = {
  member: 'Member',
  chair: 'Chair',
  'vice-chair': 'Vice-chair',
  secretary: 'Secretary',
} as const
export type Office = keyof typeof OFFICES
const isOffice = (name: string): name is Office => name in OFFICES
export const OFFICE_NAMES: readonly Office[] = Object.keys(OFFICES).filter(isOffice)

/** Offices that one person at a time holds in a group (G2). */
const SOLE: readonly Office[] = ['chair', 'secretary']

export type Term = { readonly startedOn: Temporal.PlainDate; readonly endedOn: Temporal.PlainDate | null }

/** Whether a membership covers the day: from its first day up to, not including, its last. */
export function holdsOn(term: Term, day: Temporal.PlainDate): boolean {
  const begun = Temporal.PlainDate.compare(term.startedOn, day) <= 0
  return begun && (term.endedOn === null || Temporal.PlainDate.compare(day, term.endedOn) < 0)
}

/** G6: the secretary writes it down, everybody else votes. */
export function votes(office: Office): boolean {
  return office !== 'secretary'
}

/** Who may preside: the chair, or the vice-chair in their place. */
export function presides(office: Office): boolean {
  return office === 'chair' || office === 'vice-chair'
}

export function isSole(office: Office): boolean {
  return SOLE.includes(office)
}

export type GroupRole = {
  readonly role:
    | 'group-member'
    | 'group-organisation'
    | 'group-chair'
    | 'group-secretary'
    | 'decision-maker'
    | 'decision-chair'
  readonly scope: { readonly kind: 'group' | 'partnership'; readonly id: string }
}

/** The roles that a group confers: on its member by office, and on everybody whose organisation is spoken for in it. */
export function rolesOf(membership: {
  readonly groupId: string
  readonly partnershipId: string
  readonly decides: boolean
  /** Null for somebody whose organisation has a member there, and who is none. */
  readonly office: Office | null
}): GroupRole[] {
  const group = { kind: 'group', id: membership.groupId } as const
  const partnership = { kind: 'partnership', id: membership.partnershipId } as const
  const roles: GroupRole[] = [{ role: 'group-organisation', scope: group }]
  if (membership.office === null) return roles
  roles.push({ role: 'group-member', scope: group })
  if (presides(membership.office)) roles.push({ role: 'group-chair', scope: group })
  if (membership.office === 'secretary') roles.push({ role: 'group-secretary', scope: group })
  if (!membership.decides) return roles
  if (votes(membership.office)) roles.push({ role: 'decision-maker', scope: partnership })
  if (presides(membership.office)) roles.push({ role: 'decision-chair', scope: partnership })
  return roles
}

export type Joining = {
  readonly group: {
    readonly name: string
    readonly access: Access
    readonly endedOn: Temporal.PlainDate | null
  }
  readonly organisation: { readonly name: string; readonly isPartner: boolean; readonly employs: boolean }
  readonly alreadyIn: boolean
  /** Whether somebody entitled to it adds the person, rather than the person joining by themselves. */
  readonly added: boolean
}

/** Refuses a membership that the rules do not allow (G1, G3, G4, G8). */
export function mayTakeUp(joining: Joining): void {
  const { group, organisation } = joining
  if (group.endedOn !== null) {
    refuse('conflict', 'groups.group.closed', `${group.name} is closed and takes no members.`)
  }
  if (!joining.added && group.access !== 'open') {
    refuse(
      'forbidden',
      'groups.membership.by-invitation',
      `${group.name} is for members only. Ask its secretary to add you.`,
    )
  }
  if (!organisation.isPartner) {
    refuse(
      'conflict',
      'groups.membership.not-a-partner',
      `${organisation.name} is not a partner today, so nobody can speak for it in ${group.name}.`,
    )
  }
  if (!organisation.employs) {
    refuse(
      'conflict',
      'groups.membership.not-employed',
      `${organisation.name} does not employ this person. They can speak only for an organisation they work for.`,
    )
  }
  if (joining.alreadyIn) {
    refuse('conflict', 'groups.membership.already-in', `This person is already a member of ${group.name}.`)
  }
}

/** G10: a group stands under one of its own partnership, never under itself or one below it. */
export function mayStandUnder(
  group: { readonly id: string; readonly partnershipId: string },
  parent: { readonly name: string; readonly partnershipId: string; readonly above: readonly string[] },
): void {
  const foreign = parent.partnershipId !== group.partnershipId
  if (!foreign && !parent.above.includes(group.id)) return
  refuse(
    'invalid',
    'groups.group.wrong-parent',
    foreign
      ? `${parent.name} belongs to another partnership. A sub-group stands under a group of its own.`
      : `${parent.name} stands under this group already, so this one cannot stand under it.`,
    { faults: [{ field: 'parent', message: 'Select another group for it to stand under' }] },
  )
}

/** Refuses to change a group, or who sits in it, once it is closed (G8). */
export function mustBeOpen(group: {
  readonly name: string
  readonly endedOn: Temporal.PlainDate | null
}): void {
  if (group.endedOn === null) return
  refuse('conflict', 'groups.group.closed', `${group.name} is closed. Its record stays as it is.`)
}

/** Refuses a first day in the future: a membership is recorded when it begins. */
export function mayStartOn(startedOn: Temporal.PlainDate, today: Temporal.PlainDate): void {
  if (Temporal.PlainDate.compare(startedOn, today) <= 0) return
  refuse(
    'invalid',
    'groups.membership.not-yet',
    'A membership is recorded when it begins. Give a first day that is not in the future.',
    { faults: [{ field: 'startedOn', message: 'The first day cannot be in the future' }] },
  )
}
