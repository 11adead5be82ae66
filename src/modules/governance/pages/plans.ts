// The action plans of groups and partnerships, on a page, as a file and to print.
import { PDF_MEDIA, pdfOf } from '#platform/documents/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { download, get, page, type Page, type Visit } from '#platform/http/index.ts'
import { fileOf } from '#platform/tables/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { groupByCode } from '#modules/groups/index.ts'
import { partnershipByCode } from '#modules/partnerships/index.ts'
import { holdsFor, MEETING_READ } from '../queries/bodies.ts'
import { undertakingsInPlan } from '../queries/undertakings.ts'
import { planDocument } from '../documents.ts'
import { planColumns, planView, type PlanOf } from '../views/plans.ts'

const RECORD = 'governance.undertaking.record'

type Found = { readonly of: PlanOf; readonly gives: boolean }

async function ofGroup(visit: Visit): Promise<Found> {
  const group = (await groupByCode(visit, visit.params['group'] ?? '')) ?? notFound('group')
  const place = { group_id: group.id, partnership_id: group.partnership_id }
  if (!holdsFor(visit, MEETING_READ, place)) notFound('action plan')
  const of: PlanOf = { id: group.id, noun: 'group', name: group.name, at: `/groups/${group.code}` }
  return { of, gives: holdsFor(visit, RECORD, place) }
}

async function ofPartnership(visit: Visit): Promise<Found> {
  const { id, name, code } = await partnershipByCode(visit, visit.params['partnership'] ?? '')
  const place = { group_id: null, partnership_id: id }
  if (!holdsFor(visit, MEETING_READ, place)) notFound('action plan')
  return {
    of: { id, noun: 'partnership', name, at: `/partnerships/${code}` },
    gives: holdsFor(visit, RECORD, place),
  }
}

const rowsOf = (visit: Visit, of: PlanOf) =>
  undertakingsInPlan(visit, of.noun === 'group' ? { group: of.id } : { partnership: of.id })

const shown = (path: string, find: (visit: Visit) => Promise<Found>): Page =>
  get(path, {
    permission: MEETING_READ,
    async run(visit) {
      const { of, gives } = await find(visit)
      const rows = await rowsOf(visit, of)
      const today = londonDate(visit.now)
      const { format } = visit.query
      if (format === 'csv' || format === 'xlsx')
        return fileOf(format, 'action-plan', planColumns(today), rows)
      return page(planView(of, rows, { today, gives }))
    },
  })

const printed = (path: string, find: (visit: Visit) => Promise<Found>): Page =>
  get(path, {
    permission: MEETING_READ,
    async run(visit) {
      const { of } = await find(visit)
      const model = planDocument(of.name, await rowsOf(visit, of), londonDate(visit.now))
      const bytes = await pdfOf(model, { now: visit.now })
      return download({ name: 'action-plan.pdf', type: PDF_MEDIA, bytes, inline: true })
    },
  })

export const planPages: readonly Page[] = [
  shown('/groups/:group/plan', ofGroup),
  shown('/partnerships/:partnership/plan', ofPartnership),
  printed('/groups/:group/plan.pdf', ofGroup),
  printed('/partnerships/:partnership/plan.pdf', ofPartnership),
]
