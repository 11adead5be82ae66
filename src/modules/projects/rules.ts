// What may be done to a project and when: its life, its dates, its money and its closure. Pure: the moment and
// the records come as arguments.
//
//   open ──close──► closed     (outcomes against every measure, at least one lesson)
//     └────stop───► stopped    (a reason, at least one lesson)
//
// P1  A milestone's baseline never changes; only its forecast does, and every change of forecast keeps its reason.
// P2  A spend line is never edited; a reversal is a line of its own.
// P3  One supplier's invoice is paid once, whatever the project.
// P4  Who asks for a change cannot agree to it.
// P5  A project closes only with an outcome for every measure and at least one lesson.
import { refuse, versionCheck } from '#platform/errors/index.ts'
import { formatPounds, sum, type Pence } from '#platform/money/index.ts'
import { formatDate, formatMonth } from '#platform/time/index.ts'

export type ProjectState = 'open' | 'closed' | 'stopped'
export type Overall = 'on-track' | 'at-risk' | 'off-track'
export type Achieved = 'yes' | 'partly' | 'no'

export const stateWords: Readonly<Record<ProjectState, string>> = {
  open: 'Open',
  closed: 'Closed',
  stopped: 'Stopped early',
}
export const overallWords: Readonly<Record<Overall, string>> = {
  'on-track': 'On track',
  'at-risk': 'At risk',
  'off-track': 'Off track',
}
export const achievedWords: Readonly<Record<Achieved, string>> = {
  yes: 'Achieved',
  partly: 'Partly achieved',
  no: 'Not achieved',
}

/** The number in a project's reference, as people say it: P-0012. */
export const projectReference = (number: number): string => `P-${String(number).padStart(4, '0')}`

/** Refuses any change to a project that has ended. */
export function mustBeOpen(project: { readonly reference: string; readonly state: ProjectState }): void {
  if (project.state === 'open') return
  refuse(
    'conflict',
    'projects.project.ended',
    `Project ${project.reference} is ${stateWords[project.state].toLowerCase()}, so nothing more can be recorded in it. A new idea needs a new business case.`,
  )
}

export const projectMustBeCurrent = versionCheck('projects.project.stale', 'project')
export const outcomeMustBeCurrent = versionCheck('projects.project.stale', 'outcome')
export const milestoneMustBeCurrent = versionCheck('projects.project.stale', 'milestone')

// --- Milestones ---

export type MilestoneDates = {
  readonly baselineOn: Temporal.PlainDate
  readonly forecastOn: Temporal.PlainDate
  readonly actualOn: Temporal.PlainDate | null
}

/** How many days later than its baseline a milestone is met or now expected; negative when early. */
export function slippageDays(milestone: MilestoneDates): number {
  return milestone.baselineOn.until(milestone.actualOn ?? milestone.forecastOn, { largestUnit: 'day' }).days
}

/** Whether its forecast has passed without it being met. */
export function isOverdue(milestone: MilestoneDates, today: Temporal.PlainDate): boolean {
  return milestone.actualOn === null && Temporal.PlainDate.compare(milestone.forecastOn, today) < 0
}

/** "12 days late", "3 days early", "on its date". */
export function slippageWords(days: number): string {
  if (days === 0) return 'on its date'
  const count = Math.abs(days)
  return `${count} ${count === 1 ? 'day' : 'days'} ${days > 0 ? 'late' : 'early'}`
}

/** A milestone is met on a day that has come, and after the project began. */
export function mayMeet(
  actualOn: Temporal.PlainDate,
  openedOn: Temporal.PlainDate,
  today: Temporal.PlainDate,
): void {
  if (Temporal.PlainDate.compare(actualOn, today) > 0) {
    refuse(
      'invalid',
      'projects.milestone.in-future',
      `A milestone is met on the day it happened, and ${formatDate(actualOn)} has not come yet. Change its forecast instead.`,
      {
        faults: [
          {
            field: 'actualOn',
            message: `The day it was met must be today or earlier; ${formatDate(actualOn)} has not come yet`,
          },
        ],
      },
    )
  }
  if (Temporal.PlainDate.compare(actualOn, openedOn) < 0) {
    refuse('invalid', 'projects.milestone.before-opening', `The project opened on ${formatDate(openedOn)}.`, {
      faults: [
        {
          field: 'actualOn',
          message: `The day it was met must be ${formatDate(openedOn)} or later, when the project opened`,
        },
      ],
    })
  }
}

// --- Monthly status ---

/** The first day of the month in which the date lies: what a status report is about. */
export const monthOf = (date: Temporal.PlainDate): Temporal.PlainDate => date.with({ day: 1 })

/** The months for which no status was reported, oldest first, up to the month of `today`. The month of opening owes none. */
export function monthsDue(
  openedOn: Temporal.PlainDate,
  reported: readonly Temporal.PlainDate[],
  today: Temporal.PlainDate,
): Temporal.PlainDate[] {
  const known = new Set(reported.map((month) => month.toString()))
  const first = monthOf(openedOn).add({ months: 1 })
  const due: Temporal.PlainDate[] = []
  for (
    let month = first;
    Temporal.PlainDate.compare(month, monthOf(today)) <= 0;
    month = month.add({ months: 1 })
  ) {
    if (!known.has(month.toString())) due.push(month)
  }
  return due
}

