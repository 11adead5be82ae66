// What a file reported of activities, written in a few statements however many there are: reports with their issues
// and boards, the dates they gave, how activities ended, and what nobody could read for certain.
import { personOf, type Inside } from '#platform/actions/index.ts'
import { json, sql } from '#platform/database/index.ts'
import { NOT_SAID_ANY_MORE, type DateKind, type ReadReport } from '../rules.ts'
import { nameActivity } from './activities.ts'
import { today, type LockedPlan } from './locking.ts'

type Day = Temporal.PlainDate

export type NewActivity = {
  readonly id: string
  readonly number: number
  readonly title: string
  readonly description: string | null
  readonly outcomeId: string
  readonly unitId: string | null
  readonly leadPersonId: string | null
  readonly directorPersonId: string | null
  readonly addedOn: Day
}

/** One report as a file tells it. */
export type Filed = {
  readonly activityId: string
  /** Null where the file tells of the activity and of no round. */
  readonly roundId: string | null
  readonly raw: Readonly<Record<string, string>>
  readonly report: ReadReport
}

// PostgreSQL takes 65,535 parameters in a statement; a row here has at most 25.
const ROWS_AT_ONCE = 2000

async function inChunks<T>(
  rows: readonly T[],
  write: (some: readonly T[]) => Promise<unknown>,
): Promise<void> {
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE)
    await write(rows.slice(from, from + ROWS_AT_ONCE))
}

export async function insertActivities(
  inside: Inside,
  plan: LockedPlan,
  activities: readonly NewActivity[],
): Promise<void> {
  for (const one of activities) await nameActivity(inside, plan, one)
  await inChunks(activities, (some) =>
    inside.tx
      .insertInto('delivery.activity')
      .values(
        some.map((one) => ({
          id: one.id,
          plan_id: plan.id,
          outcome_id: one.outcomeId,
          unit_id: one.unitId,
          number: one.number,
          title: one.title,
          description: one.description,
          lead_person_id: one.leadPersonId,
          director_person_id: one.directorPersonId,
          added_on: one.addedOn,
        })),
      )
      .execute(),
  )
}

/** Writes reports of locked activities of a plan. Those that were there are replaced; the file says no less than before. */
export async function fileReports(
  inside: Inside,
  filed: readonly Filed[],
  issuesVersionId: string,
): Promise<void> {
  if (filed.length === 0) return
  const before = await reportedBefore(inside, filed)
  const ours = (one: Filed): Before | undefined => {
    const then = before.get(keyOf(one))
    return then?.is_reported_here === true ? then : undefined
  }
  await fileDates(
    inside,
    filed.map((one) => withoutDates(one, ours(one))),
    before,
  )
  await fileClosings(inside, filed)
  await fileSubmissions(
    inside,
    filed.filter((one) => ours(one) === undefined),
    before,
    issuesVersionId,
  )
  await fileDoubts(inside, filed)
}

type Before = {
  readonly id: string
  readonly revised_end: Day | null
  readonly revised_go_live: Day | null
  /** Whether it was reported anew here since, in a correction: what a person said then, no file says otherwise. */
  readonly is_reported_here: boolean
}

const withoutDates = (one: Filed, then: Before | undefined): Filed =>
  then === undefined
    ? one
    : {
        ...one,
        report: { ...one.report, revisedEnd: then.revised_end, revisedGoLive: then.revised_go_live },
      }

const keyOf = (one: { readonly activityId: string; readonly roundId: string | null }): string =>
  `${one.activityId} ${one.roundId ?? ''}`

const idsOf = (filed: readonly Filed[]): { readonly activities: string[]; readonly rounds: string[] } => ({
  activities: [...new Set(filed.map((one) => one.activityId))],
  rounds: [...new Set(filed.flatMap((one) => (one.roundId === null ? [] : [one.roundId])))],
})

async function reportedBefore(inside: Inside, filed: readonly Filed[]): Promise<ReadonlyMap<string, Before>> {
  const { activities, rounds } = idsOf(filed)
  const rows = await inside.tx
    .selectFrom('delivery.submission')
    .select(['id', 'activity_id', 'round_id', 'revised_end', 'revised_go_live'])
    .select(sql<boolean>`given is not null and state in ('submitted', 'signed')`.as('is_reported_here'))
    .where(sql<boolean>`round_id = any(${rounds}::uuid[]) and activity_id = any(${activities}::uuid[])`)
    .execute()
  return new Map(rows.map((row) => [keyOf({ activityId: row.activity_id, roundId: row.round_id }), row]))
}

