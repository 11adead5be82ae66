// Carries out an action: permission, answers, transaction, the module's own rules, audit, commit. In that order, every time.
import { createHash, createHmac, randomUUIDv7 } from 'node:crypto'
import { writeEntry } from '../audit/index.ts'
import { constraintOf, failureOf, isSerializationFailure, sql, type Db, type Tx } from '../database/index.ts'
import { Defect, Failure, Refusal, refuse } from '../errors/index.ts'
import { readFields } from '../fields/index.ts'
import { keepFile, receiveFile } from '../files/index.ts'
import { forgetSecret, keepSecret, readSecret, readSecrets } from '../secrets/index.ts'
import type { Action, Done, Door } from './action.ts'
import { listenerQueue, ringOf, type House } from './house.ts'
import type { Inside } from './inside.ts'
import { auditActor, readerOf, type Actor, type Grant } from './reader.ts'

export type Idempotency = { readonly key: string }

export type Context = {
  readonly db: Db
  readonly now: Temporal.Instant
  readonly actor: Actor
  readonly grants: readonly Grant[]
  readonly door: Door | 'job' | 'listener' | 'inside'
  readonly requestId: string
  /** Whether the sign-in is recent enough for actions that ask for one. Absent means it is not. */
  readonly fresh?: boolean
  /** The same key again gives the first answer again instead of doing it twice. */
  readonly idempotency?: Idempotency
}

const MOST_ATTEMPTS = 4
/** After so long, whoever met others too often may try again. */
const RETRY_SECONDS = 2

// A dry run does everything and then leaves by this, so that the transaction is undone.
class Rehearsal extends Error {
  readonly result: unknown
  constructor(result: unknown) {
    super('A rehearsal, undone on purpose.')
    this.result = result
  }
}

/**
 * Performs an action.
 * In: who, when and through which door (`context`), and the raw answers by field name.
 * Out: the action's result. Refused: no permission (forbidden or not-found by the module's rule), faults in the
 * answers (invalid, all at once), a stale or repeated request (conflict). Nothing is written when it refuses.
 */
export async function perform<R>(
  house: House,
  action: Action<any, R>,
  context: Context,
  raw: unknown,
): Promise<R> {
  // eslint-disable-line @typescript-eslint/no-explicit-any
  checkCoarsely(house, action, context)
  const answers = readFields(action.fields, raw)
  for (let attempt = 1; ; attempt += 1) {
    try {
      const result = await context.db
        .transaction()
        .execute((tx) => once(house, action, context, answers, raw, tx as Tx))
      house.outbox.nudge()
      return result
    } catch (error) {
      if (error instanceof Rehearsal) return error.result as R
      if (isSerializationFailure(error) && attempt < MOST_ATTEMPTS) continue
      throw await afterwards(house, action, context, answers, explained(house, error))
    }
  }
}

// What the action remembers of a refusal, or has to say more, after everything that it locked has been let go. Whatever
// becomes of that, the refusal stands.
async function afterwards<R>(
  house: House,
  action: Action<any, R>,
  context: Context,
  answers: any,
  error: unknown,
): Promise<unknown> {
  // eslint-disable-line @typescript-eslint/no-explicit-any
  if (!(error instanceof Refusal) || action.whenRefused === undefined) return error
  const { whenRefused } = action
  try {
    return await context.db.transaction().execute(async (tx) => {
      const reader = readerOf({ ...context, db: tx, fills: (name) => house.fillsOf(name) })
      const said = await whenRefused({ ...reader, tx: tx as Tx, id: () => randomUUIDv7() }, answers, error)
      if (said.facts !== undefined)
        await writeEntry(tx as Tx, {
          id: randomUUIDv7(),
          at: context.now,
          action: action.name,
          door: context.door,
          ...auditActor(context.actor),
          subject: null,
          facts: { ...said.facts, refused: error.code },
          request: context.requestId,
        })
      return said.current === undefined
        ? error
        : new Refusal(error.kind, error.code, error.message, {
            faults: error.faults,
            figures: error.figures,
            current: { ...error.current, ...said.current },
          })
    })
  } catch {
    return error
  }
}

function checkCoarsely(house: House, action: Action, context: Context): void {
  const reader = readerOf({ ...context, fills: (name) => house.fillsOf(name) })
  if (context.door === 'page' || context.door === 'api' || context.door === 'command') {
    if (!action.doors.includes(context.door))
      refuse('not-found', 'platform.action.no-door', `"${action.title}" cannot be done this way.`)
  }
  if (!reader.may(action.permission)) {
    if (context.actor.kind === 'visitor')
      refuse('unauthenticated', 'auth.sign-in.required', 'Sign in to do this.')
    refuse(
      'forbidden',
      'platform.permission.missing',
      `You do not have the permission "${action.permission}" that this needs. Ask an administrator.`,
    )
  }
  if (
    action.fresh &&
    context.actor.kind === 'person' &&
    context.door !== 'inside' &&
    context.fresh !== true
  ) {
    refuse(
      'unauthenticated',
      'auth.sign-in.stale',
      'Sign in again to do this: deciding, releasing money and seeing secrets ask for a recent sign-in.',
    )
  }
}

