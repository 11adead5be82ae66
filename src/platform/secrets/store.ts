// Keeping and opening secrets in the database, changing the master key, and proving to readiness that the
// key file still opens what is kept.
import type { Db } from '#platform/database/index.ts'
import { Defect, Failure } from '#platform/errors/index.ts'
import { open, rewrap, seal, type Place } from './envelope.ts'
import type { KeyRing } from './key-ring.ts'
import { secret, type Secret } from './secret.ts'
import type { SecretTable } from './schema.ts'

type Named = { readonly owner: string; readonly name: string }

const CANARY: Named = { owner: 'platform', name: 'canary' }
const CANARY_WORDS = 'the key file opens'
// Of one statement's parameters.
const MOST_AT_ONCE = 5000

/** Keeps a secret for its owner, in place of an earlier one of that name. Runs in the caller's transaction. */
export async function keepSecret(
  tx: Db,
  ring: KeyRing,
  given: Named & { readonly id: string; readonly value: Secret; readonly now: Temporal.Instant },
): Promise<void> {
  const { owner, name, value, now } = given
  const earlier = await tx
    .selectFrom('platform.secret')
    .select('id')
    .where('owner', '=', owner)
    .where('name', '=', name)
    .executeTakeFirst()
  const place: Place = { id: earlier?.id ?? given.id, owner, name }
  const sealed = seal(value.reveal(), place, ring.current, currentKey(ring))
  const columns = {
    key_id: ring.current,
    wrapped_key: sealed.wrappedKey,
    nonce: sealed.nonce,
    ciphertext: sealed.ciphertext,
    changed_at: now,
  }
  if (earlier === undefined)
    await tx
      .insertInto('platform.secret')
      .values({ ...place, ...columns, created_at: now })
      .execute()
  else await tx.updateTable('platform.secret').set(columns).where('id', '=', earlier.id).execute()
}

/** The secret of that name, or undefined when none is kept. A Failure when the key file does not open it. */
export async function readSecret(db: Db, ring: KeyRing, { owner, name }: Named): Promise<Secret | undefined> {
  const row = await db
    .selectFrom('platform.secret')
    .selectAll()
    .where('owner', '=', owner)
    .where('name', '=', name)
    .executeTakeFirst()
  return row === undefined ? undefined : opened(ring, row)
}

/** The secrets of that name of many owners, by owner; an owner that keeps none is left out. */
export async function readSecrets(
  db: Db,
  ring: KeyRing,
  { owners, name }: { readonly owners: readonly string[]; readonly name: string },
): Promise<ReadonlyMap<string, Secret>> {
  if (owners.length === 0) return new Map()
  const found = new Map<string, Secret>()
  for (let at = 0; at < owners.length; at += MOST_AT_ONCE) {
    const rows = await db
      .selectFrom('platform.secret')
      .select(['id', 'owner', 'name', 'key_id', 'wrapped_key', 'nonce', 'ciphertext'])
      .where('owner', 'in', owners.slice(at, at + MOST_AT_ONCE))
      .where('name', '=', name)
      .execute()
    for (const row of rows) found.set(row.owner, opened(ring, row))
  }
  return found
}

type KeptRow = Pick<SecretTable, 'id' | 'owner' | 'name' | 'key_id' | 'wrapped_key' | 'nonce' | 'ciphertext'>

function opened(ring: KeyRing, row: KeptRow): Secret {
  const master = ring.keys.get(row.key_id)
  if (master === undefined)
    throw new Failure(
      'platform.secrets.key-missing',
      `A secret was wrapped with the key ${row.key_id}, which is not in the key file ${ring.file}. Put that key back.`,
    )
  const sealed = { wrappedKey: row.wrapped_key, nonce: row.nonce, ciphertext: row.ciphertext }
  try {
    return secret(open(sealed, row, row.key_id, master))
  } catch (cause) {
    throw new Failure(
      'platform.secrets.not-opened',
      'A secret did not open: its row was changed or moved. Enter it again.',
      { cause },
    )
  }
}

