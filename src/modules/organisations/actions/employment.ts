// Posts: who works where, from when to when. A person may work for two bodies at once.
import { action } from '#platform/actions/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { endingFaults, mayStartPost } from '../rules.ts'
import { lockedOrganisation, mustLead, mustStillStand } from './organisations.ts'
import { lockedPerson } from './people.ts'

/** Gives a person a post in an organisation. Refused: one that overlaps another there (O2). */
export const startEmployment = action({
  name: 'organisations.employment.start',
  title: 'Add a post',
  doors: ['page', 'api', 'command'],
  fields: {
    person: field.id('Person'),
    organisation: field.pick('Organisation', { from: 'organisations.organisation' }),
    jobTitle: field.text('Job title', { most: 120 }),
    startedOn: field.date('First day'),
  },
  async run(inside, { person, organisation, jobTitle, startedOn }) {
    const found = await lockedPerson(inside, person)
    const employer = await lockedOrganisation(inside, organisation)
    mustLead(inside, 'organisations.employment.start', employer.id)
    mustStillStand(employer)
    if (found.state === 'left')
      refuse(
        'conflict',
        'organisations.person.has-left',
        'This person has left. Enter them anew when they come back, with their new address.',
      )
    const earlier = await inside.tx
      .selectFrom('organisations.employment')
      .select(['started_on as from', 'ended_on as to'])
      .where('person_id', '=', found.id)
      .where('organisation_id', '=', employer.id)
      .execute()
    mayStartPost(earlier, startedOn)
    const id = inside.id()
    await inside.tx
      .insertInto('organisations.employment')
      .values({
        id,
        person_id: found.id,
        organisation_id: employer.id,
        job_title: jobTitle,
        started_on: startedOn,
        ended_on: null,
      })
      .execute()
    return {
      subject: found.id,
      result: { id, person: found.id },
      facts: { organisation: employer.id, startedOn: startedOn.toString() },
    }
  },
})

/** Ends a post. A person without any post cannot sign in until another begins; who leaves altogether is recorded as a leaver. */
export const endEmployment = action({
  name: 'organisations.employment.end',
  title: 'End a post',
  doors: ['page', 'api', 'command'],
  fields: { employment: field.id('Post'), endedOn: field.date('Last day') },
  async run(inside, { employment, endedOn }) {
    const post = await inside.tx
      .selectFrom('organisations.employment')
      .selectAll()
      .where('id', '=', employment)
      .forUpdate()
      .executeTakeFirst()
    if (post === undefined) return notFound('post')
    mustLead(inside, 'organisations.employment.end', post.organisation_id)
    if (post.ended_on !== null)
      refuse('conflict', 'organisations.employment.ended', 'This post has ended already.')
    const faults = endingFaults(
      { startedOn: post.started_on, endsOn: endedOn, today: londonDate(inside.now) },
      'endedOn',
    )
    if (faults.length > 0) invalid('organisations.employment.last-day', faults)
    await inside.tx
      .updateTable('organisations.employment')
      .set({ ended_on: endedOn })
      .where('id', '=', post.id)
      .execute()
    await inside.tx
      .updateTable('organisations.office')
      .set(({ fn, val, ref }) => ({
        ended_on: fn<Temporal.PlainDate>('greatest', [val(endedOn.toString()), ref('started_on')]),
      }))
      .where('person_id', '=', post.person_id)
      .where('organisation_id', '=', post.organisation_id)
      .where('ended_on', 'is', null)
      .execute()
    await inside.announce('organisations.employment.ended', post.person_id, {
      person: post.person_id,
      organisation: post.organisation_id,
    })
    return {
      subject: post.person_id,
      result: { id: post.id, person: post.person_id },
      facts: { organisation: post.organisation_id, endedOn: endedOn.toString() },
    }
  },
})
