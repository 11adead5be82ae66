// Every reference that performance makes to a person. Whoever leaves no longer owns an indicator that goes on, so that
// its body notices; who gave and corrected a figure stays, because others relied on it.
import { sql } from '#platform/database/index.ts'
import {
  personalReference,
  rowsReference,
  type HeldRow,
  type PersonalReference,
  type RowsReference,
} from '#platform/personal/index.ts'

const HISTORY = 'who gave a figure is part of the record that was relied on'

type Row = HeldRow

const kept = (column: string, title: string, rows: RowsReference['rows']) =>
  rowsReference({ column, title, rows, keep: HISTORY })

export const personal: readonly PersonalReference[] = [
  personalReference({
    column: 'performance.indicator.owner_person_id',
    title: 'Indicators you own or owned',
    held: async (db, personId) =>
      (
        await sql<{ what: string }>`
          select code || ' ' || title as what from performance.indicator where owner_person_id = ${personId} order by 1`.execute(
          db,
        )
      ).rows.map((row) => ({ What: row.what })),
    leaving: {
      forget: async (tx, personId) =>
        void (await sql`update performance.indicator set owner_person_id = null, version = version + 1
          where owner_person_id = ${personId} and retired_on is null`.execute(tx)),
    },
  }),
  kept('performance.value.given_by_person_id', 'Figures you gave', (db, id) =>
    sql<Row>`select indicator.code || ', ' || value.kind || ' from ' || value.period_from as what, value.given_at as at
      from performance.value value join performance.indicator indicator on indicator.id = value.indicator_id
      where value.given_by_person_id = ${id} order by value.given_at`.execute(db),
  ),
  kept('performance.definition.made_by_person_id', 'Definitions of indicators you made', (db, id) =>
    sql<Row>`select indicator.code || ', version ' || definition.number as what, definition.made_at as at
      from performance.definition definition join performance.indicator indicator on indicator.id = definition.indicator_id
      where definition.made_by_person_id = ${id} order by definition.made_at`.execute(db),
  ),
  kept('performance.change.made_by_person_id', 'Changes you made to indicators', (db, id) =>
    sql<Row>`select indicator.code || ' ' || change.kind as what, change.made_at as at
      from performance.change change join performance.indicator indicator on indicator.id = change.indicator_id
      where change.made_by_person_id = ${id} order by change.made_at`.execute(db),
  ),
]
