// A round as it would be frozen now: what everybody reported, with what the plan knows, in a handful of statements
// however many activities there are.
import type { Reader } from '#platform/actions/index.ts'
import { sql, type Db } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import {
  appliesToPeriod,
  frozenRow,
  NOT_SAID_ANY_MORE,
  type ActivityFacts,
  type CodelistEntry,
  type DateNote,
  type FrozenBoard,
  type FrozenHead,
  type FrozenIssue,
  type FrozenRow,
  type Said,
  type TemplateContent,
} from '../rules.ts'
import { lastDay, standsInRound } from './rounds.ts'

export type RowsToFreeze = { readonly head: FrozenHead; readonly rows: readonly FrozenRow[] }

/** Head and rows of the next version of a round. Pure reading: whoever writes it holds the round locked. */
export async function rowsToFreeze(reader: Pick<Reader, 'db'>, roundId: string): Promise<RowsToFreeze> {
  const { db } = reader
  const round = await roundFacts(db, roundId)
  const former = await newestOf(db, roundId)
  const before = await frozenBefore(db, round)
  const head = await headOf(db, round, former?.head ?? null, before)
  const facts = await activityFacts(db, round, { former, before })
  const rows = facts.map((one) => frozenRow(one, head.round))
  return { head: await namingAll(db, round, head, rows), rows }
}

/**
 * The head with every outcome and unit that a row names: what was reported anew for a correction may stand under one
 * that the plan was given since. Without it no slice would hold that row, and the slices would not make the whole (V14).
 */
async function namingAll(
  db: Db,
  round: RoundFacts,
  head: FrozenHead,
  rows: readonly FrozenRow[],
): Promise<FrozenHead> {
  const { outcomes, units } = head.plan
  const outcomesMissing = new Set(rows.map(({ outcome }) => outcome)).difference(
    new Set(outcomes.map(({ number }) => number)),
  )
  const unitsMissing = new Set(rows.flatMap(({ unit }) => unit ?? [])).difference(
    new Set(units.map(({ code }) => code)),
  )
  if (outcomesMissing.size === 0 && unitsMissing.size === 0) return head
  const now = await planHead(db, round)
  return {
    ...head,
    plan: {
      ...head.plan,
      outcomes: [...outcomes, ...now.outcomes.filter(({ number }) => outcomesMissing.has(number))],
      units: [...units, ...now.units.filter(({ code }) => unitsMissing.has(code))],
    },
  }
}

type RoundFacts = Awaited<ReturnType<typeof roundFacts>>

async function roundFacts(db: Db, roundId: string) {
  const found = await db
    .selectFrom('delivery.round as round')
    .innerJoin('delivery.plan as plan', 'plan.id', 'round.plan_id')
    .innerJoin('delivery.template_version as template', 'template.id', 'plan.template_version_id')
    .leftJoin('organisations.organisation_card as organisation', 'organisation.id', 'plan.organisation_id')
    .leftJoin('partnerships.partnership_card as partnership', 'partnership.id', 'plan.partnership_id')
    .selectAll('round')
    .select([
      'plan.code as plan_code',
      'plan.title as plan_title',
      'plan.from_on as plan_from',
      'plan.until_on as plan_until',
      'plan.approved_on',
      sql<string>`coalesce(organisation.name, partnership.name)`.as('owner'),
      'template.content as template',
    ])
    .where('round.id', '=', roundId)
    .executeTakeFirst()
  return found ?? notFound('round')
}

type Version = { readonly id: string; readonly head: FrozenHead; readonly made_at: Temporal.Instant }

const newestOf = (db: Db, roundId: string): Promise<Version | undefined> =>
  db
    .selectFrom('delivery.frozen')
    .select(['id', 'head', 'made_at'])
    .where('round_id', '=', roundId)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()

/** The newest version of the newest round before this one that is frozen. */
const frozenBefore = (db: Db, round: RoundFacts): Promise<Version | undefined> =>
  db
    .selectFrom('delivery.frozen as frozen')
    .innerJoin('delivery.round as earlier', 'earlier.id', 'frozen.round_id')
    .select(['frozen.id', 'frozen.head', 'frozen.made_at'])
    .where('earlier.plan_id', '=', round.plan_id)
    .where('earlier.period_from', '<', round.period_from)
    .orderBy('earlier.period_from', 'desc')
    .orderBy('earlier.code', 'desc')
    .orderBy('frozen.number', 'desc')
    .limit(1)
    .executeTakeFirst()

