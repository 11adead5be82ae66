// What belongs to one activity beside its rounds: every date it was given, its milestones, and how it ended.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { partnershipById, partnershipsOf } from '#modules/partnerships/index.ts'
import { milestoneState } from '../rules.ts'

type Handle = Pick<Reader, 'db'>

export type DateChange = Awaited<ReturnType<typeof dateChangesOf>>[number]

/** Every date the activity was given, in the order in which they changed. */
export async function dateChangesOf(reader: Handle, activityId: string) {
  return reader.db
    .selectFrom('delivery.date_change as change')
    .leftJoin('delivery.round as round', 'round.id', 'change.round_id')
    .leftJoin('organisations.person_card as person', 'person.id', 'change.made_by_person_id')
    .select([
      'change.id',
      'change.what',
      'change.former',
      'change.becomes',
      'change.reason',
      'change.cause',
      'change.source',
      'change.made_at',
      'round.code as round_code',
      'round.title as round_title',
      'person.name as made_by',
    ])
    .where('change.activity_id', '=', activityId)
    .orderBy('change.made_at')
    .orderBy('change.number')
    .orderBy('change.id')
    .execute()
}

export type Milestone = Awaited<ReturnType<typeof milestonesOf>>[number]

/** The milestones of an activity, the earliest first, with what became of each. */
export async function milestonesOf(reader: Handle, activityId: string) {
  const rows = await reader.db
    .selectFrom('delivery.milestone')
    .select(['id', 'kind', 'title', 'due_on', 'certainty', 'met_on', 'dropped_on', 'dropped_why', 'version'])
    .where('activity_id', '=', activityId)
    .orderBy('due_on')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({ ...row, state: milestoneState(row) }))
}

export type Closing = Awaited<ReturnType<typeof closingsOf>>[number]

/** How the activity ended, and where it was opened again, the newest first. */
export async function closingsOf(reader: Handle, activityId: string) {
  return reader.db
    .selectFrom('delivery.closing as closing')
    .leftJoin('organisations.person_card as person', 'person.id', 'closing.made_by_person_id')
    .leftJoin('delivery.round as round', 'round.id', 'closing.round_id')
    .select([
      'closing.id',
      'closing.kind',
      'closing.monitoring',
      'closing.decided_on',
      'closing.decided_by_words',
      'closing.decision_subject_id',
      'closing.reason',
      'closing.reopened_on',
      'closing.reopened_why',
      'closing.made_at',
      'person.name as made_by',
      'round.title as round_title',
    ])
    .where('closing.activity_id', '=', activityId)
    .orderBy(sql`closing.reopened_on is null`, 'desc')
    .orderBy('closing.made_at', 'desc')
    .orderBy('closing.id', 'desc')
    .execute()
}

/** Who was given the activity to report on, by name. */
export async function delegatesOf(reader: Handle, activityId: string) {
  return reader.db
    .selectFrom('delivery.delegation as delegation')
    .innerJoin('organisations.person_card as person', 'person.id', 'delegation.person_id')
    .select(['person.id', 'person.name', 'delegation.from_on'])
    .where('delegation.activity_id', '=', activityId)
    .where('delegation.ended_on', 'is', null)
    .orderBy('person.name')
    .execute()
}

/** In whose list of actions one for this plan may stand: its partnership, or those its organisation belongs to today. */
export async function placesFor(
  reader: Reader,
  plan: { readonly organisation_id: string | null; readonly partnership_id: string | null },
): Promise<readonly { readonly id: string; readonly name: string }[]> {
  if (plan.organisation_id !== null) return partnershipsOf(reader, plan.organisation_id)
  const own = plan.partnership_id === null ? undefined : await partnershipById(reader, plan.partnership_id)
  return own === undefined ? [] : [own]
}
