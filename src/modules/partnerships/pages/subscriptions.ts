// Addresses of subscriptions: tiers, the year's run, the list and its files.
import { field, readLoosely } from '#platform/fields/index.ts'
import { form, get, page } from '#platform/http/index.ts'
import { fileOf, formatOf } from '#platform/tables/index.ts'
import { financialYearOf, financialYearStarting, londonDate } from '#platform/time/index.ts'
import { paragraph } from '#web/parts.ts'
import { raiseSubscriptions, setTier } from '../actions/subscriptions.ts'
import { chargedYears, chargesOf, maySeeMoney, tiersOf } from '../queries/subscriptions.ts'
import { chargeColumns, financeColumns, subscriptionList, tierList } from '../views/subscriptions.ts'
import { addressOf, crumbs, fixedPartnership, formBody, partnershipHere, scopeOf } from './here.ts'

const filters = {
  year: field.integer('Financial year', { least: 2000, most: 2199 }),
  state: field.choice('State', {
    open: '',
    'part-paid': '',
    paid: '',
    'in-credit': '',
    cancelled: '',
    overdue: '',
  }),
}

export const subscriptionPages = [
  get('/partnerships/:partnership/tiers', {
    permission: 'partnerships.subscription.list',
    async run(visit) {
      const partnership = await partnershipHere(visit)
      maySeeMoney(visit, partnership.id)
      return page({
        title: 'Tiers and amounts',
        breadcrumbs: crumbs(partnership, {
          text: 'Subscriptions',
          href: `${addressOf(partnership)}/subscriptions`,
        }),
        body: tierList(
          partnership,
          await tiersOf(visit, partnership.id),
          visit.may('partnerships.tier.set', scopeOf(partnership)),
        ),
      })
    },
  }),

  form('/partnerships/:partnership/tiers/set', {
    action: setTier,
    load: partnershipHere,
    fixed: fixedPartnership,
    view: (_visit, partnership, state) => ({
      title: 'Set a subscription tier',
      breadcrumbs: crumbs(partnership, {
        text: 'Tiers and amounts',
        href: `${addressOf(partnership)}/tiers`,
      }),
      body: formBody(state, 'Set a subscription tier', partnership.name, {
        submit: 'Set the tier',
        cancel: { href: `${addressOf(partnership)}/tiers` },
      }),
    }),
    then: ({ code }) => ({ to: `/partnerships/${code}/tiers`, notice: 'The tier was set.' }),
  }),

  get('/partnerships/:partnership/subscriptions', {
    permission: 'partnerships.subscription.list',
    async run(visit) {
      const partnership = await partnershipHere(visit)
      maySeeMoney(visit, partnership.id)
      const { answers } = readLoosely(filters, visit.query)
      const thisYear = financialYearOf(londonDate(visit.now)).starting
      const yearStarting = answers.year ?? thisYear
      const all = await chargesOf(visit, partnership.id, { yearStarting })
      const charges =
        answers.state === undefined
          ? all
          : all.filter((charge) =>
              answers.state === 'overdue' ? charge.overdue : charge.state === answers.state,
            )
      const name = `${partnership.code}-subscriptions-${financialYearStarting(yearStarting).label}`
      if (visit.query['format'] === 'finance')
        return fileOf('csv', `${name}-finance`, financeColumns(partnership), charges)
      const format = formatOf(visit)
      if (format !== undefined) return fileOf(format, name, chargeColumns(addressOf(partnership)), charges)
      const years = [...new Set([thisYear, ...(await chargedYears(visit, partnership.id))])].toSorted(
        (one, other) => other - one,
      )
      const scope = scopeOf(partnership)
      return page({
        title: `Subscriptions ${financialYearStarting(yearStarting).label}`,
        breadcrumbs: crumbs(partnership),
        wide: true,
        body: subscriptionList({
          partnership,
          charges,
          all,
          yearStarting,
          years,
          query: visit.query,
          may: { raise: visit.may('partnerships.subscription.raise', scope), tiers: true },
        }),
      })
    },
  }),

  form('/partnerships/:partnership/subscriptions/raise', {
    action: raiseSubscriptions,
    load: partnershipHere,
    fixed: fixedPartnership,
    values: (visit) => ({ year: String(financialYearOf(londonDate(visit.now)).starting) }),
    view: (_visit, partnership, state) => ({
      title: 'Raise a year’s subscriptions',
      breadcrumbs: crumbs(partnership, {
        text: 'Subscriptions',
        href: `${addressOf(partnership)}/subscriptions`,
      }),
      body: formBody(
        state,
        'Raise a year’s subscriptions',
        partnership.name,
        { submit: 'Raise the subscriptions', cancel: { href: `${addressOf(partnership)}/subscriptions` } },
        paragraph(
          'Every member is charged once for the year, by its tier. Raising the same year again charges only who has joined since.',
        ),
      ),
    }),
    then: ({ code, year, raised, already }) => ({
      to: `/partnerships/${code}/subscriptions?year=${year}`,
      notice:
        raised === 0
          ? `Nobody was charged: all ${already} members had been.`
          : `${raised} ${raised === 1 ? 'member was' : 'members were'} charged${already === 0 ? '' : `; ${already} had been before`}.`,
    }),
  }),
]
