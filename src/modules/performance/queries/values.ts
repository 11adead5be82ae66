// The values of indicators, each with the definition it was given under (M3): those that stand, and all there ever were.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import {
  type Agreed,
  type Direction,
  type Doubt,
  type Frequency,
  type How,
  type Kind,
  type Measure,
  type Period,
  type Reading,
  type ToleranceKind,
} from '../rules.ts'
import { nameSeen } from './seeing.ts'

export type ValueRow = Agreed & {
  readonly id: string
  readonly indicator_id: string
  readonly definition_id: string
  readonly definition_number: number
  readonly kind: Kind
  readonly frequency: Frequency
  readonly period_from: Temporal.PlainDate
  readonly period_to: Temporal.PlainDate
  readonly body_id: string | null
  readonly body_name: string | null
  readonly body_key: string
  readonly source: string | null
  readonly reading: Reading
  readonly doubt: Doubt | null
  readonly question: string | null
  readonly tolerance: ToleranceKind | null
  readonly note: string | null
  readonly how: How
  readonly reason: string | null
  readonly follows_id: string | null
  readonly given_by: string | null
  readonly given_at: Temporal.Instant
  readonly superseded_at: Temporal.Instant | null
  readonly measure: Measure
  readonly direction: Direction
}

export const periodOf = (row: Pick<ValueRow, 'frequency' | 'period_from' | 'period_to'>): Period => ({
  frequency: row.frequency,
  from: row.period_from,
  to: row.period_to,
})

const valueRows = (reader: Pick<Reader, 'actor' | 'db'>) =>
  reader.db
    .selectFrom('performance.value as value')
    .innerJoin('performance.definition as definition', 'definition.id', 'value.definition_id')
    .leftJoin('organisations.organisation_card as body', 'body.id', 'value.body_id')
    .leftJoin('organisations.person_card as giver', 'giver.id', 'value.given_by_person_id')
    .select([
      'value.id',
      'value.indicator_id',
      'value.definition_id',
      'definition.number as definition_number',
      'value.kind',
      'value.frequency',
      'value.period_from',
      'value.period_to',
      'value.body_id',
      'value.body_key',
      'value.source',
      'value.raw',
      'value.reading',
      'value.doubt',
      'value.question',
      'value.amount',
      'value.upper_amount',
      'value.tolerance',
      'value.tolerance_amount',
      'value.note',
      'value.how',
      'value.reason',
      'value.follows_id',
      nameSeen(reader, 'giver.name').as('given_by'),
      'value.given_at',
      'value.superseded_at',
      'definition.measure',
      'definition.unit',
      'definition.decimals',
      'definition.bands',
      'definition.direction',
      sql<string | null>`coalesce(body.name, value.body_name)`.as('body_name'),
    ])

/** Every value an indicator ever had, the newest period and the newest row first. */
export async function everyValueOf(
  reader: Pick<Reader, 'actor' | 'db'>,
  indicatorId: string,
): Promise<ValueRow[]> {
  return valueRows(reader)
    .where('value.indicator_id', '=', indicatorId)
    .orderBy('value.period_from', 'desc')
    .orderBy('value.kind')
    .orderBy('value.given_at', 'desc')
    .orderBy('value.id', 'desc')
    .execute()
}

/** What stands for some indicators, the newest period first: so many figures of each, the targets of their periods, and the last target. */
export async function standingValues(
  reader: Pick<Reader, 'actor' | 'db'>,
  indicatorIds: readonly string[],
  figures: number,
): Promise<ReadonlyMap<string, readonly ValueRow[]>> {
  if (indicatorIds.length === 0) return new Map()
  const newest = (
    kind: Kind,
    most: number,
  ) => sql`select one.* from unnest(${[...indicatorIds]}::uuid[]) as wanted (id)
    cross join lateral (select value.id, value.indicator_id, value.frequency, value.period_from from performance.value value
      where value.indicator_id = wanted.id and value.kind = ${kind} and value.superseded_at is null
      order by value.period_from desc limit ${sql.lit(most)}) one`
  const rows = await valueRows(reader)
    .where(
      sql<boolean>`value.id in (with given as (${newest('actual', figures)} union all ${newest('estimate', 2)})
        select id from given
        union select target.id from given join performance.value target on target.indicator_id = given.indicator_id and target.kind = 'target'
          and target.frequency = given.frequency and target.period_from = given.period_from and target.superseded_at is null
        union select id from (${newest('target', 1)}) last)`,
    )
    .orderBy('value.period_to', 'desc')
    .execute()
  return Map.groupBy(rows, (row) => row.indicator_id)
}

/** How many values of each indicator wait for an answer. */
export async function doubtsIn(
  reader: Pick<Reader, 'actor' | 'db'>,
  indicatorIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (indicatorIds.length === 0) return new Map()
  const { rows } = await sql<{ id: string; doubts: number }>`
    select indicator_id as id, count(*)::int as doubts from performance.value
    where indicator_id = any(${[...indicatorIds]}::uuid[]) and reading = 'doubt' and superseded_at is null group by 1`.execute(
    reader.db,
  )
  return new Map(rows.map((row) => [row.id, row.doubts]))
}
