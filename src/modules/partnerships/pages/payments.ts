// Addresses of one charge and the payments on it.
import { notFound } from '#platform/errors/index.ts'
import { form, get, page, type Visit } from '#platform/http/index.ts'
import { formatPounds } from '#platform/money/index.ts'
import { financialYearStarting, formatDate, londonDate } from '#platform/time/index.ts'
import { paragraph } from '#web/parts.ts'
import { recordPayment, reversePayment } from '../actions/payments.ts'
import { adjustmentsOf, chargeById, maySeeMoney, paymentsOfCharge } from '../queries/subscriptions.ts'
import { chargeView } from '../views/subscriptions.ts'
import { addressOf, crumbs, formBody, partnershipHere, scopeOf } from './here.ts'

async function chargeHere(visit: Visit) {
  const partnership = await partnershipHere(visit)
  maySeeMoney(visit, partnership.id)
  const charge = await chargeById(visit, visit.params['charge'] ?? '')
  return charge.partnership_id === partnership.id ? { partnership, charge } : notFound('charge')
}

async function paymentHere(visit: Visit) {
  const { partnership, charge } = await chargeHere(visit)
  const payment = (await paymentsOfCharge(visit, charge.id)).find((one) => one.id === visit.params['payment'])
  return { partnership, charge, payment: payment ?? notFound('payment') }
}

const chargeAddress = (visit: Visit): string =>
  `/partnerships/${visit.params['partnership']}/subscriptions/${visit.params['charge']}`

export const paymentPages = [
  get('/partnerships/:partnership/subscriptions/:charge', {
    permission: 'partnerships.subscription.list',
    async run(visit) {
      const { partnership, charge } = await chargeHere(visit)
      const scope = scopeOf(partnership)
      return page({
        title: `Subscription of ${charge.organisation_name}`,
        breadcrumbs: crumbs(partnership, {
          text: `Subscriptions ${financialYearStarting(charge.year_starting).label}`,
          href: `${addressOf(partnership)}/subscriptions?year=${charge.year_starting}`,
        }),
        body: chargeView({
          partnership,
          charge,
          payments: await paymentsOfCharge(visit, charge.id),
          adjustments: await adjustmentsOf(visit, charge.id),
          may: {
            pay: visit.may('partnerships.payment.record', scope),
            reverse: visit.may('partnerships.payment.reverse', scope),
          },
        }),
      })
    },
  }),

  form('/partnerships/:partnership/subscriptions/:charge/pay', {
    action: recordPayment,
    load: chargeHere,
    fixed: (visit) => ({ charge: visit.params['charge'] }),
    values: (visit) => ({ receivedOn: londonDate(visit.now).toString() }),
    view: (visit, { partnership, charge }, state) => ({
      title: 'Record a payment',
      breadcrumbs: crumbs(partnership, { text: charge.organisation_name, href: chargeAddress(visit) }),
      body: formBody(
        state,
        'Record a payment',
        `${charge.organisation_name}, ${financialYearStarting(charge.year_starting).label}`,
        { submit: 'Record the payment', cancel: { href: chargeAddress(visit) } },
        paragraph(
          `${formatPounds(charge.outstanding_pence)} of ${formatPounds(charge.amount_pence + charge.adjusted_pence)} is outstanding, due ${formatDate(charge.due_on)}.`,
        ),
      ),
    }),
    then: (_result, visit) => ({
      to: chargeAddress(visit),
      notice: 'The payment was recorded, and its share goes to the fund.',
    }),
  }),

  form('/partnerships/:partnership/subscriptions/:charge/payments/:payment/reverse', {
    action: reversePayment,
    load: paymentHere,
    fixed: (visit) => ({ payment: visit.params['payment'] }),
    view: (visit, { partnership, charge, payment }, state) => ({
      title: 'Reverse a payment',
      breadcrumbs: crumbs(partnership, { text: charge.organisation_name, href: chargeAddress(visit) }),
      body: formBody(
        state,
        'Reverse a payment',
        charge.organisation_name,
        { submit: 'Reverse the payment', look: 'warning', cancel: { href: chargeAddress(visit) } },
        paragraph(
          `${formatPounds(payment.amount_pence)}, ${payment.reference}, received ${formatDate(payment.received_on)}. The payment stays on record; a row with the opposite amount follows it, and the fund gives its share back.`,
        ),
      ),
    }),
    then: (_result, visit) => ({ to: chargeAddress(visit), notice: 'The payment was reversed.' }),
  }),
]
