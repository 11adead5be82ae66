// Everything an owner has recorded of its workplaces, table by table, to take along (I6). Names of people stand in it
// for those who run the workplaces; that they took them is recorded.
import { query, type Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { csvOf, type Column } from '#platform/tables/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { organisationByCode } from '#modules/organisations/index.ts'
import { keepLook, NAMES } from './names.ts'

/** To take everything along: held for the owner. */
export const EXPORT = 'workspaces.export.write'

const MOST_BOOKINGS = 100_000

type Row = Readonly<Record<string, unknown>>
type Raw = ReturnType<typeof sql>

export type ExportFile = { readonly name: string; readonly text: string; readonly rows: number }
export type Exported = { readonly code: string; readonly on: string; readonly files: readonly ExportFile[] }

/** The organisation, if the reader may take along what it has recorded; 404 for one that is not there. */
async function ownerOf(reader: Reader, code: string) {
  const owner = (await organisationByCode(reader, code)) ?? notFound('organisation')
  if (!reader.may(EXPORT, { kind: 'organisation', id: owner.id }))
    refuse(
      'forbidden',
      'workspaces.export.not-yours',
      `This is for those who run all workspaces of ${owner.name}. Ask its workspace manager.`,
    )
  return owner
}

const seesNames = (reader: Reader, ownerId: string): boolean =>
  reader.may(NAMES, { kind: 'organisation', id: ownerId })

const bookedBetween = (from: Temporal.PlainDate | null, until: Temporal.PlainDate | null): Raw =>
  sql`(${from?.toString() ?? null}::date is null or booking.ends_at >= ${from?.toString() ?? null}::date)
    and (${until?.toString() ?? null}::date is null or booking.starts_at < ${until?.toString() ?? null}::date + 1)`

const ofSite =
  (table: string, columns: Raw, joins = sql``, order = sql`1, 2`) =>
  (owner: string) =>
    sql`select site.code as site, ${columns} from ${sql.table(`workspaces.${table}`)} it
    join organisations.site_card site on site.id = it.site_id and site.organisation_id = ${owner} ${joins} order by ${order}`

const TABLES: Readonly<Record<string, (owner: string) => Raw>> = {
  workplaces: ofSite(
    'workplace',
    sql`site.name, site.town, it.time_zone, it.opened_on, it.closes_on, it.retention_months, it.arrival_words, it.wifi_words, it.evacuation_words, it.contact_words, it.privacy_words`,
  ),
  floors: ofSite('floor', sql`it.code, it.name, it.level, it.ended_on`),
  zones: ofSite(
    'zone',
    sql`floor.code as floor, it.code, it.name, it.where_words, it.plan_x, it.plan_y, it.plan_width, it.plan_height, it.ended_on`,
    sql`join workspaces.floor floor on floor.id = it.floor_id`,
    sql`1, 2, 3`,
  ),
  resources: ofSite(
    'resource',
    sql`floor.code as floor, zone.code as zone, it.code, it.name, it.kind, it.capacity, it.attributes, it.where_words, it.row_name, it.row_place,
      it.plan_x, it.plan_y, it.held_for_access, it.setup_minutes, it.clear_minutes, it.from_on, it.retired_on, it.retired_because`,
    sql`join workspaces.floor floor on floor.id = it.floor_id join workspaces.zone zone on zone.id = it.zone_id`,
    sql`1, 2, 3, 4`,
  ),
  rules: ofSite(
    'rule',
    sql`it.place, coalesce(floor.code, zone.code, resource.code, site.code) as at_place, it.resource_kind, it.audience,
      coalesce(body.name, circle.name) as for_whom, it.visible, it.bookable, it.approval, it.pending_holds, it.weekdays, it.opens_at::text, it.closes_at::text,
      it.advance_days, it.early_days, it.least_notice_minutes, it.least_minutes, it.most_minutes, it.grid_minutes, it.per_day, it.per_week, it.per_month,
      it.cancel_minutes, it.check_in, it.check_in_before_minutes, it.release_minutes, it.series_no_shows, it.names, it.because, it.from_on, it.made_at, it.ended_at`,
    sql`left join workspaces.floor floor on it.place = 'floor' and floor.id = it.place_id
      left join workspaces.zone zone on it.place = 'zone' and zone.id = it.place_id
      left join workspaces.resource resource on it.place = 'resource' and resource.id = it.place_id
      left join organisations.organisation_card body on it.audience = 'organisation' and body.id = it.audience_id
      left join workspaces.circle circle on it.audience = 'circle' and circle.id = it.audience_id`,
    sql`site.code, it.made_at, it.id`,
  ),
  allocations: ofSite(
    'allocation',
    sql`it.place, coalesce(floor.code, zone.code, site.code) as at_place, it.resource_kind, it.form, it.audience, coalesce(body.name, circle.name) as for_whom,
      it.amount, it.unit, it.per, it.horizon_working_days, it.from_on, it.to_on, it.ended_at`,
    sql`left join workspaces.floor floor on it.place = 'floor' and floor.id = it.place_id
      left join workspaces.zone zone on it.place = 'zone' and zone.id = it.place_id
      left join organisations.organisation_card body on it.audience = 'organisation' and body.id = it.audience_id
      left join workspaces.circle circle on it.audience = 'circle' and circle.id = it.audience_id`,
    sql`site.code, it.from_on, it.id`,
  ),
  agreements: ofSite(
    'agreement',
    sql`it.audience, coalesce(body.name, circle.name, partnership.title) as with_whom, it.terms, it.from_on, it.to_on, it.notice_days, it.state, it.ends_on`,
    sql`left join organisations.organisation_card body on it.audience = 'organisation' and body.id = it.audience_id
      left join workspaces.circle circle on it.audience = 'circle' and circle.id = it.audience_id
      left join platform.subject partnership on it.audience = 'partnership' and partnership.id = it.audience_id`,
    sql`site.code, it.from_on, it.id`,
  ),
  'out-of-use': (owner) =>
    sql`select site.code as site, resource.code as resource, it.starts_at, it.ends_at, it.reason, it.ended_at from workspaces.block it
      join workspaces.resource resource on resource.id = it.resource_id
      join organisations.site_card site on site.id = resource.site_id and site.organisation_id = ${owner} order by 1, 3, it.id`,
  refused: ofSite(
    'refused',
    sql`it.at, body.name as organisation, it.resource_kind, it.code as reason, it.starts_at, it.ends_at`,
    sql`left join organisations.organisation_card body on body.id = it.organisation_id`,
    sql`it.at, it.id`,
  ),
}

const bookings = (owner: string, when: Raw, named: boolean): Raw =>
  sql`select site.code as site, resource.code as resource, resource.kind, body.name as organisation,
      ${named ? sql`whom.name` : sql`null::text`} as for_person, ${named ? sql`maker.name` : sql`null::text`} as made_by,
      ${named ? sql`case when booking.private then null else booking.purpose end` : sql`null::text`} as what_for,
      booking.starts_at, booking.ends_at, booking.time_zone, booking.state, booking.people, booking.series_id is not null as in_a_series,
      booking.made_at, booking.checked_in_at, booking.left_at, booking.ended_at, booking.ended_because, booking.id
    from workspaces.booking booking join workspaces.resource resource on resource.id = booking.resource_id
    join organisations.site_card site on site.id = booking.site_id
    join organisations.organisation_card body on body.id = booking.organisation_id
    left join organisations.person_card whom on whom.id = booking.for_person_id
    left join organisations.person_card maker on maker.id = booking.made_by_person_id
    where booking.owner_organisation_id = ${owner} and booking.state <> 'held' and ${when}
    order by booking.starts_at, booking.id limit ${MOST_BOOKINGS + 1}`

export const writeExport = query({
  name: EXPORT,
  title: 'Download everything of an organisation’s workspaces',
  doors: ['page', 'command'],
  discloses: true,
  parameters: {
    organisation: field.code('Organisation'),
    from: field.date('Bookings from').optional(),
    until: field.date('Bookings until').optional(),
  },
  async receipt(reader, { organisation, from, until }) {
    const owner = await ownerOf(reader, organisation)
    const { rows } = await sql<{ site_id: string; people: number }>`
      select booking.site_id, count(distinct booking.for_person_id)::int as people from workspaces.booking booking
      where booking.owner_organisation_id = ${owner.id} and booking.organisation_id <> ${owner.id} and ${bookedBetween(from, until)}
      group by booking.site_id order by booking.site_id`.execute(reader.db)
    const named = seesNames(reader, owner.id)
    const on = londonDate(reader.now)
    if (named)
      for (const { site_id, people } of rows)
        await keepLook(reader, { siteId: site_id, on, list: 'export', people })
    return { subject: owner.id, facts: { named, sites: rows.length } }
  },
  async run(reader, { organisation, from, until }): Promise<Exported> {
    const owner = await ownerOf(reader, organisation)
    const found = (await bookings(owner.id, bookedBetween(from, until), seesNames(reader, owner.id)).execute(
      reader.db,
    )) as { rows: readonly Row[] }
    if (found.rows.length > MOST_BOOKINGS)
      refuse(
        'invalid',
        'workspaces.export.too-long',
        `There are more than ${MOST_BOOKINGS.toLocaleString('en-GB')} bookings. Choose a first and a last day, and download them year by year.`,
      )
    const files = [fileOfRows('bookings', found.rows)]
    for (const [name, rows] of Object.entries(TABLES))
      files.push(
        fileOfRows(name, ((await rows(owner.id).execute(reader.db)) as { rows: readonly Row[] }).rows),
      )
    return { code: owner.code, on: londonDate(reader.now).toString(), files }
  },
})

function fileOfRows(name: string, rows: readonly Row[]): ExportFile {
  const columns = Object.keys(rows[0] ?? {}).map((key): Column<Row> => ({
    key,
    label: key.replaceAll('_', ' '),
    kind: typeof rows.find((row) => row[key] !== null)?.[key] === 'number' ? 'number' : 'text',
    value: (row) => plain(row[key]),
  }))
  return { name: `${name}.csv`, text: csvOf(columns, rows).toString('utf8'), rows: rows.length }
}

/** As a machine reads it again: moments in UTC, lists with bars between. */
function plain(value: unknown): string | number | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return Array.isArray(value) ? value.join(' | ') : String(value)
}
