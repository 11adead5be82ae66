// Programmes and what they funded. Public papers told of them, so anybody may read them; balances are elsewhere.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import type { FundedKind, Route, Source } from '../schema.ts'

const programmeRows = (reader: Reader) =>
  reader.db
    .selectFrom('funding.programme as programme')
    .innerJoin('partnerships.partnership_card as partnership', 'partnership.id', 'programme.partnership_id')
    .select([
      'programme.id',
      'programme.code',
      'programme.name',
      'programme.funder',
      'programme.source',
      'programme.route',
      'programme.awarded_pence as awardedPence',
      'programme.successful_bids as successfulBids',
      'programme.note',
      'programme.guidance',
      'programme.opens_on as opensOn',
      'programme.closes_on as closesOn',
      'programme.least_assessors as leastAssessors',
      'programme.version',
      'partnership.id as partnershipId',
      'partnership.code as partnershipCode',
      'partnership.name as partnershipName',
    ])
export type Programme = Awaited<ReturnType<ReturnType<typeof programmeRows>['execute']>>[number]

export const sourceWords: Readonly<Record<Source, string>> = { internal: 'Own fund', external: 'External' }
export const routeWords: Readonly<Record<Route, string>> = {
  held: 'Held by the partnership and released',
  monitored: 'Paid straight to the project lead, monitored only',
}

/** All programmes, own funds first. */
export async function programmeList(
  reader: Reader,
  filter: { readonly partnership?: string; readonly source?: Source } = {},
): Promise<readonly Programme[]> {
  let rows = programmeRows(reader)
    .orderBy('programme.source', 'desc')
    .orderBy('programme.name')
    .orderBy('programme.id')
  if (filter.partnership !== undefined) rows = rows.where('programme.partnership_id', '=', filter.partnership)
  if (filter.source !== undefined) rows = rows.where('programme.source', '=', filter.source)
  return rows.execute()
}

export async function programmeById(reader: Reader, id: string): Promise<Programme> {
  return (
    (await programmeRows(reader).where('programme.id', '=', id).executeTakeFirst()) ?? notFound('programme')
  )
}

export async function programmeByCode(reader: Reader, code: string): Promise<Programme> {
  return (
    (await programmeRows(reader).where('programme.code', '=', code).executeTakeFirst()) ??
    notFound('programme')
  )
}

/** The partnership's own fund, whose ledger is kept; undefined when it has none. */
export async function fundOf(reader: Reader, partnershipId: string): Promise<Programme | undefined> {
  return programmeRows(reader)
    .where('programme.partnership_id', '=', partnershipId)
    .where('programme.source', '=', 'internal')
    .executeTakeFirst()
}

export type FundedProject = {
  readonly id: string
  readonly label: string
  readonly name: string
  readonly kind: FundedKind
  readonly lead: string | null
}
export const fundedKindWords: Readonly<Record<FundedKind, string>> = {
  project: 'Project',
  'programme-office': 'Programme office',
  fund: 'Fund',
}

/** What the papers say was funded, by programme and name. A list for two programmes ('lrf_blrf') belongs to both. */
export async function fundedProjects(
  reader: Reader,
  programmeCode?: string,
): Promise<readonly FundedProject[]> {
  let rows = reader.db
    .selectFrom('funding.funded_project as funded')
    .leftJoin('organisations.organisation_card as lead', 'lead.id', 'funded.lead_organisation_id')
    .select(['funded.id', 'funded.label', 'funded.name', 'funded.kind', 'lead.name as lead'])
    .orderBy('funded.label')
    .orderBy('funded.name')
  if (programmeCode !== undefined)
    rows = rows.where(sql<boolean>`${programmeCode} = any(string_to_array(funded.label, '_'))`)
  return rows.execute()
}
