// Who is asking, at what moment, through which handle, and what they hold. Every query takes a Reader first,
// so that no rows can be read without saying for whom.
import type { Db } from '../database/index.ts'
import type { Fill, Slot } from './crossings.ts'

/** Where a permission holds. The platform does not know what the kinds mean. */
export type Scope = { readonly kind: string; readonly id: string }

/** One permission held in one place; a null scope is the whole installation. */
export type Grant = { readonly permission: string; readonly scope: Scope | null }

export type Actor =
  | { readonly kind: 'person'; readonly id: string }
  | { readonly kind: 'visitor' }
  | { readonly kind: 'system'; readonly because: string }
  | { readonly kind: 'operator'; readonly user: string }
  /** A program of ours on another machine, which holds what was given to it and no more. */
  | { readonly kind: 'device'; readonly id: string }

export type Reader = {
  readonly db: Db
  readonly now: Temporal.Instant
  readonly actor: Actor
  /** Whether the permission is held: anywhere, or for the scope given. */
  may(permission: string, scope?: Scope): boolean
  /** The scopes of a kind for which it is held; 'all' for the system, an operator, or a grant for the whole installation. */
  scopes(permission: string, kind: string): readonly string[] | 'all'
  /** By which records' audiences are compared (`platform/search`): who they are, and each grant with its place; 'all' for the system and an operator. */
  keys(): readonly string[] | 'all'
  /** What later modules contribute to a slot, for this reader. */
  fills<A, R>(slot: Slot<A, R>, args: A): Promise<R[]>
}

type Standing = {
  readonly db: Db
  readonly now: Temporal.Instant
  readonly actor: Actor
  readonly grants: readonly Grant[]
  readonly fills: (slot: string) => readonly Fill<unknown, unknown>[]
}

/** The person who acts or asks; null for the clock, an operator or a visitor. */
export const personOf = ({ actor }: { readonly actor: Actor }): string | null =>
  actor.kind === 'person' ? actor.id : null

/** The actor as an audit entry names it. */
export function auditActor(actor: Actor): { actorKind: Actor['kind']; actor: string | null } {
  if (actor.kind === 'person' || actor.kind === 'device') return { actorKind: actor.kind, actor: actor.id }
  if (actor.kind === 'system') return { actorKind: 'system', actor: actor.because }
  return { actorKind: actor.kind, actor: actor.kind === 'operator' ? actor.user : null }
}

const isUnbounded = (actor: Actor): boolean => actor.kind === 'system' || actor.kind === 'operator'

/** A Reader from an actor and the grants that composition found for it. */
export function readerOf(standing: Standing): Reader {
  const { actor, grants } = standing
  const reader: Reader = {
    db: standing.db,
    now: standing.now,
    actor,
    may(permission, scope) {
      if (permission === 'public' || isUnbounded(actor)) return true
      return grants.some(
        (grant) =>
          grant.permission === permission &&
          (scope === undefined ||
            grant.scope === null ||
            (grant.scope.kind === scope.kind && grant.scope.id === scope.id)),
      )
    },
    scopes(permission, kind) {
      if (isUnbounded(actor)) return 'all'
      const held = grants.filter((grant) => grant.permission === permission)
      if (held.some((grant) => grant.scope === null)) return 'all'
      return [...new Set(held.flatMap((grant) => (grant.scope?.kind === kind ? [grant.scope.id] : [])))]
    },
    keys() {
      if (isUnbounded(actor)) return 'all'
      const held = grants.map(({ permission, scope }) =>
        scope === null ? permission : `${permission}@${scope.id}`,
      )
      return [...new Set(['public', ...(actor.kind === 'person' ? [`person:${actor.id}`] : []), ...held])]
    },
    async fills<A, R>(slot: Slot<A, R>, args: A): Promise<R[]> {
      const found: R[] = []
      // One after the other: on the embedded engine there is one connection, and the order is the module list's.
      for (const one of standing.fills(slot.name)) {
        if (one.permission === 'public' || reader.may(one.permission))
          found.push(...((await one.run(reader, args)) as R[]))
      }
      return found
    },
  }
  return reader
}
