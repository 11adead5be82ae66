// What a page of statistics shows of visits: which days, the matrix of homes and places, the sentence above a chart.

export type Pair = {
  readonly home: string | null
  readonly visited: string | null
  readonly ok: number
  readonly fail: number
}
export type Matrix = {
  readonly homes: readonly string[]
  readonly places: readonly string[]
  /** Logins that succeeded. */
  readonly cells: readonly (readonly number[])[]
}

export const MOST_DAYS_DRAWN = 62

/** Those who are no member stand last. */
const last = (name: string): number => (name === 'Elsewhere' ? 1 : 0)
const inOrder = (names: ReadonlySet<string>): string[] =>
  [...names].toSorted((a, b) => last(a) - last(b) || a.localeCompare(b, 'en-GB'))

/** Homes down, places across; the busiest of either when there are more than fit. */
export function matrixOf(pairs: readonly Pair[], most: number): Matrix {
  const homes = inOrder(busiest(pairs, (pair) => pair.home ?? '', most))
  const places = inOrder(busiest(pairs, (pair) => pair.visited ?? '', most))
  const sums = new Map<string, number>()
  for (const pair of pairs) {
    const key = `${pair.home ?? ''}\t${pair.visited ?? ''}`
    sums.set(key, (sums.get(key) ?? 0) + pair.ok)
  }
  return {
    homes,
    places,
    cells: homes.map((home) => places.map((place) => sums.get(`${home}\t${place}`) ?? 0)),
  }
}

function busiest(pairs: readonly Pair[], nameOf: (pair: Pair) => string, most: number): ReadonlySet<string> {
  const sums = new Map<string, number>()
  for (const pair of pairs) sums.set(nameOf(pair), (sums.get(nameOf(pair)) ?? 0) + pair.ok)
  const names = [...sums].toSorted(([, a], [, b]) => b - a).map(([name]) => name)
  return new Set(names.slice(0, most))
}

export type PeriodAsked = { readonly from: Temporal.PlainDate; readonly until: Temporal.PlainDate }

/** The days asked for; the last three months where nothing, or nothing sensible, was asked. */
export function periodAsked(
  asked: { readonly from: Temporal.PlainDate | undefined; readonly until: Temporal.PlainDate | undefined },
  today: Temporal.PlainDate,
): PeriodAsked {
  const until = asked.until ?? today
  const from = asked.from ?? until.subtract({ months: 2 }).with({ day: 1 })
  if (Temporal.PlainDate.compare(from, until) > 0) return { from: until, until: from }
  const earliest = until.subtract({ years: 10 })
  return Temporal.PlainDate.compare(from, earliest) < 0 ? { from: earliest, until } : { from, until }
}

/** Every day or month of a period, with nought where nothing was counted. */
export function filledIn<Row extends { readonly key: string; readonly ok: number; readonly fail: number }>(
  rows: readonly Row[],
  { from, until }: PeriodAsked,
  by: 'day' | 'month',
): { readonly on: Temporal.PlainDate; readonly ok: number; readonly fail: number }[] {
  const found = new Map(rows.map((row) => [row.key, row]))
  const filled = []
  let on = by === 'month' ? from.with({ day: 1 }) : from
  for (
    ;
    Temporal.PlainDate.compare(on, until) <= 0;
    on = on.add(by === 'month' ? { months: 1 } : { days: 1 })
  ) {
    const row = found.get(on.toString())
    filled.push({ on, ok: row?.ok ?? 0, fail: row?.fail ?? 0 })
  }
  return filled
}

/** Whether a log that should speak has said nothing for two hours of a working day, which begins at nine. */
export const SILENT_HOURS = 2
export function isSilent(lastAt: Temporal.Instant | null, now: Temporal.Instant, zone: string): boolean {
  const local = now.toZonedDateTimeISO(zone)
  if (local.dayOfWeek > 5 || local.hour < 9 || local.hour >= 18) return false
  const morning = local.startOfDay().add({ hours: 9 }).toInstant()
  const since = lastAt === null || Temporal.Instant.compare(lastAt, morning) < 0 ? morning : lastAt
  return now.since(since).total('hours') >= SILENT_HOURS
}
