// A link with both of its servers, as the change of its secret needs them: what each was seen to run, and who may see it.
import type { Reader } from '#platform/actions/index.ts'
import { sql, type Db } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { isRecordId } from '#platform/fields/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { changesAtOnce } from '../rules/engines/peers.ts'
import type { LinkModel } from '../rules/model.ts'
import { phaseOf, type Phase, type Side, type Sides } from '../rules/rotation.ts'
import type { Engine, ServerDoes, ServerPlace, Transport } from '../rules/words.ts'
import { credentialsOf, type Credential } from './credentials.ts'
import { bodiesOf, DETAILS, holdsFor, runsFederation } from './seeing.ts'

export type End = {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly place: ServerPlace
  readonly address: string
  readonly auth_port: number
  readonly next_port: number
  readonly transport: Transport
  readonly does: ServerDoes
  readonly engine: Engine
  readonly answers_status: boolean
  /** Null where no agent of ours is enrolled. */
  readonly agent_id: string | null
  readonly agent_seen_at: Temporal.Instant | null
  /** The number and the moment of the generation it runs, and what that says of this link. */
  readonly running_number: number | null
  readonly running_made_at: Temporal.Instant | null
  /** Whether it is the newest that was published. */
  readonly running_is_newest: boolean | null
  readonly running_link: LinkModel | null
  /** What the published generation says of the link: what its servers run next. */
  readonly published_link: LinkModel | null
}

export type LinkAt = {
  readonly id: string
  /** Whose secret it is: the member of the lower server; null between the federation and the national operator. */
  readonly member_id: string | null
  readonly member_code: string | null
  /** The body whose named contact is shown it: the member's, or the one that runs the federation. */
  readonly organisation_id: string
  readonly organisation_name: string
  readonly rotate_days: number
  readonly isRadsec: boolean
  readonly lower: End
  readonly upper: End
  readonly credentials: readonly Credential[]
}

type LinkRow = Omit<LinkAt, 'isRadsec' | 'lower' | 'upper' | 'credentials'> & {
  readonly lower_id: string
  readonly upper_id: string
}

/** The link, if this reader may know of it; to all others it is not there. */
export async function linkById(reader: Reader, id: string): Promise<LinkAt> {
  if (!isRecordId(id)) return notFound('link')
  const { rows } = await sql<LinkRow>`
    select link.id, link.lower_id, link.upper_id, member.id as member_id, member.code as member_code,
      body.id as organisation_id, body.name as organisation_name, federation.rotate_days
    from roaming.link link join roaming.server lower on lower.id = link.lower_id
    left join roaming.member member on member.id = lower.member_id
    cross join roaming.federation federation
    join organisations.organisation_card body on body.id = coalesce(member.organisation_id, federation.organisation_id)
    where link.id = ${id} and link.ended_at is null`.execute(reader.db)
  const row = rows[0]
  if (row === undefined || !seesLink(reader, row)) return notFound('link')
  const { lower_id, upper_id, ...link } = row
  const ends = await endsOf(reader.db, id, [lower_id, upper_id])
  const lower = ends.find((end) => end.id === lower_id)
  const upper = ends.find((end) => end.id === upper_id)
  if (lower === undefined || upper === undefined) return notFound('link')
  return {
    ...link,
    isRadsec: lower.transport === 'radsec' && upper.transport === 'radsec',
    lower,
    upper,
    credentials: await credentialsOf(reader, [id]),
  }
}

/** A member's details show its links; those of the federation itself are for those who run it, and its named contact. */
const seesLink = (
  reader: Reader,
  link: { readonly organisation_id: string; readonly member_id: string | null },
) => holdsFor(reader, DETAILS, link) || (link.member_id === null && runsFederation(reader))

async function endsOf(db: Db, linkId: string, serverIds: readonly string[]): Promise<End[]> {
  const { rows } = await sql<End>`
    select server.id, server.code, server.name, server.place, server.address, server.auth_port, server.next_port,
      server.transport, server.does, server.engine, server.answers_status,
      agent.id as agent_id, agent.last_seen_at as agent_seen_at,
      running.number as running_number, running.made_at as running_made_at, running.state = 'published' as running_is_newest,
      (select one from jsonb_array_elements(state.model->'links') one where one->>'id' = ${linkId}::text) as running_link,
      (select one from roaming.generation published join roaming.register_state told on told.digest = published.register_digest,
        jsonb_array_elements(told.model->'links') one
        where published.state = 'published' and one->>'id' = ${linkId}::text) as published_link
    from roaming.server server
    left join roaming.agent agent on agent.server_id = server.id and agent.revoked_at is null
    left join roaming.generation running on running.id = agent.running_id
    left join roaming.register_state state on state.digest = running.register_digest
    where server.id = any(${[...serverIds]}::uuid[])`.execute(db)
  return rows
}

export type Rotation = {
  /** Null while the link has no secret at all. */
  readonly phase: Phase | null
  readonly standing: Credential | null
  /** The other one: prepared, or on its way out. */
  readonly other: Credential | null
  readonly sides: Sides
}

/** How far the change of a link's secret has come. */
export function rotationOf(link: LinkAt): Rotation {
  const phase = phaseOf(link.credentials)
  const standing = link.credentials.find((one) => one.state === 'standing') ?? null
  const other = link.credentials.find((one) => one !== standing) ?? null
  const coming = phase === 'prepared' ? other : standing
  return {
    phase,
    standing,
    other,
    sides: {
      lower: sideOf(link.lower, coming, coming?.lower_proved_at ?? null, canAsk(link.lower)),
      upper: sideOf(link.upper, coming, coming?.upper_proved_at ?? null, canBeAsked(link.lower)),
    },
  }
}