async function once<R>(
  house: House,
  action: Action<any, R>,
  context: Context,
  answers: any,
  raw: unknown,
  tx: Tx,
): Promise<R> {
  // eslint-disable-line @typescript-eslint/no-explicit-any
  const repeated = context.idempotency && (await claim(tx, house, action, context, raw))
  if (repeated) return repeated.result as R
  const done = await run(house, action, context, answers, tx)
  if (context.idempotency) await remember(tx, action, context, done)
  return done.result
}

async function run<R>(
  house: House,
  action: Action<any, R>,
  context: Context,
  answers: any,
  tx: Tx,
): Promise<Done<R>> {
  // eslint-disable-line @typescript-eslint/no-explicit-any
  const entry = randomUUIDv7()
  const touched: Touched = { subjects: new Set(), found: new Map() }
  const done = await action.run(insideOf(house, action, context, entry, tx, touched), answers)
  if (done.subject !== null) touched.subjects.add(done.subject)
  await writeFound(house, tx, touched)
  await writeEntry(tx, {
    id: entry,
    at: context.now,
    action: action.name,
    door: context.door,
    ...auditActor(context.actor),
    subject: done.subject,
    facts: done.facts ?? {},
    personal: done.personal,
    request: context.requestId,
  })
  return done
}

/** The records an action changed, of which search must know. */
type Touched = { readonly subjects: Set<string>; readonly found: Map<string, Set<string>> }

async function writeFound(house: House, tx: Tx, touched: Touched): Promise<void> {
  if (house.writeSearch === undefined || house.searchKinds.size === 0) return
  const { found } = touched
  if (touched.subjects.size > 0) {
    const rows = await tx
      .selectFrom('platform.subject')
      .select(['id', 'module', 'noun'])
      .where('id', 'in', [...touched.subjects])
      .execute()
    for (const row of rows) noteFound(found, `${row.module}.${row.noun}`, row.id)
  }
  for (const [name, ids] of found) {
    const kind = house.searchKinds.get(name)
    if (kind !== undefined) await house.writeSearch(tx, kind, [...ids])
  }
}

function noteFound(found: Map<string, Set<string>>, kind: string, id: string): void {
  found.set(kind, (found.get(kind) ?? new Set()).add(id))
}

function insideOf(
  house: House,
  action: Action,
  context: Context,
  entry: string,
  tx: Tx,
  touched: Touched,
): Inside {
  const reader = readerOf({ ...context, db: tx, fills: (name) => house.fillsOf(name) })
  const inside: Inside = {
    ...reader,
    tx,
    within: action.name,
    id: () => randomUUIDv7(),
    found: (kind, id) => noteFound(touched.found, kind, id),
    async subject(row) {
      touched.subjects.add(row.id)
      await sql`insert into platform.subject (id, module, noun, title, audience) values (${row.id}, ${row.module}, ${row.noun}, ${row.title}, ${row.audience})
        on conflict (id) do update set title = excluded.title, audience = excluded.audience`.execute(tx)
    },
    async keepFile(upload, { owner, accept }) {
      if (house.uploads === undefined) throw new Defect('There is no store for uploads here.')
      const { store, mostBytes } = house.uploads
      const file = await receiveFile(store, upload, { accept, mostBytes, now: context.now })
      return (await keepFile(tx, store, { id: randomUUIDv7(), owner, file, now: context.now })).id
    },
    async announce(name, about, ids) {
      const listeners = house.listenersTo(name)
      const announcement = randomUUIDv7()
      await sql`insert into platform.announcement (id, name, about, ids, entry_id, announced_at) values (${announcement}, ${name}, ${about}, ${JSON.stringify(ids)}::jsonb, ${entry}, ${context.now.toString()})`.execute(
        tx,
      )
      for (const listener of listeners)
        await house.outbox.send(
          tx,
          listenerQueue(listener.action.name),
          { announcement, ...ids },
          { key: about },
        )
    },
    keepSecret: (kept) => keepSecret(tx, ringOf(house), { ...kept, id: randomUUIDv7(), now: context.now }),
    secret: (kept) => readSecret(tx, ringOf(house), kept),
    secretsOf: (owners, name) => readSecrets(tx, ringOf(house), { owners, name }),
    forgetSecret: (kept) => forgetSecret(tx, kept),
    queue: (job, ids, options) => house.outbox.send(tx, job, ids, options),
    async pass(name, subject, outcome, details = {}) {
      for (const gate of house.gatesAt(name)) await gate.pass(inside, subject, outcome, details)
    },
    rehearsed(result) {
      throw new Rehearsal(result)
    },
    async act(inner, innerRaw) {
      const answers = readFields(inner.fields, innerRaw)
      const innerContext: Context = {
        ...context,
        door: 'inside',
        actor: { kind: 'system', because: `${action.name}:${entry}` },
        grants: [],
      }
      return (await run(house, inner, innerContext, answers, tx)).result
    },
  }
  return inside
}

