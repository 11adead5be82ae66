// What every change begins with: the workplace seen and ours to change, its row held; who acts; stale versions.
// Bookings have their own order of locks (W2): actions/placing.ts.
import type { Inside } from '#platform/actions/index.ts'
import { refuse, versionCheck } from '#platform/errors/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { holdsAt, MANAGE } from '../queries/seeing.ts'
import { WORKPLACE } from '../rules/finding.ts'
import { workplaceById, type Workplace } from '../queries/workplaces.ts'
import { markBehalf, type Matter } from './on-behalf.ts'

export const today = (inside: Pick<Inside, 'now'>): Temporal.PlainDate => londonDate(inside.now)

type ChangeOf = {
  /** What is changed of it; null where that is told already. */
  readonly what?: Matter | null
  /** What was asked for, when that is a thing of it: where it is not seen the answer names what one that is not there does. */
  readonly noun?: string
}

/**
 * The workplace, its row locked, if this permission is held for its owner or for it; 404 where it is not seen. What is
 * changed of the place itself on behalf of its owner is told to them (P1); whoever changes something else says what.
 */
export async function workplaceToChange(
  inside: Inside,
  siteId: string,
  permission = MANAGE,
  { what = permission === MANAGE ? 'estate' : null, noun }: ChangeOf = {},
): Promise<Workplace> {
  await inside.tx
    .selectFrom('workspaces.workplace')
    .select('site_id')
    .where('site_id', '=', siteId)
    .forNoKeyUpdate()
    .execute()
  const workplace = await workplaceById(inside, siteId, today(inside), noun)
  if (!holdsAt(inside, permission, workplace)) notYours(workplace)
  // Whatever is changed of it, search is told in the same transaction.
  inside.found(WORKPLACE, siteId)
  if (what !== null) await markBehalf(inside, workplace, what)
  return workplace
}

export function notYours(workplace: Pick<Workplace, 'name' | 'owner_name'>): never {
  refuse(
    'forbidden',
    'workspaces.workplace.not-yours',
    `This is for those who manage the workspaces of ${workplace.owner_name} at ${workplace.name}. Ask one of them.`,
  )
}

/** Refuses a change made against a version that is no longer the newest, and shows what stands there now (G8). */
export const mustBeCurrent = versionCheck('workspaces.record.stale')
