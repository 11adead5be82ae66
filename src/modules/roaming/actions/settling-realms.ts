// Claims whose proof was seen become proven, and with each the claims of others that stand in its way end, in the same
// transaction (G1). Proofs are decided one after the other, because the federation is held; the index on proven names
// holds even where it was not.
import type { Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { notify } from '#platform/notifications/index.ts'
import { settleProofs, type HeldRealm } from '../rules/realms.ts'
import { MEMBER, REALM } from './members.ts'

export const PROVEN_LETTER = 'roaming.realm.proven'
export const ENDED_LETTER = 'roaming.realm.ended'

export type RealmProof = {
  readonly realm: string
  readonly evidence: string | null
  /** Who looked at the evidence; null where the DNS says it, or a program loaded it. */
  readonly voucher: string | null
}
type Settled = { readonly proven: number; readonly ended: number }

/** The federation is held, and nothing was read of realms before that. In: proofs, those of the first claimed first. */
export async function settleRealms(
  inside: Inside,
  proofs: readonly RealmProof[],
  { isLoaded = false }: { readonly isLoaded?: boolean } = {},
): Promise<Settled> {
  if (proofs.length === 0) return { proven: 0, ended: 0 }
  const { rows: held } = await sql<HeldRealm>`
    select id, member_id as "memberId", name, state from roaming.realm where state <> 'withdrawn'`.execute(
    inside.tx,
  )
  const { proven, ended } = settleProofs(
    held,
    proofs.map(({ realm }) => realm),
  )
  await endClaims(inside, ended, 'taken')
  await prove(
    inside,
    proofs.filter(({ realm }) => proven.includes(realm)),
  )
  const memberOf = new Map(held.map((one) => [one.id, one.memberId]))
  const keepers = await keepersOf(
    inside,
    [...proven, ...ended].map((id) => memberOf.get(id) ?? ''),
  )
  const tell = async (ids: readonly string[], template: string): Promise<void> => {
    for (const realm of ids)
      for (const person of keepers.get(memberOf.get(realm) ?? '') ?? [])
        await notify(inside, { to: { subject: person }, template, ids: { realm } })
  }
  // Whoever's register is loaded from a file knows what is theirs.
  if (!isLoaded) await tell(proven, PROVEN_LETTER)
  await tell(ended, ENDED_LETTER)
  for (const id of proven) {
    const member = memberOf.get(id) ?? ''
    inside.found(MEMBER, member)
    await inside.announce('roaming.realm.proven', id, { realm: id, member })
  }
  for (const id of [...proven, ...ended]) inside.found(REALM, id)
  return { proven: proven.length, ended: ended.length }
}

async function prove(inside: Inside, proofs: readonly RealmProof[]): Promise<void> {
  await sql`
    update roaming.realm realm set state = 'proven', proof = case when said.evidence is null then 'dns' else 'vouched' end,
      evidence = said.evidence, vouched_by = said.voucher, proven_at = ${inside.now}, version = realm.version + 1
    from unnest(${proofs.map(({ realm }) => realm)}::uuid[], ${proofs.map(({ evidence }) => evidence)}::text[],
      ${proofs.map(({ voucher }) => voucher)}::uuid[]) as said (id, evidence, voucher)
    where realm.id = said.id and realm.state = 'claimed'`.execute(inside.tx)
}

/** Claims that are over without their members having given them up; the accounts that were to watch them too. */
export async function endClaims(
  inside: Inside,
  ids: readonly string[],
  because: 'taken' | 'unproven',
): Promise<void> {
  await sql`
    update roaming.realm set state = 'withdrawn', withdrawn_at = ${inside.now}, ended_because = ${because}, version = version + 1
    where id = any(${[...ids]}::uuid[]) and state = 'claimed'`.execute(inside.tx)
  await sql`
    update roaming.test_account set ended_at = ${inside.now}, version = version + 1
    where realm_id = any(${[...ids]}::uuid[]) and ended_at is null`.execute(inside.tx)
}

/** Who keeps the register for each of these members. */
async function keepersOf(
  inside: Inside,
  members: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await sql<{ member_id: string; person_id: string }>`
    select member_id, person_id from roaming.contact
    where member_id = any(${[...members]}::uuid[]) and duty = 'technical' and ended_on is null`.execute(
    inside.tx,
  )
  return new Map(
    [...Map.groupBy(rows, (row) => row.member_id)].map(([member, contacts]) => [
      member,
      contacts.map(({ person_id }) => person_id),
    ]),
  )
}