/** Refuses a report for a month that has not begun or lies before the project, and "on track" while a milestone's forecast has passed. */
export function mayReport(
  report: {
    readonly month: Temporal.PlainDate
    readonly overall: Overall
    readonly helpNeeded: string | null
    readonly issues: string | null
  },
  project: {
    readonly openedOn: Temporal.PlainDate
    readonly milestones: readonly (MilestoneDates & { readonly title: string })[]
  },
  today: Temporal.PlainDate,
): void {
  if (
    Temporal.PlainDate.compare(report.month, monthOf(today)) > 0 ||
    Temporal.PlainDate.compare(report.month, monthOf(project.openedOn)) < 0
  ) {
    const span = `${formatMonth(monthOf(project.openedOn))} to ${formatMonth(today)}`
    refuse('invalid', 'projects.status.no-such-month', `A status is reported for a month from ${span}.`, {
      faults: [{ field: 'month', message: `The month must be one from ${span}` }],
    })
  }
  const late = project.milestones.find((milestone) => isOverdue(milestone, today))
  if (report.overall === 'on-track' && late !== undefined) {
    refuse(
      'invalid',
      'projects.status.milestone-overdue',
      `"${late.title}" was expected on ${formatDate(late.forecastOn)} and is not met. Record the day it was met, give it a new forecast, or report the project as at risk.`,
      {
        faults: [
          {
            field: 'overall',
            message: `The project cannot be on track while "${late.title}" (expected ${formatDate(late.forecastOn)}) is overdue`,
          },
        ],
      },
    )
  }
  if (report.overall !== 'on-track' && (report.issues === null || report.issues === '')) {
    refuse(
      'invalid',
      'projects.status.no-issue',
      'A project that is not on track needs its issue written down.',
      {
        faults: [
          {
            field: 'issues',
            message: `Say what stands in the way, because the project is ${overallWords[report.overall].toLowerCase()}`,
          },
        ],
      },
    )
  }
}

// --- Spending ---

/** A supplier's name as invoices are compared: case, spaces and punctuation do not make another supplier. */
export const invoiceKey = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/[^a-z0-9]/g, '')

/** A spend lies within the project's life, not in the future. */
export function maySpendOn(
  spentOn: Temporal.PlainDate,
  project: { readonly openedOn: Temporal.PlainDate },
  today: Temporal.PlainDate,
): void {
  if (Temporal.PlainDate.compare(spentOn, project.openedOn) < 0) {
    refuse(
      'invalid',
      'projects.spend.before-opening',
      `The project opened on ${formatDate(project.openedOn)}; what was bought before is not its cost.`,
      {
        faults: [
          {
            field: 'spentOn',
            message: `The invoice date must be ${formatDate(project.openedOn)} or later, when the project opened`,
          },
        ],
      },
    )
  }
  if (Temporal.PlainDate.compare(spentOn, today) > 0) {
    refuse('invalid', 'projects.spend.in-future', `${formatDate(spentOn)} has not come yet.`, {
      faults: [{ field: 'spentOn', message: `The invoice date must be today or earlier` }],
    })
  }
}

export type BudgetUse = { readonly title: string; readonly budgetPence: Pence; readonly spentPence: Pence }

/** What is left of a budget line or of the whole; negative when more was spent than planned. */
export const leftOf = (use: { readonly budgetPence: Pence; readonly spentPence: Pence }): Pence =>
  use.budgetPence - use.spentPence

/** Spending above one line is allowed within the award, but said: the words for it, or undefined. */
export function overLineWarning(use: BudgetUse): string | undefined {
  const left = leftOf(use)
  return left >= 0n
    ? undefined
    : `"${use.title}" is overspent by ${formatPounds(-left)}: ${formatPounds(use.spentPence)} of ${formatPounds(use.budgetPence)}.`
}

export const totalSpent = (spends: readonly { readonly amountPence: Pence }[]): Pence =>
  sum(spends.map((spend) => spend.amountPence))

// --- Changes ---

/** Two people for a change: who asks is not who agrees (P4). */
export function mayDecideChange(
  change: { readonly proposedBy: string; readonly state: string },
  person: string | undefined,
): void {
  if (change.state !== 'proposed')
    refuse(
      'conflict',
      'projects.change.decided',
      'This change was already decided. Look at the decision, and ask for another change if you need one.',
    )
  if (person !== undefined && person === change.proposedBy) {
    refuse(
      'forbidden',
      'projects.change.own',
      'You asked for this change, so somebody else must agree to it or refuse it: the fund officer or the chair of the Leadership Group.',
    )
  }
}

// --- Closing ---

export type ClosureCheck = {
  readonly measures: readonly { readonly title: string; readonly achieved: Achieved | null }[]
  readonly lessons: number
  readonly proposedChanges: number
}

/** What still stands between a project and its closure, in words; empty when nothing does (P5). */
export function missingForClosure(check: ClosureCheck): string[] {
  return [
    ...check.measures
      .filter((measure) => measure.achieved === null)
      .map((measure) => `Say whether "${measure.title}" was achieved.`),
    ...(check.lessons === 0 ? ['Write down at least one lesson for the next project.'] : []),
    ...(check.proposedChanges > 0 ? ['Decide the change that is still proposed.'] : []),
  ]
}

/** A project stopped early owes its lesson and a decision on open changes, but not its outcomes. */
export function missingForStopping(check: ClosureCheck): string[] {
  return missingForClosure({ ...check, measures: [] })
}

/** Refuses to end a project while something is missing. */
export function mayEnd(reference: string, missing: readonly string[]): void {
  if (missing.length === 0) return
  refuse(
    'conflict',
    'projects.project.not-ready',
    `Project ${reference} cannot end yet. ${missing.join(' ')}`,
    { faults: missing.map((message) => ({ field: '', message })) },
  )
}
