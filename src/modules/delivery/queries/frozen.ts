// Frozen versions of a round as they were written, and the proof that they are what was written.
import { createHash } from 'node:crypto'
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import type { Frozen, FrozenHead, FrozenRow } from '../rules.ts'
import { planSeen } from './seeing.ts'

/** JSON with its keys in order: the same facts always give the same text, whichever engine kept them. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null)
  const entries = Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join(',')}}`
}

/** The hash of a version: SHA-256 over its head and rows as canonical JSON. */
export const hashOf = (head: FrozenHead, rows: readonly FrozenRow[]): string =>
  createHash('sha256').update(canonical({ head, rows })).digest('hex')

/** Whether a version still is what was frozen (V11). */
export const isWhole = (frozen: Pick<Frozen, 'head' | 'rows' | 'hash'>): boolean =>
  hashOf(frozen.head, frozen.rows) === frozen.hash

/** How a hash is shown where its whole length would only be in the way. */
export const shortHash = (hash: string): string => hash.slice(0, 12)

/** A frozen version of the round, the newest unless one is named; not found when there is none. */
export async function frozenOf(reader: Reader, roundId: string, version?: number): Promise<Frozen> {
  const found = await reader.db
    .selectFrom('delivery.frozen as frozen')
    .innerJoin('delivery.round as round', 'round.id', 'frozen.round_id')
    .innerJoin('delivery.plan as plan', 'plan.id', 'round.plan_id')
    .selectAll('frozen')
    .where('frozen.round_id', '=', roundId)
    .where(planSeen(reader))
    .$if(version !== undefined, (query) => query.where('frozen.number', '=', version ?? 0))
    .orderBy('frozen.number', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (found === undefined) return notFound('frozen version')
  const rows = await reader.db
    .selectFrom('delivery.frozen_row')
    .select('content')
    .where('frozen_id', '=', found.id)
    .orderBy('number')
    .execute()
  return {
    id: found.id,
    version: found.number,
    hash: found.hash,
    why: found.why,
    frozenAt: found.made_at.toString(),
    head: found.head,
    rows: rows.map((row) => row.content),
    leads: await leadsNamed(
      reader,
      rows.map((row) => row.content),
    ),
  }
}

/** The names of those who led the activities of frozen rows, by their ids. */
export async function leadsNamed(
  reader: Pick<Reader, 'db'>,
  rows: readonly Pick<FrozenRow, 'lead'>[],
): Promise<Readonly<Record<string, string>>> {
  const ids = [...new Set(rows.flatMap(({ lead }) => (lead === null ? [] : [lead])))]
  if (ids.length === 0) return {}
  const people = await reader.db
    .selectFrom('organisations.person_card')
    .select(['id', 'name'])
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .execute()
  return Object.fromEntries(people.map(({ id, name }) => [id, name]))
}

export type FrozenVersion = {
  readonly id: string
  readonly number: number
  readonly hash: string
  readonly why: string | null
  readonly made_at: Temporal.Instant
  /** Who froze it, by name; null where the person is forgotten or a file brought the round. */
  readonly made_by: string | null
}

/** The versions of a round, the newest first; none while it is not frozen. Ask only about a plan the reader sees. */
export async function frozenVersions(
  reader: Pick<Reader, 'db'>,
  roundId: string,
): Promise<readonly FrozenVersion[]> {
  return reader.db
    .selectFrom('delivery.frozen as frozen')
    .leftJoin('organisations.person_card as person', 'person.id', 'frozen.made_by_person_id')
    .select([
      'frozen.id',
      'frozen.number',
      'frozen.hash',
      'frozen.why',
      'frozen.made_at',
      'person.name as made_by',
    ])
    .where('frozen.round_id', '=', roundId)
    .orderBy('frozen.number', 'desc')
    .execute()
}

export type FrozenOfActivity = {
  readonly roundId: string
  readonly roundCode: string
  readonly roundTitle: string
  readonly periodFrom: Temporal.PlainDate
  readonly periodUntil: Temporal.PlainDate
  readonly version: number
  readonly row: FrozenRow
}

/** What each frozen round says of an activity in its newest version, the oldest round first. */
export async function frozenRowsOfActivity(
  reader: Pick<Reader, 'db'>,
  activityId: string,
): Promise<readonly FrozenOfActivity[]> {
  const rows = await reader.db
    .selectFrom('delivery.frozen_row as row')
    .innerJoin('delivery.frozen as frozen', 'frozen.id', 'row.frozen_id')
    .innerJoin('delivery.round as round', 'round.id', 'frozen.round_id')
    .select([
      'round.id as roundId',
      'round.code as roundCode',
      'round.title as roundTitle',
      'round.period_from as periodFrom',
      'round.period_until as periodUntil',
      'frozen.number as version',
      'row.content as row',
    ])
    .where('row.activity_id', '=', activityId)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('delivery.frozen as newer')
            .select('newer.id')
            .whereRef('newer.round_id', '=', 'frozen.round_id')
            .whereRef('newer.number', '>', 'frozen.number'),
        ),
      ),
    )
    .orderBy('round.period_from')
    .orderBy('round.code')
    .execute()
  return rows
}
