// Keeping the certificates that were seen: the EAP certificate of a realm, the RadSec certificate of a server. What is
// seen now is current; what was seen there before is over, and comes back when it is shown again.
import { json } from '#platform/database/index.ts'
import type { Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { readChain } from '../chain.ts'
import { namesOf } from '../rules/chain-faults.ts'
import type { CertificateFacts } from '../rules/certificates.ts'

export type Seen = { readonly chain: readonly string[] } & (
  | { readonly purpose: 'eap'; readonly realmId: string }
  | { readonly purpose: 'radsec'; readonly serverId: string }
)

export type SeenCertificate = {
  readonly certificateId: string
  /** Whether another was shown there before, or none. */
  readonly isNew: boolean
}

/** Keeps what was shown just now; null when no certificate of it can be read. */
export async function recordCertificate(inside: Inside, seen: Seen): Promise<SeenCertificate | null> {
  const chain = readChain(seen.chain)
  const [leaf] = chain
  if (leaf === undefined) return null
  const certificateId = await keepCertificate(inside, leaf, chain)
  const realmId = seen.purpose === 'eap' ? seen.realmId : null
  const serverId = seen.purpose === 'radsec' ? seen.serverId : null
  // Two probes of one place come one after the other.
  if (realmId !== null)
    await sql`select id from roaming.realm where id = ${realmId} for no key update`.execute(inside.tx)
  else await sql`select id from roaming.server where id = ${serverId} for no key update`.execute(inside.tx)
  const { rows } = await sql<{ id: string; certificate_id: string; is_open: boolean }>`
    select id, certificate_id, ended_at is null as is_open from roaming.certificate_seen
    where purpose = ${seen.purpose} and (realm_id = ${realmId} or server_id = ${serverId})
      and (ended_at is null or certificate_id = ${certificateId})
    order by first_at desc`.execute(inside.tx)
  const same = rows.find((row) => row.certificate_id === certificateId)
  await sql`update roaming.certificate_seen set ended_at = ${inside.now} where ended_at is null
    and purpose = ${seen.purpose} and (realm_id = ${realmId} or server_id = ${serverId})
    and certificate_id <> ${certificateId}`.execute(inside.tx)
  if (same === undefined)
    await inside.tx
      .insertInto('roaming.certificate_seen')
      .values({
        id: inside.id(),
        certificate_id: certificateId,
        purpose: seen.purpose,
        realm_id: realmId,
        server_id: serverId,
        first_at: inside.now,
        last_at: inside.now,
      })
      .execute()
  else
    await inside.tx
      .updateTable('roaming.certificate_seen')
      .set({ last_at: inside.now, ended_at: null })
      .where('id', '=', same.id)
      .execute()
  return { certificateId, isNew: same?.is_open !== true }
}

async function keepCertificate(
  inside: Inside,
  leaf: CertificateFacts,
  chain: readonly CertificateFacts[],
): Promise<string> {
  const kept = await inside.tx
    .insertInto('roaming.certificate')
    .values({
      id: inside.id(),
      fingerprint: leaf.fingerprint,
      subject: leaf.subject,
      issuer: leaf.issuer,
      names: [...namesOf(leaf)],
      not_before: leaf.notBefore,
      not_after: leaf.notAfter,
      key_kind: leaf.keyKind,
      key_bits: leaf.keyBits,
      signature: leaf.signature,
      usages: [...(leaf.usages ?? [])],
      is_authority: leaf.isAuthority === true,
      chain: json(chain.map((one) => one.pem)),
    })
    // What is sent with it may change while it stays the same; the last is what matters.
    .onConflict((conflict) =>
      conflict.column('fingerprint').doUpdateSet((row) => ({ chain: row.ref('excluded.chain') })),
    )
    .returning('id')
    .executeTakeFirstOrThrow()
  return kept.id
}
