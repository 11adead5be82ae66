// Who belongs to a partnership, from when to when.
//
//   (not a member) ──join──► member ──leave──► member until the last day ──► (not a member) ──join──► …
//
// P1  A body is a member of a partnership once at a time, and its memberships never share a day.
// P2  Where no joining date is recorded, the membership counts from before records began.
import { refuse, type Fault } from '#platform/errors/index.ts'
import { formatDate } from '#platform/time/index.ts'

/** The kinds that have a title of their own. Any other word is a kind too. */
export const PARTNERSHIP_KINDS: Readonly<Record<string, string>> = {
  technology: 'Technology',
  estates: 'Estates',
  network: 'Network',
  placements: 'Placements',
  joint_committee: 'Joint committee',
  shared_services: 'Shared services',
  covenant: 'Covenant',
  other: 'Other',
}

/** What may be typed as a kind: plain words. */
export const KIND = /^[A-Za-z0-9]+(?:[ _-][A-Za-z0-9]+)*$/
export const MOST_KIND = 40

/** A kind as it is kept: "Joint committee" is joint_committee. */
export const kindOf = (typed: string): string => typed.trim().toLowerCase().replaceAll(/[ _-]/g, '_')

/** A kind as it is read: its title, or the word itself. */
export function kindTitle(kind: string): string {
  const words = kind.replaceAll('_', ' ')
  return PARTNERSHIP_KINDS[kind] ?? words.charAt(0).toUpperCase() + words.slice(1)
}

export const OFFICER_ROLES = {
  'partnership-officer': 'Partnership officer',
  'fund-officer': 'Fund officer',
  'finance-officer': 'Finance officer',
} as const
export type OfficerRole = keyof typeof OFFICER_ROLES

export const JOINED_BASES = {
  recorded: 'recorded',
  established: 'taken from the year the partnership was established',
  unknown: 'before records began',
} as const
export type JoinedBasis = keyof typeof JOINED_BASES

export type Membership = {
  /** Null: before records began. */
  readonly joinedOn: Temporal.PlainDate | null
  /** The last day as a member; null while no end is known. */
  readonly leftOn: Temporal.PlainDate | null
}

const before = (one: Temporal.PlainDate, other: Temporal.PlainDate): boolean =>
  Temporal.PlainDate.compare(one, other) < 0

/** Whether the membership runs on that day, its first and last days included. */
export const isMemberOnDay = (membership: Membership, day: Temporal.PlainDate): boolean =>
  (membership.joinedOn === null || !before(day, membership.joinedOn)) &&
  (membership.leftOn === null || !before(membership.leftOn, day))

/** The joining date of a member whose own is not in the papers: 1 April of the year the partnership was established, as the financial year it first paid for; unknown where that is not in the papers either. */
export function assumedJoining(established: number | null): {
  joinedOn: Temporal.PlainDate | null
  basis: JoinedBasis
} {
  if (established === null) return { joinedOn: null, basis: 'unknown' }
  return { joinedOn: new Temporal.PlainDate(established, 4, 1), basis: 'established' }
}

/** P1: refuses a membership that would share a day with an earlier one of the same body. */
export function mayJoin(
  earlier: readonly Membership[],
  joinsOn: Temporal.PlainDate | null,
  name: string,
): void {
  const clash = earlier.find((one) => one.leftOn === null || joinsOn === null || !before(one.leftOn, joinsOn))
  if (clash === undefined) return
  const until =
    clash.leftOn === null ? 'is a member already' : `was a member until ${formatDate(clash.leftOn)}`
  refuse(
    'conflict',
    'partnerships.member.overlaps',
    `${name} ${until}. A new membership must begin after the one before has ended.`,
  )
}

// Notice is given up to two years ahead in the agreements of shared services; further ahead is a slip of the finger.
const MOST_NOTICE = { years: 2 }

/** What is wrong with a last day: before the first one, or further ahead than any notice. */
export function leavingFaults(
  membership: Membership,
  leavesOn: Temporal.PlainDate,
  today: Temporal.PlainDate,
): Fault[] {
  if (membership.joinedOn !== null && before(leavesOn, membership.joinedOn)) {
    return [
      {
        field: 'leftOn',
        message: `The last day must not be before the day of joining, ${formatDate(membership.joinedOn)}`,
      },
    ]
  }
  const latest = today.add(MOST_NOTICE)
  if (before(latest, leavesOn)) {
    return [
      {
        field: 'leftOn',
        message: `The last day must be ${formatDate(latest)} or earlier: two years is the longest notice`,
      },
    ]
  }
  return []
}
