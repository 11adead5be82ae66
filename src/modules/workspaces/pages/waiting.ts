// The waiting list: one's own, joining and leaving it, and the list of those who run a workplace.
import { notFound } from '#platform/errors/index.ts'
import { isRecordId } from '#platform/fields/index.ts'
import { form, get, page, type Page, type Visit } from '#platform/http/index.ts'
import { fileOf, filterOf, formatOf } from '#platform/tables/index.ts'
import { confirmBooking } from '../actions/changing.ts'
import { joinWaiting, leaveWaiting } from '../actions/joining-waiting.ts'
import { resourcesByIds } from '../queries/estate.ts'
import { recordNames } from '../queries/names.ts'
import { ownBodies } from '../queries/preferences.ts'
import { bodiesOf, MANAGE, READ } from '../queries/seeing.ts'
import { placesShown } from '../queries/shown.ts'
import { ownWaiting, waitingAt } from '../queries/waiting.ts'
import { workplaceById } from '../queries/workplaces.ts'
import { joinView, ownWaitingView, takeView, waitingColumns, waitingListView } from '../views/waiting.ts'
import { managed } from './managed.ts'

const show = get('/workspaces/waiting', {
  permission: READ,
  run: async (visit) =>
    page(ownWaitingView({ rows: await ownWaiting(visit), now: visit.now, csrf: visit.csrf })),
})

/** One place in the list, as a letter or the home page leads to it. */
const showOne = get('/workspaces/waiting/:waiting', {
  permission: READ,
  run: async (visit) =>
    page(ownWaitingView({ rows: [await ownPlace(visit)], now: visit.now, csrf: visit.csrf })),
})

async function resourceAsked(visit: Visit) {
  const id = visit.query['place'] ?? ''
  const [resource] = isRecordId(id) ? await resourcesByIds(visit, [id]) : []
  if (resource === undefined || !(await placesShown(visit, { resourceIds: [id] })).has(id))
    return notFound('place')
  const bodies = await ownBodies(visit)
  return {
    resource,
    site: await workplaceById(visit, resource.site_id),
    bodies,
    hasBodies: bodies.length > 1,
  }
}

const join = form('/workspaces/waiting/new', {
  action: joinWaiting,
  load: resourceAsked,
  fixed: (visit) => ({ resource: visit.query['place'] ?? '' }),
  values: (visit) => ({
    width: 'this',
    ...(['on', 'from', 'until'] as const).reduce<Record<string, string>>((values, name) => {
      const value = visit.query[name]
      return value === undefined ? values : { ...values, [name]: value }
    }, {}),
  }),
  options: (_visit, { bodies }) => ({
    organisation: bodies.map((one) => ({ value: one.id, text: one.name })),
  }),
  view: (visit, here, state) => joinView(here, { ...state, action: visit.path }),
  then: () => ({
    to: '/workspaces/waiting',
    notice: 'You are on the waiting list. We write to you when it comes free.',
  }),
})

async function ownPlace(visit: Visit) {
  const id = visit.params['waiting'] ?? ''
  return (await ownWaiting(visit)).find((one) => one.id === id) ?? notFound('place in the waiting list')
}

const leave = form('/workspaces/waiting/:waiting/leave', {
  action: leaveWaiting,
  load: ownPlace,
  fixed: (visit) => ({ waiting: visit.params['waiting'] ?? '' }),
  then: () => ({ to: '/workspaces/waiting', notice: 'You have left the waiting list.' }),
})

const take = form('/workspaces/waiting/:waiting/take', {
  action: confirmBooking,
  load: async (visit) => {
    const place = await ownPlace(visit)
    return place.offer_booking_id === null ? notFound('offer') : { booking: place.offer_booking_id }
  },
  values: (_visit, { booking }) => ({ booking }),
  view: (_visit, { booking }, state) => takeView({ ...state, hidden: { ...state.hidden, booking } }),
  then: (result) => ({ to: `/workspaces/bookings/${result.id}`, notice: 'It is yours.' }),
})

const list = get('/workspaces/:site/manage/waiting', {
  permission: MANAGE,
  async run(visit) {
    const site = await managed(visit, MANAGE)
    const kind = filterOf(visit, 'kind')
    const rows = (await waitingAt(visit, site.site_id)).filter(
      (one) => kind === undefined || one.resource_kind === kind,
    )
    const bodies = bodiesOf(visit)
    await recordNames(visit, {
      siteId: site.site_id,
      on: visit.now.toZonedDateTimeISO(site.time_zone).toPlainDate(),
      list: 'waiting',
      people: rows.filter((one) => one.person_name !== null && !bodies.includes(one.organisation_id)).length,
    })
    const format = formatOf(visit)
    if (format !== undefined) return fileOf(format, `waiting-${site.code}`, waitingColumns, rows)
    return page(waitingListView({ site, rows, kind, query: visit.query }))
  },
})

export const waitingPages: readonly Page[] = [show, join, showOne, leave, take, list]
