// What the register needs of somebody today: the next step of boarding of whoever's it is, a realm whose record has gone,
// and for those who run the federation members who withdrew their consent.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import type { Duty } from '#platform/module/index.ts'
import { boardingFacts } from './queries/boarding.ts'
import { CONSENT } from './actions/boarding.ts'
import { KEEP, runsFederation } from './queries/seeing.ts'
import { boardingOf, nextStep, type StepSeen } from './rules/boarding.ts'
import type { ContactDuty, MemberState } from './rules/words.ts'

const MOST = 20

type Row = {
  readonly id: string
  readonly code: string
  readonly state: MemberState
  readonly organisation_id: string
  readonly name: string
  /** The duties this person has for it. */
  readonly duties: readonly ContactDuty[]
  readonly missing: readonly string[]
  readonly has_consent: boolean
}

/** Members that this person answers for, or runs; nobody else is asked for anything. */
export async function registerDuties(reader: Reader): Promise<Duty[]> {
  if (reader.actor.kind !== 'person') return []
  const runs = runsFederation(reader)
  const leads = reader.scopes(CONSENT, 'organisation')
  const { rows } = await sql<Row>`
    select member.id, member.code, member.state, member.organisation_id, body.name,
      coalesce((select array_agg(contact.duty order by contact.duty) from roaming.contact contact
        where contact.member_id = member.id and contact.person_id = ${reader.actor.id} and contact.ended_on is null), '{}') as duties,
      coalesce((select array_agg(realm.shown order by realm.shown) from roaming.realm realm
        where realm.member_id = member.id and realm.state = 'proven' and realm.missing_since is not null), '{}') as missing,
      exists (select 1 from roaming.consent consent where consent.member_id = member.id and consent.withdrawn_at is null) as has_consent
    from roaming.member member join organisations.organisation_card body on body.id = member.organisation_id
    where member.state <> 'left' and (member.organisation_id = any(${leads === 'all' ? [] : [...leads]}::uuid[])
      or exists (select 1 from roaming.contact contact where contact.member_id = member.id
        and contact.person_id = ${reader.actor.id} and contact.ended_on is null)
      or (${runs} and (not exists (select 1 from roaming.consent consent where consent.member_id = member.id and consent.withdrawn_at is null)
        or exists (select 1 from roaming.realm realm where realm.member_id = member.id and realm.state = 'proven' and realm.missing_since is not null))))
    order by body.name, member.id limit ${MOST}`.execute(reader.db)
  const boarding = rows.filter((row) => row.state === 'boarding').map((row) => row.id)
  const facts = boarding.length === 0 ? new Map() : await boardingFacts(reader, boarding)
  return rows.flatMap((row) => {
    const own = facts.get(row.id)
    return [
      ...(own === undefined ? [] : boardingDuty(reader, row, boardingOf(own, reader.now))),
      ...(row.missing.length > 0 && isKeeper(reader, row) ? [recordGone(row)] : []),
      ...(runs && !row.has_consent && row.state !== 'boarding' ? [noConsent(row)] : []),
    ]
  })
}

const isKeeper = (reader: Reader, row: Row): boolean =>
  reader.may(KEEP, { kind: 'organisation', id: row.organisation_id })

/** The next step, for whom it waits: its contact, the lead for consent and contacts, or whoever keeps the register for going live. */
function boardingDuty(reader: Reader, row: Row, steps: readonly StepSeen[]): Duty[] {
  const next = nextStep(steps)
  const context = `Boarding of ${row.name}`
  if (next === undefined)
    return row.duties.includes('technical')
      ? [{ title: `${row.name} can go live`, href: at(row, 'go-live'), due: null, context, step: 'Go live' }]
      : []
  const mine = steps.find((step) => !step.isDone && isMine(reader, row, step))
  if (mine === undefined) return []
  return [
    {
      title: `${mine.title}: ${row.name}`,
      href: at(row),
      due: null,
      context: mine.next,
      step: 'Take the step',
    },
  ]
}

const isMine = (reader: Reader, row: Row, { step, duty }: StepSeen): boolean =>
  step === 'consent' || step === 'contacts'
    ? reader.may(CONSENT, { kind: 'organisation', id: row.organisation_id })
    : duty !== null && row.duties.includes(duty)

const recordGone = (row: Row): Duty => ({
  title: `The record of ${row.missing.join(', ')} has gone from the DNS`,
  href: at(row, 'realms'),
  due: null,
  context: row.name,
  step: 'Put it back',
})

const noConsent = (row: Row): Duty => ({
  title: `${row.name} takes part without consent`,
  href: at(row),
  due: null,
  context: 'Its lead or its service contact gives it',
  step: 'Look at it',
})

const at = (row: Row, path = ''): string => `/govroam/members/${row.code}${path === '' ? '' : `/${path}`}`
