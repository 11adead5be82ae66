// The activities a reader may report in a round, as lines of a sheet, and a sheet that waits for its confirmation.
import type { Reader } from '#platform/actions/index.ts'
import { sql, type Selectable } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { isRecordId } from '#platform/fields/index.ts'
import { prefilledCells, type SheetCells, type SubmissionState } from '../rules.ts'
import type { ActivityTable, SheetTable } from '../schema.ts'
import { basisFor, type Basis } from './reporting.ts'
import { standsInRound, type Round } from './rounds.ts'
import { holdsFor, KEEP, type PlanPlace } from './seeing.ts'

type PlanFacts = PlanPlace & {
  readonly approved_on: Temporal.PlainDate | null
  readonly template_version_id: string
}

export type Reportable = Selectable<ActivityTable> & {
  readonly unit_code: string | null
  /** The report of this round, where one was begun. */
  readonly report_state: SubmissionState | null
  readonly report_version: number
}

/** What the reader may report in the round (V4), by number; those of one unit where it is named. */
export async function reportableIn(
  reader: Reader,
  plan: PlanPlace,
  round: Pick<Round, 'id'>,
  unit?: string,
): Promise<Reportable[]> {
  const me = reader.actor.kind === 'person' ? reader.actor.id : null
  const keeps = holdsFor(reader, KEEP, plan)
  return reader.db
    .selectFrom('delivery.activity as activity')
    .innerJoin('delivery.round as round', 'round.plan_id', 'activity.plan_id')
    .leftJoin('delivery.unit as unit', 'unit.id', 'activity.unit_id')
    .leftJoin('delivery.submission as submission', (join) =>
      join.onRef('submission.activity_id', '=', 'activity.id').onRef('submission.round_id', '=', 'round.id'),
    )
    .selectAll('activity')
    .select((row) => [
      'unit.code as unit_code',
      'submission.state as report_state',
      row.fn.coalesce('submission.version', sql<number>`0`).as('report_version'),
    ])
    .where('round.id', '=', round.id)
    .where(standsInRound)
    .where(
      sql<boolean>`(${keeps}::boolean or activity.lead_person_id = ${me}::uuid or exists (
        select 1 from delivery.delegation given where given.activity_id = activity.id
          and given.person_id = ${me}::uuid and given.ended_on is null))`,
    )
    .$if(unit !== undefined, (query) => query.where('unit.code', '=', unit ?? ''))
    .orderBy('activity.number')
    .execute()
}

export type Prefilled = { readonly activity: Reportable; readonly basis: Basis; readonly cells: SheetCells }

/** A line of the sheet: what was last said of the activity. */
export async function prefilledFor(
  reader: Reader,
  plan: PlanFacts,
  round: Round,
  activity: Reportable,
): Promise<Prefilled> {
  const basis = await basisFor(reader, plan, round, activity)
  const cells = prefilledCells(basis, {
    round: round.code,
    number: activity.number,
    title: activity.title,
    version: activity.report_version,
  })
  return { activity, basis, cells }
}

export type Sheet = Selectable<SheetTable>

/** The sheet that this reader uploaded and did not send yet. Nobody sees another's. */
export async function ownSheet(reader: Reader, id: string): Promise<Sheet> {
  const me = reader.actor.kind === 'person' ? reader.actor.id : null
  const found =
    me === null || !isRecordId(id)
      ? undefined
      : await reader.db
          .selectFrom('delivery.sheet')
          .selectAll()
          .where('id', '=', id)
          .where('person_id', '=', me)
          .executeTakeFirst()
  return found ?? notFound('sheet')
}
