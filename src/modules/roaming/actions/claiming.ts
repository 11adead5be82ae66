// What is watched follows from the register, and what is due to be looked at is taken by one worker at a time.
import { action, type Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { field } from '#platform/fields/index.ts'
import { refuse } from '#platform/errors/index.ts'
import { ourMemberByCode } from '../queries/members.ts'
import { LEASE_SECONDS, SETTLE_SECONDS } from '../rules/due.ts'
import type { WatchKind } from '../rules/words.ts'

/** A look takes no more than so many, so that its record stays small. */
const MOST_CLAIMED = 2000
/** New watches made at one look; the next makes more. */
const MOST_NEW = 5000

export const LOOK_JOB = 'roaming.watch.look'

/**
 * What there is to watch: every live server that answers Status-Server, the certificate of every one that has RadSec
 * neighbours and of every proven realm, every test account through every live proxy. Also of members that are still boarding: they want to see it, though nothing is
 * broken yet.
 */
const WANTED = sql`
  with member as (select id from roaming.member where state in ('boarding', 'live')),
  server as (select server.id, server.place, server.member_id, server.does, server.transport, server.answers_status from roaming.server server
    where server.state = 'live' and (server.member_id is null or server.member_id in (select id from member))),
  wanted as (
    select 'status' as kind, server.id as server_id, null::uuid as realm_id, null::uuid as through_id
      from server where server.answers_status
    union all
    select 'radsec', server.id, null, null from server where server.transport = 'radsec'
      and exists (select 1 from roaming.link link join server other on other.id in (link.lower_id, link.upper_id)
        where link.ended_at is null and server.id in (link.lower_id, link.upper_id) and other.id <> server.id
          and other.transport = 'radsec')
    union all
    select 'certificate', null, realm.id, null from roaming.realm realm where realm.state = 'proven'
      and exists (select 1 from server where server.member_id = realm.member_id and server.does <> 'visited')
    union all
    select case account.method when 'ttls-pap' then 'login' else 'login-peap' end, null, realm.id, proxy.id
      from roaming.test_account account join roaming.realm realm on realm.id = account.realm_id and realm.state = 'proven'
      join member on member.id = account.member_id join server proxy on proxy.place = 'federation'
      where account.ended_at is null)`

type Wanted = {
  readonly kind: WatchKind
  readonly server_id: string | null
  readonly realm_id: string | null
  readonly through_id: string | null
}

const same = sql`watch.kind = wanted.kind and watch.server_id is not distinct from wanted.server_id
  and watch.realm_id is not distinct from wanted.realm_id and watch.through_id is not distinct from wanted.through_id`

/** Brings the watches in step with the register. */
async function arrange(inside: Inside): Promise<void> {
  const { rows } = await sql<Wanted>`${WANTED} select wanted.* from wanted
    where not exists (select 1 from roaming.watch watch where watch.ended_at is null and ${same})
    limit ${MOST_NEW}`.execute(inside.tx)
  if (rows.length > 0)
    await inside.tx
      .insertInto('roaming.watch')
      .values(rows.map((row) => ({ ...row, id: inside.id(), since: inside.now, next_at: inside.now })))
      .onConflict((conflict) =>
        conflict.constraint('roaming_watch_once').doUpdateSet({
          ended_at: null,
          outcome: 'unknown',
          found: null,
          part: null,
          stage: null,
          words: null,
          misses: 0,
          since: inside.now,
          next_at: inside.now,
        }),
      )
      .execute()
  await sql`${WANTED} update roaming.watch watch set ended_at = ${inside.now}, claimed_at = null
    where watch.ended_at is null and not exists (select 1 from wanted where ${same})`.execute(inside.tx)
}

export type Claimed = { readonly claimedAt: string; readonly watchIds: readonly string[] }

/** Takes what is due: two workers at once take different ones, and what a lost worker took is due again later. */
export const claimDue = action({
  name: 'roaming.watch.claim',
  title: 'Take the watches that are due',
  doors: [],
  fields: {},
  async run(inside) {
    await arrange(inside)
    const { rows } = await sql<{ id: string }>`
      with due as (
        select watch.id from roaming.watch watch
        where watch.ended_at is null and (watch.next_at <= ${inside.now}
          or watch.kind not in ('status', 'radsec') and ${hastened(inside)} > coalesce(watch.claimed_at, watch.last_at))
        order by watch.kind in ('certificate', 'radsec'), watch.next_at, watch.id limit ${MOST_CLAIMED} for update of watch skip locked)
      update roaming.watch watch set claimed_at = ${inside.now}, next_at = ${inside.now.add({ seconds: LEASE_SECONDS })}
      from due where due.id = watch.id returning watch.id`.execute(inside.tx)
    const result: Claimed = { claimedAt: inside.now.toString(), watchIds: rows.map((row) => row.id) }
    return { subject: null, result, facts: { watches: rows.length } }
  },
})

/** When it was last asked for at once: by a generation that the agents have had time to fetch, or a new test account. */
const hastened = ({ now }: Inside) => sql`greatest(
  (select generation.published_at + make_interval(secs => ${SETTLE_SECONDS}) from roaming.generation generation
    where generation.state = 'published' and generation.published_at <= ${now.subtract({ seconds: SETTLE_SECONDS })}),
  (select account.made_at from roaming.test_account account where account.realm_id = watch.realm_id and account.ended_at is null
    and account.made_at <= ${now}))`

/** Who may ask for a look at once: whoever answers for the member, and those who run the federation. */
export const LOOK_NOW = 'roaming.watch.look-now'
/** Between two looks that people ask for. */
const PAUSE_SECONDS = 30

export const lookNow = action({
  name: LOOK_NOW,
  title: 'Look at everything of a member now',
  doors: ['page', 'api'],
  fields: { member: field.code('Member') },
  async run(inside, { member: code }) {
    const member = await ourMemberByCode(inside, code)
    if (!inside.may(LOOK_NOW, { kind: 'organisation', id: member.organisation_id }))
      refuse(
        'forbidden',
        'roaming.watch.not-yours',
        'Only the contacts of that organisation and those who run the federation look at its servers. Ask one of them.',
      )
    const { rows } = await sql<{ id: string }>`
      update roaming.watch watch set next_at = ${inside.now}
      where watch.ended_at is null and watch.claimed_at is null
        and (watch.last_at is null or watch.last_at <= ${inside.now.subtract({ seconds: PAUSE_SECONDS })})
        and (watch.server_id in (select id from roaming.server where member_id = ${member.id})
          or watch.realm_id in (select id from roaming.realm where member_id = ${member.id}))
      returning watch.id`.execute(inside.tx)
    if (rows.length > 0) await inside.queue(LOOK_JOB, {})
    return { subject: member.id, result: { watches: rows.length }, facts: { watches: rows.length } }
  },
})
