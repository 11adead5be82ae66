// What can be found of risks, and by whom: whoever sees the register, a register above that accepted the risk, or
// owns it (R13). Drafts are not found.
import { sql, type Db } from '#platform/database/index.ts'
import { keyFor, type SearchKind, type SearchRecord } from '#platform/search/index.ts'
import { KEEP, READ } from './queries/seeing.ts'
import type { Audience } from './rules.ts'

type Place = {
  readonly id: string
  readonly audience: Audience
  readonly audienceId: string
  readonly bodyId: string
}

/** By which keys the readers of a register are known. */
function keysOf(register: Place): string[] {
  return [
    ...keyFor(READ, { kind: register.audience, id: register.audienceId }),
    ...keyFor(READ, { kind: 'register', id: register.id }),
    ...(register.audience === 'restricted' ? [] : keyFor(KEEP, { kind: 'body', id: register.bodyId })),
  ]
}

type Found = {
  readonly id: string
  readonly title: string
  readonly words: string
  readonly href: string
  readonly at: Temporal.PlainDate | null
  readonly body: string | null
  readonly places: readonly Place[]
}

const recordOf = ({ places, ...found }: Found, own: readonly string[]): SearchRecord => ({
  ...found,
  audience: [...new Set([...places.flatMap(keysOf), ...own])],
})

const place = (alias: string) => {
  const register = sql.ref(alias)
  return sql`jsonb_build_object('id', ${register}.id, 'audience', ${register}.audience, 'audienceId', ${register}.audience_id,
    'bodyId', coalesce(${register}.partnership_id, ${register}.organisation_id))`
}

async function risks(db: Db, ids: readonly string[] | 'all'): Promise<readonly SearchRecord[]> {
  const only = ids === 'all' ? sql`true` : sql`risk.id = any(${[...ids]}::uuid[])`
  const { rows } = await sql<Found>`
    select risk.id, risk.reference || ' ' || risk.title as title,
      concat_ws(' ', risk.cause, risk.event, risk.consequence, category.name, register.name,
        (select string_agg(control.what, ' ') from risk.control control where control.risk_id = risk.id and control.ended_on is null)) as words,
      '/risks/' || register.code || '/' || lower(risk.reference) as href,
      coalesce(risk.opened_on, (risk.raised_at at time zone 'Europe/London')::date) as at,
      register.organisation_id as body,
      (select jsonb_agg(${place('shown')}) from risk.register shown where shown.id = register.id
        or shown.id in (select up.to_register_id from risk.escalation up where up.risk_id = risk.id and up.state = 'accepted')) as places
    from risk.risk risk join risk.register register on register.id = risk.register_id
    left join risk.category category on category.id = risk.category_id
    where risk.state <> 'draft' and ${only}`.execute(db)
  return rows.map((row) => recordOf(row, keyFor(READ, { kind: 'risk', id: row.id })))
}

async function registers(db: Db, ids: readonly string[] | 'all'): Promise<readonly SearchRecord[]> {
  const only = ids === 'all' ? sql`true` : sql`register.id = any(${[...ids]}::uuid[])`
  const { rows } = await sql<Found>`
    select register.id, register.name as title, register.level as words, '/risks/' || register.code as href,
      null::date as at, register.organisation_id as body, jsonb_build_array(${place('register')}) as places
    from risk.register register where register.ended_on is null and ${only}`.execute(db)
  return rows.map((row) => recordOf(row, []))
}

export const searchKinds: readonly SearchKind[] = [
  { kind: 'risk.risk', title: 'Risk', plural: 'Risks', records: risks },
  { kind: 'risk.register', title: 'Register of risks', plural: 'Registers of risks', records: registers },
]
