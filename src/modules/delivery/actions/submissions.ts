// Reporting on an activity: kept as a draft, submitted, and withdrawn while the window is open. Plan, round and activity
// are held as they are and only the report itself is locked to be changed, so that 79 officers in the last minute do
// not wait for each other.
import { personOf, action, type Inside } from '#platform/actions/index.ts'
import { json, sql, type Selectable } from '#platform/database/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { field, type Answers } from '#platform/fields/index.ts'
import { basisFor, isReporter, receivedNow, type Basis } from '../queries/reporting.ts'
import { planSeen } from '../queries/seeing.ts'
import {
  causeWord,
  certaintyWord,
  isOfActivity,
  mustBeOpenToChange,
  mustBeWithdrawable,
  mustNotBeClosed,
  settle,
  statusWord,
  type Report,
  type ReportedIssue,
  type Settled,
} from '../rules.ts'
import type { SubmissionTable } from '../schema.ts'
import { changeDate } from './dates.ts'
import { lockedPlan, type LockedActivity, type LockedPlan, type LockedRound } from './locking.ts'

const STILL = { 'still-true': 'Still true', changed: 'Changed' } as const
const OUTCOMES = {
  resolved: 'Resolved',
  accepted: 'Accepted as it is',
  'became-risk': 'It is a risk in a register now',
  'no-longer-applies': 'No longer applies',
} as const
const MOST_WORDS = 2000
const MOST_LINES = 500

/** The answers of a report. Everything may be left out of a draft; `settle` says what a report needs. */
export const reportFields = {
  status: field.choice('How is it going?', statusWord).optional(),
  progressIs: field.choice('Progress', STILL).optional(),
  progress: field.longText('What has been done since', { most: MOST_WORDS }).optional(),
  dates: field
    .choices('Dates', {
      'still-true': 'Still true',
      end: 'The end date has changed',
      'go-live': 'The go-live date has changed',
    })
    .optional(),
  revisedEnd: field.date('New end date').optional(),
  endReason: field.longText('Why the end date changes', { most: MOST_LINES }).optional(),
  endCause: field.choice('Cause of the change of the end date', causeWord).optional(),
  revisedGoLive: field.date('New go-live date').optional(),
  goLiveReason: field.longText('Why the go-live date changes', { most: MOST_LINES }).optional(),
  goLiveCause: field.choice('Cause of the change of the go-live date', causeWord).optional(),
  milestonesAre: field.choice('Milestones', STILL).optional(),
  hasMilestones: field.yesNo('Have key milestones been identified?').optional(),
  milestones: field
    .rows('Milestones', {
      milestone: field.id('Milestone'),
      dueOn: field.date('Due').optional(),
      certainty: field.choice('How certain', certaintyWord).optional(),
      metOn: field.date('Met on').optional(),
    })
    .optional(),
  boardsAre: field.choice('Boards', { ...STILL, none: 'To none' }).optional(),
  boards: field
    .rows('Boards', {
      board: field.text('Board', { most: 60 }),
      reported: field.yesNo('Reported this quarter').optional(),
      expected: field.yesNo('Expected in the rest of the year').optional(),
      booked: field.yesNo('Slot booked').optional(),
    })
    .optional(),
  openIssues: field
    .rows('Issues of last time', {
      issue: field.id('Issue'),
      answer: field
        .choice('Is it still an issue?', { carried: 'Still an issue', closed: 'Closed' })
        .optional(),
      words: field.longText('What is new about it', { most: MOST_LINES }).optional(),
      outcome: field.choice('How it ended', OUTCOMES).optional(),
      outcomeWords: field.longText('How it ended, in a sentence', { most: MOST_LINES }).optional(),
    })
    .optional(),
  issues: field
    .rows('Issues', {
      code: field.text('Issue', { most: 60 }).optional(),
      words: field.longText('In your words', { most: MOST_LINES }).optional(),
    })
    .optional(),
  mitigationsAre: field
    .choice('What is being done about it?', {
      'still-true': 'Still true',
      changed: 'Something is being done',
      none: 'Nothing yet',
    })
    .optional(),
  mitigations: field.longText('What is being done', { most: MOST_WORDS }).optional(),
  registersAre: field
    .choice('Is it recorded in a risk register?', {
      'still-true': 'Still true',
      recorded: 'Yes',
      'not-recorded': 'No',
    })
    .optional(),
  registers: field
    .choices('Which registers', {
      project: 'Project or programme',
      service: 'Service or division',
      directorate: 'Directorate',
      corporate: 'Corporate',
    })
    .optional(),
  risk: field.pick('Which risk', { from: 'risk.risk' }).optional(),
  riskReference: field.text('Its reference', { most: 120 }).optional(),
  explained: field
    .rows('Reasons', {
      doubt: field.text('What it explains', { most: 120 }),
      reason: field.longText('Why it is right', { most: MOST_LINES }).optional(),
    })
    .optional(),
  remarks: field.longText('Anything your director should know?', { most: MOST_WORDS }).optional(),
  leaveUnconfirmed: field.yesNo('Leave what is not confirmed as it was said last time').optional(),
}

