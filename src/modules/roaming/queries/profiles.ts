// The profile of a member's devices, and whether it may be handed out today (G12): only while the certificate that the
// member's server shows leads to an authority it would tell devices to trust, under a name it would tell them.
import { createHash, X509Certificate } from 'node:crypto'
import type { Reader } from '#platform/actions/index.ts'
import { sql, type Db, type Selectable } from '#platform/database/index.ts'
import { readCertificate } from '../rules/certificates.ts'
import type { Authority, ProfileFacts } from '../rules/device-profiles.ts'
import { whyNotHandedOut, type LiveCertificate } from '../rules/handing-out.ts'
import type { ProfileTable } from '../schema.ts'
import { federationOf } from './federation.ts'

export type Profile = Selectable<ProfileTable>

/** What a member has said of its devices; undefined until it has. */
export const profileOf = (db: Db, memberId: string): Promise<Profile | undefined> =>
  db.selectFrom('roaming.profile').selectAll().where('member_id', '=', memberId).executeTakeFirst()

/** A UUID that stays the same for the same words: the version and variant bits of RFC 9562 section 5.5. */
export function stableUuid(words: string): string {
  const bytes = createHash('sha256').update(words).digest().subarray(0, 16)
  bytes[6] = (bytes[6]! & 0x0f) | 0x50
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

function authorityOf(certificate: X509Certificate): Authority {
  return {
    subject: certificate.subject.replaceAll('\n', ', '),
    der: certificate.raw.toString('base64'),
    thumbprint: certificate.fingerprint.replaceAll(':', ''),
    uuid: stableUuid(certificate.fingerprint256),
    isRoot: certificate.checkIssued(certificate),
  }
}

const hasEnded = (certificate: X509Certificate, now: Temporal.Instant): boolean =>
  certificate.validToDate.getTime() <= now.epochMilliseconds

export type HandedOut = {
  readonly realm: string
  readonly shown: string
  /** Why it is not handed out, in words for the member's contacts; null when it is. */
  readonly because: string | null
  readonly facts: ProfileFacts | null
}

type MemberFacts = {
  readonly id: string
  readonly organisation_name: string
  readonly helpdesk_mail: string | null
  readonly helpdesk_phone: string | null
  readonly helpdesk_page: string | null
  readonly terms_page: string | null
}

/** What the devices of each of a member's realms would be told today, or why not. */
export async function handedOut(
  reader: Pick<Reader, 'db' | 'now'>,
  member: MemberFacts,
): Promise<readonly HandedOut[]> {
  const { db, now } = reader
  const federation = await federationOf(db)
  const profile = await profileOf(db, member.id)
  if (federation === undefined || profile === undefined) return []
  const trusted = await db
    .selectFrom('roaming.trust')
    .select('pem')
    .where('member_id', '=', member.id)
    .where('purpose', '=', 'eap')
    .where('ended_at', 'is', null)
    .orderBy('added_at')
    .orderBy('id')
    .execute()
  const authorities = trusted.map(({ pem }) => new X509Certificate(pem))
  return (await liveCertificates(db, member.id)).map(({ realm, shown, ...live }) => {
    const chain = live.chain.map((pem) => new X509Certificate(pem))
    const way = wayToTrust(chain, authorities)
    const anchor = way.at(-1)
    const because = whyNotHandedOut(
      {
        isPublished: profile.is_published,
        serverNames: profile.server_names,
        authorities: authorities.length,
        live: liveOf(chain[0], live.last_at),
        isAnchored: anchor !== undefined,
        endedAuthority:
          way
            .slice(1)
            .find((one) => hasEnded(one, now))
            ?.subject.replaceAll('\n', ', ') ?? null,
      },
      now,
    )
    return {
      realm,
      shown,
      because,
      facts:
        anchor === undefined
          ? null
          : {
              ssid: federation.ssid,
              realm,
              displayName: profile.display_name,
              methods: profile.methods,
              outerName: profile.outer_name,
              serverNames: profile.server_names,
              authorities: authorities.map(authorityOf),
              anchor: authorityOf(anchor),
              uuids: {
                profile: stableUuid(`${profile.id}:${realm}`),
                wifi: stableUuid(`${profile.id}:${realm}:wifi`),
                connection: stableUuid(`${profile.id}:${realm}:connection`),
              },
              validUntil: Temporal.Instant.fromEpochMilliseconds(anchor.validToDate.getTime()),
              version: profile.version,
              helpdesk: {
                mail: member.helpdesk_mail,
                phone: member.helpdesk_phone,
                page: member.helpdesk_page,
              },
              termsPage: member.terms_page,
            },
    }
  })
}

type LiveRow = {
  readonly realm: string
  readonly shown: string
  readonly chain: readonly string[]
  readonly last_at: Temporal.Instant | null
}

/** The newest certificate seen of each proven realm; an empty chain where none was. */
async function liveCertificates(db: Db, memberId: string): Promise<readonly LiveRow[]> {
  const { rows } = await sql<LiveRow>`
    select realm.name as realm, realm.shown, coalesce(live.chain, '[]'::jsonb) as chain, live.last_at
    from roaming.realm realm
    left join lateral (
      select certificate.chain, seen.last_at from roaming.certificate_seen seen
      join roaming.certificate certificate on certificate.id = seen.certificate_id
      where seen.realm_id = realm.id and seen.purpose = 'eap' and seen.ended_at is null
      order by seen.last_at desc limit 1) live on true
    where realm.member_id = ${memberId} and realm.state = 'proven'
    order by realm.claimed_at, realm.id`.execute(db)
  return rows
}

const isSignedBy = (one: X509Certificate, other: X509Certificate): boolean =>
  one.checkIssued(other) && one.verify(other.publicKey)

/**
 * The way from the server's certificate to an authority that devices would be told to trust, each signed by the next, up
 * to the highest of those: some systems take nothing lower for an anchor. Empty where it leads to none.
 */
function wayToTrust(
  chain: readonly X509Certificate[],
  trusted: readonly X509Certificate[],
): readonly X509Certificate[] {
  const isTrusted = (one: X509Certificate): boolean =>
    trusted.some((authority) => authority.fingerprint256 === one.fingerprint256)
  // Of two with one key, an authority's old certificate and its new one, the one that lasts longer.
  const lasting = trusted.toSorted((a, b) => b.validToDate.getTime() - a.validToDate.getTime())
  const way = chain.slice(0, 1)
  for (let last = way[0], at = 1; last !== undefined && way.length <= MOST_OF_A_WAY;) {
    const one = last
    const above = [...lasting, ...chain.slice(at, at + 1)].find(
      (other) =>
        other.ca &&
        !way.some((passed) => passed.fingerprint256 === other.fingerprint256) &&
        isSignedBy(one, other),
    )
    if (above !== undefined) way.push(above)
    if (above?.fingerprint256 === chain[at]?.fingerprint256) at += 1
    last = above
  }
  return way.slice(0, way.findLastIndex(isTrusted) + 1)
}

const MOST_OF_A_WAY = 20

function liveOf(leaf: X509Certificate | undefined, seenAt: Temporal.Instant | null): LiveCertificate | null {
  if (leaf === undefined || seenAt === null) return null
  const { names, notBefore, notAfter, usages } = readCertificate(leaf.raw)
  return { names, notBefore, notAfter, isForServers: usages?.includes('serverAuth') === true, seenAt }
}

export type Offering = {
  readonly code: string
  readonly name: string
}

/** The members whose people can sign in elsewhere, for whoever looks for their own organisation. */
export async function offerings({ db }: Pick<Reader, 'db'>): Promise<readonly Offering[]> {
  const { rows } = await sql<Offering>`
    select member.code, body.name
    from roaming.member member
    join organisations.organisation_card body on body.id = member.organisation_id
    where member.state = 'live'
      and exists (select 1 from roaming.realm realm where realm.member_id = member.id and realm.state = 'proven')
    order by body.name, member.id limit 5000`.execute(db)
  return rows
}
