// Tiers, charges, payments: what members owe and what came in. For the officers of the partnership.
import { query, type Reader } from '#platform/actions/index.ts'
import type { Selectable } from '#platform/database/index.ts'
import { notFound, refuse } from '#platform/errors/index.ts'
import { field, isRecordId } from '#platform/fields/index.ts'
import type { Pence } from '#platform/money/index.ts'
import { financialYearOf, londonDate } from '#platform/time/index.ts'
import { chargeState, isOverdue, type ChargeState } from '../rules/subscriptions.ts'
import type { AdjustmentTable, ChargeBalance, PaymentTable, TierAmountTable, TierTable } from '../schema.ts'
import { partnershipByCode } from './partnerships.ts'

export type Payment = Selectable<PaymentTable>
export type Adjustment = Selectable<AdjustmentTable>
export type Tier = Selectable<TierTable> & { readonly amounts: readonly Selectable<TierAmountTable>[] }

export type Charge = Selectable<ChargeBalance> & {
  readonly organisation_code: string
  readonly organisation_name: string
  readonly tier_name: string
  /** 'kent-connects/2026/medway': what the finance system and the payer quote. */
  readonly reference: string
  readonly state: ChargeState
  readonly overdue: boolean
}

/** One payment (or, negative, reversal) with the part of it that goes to the fund. For the module that keeps the fund. */
export async function paymentById(reader: Reader, id: string): Promise<Payment> {
  if (!isRecordId(id)) return notFound('payment')
  const row = await reader.db
    .selectFrom('partnerships.payment')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  return row ?? notFound('payment')
}

/** Every payment received for a partnership, reversals included, oldest first. For proving a fund from its payments. */
export async function paymentsOf(reader: Reader, partnershipId: string): Promise<Payment[]> {
  return reader.db
    .selectFrom('partnerships.payment')
    .selectAll()
    .where('partnership_id', '=', partnershipId)
    .orderBy('recorded_at')
    .orderBy('id')
    .execute()
}

/** What all payments of a partnership have brought its fund, reversals taken off. */
export async function fundShareReceived(reader: Reader, partnershipId: string): Promise<Pence> {
  const row = await reader.db
    .selectFrom('partnerships.payment')
    .select(({ fn }) => fn.sum<string | null>('fund_pence').as('pence'))
    .where('partnership_id', '=', partnershipId)
    .executeTakeFirst()
  return BigInt(row?.pence ?? 0)
}

const chargeRows = (reader: Reader) =>
  reader.db
    .selectFrom('partnerships.charge_balance as charge')
    .innerJoin('organisations.organisation_card as organisation', 'organisation.id', 'charge.organisation_id')
    .innerJoin('partnerships.tier as tier', 'tier.id', 'charge.tier_id')
    .innerJoin('partnerships.partnership as partnership', 'partnership.id', 'charge.partnership_id')
    .selectAll('charge')
    .select([
      'organisation.code as organisation_code',
      'organisation.name as organisation_name',
      'tier.name as tier_name',
      'partnership.code as partnership_code',
    ])
    .orderBy('organisation.name')
    .orderBy('charge.year_starting', 'desc')
    .orderBy('charge.id')

type ChargeRow = Awaited<ReturnType<ReturnType<typeof chargeRows>['execute']>>[number]

function chargeOf(row: ChargeRow, today: Temporal.PlainDate): Charge {
  const { partnership_code: partnership, ...rest } = row
  const balance = {
    amountPence: row.amount_pence,
    adjustedPence: row.adjusted_pence,
    paidPence: row.paid_pence,
  }
  return {
    ...rest,
    reference: `${partnership}/${row.year_starting}/${row.organisation_code}`,
    state: chargeState(balance),
    overdue: isOverdue(balance, row.due_on, today),
  }
}

