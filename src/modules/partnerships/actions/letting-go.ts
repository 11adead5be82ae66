// What somebody gives up whose post at one body ended while they still work for another: whoever leaves altogether
// gives it up with their leaving.
import { action } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { field } from '#platform/fields/index.ts'
import { londonDate } from '#platform/time/index.ts'

/** Ends what a person did for a body that employs them no more: being its champion (P14), leading what it shares (P11). */
export const releasePost = action({
  name: 'partnerships.post.release',
  title: 'End what an ended post brought with it',
  doors: [],
  fields: {
    announcement: field.id('Announcement'),
    person: field.id('Person'),
    organisation: field.id('Organisation'),
  },
  async run(inside, { person, organisation }) {
    const today = londonDate(inside.now).toString()
    const champions = await inside.tx
      .updateTable('partnerships.champion')
      .set(({ eb }) => ({
        ended_on: sql<Temporal.PlainDate>`greatest(${today}::date, started_on)`,
        version: eb('version', '+', 1),
      }))
      .where('person_id', '=', person)
      .where('organisation_id', '=', organisation)
      .where('ended_on', 'is', null)
      .where(
        sql<boolean>`not exists (select from organisations.employment_card as post
          where post.person_id = ${person} and post.organisation_id = ${organisation} and post.ended_on is null)`,
      )
      .executeTakeFirst()
    const led = await inside.tx
      .updateTable('partnerships.arrangement')
      .set(({ eb }) => ({ lead_person_id: null, version: eb('version', '+', 1) }))
      .where('lead_person_id', '=', person)
      .where(
        sql<boolean>`not exists (select from partnerships.arrangement_party as party
          join organisations.employment_card as post on post.organisation_id = party.organisation_id
          where party.arrangement_id = arrangement.id and party.until_on is null
            and post.person_id = ${person} and post.ended_on is null)`,
      )
      .executeTakeFirst()
    const facts = { champions: Number(champions.numUpdatedRows), led: Number(led.numUpdatedRows) }
    return { subject: person, result: facts, facts }
  },
})