const isSame = (one: Day | null, other: Day | null): boolean =>
  one === null || other === null ? one === other : one.equals(other)

type Change = {
  activityId: string
  roundId: string | null
  what: DateKind
  former: Day | null
  becomes: Day | null
}

/**
 * The dates of a file join those an activity was ever given (V1). One that somebody changed after this report stays:
 * the file tells an older story.
 */
async function fileDates(
  inside: Inside,
  filed: readonly Filed[],
  before: ReadonlyMap<string, Before>,
): Promise<void> {
  const { activities } = idsOf(filed)
  const rows = await inside.tx
    .selectFrom('delivery.activity as activity')
    .innerJoin('delivery.plan as plan', 'plan.id', 'activity.plan_id')
    .select(['activity.id', 'original_end', 'revised_end', 'revised_go_live', 'plan.state'])
    .select(
      sql<number>`coalesce((select max(number) from delivery.date_change where activity_id = activity.id), 0)`.as(
        'last',
      ),
    )
    .where(sql<boolean>`activity.id = any(${activities}::uuid[])`)
    .execute()
  const standing = new Map(rows.map((row) => [row.id, { ...row, last: Number(row.last), changed: false }]))
  const changes: (Change & { readonly number: number })[] = []
  for (const one of filed) {
    const now = standing.get(one.activityId)
    if (now === undefined) continue
    const { report, activityId, roundId } = one
    const then = before.get(keyOf(one))
    const add = (what: DateKind, former: Day | null, becomes: Day | null): void => {
      now.last += 1
      now.changed = true
      changes.push({
        activityId,
        roundId: what === 'original-end' ? null : roundId,
        what,
        former,
        becomes,
        number: now.last,
      })
    }
    const isOpen = now.original_end === null || now.state === 'draft'
    if (isOpen && report.originalEnd !== null && !isSame(now.original_end, report.originalEnd)) {
      add('original-end', now.original_end, report.originalEnd)
      now.original_end = report.originalEnd
    }
    const moves = (current: Day | null, said: Day | null | undefined, becomes: Day | null): boolean =>
      !isSame(current, becomes) && isSame(current, said ?? null)
    if (moves(now.revised_end, then?.revised_end, report.revisedEnd)) {
      add('end', now.revised_end, report.revisedEnd)
      now.revised_end = report.revisedEnd
    }
    if (moves(now.revised_go_live, then?.revised_go_live, report.revisedGoLive)) {
      add('go-live', now.revised_go_live, report.revisedGoLive)
      now.revised_go_live = report.revisedGoLive
    }
  }
  await inChunks(changes, (some) =>
    inside.tx
      .insertInto('delivery.date_change')
      .values(
        some.map((one) => ({
          id: inside.id(),
          activity_id: one.activityId,
          round_id: one.roundId,
          number: one.number,
          what: one.what,
          former: one.former,
          becomes: one.becomes,
          source: 'file' as const,
          made_at: inside.now,
          made_by_person_id: personOf(inside),
        })),
      )
      .execute(),
  )
  const changed = [...standing.values()].filter((one) => one.changed)
  if (changed.length === 0) return
  await sql`update delivery.activity activity
    set original_end = said.original_end, revised_end = said.revised_end, revised_go_live = said.revised_go_live,
      version = activity.version + 1
    from jsonb_to_recordset(${json(changed)}::jsonb)
      as said(id uuid, original_end date, revised_end date, revised_go_live date)
    where activity.id = said.id`.execute(inside.tx)
}

