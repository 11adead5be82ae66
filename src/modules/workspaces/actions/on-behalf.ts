// What somebody changes for an owner without being its lead or its workspace manager is marked, and its managers are
// told (P1): a platform administrator may help, never silently.
import type { Inside } from '#platform/actions/index.ts'
import { holdsAt, type WorkplaceAt } from '../queries/seeing.ts'

/** Held by those who decide for an owner: its lead, and whoever manages its workspaces. */
export const OWN = 'workspaces.workplace.own'

export type Matter = 'officer' | 'circle' | 'agreement' | 'rule' | 'allocation' | 'estate' | 'closure'

/** Whether it is done on behalf of the owner; then its managers hear of it. */
export async function markBehalf(inside: Inside, at: WorkplaceAt, what: Matter): Promise<boolean> {
  if (inside.actor.kind !== 'person' || holdsAt(inside, OWN, at)) return false
  await inside.announce('workspaces.terms.changed-on-behalf', at.site_id, {
    site: at.site_id,
    owner: at.owner_organisation_id,
    person: inside.actor.id,
    what,
  })
  return true
}
