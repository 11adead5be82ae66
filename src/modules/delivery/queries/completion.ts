// How far a round has come: counted by directorate in the database, and listed a page at a time, so that a plan of
// five thousand activities shows as quickly as one of eighty.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { afterCursor, pageOf, type Listed } from '#platform/tables/index.ts'
import { STANDINGS, type Standing, type Status } from '../rules.ts'
import { standsInRound, standsWithReport } from './rounds.ts'

type Asking = Pick<Reader, 'db'>

export const standingOf = sql<Standing>`coalesce(submission.state, 'not-begun')`

const inRound = (roundId: string) => sql`
  from delivery.round round join delivery.activity activity on activity.plan_id = round.plan_id
  left join delivery.submission submission on submission.round_id = round.id and submission.activity_id = activity.id
  left join delivery.unit unit on unit.id = activity.unit_id
  where round.id = ${roundId} and ${standsWithReport}`

export type UnitCompletion = Readonly<Record<Standing, number>> & {
  /** Null for activities that stand in no unit. */
  readonly code: string | null
  readonly name: string
  readonly total: number
  /** Of the reported ones, those that came after the window. */
  readonly late: number
}

const countOf = (standing: Standing) =>
  sql`count(*) filter (where ${standingOf} = ${standing})::int as ${sql.ref(standing)}`

/** How many activities of each directorate stand where, by name. Ask only about a round the reader sees. */
export async function completionOf(reader: Asking, roundId: string): Promise<UnitCompletion[]> {
  const counts = (Object.keys(STANDINGS) as Standing[]).map(countOf)
  const { rows } = await sql<UnitCompletion>`
    select unit.code, coalesce(unit.name, 'No directorate') as name, count(*)::int as total, ${sql.join(counts)},
      count(*) filter (where submission.is_late)::int as late
    ${inRound(roundId)} group by unit.code, unit.name order by unit.code is null, unit.name, unit.code`.execute(
    reader.db,
  )
  return rows
}

export type Completing = {
  readonly activity_id: string
  readonly number: number
  readonly title: string
  readonly unit: string | null
  readonly lead: string | null
  readonly director: string | null
  readonly standing: Standing
  readonly is_late: boolean
  readonly status: Status | null
  readonly submitted_at: Temporal.Instant | null
  readonly signed_at: Temporal.Instant | null
  readonly returned_words: string | null
}

export const SHOWN = { ...STANDINGS, late: 'Late', missing: 'Not submitted' } as const
export type Shown = keyof typeof SHOWN

export type CompletionFilter = {
  readonly unit?: string
  readonly shown?: Shown
  readonly search?: string
  readonly after?: string
}

const PAGE = 50

/** The activities of a round with where each stands, by number. */
export async function activitiesInRound(
  reader: Asking,
  roundId: string,
  filter: CompletionFilter,
  size = PAGE,
): Promise<Listed<Completing>> {
  const after = afterCursor(filter.after, 2)
  const { rows } = await sql<Completing>`
    select activity.id as activity_id, activity.number, activity.title, unit.name as unit, lead.name as lead,
      director.name as director, ${standingOf} as standing, coalesce(submission.is_late, false) as is_late,
      submission.status, submission.submitted_at, submission.signed_at, submission.returned_words
    from delivery.round round join delivery.activity activity on activity.plan_id = round.plan_id
    left join delivery.submission submission on submission.round_id = round.id and submission.activity_id = activity.id
    left join delivery.unit unit on unit.id = activity.unit_id
    left join organisations.person_card lead on lead.id = activity.lead_person_id
    left join organisations.person_card director on director.id = coalesce(activity.director_person_id, unit.director_person_id)
    where round.id = ${roundId} and ${standsWithReport} and ${matching(filter)}
      ${after === null ? sql`` : sql`and activity.number > ${Number(after[0])}`}
    order by activity.number limit ${size + 1}`.execute(reader.db)
  return pageOf(rows, size, (row) => [String(row.number), row.activity_id])
}

