// The list of arrivals, the ticks of reception, and who is in the building now.
import { form, get, page, download, type Page, type Visit } from '#platform/http/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { fileOf, filterOf, formatOf } from '#platform/tables/index.ts'
import { readDate } from '#platform/time/index.ts'
import { receiveVisitor, seeVisitorOut } from '../actions/visitors.ts'
import {
  ARRIVALS,
  arrivalsOf,
  foreignAmong,
  mustStillBeKept,
  workplaceToReceive,
  type Arrival,
} from '../queries/arrivals.ts'
import { recordNames, type NameList } from '../queries/names.ts'
import type { Workplace } from '../queries/workplaces.ts'
import {
  arrivalColumns,
  arrivalsView,
  evacuationFile,
  evacuationView,
  inTheBuilding,
} from '../views/arrivals.ts'

async function recorded(
  visit: Visit,
  site: Workplace,
  on: Temporal.PlainDate,
  list: NameList,
  arrivals: readonly Arrival[],
): Promise<void> {
  await recordNames(visit, { siteId: site.site_id, on, list, people: foreignAmong(visit, arrivals) })
}

const todayAt = (visit: Visit, site: Workplace): Temporal.PlainDate =>
  visit.now.toZonedDateTimeISO(site.time_zone).toPlainDate()

const show = get('/workspaces/:site/arrivals', {
  permission: ARRIVALS,
  async run(visit) {
    const site = await workplaceToReceive(visit, visit.params['site'] ?? '')
    const today = todayAt(visit, site)
    const asked = filterOf(visit, 'on')
    const on = asked === undefined ? today : (readDate(asked) ?? notFound('list'))
    mustStillBeKept(visit, on, site.time_zone)
    const all = await arrivalsOf(visit, site, on)
    await recorded(visit, site, on, 'arrivals', all)
    const rows = all.filter(isAsked(visit))
    const format = formatOf(visit)
    if (format !== undefined)
      return fileOf(format, `arrivals-${site.code}-${on.toString()}`, arrivalColumns(site.time_zone), rows)
    return page(
      arrivalsView({ site, on, isToday: on.equals(today), all, rows, query: visit.query, csrf: visit.csrf }),
    )
  },
})

function isAsked(visit: Visit): (one: Arrival) => boolean {
  const [name, body, state] = [filterOf(visit, 'q'), filterOf(visit, 'body'), filterOf(visit, 'state')]
  return (one) =>
    (name === undefined || one.name.toLocaleLowerCase('en-GB').includes(name.toLocaleLowerCase('en-GB'))) &&
    (body === undefined || one.organisationId === body) &&
    (state === undefined || one.presence === state)
}

const receivedAt = (visit: Visit): Promise<Workplace> => workplaceToReceive(visit, visit.params['site'] ?? '')
const visitorOf = (visit: Visit) => ({ visitor: visit.params['visitor'] ?? '' })

const arrived = form('/workspaces/:site/arrivals/:visitor/arrived', {
  action: receiveVisitor,
  load: receivedAt,
  fixed: visitorOf,
  then: (_result, _visit, site) => ({
    to: `/workspaces/${site.code}/arrivals`,
    notice: 'The visitor has arrived.',
  }),
})

const left = form('/workspaces/:site/arrivals/:visitor/left', {
  action: seeVisitorOut,
  load: receivedAt,
  fixed: visitorOf,
  then: (_result, _visit, site) => ({
    to: `/workspaces/${site.code}/arrivals`,
    notice: 'The visitor has left.',
  }),
})

const evacuation = get('/workspaces/:site/evacuation', {
  permission: ARRIVALS,
  async run(visit) {
    const site = await workplaceToReceive(visit, visit.params['site'] ?? '')
    const on = todayAt(visit, site)
    const arrivals = await arrivalsOf(visit, site, on)
    const { here, perhaps } = inTheBuilding(arrivals, visit.now)
    await recorded(visit, site, on, 'evacuation', [...here, ...perhaps])
    const about = { site, arrivals, now: visit.now }
    if (visit.query['format'] !== 'file') return page(evacuationView(about))
    return download({
      name: `evacuation-${site.code}-${on.toString()}.html`,
      // Saved, never shown at our own address: it has a script of its own.
      type: 'application/octet-stream',
      bytes: evacuationFile(about),
    })
  },
})

export const arrivalPages: readonly Page[] = [show, arrived, left, evacuation]