async function headOf(
  db: Db,
  round: RoundFacts,
  former: FrozenHead | null,
  before: Version | undefined,
): Promise<FrozenHead> {
  const lists = await entriesOn(db, round.template, round.period_until)
  return {
    // A plan renamed since is not what was frozen.
    plan: former?.plan ?? (await planHead(db, round)),
    round: {
      id: round.id,
      code: round.code,
      title: former?.round.title ?? round.title,
      periodFrom: round.period_from.toString(),
      periodUntil: round.period_until.toString(),
      opensAt: round.opens_at?.toString() ?? null,
      closesAt: round.closes_at?.toString() ?? null,
      isImported: round.is_imported,
    },
    previous: before === undefined ? null : { code: before.head.round.code, title: before.head.round.title },
    boards: lists.boards,
    issueCodes: lists.issues,
    milestoneKinds: lists.milestones,
    policies: await policiesFor(db, round),
    definitions: await db
      .selectFrom('delivery.definition')
      .select(['column_name as column', 'meaning'])
      .where('plan_id', '=', round.plan_id)
      .orderBy('column_name')
      .execute(),
  }
}

async function planHead(db: Db, round: RoundFacts): Promise<FrozenHead['plan']> {
  const outcomes = await db
    .selectFrom('delivery.outcome')
    .select(['id', 'number', 'title', 'is_enabling as isEnabling'])
    .where('plan_id', '=', round.plan_id)
    .orderBy('number')
    .execute()
  const units = await db
    .selectFrom('delivery.unit')
    .select(['code', 'name'])
    .where('plan_id', '=', round.plan_id)
    .orderBy('code')
    .execute()
  return {
    id: round.plan_id,
    code: round.plan_code,
    title: round.plan_title,
    owner: round.owner,
    fromOn: round.plan_from.toString(),
    untilOn: round.plan_until.toString(),
    approvedOn: round.approved_on?.toString() ?? null,
    outcomes,
    units,
  }
}

async function policiesFor(db: Db, round: RoundFacts): Promise<FrozenHead['policies']> {
  const policies = await db
    .selectFrom('delivery.policy')
    .select(['rule', 'applies_from', 'ended_on', 'words'])
    .where('plan_id', '=', round.plan_id)
    .orderBy('rule')
    .orderBy('applies_from')
    .execute()
  return policies
    .filter((one) =>
      appliesToPeriod({ appliesFrom: one.applies_from, endedOn: one.ended_on }, round.period_from),
    )
    .map((one) => ({ rule: one.rule, appliesFrom: one.applies_from.toString(), words: one.words }))
}

type Entries = FrozenHead['boards']

/** The plan's three lists as they were when the period ended, in one question. */
async function entriesOn(
  db: Db,
  { lists }: TemplateContent,
  on: Temporal.PlainDate,
): Promise<{ readonly issues: Entries; readonly boards: Entries; readonly milestones: Entries }> {
  const { rows } = await sql<{ code: string; entries: CodelistEntry[] }>`
    select distinct on (list.code) list.code, version.entries
    from delivery.codelist_version version join delivery.codelist list on list.id = version.codelist_id
    where list.code = any(${Object.values(lists)}::text[])
    order by list.code, (version.from_on <= ${on.toString()}::date) desc,
      case when version.from_on <= ${on.toString()}::date then version.from_on end desc nulls last,
      version.number desc`.execute(db)
  const of = (code: string): Entries =>
    (rows.find((row) => row.code === code)?.entries ?? []).map((one) => ({
      code: one.code,
      label: one.label,
    }))
  return { issues: of(lists.issues), boards: of(lists.boards), milestones: of(lists.milestones) }
}

type Versions = { readonly former: Version | undefined; readonly before: Version | undefined }

async function activityFacts(db: Db, round: RoundFacts, versions: Versions): Promise<ActivityFacts[]> {
  const { former, before } = versions
  const formerRows = await rowsOf(db, former)
  const previousRows = await rowsOf(db, before)
  const activities = await activitiesIn(db, round, former)
  const said = await saidIn(db, round, former)
  const milestones = await milestonesOf(db, round.plan_id)
  const closings = await closingsOf(db, round)
  // What is at risk today says nothing of a round that a file tells of.
  const risks = round.is_imported ? new Map<string, FrozenRow['risks']>() : await risksOf(db, round.plan_id)
  const notes = await notesOf(db, round, versions)
  return activities.map((activity) => ({
    ...activity,
    said: said.get(activity.activityId) ?? null,
    previous: previousRows.get(activity.activityId) ?? null,
    former: formerRows.get(activity.activityId) ?? null,
    milestones: milestones.get(activity.activityId) ?? [],
    closing: closings.get(activity.activityId) ?? null,
    risks: risks.get(activity.activityId) ?? [],
    notes: notes.get(activity.activityId) ?? [],
  }))
}

