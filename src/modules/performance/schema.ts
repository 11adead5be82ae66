// The tables of performance as types.
import type {
  ColumnType,
  DateColumn,
  Generated,
  InstantColumn,
  Json,
  Optional,
  OptionalDate,
  OptionalInstant,
} from '#platform/database/index.ts'
import type {
  Audience,
  Direction,
  Doubt,
  Frequency,
  How,
  Kind,
  Measure,
  Reading,
  ToleranceKind,
} from './rules.ts'

export type IndicatorTable = {
  id: string
  organisation_id: string
  code: string
  title: string
  /** The part of the organisation it is of, in words. */
  directorate: Optional<string>
  partnership_id: Optional<string>
  about_subject_id: Optional<string>
  /** The outcome it serves: the golden thread upwards. */
  serves_subject_id: Optional<string>
  why: Optional<string>
  owner_person_id: Optional<string>
  audience: Audience
  source: Optional<string>
  quality_note: Optional<string>
  measured_from: DateColumn
  retired_on: OptionalDate
  retired_why: Optional<string>
  version: Generated<number>
}

export type IndicatorDefinitionTable = {
  id: string
  indicator_id: string
  number: number
  from_on: DateColumn
  what: Optional<string>
  measure: Measure
  unit: Optional<string>
  decimals: number
  bands: Json<string[]>
  direction: Direction
  frequency: Frequency
  aggregation: Optional<string>
  numerator: Optional<string>
  denominator: Optional<string>
  reason: Optional<string>
  made_by_person_id: Optional<string>
  made_at: InstantColumn
}

export type IndicatorValueTable = {
  id: string
  indicator_id: string
  definition_id: string
  kind: Kind
  frequency: Frequency
  period_from: DateColumn
  period_to: DateColumn
  body_id: Optional<string>
  body_name: Optional<string>
  body_key: ColumnType<string, string | undefined, string>
  source: Optional<string>
  raw: string
  reading: Reading
  doubt: Optional<Doubt>
  question: Optional<string>
  amount: Optional<bigint>
  upper_amount: Optional<bigint>
  tolerance: Optional<ToleranceKind>
  tolerance_amount: Optional<bigint>
  note: Optional<string>
  how: How
  reason: Optional<string>
  follows_id: Optional<string>
  given_by_person_id: Optional<string>
  given_at: InstantColumn
  superseded_at: OptionalInstant
}

export type ChangeKind = 'created' | 'edited' | 'defined' | 'handed-over' | 'retired'

export type IndicatorChangeTable = {
  id: string
  indicator_id: string
  kind: ChangeKind
  words: Optional<string>
  former: ColumnType<Record<string, string | null> | null, string | null | undefined, string | null>
  made_by_person_id: Optional<string>
  made_at: InstantColumn
}

declare module '#platform/database/index.ts' {
  interface Tables {
    'performance.indicator': IndicatorTable
    'performance.definition': IndicatorDefinitionTable
    'performance.value': IndicatorValueTable
    'performance.change': IndicatorChangeTable
  }
}
