// The authorities that are trusted, by a member's devices or between the federation's servers.
import type { Reader } from '#platform/actions/index.ts'
import { sql, type Selectable } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { isRecordId } from '#platform/fields/index.ts'
import type { TrustTable } from '../schema.ts'

export type Trust = Selectable<TrustTable>

/** Those that stand, of one member's devices or (null) of the federation's servers, the soonest to end first. */
export async function trustOf(reader: Pick<Reader, 'db'>, memberId: string | null): Promise<Trust[]> {
  return reader.db
    .selectFrom('roaming.trust')
    .selectAll()
    .where('ended_at', 'is', null)
    .where('purpose', '=', memberId === null ? 'radsec' : 'eap')
    .where(sql<boolean>`member_id is not distinct from ${memberId}::uuid`)
    .orderBy('not_after')
    .orderBy('id')
    .limit(200)
    .execute()
}

/** Of all members' devices, by member; whoever asks has looked who may see. */
export async function trustOfMembers(
  reader: Pick<Reader, 'db'>,
  memberIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (memberIds.length === 0) return new Map()
  const rows = await reader.db
    .selectFrom('roaming.trust')
    .select(['member_id', 'pem'])
    .where('ended_at', 'is', null)
    .where('purpose', '=', 'eap')
    .where(sql<boolean>`member_id = any(${[...memberIds]}::uuid[])`)
    .execute()
  return new Map(
    [...Map.groupBy(rows, (row) => row.member_id ?? '')].map(([id, own]) => [id, own.map((row) => row.pem)]),
  )
}

export async function trustById(reader: Pick<Reader, 'db'>, id: string): Promise<Trust> {
  const found = isRecordId(id)
    ? await reader.db
        .selectFrom('roaming.trust')
        .selectAll()
        .where('id', '=', id)
        .where('ended_at', 'is', null)
        .executeTakeFirst()
    : undefined
  return found ?? notFound('authority')
}
