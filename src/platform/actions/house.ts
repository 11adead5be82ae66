// The registry: every action, query, gate, listener and fill of every module, checked for one name each.
import { Defect, type Refusal } from '../errors/index.ts'
import type { Action, Query } from './action.ts'
import type { Fill, Gate, Listener } from './crossings.ts'
import type { Tx } from '../database/index.ts'
import type { FileStore } from '../files/index.ts'
import type { SearchKind } from '../search/index.ts'
import type { KeyRing } from '../secrets/index.ts'

/** Turns the last word of the database, a constraint's name, into words for a reader. */
export type RefusalOf = (detail: { readonly constraint: string }) => Refusal

/** What one module (or part of the platform) plugs into the application layer. */
export type Part = {
  readonly name: string
  readonly actions?: readonly Action<any, any>[] // eslint-disable-line @typescript-eslint/no-explicit-any
  readonly queries?: readonly Query<any, any>[] // eslint-disable-line @typescript-eslint/no-explicit-any
  readonly gates?: readonly Gate[]
  readonly listeners?: readonly Listener[]
  readonly fills?: readonly Fill<any, any>[] // eslint-disable-line @typescript-eslint/no-explicit-any
  /** Permission → the roles that hold it. */
  readonly permissions?: Readonly<Record<string, readonly string[]>>
  readonly refusals?: Readonly<Record<string, RefusalOf>>
  /** The kinds of its records that can be found. */
  readonly search?: readonly SearchKind[]
}

/** Writes anew what search knows of these records of one kind, in the transaction that changed them. */
export type WriteSearch = (tx: Tx, kind: SearchKind, ids: readonly string[]) => Promise<void>

/** Where work that happens after commit is written, inside the transaction. */
export type Outbox = {
  send(
    tx: Tx,
    job: string,
    ids: Readonly<Record<string, string>>,
    options?: { readonly key?: string; readonly after?: Temporal.Instant },
  ): Promise<void>
  /** Called after a commit that sent something, so that a waiting worker looks at once. */
  nudge(): void
}

export type House = {
  readonly actions: ReadonlyMap<string, Action>
  readonly queries: ReadonlyMap<string, Query>
  readonly permissions: ReadonlyMap<string, readonly string[]>
  readonly listeners: readonly Listener[]
  readonly fills: readonly Fill<unknown, unknown>[]
  gatesAt(action: string): readonly Gate[]
  listenersTo(announcement: string): readonly Listener[]
  fillsOf(slot: string): readonly Fill<unknown, unknown>[]
  refusalOf(constraint: string): Refusal | undefined
  readonly outbox: Outbox
  readonly searchKinds: ReadonlyMap<string, SearchKind>
  /** How the index is written; absent where nothing is searched (some tests). */
  readonly writeSearch: WriteSearch | undefined
  /** Where uploads are kept; absent where there is no disk to keep them on (some tests). */
  readonly uploads: Uploads | undefined
  /** What opens the secrets that modules keep; absent where none are kept (some tests). */
  readonly ring: KeyRing | undefined
}

/** The key ring, which a house that keeps secrets was composed with. */
export function ringOf(house: House): KeyRing {
  if (house.ring === undefined) throw new Defect('There is no key ring for secrets here.')
  return house.ring
}

export type Uploads = { readonly store: FileStore; readonly mostBytes: number }

/** The name of the queue on which a listener's deliveries wait. */
export const listenerQueue = (action: string): string => `announce:${action}`

/** Builds the registry. A name used twice, a name that does not belong to its module, or a permission nobody was told about is a Defect at start, not at midnight. */
export function composeHouse(
  parts: readonly Part[],
  outbox: Outbox,
  uploads?: Uploads,
  writeSearch?: WriteSearch,
  ring?: KeyRing,
): House {
  const actions = new Map<string, Action>()
  const queries = new Map<string, Query>()
  const permissions = new Map<string, readonly string[]>()
  const refusals = new Map<string, RefusalOf>()
  for (const part of parts) {
    for (const [permission, roles] of Object.entries(part.permissions ?? {}))
      permissions.set(permission, [...(permissions.get(permission) ?? []), ...roles])
    for (const [constraint, refusal] of Object.entries(part.refusals ?? {})) refusals.set(constraint, refusal)
    for (const one of part.actions ?? []) enter(actions, part.name, one)
    for (const one of part.queries ?? []) enter(queries, part.name, one)
  }
  const searchKinds = new Map<string, SearchKind>()
  for (const part of parts) {
    for (const one of part.search ?? []) {
      if (searchKinds.has(one.kind)) throw new Defect(`The search kind ${one.kind} is declared twice.`)
      searchKinds.set(one.kind, one)
    }
  }
  const gates = parts.flatMap((part) => part.gates ?? [])
  const listeners = parts.flatMap((part) => part.listeners ?? [])
  const fills = parts.flatMap((part) => part.fills ?? []) as Fill<unknown, unknown>[]
  for (const one of [...actions.values(), ...queries.values()]) {
    if (one.doors.length > 0 && one.permission !== 'public' && !permissions.has(one.permission)) {
      throw new Defect(`No module says which roles hold the permission "${one.permission}" of ${one.name}.`)
    }
  }
  return {
    actions,
    queries,
    permissions,
    listeners,
    fills,
    outbox,
    uploads,
    ring,
    searchKinds,
    writeSearch,
    gatesAt: (name) => gates.filter((one) => one.at === name),
    listenersTo: (name) => listeners.filter((one) => one.to === name),
    fillsOf: (name) => fills.filter((one) => one.slot === name),
    refusalOf: (constraint) => refusals.get(constraint)?.({ constraint }),
  }
}

function enter<T extends { readonly name: string }>(into: Map<string, T>, part: string, one: T): void {
  if (!one.name.startsWith(`${part}.`))
    throw new Defect(`${one.name} is declared by ${part}, whose names begin with "${part}.".`)
  if (into.has(one.name)) throw new Defect(`${one.name} is declared twice.`)
  into.set(one.name, one)
}
