// What a member pays: a yearly amount by tier, part of it for the fund, by whole months where a year is not full.
//
//   (member) ──raise──► open ──payment──► part paid ──payment──► paid
//                        │                    ▲  └───reverse───┘
//                        └──leave mid-year: adjustment; nothing left to pay: cancelled; paid too much: in credit
//
// P4  A member is charged once for a financial year, however often the year's run is started.
// P5  Charges, payments and adjustments are never rewritten; a mistake is put right by a further row.
// P6  The shares of a charge's payments that go to the fund add up to the share of what was paid, to the penny.
import { refuse } from '#platform/errors/index.ts'
import { formatPounds, shareOf, type Pence } from '#platform/money/index.ts'
import { financialYearStarting, type FinancialYear } from '#platform/time/index.ts'
import type { Membership } from './membership.ts'

export const PART_YEARS = {
  'by-month': 'Members pay for the months in which they are a member',
  'whole-year': 'Members pay for the whole year, whenever they join or leave in it',
} as const
export type PartYear = keyof typeof PART_YEARS

export const ADJUSTMENT_REASONS = { leaving: 'Left during the year', correction: 'Correction' } as const
export type AdjustmentReason = keyof typeof ADJUSTMENT_REASONS

/** In how many calendar months of the year the membership runs on at least one day: 0 to 12. */
export function monthsOf(membership: Membership, year: FinancialYear): number {
  const first = membership.joinedOn === null ? 0 : monthsBetween(year.from, membership.joinedOn)
  const last = membership.leftOn === null ? 11 : monthsBetween(year.from, membership.leftOn)
  return Math.max(0, Math.min(last, 11) - Math.max(first, 0) + 1)
}

const monthsBetween = (from: Temporal.PlainDate, to: Temporal.PlainDate): number =>
  (to.year - from.year) * 12 + to.month - from.month

/** What a member owes for a year, and for how many months; undefined when it is no member in any of them. */
export function subscriptionFor(
  membership: Membership,
  yearStarting: number,
  yearlyPence: Pence,
  partYear: PartYear,
): { readonly months: number; readonly amountPence: Pence } | undefined {
  const running = monthsOf(membership, financialYearStarting(yearStarting))
  if (running === 0) return undefined
  const months = partYear === 'whole-year' ? 12 : running
  return { months, amountPence: (yearlyPence * BigInt(months)) / 12n }
}

export type Charged = {
  readonly yearStarting: number
  readonly months: number
  readonly amountPence: Pence
  readonly adjustedPence: Pence
}

/** What comes off a charge when its member leaves: zero, or a negative amount. A year that begins after the last day is not owed at all. */
export function adjustmentOnLeaving(charge: Charged, membership: Membership, partYear: PartYear): Pence {
  const running = monthsOf(membership, financialYearStarting(charge.yearStarting))
  const owedMonths =
    running === 0 ? 0 : partYear === 'whole-year' ? charge.months : Math.min(running, charge.months)
  const owed = (charge.amountPence * BigInt(owedMonths)) / BigInt(charge.months)
  const difference = owed - (charge.amountPence + charge.adjustedPence)
  return difference < 0n ? difference : 0n
}

export type Balance = {
  readonly amountPence: Pence
  readonly adjustedPence: Pence
  readonly paidPence: Pence
}
export type ChargeState = 'open' | 'part-paid' | 'paid' | 'in-credit' | 'cancelled'

/** What is still to pay; negative when too much was paid. */
export const outstanding = (balance: Balance): Pence =>
  balance.amountPence + balance.adjustedPence - balance.paidPence

/** Where a charge stands. */
export function chargeState(balance: Balance): ChargeState {
  const left = outstanding(balance)
  if (left < 0n) return 'in-credit'
  // A tier that costs nothing owes nothing: its charge is settled, not called off.
  if (left === 0n) return balance.paidPence === 0n && balance.amountPence > 0n ? 'cancelled' : 'paid'
  return balance.paidPence === 0n ? 'open' : 'part-paid'
}

/** Whether money is still owed after the day it was due. */
export const isOverdue = (balance: Balance, dueOn: Temporal.PlainDate, today: Temporal.PlainDate): boolean =>
  outstanding(balance) > 0n && Temporal.PlainDate.compare(dueOn, today) < 0

/** Refuses a payment of more than is owed: the rest belongs to another charge or back to the payer. */
export function mayPay(balance: Balance, amountPence: Pence): void {
  const left = outstanding(balance)
  if (amountPence <= left) return
  refuse(
    'conflict',
    'partnerships.payment.over-outstanding',
    left <= 0n
      ? 'Nothing is left to pay on this subscription. Look for the charge that the money belongs to.'
      : `${formatPounds(left)} is left to pay on this subscription, and ${formatPounds(amountPence)} was entered. Record what belongs here, and the rest on its own charge.`,
    { figures: { outstandingPence: Number(left), amountPence: Number(amountPence) } },
  )
}

/** P6: the part of one payment (or, with a negative amount, reversal) that moves to or from the fund. */
export function fundPart(
  paid: { readonly paidPence: Pence; readonly fundPence: Pence },
  amountPence: Pence,
  fundPerMille: number,
): Pence {
  return shareOf(paid.paidPence + amountPence, fundPerMille) - paid.fundPence
}

export type TierAmount = {
  readonly fromYear: number
  readonly yearlyPence: Pence
  readonly fundPerMille: number
}

/** What a tier costs in a year: the latest amount that holds from that year or an earlier one. */
export function amountOfYear<A extends TierAmount>(
  amounts: readonly A[],
  yearStarting: number,
): A | undefined {
  return amounts
    .filter((one) => one.fromYear <= yearStarting)
    .toSorted((one, other) => other.fromYear - one.fromYear)[0]
}

/** P4: refuses a new amount for a year that members were already charged for. */
export function maySetAmount(fromYear: number, latestChargedYear: number | null): void {
  if (latestChargedYear === null || fromYear > latestChargedYear) return
  refuse(
    'conflict',
    'partnerships.tier.year-charged',
    `Subscriptions for ${financialYearStarting(latestChargedYear).label} have been raised at the old amount. Set the new one from ${financialYearStarting(latestChargedYear + 1).label} on.`,
    { figures: { latestChargedYear } },
  )
}
