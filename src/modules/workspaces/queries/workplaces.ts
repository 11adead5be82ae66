// Workplaces as a reader sees them.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { workplaceSeen } from './seeing.ts'

export type Workplace = {
  readonly site_id: string
  /** The site's code, in addresses: 'gun-wharf'. */
  readonly code: string
  readonly name: string
  readonly town: string
  readonly owner_organisation_id: string
  readonly owner_name: string
  readonly time_zone: string
  readonly opened_on: Temporal.PlainDate
  readonly closes_on: Temporal.PlainDate | null
  readonly furthest_days: number
  readonly retention_months: number
  readonly arrival_words: string | null
  readonly wifi_words: string | null
  readonly evacuation_words: string | null
  readonly contact_words: string | null
  readonly privacy_words: string | null
  readonly version: number
}

const rows = (reader: Reader, on: Temporal.PlainDate, where: ReturnType<typeof sql>) =>
  sql<Workplace>`
    select workplace.*, site.code, site.name, site.town, site.organisation_id as owner_organisation_id, site.organisation_name as owner_name
    from workspaces.workplace workplace join organisations.site_card site on site.id = workplace.site_id
    where ${workplaceSeen(reader, on)} and ${where} order by site.name, site.id`.execute(reader.db)

/** Every workplace that the reader sees on a day (today when none is given), by name. */
export async function workplacesSeen(
  reader: Reader,
  on: Temporal.PlainDate = londonDate(reader.now),
): Promise<Workplace[]> {
  return (await rows(reader, on, sql`true`)).rows
}

/** The workplace with this site code, or the refusal that it is not there (W11). */
export async function workplaceByCode(
  reader: Reader,
  code: string,
  on: Temporal.PlainDate = londonDate(reader.now),
): Promise<Workplace> {
  return (await rows(reader, on, sql`site.code = ${code}`)).rows[0] ?? notFound('workplace')
}

/** The workplace of a site by its id, or the refusal that it, or the thing of it that was asked for, is not there (W11). */
export async function workplaceById(
  reader: Reader,
  siteId: string,
  on: Temporal.PlainDate = londonDate(reader.now),
  noun = 'workplace',
): Promise<Workplace> {
  return (await rows(reader, on, sql`workplace.site_id = ${siteId}`)).rows[0] ?? notFound(noun)
}
