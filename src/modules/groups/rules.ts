// What holds for groups, without a database: offices and who votes by them, which days a membership covers,
// how one is taken up, and the words a group's rhythm and access are said in.
import { refuse } from '#platform/errors/index.ts'

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

export const OFFICES = {
  member: 'Member',
  chair: 'Chair',
  'vice-chair': 'Vice-chair',
  secretary: 'Secretary',
} as const
export type Office = keyof typeof OFFICES

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
  readonly role: 'group-member' | 'group-chair' | 'group-secretary' | 'decision-maker' | 'decision-chair'
  readonly scope: { readonly kind: 'group' | 'partnership'; readonly id: string }
}

/** The roles that one current membership confers. */
export function rolesOf(membership: {
  readonly groupId: string
  readonly partnershipId: string
  readonly decides: boolean
  readonly office: Office
}): GroupRole[] {
  const group = { kind: 'group', id: membership.groupId } as const
  const partnership = { kind: 'partnership', id: membership.partnershipId } as const
  const roles: GroupRole[] = [{ role: 'group-member', scope: group }]
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