function sideOf(
  end: End,
  coming: Credential | null,
  provedAt: Temporal.Instant | null,
  canProve: boolean,
): Side {
  const running = end.running_link?.credentials.find((one) => one.id === coming?.id)
  return {
    name: end.name,
    hasAgent: end.agent_id !== null,
    accepts: running !== undefined,
    uses: running?.uses === true && isSettled(end, coming?.live_at ?? null) && isNext(end, coming),
    provedAt,
    canProve,
    changesAtOnce: changesAtOnce(end.engine),
  }
}

// A generation from before it stood says what held then: another, that asks with the old one, may be on its way to the
// server. Not so when it is the newest that was published, because a server takes no number below the one it runs.
const isSettled = (end: End, live: Temporal.Instant | null): boolean =>
  end.running_is_newest === true ||
  (end.running_made_at !== null && live !== null && Temporal.Instant.compare(end.running_made_at, live) >= 0)

/** What is published asks with it too: an earlier generation that was brought back may be on its way. */
const isNext = ({ published_link }: End, coming: Credential | null): boolean =>
  published_link === null || published_link.credentials.some((one) => one.id === coming?.id && one.uses)

/** One that only signs its own people in, without a program of ours, asks nobody. */
const canAsk = (lower: End): boolean => lower.agent_id !== null || lower.does !== 'home'
/** One that neither answers Status-Server nor has a program of ours beside it answers logins only. */
const canBeAsked = (lower: End): boolean => lower.answers_status || lower.agent_id !== null

export type SecretAge = {
  readonly link_id: string
  readonly member_id: string | null
  readonly member_code: string | null
  readonly organisation_name: string
  readonly lower_name: string
  readonly upper_name: string
  readonly is_radsec: boolean
  /** Null while there is none. */
  readonly made_at: Temporal.Instant | null
  readonly origin: 'made' | 'imported' | null
  readonly shown_at: Temporal.Instant | null
  readonly phase: Phase
  /** When it should be changed; null where there is none, or certificates stand in its place. */
  readonly due_on: Temporal.PlainDate | null
}

type Wanted = { readonly memberId?: string; readonly dueBy?: Temporal.PlainDate; readonly most?: number }

/** How old the secrets are, the oldest first: of one member, or of all that this reader may know of. Ages only. */
export async function secretAges(reader: Reader, wanted: Wanted = {}): Promise<SecretAge[]> {
  const bodies = bodiesOf(reader, DETAILS)
  const { memberId, dueBy } = wanted
  const due = sql`(case when lower.transport = 'radsec' and upper.transport = 'radsec' then null
    else (standing.made_at at time zone 'Europe/London')::date + federation.rotate_days end)`
  const { rows } = await sql<SecretAge>`
    select link.id as link_id, member.id as member_id, member.code as member_code, body.name as organisation_name,
      lower.name as lower_name, upper.name as upper_name,
      lower.transport = 'radsec' and upper.transport = 'radsec' as is_radsec,
      standing.made_at, standing.origin, standing.shown_at,
      case other.state when 'prepared' then 'prepared' when 'retiring' then 'moved' else 'still' end as phase,
      ${due} as due_on
    from roaming.link link
    join roaming.server lower on lower.id = link.lower_id join roaming.server upper on upper.id = link.upper_id
    left join roaming.member member on member.id = lower.member_id
    cross join roaming.federation federation
    join organisations.organisation_card body on body.id = coalesce(member.organisation_id, federation.organisation_id)
    left join roaming.credential standing on standing.link_id = link.id and standing.state = 'standing'
    left join roaming.credential other on other.link_id = link.id and other.state in ('prepared', 'retiring')
    where link.ended_at is null and (member.state is null or member.state <> 'left')
      and ${bodies === 'all' ? sql`true` : sql`member.organisation_id = any(${[...bodies]}::uuid[])`}
      and ${memberId === undefined ? sql`true` : sql`member.id = ${memberId}`}
      and ${dueBy === undefined ? sql`true` : sql`${due} <= ${dueBy.toString()}::date`}
    order by standing.made_at nulls first, body.name, link.id limit ${wanted.most ?? 20_000}`.execute(
    reader.db,
  )
  return rows
}

/** How many days old it is today. */
export const daysOld = (madeAt: Temporal.Instant, now: Temporal.Instant): number =>
  londonDate(madeAt).until(londonDate(now)).days

/**
 * Links of which a generation names a secret, but not one that a server may be asking with just now: published, it would
 * shut that server out until it follows (G6). By the ids of the credentials that the generation names.
 */
export async function linksShutOut(
  reader: Pick<Reader, 'db'>,
  credentialIds: readonly string[],
): Promise<readonly { readonly lower: string; readonly upper: string }[]> {
  if (credentialIds.length === 0) return []
  const named = sql`any(${[...credentialIds]}::uuid[])`
  const { rows } = await sql<{ lower: string; upper: string }>`
    select distinct lower.code as lower, upper.code as upper from roaming.credential used
    join roaming.link link on link.id = used.link_id and link.ended_at is null
    join roaming.server lower on lower.id = link.lower_id join roaming.server upper on upper.id = link.upper_id
    where used.state in ('standing', 'retiring') and not used.id = ${named}
      and exists (select 1 from roaming.credential one where one.link_id = link.id and one.id = ${named})
    order by 1, 2`.execute(reader.db)
  return rows
}
