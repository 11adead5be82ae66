// Screens: what they show, setting them up and taking them back; the networks of an office; one's own day there.
import { notFound } from '#platform/errors/index.ts'
import { form, get, page, type Page, type Visit, originOf } from '#platform/http/index.ts'
import { createPanel, revokePanel, setNetworks } from '../actions/panels.ts'
import { codeAddress, qrDrawing } from '../documents.ts'
import { bookingRows, isTheirs } from '../queries/bookings.ts'
import { resourcesOf } from '../queries/estate.ts'
import { networksOf, wordOfTheDay } from '../queries/on-site.ts'
import { panelAt, panelRows, panelsOf, recordPanelSeen, SEEN_MINUTES, type Panel } from '../queries/panels.ts'
import { MANAGE, READ } from '../queries/seeing.ts'
import { workplaceByCode } from '../queries/workplaces.ts'
import { sql } from '#platform/database/index.ts'
import {
  networksView,
  panelFormView,
  panelMadeView,
  panelsView,
  panelView,
  revokeView,
  todayView,
} from '../views/panels.ts'
import { managed } from './managed.ts'

const screen = get('/workspaces/panel/:secret', {
  // Its address is what lets it in; names are on none.
  permission: 'public',
  async run(visit) {
    const secret = visit.params['secret'] ?? ''
    const panel = await panelAt(visit, secret)
    if (isLongUnseen(panel, visit)) await visit.ask(recordPanelSeen, { secret })
    return page(
      panelView({ panel, rows: await panelRows(visit, panel), now: visit.now, code: codeOf(visit, panel) }),
    )
  },
})

const isLongUnseen = ({ seen_at }: Panel, visit: Visit): boolean =>
  seen_at === null || Temporal.Instant.compare(seen_at.add({ minutes: SEEN_MINUTES }), visit.now) <= 0

function codeOf(visit: Visit, panel: Panel): string {
  const today = visit.now.toZonedDateTimeISO(panel.time_zone).toPlainDate()
  const word = wordOfTheDay(panel.digest, today)
  const to =
    panel.check_in_code === null
      ? `${originOf(visit)}/workspaces/${panel.site_code}/today`
      : codeAddress(originOf(visit), panel.check_in_code)
  return qrDrawing(`${to}?today=${word}`, `Code to check in at ${panel.resource_name ?? panel.site_name}`)
}

const today = get('/workspaces/:site/today', {
  permission: READ,
  async run(visit) {
    const site = await workplaceByCode(visit, visit.params['site'] ?? '')
    const day = visit.now.toZonedDateTimeISO(site.time_zone).toPlainDate()
    const ends = day.add({ days: 1 }).toZonedDateTime(site.time_zone).toInstant()
    const { rows } = await bookingRows(
      visit,
      sql`booking.site_id = ${site.site_id} and booking.starts_at < ${ends} and booking.ends_at > ${visit.now}
        and booking.state in ('confirmed', 'checked-in') and ${isTheirs(visit)}`,
      sql`order by booking.starts_at, booking.id limit 50`,
    )
    return page(
      todayView({
        site,
        bookings: rows,
        now: visit.now,
        token: (visit.query['today'] ?? '').slice(0, 40),
        csrf: visit.csrf,
      }),
    )
  },
})

const list = get('/workspaces/:site/manage/panels', {
  permission: MANAGE,
  async run(visit) {
    const site = await managed(visit, MANAGE)
    return page(panelsView(site, await panelsOf(visit, site.site_id)))
  },
})

const managedHere = (visit: Visit) => managed(visit, MANAGE)

const create = form('/workspaces/:site/manage/panels/new', {
  action: createPanel,
  load: managedHere,
  values: (_visit, site) => ({ site: site.site_id }),
  options: async (visit, site) => ({
    resource: (await resourcesOf(visit, site.site_id))
      .filter((one) => one.kind !== 'desk')
      .map((one) => ({ value: one.id, text: `${one.name}, ${one.zone_name}` })),
  }),
  view: (_visit, site, state) =>
    panelFormView(site, { ...state, hidden: { ...state.hidden, site: site.site_id } }),
  then: (result, visit, site) => ({
    kind: 'view',
    view: panelMadeView(site, result.name, `${originOf(visit)}/workspaces/panel/${result.secret}`),
  }),
})

async function panelHere(visit: Visit) {
  const site = await managed(visit, MANAGE)
  const panel = (await panelsOf(visit, site.site_id)).find((one) => one.id === visit.params['panel'])
  return { site, panel: panel ?? notFound('screen') }
}

const revoke = form('/workspaces/:site/manage/panels/:panel/revoke', {
  action: revokePanel,
  load: panelHere,
  fixed: (visit) => ({ panel: visit.params['panel'] ?? '' }),
  view: (_visit, { site, panel }, state) => revokeView(site, panel, state),
  then: (_result, _visit, { site }) => ({
    to: `/workspaces/${site.code}/manage/panels`,
    notice: 'The address of the screen was taken back.',
  }),
})

const networks = form('/workspaces/:site/manage/networks', {
  action: setNetworks,
  load: managedHere,
  values: async (visit, site) => ({
    site: site.site_id,
    networks: (await networksOf(visit, site.site_id)).map((one) => one.network).join('\n'),
  }),
  view: (_visit, site, state) =>
    networksView(site, { ...state, hidden: { ...state.hidden, site: site.site_id } }),
  then: (_result, _visit, site) => ({ to: `/workspaces/${site.code}/manage/panels`, notice: 'Saved.' }),
})

export const panelPages: readonly Page[] = [screen, today, list, create, revoke, networks]
