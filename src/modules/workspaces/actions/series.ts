// Series (B5, W7): every date is looked at under the same locks as a booking, shown, and then made as it was shown: all
// of them, or without the dates that were seen to be left out.
import { personOf, action, type Inside } from '#platform/actions/index.ts'
import { json, sql } from '#platform/database/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { field, type Answers, type Fields } from '#platform/fields/index.ts'
import { formatDate, readDate } from '#platform/time/index.ts'
import { holdsAt, MANAGE } from '../queries/seeing.ts'
import { SERIES } from '../queries/series.ts'
import {
  datesOf,
  EVERY,
  runsIntoItself,
  spansOf,
  WEEKDAYS,
  type SeriesDate,
  type SeriesTimes,
} from '../rules/recurrence.ts'
import type { Recurrence } from '../rules.ts'
import { whomFor } from './asking.ts'
import { place, type Left } from './placing.ts'

export const HOW = {
  look: 'Show me every date first',
  all: 'All of them, or none',
  without: 'Without the dates that cannot be had',
} as const
export type How = keyof typeof HOW

export const seriesFields = {
  place: field.id('Place'),
  person: field.pick('For whom', { from: 'organisations.person' }).optional(),
  organisation: field.pick('For which organisation', { from: 'organisations.organisation' }).optional(),
  first: field.date('First day'),
  from: field.time('From'),
  until: field.time('Until'),
  overnight: field.yesNo('Does it end on the next day?').optional(),
  which: field
    .choice('When the clocks go back, which of the two times?', { first: 'The first', second: 'The second' })
    .optional(),
  every: field.choice('How often', EVERY),
  interval: field
    .integer('Every how many days, weeks or months', {
      least: -1000,
      most: 10_000,
      hint: '1 for each of them, 2 for every second',
    })
    .optional(),
  weekdays: field.choices('On which days, for weeks', WEEKDAYS).optional(),
  times: field.integer('How many times', { least: -1000, most: 1_000_000 }).optional(),
  last: field.date('Or until which day').optional(),
  except: field
    .text('Leave out these dates', {
      most: 2000,
      hint: 'With commas between them, like 24/12/2026, 31/12/2026',
    })
    .optional(),
  people: field.integer('How many people come', { least: 1, most: 1000 }).optional(),
  purpose: field.text('What for', { most: 200 }).optional(),
  isPrivate: field.yesNo('Keep it private?', { hint: 'Others see only that it is booked' }).optional(),
  how: field.choice('What to do', HOW),
  shown: field.text('The dates that were shown as left out', { most: 6000 }).optional(),
}
export type SeriesAnswers = Answers<typeof seriesFields>

/** One date and its fate: free, or what stands against it. */
export type Fate = {
  readonly on: string
  readonly startsAt: string | null
  readonly endsAt: string | null
  /** In words, with whose rule it is and when it becomes possible; empty where it is free. */
  readonly against: readonly {
    readonly text: string
    readonly whose: string
    readonly possible: string | null
  }[]
}

export type Made = {
  readonly series: string | null
  readonly zone: string
  readonly dates: readonly Fate[]
  readonly missing: readonly string[]
  /** What to send back as `shown`. */
  readonly shown: string
  readonly isDone: boolean
  /** What was asked, as a form sends it. */
  readonly asked: Readonly<Record<string, unknown>>
}

export const makeSeries = action({
  name: SERIES,
  title: 'Book a series',
  doors: ['page', 'api'],
  fields: seriesFields,
  async run(inside, answers) {
    const at = await placeAt(inside, answers.place)
    const isManager = holdsAt(inside, MANAGE, at)
    const booker = await whomFor(inside, answers, () => isManager)
    const rule = ruleOf(answers)
    const written = datesOf(rule, answers.first)
    if ('faults' in written) return invalid('workspaces.series.rule', written.faults.map(besideItsField))
    const times: SeriesTimes = {
      from: answers.from,
      until: answers.until,
      endsNextDay: answers.overnight === true,
      which: answers.which,
    }
    const spans = spansOf(written.dates, times, at.time_zone)
    mustBeTimes(spans)
    const series = inside.id()
    await inside.tx
      .insertInto('workspaces.series')
      .values({
        id: series,
        resource_id: at.id,
        site_id: at.site_id,
        organisation_id: booker.organisationId,
        for_person_id: booker.personId,
        made_by_person_id: personOf(inside),
        rule: json(rule),
        first_on: answers.first.toString(),
        starts_at: times.from.toString(),
        ends_at: times.until.toString(),
        ends_next_day: times.endsNextDay,
        made_at: inside.now,
      })
      .execute()
    const { placed, left } = await place(inside, {
      wanted: wantedOf(spans, at.id),
      forPersonId: booker.personId,
      organisationId: booker.organisationId,
      seriesId: series,
      purpose: answers.purpose,
      isPrivate: answers.isPrivate === true,
      people: answers.people ?? 1,
      as: booker.isOther && isManager ? 'manager' : 'booker',
      conflicts: 'skip',
    })
    const dates = fatesOf(spans, left)
    const made: Made = {
      series,
      zone: at.time_zone,
      dates,
      missing: written.missing,
      shown: leftOut(dates),
      isDone: true,
      asked: askedAs(seriesFields, answers),
    }
    decided(inside, answers, { ...made, series: null })
    return {
      subject: series,
      result: made,
      facts: { series, dates: placed.length, left: dates.length - placed.length },
    }
  },
})

