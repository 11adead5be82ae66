// What is known of a building beside its name: where it is, when it is open, how to get in and about.
import type { Reader } from '#platform/actions/index.ts'
import { holidays } from '#platform/calendar/index.ts'
import { sql } from '#platform/database/index.ts'
import { LONDON, londonDate } from '#platform/time/index.ts'
import {
  ACCESS_FACTS,
  openingOn,
  todayInWords,
  type AccessAnswer,
  type AccessFact,
  type DayException,
  type Opening,
  type WeekSpan,
} from '../rules.ts'

export type SiteException = DayException & {
  readonly id: string
  readonly recordedAt: Temporal.Instant
  readonly withdrawnAt: Temporal.Instant | null
}

export type AccessRow = {
  readonly fact: AccessFact
  readonly answer: AccessAnswer
  readonly note: string | null
}

const time = (value: unknown): Temporal.PlainTime => Temporal.PlainTime.from(String(value))

/** The ordinary week of a building, Monday first. */
export async function weekOf(reader: Pick<Reader, 'db'>, siteId: string): Promise<WeekSpan[]> {
  const rows = await reader.db
    .selectFrom('organisations.site_hours')
    .select(['weekday', sql<string>`opens_at::text`.as('opens'), sql<string>`closes_at::text`.as('closes')])
    .where('site_id', '=', siteId)
    .orderBy('weekday')
    .orderBy('opens_at')
    .execute()
  return rows.map((row) => ({ weekday: row.weekday, opens: time(row.opens), closes: time(row.closes) }))
}

/** Every day on which it was or will be otherwise, as recorded: the later word counts. */
export async function exceptionsOf(reader: Pick<Reader, 'db'>, siteId: string): Promise<SiteException[]> {
  const rows = await reader.db
    .selectFrom('organisations.site_exception')
    .select(['id', 'from_on', 'to_on', 'because', 'recorded_at', 'withdrawn_at'])
    .select([
      sql<string | null>`opens_at::text`.as('opens'),
      sql<string | null>`closes_at::text`.as('closes'),
    ])
    .where('site_id', '=', siteId)
    .orderBy('recorded_at')
    .orderBy('id')
    .limit(1000)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    from: row.from_on,
    to: row.to_on,
    hours:
      row.opens === null || row.closes === null ? null : { opens: time(row.opens), closes: time(row.closes) },
    because: row.because,
    recordedAt: row.recorded_at,
    withdrawnAt: row.withdrawn_at,
  }))
}

/** Ways in and about, in the order of the list; what nobody answered is not known. */
export async function accessOf(reader: Pick<Reader, 'db'>, siteId: string): Promise<AccessRow[]> {
  const rows = await reader.db
    .selectFrom('organisations.site_access')
    .select(['fact', 'answer', 'note'])
    .where('site_id', '=', siteId)
    .execute()
  return (Object.keys(ACCESS_FACTS) as AccessFact[]).map(
    (fact) => rows.find((row) => row.fact === fact) ?? { fact, answer: 'unknown', note: null },
  )
}

export type SiteToday = {
  readonly week: readonly WeekSpan[]
  readonly exceptions: readonly SiteException[]
  readonly opening: Opening
  readonly words: string
}

/** Whether it is open today, and the week and days that say so. */
export async function siteToday(reader: Reader, siteId: string): Promise<SiteToday> {
  const week = await weekOf(reader, siteId)
  const exceptions = await exceptionsOf(reader, siteId)
  const day = londonDate(reader.now)
  const known = await holidays(reader.db)
  const standing = exceptions.filter((one) => one.withdrawnAt === null)
  const opening = openingOn(day, week, standing, known.days.get(day.toString()))
  const clock = reader.now.toZonedDateTimeISO(LONDON).toPlainTime()
  return { week, exceptions, opening, words: todayInWords(opening, clock) }
}
