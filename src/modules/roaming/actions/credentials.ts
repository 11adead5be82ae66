// Making what is secret between servers: a link's shared secret, and the keys that are made when they are first needed.
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { personOf, type Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { secret, type Secret } from '#platform/secrets/index.ts'
import { keyKind } from '../rules/keys.ts'
import { SECRET_NAME, type SecretRef } from '../rules/model.ts'
import { holdFederation } from './locking.ts'

/** 32 random bytes as 43 characters that every engine can hold in quotes (G2). */
export const newWords = (): Secret => secret(randomBytes(32).toString('base64url'))

/** Under whose name the words of a credential are kept. */
export const credentialRef = (id: string): SecretRef => `roaming.credential:${id}`

/** How many rows go into one statement: PostgreSQL takes 65,535 values. */
const MOST_AT_ONCE = 5000

export type MadeCredential = { readonly id: string; readonly linkId: string }

/**
 * Makes the first shared secret, in slot a and in use at once, for those of these links that have none. Whoever calls it
 * changes the register and so holds the federation; called again it makes nothing.
 */
export async function ensureCredentials(
  inside: Inside,
  linkIds: readonly string[],
): Promise<readonly MadeCredential[]> {
  if (linkIds.length === 0) return []
  const { rows: bare } = await sql<{ id: string }>`
    select link.id from roaming.link link where link.id = any(${[...linkIds]}::uuid[]) and link.ended_at is null
      and not exists (select 1 from roaming.credential one where one.link_id = link.id and one.state <> 'retired')
    order by link.id`.execute(inside.tx)
  if (bare.length === 0) return []
  const made = bare.map(({ id }) => ({ id: inside.id(), linkId: id }))
  const inserted: { readonly id: string; readonly link_id: string }[] = []
  for (let at = 0; at < made.length; at += MOST_AT_ONCE)
    inserted.push(
      ...(await inside.tx
        .insertInto('roaming.credential')
        .values(
          made.slice(at, at + MOST_AT_ONCE).map(({ id, linkId }) => ({
            id,
            link_id: linkId,
            slot: 'a' as const,
            state: 'standing' as const,
            made_at: inside.now,
            made_by: personOf(inside),
            live_at: inside.now,
          })),
        )
        // Somebody who made it a moment ago made it for us too.
        .onConflict((conflict) => conflict.doNothing())
        .returning(['id', 'link_id'])
        .execute()),
    )
  for (const { id } of inserted)
    await inside.keepSecret({ owner: credentialRef(id), name: SECRET_NAME, value: newWords() })
  return inserted.map((row) => ({ id: row.id, linkId: row.link_id }))
}

/** Makes those of these keys that are not kept yet; the others stay as they are. The references that were made. */
export async function ensureKeys(inside: Inside, refs: readonly SecretRef[]): Promise<readonly SecretRef[]> {
  const wanted = [...new Set(refs)].filter((ref) => keyKind(ref) !== null)
  if ((await missingOf(inside, wanted)).length === 0) return []
  // One after the other: two makers of one key would each write their own, and a server would run the lost one.
  await holdFederation(inside)
  const missing = await missingOf(inside, wanted)
  for (const ref of missing)
    await inside.keepSecret({
      owner: ref,
      name: SECRET_NAME,
      value: keyKind(ref) === 'signing' ? newSigningKey() : newWords(),
    })
  return missing
}

async function missingOf(inside: Inside, refs: readonly SecretRef[]): Promise<SecretRef[]> {
  const kept = await inside.secretsOf(refs, SECRET_NAME)
  return refs.filter((ref) => !kept.has(ref))
}

/** An Ed25519 private key as PEM (PKCS #8). */
const newSigningKey = (): Secret =>
  secret(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
