// Who may book for whom: given by the person themselves, seen by both, ended by either (B6).
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { londonDate } from '#platform/time/index.ts'

/** To say who may book for one, and to see it. */
export const DELEGATE = 'workspaces.delegation.give'

export type Delegation = {
  readonly id: string
  readonly person_id: string
  readonly person_name: string
  readonly delegate_id: string
  readonly delegate_name: string
  readonly from_on: Temporal.PlainDate
}

/** The standing delegations that the reader has given, and those given to them, by name. */
export async function delegationsOf(
  reader: Reader,
): Promise<{ readonly given: readonly Delegation[]; readonly received: readonly Delegation[] }> {
  if (reader.actor.kind !== 'person') return { given: [], received: [] }
  const me = reader.actor.id
  const { rows } = await sql<Delegation>`
    select delegation.id, delegation.person_id, person.name as person_name, delegation.delegate_id,
      delegate.name as delegate_name, delegation.from_on
    from workspaces.delegation delegation
    join organisations.person_card person on person.id = delegation.person_id
    join organisations.person_card delegate on delegate.id = delegation.delegate_id
    where delegation.ended_on is null and ${me} in (delegation.person_id, delegation.delegate_id)
    order by delegate.name, person.name, delegation.id limit 500`.execute(reader.db)
  return {
    given: rows.filter((row) => row.person_id === me),
    received: rows.filter((row) => row.delegate_id === me),
  }
}

/** Whether the reader may book for this person today: themselves, or whoever asked them to. The system may for all. */
export async function mayBookFor(reader: Reader, personId: string): Promise<boolean> {
  if (reader.actor.kind !== 'person') return reader.actor.kind !== 'visitor'
  if (reader.actor.id === personId) return true
  const today = londonDate(reader.now).toString()
  const { rows } = await sql<{ id: string }>`
    select id from workspaces.delegation where person_id = ${personId} and delegate_id = ${reader.actor.id}
      and from_on <= ${today}::date and (ended_on is null or ended_on >= ${today}::date) limit 1`.execute(
    reader.db,
  )
  return rows.length > 0
}

export type Colleague = { readonly id: string; readonly name: string; readonly organisation_name: string }

/** Those who work for a body for which the reader works, without the reader, by name. */
export async function colleaguesOf(reader: Reader, most = 1000): Promise<Colleague[]> {
  if (reader.actor.kind !== 'person') return []
  const today = sql`${londonDate(reader.now).toString()}::date`
  const at = (post: 'mine' | 'theirs') =>
    sql`(${sql.ref(`${post}.started_on`)} <= ${today} and (${sql.ref(`${post}.ended_on`)} is null or ${sql.ref(`${post}.ended_on`)} >= ${today}))`
  const { rows } = await sql<Colleague>`
    select distinct on (card.name, card.id) card.id, card.name, body.name as organisation_name
    from organisations.employment_card mine
    join organisations.employment_card theirs on theirs.organisation_id = mine.organisation_id and ${at('theirs')}
    join organisations.person_card card on card.id = theirs.person_id and card.state = 'active'
    join organisations.organisation_card body on body.id = mine.organisation_id
    where mine.person_id = ${reader.actor.id} and ${at('mine')} and theirs.person_id <> ${reader.actor.id}
    order by card.name, card.id limit ${most}`.execute(reader.db)
  return rows
}
