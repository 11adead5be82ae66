// Whether somebody is at the office, where the office wants to know before they check in: from one of its networks, or
// with the word of the day from a screen that stands there. A sheet copied at home proves neither.
import { createHmac } from 'node:crypto'
import { isIP } from 'node:net'
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'

export type Proof = { readonly from: string | null; readonly token: string | null }

type At = { readonly site_id: string; readonly time_zone: string }

/** True where the office keeps no list of networks. */
export async function isOnSite(reader: Pick<Reader, 'db' | 'now'>, at: At, proof: Proof): Promise<boolean> {
  const address = plainAddress(proof.from)
  const { rows } = await sql<{ asks: boolean; inside: boolean }>`
    select count(*) > 0 as asks, coalesce(bool_or(${address}::inet <<= network), false) as inside
    from workspaces.network where site_id = ${at.site_id}`.execute(reader.db)
  if (rows[0]?.asks !== true || rows[0].inside) return true
  return proof.token !== null && (await isWordOfTheDay(reader, at, proof.token))
}

/** The address as one that networks can be compared with: version 4 inside version 6 is version 4. */
function plainAddress(address: string | null): string | null {
  // An address of one link says on which; no network is written so, and the database knows no such address.
  const text = (address ?? '').replace(/^::ffff:/i, '').replace(/%.*$/, '')
  return isIP(text) === 0 ? null : text
}

const WORD_LETTERS = 12

/** The word of the day of a screen: whoever has it has stood before it today. Made from its secret's digest, kept nowhere. */
export const wordOfTheDay = (digest: string, day: Temporal.PlainDate): string =>
  createHmac('sha256', digest).update(day.toString()).digest('base64url').slice(0, WORD_LETTERS)

async function isWordOfTheDay(reader: Pick<Reader, 'db' | 'now'>, at: At, word: string): Promise<boolean> {
  const today = reader.now.toZonedDateTimeISO(at.time_zone).toPlainDate()
  const panels = await reader.db
    .selectFrom('workspaces.panel')
    .select('digest')
    .where('site_id', '=', at.site_id)
    .where('revoked_at', 'is', null)
    .execute()
  return panels.some((panel) => wordOfTheDay(panel.digest, today) === word)
}

/** The networks of an office; none where it does not ask. */
export const networksOf = (reader: Pick<Reader, 'db'>, siteId: string) =>
  reader.db
    .selectFrom('workspaces.network')
    .select(['id', 'network', 'name'])
    .where('site_id', '=', siteId)
    .orderBy('network')
    .execute()
