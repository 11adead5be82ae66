// "We are interested": a body tells the lead of an arrangement through the platform, and the lead answers there.
import { action, type Inside } from '#platform/actions/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { notify } from '#platform/notifications/index.ts'
import { isEmployedBy, officeHolders } from '#modules/organisations/index.ts'
import { interestAnswered, interestTold } from '../letters.ts'
import { arrangementById, keepsArrangement, type Arrangement } from '../queries/arrangements.ts'
import { officersOf } from '../queries/partnerships.ts'
import { mustGoOn } from '../rules/arrangements.ts'

/** Tells the lead of an arrangement that one's body is interested. */
export const tellInterest = action({
  name: 'partnerships.interest.tell',
  title: 'Tell the lead that you are interested',
  doors: ['page', 'api'],
  fields: {
    arrangement: field.id('Arrangement'),
    organisation: field.pick('For', { from: 'organisations.organisation', hint: 'A body you work for' }),
    words: field.longText('What you would like to know', { most: 1000 }).optional(),
  },
  async run(inside, { arrangement, organisation, words }) {
    const found = await arrangementById(inside, arrangement)
    mustGoOn({ stage: found.stage, asOfYear: found.as_of_year })
    const person = inside.actor.kind === 'person' ? inside.actor.id : null
    if (person === null || !(await isEmployedBy(inside, person, organisation)))
      invalid('partnerships.interest.not-of-body', [
        { field: 'organisation', message: 'Select a body that you work for' },
      ])
    if (found.parties.some((party) => party.organisation_id === organisation))
      refuse('conflict', 'partnerships.interest.party', 'Your body belongs to this arrangement already.')
    const id = inside.id()
    await inside.tx
      .insertInto('partnerships.interest')
      .values({
        id,
        arrangement_id: found.id,
        organisation_id: organisation,
        person_id: person,
        words,
        told_at: inside.now,
        answer: null,
        answered_at: null,
      })
      .execute()
    const leads = await leadsOf(inside, found)
    for (const lead of leads)
      await notify(inside, { to: { subject: lead }, template: interestTold.name, ids: { interest: id } })
    return {
      subject: found.id,
      result: { id, arrangement: found.id, told: leads.length },
      facts: { interest: id, organisation, told: leads.length },
    }
  },
})

/** Answers somebody who was interested. */
export const answerInterest = action({
  name: 'partnerships.interest.answer',
  title: 'Answer somebody who is interested',
  doors: ['page', 'api'],
  fields: {
    interest: field.id('Interest'),
    answer: field.longText('Your answer', { most: 2000, hint: 'It is sent to the person who asked' }),
  },
  async run(inside, { interest, answer }) {
    const row = await inside.tx
      .selectFrom('partnerships.interest')
      .selectAll()
      .where('id', '=', interest)
      .forUpdate()
      .executeTakeFirst()
    if (row === undefined) return notFound('interest')
    const found = await arrangementById(inside, row.arrangement_id)
    if (!keepsArrangement(inside, found)) return notFound('interest')
    if (row.answered_at !== null)
      refuse('conflict', 'partnerships.interest.answered', 'Somebody has answered this already.')
    await inside.tx
      .updateTable('partnerships.interest')
      .set({ answer, answered_at: inside.now })
      .where('id', '=', row.id)
      .execute()
    if (row.person_id !== null)
      await notify(inside, {
        to: { subject: row.person_id },
        template: interestAnswered.name,
        ids: { interest: row.id },
      })
    return {
      subject: found.id,
      result: { id: row.id, arrangement: found.id },
      facts: { interest: row.id },
    }
  },
})

// The lead person; else the leads of the body that leads, else the officers of its partnership: somebody must hear of it.
async function leadsOf(inside: Inside, found: Arrangement): Promise<readonly string[]> {
  if (found.lead_person_id !== null) return [found.lead_person_id]
  const lead = found.parties.find((party) => party.role === 'lead') ?? found.parties[0]
  const holders =
    lead === undefined ? [] : await officeHolders(inside, 'organisation-lead', lead.organisation_id)
  if (holders.length > 0) return [...new Set(holders.map((one) => one.person_id))]
  if (found.partnership_id === null) return []
  const officers = await officersOf(inside, found.partnership_id, 'partnership-officer')
  return [...new Set(officers.map((one) => one.person_id))]
}
