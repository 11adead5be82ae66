// What programs may ask of workspaces besides what pages show: workplaces, what stands in them, one's own bookings, and
// the bookings of a workplace for those who run it.
import { query, type Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { afterCursor, pageOf, type Listed } from '#platform/tables/index.ts'
import { BOOKING_STATES, RESOURCE_KINDS } from '../rules.ts'
import { bookingRows, type Booking } from './bookings.ts'
import { resourcesOf, type Resource } from './estate.ts'
import { keepLook, NAMES } from './names.ts'
import { holdsAt, READ } from './seeing.ts'
import { placesShown } from './shown.ts'
import { workplaceByCode, workplacesSeen, type Workplace } from './workplaces.ts'

const paging = {
  after: field.text('After', { most: 500, hint: 'Where the page before ended' }).optional(),
  most: field.integer('Most rows', { least: 1, most: 1000 }).optional(),
}

export const listWorkplaces = query({
  name: 'workspaces.workplace.list',
  title: 'List the workplaces open to you',
  permission: READ,
  doors: ['page', 'api', 'command'],
  parameters: {},
  async run(reader): Promise<Listed<Workplace>> {
    return { rows: await workplacesSeen(reader) }
  },
})

/** One page of what stands in a workplace, by code. The code of its check-in sheet is for those who print it. */
export const listResources = query({
  name: 'workspaces.resource.list',
  title: 'List what can be booked at a workplace',
  permission: READ,
  doors: ['page', 'api', 'command'],
  parameters: {
    site: field.code('Workplace'),
    kind: field.choice('Kind', RESOURCE_KINDS).optional(),
    ...paging,
  },
  async run(reader, { site, kind, after, most }): Promise<Listed<Omit<Resource, 'check_in_code'>>> {
    const workplace = await workplaceByCode(reader, site)
    const size = most ?? 100
    const from = afterCursor(after, 2)?.[0] ?? null
    const shown = await placesShown(reader, { siteId: workplace.site_id })
    const all = (await resourcesOf(reader, workplace.site_id))
      .filter((one) => (kind === null || one.kind === kind) && shown.has(one.id))
      .toSorted((one, other) => (one.code < other.code ? -1 : 1))
      .filter((one) => from === null || one.code > from)
    return pageOf(all.slice(0, size + 1).map(withoutCode), size, (row) => [row.code, row.id])
  },
})

/** Where a list that goes by moments goes on; refused where what stands there is none. */
function momentAfter(after: string | null): readonly string[] | null {
  const cursor = afterCursor(after, 2)
  try {
    if (cursor !== null) Temporal.Instant.from(cursor[0] ?? '')
    return cursor
  } catch {
    return afterCursor('no moment', 2)
  }
}

function withoutCode(resource: Resource): Omit<Resource, 'check_in_code'> {
  const { check_in_code: left, ...rest } = resource
  void left
  return rest
}

const inTime = {
  from: field.date('From').optional(),
  until: field.date('Until').optional(),
  state: field.choice('State', BOOKING_STATES).optional(),
  ...paging,
}

type InTime = {
  readonly from: Temporal.PlainDate | null
  readonly until: Temporal.PlainDate | null
  readonly state: keyof typeof BOOKING_STATES | null
  readonly after: string | null
  readonly most: number | null
}

async function bookingsIn(
  reader: Reader,
  where: ReturnType<typeof sql>,
  asked: InTime,
): Promise<Listed<Booking>> {
  const size = asked.most ?? 100
  const cursor = momentAfter(asked.after)
  const conditions = [
    where,
    ...(asked.from === null
      ? []
      : [sql`booking.ends_at >= ${asked.from.toString()}::date at time zone booking.time_zone`]),
    ...(asked.until === null
      ? []
      : [sql`booking.starts_at < (${asked.until.toString()}::date + 1) at time zone booking.time_zone`]),
    ...(asked.state === null ? [sql`booking.state <> 'held'`] : [sql`booking.state = ${asked.state}`]),
    ...(cursor === null
      ? []
      : [sql`(booking.starts_at, booking.id) > (${cursor[0]}::timestamptz, ${cursor[1]}::uuid)`]),
  ]
  const { rows } = await bookingRows(
    reader,
    sql.join(conditions, sql` and `),
    sql`order by booking.starts_at, booking.id limit ${size + 1}`,
  )
  return pageOf(rows, size, (row) => [row.starts_at.toString(), row.id])
}

/** What is booked for the reader, and what they booked for others. */
export const listOwnBookings = query({
  name: 'workspaces.booking.mine',
  title: 'List your own bookings',
  permission: READ,
  doors: ['page', 'api'],
  parameters: inTime,
  async run(reader, asked): Promise<Listed<Booking>> {
    if (reader.actor.kind !== 'person') return { rows: [] }
    const me = reader.actor.id
    return bookingsIn(
      reader,
      sql`(booking.for_person_id = ${me} or booking.made_by_person_id = ${me})`,
      asked,
    )
  },
})

async function runAt(reader: Reader, site: string): Promise<Workplace> {
  const workplace = await workplaceByCode(reader, site)
  if (!holdsAt(reader, NAMES, workplace))
    refuse(
      'forbidden',
      'workspaces.names.not-yours',
      `Who has booked is for those who run ${workplace.name}. Ask its workspace manager.`,
    )
  return workplace
}

/** The bookings of a workplace with their names: for those who run it, and that they looked is recorded (W15). */
export const listBookings = query({
  name: 'workspaces.booking.list',
  title: 'List the bookings of a workplace',
  permission: NAMES,
  doors: ['page', 'api', 'command'],
  discloses: true,
  parameters: { site: field.code('Workplace'), ...inTime },
  async receipt(reader, asked) {
    const workplace = await runAt(reader, asked.site)
    const { rows } = await bookingsIn(reader, sql`booking.site_id = ${workplace.site_id}`, asked)
    const people = new Set(
      rows.flatMap((row) => (row.organisation_id === row.owner_organisation_id ? [] : [row.for_person_id])),
    ).size
    const on = asked.from ?? reader.now.toZonedDateTimeISO(workplace.time_zone).toPlainDate()
    if (people > 0) await keepLook(reader, { siteId: workplace.site_id, on, list: 'bookings', people })
    return { subject: workplace.site_id, facts: { people } }
  },
  async run(reader, asked): Promise<Listed<Booking>> {
    const workplace = await runAt(reader, asked.site)
    const { rows, ...more } = await bookingsIn(reader, sql`booking.site_id = ${workplace.site_id}`, asked)
    // What a private booking is for is its person's.
    return { rows: rows.map((row) => (row.private ? { ...row, purpose: null } : row)), ...more }
  },
})

export type LookRow = {
  readonly id: string
  readonly seen_at: Temporal.Instant
  readonly viewer: string | null
  readonly body: string | null
  readonly site_name: string
  readonly day_on: Temporal.PlainDate
  readonly list: string
  readonly people: number
}

const lookRows = (where: ReturnType<typeof sql>, after: string | null, size: number) => {
  const cursor = momentAfter(after)
  return sql<LookRow>`
    select look.id, look.seen_at, viewer.name as viewer, viewer.organisation_name as body, site.name as site_name, look.day_on, look.list, look.people
    from workspaces.name_view look join organisations.site_card site on site.id = look.site_id
    left join organisations.person_card viewer on viewer.id = look.viewer_person_id
    where ${where} and ${cursor === null ? sql`true` : sql`(look.seen_at, look.id) < (${cursor[0]}::timestamptz, ${cursor[1]}::uuid)`}
    order by look.seen_at desc, look.id desc limit ${size + 1}`
}

const lookCursor = (row: LookRow): [string, string] => [row.seen_at.toString(), row.id]

/** Who looked at names of other bodies' people at a workplace, the latest first: for those who run it. */
export async function looksAt(
  reader: Reader,
  workplace: Workplace,
  { after, most }: { readonly after: string | null; readonly most: number },
): Promise<Listed<LookRow>> {
  if (!holdsAt(reader, NAMES, workplace)) return { rows: [] }
  const { rows } = await lookRows(sql`look.site_id = ${workplace.site_id}`, after, most).execute(reader.db)
  return pageOf(rows, most, lookCursor)
}

/**
 * Who of other bodies looked at a list in which the reader's name may have stood: of a workplace and a day for which
 * something was booked for them. Which names were shown is not recorded, so it may be more than there were.
 */
export async function looksAtMe(
  reader: Reader,
  { after, most }: { readonly after: string | null; readonly most: number },
): Promise<Listed<LookRow>> {
  if (reader.actor.kind !== 'person') return { rows: [] }
  const me = reader.actor.id
  const { rows } = await lookRows(
    sql`look.viewer_person_id is distinct from ${me} and exists (
      select 1 from workspaces.booking booking where booking.for_person_id = ${me} and booking.site_id = look.site_id
        and booking.made_at <= look.seen_at and booking.state <> 'held'
        and (look.list in ('export', 'bookings') or (
          (booking.starts_at at time zone booking.time_zone)::date <= look.day_on and (booking.ends_at at time zone booking.time_zone)::date >= look.day_on))
        and not exists (select 1 from organisations.employment_card post where post.person_id = look.viewer_person_id
          and post.organisation_id = booking.organisation_id and post.ended_on is null))`,
    after,
    most,
  ).execute(reader.db)
  return pageOf(rows, most, lookCursor)
}
