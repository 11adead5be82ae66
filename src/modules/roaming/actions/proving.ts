// That a shared secret works, as it was seen: the lower server asked the upper under it, or the upper the lower (G6).
import type { Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'

export type Proof = {
  readonly credentialId: string
  /** Whose asking was answered. */
  readonly side: 'lower' | 'upper'
  readonly at: Temporal.Instant
}

/** Remembers when a side last used it with success. Nothing for one that is retired, or for a moment before it was made. */
export async function recordProof(inside: Pick<Inside, 'tx' | 'now'>, proof: Proof): Promise<boolean> {
  const column = sql.ref(proof.side === 'lower' ? 'lower_proved_at' : 'upper_proved_at')
  // A clock ahead of ours proves no more than now.
  const at = Temporal.Instant.compare(proof.at, inside.now) > 0 ? inside.now : proof.at
  const { rows } = await sql`update roaming.credential set ${column} = ${at}
    where id = ${proof.credentialId} and state <> 'retired' and ${at} >= made_at
    and (${column} is null or ${column} < ${at}) returning id`.execute(inside.tx)
  return rows.length === 1
}

/** A line of an upper server's trace: whom it answered, and at which of its listeners. */
export type TracedUse = {
  /** The upper server whose trace it is. */
  readonly serverId: string
  /** The client by its name in our configuration: a member's code, or the code of a proxy. */
  readonly clientShortname: string
  readonly port: number
  readonly at: Temporal.Instant
}

/**
 * What the traces prove for lower servers beside which no program of ours runs: a request that came to a listener came
 * under the secret of that listener. Where several servers of a member ask the same proxy, it is not known which of them
 * it was, and nothing is proven. A batch in one statement; how many secrets it proved.
 */
export async function proofFromTrace(
  inside: Pick<Inside, 'tx' | 'now'>,
  uses: readonly TracedUse[],
): Promise<number> {
  if (uses.length === 0) return 0
  const { rows } = await sql<{ id: string }>`
    update roaming.credential credential set lower_proved_at = proven.at
    from (
      select credential.id, least(max(used.at), ${inside.now}) as at
      from unnest(${uses.map((use) => use.serverId)}::uuid[], ${uses.map((use) => use.clientShortname)}::text[],
        ${uses.map((use) => use.port)}::integer[], ${uses.map((use) => use.at.toString())}::timestamptz[]) as used (upper_id, client, port, at)
      join roaming.server upper on upper.id = used.upper_id
      join roaming.link link on link.upper_id = upper.id and link.ended_at is null
      join roaming.server lower on lower.id = link.lower_id
      left join roaming.member member on member.id = lower.member_id
      join roaming.credential credential on credential.link_id = link.id and credential.state <> 'retired'
        and used.port = case credential.slot when 'a' then upper.auth_port else upper.next_port end
      where coalesce(member.code, lower.code) = used.client and used.at >= credential.made_at
        and not exists (select 1 from roaming.link twin join roaming.server beside on beside.id = twin.lower_id
          where twin.upper_id = upper.id and twin.ended_at is null and twin.id <> link.id and beside.member_id = lower.member_id)
      group by credential.id) proven
    where credential.id = proven.id and (credential.lower_proved_at is null or credential.lower_proved_at < proven.at)
    returning credential.id`.execute(inside.tx)
  return rows.length
}
