// A person's keys for programs: shown once, kept as a digest, limited to scopes and days, listed and revocable.
import { json, type Db, type Tx } from '#platform/database/index.ts'
import { digest, newSecret } from './keys.ts'
import { mayTouch, TOKEN_PREFIX } from './rules.ts'

export type Token = {
  readonly id: string
  readonly person: string
  readonly name: string
  readonly scopes: readonly string[]
  readonly fresh: boolean
  readonly createdAt: Temporal.Instant
  readonly expiresAt: Temporal.Instant
  readonly lastUsedAt: Temporal.Instant | null
}

type NewToken = Omit<Token, 'lastUsedAt'>

/** Makes a token and gives its words: the only time they are known. */
export async function createToken(tx: Tx, token: NewToken): Promise<string> {
  const words = TOKEN_PREFIX + newSecret()
  await tx
    .insertInto('auth.token')
    .values({
      id: token.id,
      person: token.person,
      name: token.name,
      secret_hash: digest(words),
      scopes: json(token.scopes),
      fresh: token.fresh,
      created_at: token.createdAt,
      expires_at: token.expiresAt,
    })
    .execute()
  return words
}

/** The token that these words open, or null: unknown, revoked or expired. */
export async function tokenOf(db: Db, words: string, now: Temporal.Instant): Promise<Token | null> {
  if (!/^connects_[A-Za-z0-9_-]{43}$/.test(words)) return null
  const row = await db
    .selectFrom('auth.token')
    .selectAll()
    .where('secret_hash', '=', digest(words))
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return row === undefined ? null : tokenIn(row)
}

/** Writes when a token was last used, once a minute at most. */
export async function touchToken(db: Db, token: Token, now: Temporal.Instant): Promise<void> {
  if (token.lastUsedAt !== null && !mayTouch(token.lastUsedAt, now)) return
  await db.updateTable('auth.token').set({ last_used_at: now }).where('id', '=', token.id).execute()
}

/** A person's tokens that still open something, the newest first. */
export async function tokensOf(db: Db, person: string, now: Temporal.Instant): Promise<Token[]> {
  const rows = await db
    .selectFrom('auth.token')
    .selectAll()
    .where('person', '=', person)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(200)
    .execute()
  return rows.map(tokenIn)
}

type TokenRow = {
  id: string
  person: string
  name: string
  scopes: string[]
  fresh: boolean
  created_at: Temporal.Instant
  expires_at: Temporal.Instant
  last_used_at: Temporal.Instant | null
}

function tokenIn(row: TokenRow): Token {
  return {
    id: row.id,
    person: row.person,
    name: row.name,
    scopes: row.scopes,
    fresh: row.fresh,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
  }
}
