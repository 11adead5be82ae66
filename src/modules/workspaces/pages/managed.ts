// The workplace of an address whose manager the visitor is, and the way between the pages of those who manage it.
import type { Html } from '#platform/html/index.ts'
import type { Visit } from '#platform/http/index.ts'
import { filterOf } from '#platform/tables/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { subNavigation } from '#web/parts.ts'
import { CLOSE } from '../actions/closing.ts'
import { INVOKE } from '../actions/continuity.ts'
import { notYours } from '../actions/locking.ts'
import { countsByKind } from '../queries/estate.ts'
import { holdsAt, MANAGE } from '../queries/seeing.ts'
import { USE } from '../queries/use.ts'
import { workplaceByCode, type Workplace } from '../queries/workplaces.ts'
import { RESOURCE_KINDS, type ResourceKind } from '../rules.ts'
import { monthOf, type UseOf } from '../rules/use.ts'

/** The workplace of the address: 404 where it is not seen, 403 where it is not the visitor's to manage. */
export async function managed(visit: Visit, permission: string): Promise<Workplace> {
  const workplace = await workplaceByCode(visit, visit.params['site'] ?? '')
  return holdsAt(visit, permission, workplace) ? workplace : notYours(workplace)
}

/** The way back from a page of managing: to all that there is to do, or to the day for who holds this one office only. */
export const backFrom = (visit: Visit, at: Workplace): { readonly href: string; readonly text: string } =>
  holdsAt(visit, MANAGE, at)
    ? { href: `/workspaces/${at.code}/manage`, text: `Manage ${at.name}` }
    : { href: `/workspaces/${at.code}`, text: at.name }

/** The pages of whoever manages a workplace that belong together. */
export function managingNavigation(visit: Visit, at: Workplace, current: string): Html {
  const page = (path: string, text: string, permission: string) =>
    holdsAt(visit, permission, at) && {
      href: `/workspaces/${at.code}/manage/${path}`,
      text,
      current: path === current,
    }
  return subNavigation(`Managing ${at.name}`, [
    page('use', 'How it is used', USE),
    page('closing', 'Closing', CLOSE),
    page('continuity', 'Business continuity', INVOKE),
  ])
}

const isResourceKind = (text: string | undefined): text is ResourceKind =>
  text !== undefined && Object.hasOwn(RESOURCE_KINDS, text)

/** The month and the kind of the address: last month where none is asked for; desks first, where there are any. */
export async function useAsked(
  visit: Visit,
  at: Workplace,
): Promise<UseOf & { readonly kinds: readonly ResourceKind[] }> {
  const kinds = (await countsByKind(visit, [at.site_id])).map((row) => row.kind)
  const asked = filterOf(visit, 'kind')
  const kind = asked === 'all' ? null : isResourceKind(asked) ? asked : kinds.includes('desk') ? 'desk' : null
  return { ...monthOf(filterOf(visit, 'month'), londonDate(visit.now)), kind, kinds }
}