const WHICH = {
  round: field.id('Round', { from: 'delivery.round' }),
  activity: field.id('Activity', { from: 'delivery.activity' }),
  /** Absent while nothing was saved yet. */
  version: { ...field.version().optional(), control: 'version' as const },
}

type Which = { readonly round: string; readonly activity: string; readonly version: number | null }
type Held = {
  readonly plan: LockedPlan
  readonly round: LockedRound
  readonly activity: LockedActivity
  readonly submission: Selectable<SubmissionTable>
  readonly isLate: boolean
}

export const saveSubmission = action({
  name: 'delivery.submission.save',
  title: 'Save a report as a draft',
  doors: ['page', 'api', 'command'],
  fields: { ...WHICH, ...reportFields },
  async run(inside, answers) {
    const held = await reportToChange(inside, answers)
    mustBeOpenToChange(held.submission)
    const version = await write(inside, held, { given: json(shownOf(answers)) })
    return doneWith(held, version, {})
  },
})

export const submitSubmission = action({
  name: 'delivery.submission.submit',
  title: 'Submit a report',
  doors: ['page', 'api', 'command'],
  fields: { ...WHICH, ...reportFields },
  async run(inside, answers) {
    const held = await reportToChange(inside, answers)
    mustBeOpenToChange(held.submission)
    const basis = await basisFor(inside, held.plan, held.round, held.activity)
    const settled = settle(basis, answers)
    if (settled.faults.length > 0) invalid('delivery.submission.incomplete', settled.faults)
    const version = await writeReport(inside, held, basis, settled, answers)
    return doneWith(held, version, factsOf(settled, held.isLate))
  },
})

export const reopenSubmission = action({
  name: 'delivery.submission.reopen',
  title: 'Withdraw a report to change it',
  doors: ['page', 'api', 'command'],
  fields: WHICH,
  async run(inside, answers) {
    const held = await reportToChange(inside, answers)
    mustBeWithdrawable(held.submission.state)
    const version = await write(inside, held, { state: 'draft', submitted_at: null })
    return doneWith(held, version, { from: 'submitted' })
  },
})

/** The report of this activity in this round, locked, begun where there is none, and ours to change now (V2–V4). */
async function reportToChange(inside: Inside, which: Which): Promise<Held> {
  const asked = await inside.tx
    .selectFrom('delivery.round as round')
    .innerJoin('delivery.activity as activity', 'activity.plan_id', 'round.plan_id')
    .innerJoin('delivery.plan as plan', 'plan.id', 'round.plan_id')
    .select('round.plan_id')
    .where('round.id', '=', which.round)
    .where('activity.id', '=', which.activity)
    .where(planSeen(inside))
    .executeTakeFirst()
  if (asked === undefined) return notFound('report')
  const plan = await lockedPlan(inside, asked.plan_id, 'share')
  const round = await inside.tx
    .selectFrom('delivery.round')
    .selectAll()
    .where('id', '=', which.round)
    .forShare()
    .executeTakeFirstOrThrow()
  const activity = await inside.tx
    .selectFrom('delivery.activity')
    .selectAll()
    .where('id', '=', which.activity)
    // A report moves the dates of its own activity; no other report waits for that.
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow()
  if (!(await isReporter(inside, plan, activity))) notYours()
  mustNotBeClosed(plan)
  const may = await receivedNow(inside, round, activity.id)
  if (!may.allowed) refuse('conflict', may.code, may.message)
  const submission = await lockedSubmission(inside, which)
  mustBeMonitored(activity, submission.version)
  return { plan, round, activity, submission, isLate: may.isLate }
}

function notYours(): never {
  refuse(
    'forbidden',
    'delivery.submission.not-yours',
    'A report is made by the lead of the activity, by whom the lead gave it to, or by the officers of the plan. Ask one of them.',
  )
}

function mustBeMonitored(activity: LockedActivity, saved: number): void {
  if (activity.is_monitored || saved > 0) return
  refuse(
    'conflict',
    'delivery.submission.not-monitored',
    `Activity ${activity.number} is no longer monitored, so nothing is reported about it. Its record stays as it is.`,
  )
}

