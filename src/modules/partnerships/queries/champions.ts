// Who is champion of what: the roles a partnership asks its bodies to fill, those who fill them, and the gaps.
import { query, type Reader } from '#platform/actions/index.ts'
import { sql, type Selectable } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { field, isRecordId } from '#platform/fields/index.ts'
import type { ChampionLetterTable, ChampionRoleTable, ChampionTable } from '../schema.ts'
import { londonDate } from '#platform/time/index.ts'
import { partnershipByCode } from './partnerships.ts'

export type ChampionRole = Selectable<ChampionRoleTable>
export type Champion = Selectable<ChampionTable> & {
  readonly person_name: string
  readonly organisation_name: string
  readonly organisation_code: string
  readonly role_name: string
  readonly review_months: number | null
  readonly partnership_id: string
  readonly partnership_code: string
  readonly partnership_name: string
}

/** The roles a partnership asks for today, by name. */
export async function championRoles(reader: Reader, partnershipId: string): Promise<ChampionRole[]> {
  return reader.db
    .selectFrom('partnerships.champion_role')
    .selectAll()
    .where('partnership_id', '=', partnershipId)
    .where('ended_on', 'is', null)
    .orderBy('name')
    .orderBy('id')
    .execute()
}

/** One role, or the refusal that it is not there. */
export async function championRoleById(reader: Reader, id: string): Promise<ChampionRole> {
  if (!isRecordId(id)) return notFound('role')
  const row = await reader.db
    .selectFrom('partnerships.champion_role')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  return row ?? notFound('role')
}

const championRows = (reader: Reader) =>
  reader.db
    .selectFrom('partnerships.champion as champion')
    .innerJoin('partnerships.champion_role as role', 'role.id', 'champion.role_id')
    .innerJoin('partnerships.partnership as partnership', 'partnership.id', 'role.partnership_id')
    .innerJoin('organisations.organisation_card as body', 'body.id', 'champion.organisation_id')
    .innerJoin('organisations.person_card as person', 'person.id', 'champion.person_id')
    .selectAll('champion')
    .select([
      'person.name as person_name',
      'body.name as organisation_name',
      'body.code as organisation_code',
      'role.name as role_name',
      'role.review_months',
      'role.partnership_id',
      'partnership.code as partnership_code',
      'partnership.name as partnership_name',
    ])
    .orderBy('role.name')
    .orderBy('body.name')
    .orderBy('person.name')
    .orderBy('champion.started_on')
    .orderBy('champion.id')

/** P14: a body that left the partnership stands for nothing in it. The statement knows `champion` and `role`. */
export const ofMember = (reader: Pick<Reader, 'now'>) => sql<boolean>`exists (
  select from partnerships.member_card as member
  where member.partnership_id = role.partnership_id and member.organisation_id = champion.organisation_id
    and (member.left_on is null or member.left_on >= ${londonDate(reader.now).toString()}::date))`

/** Who fills the roles of a partnership today. */
export async function championsOf(reader: Reader, partnershipId: string): Promise<Champion[]> {
  return championRows(reader)
    .where('role.partnership_id', '=', partnershipId)
    .where('role.ended_on', 'is', null)
    .where('champion.ended_on', 'is', null)
    .where(ofMember(reader))
    .execute()
}

/** Everybody who ever filled a role, the latest first. */
export async function championsEver(reader: Reader, partnershipId: string): Promise<Champion[]> {
  const rows = await championRows(reader)
    .where('role.partnership_id', '=', partnershipId)
    .where('champion.ended_on', 'is not', null)
    .execute()
  return rows.toSorted((one, other) =>
    Temporal.PlainDate.compare(other.ended_on ?? other.started_on, one.ended_on ?? one.started_on),
  )
}

/** Who speaks for an organisation today, in every partnership. */
export async function championsFor(reader: Reader, organisationId: string): Promise<Champion[]> {
  return championRows(reader)
    .where('champion.organisation_id', '=', organisationId)
    .where('role.ended_on', 'is', null)
    .where('champion.ended_on', 'is', null)
    .where(ofMember(reader))
    .execute()
}

/** What a person is champion of today. */
export async function championshipsOf(reader: Reader, personId: string): Promise<Champion[]> {
  return championRows(reader)
    .where('champion.person_id', '=', personId)
    .where('role.ended_on', 'is', null)
    .where('champion.ended_on', 'is', null)
    .where(ofMember(reader))
    .execute()
}

/** One appointment of a champion, or the refusal that it is not there. */
export async function championById(reader: Reader, id: string): Promise<Champion> {
  if (!isRecordId(id)) return notFound('champion')
  const row = await championRows(reader).where('champion.id', '=', id).executeTakeFirst()
  return row ?? notFound('champion')
}

export type ChampionLetter = Selectable<ChampionLetterTable>

/** The letters sent to the champions of a role, the latest first. */
export async function lettersTo(reader: Reader, roleId: string): Promise<ChampionLetter[]> {
  return reader.db
    .selectFrom('partnerships.champion_letter')
    .selectAll()
    .where('role_id', '=', roleId)
    .orderBy('sent_at', 'desc')
    .orderBy('id')
    .execute()
}

/** Whether the reader names champions for a body: leads it, or runs the partnership. */
export function namesChampions(reader: Reader, partnershipId: string, organisationId: string): boolean {
  return (
    reader.may('partnerships.champion.appoint', { kind: 'partnership', id: partnershipId }) ||
    reader.may('partnerships.champion.appoint', { kind: 'organisation', id: organisationId })
  )
}

/** For the doors. */
export const listChampions = query({
  name: 'partnerships.champion.list',
  title: 'List the champions of a partnership',
  doors: ['page', 'api', 'command'],
  parameters: { partnership: field.code('Partnership code') },
  async run(reader, { partnership }) {
    const found = await partnershipByCode(reader, partnership)
    return { roles: await championRoles(reader, found.id), rows: await championsOf(reader, found.id) }
  },
})
