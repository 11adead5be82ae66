// Repeating an event: the dates looked at first, then made; and what is done to this and all later dates.
import { Refusal, type Fault } from '#platform/errors/index.ts'
import { rawOfForm, readFields } from '#platform/fields/index.ts'
import { html } from '#platform/html/index.ts'
import { form, type FormState, type Page, type Visit } from '#platform/http/index.ts'
import { errorSummary } from '#web/forms.ts'
import { heading, paragraph, warning } from '#web/parts.ts'
import { cancelLater, changeLater, createSeries, patternFields, publishSeries } from '../actions/series.ts'
import { planOf, type SeriesPlan } from '../queries/series.ts'
import type { EventCard } from '../queries/events.ts'
import { oneByOne, patternForm, planView } from '../views/series.ts'
import { aboutForm, at, eventToRun } from './of-event.ts'

type Looked = {
  readonly event: EventCard
  readonly raw: Readonly<Record<string, unknown>>
  readonly plan: SeriesPlan | undefined
  readonly skips: boolean
  readonly faults: readonly Fault[]
}

// What the address asks is only looked at: the same pattern, sent by the form, is what makes the drafts.
async function looked(visit: Visit): Promise<Looked> {
  const event = await eventToRun(visit)
  const raw = rawOfForm(patternFields, visit.query)
  const nothing = { event, raw, plan: undefined, skips: false, faults: [] }
  if (visit.query['every'] === undefined) return nothing
  try {
    const pattern = readFields(patternFields, raw)
    return {
      event,
      raw,
      plan: await planOf(visit, event, pattern),
      skips: pattern.skipHolidays === true,
      faults: [],
    }
  } catch (error) {
    if (!(error instanceof Refusal) || error.kind !== 'invalid') throw error
    return { ...nothing, faults: error.faults }
  }
}

const repeat = form('/events/:event/repeat', {
  action: createSeries,
  load: looked,
  values: (_visit, { event, raw }) => ({ skipHolidays: 'yes', ...raw, event: event.id }),
  view: (_visit, { event, plan, skips, faults }, given) => {
    const state: FormState = given.faults.length > 0 ? given : { ...given, faults }
    return {
      title: `Repeat: ${event.title}`,
      back: { href: at(event), text: event.title },
      faulty: state.faults.length > 0,
      body: html`${errorSummary(state)}${heading('Repeat this event', { caption: event.title })}
        ${paragraph('Say how often, look at the dates, then make them. Each date is an event of its own: people book each, and you can change or cancel one.')}
        ${patternForm(state)}
        ${plan === undefined ? null : planView(event, plan, skips, state)}`,
    }
  },
  then: ({ event, drafts, left }) => ({
    to: `/events/${event}`,
    notice: `${drafts === 1 ? 'One draft was' : `${drafts} drafts were`} made${left === 0 ? '' : ` and ${left} bank ${left === 1 ? 'holiday' : 'holidays'} left out`}. Publish them when they are ready.`,
  }),
})

const clockOf = (moment: Temporal.Instant, zone: string): string =>
  moment.toZonedDateTimeISO(zone).toPlainTime().toString({ smallestUnit: 'minute' })

const change = form('/events/:event/series/change', {
  action: changeLater,
  load: eventToRun,
  values: (_visit, event) => ({
    event: event.id,
    title: event.title,
    from: clockOf(event.starts_at, event.time_zone),
    to: clockOf(event.ends_at, event.time_zone),
    room: event.room ?? '',
  }),
  view: (_visit, event, state) =>
    aboutForm(event, 'Change this and later dates', state, { submit: 'Change them', before: oneByOne() }),
  then: ({ changed }, _visit, event) => ({
    to: at(event),
    notice: changed === 1 ? 'One date was changed.' : `${changed} dates were changed.`,
  }),
})

const publish = form('/events/:event/series/publish', {
  action: publishSeries,
  load: eventToRun,
  values: (_visit, event) => ({ event: event.id }),
  view: (_visit, event, state) =>
    aboutForm(event, 'Publish every draft from here on', state, {
      submit: 'Publish them',
      before: paragraph('Every draft of the series from this date on is opened for booking.'),
    }),
  then: ({ published }, _visit, event) => ({
    to: at(event),
    notice: published === 1 ? 'One draft was published.' : `${published} drafts were published.`,
  }),
})

const cancel = form('/events/:event/series/cancel', {
  action: cancelLater,
  load: eventToRun,
  values: (_visit, event) => ({ event: event.id }),
  view: (_visit, event, state) =>
    aboutForm(event, 'Cancel this and later dates', state, {
      submit: 'Cancel them',
      look: 'warning',
      before: warning(
        'Everybody who has a place on any of these dates, or waits for one, is told. The dates stay on the record.',
      ),
    }),
  then: ({ cancelled }, _visit, event) => ({
    to: at(event),
    notice: cancelled === 1 ? 'One date was cancelled.' : `${cancelled} dates were cancelled.`,
  }),
})

export const seriesPages: readonly Page[] = [repeat, change, publish, cancel]
