// Agreements as either side reads them: the same terms, the same rules, the same history (P2); and the bookings ahead
// that nobody would let in any more if one ended.
import { query, type Reader } from '#platform/actions/index.ts'
import { sql, type Db } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { isRecordId } from '#platform/fields/index.ts'
import type { Agreed, AgreementAudience, AgreementState, AgreementStep, ResourceKind } from '../rules.ts'
import { MANAGE, READ } from './seeing.ts'

/** To answer for one's body, and to give notice for it. */
export const ANSWER = 'workspaces.agreement.answer'

export type Agreement = {
  readonly id: string
  readonly site_id: string
  readonly site_code: string
  readonly site_name: string
  readonly owner_organisation_id: string
  readonly owner_name: string
  readonly audience: AgreementAudience
  readonly audience_id: string
  readonly audience_name: string
  readonly terms: string
  readonly from_on: Temporal.PlainDate
  readonly to_on: Temporal.PlainDate | null
  readonly notice_days: number
  readonly state: AgreementState
  readonly ends_on: Temporal.PlainDate | null
  readonly proposed_terms: string | null
  readonly proposed_to_on: Temporal.PlainDate | null
  readonly proposed_notice_days: number | null
  readonly proposed_at: Temporal.Instant | null
  readonly made_at: Temporal.Instant
  readonly version: number
}

export const agreed = (row: Agreement): Agreed => ({
  audience: row.audience,
  state: row.state,
  fromOn: row.from_on,
  toOn: row.to_on,
  endsOn: row.ends_on,
  noticeDays: row.notice_days,
})

const rows = (db: Db, where: ReturnType<typeof sql>, most = 500) =>
  sql<Agreement>`
    select agreement.id, agreement.site_id, site.code as site_code, site.name as site_name, agreement.owner_organisation_id,
      owner.name as owner_name, agreement.audience, agreement.audience_id,
      case agreement.audience when 'organisation' then body.name when 'circle' then circle.name
        else 'all partners in ' || partnership.name end as audience_name,
      agreement.terms, agreement.from_on, agreement.to_on, agreement.notice_days, agreement.state, agreement.ends_on,
      agreement.proposed_terms, agreement.proposed_to_on, agreement.proposed_notice_days, agreement.proposed_at,
      agreement.made_at, agreement.version
    from workspaces.agreement agreement
    join organisations.site_card site on site.id = agreement.site_id
    join organisations.organisation_card owner on owner.id = agreement.owner_organisation_id
    left join organisations.organisation_card body on agreement.audience = 'organisation' and body.id = agreement.audience_id
    left join workspaces.circle circle on agreement.audience = 'circle' and circle.id = agreement.audience_id
    left join partnerships.partnership_card partnership on agreement.audience = 'partnership' and partnership.id = agreement.audience_id
    where ${where}
    order by array_position(array['offered', 'standing', 'ended', 'declined', 'withdrawn'], agreement.state), site.name, audience_name, agreement.id
    limit ${most}`.execute(db)

/** Whether one of these bodies is on the side that is let in. For `workspaces.agreement agreement`. */
const lets = (bodies: readonly string[]) => sql<boolean>`(case agreement.audience
    when 'organisation' then agreement.audience_id = any(${[...bodies]}::uuid[])
    when 'circle' then exists (select 1 from workspaces.circle_member member where member.circle_id = agreement.audience_id
      and member.organisation_id = any(${[...bodies]}::uuid[]))
    else exists (select 1 from partnerships.member_card member where member.partnership_id = agreement.audience_id
      and member.organisation_id = any(${[...bodies]}::uuid[])
      and (member.left_on is null or member.left_on >= agreement.from_on)) end)`

/** Whoever works for either side reads it; the platform's administrators and the officers of the site too. */
function seen(reader: Reader) {
  const bodies = reader.scopes(READ, 'organisation')
  const sites = reader.scopes(READ, 'site')
  if (bodies === 'all' || sites === 'all') return sql<boolean>`true`
  return sql<boolean>`(agreement.owner_organisation_id = any(${[...bodies]}::uuid[]) or agreement.site_id = any(${[...sites]}::uuid[])
    or ${lets(bodies)})`
}

export type AgreementFilter = {
  /** Given: for our workplaces. Taken: for those of others. */
  readonly side?: 'given' | 'taken'
  readonly siteId?: string
  readonly state?: AgreementState
}

/** The agreements of the reader's bodies, given and taken. */
export async function agreementsOf(reader: Reader, filter: AgreementFilter = {}): Promise<Agreement[]> {
  const held = reader.scopes(READ, 'organisation')
  const bodies = held === 'all' ? [] : held
  const narrowed = [
    seen(reader),
    filter.siteId === undefined ? sql`true` : sql`agreement.site_id = ${filter.siteId}`,
    filter.state === undefined ? sql`true` : sql`agreement.state = ${filter.state}`,
    filter.side === 'given' ? sql`agreement.owner_organisation_id = any(${[...bodies]}::uuid[])` : sql`true`,
    filter.side === 'taken' ? lets(bodies) : sql`true`,
  ]
  return (await rows(reader.db, sql.join(narrowed, sql` and `))).rows
}

/** One agreement, or the refusal that it is not there. */
export async function agreementById(reader: Reader, id: string): Promise<Agreement> {
  if (!isRecordId(id)) return notFound('agreement')
  return (
    (await rows(reader.db, sql`agreement.id = ${id} and ${seen(reader)}`)).rows[0] ?? notFound('agreement')
  )
}

