// What every change begins with: the member seen and ours to change, its row held; stale versions.
import type { Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { notFound, refuse, versionCheck } from '#platform/errors/index.ts'
import { holdsFor, KEEP } from '../queries/seeing.ts'

export type LockedMember = {
  readonly id: string
  readonly organisation_id: string
  readonly code: string
  readonly state: string
  readonly version: number
}

/** The member, its row locked; 404 where there is none, 403 where it is another's. */
export async function memberToChange(
  inside: Inside,
  memberId: string,
  permission = KEEP,
): Promise<LockedMember> {
  const member = await inside.tx
    .selectFrom('roaming.member')
    .select(['id', 'organisation_id', 'code', 'state', 'version'])
    .where('id', '=', memberId)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (member === undefined) return notFound('member')
  if (!holdsFor(inside, permission, member))
    refuse(
      'forbidden',
      'roaming.member.not-yours',
      'This is for the contacts of that organisation and for those who run the federation. Ask one of them.',
    )
  return member
}

/**
 * Holds the register still for the length of the transaction: whoever makes a generation or rotates a secret does it one
 * after the other. Taken before any member's row.
 */
export async function holdFederation(
  inside: Inside,
): Promise<{ readonly id: string; readonly version: number }> {
  const federation = await inside.tx
    .selectFrom('roaming.federation')
    .select(['id', 'version'])
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (federation !== undefined) return federation
  return refuse(
    'conflict',
    'roaming.federation.none',
    'There is no federation here yet. Set it up first: its name, who runs it and its proxies.',
  )
}

/** One batch of a log after the other: limits hold over all logs, and a quarter is closed between two of them. */
export const holdCounting = async (inside: Inside): Promise<void> => {
  await sql`select pg_advisory_xact_lock(hashtext('roaming.log.count'))`.execute(inside.tx)
}

/** Refuses a change made against a version that is no longer the newest, and shows what stands there now. */
export const mustBeCurrent = versionCheck('roaming.record.stale')
