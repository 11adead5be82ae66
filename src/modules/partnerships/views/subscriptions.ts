// What members owe and what came in: the list, one charge, the tiers.
import { html, type Html } from '#platform/html/index.ts'
import { formatPounds, sum } from '#platform/money/index.ts'
import type { Column } from '#platform/tables/index.ts'
import { financialYearStarting, formatDate } from '#platform/time/index.ts'
import {
  actionsList,
  card,
  downloads,
  emptyState,
  filterPanel,
  heading,
  link,
  paragraph,
  statGrid,
  status,
  summaryList,
  table,
  tag,
  type StatusWords,
} from '#web/parts.ts'
import type { Partnership } from '../queries/partnerships.ts'
import type { Adjustment, Charge, Payment, Tier } from '../queries/subscriptions.ts'
import { ADJUSTMENT_REASONS, type ChargeState } from '../rules/subscriptions.ts'

const CHARGE_STATES: StatusWords<ChargeState> = {
  open: ['Open', 'blue'],
  'part-paid': ['Part paid', 'yellow'],
  paid: ['Paid', 'green'],
  'in-credit': ['In credit', 'purple'],
  cancelled: ['Cancelled', 'grey'],
}
const STATE_WORDS: Readonly<Record<ChargeState, string>> = {
  open: 'Open',
  'part-paid': 'Part paid',
  paid: 'Paid',
  'in-credit': 'In credit',
  cancelled: 'Cancelled',
}

export function chargeColumns(at: string): readonly Column<Charge>[] {
  return [
    {
      key: 'member',
      label: 'Member',
      kind: 'text',
      value: (row) => row.organisation_name,
      show: (row) => link(`${at}/subscriptions/${row.id}`, row.organisation_name),
    },
    { key: 'reference', label: 'Reference', kind: 'text', value: (row) => row.reference, downloadOnly: true },
    {
      key: 'year',
      label: 'Financial year',
      kind: 'text',
      value: (row) => financialYearStarting(row.year_starting).label,
      downloadOnly: true,
    },
    { key: 'tier', label: 'Tier', kind: 'text', value: (row) => row.tier_name },
    { key: 'months', label: 'Months', kind: 'number', value: (row) => row.months, downloadOnly: true },
    { key: 'amount', label: 'Charged', kind: 'money', value: (row) => row.amount_pence, total: true },
    {
      key: 'adjusted',
      label: 'Taken off',
      kind: 'money',
      value: (row) => row.adjusted_pence,
      downloadOnly: true,
    },
    { key: 'paid', label: 'Received', kind: 'money', value: (row) => row.paid_pence, total: true },
    {
      key: 'outstanding',
      label: 'Outstanding',
      kind: 'money',
      value: (row) => row.outstanding_pence,
      total: true,
    },
    { key: 'due', label: 'Due', kind: 'date', value: (row) => row.due_on },
    {
      key: 'state',
      label: 'State',
      kind: 'text',
      value: (row) => `${STATE_WORDS[row.state]}${row.overdue ? ', overdue' : ''}`,
      show: (row) =>
        html`${status(row.state, CHARGE_STATES)}${row.overdue ? html` ${tag('Overdue', 'red')}` : null}`,
    },
  ]
}

/** What a finance system raises invoices from: one line a charge, nothing that is not needed for it. */
export function financeColumns(partnership: Partnership): readonly Column<Charge>[] {
  return [
    { key: 'reference', label: 'reference', kind: 'text', value: (row) => row.reference },
    { key: 'customer', label: 'customer_code', kind: 'text', value: (row) => row.organisation_code },
    { key: 'name', label: 'customer_name', kind: 'text', value: (row) => row.organisation_name },
    {
      key: 'description',
      label: 'description',
      kind: 'text',
      value: (row) =>
        `${partnership.name} subscription ${financialYearStarting(row.year_starting).label}, ${row.tier_name}${row.months === 12 ? '' : `, ${row.months} months`}`,
    },
    { key: 'net', label: 'amount', kind: 'money', value: (row) => row.amount_pence + row.adjusted_pence },
    { key: 'paid', label: 'received', kind: 'money', value: (row) => row.paid_pence },
    { key: 'outstanding', label: 'outstanding', kind: 'money', value: (row) => row.outstanding_pence },
    { key: 'raised', label: 'raised_on', kind: 'date', value: (row) => row.raised_on },
    { key: 'due', label: 'due_on', kind: 'date', value: (row) => row.due_on },
  ]
}