/** The answers as they were typed, to be sent again; what decides about them is not among them. */
export const askedAs = (
  fields: Fields,
  answers: Readonly<Record<string, unknown>>,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([name]) => name !== 'how' && name !== 'shown')
      .map(([name, one]) => [name, one.show(answers[name] as never)]),
  )

type At = {
  readonly id: string
  readonly site_id: string
  readonly owner_organisation_id: string
  readonly time_zone: string
}

/** Where a place is. Whether it is theirs to see is decided with its terms, and answers with the same words (W11). */
export async function placeAt(inside: Pick<Inside, 'tx'>, id: string): Promise<At> {
  const { rows } = await sql<At>`
    select resource.id, resource.site_id, workplace.time_zone, site.organisation_id as owner_organisation_id
    from workspaces.resource resource
    join workspaces.workplace workplace on workplace.site_id = resource.site_id
    join organisations.site_card site on site.id = resource.site_id where resource.id = ${id}`.execute(
    inside.tx,
  )
  return rows[0] ?? notFound('workspace')
}

function ruleOf(answers: SeriesAnswers): Recurrence {
  const except = (answers.except ?? '')
    .split(/[,;\n]/)
    .map((one) => one.trim())
    .filter((one) => one !== '')
  const days = except.map((one) => readDate(one))
  const strange = days.findIndex((one) => one === undefined)
  if (strange !== -1)
    invalid('workspaces.series.except', [
      { field: 'except', message: `“${except[strange]?.slice(0, 40)}” is not a real date, like 24/12/2026` },
    ])
  return {
    every: answers.every,
    interval: answers.interval ?? 1,
    weekdays: answers.every === 'week' ? (answers.weekdays ?? []).map(Number) : [],
    until: answers.last?.toString() ?? null,
    count: answers.times,
    except: days.map(String),
  }
}

/** The rule's own words for its parts are not those of the form. */
const besideItsField = ({ field: name, message }: { field: string; message: string }) => ({
  field: { count: 'times', until: 'last' }[name] ?? name,
  message,
})

/** Times that no date can have, or that would run into each other; and the one question that a clock asks. */
export function mustBeTimes(spans: readonly SeriesDate[]): void {
  const asking = spans.find((one) => 'asks' in one && one.asks === 'which')
  if (asking !== undefined && 'because' in asking)
    invalid('workspaces.booking.time', [{ field: 'which', message: asking.because }])
  const [first] = spans
  if (first !== undefined && 'because' in first && spans.every((one) => 'because' in one))
    invalid('workspaces.booking.time', [{ field: 'until', message: first.because }])
  if (runsIntoItself(spans))
    invalid('workspaces.series.overlaps-itself', [
      { field: 'every', message: 'It lasts longer than the time to its next date. Repeat it less often' },
    ])
}

export const wantedOf = (spans: readonly SeriesDate[], resourceId: string) =>
  spans.flatMap((one) =>
    'startsAt' in one ? [{ resourceId, startsAt: one.startsAt, endsAt: one.endsAt, seriesOn: one.on }] : [],
  )

/** Every date with its fate, in order. */
export function fatesOf(spans: readonly SeriesDate[], left: readonly Left[]): Fate[] {
  const against = new Map(left.map((one) => [one.wanted.seriesOn?.toString() ?? '', one.reasons]))
  return spans.map((one) => {
    const on = one.on.toString()
    if ('because' in one)
      return {
        on,
        startsAt: null,
        endsAt: null,
        against: [
          {
            text: `${one.because}.`,
            whose: 'the clock',
            possible: 'At another time, as a booking of its own',
          },
        ],
      }
    return {
      on,
      startsAt: one.startsAt.toString(),
      endsAt: one.endsAt.toString(),
      against: (against.get(on) ?? []).map(({ text, whose, possible }) => ({ text, whose, possible })),
    }
  })
}

const NONE = 'none'

/** The dates that cannot be had, as one word: what was shown is compared with what is. */
export const leftOut = (dates: readonly Fate[]): string =>
  dates
    .filter((one) => one.against.length > 0)
    .map((one) => one.on)
    .join(',') || NONE

/** Ends a look, and refuses what is not as it was shown (G6). What is chosen is then made. */
export function decided(
  inside: Inside,
  { how, shown }: { readonly how: How; readonly shown: string | null },
  made: Made,
): void {
  if (how === 'look') inside.rehearsed({ ...made, isDone: false })
  const left = made.dates.filter((one) => one.against.length > 0)
  const named = left
    .slice(0, 5)
    .map((one) => formatDate(Temporal.PlainDate.from(one.on)))
    .join(', ')
  const more = left.length > 5 ? ` and ${left.length - 5} more` : ''
  if (how === 'all' && left.length > 0)
    refuse(
      'conflict',
      'workspaces.series.not-all',
      `${left.length} of ${made.dates.length} dates cannot be had: ${named}${more}. Look at the dates, then leave these out or choose another place or time.`,
      { figures: { left: left.length, of: made.dates.length } },
    )
  if (how === 'without' && made.shown !== shown)
    refuse(
      'conflict',
      'workspaces.series.changed',
      left.length === 0
        ? 'Every date is free now, unlike when they were shown. Look at the dates again, then choose.'
        : `What is free is not what was shown. Left out now: ${named}${more}. Look at the dates again, then choose.`,
      { figures: { left: left.length, of: made.dates.length } },
    )
  if (left.length === made.dates.length)
    refuse(
      'conflict',
      'workspaces.series.none-left',
      'None of the dates can be had, so there is nothing to book. Choose another place or time.',
    )
}
