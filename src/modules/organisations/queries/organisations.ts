// Organisations and their buildings, as anybody may read them.
import { query, type Reader } from '#platform/actions/index.ts'
import type { Selectable } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { field, isRecordId } from '#platform/fields/index.ts'
import { afterCursor, pageOf, type Listed } from '#platform/tables/index.ts'
import { ORGANISATION_KINDS, type OrganisationKind } from '../rules.ts'
import type { OrganisationCard, OrganisationTable, SiteCard, SiteTable } from '../schema.ts'

export type Organisation = Selectable<OrganisationTable>
export type OrganisationSummary = Selectable<OrganisationCard>
export type Site = Selectable<SiteTable> & {
  readonly organisation_name: string
  readonly organisation_code: string
}
export type SiteSummary = Selectable<SiteCard>

const CARD = ['id', 'code', 'name', 'kind', 'ended_on'] as const

/** Current organisations by name; of one kind, or whose name holds the words searched for. */
export async function organisationsNamed(
  reader: Reader,
  wanted: { readonly kind?: OrganisationKind; readonly search?: string; readonly ended?: boolean } = {},
): Promise<OrganisationSummary[]> {
  let rows = reader.db
    .selectFrom('organisations.organisation_card')
    .select(CARD)
    .orderBy('name')
    .orderBy('id')
  if (wanted.ended !== true) rows = rows.where('ended_on', 'is', null)
  if (wanted.kind !== undefined) rows = rows.where('kind', '=', wanted.kind)
  if (wanted.search !== undefined) rows = rows.where('name', 'ilike', containing(wanted.search))
  return rows.execute()
}

/** The organisation, or the refusal that it is not there. */
export async function organisationById(reader: Reader, id: string): Promise<Organisation> {
  if (!isRecordId(id)) return notFound('organisation')
  const row = await reader.db
    .selectFrom('organisations.organisation')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  return row ?? notFound('organisation')
}

/** The organisation with this code ('kcc'), or the refusal that it is not there. */
export async function organisationByCode(reader: Reader, code: string): Promise<Organisation> {
  const row = await reader.db
    .selectFrom('organisations.organisation')
    .selectAll()
    .where('code', '=', code)
    .executeTakeFirst()
  return row ?? notFound('organisation')
}

/** The organisations with these codes, by code; what is not there is missing from the map. For files that name organisations. */
export async function organisationsByCode(
  reader: Reader,
  codes: readonly string[],
): Promise<ReadonlyMap<string, OrganisationSummary>> {
  if (codes.length === 0) return new Map()
  const rows = await reader.db
    .selectFrom('organisations.organisation_card')
    .select(CARD)
    .where('code', 'in', [...new Set(codes)])
    .execute()
  return new Map(rows.map((row) => [row.code, row]))
}

/** One page of organisations, for the list and its three doors. */
export const listOrganisations = query({
  name: 'organisations.organisation.list',
  title: 'List organisations',
  doors: ['page', 'api', 'command'],
  parameters: {
    kind: field.choice('Kind of organisation', ORGANISATION_KINDS).optional(),
    search: field.text('Name', { most: 100 }).optional(),
    after: field.text('After', { most: 500, hint: 'Where the page before ended' }).optional(),
    most: field.integer('Most rows', { least: 1, most: 1000 }).optional(),
  },
  async run(reader, { kind, search, after, most }): Promise<Listed<OrganisationSummary>> {
    const size = most ?? 100
    let rows = reader.db
      .selectFrom('organisations.organisation_card')
      .select(CARD)
      .orderBy('name')
      .orderBy('id')
      .limit(size + 1)
    if (kind !== null) rows = rows.where('kind', '=', kind)
    if (search !== null) rows = rows.where('name', 'ilike', containing(search))
    const cursor = afterCursor(after, 2)
    if (cursor !== null)
      rows = rows.where(({ eb, refTuple, tuple }) =>
        eb(refTuple('name', 'id'), '>', tuple(cursor[0] ?? '', cursor[1] ?? '')),
      )
    return pageOf(await rows.execute(), size, (row) => [row.name, row.id])
  },
})

/** One organisation by its code. */
export const readOrganisation = query({
  name: 'organisations.organisation.read',
  title: 'Show an organisation',
  doors: ['page', 'api', 'command'],
  parameters: { organisation: field.code('Organisation code') },
  run: (reader, { organisation }) => organisationByCode(reader, organisation),
})

/** The buildings of an organisation, by name. */
export async function sitesOf(reader: Reader, organisationId: string): Promise<SiteSummary[]> {
  return reader.db
    .selectFrom('organisations.site_card')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .orderBy('name')
    .orderBy('id')
    .execute()
}

/** All buildings by name; of one town, or whose name or town holds the words searched for. */
export async function sitesNamed(
  reader: Reader,
  wanted: { readonly search?: string } = {},
): Promise<SiteSummary[]> {
  let rows = reader.db.selectFrom('organisations.site_card').selectAll().orderBy('name').orderBy('id')
  const { search } = wanted
  if (search !== undefined)
    rows = rows.where(({ eb, or }) =>
      or([eb('name', 'ilike', containing(search)), eb('town', 'ilike', containing(search))]),
    )
  return rows.execute()
}

const siteRows = (reader: Reader) =>
  reader.db
    .selectFrom('organisations.site as site')
    .innerJoin('organisations.organisation as organisation', 'organisation.id', 'site.organisation_id')
    .selectAll('site')
    .select(['organisation.name as organisation_name', 'organisation.code as organisation_code'])

/** The building, or the refusal that it is not there. */
export async function siteById(reader: Reader, id: string): Promise<Site> {
  if (!isRecordId(id)) return notFound('site')
  return (await siteRows(reader).where('site.id', '=', id).executeTakeFirst()) ?? notFound('site')
}

/** The building with this code, or the refusal that it is not there. */
export async function siteByCode(reader: Reader, code: string): Promise<Site> {
  return (await siteRows(reader).where('site.code', '=', code).executeTakeFirst()) ?? notFound('site')
}

/** One page of buildings. */
export const listSites = query({
  name: 'organisations.site.list',
  title: 'List sites',
  doors: ['page', 'api', 'command'],
  parameters: {
    search: field.text('Name or town', { most: 100 }).optional(),
    after: field.text('After', { most: 500, hint: 'Where the page before ended' }).optional(),
    most: field.integer('Most rows', { least: 1, most: 1000 }).optional(),
  },
  async run(reader, { search, after, most }): Promise<Listed<SiteSummary>> {
    const size = most ?? 100
    let rows = reader.db
      .selectFrom('organisations.site_card')
      .selectAll()
      .orderBy('name')
      .orderBy('id')
      .limit(size + 1)
    if (search !== null)
      rows = rows.where(({ eb, or }) =>
        or([eb('name', 'ilike', containing(search)), eb('town', 'ilike', containing(search))]),
      )
    const cursor = afterCursor(after, 2)
    if (cursor !== null)
      rows = rows.where(({ eb, refTuple, tuple }) =>
        eb(refTuple('name', 'id'), '>', tuple(cursor[0] ?? '', cursor[1] ?? '')),
      )
    return pageOf(await rows.execute(), size, (row) => [row.name, row.id])
  },
})

/** A pattern that finds the words anywhere; what a person types is never itself a pattern. */
export const containing = (words: string): string => `%${words.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`
