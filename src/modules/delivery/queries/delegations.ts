// To whom activities were given to report.
import type { Reader } from '#platform/actions/index.ts'
import { isRecordId } from '#platform/fields/index.ts'

export type Delegation = {
  readonly id: string
  readonly person_id: string
  readonly name: string
  readonly from_on: Temporal.PlainDate
}

const standing = (reader: Pick<Reader, 'db'>, activityId: string) =>
  reader.db
    .selectFrom('delivery.delegation as delegation')
    .innerJoin('organisations.person_card as person', 'person.id', 'delegation.person_id')
    .select(['delegation.id', 'delegation.person_id', 'person.name', 'delegation.from_on'])
    .where('delegation.activity_id', '=', activityId)
    .where('delegation.ended_on', 'is', null)

/** Who reports an activity for its lead today, by name. Ask only about an activity the reader sees. */
export const delegationsOf = async (reader: Pick<Reader, 'db'>, activityId: string): Promise<Delegation[]> =>
  standing(reader, activityId).orderBy('person.name').orderBy('delegation.id').execute()

export const delegationById = async (
  reader: Pick<Reader, 'db'>,
  activityId: string,
  id: string,
): Promise<Delegation | undefined> =>
  isRecordId(id) ? standing(reader, activityId).where('delegation.id', '=', id).executeTakeFirst() : undefined
