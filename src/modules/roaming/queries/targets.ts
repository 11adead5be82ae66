// What a generation holds for each server: its pack, the secrets that fill its marks, and how its check went.
import type { Reader } from '#platform/actions/index.ts'
import { sql, type Db } from '#platform/database/index.ts'
import type { SecretRef } from '../rules/model.ts'
import type { ProbeTarget } from '../rules/signing.ts'
import type { CheckState, Engine } from '../rules/words.ts'

export type Target = {
  readonly generation_id: string
  readonly server_id: string
  readonly server_code: string
  readonly engine: Engine
  readonly pack_digest: string
  readonly secrets: readonly SecretRef[]
  readonly probes: readonly ProbeTarget[]
  readonly bundle_digest: string | null
  readonly signature: string | null
  /** The earlier generation in whose name it was signed; null where that is its own. */
  readonly signed_id: string | null
  readonly check_state: CheckState
  readonly check_words: string | null
}

type At = Pick<Reader, 'db'>

const rows = (db: Db) =>
  db
    .selectFrom('roaming.generation_target as target')
    .innerJoin('roaming.server as server', 'server.id', 'target.server_id')
    .selectAll('target')
    .select('server.code as server_code')

/** A generation's, by the server's code: all, or that of one server. */
export function targetsOf({ db }: At, generationId: string, serverCode?: string): Promise<Target[]> {
  const targets = rows(db).where('target.generation_id', '=', generationId).orderBy('server.code')
  return (serverCode === undefined ? targets : targets.where('server.code', '=', serverCode)).execute()
}

export type TargetPack = Pick<Target, 'server_id' | 'pack_digest' | 'secrets' | 'check_state'>

/** Which pack each server has in a generation, without what only its agent needs. */
export const packsOf = ({ db }: At, generationId: string): Promise<TargetPack[]> =>
  db
    .selectFrom('roaming.generation_target')
    .select(['server_id', 'pack_digest', 'secrets', 'check_state'])
    .where('generation_id', '=', generationId)
    .execute()

/** Those of a generation that are still to be checked, so many of them. */
export const targetsToCheck = ({ db }: At, generationId: string, most: number): Promise<Target[]> =>
  rows(db)
    .where('target.generation_id', '=', generationId)
    .where('target.check_state', '=', 'waiting')
    .orderBy('server.code')
    .limit(most)
    .execute()

export type PublishedTarget = Target & {
  /** The generation in whose name it was signed: what its agent says it runs. */
  readonly offered: { readonly id: string; readonly number: number }
}

/** What is published for a server; undefined where nothing is, or for one that is retired. */
export async function publishedFor({ db }: At, serverId: string): Promise<PublishedTarget | undefined> {
  const found = await rows(db)
    .innerJoin('roaming.generation as generation', 'generation.id', 'target.generation_id')
    .innerJoin('roaming.generation as offered', (join) =>
      join.on('offered.id', '=', sql`coalesce(target.signed_id, target.generation_id)`),
    )
    .select(['offered.id as offered_id', 'offered.number as offered_number'])
    .where('target.server_id', '=', serverId)
    .where('server.state', '<>', 'retired')
    .where('generation.state', '=', 'published')
    .executeTakeFirst()
  return found && { ...found, offered: { id: found.offered_id, number: found.offered_number } }
}

export type SignedBefore = {
  readonly server_id: string
  /** Whether the agent beside it tried them in vain. */
  readonly in_vain: boolean
}

/** The servers whose files are signed already, because the former generation has the same for them. */
export async function signedBefore(
  { db }: At,
  formerId: string,
  generationId: string,
): Promise<readonly SignedBefore[]> {
  const { rows: found } = await sql<SignedBefore>`
    select target.server_id, exists (
      select 1 from roaming.agent agent where agent.server_id = target.server_id and agent.revoked_at is null
        and agent.state in ('rolled-back', 'refused', 'failed')) as in_vain
    from roaming.generation_target target
    join roaming.generation_target former on former.generation_id = ${formerId} and former.server_id = target.server_id
      and former.pack_digest = target.pack_digest and former.signature is not null
    where target.generation_id = ${generationId}`.execute(db)
  return found
}

export type Files = Readonly<Record<string, string>>

/** The files of these packs, by digest. Whoever asks for many asks in portions: one of a county is some megabytes. */
export async function filesOf({ db }: At, digests: readonly string[]): Promise<ReadonlyMap<string, Files>> {
  if (digests.length === 0) return new Map()
  const packs = await db
    .selectFrom('roaming.pack')
    .select(['digest', 'files'])
    .where(sql<boolean>`digest = any(${[...new Set(digests)]}::text[])`)
    .execute()
  return new Map(packs.map(({ digest, files }) => [digest, files]))
}
