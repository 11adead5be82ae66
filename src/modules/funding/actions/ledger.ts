// Money into the fund: the part of each subscription payment, other receipts, and corrections by an entry of
// their own (F4).
import { personOf, action, type Inside } from '#platform/actions/index.ts'
import { refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { formatPounds } from '#platform/money/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { chargeById, paymentById, paymentsOf } from '#modules/partnerships/index.ts'
import { dailyEntries, maySeeLedger } from '../queries/ledger.ts'
import { fundOf, programmeById, type Programme } from '../queries/programmes.ts'
import { lowestAvailableFrom } from '../rules.ts'
import { lockFund } from './decisions.ts'

/** After a subscription payment is recorded: books the part that goes to the fund. Once a payment, whatever is delivered twice. */
export const bookPayment = action({
  name: 'funding.ledger.book',
  title: "Book the fund's part of a payment",
  doors: [],
  fields: {
    announcement: field.id('Announcement'),
    payment: field.id('Payment'),
    charge: field.id('Charge'),
    partnership: field.id('Partnership'),
  },
  async run(inside, answers) {
    const fund = await fundOf(inside, answers.partnership)
    if (fund === undefined) return { subject: null, result: null }
    const booked = await book(inside, fund, answers.payment)
    return { subject: fund.id, result: { booked }, facts: { payment: answers.payment, booked } }
  },
})

/** After a payment is reversed: books the negative part, so that the fund never counts money that went back. */
export const bookReversal = action({
  name: 'funding.ledger.unbook',
  title: "Book the fund's part of a reversed payment",
  doors: [],
  fields: {
    announcement: field.id('Announcement'),
    payment: field.id('Reversal'),
    reverses: field.id('Payment'),
    charge: field.id('Charge'),
    partnership: field.id('Partnership'),
  },
  async run(inside, answers) {
    const fund = await fundOf(inside, answers.partnership)
    if (fund === undefined) return { subject: null, result: null }
    const booked = await book(inside, fund, answers.payment)
    return { subject: fund.id, result: { booked }, facts: { payment: answers.payment, booked } }
  },
})

async function book(inside: Inside, fund: Pick<Programme, 'id'>, paymentId: string): Promise<boolean> {
  const payment = await paymentById(inside, paymentId)
  if (payment.fund_pence === 0n) return false
  const charge = await chargeById(inside, payment.charge_id)
  const entry = await inside.tx
    .insertInto('funding.ledger_entry')
    .values({
      id: inside.id(),
      programme_id: fund.id,
      kind: 'paid-in',
      amount_pence: payment.fund_pence,
      occurred_on: payment.received_on,
      recorded_at: inside.now,
      payment_id: payment.id,
      note: `${charge.organisation_name}, subscription ${charge.year_starting}-${String((charge.year_starting + 1) % 100).padStart(2, '0')}${payment.fund_pence < 0n ? ', payment reversed' : ''}`,
    })
    .onConflict((there) => there.column('payment_id').doNothing())
    .returning('id')
    .executeTakeFirst()
  return entry !== undefined
}

/** Books every payment of the partnership that is not in the ledger yet: for a fund that begins after its first payments. */
export async function bookEarlierPayments(
  inside: Inside,
  fund: Pick<Programme, 'id' | 'partnershipId'>,
): Promise<number> {
  let booked = 0
  for (const payment of await paymentsOf(inside, fund.partnershipId))
    if (await book(inside, fund, payment.id)) booked += 1
  return booked
}

async function fundForMoney(inside: Inside, permission: string, programmeId: string): Promise<Programme> {
  const fund = await programmeById(inside, programmeId)
  if (
    !maySeeLedger(inside, fund.partnershipId) ||
    !inside.may(permission, { kind: 'partnership', id: fund.partnershipId })
  ) {
    refuse(
      'forbidden',
      'funding.ledger.not-yours',
      `The ledger of ${fund.name} is kept by its own fund officer and finance officer.`,
    )
  }
  if (fund.source !== 'internal')
    refuse(
      'conflict',
      'funding.ledger.no-ledger',
      `${fund.name} is an external programme: its money is not held in a ledger here.`,
    )
  await lockFund(inside, fund.id)
  return fund
}

/** Records money that comes into the fund otherwise than by subscription: what was brought forward, a contribution. */
export const payIn = action({
  name: 'funding.ledger.pay-in',
  title: 'Record money paid into the fund',
  doors: ['page', 'api', 'command'],
  fresh: true,
  fields: {
    programme: field.id('Fund'),
    amount: field.money('Amount'),
    receivedOn: field.date('Received on'),
    note: field.text('Where it comes from', { hint: 'For example, brought forward from the year before' }),
  },
  async run(inside, answers) {
    const fund = await fundForMoney(inside, 'funding.ledger.pay-in', answers.programme)
    if (Temporal.PlainDate.compare(answers.receivedOn, londonDate(inside.now)) > 0)
      refuse('invalid', 'funding.ledger.in-future', 'Money is recorded when it has come.', {
        faults: [{ field: 'receivedOn', message: 'The day it was received must be today or earlier' }],
      })
    const id = inside.id()
    await inside.tx
      .insertInto('funding.ledger_entry')
      .values({
        id,
        programme_id: fund.id,
        kind: 'paid-in',
        amount_pence: answers.amount,
        occurred_on: answers.receivedOn,
        recorded_at: inside.now,
        recorded_by: personOf(inside),
        note: answers.note,
      })
      .execute()
    return {
      subject: fund.id,
      result: { id, programme: fund.code },
      facts: { entry: id, amount_pence: answers.amount },
    }
  },
})

/** Puts a mistake right by an entry of its own, dated today (F4). It cannot take more than is available (F3). */
export const correctLedger = action({
  name: 'funding.ledger.correct',
  title: 'Correct the ledger',
  doors: ['page', 'api', 'command'],
  fresh: true,
  fields: {
    programme: field.id('Fund'),
    direction: field.choice('The correction', {
      add: 'Adds to what is available',
      take: 'Takes from what is available',
    }),
    amount: field.money('Amount'),
    note: field.text('What was wrong', { most: 500 }),
  },
  async run(inside, answers) {
    const fund = await fundForMoney(inside, 'funding.ledger.correct', answers.programme)
    const today = londonDate(inside.now)
    const amount = answers.direction === 'add' ? answers.amount : -answers.amount
    const lowest = lowestAvailableFrom(await dailyEntries(inside, fund.id), today)
    if (amount < 0n && answers.amount > lowest.pence) {
      refuse(
        'conflict',
        'funding.ledger.over-available',
        `${formatPounds(answers.amount)} cannot be taken: ${formatPounds(lowest.pence)} is available.`,
        { figures: { amount_pence: String(answers.amount), available_pence: String(lowest.pence) } },
      )
    }
    const id = inside.id()
    await inside.tx
      .insertInto('funding.ledger_entry')
      .values({
        id,
        programme_id: fund.id,
        kind: 'correction',
        amount_pence: amount,
        occurred_on: today,
        recorded_at: inside.now,
        recorded_by: personOf(inside),
        note: answers.note,
      })
      .execute()
    return {
      subject: fund.id,
      result: { id, programme: fund.code },
      facts: { entry: id, amount_pence: amount },
    }
  },
})
