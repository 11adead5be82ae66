// What an action holds while it runs: the transaction, the moment, and the few things it may ask of the platform.
import type { Tx } from '../database/index.ts'
import type { Action } from './action.ts'
import type { UploadedFile } from '../fields/index.ts'
import type { FileType } from '../files/index.ts'
import type { Secret } from '../secrets/index.ts'
import type { Reader } from './reader.ts'

export type SubjectRow = {
  readonly id: string
  readonly module: string
  readonly noun: string
  readonly title: string
  /** Who may know of it: 'public', 'staff', or a key of its module. */
  readonly audience: string
}

/** Whose secret, and which: 'roaming.credential:<id>', 'shared secret'. The owner's name begins with that of its module. */
export type KeptSecret = { readonly owner: string; readonly name: string }

export type Inside = Reader & {
  /** The transaction; the same handle as `db`, so queries called here see what was written. */
  readonly tx: Tx
  /** The permanent name of the action that runs. */
  readonly within: string
  /** A new UUIDv7. */
  id(): string
  /** Makes or renames the record others may attach to. */
  subject(row: SubjectRow): Promise<void>
  /** Says that what search knows of a record must be written anew: one that is no subject, or that this action changed beside its own. */
  found(kind: string, id: string): void
  /** Keeps an uploaded file for the record that owns it; its id. Refuses a type that is not accepted, by its bytes and its name. */
  keepFile(
    upload: UploadedFile,
    rule: { readonly owner: string; readonly accept: readonly FileType[] },
  ): Promise<string>
  /** Keeps a secret for its owner, in place of an earlier one of that name. */
  keepSecret(kept: KeptSecret & { readonly value: Secret }): Promise<void>
  /** What is kept under that name; undefined when nothing is. */
  secret(kept: KeptSecret): Promise<Secret | undefined>
  /** The secrets of that name of many owners, by owner. */
  secretsOf(owners: readonly string[], name: string): Promise<ReadonlyMap<string, Secret>>
  forgetSecret(kept: KeptSecret): Promise<void>
  /** Tells later modules, after commit, by ids only. `about` orders deliveries: one subject's announcements arrive in order. */
  announce(name: string, about: string, ids: Readonly<Record<string, string>>): Promise<void>
  /** Queues a job in this transaction. */
  queue(
    job: string,
    ids: Readonly<Record<string, string>>,
    options?: { readonly key?: string; readonly after?: Temporal.Instant },
  ): Promise<void>
  /** Asks every gate that later modules set at this action; any may refuse. */
  pass(
    action: string,
    subject: string,
    outcome: string,
    details?: Readonly<Record<string, string | number | bigint | null>>,
  ): Promise<void>
  /** Ends a rehearsal: everything this action wrote is undone, and its caller gets this result all the same. */
  rehearsed(result: unknown): never
  /** Carries out an earlier module's action in this transaction, with its own audit entry, as the system on account of this one. */
  act<R>(action: Action<any, R>, raw: Readonly<Record<string, unknown>>): Promise<R> // eslint-disable-line @typescript-eslint/no-explicit-any
}
