// How much the federation is used. All staff see its sums; who visited whom is for those whose visits they are, and for
// those who run the federation; the public sees finished quarters without small numbers (G10).
import type { Reader } from '#platform/actions/index.ts'
import { sql, type Db, type RawBuilder } from '#platform/database/index.ts'
import type { Quarter } from '../rules/quarters.ts'
import { suppressed, type ShownTable } from '../rules/suppression.ts'
import { READ } from './seeing.ts'

export type Period = {
  readonly from: Temporal.PlainDate
  /** The last day. */ readonly until: Temporal.PlainDate
}
export type VisitsAsked = Period & {
  readonly by: 'day' | 'month' | 'realm' | 'visited' | 'pair' | 'result'
  /** Only visits of this member's people, or at its sites. */
  readonly memberId?: string
}
export type VisitRow = {
  /** '2026-11-20', '2026-11-01', 'kent.gov.uk', 'Medway Council', 'ok' */
  readonly key: string
  readonly homeId: string | null
  readonly visitedId: string | null
  /** Of a member its name; of a stranger its realm, or that it is one. */
  readonly home: string | null
  readonly visited: string | null
  readonly ok: number
  readonly fail: number
}

/** What everybody outside the county stands under, where single ones would say nothing. */
export const ELSEWHERE = 'Elsewhere'

type Grouped = {
  readonly key: string
  readonly home_id: string | null
  readonly visited_id: string | null
  readonly home: string | null
  readonly visited: string | null
  readonly ok: string
  readonly fail: string
}

const MOST_ROWS = 20_000

/** Visits of a period, added up; by day and month in order, else the most first. */
export async function visitsOf(reader: Reader, asked: VisitsAsked): Promise<VisitRow[]> {
  const seen = seenBy(reader, asked)
  if (seen === null) return []
  const { rows } = await grouped(reader.db, asked, seen)
  return rows.map((row) => ({
    key: row.key,
    homeId: row.home_id,
    visitedId: row.visited_id,
    home: row.home,
    visited: row.visited,
    ok: Number(row.ok),
    fail: Number(row.fail),
  }))
}

type Seen = RawBuilder<unknown>

/** Which rows a reader may have in this grouping; null for none. */
function seenBy(reader: Reader, { by, memberId }: VisitsAsked): Seen | null {
  const bodies = reader.scopes(READ, 'organisation')
  const member =
    memberId === undefined ? sql`true` : sql`${memberId}::uuid in (home_member_id, visited_member_id)`
  const isSum = memberId === undefined && isOfAll(by)
  if (bodies === 'all' || (isSum && reader.may(READ))) return member
  if (bodies.length === 0) return null
  const own = sql`(select id from roaming.member where organisation_id = any(${[...bodies]}::uuid[]))`
  return sql`${member} and (home_member_id in ${own} or visited_member_id in ${own})`
}

async function grouped(db: Db, asked: VisitsAsked, seen: Seen) {
  const { by, memberId } = asked
  if (memberId === undefined && isOfAll(by)) return ofAll(db, asked, by)
  const key = KEYS[by]
  return sql<Grouped>`
    select ${key.shown} as key, sums.home_id, sums.visited_id,
      ${key.home} as home, ${key.visited} as visited, sums.ok, sums.fail
    from (
      select ${key.of} as key, ${key.homeId} as home_id, ${key.visitedId} as visited_id,
        sum(ok) as ok, sum(fail) as fail
      from (${await source(db, asked, seen)}) visits group by 1, 2, 3) sums
    left join roaming.member home on home.id = sums.home_id
    left join organisations.organisation_card home_body on home_body.id = home.organisation_id
    left join roaming.member visited on visited.id = sums.visited_id
    left join organisations.organisation_card visited_body on visited_body.id = visited.organisation_id
    cross join lateral (select coalesce(sums.ok, 0) as ok, coalesce(sums.fail, 0) as fail) counted
    order by ${by === 'day' || by === 'month' ? sql`1` : sql`coalesce(sums.ok, 0) + coalesce(sums.fail, 0) desc, 1, 4, 5`}
    limit ${MOST_ROWS}`.execute(db)
}

