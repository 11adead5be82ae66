// Series: the form, every date with its fate, and what is done to a series that stands.
import { sql } from '#platform/database/index.ts'
import { notFound, Refusal } from '#platform/errors/index.ts'
import { isRecordId } from '#platform/fields/index.ts'
import { form, get, page, type FormState, type Page, type View, type Visit } from '#platform/http/index.ts'
import { changeSeries, endSeries } from '../actions/series-changes.ts'
import { makeSeries, type Made } from '../actions/series.ts'
import { whoDelegated } from '../queries/choices.ts'
import { resourceByCode, resourcesOf, type Resource } from '../queries/estate.ts'
import { ownBodies } from '../queries/preferences.ts'
import { datesOfSeries, SERIES, seriesById, seriesSeen, type Series } from '../queries/series.ts'
import { typedTime } from '../views/when.ts'
import {
  cancelSeriesView,
  changeSeriesView,
  datesView,
  newSeriesView,
  seriesAt,
  seriesListView,
  seriesView,
  type DatesShown,
} from '../views/series.ts'
import { usualAnswers } from './start.ts'

const list = get('/workspaces/series', {
  permission: SERIES,
  run: async (visit) => page(seriesListView(await seriesSeen(visit))),
})

type Chosen = { readonly id: string; readonly name: string; readonly back: string }

/** The place in the address, if the reader sees it (W11). */
async function placeChosen(visit: Visit, id: string): Promise<Chosen> {
  if (!isRecordId(id)) return notFound('place')
  const { rows } = await sql<{ site: string; code: string }>`
    select site.code as site, resource.code from workspaces.resource resource
    join organisations.site_card site on site.id = resource.site_id where resource.id = ${id}`.execute(
    visit.db,
  )
  const [row] = rows
  if (row === undefined) return notFound('place')
  const resource: Resource = await resourceByCode(visit, row.site, row.code)
  return { id, name: resource.name, back: `/workspaces/${row.site}/places/${row.code}` }
}

type New = { readonly place: Chosen }

const newSeries = form('/workspaces/series/new', {
  action: makeSeries,
  async load(visit): Promise<New> {
    return { place: await placeChosen(visit, visit.query['place'] ?? '') }
  },
  async values(visit, { place }) {
    const { on, from, until } = { ...(await usualAnswers(visit)), ...visit.query }
    return { place: place.id, first: on, from, until, every: 'week', interval: '1', isPrivate: 'no' }
  },
  async options(visit) {
    return {
      person: (await whoDelegated(visit)).map((one) => ({ value: one.id, text: one.name })),
      organisation: (await ownBodies(visit)).map((one) => ({ value: one.id, text: one.name })),
    }
  },
  view: (visit, { place }, state) =>
    shownAgain(visit, state, () => newSeriesView(place, { ...state, action: visit.path }), {
      look: () => visit.perform(makeSeries, { ...state.values, how: 'look', shown: '' }),
      shown: (made, problem) => ({ ...aboutNew(visit, place), made, asked: state.values, problem }),
    }),
  then: (made, visit, { place }) =>
    made.series === null
      ? page(datesView({ ...aboutNew(visit, place), made, asked: made.asked }))
      : { to: `/workspaces/series/${made.series}`, notice: bookedWords(made) },
})

const aboutNew = (visit: Visit, place: Chosen) => ({
  title: `Every date of ${place.name}`,
  back: { href: visit.path, text: `Book ${place.name} again and again` },
  action: visit.path,
  csrf: visit.csrf,
  verb: 'Book' as const,
})

function bookedWords({ dates }: Made): string {
  const free = dates.filter((one) => one.against.length === 0).length
  const left = dates.length - free
  return `${free === 1 ? '1 date is' : `${free} dates are`} booked${left === 0 ? '' : `, without the ${left === 1 ? 'other one' : `other ${left}`}`}.`
}

type Again = {
  readonly look: () => Promise<Made>
  readonly shown: (made: Made, problem: string) => Omit<DatesShown, 'problem'> & { readonly problem: string }
}

/** What is no longer as it was shown is shown again as it is now; every other refusal stands above the form. */
async function shownAgain(visit: Visit, state: FormState, asForm: () => View, again: Again): Promise<View> {
  const { problem } = state
  if (problem === undefined || !problem.code.startsWith('workspaces.series.')) return asForm()
  try {
    return datesView(again.shown(await again.look(), problem.message))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return asForm()
  }
}

const showSeries = get('/workspaces/series/:series', {
  permission: SERIES,
  async run(visit) {
    const series = await seriesHere(visit)
    return page(seriesView(series, await datesOfSeries(visit, series)))
  },
})

const seriesHere = (visit: Visit): Promise<Series> => seriesById(visit, visit.params['series'] ?? '')

const cancel = form('/workspaces/series/:series/cancel', {
  action: endSeries,
  load: seriesHere,
  values: (_visit, series) => ({ series: series.id }),
  view: (_visit, series, state) => cancelSeriesView(series, state),
  then: ({ cancelled, kept }, _visit, series) => ({
    to: seriesAt(series),
    notice: `${cancelled === 1 ? '1 date is' : `${cancelled} dates are`} cancelled${kept === 0 ? '' : `. It was too late for ${kept}`}.`,
  }),
})

const change = form('/workspaces/series/:series/change', {
  action: changeSeries,
  load: seriesHere,
  values: (visit, series) => ({
    series: series.id,
    on: (series.next_at ?? visit.now).toZonedDateTimeISO(series.time_zone).toPlainDate().toString(),
    from: typedTime(series.starts_at),
    until: typedTime(series.ends_at),
    overnight: series.ends_next_day ? 'yes' : 'no',
    place: series.resource_id,
    version: series.version,
  }),
  async options(visit, series) {
    const all = await resourcesOf(visit, series.site_id)
    const kind = all.find((one) => one.id === series.resource_id)?.kind
    return {
      place: all
        .filter((one) => one.kind === kind)
        .map((one) => ({ value: one.id, text: `${one.name}, ${one.zone_name}` })),
    }
  },
  view: (visit, series, state) =>
    shownAgain(visit, state, () => changeSeriesView(series, state), {
      look: () => visit.perform(changeSeries, { ...state.values, how: 'look', shown: '' }),
      shown: (made, problem) => ({ ...aboutChange(visit, series), made, asked: state.values, problem }),
    }),
  then: (made, visit, series) =>
    made.isDone
      ? { to: seriesAt(series), notice: 'The series was changed.' }
      : page(datesView({ ...aboutChange(visit, series), made, asked: made.asked })),
})

const aboutChange = (visit: Visit, series: Series) => ({
  title: `Every date of ${series.resource_name}`,
  back: { href: visit.path, text: 'Change a series from a date on' },
  action: visit.path,
  csrf: visit.csrf,
  verb: 'Move' as const,
})

export const seriesPages: readonly Page[] = [list, newSeries, showSeries, cancel, change]
