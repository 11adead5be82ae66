// The figures this module publishes, and the stated figures it recounts. Each names the records it counted.
import type { Reader } from '#platform/actions/index.ts'
import { assertion, askFigure, compared, figure, type Finding } from '#platform/figures/index.ts'
import { financialYearOf } from '#platform/time/index.ts'
import { membersOn, partnershipById } from './queries/partnerships.ts'
import { declaredFigures } from './queries/declared.ts'
import { chargesOf, paymentsOf, tiersOf } from './queries/subscriptions.ts'
import { amountOfYear } from './rules/subscriptions.ts'

type OnDay = { readonly partnershipId: string; readonly on: Temporal.PlainDate }
type InPeriod = {
  readonly partnershipId: string
  readonly from: Temporal.PlainDate
  readonly to: Temporal.PlainDate
}

const within = (day: Temporal.PlainDate, { from, to }: InPeriod): boolean =>
  Temporal.PlainDate.compare(from, day) <= 0 && Temporal.PlainDate.compare(day, to) <= 0

/** How many bodies belonged to the partnership on a day. */
export const membersCount = figure({
  name: 'partnerships.member.count',
  title: 'Partners',
  unit: 'count',
  rounding: 'none',
  permission: 'partnerships.member.list',
  async run(reader, { partnershipId, on }: OnDay) {
    const members = await membersOn(reader, partnershipId, on)
    return {
      numerator: members.length,
      records: members.map((member) => ({
        subject: member.organisation_id,
        title: member.organisation_name,
        href: `/organisations/${member.organisation_code}`,
      })),
    }
  },
})

/** How many of them pay the subscription of the dearest tier of that day's financial year. */
export const higherSubscribersCount = figure({
  name: 'partnerships.member.higher-subscription',
  title: 'Partners that pay the higher subscription',
  unit: 'count',
  rounding: 'none',
  permission: 'partnerships.member.list',
  async run(reader, { partnershipId, on }: OnDay) {
    const year = financialYearOf(on).starting
    const priced = (await tiersOf(reader, partnershipId)).map((tier) => ({
      id: tier.id,
      pence:
        amountOfYear(
          tier.amounts.map((one) => ({
            fromYear: one.from_year,
            yearlyPence: one.yearly_pence,
            fundPerMille: one.fund_per_mille,
          })),
          year,
        )?.yearlyPence ?? 0n,
    }))
    const dearest = priced.reduce((most, tier) => (tier.pence > most ? tier.pence : most), 0n)
    const higher = new Set(
      priced.filter((tier) => tier.pence === dearest && dearest > 0n).map((tier) => tier.id),
    )
    const members = (await membersOn(reader, partnershipId, on)).filter(
      (member) => member.tier_id !== null && higher.has(member.tier_id),
    )
    return {
      numerator: members.length,
      records: members.map((member) => ({
        subject: member.organisation_id,
        title: member.organisation_name,
        href: `/organisations/${member.organisation_code}`,
      })),
    }
  },
})

/** What members were charged in a period. */
export const subscriptionsRaised = figure({
  name: 'partnerships.subscription.raised',
  title: 'Subscriptions raised',
  unit: 'money',
  rounding: 'none',
  permission: 'partnerships.subscription.list',
  async run(reader, period: InPeriod) {
    const { code } = await partnershipById(reader, period.partnershipId)
    const charges = (await chargesOf(reader, period.partnershipId)).filter((charge) =>
      within(charge.raised_on, period),
    )
    return {
      numerator: charges.reduce((all, charge) => all + charge.amount_pence, 0n),
      records: charges.map((charge) => ({
        subject: charge.id,
        title: charge.reference,
        href: `/partnerships/${code}/subscriptions/${charge.id}`,
        amount: charge.amount_pence,
      })),
    }
  },
})

async function paymentsWithin(reader: Reader, period: InPeriod) {
  const { code } = await partnershipById(reader, period.partnershipId)
  const payments = (await paymentsOf(reader, period.partnershipId)).filter((payment) =>
    within(payment.received_on, period),
  )
  return payments.map((payment) => ({
    ...payment,
    href: `/partnerships/${code}/subscriptions/${payment.charge_id}`,
  }))
}

/** What came in, reversals taken off. */
export const subscriptionsReceived = figure({
  name: 'partnerships.subscription.received',
  title: 'Subscriptions received',
  unit: 'money',
  rounding: 'none',
  permission: 'partnerships.subscription.list',
  async run(reader, period: InPeriod) {
    const payments = await paymentsWithin(reader, period)
    return {
      numerator: payments.reduce((all, payment) => all + payment.amount_pence, 0n),
      records: payments.map((payment) => ({
        subject: payment.id,
        title: payment.reference,
        href: payment.href,
        amount: payment.amount_pence,
      })),
    }
  },
})

/** What of it went to the fund. */
export const fundShare = figure({
  name: 'partnerships.subscription.fund-share',
  title: 'Share of subscriptions for the fund',
  unit: 'money',
  rounding: 'none',
  permission: 'partnerships.subscription.list',
  async run(reader, period: InPeriod) {
    const payments = await paymentsWithin(reader, period)
    return {
      numerator: payments.reduce((all, payment) => all + payment.fund_pence, 0n),
      records: payments.map((payment) => ({
        subject: payment.id,
        title: payment.reference,
        href: payment.href,
        amount: payment.fund_pence,
      })),
    }
  },
})

/** What papers state about a partnership, against the records of that day (F8 of the field's rules: counts always come from records). */
export const statedFigures = assertion({
  name: 'partnerships.figure.stated',
  title: 'Figures stated about the partnership',
  permission: 'partnerships.member.list',
  async check(reader, { partnershipId, on }: OnDay): Promise<readonly Finding[]> {
    const findings: Finding[] = []
    const counts = { partners: membersCount, 'higher-subscribers': higherSubscribersCount } as const
    for (const declared of await declaredFigures(reader, partnershipId)) {
      const value = await askFigure(reader, counts[declared.name], { partnershipId, on })
      findings.push(
        ...compared({
          rule: `partnerships.figure.${declared.name}`,
          what: `${value.title} (${declared.source})`,
          stated: declared.stated,
          recounted: value.text,
          subjects: value.records.map((record) => record.subject),
        }),
      )
    }
    return findings
  },
})
