// Saying in time that a certificate ends: 60, 30, 14 and 3 days before and on the day, each once, to the member's technical
// contacts and to those who run the federation. One letter a person a day, whatever it holds.
import { action, type Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { notifyOnce } from '#platform/notifications/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { WARN_DAYS } from '../rules/warnings.ts'

/** `module.noun.what` of the letter, which is written from what was warned of in one run. */
export const WARNING_LETTER = 'roaming.certificate.ends'

export const warnOfCertificates = action({
  name: 'roaming.certificate.warn',
  title: 'Warn of certificates that end',
  doors: [],
  fields: {},
  async run(inside) {
    const members = [...(await warnOfSeen(inside)), ...(await warnOfTrust(inside))]
    const told = members.length === 0 ? 0 : await tell(inside, members)
    return {
      subject: null,
      result: { warned: members.length, told },
      facts: { warned: members.length, told },
    }
  },
})

/** Whose it is; null for the federation's own. */
type Whose = { readonly member_id: string | null }

// The nearest of the days that is not yet behind; what was already said, or something nearer, is not said again.
const nearest = (column: string, today: string) => sql`(
  select min(days) from unnest(${[...WARN_DAYS]}::integer[]) as days
  where days >= greatest((${sql.ref(column)} at time zone 'Europe/London')::date - ${today}::date, 0))`

async function warnOfSeen(inside: Inside): Promise<readonly Whose[]> {
  const today = londonDate(inside.now).toString()
  const { rows } = await sql<Whose>`
    with due as (
      select seen.id, coalesce(realm.member_id, server.member_id) as member_id, ${nearest('certificate.not_after', today)} as days
      from roaming.certificate_seen seen
      join roaming.certificate certificate on certificate.id = seen.certificate_id
      left join roaming.realm realm on realm.id = seen.realm_id
      left join roaming.server server on server.id = seen.server_id
      left join roaming.member member on member.id = coalesce(realm.member_id, server.member_id)
      where seen.ended_at is null and coalesce(realm.state, '') <> 'withdrawn' and coalesce(server.state, '') <> 'retired'
        and coalesce(member.state, '') <> 'left'
    ), warned as (
      insert into roaming.certificate_warning (seen_id, days, warned_at)
      select due.id, due.days, ${inside.now} from due where due.days is not null and not exists (
        select 1 from roaming.certificate_warning before where before.seen_id = due.id and before.days <= due.days)
      returning seen_id)
    select due.member_id from warned join due on due.id = warned.seen_id`.execute(inside.tx)
  return rows
}

async function warnOfTrust(inside: Inside): Promise<readonly Whose[]> {
  const today = londonDate(inside.now).toString()
  const { rows } = await sql<Whose>`
    with due as (
      select trust.id, trust.member_id, ${nearest('trust.not_after', today)} as days
      from roaming.trust trust left join roaming.member member on member.id = trust.member_id
      where trust.ended_at is null and coalesce(member.state, '') <> 'left'
    ), warned as (
      insert into roaming.trust_warning (trust_id, days, warned_at)
      select due.id, due.days, ${inside.now} from due where due.days is not null and not exists (
        select 1 from roaming.trust_warning before where before.trust_id = due.id and before.days <= due.days)
      returning trust_id)
    select due.member_id from warned join due on due.id = warned.trust_id`.execute(inside.tx)
  return rows
}

async function tell(inside: Inside, warned: readonly Whose[]): Promise<number> {
  const members = [...new Set(warned.flatMap((one) => one.member_id ?? []))]
  const today = londonDate(inside.now).toString()
  const { rows } = await sql<{ person_id: string }>`
    select person_id from roaming.contact where duty = 'technical' and ended_on is null and member_id = any(${members}::uuid[])
    union select person_id from roaming.operator where ended_on is null and from_on <= ${today}::date
    order by person_id limit 2000`.execute(inside.tx)
  const at = inside.now.toString()
  for (const { person_id: subject } of rows)
    await notifyOnce(inside, {
      to: { subject },
      template: WARNING_LETTER,
      ids: { at, person: subject },
      once: `${WARNING_LETTER}:${at}`,
    })
  return rows.length
}
