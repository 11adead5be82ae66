// The quarters of the year, for which the federation reports: '2026-q3' is July to September 2026.
const NAME = /^(20\d\d)-q([1-4])$/

export type Quarter = {
  /** '2026-q3' */
  readonly name: string
  readonly from: Temporal.PlainDate
  /** Its last day. */
  readonly until: Temporal.PlainDate
}

export function quarterStarting(from: Temporal.PlainDate): Quarter {
  return {
    name: `${from.year}-q${Math.ceil(from.month / 3)}`,
    from,
    until: from.add({ months: 3 }).subtract({ days: 1 }),
  }
}

/** The quarter of that name; undefined for any other words. */
export function quarterNamed(name: string): Quarter | undefined {
  const [, year, quarter] = NAME.exec(name) ?? []
  if (year === undefined || quarter === undefined) return undefined
  return quarterStarting(new Temporal.PlainDate(Number(year), Number(quarter) * 3 - 2, 1))
}

/** The quarter a day lies in. */
export const quarterOf = (day: Temporal.PlainDate): Quarter =>
  quarterStarting(day.with({ month: day.month - ((day.month - 1) % 3), day: 1 }))

export const quarterBefore = ({ from }: Quarter): Quarter => quarterStarting(from.subtract({ months: 3 }))

/** Whether it is over, so that its figures stand. */
export const isOver = ({ until }: Quarter, today: Temporal.PlainDate): boolean =>
  Temporal.PlainDate.compare(until, today) < 0
