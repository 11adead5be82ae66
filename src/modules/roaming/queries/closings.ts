// Which quarters are closed, and what was counted beside their figures since (G13).
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import type { Quarter } from '../rules/quarters.ts'

/** The first days of all closed quarters. */
export async function closedQuarters(reader: Pick<Reader, 'db'>): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ on: string }>`
    select first_on::text as on from roaming.quarter_closed`.execute(reader.db)
  return new Set(rows.map((row) => row.on))
}

export type Closing = {
  /** Null while the figures still grow. */
  readonly closedAt: Temporal.Instant | null
  /** Logins that were counted afterwards: they are not in the figures. */
  readonly late: { readonly ok: number; readonly fail: number; readonly lastAt: Temporal.Instant } | null
}

export async function closingOf(reader: Pick<Reader, 'db'>, { from, until }: Quarter): Promise<Closing> {
  const { rows } = await sql<{
    closed_at: Temporal.Instant | null
    ok: string
    fail: string
    last_at: Temporal.Instant | null
  }>`
    select (select closed_at from roaming.quarter_closed where first_on = ${from.toString()}::date) as closed_at,
      coalesce(sum(logins) filter (where result = 'ok'), 0) as ok, coalesce(sum(logins) filter (where result = 'fail'), 0) as fail,
      max(last_at) as last_at
    from roaming.late_visit where day between ${from.toString()}::date and ${until.toString()}::date`.execute(
    reader.db,
  )
  const row = rows[0]
  const lastAt = row?.last_at ?? null
  return {
    closedAt: row?.closed_at ?? null,
    late: lastAt === null ? null : { ok: Number(row?.ok), fail: Number(row?.fail), lastAt },
  }
}
