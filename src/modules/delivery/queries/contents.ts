// What a plan says and is made of: its sections, outcomes, units and rules, and what it lacks before approval.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import type { Certainty, PlanRule } from '../rules.ts'
import type { Outcome, Unit } from './plans.ts'

type Handle = Pick<Reader, 'db'>

export type SectionWritten = { readonly words: string; readonly version: number }

/** The sections that are written, by code. */
export async function sectionsOf(
  reader: Handle,
  planId: string,
): Promise<ReadonlyMap<string, SectionWritten>> {
  const rows = await reader.db
    .selectFrom('delivery.section')
    .select(['code', 'words', 'version'])
    .where('plan_id', '=', planId)
    .execute()
  return new Map(rows.map(({ code, words, version }) => [code, { words, version }]))
}

export type OutcomeShown = Outcome & {
  readonly lead_name: string | null
  readonly activities: number
}

/** The outcomes of a plan in their order, each with its lead and how many activities stand under it. */
export async function outcomesShown(reader: Handle, planId: string): Promise<OutcomeShown[]> {
  return reader.db
    .selectFrom('delivery.outcome as outcome')
    .leftJoin('organisations.person_card as lead', 'lead.id', 'outcome.lead_person_id')
    .selectAll('outcome')
    .select('lead.name as lead_name')
    .select(
      sql<number>`(select count(*)::int from delivery.activity activity where activity.outcome_id = outcome.id)`.as(
        'activities',
      ),
    )
    .where('outcome.plan_id', '=', planId)
    .orderBy('outcome.is_enabling')
    .orderBy('outcome.number')
    .execute()
}

/** One outcome of a plan by its number. */
export async function outcomeByNumber(reader: Handle, planId: string, number: string): Promise<OutcomeShown> {
  const found = (await outcomesShown(reader, planId)).find((one) => String(one.number) === number)
  return found ?? notFound('outcome')
}

export type UnitShown = Unit & { readonly director_name: string | null; readonly activities: number }

export async function unitsShown(reader: Handle, planId: string): Promise<UnitShown[]> {
  return reader.db
    .selectFrom('delivery.unit as unit')
    .leftJoin('organisations.person_card as director', 'director.id', 'unit.director_person_id')
    .selectAll('unit')
    .select('director.name as director_name')
    .select(
      sql<number>`(select count(*)::int from delivery.activity activity where activity.unit_id = unit.id)`.as(
        'activities',
      ),
    )
    .where('unit.plan_id', '=', planId)
    .orderBy('unit.name')
    .execute()
}

export type Policy = {
  readonly id: string
  readonly rule: PlanRule
  readonly applies_from: Temporal.PlainDate
  readonly ended_on: Temporal.PlainDate | null
  readonly words: string
}

/** The rules of a plan, the newest first; those that ended stay. */
export async function policiesOf(reader: Handle, planId: string): Promise<Policy[]> {
  const rows = await reader.db
    .selectFrom('delivery.policy')
    .select(['id', 'rule', 'applies_from', 'ended_on', 'words'])
    .where('plan_id', '=', planId)
    .orderBy('applies_from', 'desc')
    .orderBy('made_at', 'desc')
    .execute()
  return rows as Policy[]
}

export type PlanHeld = {
  readonly written: readonly string[]
  readonly outcomes: number
  readonly activities: number
}

/** What is written and counted of a plan, for the question what it lacks. */
export async function heldOf(reader: Handle, planId: string): Promise<PlanHeld> {
  const { rows } = await sql<{ written: string[] | null; outcomes: number; activities: number }>`
    select (select array_agg(code order by code) from delivery.section where plan_id = ${planId}) as written,
      (select count(*)::int from delivery.outcome where plan_id = ${planId}) as outcomes,
      (select count(*)::int from delivery.activity where plan_id = ${planId}) as activities`.execute(
    reader.db,
  )
  const [held] = rows
  return {
    written: held?.written ?? [],
    outcomes: held?.outcomes ?? 0,
    activities: held?.activities ?? 0,
  }
}

export type ActivityLine = {
  readonly id: string
  readonly outcome_id: string
  readonly number: number
  readonly title: string
  readonly description: string | null
  readonly lead_name: string | null
  readonly unit_name: string | null
  readonly original_end: Temporal.PlainDate | null
  readonly ends_on: Temporal.PlainDate | null
}

/** Every activity of a plan in a line, for its document; or the first of them, of one outcome where one is given. */
export async function activityLines(
  reader: Handle,
  planId: string,
  only: { readonly outcomeId?: string; readonly most?: number } = {},
): Promise<ActivityLine[]> {
  let rows = reader.db
    .selectFrom('delivery.activity as activity')
    .leftJoin('organisations.person_card as lead', 'lead.id', 'activity.lead_person_id')
    .leftJoin('delivery.unit as unit', 'unit.id', 'activity.unit_id')
    .select([
      'activity.id',
      'activity.outcome_id',
      'activity.number',
      'activity.title',
      'activity.description',
      'lead.name as lead_name',
      'unit.name as unit_name',
      'activity.original_end',
    ])
    .select(({ fn }) => fn.coalesce('activity.revised_end', 'activity.original_end').as('ends_on'))
    .where('activity.plan_id', '=', planId)
    .orderBy('activity.number')
  if (only.outcomeId !== undefined) rows = rows.where('activity.outcome_id', '=', only.outcomeId)
  if (only.most !== undefined) rows = rows.limit(only.most)
  return rows.execute()
}

export type MilestoneLine = {
  readonly kind: string
  readonly title: string
  readonly due_on: Temporal.PlainDate
  readonly certainty: Certainty
  readonly met_on: Temporal.PlainDate | null
  readonly activity_number: number
  readonly activity_title: string
}

/** The milestones of a plan by date, without those that were dropped; or the first of them, met ones left out where asked. */
export async function milestoneLines(
  reader: Handle,
  planId: string,
  only: { readonly waiting?: boolean; readonly most?: number } = {},
): Promise<MilestoneLine[]> {
  let rows = reader.db
    .selectFrom('delivery.milestone as milestone')
    .innerJoin('delivery.activity as activity', 'activity.id', 'milestone.activity_id')
    .select([
      'milestone.kind',
      'milestone.title',
      'milestone.due_on',
      'milestone.certainty',
      'milestone.met_on',
      'activity.number as activity_number',
      'activity.title as activity_title',
    ])
    .where('activity.plan_id', '=', planId)
    .where('milestone.dropped_on', 'is', null)
    .orderBy('milestone.due_on')
    .orderBy('activity.number')
  if (only.waiting === true) rows = rows.where('milestone.met_on', 'is', null)
  if (only.most !== undefined) rows = rows.limit(only.most)
  return rows.execute()
}