const none = {
  home: sql`null::text`,
  visited: sql`null::text`,
  homeId: sql`null::uuid`,
  visitedId: sql`null::uuid`,
}
const homeName = sql`coalesce(home_body.name, ${ELSEWHERE})`
const visitedName = sql`coalesce(visited_body.name, ${ELSEWHERE})`

/** What each grouping groups by, and how it is shown. */
const KEYS: Readonly<
  Record<
    VisitsAsked['by'],
    Record<'of' | 'shown' | 'home' | 'visited' | 'homeId' | 'visitedId', RawBuilder<unknown>>
  >
> = {
  day: { ...none, of: sql`day::text`, shown: sql`sums.key` },
  month: { ...none, of: sql`date_trunc('month', day)::date::text`, shown: sql`sums.key` },
  result: { ...none, of: sql`result`, shown: sql`sums.key` },
  realm: { ...none, of: sql`realm`, shown: sql`sums.key`, homeId: sql`home_member_id`, home: homeName },
  visited: {
    ...none,
    of: sql`case when visited_member_id is null then visited else '' end`,
    shown: sql`case when sums.key = '' then ${visitedName} else sums.key end`,
    visitedId: sql`visited_member_id`,
    visited: visitedName,
  },
  pair: {
    of: sql`''::text`,
    shown: sql`${homeName} || ' at ' || ${visitedName}`,
    home: homeName,
    visited: visitedName,
    homeId: sql`home_member_id`,
    visitedId: sql`visited_member_id`,
  },
}

/**
 * Closed quarters and whole months from their sums, the days before and after them from the days. A month of which nothing
 * later is counted yet is whole too: that of today.
 */
async function source(
  db: Db,
  asked: Omit<VisitsAsked, 'memberId'>,
  seen: Seen,
): Promise<RawBuilder<unknown>> {
  const { from, until, by } = asked
  const of = sql`realm, visited, home_member_id, visited_member_id`
  const columns = sql`${of}, result, case result when 'ok' then logins else 0 end as ok, case result when 'fail' then logins else 0 end as fail`
  const days = (first: Temporal.PlainDate, last: Temporal.PlainDate) =>
    sql`select day, ${columns} from roaming.visit_day where day between ${first.toString()}::date and ${last.toString()}::date and ${seen}`
  const months = (first: Temporal.PlainDate, after: Temporal.PlainDate) =>
    sql`select month as day, ${columns} from roaming.visit_month
      where month >= ${first.toString()}::date and month < ${after.toString()}::date and ${seen}`
  const firstMonth = from.day === 1 ? from : from.add({ months: 1 }).with({ day: 1 })
  const afterMonths = until.day === until.daysInMonth ? until.add({ days: 1 }) : until.with({ day: 1 })
  if (by === 'day' || Temporal.PlainDate.compare(firstMonth, afterMonths) > 0) return days(from, until)
  const quarters = isByMonth(by) ? [] : await quartersSummed(db, firstMonth, afterMonths)
  const parts = [days(from, firstMonth.subtract({ days: 1 }))]
  let next = firstMonth
  for (const quarter of quarters) {
    parts.push(months(next, quarter))
    next = quarter.add({ months: 3 })
  }
  parts.push(months(next, afterMonths))
  if (quarters.length > 0)
    parts.push(sql`select quarter as day, ${of}, null as result, ok, fail from roaming.visit_quarter
      where quarter = any(${quarters.map((one) => one.toString())}::date[]) and ${seen}`)
  if (until.day < until.daysInMonth) {
    const isLast = sql`not exists (select 1 from roaming.visit_total
      where day > ${until.toString()}::date and day < ${afterMonths.add({ months: 1 }).toString()}::date)`
    parts.push(sql`${months(afterMonths, afterMonths.add({ months: 1 }))} and ${isLast}`)
    parts.push(sql`${days(afterMonths, until)} and not ${isLast}`)
  }
  return sql.join(parts, sql` union all `)
}

const isByMonth = (by: VisitsAsked['by']): boolean => by === 'month' || by === 'result'

