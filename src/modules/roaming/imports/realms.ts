// The file of realms: claimed, or proven on the operator's word where it says by what.
import { personOf, type Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { field } from '#platform/fields/index.ts'
import type { ImportOutcome } from '#platform/module/index.ts'
import { realmTyped } from '../actions/federation.ts'
import { MEMBER, REALM } from '../actions/members.ts'
import { inTheWay, newChallenge } from '../actions/realms.ts'
import { settleRealms } from '../actions/settling-realms.ts'
import { namesAbove } from '../rules/realms.ts'
import { inChunks, membersByCode, noMember, none, registerFile, type Read } from './file.ts'

const realmColumns = {
  member: field.code('member'),
  realm: field.text('realm', { most: 260 }),
  evidence: field.text('evidence', { least: 10, most: 300 }).optional(),
}

async function loadRealms(
  inside: Inside,
  { lines, faults }: Read<typeof realmColumns>,
): Promise<ImportOutcome> {
  const members = await membersByCode(inside)
  const read = lines.flatMap(({ line, answers }) => {
    const member = members.get(answers.member)
    const realm = realmTyped(answers.realm)
    if (member === undefined) faults.push({ line, message: noMember(answers.member) })
    if ('fault' in realm) faults.push({ line, message: `"${answers.realm}": ${realm.fault}` })
    return member === undefined || 'fault' in realm
      ? []
      : [{ line, member, realm, evidence: answers.evidence }]
  })
  const { rows: known } = await sql<{ id: string; name: string; member_id: string; state: string }>`
    select id, name, member_id, state from roaming.realm where state <> 'withdrawn'
      and name = any(${read.map(({ realm }) => realm.name)}::text[]) for no key update`.execute(inside.tx)
  // Others may claim the same. Held, because one that is withdrawn meanwhile must not end others' claims.
  const standing = new Map(known.map((one) => [`${one.member_id} ${one.name}`, one]))
  const before = (one: (typeof read)[number]) => standing.get(`${one.member.id} ${one.realm.name}`)
  const way = await inTheWay(
    inside,
    read.map(({ realm }) => realm.name),
  )
  const inFile = new Map<string, string>()
  for (const { realm, member } of read) inFile.set(realm.name, inFile.get(realm.name) ?? member.id)
  for (const { line, realm, member } of read) {
    const others =
      (way.get(realm.name) ?? []).some((one) => one.member_id !== member.id) ||
      [realm.name, ...namesAbove(realm.name)].some((name) => (inFile.get(name) ?? member.id) !== member.id)
    // Another's realm is never named with whose it is, not even to those who load files.
    if (others)
      faults.push({
        line,
        message: `${realm.name} is already registered, or lies above or below one that is`,
      })
  }
  if (faults.length > 0) return none(faults)
  const wanted = [...new Map(read.map((one) => [one.realm.name, one])).values()]
  const fresh = wanted
    .filter((one) => before(one) === undefined)
    .map(({ realm, member, evidence }) => ({ id: inside.id(), member, realm, evidence }))
  await inChunks(fresh, (some) =>
    inside.tx
      .insertInto('roaming.realm')
      .values(
        some.map(({ id, member, realm }) => ({
          id,
          member_id: member.id,
          name: realm.name,
          shown: realm.shown,
          challenge: newChallenge(),
          claimed_at: inside.now,
        })),
      )
      .execute(),
  )
  const claimed = wanted.flatMap((one) => {
    const { id, state } = before(one) ?? {}
    return id !== undefined && state === 'claimed' ? [{ id, evidence: one.evidence }] : []
  })
  const voucher = personOf(inside)
  const proofs = [...claimed, ...fresh].flatMap(({ id, evidence }) =>
    evidence === null ? [] : [{ realm: id, evidence, voucher }],
  )
  await settleRealms(inside, proofs, { isLoaded: true })
  for (const { id } of fresh) inside.found(REALM, id)
  for (const id of new Set(wanted.map(({ member }) => member.id))) inside.found(MEMBER, id)
  const changed = claimed.filter(({ evidence }) => evidence !== null).length
  return {
    created: fresh.length,
    changed,
    unchanged: lines.length - fresh.length - changed,
    faults: [],
  }
}

export const realmFile = registerFile({
  kind: 'roaming-realms',
  title: 'Realms of the members of the roaming federation',
  columns: realmColumns,
  key: (row) => row.realm.toLowerCase(),
  load: loadRealms,
})