async function rowsOf(db: Db, version: Version | undefined): Promise<ReadonlyMap<string, FrozenRow>> {
  if (version === undefined) return new Map()
  const rows = await db
    .selectFrom('delivery.frozen_row')
    .select(['activity_id', 'content'])
    .where('frozen_id', '=', version.id)
    .execute()
  return new Map(rows.map((row) => [row.activity_id, row.content]))
}

type Activity = Omit<
  ActivityFacts,
  'said' | 'previous' | 'former' | 'milestones' | 'closing' | 'risks' | 'notes'
>

const saidLater = sql`exists (select 1 from delivery.round later where later.id = change.round_id
  and later.period_from > round.period_from)`

// A file's round holds every activity of its plan when it is frozen first. What the plan was given afterwards, and no
// file reported on, was not in it.
const sawThen = sql`(not round.is_imported or exists (select 1 from delivery.submission reported
  where reported.round_id = round.id and reported.activity_id = activity.id))`

/**
 * The activities of the round; for a correction those of the version before too, with the dates the plan had before
 * the round was first frozen. What a later round said of a date is not known yet, however late this one is frozen.
 */
async function activitiesIn(db: Db, round: RoundFacts, former: Version | undefined): Promise<Activity[]> {
  const first = former === undefined ? null : await firstFrozenAt(db, round.id)
  const standing = (column: string, what: string) =>
    first === null
      ? sql`(select case when next.id is null then activity.${sql.ref(column)}::text else next.former::text end
          from (select 1) one left join lateral (select change.id, change.former from delivery.date_change change
            where change.activity_id = activity.id and change.what = ${what} and ${saidLater}
            order by change.made_at, change.number limit 1) next on true)`
      : sql`(select change.becomes::text from delivery.date_change change
          where change.activity_id = activity.id and change.what = ${what} and change.made_at <= ${first.toString()}
            and change.round_id is distinct from round.id and not ${saidLater}
          order by change.made_at desc, change.number desc limit 1)`
  const { rows } = await sql<Activity>`
    select activity.id as "activityId", activity.number, activity.title, outcome.number as outcome, unit.code as unit,
      activity.lead_person_id as lead, activity.original_end::text as "originalEnd",
      ${standing('revised_end', 'end')} as "standingEnd", ${standing('revised_go_live', 'go-live')} as "standingGoLive"
    from delivery.round round join delivery.activity activity on activity.plan_id = round.plan_id
    join delivery.outcome outcome on outcome.id = activity.outcome_id
    left join delivery.unit unit on unit.id = activity.unit_id
    where round.id = ${round.id} and ((${standsInRound} and ${former === undefined ? sql`true` : sawThen}) or exists (select 1 from delivery.frozen_row kept
      where kept.frozen_id = ${former?.id ?? null}::uuid and kept.activity_id = activity.id))
    order by activity.number`.execute(db)
  return rows
}

async function firstFrozenAt(db: Db, roundId: string): Promise<Temporal.Instant> {
  const found = await db
    .selectFrom('delivery.frozen')
    .select('made_at')
    .where('round_id', '=', roundId)
    .orderBy('number')
    .limit(1)
    .executeTakeFirstOrThrow()
  return found.made_at
}

type SaidRow = Omit<Said, 'issues' | 'boards'> & { readonly id: string; readonly activity_id: string }

async function saidIn(
  db: Db,
  round: RoundFacts,
  former: Version | undefined,
): Promise<ReadonlyMap<string, Said>> {
  const since = former?.made_at.toString() ?? null
  const { rows } = await sql<SaidRow>`
    select id, activity_id, state, status, status_source, progress, mitigations, mitigation_ticked,
      revised_end::text, revised_end_reason, revised_end_cause, revised_go_live::text, go_live_reason, go_live_cause,
      has_milestones, registers, risk_reference, prefilled, confirmed, explained, doubts, is_late,
      coalesce(saved_at > ${since}::timestamptz, false) as saved_since
    from delivery.submission where round_id = ${round.id}`.execute(db)
  const issues = await issuesIn(db, round.id)
  const boards = await boardsIn(db, round.id)
  return new Map(
    rows.map(({ id, activity_id, ...row }) => [
      activity_id,
      { ...row, issues: issues.get(id) ?? [], boards: boards.get(id) ?? [] },
    ]),
  )
}

async function issuesIn(db: Db, roundId: string): Promise<ReadonlyMap<string, FrozenIssue[]>> {
  const rows = await db
    .selectFrom('delivery.submission_issue as issue')
    .innerJoin('delivery.submission as submission', 'submission.id', 'issue.submission_id')
    .select([
      'issue.submission_id',
      'issue.code',
      'issue.label',
      'issue.words',
      'issue.answer',
      'issue.outcome',
    ])
    .select('issue.outcome_words as outcomeWords')
    .where('submission.round_id', '=', roundId)
    .orderBy('issue.label')
    .orderBy('issue.id')
    .execute()
  return byKey(rows, 'submission_id')
}