/** The quarters between two days of which sums are kept, in order. */
async function quartersSummed(
  db: Db,
  from: Temporal.PlainDate,
  before: Temporal.PlainDate,
): Promise<Temporal.PlainDate[]> {
  const { rows } = await sql<{ quarter: Temporal.PlainDate }>`
    select first_on as quarter from roaming.quarter_closed
    where first_on >= ${from.toString()}::date and first_on + interval '3 months' <= ${before.toString()}::date
      and exists (select 1 from roaming.visit_quarter one where one.quarter = first_on) order by 1`.execute(
    db,
  )
  return rows.map((row) => row.quarter)
}

const isOfAll = (by: VisitsAsked['by']): by is 'day' | 'month' | 'result' =>
  by === 'day' || by === 'month' || by === 'result'

/** The federation as a whole: from one row a day. */
function ofAll(db: Db, { from, until }: Period, by: 'day' | 'month' | 'result') {
  const key = { day: sql`day::text`, month: sql`date_trunc('month', day)::date::text`, result: sql`result` }[
    by
  ]
  return sql<Grouped>`
    select ${key} as key, null::uuid as home_id, null::uuid as visited_id, null::text as home, null::text as visited,
      coalesce(sum(logins) filter (where result = 'ok'), 0) as ok, coalesce(sum(logins) filter (where result = 'fail'), 0) as fail
    from roaming.visit_total where day between ${from.toString()}::date and ${until.toString()}::date group by 1 order by ${by === 'result' ? sql`sum(logins) desc` : sql`1`}`.execute(
    db,
  )
}

export type CauseRow = { readonly cause: string; readonly logins: number }

/** Why logins failed, the commonest first: of all of them, or of one member's people and at its sites. */
export async function causesOfFailure(
  reader: Reader,
  { from, until, memberId }: Period & { readonly memberId?: string },
): Promise<CauseRow[]> {
  const bodies = reader.scopes(READ, 'organisation')
  const mine = sql`(select name from roaming.realm realm join roaming.member member on member.id = realm.member_id where realm.state = 'proven'
    and ${memberId === undefined ? sql`true` : sql`member.id = ${memberId}::uuid`}
    and ${bodies === 'all' ? sql`true` : sql`member.organisation_id = any(${[...bodies]}::uuid[])`})`
  const { rows } = await sql<{ cause: string; logins: string }>`
    select cause, sum(logins) as logins from roaming.fault_day
    where day between ${from.toString()}::date and ${until.toString()}::date
      and ${memberId === undefined ? sql`true` : sql`(realm in ${mine} or visited in ${mine})`}
    group by cause order by 2 desc, 1 limit 50`.execute(reader.db)
  return rows.map((row) => ({ cause: row.cause, logins: Number(row.logins) }))
}

/** The quarters in which anything was counted, the newest first. */
export async function quartersCounted(reader: Pick<Reader, 'db'>): Promise<Temporal.PlainDate[]> {
  const { rows } = await sql<{ quarter: Temporal.PlainDate }>`
    select distinct date_trunc('quarter', month)::date as quarter from roaming.visit_month order by 1 desc limit 80`.execute(
    reader.db,
  )
  return rows.map((row) => row.quarter)
}

export type PublicVisits = {
  readonly homes: readonly string[]
  readonly places: readonly string[]
  readonly table: ShownTable
  /** Logins of the federation by month: none where the whole is hidden. */
  readonly months: readonly { readonly month: Temporal.PlainDate; readonly logins: number }[]
}

// Few enough to be read, and to be checked for what could be worked out.
const MOST_NAMES = 40
const OTHER_NAMES = 'Others'

/**
 * Logins that succeeded in a finished quarter, by home and visited place, for everybody: cells under five are hidden and
 * whatever would let them be worked out. Quarters only: months beside them would be subtracted. Which are hidden follows
 * from the figures and from ids, never from names: after a body was renamed the same are hidden as before, or two downloads
 * of one quarter would be laid over each other.
 */
