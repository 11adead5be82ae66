// Which partnership's face a host name shows, and partnerships' names for saying roles in words. Asked by
// composition before there is a reader.
import type { Db } from '#platform/database/index.ts'

export type BrandOfHost = {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly colour: string | null
  readonly mark: string | null
}

/** The partnership shown under this host name (without its port); undefined for the installation's own. */
export async function partnershipOfHost(db: Db, host: string): Promise<BrandOfHost | undefined> {
  return db
    .selectFrom('partnerships.partnership')
    .select(['id', 'code', 'name', 'brand_colour as colour', 'mark'])
    .where('host', '=', host.replace(/:\d+$/, '').toLowerCase())
    .executeTakeFirst()
}

/** The names of partnerships by id. */
export async function partnershipNames(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('partnerships.partnership')
    .select(['id', 'name'])
    .where('id', 'in', [...new Set(ids)])
    .execute()
  return new Map(rows.map((row) => [row.id, row.name]))
}
