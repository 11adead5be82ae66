// What is done to a series that stands: given back from a date on, for a while, or wholly; moved to other times or
// another place from a date on. One date alone is changed as the booking that it is.
import { action, type Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { formatDate } from '#platform/time/index.ts'
import { groundsOf } from '../queries/deciding.ts'
import { holdsAt, MANAGE } from '../queries/seeing.ts'
import { seriesById, SERIES, type Series } from '../queries/series.ts'
import { spansOf } from '../rules/recurrence.ts'
import { cancelBy, usesOf, type BookingState, type Use } from '../rules.ts'
import { holdCounters } from './counting.ts'
import { mustBeCurrent } from './locking.ts'
import { endBookings, place } from './placing.ts'
import { askedAs, decided, fatesOf, HOW, leftOut, mustBeTimes, wantedOf, type Made } from './series.ts'

const OPEN: readonly BookingState[] = ['held', 'pending', 'confirmed']

type Ahead = {
  readonly id: string
  readonly series_on: Temporal.PlainDate
  readonly resource_id: string
  readonly starts_at: Temporal.Instant
  readonly ends_at: Temporal.Instant
  readonly uses: readonly Use[]
  readonly private: boolean
  readonly purpose: string | null
  readonly people: number
}

/** The dates of a series that have not begun, from one date to another; one that was handed on is somebody else's now. */
async function ahead(
  inside: Inside,
  series: Series,
  from: Temporal.PlainDate | null,
  to: Temporal.PlainDate | null,
): Promise<readonly Ahead[]> {
  const { rows } = await sql<Ahead>`
    select id, series_on, resource_id, starts_at, ends_at, uses, private, purpose, people from workspaces.booking
    where series_id = ${series.id} and state = any(${[...OPEN]}::text[]) and starts_at > ${inside.now}
      and for_person_id is not distinct from ${series.for_person_id}::uuid
      and (${from?.toString() ?? null}::date is null or series_on >= ${from?.toString() ?? null}::date)
      and (${to?.toString() ?? null}::date is null or series_on <= ${to?.toString() ?? null}::date)
    order by starts_at, id`.execute(inside.tx)
  return rows
}

/** The series with its row held, seen and current. */
async function lockedSeries(inside: Inside, id: string): Promise<Series> {
  await inside.tx.selectFrom('workspaces.series').select('id').where('id', '=', id).forNoKeyUpdate().execute()
  return seriesById(inside, id)
}

export const SCOPES = {
  all: 'Every date that is still to come',
  from: 'One date and all that follow',
  range: 'The dates of a while, as for leave',
} as const

export const endSeries = action({
  name: 'workspaces.series.cancel',
  title: 'Cancel dates of a series',
  permission: SERIES,
  doors: ['page', 'api'],
  fields: {
    series: field.id('Series'),
    which: field.choice('What do you want to cancel?', SCOPES),
    on: field.date('From which date').optional(),
    until: field.date('Until which date').optional(),
    because: field.text('Why', { most: 200, hint: 'Kept with the bookings' }).optional(),
  },
  async run(inside, answers) {
    const series = await lockedSeries(inside, answers.series)
    const [from, to] = rangeOf(answers)
    const found = await ahead(inside, series, from, to)
    const late = holdsAt(inside, MANAGE, series) ? new Set<string>() : await tooLate(inside, series, found)
    const ended = await endBookings(
      inside,
      found.flatMap((one) => (late.has(one.id) ? [] : one.id)),
      'cancelled',
      answers.because,
      { onlyFrom: OPEN },
    )
    if (ended.length === 0)
      refuse(
        'conflict',
        'workspaces.series.nothing-to-cancel',
        late.size > 0
          ? 'It is too late to cancel these dates by the rules of the office. Ask its workspace manager.'
          : 'No date of this series is still to come then, so there is nothing to cancel.',
      )
    if ((await ahead(inside, series, null, null)).length === 0) await closeSeries(inside, series)
    return {
      subject: series.id,
      result: { cancelled: ended.length, kept: late.size },
      facts: { cancelled: ended.length, kept: late.size },
    }
  },
})

type Range = {
  readonly which: keyof typeof SCOPES
  readonly on: Temporal.PlainDate | null
  readonly until: Temporal.PlainDate | null
}

function rangeOf({ which, on, until }: Range): [Temporal.PlainDate | null, Temporal.PlainDate | null] {
  if (which === 'all') return [null, null]
  if (on === null)
    return invalid('workspaces.series.range', [{ field: 'on', message: 'Enter from which date' }])
  if (which === 'from') return [on, null]
  if (until === null)
    return invalid('workspaces.series.range', [{ field: 'until', message: 'Enter until which date' }])
  if (Temporal.PlainDate.compare(until, on) < 0)
    return invalid('workspaces.series.range', [
      { field: 'until', message: `It begins on ${formatDate(on)}, so it cannot end before that day` },
    ])
  return [on, until]
}

/** Those past the time until which the terms let them be cancelled. */
async function tooLate(
  inside: Inside,
  series: Series,
  found: readonly Ahead[],
): Promise<ReadonlySet<string>> {
  const [first, last] = [found[0], found.at(-1)]
  if (first === undefined || last === undefined) return new Set()
  const grounds = await groundsOf(
    inside,
    { resourceIds: [...new Set(found.map((one) => one.resource_id))] },
    { organisationId: series.organisation_id, personId: series.for_person_id },
    { startsAt: first.starts_at, endsAt: last.ends_at },
  )
  const late = found.filter((one) => {
    const situation = grounds.situation(one.resource_id, { startsAt: one.starts_at, endsAt: one.ends_at })
    const minutes = situation?.terms.cancelMinutes.value ?? 0
    return Temporal.Instant.compare(cancelBy(one.starts_at, minutes), inside.now) < 0
  })
  return new Set(late.map((one) => one.id))
}

async function closeSeries(inside: Inside, series: Series): Promise<void> {
  await inside.tx
    .updateTable('workspaces.series')
    .set({ ended_at: inside.now, version: series.version + 1 })
    .where('id', '=', series.id)
    .execute()
}

const changes = {
  series: field.id('Series'),
  on: field.date('From which date on'),
  from: field.time('From'),
  until: field.time('Until'),
  overnight: field.yesNo('Does it end on the next day?').optional(),
  which: field
    .choice('When the clocks go back, which of the two times?', {
      first: 'The first',
      second: 'The second',
    })
    .optional(),
  place: field.pick('Place', { from: 'workspaces.resource' }),
  how: field.choice('What to do', HOW),
  shown: field.text('The dates that were shown as left out', { most: 6000 }).optional(),
  version: field.version(),
}

export const changeSeries = action({
  name: 'workspaces.series.change',
  title: 'Change a series from a date on',
  permission: SERIES,
  doors: ['page', 'api'],
  fields: changes,
  async run(inside, answers) {
    const series = await lockedSeries(inside, answers.series)
    mustBeCurrent(series, answers.version)
    const found = await ahead(inside, series, answers.on, null)
    if (found.length === 0)
      refuse(
        'conflict',
        'workspaces.series.nothing-to-change',
        'No date of this series is still to come from then on, so there is nothing to change.',
      )
    await mustBeAtSite(inside, series, answers.place)
    const spans = spansOf(
      found.map((one) => one.series_on),
      {
        from: answers.from,
        until: answers.until,
        endsNextDay: answers.overnight === true,
        which: answers.which,
      },
      series.time_zone,
    )
    mustBeTimes(spans)
    const kept = answers.how === 'without' ? new Set((answers.shown ?? '').split(',')) : new Set<string>()
    const moving = found.filter((one) => !kept.has(one.series_on.toString()))
    const wanted = wantedOf(spans, answers.place).filter((one) => !kept.has(one.seriesOn.toString()))
    const as = holdsAt(inside, MANAGE, series) ? ('manager' as const) : ('booker' as const)
    await holdAll(inside, series, moving, wanted)
    await endBookings(
      inside,
      moving.map((one) => one.id),
      'cancelled',
      'Moved with its series',
      { onlyFrom: OPEN },
    )
    const { placed, left } = await placeAgain(inside, series, moving, wanted, as)
    const fates = fatesOf(spans, left)
    const looked: Made = {
      series: series.id,
      zone: series.time_zone,
      dates: fates,
      missing: [],
      // What was shown as left stays as it is, and is not judged again.
      shown: answers.how === 'without' && left.length === 0 ? (answers.shown ?? '') : leftOut(fates),
      isDone: true,
      asked: askedAs(changes, answers),
    }
    decided(inside, answers, looked)
    if (placed.length === 0)
      refuse(
        'conflict',
        'workspaces.series.none-left',
        'None of the dates can be moved, so nothing is changed. Choose another place or time.',
      )
    await inside.tx
      .updateTable('workspaces.series')
      .set({
        resource_id: answers.place,
        starts_at: answers.from.toString(),
        ends_at: answers.until.toString(),
        ends_next_day: answers.overnight === true,
        version: series.version + 1,
      })
      .where('id', '=', series.id)
      .execute()
    return { subject: series.id, result: looked, facts: { changed: placed.length, kept: kept.size } }
  },
})

/** Takes the dates again, each with what was said of it: one that was made private stays so (W9). */
async function placeAgain(
  inside: Inside,
  series: Series,
  moving: readonly Ahead[],
  wanted: ReturnType<typeof wantedOf>,
  as: 'manager' | 'booker',
): Promise<Awaited<ReturnType<typeof place>>> {
  const said = new Map(moving.map((one) => [one.series_on.toString(), one]))
  const alike = Map.groupBy(wanted, (one) => {
    const was = said.get(one.seriesOn.toString())
    return JSON.stringify([was?.purpose, was?.private, was?.people])
  })
  const orderId = inside.id()
  const all: Awaited<ReturnType<typeof place>> = { placed: [], left: [] }
  for (const group of alike.values()) {
    const was = said.get(group[0]!.seriesOn.toString())!
    const { placed, left } = await place(inside, {
      wanted: group,
      forPersonId: series.for_person_id,
      organisationId: series.organisation_id,
      orderId,
      seriesId: series.id,
      purpose: was.purpose,
      isPrivate: was.private,
      people: was.people,
      as,
      conflicts: 'skip',
    })
    all.placed.push(...placed)
    all.left.push(...left)
  }
  return all
}

async function mustBeAtSite(inside: Inside, series: Series, placeId: string): Promise<void> {
  const found = await inside.tx
    .selectFrom('workspaces.resource')
    .select('id')
    .where('id', '=', placeId)
    .where('site_id', '=', series.site_id)
    .executeTakeFirst()
  if (found === undefined) notFound('workspace')
}

/**
 * All that giving back and taking again will hold, held first and in one order (W2): the counters of both by key, then
 * the places of both by id.
 */
async function holdAll(
  inside: Inside,
  series: Series,
  moving: readonly Ahead[],
  wanted: readonly { resourceId: string; startsAt: Temporal.Instant; endsAt: Temporal.Instant }[],
): Promise<void> {
  const [first, last] = [wanted[0], wanted.at(-1)]
  if (first === undefined || last === undefined) return
  const grounds = await groundsOf(
    inside,
    { resourceIds: [first.resourceId] },
    { organisationId: series.organisation_id, personId: series.for_person_id },
    { startsAt: first.startsAt, endsAt: last.endsAt },
  )
  const situations = wanted.flatMap((one) => {
    const situation = grounds.situation(one.resourceId, one)
    return situation === undefined ? [] : [{ situation, one }]
  })
  await sql`select set_config('lock_timeout', '2s', true)`.execute(inside.tx)
  await holdCounters(inside, [
    ...moving.flatMap((one) => one.uses),
    ...situations.flatMap(({ situation, one }) => usesOf(situation, one, series.for_person_id)),
  ])
  const ids = new Set([
    ...moving.map((one) => one.resource_id),
    ...situations.flatMap(({ situation }) => [situation.resource.id, ...situation.resource.parts]),
  ])
  await sql`
    select resource.id from workspaces.resource resource where resource.id = any(${[...ids]}::uuid[])
      or resource.id in (select part_id from workspaces.part where whole_id = any(${[...ids]}::uuid[]))
    order by resource.id for no key update`.execute(inside.tx)
}
