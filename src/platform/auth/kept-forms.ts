// What somebody had typed when their session ended, sealed until they are back: for the same person, in the
// same browser, for some hours.
import { randomUUIDv7 } from 'node:crypto'
import type { Db, Tx } from '#platform/database/index.ts'
import { forgetSecret, keepSecret, readSecret, secret } from '#platform/secrets/index.ts'
import { countAttempt } from './attempts.ts'
import type { Parts } from './ports.ts'
import { KEPT_FORM_HOURS } from './rules.ts'

export type KeptForm = { readonly path: string; readonly values: Readonly<Record<string, unknown>> }

const MOST_CHARACTERS = 200_000
/** Where the answers of a kept form are sealed. */
export const answersOf = (id: string) => ({ owner: `auth.kept-form:${id}`, name: 'answers' })

type Keeping = {
  readonly person: string
  readonly browser: Uint8Array
  readonly network: Uint8Array
  readonly now: Temporal.Instant
}

/** Keeps a form and gives its reference; empty when it is too large or too many came from one network. */
export async function keepForm(db: Db, parts: Parts, keeping: Keeping, form: KeptForm): Promise<string> {
  const words = JSON.stringify(form.values)
  if (words.length > MOST_CHARACTERS || form.path.length > 2000) return ''
  const id = randomUUIDv7()
  const { now } = keeping
  return db.transaction().execute(async (transaction) => {
    const tx = transaction as Tx
    if (!(await countAttempt(tx, parts.limits.formsPerNetwork, keeping.network, now))) return ''
    await tx
      .insertInto('auth.kept_form')
      .values({
        id,
        person: keeping.person,
        browser_hash: keeping.browser,
        path: form.path,
        kept_at: now,
        expires_at: now.add({ hours: KEPT_FORM_HOURS }),
      })
      .execute()
    await keepSecret(tx, parts.ring, { id: randomUUIDv7(), ...answersOf(id), value: secret(words), now })
    return id
  })
}

/** The form under a reference, for the person and browser it was kept for. Read, it stays until it expires: a page may be reloaded. */
export async function keptForm(
  db: Db,
  parts: Parts,
  asking: { readonly person: string; readonly browser: Uint8Array; readonly now: Temporal.Instant },
  reference: string,
): Promise<KeptForm | undefined> {
  if (!/^[0-9a-f-]{36}$/.test(reference)) return undefined
  const row = await db
    .selectFrom('auth.kept_form')
    .select(['id', 'path'])
    .where('id', '=', reference)
    .where('person', '=', asking.person)
    .where('browser_hash', '=', asking.browser)
    .where('expires_at', '>', asking.now)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const words = await readSecret(db, parts.ring, answersOf(row.id))
  if (words === undefined) return undefined
  return { path: row.path, values: JSON.parse(words.reveal()) as Record<string, unknown> }
}

/** Forgets kept forms that nobody came back for. */
export async function forgetKeptForms(tx: Tx, now: Temporal.Instant): Promise<void> {
  const gone = await tx.deleteFrom('auth.kept_form').where('expires_at', '<', now).returning('id').execute()
  for (const { id } of gone) await forgetSecret(tx, answersOf(id))
}
