// How records come in by file, and how the demonstration is made: both through the same actions as everybody's work.
import type { Action, Inside, Reader } from '../actions/index.ts'

/** A line of a file: its number as the sender sees it, and its raw cells by header. */
export type ImportRow = { readonly line: number; readonly cells: Readonly<Record<string, string>> }

export type ImportLine = { readonly line: number; readonly message: string }

/** What a file would do, or did: counts of records, and every line that stands in its way. */
export type ImportOutcome = {
  readonly created: number
  readonly changed: number
  readonly unchanged: number
  readonly faults: readonly ImportLine[]
}

/** A kind of file that can be loaded: `connects import <kind> <file.csv>`. All or nothing: any fault writes nothing. */
export type ImportKind = {
  readonly kind: string
  readonly title: string
  readonly permission: string
  readonly headers: readonly string[]
  readonly optionalHeaders?: readonly string[]
  /** Writes the rows inside the transaction and says what it did; called inside a transaction that is undone for a dry run or any fault. `options` are the command's further --name value pairs. */
  readonly load: (
    inside: Inside,
    rows: readonly ImportRow[],
    options: Readonly<Record<string, string>>,
  ) => Promise<ImportOutcome>
}

/** What a module's demonstration is made with. */
export type Demo = {
  /** The moment the demonstration is told as: activity lies before it, one meeting after it. */
  readonly today: Temporal.PlainDate
  /** Performs an action as a person of the cast (by mail address), at the demonstration's current moment. */
  as(mail: string): {
    perform<R>(action: Action<any, R>, raw: Readonly<Record<string, unknown>>): Promise<R>
    readonly personId: string
  } // eslint-disable-line @typescript-eslint/no-explicit-any
  /** Performs as the operator who loads the demonstration. */
  perform<R>(action: Action<any, R>, raw: Readonly<Record<string, unknown>>): Promise<R> // eslint-disable-line @typescript-eslint/no-explicit-any
  /** Moves the demonstration's clock to 10am London on that day, or to that instant. */
  at(moment: Temporal.PlainDate | Temporal.Instant): void
  readonly reader: () => Reader
  /** Runs everything that is queued now, until nothing is left. */
  drain(): Promise<void>
  /** The rows of a file of the demonstration's data, by header. */
  rows(name: string): Promise<readonly ImportRow[]>
  /** Loads a file of the demonstration's data through its import kind. */
  load(kind: string, name: string, options?: Readonly<Record<string, string>>): Promise<void>
  /** The same with invented rows of a file that is not kept, because it depends on the day. */
  loadRows(
    kind: string,
    rows: readonly Readonly<Record<string, string>>[],
    options?: Readonly<Record<string, string>>,
  ): Promise<void>
}
