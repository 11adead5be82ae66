// What somebody undertook to do by a day: given in a meeting, after an event, for a risk or in a plan.
//
//   open ──close──► done
//     ├───drop────► dropped
//     └─ report, move, hand-over: still open, and what was before is kept with its reason
//
// B14  An undertaking has one owner and one day. Another day or another owner keeps the former with the reason.
// B15  What is done says what was done, what is dropped says why; neither opens again: a new one is given.
import { invalid, refuse } from '#platform/errors/index.ts'
import { formatDate } from '#platform/time/index.ts'

export const UNDERTAKING_STATES = { open: 'Open', done: 'Done', dropped: 'Dropped' } as const
export type UndertakingState = keyof typeof UNDERTAKING_STATES

export const UNDERTAKING_CHANGES = {
  reported: 'Progress reported',
  moved: 'Another day',
  'handed-over': 'Another owner',
  done: 'Done',
  dropped: 'Dropped',
} as const
export type UndertakingChange = keyof typeof UNDERTAKING_CHANGES

/** How it stands on a day: what is open beyond its day is overdue. */
export const STANDINGS = { overdue: 'Overdue', open: 'Open', done: 'Done', dropped: 'Dropped' } as const
export type Standing = keyof typeof STANDINGS

export function standingOf(
  undertaking: { readonly state: UndertakingState; readonly due_on: Temporal.PlainDate },
  today: Temporal.PlainDate,
): Standing {
  if (undertaking.state !== 'open') return undertaking.state
  return Temporal.PlainDate.compare(undertaking.due_on, today) < 0 ? 'overdue' : 'open'
}

/** Refuses to change what is closed (B15). */
export function mustBeOpen(state: UndertakingState): void {
  if (state === 'open') return
  refuse(
    'conflict',
    'governance.undertaking.closed',
    `This undertaking is closed already. If there is more to do, record a new one.`,
  )
}

/** Refuses a new day that is none, or that has passed (B14). */
export function mayMove(due: Temporal.PlainDate, to: Temporal.PlainDate, today: Temporal.PlainDate): void {
  if (to.equals(due)) {
    invalid('governance.undertaking.same-day', [
      { field: 'dueOn', message: `It is due on ${formatDate(due)} already. Give another day` },
    ])
  }
  if (Temporal.PlainDate.compare(to, today) < 0) {
    invalid('governance.undertaking.day-passed', [{ field: 'dueOn', message: 'Give a day from today on' }])
  }
}

/** Refuses a day before the one on which it is given. */
export function mayFallDue(dueOn: Temporal.PlainDate, givenOn: Temporal.PlainDate, from: string): void {
  if (Temporal.PlainDate.compare(dueOn, givenOn) >= 0) return
  invalid('governance.undertaking.due-before', [
    { field: 'dueOn', message: `Give a day on or after ${from}` },
  ])
}

export type PlanLine = { readonly heading: string; readonly counts: Readonly<Record<Standing, number>> }

/** How a plan stands by heading, in the order in which its headings first appear; what has none comes last. */
export function planLines(
  rows: readonly {
    readonly heading: string | null
    readonly state: UndertakingState
    readonly due_on: Temporal.PlainDate
  }[],
  today: Temporal.PlainDate,
): PlanLine[] {
  const lines = new Map<string, Record<Standing, number>>()
  const last = rows.filter((row) => row.heading === null)
  for (const row of [...rows.filter((one) => one.heading !== null), ...last]) {
    const heading = row.heading ?? OTHER_ACTIONS
    const counts = lines.get(heading) ?? { overdue: 0, open: 0, done: 0, dropped: 0 }
    counts[standingOf(row, today)] += 1
    lines.set(heading, counts)
  }
  return [...lines].map(([heading, counts]) => ({ heading, counts }))
}

export const OTHER_ACTIONS = 'Other actions'
