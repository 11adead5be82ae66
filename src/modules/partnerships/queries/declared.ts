// What papers state about a partnership.
import type { Reader } from '#platform/actions/index.ts'
import type { Selectable } from '#platform/database/index.ts'
import type { DeclaredFigureTable } from '../schema.ts'

export type DeclaredFigure = Selectable<DeclaredFigureTable>

/** The stated figures of a partnership, by what they count. */
export async function declaredFigures(reader: Reader, partnershipId: string): Promise<DeclaredFigure[]> {
  return reader.db
    .selectFrom('partnerships.declared_figure')
    .selectAll()
    .where('partnership_id', '=', partnershipId)
    .orderBy('name')
    .execute()
}
