// The letter that certificates end: what was warned of in one run, as far as its reader answers for it.
import { sql } from '#platform/database/index.ts'
import type { Template } from '#platform/notifications/index.ts'
import { formatDate, londonDate } from '#platform/time/index.ts'
import { WARNING_LETTER } from './actions/warning.ts'
import { daysLeft } from './queries/certificates.ts'
import { endsWords } from './rules/warnings.ts'

type Ending = {
  readonly kind: 'eap' | 'radsec' | 'trust-eap' | 'trust-radsec'
  readonly body: string | null
  readonly place: string
  readonly subject: string
  readonly not_after: Temporal.Instant
}

const WHAT: Readonly<Record<Ending['kind'], (ending: Ending) => string>> = {
  eap: (one) => `the certificate with which ${one.place} signs people in`,
  radsec: (one) => `the RadSec certificate of ${one.place}`,
  'trust-eap': () => 'an authority that your devices trust',
  'trust-radsec': () => 'an authority that the federation’s servers trust',
}

const MOST_NAMED = 40

const certificatesEnd: Template = {
  name: WARNING_LETTER,
  async render({ db, ids, links, now }) {
    const person = ids['person'] ?? ''
    const at = ids['at'] ?? ''
    const { rows } = await sql<Ending>`
      with ending as (
        select seen.purpose as kind, coalesce(realm.member_id, server.member_id) as member_id, coalesce(realm.shown, server.name) as place,
          certificate.subject, certificate.not_after
        from roaming.certificate_warning warning
        join roaming.certificate_seen seen on seen.id = warning.seen_id and seen.ended_at is null
        join roaming.certificate certificate on certificate.id = seen.certificate_id
        left join roaming.realm realm on realm.id = seen.realm_id
        left join roaming.server server on server.id = seen.server_id
        where warning.warned_at = ${at}::timestamptz
        union all
        select 'trust-' || trust.purpose, trust.member_id, '', trust.subject, trust.not_after
        from roaming.trust_warning warning join roaming.trust trust on trust.id = warning.trust_id and trust.ended_at is null
        where warning.warned_at = ${at}::timestamptz)
      select ending.kind, body.name as body, ending.place, ending.subject, ending.not_after from ending
      left join roaming.member member on member.id = ending.member_id
      left join organisations.organisation_card body on body.id = member.organisation_id
      where exists (select 1 from roaming.operator operator where operator.person_id = ${person}::uuid and operator.ended_on is null)
        or exists (select 1 from roaming.contact contact where contact.person_id = ${person}::uuid and contact.member_id = ending.member_id
          and contact.duty = 'technical' and contact.ended_on is null)
      order by ending.not_after, ending.place limit ${MOST_NAMED}`.execute(db)
    const [first] = rows
    if (first === undefined) return null
    const lines = rows.map((one) => {
      const when = `ends on ${formatDate(londonDate(one.not_after))} (${endsWords(daysLeft(one.not_after, now))})`
      return `– ${one.body === null ? '' : `${one.body}: `}${WHAT[one.kind](one)}, ${one.subject}, ${when}.`
    })
    return {
      subject:
        rows.length === 1
          ? `A certificate ends ${endsWords(daysLeft(first.not_after, now))}: ${first.place === '' ? first.subject : first.place}`
          : `${rows.length} certificates end, the first ${endsWords(daysLeft(first.not_after, now))}`,
      text: [
        'When a certificate ends, devices refuse the server and nobody can sign in.',
        lines.join('\n'),
        'Put the next one in place before. With the same authority and the same name nobody else has to do anything; with another authority, record it first, so that devices are told.',
        links.at('/govroam/certificates'),
      ].join('\n\n'),
    }
  },
}

export const secretsLetters: readonly Template[] = [certificatesEnd]
