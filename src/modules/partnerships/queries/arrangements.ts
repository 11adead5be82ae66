// Shared-service arrangements, kept as the history of who worked with whom before the partnerships of today.
import { query, type Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { field } from '#platform/fields/index.ts'
import { STAGES, type Stage } from '../rules/arrangements.ts'

export type Arrangement = {
  readonly id: string
  readonly area: string
  readonly service: string
  readonly stage: Stage
  readonly note: string | null
  readonly as_of_year: number | null
  readonly parties: readonly { readonly code: string; readonly name: string }[]
}

/** Arrangements by area and service: all, or those in one stage or area. */
export async function arrangementsOf(
  reader: Reader,
  wanted: { readonly stage?: Stage; readonly area?: string } = {},
): Promise<Arrangement[]> {
  let rows = reader.db
    .selectFrom('partnerships.arrangement as arrangement')
    .selectAll('arrangement')
    .select(({ selectFrom }) =>
      selectFrom('partnerships.arrangement_party as party')
        .innerJoin('organisations.organisation_card as body', 'body.id', 'party.organisation_id')
        .select(
          sql<
            Arrangement['parties']
          >`coalesce(json_agg(json_build_object('code', body.code, 'name', body.name) order by body.name), '[]')`.as(
            'parties',
          ),
        )
        .whereRef('party.arrangement_id', '=', 'arrangement.id')
        .as('parties'),
    )
    .orderBy('arrangement.area')
    .orderBy('arrangement.service')
    .orderBy('arrangement.id')
  if (wanted.stage !== undefined) rows = rows.where('arrangement.stage', '=', wanted.stage)
  if (wanted.area !== undefined) rows = rows.where('arrangement.area', '=', wanted.area)
  return (await rows.execute()).map((row) => ({ ...row, parties: row.parties ?? [] }))
}

/** For the doors. */
export const listArrangements = query({
  name: 'partnerships.arrangement.list',
  title: 'List shared-service arrangements',
  doors: ['page', 'api', 'command'],
  parameters: {
    stage: field.choice('Stage', STAGES).optional(),
    area: field.text('Area', { most: 80 }).optional(),
  },
  async run(reader, { stage, area }) {
    return {
      rows: await arrangementsOf(reader, {
        ...(stage === null ? {} : { stage }),
        ...(area === null ? {} : { area }),
      }),
    }
  },
})