/**
 * Delivers an announcement to one listener: performs its action as the system on account of the announcement.
 * In: the listener's action and the ids queued with the announcement. A second delivery does nothing.
 */
export async function deliver(
  house: House,
  action: Action<any, any>,
  db: Db,
  now: Temporal.Instant,
  ids: Readonly<Record<string, string>>,
): Promise<void> {
  // eslint-disable-line @typescript-eslint/no-explicit-any
  const { announcement } = ids
  if (announcement === undefined) throw new Defect(`A delivery to ${action.name} names no announcement.`)
  const context: Context = {
    db,
    now,
    actor: { kind: 'system', because: announcement },
    grants: [],
    door: 'listener',
    requestId: announcement,
    idempotency: { key: `${announcement}:${action.name}` },
  }
  await perform(house, action, context, ids)
}

const actorKey = (actor: Actor): string =>
  actor.kind === 'person' || actor.kind === 'device'
    ? actor.id
    : actor.kind === 'operator'
      ? `operator:${actor.user}`
      : actor.kind

// The first request to insert the key does the work; a second waits for the first one's commit on the unique index and then reads its answer.
async function claim(
  tx: Tx,
  house: House,
  action: Action,
  context: Context,
  raw: unknown,
): Promise<{ result: unknown } | undefined> {
  const key = context.idempotency?.key ?? ''
  const digest = digestOf(house, action, raw)
  const claimed =
    await sql`insert into platform.idempotency (actor, key, action, digest, created_at) values (${actorKey(context.actor)}, ${key}, ${action.name}, ${digest}, ${context.now.toString()}) on conflict do nothing`.execute(
      tx,
    )
  if (claimed.numAffectedRows === 1n) return undefined
  const found = await sql<{
    digest: string
    result: unknown
  }>`select digest, result from platform.idempotency where actor = ${actorKey(context.actor)} and key = ${key}`.execute(
    tx,
  )
  const first = found.rows[0]
  if (first?.digest !== digest)
    refuse(
      'conflict',
      'platform.request.key-reused',
      'This request was already sent once with other answers. Go back to the page and start again with a fresh form or key.',
    )
  return { result: first.result }
}

// Keyed, because a secret may be among the answers: from a plain digest beside the data a weak one could be guessed.
function digestOf(house: House, action: Action, raw: unknown): string {
  const words = `${action.name}\0${canonical(raw)}`
  const key = house.ring?.keys.get(house.ring.current)
  return (key === undefined ? createHash('sha256') : createHmac('sha256', key).update('idempotency\0'))
    .update(words)
    .digest('hex')
}

async function remember(tx: Tx, action: Action, context: Context, done: Done<unknown>): Promise<void> {
  const kept = action.secretResult ? { alreadyShown: true } : done.result
  await sql`update platform.idempotency set result = ${JSON.stringify(kept ?? null, withBigints)}::jsonb where actor = ${actorKey(context.actor)} and key = ${context.idempotency?.key ?? ''}`.execute(
    tx,
  )
}

const withBigints = (_: string, value: unknown): unknown =>
  typeof value === 'bigint'
    ? Number(value)
    : value instanceof Uint8Array
      ? createHash('sha256').update(value).digest('hex')
      : value

function canonical(raw: unknown): string {
  return (
    JSON.stringify(raw, (key, value: unknown) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Uint8Array)
        return withBigints(key, value)
      return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    }) ?? 'null'
  )
}

function explained(house: House, error: unknown): unknown {
  if (error instanceof Refusal) return error
  const constraint = constraintOf(error)
  if (constraint) {
    const refusal = house.refusalOf(constraint.name)
    if (refusal) return refusal
    if (constraint.kind === 'unique' || constraint.kind === 'exclusion')
      return new Refusal(
        'conflict',
        'platform.record.exists',
        'Somebody has just recorded the same thing. Look at the list, then try again if yours is still needed.',
      )
    if (constraint.kind === 'foreign-key')
      return new Refusal(
        'not-found',
        'platform.record.not-found',
        'One of the records you named does not exist, or is not yours to see. Choose it from the list again.',
      )
  }
  if (isSerializationFailure(error))
    return new Failure(
      'platform.database.race',
      'Others keep changing the same records. Nothing was changed; try again in a moment.',
      { cause: error, retryAfterSeconds: RETRY_SECONDS },
    )
  return failureOf(error) ?? error
}
