// The certificates that are shown now, by realm and server, with what is wrong with each; and those that are soon over.
import type { Reader } from '#platform/actions/index.ts'
import { sql, type RawBuilder } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { isRecordId } from '#platform/fields/index.ts'
import { afterCursor, pageOf, type Listed } from '#platform/tables/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { judgeChain } from '../chain.ts'
import type { CertificateFault } from '../rules/chain-faults.ts'
import type { ServerDoes } from '../rules/words.ts'
import { bodiesOf, DETAILS } from './seeing.ts'
import { trustOf, trustOfMembers } from './trust.ts'

export type ShownCertificate = {
  readonly id: string
  readonly purpose: 'eap' | 'radsec'
  /** Null for a server of the federation. */
  readonly member_id: string | null
  readonly member_code: string | null
  readonly organisation_name: string | null
  /** The realm or the server that shows it. */
  readonly place: string
  readonly subject: string
  readonly issuer: string
  readonly names: readonly string[]
  readonly fingerprint: string
  readonly not_before: Temporal.Instant
  readonly not_after: Temporal.Instant
  readonly key_kind: string
  readonly key_bits: number
  readonly signature: string
  readonly chain: readonly string[]
  readonly first_at: Temporal.Instant
  readonly last_at: Temporal.Instant
  readonly daysLeft: number
  readonly faults: readonly CertificateFault[]
}

type Row = Omit<ShownCertificate, 'daysLeft' | 'faults'> & {
  /** What devices or servers look for in it. */
  readonly expected: readonly string[] | null
  /** Null for a realm. */
  readonly does: ServerDoes | null
}

const ROWS = sql`
  select seen.id, seen.purpose, member.id as member_id, member.code as member_code, body.name as organisation_name,
    coalesce(realm.shown, server.name) as place, certificate.subject, certificate.issuer, certificate.names, certificate.fingerprint,
    certificate.not_before, certificate.not_after, certificate.key_kind, certificate.key_bits, certificate.signature,
    certificate.chain, seen.first_at, seen.last_at,
    case when seen.purpose = 'radsec' then array_remove(array[server.tls_name], null) else profile.server_names end as expected, server.does
  from roaming.certificate_seen seen
  join roaming.certificate certificate on certificate.id = seen.certificate_id
  left join roaming.realm realm on realm.id = seen.realm_id
  left join roaming.server server on server.id = seen.server_id
  left join roaming.member member on member.id = coalesce(realm.member_id, server.member_id)
  left join organisations.organisation_card body on body.id = member.organisation_id
  left join roaming.profile profile on profile.member_id = member.id
  where seen.ended_at is null and coalesce(realm.state, '') <> 'withdrawn' and coalesce(server.state, '') <> 'retired'
    and coalesce(member.state, '') <> 'left'`

/** What this reader may know of: a member's own, or all for those who run the federation. */
function seenBy(reader: Reader): RawBuilder<boolean> {
  const bodies = bodiesOf(reader, DETAILS)
  return bodies === 'all'
    ? sql<boolean>`true`
    : sql<boolean>`member.organisation_id = any(${[...bodies]}::uuid[])`
}

export type CertificateFilter = {
  readonly memberId?: string
  readonly purpose?: 'eap' | 'radsec'
  /** Only those that end within so many days. */
  readonly withinDays?: number
  readonly after?: string
}

/** The soonest to end first. */
export async function certificatesShown(
  reader: Reader,
  filter: CertificateFilter,
  most = 100,
): Promise<Listed<ShownCertificate>> {
  const { memberId, purpose, withinDays } = filter
  const after = placeAfter(filter.after)
  const { rows } = await sql<Row>`${ROWS} and ${seenBy(reader)}
    and ${memberId === undefined ? sql`true` : sql`member.id = ${memberId}`}
    and ${purpose === undefined ? sql`true` : sql`seen.purpose = ${purpose}`}
    and ${withinDays === undefined ? sql`true` : sql`certificate.not_after <= ${reader.now.add({ hours: withinDays * 24 })}`}
    and ${after === null ? sql`true` : sql`(certificate.not_after, seen.id) > (${after[0]}::timestamptz, ${after[1]}::uuid)`}
    order by certificate.not_after, seen.id limit ${most + 1}`.execute(reader.db)
  const listed = pageOf(rows, most, (row) => [row.not_after.toString(), row.id])
  return { ...listed, rows: await judged(reader, listed.rows) }
}

function placeAfter(text: string | undefined): readonly string[] | null {
  const place = afterCursor(text, 2)
  // A moment that is none would be a fault of the database's.
  return place === null || /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(place[0] ?? '') ? place : afterCursor('?', 2)
}

export async function certificateById(reader: Reader, id: string): Promise<ShownCertificate> {
  const { rows } = isRecordId(id)
    ? await sql<Row>`${ROWS} and ${seenBy(reader)} and seen.id = ${id}`.execute(reader.db)
    : { rows: [] }
  const [found] = await judged(reader, rows)
  return found ?? notFound('certificate')
}

/** What is wrong with each, for those who are to trust it. Two statements, however many there are. */
async function judged(reader: Reader, rows: readonly Row[]): Promise<ShownCertificate[]> {
  const own = await trustOfMembers(reader, [...new Set(rows.flatMap((row) => row.member_id ?? []))])
  const federation = rows.some((row) => row.purpose === 'radsec') ? await trustOf(reader, null) : []
  return rows.map(({ expected, does, ...row }) => ({
    ...row,
    daysLeft: daysLeft(row.not_after, reader.now),
    faults: judgeChain(row.chain, {
      purpose: row.purpose,
      now: reader.now,
      names: expected,
      ...(does === null ? {} : { does }),
      authorities:
        row.purpose === 'radsec' ? federation.map((one) => one.pem) : (own.get(row.member_id ?? '') ?? []),
    }).faults,
  }))
}

/** Days by the calendar until it ends: 0 on its last day. */
export const daysLeft = (notAfter: Temporal.Instant, now: Temporal.Instant): number =>
  londonDate(now).until(londonDate(notAfter)).days

/** Realms and RadSec servers whose certificate nobody has seen yet: the list would be silent about them. */
export async function placesUnseen(reader: Reader, memberId?: string): Promise<readonly string[]> {
  const { rows } = await sql<{ shown: string }>`
    select realm.shown, realm.name as name from roaming.realm realm join roaming.member member on member.id = realm.member_id
    where realm.state = 'proven' and member.state in ('live', 'boarding') and ${seenBy(reader)}
      and ${memberId === undefined ? sql`true` : sql`member.id = ${memberId}`}
      and not exists (select 1 from roaming.certificate_seen seen where seen.realm_id = realm.id and seen.ended_at is null)
    union all
    select server.name, server.code from roaming.watch watch join roaming.server server on server.id = watch.server_id
    left join roaming.member member on member.id = server.member_id
    where watch.kind = 'radsec' and watch.ended_at is null and ${seenBy(reader)}
      and ${memberId === undefined ? sql`true` : sql`member.id = ${memberId}`}
      and not exists (select 1 from roaming.certificate_seen seen where seen.server_id = server.id and seen.ended_at is null)
    order by name limit 200`.execute(reader.db)
  return rows.map((row) => row.shown)
}
