// How an entry and a seal become digests. The same lines serve sealing and verification; a change here
// breaks every chain ever written, so a test holds one known value.
import { createHash } from 'node:crypto'
import { sql } from '#platform/database/index.ts'

/** One entry as PostgreSQL writes it down: text in every place, so that reading it twice gives the same bytes. */
export type Canonical = {
  readonly id: string
  readonly at: string
  readonly action: string
  readonly door: string
  readonly actor_kind: string
  readonly actor: string | null
  readonly subject: string | null
  readonly facts: string
  readonly personal_digest: string | null
  readonly request: string | null
  readonly xid: string
}

/** The columns of `Canonical`, for a query in which the entry is called `e`. */
export const canonicalColumns = sql`
  e.id::text as id, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, e.action, e.door,
  e.actor_kind, e.actor, e.subject::text as subject, e.facts::text as facts,
  encode(e.personal_digest, 'hex') as personal_digest, e.request, e.xid::text as xid`

/** The digest of one entry, as hexadecimal. */
export function digestOfEntry(entry: Canonical): string {
  return sha256(
    JSON.stringify([
      'entry',
      entry.id,
      entry.at,
      entry.action,
      entry.door,
      entry.actor_kind,
      entry.actor,
      entry.subject,
      entry.facts,
      entry.personal_digest,
      entry.request,
      entry.xid,
    ]),
  )
}

/** The digest of a seal's entries in their order. */
export function digestOfEntries(digests: readonly string[]): string {
  return sha256(digests.join('\n'))
}

export type SealContents = {
  readonly number: bigint
  readonly server: string
  readonly from: string | null
  readonly to: string
  readonly entries: number
  readonly digest: string
  readonly previous: string | null
  readonly sealedAt: string
}

/** The hash of a seal, which the next one carries as `previous`. */
export function hashOfSeal(seal: SealContents): string {
  return sha256(
    JSON.stringify([
      'seal',
      String(seal.number),
      seal.server,
      seal.from,
      seal.to,
      seal.entries,
      seal.digest,
      seal.previous,
      seal.sealedAt,
    ]),
  )
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}
