// Partnerships and who belongs to them, as anybody may read.
import { query, type Reader } from '#platform/actions/index.ts'
import type { Selectable } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { field, isRecordId } from '#platform/fields/index.ts'
import { londonDate } from '#platform/time/index.ts'
import type { OfficerRole } from '../rules/membership.ts'
import type { AppointmentTable, MemberTable, PartnershipTable } from '../schema.ts'

export type Partnership = Selectable<PartnershipTable>

export type Member = Selectable<MemberTable> & {
  readonly organisation_code: string
  readonly organisation_name: string
  readonly organisation_kind: string
  readonly tier_name: string | null
}

export type Officer = Selectable<AppointmentTable> & { readonly person_name: string }

/** The partnership with this code ('kent-connects'), or the refusal that it is not there. */
export async function partnershipByCode(reader: Reader, code: string): Promise<Partnership> {
  const row = await reader.db
    .selectFrom('partnerships.partnership')
    .selectAll()
    .where('code', '=', code)
    .executeTakeFirst()
  return row ?? notFound('partnership')
}

/** The partnership, or the refusal that it is not there. */
export async function partnershipById(reader: Reader, id: string): Promise<Partnership> {
  if (!isRecordId(id)) return notFound('partnership')
  const row = await reader.db
    .selectFrom('partnerships.partnership')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  return row ?? notFound('partnership')
}

/** Every partnership, by name. */
export async function partnershipsNamed(reader: Reader): Promise<Partnership[]> {
  return reader.db.selectFrom('partnerships.partnership').selectAll().orderBy('name').orderBy('id').execute()
}

/** The partnerships of which an organisation is a member today, by name. */
export async function partnershipsOf(reader: Reader, organisationId: string): Promise<Partnership[]> {
  const today = londonDate(reader.now)
  return reader.db
    .selectFrom('partnerships.partnership as partnership')
    .selectAll('partnership')
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('partnerships.member as member')
          .select('member.id')
          .whereRef('member.partnership_id', '=', 'partnership.id')
          .where('member.organisation_id', '=', organisationId)
          .where(({ eb, or }) =>
            or([eb('member.joined_on', 'is', null), eb('member.joined_on', '<=', today)]),
          )
          .where(({ eb, or }) => or([eb('member.left_on', 'is', null), eb('member.left_on', '>=', today)])),
      ),
    )
    .orderBy('partnership.name')
    .execute()
}

const memberRows = (reader: Reader, partnershipId: string) =>
  reader.db
    .selectFrom('partnerships.member as member')
    .innerJoin('organisations.organisation_card as organisation', 'organisation.id', 'member.organisation_id')
    .leftJoin('partnerships.tier as tier', 'tier.id', 'member.tier_id')
    .selectAll('member')
    .select([
      'organisation.code as organisation_code',
      'organisation.name as organisation_name',
      'organisation.kind as organisation_kind',
      'tier.name as tier_name',
    ])
    .where('member.partnership_id', '=', partnershipId)
    .orderBy('organisation.name')
    .orderBy('member.joined_on')
    .orderBy('member.id')

/** Everybody who was a member on that day, by name. */
export async function membersOn(
  reader: Reader,
  partnershipId: string,
  on: Temporal.PlainDate,
): Promise<Member[]> {
  return memberRows(reader, partnershipId)
    .where(({ eb, or }) => or([eb('member.joined_on', 'is', null), eb('member.joined_on', '<=', on)]))
    .where(({ eb, or }) => or([eb('member.left_on', 'is', null), eb('member.left_on', '>=', on)]))
    .execute()
}

/** Every membership there ever was, by name and then by date. */
export async function membershipsOf(reader: Reader, partnershipId: string): Promise<Member[]> {
  return memberRows(reader, partnershipId).execute()
}

/** Every organisation that was a member of any partnership on that day, by name. */
export async function membersOfAny(
  reader: Reader,
  on: Temporal.PlainDate,
): Promise<{ id: string; code: string; name: string }[]> {
  return reader.db
    .selectFrom('partnerships.member as member')
    .innerJoin('organisations.organisation_card as organisation', 'organisation.id', 'member.organisation_id')
    .select(['organisation.id', 'organisation.code', 'organisation.name'])
    .distinct()
    .where(({ eb, or }) => or([eb('member.joined_on', 'is', null), eb('member.joined_on', '<=', on)]))
    .where(({ eb, or }) => or([eb('member.left_on', 'is', null), eb('member.left_on', '>=', on)]))
    .orderBy('organisation.name')
    .execute()
}

/** Whether the organisation was a member on that day. */
export async function isMemberOn(
  reader: Reader,
  partnershipId: string,
  organisationId: string,
  on: Temporal.PlainDate,
): Promise<boolean> {
  return (await membersOn(reader, partnershipId, on)).some(
    (member) => member.organisation_id === organisationId,
  )
}

/** The people appointed as officers of a partnership today; of one role when given. */
export async function officersOf(
  reader: Reader,
  partnershipId: string,
  role?: OfficerRole,
): Promise<Officer[]> {
  let rows = reader.db
    .selectFrom('partnerships.appointment as appointment')
    .innerJoin('organisations.person_card as person', 'person.id', 'appointment.person_id')
    .selectAll('appointment')
    .select('person.name as person_name')
    .where('appointment.partnership_id', '=', partnershipId)
    .where('appointment.ended_on', 'is', null)
    .orderBy('appointment.role')
    .orderBy('person.name')
    .orderBy('appointment.id')
  if (role !== undefined) rows = rows.where('appointment.role', '=', role)
  return rows.execute()
}

/** All partnerships, for the list and its doors. */
export const listPartnerships = query({
  name: 'partnerships.partnership.list',
  title: 'List partnerships',
  doors: ['page', 'api', 'command'],
  parameters: {},
  async run(reader) {
    return { rows: await partnershipsNamed(reader) }
  },
})

/** One partnership with its members of today. */
export const readPartnership = query({
  name: 'partnerships.partnership.read',
  title: 'Show a partnership',
  doors: ['page', 'api', 'command'],
  parameters: { partnership: field.code('Partnership code') },
  async run(reader, { partnership }) {
    const found = await partnershipByCode(reader, partnership)
    return { ...found, members: await membersOn(reader, found.id, londonDate(reader.now)) }
  },
})

/** Who was a member of a partnership on a day; today when none is given. */
export const listMembers = query({
  name: 'partnerships.member.list',
  title: 'List the members of a partnership',
  doors: ['page', 'api', 'command'],
  parameters: { partnership: field.code('Partnership code'), on: field.date('Day').optional() },
  async run(reader, { partnership, on }) {
    const found = await partnershipByCode(reader, partnership)
    return { rows: await membersOn(reader, found.id, on ?? londonDate(reader.now)) }
  },
})
