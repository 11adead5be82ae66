// Writing indicators, definitions and values: the same rows whether somebody fills in a form or loads a file.
import { personOf, type Inside } from '#platform/actions/index.ts'
import { json } from '#platform/database/index.ts'
import type { IndicatorRow } from '../queries/indicators.ts'
import type { ValueRow } from '../queries/values.ts'
import type {
  Direction,
  Doubt,
  Frequency,
  How,
  Kind,
  Measure,
  Period,
  Reading,
  ToleranceKind,
} from '../rules.ts'
import { today } from './locking.ts'

export type DefinitionWords = {
  readonly what: string | null
  readonly measure: Measure
  readonly unit: string | null
  readonly decimals: number
  readonly bands: readonly string[]
  readonly direction: Direction
  readonly frequency: Frequency
  readonly aggregation: string | null
  readonly numerator: string | null
  readonly denominator: string | null
}

/** M3: the next version of a definition; those before it stay as they are. */
export async function writeDefinition(
  inside: Inside,
  indicatorId: string,
  number: number,
  words: DefinitionWords,
  reason: string | null,
): Promise<string> {
  const id = inside.id()
  await inside.tx
    .insertInto('performance.definition')
    .values({
      id,
      indicator_id: indicatorId,
      number,
      from_on: today(inside),
      ...words,
      bands: json(words.bands),
      reason,
      made_by_person_id: personOf(inside),
      made_at: inside.now,
    })
    .execute()
  return id
}

/** A cell as it is kept: its text, and what it was read as. */
export type Cell = {
  readonly raw: string
  readonly reading: Reading
  readonly amount: bigint | null
  readonly doubt: Doubt | null
  readonly question: string | null
}

export type ValueWords = Cell & {
  readonly kind: Kind
  readonly period: Period
  readonly how: How
  readonly definition?: string
  readonly body?: { readonly id: string | null; readonly name: string | null }
  readonly upper?: bigint | null
  readonly tolerance?: ToleranceKind | null
  readonly toleranceAmount?: bigint | null
  readonly note?: string | null
  readonly source?: string | null
  readonly reason?: string | null
  /** The row that stood before, which stays and stands no longer (M2). */
  readonly follows?: ValueRow | undefined
}

/** By what a body is known among the benchmarks of a period: ours by its id, others by their name. */
export const bodyKey = (body: ValueWords['body']): string =>
  body === undefined ? '' : (body.id ?? (body.name ?? '').trim().toLowerCase())

export async function writeValue(
  inside: Inside,
  indicator: IndicatorRow,
  words: ValueWords,
): Promise<string> {
  const { follows, period } = words
  if (follows !== undefined)
    await inside.tx
      .updateTable('performance.value')
      .set({ superseded_at: inside.now })
      .where('id', '=', follows.id)
      .execute()
  const id = inside.id()
  await inside.tx
    .insertInto('performance.value')
    .values({
      id,
      indicator_id: indicator.id,
      definition_id: words.definition ?? indicator.definition_id,
      kind: words.kind,
      frequency: period.frequency,
      period_from: period.from,
      period_to: period.to,
      body_id: words.body?.id ?? null,
      body_name: words.body?.name ?? null,
      body_key: bodyKey(words.body),
      source: words.source ?? null,
      raw: words.raw,
      reading: words.reading,
      doubt: words.doubt,
      question: words.question,
      amount: words.amount,
      upper_amount: words.upper ?? null,
      tolerance: words.tolerance ?? null,
      tolerance_amount: words.toleranceAmount ?? null,
      note: words.note ?? null,
      how: words.how,
      reason: words.reason ?? null,
      follows_id: follows?.id ?? null,
      given_by_person_id: personOf(inside),
      given_at: inside.now,
    })
    .execute()
  return id
}
