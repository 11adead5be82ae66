// Who sees which plan, as a condition of every query: those of the body, partnership or group it is for, those who
// keep it or report in it, and everybody once a public plan is approved.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import type { Audience } from '../rules.ts'

/** The permission to read: held for a partnership, an organisation, a group or a single plan. */
export const READ = 'delivery.plan.read'
/** What everybody may read: approved plans whose audience is the public, and their issued reports. */
export const READ_PUBLIC = 'delivery.plan.read-public'
/** Whoever keeps the plans of a body. */
export const KEEP = 'delivery.plan.edit'

const PLACES = ['partnership', 'organisation', 'group', 'plan'] as const

type Condition = ReturnType<typeof sql<boolean>>

/** For `delivery.plan as plan`. Drafts are for those who keep them and those who report in them. */
export function planSeen(reader: Reader): Condition {
  const found = PLACES.map((kind) => reader.scopes(READ, kind))
  if (found.some((one) => one === 'all')) return sql<boolean>`true`
  const places = found.flatMap((one) => (one === 'all' ? [] : [...one]))
  const isPublic = reader.may(READ_PUBLIC)
  return sql<boolean>`(plan.id = any(${places}::uuid[])
    or coalesce(plan.organisation_id, plan.partnership_id) = any(${keptPlaces(reader)}::uuid[])
    or (plan.state <> 'draft' and (plan.audience_id = any(${places}::uuid[]) or (${isPublic}::boolean and plan.audience = 'public'))))`
}

function keptPlaces(reader: Reader): readonly string[] {
  const found = (['partnership', 'organisation'] as const).map((kind) => reader.scopes(KEEP, kind))
  return found.flatMap((one) => (one === 'all' ? [] : [...one]))
}

/** Where a plan stands in the eyes of permissions. */
export type PlanPlace = {
  readonly id: string
  readonly organisation_id: string | null
  readonly partnership_id: string | null
  readonly group_id: string | null
  readonly audience: Audience
}

/** Whether a permission is held for a plan: by an office in it, or by one in its body or group. */
export function holdsFor(reader: Pick<Reader, 'may'>, permission: string, plan: PlanPlace): boolean {
  const { id, organisation_id, partnership_id, group_id } = plan
  return (
    reader.may(permission, { kind: 'plan', id }) ||
    (organisation_id !== null && reader.may(permission, { kind: 'organisation', id: organisation_id })) ||
    (partnership_id !== null && reader.may(permission, { kind: 'partnership', id: partnership_id })) ||
    (group_id !== null && reader.may(permission, { kind: 'group', id: group_id }))
  )
}