export type SubscriptionList = {
  readonly partnership: Partnership
  readonly charges: readonly Charge[]
  /** Every charge of the year, whatever is filtered. */
  readonly all: readonly Charge[]
  readonly yearStarting: number
  readonly years: readonly number[]
  readonly query: Readonly<Record<string, string>>
  readonly may: { readonly raise: boolean; readonly tiers: boolean }
}

export function subscriptionList(view: SubscriptionList): Html {
  const { partnership, charges, all, yearStarting, years, query, may } = view
  const at = `/partnerships/${partnership.code}`
  const year = financialYearStarting(yearStarting)
  const overdue = all.filter((charge) => charge.overdue)
  const link = (state: string): string => `${at}/subscriptions?year=${yearStarting}&state=${state}`
  return html`${heading(`Subscriptions ${year.label}`, { caption: partnership.name })}
    ${actionsList([may.raise && { href: `${at}/subscriptions/raise`, text: 'Raise a year’s subscriptions' }, may.tiers && { href: `${at}/tiers`, text: 'Tiers and amounts', look: 'secondary' }])}
    ${
      all.length === 0
        ? null
        : statGrid([
            {
              label: 'Charged',
              value: formatPounds(sum(all.map((one) => one.amount_pence + one.adjusted_pence))),
              href: `${at}/subscriptions?year=${yearStarting}`,
            },
            {
              label: 'Received',
              value: formatPounds(sum(all.map((one) => one.paid_pence))),
              href: link('paid'),
            },
            {
              label: 'To the fund',
              value: formatPounds(sum(all.map((one) => one.fund_pence))),
              note: 'of what was received',
            },
            {
              label: 'Overdue',
              value: formatPounds(sum(overdue.map((one) => one.outstanding_pence))),
              href: link('overdue'),
              note: `${overdue.length} ${overdue.length === 1 ? 'member' : 'members'}`,
            },
          ])
    }
    ${filterPanel({
      action: `${at}/subscriptions`,
      fields: [
        {
          kind: 'select',
          name: 'year',
          label: 'Financial year',
          value: String(yearStarting),
          any: 'This year',
          options: years.map((one) => ({ value: String(one), text: financialYearStarting(one).label })),
        },
        {
          kind: 'select',
          name: 'state',
          label: 'State',
          value: query['state'],
          options: [
            ...Object.entries(STATE_WORDS).map(([value, text]) => ({ value, text })),
            { value: 'overdue', text: 'Overdue' },
          ],
        },
      ],
    })}
    ${table(chargeColumns(at), charges, { caption: `Subscriptions ${year.label}`, captionHidden: true, sortedBy: 'By name', empty: emptyOf(view, at) })}
    ${charges.length === 0 ? null : html`${downloads(`${at}/subscriptions`, { ...query, year: String(yearStarting) })}${paragraph(financeLink(at, yearStarting))}`}`
}

const financeLink = (at: string, year: number): Html =>
  link(`${at}/subscriptions?year=${year}&format=finance`, 'CSV for the finance system', { download: true })

function emptyOf({ all, yearStarting, may }: SubscriptionList, at: string): Html {
  const { label } = financialYearStarting(yearStarting)
  if (all.length > 0)
    return emptyState('No subscription is in this state', 'Choose another state.', {
      href: `${at}/subscriptions?year=${yearStarting}`,
      text: `Show all of ${label}`,
    })
  return emptyState(
    `No subscriptions for ${label} yet`,
    'Once they are raised, every member’s charge appears here with what was paid.',
    may.raise && { href: `${at}/subscriptions/raise`, text: 'Raise them' },
  )
}

export type ChargeView = {
  readonly partnership: Partnership
  readonly charge: Charge
  readonly payments: readonly Payment[]
  readonly adjustments: readonly Adjustment[]
  readonly may: { readonly pay: boolean; readonly reverse: boolean }
}

