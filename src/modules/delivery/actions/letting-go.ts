// What somebody gives up in plans whose post at their body ended while they still work for another: whoever leaves
// altogether gives it up with their leaving.
import { action } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { field } from '#platform/fields/index.ts'
import { hasPostFor } from '../queries/people.ts'
import { today } from './locking.ts'

/** Ends the offices of a person in plans of bodies that employ them no more, so that each plan asks for another. */
export const releasePost = action({
  name: 'delivery.post.release',
  title: 'End what an ended post brought with it',
  doors: [],
  fields: {
    announcement: field.id('Announcement'),
    person: field.id('Person'),
    organisation: field.id('Organisation'),
  },
  async run(inside, { person }) {
    const on = today(inside)
    const left = sql`(select plan.id from delivery.plan plan where plan.state <> 'closed' and not ${hasPostFor(person, on)})`
    const ended = sql`${on.toString()}::date`
    const done = [
      sql`update delivery.officer set ended_on = greatest(${ended}, from_on)
        where person_id = ${person} and ended_on is null and plan_id in ${left}`,
      sql`update delivery.unit set director_person_id = null, version = version + 1
        where director_person_id = ${person} and plan_id in ${left}`,
      sql`update delivery.outcome set lead_person_id = null, version = version + 1
        where lead_person_id = ${person} and plan_id in ${left}`,
      sql`update delivery.activity set lead_person_id = nullif(lead_person_id, ${person}),
          director_person_id = nullif(director_person_id, ${person}), version = version + 1
        where (lead_person_id = ${person} or director_person_id = ${person}) and plan_id in ${left}`,
      sql`update delivery.delegation set ended_on = greatest(${ended}, from_on)
        where person_id = ${person} and ended_on is null
          and activity_id in (select activity.id from delivery.activity activity where activity.plan_id in ${left})`,
    ]
    let offices = 0
    for (const one of done) offices += Number((await one.execute(inside.tx)).numAffectedRows ?? 0n)
    return { subject: person, result: { offices }, facts: { offices } }
  },
})
