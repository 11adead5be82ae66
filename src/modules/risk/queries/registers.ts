// Registers in their tree: whose each is, who owns and keeps it, and what stands in it.
import { query, type Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { membersOn } from '#modules/partnerships/index.ts'
import { peopleNamed, type PersonSummary } from '#modules/organisations/index.ts'
import { londonDate } from '#platform/time/index.ts'
import type { Audience, BandName, Level, Parent } from '../rules.ts'
import { READ, registerKept, registerSeen, type RegisterPlace } from './seeing.ts'

export type RegisterCard = RegisterPlace & {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly level: Level
  readonly about_subject_id: string | null
  readonly parent_id: string | null
  readonly parent_name: string | null
  readonly matrix_id: string
  readonly matrix_name: string
  readonly matrix_retired_on: Temporal.PlainDate | null
  readonly appetite: BandName
  readonly audience: Audience
  readonly audience_id: string
  readonly owner_person_id: string | null
  readonly owner_name: string | null
  readonly body_name: string
  readonly group_name: string | null
  readonly group_code: string | null
  readonly ended_on: Temporal.PlainDate | null
  readonly version: number
}

export const registerRows = (reader: Pick<Reader, 'db'>) =>
  reader.db
    .selectFrom('risk.register as register')
    .innerJoin('risk.matrix as matrix', 'matrix.id', 'register.matrix_id')
    .leftJoin('risk.register as parent', 'parent.id', 'register.parent_id')
    .leftJoin('partnerships.partnership_card as partnership', 'partnership.id', 'register.partnership_id')
    .leftJoin(
      'organisations.organisation_card as organisation',
      'organisation.id',
      'register.organisation_id',
    )
    .leftJoin('groups.group_card as group', 'group.id', 'register.group_id')
    .leftJoin('organisations.person_card as owner', 'owner.id', 'register.owner_person_id')
    .select([
      'register.id',
      'register.code',
      'register.name',
      'register.level',
      'register.partnership_id',
      'register.organisation_id',
      'register.group_id',
      'register.about_subject_id',
      'register.parent_id',
      'parent.name as parent_name',
      'register.matrix_id',
      'matrix.name as matrix_name',
      'matrix.retired_on as matrix_retired_on',
      'register.appetite',
      'register.audience',
      'register.audience_id',
      'register.owner_person_id',
      'owner.name as owner_name',
      'group.name as group_name',
      'group.code as group_code',
      'register.ended_on',
      'register.version',
      sql<string>`coalesce(partnership.name, organisation.name)`.as('body_name'),
    ])

/** One register of those the reader may see, or not found. */
export async function registerByCode(reader: Reader, code: string): Promise<RegisterCard> {
  const row = await registerRows(reader)
    .where('register.code', '=', code.toLowerCase())
    .where(registerSeen(reader))
    .executeTakeFirst()
  return row ?? notFound('register')
}

export async function registerById(reader: Reader, id: string): Promise<RegisterCard> {
  const row = await registerRows(reader)
    .where('register.id', '=', id)
    .where(registerSeen(reader))
    .executeTakeFirst()
  return row ?? notFound('register')
}

/** A register whatever its audience: where a risk that the reader may see comes from. */
export async function originOf(reader: Pick<Reader, 'db'>, id: string): Promise<RegisterCard> {
  return registerRows(reader).where('register.id', '=', id).executeTakeFirstOrThrow()
}

const byLevel = sql`array_position(array['corporate', 'directorate', 'service', 'project'], register.level)`

/** The registers the reader may see: the largest first, then by name. */
export async function registersSeen(
  reader: Reader,
  only: { readonly partnership?: string; readonly group?: string; readonly closed?: boolean } = {},
): Promise<RegisterCard[]> {
  let rows = registerRows(reader)
    .where(registerSeen(reader))
    .where('register.ended_on', only.closed === true ? 'is not' : 'is', null)
    .orderBy(byLevel)
    .orderBy('register.name')
    .orderBy('register.id')
    .limit(1000)
  if (only.partnership !== undefined) rows = rows.where('register.partnership_id', '=', only.partnership)
  if (only.group !== undefined) rows = rows.where('register.group_id', '=', only.group)
  return rows.execute()
}

/** The registers the reader owns or keeps. */
export async function registersKept(reader: Reader): Promise<RegisterCard[]> {
  return registerRows(reader)
    .where(registerKept(reader))
    .where('register.ended_on', 'is', null)
    .orderBy('register.name')
    .limit(1000)
    .execute()
}

/** The open registers of one record, a project's for example. */
export async function registersAbout(reader: Reader, subjectId: string): Promise<RegisterCard[]> {
  return registerRows(reader)
    .where('register.about_subject_id', '=', subjectId)
    .where('register.ended_on', 'is', null)
    .where(registerSeen(reader))
    .orderBy('register.name')
    .execute()
}

export type BandCount = { readonly registerId: string; readonly band: BandName; readonly risks: number }

/** Open risks by band of what remains, for several registers, each with those that were escalated to it. */
export async function countsByBand(reader: Pick<Reader, 'db'>, ids: readonly string[]): Promise<BandCount[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<BandCount>`
    with shown as (
      select risk.id, risk.register_id from risk.risk where state = 'open' and register_id = any(${[...ids]}::uuid[])
      union all
      select up.risk_id, up.to_register_id from risk.escalation up join risk.risk on risk.id = up.risk_id
      where up.state = 'accepted' and risk.state = 'open' and up.to_register_id = any(${[...ids]}::uuid[])
    )
    select shown.register_id as "registerId", residual.band, count(*)::int as risks
    from shown join risk.assessment residual
      on residual.risk_id = shown.id and residual.measure = 'residual' and residual.superseded_at is null
    group by 1, 2`.execute(reader.db)
  return rows
}

/** Every register with the one above it, to find the way up. */
export async function wholeTree(reader: Pick<Reader, 'db'>): Promise<Parent[]> {
  return reader.db.selectFrom('risk.register').select(['id', 'parent_id as parentId']).execute()
}

export type RegisterName = {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly level: Level
}

export async function registersNamed(
  reader: Pick<Reader, 'db'>,
  ids: readonly string[],
): Promise<RegisterName[]> {
  if (ids.length === 0) return []
  const rows = await reader.db
    .selectFrom('risk.register')
    .select(['id', 'code', 'name', 'level'])
    .where('id', 'in', [...ids])
    .where('ended_on', 'is', null)
    .execute()
  return rows.toSorted((one, other) => ids.indexOf(one.id) - ids.indexOf(other.id))
}

export type Officer = {
  readonly id: string
  readonly person_id: string
  readonly name: string
  readonly from_on: Temporal.PlainDate
}

/** Who keeps the register beside its owner, by name. */
export async function officersOf(reader: Pick<Reader, 'db'>, registerId: string): Promise<Officer[]> {
  return reader.db
    .selectFrom('risk.officer as officer')
    .innerJoin('organisations.person_card as person', 'person.id', 'officer.person_id')
    .select(['officer.id', 'officer.person_id', 'person.name', 'officer.from_on'])
    .where('officer.register_id', '=', registerId)
    .where('officer.ended_on', 'is', null)
    .orderBy('person.name')
    .orderBy('officer.id')
    .execute()
}

type Body = Pick<RegisterPlace, 'partnership_id' | 'organisation_id'>

/** The organisations whose people may own a register or a risk in it (R11). */
export async function bodiesOf(reader: Reader, register: Body): Promise<readonly string[]> {
  if (register.organisation_id !== null) return [register.organisation_id]
  if (register.partnership_id === null) return []
  const members = await membersOn(reader, register.partnership_id, londonDate(reader.now))
  return members.map((member) => member.organisation_id)
}

/** The people who may own a risk in the register, by name (R11). */
export async function possibleOwners(reader: Reader, register: Body): Promise<PersonSummary[]> {
  return peopleNamed(reader, { organisationIds: await bodiesOf(reader, register) })
}

export const listRegisters = query({
  name: 'risk.register.list',
  title: 'List registers of risks',
  permission: READ,
  doors: ['page', 'api', 'command'],
  parameters: {},
  run: (reader) => registersSeen(reader),
})