/** The charges of a partnership: of one financial year, and those in one state ('overdue' among them). */
export async function chargesOf(
  reader: Reader,
  partnershipId: string,
  wanted: { readonly yearStarting?: number; readonly state?: ChargeState | 'overdue' } = {},
): Promise<Charge[]> {
  let rows = chargeRows(reader).where('charge.partnership_id', '=', partnershipId)
  if (wanted.yearStarting !== undefined) rows = rows.where('charge.year_starting', '=', wanted.yearStarting)
  const today = londonDate(reader.now)
  const charges = (await rows.execute()).map((row) => chargeOf(row, today))
  if (wanted.state === undefined) return charges
  return charges.filter((charge) =>
    wanted.state === 'overdue' ? charge.overdue : charge.state === wanted.state,
  )
}

/** One charge, or the refusal that it is not there. */
export async function chargeById(reader: Reader, id: string): Promise<Charge> {
  if (!isRecordId(id)) return notFound('charge')
  const row = await chargeRows(reader).where('charge.id', '=', id).executeTakeFirst()
  return row === undefined ? notFound('charge') : chargeOf(row, londonDate(reader.now))
}

/** The payments and reversals of a charge, oldest first. */
export async function paymentsOfCharge(reader: Reader, chargeId: string): Promise<Payment[]> {
  return reader.db
    .selectFrom('partnerships.payment')
    .selectAll()
    .where('charge_id', '=', chargeId)
    .orderBy('recorded_at')
    .orderBy('id')
    .execute()
}

/** What was taken off a charge, oldest first. */
export async function adjustmentsOf(reader: Reader, chargeId: string): Promise<Adjustment[]> {
  return reader.db
    .selectFrom('partnerships.adjustment')
    .selectAll()
    .where('charge_id', '=', chargeId)
    .orderBy('made_on')
    .orderBy('id')
    .execute()
}

/** The years for which a partnership has raised charges, newest first. */
export async function chargedYears(reader: Reader, partnershipId: string): Promise<number[]> {
  const rows = await reader.db
    .selectFrom('partnerships.charge')
    .select('year_starting')
    .distinct()
    .where('partnership_id', '=', partnershipId)
    .orderBy('year_starting', 'desc')
    .execute()
  return rows.map((row) => row.year_starting)
}

/** The tiers of a partnership with their amounts by year, newest amount first. */
export async function tiersOf(reader: Reader, partnershipId: string): Promise<Tier[]> {
  const tiers = await reader.db
    .selectFrom('partnerships.tier')
    .selectAll()
    .where('partnership_id', '=', partnershipId)
    .orderBy('name')
    .orderBy('id')
    .execute()
  if (tiers.length === 0) return []
  const amounts = await reader.db
    .selectFrom('partnerships.tier_amount')
    .selectAll()
    .where(
      'tier_id',
      'in',
      tiers.map((tier) => tier.id),
    )
    .orderBy('from_year', 'desc')
    .execute()
  return tiers.map((tier) => ({ ...tier, amounts: amounts.filter((amount) => amount.tier_id === tier.id) }))
}

/** Charges for the doors: those of the current financial year unless another is given. */
export const listSubscriptions = query({
  name: 'partnerships.subscription.list',
  title: 'List the subscriptions of a partnership',
  doors: ['page', 'api', 'command'],
  parameters: {
    partnership: field.code('Partnership code'),
    year: field
      .integer('Financial year, by the calendar year it begins in', { least: 2000, most: 2199 })
      .optional(),
    state: field
      .choice('State', {
        open: 'Open',
        'part-paid': 'Part paid',
        paid: 'Paid',
        'in-credit': 'In credit',
        cancelled: 'Cancelled',
        overdue: 'Overdue',
      })
      .optional(),
  },
  async run(reader, { partnership, year, state }) {
    const found = await partnershipByCode(reader, partnership)
    maySeeMoney(reader, found.id)
    const yearStarting = year ?? financialYearOf(londonDate(reader.now)).starting
    return { rows: await chargesOf(reader, found.id, { yearStarting, ...(state === null ? {} : { state }) }) }
  },
})

/** Money owed is shown to the partnership's own officers. */
export function maySeeMoney(reader: Reader, partnershipId: string): void {
  if (reader.may('partnerships.subscription.list', { kind: 'partnership', id: partnershipId })) return
  refuse(
    'forbidden',
    'partnerships.subscription.not-yours',
    'What members owe is shown to the officers of their partnership. You are an officer of another one.',
  )
}
