// Who sees which indicator (M9), as conditions of every query: everybody, the partners' people, the staff of its body, or
// whoever owns it.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'

/** The permission of the pages: what is public is for everybody. */
export const READ = 'performance.indicator.read'
/** To see what is not public: held for a partnership, an organisation, or a single indicator by its owner. */
export const READ_INSIDE = 'performance.indicator.read-inside'
/** To see it for keeping it, whoever it is for. */
export const KEEP = 'performance.indicator.edit'

/** A person's name for whoever is signed in: what is public is the figure, not who answers for it. */
export const nameSeen = (reader: Pick<Reader, 'actor'>, name: string) =>
  reader.actor.kind === 'visitor' ? sql<string | null>`null::text` : sql<string | null>`${sql.ref(name)}`

type Condition = ReturnType<typeof sql<boolean>>
const EVERYTHING: Condition = sql<boolean>`true`

/** For `performance.indicator as indicator`. */
export function indicatorSeen(reader: Reader): Condition {
  const held = (permission: string, kind: string) => reader.scopes(permission, kind)
  const bodies = [held(READ_INSIDE, 'organisation'), held(KEEP, 'organisation')]
  const own = held(READ_INSIDE, 'indicator')
  const partners = held(READ_INSIDE, 'partnership')
  const kept = held(KEEP, 'partnership')
  if (bodies.includes('all') || own === 'all' || partners === 'all' || kept === 'all') return EVERYTHING
  return sql<boolean>`(indicator.audience = 'public' or indicator.organisation_id = any(${bodies.flat()}::uuid[])
    or indicator.partnership_id = any(${kept}::uuid[]) or indicator.id = any(${own}::uuid[])
    or (indicator.audience = 'partners' and indicator.partnership_id = any(${partners}::uuid[])))`
}

/** For `performance.indicator as indicator`: those the reader may give figures for. */
export function indicatorKept(reader: Reader, permission: string): Condition {
  const [bodies, partnerships, own] = ['organisation', 'partnership', 'indicator'].map((kind) =>
    reader.scopes(permission, kind),
  )
  if (bodies === 'all' || partnerships === 'all' || own === 'all') return EVERYTHING
  return sql<boolean>`(indicator.organisation_id = any(${bodies}::uuid[])
    or indicator.partnership_id = any(${partnerships}::uuid[]) or indicator.id = any(${own}::uuid[]))`
}

/** M8, on a day: whether this person works for the body of `indicator`; what they own in it ends with the post. */
export function worksForBody(person: ReturnType<typeof sql>, on: Temporal.PlainDate): Condition {
  const day = sql`${on.toString()}::date`
  return sql<boolean>`coalesce(indicator.organisation_id in (select post.organisation_id from organisations.employment_card post
    where post.person_id = ${person} and post.started_on <= ${day} and (post.ended_on is null or post.ended_on >= ${day})), false)`
}

/** Where an indicator stands in the eyes of permissions. */
export type IndicatorPlace = {
  readonly id: string
  readonly organisation_id: string
  readonly partnership_id: string | null
}

/** Whether a permission is held for an indicator: for its body, its partnership, or by its owner. */
export const holdsFor = (
  reader: Pick<Reader, 'may'>,
  permission: string,
  indicator: IndicatorPlace,
): boolean =>
  reader.may(permission, { kind: 'organisation', id: indicator.organisation_id }) ||
  (indicator.partnership_id !== null &&
    reader.may(permission, { kind: 'partnership', id: indicator.partnership_id })) ||
  reader.may(permission, { kind: 'indicator', id: indicator.id })