/** Forgets a secret; nothing happens when none is kept. */
export async function forgetSecret(tx: Db, { owner, name }: Named): Promise<void> {
  await tx.deleteFrom('platform.secret').where('owner', '=', owner).where('name', '=', name).execute()
}

/** The names of an owner's secrets and when each was last changed: all that a page may show. */
export async function secretsOf(
  db: Db,
  owner: string,
): Promise<{ name: string; changedAt: Temporal.Instant }[]> {
  const rows = await db
    .selectFrom('platform.secret')
    .select(['name', 'changed_at'])
    .where('owner', '=', owner)
    .orderBy('name')
    .execute()
  return rows.map((row) => ({ name: row.name, changedAt: row.changed_at }))
}

/** Wraps every secret that still hangs on an older key with the one in force. May be stopped and run again. */
export async function rotate(db: Db, ring: KeyRing): Promise<{ rewrapped: number; retired: string[] }> {
  let rewrapped = 0
  let after: string | undefined
  for (;;) {
    let waiting = db
      .selectFrom('platform.secret')
      .select(['id', 'owner', 'name', 'key_id', 'wrapped_key'])
      .where('key_id', '!=', ring.current)
    if (after !== undefined) waiting = waiting.where('id', '>', after)
    const rows = await waiting.orderBy('id').limit(100).execute()
    for (const row of rows) {
      const master = ring.keys.get(row.key_id)
      if (master === undefined)
        throw new Failure(
          'platform.secrets.key-missing',
          `The key ${row.key_id} is not in the key file ${ring.file}. Put it back; nothing is lost so far.`,
        )
      const wrapped = rewrap(
        row.wrapped_key,
        row,
        { keyId: row.key_id, master },
        { keyId: ring.current, master: currentKey(ring) },
      )
      // The secret may have been entered anew since it was read; then it already hangs on the key in force.
      const { numUpdatedRows } = await db
        .updateTable('platform.secret')
        .set({ key_id: ring.current, wrapped_key: wrapped })
        .where('id', '=', row.id)
        .where('key_id', '=', row.key_id)
        .executeTakeFirstOrThrow()
      rewrapped += Number(numUpdatedRows)
    }
    after = rows.at(-1)?.id
    if (after === undefined) break
  }
  return { rewrapped, retired: [...ring.keys.keys()].filter((id) => id !== ring.current) }
}

/** Puts the canary there that readiness opens. Called at start, once the tables stand. */
export async function placeCanary(db: Db, ring: KeyRing, id: string, now: Temporal.Instant): Promise<void> {
  const sealed = seal(CANARY_WORDS, { id, ...CANARY }, ring.current, currentKey(ring))
  await db
    .insertInto('platform.secret')
    .values({
      id,
      ...CANARY,
      key_id: ring.current,
      wrapped_key: sealed.wrappedKey,
      nonce: sealed.nonce,
      ciphertext: sealed.ciphertext,
      created_at: now,
      changed_at: now,
    })
    .onConflict((conflict) => conflict.columns(['owner', 'name']).doNothing())
    .execute()
}

/** Whether the key file opens what is kept: the canary is opened, and no row hangs on a key that is missing. */
export async function openable(
  db: Db,
  ring: KeyRing,
): Promise<{ opens: true } | { opens: false; because: string }> {
  const used = await db.selectFrom('platform.secret').select('key_id').distinct().execute()
  const missing = used.map((row) => row.key_id).filter((id) => !ring.keys.has(id))
  if (missing.length > 0)
    return {
      opens: false,
      because: `Secrets are wrapped with the key ${missing.join(', ')}, which is not in the key file.`,
    }
  try {
    const canary = await readSecret(db, ring, CANARY)
    if (canary?.reveal() === CANARY_WORDS) return { opens: true }
    return { opens: false, because: 'There is no secret to try the key file on. Start the server once.' }
  } catch (error) {
    if (error instanceof Failure) return { opens: false, because: error.message }
    throw error
  }
}

function currentKey(ring: KeyRing) {
  const key = ring.keys.get(ring.current)
  if (key === undefined) throw new Defect('The key ring does not hold its current key.')
  return key
}
