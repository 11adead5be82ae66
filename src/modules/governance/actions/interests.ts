// Declaring an interest in a record, standing or at a meeting; whoever has one neither votes on it nor records it.
import { personOf, action } from '#platform/actions/index.ts'
import { notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { holdsFor } from '../queries/bodies.ts'
import { itemsOf } from '../queries/items.ts'
import { attendanceOf, meetingFor } from '../queries/meetings.ts'
import { matterOf } from '../queries/voters.ts'

export const declareInterest = action({
  name: 'governance.interest.declare',
  title: 'Declare an interest',
  doors: ['page', 'api', 'command'],
  fields: {
    subject: field.id('Record'),
    nature: field.longText('What the interest is', {
      most: 1000,
      hint: 'For example: I work for the supplier; my council would own the building',
    }),
    meeting: field.id('Meeting').optional(),
    person: field
      .pick('Whose interest', { from: 'organisations.person', hint: 'Leave it empty for your own' })
      .optional(),
  },
  async run(inside, answers) {
    const own = personOf(inside)
    const person = answers.person ?? own
    if (person === null) {
      refuse('conflict', 'governance.interest.nobody', 'Say whose interest it is: only a person has one.')
    }
    const meeting = answers.meeting === null ? undefined : await meetingFor(inside, answers.meeting)
    if (person !== own && inside.actor.kind === 'person') {
      // Said aloud in a meeting, it is written down by whoever keeps the record there.
      if (meeting === undefined || !holdsFor(inside, 'governance.attendance.record', meeting)) {
        refuse('forbidden', 'governance.interest.not-yours', 'You can declare your own interests only.')
      }
      const there = (await attendanceOf(inside, meeting.id)).some((one) => one.person_id === person)
      if (!there) notFound('person at this meeting')
      // It keeps the person out of the matter everywhere, so it is taken down only for what this meeting discusses.
      const matters = (await itemsOf(inside, meeting.id)).map(matterOf)
      if (!matters.includes(answers.subject)) notFound('record')
    }
    const subject = await inside.tx
      .selectFrom('platform.subject')
      .select('id')
      .where('id', '=', answers.subject)
      .forUpdate()
      .executeTakeFirst()
    if (subject === undefined) notFound('record')
    const standing = await inside.tx
      .selectFrom('governance.interest')
      .select('id')
      .where('person_id', '=', person)
      .where('subject_id', '=', subject.id)
      .where('ended_on', 'is', null)
      .executeTakeFirst()
    if (standing !== undefined) {
      return { subject: subject.id, result: { id: standing.id }, facts: { interest: standing.id } }
    }
    const id = inside.id()
    await inside.tx
      .insertInto('governance.interest')
      .values({
        id,
        person_id: person,
        subject_id: subject.id,
        meeting_id: meeting?.id ?? null,
        nature: answers.nature,
        declared_on: londonDate(inside.now),
        ended_on: null,
      })
      .execute()
    return {
      subject: subject.id,
      result: { id },
      facts: { interest: id },
      personal: { nature: answers.nature },
    }
  },
})

export const endInterest = action({
  name: 'governance.interest.end',
  title: 'End a declared interest',
  doors: ['page', 'api', 'command'],
  fields: { interest: field.id('Interest') },
  async run(inside, answers) {
    const interest = await inside.tx
      .selectFrom('governance.interest')
      .selectAll()
      .where('id', '=', answers.interest)
      .forUpdate()
      .executeTakeFirst()
    // Somebody else's interest is nobody's to know of here.
    const isOwn = interest !== undefined && interest.person_id === personOf(inside)
    if (interest === undefined || (!isOwn && inside.actor.kind === 'person')) notFound('declared interest')
    if (interest.ended_on !== null) {
      refuse('conflict', 'governance.interest.ended', 'This interest was ended already.')
    }
    await inside.tx
      .updateTable('governance.interest')
      .set({ ended_on: londonDate(inside.now) })
      .where('id', '=', interest.id)
      .execute()
    return { subject: interest.subject_id, result: { id: interest.id }, facts: { interest: interest.id } }
  },
})
