// Offices of the installation: who administers it, and who leads an organisation in it.
import { action, type Inside } from '#platform/actions/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { OFFICES } from '../rules.ts'
import { lockedOrganisation, mustStillStand } from './organisations.ts'
import { keepAnAdministrator } from './leaving.ts'
import { lockedPerson } from './people.ts'

/** Appoints a person to an office from today. A lead leads an organisation they work for. */
export const appointToOffice = action({
  name: 'organisations.office.appoint',
  title: 'Appoint somebody to an office',
  doors: ['page', 'api', 'command'],
  fresh: true,
  fields: {
    person: field.pick('Person', { from: 'organisations.person' }),
    role: field.choice('Office', OFFICES),
    organisation: field
      .pick('Organisation', {
        from: 'organisations.organisation',
        hint: 'Only for the lead of an organisation',
      })
      .optional(),
  },
  async run(inside, { person, role, organisation }) {
    const found = await lockedPerson(inside, person)
    if (found.state === 'left')
      refuse('conflict', 'organisations.person.has-left', 'This person has left and cannot hold an office.')
    if (role === 'administrator' && organisation !== null)
      invalid('organisations.office.place', [
        {
          field: 'organisation',
          message: 'An administrator is of the whole installation: leave the organisation empty',
        },
      ])
    if (role === 'organisation-lead') {
      if (organisation === null)
        invalid('organisations.office.place', [
          { field: 'organisation', message: 'Select the organisation that this person leads' },
        ])
      await mustWorkThere(inside, found.id, organisation)
    }
    const id = inside.id()
    await inside.tx
      .insertInto('organisations.office')
      .values({
        id,
        person_id: found.id,
        role,
        organisation_id: organisation,
        started_on: londonDate(inside.now),
        ended_on: null,
      })
      .execute()
    return { subject: found.id, result: { id, person: found.id }, facts: { role, organisation } }
  },
})

/** Ends an office today. Refused for the last administrator (O5). */
export const endOffice = action({
  name: 'organisations.office.end',
  title: 'End somebody’s office',
  doors: ['page', 'api', 'command'],
  fresh: true,
  fields: { office: field.id('Office') },
  async run(inside, { office }) {
    const held = await inside.tx
      .selectFrom('organisations.office')
      .selectAll()
      .where('id', '=', office)
      .forUpdate()
      .executeTakeFirst()
    if (held === undefined) return notFound('office')
    if (held.ended_on !== null)
      refuse('conflict', 'organisations.office.ended', 'This office has ended already.')
    if (held.role === 'administrator') await keepAnAdministrator(inside, held.person_id)
    await inside.tx
      .updateTable('organisations.office')
      .set({ ended_on: londonDate(inside.now) })
      .where('id', '=', held.id)
      .execute()
    return {
      subject: held.person_id,
      result: { id: held.id, person: held.person_id },
      facts: { role: held.role, organisation: held.organisation_id },
    }
  },
})

async function mustWorkThere(inside: Inside, personId: string, organisationId: string): Promise<void> {
  mustStillStand(await lockedOrganisation(inside, organisationId))
  const post = await inside.tx
    .selectFrom('organisations.employment')
    .select('id')
    .where('person_id', '=', personId)
    .where('organisation_id', '=', organisationId)
    .where('ended_on', 'is', null)
    .executeTakeFirst()
  if (post === undefined)
    invalid('organisations.office.works-elsewhere', [
      { field: 'organisation', message: 'This person has no current post there. Add the post first' },
    ])
}
