// The officers of a partnership: who runs it, who looks after its fund, who keeps its accounts.
import { action } from '#platform/actions/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { employersOf, personCard } from '#modules/organisations/index.ts'
import { membersOn } from '../queries/partnerships.ts'
import { OFFICER_ROLES } from '../rules/membership.ts'
import { lockedPartnership, mustBeOfficer } from './partnerships.ts'

/** Appoints an officer from today: somebody who works for a member. */
export const appointOfficer = action({
  name: 'partnerships.officer.appoint',
  title: 'Appoint an officer',
  doors: ['page', 'api', 'command'],
  fresh: true,
  fields: {
    partnership: field.code('Partnership'),
    person: field.pick('Person', { from: 'organisations.person' }),
    role: field.choice('Office', OFFICER_ROLES),
  },
  async run(inside, { partnership, person, role }) {
    const found = await lockedPartnership(inside, partnership)
    mustBeOfficer(inside, 'partnerships.officer.appoint', found.id)
    const today = londonDate(inside.now)
    const card = await personCard(inside, person)
    if (card === undefined || card.state === 'left')
      invalid('partnerships.officer.nobody', [{ field: 'person', message: 'Select a person who works here' }])
    const employers = new Set((await employersOf(inside, person, today)).map((post) => post.organisation_id))
    const members = await membersOn(inside, found.id, today)
    if (!members.some((member) => employers.has(member.organisation_id))) {
      invalid('partnerships.officer.not-of-member', [
        {
          field: 'person',
          message: `This person works for no member of ${found.name}. Officers come from its members`,
        },
      ])
    }
    const id = inside.id()
    await inside.tx
      .insertInto('partnerships.appointment')
      .values({ id, person_id: person, partnership_id: found.id, role, started_on: today, ended_on: null })
      .execute()
    return { subject: found.id, result: { id, code: found.code }, facts: { person, role } }
  },
})

/** Ends an officer's appointment today. */
export const endAppointment = action({
  name: 'partnerships.officer.end',
  title: 'End an officer’s appointment',
  doors: ['page', 'api', 'command'],
  fresh: true,
  fields: { appointment: field.id('Appointment') },
  async run(inside, { appointment }) {
    const held = await inside.tx
      .selectFrom('partnerships.appointment')
      .selectAll()
      .where('id', '=', appointment)
      .forUpdate()
      .executeTakeFirst()
    if (held === undefined) return notFound('appointment')
    mustBeOfficer(inside, 'partnerships.officer.end', held.partnership_id)
    if (held.ended_on !== null)
      refuse('conflict', 'partnerships.officer.ended', 'This appointment has ended already.')
    await inside.tx
      .updateTable('partnerships.appointment')
      .set({ ended_on: londonDate(inside.now) })
      .where('id', '=', held.id)
      .execute()
    return {
      subject: held.partnership_id,
      result: { id: held.id, partnership: held.partnership_id },
      facts: { person: held.person_id, role: held.role },
    }
  },
})