/** Whoever comes second waits here, and then sees what the first has said. */
async function lockedSubmission(inside: Inside, which: Which): Promise<Selectable<SubmissionTable>> {
  const begun = await inside.tx
    .insertInto('delivery.submission')
    .values({
      id: inside.id(),
      round_id: which.round,
      activity_id: which.activity,
      confirmed: json({}),
      explained: json([]),
      doubts: json([]),
      saved_at: inside.now,
      version: 0,
    })
    .onConflict((conflict) => conflict.columns(['round_id', 'activity_id']).doNothing())
    .returningAll()
    .executeTakeFirst()
  const submission =
    begun ??
    (await inside.tx
      .selectFrom('delivery.submission')
      .selectAll()
      .where('round_id', '=', which.round)
      .where('activity_id', '=', which.activity)
      .forUpdate()
      .executeTakeFirstOrThrow())
  if (submission.version !== (which.version ?? 0)) stale(submission)
  return submission
}

/** Two people wrote at once: the one who comes second sees what the first has said, beside their own words. */
function stale(submission: Selectable<SubmissionTable>): never {
  const said = submission.given ?? {}
  const shown = ['status', 'progress', 'revisedEnd', 'revisedGoLive', 'mitigations', 'remarks']
  refuse(
    'conflict',
    'delivery.submission.stale',
    'Somebody else saved this report while you were writing. Look at what it says now; sending yours puts it in its place.',
    {
      current: {
        ...Object.fromEntries(
          shown.flatMap((name) => (said[name] === undefined ? [] : [[name, said[name]]])),
        ),
        version: submission.version,
      },
    },
  )
}

type Written = Partial<Omit<Record<keyof SubmissionTable, unknown>, 'id' | 'version'>>

async function write(inside: Inside, { submission }: Held, values: Written): Promise<number> {
  await inside.tx
    .updateTable('delivery.submission')
    .set({
      ...(values as object),
      prepared_by_person_id: personOf(inside),
      saved_at: inside.now,
      version: submission.version + 1,
    })
    .where('id', '=', submission.id)
    .execute()
  return submission.version + 1
}

async function writeReport(
  inside: Inside,
  held: Held,
  basis: Basis,
  { report, prefilled, confirmed }: Settled,
  answers: Answers<typeof reportFields>,
): Promise<number> {
  const { dates } = report
  const version = await write(inside, held, {
    given: json(shownOf(answers)),
    state: 'submitted',
    status: report.status,
    status_source: 'reported',
    progress: report.progress,
    mitigations: report.mitigations,
    mitigation_ticked: report.mitigationTicked,
    revised_end: dates.end,
    revised_end_reason: dates.endReason,
    revised_end_cause: dates.endCause,
    revised_go_live: dates.goLive,
    go_live_reason: dates.goLiveReason,
    go_live_cause: dates.goLiveCause,
    has_milestones: report.hasMilestones,
    is_recorded_in_register: report.isRecorded,
    registers: [...report.registers],
    risk_subject_id: report.riskId,
    risk_reference: report.riskReference,
    remarks: report.remarks,
    prefilled: [...prefilled],
    confirmed: json(confirmed),
    explained: json(report.explained),
    // What a file left unclear of the activity itself is not answered by a report; the rest is said anew.
    doubts: json(held.submission.doubts.filter((doubt) => isOfActivity(doubt.column))),
    // Late for good, also where the director returned it or a correction reopened it (V3).
    is_late: held.isLate || held.submission.is_late,
    submitted_at: inside.now,
    signed_by_person_id: null,
    signed_at: null,
  })
  await writeIssues(inside, held, basis, report.issues)
  await writeBoards(inside, held, report)
  await moveDates(inside, held, basis, report)
  await moveMilestones(inside, report)
  return version
}