/** How activities ended, as the file tells it: nobody knows on which day it was decided, nor by whom (V15). */
async function fileClosings(inside: Inside, filed: readonly Filed[]): Promise<void> {
  const { activities, rounds } = idsOf(filed)
  const closings = await inside.tx
    .selectFrom('delivery.closing')
    .select(['id', 'activity_id', 'round_id', 'kind', 'monitoring', 'reopened_on', 'reopened_why'])
    .where(sql<boolean>`activity_id = any(${activities}::uuid[])`)
    .execute()
  const standing = closings.filter((one) => one.reopened_on === null)
  // What an officer opened again since stays open: the file tells an older story.
  const isUndone = ({ activityId, roundId }: Filed): boolean =>
    closings.some(
      (row) =>
        row.activity_id === activityId &&
        row.round_id === roundId &&
        row.reopened_on !== null &&
        row.reopened_why !== NOT_SAID_ANY_MORE,
    )
  const fresh: Filed[] = []
  for (const one of filed) {
    const { closing } = one.report
    const there = standing.find((row) => row.activity_id === one.activityId)
    if (there === undefined) {
      if (closing !== null && !isUndone(one)) fresh.push(one)
    } else if (there.round_id !== one.roundId || one.roundId === null || !rounds.includes(one.roundId))
      continue
    else if (closing === null)
      await inside.tx
        .updateTable('delivery.closing')
        .set({
          reopened_on: today(inside),
          reopened_why: NOT_SAID_ANY_MORE,
        })
        .where('id', '=', there.id)
        .execute()
    else if (closing.kind !== there.kind || closing.monitoring !== there.monitoring)
      await inside.tx
        .updateTable('delivery.closing')
        .set({ ...closing, version: sql`version + 1` })
        .where('id', '=', there.id)
        .execute()
  }
  await inChunks(fresh, (some) =>
    inside.tx
      .insertInto('delivery.closing')
      .values(
        some.flatMap(({ activityId, roundId, report: { closing } }) =>
          closing === null
            ? []
            : [
                {
                  id: inside.id(),
                  activity_id: activityId,
                  ...closing,
                  round_id: roundId,
                  made_at: inside.now,
                  made_by_person_id: personOf(inside),
                },
              ],
        ),
      )
      .execute(),
  )
  await sql`update delivery.activity activity set is_monitored = kept.is_monitored, version = activity.version + 1
    from (select one.id, not exists (select 1 from delivery.closing closing where closing.activity_id = one.id
        and closing.reopened_on is null and closing.monitoring = 'removed') as is_monitored
      from delivery.activity one where one.id = any(${activities}::uuid[])) kept
    where kept.id = activity.id and kept.is_monitored <> activity.is_monitored`.execute(inside.tx)
}

async function fileSubmissions(
  inside: Inside,
  filed: readonly Filed[],
  before: ReadonlyMap<string, Before>,
  issuesVersionId: string,
): Promise<void> {
  const reports = filed.flatMap((one) =>
    one.roundId === null
      ? []
      : [{ ...one, roundId: one.roundId, id: before.get(keyOf(one))?.id ?? inside.id() }],
  )
  const old = reports.filter((one) => before.has(keyOf(one))).map((one) => one.id)
  await inChunks(reports, (some) =>
    inside.tx
      .insertInto('delivery.submission')
      .values(
        some.map(({ id, roundId, activityId, raw, report }) => ({
          id,
          round_id: roundId,
          activity_id: activityId,
          state: 'submitted' as const,
          status: report.status,
          status_source: report.statusSource,
          progress: report.progress,
          mitigations: report.mitigations,
          mitigation_ticked: report.mitigationTicked,
          revised_end: report.revisedEnd,
          revised_go_live: report.revisedGoLive,
          has_milestones: report.hasMilestones,
          confirmed: json({}),
          explained: json(report.explained),
          doubts: json(report.doubts),
          raw: json(raw),
          saved_at: inside.now,
        })),
      )
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet((row) => ({
          status: row.ref('excluded.status'),
          status_source: row.ref('excluded.status_source'),
          progress: row.ref('excluded.progress'),
          mitigations: row.ref('excluded.mitigations'),
          mitigation_ticked: row.ref('excluded.mitigation_ticked'),
          revised_end: row.ref('excluded.revised_end'),
          revised_go_live: row.ref('excluded.revised_go_live'),
          has_milestones: row.ref('excluded.has_milestones'),
          explained: row.ref('excluded.explained'),
          doubts: row.ref('excluded.doubts'),
          raw: row.ref('excluded.raw'),
          saved_at: row.ref('excluded.saved_at'),
          version: sql<number>`delivery.submission.version + 1`,
        })),
      )
      .execute(),
  )
  await fileIssues(inside, reports, old, issuesVersionId)
  if (old.length > 0)
    await sql`delete from delivery.submission_board where submission_id = any(${old}::uuid[])`.execute(
      inside.tx,
    )
  const boards = reports.flatMap(({ id, report }) =>
    report.boards.map((board) => ({ submission: id, ...board })),
  )
  await inChunks(boards, (some) =>
    inside.tx
      .insertInto('delivery.submission_board')
      .values(
        some.map(({ submission, board, reported, expected, booked, undefinedTick }) => ({
          id: inside.id(),
          submission_id: submission,
          board,
          reported,
          expected,
          booked,
          undefined_tick: undefinedTick,
        })),
      )
      .execute(),
  )
}

