// Opening and closing troubles, so that what is open is what the verdict says there is.
import type { Inside } from '#platform/actions/index.ts'
import { json, sql } from '#platform/database/index.ts'
import { keyOf, mayBeOver, type Verdict } from '../rules/verdict.ts'
import type { BrokenPart } from '../rules/words.ts'

type Open = {
  readonly id: string
  readonly part: BrokenPart
  readonly member_id: string | null
  readonly server_id: string | null
  readonly realm_id: string | null
  readonly is_partial: boolean
  readonly words: string
}

const asVerdict = (one: Open) => ({
  part: one.part,
  memberId: one.member_id,
  serverId: one.server_id,
  realmId: one.realm_id,
})

export async function settleTroubles(
  inside: Inside,
  found: readonly Verdict[],
): Promise<{ readonly opened: number; readonly closed: number }> {
  const { rows: open } = await sql<Open>`
    select id, part, member_id, server_id, realm_id, is_partial, words from roaming.trouble
    where closed_at is null order by id for no key update`.execute(inside.tx)
  const there = new Map(open.map((one) => [keyOf(asVerdict(one)), one]))
  const stands = new Map(found.map((one) => [keyOf(one), one]))
  const fresh = found.filter((one) => !there.has(keyOf(one)))
  const over = open.filter((one) => !stands.has(keyOf(asVerdict(one))) && mayBeOver(asVerdict(one), found))
  await openAll(inside, fresh)
  await close(inside, over)
  await reword(inside, there, found)
  return { opened: fresh.length, closed: over.length }
}

async function openAll(inside: Inside, fresh: readonly Verdict[]): Promise<void> {
  if (fresh.length === 0) return
  await inside.tx
    .insertInto('roaming.trouble')
    .values(
      fresh.map((one) => ({
        id: inside.id(),
        part: one.part,
        member_id: one.memberId,
        server_id: one.serverId,
        realm_id: one.realmId,
        is_partial: one.isPartial,
        words: one.words,
        opened_at: inside.now,
      })),
    )
    .execute()
}

async function close(inside: Inside, over: readonly Open[]): Promise<void> {
  if (over.length === 0) return
  await inside.tx
    .updateTable('roaming.trouble')
    .set({ closed_at: inside.now })
    .where(
      'id',
      'in',
      over.map((one) => one.id),
    )
    .execute()
}

/** The same trouble seen more closely keeps its beginning and gets the better words. */
async function reword(
  inside: Inside,
  there: ReadonlyMap<string, Open>,
  found: readonly Verdict[],
): Promise<void> {
  const changed = found.flatMap((one) => {
    const before = there.get(keyOf(one))
    if (before === undefined) return []
    if (before.words === one.words && before.is_partial === one.isPartial) return []
    return [{ id: before.id, words: one.words, is_partial: one.isPartial }]
  })
  if (changed.length === 0) return
  await sql`
    update roaming.trouble trouble set words = row.words, is_partial = row.is_partial
    from jsonb_to_recordset(${json(changed)}::jsonb) as row (id uuid, words text, is_partial boolean)
    where trouble.id = row.id`.execute(inside.tx)
}
