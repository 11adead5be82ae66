// The offices people hold in partnerships today, officers and champions, for the directory of people.
import type { Reader } from '#platform/actions/index.ts'
import type { OfficeHeld } from '#modules/organisations/index.ts'
import { OFFICER_ROLES, type OfficerRole } from '../rules/membership.ts'

type Asked = { readonly personIds: readonly string[] | null; readonly words: string | null }

const containing = (words: string): string => `%${words.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`

/** Officers and champions: of these people, or those whose office or partnership holds the words. */
export async function officesInPartnerships(reader: Reader, asked: Asked): Promise<OfficeHeld[]> {
  if (asked.personIds?.length === 0) return []
  return [...(await officersAmong(reader, asked)), ...(await championsAmong(reader, asked))]
}

async function officersAmong(reader: Reader, asked: Asked): Promise<OfficeHeld[]> {
  let rows = reader.db
    .selectFrom('partnerships.appointment as appointment')
    .innerJoin('partnerships.partnership as partnership', 'partnership.id', 'appointment.partnership_id')
    .select(['appointment.person_id', 'appointment.role', 'partnership.name', 'partnership.code'])
    .where('appointment.ended_on', 'is', null)
    .orderBy('partnership.name')
    .limit(500)
  if (asked.personIds !== null) rows = rows.where('appointment.person_id', 'in', asked.personIds)
  if (asked.words !== null) {
    const words = asked.words.toLowerCase()
    const roles = (Object.keys(OFFICER_ROLES) as OfficerRole[]).filter((one) =>
      OFFICER_ROLES[one].toLowerCase().includes(words),
    )
    const pattern = containing(asked.words)
    rows = rows.where(({ eb, or }) =>
      or([
        eb('partnership.name', 'ilike', pattern),
        ...(roles.length === 0 ? [] : [eb('appointment.role', 'in', roles)]),
      ]),
    )
  }
  return (await rows.execute()).map((row) => ({
    personId: row.person_id,
    office: OFFICER_ROLES[row.role],
    of: row.name,
    href: `/partnerships/${row.code}`,
  }))
}

async function championsAmong(reader: Reader, asked: Asked): Promise<OfficeHeld[]> {
  let rows = reader.db
    .selectFrom('partnerships.champion as champion')
    .innerJoin('partnerships.champion_role as role', 'role.id', 'champion.role_id')
    .innerJoin('partnerships.partnership as partnership', 'partnership.id', 'role.partnership_id')
    .select(['champion.person_id', 'role.name as office', 'partnership.name', 'partnership.code'])
    .where('champion.ended_on', 'is', null)
    .orderBy('role.name')
    .limit(500)
  if (asked.personIds !== null) rows = rows.where('champion.person_id', 'in', asked.personIds)
  if (asked.words !== null) {
    const pattern = containing(asked.words)
    rows = rows.where(({ eb, or }) =>
      or([eb('role.name', 'ilike', pattern), eb('partnership.name', 'ilike', pattern)]),
    )
  }
  return (await rows.execute()).map((row) => ({
    personId: row.person_id,
    office: row.office,
    of: row.name,
    href: `/partnerships/${row.code}`,
  }))
}
