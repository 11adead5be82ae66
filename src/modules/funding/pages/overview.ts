// The first pages of funding: what the funds hold, all business cases, all awards.
import { get, page } from '#platform/http/index.ts'
import { fileOf } from '#platform/tables/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { caseFilter, MOST_DOWNLOADED } from './reading.ts'
import { caseList, READ, WRITE } from '../queries/cases.ts'
import { awardsOf, balanceOn, maySeeLedger, READ_LEDGER } from '../queries/ledger.ts'
import { programmeList } from '../queries/programmes.ts'
import { caseColumns, caseListView } from '../views/cases.ts'
import { awardColumns, awardListView } from '../views/ledger.ts'
import { overviewView } from '../views/overview.ts'

const PROGRAMMES = 'funding.programme.read'

export const overviewPages = [
  get('/funding', {
    permission: PROGRAMMES,
    async run(visit) {
      const programmes = await programmeList(visit)
      const funds = []
      for (const fund of programmes.filter((one) => one.source === 'internal'))
        funds.push({
          fund,
          balance: maySeeLedger(visit, fund.partnershipId)
            ? await balanceOn(visit, fund.id, londonDate(visit.now))
            : null,
        })
      const waiting = visit.may(READ)
        ? (await caseList(visit, { states: ['submitted', 'assessed'] })).rows
        : []
      return page(
        overviewView({
          funds,
          external: programmes.filter((one) => one.source === 'external'),
          waiting,
          mayStart: visit.may(WRITE),
          mayReadCases: visit.may(READ),
          mayAddProgramme: visit.may('funding.programme.create'),
        }),
      )
    },
  }),
  get('/funding/cases', {
    permission: READ,
    async run(visit) {
      const { format } = visit.query
      const found = await caseList(
        visit,
        await caseFilter(visit),
        format === undefined ? undefined : MOST_DOWNLOADED,
      )
      return format === undefined
        ? page(caseListView(found, visit.query, visit.may(WRITE)))
        : fileOf(format, 'business-cases', caseColumns, found.rows)
    },
  }),
  get('/funding/awards', {
    permission: READ_LEDGER,
    async run(visit) {
      const rows = []
      for (const fund of await programmeList(visit, { source: 'internal' }))
        if (maySeeLedger(visit, fund.partnershipId)) rows.push(...(await awardsOf(visit, fund.id)))
      const { format } = visit.query
      return format === undefined ? page(awardListView(rows)) : fileOf(format, 'awards', awardColumns, rows)
    },
  }),
]