/** Issues that stand in the file still are the same issues: a later round may have carried them on. */
async function fileIssues(
  inside: Inside,
  reports: readonly { readonly id: string; readonly report: ReadReport }[],
  old: readonly string[],
  issuesVersionId: string,
): Promise<void> {
  const wordsOf = (one: { submission: string; code: string | null; label: string }): string =>
    [one.submission, one.code, one.label].join(' ')
  const there = await inside.tx
    .selectFrom('delivery.submission_issue')
    .select(['id', 'submission_id as submission', 'code', 'label'])
    .where(sql<boolean>`submission_id = any(${old}::uuid[])`)
    .execute()
  const said = reports.flatMap(({ id, report }) =>
    report.issues.map((issue) => ({ submission: id, ...issue })),
  )
  const [kept, wanted] = [new Set(there.map(wordsOf)), new Set(said.map(wordsOf))]
  const gone = there.filter((one) => !wanted.has(wordsOf(one)))
  const fresh = said
    .filter((one) => !kept.has(wordsOf(one)))
    .map(({ submission, code, label }) => ({ id: inside.id(), submission, code, label }))
  await inChunks(fresh, (some) =>
    inside.tx
      .insertInto('delivery.submission_issue')
      .values(
        some.map(({ id, submission, code, label }) => ({
          id,
          submission_id: submission,
          code,
          label,
          codelist_version_id: issuesVersionId,
          answer: 'raised' as const,
        })),
      )
      .execute(),
  )
  for (const one of gone) {
    const settled = fresh.filter((issue) => issue.submission === one.submission && issue.code !== null)
    if (one.code === null && settled.length > 0) await carryOn(inside, one.id, settled, issuesVersionId)
  }
  if (gone.length > 0)
    await sql`delete from delivery.submission_issue where id = any(${gone.map((one) => one.id)}::uuid[])`.execute(
      inside.tx,
    )
}

type Settled = { readonly id: string; readonly code: string | null; readonly label: string }

/** What a label was settled as is what later rounds carried on under it: one issue, or one for each that was meant. */
async function carryOn(
  inside: Inside,
  from: string,
  settled: readonly Settled[],
  issuesVersionId: string,
): Promise<void> {
  const carried = await inside.tx
    .selectFrom('delivery.submission_issue')
    .selectAll()
    .where('carried_from_id', '=', from)
    .execute()
  for (const issue of carried) {
    const next = settled.map((one, at) => ({
      ...issue,
      id: at === 0 ? issue.id : inside.id(),
      carried_from_id: one.id,
      ...(issue.code === null
        ? { code: one.code, label: one.label, codelist_version_id: issuesVersionId }
        : {}),
    }))
    const [first, ...others] = issue.code === null ? next : next.slice(0, 1)
    if (first === undefined) continue
    const { id, ...values } = first
    await inside.tx.updateTable('delivery.submission_issue').set(values).where('id', '=', id).execute()
    if (others.length > 0) await inside.tx.insertInto('delivery.submission_issue').values(others).execute()
    if (issue.code === null) await carryOn(inside, id, [first, ...others], issuesVersionId)
  }
}

/** Questions that are open; one that the new cells no longer ask is gone, one that was answered stays with its answer. */
async function fileDoubts(inside: Inside, filed: readonly Filed[]): Promise<void> {
  const doubts = filed.flatMap(({ activityId, roundId, report }) =>
    report.doubts.map((doubt) => ({ activity: activityId, round: roundId, ...doubt })),
  )
  const places = filed.map(({ activityId, roundId }) => ({ activity: activityId, round: roundId }))
  await sql`delete from delivery.doubt doubt where settled_at is null
    and exists (select 1 from jsonb_to_recordset(${json(places)}::jsonb) as place(activity uuid, round uuid)
      where place.activity = doubt.activity_id and place.round is not distinct from doubt.round_id)
    and not exists (select 1 from jsonb_to_recordset(${json(doubts)}::jsonb)
        as asked(activity uuid, round uuid, "column" text, raw text)
      where asked.activity = doubt.activity_id and asked.round is not distinct from doubt.round_id
        and asked."column" = doubt.column_name and asked.raw = doubt.raw)`.execute(inside.tx)
  await inChunks(doubts, (some) =>
    inside.tx
      .insertInto('delivery.doubt')
      .values(
        some.map(({ activity, round, column, raw, question }) => ({
          id: inside.id(),
          activity_id: activity,
          round_id: round,
          column_name: column,
          raw,
          question,
          made_at: inside.now,
        })),
      )
      .onConflict((conflict) =>
        conflict
          .constraint('delivery_doubt_once')
          .doUpdateSet((row) => ({ question: row.ref('excluded.question') })),
      )
      .execute(),
  )
}
