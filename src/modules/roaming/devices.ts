// The agents that may fetch what is generated for their server: known by the hash of their token.
import type { Db } from '#platform/database/index.ts'
import type { Devices } from '#platform/module/index.ts'

/** What an agent may do, for its own server only. */
export const COLLECT = 'roaming.agent.collect'

export const devices: Devices = {
  async find(db: Db, tokenHash) {
    const agent = await db
      .selectFrom('roaming.agent')
      .select(['id', 'server_id'])
      .where('token_hash', '=', Buffer.from(tokenHash))
      .where('revoked_at', 'is', null)
      .executeTakeFirst()
    if (agent === undefined) return undefined
    return { id: agent.id, grants: [{ permission: COLLECT, scope: { kind: 'server', id: agent.server_id } }] }
  },
}
