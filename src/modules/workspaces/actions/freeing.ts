// Time that came free: by whatever ends, moves or opens again. Where somebody waits for it, the list is asked after the
// commit (B4).
import type { Inside } from '#platform/actions/index.ts'
import { json, sql } from '#platform/database/index.ts'

export type CameFree = {
  readonly siteId: string
  readonly resourceId: string
  readonly startsAt: Temporal.Instant
  readonly endsAt: Temporal.Instant
}

const WAITING_JOB = 'workspaces.waiting.offer'

/** Asks the waiting list of each workplace, in order, for what of this lies ahead and somebody waits for. */
export async function offerWhatCameFree(inside: Inside, freed: readonly CameFree[]): Promise<void> {
  const ahead = freed.filter((one) => Temporal.Instant.compare(one.endsAt, inside.now) > 0)
  if (ahead.length === 0) return
  const told = ahead.map((one, nth) => ({
    nth,
    site_id: one.siteId,
    starts_at: one.startsAt.toString(),
    ends_at: one.endsAt.toString(),
  }))
  const { rows } = await sql<{ nth: number }>`
    select freed.nth from jsonb_to_recordset(${json(told)}::jsonb) as freed (nth integer, site_id uuid, starts_at timestamptz, ends_at timestamptz)
    where exists (select 1 from workspaces.waiting waiting where waiting.site_id = freed.site_id and waiting.state = 'waiting'
      and waiting.starts_at < freed.ends_at and waiting.ends_at > freed.starts_at)
    order by freed.nth`.execute(inside.tx)
  for (const { nth } of rows) {
    const one = ahead[nth]!
    await inside.queue(
      WAITING_JOB,
      {
        site: one.siteId,
        resource: one.resourceId,
        startsAt: one.startsAt.toString(),
        endsAt: one.endsAt.toString(),
      },
      { key: one.siteId },
    )
  }
}
