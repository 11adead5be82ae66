// Who sees which workplace (W11), as a condition of every query: whoever works for its owner, or for a body that an
// agreement lets in on the day, and whoever holds an office there.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'

/** To see workplaces and what is free: held for the body one works for. */
export const READ = 'workspaces.workplace.read'
/** To change what a workplace has and on whose terms: held for its owner, or for the one workplace. */
export const MANAGE = 'workspaces.workplace.manage'

type Condition = ReturnType<typeof sql<boolean>>

/** The bodies for which the reader may look and book; none for a visitor of the platform. */
export function bodiesOf(reader: Reader): readonly string[] {
  const held = reader.scopes(READ, 'organisation')
  return held === 'all' ? [] : held
}

/**
 * Bodies let into a workplace by an agreement on a day: a select of organisation ids and the agreement.
 * `site` is an expression for the site's id; the day may be one for a date.
 */
export function letIn(
  site: ReturnType<typeof sql>,
  on: Temporal.PlainDate | ReturnType<typeof sql>,
): ReturnType<typeof sql> {
  const day = on instanceof Temporal.PlainDate ? sql`${on.toString()}::date` : on
  return sql`
    select agreement.audience_id as organisation_id, agreement.id as agreement_id from workspaces.agreement agreement
      where agreement.audience = 'organisation' and agreement.site_id = ${site} and ${inForce(day)}
    union all select member.organisation_id, agreement.id from workspaces.agreement agreement
      join workspaces.circle_member member on member.circle_id = agreement.audience_id
      where agreement.audience = 'circle' and agreement.site_id = ${site} and ${inForce(day)}
    union all select member.organisation_id, agreement.id from workspaces.agreement agreement
      join partnerships.member_card member on member.partnership_id = agreement.audience_id
        and (member.joined_on is null or member.joined_on <= ${day}) and (member.left_on is null or member.left_on >= ${day})
      where agreement.audience = 'partnership' and agreement.site_id = ${site} and ${inForce(day)}`
}

/** For `workspaces.agreement agreement`: whether it stands on that day. */
export const inForce = (day: ReturnType<typeof sql>): Condition =>
  sql<boolean>`(agreement.state = 'standing' and agreement.from_on <= ${day}
    and (agreement.to_on is null or agreement.to_on >= ${day}) and (agreement.ends_on is null or agreement.ends_on >= ${day}))`

/**
 * For `workspaces.workplace workplace` joined with `organisations.site_card site`: whether the reader sees it on that
 * day. The system, operators and the platform's administrators see all.
 */
export function workplaceSeen(reader: Reader, on: Temporal.PlainDate): Condition {
  const bodies = reader.scopes(READ, 'organisation')
  const sites = reader.scopes(READ, 'site')
  if (bodies === 'all' || sites === 'all') return sql<boolean>`true`
  return sql<boolean>`(site.organisation_id = any(${[...bodies]}::uuid[]) or workplace.site_id = any(${[...sites]}::uuid[])
    or exists (select 1 from (${letIn(sql`workplace.site_id`, on)}) let_in where let_in.organisation_id = any(${[...bodies]}::uuid[])))`
}

export type WorkplaceAt = { readonly site_id: string; readonly owner_organisation_id: string }

/** Whether a permission is held at a workplace: for its owner, or for the one site. */
export const holdsAt = (reader: Pick<Reader, 'may'>, permission: string, at: WorkplaceAt): boolean =>
  reader.may(permission, { kind: 'organisation', id: at.owner_organisation_id }) ||
  reader.may(permission, { kind: 'site', id: at.site_id })
