// The offices people hold in groups today, for the directory of people.
import type { Reader } from '#platform/actions/index.ts'
import { londonDate } from '#platform/time/index.ts'
import type { OfficeHeld } from '#modules/organisations/index.ts'
import { seatStandsOn } from '../queries.ts'
import { OFFICES, type Office } from '../rules.ts'

/** Chairs, vice-chairs and secretaries: of these people, or those whose office or group holds the words. */
export async function officesInGroups(
  reader: Reader,
  asked: { readonly personIds: readonly string[] | null; readonly words: string | null },
): Promise<OfficeHeld[]> {
  if (asked.personIds?.length === 0) return []
  let rows = reader.db
    .selectFrom('groups.membership as membership')
    .innerJoin('groups.group as group', 'group.id', 'membership.group_id')
    .select(['membership.person_id', 'membership.office', 'group.name', 'group.code'])
    .where('membership.office', '<>', 'member')
    .where('membership.ended_on', 'is', null)
    .where('group.ended_on', 'is', null)
    .where(seatStandsOn(londonDate(reader.now)))
    .orderBy('group.name')
    .limit(500)
  if (asked.personIds !== null) rows = rows.where('membership.person_id', 'in', asked.personIds)
  if (asked.words !== null) {
    const words = asked.words.toLowerCase()
    const offices = (Object.keys(OFFICES) as Office[]).filter((one) =>
      OFFICES[one].toLowerCase().includes(words),
    )
    const pattern = `%${asked.words.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`
    rows = rows.where(({ eb, or }) =>
      or([
        eb('group.name', 'ilike', pattern),
        ...(offices.length === 0 ? [] : [eb('membership.office', 'in', offices)]),
      ]),
    )
  }
  return (await rows.execute()).map((row) => ({
    personId: row.person_id,
    office: OFFICES[row.office],
    of: row.name,
    href: `/groups/${row.code}`,
  }))
}