/** An issue that stays keeps its id: a later round may have carried it on. */
async function writeIssues(
  inside: Inside,
  { submission }: Held,
  basis: Basis,
  issues: readonly ReportedIssue[],
): Promise<void> {
  const there = await inside.tx
    .selectFrom('delivery.submission_issue')
    .select(['id', 'code', 'carried_from_id'])
    .where('submission_id', '=', submission.id)
    .execute()
  const idOf = (issue: ReportedIssue): string | undefined =>
    there.find((one) =>
      issue.carriedFromId === null
        ? one.carried_from_id === null && one.code === issue.code
        : one.carried_from_id === issue.carriedFromId,
    )?.id
  const kept = issues.flatMap((issue) => idOf(issue) ?? [])
  if (there.length > kept.length)
    await inside.tx
      .deleteFrom('delivery.submission_issue')
      .where('submission_id', '=', submission.id)
      .where(sql<boolean>`not id = any(${kept}::uuid[])`)
      .execute()
  if (issues.length === 0) return
  await inside.tx
    .insertInto('delivery.submission_issue')
    .values(
      issues.map((issue, position) => ({
        position,
        id: idOf(issue) ?? inside.id(),
        submission_id: submission.id,
        code: issue.code,
        label: issue.label,
        codelist_version_id: issue.code === null ? null : basis.issuesVersionId,
        words: issue.words,
        answer: issue.answer,
        carried_from_id: issue.carriedFromId,
        outcome: issue.outcome,
        outcome_words: issue.outcomeWords,
      })),
    )
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet((row) => ({
        position: row.ref('excluded.position'),
        words: row.ref('excluded.words'),
        answer: row.ref('excluded.answer'),
        outcome: row.ref('excluded.outcome'),
        outcome_words: row.ref('excluded.outcome_words'),
      })),
    )
    .execute()
}

async function writeBoards(inside: Inside, { submission }: Held, { boards }: Report): Promise<void> {
  if (submission.submitted_at !== null || submission.version > 0)
    await inside.tx
      .deleteFrom('delivery.submission_board')
      .where('submission_id', '=', submission.id)
      .execute()
  if (boards.length === 0) return
  await inside.tx
    .insertInto('delivery.submission_board')
    .values(
      boards.map(({ board, reported, expected, booked }) => ({
        id: inside.id(),
        submission_id: submission.id,
        board,
        reported,
        expected,
        booked,
      })),
    )
    .execute()
}

/** The plan follows what was reported, unless a later round has said more (a correction of the past). */
async function moveDates(inside: Inside, held: Held, basis: Basis, { dates }: Report): Promise<void> {
  const { activity, round, plan } = held
  const common = { activity, roundId: round.id, source: 'report' as const, planState: plan.state }
  const back = 'The report that had moved it was changed before the round closed'
  if (basis.endIsNewest)
    await changeDate(inside, {
      ...common,
      what: 'end',
      becomes: dates.end,
      reason: dates.endReason ?? back,
      cause: dates.endCause ?? 'internal',
    })
  if (basis.goLiveIsNewest)
    await changeDate(inside, {
      ...common,
      what: 'go-live',
      becomes: dates.goLive,
      reason: dates.goLiveReason ?? back,
      cause: dates.goLiveCause ?? 'internal',
    })
}

async function moveMilestones(inside: Inside, { milestonesMoved }: Report): Promise<void> {
  for (const one of milestonesMoved)
    await inside.tx
      .updateTable('delivery.milestone')
      .set({
        due_on: one.dueOn,
        certainty: one.certainty,
        met_on: one.metOn,
        changed_at: inside.now,
        version: sql`version + 1`,
      })
      .where('id', '=', one.id)
      .execute()
}

/** The answers as a form, a file or a program would give them again. */
function shownOf(answers: Answers<typeof reportFields>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(reportFields).flatMap(([name, one]) => {
      const value: unknown = answers[name as keyof typeof reportFields]
      return value === null ? [] : [[name, one.show(value as never)]]
    }),
  )
}

type Facts = Readonly<Record<string, string | number | boolean | null>>

function factsOf({ report, stale, confirmed }: Settled, isLate: boolean): Facts {
  const count = (answer: ReportedIssue['answer']): number =>
    report.issues.filter((one) => one.answer === answer).length
  return {
    status: report.status,
    issuesRaised: count('raised'),
    issuesCarried: count('carried'),
    issuesClosed: count('closed'),
    changed: Object.values(confirmed).filter((one) => one === 'changed').length,
    confirmed: Object.values(confirmed).filter((one) => one === 'confirmed').length,
    unconfirmed: stale.length,
    explained: report.explained.length,
    end: report.dates.endMoves ? (report.dates.end?.toString() ?? null) : null,
    goLive: report.dates.goLiveMoves ? (report.dates.goLive?.toString() ?? null) : null,
    late: isLate,
  }
}

export const reportAddress = (
  plan: { readonly code: string },
  round: { readonly code: string },
  number: number,
): string => `/delivery/${plan.code}/rounds/${round.code}/activities/${number}`

function doneWith({ plan, round, activity }: Held, version: number, facts: Facts) {
  return {
    subject: activity.id,
    result: { number: activity.number, version, address: reportAddress(plan, round, activity.number) },
    facts: { plan: plan.code, round: round.code, activity: activity.number, ...facts },
  }
}