export function chargeView({ partnership, charge, payments, adjustments, may }: ChargeView): Html {
  const at = `/partnerships/${partnership.code}/subscriptions/${charge.id}`
  const reversed = new Set(payments.flatMap((payment) => payment.reverses_id ?? []))
  const columns: readonly Column<Payment>[] = [
    { key: 'received', label: 'Date', kind: 'date', value: (row) => row.received_on },
    {
      key: 'reference',
      label: 'Reference',
      kind: 'text',
      value: (row) => row.reference,
      show: (row) =>
        html`${row.reverses_id === null ? row.reference : html`${tag('Reversal', 'orange')} ${row.reference}`}${reversed.has(row.id) ? html` ${tag('Reversed')}` : null}`,
    },
    { key: 'amount', label: 'Amount', kind: 'money', value: (row) => row.amount_pence, total: true },
    { key: 'fund', label: 'To the fund', kind: 'money', value: (row) => row.fund_pence, total: true },
    ...(may.reverse
      ? [
          {
            key: 'steps',
            label: 'Steps',
            kind: 'text' as const,
            value: () => '',
            show: (row: Payment) =>
              row.reverses_id === null && !reversed.has(row.id)
                ? link(`${at}/payments/${row.id}/reverse`, 'Reverse', {
                    hidden: `the payment ${row.reference}`,
                  })
                : '',
          },
        ]
      : []),
  ]
  return html`${heading(`Subscription ${financialYearStarting(charge.year_starting).label}`, { caption: charge.organisation_name })}
    ${actionsList([may.pay && charge.outstanding_pence > 0n && { href: `${at}/pay`, text: 'Record a payment' }])}
    ${summaryList([
      {
        key: 'State',
        value: html`${status(charge.state, CHARGE_STATES)}${charge.overdue ? html` ${tag('Overdue', 'red')}` : null}`,
      },
      { key: 'Reference', value: charge.reference },
      {
        key: 'Tier',
        value: `${charge.tier_name}${charge.months === 12 ? '' : `, ${charge.months} of 12 months`}`,
      },
      { key: 'Charged', value: formatPounds(charge.amount_pence) },
      charge.adjusted_pence !== 0n && { key: 'Taken off', value: formatPounds(charge.adjusted_pence) },
      { key: 'Received', value: formatPounds(charge.paid_pence) },
      { key: 'Outstanding', value: formatPounds(charge.outstanding_pence) },
      { key: 'Raised on', value: formatDate(charge.raised_on) },
      { key: 'Due on', value: formatDate(charge.due_on) },
      { key: 'Share to the fund', value: `${charge.fund_per_mille / 10} %` },
    ])}
    ${table(columns, payments, { caption: 'Payments', sortedBy: 'Oldest first', rowHeader: null, empty: card('Payments', paragraph('Nothing has been received yet.')) })}
    ${adjustments.length === 0 ? null : card('Taken off', html`<ul class="govuk-list">${adjustments.map((one) => html`<li>${formatDate(one.made_on)}: ${formatPounds(one.amount_pence)}, ${ADJUSTMENT_REASONS[one.reason].toLowerCase()}${one.note === null ? null : `: ${one.note}`}</li>`)}</ul>`)}`
}

type TierRow = { readonly tier: Tier; readonly amount: Tier['amounts'][number] }

const tierColumns: readonly Column<TierRow>[] = [
  { key: 'name', label: 'Tier', kind: 'text', value: (row) => row.tier.name },
  {
    key: 'from',
    label: 'From',
    kind: 'text',
    value: (row) => financialYearStarting(row.amount.from_year).label,
  },
  { key: 'yearly', label: 'For a year', kind: 'money', value: (row) => row.amount.yearly_pence },
  {
    key: 'share',
    label: 'Share to the fund',
    kind: 'text',
    value: (row) => `${row.amount.fund_per_mille / 10} %`,
  },
]

export function tierList(partnership: Partnership, tiers: readonly Tier[], maySet: boolean): Html {
  const at = `/partnerships/${partnership.code}`
  const rows = tiers.flatMap((tier) => tier.amounts.map((amount) => ({ tier, amount })))
  return html`${heading('Tiers and amounts', { caption: partnership.name })}${paragraph('What a tier costs holds from its year on, until a later amount follows. A year that was charged keeps its amount.')}
    ${actionsList([maySet && { href: `${at}/tiers/set`, text: 'Set a tier or an amount' }])}
    ${table(tierColumns, rows, { caption: 'Tiers', captionHidden: true, sortedBy: 'By tier, latest amount first', empty: emptyState('No tiers yet', 'A tier says what its members pay for a year and how much of it goes to the fund.', maySet && { href: `${at}/tiers/set`, text: 'Set the first tier' }) })}`
}
