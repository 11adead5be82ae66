// The only three ways in which an earlier module meets a later one. Each is declared by the later module,
// so the arrow of knowledge always points up the list.
import type { Action } from './action.ts'
import type { Inside } from './inside.ts'
import type { Reader } from './reader.ts'

/** A named place that an earlier module (or the platform) leaves open. The type parameters are what the filler is told and what it gives back. */
export type Slot<A, R> = { readonly name: string; readonly shape?: (args: A) => R }

/** A read-only, permission-checked query that fills a slot. */
export type Fill<A, R> = {
  readonly slot: string
  readonly name: string
  readonly permission: string
  readonly run: (reader: Reader, args: A) => Promise<R[]>
}

/** A later module standing at an earlier module's action, in its transaction: it may lock, may write its own tables, may refuse. */
export type Gate = {
  readonly at: string
  readonly name: string
  readonly pass: (
    inside: Inside,
    subject: string,
    outcome: string,
    details: Readonly<Record<string, string | number | bigint | null>>,
  ) => Promise<void>
}

/** An action carried out after commit because something was announced: at least once, in order per subject, idempotent by the announcement. */
export type Listener = { readonly to: string; readonly action: Action<any, any> } // eslint-disable-line @typescript-eslint/no-explicit-any

/** Opens a slot. */
export function slot<A, R>(name: string): Slot<A, R> {
  return { name }
}

/** Fills a slot with a query whose permission is checked before it runs. */
export function fill<A, R>(into: Slot<A, R>, sketch: Omit<Fill<A, R>, 'slot'>): Fill<A, R> {
  return { slot: into.name, ...sketch }
}

/** Stands at an earlier module's action. */
export function gate(sketch: Gate): Gate {
  return sketch
}

/** Carries out an action whenever something is announced. The action is told `announcement` and the announced ids. */
export function listen(sketch: Listener): Listener {
  return sketch
}
