// Writing an audit entry, and reading the history of a record. An entry holds identifiers, numbers and
// codes; values about a person go into the side row, of which the entry holds only a salted digest.
import { randomBytes } from 'node:crypto'
import { Defect } from '#platform/errors/index.ts'
import { executeSqlIn, sql, type Db } from '#platform/database/index.ts'
import type {} from './schema.ts'

export type Fact = string | number | bigint | boolean | null | readonly (string | number | bigint)[]

export type Entry = {
  /** UUIDv7, made by the action. */
  readonly id: string
  readonly at: Temporal.Instant
  /** The action's name: `module.noun.verb`. */
  readonly action: string
  /** page, api, command, job, … */
  readonly door: string
  readonly actorKind: 'person' | 'visitor' | 'system' | 'operator' | 'device'
  /** The person's id, the operating-system user, or the announcement on whose account the system acted. */
  readonly actor: string | null
  readonly subject: string | null
  readonly facts?: Readonly<Record<string, Fact>>
  /** Values about a person: kept apart, erasable. */
  readonly personal?: Readonly<Record<string, unknown>> | undefined
  readonly request: string | null
}

// Written at every action, so as fixed text: putting a statement together costs more than carrying it out.
const COLUMNS = 'id, at, action, door, actor_kind, actor, subject, facts, request, personal_digest'
const VALUES =
  '$1::uuid, $2::timestamptz, $3::text, $4::text, $5::text, $6::text, $7::uuid, $8::text::jsonb, $9::text'
const INSERT = `insert into platform.audit_entry (${COLUMNS}) values (${VALUES}, null)`
const INSERT_WITH_SIDE = `
  with side as (
    select decode($10::text, 'hex') as salt, $11::text::jsonb as contents
  ), written as (
    insert into platform.audit_entry (${COLUMNS})
    select ${VALUES}, sha256(salt || convert_to(contents::text, 'UTF8')) from side
  )
  insert into platform.audit_personal (entry, salt, contents) select $1::uuid, salt, contents from side`

/** Writes one entry in the action's own transaction. It takes no lock: writers never wait for the audit. */
export async function writeEntry(tx: Db, entry: Entry): Promise<void> {
  const { id, at, action, door, actorKind, actor, subject, request, personal } = entry
  const facts = JSON.stringify(tidyFacts(entry))
  const values = [id, at.toString(), action, door, actorKind, actor, subject, facts, request]
  const { executeSql } = executeSqlIn(tx)
  if (personal === undefined || Object.keys(personal).length === 0) await executeSql(INSERT, values)
  else
    await executeSql(INSERT_WITH_SIDE, [
      ...values,
      randomBytes(16).toString('hex'),
      JSON.stringify(personal, bigAsText),
    ])
}

/** Erases the personal side rows of these entries; the entries and their seals stay provable. Returns how many there were. */
export async function erasePersonal(tx: Db, entries: readonly string[]): Promise<number> {
  const erased = await sql<{ entry: string }>`
    delete from platform.audit_personal
    where entry in (select jsonb_array_elements_text(${JSON.stringify(entries)}::text::jsonb)::uuid)
    returning entry`.execute(tx)
  return erased.rows.length
}

export type HistoryRow = {
  readonly id: string
  readonly at: Temporal.Instant
  readonly action: string
  readonly door: string
  readonly actorKind: Entry['actorKind']
  readonly actor: string | null
  readonly subject: string | null
  readonly facts: Readonly<Record<string, unknown>>
}

/** What was done, newest first: to one record, by one actor, or at all; `before` is the last row's id for the next page. */
export async function historyOf(
  db: Db,
  wanted: { subject?: string; actor?: string; before?: string; most: number },
): Promise<HistoryRow[]> {
  let query = db
    .selectFrom('platform.audit_entry')
    .select(['id', 'at', 'action', 'door', 'actor_kind as actorKind', 'actor', 'subject', 'facts'])
    .orderBy('id', 'desc')
    .limit(wanted.most)
  if (wanted.subject !== undefined) query = query.where('subject', '=', wanted.subject)
  if (wanted.actor !== undefined) query = query.where('actor', '=', wanted.actor)
  if (wanted.before !== undefined) query = query.where('id', '<', wanted.before)
  return query.execute()
}

function bigAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}

/** Facts are never words: a sentence in the audit could not be erased again. */
function tidyFacts(entry: Entry): Record<string, unknown> {
  const tidy: Record<string, unknown> = {}
  for (const [name, fact] of Object.entries(entry.facts ?? {})) {
    tidy[name] = Array.isArray(fact)
      ? fact.map((one: Fact) => tidyFact(entry, name, one))
      : tidyFact(entry, name, fact)
  }
  return tidy
}

function tidyFact(entry: Entry, name: string, fact: unknown): unknown {
  if (fact === null || typeof fact === 'boolean') return fact
  if (typeof fact === 'bigint') return Number.isSafeInteger(Number(fact)) ? Number(fact) : String(fact)
  if (typeof fact === 'number' && Number.isFinite(fact)) return fact
  if (typeof fact === 'string' && fact.length <= 120 && !/[\s@\p{C}]/u.test(fact)) return fact
  throw new Defect(`The audit fact "${name}" of ${entry.action} is not an identifier, a number or a code.`)
}
