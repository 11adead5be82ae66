// What one room of the house plugs in: the one value of its module.ts.
import type { Grant, Part } from '../actions/index.ts'
import type { Db, RawBuilder } from '../database/index.ts'
import type { Page } from '../http/index.ts'
import type { Receiver } from '../ingest/index.ts'
import type { Job } from '../jobs/index.ts'
import type { Assertion, Figure } from '../figures/index.ts'
import type { MailList, Template } from '../notifications/index.ts'
import type { PersonalReference } from '../personal/index.ts'
import type { Demo, ImportKind } from './loading.ts'
import type { Scope } from '../actions/index.ts'

export type { Demo, ImportKind, ImportRow, ImportOutcome, ImportLine } from './loading.ts'
export { readLines, type Line } from './lines.ts'
export { duty, type Duty } from './duty.ts'
export { joined, type Wing } from './wing.ts'

/** A role that a module's memberships confer. `scope` is the kind of thing it is held for; null is the whole installation. */
export type Role = { readonly name: string; readonly title: string; readonly scope: string | null }

/** A select of role, kind of place and id of place, each row one role. */
export type RolesHeld = RawBuilder<{ role: string; kind: string | null; id: string | null }>

export type RoleHeld = { readonly role: string; readonly scope: Scope | null }

export type NavigationEntry = {
  readonly label: string
  readonly href: string
  readonly permission: string
  /** The entry under which it stands together with others: 'Groups and events'. Its own name when it stands alone. */
  readonly under?: string
  /** Other addresses of the same room, under which the entry is shown as the current one. */
  readonly also?: readonly string[]
}

/**
 * Programs of ours on other machines, which carry a token. `find` says which device it is and what it holds, by the
 * SHA-256 of its token; undefined when no device of this module has that token or it was revoked.
 */
export type Devices = {
  readonly find: (
    db: Db,
    tokenHash: Uint8Array,
  ) => Promise<{ readonly id: string; readonly grants: readonly Grant[] } | undefined>
}

export type Module = Part & {
  readonly title: string
  readonly uses: readonly string[]
  readonly roles?: readonly Role[]
  /**
   * The roles a person holds today by this module's memberships: a select of `role`, `kind` and `id` (both null for the
   * whole installation). Asked at every request, so all modules' selects become one statement.
   */
  readonly rolesHeld?: (personId: string, now: Temporal.Instant) => RolesHeld
  readonly pages?: readonly Page[]
  readonly jobs?: readonly Job[]
  readonly navigation?: readonly NavigationEntry[]
  readonly figures?: readonly Figure[]
  readonly assertions?: readonly Assertion[]
  readonly personal?: readonly PersonalReference[]
  /** The letters it writes by mail. */
  readonly letters?: readonly Template[]
  /** The mail it writes again and again, which its readers may stop. */
  readonly mailLists?: readonly MailList[]
  readonly imports?: readonly ImportKind[]
  readonly devices?: Devices
  /** What listens while the process that works runs. */
  readonly receivers?: readonly Receiver[]
  readonly demo?: (demo: Demo) => Promise<void>
}

/** Declares a module. */
export function module(sketch: Module): Module {
  return sketch
}
