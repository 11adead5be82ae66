// What the demonstration's meetings are about where no case is decided, and the shape in which a meeting is sketched.
import { financialYearOf } from '#platform/time/index.ts'

export type HeldDecision = {
  /** The record that is decided (a case); its item must have been proposed. */
  readonly subject?: string
  /** Or a matter of the body's own, by its title. */
  readonly title?: string
  readonly outcome: string
  readonly reasons?: string
  readonly alternatives?: string
  /** Codes of organisations that voted against or abstained. */
  readonly against?: readonly string[]
  readonly abstained?: readonly string[]
  readonly paper?: { readonly summary: string; readonly body: string; readonly recommendations: string }
}

export type HeldNote = {
  readonly title: string
  readonly kind?: 'note' | 'discuss'
  readonly undertaking?: { readonly what: string; readonly days: number }
}

export type HeldMeeting = {
  /** The group's code. */
  readonly group: string
  readonly on: Temporal.PlainDate
  readonly title?: string
  readonly place?: string
  readonly decisions?: readonly HeldDecision[]
  readonly notes?: readonly HeldNote[]
  /** How many voting members send apologies; two when left out. */
  readonly apologies?: number
}

/** The Leadership Group's first meeting of the demonstration: how it set itself up to award money. */
export function foundingMeeting(year: Temporal.PlainDate): HeldMeeting {
  return {
    group: 'leadership',
    on: tuesday(year.add({ months: 1 })),
    place: 'Council chamber, Medway',
    decisions: [
      {
        title: 'Terms of reference of the Leadership Group',
        outcome: 'approved',
        reasons: 'Partners asked for one vote each and a quorum written down before money is awarded.',
        alternatives:
          'Votes weighted by subscription; set aside because the fund exists for the majority of partners.',
        paper: {
          summary: 'Sets out who votes, how many must be there, and how an interest is declared.',
          body: 'The Leadership Group directs the partnership and awards money to projects that its groups put forward.\n\nEach partner has one vote. A third of the partners, and never fewer than three, make a quorum. Whoever has an interest in a matter says so and takes no part in it.',
          recommendations: 'Approve the terms of reference\nReview them after two years',
        },
      },
      {
        title: 'Criteria for awards from the development fund',
        outcome: 'approved',
        reasons: 'Published criteria let every group see beforehand how its case will be scored.',
        alternatives:
          'Deciding case by case without criteria; set aside because refusals could not be explained.',
        against: ['dartford'],
      },
    ],
    notes: [
      {
        title: 'Work programme for the year',
        undertaking: { what: 'Circulate the work programme to all partners', days: 28 },
      },
    ],
  }
}

/** The Leadership Group's own business of the current year, held once everything before it is on the record. */
export function businessThisYear(group: string, today: Temporal.PlainDate): HeldMeeting[] {
  if (group !== 'leadership') return []
  const year = financialYearOf(today).from
  const matters: readonly (readonly [number, HeldDecision, HeldNote])[] = [
    [
      1,
      {
        title: 'Work programme for the year',
        outcome: 'approved',
        reasons: 'It follows from the lessons of the first projects and fits the money that came in.',
        alternatives:
          'Carrying on with last year\u2019s programme; set aside because two of its aims are reached.',
      },
      { title: 'How partners use their subscription', kind: 'discuss' },
    ],
    [
      4,
      {
        title: 'Annual report of the partnership',
        outcome: 'approved',
        reasons: 'Every figure in it was counted from the records.',
        alternatives: 'None',
      },
      {
        title: 'Lessons of the projects that closed',
        undertaking: { what: 'Send the lessons to the chairs of all groups', days: 35 },
      },
    ],
  ]
  return matters.flatMap(([months, decision, note]) => {
    const on = tuesday(year.add({ months, days: 10 }))
    const isPast = Temporal.PlainDate.compare(on, today.subtract({ days: 30 })) < 0
    return isPast ? [{ group, on, decisions: [decision], notes: [note] }] : []
  })
}

/** The first Tuesday on or after the day, when these groups meet. */
export function tuesday(day: Temporal.PlainDate): Temporal.PlainDate {
  return day.add({ days: (9 - day.dayOfWeek) % 7 })
}