export async function publicVisits(reader: Pick<Reader, 'db'>, quarter: Quarter): Promise<PublicVisits> {
  const { rows } = await sql<{
    home: string
    visited: string
    home_name: string
    visited_name: string
    logins: string
  }>`
    select coalesce(sums.home_member_id::text, ${NO_MEMBER}) as home, coalesce(sums.visited_member_id::text, ${NO_MEMBER}) as visited,
      coalesce(home_body.name, ${ELSEWHERE}) as home_name, coalesce(visited_body.name, ${ELSEWHERE}) as visited_name, sums.logins
    from (select home_member_id, visited_member_id, sum(ok) as logins
      from (${await source(reader.db, { ...quarter, by: 'pair' }, sql`true`)}) visits group by 1, 2 having sum(ok) > 0) sums
    left join roaming.member home on home.id = sums.home_member_id
    left join organisations.organisation_card home_body on home_body.id = home.organisation_id
    left join roaming.member visited on visited.id = sums.visited_member_id
    left join organisations.organisation_card visited_body on visited_body.id = visited.organisation_id`.execute(
    reader.db,
  )
  const visits = rows.map((row) => ({ ...row, logins: Number(row.logins) }))
  const names = new Map([
    [OTHER_NAMES, OTHER_NAMES],
    ...visits.flatMap((row) => [
      [row.home, row.home_name] as const,
      [row.visited, row.visited_name] as const,
    ]),
  ])
  const nameOf = (id: string): string => names.get(id) ?? ''
  const homes = shownIds(visits, (row) => row.home)
  const places = shownIds(visits, (row) => row.visited)
  const cells = homes.map(() => places.map(() => 0))
  for (const row of visits) {
    const line = cells[at(homes, row.home)]
    const column = at(places, row.visited)
    if (line !== undefined) line[column] = (line[column] ?? 0) + row.logins
  }
  const hidden = suppressed(cells)
  const byName = (ids: readonly string[]): number[] =>
    [...ids.keys()].toSorted((a, b) => compared(nameOf(ids[a] ?? ''), nameOf(ids[b] ?? '')))
  const [down, across] = [byName(homes), byName(places)]
  const table = {
    cells: down.map((row) => across.map((column) => hidden.cells[row]?.[column] ?? null)),
    rows: down.map((row) => hidden.rows[row] ?? null),
    columns: across.map((column) => hidden.columns[column] ?? null),
    total: hidden.total,
  }
  return {
    homes: down.map((row) => nameOf(homes[row] ?? '')),
    places: across.map((column) => nameOf(places[column] ?? '')),
    table,
    months: table.total === null ? [] : await monthsOf(reader, quarter),
  }
}

const NO_MEMBER = ''

const at = (ids: readonly string[], id: string): number =>
  ids.includes(id) ? ids.indexOf(id) : ids.length - 1

/** The ids that stand by themselves, in their order; the others together after them where there are too many. */
function shownIds<Row extends { readonly logins: number }>(
  rows: readonly Row[],
  idOf: (row: Row) => string,
): string[] {
  const sums = new Map<string, number>()
  for (const row of rows) sums.set(idOf(row), (sums.get(idOf(row)) ?? 0) + row.logins)
  const ids = [...sums]
    .toSorted(([a, some], [b, more]) => more - some || (a < b ? -1 : 1))
    .map(([one]) => one)
  return ids.length <= MOST_NAMES ? ids.toSorted() : [...ids.slice(0, MOST_NAMES - 1).toSorted(), OTHER_NAMES]
}

/** By name; those who are no member, and the others, last. */
const compared = (one: string, other: string): number => rank(one) - rank(other) || (one < other ? -1 : 1)
const rank = (name: string): number => [ELSEWHERE, OTHER_NAMES].indexOf(name)

// Their sum is the total that is shown anyway; three months of which one is small say nothing of who.
async function monthsOf(reader: Pick<Reader, 'db'>, quarter: Quarter): Promise<PublicVisits['months']> {
  const { rows } = await sql<{ month: Temporal.PlainDate; logins: string }>`
    select date_trunc('month', day)::date as month, sum(logins) as logins from roaming.visit_total
    where day between ${quarter.from.toString()}::date and ${quarter.until.toString()}::date and result = 'ok' group by 1 order by 1`.execute(
    reader.db,
  )
  const months = rows.map((row) => ({ month: row.month, logins: Number(row.logins) }))
  const shown = suppressed([months.map((one) => one.logins)])
  return shown.cells[0]?.includes(null) === true ? [] : months
}
