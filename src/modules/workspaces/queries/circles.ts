// Groups of partners that an owner names in its rules, and the bodies and people its managers can choose from.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import type { OfficerRole } from '../rules.ts'
import { MANAGE } from './seeing.ts'

export type Circle = {
  readonly id: string
  readonly organisation_id: string
  readonly name: string
  readonly ended_on: Temporal.PlainDate | null
  readonly version: number
  readonly member_ids: readonly string[]
  readonly member_names: readonly string[]
  /** Agreements, rules and allocations that name it and stand. */
  readonly used: number
}

/** The groups of partners of an owner that stand, by name. */
export async function circlesOf(reader: Pick<Reader, 'db'>, ownerId: string): Promise<Circle[]> {
  const { rows } = await sql<Circle>`
    select circle.id, circle.organisation_id, circle.name, circle.ended_on, circle.version,
      coalesce(array_agg(body.id order by body.name) filter (where body.id is not null), '{}') as member_ids,
      coalesce(array_agg(body.name order by body.name) filter (where body.id is not null), '{}') as member_names,
      ((select count(*) from workspaces.agreement where audience_id = circle.id and state in ('offered', 'standing'))
        + (select count(*) from workspaces.rule where audience_id = circle.id and ended_at is null)
        + (select count(*) from workspaces.allocation where audience_id = circle.id and ended_at is null))::integer as used
    from workspaces.circle circle
    left join workspaces.circle_member member on member.circle_id = circle.id
    left join organisations.organisation_card body on body.id = member.organisation_id
    where circle.organisation_id = ${ownerId} and circle.ended_on is null
    group by circle.id order by lower(circle.name)`.execute(reader.db)
  return rows
}

export type Named = { readonly id: string; readonly name: string }

/** Bodies that can be let in: all that have not ended, but the owner. */
export async function bodiesBeside(reader: Pick<Reader, 'db'>, ownerId: string): Promise<Named[]> {
  const { rows } = await sql<Named>`select id, name from organisations.organisation_card
    where ended_on is null and id <> ${ownerId} order by name, id limit 1000`.execute(reader.db)
  return rows
}

/** Partnerships of which the owner is a member on a day. */
export async function partnershipsOfOwner(
  reader: Pick<Reader, 'db'>,
  ownerId: string,
  on: Temporal.PlainDate,
): Promise<Named[]> {
  const day = sql`${on.toString()}::date`
  const { rows } =
    await sql<Named>`select partnership.id, partnership.name from partnerships.partnership_card partnership
    join partnerships.member_card member on member.partnership_id = partnership.id and member.organisation_id = ${ownerId}
      and (member.joined_on is null or member.joined_on <= ${day}) and (member.left_on is null or member.left_on >= ${day})
    order by partnership.name`.execute(reader.db)
  return rows
}

/** Who works for a body on a day, by name. */
export async function staffOf(
  reader: Pick<Reader, 'db'>,
  organisationId: string,
  on: Temporal.PlainDate,
): Promise<Named[]> {
  const day = sql`${on.toString()}::date`
  const { rows } =
    await sql<Named>`select distinct person.id, person.name from organisations.person_card person
    join organisations.employment_card post on post.person_id = person.id and post.organisation_id = ${organisationId}
      and post.started_on <= ${day} and (post.ended_on is null or post.ended_on >= ${day})
    order by person.name, person.id limit 5000`.execute(reader.db)
  return rows
}

export type OfficerRow = {
  readonly id: string
  readonly person_id: string
  readonly person_name: string
  readonly role: OfficerRole
  readonly site_id: string | null
  readonly from_on: Temporal.PlainDate
  /** Their post at the owner has ended, so the office gives nothing any more. */
  readonly without_post: boolean
}

/** Those who hold an office for an owner, or for one of its workplaces. */
export async function officersOf(
  reader: Pick<Reader, 'db'>,
  of: { readonly organisationId: string; readonly siteId: string },
  on: Temporal.PlainDate,
): Promise<OfficerRow[]> {
  const day = sql`${on.toString()}::date`
  const { rows } = await sql<OfficerRow>`
    select officer.id, officer.person_id, person.name as person_name, officer.role, officer.site_id, officer.from_on,
      not exists (select 1 from organisations.employment_card post where post.person_id = officer.person_id
        and post.organisation_id = officer.organisation_id and post.started_on <= ${day}
        and (post.ended_on is null or post.ended_on >= ${day})) as without_post
    from workspaces.officer officer join organisations.person_card person on person.id = officer.person_id
    where officer.organisation_id = ${of.organisationId} and officer.ended_on is null
      and (officer.site_id is null or officer.site_id = ${of.siteId})
    order by array_position(array['manager', 'approver', 'reception', 'continuity'], officer.role), person.name, officer.id limit 500`.execute(
    reader.db,
  )
  return rows
}

/** To be told of what others change: the workspace managers of these bodies (of one site, where given) and their leads. */
export async function managersOf(
  reader: Pick<Reader, 'db'>,
  organisationIds: readonly string[],
  siteId: string | null,
  on: Temporal.PlainDate,
): Promise<string[]> {
  const day = sql`${on.toString()}::date`
  const { rows } = await sql<{ person_id: string }>`
    select distinct officer.person_id from workspaces.officer officer
    where officer.organisation_id = any(${[...organisationIds]}::uuid[]) and officer.role = 'manager' and officer.ended_on is null
      and (officer.site_id is null or officer.site_id = ${siteId})
      and exists (select 1 from organisations.employment_card post where post.person_id = officer.person_id
        and post.organisation_id = officer.organisation_id and post.started_on <= ${day}
        and (post.ended_on is null or post.ended_on >= ${day}))
    order by officer.person_id limit 500`.execute(reader.db)
  return rows.map((row) => row.person_id)
}

/** Whether the reader manages anything at all, for links. */
export const managesAnything = (reader: Reader): boolean => reader.may(MANAGE)
