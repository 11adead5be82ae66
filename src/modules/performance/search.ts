// What can be found of indicators, and by whom: whoever sees it (M9).
import type { Db } from '#platform/database/index.ts'
import { sql } from '#platform/database/index.ts'
import { isAmong, keyFor, PUBLIC, said, type SearchKind, type SearchRecord } from '#platform/search/index.ts'
import { KEEP, READ_INSIDE } from './queries/seeing.ts'
import type { Audience } from './rules.ts'

type Found = {
  readonly id: string
  readonly code: string
  readonly title: string
  readonly organisation_id: string
  readonly organisation_code: string
  readonly partnership_id: string | null
  readonly audience: Audience
  readonly directorate: string | null
  readonly why: string | null
  readonly what: string | null
  readonly from_on: Temporal.PlainDate
}

async function indicators(db: Db, ids: readonly string[] | 'all'): Promise<readonly SearchRecord[]> {
  const { rows } = await sql<Found>`
    select indicator.id, indicator.code, indicator.title, indicator.organisation_id, organisation.code as organisation_code,
      indicator.partnership_id, indicator.audience, indicator.directorate, indicator.why, definition.what, indicator.measured_from as from_on
    from performance.indicator indicator join organisations.organisation_card organisation on organisation.id = indicator.organisation_id
    join lateral (select what from performance.definition version where version.indicator_id = indicator.id order by number desc limit 1) definition on true
    where ${isAmong(ids, 'indicator.id')}`.execute(db)
  return rows.map((row) => ({
    id: row.id,
    title: `${row.code.toUpperCase()} ${row.title}`,
    words: said(row.what, row.why, row.directorate),
    href: `/performance/${row.organisation_code}/${row.code}`,
    at: row.from_on,
    body: row.organisation_id,
    audience: audienceOf(row),
  }))
}

function audienceOf({ id, audience, organisation_id, partnership_id }: Found): string[] {
  if (audience === 'public') return [PUBLIC]
  const kept = partnership_id === null ? [] : keyFor(KEEP, { kind: 'partnership', id: partnership_id })
  const partners =
    audience === 'partners' && partnership_id !== null
      ? keyFor(READ_INSIDE, { kind: 'partnership', id: partnership_id })
      : []
  return [
    ...new Set([
      ...keyFor(READ_INSIDE, { kind: 'organisation', id: organisation_id }),
      ...keyFor(READ_INSIDE, { kind: 'indicator', id }),
      ...keyFor(KEEP, { kind: 'organisation', id: organisation_id }),
      ...kept,
      ...partners,
    ]),
  ]
}

export const searchKinds: readonly SearchKind[] = [
  { kind: 'performance.indicator', title: 'Indicator', plural: 'Indicators', records: indicators },
]
