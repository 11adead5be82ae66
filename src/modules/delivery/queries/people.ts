// Who keeps a plan, and who may: the people who work for its body today.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { peopleNamed, type PersonSummary } from '#modules/organisations/index.ts'
import { membersOn } from '#modules/partnerships/index.ts'

type Body = { readonly organisation_id: string | null; readonly partnership_id: string | null }

/** The organisations whose people may hold an office in the plan. */
async function bodiesOf(reader: Reader, plan: Body): Promise<readonly string[]> {
  if (plan.organisation_id !== null) return [plan.organisation_id]
  if (plan.partnership_id === null) return []
  const members = await membersOn(reader, plan.partnership_id, londonDate(reader.now))
  return members.map((member) => member.organisation_id)
}

/** The people who may keep the plan, lead and direct in it, by name. */
export async function possiblePeople(reader: Reader, plan: Body): Promise<PersonSummary[]> {
  return peopleNamed(reader, { organisationIds: await bodiesOf(reader, plan) })
}

/** Whether this person works for the body of the plan today. */
export async function worksForBody(reader: Reader, plan: Body, personId: string): Promise<boolean> {
  const bodies = await bodiesOf(reader, plan)
  if (bodies.length === 0) return false
  const post = await reader.db
    .selectFrom('organisations.employment_card')
    .select('person_id')
    .where('person_id', '=', personId)
    .where('organisation_id', 'in', [...bodies])
    .where('started_on', '<=', londonDate(reader.now))
    .where(({ eb, or }) => or([eb('ended_on', 'is', null), eb('ended_on', '>=', londonDate(reader.now))]))
    .executeTakeFirst()
  return post !== undefined
}

/** For `delivery.plan as plan`: whether a person has a post that goes on at its body, or at a member of its partnership. */
export const hasPostFor = (personId: string, on: Temporal.PlainDate) => sql<boolean>`exists (
  select 1 from organisations.employment_card post where post.person_id = ${personId} and post.started_on <= ${on.toString()}::date
    and post.ended_on is null and (post.organisation_id = plan.organisation_id or exists (
      select 1 from partnerships.member_card member where member.partnership_id = plan.partnership_id
        and member.organisation_id = post.organisation_id and (member.joined_on is null or member.joined_on <= ${on.toString()}::date)
        and (member.left_on is null or member.left_on >= ${on.toString()}::date))))`

export type Officer = {
  readonly id: string
  readonly person_id: string
  readonly name: string
  readonly from_on: Temporal.PlainDate
}

/** Who keeps the plan and runs its rounds, by name. */
export async function officersOf(reader: Pick<Reader, 'db'>, planId: string): Promise<Officer[]> {
  return reader.db
    .selectFrom('delivery.officer as officer')
    .innerJoin('organisations.person_card as person', 'person.id', 'officer.person_id')
    .select(['officer.id', 'officer.person_id', 'person.name', 'officer.from_on'])
    .where('officer.plan_id', '=', planId)
    .where('officer.ended_on', 'is', null)
    .orderBy('person.name')
    .orderBy('officer.id')
    .execute()
}
