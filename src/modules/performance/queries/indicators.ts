// Indicators with the definition that applies today, for whoever may see them: by body, by the record they are about or
// serve, one by one. What a reader may not see is not found, like what does not exist (M9).
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import type { Audience, Direction, Frequency, Measure } from '../rules.ts'
import { indicatorSeen, nameSeen } from './seeing.ts'

export type IndicatorRow = {
  readonly id: string
  readonly organisation_id: string
  readonly organisation_code: string
  readonly organisation_name: string
  readonly code: string
  readonly title: string
  readonly directorate: string | null
  readonly partnership_id: string | null
  readonly partnership_name: string | null
  readonly about_subject_id: string | null
  readonly serves_subject_id: string | null
  readonly why: string | null
  readonly owner_person_id: string | null
  readonly owner_name: string | null
  readonly audience: Audience
  readonly source: string | null
  readonly quality_note: string | null
  readonly measured_from: Temporal.PlainDate
  readonly retired_on: Temporal.PlainDate | null
  readonly retired_why: string | null
  readonly version: number
  readonly definition_id: string
  readonly definition_number: number
  readonly what: string | null
  readonly measure: Measure
  readonly unit: string | null
  readonly decimals: number
  readonly bands: readonly string[]
  readonly direction: Direction
  readonly frequency: Frequency
  readonly aggregation: string | null
  readonly numerator: string | null
  readonly denominator: string | null
}

export const indicatorRows = (reader: Pick<Reader, 'actor' | 'db'>) =>
  reader.db
    .selectFrom('performance.indicator as indicator')
    .innerJoin('performance.definition as definition', (join) =>
      join
        .onRef('definition.indicator_id', '=', 'indicator.id')
        .on(
          sql<boolean>`definition.number = (select max(newest.number) from performance.definition newest where newest.indicator_id = indicator.id)`,
        ),
    )
    .innerJoin(
      'organisations.organisation_card as organisation',
      'organisation.id',
      'indicator.organisation_id',
    )
    .leftJoin('partnerships.partnership_card as partnership', 'partnership.id', 'indicator.partnership_id')
    .leftJoin('organisations.person_card as owner', 'owner.id', 'indicator.owner_person_id')
    .selectAll('indicator')
    .select([
      'organisation.code as organisation_code',
      'organisation.name as organisation_name',
      'partnership.name as partnership_name',
      nameSeen(reader, 'owner.name').as('owner_name'),
      'definition.id as definition_id',
      'definition.number as definition_number',
      'definition.what',
      'definition.measure',
      'definition.unit',
      'definition.decimals',
      'definition.bands',
      'definition.direction',
      'definition.frequency',
      'definition.aggregation',
      'definition.numerator',
      'definition.denominator',
    ])

/** One indicator by the code of its body and its own, or not found. */
export async function indicatorByCode(
  reader: Reader,
  organisation: string,
  code: string,
): Promise<IndicatorRow> {
  const row = await indicatorRows(reader)
    .where('organisation.code', '=', organisation)
    .where('indicator.code', '=', code)
    .where(indicatorSeen(reader))
    .executeTakeFirst()
  return row ?? notFound('indicator')
}

export type IndicatorFilter = {
  readonly organisation?: string
  readonly partnership?: string
  readonly about?: readonly string[]
  readonly serves?: readonly string[]
  readonly directorate?: string
  readonly owner?: string
  readonly search?: string
  readonly retired?: boolean
}

const MOST = 5000

/** The indicators the reader may see, by part of the body and code. */
export async function indicatorsSeen(reader: Reader, filter: IndicatorFilter = {}): Promise<IndicatorRow[]> {
  let rows = indicatorRows(reader)
    .where(indicatorSeen(reader))
    .where('indicator.retired_on', filter.retired === true ? 'is not' : 'is', null)
    .orderBy('organisation.name')
    .orderBy('indicator.directorate', (order) => order.asc().nullsFirst())
    .orderBy('indicator.code')
    .orderBy('indicator.id')
    .limit(MOST)
  const { organisation, partnership, about, serves, directorate, owner } = filter
  if (organisation !== undefined) rows = rows.where('indicator.organisation_id', '=', organisation)
  if (partnership !== undefined) rows = rows.where('indicator.partnership_id', '=', partnership)
  if (about !== undefined)
    rows = rows.where(sql<boolean>`indicator.about_subject_id = any(${[...about]}::uuid[])`)
  if (serves !== undefined)
    rows = rows.where(sql<boolean>`indicator.serves_subject_id = any(${[...serves]}::uuid[])`)
  if (directorate !== undefined) rows = rows.where('indicator.directorate', '=', directorate)
  if (owner !== undefined) rows = rows.where('indicator.owner_person_id', '=', owner)
  const search = filter.search?.trim() ?? ''
  if (search !== '') {
    const words = `%${search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
    rows = rows.where(
      sql<boolean>`concat_ws(' ', indicator.code, indicator.title, indicator.directorate, definition.what) ilike ${words}`,
    )
  }
  return rows.execute()
}

/** Every version of the definition, the newest first. */
export async function definitionsOf(reader: Pick<Reader, 'actor' | 'db'>, indicatorId: string) {
  return reader.db
    .selectFrom('performance.definition as definition')
    .leftJoin('organisations.person_card as person', 'person.id', 'definition.made_by_person_id')
    .selectAll('definition')
    .select(nameSeen(reader, 'person.name').as('made_by'))
    .where('definition.indicator_id', '=', indicatorId)
    .orderBy('definition.number', 'desc')
    .execute()
}
export type DefinitionRow = Awaited<ReturnType<typeof definitionsOf>>[number]

/** What became of the record, the newest first. */
export async function changesOf(reader: Pick<Reader, 'actor' | 'db'>, indicatorId: string) {
  return reader.db
    .selectFrom('performance.change as change')
    .leftJoin('organisations.person_card as person', 'person.id', 'change.made_by_person_id')
    .select([
      'change.id',
      'change.kind',
      'change.words',
      'change.former',
      nameSeen(reader, 'person.name').as('made_by'),
      'change.made_at',
    ])
    .where('change.indicator_id', '=', indicatorId)
    .orderBy('change.made_at', 'desc')
    .orderBy('change.id', 'desc')
    .execute()
}
export type ChangeRow = Awaited<ReturnType<typeof changesOf>>[number]
