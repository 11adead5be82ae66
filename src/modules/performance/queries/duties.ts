// What is due of whom: figures of the last period that are not there, figures that wait for an answer, indicators that
// nobody owns. One question to the database each, whatever number of indicators a person answers for.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { DUE_DAYS, FREQUENCIES, lastEnded, shortWords, type Frequency, type Period } from '../rules.ts'
import { KEEP, indicatorKept, worksForBody } from './seeing.ts'

const GIVE = 'performance.value.give'

export type DueRow = {
  readonly id: string
  readonly code: string
  readonly title: string
  readonly organisation_code: string
  readonly organisation_name: string
  readonly owner_person_id: string
  readonly owner_name: string
  readonly frequency: Frequency
  readonly period_from: Temporal.PlainDate
  readonly period_to: Temporal.PlainDate
  readonly due_on: Temporal.PlainDate
}

/** The figures of the last period that ended and were not given, of those the reader may give; the longest due first. */
export async function duesOf(reader: Reader, only: { readonly owner?: string } = {}): Promise<DueRow[]> {
  const today = londonDate(reader.now)
  const lasts = (Object.keys(FREQUENCIES) as Frequency[]).map((frequency) => lastEnded(frequency, today))
  const period = (one: Period) =>
    sql`(${one.frequency}::text, ${one.from.toString()}::date, ${one.to.toString()}::date)`
  const mine = only.owner === undefined ? sql`true` : sql`indicator.owner_person_id = ${only.owner}`
  const { rows } = await sql<DueRow>`
    select indicator.id, indicator.code, indicator.title, organisation.code as organisation_code, organisation.name as organisation_name,
      indicator.owner_person_id, owner.name as owner_name, ended.frequency, ended.period_from, ended.period_to,
      ended.period_to + ${sql.lit(DUE_DAYS)} as due_on
    from performance.indicator indicator
    join organisations.organisation_card organisation on organisation.id = indicator.organisation_id
    join organisations.person_card owner on owner.id = indicator.owner_person_id
    join performance.definition definition on definition.indicator_id = indicator.id
      and definition.number = (select max(newest.number) from performance.definition newest where newest.indicator_id = indicator.id)
    join (values ${sql.join(lasts.map(period))}) as ended (frequency, period_from, period_to) on ended.frequency = definition.frequency
    where indicator.retired_on is null and indicator.measured_from <= ended.period_to and ${mine} and ${indicatorKept(reader, GIVE)}
      and not exists (select 1 from performance.value value where value.indicator_id = indicator.id and value.kind = 'actual'
        and value.frequency = ended.frequency and value.period_from = ended.period_from and value.superseded_at is null)
    order by due_on, indicator.code, indicator.id limit 1000`.execute(reader.db)
  return rows
}

export const dueWords = (row: DueRow): string =>
  shortWords({ frequency: row.frequency, from: row.period_from, to: row.period_to })

export type DoubtRow = {
  readonly code: string
  readonly title: string
  readonly organisation_code: string
  readonly organisation_name: string
  readonly doubts: number
}

/** Indicators with figures that wait for an answer: those the person owns, and those they keep that nobody owns. */
export async function doubtsFor(reader: Reader, personId: string): Promise<DoubtRow[]> {
  const today = londonDate(reader.now)
  const { rows } = await sql<DoubtRow>`
    select indicator.code, indicator.title, organisation.code as organisation_code, organisation.name as organisation_name, count(*)::int as doubts
    from performance.value value join performance.indicator indicator on indicator.id = value.indicator_id
    join organisations.organisation_card organisation on organisation.id = indicator.organisation_id
    where value.reading = 'doubt' and value.superseded_at is null and indicator.retired_on is null and ${indicatorKept(reader, 'performance.value.answer')}
      and (indicator.owner_person_id = ${personId} or indicator.owner_person_id is null
        or not ${worksForBody(sql`indicator.owner_person_id`, today)})
    group by 1, 2, 3, 4 order by 1 limit 100`.execute(reader.db)
  return rows
}

export type OwnerlessRow = {
  readonly organisation_code: string
  readonly organisation_name: string
  readonly indicators: number
}

/** The bodies with indicators that nobody owns, for those who keep them. */
export async function ownerlessFor(reader: Reader): Promise<OwnerlessRow[]> {
  const today = londonDate(reader.now)
  const { rows } = await sql<OwnerlessRow>`
    select organisation.code as organisation_code, organisation.name as organisation_name, count(*)::int as indicators
    from performance.indicator indicator join organisations.organisation_card organisation on organisation.id = indicator.organisation_id
    where indicator.retired_on is null and ${indicatorKept(reader, KEEP)}
      and (indicator.owner_person_id is null or not ${worksForBody(sql`indicator.owner_person_id`, today)})
    group by 1, 2 order by 2 limit 50`.execute(reader.db)
  return rows
}
