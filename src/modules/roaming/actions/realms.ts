// Realms: claimed by a member, proven by the DNS or vouched for by an operator, withdrawn (G1).
//
//   claimed ──prove (the DNS holds the words)──► proven
//      ├────vouch (an operator looked at other evidence)──► proven
//      └────withdraw, another's proof, or no proof for 30 days──► withdrawn ◄──withdraw── proven
import { randomBytes } from 'node:crypto'
import { action, personOf, type Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { notify } from '#platform/notifications/index.ts'
import { DETAILS, holdsFor, KEEP, RUN } from '../queries/seeing.ts'
import { CLAIM_DAYS, ENDED_WORDS, lookedUpWords, namesAbove, type LookedUp } from '../rules/realms.ts'
import type { RealmState } from '../rules/words.ts'
import { realmTyped } from './federation.ts'
import { holdFederation, memberToChange, mustBeCurrent } from './locking.ts'
import { MEMBER, REALM } from './members.ts'
import { endClaims, settleRealms } from './settling-realms.ts'

export const LOOK_JOB = 'roaming.realm.look'
export const MISSING_LETTER = 'roaming.realm.missing'

/** One wording for every proven realm that keeps others from a claim, so that it never tells whose it is. */
export const TAKEN = 'This realm is already registered. If it is yours, ask those who run the federation'

/** The words that prove a realm: not guessable, and known by their beginning among other records. */
export const newChallenge = (): string => `connects-roaming=${randomBytes(18).toString('base64url')}`

export const claimRealm = action({
  name: 'roaming.realm.claim',
  title: 'Claim a realm',
  permission: KEEP,
  doors: ['page', 'api', 'command'],
  fields: {
    member: field.id('Member'),
    realm: field.text('Realm', {
      most: 260,
      hint: 'What follows the @ when your people sign in, like kent.gov.uk',
    }),
  },
  async run(inside, { member, realm }) {
    // A claim and a proof of overlapping names are decided one after the other: no index could.
    await holdFederation(inside)
    const found = await memberToChange(inside, member)
    if (found.state === 'left')
      refuse('conflict', 'roaming.member.state', 'This member has left. Invite it again first.')
    const read = realmTyped(realm)
    if ('fault' in read) invalid('roaming.realm.name', [{ field: 'realm', message: read.fault }])
    const way = (await inTheWay(inside, [read.name])).get(read.name) ?? []
    if (way.some((one) => one.member_id !== member))
      invalid('roaming.realm.taken', [{ field: 'realm', message: TAKEN }])
    const id = inside.id()
    await inside.tx
      .insertInto('roaming.realm')
      .values({
        id,
        member_id: member,
        name: read.name,
        shown: read.shown,
        challenge: newChallenge(),
        claimed_at: inside.now,
      })
      .execute()
    inside.found(REALM, id)
    return { subject: null, result: { id, code: found.code, name: read.name }, facts: { member, realm: id } }
  },
})

export type InTheWay = { readonly name: string; readonly member_id: string }

/**
 * The proven realms that stand in the way of each of these names: the same, above or below, whoever has them; the
 * federation's own among them, as nobody's. One statement with the same work for a free name as for a taken one.
 */
export async function inTheWay(
  inside: Pick<Inside, 'tx'>,
  names: readonly string[],
): Promise<ReadonlyMap<string, readonly InTheWay[]>> {
  if (names.length === 0) return new Map()
  const pairs = names.flatMap((name) => namesAbove(name).map((above) => ({ name, above })))
  const { rows } = await sql<InTheWay & { wanted: string }>`
    with wanted as (select unnest(${[...names]}::text[]) as name),
    above as (select * from unnest(${pairs.map(({ name }) => name)}::text[], ${pairs.map(({ above }) => above)}::text[]) as pair (name, above)),
    taken as (select realm.name, realm.member_id::text as member_id from roaming.realm realm where realm.state = 'proven'
      union all select federation.operator_realm, '' from roaming.federation federation)
    select wanted.name as wanted, taken.name, taken.member_id from wanted join taken on taken.name = wanted.name
      or (taken.member_id <> '' and taken.name like '%.' || wanted.name)
    union all select above.name, taken.name, taken.member_id from above
      join taken on taken.name = above.above and taken.member_id <> ''`.execute(inside.tx)
  return Map.groupBy(rows, (row) => row.wanted)
}

const oneRealm = { realm: field.id('Realm'), version: field.version() }

/** Asks that the record be looked for now; a moment later the page says what was found. */
export const proveRealm = action({
  name: 'roaming.realm.prove',
  title: 'Look for the record that proves a realm',
  permission: KEEP,
  doors: ['page', 'api', 'command'],
  fields: { realm: field.id('Realm') },
  async run(inside, { realm }) {
    const { found, member } = await realmToChange(inside, realm)
    if (found.state !== 'claimed')
      refuse('conflict', 'roaming.realm.proven', `${found.shown} is proven already.`)
    await inside.queue(LOOK_JOB, { realm }, { key: realm })
    return { subject: null, result: { code: member.code, name: found.name }, facts: { realm } }
  },
})

/** What a look in the DNS found, of many realms at once. A proven one whose record has gone is warned of, never withdrawn. */
export const recordLooks = action({
  name: 'roaming.realm.look-up',
  title: 'Record what the DNS says of realms',
  doors: [],
  fields: {
    looks: field.rows('Realms', {
      realm: field.id('Realm'),
      found: field.choice('What was found', {
        found: 'The words',
        other: 'Other words',
        none: 'No record',
        'no-answer': 'No answer',
      }),
    }),
  },
  async run(inside, { looks }) {
    await holdFederation(inside)
    const said = new Map<string, LookedUp>(looks.map((look) => [look.realm, look.found]))
    const realms = await inside.tx
      .selectFrom('roaming.realm as realm')
      .innerJoin('roaming.member as member', 'member.id', 'realm.member_id')
      .select([
        'realm.id',
        'realm.name',
        'realm.state',
        'realm.proof',
        'realm.missing_since',
        'realm.member_id',
      ])
      .select('realm.version')
      .where(sql<boolean>`realm.id = any(${[...said.keys()]}::uuid[])`)
      .where('realm.state', '<>', 'withdrawn')
      .orderBy('realm.claimed_at')
      .orderBy('realm.id')
      .forNoKeyUpdate()
      .execute()
    const counts = { proven: 0, ended: 0, missing: 0, back: 0 }
    for (const realm of realms) {
      const found = said.get(realm.id) ?? 'no-answer'
      // What did not answer says nothing about the record.
      const isMissing =
        realm.state === 'proven' && realm.proof === 'dns' && (found === 'none' || found === 'other')
      const missing = isMissing
        ? (realm.missing_since ?? inside.now)
        : found === 'no-answer'
          ? realm.missing_since
          : null
      await inside.tx
        .updateTable('roaming.realm')
        .set({
          checked_at: inside.now,
          check_words: lookedUpWords(found, realm.name),
          missing_since: missing,
        })
        .where('id', '=', realm.id)
        .execute()
      if (isMissing && realm.missing_since === null) {
        counts.missing += 1
        await tellKeepers(inside, realm.member_id, MISSING_LETTER, realm.id)
      }
      if (realm.missing_since !== null && missing === null) counts.back += 1
    }
    const proofs = realms.filter(({ id, state }) => state === 'claimed' && said.get(id) === 'found')
    Object.assign(
      counts,
      await settleRealms(
        inside,
        proofs.map(({ id }) => ({ realm: id, evidence: null, voucher: null })),
      ),
    )
    return { subject: null, result: counts, facts: { looked: looks.length, ...counts } }
  },
})

/** An operator states what else proves the realm; it is recorded with their name. */
export const vouchForRealm = action({
  name: 'roaming.realm.vouch',
  title: 'Vouch for a realm',
  permission: RUN,
  doors: ['page', 'api', 'command'],
  fresh: true,
  fields: {
    ...oneRealm,
    evidence: field.text('What proves it', {
      least: 10,
      most: 300,
      hint: 'For example: letter of 3 March 2027 from the head of IT, checked by phone',
    }),
  },
  async run(inside, { realm, version, evidence }) {
    await holdFederation(inside)
    const { found, member } = await realmToChange(inside, realm, RUN)
    mustBeCurrent(found, version)
    if (found.state !== 'claimed')
      refuse('conflict', 'roaming.realm.proven', `${found.shown} is proven already.`)
    const { proven, ended } = await settleRealms(inside, [{ realm, evidence, voucher: personOf(inside) }])
    if (proven === 0) refuse('conflict', 'roaming.realm.ended', `${ENDED_WORDS}.`)
    return {
      subject: null,
      result: { code: member.code, name: found.name, ended },
      facts: { realm, proof: 'vouched', ended },
    }
  },
})

async function tellKeepers(
  inside: Inside,
  memberId: string,
  template: string,
  realmId: string,
): Promise<void> {
  const keepers = await inside.tx
    .selectFrom('roaming.contact')
    .select('person_id')
    .where('member_id', '=', memberId)
    .where('duty', '=', 'technical')
    .where('ended_on', 'is', null)
    .execute()
  for (const { person_id } of keepers)
    await notify(inside, { to: { subject: person_id }, template, ids: { realm: realmId } })
}

export const withdrawRealm = action({
  name: 'roaming.realm.withdraw',
  title: 'Withdraw a realm',
  permission: KEEP,
  doors: ['page', 'api', 'command'],
  fresh: true,
  fields: oneRealm,
  async run(inside, { realm, version }) {
    const { found, member } = await realmToChange(inside, realm)
    mustBeCurrent(found, version)
    await inside.tx
      .updateTable('roaming.realm')
      .set({ state: 'withdrawn', withdrawn_at: inside.now, version: version + 1 })
      .where('id', '=', realm)
      .execute()
    await inside.tx
      .updateTable('roaming.test_account')
      .set(({ eb }) => ({ ended_at: inside.now, version: eb('version', '+', 1) }))
      .where('realm_id', '=', realm)
      .where('ended_at', 'is', null)
      .execute()
    inside.found(REALM, realm)
    inside.found(MEMBER, found.member_id)
    await inside.announce('roaming.realm.withdrawn', realm, { realm, member: found.member_id })
    return {
      subject: null,
      result: { code: member.code, name: found.name },
      facts: { realm, member: member.id },
    }
  },
})

/** Claims without proof for so long are given up, so that the register holds nothing that nobody means. */
export const giveUpClaims = action({
  name: 'roaming.realm.give-up',
  title: 'Withdraw claims that nobody proved',
  doors: [],
  fields: {},
  async run(inside) {
    const before = inside.now.subtract({ hours: 24 * CLAIM_DAYS })
    const given = await inside.tx
      .selectFrom('roaming.realm')
      .select('id')
      .where('state', '=', 'claimed')
      .where('claimed_at', '<', before)
      .orderBy('id')
      .forNoKeyUpdate()
      .execute()
    await endClaims(
      inside,
      given.map(({ id }) => id),
      'unproven',
    )
    for (const { id } of given) inside.found(REALM, id)
    return { subject: null, result: { given: given.length }, facts: { given: given.length } }
  },
})

type LockedRealm = {
  readonly id: string
  readonly member_id: string
  readonly name: string
  readonly shown: string
  readonly state: RealmState
  readonly version: number
}

/** The realm and its member, both held; 404 for one that is withdrawn. */
async function realmToChange(inside: Inside, id: string, permission = KEEP) {
  const at = await inside.tx
    .selectFrom('roaming.realm as realm')
    .innerJoin('roaming.member as member', 'member.id', 'realm.member_id')
    .select(['realm.member_id', 'realm.state', 'realm.ended_because', 'member.organisation_id'])
    .where('realm.id', '=', id)
    .executeTakeFirst()
  // Another member's claim is not there (G1); what is proven everybody knows.
  if (at === undefined || (at.state !== 'proven' && !holdsFor(inside, DETAILS, at))) return notFound('realm')
  const member = await memberToChange(inside, at.member_id, permission)
  if (at.ended_because === 'taken') refuse('conflict', 'roaming.realm.ended', `${ENDED_WORDS}.`)
  const found: LockedRealm | undefined = await inside.tx
    .selectFrom('roaming.realm')
    .select(['id', 'member_id', 'name', 'shown', 'state', 'version'])
    .where('id', '=', id)
    .where('state', '<>', 'withdrawn')
    .forNoKeyUpdate()
    .executeTakeFirst()
  return found === undefined ? notFound('realm') : { found, member }
}
