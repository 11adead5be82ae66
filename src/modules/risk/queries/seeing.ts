// Who sees which register and which risk (R13), as conditions of every query: by the place whose readers a register
// is for, by an office in it, by a register above that accepted the risk, or by owning the risk or one of its controls.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import type { Audience } from '../rules.ts'

/** The one permission to read: held for a partnership, an organisation, a group, a register or a single risk. */
export const READ = 'risk.risk.read'
/** Whoever keeps the registers of a body sees them all, but for the restricted. */
export const KEEP = 'risk.register.edit'

const PLACES = ['partnership', 'organisation', 'group', 'register'] as const

type Condition = ReturnType<typeof sql<boolean>>
const EVERYTHING: Condition = sql<boolean>`true`

function placesOf(reader: Reader, permission: string, kinds: readonly string[]): readonly string[] | 'all' {
  const found = kinds.map((kind) => reader.scopes(permission, kind))
  return found.some((one) => one === 'all') ? 'all' : found.flatMap((one) => (one === 'all' ? [] : [...one]))
}

/** For `risk.register as register`. */
export function registerSeen(reader: Reader): Condition {
  const places = placesOf(reader, READ, PLACES)
  const kept = placesOf(reader, KEEP, ['partnership', 'organisation'])
  if (places === 'all' || kept === 'all') return EVERYTHING
  return sql<boolean>`(register.audience_id = any(${places}::uuid[]) or register.id = any(${places}::uuid[])
    or (register.audience <> 'restricted' and coalesce(register.partnership_id, register.organisation_id) = any(${kept}::uuid[])))`
}

/** For `risk.register as register`: those whose owner, officer or keeper the reader is. */
export function registerKept(reader: Reader): Condition {
  const own = reader.scopes(READ, 'register')
  const kept = placesOf(reader, KEEP, ['partnership', 'organisation'])
  const groups = reader.scopes(KEEP, 'group')
  if (own === 'all' || kept === 'all' || groups === 'all') return EVERYTHING
  return sql<boolean>`(register.id = any(${own}::uuid[])
    or (register.audience <> 'restricted' and (register.group_id = any(${groups}::uuid[])
      or coalesce(register.partnership_id, register.organisation_id) = any(${kept}::uuid[]))))`
}

/** For `risk.risk as risk`. */
export function riskSeen(reader: Reader): Condition {
  const own = reader.scopes(READ, 'risk')
  const all = placesOf(reader, READ, PLACES)
  if (own === 'all' || all === 'all') return EVERYTHING
  return sql<boolean>`(risk.register_id in (select register.id from risk.register register where ${registerSeen(reader)})
    or risk.id = any(${own}::uuid[])
    or exists (select 1 from risk.escalation up join risk.register register on register.id = up.to_register_id
      where up.risk_id = risk.id and ((up.state = 'accepted' and ${registerSeen(reader)}) or (up.state = 'asked' and ${registerKept(reader)}))))`
}

/** R11, on a day: whether this person works for the body of `register`; an office in it ends with the post. */
export function worksForBodyOf(
  register: string,
  person: ReturnType<typeof sql>,
  on: Temporal.PlainDate,
): Condition {
  const [day, body] = [sql`${on.toString()}::date`, sql.ref(register)]
  const posts = sql`organisations.employment_card post where post.person_id = ${person}
    and post.started_on <= ${day} and (post.ended_on is null or post.ended_on >= ${day})`
  // Two lists and no question a row: for one person each is made once, however many risks they own.
  return sql<boolean>`coalesce(${body}.organisation_id in (select post.organisation_id from ${posts})
    or ${body}.partnership_id in (select member.partnership_id from partnerships.member_card member
      where (member.joined_on is null or member.joined_on <= ${day}) and (member.left_on is null or member.left_on >= ${day})
        and member.organisation_id in (select post.organisation_id from ${posts})), false)`
}

/** Where a register stands in the eyes of permissions. */
export type RegisterPlace = {
  readonly id: string
  readonly partnership_id: string | null
  readonly organisation_id: string | null
  readonly group_id: string | null
  readonly audience: Audience
}

/** Whether a permission is held for a register: by an office in it, or by one in its body or group unless it is restricted. */
export function holdsFor(reader: Pick<Reader, 'may'>, permission: string, register: RegisterPlace): boolean {
  if (reader.may(permission, { kind: 'register', id: register.id })) return true
  if (register.audience === 'restricted') return false
  const { partnership_id, organisation_id, group_id } = register
  return (
    (partnership_id !== null && reader.may(permission, { kind: 'partnership', id: partnership_id })) ||
    (organisation_id !== null && reader.may(permission, { kind: 'organisation', id: organisation_id })) ||
    (group_id !== null && reader.may(permission, { kind: 'group', id: group_id }))
  )
}

/** Whether a permission is held for a risk: for its register, or for this one risk as its owner. */
export const holdsForRisk = (
  reader: Pick<Reader, 'may'>,
  permission: string,
  risk: { readonly id: string },
  register: RegisterPlace,
): boolean => holdsFor(reader, permission, register) || reader.may(permission, { kind: 'risk', id: risk.id })