function matching({ unit, shown, search }: CompletionFilter) {
  const parts = [sql`true`]
  if (unit !== undefined) parts.push(unit === 'none' ? sql`unit.id is null` : sql`unit.code = ${unit}`)
  if (shown === 'late') parts.push(sql`submission.is_late`)
  else if (shown === 'missing') parts.push(sql`${standingOf} in ('not-begun', 'draft', 'returned')`)
  else if (shown !== undefined) parts.push(sql`${standingOf} = ${shown}`)
  if (search !== undefined)
    parts.push(
      sql`(activity.title ilike ${`%${search.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`} or activity.number::text = ${search.trim()})`,
    )
  return sql.join(parts, sql` and `)
}

/** What stands in the way of freezing: what was not submitted, not signed off, or left in doubt by a file. */
export type Missing = {
  readonly unreported: readonly {
    readonly number: number
    readonly title: string
    readonly standing: Standing
  }[]
  readonly unsigned: readonly { readonly number: number; readonly title: string }[]
  readonly doubts: readonly { readonly number: number; readonly title: string; readonly question: string }[]
  /** Requests for more time that nobody answered, and granted ones that still run. */
  readonly asked: number
  readonly running: number
}

export async function missingIn(reader: Pick<Reader, 'db' | 'now'>, roundId: string): Promise<Missing> {
  const { rows } = await sql<{
    number: number
    title: string
    standing: Standing
    doubts: { question: string }[]
  }>`
    select activity.number, activity.title, ${standingOf} as standing, coalesce(submission.doubts, '[]'::jsonb) as doubts
    ${inRound(roundId)} and (submission.state is distinct from 'signed' or submission.doubts <> '[]'::jsonb)
    order by activity.number`.execute(reader.db)
  const { rows: requests } = await sql<{ asked: number; running: number }>`
    select count(*) filter (where state = 'asked')::int as asked,
      count(*) filter (where state = 'granted' and until_at > ${reader.now.toString()}::timestamptz)::int as running
    from delivery.extension where round_id = ${roundId}`.execute(reader.db)
  const reported = (standing: Standing): boolean => standing === 'submitted' || standing === 'signed'
  const named = ({ number, title }: { number: number; title: string }) => ({ number, title })
  return {
    unreported: rows
      .filter((row) => !reported(row.standing))
      .map((row) => ({ ...named(row), standing: row.standing })),
    unsigned: rows.filter((row) => row.standing === 'submitted').map(named),
    doubts: rows.flatMap((row) => row.doubts.map(({ question }) => ({ ...named(row), question }))),
    asked: requests[0]?.asked ?? 0,
    running: requests[0]?.running ?? 0,
  }
}

export type OwnActivity = {
  readonly activity_id: string
  readonly number: number
  readonly title: string
  readonly standing: Standing
  readonly is_lead: boolean
  readonly returned_words: string | null
  /** Where somebody asked for more time: how that stands. */
  readonly extension: 'asked' | 'granted' | 'declined' | null
}

const MOST_OWN = 500

/** The activities of a round that a person leads or was given, by number. */
export async function ownActivities(
  reader: Pick<Reader, 'db'>,
  roundId: string,
  personId: string,
): Promise<OwnActivity[]> {
  const { rows } = await sql<OwnActivity>`
    select activity.id as activity_id, activity.number, activity.title, ${standingOf} as standing,
      coalesce(activity.lead_person_id = ${personId}, false) as is_lead, submission.returned_words,
      (select extension.state from delivery.extension extension where extension.round_id = round.id
        and extension.activity_id = activity.id order by extension.asked_at desc, extension.id desc limit 1) as extension
    ${inRound(roundId)} and (activity.lead_person_id = ${personId} or exists (select 1 from delivery.delegation delegation
      where delegation.activity_id = activity.id and delegation.person_id = ${personId} and delegation.ended_on is null))
    order by activity.number limit ${MOST_OWN}`.execute(reader.db)
  return rows
}

/** The ids of activities by their numbers in a round; a number that does not stand in it is left out. */
export async function numberedInRound(
  reader: Asking,
  roundId: string,
  numbers: readonly number[],
): Promise<readonly { readonly id: string; readonly number: number }[]> {
  const { rows } = await sql<{ id: string; number: number }>`
    select activity.id, activity.number ${inRound(roundId)} and activity.number = any(${[...numbers]}::int[])
    order by activity.number`.execute(reader.db)
  return rows
}

/**
 * Of how many activities of each round how many were reported, in one question. A frozen round has as many as its
 * newest version has rows.
 */
export async function reportedIn(
  reader: Asking,
  roundIds: readonly string[],
): Promise<ReadonlyMap<string, { readonly reported: number; readonly total: number }>> {
  if (roundIds.length === 0) return new Map()
  const { rows } = await sql<{ id: string; reported: number; total: number }>`
    select round.id, (select count(*)::int from delivery.submission submission
        where submission.round_id = round.id and submission.state in ('submitted', 'signed')) as reported,
      case when round.state = 'frozen'
        then (select count(*)::int from delivery.frozen_row kept where kept.frozen_id = (select frozen.id
          from delivery.frozen frozen where frozen.round_id = round.id order by frozen.number desc limit 1))
        else (select count(*)::int from delivery.activity activity where ${standsInRound}) end as total
    from delivery.round round where round.id = any(${[...roundIds]}::uuid[])`.execute(reader.db)
  return new Map(rows.map(({ id, reported, total }) => [id, { reported, total }]))
}
