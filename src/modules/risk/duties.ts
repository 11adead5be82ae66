// What risks need of somebody, for the home page: reviews, tests of controls, what their band proposes, and for
// whoever owns or keeps a register what was put up to it, raised in it, or has nobody left to answer for it.
import { fill, type Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { duty, type Duty } from '#platform/module/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { READ, worksForBodyOf } from './queries/seeing.ts'
import { BANDS, type BandName } from './rules.ts'

const SOON_DAYS = 14

type Waiting = {
  readonly kind: 'review' | 'propose' | 'test' | 'escalated' | 'tolerate' | 'open' | 'ownerless'
  readonly id: string
  readonly href: string
  readonly what: string
  readonly reference: string
  readonly due: Temporal.PlainDate | null
  readonly band: BandName | null
  readonly register: string
}

const hrefOf = sql`'/risks/' || origin.code || '/' || lower(risk.reference)`

/** One query: whatever number of risks a person answers for, their home page asks once. */
async function waitingFor(reader: Reader, personId: string): Promise<readonly Waiting[]> {
  const soon = londonDate(reader.now).add({ days: SOON_DAYS }).toString()
  // By the offices held today, not by the names on the records: one that ended with a post needs nothing more (R11).
  const among = (column: string, kind: 'register' | 'risk') => {
    const ids = reader.scopes(READ, kind)
    return ids === 'all' ? sql`true` : sql`${sql.ref(column)} = any(${[...ids]}::uuid[])`
  }
  const kept = sql`(select kept.id from risk.register kept where kept.ended_on is null and ${among('kept.id', 'register')})`
  const { rows } = await sql<Waiting>`
    select 'review' as kind, risk.id, ${hrefOf} as href, risk.title as what, risk.reference, risk.review_on as due, null as band, origin.name as register
    from risk.risk risk join risk.register origin on origin.id = risk.register_id
    where risk.owner_person_id = ${personId} and ${among('risk.id', 'risk')} and risk.state = 'open' and risk.review_on <= ${soon}::date
    union all
    select 'propose', risk.id, ${hrefOf}, risk.title, risk.reference, null, residual.band, above.name
    from risk.risk risk join risk.register origin on origin.id = risk.register_id join risk.register above on above.id = origin.parent_id
    join risk.assessment residual on residual.risk_id = risk.id and residual.measure = 'residual' and residual.superseded_at is null
    join risk.matrix_version version on version.id = residual.matrix_version_id
    where risk.owner_person_id = ${personId} and ${among('risk.id', 'risk')} and risk.state = 'open' and risk.kept_here_assessment_id is distinct from residual.id
      and version.bands @> jsonb_build_array(jsonb_build_object('band', residual.band, 'escalates', true))
      and not exists (select 1 from risk.escalation up where up.risk_id = risk.id and up.state in ('asked', 'accepted'))
    union all
    select 'test', control.id, ${hrefOf} || '/controls/' || control.id || '/test', control.what, risk.reference, control.next_test_on, null, origin.name
    from risk.control control join risk.risk risk on risk.id = control.risk_id join risk.register origin on origin.id = risk.register_id
    where control.owner_person_id = ${personId} and ${among('risk.id', 'risk')} and control.ended_on is null and risk.state <> 'closed' and control.next_test_on <= ${soon}::date
    union all
    select 'escalated', up.id, ${hrefOf} || '/escalations/' || up.id || '/accept', risk.title, risk.reference, null, null, shown.name
    from risk.escalation up join risk.register shown on shown.id = up.to_register_id join risk.risk risk on risk.id = up.risk_id
    join risk.register origin on origin.id = risk.register_id
    where up.state = 'asked' and risk.state = 'open' and up.to_register_id in ${kept}
    union all
    select 'tolerate', risk.id, ${hrefOf} || '/accept', risk.title, risk.reference, null, residual.band, origin.name
    from risk.risk risk join risk.register origin on origin.id = risk.register_id
    join risk.assessment residual on residual.risk_id = risk.id and residual.measure = 'residual' and residual.superseded_at is null
    where origin.owner_person_id = ${personId} and ${among('origin.id', 'register')} and risk.state = 'open' and risk.response = 'tolerate'
      and risk.accepted_assessment_id is distinct from residual.id
      and array_position(array['low', 'medium', 'high', 'very-high'], residual.band) > array_position(array['low', 'medium', 'high', 'very-high'], origin.appetite)
    union all
    select 'open', risk.id, ${hrefOf}, risk.title, risk.reference, null, null, origin.name
    from risk.risk risk join risk.register origin on origin.id = risk.register_id
    where risk.state = 'draft' and risk.register_id in ${kept}
    union all
    select 'ownerless', risk.id, ${hrefOf} || '/owner', risk.title, risk.reference, null, null, origin.name
    from risk.risk risk join risk.register origin on origin.id = risk.register_id
    where risk.state = 'open' and risk.register_id in ${kept}
      and (risk.owner_person_id is null or not ${worksForBodyOf('origin', sql`risk.owner_person_id`, londonDate(reader.now))})
    order by due, reference, kind`.execute(reader.db)
  return rows
}

function dutyOf(row: Waiting): Duty {
  const context = `${row.reference}, ${row.register}`
  const duty = (title: string, step: string, href = row.href, due = row.due): Duty => ({
    title,
    href,
    due,
    context,
    step,
  })
  switch (row.kind) {
    case 'review':
      return duty(`Review the risk "${row.what}"`, 'Review it', `${row.href}/review`)
    case 'propose':
      return duty(
        `"${row.what}" is ${BANDS[row.band ?? 'very-high'].toLowerCase()}: escalate it or say why not`,
        'Look at it',
      )
    case 'test':
      return duty(`Test the control "${shortened(row.what)}"`, 'Judge it')
    case 'escalated':
      return duty(`Answer for "${row.what}", escalated to your register`, 'Answer it')
    case 'tolerate':
      return duty(`Accept that "${row.what}" is lived with, or ask for more`, 'Decide it')
    case 'open':
      return duty(`Look at the draft risk "${row.what}"`, 'Look at it')
    case 'ownerless':
      return duty(`Name a new owner of the risk "${row.what}"`, 'Name the owner')
  }
}

const shortened = (text: string): string => (text.length <= 80 ? text : `${text.slice(0, 79).trimEnd()}…`)

export const riskDuties = fill(duty, {
  name: 'risk.risk.to-do',
  permission: READ,
  async run(reader) {
    if (reader.actor.kind !== 'person') return []
    return (await waitingFor(reader, reader.actor.id)).map(dutyOf)
  },
})

/** A register whose owner has gone is for those who keep the registers of its body. */
export const registerDuties = fill(duty, {
  name: 'risk.register.to-do',
  permission: 'risk.register.edit',
  async run(reader) {
    const held = (kinds: readonly string[]) =>
      kinds.flatMap((kind) => {
        const ids = reader.scopes('risk.register.edit', kind)
        return ids === 'all' ? [] : [...ids]
      })
    const [bodies, own] = [held(['partnership', 'organisation']), held(['register'])]
    if (bodies.length + own.length === 0) return []
    const { rows } = await sql<{ code: string; name: string }>`
      select code, name from risk.register register where ended_on is null
        and (owner_person_id is null or not ${worksForBodyOf('register', sql`register.owner_person_id`, londonDate(reader.now))}) and (id = any(${own}::uuid[])
        or (audience <> 'restricted' and coalesce(partnership_id, organisation_id) = any(${bodies}::uuid[]))) order by name`.execute(
      reader.db,
    )
    return rows.map((row): Duty => ({
      title: `Name a new owner of the register "${row.name}"`,
      href: `/risks/${row.code}/edit`,
      due: null,
      context: 'Its owner has left',
      step: 'Name the owner',
    }))
  },
})
