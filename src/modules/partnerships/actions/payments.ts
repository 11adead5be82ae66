// Money that came in for a subscription. A payment is never edited; one recorded wrongly is reversed by a further row.
import { personOf, action, type Inside } from '#platform/actions/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { formatDate, londonDate } from '#platform/time/index.ts'
import { fundPart, mayPay } from '../rules/subscriptions.ts'
import { mustBeOfficer } from './partnerships.ts'

/** Records a payment and, with it, the share that goes to the fund (P6). Refused: more than is owed, a bank reference in use. */
export const recordPayment = action({
  name: 'partnerships.payment.record',
  title: 'Record a payment',
  doors: ['page', 'api', 'command'],
  fields: {
    charge: field.id('Charge'),
    amount: field.money('Amount'),
    receivedOn: field.date('Received on'),
    reference: field.text('Bank reference', {
      most: 60,
      hint: 'As it stands on the statement. Each can be recorded once',
    }),
  },
  async run(inside, { charge, amount, receivedOn, reference }) {
    const found = await lockedCharge(inside, charge, 'charge')
    mustBeOfficer(inside, 'partnerships.payment.record', found.partnership_id)
    const today = londonDate(inside.now)
    if (Temporal.PlainDate.compare(today, receivedOn) < 0)
      invalid('partnerships.payment.ahead', [
        { field: 'receivedOn', message: `Received on must be today, ${formatDate(today)}, or earlier` },
      ])
    mayPay(
      { amountPence: found.amount_pence, adjustedPence: found.adjusted_pence, paidPence: found.paid_pence },
      amount,
    )
    const fundPence = fundPart(
      { paidPence: found.paid_pence, fundPence: found.fund_pence },
      amount,
      found.fund_per_mille,
    )
    const id = inside.id()
    await inside.tx
      .insertInto('partnerships.payment')
      .values({
        id,
        charge_id: found.id,
        partnership_id: found.partnership_id,
        amount_pence: amount,
        fund_pence: fundPence,
        received_on: receivedOn,
        reference,
        reverses_id: null,
        recorded_at: inside.now,
        recorded_by: personOf(inside),
      })
      .execute()
    await inside.tx
      .insertInto('partnerships.payment_reference')
      .values({ partnership_id: found.partnership_id, reference: normalised(reference), payment_id: id })
      .execute()
    await inside.announce('partnerships.payment.recorded', found.id, {
      payment: id,
      charge: found.id,
      partnership: found.partnership_id,
    })
    return {
      subject: found.partnership_id,
      result: { id, charge: found.id },
      facts: { charge: found.id, amountPence: amount, fundPence },
    }
  },
})

/** Takes a payment back that was recorded wrongly or bounced: a further row with the opposite amount. The fund's keeper may refuse when its share is committed. */
export const reversePayment = action({
  name: 'partnerships.payment.reverse',
  title: 'Reverse a payment',
  doors: ['page', 'api', 'command'],
  fresh: true,
  fields: { payment: field.id('Payment'), reason: field.text('Why it is reversed', { most: 100 }) },
  async run(inside, { payment, reason }) {
    const wrong = await inside.tx
      .selectFrom('partnerships.payment')
      .selectAll()
      .where('id', '=', payment)
      .executeTakeFirst()
    if (wrong === undefined) return notFound('payment')
    const charge = await lockedCharge(inside, wrong.charge_id, 'payment')
    mustBeOfficer(inside, 'partnerships.payment.reverse', wrong.partnership_id)
    if (wrong.reverses_id !== null)
      refuse(
        'conflict',
        'partnerships.payment.is-reversal',
        'This row is itself a reversal. Record the payment anew if it was right after all.',
      )
    const earlier = await inside.tx
      .selectFrom('partnerships.payment')
      .select('id')
      .where('reverses_id', '=', wrong.id)
      .executeTakeFirst()
    if (earlier !== undefined)
      refuse('conflict', 'partnerships.payment.reversed', 'This payment was reversed already.')
    const fundPence = fundPart(
      { paidPence: charge.paid_pence, fundPence: charge.fund_pence },
      -wrong.amount_pence,
      charge.fund_per_mille,
    )
    const id = inside.id()
    await inside.tx
      .insertInto('partnerships.payment')
      .values({
        id,
        charge_id: charge.id,
        partnership_id: wrong.partnership_id,
        amount_pence: -wrong.amount_pence,
        fund_pence: fundPence,
        received_on: londonDate(inside.now),
        reference: reason,
        reverses_id: wrong.id,
        recorded_at: inside.now,
        recorded_by: personOf(inside),
      })
      .execute()
    await inside.tx.deleteFrom('partnerships.payment_reference').where('payment_id', '=', wrong.id).execute()
    await inside.pass('partnerships.payment.reverse', wrong.partnership_id, 'reversed', {
      payment: id,
      reverses: wrong.id,
      fundPence,
    })
    await inside.announce('partnerships.payment.reversed', charge.id, {
      payment: id,
      reverses: wrong.id,
      charge: charge.id,
      partnership: wrong.partnership_id,
    })
    return {
      subject: wrong.partnership_id,
      result: { id, charge: charge.id },
      facts: { charge: charge.id, payment: wrong.id, amountPence: -wrong.amount_pence, fundPence },
    }
  },
})

// Two payments on one charge at the same moment must each see the other: the charge's row is locked before its balance
// is read. What members owe is their officers' to see; for everybody else the charge, or its payment, is not there.
async function lockedCharge(inside: Inside, id: string, noun: string) {
  const row = await inside.tx
    .selectFrom('partnerships.charge')
    .select(['id', 'partnership_id'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (row === undefined) return notFound(noun)
  const place = { kind: 'partnership', id: row.partnership_id }
  if (!inside.may('partnerships.subscription.list', place)) return notFound(noun)
  return inside.tx
    .selectFrom('partnerships.charge_balance')
    .selectAll()
    .where('id', '=', row.id)
    .executeTakeFirstOrThrow()
}

/** One reference is one, however it is spaced or capitalised. */
const normalised = (reference: string): string => reference.toLowerCase().replaceAll(/\s+/g, ' ').trim()