async function boardsIn(db: Db, roundId: string): Promise<ReadonlyMap<string, FrozenBoard[]>> {
  const rows = await db
    .selectFrom('delivery.submission_board as board')
    .innerJoin('delivery.submission as submission', 'submission.id', 'board.submission_id')
    .select(['board.submission_id', 'board.board', 'board.reported', 'board.expected', 'board.booked'])
    .select('board.undefined_tick as undefinedTick')
    .where('submission.round_id', '=', roundId)
    .orderBy('board.board')
    .execute()
  return byKey(rows, 'submission_id')
}

async function milestonesOf(
  db: Db,
  planId: string,
): Promise<ReadonlyMap<string, FrozenRow['milestones'][number][]>> {
  const { rows } = await sql<FrozenRow['milestones'][number] & { activity_id: string }>`
    select milestone.activity_id, milestone.kind, milestone.title, milestone.due_on::text as "dueOn", milestone.certainty,
      milestone.met_on::text as "metOn"
    from delivery.milestone milestone join delivery.activity activity on activity.id = milestone.activity_id
    where activity.plan_id = ${planId} and milestone.dropped_on is null
    order by milestone.due_on, milestone.id`.execute(db)
  return byKey(rows, 'activity_id')
}

/**
 * How activities ended, as far as it was decided in this round or by the end of its period and window. What was opened
 * again after that had ended all the same.
 */
async function closingsOf(
  db: Db,
  round: RoundFacts,
): Promise<ReadonlyMap<string, NonNullable<FrozenRow['closing']>>> {
  const { rows } = await sql<NonNullable<FrozenRow['closing']> & { activity_id: string }>`
    select closing.activity_id, closing.kind, closing.monitoring, closing.decided_on::text as "decidedOn",
      closing.decided_by_words as "decidedBy", closing.reason
    from delivery.closing closing join delivery.activity activity on activity.id = closing.activity_id
    join delivery.round round on round.id = ${round.id}
    where activity.plan_id = round.plan_id
      and (closing.reopened_on is null or (closing.reopened_why is distinct from ${NOT_SAID_ANY_MORE}
        and closing.reopened_on > greatest(round.period_until, ${lastDay})))
      and (closing.round_id = round.id or (closing.round_id is null
        and coalesce(closing.decided_on, (closing.made_at at time zone 'Europe/London')::date)
          <= greatest(round.period_until, ${lastDay}))
        or exists (select 1 from delivery.round earlier where earlier.id = closing.round_id
          and earlier.period_from < round.period_from))
    order by closing.made_at, closing.id`.execute(db)
  return new Map(rows.map(({ activity_id, ...closing }) => [activity_id, closing]))
}

async function risksOf(db: Db, planId: string): Promise<ReadonlyMap<string, FrozenRow['risks'][number][]>> {
  const rows = await db
    .selectFrom('risk.risk_card as risk')
    .innerJoin('delivery.activity as activity', 'activity.id', 'risk.about_subject_id')
    .select(['activity.id as activity_id', 'risk.reference', 'risk.level', 'risk.band'])
    .where('activity.plan_id', '=', planId)
    .orderBy('risk.reference')
    .execute()
  return byKey(rows, 'activity_id')
}

/** Changes of dates written down in this round, or by the plan's keepers since the one before. */
async function notesOf(
  db: Db,
  round: RoundFacts,
  { former, before }: Versions,
): Promise<ReadonlyMap<string, DateNote[]>> {
  const from = before?.made_at.toString() ?? null
  const until = former?.made_at.toString() ?? null
  const { rows } = await sql<DateNote & { activity_id: string }>`
    select change.activity_id, change.what, change.former::text as "from", change.becomes::text as "to", change.reason,
      change.cause, change.round_id is not distinct from ${round.id}::uuid as "inRound"
    from delivery.date_change change join delivery.activity activity on activity.id = change.activity_id
    where activity.plan_id = ${round.plan_id} and (change.round_id = ${round.id} or (change.round_id is null
      and change.made_at > ${from}::timestamptz and (${until}::timestamptz is null or change.made_at <= ${until}::timestamptz)))
    order by change.made_at, change.number`.execute(db)
  return byKey(rows, 'activity_id')
}

function byKey<K extends string, Row extends Readonly<Record<K, string>>>(
  rows: readonly Row[],
  key: K,
): Map<string, Omit<Row, K>[]> {
  const found = new Map<string, Omit<Row, K>[]>()
  for (const row of rows) {
    const { [key]: of, ...rest } = row
    const there = found.get(of)
    if (there === undefined) found.set(of, [rest])
    else there.push(rest)
  }
  return found
}
