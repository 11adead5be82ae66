// What anybody may know of a workplace: how much there is, for whom, and what visitors are told. No day, no booking.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { ATTRIBUTES, isAttribute, type ResourceKind } from '../rules.ts'
import { inForce } from './seeing.ts'
import type { Workplace } from './workplaces.ts'

export type SiteFacts = {
  readonly workplace: Workplace
  readonly counts: readonly { readonly kind: ResourceKind; readonly count: number }[]
  /** How many have what people with access needs look for. */
  readonly has: readonly { readonly attribute: string; readonly count: number }[]
  /** "Staff of Medway Council and 3 other organisations". */
  readonly who: string
}

// Of all that a place may have, what somebody wants to know before they set out.
const TOLD = [
  'step-free',
  'hearing-loop',
  'quiet',
  'height-adjustable',
  'screen-reader',
  'near-accessible-toilet',
]

/** The facts of a workplace that is open; undefined for a site that keeps none. */
export async function factsOfSite(reader: Reader, siteId: string): Promise<SiteFacts | undefined> {
  const today = londonDate(reader.now)
  const { rows } = await sql<
    Workplace & {
      counts: { kind: ResourceKind; count: number }[]
      has: { attribute: string; count: number }[]
      bodies: number
      partnerships: string[]
    }
  >`
    select workplace.*, site.code, site.name, site.town, site.organisation_id as owner_organisation_id, site.organisation_name as owner_name,
      (select coalesce(json_agg(counted order by counted.kind), '[]') from (select kind, count(*)::integer as count
        from workspaces.resource_card card where card.site_id = workplace.site_id group by kind) counted) as counts,
      (select coalesce(json_agg(counted), '[]') from (select attribute, count(*)::integer as count
        from workspaces.resource_card card, unnest(card.attributes) attribute
        where card.site_id = workplace.site_id and attribute = any(${TOLD}) group by attribute) counted) as has,
      (select count(*)::integer from workspaces.agreement agreement where agreement.site_id = workplace.site_id
        and agreement.audience <> 'partnership' and ${inForce(sql`${today.toString()}::date`)}) as bodies,
      (select coalesce(array_agg(partnership.name order by partnership.name), '{}') from workspaces.agreement agreement
        join partnerships.partnership_card partnership on partnership.id = agreement.audience_id
        where agreement.site_id = workplace.site_id and agreement.audience = 'partnership'
          and ${inForce(sql`${today.toString()}::date`)}) as partnerships
    from workspaces.workplace workplace join organisations.site_card site on site.id = workplace.site_id
    where workplace.site_id = ${siteId} and workplace.opened_on <= ${today.toString()}::date
      and (workplace.closes_on is null or workplace.closes_on > ${today.toString()}::date)`.execute(reader.db)
  const found = rows[0]
  if (found === undefined || found.counts.length === 0) return undefined
  const { counts, has, bodies, partnerships, ...workplace } = found
  return {
    workplace,
    counts,
    has: TOLD.flatMap((name) => {
      const one = has.find((row) => row.attribute === name)
      return one === undefined || !isAttribute(name)
        ? []
        : [{ attribute: ATTRIBUTES[name].toLowerCase(), count: one.count }]
    }),
    who: whoInWords(workplace.owner_name, bodies, partnerships),
  }
}

function whoInWords(owner: string, bodies: number, partnerships: readonly string[]): string {
  const others = [
    ...partnerships.map((name) => `of all partners of ${name}`),
    ...(bodies === 0
      ? []
      : [bodies === 1 ? 'of those in 1 further agreement' : `of those in ${bodies} further agreements`]),
  ]
  return `Staff of ${owner}${others.length === 0 ? '' : `, and ${others.join(' and ')}`}`
}
