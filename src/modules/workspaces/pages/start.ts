// Where booking begins, one's own bookings as a list, and what one wants of a desk.
import { holidays } from '#platform/calendar/index.ts'
import { readFields } from '#platform/fields/index.ts'
import { field } from '#platform/fields/index.ts'
import { form, get, page, type Visit } from '#platform/http/index.ts'
import { everyRow, fileOf, filterOf, formatOf, MOST_DOWNLOADED } from '#platform/tables/index.ts'
import { isWorkingDay, londonDate } from '#platform/time/index.ts'
import { setPreference } from '../actions/preferences.ts'
import { CHECK } from '../queries/drift.ts'
import { countsByKind } from '../queries/estate.ts'
import { ownBookings } from '../queries/own.ts'
import { ownBodies, ownPreference } from '../queries/preferences.ts'
import { RECIPROCITY } from '../queries/reciprocity.ts'
import { MANAGE, READ } from '../queries/seeing.ts'
import { workplacesSeen } from '../queries/workplaces.ts'
import { nextWorkingDay } from '../rules.ts'
import { ownBookingsView, ownColumns } from '../views/own-bookings.ts'
import { preferencesView } from '../views/preferences.ts'
import { startView } from '../views/start.ts'

const NEXT_FEW = 5
const A_PAGE = 30

/** What a search begins with: a desk on the next working day, from 9am to 5pm. */
export async function usualAnswers(visit: Visit): Promise<Readonly<Record<string, string>>> {
  const known = await holidays(visit.db)
  const day = nextWorkingDay(londonDate(visit.now), (one) => isWorkingDay(one, known))
  return { on: day.toString(), from: '09:00', until: '17:00', kind: 'desk' }
}

const showStart = get('/workspaces', {
  permission: READ,
  async run(visit) {
    const workplaces = await workplacesSeen(visit)
    const counts = await countsByKind(
      visit,
      workplaces.map((one) => one.site_id),
    )
    const preference = await ownPreference(visit)
    const next = await ownBookings(visit, { when: 'ahead', after: null, most: NEXT_FEW })
    return page(
      startView({
        form: {
          typed: await usualAnswers(visit),
          attributes: [],
          faults: [],
          bodies: await ownBodies(visit),
          sitting: [],
          goings: [],
          hasUsual: preference.site_id !== null,
          visitor: null,
        },
        next: next.rows,
        workplaces: workplaces.map((one) => ({
          ...one,
          counts: counts.filter((some) => some.site_id === one.site_id),
        })),
        now: visit.now,
        csrf: visit.csrf,
        running: runningOf(visit),
      }),
    )
  },
})

/** What those find here who run workplaces or answer for them. */
const runningOf = (visit: Visit) => [
  ...(visit.may(RECIPROCITY)
    ? [{ href: '/workspaces/reciprocity', text: 'What partners give each other, month by month' }]
    : []),
  ...(visit.may(MANAGE) ? [{ href: '/workspaces/open', text: 'Open a site as a workplace' }] : []),
  ...(visit.may(CHECK) ? [{ href: '/workspaces/counters', text: 'The nightly check of the counters' }] : []),
]

const listFields = {
  when: field.choice('Which', { ahead: 'Ahead', past: 'Past' }).optional(),
  after: field.text('Go on after', { most: 300 }).optional(),
}

const showBookings = get('/workspaces/bookings', {
  permission: READ,
  async run(visit) {
    const { format: _, ...asked } = visit.query
    const { when: said, after } = readFields(listFields, asked)
    const when = said ?? 'ahead'
    const format = formatOf(visit)
    if (format !== undefined) {
      const rows = await everyRow((next) =>
        ownBookings(visit, { when, after: next ?? null, most: MOST_DOWNLOADED }),
      )
      return fileOf(format, 'bookings', ownColumns, rows)
    }
    const listed = await ownBookings(visit, { when, after, most: A_PAGE })
    const query = said === null ? {} : { when: said }
    return page(
      ownBookingsView({
        rows: listed.rows,
        next: listed.next,
        when,
        query: { ...query, ...(filterOf(visit, 'after') === undefined ? {} : { after: after ?? '' }) },
      }),
    )
  },
})

const preferences = form('/workspaces/preferences', {
  action: setPreference,
  async load(visit) {
    return { preference: await ownPreference(visit), workplaces: await workplacesSeen(visit) }
  },
  values: (_visit, { preference }) => ({
    wanted: preference.wanted,
    site: preference.site_id ?? '',
    shares: preference.shares,
    version: preference.version,
  }),
  options: (_visit, { workplaces }) => ({
    site: workplaces.map((one) => ({ value: one.site_id, text: `${one.name}, ${one.town}` })),
  }),
  view: (_visit, _loaded, state) => preferencesView(state),
  then: () => ({ to: '/workspaces/preferences', notice: 'Your preferences were saved.' }),
})

export const startPages = [showStart, showBookings, preferences]
