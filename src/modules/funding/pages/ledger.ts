// The ledger of a fund on any day, and money that is recorded by hand.
import { form, get, page } from '#platform/http/index.ts'
import { fileOf } from '#platform/tables/index.ts'
import { correctLedger, payIn } from '../actions/ledger.ts'
import { ledgerOf, monthEnds, MOST_DOWNLOADED } from './reading.ts'
import { READ_LEDGER } from '../queries/ledger.ts'
import { programmeByCode } from '../queries/programmes.ts'
import { entryColumns, ledgerView } from '../views/ledger.ts'
import { moneyForm } from '../views/forms.ts'

export const ledgerPages = [
  get('/funding/programmes/:programme/ledger', {
    permission: READ_LEDGER,
    async run(visit) {
      const { format } = visit.query
      const shown = await ledgerOf(visit, format === undefined ? undefined : MOST_DOWNLOADED)
      if (format !== undefined) return fileOf(format, 'ledger', entryColumns, shown.page.rows)
      const months = []
      for (const on of monthEnds(shown.on)) months.push({ on, balance: shown.balanceAt(on) })
      return page(ledgerView({ ...shown, months }))
    },
  }),
  form('/funding/programmes/:programme/ledger/pay-in', {
    action: payIn,
    load: (visit) => programmeByCode(visit, visit.params['programme'] ?? ''),
    values: (_, programme) => ({ programme: programme.id }),
    view: (_, programme, state) =>
      moneyForm(
        programme,
        'Record money paid in',
        state,
        'Subscriptions are booked by themselves when their payment is recorded. This is for everything else.',
      ),
    then: (_, __, programme) => ({
      to: `/funding/programmes/${programme.code}/ledger`,
      notice: 'The money was recorded.',
    }),
  }),
  form('/funding/programmes/:programme/ledger/correct', {
    action: correctLedger,
    load: (visit) => programmeByCode(visit, visit.params['programme'] ?? ''),
    values: (_, programme) => ({ programme: programme.id }),
    view: (_, programme, state) =>
      moneyForm(
        programme,
        'Correct the ledger',
        state,
        'Entries are never changed. A correction is an entry of its own, dated today.',
      ),
    then: (_, __, programme) => ({
      to: `/funding/programmes/${programme.code}/ledger`,
      notice: 'The correction was recorded.',
    }),
  }),
]
