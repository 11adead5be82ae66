// What somebody needs who reports: what stands before they say anything, whether it is theirs to say, and whether it
// still counts.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { risksAbout } from '#modules/risk/index.ts'
import {
  appliesToPeriod,
  atReceipt,
  LATE_END,
  mayReportNow,
  type CodelistEntry,
  type MayReport,
  type ReportBasis,
} from '../rules.ts'
import { extensionFor } from './extensions.ts'
import { codelistOn } from './plans.ts'
import type { Round } from './rounds.ts'
import { holdsFor, KEEP, type PlanPlace } from './seeing.ts'
import { lastAnswers } from './submissions.ts'

type Asking = Pick<Reader, 'db' | 'now'>

type PlanFacts = {
  readonly id: string
  readonly approved_on: Temporal.PlainDate | null
  readonly template_version_id: string
}

type ActivityFacts = {
  readonly id: string
  readonly original_end: Temporal.PlainDate | null
  readonly revised_end: Temporal.PlainDate | null
  readonly revised_go_live: Temporal.PlainDate | null
}

export type Basis = ReportBasis & {
  readonly issuesVersionId: string
  /** The kinds of milestone by code. */
  readonly milestoneKinds: ReadonlyMap<string, string>
  /** The boards with their notes. */
  readonly boardEntries: readonly CodelistEntry[]
  /** Whether nothing was said about the dates since, so that what this round says is how they stand now. */
  readonly endIsNewest: boolean
  readonly goLiveIsNewest: boolean
}

/** What stands before this report is made. Ask only about a plan that the reader sees. */
export async function basisFor(
  reader: Reader,
  plan: PlanFacts,
  round: Pick<Round, 'id' | 'period_from' | 'period_until'>,
  activity: ActivityFacts,
): Promise<Basis> {
  const { content } = await reader.db
    .selectFrom('delivery.template_version')
    .select('content')
    .where('id', '=', plan.template_version_id)
    .executeTakeFirstOrThrow()
  const issues = await codelistOn(reader, content.lists.issues, round.period_until)
  const boards = content.uses.boards
    ? (await codelistOn(reader, content.lists.boards, round.period_until)).entries
    : []
  const kinds = await codelistOn(reader, content.lists.milestones, round.period_until)
  const dates = await datesBefore(reader, round.id, activity)
  return {
    on: londonDate(reader.now),
    planApprovedOn: plan.approved_on,
    lateEnd: await lateEndRule(reader, plan.id, round.period_from),
    originalEnd: activity.original_end,
    end: dates.end.date,
    goLive: dates.goLive.date,
    milestones: await milestonesOf(reader, activity.id),
    last: await lastAnswers(reader, activity.id, round.id),
    issueCodes: issues.entries,
    boardCodes: boards,
    risks: (await risksAbout(reader, activity.id)).map((one) => ({
      id: one.id,
      reference: one.reference,
      title: one.title,
      level: one.register_level,
    })),
    issuesVersionId: issues.versionId,
    milestoneKinds: new Map(kinds.entries.map((one) => [one.code, one.label])),
    boardEntries: boards,
    endIsNewest: dates.end.isNewest,
    goLiveIsNewest: dates.goLive.isNewest,
  }
}

async function lateEndRule(
  reader: Asking,
  planId: string,
  periodFrom: Temporal.PlainDate,
): Promise<string | null> {
  const rules = await reader.db
    .selectFrom('delivery.policy')
    .select(['words', 'applies_from', 'ended_on'])
    .where('plan_id', '=', planId)
    .where('rule', '=', LATE_END)
    .execute()
  const inForce = rules.find((one) =>
    appliesToPeriod({ appliesFrom: one.applies_from, endedOn: one.ended_on }, periodFrom),
  )
  return inForce?.words ?? null
}

const milestonesOf = async (reader: Asking, activityId: string): Promise<ReportBasis['milestones']> =>
  reader.db
    .selectFrom('delivery.milestone')
    .select(['id', 'kind', 'title', 'due_on as dueOn', 'certainty', 'met_on as metOn'])
    .where('activity_id', '=', activityId)
    .where('dropped_on', 'is', null)
    .orderBy('due_on')
    .orderBy('id')
    .execute()

