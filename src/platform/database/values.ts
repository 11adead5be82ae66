// How values cross between TypeScript and PostgreSQL: dates as Temporal, money and other int8 as bigint.
// node-postgres' own parsing reads a date at local midnight, which in London's summer is a day early.
import pg from 'pg'
import { type ColumnType } from 'kysely'

export type DateColumn = ColumnType<
  Temporal.PlainDate,
  Temporal.PlainDate | string,
  Temporal.PlainDate | string
>
export type InstantColumn = ColumnType<Temporal.Instant, Temporal.Instant | string, Temporal.Instant | string>
export type PenceColumn = ColumnType<bigint, bigint, bigint>
/** Columns that may hold nothing, and may be left out of an insert. */
export type Optional<T> = ColumnType<T | null, T | null | undefined, T | null>
export type OptionalDate = ColumnType<
  Temporal.PlainDate | null,
  Temporal.PlainDate | string | null | undefined,
  Temporal.PlainDate | string | null
>
export type OptionalInstant = ColumnType<
  Temporal.Instant | null,
  Temporal.Instant | string | null | undefined,
  Temporal.Instant | string | null
>
export type OptionalPence = ColumnType<bigint | null, bigint | null | undefined, bigint | null>
/** A jsonb column: read as parsed, written as the text that `json()` makes. Plain objects may be passed as they are. */
export type Json<T> = ColumnType<
  T,
  T extends readonly unknown[] ? JsonText : T | JsonText,
  T extends readonly unknown[] ? JsonText : T | JsonText
>
export type JsonText = string

/** JSON for a jsonb parameter. node-postgres would turn a bare array into a PostgreSQL array, not into JSON. */
export function json(value: unknown): JsonText {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'bigint' ? inner.toString() : inner,
  )
}

type Parse = (text: string) => unknown

const INT8 = 20
const DATE = 1082
const TIMESTAMP = 1114
const TIME = 1083
const TIMESTAMPTZ = 1184
const TEXT_ARRAY: number = 1009

// An instant of PostgreSQL is written "2026-11-20 11:17:24.5+00", which is ISO 8601 but for the space.
const instant: Parse = (text) => Temporal.Instant.from(text)
const parsers: Readonly<Record<number, Parse>> = {
  [INT8]: BigInt,
  [DATE]: (text) => Temporal.PlainDate.from(text),
  [TIMESTAMP]: (text) => Temporal.PlainDateTime.from(text),
  [TIME]: (text) => Temporal.PlainTime.from(text),
  [TIMESTAMPTZ]: instant,
  1016: arrayOf(BigInt),
  1182: arrayOf((text) => Temporal.PlainDate.from(text)),
  1185: arrayOf(instant),
}

function arrayOf(parse: Parse): Parse {
  const texts = pg.types.getTypeParser(TEXT_ARRAY as typeof pg.types.builtins.TEXT, 'text') as (
    text: string,
  ) => unknown[]
  const each = (value: unknown): unknown =>
    Array.isArray(value) ? value.map(each) : value === null ? null : parse(String(value))
  return (text) => each(texts(text))
}

/** The parsers of our own pool. node-postgres' global table is left as it is, for pg-boss and others that read it. */
export const ourTypes = {
  getTypeParser(oid: number, format?: string): unknown {
    const ours = format === 'binary' ? undefined : parsers[oid]
    return ours ?? pg.types.getTypeParser(oid, format as 'text')
  },
}

/** A parameter as node-postgres can send it: Temporal values as their text, bigint as digits, the rest untouched. */
export function prepared(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.some(needsPreparing) ? value.map(prepared) : value
  return isTemporal(value) ? value.toString() : value
}

function needsPreparing(value: unknown): boolean {
  return typeof value === 'bigint' || (typeof value === 'object' && value !== null)
}

function isTemporal(value: object): boolean {
  return (
    value instanceof Temporal.Instant ||
    value instanceof Temporal.PlainDate ||
    value instanceof Temporal.PlainDateTime ||
    value instanceof Temporal.PlainTime ||
    value instanceof Temporal.PlainYearMonth ||
    value instanceof Temporal.Duration
  )
}