/** Whether the reader may speak for the owner, and whether for the body that is let in. */
export function sidesOf(
  reader: Pick<Reader, 'may'>,
  row: Agreement,
): { readonly owner: boolean; readonly partner: boolean } {
  return {
    owner:
      reader.may(MANAGE, { kind: 'organisation', id: row.owner_organisation_id }) ||
      reader.may(MANAGE, { kind: 'site', id: row.site_id }),
    partner:
      row.audience === 'organisation' && reader.may(ANSWER, { kind: 'organisation', id: row.audience_id }),
  }
}

export type StepTaken = {
  readonly step: AgreementStep
  readonly organisation_name: string
  readonly person_name: string | null
  readonly words: string | null
  readonly on_behalf: boolean
  readonly at: Temporal.Instant
}

export async function agreementSteps(reader: Pick<Reader, 'db'>, agreementId: string): Promise<StepTaken[]> {
  const { rows: steps } = await sql<StepTaken>`
    select step.step, body.name as organisation_name, person.name as person_name, step.words, step.on_behalf, step.at
    from workspaces.agreement_step step
    join organisations.organisation_card body on body.id = step.organisation_id
    left join organisations.person_card person on person.id = step.person_id
    where step.agreement_id = ${agreementId} order by step.at, step.id limit 500`.execute(reader.db)
  return steps
}

/** A booking ahead that nobody lets in any more. */
export type Lost = {
  readonly id: string
  readonly organisation_name: string
  readonly site_id: string
  readonly site_name: string
  readonly site_code: string
  readonly resource_name: string
  readonly kind: ResourceKind
  readonly zone: string
  readonly starts_at: Temporal.Instant
  readonly ends_at: Temporal.Instant
}

/** As if an agreement ended on a day, or bodies left a group of partners. */
export type AsIf = {
  readonly siteIds?: readonly string[]
  readonly ownerId?: string
  readonly organisationId?: string
  readonly agreement?: { readonly id: string; readonly lastDay: Temporal.PlainDate }
  readonly leaving?: { readonly circleId: string; readonly organisationIds: readonly string[] }
}

const MOST_LOST = 5000

/** The bookings ahead, of other bodies than the owner, for whose day no agreement lets their body in (W11). */
export async function lostBookings(
  reader: Pick<Reader, 'db'>,
  now: Temporal.Instant,
  asIf: AsIf,
): Promise<Lost[]> {
  const { agreement, leaving } = asIf
  const narrowed = [
    asIf.siteIds === undefined ? sql`true` : sql`booking.site_id = any(${[...asIf.siteIds]}::uuid[])`,
    asIf.ownerId === undefined ? sql`true` : sql`booking.owner_organisation_id = ${asIf.ownerId}`,
    asIf.organisationId === undefined ? sql`true` : sql`booking.organisation_id = ${asIf.organisationId}`,
  ]
  const stays =
    agreement === undefined
      ? sql`true`
      : sql`(agreement.id <> ${agreement.id} or ahead.day <= ${agreement.lastDay.toString()}::date)`
  const isIn =
    leaving === undefined
      ? sql`true`
      : sql`not (member.circle_id = ${leaving.circleId} and member.organisation_id = any(${[...leaving.organisationIds]}::uuid[]))`
  const { rows: lost } = await sql<Lost>`
    with ahead as (
      select booking.id, booking.organisation_id, booking.site_id, booking.resource_id, booking.starts_at, booking.ends_at,
        booking.time_zone as zone, (booking.starts_at at time zone booking.time_zone)::date as day
      from workspaces.booking booking
      where booking.state in ('held', 'pending', 'confirmed') and booking.starts_at > ${now.toString()}::timestamptz
        and booking.organisation_id <> booking.owner_organisation_id and ${sql.join(narrowed, sql` and `)})
    select ahead.id, body.name as organisation_name, ahead.site_id, site.name as site_name, site.code as site_code,
      resource.name as resource_name, resource.kind, ahead.zone, ahead.starts_at, ahead.ends_at
    from ahead
    join organisations.site_card site on site.id = ahead.site_id
    join organisations.organisation_card body on body.id = ahead.organisation_id
    join workspaces.resource resource on resource.id = ahead.resource_id
    where ahead.organisation_id <> site.organisation_id and not exists (
      select 1 from workspaces.agreement agreement where agreement.site_id = ahead.site_id and agreement.state = 'standing'
        and agreement.from_on <= ahead.day and (agreement.to_on is null or agreement.to_on >= ahead.day)
        and (agreement.ends_on is null or agreement.ends_on >= ahead.day) and ${stays}
        and case agreement.audience
          when 'organisation' then agreement.audience_id = ahead.organisation_id
          when 'circle' then exists (select 1 from workspaces.circle_member member where member.circle_id = agreement.audience_id
            and member.organisation_id = ahead.organisation_id and ${isIn})
          else exists (select 1 from partnerships.member_card member where member.partnership_id = agreement.audience_id
            and member.organisation_id = ahead.organisation_id and (member.joined_on is null or member.joined_on <= ahead.day)
            and (member.left_on is null or member.left_on >= ahead.day)) end)
    order by ahead.starts_at, ahead.id limit ${MOST_LOST}`.execute(reader.db)
  return lost
}

export const listAgreements = query({
  name: 'workspaces.agreement.list',
  title: 'List the agreements of my organisation',
  permission: READ,
  doors: ['api', 'command'],
  parameters: {},
  run: (reader) => agreementsOf(reader),
})