type DateBefore = { readonly date: Temporal.PlainDate | null; readonly isNewest: boolean }

type Said = {
  readonly what: 'end' | 'go-live'
  readonly former: Temporal.PlainDate | null
  readonly becomes: Temporal.PlainDate | null
  readonly by: 'this-round' | 'later' | 'keepers'
}

/**
 * The dates as they stood before anybody reported in this round. A report that was withdrawn has moved them already;
 * one that corrects a frozen round must not take back what later rounds, or the keepers since it was frozen, said.
 */
async function datesBefore(
  reader: Asking,
  roundId: string,
  activity: ActivityFacts,
): Promise<{ readonly end: DateBefore; readonly goLive: DateBefore }> {
  const { rows } = await sql<Said>`
    select change.what, change.former, change.becomes, case
      when change.round_id = round.id and change.source = 'report' then 'this-round'
      when said.period_from > round.period_from or (change.round_id is null and change.made_at > (select min(frozen.made_at)
        from delivery.frozen frozen where frozen.round_id = round.id)) then 'later'
      else 'keepers' end as by
    from delivery.date_change change join delivery.round round on round.id = ${roundId}
      left join delivery.round said on said.id = change.round_id
    where change.activity_id = ${activity.id} and change.what in ('end', 'go-live')
    order by change.made_at, change.number`.execute(reader.db)
  const of = (what: Said['what'], now: Temporal.PlainDate | null): DateBefore =>
    dateBefore(
      rows.filter((row) => row.what === what),
      now,
    )
  return { end: of('end', activity.revised_end), goLive: of('go-live', activity.revised_go_live) }
}

function dateBefore(said: readonly Said[], now: Temporal.PlainDate | null): DateBefore {
  const later = said.findIndex((one) => one.by === 'later')
  const isNewest = later < 0
  const until = isNewest ? said : said.slice(0, later)
  const own = until.findIndex((one) => one.by === 'this-round')
  // What the keepers said after a report of this round stands, whatever becomes of that report.
  const since = own < 0 ? undefined : until.slice(own).findLast((one) => one.by === 'keepers')
  if (since !== undefined) return { date: since.becomes, isNewest }
  const first = until[own] ?? said[later]
  return { date: first === undefined ? now : first.former, isNewest }
}

/** V4: its lead, whom the lead gave it to, and those who keep the plan. */
export async function isReporter(
  reader: Reader,
  plan: PlanPlace,
  activity: { readonly id: string; readonly lead_person_id: string | null },
): Promise<boolean> {
  if (holdsFor(reader, KEEP, plan)) return true
  const me = reader.actor.kind === 'person' ? reader.actor.id : null
  // A lead who works for the body no more may still read a public plan, and reports in it no more.
  if (me === null || !holdsFor(reader, 'delivery.submission.submit', plan)) return false
  if (activity.lead_person_id === me) return true
  const given = await reader.db
    .selectFrom('delivery.delegation')
    .select('id')
    .where('activity_id', '=', activity.id)
    .where('person_id', '=', me)
    .where('ended_on', 'is', null)
    .executeTakeFirst()
  return given !== undefined
}

/** Whether a report about this activity that is received now counts, and as late (V2, V3). */
export async function receivedNow(reader: Asking, round: Round, activityId: string): Promise<MayReport> {
  const extension = await extensionFor(reader, round.id, activityId)
  const may = mayReportNow(atReceipt(round, reader.now), extension, reader.now)
  // A correction puts right what was reported in time; what it brings for the first time is late.
  if (!may.allowed || may.isLate || round.state !== 'frozen') return may
  return { allowed: true, isLate: !(await wasReported(reader, round.id, activityId)) }
}

/** Whether the round was first frozen with a report about this activity. */
async function wasReported(reader: Asking, roundId: string, activityId: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from delivery.frozen_row kept join delivery.frozen frozen on frozen.id = kept.frozen_id
    where frozen.round_id = ${roundId} and frozen.number = 1 and kept.activity_id = ${activityId}
      and (kept.content ->> 'responded')::boolean`.execute(reader.db)
  return rows.length > 0
}
